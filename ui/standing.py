"""How quotes and rows stand to the period asked for, told alike by the page and by what leaves it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ui.words import show_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.chats import Record

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Line(NamedTuple):
    """One row of a list answer: ``number`` from 1 is its quote's, ``standing`` is empty where no period was asked for."""

    entity: str
    day: str
    standing: str
    number: int
    when: str | None


def standing(when: str | None, dates: Sequence[Record], time: Record | None) -> str:
    """``when``, with ``outside`` told apart: before the period asked for, or after it."""
    if when != "outside" or not time:
        return when or "undated"
    after, before = time.get("after"), time.get("before")
    if after and (not before or (dates and all(date["last"] < after for date in dates))):
        return "outside_before"
    if before and (not after or (dates and all(date["first"] > before for date in dates))):
        return "outside_after"
    return "outside"


def lines(answer: Record, own: dict[str, str]) -> list[Line]:
    """The rows of a list answer; one row alone is no list, and a refusal lists nothing."""
    rows, time = answer.get("rows") or [], answer.get("time")
    if len(rows) < 2 or answer["refused"]:
        return []
    timed = any(row.get("when") for row in rows)
    return [
        Line(
            row["entity"],
            show_date(row.get("date"), own["code"]),
            own[standing(row.get("when"), _dates(row, answer["quotes"][row["quote"]]), time)] if timed else "",
            row["quote"] + 1,
            row.get("when"),
        )
        for row in rows
    ]


def _dates(row: Record, quote: Record) -> Sequence[Record]:
    return [{"first": row["date"], "last": row["date"]}] if row.get("date") else quote.get("dates") or []


def stands(quote: Record, time: Record | None, own: dict[str, str]) -> str | None:
    """How a quote stands to the period, in words; None where no period was asked for."""
    when = quote.get("when")
    return own[standing(when, quote.get("dates") or [], time)] if when else None


def period(time: Record, own: dict[str, str]) -> str:
    """A period's name with its days written as everywhere else."""
    return _ISO_DAY.sub(lambda day: show_date(day[0], own["code"]), time["label"])
