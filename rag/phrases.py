"""The few words that an answer says itself, in the question's language. Everything else it shows is quoted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Filter
    from rag.calendar import Period

_AFTERWARDS = {"after": "之后", "before": "之前", "during": "期间"}


def reason(language: str, searched: int) -> str:
    """Why a question is refused."""
    if not searched:
        return "没有可供检索的文章。" if language == "zh" else "There are no articles to search."
    if language == "zh":
        return f"检索的{searched}篇文章没有回答这个问题。"
    return f"The {searched} article{'s' if searched != 1 else ''} searched {'do' if searched != 1 else 'does'} not answer this."


def nothing_fits(language: str, where: Filter, sources: Sequence[str]) -> str:
    """Why a question is refused when the index has articles, but none that the reader's filter lets through.

    ``sources`` are names of sources that there are, most like those asked for.
    """
    zh = language == "zh"
    asked = {
        "来源" if zh else "source": where.sources, "语言" if zh else "language": where.languages,
        "合集" if zh else "collection": where.collections, "文章" if zh else "article": where.articles,
    }  # fmt: skip
    named = [
        f"{name} {'、'.join(sorted(values)) if zh else ', '.join(sorted(values))}" for name, values in asked.items() if values
    ]
    named += [bounds(language, where.after, where.before)] if where.after or where.before else []
    if zh:
        nearest = f"现有的来源中最接近的是：{'、'.join(sources)}。" if sources else ""
        return f"没有符合筛选条件的文章（{'；'.join(named)}）。{nearest}"
    nearest = f" The sources most like it: {', '.join(sources)}." if sources else ""
    return f"No article fits the filter: {'; '.join(named)}.{nearest}"


def period(language: str, words: str, found: Period) -> str:
    """A period as asked, and the days it was taken for."""
    first = "" if found.first == date.min else found.first.isoformat()
    last = "" if found.last == date.max else found.last.isoformat()
    if first == last:
        days = first
    elif language == "zh":
        days = f"{first}至{last}" if first and last else f"{first}起" if first else f"至{last}"
    else:
        days = f"{first} to {last}" if first and last else f"from {first}" if first else f"until {last}"
    return f"{words}（{days}）" if language == "zh" else f"{words} ({days})"


def bounds(language: str, first: date | None, last: date | None) -> str:
    """A period that the reader gave."""
    if language == "zh":
        return f"{first or ''}至{last}" if last and first else f"{first}起" if first else f"至{last}"
    return f"{first} to {last}" if first and last else f"from {first}" if first else f"until {last}"


def event(language: str, relation: str, words: str, found: Period, place: str | None) -> str:
    """As in "after the meeting of 2026-01-12 in Washington", "2026年1月12日华盛顿会议之后"; no ``place``: no gathering."""
    if language == "zh":
        days = _day_zh(found.first) + (f"至{_day_zh(found.last)}" if found.last != found.first else "")
        if place is None:
            return f"{words}（{days}）{_AFTERWARDS[relation]}"
        return f"{days}{'' if place[-2:] in words else place}{words}{_AFTERWARDS[relation]}"
    days = found.first.isoformat() + (f" to {found.last.isoformat()}" if found.last != found.first else "")
    if place is None:
        return f"{relation} {words} ({days})"
    return f"{relation} {words} of {days}{f' in {place}' if place and place.lower() not in words.lower() else ''}"


def _day_zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
