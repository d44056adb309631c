"""Names of the question are heard in passages of the other language; what is known, or is no name, is not listened for."""

from __future__ import annotations

import numpy as np
import pytest

from index.translate import surfaces
from rag.expand import Expansion
from rag.heard import heard, spelt

HAN = (
    "左子穆向马五德怒道：“这位段兄是你的朋友么？”马五德连忙摇手。",
    "茶馆里的人都在听说书，谁也没有注意到门口的客人。",
)
LATIN = (
    "Brenkhausen shuffled his feet. He had hidden the letters in a pillowcase.",
    "The gardener shuffled along the path and hid the tools in the shed behind Marrow Hall.",
)


def read(question: str) -> Expansion:
    words, alternatives = surfaces(question)
    return Expansion(tuple(words), tuple(alternatives), np.ones(len(words), np.float32))


@pytest.mark.parametrize(
    ("question", "texts", "name", "words"),
    [
        ("What did Zuo Zimu say?", HAN, "左子穆", {"zuo", "zimu"}),
        ("who met brenkhausen", (*HAN, "布伦克豪森把信藏了起来。"), "布伦克豪森", {"brenkhausen"}),
        ("布伦克豪森藏了什么？", LATIN, "brenkhausen", None),
    ],
)
def test_a_name_is_heard_as_the_other_script_spells_it(question, texts, name, words):
    asked = read(question)
    [found] = [one for one in heard(question, asked, lambda: texts) if one.text == name]
    assert found.weight > 0.5
    assert words is None or {asked.words[word] for word in found.words} == words


@pytest.mark.parametrize(("question", "texts"), [("What did Zuo Zimu say?", HAN[1:]), ("布伦克豪森藏了什么？", LATIN[1:])])
def test_nothing_is_heard_where_no_passage_spells_the_name(question, texts):
    assert heard(question, read(question), lambda: texts) == ()


def test_passages_are_asked_for_only_when_there_is_a_name_to_listen_for():
    def passages() -> tuple[str, ...]:
        raise AssertionError("no name was asked about")

    for question in ("How many ships waited outside the harbour?", "港口外有多少艘船在等？"):
        assert heard(question, read(question), passages) == ()


def test_no_passages_of_the_other_language_are_no_fault():
    assert heard("What did Zuo Zimu say?", read("What did Zuo Zimu say?"), tuple) == ()


def test_a_spelling_that_is_known_already_is_not_given_again():
    question = "What did Zuo Zimu say?"
    asked = read(question)
    found = heard(question, asked, lambda: HAN)
    again = Expansion(asked.words, (*asked.alternatives, *found), asked.weights)
    assert heard(question, again, lambda: HAN) == ()


@pytest.mark.parametrize(
    ("han", "latin", "part"),
    [
        ("恒磁科技", "Hengci Technology", "恒磁科技"),
        ("左子穆", "Zuo Zimu", "左子穆"),
        ("布伦克豪森汽车", "Brenkhausen Motors", "布伦克豪森"),
    ],
)
def test_the_part_of_a_name_that_the_other_spells_is_told(han, latin, part):
    told, likely = spelt(han, latin)
    assert told.startswith(part)
    assert likely > 0.9


@pytest.mark.parametrize(
    ("han", "latin"),
    [("恒磁科技", "Northern Dispatch"), ("加拿大", "Germany"), ("磁", "Ci Wang"), ("", "Kestrel"), ("左子穆", "")],
)
def test_what_does_not_sound_alike_is_not_taken_for_it_nor_is_a_single_character(han, latin):
    told, likely = spelt(han, latin)
    assert told == ""
    assert likely < 0.01
