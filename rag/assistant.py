"""Assistant: questions to an index of articles, answered with quotes."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import date
from functools import cached_property
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING

from index.base import EVERYTHING
from index.errors import InputError
from rag import calibration, followup, refusal
from rag.answer import answer
from rag.calendar import iso_day
from rag.evidence import UNCALIBRATED, Wish
from rag.question import read, well_formed
from rag.retrieve import retrieve
from rag.types import Hit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from index.base import Index
    from index.types import Filter
    from rag.calibration import Calibration
    from rag.pool import Pool
    from rag.rerank import Reranker
    from rag.types import Answer

Day = date | str | None
ENVIRONMENT, FOLDER = "PULLQUOTE_INDEX", "pullquote.index"
MOST_QUOTES, MOST_HITS = 50, 1000


class Assistant:
    """Answers questions about the articles of one index. Cheap to make, loads on first use, safe to share between threads.

    Args:
        index: a folder, an index that is open already, or None for ``$PULLQUOTE_INDEX`` or else ``./pullquote.index``.
        rerank: the name of a cross-encoder that ranks the best passages again; None for none.
        strictness: how sure an answer must be: ``strict``, ``normal`` or ``loose``.
        processes: how many processes of their own work answers out, so that questions of several threads keep as many cores
            busy (:mod:`rag.pool`); 0 for none, this process answers. They end with this process, or at ``close``.

    Raises:
        InputError: for an unknown strictness, or for processes over an index that is not a folder.
    """

    def __init__(
        self, index: str | Path | Index | None = None, *, rerank: str | None = None, strictness: str = "normal",
        processes: int = 0,
    ) -> None:  # fmt: skip
        refusal.required(strictness)
        self._given = os.environ.get(ENVIRONMENT) or FOLDER if index is None else index
        self._strictness, self._rerank = strictness, rerank
        self._processes = processes
        self._folder = _folder(self._given) if processes else None
        self._pool: Pool | None = None
        self._lock = threading.Lock()
        # Python's own lock is held for most of an answer: more threads than there are cores would only take it from each other.
        # Sixteen get half as many answers again when no more than that work at once.
        self._at_work = threading.Semaphore(os.cpu_count() or 1)
        self._open: Index | None = None
        self._calibration: tuple[int, Calibration] = (-1, UNCALIBRATED)

    @cached_property
    def _reranker(self) -> Reranker | None:
        """The cross-encoder asked for, loaded on first use: it imports torch."""
        if self._rerank is None:
            return None
        from rag.rerank import CrossEncoderReranker

        return CrossEncoderReranker(self._rerank)

    @property
    def index(self) -> Index:
        """The index, opened on first use and moved on to its newest generation.

        Raises:
            IndexNotFound: when there is none at the path given.
        """
        with self._lock:
            if self._open is None:
                self._open = _opened(self._given)
            else:
                self._open.refresh()
            return self._open

    def ask(
        self, question: str, *, quotes: int = 5, after: Day = None, before: Day = None, source: str | None = None,
        collection: str | None = None, where: Filter | None = None, strictness: str | None = None, history: Sequence[str] = (),
        checkpoint: Callable[[], None] | None = None,
    ) -> Answer:  # fmt: skip
        """Answer a question with quotes, or refuse.

        Args:
            question: in Chinese or English, at most :data:`rag.question.LONGEST` characters.
            quotes: the most quotes wanted, 1 to 50.
            after: the first day, as a date or ISO text, of the time that the question names (which it replaces) or, when it
                names none, of the published dates of the articles searched.
            before: the last day, likewise.
            source: only articles of this source.
            collection: only articles of this collection.
            where: any other filter, narrowed further by those above.
            strictness: this once, instead of the assistant's own.
            history: the earlier questions of the conversation, oldest first; a follow-up is completed by them, and the
                completed question stands in ``Answer.asked``.
            checkpoint: called between the stages of the work; an exception that it raises ends the work.

        Raises:
            QuestionError: when the question is no text, empty, without any word, or too long.
            InputError: for a date that is none, a name that is no text, or a number of quotes out of range.
            IndexNotFound, IndexDamaged: when the index cannot be opened.
        """
        _within(quotes, MOST_QUOTES, "quotes")
        question, history = well_formed(question), [well_formed(earlier) for earlier in history]
        read(question)
        limits, first, last = _narrowed(where or EVERYTHING, source, collection), _day(after), _day(before)
        if pool := self._answering():
            options = {"where": limits, "after": first, "before": last, "strictness": strictness, "history": history}
            return pool.ask(question, options | {"quotes": quotes}, checkpoint)
        index = self.index
        calibrated = self._calibrated(index)
        wish = Wish(quotes, limits, first, last, strictness or self._strictness, calibrated, self._reranker, checkpoint)
        refusal.required(wish.strictness)
        with self._at_work:
            found = [answer(index, whole, wish) for whole in (followup.completions(question, history)[:3] or [question])]
        best = min(found, key=lambda one: (one.refused, -(one.quotes[0].score if one.quotes else 0.0)))
        return replace(best, question=question, asked=best.question)

    def search(
        self, query: str, *, k: int = 10, after: Day = None, before: Day = None, source: str | None = None,
        collection: str | None = None, where: Filter | None = None,
    ) -> list[Hit]:  # fmt: skip
        """The ``k`` passages that say most of ``query``, best first; the filters are those of ``ask``, on published dates.

        Raises:
            QuestionError: when the query is no text, holds no word, or is too long.
            InputError: for a date that is none, a name that is no text, or ``k`` out of range.
        """
        _within(k, MOST_HITS, "hits")
        query = well_formed(query)
        read(query)
        limits, first, last = _narrowed(where or EVERYTHING, source, collection), _day(after), _day(before)
        if pool := self._answering():
            return pool.search(query, {"where": limits, "after": first, "before": last, "k": k})
        limits, index = replace(limits, after=first, before=last), self.index
        with self._at_work:
            candidates = retrieve(index, query.strip(), k=k, where=limits)
        if self._reranker:
            candidates = self._reranker.rerank(query.strip(), candidates)
        articles = (
            {one.id: one for one in index.articles(list(dict.fromkeys(c.passage.article_id for c in candidates)))}
            if candidates
            else {}
        )
        return [
            Hit(c.passage.text, c.passage.start, c.passage.end, min(1.0, max(0.0, c.score)), articles[c.passage.article_id])
            for c in candidates
        ]

    def suggestions(self, n: int = 4, language: str | None = None) -> list[str]:
        """At most ``n`` questions that the articles answer, in ``language`` (``zh``, ``en``) or each in its article's own."""
        from rag import suggest  # an answer does without its patterns

        return suggest.suggestions(self.index, lambda question: not self.ask(question).refused, n, language)

    def start(self) -> None:
        """Start the processes that answer, where there are to be any, now rather than at the first question."""
        self._answering()

    def close(self) -> None:
        """End the processes that answer; new ones are started when the assistant is asked again."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _answering(self) -> Pool | None:
        """The processes that answer; None where this one does."""
        with self._lock:
            if self._pool is None and self._folder is not None:
                from rag.pool import Pool

                opening = {"index": self._folder, "rerank": self._rerank, "strictness": self._strictness}
                self._pool = Pool(opening, self._processes)
            return self._pool

    def _calibrated(self, index: Index) -> Calibration:
        """The calibration kept beside the index, read again when it was renewed."""
        folder = getattr(index, "path", None)
        with self._lock:
            if folder is not None and self._calibration[0] != (state := calibration.stamp(Path(folder))):
                self._calibration = (state, calibration.load(Path(folder)))
            return self._calibration[1]


def ask(question: str, *, index: str | Path | Index | None = None, quotes: int = 5, strictness: str = "normal") -> Answer:
    """Answer one question: ``Assistant(index).ask(question)`` in one call; raises what it raises."""
    return Assistant(index, strictness=strictness).ask(question, quotes=quotes)


def _opened(given: str | Path | Index) -> Index:
    if isinstance(given, str | Path):
        from index.local import LocalIndex

        return LocalIndex.open(given)
    return given


def _folder(given: str | Path | Index) -> str:
    """Where another process finds the index."""
    path = given if isinstance(given, str | Path) else getattr(given, "path", None)
    if path is None:
        raise InputError("processes of their own can only answer from an index in a folder; leave `processes` out")
    return str(Path(path).absolute())


def _within(count: int, most: int, what: str) -> None:
    if not isinstance(count, Integral) or not 1 <= count <= most:
        raise InputError(f"{count!r} {what} cannot be given: choose 1 to {most}")


def _narrowed(where: Filter, source: str | None, collection: str | None) -> Filter:
    for what, name in (("source", source), ("collection", collection)):
        if name is not None and not isinstance(name, str):
            raise InputError(f"{name!r} is not the name of a {what}: give it as a string")
    if source is not None:
        where = replace(where, sources=frozenset({source}))
    if collection is not None:
        where = replace(where, collections=frozenset({collection}))
    return where


def _day(given: Day) -> date | None:
    if given is None or isinstance(given, date):
        return given
    day = iso_day(given.strip()) if isinstance(given, str) and len(given.strip()) == 10 else None
    if day is None:
        raise InputError(f"{given!r} is not a date: write it as 2026-01-31")
    return day
