"""Surfaces are found in a text as words are told apart in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from index import embed
from index.passages import together
from rag import grains
from tests.rag.conftest import article, built

if TYPE_CHECKING:
    from pathlib import Path

LONG = "a sentence of more than sixty characters, all of which but the last few are looked at"


@pytest.mark.parametrize(
    ("surface", "text", "places"),
    [
        ("visit", "visits, a visit, visited: revisit visitation", [0, 10, 17]),
        ("art", "arts art arty partly party artful", [0, 5, 9]),
        ("go", "go goes ago", [0]),
        ("12", "12, 112, 120 and 12", [0, 17]),
        ("访华", "他访华后，来访华人", [1, 6]),
        ("京", "北京东京", [1, 3]),
        ("a", "a cat has a hat", [0, 10]),
        (LONG, f"{LONG}. {LONG[:50]}", [0]),
        ("meeting", "meetin", []),
        ("会", "", []),
    ],
)
def test_a_surface_stands_where_a_word_or_number_of_it_begins(surface: str, text: str, places: list[int]) -> None:
    which, found = grains.standing([surface], grains.codes(text))
    assert found.tolist() == places
    assert which.tolist() == [0] * len(places)


def test_surfaces_looked_for_together_are_those_looked_for_alone() -> None:
    surfaces = ["visit", "visited", "京", "北京", "访", "v", "2025", "访问", "visit beijing"]
    codes = grains.codes("He visited Beijing in 2025.\n2025年他访问北京；visit Beijing, 访京")
    which, found = grains.standing(surfaces, codes)
    for number, surface in enumerate(surfaces):
        assert sorted(found[which == number].tolist()) == sorted(grains.standing([surface], codes)[1].tolist())
    assert which.tolist() == sorted(which.tolist())


def test_nothing_is_looked_for_nowhere() -> None:
    assert [len(part) for part in grains.standing([], grains.codes("text"))] == [0, 0]


def test_a_sentence_says_a_token_as_likely_as_the_nearest_of_its_own_does(tmp_path: Path) -> None:
    texts = {
        "en": "The minister arrived in Berlin. He met nobody, and left.",
        "zh": "部长昨天抵达柏林。会谈没有举行。",
    }
    index = built(tmp_path / "x.index", [article(name, text, language=name) for name, text in texts.items()])
    rows = grains.layout(together(index.read(list(range(1, index.statistics().passages + 1)))).columns)
    model = embed.bundled()
    words = ["minister", "柏林", "nobody"]
    said = grains.token_grain(" ".join(words), words, model, index.statistics(), rows).words
    ids, cosines = model.neighbours
    for number, tokens in enumerate(model.tokens(words)):
        for sentence, held in enumerate(np.split(rows.tokens, rows.sentences[1:])):
            close = [cosines[token][np.isin(ids[token], held)].max(initial=0) / 255 for token in tokens]
            likely = [1 / (1 + np.exp(-12 * (value - 0.5))) if value else 0 for value in close]
            assert said[number, sentence] == pytest.approx(np.mean(likely), abs=1e-5)
    assert said[1].max() > 0.9
