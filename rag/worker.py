"""A process that only answers: one question at a time, of :class:`rag.pool.Pool`'s, until the pipe is closed."""

from __future__ import annotations

import contextlib
import gc
import os
import queue
import sys
import threading
import traceback
from typing import IO, TYPE_CHECKING

from index import pipes
from index.errors import PullquoteError
from rag import wire
from rag.assistant import Assistant

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.wire import Wire

_IDLE_S = 2.0
_FIRST = ("What happened?", "发生了什么?")


class _Stopped(Exception):
    """Whoever asked wants no answer any more."""


class _Requests:
    """What is asked, taken off the pipe by a thread of its own, so that a stop is heard while an answer is worked out."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._waiting: queue.SimpleQueue[Wire] = queue.SimpleQueue()
        self._stopped = -1
        threading.Thread(target=self._listen, daemon=True).start()

    def next(self, wait_s: float) -> Wire | None:
        """The next request, or None when there is none for so long."""
        try:
            return self._waiting.get(timeout=wait_s)
        except queue.Empty:
            return None

    def none_waits(self) -> bool:
        return self._waiting.empty()

    def checkpoint(self, number: int) -> Callable[[], None]:
        """What raises once the request of that number was stopped."""

        def check() -> None:
            if self._stopped == number:
                raise _Stopped

        return check

    def _listen(self) -> None:
        with contextlib.suppress(EOFError, OSError, ValueError):
            while True:
                request = pipes.receive(self._stream)
                if request["do"] == "stop":
                    self._stopped = request["number"]
                else:
                    self._waiting.put(request)
        # Whoever asked is gone, perhaps killed: nobody reads the answer, and nothing here needs to be saved.
        os._exit(0)


def main() -> None:
    """Answer requests until the parent closes the pipe."""
    answers = _answers()
    opening = pipes.receive(sys.stdin.buffer)
    requests = _Requests(sys.stdin.buffer)
    assistant = Assistant(**opening)
    _warm(assistant, requests)
    while True:
        request = requests.next(_IDLE_S)
        if request is not None:
            pipes.send(answers, _reply(assistant, request, requests))
        else:
            # A process that nobody asks must not hold an old generation of the index open.
            with contextlib.suppress(PullquoteError):
                _ = assistant.index


def _answers() -> IO[bytes]:
    """Our standard output, out of reach of a library that prints: what it says goes to standard error."""
    ours = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return ours


def _warm(assistant: Assistant, requests: _Requests) -> None:
    """Load what answers need, before the first is asked for; what is wrong with the index is told to who asks."""
    for question in _FIRST:
        with contextlib.suppress(Exception):
            if requests.none_waits():
                assistant.ask(question)
    # What is loaded stays: it need not be looked through for garbage again, and an answer leaves little.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def _reply(assistant: Assistant, request: Wire, requests: _Requests) -> Wire:
    try:
        return {"value": _done(assistant, request, requests.checkpoint(request["number"]))}
    except _Stopped:
        return {"stopped": True}
    except PullquoteError as error:
        return {"error": [type(error).__name__, str(error)]}
    except Exception:
        return {"fault": traceback.format_exc()}


def _done(assistant: Assistant, request: Wire, checkpoint: Callable[[], None]) -> Wire:
    options = wire.unpack_options(request["options"])
    if request["do"] == "search":
        return wire.pack_hits(assistant.search(request["text"], **options))
    return wire.pack_answer(assistant.ask(request["text"], **options, checkpoint=checkpoint))
