"""What is derived from the store so that it can be searched: one folder a generation, stamped, checksummed, never changed.

``derived/<generation>-<stamp>/`` holds ``rows.bin`` (keys, and the article of each), two FAISS files, the tantivy folder, and a
manifest with the SHA-256 of each. The next generation's folder starts as hard links to this one's files; it is written
under another name, then renamed. It needs no fsync: what a power cut spoils fails its checksum and is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import mmap
import os
import secrets
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from index import segments
from index.terms import TermsReader
from index.vectors import BASE, DELTA, VectorsReader, is_ours

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from index.store import State

FOLDER = "derived"
MANIFEST = "manifest.json"
ROWS = "rows.bin"
TERMS = "terms"
SCRATCH = "scratch"
DRAFT = "draft-"

# The SHA-256 of a file that was read, by its inode, size and time of change: generations share files.
Checked = dict[tuple[int, int, int], str]


class Stale(Exception):
    """A folder of derived files is missing, damaged, or of another generation."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Which passages there are: ``keys`` (n,) int64, ascending; ``articles`` (n,) int32, their articles' numbers."""

    keys: NDArray[np.int64]
    articles: NDArray[np.int32]

    def save(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        path.write_bytes(self.keys.astype("<i8").tobytes() + self.articles.astype("<i4").tobytes())


def load_rows(data: NDArray[np.uint8]) -> Rows:
    """The rows of the bytes of their file."""
    count = len(data) // 12
    return Rows(data[: 8 * count].view("<i8"), data[8 * count : 12 * count].view("<i4"))


def folder_of(root: Path, state: State) -> Path:
    """Where the derived files of a generation are."""
    return root / FOLDER / f"{state.generation}-{state.stamp[:12]}"


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        seen = hashlib.sha256()
        while block := file.read(1 << 20):
            seen.update(block)
    return seen.hexdigest()


def _files(folder: Path) -> list[Path]:
    own = [folder / name for name in (ROWS, BASE, DELTA)]
    return sorted([*own, *segments.files(folder / TERMS)])


def seal(folder: Path, state: State, trained: int, known: dict[str, tuple[int, str]]) -> Checked:
    """Write the manifest of a finished folder; ``known`` are the files that it shares with the generation before.

    Returns the SHA-256 of each file by what tells it from all others: inode, size and time.
    """
    files: dict[str, list[int | str]] = {}
    checked: Checked = {}
    for path in _files(folder):
        name, size = path.relative_to(folder).as_posix(), path.stat()
        before = known.get(name)
        sha256 = before[1] if before and before[0] == size.st_ino else digest(path)
        files[name] = [size.st_size, sha256]
        checked[size.st_ino, size.st_size, size.st_mtime_ns] = sha256
    body = {"index": state.index, "generation": state.generation, "stamp": state.stamp, "trained": trained, "files": files}
    text = json.dumps(body, sort_keys=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    (folder / MANIFEST).write_text(json.dumps({"sha256": hashlib.sha256(text.encode()).hexdigest(), "body": text}))
    return checked


def read_manifest(folder: Path, state: State) -> dict[str, Any]:
    """The manifest of a folder that must be of this state.

    Raises:
        Stale: when it is not there, damaged, or of another generation or index.
    """
    body = _manifest(folder)
    if (body["index"], body["generation"], body["stamp"]) != (state.index, state.generation, state.stamp):
        raise Stale(f"{folder.name} is of another generation or another index")
    return body


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        outer = json.loads((folder / MANIFEST).read_bytes())
        text = outer["body"]
        if hashlib.sha256(text.encode()).hexdigest() != outer["sha256"]:
            raise Stale(f"{folder.name}/{MANIFEST} fails its checksum")
        body: dict[str, Any] = json.loads(text)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Stale(f"{folder.name}/{MANIFEST} is missing or damaged") from error
    return body


def _mapped(path: Path) -> NDArray[np.uint8]:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            return np.zeros(0, np.uint8)
        return np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), np.uint8)


@dataclass(slots=True)
class Derived:
    """The opened derived files of one generation; every byte was checked when it was opened."""

    folder: Path
    rows: Rows
    terms: TermsReader
    trained: int
    checked: Checked
    _base: NDArray[np.uint8]
    _delta: NDArray[np.uint8]
    _vectors: VectorsReader | None = field(default=None)

    @property
    def vectors(self) -> VectorsReader:
        """Made on first use, since FAISS takes longer to import than all else to open."""
        if self._vectors is None:
            self._vectors = VectorsReader(self._base, self._delta, self.rows.keys)
        return self._vectors


def open_derived(folder: Path, state: State, checked: Checked | None = None) -> Derived:
    """Check and open a folder. ``checked`` are files that this process has checked before, which generations share.

    Raises:
        Stale: when anything in it is not what its writer left there.
    """
    manifest = read_manifest(folder, state)
    seen: Checked = {}
    try:
        for name, (size, sha256) in manifest["files"].items():
            _check_file(folder / name, size, sha256, checked or {}, seen)
        rows = load_rows(_mapped(folder / ROWS))
        if len(rows.keys) != state.passages:
            raise Stale(f"{folder.name} holds {len(rows.keys)} passages, the store {state.passages}")
        base, delta = _mapped(folder / BASE), _mapped(folder / DELTA)
        if not (is_ours(base) and is_ours(delta)):
            raise Stale(f"{folder.name} holds vectors in a form of an earlier version")
        return Derived(folder, rows, TermsReader(folder / TERMS), manifest["trained"], seen, base, delta)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Stale(f"{folder.name} cannot be read: {error}") from error


def _check_file(path: Path, size: int, sha256: str, checked: Checked, seen: Checked) -> None:
    found = path.stat()
    key = (found.st_ino, found.st_size, found.st_mtime_ns)
    if found.st_size != size or (checked.get(key) or digest(path)) != sha256:
        raise Stale(f"{path.parent.name}/{path.name} fails its checksum")
    seen[key] = sha256


def start_draft(root: Path, before: Path | None) -> tuple[Path, dict[str, tuple[int, str]]]:
    """A folder to make the next generation in: empty, or with the files of the generation ``before``.

    Returns it with what is shared: by name, the inode and the SHA-256.
    """
    draft = root / FOLDER / f"{DRAFT}{os.getpid()}-{secrets.token_hex(4)}"
    (draft / TERMS).mkdir(parents=True)
    known: dict[str, tuple[int, str]] = {}
    if before is not None:
        files = json.loads(json.loads((before / MANIFEST).read_bytes())["body"])["files"]
        for name, (_, sha256) in files.items():
            _link(before / name, draft / name)
            inode = (before / name).stat().st_ino
            # Of a copy the number may be given to the file that takes its place.
            if (draft / name).stat().st_ino == inode:
                known[name] = inode, sha256
    return draft, known


def _link(source: Path, target: Path) -> None:
    # Lists of files are replaced, never written into, but a copy of these few bytes is the safer way.
    (shutil.copyfile if source.suffix == ".json" else segments.link)(source, target)


def publish(draft: Path, state: State) -> Path:
    """Give a sealed draft its name."""
    target = folder_of(draft.parent.parent, state)
    if target.exists():
        aside = draft.with_name(f"{draft.name}-instead-of")
        target.rename(aside)  # in one go, whatever a reader that has it open does in it
        discard(aside)
    draft.rename(target)
    return target


def sweep(root: Path, keep: Path) -> None:
    """Remove all derived folders but one: older generations, and what a killed writer left. Open readers keep their files."""
    with contextlib.suppress(OSError):
        for path in (root / FOLDER).iterdir():
            if path != keep:
                shutil.rmtree(path, ignore_errors=True)


def generations(root: Path) -> list[tuple[int, Path]]:
    """The folders of generations that are there, whole or not."""
    folders = (root / FOLDER).glob("*-*")
    return [(int(folder.name.split("-")[0]), folder) for folder in folders if folder.name.split("-")[0].isdigit()]


def owner(folder: Path) -> str | None:
    """The index that a folder is of; None when its manifest is damaged."""
    try:
        return str(_manifest(folder)["index"])
    except Stale:
        return None


def sweep_drafts(root: Path, keep: Path) -> None:
    """Remove the drafts that killed writers left; the caller holds the writer's lock."""
    for path in (root / FOLDER).glob(f"{DRAFT}*"):
        if path != keep:
            shutil.rmtree(path, ignore_errors=True)


def discard(draft: Path) -> None:
    """Remove a draft that came to nothing."""
    shutil.rmtree(draft, ignore_errors=True)
