"""Patterns find what ``re`` finds, however their alternatives are put together."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.patterns import edged, lazily


def test_alternatives_at_the_edge_of_a_word_share_it() -> None:
    assert edged(r"\bis\b|\bare\b|是") == r"\b(?:is\b|are\b)|是"


@pytest.mark.parametrize("pattern", [r"(?:\bis|\bare)\b", r"[\b|\b]x", r"a\|\bb", r"\bone", "", r"[]|\bx]|\[y"])
def test_bars_within_groups_and_classes_part_nothing(pattern: str) -> None:
    assert edged(pattern) == pattern


ALTERNATIVES = [r"\bab?", r"\ba(?P<x>b|\bc)", r"c\b", r"\bb\b", "是", r"[a|\]b]c", r"\b是a", r"\|b"]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(ALTERNATIVES), max_size=5, unique=True),
    st.text("abc是|] ", max_size=12),
)
def test_the_same_is_found(alternatives: list[str], text: str) -> None:
    pattern = "|".join(alternatives)
    found, sought = lazily(pattern).finditer(text), re.finditer(pattern, text)
    assert [(one.span(), one.groups()) for one in found] == [(one.span(), one.groups()) for one in sought]
