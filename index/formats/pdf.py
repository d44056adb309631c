"""PDF by pypdf: the lines of each page put back into paragraphs, running heads and page numbers off."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from typing import TYPE_CHECKING

from index.errors import FileError
from index.formats.raw import BODY, Raw
from index.paragraphs import joined, unwrap
from index.types import Removed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pypdf import PdfReader

_NUMBER = re.compile(
    r"[-–—\s]*(?:page|第)?\s*(?:\d{1,4}|[ivxl]{1,6})\s*(?:页|頁)?(?:\s*(?:of|/|共)\s*\d{1,4}\s*(?:页|頁)?)?[-–—\s]*", re.I
)
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?(?:Z|([+-]\d\d)'?(\d\d))?")
_MOST_PAGES = 5_000
_EDGE = 2


def read(data: bytes, name: str) -> Iterator[Raw]:
    """One document; ``pages`` are where each page's text begins."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileError(name, "is locked with a password", "save it without one")
        pages = [page.extract_text() for page in list(reader.pages)[:_MOST_PAGES]]
        title, author, published = _metadata(reader)
    except (FileError, MemoryError):
        raise
    except Exception as problem:  # pypdf raises almost anything on a damaged file
        raise FileError(
            name, f"is a damaged PDF ({type(problem).__name__})", "save it again, or print it to a new PDF"
        ) from None
    if not any(page.strip() for page in pages):
        raise FileError(name, "is a PDF without text, such as a scan", "recognise its text first (OCR)")
    text, starts, removed = _joined([page.split("\n") for page in pages])
    yield Raw(
        text,
        BODY,
        title=title,
        author=author,
        published=published,
        published_from="metadata" if published else None,
        pages=tuple(starts),
        removed=tuple(removed),
        whole="\n\n".join(pages),
    )


def _metadata(reader: PdfReader) -> tuple[str | None, str | None, str | None]:
    info: Mapping[str, object] = reader.metadata or {}
    title, author, created = (_string(info.get(key)) for key in ("/Title", "/Author", "/CreationDate"))
    if title and re.search(r"\.(?:docx?|pdf|indd|qxd|txt)$|^(?:untitled|microsoft word|无标题)", title, re.I):
        title = None
    return title, author, _date(created or "")


def _string(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _date(created: str) -> str | None:
    match = _DATE.match(created)
    if not match:
        return None
    year, month, day, hour, minute, second, zone, zone_minutes = match.groups()
    if not hour:
        return f"{year}-{month}-{day}"
    offset = f"{zone}:{zone_minutes}" if zone else "+00:00" if created.endswith("Z") else ""
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}{offset}"


def _joined(pages: list[list[str]]) -> tuple[str, list[int], list[Removed]]:
    """The text of all pages, where each begins in it, and what was taken off."""
    running = _running(pages)
    text, starts, removed = "", [], []
    for lines in pages:
        kept: list[str] = []
        for place, line in enumerate(lines):
            edge = place < _EDGE or place >= len(lines) - _EDGE
            if edge and line.strip() and (_NUMBER.fullmatch(line.strip()) or _shape(line) in running):
                removed.append(Removed(line.strip(), "running head or page number"))
            else:
                kept.append(line)
        body = unwrap(kept)
        text, start = joined(text, body)
        starts.append(start)
    return text, starts, removed


def _running(pages: list[list[str]]) -> set[str]:
    """The lines that stand at the edge of at least a third of the pages, whatever their numbers."""
    if len(pages) < 2:
        return set()
    counts = Counter(
        shape for lines in pages for shape in {_shape(line) for line in [*lines[:_EDGE], *lines[-_EDGE:]] if line.strip()}
    )
    return {shape for shape, count in counts.items() if count >= max(2, len(pages) / 3)}


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line.strip())
