"""Numbers, shares and days are the same however either language writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analyse import fold
from index.quantities import han, quantities, value


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("8.5 billion dollars", "85亿"),
        ("85亿美元", "8.5 billion"),
        ("44 million tonnes", "4400万"),
        ("4400万吨", "44 million"),
        ("12,000 people", "1.2万"),
        ("1.2万人", "12,000"),
        ("一千二百人", "1,200"),
        ("on 14 January", "1月14日"),
        ("January 14th", "1月14日"),
        ("Jan. 14", "1月14日"),
        ("1月14日", "14 january"),
        ("十二月三日", "december 3"),
        ("85%", "百分之八十五"),
        ("85 per cent", "百分之八十五"),
        ("百分之八十五", "85%"),
        ("百分之三点五", "3.5%"),
        ("二〇二四年", "2024"),
    ],
)
def test_what_is_asked_in_one_way_is_found_in_another(asked: str, written: str) -> None:
    assert written in [surface for quantity in quantities(fold(asked)) for surface in quantity.surfaces]


def test_a_year_is_no_count() -> None:
    assert quantities("in 2026") == []


@given(st.integers(min_value=1, max_value=10**13))
def test_chinese_numerals_read_back(number: int) -> None:
    assert value(han(number)) == Decimal(number)


@given(st.text(alphabet="0123456789.,%亿万千百十一二三月日年 januarybillion", max_size=40))
def test_any_text_is_read_without_fault_and_within_its_bounds(text: str) -> None:
    for quantity in quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text)
