"""The same question at the same state of the index is worked out once."""

from __future__ import annotations

import threading

import pytest

from ui.answers import Answers
from ui.chats import Record


def made(question: str) -> Record:
    return {"question": question, "refused": True}


def test_an_answer_is_made_once_for_all_who_ask_at_once():
    answers, asked, let = Answers(), [], threading.Event()

    def make() -> Record:
        asked.append(1)
        let.wait(5)
        return made("q")

    got: list[Record] = []
    threads = [threading.Thread(target=lambda: got.append(answers.get("q", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    let.set()
    for thread in threads:
        thread.join()
    assert len(asked) == 1
    assert got == [made("q")] * 8


def test_a_failure_is_told_and_not_kept():
    answers = Answers()

    def fail() -> Record:
        raise RuntimeError("no index")

    with pytest.raises(RuntimeError, match="no index"):
        answers.get("q", fail)
    assert answers.get("q", lambda: made("q")) == made("q")


def test_only_the_last_are_kept():
    answers = Answers(most=2)
    for name in "abc":
        answers.get(name, lambda name=name: made(name))
    assert answers.get("b", lambda: made("anew")) == made("b")
    assert answers.get("a", lambda: made("anew")) == made("anew")


def test_a_question_is_answered_anew_once_articles_changed(server):
    first = server.service.ask("When did the Port of Kestrel go back to work?", 5, _limits(), ())
    assert server.service.ask("When did the Port of Kestrel go back to work?", 5, _limits(), ()) is first
    assert server.service.ask("When did the Port of Kestrel go back to work?", 5, _limits(strictness="loose"), ()) is not first


def _limits(**more):
    from ui.arguments import Limits

    return Limits.read(more)
