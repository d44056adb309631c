"""What kind of file it is, by its content; the suffix decides only between kinds of text that look the same."""

from __future__ import annotations

import json
import re
from pathlib import PurePath

from index.errors import FileError
from index.formats.subtitles import is_subtitles
from index.patterns import lazily

_HTML = lazily(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|title|meta)\b", re.I | re.S
)
_TAGS = lazily(r"</?(?:p|div|a|span|br|h[1-6]|table|li|ul)\b[^>]{0,500}>", re.I)
_MHTML = re.compile(rb"\A(?:[A-Za-z-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){1,40}", re.S)
_HEADING = lazily(r"^#{1,6} \S", re.M)
_MD_MARKS = lazily(r"^(?:[-*+] |> |```|\|.*\|\s*$|\d+\. )|\]\([^)\s]+\)|\*\*\S", re.M)
TEXT_COLUMNS = ("text", "content", "body", "article", "正文", "内容", "內容", "文本", "全文")
_BINARY = (
    (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"), (b"GIF8", "an image"), (b"RIFF", "a media file"),
    (b"\x7fELF", "a program"), (b"MZ", "a program"), (b"SQLite format 3", "a database"), (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"), (b"Rar!", "a RAR archive"), (b"ID3", "a sound file"), (b"OggS", "a sound file"),
)  # fmt: skip


def binary_kind(data: bytes, name: str) -> str | None:
    """``pdf``, ``zip`` or ``mhtml``; None when the file should be text.

    Raises:
        FileError: for a kind that is known and not read.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return "zip"
    head = _MHTML.match(data[:4096])
    if head and re.search(rb"^mime-version:|^content-type:\s*multipart/related", head.group(), re.I | re.M):
        return "mhtml"
    if data.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise FileError(name, "is an old word processor's file", "save it as .docx or .txt")
    for magic, what in _BINARY:
        if data.startswith(magic):
            raise FileError(name, f"is {what}, not an article", "leave it out")
    return None


def text_kind(text: str, name: str) -> str:
    """``html``, ``jsonl``, ``json``, ``csv``, ``md``, ``subtitles`` or ``text``."""
    suffix = PurePath(name).suffix.lower()
    head = text[:20_000].lstrip("\ufeff \t\r\n")
    if suffix in (".jsonl", ".ndjson"):
        return "jsonl"
    if head[:1] in "{[" and (found := _json_kind(text, head)):
        return found
    if _HTML.match(head) or (suffix in (".html", ".htm", ".xhtml") and _TAGS.search(head)) or len(_TAGS.findall(head)) > 20:
        return "html"
    if suffix in (".csv", ".tsv") or has_text_column(head):
        return "csv"
    if suffix in (".md", ".markdown") or head.startswith("---\n") or _looks_like_markdown(head):
        return "md"
    return "subtitles" if is_subtitles(head) else "text"


def _json_kind(text: str, head: str) -> str | None:
    first = head.split("\n", 1)[0]
    try:
        return "jsonl" if isinstance(json.loads(first), dict) else "json"
    except (ValueError, RecursionError):
        pass
    if re.match(r'\{\s*"[^"\n]{1,80}"\s*:', head):
        return "json"
    if not re.match(r'\{\s*"|\[\s*[{\]]', head):
        return None
    return "json" if text.rstrip().endswith(("}", "]")) else None


def has_text_column(head: str) -> bool:
    """Whether the first line names columns, one of them for text, and the second has as many."""
    lines = head.split("\n", 2)
    if len(lines) < 2:
        return False
    for delimiter in ",\t;":
        names = [name.strip().strip('"').lower() for name in lines[0].split(delimiter)]
        if len(names) > 1 and any(name in TEXT_COLUMNS for name in names) and lines[1].count(delimiter) >= len(names) - 1:
            return all(0 < len(name) <= 30 for name in names)
    return False


def _looks_like_markdown(head: str) -> bool:
    headings = len(_HEADING.findall(head))
    return headings >= 2 or (headings == 1 and bool(_MD_MARKS.search(head)))
