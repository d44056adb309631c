"""The public Python interface is exactly this; programs depend on it."""

import dataclasses
import inspect

import rag
from rag import Answer, Assistant, Quote, ask


def test_rag_gives_four_names_and_nothing_else() -> None:
    assert sorted(rag.__all__) == ["Answer", "Assistant", "Quote", "ask"]


def test_an_answer_keeps_its_fields() -> None:
    assert {"question", "refused", "reason", "quotes", "rows", "time", "nearest", "seconds"} <= fields(Answer)


def test_a_quote_keeps_its_fields() -> None:
    assert {"text", "start", "end", "score", "article", "dates", "when"} <= fields(Quote)


def test_an_assistant_can_be_asked_and_searched() -> None:
    asked = inspect.signature(Assistant.ask).parameters
    assert {"question", "quotes", "after", "before", "source"} <= set(asked)
    searched = inspect.signature(Assistant.search).parameters
    assert {"query", "k", "after", "before", "source"} <= set(searched)
    assert "index" in inspect.signature(ask).parameters


def test_every_public_name_is_documented() -> None:
    for name in rag.__all__:
        assert inspect.getdoc(getattr(rag, name))


def fields(kind: type) -> set[str]:
    return {field.name for field in dataclasses.fields(kind)}
