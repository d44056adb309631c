"""Two steps at once: how does one question use a second core, when nobody else does?

A search, and arithmetic on long arrays, let go of Python's lock, so that another thread can work meanwhile.
"""

from __future__ import annotations

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
    """What both give, one after the other unless it is ``worth`` waking a thread (a tenth of a millisecond).

    Raises what either raises, the first one's before the second one's.
    """
    if not worth or not _SPARE.acquire(blocking=False):
        return one(), other()
    try:
        helper = _Helper(other)
        helper.start()
        try:
            found = one()
        finally:
            helper.join()
        return found, helper.result()
    finally:
        _SPARE.release()


class _Helper(threading.Thread, Generic[Other]):
    """A thread for one call: one that is kept would be missing in a process that was forked off."""

    def __init__(self, call: Callable[[], Other]) -> None:
        super().__init__(name="pullquote-beside", daemon=True)
        self._call = call
        self._found: list[Other] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._found.append(self._call())
        except BaseException as error:
            self._error = error

    def result(self) -> Other:
        """What the call gave, or its error."""
        if self._error is not None:
            raise self._error
        return self._found[0]
