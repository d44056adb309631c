"""What is to be read, in order: files, and the parts of long .jsonl files, which several processes read at once.

A part is whole lines. Jobs are taken in order, and only so far ahead of those whose results were used: what is read waits in
memory.
"""

from __future__ import annotations

import hashlib
import heapq
import os
import queue
import stat
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from index.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from index.walk import Found

_AHEAD = 32  # parts: what two processes read in the seconds that a commit takes
_LANE = 8
_BLOCK = 1 << 20
_PART = 1 << 19
_WIDE = (b"\xff\xfe", b"\xfe\xff")


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
class Part:
    """``size`` bytes of a file from ``start``, whose first line is number ``line``, and their SHA-256."""

    start: int
    size: int
    line: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to know of a file before it is read.

    ``expected`` is how many articles it may hold: the lines of .jsonl, else 1. ``parts`` are those of a long .jsonl file.
    """

    sha256: str
    expected: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """A file to survey and read, or one of its parts, once it is surveyed; its results go into ``lane``, None at the end."""

    order: tuple[int, int]
    task: Task = field(compare=False)
    survey: Survey | None = field(default=None, compare=False)
    lane: queue.Queue[Any] = field(default_factory=lambda: queue.Queue(_LANE), compare=False)

    @property
    def part(self) -> Part | None:
        return self.survey.parts[self.order[1] - 1] if self.survey else None


class Jobs:
    """Shared by the threads that take jobs and the one that uses their results."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self.files = [Job((number, 0), task) for number, task in enumerate(tasks)]
        self._left = list(self.files)
        self._surveying = self._ahead = 0
        self._wanted = (0, 0)
        self._change = threading.Condition()
        self._closed = False

    def take(self) -> Job | None:
        """The next job; waits while too much is read ahead. None when there are no more."""
        with self._change:
            while not self._closed:
                if self._left and (self._ahead < _AHEAD or self._left[0].order <= self._wanted):
                    job = heapq.heappop(self._left)
                    self._ahead += 1
                    self._surveying += job.survey is None
                    return job
                if not self._left and not self._surveying:
                    return None
                self._change.wait()
        return None

    def surveyed(self, parts: Iterable[Job] = ()) -> None:
        """A file that was taken is read as it is, or in parts, which are jobs like others."""
        with self._change:
            self._surveying -= 1
            for part in parts:
                heapq.heappush(self._left, part)
            self._change.notify_all()

    def want(self, job: Job) -> None:
        """The results of this one are waited for."""
        with self._change:
            self._wanted = job.order
            self._change.notify_all()

    def used(self) -> None:
        """The results of one are used up."""
        with self._change:
            self._ahead -= 1
            self._change.notify_all()

    def close(self) -> None:
        """No more is to be read."""
        with self._change:
            self._closed = True
            self._change.notify_all()


def in_parts(job: Job, survey: Survey) -> list[Job]:
    """The jobs of a file's parts; none when it is to be read as it is."""
    return [Job((job.order[0], number), job.task, survey) for number in range(1, len(survey.parts) + 1)]


def survey(path: str) -> Survey:
    """Read a regular file once.

    Raises:
        FileError: when it is no regular file or cannot be read.
    """
    lines = path.lower().endswith((".jsonl", ".ndjson"))
    digest, cutter = hashlib.sha256(), _Cutter()
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(number, "rb") as stream:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise FileError(path, "is not a regular file", "leave it out")
            while block := stream.read(_BLOCK):
                digest.update(block)
                if lines:
                    cutter.add(block)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise FileError(path, f"cannot be read ({reason})", "check its permissions") from None
    return Survey(digest.hexdigest(), max(1, cutter.lines), cutter.parts() if lines else ())


class _Cutter:
    """Cuts a file that comes block by block into parts of whole lines."""

    def __init__(self) -> None:
        self.lines = 0
        self._parts: list[Part] = []
        self._start = self._size = 0
        self._line = 1
        self._own = hashlib.sha256()
        self._head = b""

    def add(self, block: bytes) -> None:
        self._head = self._head or block[:4]
        at = 0
        while at < len(block):
            end = block.find(b"\n", max(at, at + _PART - self._size - 1)) + 1
            piece = memoryview(block)[at : end or len(block)]
            self._own.update(piece)
            self._size += len(piece)
            self.lines += block.count(b"\n", at, end or len(block))
            at += len(piece)
            if end:
                self._cut()

    def _cut(self) -> None:
        self._parts.append(Part(self._start, self._size, self._line, self._own.hexdigest()))
        self._start, self._size, self._line = self._start + self._size, 0, self.lines + 1
        self._own = hashlib.sha256()

    def parts(self) -> tuple[Part, ...]:
        """None of a short file, nor of one in a wider encoding, of which a byte does not tell where a line ends."""
        if self._size:
            self._cut()
        wide = self._head[:2] in _WIDE or b"\x00" in self._head
        return () if wide or len(self._parts) < 2 else tuple(self._parts)
