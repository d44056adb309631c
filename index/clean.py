"""A raw document -> an Article: furniture off, title, published date, source and language found, a receipt of what
was removed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from index.clean_dates import clean_date, estimated, from_name, stated
from index.clean_dump import Cleaned, body_head, clean_dump
from index.formats.raw import AS_IS, PLAIN, Raw
from index.language import language
from index.patterns import lazily
from index.similar import signature
from index.types import Article, Removed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_CONTROLS = lazily("[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff\ufff9-\ufffb\ud800-\udfff]")
_BLANKS = lazily("(?m:^\t+)|[\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_TITLE_LENGTH = 200
RECEIPT_LENGTH = 6_000
KEPT_WHOLE = "nothing: kept whole as asked"


def clean(
    raw: Raw, path: str, sha256: str, *, keep_all: bool = False, repeated: Collection[str] = (), room: int = RECEIPT_LENGTH
) -> Article:
    """The article of ``raw``; its id is what ``raw`` gives, or empty.

    ``repeated`` are the lines that many files of the same folder have. With ``keep_all`` the whole text is taken.
    ``room`` is the length in characters of the longest receipt.
    """
    text, pages = (raw.text if raw.form == AS_IS else tidy(raw.text)), raw.pages
    if raw.form == AS_IS:
        found = Cleaned(text, raw.title, (), None)
    elif keep_all:
        found = Cleaned(tidy(raw.whole or raw.text), None, (Removed("", KEPT_WHOLE),), None)
        pages = ()
    elif raw.form == PLAIN:
        found = clean_dump(text, title=raw.title, repeated=repeated)
    elif pages:
        pages = _moved(raw, text)
        found = Cleaned(text, None, raw.removed, None)
    else:
        found = body_head(text, raw.title, raw.removed)
    return replace(_article(raw, path, sha256, found), pages=pages, removed=receipt(found.removed, room))


def tidy(text: str) -> str:
    """The text without control characters, with plain spaces, no space at the ends of lines and one blank line at
    most.
    """
    text = _BLANKS.sub(" ", _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")))
    text = "\n".join(map(str.rstrip, text.split("\n")))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def _moved(raw: Raw, text: str) -> tuple[int, ...]:
    """Where the pages begin once the text is tidied."""
    starts = []
    for start in raw.pages:
        place = len(tidy(raw.text[:start] + "|")) - 1
        head = tidy(raw.text[start : start + 200].strip())[:12]
        found = text.find(head, max(0, place - 4), place + 200) if head else -1
        starts.append(min(found if found >= 0 else place, len(text)))
    return tuple(starts)


def _article(raw: Raw, path: str, sha256: str, found: Cleaned) -> Article:
    title = raw.title or found.title or _first_line(found.text) or PurePath(path).stem
    title = " ".join(_CONTROLS.sub("", title).split())[:_TITLE_LENGTH]
    published, origin = _published(raw, path, found)
    named = re.match("[A-Za-z]{2}", raw.language or "")
    return Article(
        id=raw.id or "",
        title=title,
        text=found.text,
        language=named.group().lower() if named else language(found.text or title),
        path=path,
        sha256=sha256,
        source=raw.source or found.source,
        published=published,
        published_from=origin,
        author=raw.author or found.author,
        url=raw.url,
        signature=signature(found.text),
    )


def _published(raw: Raw, path: str, found: Cleaned) -> tuple[str | None, str | None]:
    """The published date and what it was read from; an estimate says so."""
    if raw.published and (date := clean_date(raw.published)):
        return date, raw.published_from or "metadata"
    if raw.form == AS_IS:
        return None, None
    if date := stated(found.header, found.text, found.footer):
        return date, "text"
    if date := from_name(path):
        return date, "file name"
    date = estimated(found.text, found.saved)
    return date, "estimate" if date else None


def _first_line(text: str) -> str:
    line = text.lstrip().split("\n", 1)[0]
    return line if len(line) <= _TITLE_LENGTH else re.split(r"(?<=[。！？!?.])\s*", line)[0]


def receipt(removed: Iterable[Removed], room: int) -> tuple[Removed, ...]:
    """What was taken off, neighbours of one rule in one entry, no longer in all than ``room`` characters."""
    merged: list[Removed] = []
    for item in removed:
        if merged and merged[-1].rule == item.rule:
            merged[-1] = Removed(f"{merged[-1].text}\n{item.text}", item.rule)
        else:
            merged.append(item)
    kept: list[Removed] = []
    left = room
    for number, item in enumerate(merged):
        if len(item.text) > left:
            more = sum(len(other.text) for other in merged[number:]) - left
            kept.append(Removed(f"{item.text[:left]} … ({more:,} more characters)", item.rule))
            break
        kept.append(item)
        left -= len(item.text)
    return tuple(kept)
