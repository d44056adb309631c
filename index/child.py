"""One child process that reads files for :mod:`index.load`: started when first asked, ended when it breaks a limit."""

from __future__ import annotations

import contextlib
import json
import os
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOOT = "import json, sys; sys.path[:0] = json.loads(sys.argv[1]); from index.reader import main; main()"
_FRAME = 256 * 1024 * 1024
_FILES_A_CHILD = 2_000


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

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0
        self.deadline: float | None = None
        self.timed_out = False

    def ask(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The answers to one request.

        Raises:
            Died: when the process ends before its last answer.
        """
        process = self._started()
        try:
            self.deadline = time.monotonic() + self._limits.clock
            _write(process, request)
            while True:
                answer = _read(process)
                # The child is not to blame for how long its answers wait to be taken.
                self.deadline = None
                yield answer
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
            self._process = _spawn(self._limits)
        self._asked += 1
        return self._process


def _spawn(limits: Limits) -> subprocess.Popen[bytes]:
    places = [str(Path(__file__).resolve().parent.parent), *(str(Path(place).absolute()) for place in sys.path if place)]
    # One thread a child: an arithmetic library's threads would each take their share of the memory allowed.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, "-I", "-c", _BOOT, json.dumps(places)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    _write(process, {"memory": limits.memory, "seconds": limits.seconds})
    return process


def _write(process: subprocess.Popen[bytes], value: Any) -> None:
    assert process.stdin is not None
    payload = json.dumps(value).encode("ascii")
    process.stdin.write(struct.pack(">I", len(payload)) + payload)
    process.stdin.flush()


def _read(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout is not None
    head = process.stdout.read(4)
    if len(head) < 4:
        raise EOFError
    size = struct.unpack(">I", head)[0]
    if size > _FRAME:
        raise ValueError
    payload = process.stdout.read(size)
    if len(payload) < size:
        raise EOFError
    answer = json.loads(payload)
    if not isinstance(answer, dict):
        raise TypeError
    return answer
