"""Paths given by a user -> the files to read, without opening any of them."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Files that stand beside articles and are none; content decides about all others.
_OTHER = frozenset(
    [
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
        ".svg",
        ".ico",
        ".bmp",
        ".tif",
        ".tiff",
        ".avif",
        ".heic",
        ".mp3",
        ".wav",
        ".ogg",
        ".flac",
        ".m4a",
        ".mp4",
        ".mov",
        ".avi",
        ".mkv",
        ".webm",
        ".css",
        ".js",
        ".mjs",
        ".map",
        ".woff",
        ".woff2",
        ".ttf",
        ".otf",
        ".eot",
        ".exe",
        ".dll",
        ".so",
        ".dylib",
        ".o",
        ".a",
        ".pyc",
        ".class",
        ".jar",
        ".db",
        ".sqlite",
        ".log",
        ".lock",
        ".bak",
        ".tmp",
        ".part",
        ".swp",
    ]
)
# What tells of a folder is not one of its articles, unless it is given by name.
_ABOUT = frozenset({"readme", "license", "licence", "changelog", "contributing"})
_INDEX_MARK = "store.db"


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: its absolute path, size in bytes, time stamp in nanoseconds, and the folder that was given for
    it.
    """

    path: str
    size: int
    modified_ns: int
    folder: str


@dataclass(slots=True)
class Walk:
    """The files under some paths, in order; what was skipped and what is not there, with the reason of each."""

    found: list[Found]
    skipped: list[tuple[str, str]]
    failed: list[tuple[str, str]]


def absolute(path: str | os.PathLike[str]) -> str:
    """The path from the root, without ``..``; links stay what they are."""
    return os.path.abspath(os.fspath(path))  # noqa: PTH100 - Path.resolve() would follow links


def walk(paths: Iterable[str | os.PathLike[str]]) -> Walk:
    """All files under ``paths``: hidden ones and indexes are passed over, links out of a folder, devices and pipes
    skipped with a word.
    """
    result = Walk([], [], [])
    seen: set[str] = set()
    for given in paths:
        path = absolute(given)
        try:
            status = Path(path).stat()
        except (OSError, ValueError) as problem:
            reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else "no such path"
            result.failed.append((str(given), f"cannot be read ({reason}); check the path"))
            continue
        if stat.S_ISDIR(status.st_mode):
            before = len(result.found)
            for found in _folder(path, result):
                if found.path not in seen:
                    seen.add(found.path)
                    result.found.append(found)
            if len(result.found) == before and not any(name.startswith(path + os.sep) for name in seen):
                result.failed.append((str(given), "holds no articles; give a folder or file that does"))
        elif not stat.S_ISREG(status.st_mode):
            result.failed.append((str(given), f"is {_what(status.st_mode)}, not a file; leave it out"))
        elif path not in seen:
            seen.add(path)
            result.found.append(Found(path, status.st_size, status.st_mtime_ns, str(Path(path).parent)))
    return result


def _folder(root: str, result: Walk) -> Iterator[Found]:
    real_root = os.path.realpath(root)
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as problem:
            result.failed.append((folder, f"cannot be read ({problem.strerror}); check its permissions"))
            continue
        if any(entry.name == _INDEX_MARK for entry in entries):
            continue
        below: list[str] = []
        for entry in entries:
            if entry.name.startswith((".", "~$")):
                continue
            if entry.is_symlink():
                if not _inside(entry.path, real_root):
                    result.skipped.append((entry.path, "is a link out of the folder"))
                continue
            if entry.is_dir(follow_symlinks=False):
                below.append(entry.path)
                continue
            if found := _file(entry, root, result):
                yield found
        waiting.extend(reversed(below))


def _inside(link: str, real_root: str) -> bool:
    real = os.path.realpath(link)
    return real == real_root or real.startswith(real_root + os.sep)


def _file(entry: os.DirEntry[str], root: str, result: Walk) -> Found | None:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as problem:
        result.failed.append((entry.path, f"cannot be read ({problem.strerror}); check its permissions"))
        return None
    if not stat.S_ISREG(status.st_mode):
        result.skipped.append((entry.path, f"is {_what(status.st_mode)}"))
        return None
    name = Path(entry.name)
    if name.stem.lower() in _ABOUT:
        result.skipped.append((entry.path, "tells of the folder; give its path to add it"))
        return None
    if name.suffix.lower() in _OTHER:
        result.skipped.append((entry.path, "is no kind of article"))
        return None
    return Found(entry.path, status.st_size, status.st_mtime_ns, root)


def _what(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "not a regular file"


def folders_of(found: Sequence[Found]) -> dict[str, list[Found]]:
    """The files by the folder that they lie in."""
    by_folder: dict[str, list[Found]] = {}
    for file in found:
        by_folder.setdefault(str(Path(file.path).parent), []).append(file)
    return by_folder
