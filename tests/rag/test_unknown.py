"""Sentences that say that something is not known answer nothing."""

from __future__ import annotations

import pytest

from rag.question import read
from rag.unknown import known, left_open, says_unknown


@pytest.mark.parametrize(
    "text",
    [
        "the cause of the fire was never established.",
        "vance himself declined to comment as he was led down.",
        "the orchestra did not give a reason.",
        "the company has not said what the valve cost.",
        "who removed them is not known.",
        "首席执行官戴克拉夫没有透露设备供应商的名单。",
        "主办方没有说明原因。",
        "院方没有回应。",
        "破裂的具体原因，供水公司表示还要等检测结果。",
        "投资方青藤影业没有公布制作成本。",
    ],
)
def test_what_is_not_known_or_not_said_is_told_from_what_is(text: str) -> None:
    assert says_unknown(text)


@pytest.mark.parametrize(
    "text",
    [
        "he did not sign the treaty.",
        "the ship was not built of steel.",
        "他没有出席会议。",
        "厂房还没有封顶。",
        "she said nothing was lost.",
    ],
)
def test_what_merely_did_not_happen_is_known(text: str) -> None:
    assert not says_unknown(text)


def test_the_rest_of_the_sentence_still_counts() -> None:
    text = "首席执行官没有透露设备供应商的名单，只说光刻机会在2027年春天进场。"
    assert "2027年春天进场" in known(text)
    assert "供应商" not in known(text)


def test_a_clause_that_only_names_what_is_unknown_goes_with_it() -> None:
    assert not known("破裂的具体原因，供水公司表示还要等检测结果。").strip(" 。")


@pytest.mark.parametrize(
    ("question", "text", "open_"),
    [
        ("How did Tobias lose two fingers?", "he did not say how.", True),
        ("Who cut the pages out of the log?", "who removed them is not known.", True),
        ("When did Tobias lose two fingers?", "he did not say how.", False),
        ("How did Tobias lose two fingers?", "a saw had taken them.", False),
    ],
)
def test_a_question_may_be_left_open_by_name(question: str, text: str, open_: bool) -> None:
    assert left_open(read(question), text) is open_
