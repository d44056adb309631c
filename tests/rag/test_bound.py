"""What is asked for must be said of its subject, at the time asked for: real articles, questions with an answer and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rag import Assistant
from tests.rag.conftest import article, built

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = [
    article(
        "club",
        "Lowmere Rowing Club opened its second boathouse on Saturday.\n\n"
        "The building cost 1.4 million pounds, of which 600,000 came from the National Lottery.\n\n"
        "Tess Amory, the club's captain, cut the ribbon. She took over from Roland Finch, captain for nine years.\n\n"
        "The club has 312 members. Its women's eight won silver at Henley in 2024.\n\n"
        "The cause of the fire that destroyed the first shed was never established.",
        language="en",
        published="2025-06-14",
    ),
    article(
        "hospital",
        "青岚市第三医院新急诊楼昨天启用，总投资2.3亿元，由青岚建工集团承建。\n\n"
        "急诊科主任沈砚秋毕业于华西医科大学，2009年来到第三医院。\n\n"
        "启用首日共接诊病人386人次。医院院长陆怀德说，今年计划招聘护士一百二十名。",
        published="2025-09-18",
    ),
    article("bread", "Sourdough needs flour, water, salt and two days of patience.", language="en", published="2026-01-02"),
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("bound")
    return Assistant(built(folder / "index", ARTICLES))


@pytest.mark.parametrize(
    "question",
    [
        "What is the name of Roland Finch's wife?",
        "What is the salary of Tess Amory?",
        "Which architect designed the boathouse of the Lowmere Rowing Club?",
        "How old is Tess Amory?",
        "Where was Tess Amory born?",
        "In which hotel did Roland Finch stay?",
        "沈砚秋的丈夫是谁？",
        "陆怀德的年薪是多少？",
        "青岚市第三医院新急诊楼的设计师是谁？",
        "What is the population of Qinglan?",
    ],
)
def test_a_subject_without_what_is_asked_of_it_is_no_answer(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.refused
    assert answer.nearest


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Who is the captain of the Lowmere Rowing Club?", "Tess Amory"),
        ("How much did the boathouse of the Lowmere Rowing Club cost?", "1.4 million pounds"),
        ("How many members does the Lowmere Rowing Club have?", "312 members"),
        ("沈砚秋毕业于哪所大学？", "华西医科大学"),
        ("青岚市第三医院新急诊楼由谁承建？", "青岚建工集团"),
        ("第三医院今年计划招聘多少名护士？", "一百二十名"),
    ],
)
def test_what_is_said_of_its_subject_is_answered(assistant: Assistant, question: str, told: str) -> None:
    answer = assistant.ask(question)
    assert not answer.refused
    assert any(told in quote.text for quote in answer.quotes)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What did the women's eight of Lowmere win in 2024?", "silver at Henley"),
        ("What did the women's eight of Lowmere win in 2019?", None),
    ],
)
def test_what_is_asked_of_one_year_is_not_told_of_another(assistant: Assistant, question: str, told: str | None) -> None:
    answer = assistant.ask(question)
    assert answer.refused is (told is None)
    assert told is None or any(told in quote.text for quote in answer.quotes)


def test_the_sentence_that_says_it_is_not_known_is_the_nearest_miss(assistant: Assistant) -> None:
    answer = assistant.ask("What was the cause of the fire that destroyed Lowmere's first shed?")
    assert answer.refused
    assert any("never established" in quote.text for quote in answer.nearest)
