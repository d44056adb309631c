"""Questions that are stopped: the work ends, and answers are kept nowhere, unless they were before the stop came."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from ui.arguments import Limits
from ui.stopping import Stopped, Stopping

QUESTION = "When did the Port of Kestrel go back to work, and who said so?"


def test_an_answer_that_comes_after_its_stop_is_not_kept():
    stopping, kept = Stopping(), []
    assert stopping.stop("ann", "t") is None
    with pytest.raises(Stopped):
        stopping.keep("ann", "t", lambda: kept.append("c") or "c")
    assert kept == []


def test_a_stop_that_comes_after_its_answer_is_told_where_that_is():
    stopping = Stopping()
    assert stopping.keep("ann", "t", lambda: "c") == "c"
    assert stopping.stop("ann", "t") == "c"


def test_nobody_stops_what_another_asked():
    stopping = Stopping()
    stopping.stop("bob", "t")
    assert stopping.keep("ann", "t", lambda: "c") == "c"


def test_a_question_without_a_ticket_is_always_kept():
    assert Stopping().keep("ann", None, lambda: "c") == "c"


def test_a_stop_ends_the_work_between_two_of_its_stages(server):
    stopping, stages = Stopping(), []

    def checkpoint() -> None:
        stages.append(len(stages))
        if len(stages) == 3:
            stopping.stop("ann", "t")
        stopping.check("ann", "t")

    with pytest.raises(Stopped):
        server.service.ask(QUESTION, 5, Limits.read({}), (), checkpoint)
    assert stages == [0, 1, 2, 3], "once more at the end, for who might wait for the answer without having stopped"


def test_another_who_asked_the_same_is_answered_all_the_same(server):
    begun, let = Event(), Event()

    def checkpoint() -> None:
        begun.set()
        let.wait()
        raise Stopped("stopped")

    with ThreadPoolExecutor(2) as people:
        first = people.submit(server.service.ask, QUESTION, 4, Limits.read({}), (), checkpoint)
        begun.wait()
        second = people.submit(server.service.ask, QUESTION, 4, Limits.read({}), ())
        let.set()
        assert isinstance(first.exception(), Stopped)
        assert not second.result()["refused"]
