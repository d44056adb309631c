"""The writing side of the store: rows in and out of the one open transaction, and the counts kept beside them."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

from index import rows, store
from index.errors import ArticleNotFound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from index.rows import PassageRow
    from index.types import Article, SourceFile, StoredPassage


_CACHE_KB = 64_000  # what does not fit goes to the log before its time, and again when it changes again


class Ledger:
    """The one connection that writes. ``state`` runs ahead of what is committed while a transaction is open."""

    def __init__(self, root: Path) -> None:
        self._path = root / store.STORE
        self.db = store.connect(self._path)
        self.db.execute(f"PRAGMA cache_size={-_CACHE_KB}")
        self.state = store.load_state(self.db, self._path)

    def begin(self) -> None:
        """Open the transaction."""
        self.db.execute("BEGIN IMMEDIATE")
        state = self.state
        self.state = replace(state, tokens=state.tokens.copy(), languages=dict(state.languages))

    def commit(self, state: store.State) -> None:
        """Make the transaction durable, as the generation of ``state``."""
        store.save_state(self.db, state)
        self.db.execute("COMMIT")
        self.state = state

    def rollback(self) -> None:
        """Drop the transaction, if one is open."""
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")
        self.state = store.load_state(self.db, self._path)

    def number(self, article_id: str) -> int:
        """The number of an article.

        Raises:
            index.errors.ArticleNotFound: when there is none of that id.
        """
        row = self.db.execute("SELECT n FROM articles WHERE id = ?", (rows.encode(article_id),)).fetchone()
        if row is None:
            raise ArticleNotFound(f"{article_id}: no article of that id; `pullquote list` shows those there are")
        return int(row[0])

    def has(self, article_id: str) -> bool:
        """Whether there is an article of that id."""
        return self.db.execute("SELECT 1 FROM articles WHERE id = ?", (rows.encode(article_id),)).fetchone() is not None

    def insert_article(self, article: Article, bounds: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """A new article, whose passages have these bounds; its number and the key of the first of its passages."""
        state = self.state
        n = state.next_article
        head, rest, crc = rows.pack_article(article, bounds, state.seed, n)
        self.db.execute(
            "INSERT INTO articles (n, id, signature, head, rest, crc) VALUES (?, ?, ?, ?, ?, ?)",
            (n, rows.encode(article.id), rows.signed(article.signature), head, rest, crc),
        )
        self.state = replace(
            state,
            next_article=n + 1,
            next_key=state.next_key + len(bounds),
            articles=state.articles + 1,
            article_sum=(state.article_sum + crc) % store.WRAP,
        )
        return n, state.next_key

    def insert_passages(self, passages: Sequence[tuple[int, int, int, PassageRow]]) -> None:
        """Passages, each with its key, the number of its article, and its mark (:func:`index.rows.text_hash`)."""
        state, packed, total = self.state, [], 0
        for key, article, mark, row in passages:
            body, crc = rows.pack_passage(row, rows.Place(state.seed, key, article, mark))
            packed.append((key, article, mark, body, crc))
            total += crc
            self._count(row.language, row.coded.ids, 1)
        self.db.executemany("INSERT INTO passages (key, article, mark, body, crc) VALUES (?, ?, ?, ?, ?)", packed)
        self.state = replace(state, passages=state.passages + len(packed), passage_sum=(state.passage_sum + total) % store.WRAP)

    def delete_article(self, n: int) -> None:
        """An article and its passages."""
        state = self.state
        (checksum,) = self.db.execute("SELECT crc FROM articles WHERE n = ?", (n,)).fetchone()
        gone, total = 0, 0
        for row in self.db.execute("SELECT key, article, mark, body, crc FROM passages WHERE article = ?", (n,)):
            passage = rows.unpack_passage(*row, seed=state.seed)
            self._count(passage.language, passage.encoding.tokens, -1)
            gone, total = gone + 1, total + row[4]
        self.db.execute("DELETE FROM passages WHERE article = ?", (n,))
        self.db.execute("DELETE FROM articles WHERE n = ?", (n,))
        self.state = replace(
            state,
            articles=state.articles - 1,
            passages=state.passages - gone,
            article_sum=(state.article_sum - checksum) % store.WRAP,
            passage_sum=(state.passage_sum - total) % store.WRAP,
        )

    def same_text(self, mark: int) -> StoredPassage | None:
        """A passage of that mark, if there is one; it may still be of another text."""
        row = self.db.execute("SELECT key, article, mark, body, crc FROM passages WHERE mark = ? LIMIT 1", (mark,)).fetchone()
        return None if row is None else rows.unpack_passage(*row, seed=self.state.seed)

    def file(self, path: str) -> tuple[SourceFile, tuple[str, ...]] | None:
        """A file that was read, and the ids of its articles."""
        row = self.db.execute("SELECT path, body, crc FROM files WHERE path = ?", (rows.encode(path),)).fetchone()
        return None if row is None else rows.unpack_file(self.state.seed, *row)

    def files(self) -> Iterator[tuple[SourceFile, tuple[str, ...]]]:
        """All files that were read."""
        for row in self.db.execute("SELECT path, body, crc FROM files").fetchall():
            yield rows.unpack_file(self.state.seed, *row)

    def save_file(self, file: SourceFile, ids: Sequence[str]) -> None:
        """Which articles a file holds; one that holds none is forgotten."""
        if ids:
            row = rows.pack_file(file, ids, self.state.seed)
            self.db.execute("INSERT OR REPLACE INTO files (path, body, crc) VALUES (?, ?, ?)", row)
        else:
            self.forget_file(file.path)

    def forget_file(self, path: str) -> None:
        """A file is gone."""
        self.db.execute("DELETE FROM files WHERE path = ?", (rows.encode(path),))

    def checkpoint(self) -> None:
        """Move what the log holds into the store, as far as no reader of an older generation needs it; nobody is waited for."""
        with contextlib.suppress(sqlite3.Error):
            self.db.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Let go of the store; what the log holds goes into it, unless readers of an older generation still need it."""
        with contextlib.suppress(sqlite3.Error):
            self.db.execute("PRAGMA busy_timeout=0")
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.db.close()

    def _count(self, language: str, tokens: NDArray[np.uint16], step: int) -> None:
        self.state.tokens[tokens] += step  # once a token, however often it is there: so numpy has it
        languages = self.state.languages
        languages[language] = languages.get(language, 0) + step
        if not languages[language]:
            del languages[language]
