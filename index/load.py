"""Files -> articles: a few child processes read them, each under limits, each used for many files.

The children are :mod:`index.reader`. What they answer comes back in the order of the files, however they were shared
out, and a child that breaks a limit is ended and replaced: its file fails by name, the others go on.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import queue
import stat
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.analyse import Terms
from index.child import Child, Died, Limits
from index.errors import FileError
from index.types import Article, Passage, Removed, Span

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence
    from types import TracebackType

    from index.walk import Found

_AHEAD = 16
_BLOCK = 1 << 20
_TICK = 0.25


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read. Content whose SHA-256 is in ``known`` is not read again.

    ``repeated`` are the lines that many files of its folder have. With ``whole_receipt`` all that is removed is told.
    """

    file: Found
    keep_all: bool = False
    whole_receipt: bool = False
    repeated: tuple[str, ...] = ()
    known: Container[str] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article read from a file, without an id unless its data gives one; ``part`` names it within a file of several.

    ``places`` are where the sentences of each passage start and end, in turn; ``terms`` are the passages'.
    """

    article: Article
    places: list[list[int]]
    terms: list[Terms]
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

    def __init__(self, count: int | None = None, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._children = [Child(self._limits) for _ in range(count or max(1, min(4, os.cpu_count() or 1)))]
        self._closed = threading.Event()
        self._watchdog = threading.Thread(target=self._watch, daemon=True, name="pullquote-watchdog")

    def __enter__(self) -> Readers:
        self._watchdog.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._closed.set()
        for child in self._children:
            child.stop()

    def read(self, tasks: Sequence[Task]) -> Iterator[Reading]:
        """The reading of each task, in order; the next files are read meanwhile."""
        if not tasks:
            return
        waiting: queue.SimpleQueue[tuple[Task, queue.Queue[Any]] | None] = queue.SimpleQueue()
        lanes: list[queue.Queue[Any]] = []
        ahead = threading.Semaphore(_AHEAD)
        for task in tasks:
            lanes.append(queue.Queue(maxsize=8))
            waiting.put((task, lanes[-1]))
        threads = [
            threading.Thread(target=self._work, args=(child, waiting, ahead), daemon=True, name="pullquote-reader")
            for child in self._children[: len(tasks)]
        ]
        for thread in threads:
            thread.start()
        for number, task in enumerate(tasks):
            lane = lanes[number]
            lanes[number] = queue.Queue(0)
            sha256, expected = lane.get()
            results = _results(lane)
            yield Reading(task, sha256, expected, results)
            for _ in results:
                pass
            ahead.release()

    def lines(self, files: Sequence[Found]) -> list[list[str]]:
        """The short lines of each file of plain text, each once; none of any other file."""
        found: list[list[str]] = []
        for file in files:
            try:
                answers = list(self._children[0].ask({"op": "lines", "path": file.path}))
            except Died:
                answers = []
            found.append([str(line) for answer in answers for line in answer.get("lines", ())])
        return found

    def _watch(self) -> None:
        while not self._closed.wait(_TICK):
            now = time.monotonic()
            for child in self._children:
                child.watch(now)

    def _work(self, child: Child, waiting: queue.SimpleQueue[Any], ahead: threading.Semaphore) -> None:
        while not self._closed.is_set():
            ahead.acquire()
            try:
                task, lane = waiting.get_nowait()
            except queue.Empty:
                ahead.release()
                return
            for answer in self._answers(child, task):
                if not self._put(lane, answer):
                    return

    def _put(self, lane: queue.Queue[Any], answer: Any) -> bool:
        while not self._closed.is_set():
            with contextlib.suppress(queue.Full):
                lane.put(answer, timeout=1.0)
                return True
        return False

    def _answers(self, child: Child, task: Task) -> Iterator[Any]:
        """First the SHA-256 and how many articles to expect; then articles and failures; None at the end."""
        name = task.file.path
        try:
            sha256, expected = fingerprint(name)
        except FileError as problem:
            yield None, 1
            yield problem
            yield None
            return
        yield sha256, expected
        if sha256 not in task.known:
            request = {
                "op": "read",
                "path": name,
                "sha256": sha256,
                "keep_all": task.keep_all,
                "whole_receipt": task.whole_receipt,
                "repeated": task.repeated,
            }
            yield from self._asked(child, request, name)
        yield None

    def _asked(self, child: Child, request: dict[str, Any], name: str) -> Iterator[Loaded | FileError]:
        again = started = False
        try:
            for answer in child.ask(request):
                if "memory" in answer:
                    # What a child has read before may have used memory up: only a fresh one can tell.
                    again = child.is_used and not started
                    if not again:
                        yield FileError(name, f"takes more than {self._limits.memory // 1_000_000:,} MB of memory", "split it")
                else:
                    started = True
                    yield from map(_loaded, answer["batch"])
        except Died:
            if self._closed.is_set():
                return
            yield FileError(
                name,
                f"cannot be read within {self._limits.seconds:g} seconds and the memory allowed",
                "split it, or save its text",
            )
        if again:
            yield from self._asked(child, request, name)


def _results(lane: queue.Queue[Any]) -> Iterator[Loaded | FileError]:
    while (answer := lane.get()) is not None:
        yield answer


def _loaded(answer: dict[str, Any]) -> Loaded | FileError:
    if "failed" in answer:
        return FileError(*answer["failed"])
    fields = answer["article"]
    article = Article(
        **{
            **fields,
            "pages": tuple(fields["pages"]),
            "collections": tuple(fields["collections"]),
            "removed": tuple(Removed(item["text"], item["rule"]) for item in fields["removed"]),
        }
    )
    return Loaded(article, answer["passages"], [Terms(*of) for of in answer["terms"]], answer["part"])


def passage(article_id: str, number: int, places: Sequence[int]) -> Passage:
    """The passage whose sentences begin and end at ``places``, in turn."""
    spans = tuple(Span(start, end) for start, end in zip(places[::2], places[1::2], strict=True))
    return Passage(article_id, number, spans[0].start, spans[-1].end, spans)


def fingerprint(path: str) -> tuple[str, int]:
    """The SHA-256 of a regular file, and how many articles it may hold: the lines of .jsonl, else 1.

    Raises:
        FileError: when it is no regular file or cannot be read.
    """
    digest, lines = hashlib.sha256(), 0
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(number, "rb") as stream:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise FileError(path, "is not a regular file", "leave it out")
            while block := stream.read(_BLOCK):
                digest.update(block)
                lines += block.count(b"\n")
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise FileError(path, f"cannot be read ({reason})", "check its permissions") from None
    return digest.hexdigest(), max(1, lines) if path.lower().endswith((".jsonl", ".ndjson")) else 1
