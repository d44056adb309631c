"""Who did, and who did not: a list never turns the one into the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.analyse import fold
from rag import Assistant
from rag.polarity import asks_who_did_not, denied
from rag.question import read
from tests.rag.conftest import article

if TYPE_CHECKING:
    from tests.rag.conftest import Make

PACT = (
    "Austria, Switzerland and Liechtenstein signed the pact on Monday morning. Hungary did not sign it, and Slovenia has not "
    "yet decided.\n\nCroatia's minister stayed away from the meeting. France, which had promised 20 million euros, refused to "
    "sign. Germany attended the meeting.\n"
)
PACT_ZH = """奥地利、瑞士和列支敦士登当天上午签署了协定。匈牙利没有签署，斯洛文尼亚尚未决定。

克罗地亚的部长缺席会议。法国承诺出资，但因议会没有表决，拒绝签署协定。德国参加了会议。
"""


@pytest.mark.parametrize(
    "question",
    [
        "Which countries did not sign the pact?",
        "Which states haven't paid yet?",
        "Who has never been to the islands?",
        "And which of the ministers did the president not receive?",
        "哪些国家没有签署协定？",
        "谁没参加会议？",
        "哪家公司尚未付款？",
    ],
)
def test_a_question_of_those_who_did_not(question: str) -> None:
    assert asks_who_did_not(read(question))


@pytest.mark.parametrize(
    "question",
    [
        "Which countries signed the pact?",
        "Who led the states that did not sign?",
        "Why did France not sign?",
        "Did Hungary not sign?",
        "哪些国家签署了协定？",
        "哪些国家有没有签署？",
        "谁不久前访问了匈牙利？",
        "法国为什么没有签署？",
        "哪些国家对不丹提供了援助？",
        "哪些不结盟国家签署了协定？",
    ],
)
def test_any_other_question(question: str) -> None:
    assert not asks_who_did_not(read(question))


@pytest.mark.parametrize(
    ("text", "deed", "expected"),
    [
        ("Hungary did not sign it.", "sign", True),
        ("France has refused to even sign.", "sign", True),
        ("None of them signed.", "sign", True),
        ("No country signed.", "sign", True),
        ("They not only signed.", "sign", False),
        ("It was not new but signed.", "sign", False),
        ("匈牙利没有签署。", "签署", True),
        ("法国拒绝在周一签署。", "签署", True),
        ("瑞士不仅签署了协定。", "签署", False),
        ("匈牙利没有，瑞士签署了。", "签署", False),
        ("不丹签署了协定。", "签署", False),
        ("大不列颠签署了协定。", "签署", False),
        ("瑞士未来将签署协定。", "签署", False),
        ("瑞士不得不签署协定。", "签署", False),
        ("瑞士不得签署协定。", "签署", True),
        ("瑞士未经审议签署了协定。", "签署", False),
        ("瑞士不顾反对签署了协定。", "签署", False),
        ("瑞士反对签署协定。", "签署", True),
        ("They no doubt signed.", "signed", False),
    ],
)
def test_a_deed_is_denied_by_what_stands_just_before_it(text: str, deed: str, expected: bool) -> None:
    folded = fold(text)
    assert denied(folded, folded.index(deed)) is expected


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("Which countries signed the pact?", {"Austria", "Switzerland", "Liechtenstein"}),
        ("Which countries did not sign the pact?", {"Hungary", "France"}),
        ("Which countries attended the meeting?", {"Germany"}),
        ("Which countries did not attend the meeting?", {"Croatia"}),
        ("哪些国家签署了协定？", {"奥地利", "瑞士", "列支敦士登"}),
        ("哪些国家没有签署协定？", {"匈牙利", "法国"}),
        ("哪些国家参加了会议？", {"德国"}),
        ("哪些国家没有参加会议？", {"克罗地亚"}),
    ],
)
def test_a_list_is_of_those_asked_for(make: Make, question: str, listed: set[str]) -> None:
    text = PACT if question.isascii() else PACT_ZH
    answer = Assistant(make([article("pact", text, language="en" if text is PACT else "zh")])).ask(question)
    assert {row.entity for row in answer.rows} == listed


def test_besides_is_not_except(make: Make) -> None:
    told = "除G7国家外，美国还拉拢了印度和韩国参加会议。"
    assistant = Assistant(make([article("meeting", told, language="zh")]))
    assert assistant.ask("哪些国家没有参加会议？").rows == ()


def test_where_all_that_is_told_is_who_did_who_did_not_is_not_answered(make: Make) -> None:
    told = "Austria, Switzerland and Liechtenstein signed the pact on Monday morning. Germany paid for the meeting."
    assistant = Assistant(make([article("pact", told, language="en")]))
    assert not assistant.ask("Which countries signed the pact?").refused
    assert assistant.ask("Which countries did not sign the pact?").refused
