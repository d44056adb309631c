"""Formats that are zip archives: what they declare is checked before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from index.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ENTRIES = 10_000
LARGEST_ENTRY = 100_000_000
LARGEST_TOTAL = 400_000_000
HIGHEST_RATIO = 100
_SMALL = 1_000_000


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive, when it declares no more than is safe to unpack.

    Raises:
        FileError: when it is damaged, has too many entries, or declares too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, UnicodeDecodeError, IndexError):
        raise FileError(name, "is a damaged archive", "make or save it again") from None
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES:
        raise FileError(name, f"holds {len(entries):,} entries, more than {MOST_ENTRIES:,}", "unpack it, add the folder")
    if total > LARGEST_TOTAL or any(entry.file_size > LARGEST_ENTRY for entry in entries):
        raise FileError(name, f"unpacks to {total:,} bytes, more than is safe", "unpack it and add the folder")
    for entry in entries:
        if entry.file_size > _SMALL and entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1):
            raise FileError(name, "is packed more than 100:1, as bombs are", "unpack it and add the folder")
    if total > _SMALL and total > HIGHEST_RATIO * max(len(data), 1):
        raise FileError(name, "is packed more than 100:1, as bombs are", "unpack it and add the folder")
    return archive


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of one entry, never more than it declared."""
    if entry.flag_bits & 1:
        raise FileError(name, "is locked with a password", "save it without one")
    try:
        with archive.open(entry) as stream:
            data = stream.read(entry.file_size + 1)
    except MemoryError:
        raise
    except Exception as problem:  # zlib, lzma, bz2 and zipfile each raise their own on damage
        raise FileError(name, f"is damaged ({type(problem).__name__})", "make or save it again") from None
    if len(data) > entry.file_size:
        raise FileError(name, "holds more than it declares", "make the archive again")
    return data


def entries(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The files of an archive that people put there, by name."""
    for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
        parts = entry.filename.split("/")
        if entry.filename and not entry.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in parts):
            yield entry
