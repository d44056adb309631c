"""Lines that were broken to fit a width -> paragraphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.patterns import lazily
from index.split import CJK, is_wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CJK_END = lazily(rf"[{CJK}，、；：。！？“”《》（）]$")
_CJK_START = lazily(rf"[{CJK}，、；：。！？“”《》（）]")
_STOP = lazily(r"[。！？!?.…：:][”’」』）)\"']*$")
_ITEM = lazily(r"(?:[-*•·▪◦–]|\(?\d{1,3}[.)、）]|[一二三四五六七八九十]{1,3}[、.])\s*\S")


def join_lines(lines: Iterable[str]) -> str:
    """One line of several: without a space between Chinese, a hyphen at the end of a line undone."""
    text = ""
    for line in map(str.strip, lines):
        if text.endswith("-") and re.search(r"[a-z]-$", text) and re.match("[a-z]", line):
            text = text[:-1] + line
        elif text and not (_CJK_END.search(text) and _CJK_START.match(line)):
            text = f"{text} {line}"
        else:
            text += line
    return text


def unwrap_blocks(text: str) -> str:
    """The text with every block of lines that was wrapped at a fixed width made one line."""
    blocks = re.split(r"\n[^\S\n]*\n", text)
    return "\n\n".join(join_lines(lines) if is_wrapped(lines := block.strip("\n").split("\n")) else block for block in blocks)


def unwrap(lines: Sequence[str]) -> str:
    """The paragraphs of a page on which every line was broken by the layout, each on a line of its own.

    A line goes on in the next when it is nearly as long as the page's long lines and does not end a sentence; a line that does
    end one, and is as long, goes on too unless the next begins a list item.
    """
    filled = [line for line in lines if line.strip()]
    widths = sorted(_width(line) for line in filled)
    full = 0.85 * widths[int(0.9 * (len(widths) - 1))] if widths else 0.0
    paragraphs: list[list[str]] = []
    goes_on = False
    for line in lines:
        if not line.strip():
            goes_on = False
            continue
        if goes_on and not _ITEM.match(line.strip()):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
        ended = bool(_STOP.search(line.strip()))
        goes_on = _width(line) >= full or (
            not ended and _width(line) >= 0.6 * full and line.rstrip().endswith((",", "，", "、", "-"))
        )
    return "\n\n".join(join_lines(paragraph) for paragraph in paragraphs)


def joined(text: str, more: str) -> tuple[str, int]:
    """``text`` with the next page after it, and where that begins: in the same paragraph when the sentence has not ended."""
    if not text or not more:
        return text + more, len(text)
    last = text.rsplit("\n", 1)[-1]
    if _STOP.search(last) or _ITEM.match(more) or len(last) < 20:
        return f"{text}\n\n{more}", len(text) + 2
    if re.search(r"[a-z]-$", text) and re.match("[a-z]", more):
        return text[:-1] + more, len(text) - 1
    if _CJK_END.search(text) and _CJK_START.match(more):
        return text + more, len(text)
    return f"{text} {more}", len(text) + 1


def _width(line: str) -> int:
    return len(line) + len(re.findall(f"[{CJK}]", line))
