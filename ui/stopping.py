"""Questions that were stopped while under way: the work on them ends, and what was worked out is not kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from index.errors import PullquoteError

if TYPE_CHECKING:
    from collections.abc import Callable

_REMEMBERED = 2000


class Stopped(PullquoteError):
    """The question was stopped by whoever asked it."""


class Stopping:
    """What became of each question that carried a ticket: kept in a chat, or stopped before it was."""

    def __init__(self) -> None:
        self._fates: OrderedDict[tuple[str, str], str | None] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, user: str, ticket: str | None, keep: Callable[[], str]) -> str:
        """The chat that ``keep`` puts the answer in.

        Raises:
            Stopped: when this ticket was stopped; then ``keep`` is not called.
        """
        if ticket is None:
            return keep()
        with self._lock:
            if (user, ticket) in self._fates:
                raise _stopped()
            chat = keep()
            self._remember((user, ticket), chat)
        return chat

    def check(self, user: str, ticket: str | None) -> None:
        """To be called between the stages of the work.

        Raises:
            Stopped: when this ticket was stopped.
        """
        if ticket is not None and (user, ticket) in self._fates:
            raise _stopped()

    def stop(self, user: str, ticket: str) -> str | None:
        """Stop a question; where its answer is kept already, the chat that it is in."""
        with self._lock:
            return self._remember((user, ticket), self._fates.get((user, ticket)))

    def _remember(self, key: tuple[str, str], fate: str | None) -> str | None:
        self._fates[key] = fate
        while len(self._fates) > _REMEMBERED:
            self._fates.popitem(last=False)
        return fate


def _stopped() -> Stopped:
    return Stopped("this question was stopped; ask it again")
