"""Who did it, and to whom: a list of the ones never holds the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rag import Assistant
from rag.question import read
from rag.roles import DOER, DONE_TO, asked_side
from tests.rag.conftest import article

if TYPE_CHECKING:
    from tests.rag.conftest import Make

FISH = (
    "Denmark and Sweden criticised Norway for the step on Monday. Norway supported Iceland and Finland in the talks. Poland "
    "was invited by Latvia to a meeting of its own."
)
FISH_ZH = "丹麦和瑞典周一批评了挪威的做法。挪威在会谈中支持冰岛和芬兰。波兰受到拉脱维亚邀请。"


@pytest.mark.parametrize(
    ("question", "side"),
    [
        ("Which countries criticised Norway?", DOER),
        ("Which countries did Norway criticise?", DONE_TO),
        ("哪些国家批评了挪威？", DOER),
        ("挪威批评了哪些国家？", DONE_TO),
        ("Which countries were criticised by Norway?", None),
        ("哪些国家被挪威批评？", None),
        ("Which countries signed with Norway?", None),
        ("Why did Norway criticise Denmark?", None),
    ],
)
def test_which_of_the_two_is_asked_for(question: str, side: str | None) -> None:
    assert asked_side(read(question)) == side


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("Which countries criticised Norway?", {"Denmark", "Sweden"}),
        ("Which countries did Norway criticise?", set()),
        ("Which countries did Norway support?", {"Iceland", "Finland"}),
        ("Which countries supported Norway?", set()),
        ("哪些国家批评了挪威？", {"丹麦", "瑞典"}),
        ("挪威批评了哪些国家？", set()),
        ("挪威支持哪些国家？", {"冰岛", "芬兰"}),
        ("哪些国家支持挪威？", set()),
        ("Which countries invited Poland?", {"Latvia"}),
        ("哪个国家邀请了波兰？", {"拉脱维亚"}),
    ],
)
def test_a_list_is_of_that_side(make: Make, question: str, listed: set[str]) -> None:
    text = FISH if question.isascii() else FISH_ZH
    answer = Assistant(make([article("fish", text, language="en" if text is FISH else "zh")])).ask(question)
    assert {row.entity for row in answer.rows} == listed
