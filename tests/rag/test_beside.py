"""Two steps at once give what they give in turn, errors too."""

from __future__ import annotations

import threading

import pytest

from rag import beside as steps
from rag.beside import beside


@pytest.mark.parametrize("spare", [0, 1])
@pytest.mark.parametrize("worth", [True, False])
def test_both_are_done(spare: int, worth: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_SPARE", threading.Semaphore(spare))
    assert beside(lambda: 1, lambda: "two", worth=worth) == (1, "two")


def test_both_run_at_once_while_a_core_is_spare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_SPARE", threading.Semaphore(1))
    met = threading.Barrier(2, timeout=30)  # in turn, the first would wait for the second in vain
    assert sorted(beside(met.wait, met.wait)) == [0, 1]
    assert beside(lambda: beside(lambda: 1, lambda: 2), lambda: 3) == ((1, 2), 3)


def test_without_another_thread_both_are_done_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(steps, "_SPARE", threading.Semaphore(1))
    monkeypatch.setattr(steps._thread, "start_new_thread", none_left)
    assert beside(lambda: 1, lambda: 2) == (1, 2)


@pytest.mark.parametrize("spare", [0, 1])
def test_an_error_of_either_is_raised_and_the_core_is_spare_again(spare: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_SPARE", threading.Semaphore(spare))

    def fail(text: str) -> None:
        raise ValueError(text)

    with pytest.raises(ValueError, match="first"):
        beside(lambda: fail("first"), lambda: fail("second"))
    with pytest.raises(ValueError, match="second"):
        beside(lambda: None, lambda: fail("second"))
    assert steps._SPARE.acquire(blocking=False) == bool(spare)
