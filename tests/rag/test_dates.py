"""Dates and periods, found in both languages and resolved by what stands before and by the article's own day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Span
from rag.calendar import number
from rag.dates import find, in_sentences

OWN_DAY = date(2026, 1, 13)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("2025年12月3日，法国总统访华。", "2025年12月3日", "2025-12-03", "2025-12-03"),
        ("1月14日，加拿大总理卡尼启程访华。", "1月14日", "2026-01-14", "2026-01-14"),
        ("10月31日，会议在多伦多举行。", "10月31日", "2025-10-31", "2025-10-31"),
        ("上周五签署了协议。", "上周五", "2026-01-09", "2026-01-09"),
        ("去年的产量更高。", "去年", "2025-01-01", "2025-12-31"),
        ("去年5月3日开工。", "去年5月3日", "2025-05-03", "2025-05-03"),
        ("联盟计划年底前制定路线图。", "年底前", "2026-01-13", "2026-12-31"),
        ("二〇二六年一月", "二〇二六年一月", "2026-01-01", "2026-01-31"),
        ("三天前抵达。", "三天前", "2026-01-10", "2026-01-10"),
        ("1月13日至15日举行。", "1月13日至15日", "2026-01-13", "2026-01-15"),
        ("2024年至2026年", "2024年至2026年", "2024-01-01", "2026-12-31"),
        ("今年1-9月", "今年1-9月", "2026-01-01", "2026-09-30"),
        ("2025年第三季度", "2025年第三季度", "2025-07-01", "2025-09-30"),
        ("13日，外交部回应。", "13日", "2026-01-13", "2026-01-13"),
        ("20世紀90年代", "20世紀90年代", "1990-01-01", "1999-12-31"),
        ("十九世紀的外交家", "十九世紀", "1800-01-01", "1899-12-31"),
        ("同業上週表示反對。", "上週", "2026-01-05", "2026-01-11"),
        ("民國三十八年", "民國三十八年", "1949-01-01", "1949-12-31"),
        ("２０２５年１２月３日", "２０２５年１２月３日", "2025-12-03", "2025-12-03"),
        ("It closed last Friday.", "last Friday", "2026-01-09", "2026-01-09"),
        ("He left on Jan 14.", "Jan 14", "2026-01-14", "2026-01-14"),
        ("It was signed on 14 January 2026.", "14 January 2026", "2026-01-14", "2026-01-14"),
        ("January 14-16, 2026", "January 14-16, 2026", "2026-01-14", "2026-01-16"),
        ("two weeks ago", "two weeks ago", "2025-12-28", "2026-01-01"),
        ("Output rose in the third quarter of 2025.", "the third quarter of 2025", "2025-07-01", "2025-09-30"),
        ("by the end of the year", "by the end of the year", "2026-01-13", "2026-12-31"),
        ("late last year", "late last year", "2025-10-01", "2025-12-31"),
        ("Prices fell between 1990 and 1998.", "between 1990 and 1998", "1990-01-01", "1998-12-31"),
        ("近三个月的产量", "近三个月", "2025-10-13", "2026-01-13"),
        ("未来半年", "未来半年", "2026-01-13", "2026-07-13"),
        ("He came last fall.", "last fall", "2025-09-01", "2025-11-30"),
        ("They met at Christmas.", "Christmas", "2025-12-25", "2025-12-25"),
        ("两人在圣诞节见面。", "圣诞节", "2025-12-25", "2025-12-25"),
        ("会谈于当晚结束，元旦复会", "元旦", "2026-01-01", "2026-01-01"),
        ("2026-01-13 08:30", "2026-01-13", "2026-01-13", "2026-01-13"),
    ],
)
def test_a_date_is_found_and_normalised(text: str, words: str, first: str, last: str) -> None:
    found = find(text, reference=OWN_DAY)
    assert [(text[one.start : one.end], one.period.first.isoformat(), one.period.last.isoformat()) for one in found] == [
        (words, first, last)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "有5000年历史",
        "1500 people came",
        "2,024 tonnes",
        "He may go.",
        "They march on.",
        "第三方",
        "",
        "   ",
        "周围的人",
        "月亮很圆",
        "日本人",
        "3.5% of it",
        "a 5-3 win",
        "Nobody expected this fall in prices.",
    ],
)
def test_what_is_no_date_is_left(text: str) -> None:
    assert find(text, reference=OWN_DAY) == []


def test_five_days_later_counts_from_the_day_named_before() -> None:
    text = "2025年12月3日，法国总统马克龙访华，仅5天后，德国外长瓦德富尔访华。"
    assert [one.period.first.isoformat() for one in find(text, reference=OWN_DAY)] == ["2025-12-03", "2025-12-08"]
    english = "Macron came on 3 December 2025. Five days later Wadephul followed."
    spans = [Span(0, 31), Span(32, len(english))]
    assert [[one.period.first.isoformat() for one in found] for found in in_sentences(english, spans, OWN_DAY)] == [
        ["2025-12-03"],
        ["2025-12-08"],
    ]


def test_a_day_without_a_year_after_december_is_in_the_next_one() -> None:
    text = "2025年12月3日，马克龙访华。1月14日，卡尼启程。"
    assert find(text, reference=OWN_DAY)[-1].period.first == date(2026, 1, 14)


def test_the_future_of_a_plan_and_the_past_of_a_report() -> None:
    assert find("工厂将在3月开工", reference=OWN_DAY)[0].period.first == date(2026, 3, 1)
    assert find("工厂在9月开工了", reference=OWN_DAY)[0].period.first == date(2025, 9, 1)


def test_without_a_day_to_count_from_nothing_is_guessed() -> None:
    assert find("上周五") == []
    assert find("yesterday") == []
    assert find("2月30日", reference=OWN_DAY) == []


@given(st.integers(1, 9_999))
def test_a_chinese_year_written_in_digits_is_read(year: int) -> None:
    digits = "".join("〇一二三四五六七八九"[int(c)] for c in str(year))
    assert number(digits) == year


@given(
    st.text(alphabet="年月日号周上下今明去前后天个世纪代至到0123456789一二三十百千万.-/ ,。abcJanuary last week", max_size=40)
)
def test_any_text_is_read_without_fault_and_every_find_is_a_slice(text: str) -> None:
    found = find(text, reference=OWN_DAY)
    assert all(0 <= one.start < one.end <= len(text) and one.period.first <= one.period.last for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_the_same_day_is_no_day_where_none_was_named() -> None:
    reference = date(2026, 1, 13)
    assert find("同一天,美国召开了会议。", reference=reference) == []
    named = find("1月12日开会,同一天散会。", reference=reference)
    assert {one.period.first for one in named} == {date(2026, 1, 12)}
