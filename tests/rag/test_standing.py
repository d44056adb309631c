"""How a sentence stands to a period: inside, outside, planned, undated; and which plans fell through."""

from __future__ import annotations

from datetime import date

import pytest

from rag.calendar import Period
from rag.dates import find
from rag.standing import given_up, planned, stands

OWN_DAY = date(2026, 1, 13)
AFTER_THE_MEETING = Period(date(2026, 1, 12), date.max)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("1月14日,加拿大总理卡尼启程访华。", "inside"),
        ("2025年12月3日,法国总统马克龙访华,仅5天后,德国外长瓦德富尔访华。", "outside"),
        ("英国总理斯塔默计划访华、美国总统特朗普也放出访华风声。", "planned"),
        ("加拿大有丰富的稀土资源。", "undated"),
        ("Carney left for China on 14 January.", "inside"),
        ("Macron came on 3 December 2025.", "outside"),
        ("Starmer plans to visit China.", "planned"),
        ("Finland's prime minister is due in Beijing on 25 January.", "planned"),
        ("Canada has rare earths.", "undated"),
    ],
)
def test_a_sentence_stands_to_the_period(text: str, how: str) -> None:
    assert stands(text, find(text, reference=OWN_DAY), AFTER_THE_MEETING, OWN_DAY) == how


def test_a_year_that_only_touches_the_period_says_nothing() -> None:
    text = "去年12月1日到今年1月17日,有五个国家的领导人到访。"
    assert stands(text, find(text, reference=OWN_DAY), AFTER_THE_MEETING, OWN_DAY) == "undated"


@pytest.mark.parametrize(
    "text",
    [
        "海牙取消了行程。",
        "访问推迟到明年。",
        "She called off the trip.",
        "The contract fell through.",
        "He will not travel to China.",
    ],
)
def test_a_plan_given_up(text: str) -> None:
    assert given_up(text)


@pytest.mark.parametrize("text", ["卡尼启程访华。", "Carney left for China."])
def test_what_happened_is_no_plan(text: str) -> None:
    assert not planned(text)
    assert not given_up(text)
