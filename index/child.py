"""One child process that reads files for :mod:`index.load`: started when first asked, ended when it breaks a limit."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index import pipes

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

_FILES_A_CHILD = 2_000
_MODEL = 600_000_000  # bytes of address space that encoding takes, beside what a file may take


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: seconds of processor time, bytes of memory, and time by the clock.

    The clock is the wider limit, for files that make the process wait rather than work, and on a machine that is busy.
    """

    seconds: float = 20.0
    memory: int = 1_000_000_000
    clock: float = 60.0


class Died(Exception):
    """A child process ended before its answer did."""


class Child:
    """One child process; ``ask`` from one thread at a time."""

    def __init__(self, limits: Limits, *, encode: bool = False) -> None:
        """With ``encode`` its answers hold the passages as the bundled model encodes them."""
        self._limits, self._encode = limits, encode
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0
        self.deadline: float | None = None
        self.timed_out = False

    def ask(self, request: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
        """The answers to one request, each with the bytes beside it.

        Raises:
            Died: when the process ends before its last answer.
        """
        process = self._started()
        try:
            self.deadline = time.monotonic() + self._limits.clock
            pipes.send(process.stdin, request)
            while True:
                answer, beside = pipes.receive(process.stdout), pipes.receive_bytes(process.stdout)
                # The child is not to blame for how long its answers wait to be taken.
                self.deadline = None
                yield answer, beside
                self.deadline = time.monotonic() + self._limits.clock
                if "done" in answer or "lines" in answer or "memory" in answer:
                    break
        except (OSError, EOFError, ValueError) as problem:
            self.stop()
            raise Died from problem
        finally:
            self.deadline = None
        if "memory" in answer:
            self.stop()

    @property
    def is_used(self) -> bool:
        return self._asked > 1

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()

    def watch(self, now: float) -> None:
        """End the process when its answer is overdue."""
        deadline, process = self.deadline, self._process
        if deadline is not None and now > deadline and process is not None:
            self.timed_out = True
            process.kill()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._asked >= _FILES_A_CHILD:
            self.stop()
            self._asked = 0
            self.timed_out = False
            # One thread a child: an arithmetic library's threads would each take their share of the memory allowed.
            self._process = pipes.started("index.reader", quiet=True, one_thread=True)
            memory = self._limits.memory + _MODEL * self._encode
            about = {"memory": memory, "seconds": self._limits.seconds, "encode": self._encode}
            pipes.send(self._process.stdin, about)
        self._asked += 1
        return self._process
