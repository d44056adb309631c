"""Questions that are stopped: their answers are kept nowhere, unless they were before the stop came."""

from __future__ import annotations

import pytest

from ui.stopping import Stopped, Stopping


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
