"""Who holds an office of a country is not answered by who holds it in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rag import Assistant
from tests.rag.conftest import article

if TYPE_CHECKING:
    from tests.rag.conftest import Make

TALKS = article(
    "talks",
    "French President Emmanuel Macron and Germany's foreign minister, Johann Wadephul, met in Lisbon on Tuesday. "
    "They spoke of Canada and of Brazil, which sell both countries nickel. "
    "The Brazilian ambassador was not asked to the talks, an aide said.",
    language="en",
    published="2026-02-03",
)
VISIT = article(
    "visit",
    "法国总统马克龙和德国外长瓦德富尔周二在里斯本会面，谈到向两国出售镍的加拿大和巴西。",
    published="2026-02-03",
)
POLL = article(
    "poll",
    "Kenya went to the polls in August. The president, William Ruto, thanked the voters. "
    "The American president, Joe Biden, sent his good wishes.",
    language="en",
    published="2022-09-14",
)


@pytest.mark.parametrize(
    "question",
    [
        "Who is the president of Brazil?",
        "Who is Canada's foreign minister?",
        "What is the name of the Canadian foreign minister?",
        "巴西总统是谁？",
        "谁是加拿大的外长？",
    ],
)
def test_another_countrys_office_is_no_answer(make: Make, question: str) -> None:
    assert Assistant(make([TALKS, VISIT])).ask(question).refused


@pytest.mark.parametrize(
    ("question", "holder"),
    [
        ("Who is the president of France?", "Macron"),
        ("Who is Germany's foreign minister?", "Wadephul"),
        ("法国总统是谁？", "马克龙"),
        ("德国的外长是谁？", "瓦德富尔"),
    ],
)
def test_the_countrys_own_office_is(make: Make, question: str, holder: str) -> None:
    answer = Assistant(make([TALKS if holder.isascii() else VISIT])).ask(question)
    assert holder in answer.quotes[0].text


def test_an_office_without_its_country_is_that_of_the_country_the_passage_is_about(make: Make) -> None:
    answer = Assistant(make([POLL])).ask("Who is the president of Kenya?")
    assert "Ruto" in answer.quotes[0].text
