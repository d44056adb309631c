"""A follow-up is completed by the questions before it, in words that the reader can see; a whole question is left alone."""

from __future__ import annotations

import pytest

from rag.followup import completions

VISITS, VISITS_ZH = "which countries visited China after the meeting", "会议结束后哪些国家访华?"


@pytest.mark.parametrize(
    ("history", "question", "whole"),
    [
        ([VISITS], "and Germany?", "Germany visited China after the meeting"),
        ([VISITS_ZH], "那德国呢?", "会议结束后德国访华?"),
        ([VISITS_ZH, "那法国呢?"], "德国呢?", "会议结束后德国访华?"),
        ([VISITS], "when was that?", "When was it that countries visited China after the meeting?"),
        (["Why was Mexico at the meeting?"], "What about Germany?", "Why was Germany at the meeting?"),
        (["墨西哥参会是为了什么?"], "印度呢?", "印度参会是为了什么?"),
        (["马克龙是什么时候访华的?"], "那德国呢?", "德国是什么时候访华的?"),
        (["How large are China's reserves in 2025?"], "in 2024?", "How large are China's reserves in 2024?"),
        (["2025年中国稀土储量是多少?"], "2024年呢?", "2024年中国稀土储量是多少?"),
        (["What did Mao Ning say about the G7 plan?"], "What else did he say?", "What else did Mao Ning say?"),
        (["毛宁如何回应G7的计划?"], "他还说了什么?", "毛宁还说了什么?"),
        (["What three measures did Bessent propose?"], "when was that?", "When did Bessent propose three measures?"),
        (["代表团哪天到的北京？"], "他们签了什么？", "代表团签了什么？"),
        (["What did the Hill Council decide?"], "Who voted against it?", "Who voted against it? (the Hill Council decide)"),
        ([VISITS], "tell me more", VISITS),
    ],
)
def test_a_follow_up_is_completed(history: list[str], question: str, whole: str) -> None:
    assert completions(question, history)[0] == whole


@pytest.mark.parametrize(
    ("history", "question"),
    [
        ([], "and Germany?"),
        ([VISITS], "What did Trump sign?"),
        ([VISITS], "How long would it take to build a mine?"),
        ([VISITS_ZH], "墨西哥为什么参会?"),
        ([VISITS], ""),
    ],
)
def test_a_whole_question_is_left_alone(history: list[str], question: str) -> None:
    assert completions(question, history) == []
