"""Measures agree with ir-measures, and questions are counted as they are meant."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ir_measures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.types import Article
from rag.evaluate import evaluate, mrr, ndcg, recall
from rag.types import Answer, Hit, Quote

if TYPE_CHECKING:
    from collections.abc import Sequence

Ranks = st.lists(st.one_of(st.none(), st.integers(min_value=1, max_value=20)), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(Ranks)
def test_measures_are_those_of_ir_measures(ranks: list[int | None]) -> None:
    qrels = [ir_measures.Qrel(str(i), "right", 1) for i in range(len(ranks))]
    run = []
    for i, rank in enumerate(ranks):
        names = [f"wrong{n}" for n in range(1, 25)]
        if rank is not None:
            names.insert(rank - 1, "right")
        run += [ir_measures.ScoredDoc(str(i), name, -float(place)) for place, name in enumerate(names)]
    wanted = ir_measures.calc_aggregate([ir_measures.nDCG @ 10, ir_measures.RR, ir_measures.R @ 5], qrels, run)
    assert ndcg(ranks) == pytest.approx(wanted[ir_measures.nDCG @ 10])
    assert mrr(ranks) == pytest.approx(wanted[ir_measures.RR])
    assert recall(ranks, 5) == pytest.approx(wanted[ir_measures.R @ 5])


class Scripted:
    """Answers what it was told to, as an Assistant would."""

    def __init__(self, said: dict[str, Sequence[str]], found: Sequence[str] = ()) -> None:
        self._said, self._found = said, found

    def ask(self, question: str, *, quotes: int = 5) -> Answer:
        texts = self._said.get(question, ())[:quotes]
        made = tuple(Quote(text, 0, len(text), 1.0, _article("a")) for text in texts)
        return replace(Answer(question, refused=not made, reason=None if made else "nothing"), quotes=made)

    def search(self, query: str, *, k: int = 10) -> list[Hit]:
        return [Hit("", 0, 0, 1.0, _article(name)) for name in self._found][:k]


def _article(name: str) -> Article:
    return Article(name, name, "", "en", name, "")


def test_each_group_of_evidence_needs_an_alternative_in_a_quote() -> None:
    asked: list[dict[str, Any]] = [
        {"id": 1, "question": "both?", "evidence": [["one", "uno"], ["two"]]},
        {"id": 2, "question": "half?", "evidence": [["one"], ["three"]]},
    ]
    found = evaluate(Scripted({"both?": ["uno", "and two"], "half?": ["one"]}), asked)
    assert found["all"]["answered"] == 0.5
    assert found["failed"] == [2]


def test_a_question_without_an_answer_must_be_refused() -> None:
    found = evaluate(Scripted({"b": ["x"]}), [{"question": "a", "evidence": []}, {"question": "b", "evidence": []}])
    assert found["all"]["refused"] == 0.5
    assert "answered" not in found["all"]


def test_an_article_counts_where_its_first_passage_stands() -> None:
    found = evaluate(Scripted({}, ["x", "x", "y"]), [{"question": "q", "article": "y"}])
    assert found["all"]["retrieval"]["mrr"] == 0.5
    assert found["all"]["retrieval"]["recall@1"] == 0.0


def test_languages_are_measured_apart() -> None:
    found = evaluate(
        Scripted({"什么？": ["是"]}),
        [{"question": "什么？", "evidence": [["是"]]}, {"question": "what?", "evidence": [["is"]]}],
    )
    assert (found["zh"]["answered"], found["en"]["answered"]) == (1.0, 0.0)
