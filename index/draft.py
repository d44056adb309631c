"""The next generation's derived files in the making, and the making of them anew from the store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index import derived, rows, vectors
from index.analyse import terms
from index.store import faults
from index.terms import TermsWriter

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from index.analyse import Terms
    from index.derived import Derived
    from index.store import State
    from index.types import ArticleSummary

_BATCH = 8192


def vector_batches(db: sqlite3.Connection) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """All passages' keys (b,) and vectors (b, d), from the store, by key."""
    cursor = db.execute("SELECT key, body FROM passages ORDER BY key")
    while found := cursor.fetchmany(_BATCH):
        keys = np.array([row[0] for row in found], np.int64)
        yield keys, np.stack([rows.vector_of(row[1]) for row in found])


class Item(NamedTuple):
    """A passage to be searched: its key, the number of its article, its terms, and what filters look at."""

    key: int
    article: int
    terms: Terms
    about: ArticleSummary


class Draft:
    """Takes passages in and articles out; ``finish`` makes it a generation that can be opened."""

    def __init__(self, root: Path, before: Derived | None, dimensions: int) -> None:
        with faults(root):
            self.folder, self._known = derived.start_draft(root, before.folder if before else None)
            self._terms = TermsWriter(self.folder / derived.TERMS, self.folder / derived.SCRATCH)
        self._root = root
        self._before = before.rows if before else derived.Rows(np.zeros(0, np.int64), np.zeros(0, np.int32))
        self._delta = vectors.Delta(self.folder, dimensions, before.trained if before else 0)
        self._keys: list[int] = []
        self._articles: list[int] = []
        self._removed: list[int] = []

    def add_terms(self, items: Sequence[Item]) -> None:
        """Passages; their vectors must follow."""
        with faults(self._root):
            for item in items:
                self._terms.add(*item)
        self._keys.extend(item.key for item in items)
        self._articles.extend(item.article for item in items)

    def add_vectors(self, keys: Sequence[int], found: NDArray[np.float32]) -> None:
        """The vectors (n, d) of the passages of these keys."""
        self._delta.add(np.array(keys, np.int64), found)

    def remove(self, article: int) -> None:
        """All passages of the article of that number."""
        self._terms.remove(article)
        self._removed.append(article)

    def finish(self, state: State, db: sqlite3.Connection) -> Derived:
        """Publish the folder for ``state`` and open it; ``db`` sees all its passages."""
        # tantivy and FAISS both work without Python's lock.
        with faults(self._root), ThreadPoolExecutor(1, "pullquote-terms") as other:
            terms_done = other.submit(self._terms.finish)
            keys = np.concatenate([self._before.keys, np.array(self._keys, np.int64)])
            articles = np.concatenate([self._before.articles, np.array(self._articles, np.int32)])
            alive = ~np.isin(articles, np.array(self._removed, np.int32))
            kept = derived.Rows(keys[alive], articles[alive])
            kept.save(self.folder / derived.ROWS)
            trained = self._delta.finish(kept.keys, lambda: vector_batches(db))
            terms_done.result()
            checked = derived.seal(self.folder, state, trained, self._known)
            return derived.open_derived(derived.publish(self.folder, state), state, checked)

    def discard(self) -> None:
        """Leave nothing behind."""
        self._terms.abandon()
        derived.discard(self.folder)


def rebuild(root: Path, state: State, db: sqlite3.Connection) -> Derived:
    """Make the derived files of ``state`` anew in ``root``, from a connection that sees it, and open them.

    Raises:
        index.errors.IndexDamaged: when the store itself fails a checksum.
        index.errors.StorageError: when the disk refuses.
    """
    draft = Draft(root, None, state.dimensions)
    try:
        for row in db.execute("SELECT n, id, signature, head, rest, crc FROM articles ORDER BY n"):
            about = rows.unpack_head(rows.ArticleRow(*row), state.seed)
            found = db.execute("SELECT key, article, mark, body, crc FROM passages WHERE article = ? ORDER BY key", row[:1])
            passages = rows.unpack_passages(found.fetchall(), state.seed)
            if passages:
                draft.add_terms([Item(p.key, row[0], terms(p.text), about) for p in passages])
                draft.add_vectors([p.key for p in passages], np.stack([p.encoding.vector for p in passages]))
        return draft.finish(state, db)
    except BaseException:
        draft.discard()
        raise
