# ruff: noqa: E501 (a rule is one line, to be read as one)
"""Days and periods: the arithmetic that the rules for Chinese and for English dates share. Everything is inclusive days."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from index.patterns import lazily


class Period(NamedTuple):
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def overlaps(self, other: Period) -> bool:
        return self.first <= other.last and other.first <= self.last

    def within(self, other: Period) -> bool:
        return other.first <= self.first and self.last <= other.last


@dataclass(frozen=True, slots=True)
class Context:
    """What a date without all its parts is resolved by.

    ``reference`` is the article's own day, ``previous`` the last period named before, in this or the sentence before;
    ``same_sentence`` says which of the two. ``future`` is set where the sentence speaks of what is to come.
    """

    reference: date | None = None
    previous: Period | None = None
    same_sentence: bool = False
    future: bool = False

    @property
    def base(self) -> date | None:
        """The day that "then" means: the last one named, or the article's own."""
        return self.previous.last if self.previous else self.reference


EVER = Period(date.min, date.max)
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "廿": 2,
    "卅": 3,
    "正": 1,
    "元": 1,
    "首": 1,
}


def number(text: str) -> int | None:
    """The value of an Arabic or Chinese numeral below a million: ``15``, ``十五``, ``二〇二六``, ``两百三十``; None for none."""
    if text.isdecimal():
        return int(text)
    if not text or any(c not in _DIGITS and c not in "十百千万" for c in text):
        return None
    if not any(c in text for c in "十百千万") and len(text) > 1 and not text.startswith(("廿", "卅")):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in "廿卅":
            total, digit = total + 10 * _DIGITS[c], 0
        elif c in "十百千":
            total, digit = total + (digit or 1) * {"十": 10, "百": 100, "千": 1000}[c], 0
        elif c == "万":
            total, digit = (total + digit) * 10_000, 0
        else:
            digit = _DIGITS[c]
    return total + digit


def a_day(year: int, month: int, day: int) -> Period | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Period(found, found)


def a_month(year: int, month: int, part: str = "") -> Period | None:
    """A month, or its ``early``, ``middle`` or ``late`` third."""
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        return None
    end = calendar.monthrange(year, month)[1]
    first, last = {"early": (1, 10), "middle": (11, 20), "late": (21, end)}.get(part, (1, end))
    return Period(date(year, month, first), date(year, month, last))


def months(year: int, first: int, last: int) -> Period | None:
    start, end = a_month(year, first), a_month(year, last)
    return Period(start.first, end.last) if start and end else None


_YEAR_PARTS = {
    "": (1, 12), "early": (1, 3), "middle": (5, 8), "late": (10, 12), "end": (11, 12), "first half": (1, 6), "second half": (7, 12),
    "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12), "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "summer and autumn": (6, 11), "spring and summer": (3, 8),
}  # fmt: skip


def a_year(year: int, part: str = "") -> Period | None:
    """A year, or a part of it: ``early``, ``middle``, ``late``, ``end``, a half, a quarter, a season."""
    if part == "winter":
        start, end = a_month(year, 12), a_month(year + 1, 2)
        return Period(start.first, end.last) if start and end else None
    return months(year, *_YEAR_PARTS[part])


def years(first: int, last: int) -> Period | None:
    start, end = a_year(first), a_year(last)
    return Period(start.first, end.last) if start and end and first <= last else None


def a_week(day: date, weeks: int = 0) -> Period | None:
    """The week (Monday to Sunday) that lies ``weeks`` after the one of ``day``."""
    monday = shift(day, weeks * 7 - day.weekday())
    sunday = shift(monday, 6) if monday else None
    return Period(monday, sunday) if monday and sunday else None


def one(day: date | None) -> Period | None:
    return Period(day, day) if day else None


def shift(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def shift_months(day: date, count: int) -> date | None:
    """The same day of another month, or that month's last day where it is shorter."""
    total = day.year * 12 + day.month - 1 + count
    year, month = divmod(total, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def offset(day: date, count: int, unit: str) -> Period | None:
    """The period that lies ``count`` units from ``day``; months and years are as blurred as such words are."""
    if abs(count) > 100_000:
        return None
    if unit == "day":
        return one(shift(day, count))
    if unit == "week":
        middle = shift(day, 7 * count)
        return Period(shift(middle, -2) or middle, shift(middle, 2) or middle) if middle else None
    moved = shift_months(day, count * (12 if unit == "year" else 1))
    if not moved:
        return None
    return a_month(moved.year, moved.month) if unit == "month" else a_year(moved.year)


def span(day: date, count: int, unit: str) -> Period | None:
    """The ``count`` units that end on ``day`` (negative) or begin on it."""
    days = {"day": 1, "week": 7}.get(unit)
    if abs(count) > 100_000:
        return None
    other = shift(day, count * days) if days else shift_months(day, count * (12 if unit == "year" else 1))
    return Period(*sorted((day, other))) if other else None


def weekday(context: Context, number_of_day: int, weeks: int | None) -> Period | None:
    """A day of the week: ``weeks`` away (last Friday: -1), or, when None, the nearest that the tense allows."""
    if context.reference is None:
        return None
    if weeks is not None:
        week = a_week(context.reference, weeks)
        return one(shift(week.first, number_of_day)) if week else None
    ahead = (number_of_day - context.reference.weekday()) % 7
    if not context.future and ahead:
        ahead -= 7
    return one(shift(context.reference, ahead))


def without_year(context: Context, month: int, day: int | None, part: str = "") -> Period | None:
    """A month, or a day of a month, whose year is not said.

    After a full date the story goes forward within that year; else the year is the one that brings it nearest to the article's
    own day, the past preferred, for news tells of what was unless the sentence says that it is to come.
    """

    def at(year: int) -> Period | None:
        return a_day(year, month, day) if day else a_month(year, month, part)

    previous, reference = context.previous, context.reference
    if previous and previous.days <= 366 and (previous.days < 300 or context.same_sentence):
        follows = at(previous.first.year)
        far = reference is None or abs(reference.year - previous.first.year) > 1
        if follows and (follows.last >= previous.first or far):
            return follows
        if reference is None:
            return at(previous.first.year + 1)
    if reference is None:
        return None
    choices = [found for year in (reference.year - 1, reference.year, reference.year + 1) if (found := at(year))]

    def cost(found: Period) -> float:
        if found.first <= reference <= found.last:
            return 0
        if found.first > reference:
            return (found.first - reference).days * (1.0 if context.future else 2.5)
        return (reference - found.last).days * (4.0 if context.future else 1.0)

    return min(choices, key=cost, default=None)


def bare_day(context: Context, day: int) -> Period | None:
    """A day whose month is not said ("13日"): of the month last named, else the last one before the article's own day."""
    base = context.previous
    if base and base.days <= 31 and (context.reference is None or abs((context.reference - base.first).days) > 45):
        return a_day(base.first.year, base.first.month, day)
    if context.reference is None:
        return None
    this = a_day(context.reference.year, context.reference.month, day)
    late = this and (this.first - context.reference).days > (31 if context.future else 3)
    if this and not late:
        return this
    before = shift_months(context.reference.replace(day=1), -1)
    return a_day(before.year, before.month, day) if before else None


_ISO = lazily(r"(\d{4})-(\d{2})-(\d{2})")


@lru_cache(maxsize=4096)  # of all articles at once where a question says "last week", and they share their days
def iso_day(text: str | None) -> date | None:
    """The day of an ISO date or date and time; None for None or for what is none."""
    match = _ISO.match(text or "")
    if not match:
        return None
    found = a_day(*(int(part) for part in match.groups()))
    return found.first if found else None
