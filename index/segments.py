"""The segments of a tantivy folder: which files belong to them, and which of them are shown to tantivy for a change.

tantivy merges segments when it likes, at any commit of a writer that sees eight or more of about one size: adding one article
took seconds when it was the one that made eight of them, of 10,000 passages each. And it goes on sweeping its folder after it
has said that it is done. So a writer works in a folder of its own, on hard links to the segments that it is to see, and what it
makes of them is taken over.
"""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Segment = dict[str, Any]

_META = "meta.json"
_MERGED = 8  # segments of about one size that tantivy merges into one
_SMALL = 1_000  # passages of segments that are merged, eight at a time, while something small is written
_MANY = 4_096  # passages added, for which merging as tantivy likes is worth its time
_MOST = 40  # segments, of which a search would take its time


def link(source: Path, target: Path) -> None:
    """The same file by another name; a copy where the file system has no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def exist(folder: Path) -> bool:
    """Whether there is a tantivy index in a folder."""
    return (folder / _META).exists()


def of(folder: Path) -> list[Segment]:
    """The segments of a tantivy folder, as its own list has them."""
    found: list[Segment] = _meta(folder)["segments"]
    return found


def files(folder: Path) -> list[Path]:
    """The files of a tantivy folder that a search reads.

    The rest is what tantivy's own sweeping goes by and over, and what it has not yet swept.
    """
    by_stem: dict[str, list[Path]] = {}
    for path in folder.iterdir():
        by_stem.setdefault(path.name.split(".")[0], []).append(path)
    found = [folder / _META]
    for segment in of(folder):
        removed = segment["deletes"]  # of an article's removal, the newest list alone is read
        newest = f".{removed['opstamp']}.del" if removed else None
        own = by_stem.get(_stem(segment), ())
        found += [path for path in own if path.suffix != ".del" or (newest and path.name.endswith(newest))]
    return sorted(found)


def show(folder: Path, shown: Sequence[Segment], target: Path) -> None:
    """Make ``target`` a tantivy folder of some of the segments of ``folder``."""
    stems = {_stem(segment) for segment in shown}
    for path in files(folder):
        if path.name.split(".")[0] in stems:
            link(path, target / path.name)
    (target / _META).write_text(json.dumps({**_meta(folder), "segments": list(shown)}), encoding="utf-8")


def take(folder: Path, shown: Sequence[Segment], made: Path) -> None:
    """Put what a writer has made in the folder ``made`` in the place of the segments that it was ``shown``."""
    new = _meta(made)
    if exist(folder):
        stems = {_stem(segment) for segment in shown}
        old = _meta(folder)
        kept = [segment for segment in old["segments"] if _stem(segment) not in stems]
        # The stamps of removals in all segments stay below that of the next.
        new |= {"segments": kept + new["segments"], "opstamp": max(old["opstamp"], new["opstamp"])}
    for path in files(made):
        if path.name != _META and not (folder / path.name).exists():
            link(path, folder / path.name)
    (folder / _META).unlink(missing_ok=True)
    (folder / _META).write_text(json.dumps(new), encoding="utf-8")
    for path in set(folder.iterdir()).difference(files(folder)):
        path.unlink()


def groups(segments: list[Segment], added: int, *, removing: bool) -> list[list[Segment]]:
    """The segments to be shown to one writer after another, of which the last has ``added`` so many passages.

    Fewer than eight are never merged. All are shown, to be merged as tantivy likes, after so much that it is worth its time.
    """
    if added >= _MANY or len(segments) > _MOST:
        return [segments]
    small = [segment for segment in segments if segment["max_doc"] <= _SMALL]
    found = [small] if len(small) >= _MERGED else []
    rest = [segment for segment in segments if not found or segment not in small] if removing else []
    few = _MERGED - 1
    return found + [rest[first : first + few] for first in range(0, len(rest), few)]


def _meta(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / _META).read_bytes())
    return found


def _stem(segment: Segment) -> str:
    stem: str = segment["segment_id"].replace("-", "")
    return stem
