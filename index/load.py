"""Files -> articles: a few child processes read them, each under limits, each used for many files.

The children are :mod:`index.reader`. What they answer comes back in the order of the files, however they were shared
out, and a child that breaks a limit is ended and replaced: its file fails by name, the others go on.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from index.analyse import Terms
from index.child import Child, Died, Limits
from index.errors import FileError
from index.jobs import Job, Jobs, Task, in_parts, survey
from index.prepared import Prepared
from index.rows import Coded
from index.types import Article, Passage, Removed, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from index.walk import Found

_TICK = 0.25
_NOT_OURS = (KeyError, TypeError, ValueError, RuntimeError)
"""What comes of an answer that is none of :mod:`index.reader`'s: who wrote a file may have taken over who reads it."""
_SPAN = partial(tuple.__new__, Span)  # half the time of Span()


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article read from a file, without an id unless its data gives one; ``part`` names it within a file of several.

    ``places`` are where the sentences of each passage start and end, in turn.
    """

    article: Article
    places: list[list[int]]
    prepared: list[Prepared]
    part: str | None

    def passages(self, article_id: str) -> list[Passage]:
        """The passages, as those of the article of that id."""
        return [passage(article_id, number, places) for number, places in enumerate(self.places)]


@dataclass(slots=True)
class Reading:
    """What comes of one task. ``results`` yields its articles and failures; read it to its end before the next
    reading's.

    ``sha256`` is of the content, None when that cannot be read; ``expected`` is how many articles it may hold.
    """

    task: Task
    sha256: str | None
    expected: int
    results: Iterator[Loaded | FileError]


class Readers:
    """A pool of child processes; use it in a ``with`` block."""

    def __init__(self, count: int | None = None, limits: Limits | None = None, *, encode: bool = False) -> None:
        """With ``encode`` the processes encode the passages too, with the bundled model: worth its loading, of much."""
        self._limits = limits or Limits()
        number = count or max(1, min(4, os.cpu_count() or 1))
        self._children = [Child(self._limits, encode=encode) for _ in range(number)]
        self._closed = threading.Event()
        self._watchdog = threading.Thread(target=self._watch, daemon=True, name="pullquote-watchdog")
        self._jobs = Jobs([])

    def __enter__(self) -> Readers:
        self._watchdog.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._closed.set()
        self._jobs.close()
        for child in self._children:
            child.stop()

    def read(self, tasks: Sequence[Task]) -> Iterator[Reading]:
        """The reading of each task, in order; the next files, and parts of long ones, are read meanwhile."""
        jobs = self._jobs = Jobs(tasks)
        for child in self._children if tasks else ():
            threading.Thread(target=self._work, args=(child, jobs), daemon=True, name="pullquote-reader").start()
        for number, task in enumerate(tasks):
            job = jobs.files[number]
            jobs.files[number] = Job((number, 0), task)  # what it has read can go
            jobs.want(job)
            sha256, expected = job.lane.get()
            results = _results(jobs, job)
            yield Reading(task, sha256, expected, results)
            for _ in results:
                pass

    def lines(self, files: Sequence[Found]) -> list[list[str]]:
        """The short lines of each file of plain text, each once; none of any other file."""
        found: list[list[str]] = []
        for file in files:
            try:
                answers = list(self._children[0].ask({"op": "lines", "path": file.path}))
            except Died:
                answers = []
            found.append([str(line) for answer, _ in answers for line in answer.get("lines", ())])
        return found

    def _watch(self) -> None:
        while not self._closed.wait(_TICK):
            now = time.monotonic()
            for child in self._children:
                child.watch(now)

    def _work(self, child: Child, jobs: Jobs) -> None:
        while job := jobs.take():
            for answer in self._of_part(child, job) if job.survey else self._of_file(child, job, jobs):
                if not self._put(job.lane, answer):
                    return

    def _put(self, lane: queue.Queue[Any], answer: Any) -> bool:
        while not self._closed.is_set():
            with contextlib.suppress(queue.Full):
                lane.put(answer, timeout=1.0)
                return True
        return False

    def _of_file(self, child: Child, job: Job, jobs: Jobs) -> Iterator[Any]:
        """First the SHA-256 and how many articles to expect; then these and failures, or the jobs of parts; None at the end."""
        task, name = job.task, job.task.file.path
        try:
            found = survey(name)
        except FileError as problem:
            jobs.surveyed()
            yield from ((None, 1), problem, None)
            return
        parts = in_parts(job, found) if found.sha256 not in task.known else []
        jobs.surveyed(parts)
        yield found.sha256, found.expected
        if parts:
            yield parts
        elif found.sha256 not in task.known:
            yield from self._asked(child, _request(task, found.sha256), name)
        yield None

    def _of_part(self, child: Child, job: Job) -> Iterator[Any]:
        assert job.survey is not None
        assert job.part is not None
        request = {**_request(job.task, job.survey.sha256), "part": asdict(job.part)}
        yield from self._asked(child, request, f"{job.task.file.path}, from line {job.part.line}")
        yield None

    def _asked(self, child: Child, request: dict[str, Any], name: str) -> Iterator[Loaded | FileError]:
        again = started = False
        try:
            for answer, beside in child.ask(request):
                if "memory" in answer:
                    # What a child has read before may have used memory up: only a fresh one can tell.
                    again = child.is_used and not started
                    if not again:
                        yield FileError(name, f"takes more than {self._limits.memory // 1_000_000:,} MB of memory", "split it")
                else:
                    started = True
                    yield from _loaded(answer, beside)
        except (Died, *_NOT_OURS):
            child.stop()
            if self._closed.is_set():
                return
            yield FileError(
                name,
                f"cannot be read within {self._limits.seconds:g} seconds and the memory allowed",
                "split it, or save its text",
            )
        if again:
            yield from self._asked(child, request, name)


def _request(task: Task, sha256: str) -> dict[str, Any]:
    return {
        "op": "read",
        "path": task.file.path,
        "sha256": sha256,
        "keep_all": task.keep_all,
        "whole_receipt": task.whole_receipt,
        "repeated": task.repeated,
    }


def _results(jobs: Jobs, job: Job) -> Iterator[Loaded | FileError]:
    while (answer := job.lane.get()) is not None:
        if not isinstance(answer, list):
            yield answer
            continue
        for part in answer:
            jobs.want(part)
            yield from _results(jobs, part)
    jobs.used()


def _loaded(answer: dict[str, Any], beside: bytes) -> Iterator[Loaded | FileError]:
    """The articles and failures of a batch; ``beside`` are the terms of its passages, then their codings."""
    at: int = answer["terms"]
    lines = iter(beside[:at].decode().split("\n"))
    for one in answer["batch"]:
        if "failed" in one:
            yield FileError(*one["failed"])
            continue
        coded: list[Coded | None] = []
        for sentences, tokens, dimensions, extra, width in one["coded"]:
            size = Coded(sentences, tokens, dimensions, extra, width, b"").size
            if not 0 < size <= len(beside) - at:
                raise ValueError("cut off")
            coded.append(Coded(sentences, tokens, dimensions, extra, width, beside[at : at + size]))
            at += size
        about, marks = one["article"], one["marks"]
        article = Article(**{
            **about, "pages": tuple(about["pages"]), "collections": tuple(about["collections"]),
            "removed": tuple(Removed(*what) for what in one["removed"]),
        })  # fmt: skip
        found = zip(marks, coded or [None] * len(marks), strict=True)
        prepared = [Prepared(Terms(next(lines), next(lines)), mark, own) for mark, own in found]
        yield Loaded(article, one["passages"], prepared, one["part"])


def passage(article_id: str, number: int, places: Sequence[int]) -> Passage:
    """The passage whose sentences begin and end at ``places``, in turn."""
    spans: tuple[Span, ...] = tuple(map(_SPAN, zip(places[::2], places[1::2], strict=True)))
    return Passage(article_id, number, spans[0].start, spans[-1].end, spans)
