"""Dates and periods in text: found by rules for both languages, resolved by what stands before and the article's own day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from index.analyse import HAN, fold
from index.patterns import lazily
from index.types import Span
from rag import dates_en, dates_zh
from rag.calendar import Context, Period, iso_day
from rag.types import DateMention

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence
    from datetime import date

    from index.types import Article, StoredPassage

    Build = Callable[[re.Match[str], Context], Period | None]

_HAN = lazily(f"[{HAN}]")
_LATIN = lazily(r"[A-Za-z]")
_JOIN = lazily(r"\s*(?:至|到|[-–—~～]|to|until|through)\s*")
_FULL = lazily(r"(?<!\d)((?:19|20)\d\d)(?:年|[-/.])(0?[1-9]|1[0-2])(?:月|[-/.])(3[01]|[12]\d|0?[1-9])(?!\d)")
_LEAD = 160  # characters before a passage that are read for a date to count from
_REACH = 2  # how many sentences on a date named before still says what "five days later" counts from


@dataclass(frozen=True, slots=True)
class Found:
    """A date or period at ``start:end`` of a text. ``relative`` ones ("5天后") hang on another."""

    start: int
    end: int
    period: Period


def find(text: str, *, reference: date | None = None, previous: Period | None = None) -> list[Found]:
    """The dates and periods that one sentence names, in order.

    Args:
        text: the sentence, as it stands.
        reference: the day that "today" means; None leaves what hangs on it out.
        previous: the last period named before this sentence, if any.
    """
    return list(_find(text, reference, previous))


@lru_cache(maxsize=8192)
def _find(text: str, reference: date | None, previous: Period | None) -> tuple[Found, ...]:
    """``find``, remembered: an answer looks at the same sentences several times."""
    matches = _matches(text)
    future = speaks_of_future(text) if matches else False
    found: list[Found] = []
    same = False
    for match, build in matches:
        try:
            period = build(match, Context(reference, previous, same, future))
        except (ValueError, OverflowError):
            period = None
        if period is None:
            continue
        start, end = match.span()
        if found and period.last >= found[-1].period.first and _JOIN.fullmatch(text, found[-1].end, start):
            found[-1] = Found(found[-1].start, end, Period(found[-1].period.first, period.last))
        else:
            found.append(Found(start, end, period))
        previous, same = found[-1].period, True
    return tuple(found)


@lru_cache(maxsize=2048)
def _matches(text: str) -> tuple[tuple[re.Match[str], Build], ...]:
    """The matches of all rules, leftmost first, at one place the longest, none overlapping."""
    every = []
    if _HAN.search(text):
        folded = fold(text)
        every += [(match, build) for rule, build in dates_zh.rules(folded) for match in rule.finditer(folded)]
    if not every or _LATIN.search(text):
        every += [(match, build) for rule, build in dates_en.rules(text) for match in rule.finditer(text)]
    every.sort(key=lambda one: (one[0].start(), -one[0].end()))
    kept, end = [], 0
    for match, build in every:
        if match.start() >= end and match.end() > match.start():
            kept.append((match, build))
            end = match.end()
    return tuple(kept)


def are_in(text: str) -> bool:
    """Whether a sentence has what may be a date. None is found in it when it has not, whatever stands before it."""
    return bool(_matches(text))


def speaks_of_future(text: str) -> bool:
    """Whether a sentence speaks of what is to come."""
    return dates_zh.future(fold(text)) if _HAN.search(text) else dates_en.future(text)


def own_day(article: Article) -> date | None:
    """The day an article was written: its published date, or else the latest full date in its text."""
    published = iso_day(article.published)
    return published or _latest(article.text)


@lru_cache(maxsize=256)
def _latest(text: str) -> date | None:
    days = (iso_day(f"{y}-{int(m):02}-{int(d):02}") for y, m, d in _FULL.findall(text))
    return max((day for day in days if day), default=None)


def in_sentences(text: str, sentences: Sequence[Span], reference: date | None) -> list[list[Found]]:
    """For each sentence the dates it names, at offsets of ``text``; each resolved by those before it."""
    result: list[list[Found]] = []
    previous: Period | None = None
    age = 0
    for start, end in sentences:
        here = find(text[start:end], reference=reference, previous=previous if age <= _REACH else None)
        age += 1
        if here:
            previous, age = here[-1].period, 1
        result.append([Found(start + one.start, start + one.end, one.period) for one in here])
    return result


def in_run(article: Article, passage: StoredPassage, first: int, last: int) -> list[Found]:
    """The dates that the sentences ``first`` to ``last`` of a passage name; see :func:`in_passage`."""
    spans = passage.sentences[first : last + 1]
    if not any(are_in(passage.text[start - passage.start : end - passage.start]) for start, end in spans):
        return []  # what stands before only says what a date is counted from
    return [one for found in in_passage(article, passage, last + 1)[first:] for one in found]


def in_passage(article: Article, passage: StoredPassage, count: int | None = None) -> list[list[Found]]:
    """For each of a passage's first ``count`` sentences, or for all, the dates it names, at offsets of the article's text.

    The text just before the passage says what its first sentence counts from.
    """
    sentences = passage.sentences[:count]
    lead = max(0, passage.start - _LEAD)
    spans = [Span(lead, passage.start), *sentences] if lead < passage.start else sentences
    return in_sentences(article.text, spans, own_day(article))[len(spans) - len(sentences) :]


def mention(article: Article, found: Found) -> DateMention:
    """``found``, at offsets of the article's text, as the answer gives it."""
    return DateMention(
        article.text[found.start : found.end],
        found.start,
        found.end,
        found.period.first.isoformat(),
        found.period.last.isoformat(),
    )
