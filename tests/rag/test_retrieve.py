"""The passage that answers comes first: in its own language, in the other one, in either script, among both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.types import Filter
from rag.retrieve import FEATURES, SENTENCE_FEATURES, retrieve
from tests.rag.conftest import article, built

if TYPE_CHECKING:
    from pathlib import Path

    from index.base import Term
    from index.local import LocalIndex

TEXTS = {
    "canada": ("zh", "加拿大总理卡尼启程访华。随行的还有外交部长和贸易部长。双方将讨论油菜籽关税。"),
    "france": ("zh", "法國總統馬克龍上個月抵達北京。他參觀了成都的大熊貓基地。"),
    "mine": ("en", "The mine in Nevada produces lithium. It will open in 2028 and cost 8.5 billion dollars."),
    "storm": ("en", "A storm hit the coast on 14 January. Forty ships waited outside the harbour."),
    "budget": ("zh", "这座大桥全长三公里，耗资85亿元，于1月20日通车。"),
    "bread": ("en", "Sourdough bread needs flour, water and salt. Bake it for forty minutes."),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LocalIndex:
    articles = [article(name, text, language=language) for name, (language, text) in TEXTS.items()]
    return built(tmp_path_factory.mktemp("retrieve") / "x.index", articles)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which Canadian leader visited China?", "canada"),
        ("加拿大总理去了哪里？", "canada"),
        ("Where did Macron see pandas?", "france"),
        ("马克龙去看大熊猫了吗？", "france"),
        ("馬克龍去看大熊貓了嗎？", "france"),
        ("内华达州的锂矿什么时候开业？", "mine"),
        ("How many ships waited outside the harbour?", "storm"),
        ("港口外有多少艘船在等待？", "storm"),
        ("How long is the bridge?", "budget"),
        ("怎么烤面包？", "bread"),
    ],
)
def test_the_passage_that_answers_comes_first(index: LocalIndex, question: str, answer: str) -> None:
    assert retrieve(index, question)[0].passage.article_id == answer


def test_a_number_is_found_however_it_is_written(index: LocalIndex) -> None:
    best = retrieve(index, "Which bridge cost 8.5 billion yuan?")[0]
    assert best.passage.article_id == "budget"
    assert "8.5" in best.asked


NOVEL = {
    "duel": ("zh", "左子穆向马五德怒道：“这位段兄是你的朋友么？”马五德连忙摇手。"),
    "tea": ("zh", "茶馆里的人都在听说书，谁也没有注意到门口的客人。"),
    "letters": ("en", "Brenkhausen shuffled his feet. He had hidden the letters in a pillowcase."),
    "garden": ("en", "The gardener shuffled along the path and hid the tools in the shed."),
}


@pytest.mark.parametrize(
    ("question", "answer", "name"),
    [
        ("What did Zuo Zimu say to Ma Wude?", "duel", "zuo zimu"),
        ("布伦克豪森藏了什么？", "letters", "布伦克豪森"),
    ],
)
def test_a_name_in_no_table_is_found_by_its_sound(tmp_path: Path, question: str, answer: str, name: str) -> None:
    names = built(tmp_path / "x.index", [article(key, text, language=language) for key, (language, text) in NOVEL.items()])
    best = retrieve(names, question)[0]
    assert best.passage.article_id == answer
    assert all(said > 0.5 for word, said in zip(best.asked, best.said.max(axis=0), strict=True) if word in name)


def test_a_name_that_is_heard_makes_one_search_more_and_reads_no_passage_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = built(tmp_path / "x.index", [article(key, text, language=language) for key, (language, text) in NOVEL.items()])
    searched: list[tuple[Term, ...]] = []
    read: list[int] = []
    search, fetch = names.search_terms, names.read
    monkeypatch.setattr(names, "search_terms", lambda terms, *rest: (searched.append(tuple(terms)), search(terms, *rest))[1])
    monkeypatch.setattr(names, "read", lambda keys: (read.extend(keys), fetch(keys))[1])
    retrieve(names, "What did Zuo Zimu say to Ma Wude?")
    assert len(searched) == len(set(searched)) == 3
    assert len(read) == len(set(read)) > 0


def test_features_are_shares_and_fit_the_sentences(index: LocalIndex) -> None:
    for found in retrieve(index, "How many ships waited outside the harbour?"):
        assert found.features.shape == (len(FEATURES),)
        assert found.sentences.shape == (len(found.passage.sentences), len(SENTENCE_FEATURES))
        assert found.said.shape == (len(found.passage.sentences), len(found.asked))
        assert np.isfinite(found.features).all()
        assert 0 <= found.feature("words") <= 1


def test_the_sentence_that_says_it_says_most_of_it(index: LocalIndex) -> None:
    best = retrieve(index, "How many ships waited outside the harbour?")[0]
    assert int(best.sentences[:, SENTENCE_FEATURES.index("words")].argmax()) == 1


def test_a_filter_limits_what_is_found(index: LocalIndex) -> None:
    found = retrieve(index, "Which Canadian leader visited China?", where=Filter(languages=frozenset({"en"})))
    assert {candidate.passage.language for candidate in found} == {"en"}


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> LocalIndex:
    """A storm among two hundred short articles about it."""
    ports = ["Antwerp", "Bergen", "Cork", "Dover", "Esbjerg", "Faro", "Genoa", "Hull", "Izmir", "Kiel"]
    ships = [article(f"{port} {day}", f"Ships left {port} on day {day} of the storm.") for port in ports for day in range(20)]
    return built(tmp_path_factory.mktemp("crowd") / "x.index", [*ships, article("storm", TEXTS["storm"][1])])


def test_of_a_small_collection_fewer_passages_are_looked_at_unless_more_are_wanted(crowd: LocalIndex) -> None:
    question = "Which ships waited outside the harbour after a storm hit the coast?"
    few, all_ = retrieve(crowd, question, k=10), retrieve(crowd, question, k=200)
    assert few[0].passage.article_id == all_[0].passage.article_id == "storm"
    assert len(few[0].passages) < len(all_[0].passages)


def test_a_narrow_search_looks_at_fewer_passages_and_finds_what_is_told_in_its_own_words(crowd: LocalIndex) -> None:
    question = "Which ships waited outside the harbour after a storm hit the coast?"
    few, all_ = retrieve(crowd, question, k=500, narrow=True), retrieve(crowd, question, k=500)
    assert few[0].passage.article_id == all_[0].passage.article_id == "storm"
    assert len(few) < len(all_) / 2


def test_an_empty_index_has_no_candidates(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert retrieve(built(tmp_path_factory.mktemp("empty") / "x.index", []), "anything at all") == []


@settings(max_examples=25, deadline=None)
@given(question=st.text(max_size=60))
def test_any_question_is_answered_with_finite_scores_in_order(index: LocalIndex, question: str) -> None:
    scores = [candidate.score for candidate in retrieve(index, question)]
    assert scores == sorted(scores, reverse=True)
    assert np.isfinite(scores).all()
