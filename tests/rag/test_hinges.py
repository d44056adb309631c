"""What a question hangs its time on, in the many words for after, before and during an event."""

from __future__ import annotations

import pytest

from rag.hinges import AFTER, BEFORE, DURING, hinges
from rag.question import read


@pytest.mark.parametrize(
    ("question", "relation", "event"),
    [
        ("会后有哪些国家领导人访华？", AFTER, "会议"),
        ("哪些国家会后访华", AFTER, "会议"),
        ("会议结束后谁去了中国", AFTER, "会议"),
        ("峰会之后谁访华", AFTER, "峰会"),
        ("哪些国家峰会后访问中国", AFTER, "峰会"),
        ("G7会议闭幕以来哪些国家访华", AFTER, "G7会议"),
        ("开完会以后哪些国家访问了中国", AFTER, "会议"),
        ("在华盛顿开完会以后谁访华", AFTER, "华盛顿会议"),
        ("自从华盛顿会议，哪些国家访华", AFTER, "华盛顿会议"),
        ("从釜山会晤起，哪些国家来过", AFTER, "釜山会晤"),
        ("会议一结束，谁就访华了", AFTER, "会议"),
        ("发布会后股价如何", AFTER, "发布会"),
        ("会前有谁访华", BEFORE, "会议"),
        ("访问期间卡尼见了谁", DURING, "访问"),
        ("which countries visited China since the summit", AFTER, "the summit"),
        ("who came following the talks", AFTER, "the talks"),
        ("who visited in the wake of the meeting", AFTER, "the meeting"),
        ("who went to China once the meeting was over", AFTER, "the meeting"),
        ("who visited after the end of the meeting?", AFTER, "the meeting"),
        ("which countries visited China after the Toronto meeting", AFTER, "the Toronto meeting"),
        ("who visited China after the finance ministers met", AFTER, "the finance ministers met"),
        ("Which post-summit visits took place?", AFTER, "summit"),
        ("who visited China before the meeting", BEFORE, "the meeting"),
        ("in the run-up to the meeting, who visited China?", BEFORE, "the meeting"),
    ],
)
def test_a_question_hangs_on_an_event(question: str, relation: str, event: str) -> None:
    hinge = hinges(read(question))[0]
    assert (hinge.relation, hinge.event) == (relation, event)


@pytest.mark.parametrize(
    "question",
    ["谁会后悔", "总理会前往北京吗", "社会后果是什么", "委员会后来怎么决定", "在机会前犹豫的人是谁", "Who opened the mine?"],
)
def test_a_word_that_only_looks_like_an_event_is_none(question: str) -> None:
    assert hinges(read(question)) == []
