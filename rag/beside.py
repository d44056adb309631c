"""Two steps at once: how does one question use a second core, when nobody else does?

A search lets go of Python's lock, so that another thread can work meanwhile.
"""

from __future__ import annotations

import _thread
import contextlib
import os
import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

One = TypeVar("One")
Other = TypeVar("Other")

_SPARE = threading.Semaphore(max(0, (os.cpu_count() or 1) - 1))
"""Cores beside the one that a question has: with many questions at once there is none, and each does its steps in turn."""


def beside(one: Callable[[], One], other: Callable[[], Other], *, worth: bool = True) -> tuple[One, Other]:
    """What both give, one after the other unless it is ``worth`` waking a thread.

    Raises what either raises, the first one's before the second one's.
    """
    if not worth or not _SPARE.acquire(blocking=False):
        return one(), other()
    try:
        step = _Step(other)
        # Not kept for the next question: a process that is forked off would miss it. Nor is its start waited for, which
        # ``threading`` does: on a busy machine that takes longer than the work.
        with contextlib.suppress(RuntimeError):  # no more threads can be had
            _thread.start_new_thread(step.run, ())
        try:
            found = one()
        except BaseException:
            step.drop()
            raise
        return found, step.result()
    finally:
        _SPARE.release()


class _Step(Generic[Other]):
    """A step for whichever thread comes to it first."""

    def __init__(self, call: Callable[[], Other]) -> None:
        self._call = call
        self._begun, self._done = _thread.allocate_lock(), _thread.allocate_lock()
        self._done.acquire()
        self._found: list[Other] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        """Do it, unless it was begun."""
        if not self._begun.acquire(blocking=False):
            return
        try:
            self._found.append(self._call())
        except BaseException as error:
            self._error = error
        finally:
            self._done.release()

    def drop(self) -> None:
        """Do not begin it; wait for it where it was begun."""
        if not self._begun.acquire(blocking=False):
            self._done.acquire()

    def result(self) -> Other:
        """What it gave, or its error; done here and now when no thread has come to it yet."""
        self.run()
        self._done.acquire()
        if self._error is not None:
            raise self._error
        return self._found[0]
