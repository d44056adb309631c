"""Plain text and Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from index.formats.raw import BODY, PLAIN, Raw
from index.patterns import lazily

if TYPE_CHECKING:
    from collections.abc import Iterator

_FRONT = lazily(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.S)
_FIELD = lazily(r"^([A-Za-z_]+)[ \t]*:[ \t]*(.*?)[ \t]*$", re.M)
_NAMES = {
    "title": "title", "date": "published", "published": "published", "pubdate": "published", "author": "author",
    "source": "source", "site": "source", "publisher": "source", "url": "url", "link": "url",
    "lang": "language", "language": "language",
}  # fmt: skip
_FENCE = lazily(r"^(```|~~~)")
_HEADING = lazily(r"^(#{1,6})[ \t]+(.*?)[ \t]*#*$")
_INLINE = (
    # A bracket within a label begins another one: to look past it would take the square of the time where many are opened.
    (lazily(r"!\[[^\[\]\n]*\]\([^)\n]*\)"), ""),
    (lazily(r"\[([^\[\]\n]+)\]\([^)\n]*\)"), r"\1"),
    (lazily(r"\[([^\[\]\n]+)\]\[[^\[\]\n]*\]"), r"\1"),
    (lazily(r"(?<=\S)\[\^[^\]\s]{1,40}\]"), ""),
    (lazily(r"^(\s*[-*+] )\[[ xX]\] "), r"\1"),
    (lazily(r"<((?:https?://|mailto:)[^>\s]+)>"), r"\1"),
    (lazily(r"(\*\*|__)(?=\S)([^\n]*?\S)\1"), r"\2"),
    (lazily(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])"), r"\1"),
    (lazily(r"(?<![\w_])_(?=[^\s_])([^_\n]*[^\s_])_(?![\w_])"), r"\1"),
    (lazily(r"~~(?=\S)([^\n]*?\S)~~"), r"\1"),
    (lazily(r"`([^`\n]+)`"), r"\1"),
    (lazily(r"</?(?:b|i|em|strong|u|s|sub|sup|br|span|p|div|font|center|small|mark|kbd)\b[^>\n]{0,300}>", re.I), ""),
    (lazily(r"\\([\\`*_{}\[\]()#+.!|>~-])"), r"\1"),
)
_REFERENCE = lazily(r"^\[(?!\^)[^\]\n]+\]:\s+\S+.*$", re.M)
_FOOTNOTE = lazily(r"^\[\^[^\]\s]+\]:[ \t]+", re.M)
_COMMENT = lazily(r"<!--.*?-->", re.S)
_RULE_OF_TABLE = lazily(r"\s*\|?(?:\s*:?-{3,}:?\s*\|)+(?:\s*:?-{3,}:?\s*)?")
_UNDERLINE = lazily(r"^(=+|-{3,})[ \t]*$")


def read_text(text: str, name: str) -> Iterator[Raw]:
    """Plain text, which may be a saved page: cleaning finds out."""
    del name
    yield Raw(text.replace("\r\n", "\n").replace("\r", "\n"), PLAIN)


def read_markdown(text: str, name: str) -> Iterator[Raw]:
    """Markdown as it reads when rendered: marks of emphasis, links and headings go, lists and tables stay."""
    del name
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    fields: dict[str, Any] = {}
    front = _FRONT.match(whole)
    if front:
        for key, value in _FIELD.findall(front.group(1)):
            if key.lower() in _NAMES and value.strip("\"'"):
                fields.setdefault(_NAMES[key.lower()], value.strip("\"'"))
    body = _COMMENT.sub("", whole[front.end() :] if front else whole)
    lines, heading = _rendered(_FOOTNOTE.sub("", _REFERENCE.sub("", body)).split("\n"))
    title = fields.pop("title", None) or heading
    yield Raw(
        "\n".join(lines),
        BODY,
        title=title,
        published_from="metadata" if "published" in fields else None,
        whole=whole,
        **fields,
    )


def _rendered(lines: list[str]) -> tuple[list[str], str | None]:
    """The lines without marks, and the first heading, when nothing but it may stand above the text."""
    done: list[str] = []
    title: str | None = None
    fence = False
    for line in lines:
        if _FENCE.match(line):
            fence = not fence
            continue
        if fence:
            done.append(line)
            continue
        heading = _HEADING.match(line)
        if _RULE_OF_TABLE.fullmatch(line):
            continue
        if _UNDERLINE.match(line):
            if title is None and line[0] == "=" and done and done[-1].strip() and not any(map(str.strip, done[:-1])):
                title = done.pop()
            continue
        text = _plain(heading.group(2) if heading else line.removeprefix("> ").removeprefix(">"))
        if heading and title is None and not any(map(str.strip, done)):
            title = text
            continue
        done.extend(["", text, ""] if heading else [text.rstrip()])
    return done, title


def _plain(line: str) -> str:
    for pattern, replacement in _INLINE:
        line = pattern.sub(replacement, line)
    return line
