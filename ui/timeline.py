"""A small picture of dated quotes: one axis of days, one numbered dot a quote, the period asked for shaded."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from ui.cards import marker
from ui.markup import Markup, el
from ui.words import show_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ui.cards import Shown
    from ui.chats import Record

    Place = Callable[[datetime.date], float]

_LEAST = 3
_LANE_GAP = 12.0  # per cent of the width below which two dots would touch, on the narrowest phone


def timeline_html(numbered: Iterable[tuple[int, Record]], time: Record | None, shown: Shown) -> Markup | None:
    """The picture, or None where fewer than three quotes are dated or all are of one day."""
    dated = [(number, day) for number, quote in numbered if (day := _day(quote, time))]
    if len(dated) < _LEAST or len({day for _, day in dated}) < 2:
        return None
    language = shown.own["code"]
    dated.sort(key=lambda pair: pair[1])
    first, last = dated[0][1], dated[-1][1]
    span = max((last - first).days, 1)

    def place(day: datetime.date) -> float:
        return round(min(max(4 + 92 * (day - first).days / span, 0), 100), 2)

    lanes: list[float] = []
    dots = []
    for number, day in dated:
        x = place(day)
        lane = next((i for i, taken in enumerate(lanes) if x - taken >= _LANE_GAP), len(lanes))
        lanes[lane : lane + 1] = [x]
        label = f"{shown.own['open_quote'].format(n=number)}, {show_date(day.isoformat(), language)}"
        place_of = {"style": f"left:{x}%;--lane:{lane}", "aria-label": label}
        dots.append(marker(number, shown, **place_of))
    ends = el(
        "div",
        {"class": "ends", "aria-hidden": "true"},
        el("span", {}, show_date(first.isoformat(), language)),
        el("span", {}, show_date(last.isoformat(), language)),
    )
    strip = el("div", {"class": "strip", "style": f"--lanes:{len(lanes)}"}, _axis(time, place), dots)
    return el("figure", {"class": "timeline"}, el("figcaption", {}, shown.own["timeline"]), strip, ends)


def _axis(time: Record | None, place: Place) -> Markup:
    """The line, with the period asked for as a band behind it."""
    band = None
    if time and (time.get("after") or time.get("before")):
        left = place(_parse(time.get("after")) or datetime.date.min)
        right = place(_parse(time.get("before")) or datetime.date.max)
        band = el("rect", {"class": "band", "x": left, "y": 0, "width": max(right - left, 0), "height": 10})
    line = el("line", {"x1": 0, "y1": 5, "x2": 100, "y2": 5, "vector-effect": "non-scaling-stroke"})
    box = {"class": "axis", "viewBox": "0 0 100 10", "preserveAspectRatio": "none", "aria-hidden": "true", "focusable": "false"}
    return el("svg", box, band, line)


def _day(quote: Record, time: Record | None) -> datetime.date | None:
    """The day that a quote is about: the first date it names, one inside the period where there is one.

    A quote that is told to be of no known day is of none here, whatever other days it names.
    """
    if quote.get("when") == "undated":
        return None
    days = [day for date in quote.get("dates") or [] if (day := _parse(date.get("first")))]
    after, before = _parse((time or {}).get("after")), _parse((time or {}).get("before"))
    inside = [day for day in days if (after is None or day >= after) and (before is None or day <= before)]
    chosen = inside or days
    return chosen[0] if chosen else None


def _parse(iso: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None
