"""Questions answered by processes of their own: as many at once as there are cores, where threads would share one.

Each process has an :class:`~rag.assistant.Assistant` that reads the index, and is spoken to over its pipes (:mod:`rag.worker`).
One that dies, in a library or by a signal, costs a question a second try, and is replaced.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index import errors, pipes
from index.errors import AnsweringFailed, PullquoteError
from rag import wire

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from rag.types import Answer, Hit
    from rag.wire import Wire
_log = logging.getLogger("rag")
_LOOKS_S = 0.1
_MOST = 8


def cores() -> int:
    """How many processes this machine has cores for: one at least, and no more than one process can keep asking."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(_MOST, usable))


class Pool:
    """``count`` processes with an assistant each; ``opening`` is what that is made of. Safe to share between threads.

    Args:
        longest_s: seconds by the clock after which a question is given up, and its process ended.
    """

    def __init__(self, opening: Wire, count: int, *, longest_s: float = 120.0) -> None:
        self._members = [_Member(opening, longest_s) for _ in range(count)]
        self._free = list(self._members)
        self._waiting: deque[Future[_Member]] = deque()
        self._handing = threading.Lock()
        self._closed = threading.Event()
        threading.Thread(target=self._watch, name="answering", daemon=True).start()

    def ask(self, question: str, options: dict[str, object], checkpoint: Callable[[], None] | None) -> Answer:
        """What the assistant answers there; raises what it raises, and what ``checkpoint`` does."""
        return wire.unpack_answer(self._call({"do": "ask", "text": question}, options, checkpoint))

    def search(self, query: str, options: dict[str, object]) -> list[Hit]:
        """What the assistant finds there; raises what it raises."""
        return wire.unpack_hits(self._call({"do": "search", "text": query}, options, None))

    def close(self) -> None:
        """End the processes; whoever waits for an answer is told that there is none."""
        self._closed.set()
        for member in self._members:
            member.close()

    def _call(self, request: Wire, options: dict[str, object], checkpoint: Callable[[], None] | None) -> Wire:
        request["options"] = wire.pack_options(options)
        member = self._take()
        try:
            return member.call(request, checkpoint)
        finally:
            self._give(member)

    def _take(self) -> _Member:
        """A process that is free; whoever has waited longest gets it, so that nobody waits for long while others are served."""
        with self._handing:
            if self._free:
                return self._free.pop()
            turn: Future[_Member] = Future()
            self._waiting.append(turn)
        return turn.result()

    def _give(self, member: _Member) -> None:
        with self._handing:
            if self._waiting:
                self._waiting.popleft().set_result(member)
            else:
                self._free.append(member)

    def _watch(self) -> None:
        while not self._closed.wait(_LOOKS_S):
            for member in self._members:
                member.watch(time.monotonic())


@dataclass(slots=True)
class _Job:
    """A question under way in a process; ``problem`` is why it was ended from here."""

    number: int
    process: subprocess.Popen[bytes]
    deadline: float
    checkpoint: Callable[[], None] | None
    problem: BaseException | None = None


class _Member:
    """One process; ``call`` from one thread at a time, ``watch`` and ``close`` from others."""

    def __init__(self, opening: Wire, longest_s: float) -> None:
        self._opening, self._longest_s = opening, longest_s
        self._writing = threading.Lock()
        self._job: _Job | None = None
        self._number = 0
        self._closed = False
        self._process: subprocess.Popen[bytes] | None = None
        self._replace()

    def call(self, request: Wire, checkpoint: Callable[[], None] | None) -> Wire:
        """The value of the reply; a process that dies at it is replaced, and the other asked once more."""
        for _ in range(2):
            reply, problem = self._exchange(request, checkpoint)
            if reply is None:
                self._replace()
            if problem is not None:
                raise problem
            if reply is not None:
                return _value(reply)
            if self._closed:
                raise AnsweringFailed("the answer was given up, because what answers is closing; ask again once it is there")
            _log.warning("a process that answers has ended; another takes its place")
        raise AnsweringFailed(
            "the process that worked out the answer ended, twice; ask in other words, and let `pullquote verify` look the index"
            " through"
        )

    def watch(self, now: float) -> None:
        """End what takes too long, or is wanted no more."""
        job = self._job
        if job is None or job.problem is not None:
            return
        if now > job.deadline:
            job.problem = AnsweringFailed(
                f"no answer was found within {self._longest_s:g} s; ask for less at once, or when the machine is less busy"
            )
            job.process.kill()
        elif job.checkpoint is not None:
            try:
                job.checkpoint()
            except BaseException as reason:
                job.problem = reason
                with contextlib.suppress(OSError, ValueError), self._writing:
                    pipes.send(job.process.stdin, {"do": "stop", "number": job.number})

    def close(self) -> None:
        self._closed = True
        process = self._process
        if process is not None:
            _bury(process)

    def _exchange(self, request: Wire, checkpoint: Callable[[], None] | None) -> tuple[Wire | None, BaseException | None]:
        """The reply, None where the process died; and why it was ended from here, if it was."""
        try:
            process = self._ready()
        except OSError:
            return None, None
        self._number += 1
        job = self._job = _Job(self._number, process, time.monotonic() + self._longest_s, checkpoint)
        try:
            with self._writing:
                pipes.send(process.stdin, request | {"number": job.number})
            return pipes.receive(process.stdout), job.problem
        except (OSError, EOFError, ValueError):
            return None, job.problem
        except BaseException:
            # Ctrl-C while waiting: what the process still says must not be taken for the answer to the next question.
            _bury(process)
            raise
        finally:
            self._job = None

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise BrokenPipeError
        if self._process is None or self._process.poll() is not None:
            # The processes fill the cores: threads of BLAS beside them would wait busily, and take four fifths of the time.
            self._process = pipes.started("rag.worker", one_thread=True)
            pipes.send(self._process.stdin, self._opening)
        return self._process

    def _replace(self) -> None:
        """Have another process get ready at once, so that the next question need not wait for that."""
        if self._process is not None:
            _bury(self._process)
        with contextlib.suppress(OSError):
            self._ready()


def _bury(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            stream.close()  # type: ignore[union-attr]


def _value(reply: Wire) -> Wire:
    """What a reply holds, or what was raised in its place."""
    if "error" in reply:
        raise _error(*reply["error"])
    if "fault" in reply:
        raise RuntimeError(f"in the process that answers:\n{reply['fault']}")
    value: Wire = reply["value"]
    return value


def _error(kind: str, message: str) -> PullquoteError:
    """An error of the process, as one of this one's: of the same kind, saying the same."""
    known: type[PullquoteError] = getattr(errors, kind, PullquoteError)
    return known.__new__(known, message)
