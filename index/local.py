"""LocalIndex: one machine's index. Open, write, search, verify; each reader keeps the generation that it opened."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index import derived, opening, store
from index.base import EVERYTHING
from index.errors import ModelMismatch
from index.lock import WriterLock
from index.writer import Writer

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from index.base import Term
    from index.embed import Embedder
    from index.passages import Passages
    from index.snapshot import Snapshot
    from index.types import Article, ArticleSummary, Filter, Hits, SourceFile, Statistics
    from index.verify import Report


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was read into the index, and the ids of the articles that it held."""

    file: SourceFile
    article_ids: tuple[str, ...]


class LocalIndex:
    """An index in a folder of this machine; the contract is :class:`index.base.Index`'s.

    It is opened on first use and then seen as it was then, until ``refresh``: that hides also what its own writer commits.
    """

    def __init__(self, path: Path) -> None:
        """Use ``create`` or ``open``."""
        self.path = path
        self._lock = threading.Lock()
        self._current: Snapshot | None = None
        self._embedder: Embedder | None = None

    @classmethod
    def create(cls, path: str | Path, model: str | Embedder = "bundled") -> LocalIndex:
        """Open the index in the folder ``path``, which is made, with that model, when there is none.

        Raises:
            index.errors.ModelMismatch: when there is one of another model.
            index.errors.ModelError: when the model cannot be had.
            index.errors.StorageError: when the folder cannot be made.
        """
        root = Path(path)
        if not opening.exists(root):
            embedder = _load(model) if isinstance(model, str) else model
            state = store.State(
                secrets.token_hex(16), embedder.name, embedder.fingerprint, embedder.dimensions, stamp=secrets.token_hex(16)
            )
            with store.faults(root):
                (root / derived.FOLDER).mkdir(parents=True, exist_ok=True)
                with WriterLock(root / opening.LOCK, 10.0):
                    if not opening.exists(root):
                        store.create(root / store.STORE, state)
            model = embedder
        if not isinstance(model, str):
            return cls.open(root, model)
        index = cls.open(root)
        made = store.newest(root).model
        if made != model:
            raise ModelMismatch(f"{root}: made with the model {made}, not {model}; use that one, or another --index")
        return index

    @classmethod
    def open(cls, path: str | Path, embedder: Embedder | None = None) -> LocalIndex:
        """The index in the folder ``path``; its model is loaded on first use, unless it is given.

        Raises:
            index.errors.IndexNotFound: when there is none.
            index.errors.IndexVersionError: when a newer version wrote it.
            index.errors.IndexDamaged: when its store cannot be read.
            index.errors.ModelMismatch: when ``embedder`` is not the model that it was made with.
        """
        root = Path(path)
        opening.require(root)
        index = cls(root)
        if embedder is not None:
            index._embedder = index._fitting(embedder)
        return index

    @property
    def generation(self) -> int:
        return self._snapshot().state.generation

    @property
    def model(self) -> str:
        """The name of the embedding model that it was made with, which is not loaded for that."""
        return self._snapshot().state.model

    @property
    def embedder(self) -> Embedder:
        if self._embedder is None:
            with self._lock:
                if self._embedder is None:
                    self._embedder = self._fitting(_load(store.newest(self.path).model))
        return self._embedder

    def refresh(self) -> bool:
        before = self._current
        if before is not None and not before.connections.outdated():
            return False
        with self._lock:
            self._current = opening.snapshot(self.path, before)
            return before is None or self._current.state.stamp != before.state.stamp

    def settle(self, writer: Writer) -> None:
        """After a commit of ``writer`` that others follow: see it, and let the log of the store begin anew."""
        self.refresh()
        writer.checkpoint()
        self._snapshot().connections.repin()

    def statistics(self) -> Statistics:
        return self._snapshot().statistics()

    def summaries(self, where: Filter = EVERYTHING) -> list[ArticleSummary]:
        heads = self._snapshot().heads
        if where == EVERYTHING:
            return list(heads.summaries)
        return [article for article, through in zip(heads.summaries, heads.mask(where), strict=True) if through]

    def newest(self, where: Filter = EVERYTHING) -> datetime.date | None:
        return self._snapshot().newest(where)

    def articles(self, ids: Sequence[str]) -> list[Article]:
        return self._snapshot().articles(ids)

    def search_terms(self, terms: Sequence[Term], k: int, where: Filter = EVERYTHING) -> Hits:
        return self._snapshot().search_terms(terms, k, where)

    def search_vectors(self, vectors: NDArray[np.float32], k: int, where: Filter = EVERYTHING) -> list[Hits]:
        return self._snapshot().search_vectors(vectors, k, where)

    def read(self, keys: Sequence[int]) -> Passages:
        return self._snapshot().read(keys)

    def files(self) -> dict[str, StoredFile]:
        """The files that were read, by path."""
        return {file.path: StoredFile(file, ids) for file, ids in self._snapshot().files()}

    def signatures(self) -> dict[str, int]:
        """The simhash of each article, by its id, as a signed 64-bit number."""
        return self._snapshot().signatures()

    def summary(self, article_id: str) -> ArticleSummary | None:
        """The article of that id without its text; None when there is none."""
        return self._snapshot().summary(article_id)

    def writer(self, wait_s: float = 10.0) -> Writer:
        """The writer of this index, once no other is open; use it in a ``with`` block.

        Raises:
            index.errors.IndexLocked: when another has been writing for all of ``wait_s`` seconds.
        """
        lock = opening.lock(self.path, wait_s)
        try:
            known = self._current.derived.checked if self._current else None
            return Writer(self.path, lock, lambda: self.embedder, lambda: opening.newest_derived(self.path, known))
        except BaseException:
            lock.close()
            raise

    def verify(self) -> Report:
        """Read every byte, and put right what can be: what is derived is made again, articles that are damaged are given up.

        Raises:
            index.errors.IndexDamaged: when the store cannot be read at all.
            index.errors.IndexLocked: when something must be put right and another process is writing.
        """
        from index.checkup import checkup

        report = checkup(self.path)
        if report.problems:
            self.refresh()
        return report

    def close(self) -> None:
        """Let go of all files; the next use opens the newest generation."""
        with self._lock:
            if self._current is not None:
                self._current.connections.close()
            self._current = None

    def __enter__(self) -> LocalIndex:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _snapshot(self) -> Snapshot:
        current = self._current
        if current is None:
            with self._lock:
                current = self._current = self._current or opening.snapshot(self.path, None)
        return current

    def _fitting(self, embedder: Embedder) -> Embedder:
        state = store.newest(self.path)
        if embedder.fingerprint != state.fingerprint:
            raise ModelMismatch(
                f"{self.path}: made with another model ({state.model}, {state.fingerprint[:12]}) than {embedder.name}"
                f" ({embedder.fingerprint[:12]}); add the articles to a new --index"
            )
        return embedder


def _load(name: str) -> Embedder:
    from index.embed import load

    return load(name)
