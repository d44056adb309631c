"""What a question asks, in both languages; and what is no question."""

from __future__ import annotations

import pytest

from index.errors import QuestionError
from rag.question import LONGEST, language_of, read


@pytest.mark.parametrize(
    ("text", "kind", "seeks"),
    [
        ("When did Macron visit China?", "when", "date"),
        ("马克龙是什么时候访华的?", "when", "date"),
        ("which countries visited China after the meeting", "list", None),
        ("会议结束后哪些国家访华?", "list", None),
        ("Why was Mexico at the meeting?", "why", None),
        ("墨西哥参会是为了什么?", "why", None),
        ("How old is the mayor?", "how many", "age"),
        ("市长多大年纪?", "how many", "age"),
        ("What percentage of demand can it meet?", "how many", "percent"),
        ("采收率是多少?", "how many", "percent"),
        ("How much money is in the fund?", "how many", "money"),
        ("基金有多少钱?", "how many", "money"),
        ("How long would it take?", "how many", "duration"),
        ("要多久?", "how many", "duration"),
        ("Who signed it?", "who", "person"),
        ("谁签署了协议?", "who", "person"),
        ("Where was it held?", "where", "place"),
        ("会议在哪里举行?", "where", "place"),
        ("What did Mao Ning say about the plan?", "said", None),
        ("毛宁如何回应?", "said", None),
        ("斯塔默有访华计划吗?", "yes-no", None),
        ("Did Starmer visit China?", "yes-no", None),
        ("冰上丝绸之路是什么?", "what", None),
    ],
)
def test_kind_and_what_it_seeks(text: str, kind: str, seeks: str | None) -> None:
    question = read(text)
    assert (question.kind, question.seeks) == (kind, seeks)


@pytest.mark.parametrize("text", ["", "   ", "???", "\n\t", "。！？", "—"])
def test_a_question_without_a_word_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(QuestionError, match="type"):
        read(text)


def test_a_question_has_a_longest_length() -> None:
    assert read("a" * LONGEST).kind == "what"
    with pytest.raises(QuestionError, match=str(LONGEST)):
        read("a" * (LONGEST + 1))


def test_the_language_is_that_which_carries_the_text() -> None:
    assert language_of("Who is 马克龙 and when did he come?") == "en"
    assert language_of("G7的计划是什么?") == "zh"
