"""One generation of an index, held open: pinned connections to the store, and the derived files. What a reader searches."""

from __future__ import annotations

import contextlib
import datetime
import json
import queue
import threading
from typing import TYPE_CHECKING

import numpy as np

from index import rows as packed
from index import store
from index.base import EVERYTHING
from index.errors import ArticleNotFound, IndexDamaged
from index.terms import day
from index.types import Filter, SourceFile, Statistics

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from index.base import Term
    from index.derived import Derived
    from index.passages import Passages
    from index.store import State
    from index.types import Article, ArticleSummary, Hits

_CONNECTIONS = 4
_FILTERS = 16  # whose passages are remembered: a conversation asks with the same ones again
_ARTICLES = 256  # which are remembered: a conversation comes back to the same ones, and long ones answer much
_LONGEST_KEPT = 200_000  # characters
_PASSAGE = "key, article, mark, body, crc"
_ARTICLE = "n, id, signature, head, rest, crc"


class Connections:
    """Connections to the store that all see one generation: lent to a thread for one read, never shared meanwhile."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._watch: sqlite3.Connection | None = None
        self._watching = threading.Lock()
        with store.faults(root):
            self._inode = (root / store.STORE).stat().st_ino
        self._free: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        first, self.state = self._pinned()
        self._free.put(first)
        self._left = _CONNECTIONS - 1

    def _pinned(self) -> tuple[sqlite3.Connection, State]:
        path = self._root / store.STORE
        db = store.connect(path)
        with store.faults(self._root):
            db.execute("PRAGMA query_only=ON")
            db.execute("BEGIN")
        return db, store.load_state(db, path)

    @contextlib.contextmanager
    def lend(self) -> Iterator[sqlite3.Connection]:
        """A connection, for as long as the block takes."""
        db = self._take()
        try:
            with store.faults(self._root):
                yield db
        finally:
            self._free.put(db)

    def repin(self) -> None:
        """Hold the generation by the store alone, once its log has gone into it: then the log can begin anew.

        Only for who holds the writer's lock: no other generation can come meanwhile.
        """
        with store.faults(self._root), contextlib.suppress(queue.Empty):
            db = self._free.get_nowait()
            db.execute("COMMIT")
            db.execute("BEGIN")
            db.execute("SELECT one FROM state").fetchone()
            self._free.put(db)

    def outdated(self) -> bool:
        """Whether the store has moved on to another generation, or another file has been put in its place."""
        path = self._root / store.STORE
        with self._watching, store.faults(self._root):
            if path.stat().st_ino != self._inode:
                return True
            if self._watch is None:
                self._watch = store.connect(path)
            (body,) = self._watch.execute("SELECT body FROM state").fetchone() or ("",)
        return bool(self.state.stamp not in body)

    def close(self) -> None:
        """Let go of the store; no thread may be reading."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._free.get_nowait().close()
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def __del__(self) -> None:
        self.close()

    def _take(self) -> sqlite3.Connection:
        try:
            return self._free.get_nowait()
        except queue.Empty:
            pass
        if self._left > 0:
            self._left -= 1
            db, state = self._pinned()
            if state.stamp == self.state.stamp:
                return db
            # The store has moved on: no more connections to this generation can be had.
            self._left = 0
            db.close()
        return self._free.get()


class Snapshot:
    """A generation; all its methods may be called from several threads at once."""

    def __init__(self, connections: Connections, derived: Derived) -> None:
        self.connections, self.derived, self.state = connections, derived, connections.state
        self._articles: _Articles | None = None
        self._allowed: dict[Filter, NDArray[np.int64]] = {}
        self._kept: dict[str, Article] = {}

    def read(self, keys: Sequence[int]) -> Passages:
        """The passages of these keys, in this order; a key that this generation has not is left out."""
        wanted = [int(key) for key in keys]
        with self.connections.lend() as db:
            # One parameter, whatever the number of keys, of which SQLite limits that of parameters.
            found = db.execute(
                f"SELECT {_PASSAGE} FROM passages WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(wanted),)
            ).fetchall()
        by_key = {row[0]: row for row in found}
        self._all_there(np.array(wanted, np.int64), by_key)
        return packed.unpack_passages([by_key[key] for key in wanted if key in by_key], self.state.seed)

    def _all_there(self, wanted: NDArray[np.int64], found: Mapping[int, object]) -> None:
        for key in wanted[np.isin(wanted, self.derived.rows.keys)].tolist() if len(found) < len(wanted) else ():
            if key not in found:
                raise IndexDamaged(f"passage {key} is gone from the store; run `pullquote verify`, then add its file again")

    def search_terms(self, terms: Sequence[Term], k: int, where: Filter) -> Hits:
        """See :class:`index.base.Index`."""
        return self.derived.terms.search(terms, k, where, self._named(where))

    def search_vectors(self, vectors: NDArray[np.float32], k: int, where: Filter) -> list[Hits]:
        """See :class:`index.base.Index`."""
        allowed = None if where == EVERYTHING else self.allowed(where)
        return self.derived.vectors.search(vectors, k, allowed)

    def newest(self, where: Filter) -> datetime.date | None:
        """See :class:`index.base.Index`; no list of all articles is read for it."""
        found = self.derived.terms.newest(where, self._named(where))
        return datetime.date.fromordinal(found) if found else None

    def _named(self, where: Filter) -> list[int] | None:
        """The numbers of the articles that ``where`` names by their ids; None when it names none."""
        if not where.articles:
            return None
        with self.connections.lend() as db:
            ids = [packed.encode(identity) for identity in sorted(where.articles)]
            found = [db.execute("SELECT n FROM articles WHERE id = ?", (identity,)).fetchone() for identity in ids]
        return [int(row[0]) for row in found if row]

    def articles(self, ids: Sequence[str]) -> list[Article]:
        """The articles of these ids, in this order."""
        return [self._kept.get(identity) or self._article(identity) for identity in ids]

    def _article(self, identity: str) -> Article:
        seed = self.state.seed
        with self.connections.lend() as db:
            row = db.execute(f"SELECT {_ARTICLE} FROM articles WHERE id = ?", (packed.encode(identity),)).fetchone()
            if row is None:
                raise ArticleNotFound(f"{identity}: no article of that id; `pullquote list` shows those there are")
            found = db.execute(f"SELECT {_PASSAGE} FROM passages WHERE article = ?", row[:1]).fetchall()
        whole = packed.ArticleRow(*row)
        about = packed.unpack_head(whole, seed)
        article = packed.unpack_article(whole, about, packed.unpack_texts(found, seed))
        if len(self._kept) >= _ARTICLES:
            self._kept.clear()
        if len(article.text) <= _LONGEST_KEPT:
            self._kept[identity] = article
        return article

    def summary(self, identity: str) -> ArticleSummary | None:
        """The article of that id without its text; None when there is none."""
        with self.connections.lend() as db:
            row = db.execute(f"SELECT {_ARTICLE} FROM articles WHERE id = ?", (packed.encode(identity),)).fetchone()
        return packed.unpack_head(packed.ArticleRow(*row), self.state.seed) if row else None

    def signatures(self) -> dict[str, int]:
        """The simhash of each article, by its id. The rows' checksums are not looked at: what it finds is compared by text."""
        with self.connections.lend() as db:
            found = db.execute("SELECT id, signature FROM articles ORDER BY n").fetchall()
        return {packed.decode(identity): int(signature) for identity, signature in found}

    def files(self) -> list[tuple[SourceFile, tuple[str, ...]]]:
        """The files that were read, and the ids of each one's articles."""
        with self.connections.lend() as db:
            found = db.execute("SELECT path, body, crc FROM files ORDER BY path").fetchall()
        return [packed.unpack_file(self.state.seed, *row) for row in found]

    def statistics(self) -> Statistics:
        """Counts, as of the commit."""
        state = self.state
        return Statistics(state.articles, state.passages, state.tokens, dict(state.languages))

    @property
    def heads(self) -> _Articles:
        """All articles without their texts, read once a generation."""
        if self._articles is None:
            with self.connections.lend() as db:
                found = db.execute(f"SELECT {_ARTICLE} FROM articles ORDER BY n").fetchall()
            self._articles = _Articles(found, self.state)
        return self._articles

    def allowed(self, where: Filter) -> NDArray[np.int64]:
        """The keys of the passages whose article ``where`` lets through."""
        keys = self._allowed.get(where)
        if keys is None:
            named = self._named(where) if where == Filter(articles=where.articles) else None
            chosen = self.heads.numbers[self.heads.mask(where)] if named is None else np.array(named, np.int64)
            rows = self.derived.rows
            through = np.zeros(int(max(rows.articles.max(initial=0), chosen.max(initial=0))) + 1, bool)
            through[chosen] = True
            keys = rows.keys[through[rows.articles]]
            if len(self._allowed) >= _FILTERS:
                self._allowed.clear()
            self._allowed[where] = keys
        return keys


class _Articles:
    """The list of articles, and what filters look at as columns."""

    def __init__(self, found: list[tuple[int, bytes, int, str, bytes, int]], state: State) -> None:
        if len(found) != state.articles:
            raise IndexDamaged(
                f"the store holds {len(found)} of its {state.articles} articles; run `pullquote verify`, then add them again"
            )
        self.summaries: list[ArticleSummary] = [packed.unpack_head(packed.ArticleRow(*row), state.seed) for row in found]
        self.numbers = np.array([row[0] for row in found], np.int64)
        self.days = np.array([day(article.published) or 0 for article in self.summaries], np.int64)

    def mask(self, where: Filter) -> NDArray[np.bool_]:
        """(articles,) which ones ``where`` lets through."""
        mask = np.ones(len(self.summaries), bool)
        if where.after:
            mask &= self.days >= where.after.toordinal()
        if where.before:
            mask &= (self.days > 0) & (self.days <= where.before.toordinal())
        for names, of in (
            (where.sources, lambda article: (article.source,)),
            (where.languages, lambda article: (article.language,)),
            (where.collections, lambda article: article.collections),
            (where.articles, lambda article: (article.id,)),
        ):
            if names:
                mask &= np.array([not names.isdisjoint(of(article)) for article in self.summaries], bool)
        return mask
