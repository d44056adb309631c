"""The one that writes: articles and files in and out, durable at each commit.

Order of a commit: the rows go into one SQLite transaction; the next generation's derived files are written and published beside
the present one's; then COMMIT, which is the moment that counts. A kill before it leaves the old generation and a folder that
fits nothing, which the next writer sweeps away; a kill after it leaves the new one, whole.
"""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index import derived, rows, store, vectors
from index.draft import Draft, Item
from index.ledger import Ledger
from index.prepared import code, of, prepare, uncoded
from index.types import Passage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import TracebackType

    from index.derived import Derived
    from index.embed import Embedder
    from index.lock import WriterLock
    from index.prepared import Prepared
    from index.rows import Coded
    from index.types import Article, ArticleSummary, SourceFile

_BATCH = 1024


@dataclass(slots=True)
class _Pending:
    """A passage that waits to be written, and to be encoded when ``coded`` is None."""

    key: int
    article: int
    about: ArticleSummary
    passage: Passage
    text: str
    prepared: Prepared
    coded: Coded | None


class Writer:
    """The only writer of an index while it is open; get it from :meth:`index.local.LocalIndex.writer`.

    Leaving its block commits, unless an exception leaves it. Readers see nothing before a commit. After an error all that was
    not committed is dropped.

    Raises:
        index.errors.StorageError: from any method, when the disk refuses; what was committed stands.
    """

    def __init__(self, root: Path, lock: WriterLock, embedder: Callable[[], Embedder], opened: Callable[[], Derived]) -> None:
        """``opened`` gives the checked derived files of the newest generation."""
        self._root, self._lock, self._embedder, self._opened = root, lock, embedder, opened
        self._ledger = Ledger(root)
        self._latest: Derived | None = None
        self._draft: Draft | None = None
        self._pending: list[_Pending] = []
        self._orphans: set[str] = set()
        # What files hold, not yet in the ledger: a row a file, not one an article, which would be written as often.
        self._held: dict[str, tuple[SourceFile, dict[str, None]]] = {}

    @property
    def generation(self) -> int:
        """The newest committed generation."""
        return self._ledger.state.generation

    def warm(self) -> None:
        """Load what every change needs, while what to change is still being read."""
        self._embedder()
        vectors.library()

    def put(
        self, article: Article, passages: Sequence[Passage], file: SourceFile, prepared: Sequence[Prepared] | None = None
    ) -> None:
        """Add an article read from ``file``, or replace the one of its id in one step.

        ``prepared`` is what is made of the passages, where that was done already. Where ``file`` is known with another SHA-256,
        what only its older content held goes at the commit, unless put again.
        """
        with store.faults(self._root):
            draft = self._begin()
            made = prepared or prepare(of(article, passages))
            texts = [article.text[passage.start : passage.end] for passage in passages]
            # What is known of the article's own passages has to be looked up before they go.
            coded = [one.coded or self._known(p, text, one.mark) for p, text, one in zip(passages, texts, made, strict=True)]
            self._drop(draft, article.id)
            n, key = self._ledger.insert_article(article, [(p.start, p.end) for p in passages])
            about = rows.brief(article, len(passages))
            fresh = zip(passages, texts, made, coded, strict=True)
            self._pending += [_Pending(key + i, n, about, *one) for i, one in enumerate(fresh)]
            self._hold(article.id, file)
            if len(self._pending) >= _BATCH:
                self._flush(draft)

    def link(self, article_id: str, file: SourceFile) -> None:
        """Say that ``file`` holds the article of that id too, so that it outlives its other files.

        Raises:
            index.errors.ArticleNotFound: when there is none of that id.
        """
        with store.faults(self._root):
            self._ledger.number(article_id)
            self._begin()
            self._hold(article_id, file)

    def forget(self, path: str) -> None:
        """The file at ``path`` is gone: with it go the articles that no other file holds. An unknown path is let be."""
        with store.faults(self._root):
            self._settle()
            found = self._ledger.file(path)
            if found is not None:
                self._begin()
                self._ledger.forget_file(path)
                self._orphans.update(found[1])

    def remove(self, article_id: str) -> None:
        """Remove an article; a file that held nothing else is forgotten with it.

        Raises:
            index.errors.ArticleNotFound: when there is none of that id.
        """
        with store.faults(self._root):
            self._ledger.number(article_id)
            self._drop(self._begin(), article_id)
            self._settle()
            for file, ids in self._ledger.files():
                if article_id in ids:
                    self._ledger.save_file(file, [identity for identity in ids if identity != article_id])

    def commit(self) -> int:
        """Make all of it durable and visible to new readers; the generation, the same one when nothing was changed."""
        draft = self._draft
        if draft is None:
            return self.generation
        try:
            with store.faults(self._root):
                self._settle()
                self._drop_orphans(draft)
                self._flush(draft)
                ahead = self._ledger.state
                state = replace(ahead, generation=ahead.generation + 1, stamp=secrets.token_hex(16))
                self._latest = draft.finish(state, self._ledger.db)
                self._ledger.commit(state)
        except BaseException:
            self.rollback()
            raise
        self._draft = None
        derived.sweep(self._root, self._latest.folder)
        return state.generation

    def checkpoint(self) -> None:
        """After a commit: what stands in the store's log goes into the store, if readers let it."""
        self._ledger.checkpoint()

    def rollback(self) -> None:
        """Drop all that was not committed."""
        draft, self._draft, self._latest = self._draft, None, None
        self._pending.clear()
        self._orphans.clear()
        self._held.clear()
        if draft is not None:
            draft.discard()
        with store.faults(self._root):
            self._ledger.rollback()
        # A commit that failed at its last step has published its folder already.
        derived.sweep(self._root, derived.folder_of(self._root, self._ledger.state))

    def close(self) -> None:
        """Drop what was not committed and let the next writer in."""
        try:
            if self._draft is not None:
                self.rollback()
        finally:
            self._ledger.close()
            self._lock.close()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self.commit()
        finally:
            self.close()

    def _begin(self) -> Draft:
        if self._draft is None:
            latest = self._latest or self._opened()
            self._draft = Draft(self._root, latest, self._ledger.state.dimensions)
            derived.sweep_drafts(self._root, self._draft.folder)
            self._ledger.begin()
        return self._draft

    def _known(self, passage: Passage, text: str, mark: int) -> Coded | None:
        """The coding of a passage of the same text and sentences that the index holds."""
        found = self._ledger.same_text(mark)
        if found is None or found.text != text:
            return None
        known = Passage(found.article_id, found.number, found.start, found.end, found.sentences)
        same = uncoded(known, text).spans == uncoded(passage, text).spans
        return rows.code([known], [found.encoding])[0] if same else None

    def _flush(self, draft: Draft) -> None:
        waiting, self._pending = self._pending, []
        if not waiting:
            return
        items = [Item(p.key, p.article, p.prepared.terms, p.about) for p in waiting]
        coded = [p.coded for p in waiting if p.coded is not None]
        if len(coded) == len(waiting):
            draft.add_terms(items)
        else:
            # The tokenizer works without Python's lock, so that the terms go in meanwhile.
            with ThreadPoolExecutor(1, "pullquote-encode") as other:
                coding = other.submit(self._code, waiting)
                draft.add_terms(items)
                coded = coding.result()
        draft.add_vectors([p.key for p in waiting], rows.vectors_of(coded))
        self._ledger.insert_passages([
            (p.key, p.article, p.prepared.mark, rows.PassageRow(
                p.about.id, p.about.language, p.passage.number, p.passage.start, p.passage.end, p.text, one
            ))
            for p, one in zip(waiting, coded, strict=True)
        ])  # fmt: skip

    def _code(self, waiting: list[_Pending]) -> list[Coded]:
        """Their codings; the same text and sentences are encoded once."""
        new = {(p.prepared.mark, p.text): uncoded(p.passage, p.text) for p in waiting if p.coded is None}
        made = dict(zip(new, code(list(new.values()), self._embedder()), strict=True)) if new else {}
        return [p.coded or made[p.prepared.mark, p.text] for p in waiting]

    def _drop(self, draft: Draft, article_id: str) -> None:
        if self._ledger.has(article_id):
            self._flush(draft)
            n = self._ledger.number(article_id)
            self._ledger.delete_article(n)
            draft.remove(n)

    def _hold(self, article_id: str, file: SourceFile) -> None:
        known = self._held.get(file.path)
        if known is None and (stored := self._ledger.file(file.path)) is not None:
            known = stored[0], dict.fromkeys(stored[1])
        ids: dict[str, None] = {}
        if known is not None and known[0].sha256 == file.sha256:
            ids = known[1]
        elif known is not None:
            self._orphans.update(known[1])
        ids[article_id] = None
        self._held[file.path] = file, ids

    def _settle(self) -> None:
        for file, ids in self._held.values():
            self._ledger.save_file(file, list(ids))
        self._held.clear()

    def _drop_orphans(self, draft: Draft) -> None:
        if self._orphans:
            held = {identity for _, ids in self._ledger.files() for identity in ids}
            for identity in sorted(self._orphans - held):
                self._drop(draft, identity)
            self._orphans.clear()
