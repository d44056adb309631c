"""Articles as data: .jsonl, a JSON list or object, and tables with a column of text. Their text is taken as it is."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

from index.errors import FileError
from index.formats.detect import TEXT_COLUMNS
from index.formats.raw import AS_IS, Raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FIELDS = ("title", "author", "published", "source", "url", "language")
_COLUMNS = {
    "id": ("id", "编号", "編號"),
    "title": ("title", "headline", "标题", "標題"),
    "author": ("author", "byline", "作者"),
    "published": ("published", "date", "pubdate", "published_at", "time", "日期", "发布时间", "發布時間", "时间"),
    "source": ("source", "site", "publisher", "来源", "來源", "媒体"),
    "url": ("url", "link", "链接"),
    "language": ("language", "lang", "语言"),
}
_LONE = re.compile("[\ud800-\udfff]")
_LARGEST_FIELD = 20_000_000


def read_jsonl(lines: Iterable[str], name: str, first: int = 1) -> Iterator[Raw | FileError]:
    """One article a line, counted from ``first``; a line that is none is an error that names it, and the others go in."""
    for number, line in enumerate(lines, first):
        if not line.strip():
            continue
        try:
            record = json.loads(line.removeprefix("\ufeff"))
        except (ValueError, RecursionError) as problem:
            what = problem.msg if isinstance(problem, json.JSONDecodeError) else "nested too deeply or too long a number"
            yield FileError(f"{name}, line {number}", f"is not valid JSON ({what})", "correct the line or delete it")
            continue
        yield _record(record, f"{name}, line {number}")


def read_json(text: str, name: str) -> Iterator[Raw | FileError]:
    """A list of articles, or one article."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise FileError(name, "is not valid JSON", "correct it, or write one article a line as .jsonl") from None
    for number, record in enumerate(found if isinstance(found, list) else [found], 1):
        yield _record(record, f"{name}, article {number}")


def _record(record: Any, name: str) -> Raw | FileError:
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return FileError(name, 'has no "text"', 'write {"id": ..., "text": ...}')
    identity = record.get("id")
    if isinstance(identity, bool) or not isinstance(identity, str | int) or not str(identity).strip():
        return FileError(name, 'has no "id"', 'write {"id": ..., "text": ...}')
    fields: dict[str, Any] = {
        key: _LONE.sub("\ufffd", value) for key in _FIELDS if isinstance(value := record.get(key), str) and value.strip()
    }
    return Raw(
        _LONE.sub("\ufffd", record["text"]),
        AS_IS,
        id=_LONE.sub("\ufffd", str(identity)),
        part=str(identity),
        published_from="data" if "published" in fields else None,
        **fields,
    )


def read_csv(text: str, name: str) -> Iterator[Raw | FileError]:
    """A table with a header; the column ``text`` (or content, body, 正文, 内容 ...) holds the articles."""
    head = text.split("\n", 1)[0]
    delimiter = max(",\t;|", key=head.count)
    csv.field_size_limit(_LARGEST_FIELD)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [column.strip().lower().removeprefix("\ufeff") for column in next(rows, [])]
        place = next((names.index(column) for column in TEXT_COLUMNS if column in names), None)
        if place is None:
            raise FileError(name, "has no column of text", f"name one of its columns {' or '.join(TEXT_COLUMNS[:3])}")
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _row(row, names, place, f"{name}, line {rows.line_num}")
    except csv.Error as problem:
        raise FileError(name, f"is not a table at line {rows.line_num} ({problem})", "save it as CSV in UTF-8") from None


def _row(row: list[str], names: list[str], place: int, name: str) -> Raw | FileError:
    if place >= len(row) or not row[place].strip():
        return FileError(name, "has no text", "fill the column or delete the line")
    fields: dict[str, Any] = {}
    for field, columns in _COLUMNS.items():
        found = next((names.index(column) for column in columns if column in names), None)
        if found is not None and found < len(row) and row[found].strip():
            fields[field] = row[found].strip()
    identity = fields.pop("id", None)
    part = f"{name.rpartition(' ')[2]}"
    published_from = "data" if "published" in fields else None
    return Raw(row[place], AS_IS, id=identity, part=part, published_from=published_from, **fields)
