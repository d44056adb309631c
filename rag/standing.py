# ruff: noqa: E501 (a rule is one line, to be read as one)
"""How a sentence stands to the time asked for: inside, outside, planned or undated; and whether it tells of a plan given up."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from index.analyse import fold
from index.patterns import lazily

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.calendar import Period
    from rag.dates import Found

INSIDE, OUTSIDE, PLANNED, UNDATED = "inside", "outside", "planned", "undated"

_PLAN = lazily(
    r"计划(?![》”经]|署|的?(?:作出|做出|本质|表示))|拟(?![定]?[的])|打算|预计|有望|即将|将[于在会对要赴前访举到与就]|定于|定在|放出[^，。]{0,8}风声|筹备|准备(?!金)|考虑|或将|可能(?:会|将|访|在)|待定|安排在|"
    r"\bplan(?:s|ned|ning)?\s(?:to|a|for)\b|\bwill\b(?!\snot\b)|\b(?:is|are|was|were)\s(?:\w+\s)?(?:due|set|expected|scheduled|likely|to\s(?:visit|travel|go|meet|be|begin|open|start|hold))\b|"
    r"\bexpected\b|\bintends?\b|\bhopes? to\b|\bconsidering\b|\bmay\s(?:visit|travel|go|come)\b|\bupcoming\b|\bscheduled\b|\bto follow before\b|\bwould\b"
)
_TOLD_EARLY = timedelta(days=2)
"""News of the day may bear the date of the day before."""
_GIVEN_UP = lazily(
    r"取消|推迟|搁置|延期|延后|未能成行|没有成行|并未成行|落空|作罢|叫停|中止|告吹|泡汤|不再[访前出]|\bcall(?:s|ed|ing)? off\b|\bcancel|\bpostpone|\bput off\b|\bshelved?\b|"
    r"\bscrapp?(?:s|ed)?\b|\babandon|\bwill not\b|\bwon't\b|\bdid not (?:go|take place|travel|visit)\b|\bfell through\b|\bdelayed\b|\bsuspend"
)


@lru_cache(maxsize=1024)
def given_up(text: str) -> bool:
    """Whether a sentence says that something was called off or put off."""
    return _GIVEN_UP.search(fold(text)) is not None


@lru_cache(maxsize=1024)
def planned(text: str) -> bool:
    """Whether a sentence speaks of a plan, not of what has happened."""
    return _PLAN.search(fold(text)) is not None


def stands(text: str, found: Sequence[Found], period: Period, own_day: date | None) -> str:
    """How a sentence with these dates stands to a period.

    A plan is a plan whatever its date; but one whose day had come when the article was written is told as what happened.
    """
    plan = planned(text)
    closed = period.first != date.min and period.last != date.max
    if plan and closed and found and not any(one.period.overlaps(period) for one in found):
        return OUTSIDE
    if plan and (not found or own_day is None or max(one.period.last for one in found) >= own_day):
        return PLANNED
    if any(counts_within(one.period, period) for one in found):
        return PLANNED if _to_come(found, period, own_day) else INSIDE
    disjoint = [one for one in found if not one.period.overlaps(period)]
    return OUTSIDE if disjoint and len(disjoint) == len(found) else UNDATED


def _to_come(found: Sequence[Found], period: Period, own_day: date | None) -> bool:
    """Whether all of a sentence's days were still to come when its article was written, as in a calendar.

    Not when the question asks of nothing but days to come: there that goes without saying.
    """
    if own_day is None or (period.last != date.max and period.first > own_day):
        return False
    return all(one.period.first > own_day + _TOLD_EARLY for one in found)


def counts_within(named: Period, asked: Period) -> bool:
    """Whether what happened in ``named`` can be said to have happened in ``asked``: most of it lies there."""
    if not named.overlaps(asked):
        return False
    common = (min(named.last, asked.last) - max(named.first, asked.first)).days + 1
    return common * 2 > named.days
