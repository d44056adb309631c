"""The best passages are read once, when they are found, and ranked by what they answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rag import ranking, sentence
from rag import retrieve_weights as weights
from rag.extract import Extraction
from rag.question import read
from rag.retrieve import retrieve
from tests.rag.conftest import article, built

if TYPE_CHECKING:
    from pathlib import Path

    from index.local import LocalIndex

QUESTION = "Who is the captain of the ferry?"
TEXTS = {
    "words": "The captain of the ferry is on holiday. The ferry has a captain. Who the captain of the ferry was is unknown.",
    "answer": "The ferry sails at noon. It carries 300 people. Duncan Reay has been its captain since 2019.",
    "zh": "渡轮中午开船，载有三百人。船长是罗嵩，他在这条航线上工作了十年。",
    **{f"other{n}": f"Bridge {n} is closed for repair. A ferry runs beside it. The mayor spoke at noon." for n in range(25)},
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LocalIndex:
    articles = [article(name, text, language="zh" if name == "zh" else "en") for name, text in TEXTS.items()]
    folder: Path = tmp_path_factory.mktemp("ranking") / "x.index"
    return built(folder, articles)


def test_reading_changes_the_order_of_the_best_and_nothing_else(index: LocalIndex) -> None:
    before, after = retrieve(index, QUESTION, reading=False), retrieve(index, QUESTION)
    scores = np.array([one.score for one in before], np.float32)
    count = ranking.worth_reading(scores)
    assert [one.score for one in after] == scores.tolist()
    assert {one.passage.key for one in after[:count]} == {one.passage.key for one in before[:count]}
    assert [one.passage.key for one in after[count:]] == [one.passage.key for one in before[count:]]
    assert [one.read is None for one in after] == [n >= count for n in range(len(after))]
    assert all(one.read is None for one in before)


@pytest.mark.parametrize(
    ("scores", "count"),
    [
        ([0.9], 1),
        ([0.9, 0.1, 0.1], 3),
        ([0.9, *[0.1] * 30], ranking.FEWEST),
        ([0.9, *[0.7] * 9, *[0.1] * 30], 10),
        ([0.9] * 30, ranking.READ),
    ],
)
def test_read_are_those_near_the_best_a_few_at_least_and_not_too_many(scores: list[float], count: int) -> None:
    assert ranking.worth_reading(np.array(scores, np.float32)) == count
    assert ranking.worth_reading(np.array(scores, np.float32), wide=True) == min(len(scores), ranking.READ)


def test_a_list_is_read_as_widely_as_its_sentences_are_taken(index: LocalIndex) -> None:
    found = retrieve(index, QUESTION, wide=True)
    pool = sentence.pool(found, wide=True)
    assert all(found[one.candidate].read is not None for one in pool)


def test_few_hits_are_ranked_as_the_first_of_many(index: LocalIndex) -> None:
    few, many = retrieve(index, QUESTION, k=3), retrieve(index, QUESTION, k=50)
    assert [one.passage.key for one in few] == [one.passage.key for one in many[:3]]


def test_a_passage_that_answers_gains_on_one_that_has_the_words(index: LocalIndex) -> None:
    def place(name: str, *, reading: bool) -> int:
        return [one.passage.article_id for one in retrieve(index, QUESTION, reading=reading)].index(name)

    assert place("answer", reading=True) <= place("answer", reading=False)
    signs = {one.passage.article_id: one for one in retrieve(index, QUESTION)}
    pair = np.stack([signs["words"].signs, signs["words"].signs])
    lengths = np.array([40, 40])
    likely, unlikely = np.array([3.0], np.float32), np.array([-3.0], np.float32)
    assert ranking.order(pair, Extraction((unlikely, likely)), lengths).tolist() == [1, 0]


def test_sentences_are_weighed_by_the_reading_they_were_found_with(index: LocalIndex) -> None:
    question, found = read(QUESTION), retrieve(index, QUESTION)
    pool = sentence.pool(found)
    given = sentence.features(question, found, pool)
    again = sentence.features(question, [replace(one, read=None) for one in found], pool)
    column = sentence.FEATURES.index("read")
    # Beside other passages a sentence's odds against "no answer" are nearly the same.
    assert np.corrcoef(given[:, column], again[:, column])[0, 1] > 0.99
    shifted = [replace(one, read=None if one.read is None else one.read - 1) for one in found]
    lower = sentence.features(question, shifted, pool)[:, column]
    assert (given[:, column] - lower).max() == pytest.approx(1, abs=1e-3)


def test_a_score_is_the_sum_of_the_signs_by_what_was_fitted_of_each_language() -> None:
    signs = np.random.default_rng(0).random((6, len(ranking.SIGNS)), np.float32)
    signs[:, ranking.SIGNS.index("cross")] = [0, 1, 0, 1, 1, 0]
    fitted = np.array([*weights.SAME, *weights.CROSS, weights.CROSS_BIAS])
    assert ranking.fused(signs) == pytest.approx(ranking.inputs(signs) @ fitted, abs=1e-6)
