"""SQLite: the only truth. Articles, passages, sentence boundaries, encodings, files, and which generation they are.

Write-ahead log, synchronous FULL: what COMMIT has acknowledged survives a kill and a power cut. Every row carries a checksum
(:mod:`index.rows`), because SQLite itself would serve a flipped bit. A reader's connection holds a read transaction open, so it
sees one generation until it is dropped.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
import zlib
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from index import rows
from index.errors import IndexDamaged, IndexLocked, IndexNotFound, IndexVersionError, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

STORE = "store.db"
_APPLICATION = 0x50515431  # "PQT1": tells our store from any other SQLite file
VOCABULARY = 65536  # token ids are uint16
WRAP = 1 << 64  # sums of checksums are kept modulo this


def _tables(db: sqlite3.Connection) -> None:
    db.execute(
        "CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1),"
        " body TEXT NOT NULL, tokens BLOB NOT NULL, crc INTEGER NOT NULL)"
    )
    db.execute(
        "CREATE TABLE articles (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, signature INTEGER NOT NULL,"
        " head TEXT NOT NULL, rest BLOB NOT NULL, crc INTEGER NOT NULL)"
    )
    db.execute(
        "CREATE TABLE passages (key INTEGER PRIMARY KEY, article INTEGER NOT NULL, mark INTEGER NOT NULL,"
        " body BLOB NOT NULL, crc INTEGER NOT NULL)"
    )
    db.execute("CREATE INDEX passages_article ON passages (article)")
    db.execute("CREATE TABLE files (path BLOB PRIMARY KEY, body TEXT NOT NULL, crc INTEGER NOT NULL) WITHOUT ROWID")


def _marks(db: sqlite3.Connection) -> None:
    db.execute("CREATE INDEX passages_mark ON passages (mark)")


def _plain_texts(db: sqlite3.Connection) -> None:
    """Passages' texts are no longer compressed. What was damaged, or gone, stays so, and is found as such."""
    found = db.execute("SELECT body, tokens, crc FROM state").fetchone()
    if found is None:
        return
    if rows.check(0, *found[:2]) != found[2]:
        raise ValueError("its own record")  # never to be signed anew
    said = json.loads(found[0])
    seed, moved = zlib.crc32(said["index"].encode()), 0
    for (key,) in db.execute("SELECT key FROM passages").fetchall():
        row = db.execute("SELECT article, mark, body, crc FROM passages WHERE key = ?", (key,)).fetchone()
        if row is not None and rows.check(seed, key, *row[:3]) == row[3]:
            body = rows.plain(row[2])
            checksum = rows.check(seed, key, *row[:2], body)
            db.execute("UPDATE passages SET body = ?, crc = ? WHERE key = ?", (body, checksum, key))
            moved += checksum - row[3]
    said["passage_sum"] = (said["passage_sum"] + moved) % WRAP
    text = json.dumps(said)
    db.execute("UPDATE state SET body = ?, crc = ?", (text, rows.check(0, text, found[1])))


# Ordered steps from one version to the next; step i makes version i + 1. Never change one that was released: add another.
MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_tables, _marks, _plain_texts)


@dataclass(frozen=True, slots=True)
class State:
    """What the store says of itself at one generation.

    ``stamp`` is random and new at each commit: derived files carry it. ``article_sum`` and ``passage_sum`` add up the rows'
    checksums, modulo 2^64: a row lost or brought back from an older generation shows. ``tokens`` is (65536,) int32, in how many
    passages each token occurs.
    """

    index: str
    model: str
    fingerprint: str
    dimensions: int
    stamp: str
    generation: int = 0
    next_key: int = 1
    next_article: int = 1
    articles: int = 0
    passages: int = 0
    article_sum: int = 0
    passage_sum: int = 0
    languages: dict[str, int] = field(default_factory=dict)
    tokens: NDArray[np.int32] = field(default_factory=lambda: np.zeros(VOCABULARY, np.int32), compare=False)

    @property
    def seed(self) -> int:
        """What the checksums of this index's rows start from."""
        return zlib.crc32(self.index.encode())


_FULL = ("disk is full", "disk i/o error", "readonly", "unable to open", "permission")
_DISK = "free some space or check the disk; what was saved stands"
_REMEDIES = {
    "read-?only|permi|unable to open": "make its folder writable, or give another --index; what was saved stands",
    "not a directory|file exists": "a file stands where a folder should be; give another --index",
}
_ANEW = "restore a copy, or delete it and add the articles again"


@contextlib.contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system raise into this project's errors, naming the index."""
    try:
        yield
    except sqlite3.Error as error:
        said = str(error).lower()
        if any(word in said for word in _FULL):
            raise StorageError(f"{path}: the disk refused ({error}); {_remedy(said)}") from error
        if "locked" in said or "busy" in said:
            raise IndexLocked(f"{path}: another process is writing; wait until it is done, then try again") from error
        if isinstance(error, sqlite3.ProgrammingError):
            raise
        raise IndexDamaged(f"{path}: the store is damaged ({error}); {_ANEW}") from error
    except UnicodeDecodeError as error:
        # Names of tables stand in SQLite's own messages.
        raise IndexDamaged(f"{path}: the store is damaged (a name in it is no text); {_ANEW}") from error
    except OSError as error:
        why = error.strerror or str(error)
        raise StorageError(f"{path}: the disk refused ({why}); {_remedy(why)}") from error


def _remedy(why: str) -> str:
    return next((remedy for word, remedy in _REMEDIES.items() if re.search(word, why, re.I)), _DISK)


def _on_fixed_disk(path: Path) -> bool:
    """Whether ``path`` lies on a disk mounted for reading only, where nobody's log can be beside it."""
    try:
        fixed = bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except (OSError, AttributeError):  # no such path, or no such call on this system
        return False
    return fixed and not path.with_name(path.name + "-wal").exists()


def connect(path: Path, wait_s: float = 10.0) -> sqlite3.Connection:
    """A connection to the store at ``path``, usable from any one thread at a time, with no transaction open."""
    # SQLite reads a store with a log by files that it makes beside it: where it cannot, it must be told to do without.
    name = f"{path.absolute().as_uri()}?immutable=1" if _on_fixed_disk(path) else path
    with faults(path.parent):
        db = sqlite3.connect(
            name, uri=name is not path, timeout=wait_s, isolation_level=None, check_same_thread=False, cached_statements=64
        )
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA cell_size_check=ON")
        db.execute("PRAGMA temp_store=MEMORY")
        db.execute("PRAGMA cache_size=-4000")
    return db


def create(path: Path, state: State, *, wal: bool = True) -> None:
    """Make an empty store; the caller holds the writer's lock. It appears complete or not at all."""
    with faults(path.parent), contextlib.closing(connect(path)) as db:
        # Of pages of 8 KB an eighth stays empty, a passage being about 2; of 16 KB half as much;
        # to read the 215 passages of a question takes 0.2 ms longer.
        db.execute("PRAGMA page_size=16384")
        if wal:
            db.execute("PRAGMA journal_mode=WAL")
        db.execute("BEGIN IMMEDIATE")
        db.execute(f"PRAGMA application_id={_APPLICATION}")
        _migrate_from(db, 0)
        save_state(db, state)
        db.execute("COMMIT")


def exists(path: Path) -> bool:
    """Whether a store was made there; a kill before its first commit leaves an empty file, which is none."""
    if not path.is_file() or path.stat().st_size == 0:
        return False
    with faults(path.parent), contextlib.closing(connect(path)) as db:
        return bool(db.execute("PRAGMA user_version").fetchone()[0] > 0)


def _migrate_from(db: sqlite3.Connection, version: int) -> None:
    for step in MIGRATIONS[version:]:
        step(db)
    db.execute(f"PRAGMA user_version={len(MIGRATIONS)}")


def check_version(db: sqlite3.Connection, path: Path) -> bool:
    """True when the store is of this version, False when of an older one.

    Raises:
        index.errors.IndexVersionError: when it is of a newer one.
        index.errors.IndexNotFound: when it is another program's database.
    """
    with faults(path.parent):
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        owner = int(db.execute("PRAGMA application_id").fetchone()[0])
    if owner != _APPLICATION:
        raise IndexNotFound(f"{path}: not an index of this program; give another folder with --index")
    if version > len(MIGRATIONS):
        raise IndexVersionError(f"{path.parent}: a newer version of pullquote wrote it; run `pip install -U pullquote`")
    return version == len(MIGRATIONS)


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring an older store up to this version, in one transaction; the caller holds the writer's lock."""
    with faults(path.parent):
        db.execute("BEGIN IMMEDIATE")
        try:
            _migrate_from(db, int(db.execute("PRAGMA user_version").fetchone()[0]))
            db.execute("COMMIT")
        except BaseException as error:
            with contextlib.suppress(sqlite3.Error):
                db.execute("ROLLBACK")
            if isinstance(error, ValueError | TypeError | KeyError | zlib.error):
                # A row that is not what such a row is.
                raise IndexDamaged(f"{path.parent}: the store is damaged ({_line(error)}); {_ANEW}") from error
            raise


def _line(error: Exception) -> str:
    return " ".join(str(error).split())


def load_state(db: sqlite3.Connection, path: Path) -> State:
    """The state as of the transaction that ``db`` is in.

    Raises:
        index.errors.IndexDamaged: when it fails its checksum.
    """
    with faults(path.parent):
        row = db.execute("SELECT body, tokens, crc FROM state").fetchone()
    if row is None or rows.check(0, row[0], row[1]) != row[2]:
        raise IndexDamaged(f"{path.parent}: the store's own record is damaged; {_ANEW}")
    counts = np.frombuffer(zlib.decompress(row[1]), "<i4").astype(np.int32)
    counts.flags.writeable = False
    return State(**json.loads(row[0]), tokens=counts)


def newest(root: Path) -> State:
    """The state of the newest generation."""
    path = root / STORE
    with contextlib.closing(connect(path)) as db:
        return load_state(db, path)


def save_state(db: sqlite3.Connection, state: State) -> None:
    """Write the state within the transaction that is open."""
    said: dict[str, Any] = asdict(replace(state, tokens=np.zeros(0, np.int32)))
    del said["tokens"]
    body, tokens = json.dumps(said), zlib.compress(state.tokens.astype("<i4").tobytes(), 1)
    crc = rows.check(0, body, tokens)
    db.execute("INSERT OR REPLACE INTO state (one, body, tokens, crc) VALUES (1, ?, ?, ?)", (body, tokens, crc))
