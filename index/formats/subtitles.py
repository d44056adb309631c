"""Subtitles (SubRip and WebVTT): what is said, without the numbers and seconds beside it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from index.formats.raw import BODY, Raw
from index.paragraphs import join_lines
from index.patterns import lazily

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLOCK = r"(?:\d{1,2}:)?\d{2}:\d{2}[.,]\d{3}"
_TIMES = lazily(rf"\s*{_CLOCK}[ \t]+-->[ \t]+{_CLOCK}.*")
_WEB = "WEBVTT"
_FIRST_LINES = 20
_LONGEST = 200
_MARKS = lazily(r"</?[a-z][^<>\n]{0,80}>|<\d[\d:.]*>|\{\\[^{}\n]{0,40}\}", re.I)
_STOP = lazily(r"[。！？!?.…][”’」』）)\"']*$")
_PARAGRAPH = 300
_NO_STOPS = 0.1


def is_subtitles(head: str) -> bool:
    """Whether a text begins as subtitles do: with the seconds at which its first line is shown."""
    lines = [line for line in head.split("\n", _FIRST_LINES)[:_FIRST_LINES] if line.strip()]
    times = next((place for place, line in enumerate(lines) if len(line) <= _LONGEST and _TIMES.fullmatch(line)), None)
    return times is not None and (times <= 1 or lines[0].startswith(_WEB))


def read_subtitles(text: str, name: str) -> Iterator[Raw]:
    """What is said, sentences made paragraphs; where nobody set a full stop, a line for each time."""
    del name
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    said = [line for block in re.split(r"\n[ \t]*\n", whole) if (line := _said(block.split("\n")))]
    if whole.lstrip("\ufeff").startswith(_WEB):  # which writes &amp; for &, as HTML does
        said = [html.unescape(line) for line in said]
    said = [line for place, line in enumerate(said) if not place or line != said[place - 1]]
    stopped = sum(_STOP.search(line) is not None for line in said)
    yield Raw("\n".join(said) if stopped < _NO_STOPS * len(said) else "\n\n".join(_paragraphs(said)), BODY, whole=whole)


def _said(block: list[str]) -> str:
    """What a block says under its times; nothing where it has none, as a note or a style."""
    times = next((place for place, line in enumerate(block) if _TIMES.fullmatch(line)), len(block))
    return join_lines(line for marked in block[times + 1 :] if (line := _MARKS.sub("", marked).strip()))


def _paragraphs(said: list[str]) -> Iterator[str]:
    open_lines: list[str] = []
    for line in said:
        open_lines.append(line)
        if _STOP.search(line) and sum(map(len, open_lines)) >= _PARAGRAPH:
            yield join_lines(open_lines)
            open_lines = []
    if open_lines:
        yield join_lines(open_lines)
