"""A damaged store made sound again: a new one with every article that is whole, put in the place of the old."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from index import rows, store

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from index.store import State
    from index.verify import Sound


def salvage(root: Path, db: sqlite3.Connection, state: State, sound: Sound) -> State:
    """Replace the store by one of what is ``sound``, as the next generation; the caller holds the writer's lock.

    A file that held an article that is lost is forgotten, so that it is read again when it is next added.

    Raises:
        index.errors.StorageError: when the disk refuses; the old store is then as it was.
    """
    path, fresh = root / store.STORE, root / f"{store.STORE}.new"
    kept = replace(
        state,
        generation=state.generation + 1,
        stamp=secrets.token_hex(16),
        articles=len(sound.articles),
        passages=sound.passages,
        article_sum=sound.article_sum % store.WRAP,
        passage_sum=sound.passage_sum % store.WRAP,
        languages=sound.languages,
        tokens=sound.tokens,
    )
    with store.faults(root):
        fresh.unlink(missing_ok=True)
        store.create(fresh, kept, wal=False)
        with contextlib.closing(store.connect(fresh)) as target:
            target.execute("BEGIN IMMEDIATE")
            _copy(db, target, sound, state.seed)
            target.execute("COMMIT")
        for log in (f"{store.STORE}-wal", f"{store.STORE}-shm"):
            (root / log).unlink(missing_ok=True)
        fresh.replace(path)
        with contextlib.closing(store.connect(path)) as target:
            target.execute("PRAGMA journal_mode=WAL")
    return kept


def _copy(db: sqlite3.Connection, target: sqlite3.Connection, sound: Sound, seed: int) -> None:
    kept = set()
    for row in sound.articles.values():
        # The row as it was read: a damaged tree may hold rows that a walk comes by and a look-up does not.
        target.execute("INSERT INTO articles (n, id, signature, head, rest, crc) VALUES (?, ?, ?, ?, ?, ?)", row)
        kept.add(rows.decode(row.id))
        found = db.execute("SELECT key, article, mark, body, crc FROM passages WHERE article = ?", (row.n,))
        target.executemany("INSERT INTO passages (key, article, mark, body, crc) VALUES (?, ?, ?, ?, ?)", found)
    for file, ids in sound.files:
        if kept.issuperset(ids):
            target.execute("INSERT INTO files (path, body, crc) VALUES (?, ?, ?)", rows.pack_file(file, ids, seed))
