"""A visit to China is 访华 as well as 访问中国: the short form says both words, and the long one the short."""

from __future__ import annotations

import pytest

from index.translate import surfaces


@pytest.mark.parametrize(
    ("question", "surface", "said"),
    [
        ("哪些国家访问了中国？", "访华", {"访问", "中国"}),
        ("誰到訪中國？", "访华", {"到访", "中国"}),
        ("谁前往美国？", "赴美", {"前往", "美国"}),
        ("谁访华？", "访问中国", {"访华"}),
        ("谁访华？", "访问了中国", {"访华"}),
    ],
)
def test_either_form_is_said_by_the_other(question: str, surface: str, said: set[str]) -> None:
    words, alternatives = surfaces(question)
    [found] = [one for one in alternatives if one.text == surface]
    assert {words[i] for i in found.words} == said
    assert found.weight > 0.9


def test_a_country_without_such_a_verb_is_not_shortened() -> None:
    _, alternatives = surfaces("中国的人口有多少？")
    assert not any("华" in one.text for one in alternatives if len(one.text) == 2)
