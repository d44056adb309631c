# ruff: noqa: E501 (a rule is one line, to be read as one)
"""The time that a question asks about: a period it names, or an event, found in the articles, that it hangs on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from index.analyse import HAN, fold
from index.patterns import lazily
from index.translate import surfaces
from index.types import Filter
from rag import dates, hinges, phrases, said, standing
from rag.calendar import EVER, Period, offset
from rag.question import content_words, language_of
from rag.retrieve import retrieve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from index.base import Index
    from index.types import Article, Span
    from rag.question import Question
    from rag.retrieve import Candidate

_SINCE_EN = lazily(r"\b(?P<word>since|after|following|before|until|till|prior to|by|from)\s+(?:the\s+)?$", re.IGNORECASE)
_SINCE_ZH_HEAD = lazily(r"(?:自从|自|从)$")
_SINCE_ZH_TAIL = lazily(r"^\s*(?P<word>以来|至今|起|开始|之后|以后|后|以前|之前|前|为止|底以前)")
_HELD = lazily(
    r"召开|举行|召集|开会|开幕|散会|会晤|会面|达成|签署|发生|宣布|结束|当地时间|\b(?:held|met|took place|hosted|gathered|convened|opened|began|signed|struck|hit|won|sat|voted|announced|agreed|left|arrived)\b"
)
_PLACE_EN = lazily(r"\bin ((?:[A-Z][\w’'-]+)(?:\s[A-Z][\w’'-]+)?)")
_PLACE_ZH = lazily(
    rf"在(?:[{HAN}]{{0,6}}?(?:国|州|省|市))?([{HAN}]{{2,6}}?)(?:举行|召开|召集|开会|会晤|会面|散会|召|举|开|签|达成|的)"
)
_TOLD = 0.4
"""The least share of an event's words that a sentence says if it tells of the event."""
_TELLING, _ENOUGH = 0.1, 4
"""What each sentence of an article that says what is asked adds to its rank, and how many count."""
_FOUND, _OTHERS, _AS_SURE = 0.7, 2, 0.6
"""How well a sentence must tell of an event to date it; how many other events are offered,
and how much less they may be told of."""
_SURE = 0.9
"""The least probability of a translation that an answer says itself."""
_NOUN = lazily(r"^(?:[Tt]he |[Tt]his |[Tt]hat )?(?:(?!(?:met|left|signed|struck|won|came|went|visited)\b)[\w’'-]+\s?){1,6}$")
"""What names an event, not what tells of one in a clause."""
_WEEKDAY = lazily(
    r"(?:on\s)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:\s(?:morning|afternoon|evening|night))?|(?:周|星期|礼拜)[一二三四五六日天末]|today|今天|今日",
    re.IGNORECASE,
)
"""A bare day of the week, or "today", is another day in every article: it is looked for as a word."""
_FROM_TO = lazily(r"\b(?:between|from)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the articles date an event: a sentence (``span``) of an article, and the date in it."""

    article: Article
    span: Span
    found: dates.Found


@dataclass(frozen=True, slots=True)
class AskedTime:
    """The ``period`` asked about, ``date.min`` and ``date.max`` where open; ``event`` and its ``anchor`` when it hangs on one.

    ``others`` are what else the articles tell of that may be meant by the event's words; ``told`` are the passages for the question
    without the event, none when there is nothing to ask without it.
    """

    period: Period
    label: str
    event: str | None = None
    anchor: Anchor | None = None
    phrase: str = ""
    others: tuple[AskedTime, ...] = ()
    told: tuple[Candidate, ...] = ()

    def rest(self, question: str) -> str:
        """The question without what it says of the event."""
        return question.replace(self.phrase, " ").strip(" ,，、") if self.phrase else question

    @property
    def after(self) -> str | None:
        return None if self.period.first == date.min else self.period.first.isoformat()

    @property
    def before(self) -> str | None:
        return None if self.period.last == date.max else self.period.last.isoformat()


def asked_time(index: Index, question: Question, candidates: Sequence[Candidate], where: Filter) -> AskedTime | None:
    """The time that a question asks about; None when it names none, or an event that no article dates.

    ``candidates`` are the passages found for the question: their articles are looked at first. "Last week" is counted back
    from the day of the newest article, so that an answer does not hang on when it is asked.
    """
    if not candidates:
        return None
    for hinge in hinges.hinges(question):
        told = _told_without(index, question, hinge, where)
        says = said.predicate(question, AskedTime(EVER, "", hinge.event, phrase=hinge.phrase))
        anchors = _find(index, hinge.event, told or candidates, where, says)
        if anchors:
            chosen, *others = [_hung_on(question, hinge, anchor) for anchor in anchors]
            return replace(chosen, others=tuple(others), told=tuple(told))
    return _named(question, index.newest(where))


def _told_without(index: Index, question: Question, hinge: hinges.Hinge, where: Filter) -> list[Candidate]:
    """The passages for the question without its event: which meeting is meant is said by what is asked about it."""
    rest = question.text.replace(hinge.phrase, " ").strip(" ,，、")
    return retrieve(index, rest, where=where, reading=False) if said.asks_something(rest) else []


def names_time(question: Question) -> bool:
    """Whether a question names a period or an event that it hangs on."""
    return bool(hinges.hinges(question) or dates.find(question.text, reference=date(2000, 6, 15)))


def _named(question: Question, today: date | None) -> AskedTime | None:
    """The period that the question's own words name."""
    text = question.text
    found = [one for one in dates.find(text, reference=today) if not _WEEKDAY.fullmatch(text[one.start : one.end])]
    if not found:
        return None
    first, last = found[0], found[-1]
    if len(found) > 1 and _FROM_TO.search(text[: first.start]):
        whole = Period(first.period.first, max(one.period.last for one in found))
        return AskedTime(whole, phrases.period(question.language, text[first.start : last.end], whole))
    bounded = _bounded(text, found)
    if bounded:
        return AskedTime(bounded, phrases.period(question.language, text[first.start : last.end], bounded))
    chosen = max(found, key=lambda one: (-one.period.days, -one.start))
    period = _directed(text, chosen)
    if period is None:
        return None
    return AskedTime(period, phrases.period(question.language, text[chosen.start : chosen.end], period))


def _bounded(text: str, found: Sequence[dates.Found]) -> Period | None:
    """The days between the two bounds of "after 20 January and before 24 January"; None for any other dates."""
    bounds = [period for one in found[:2] if (period := _directed(text, one))]
    after = [one for one in bounds if one.first > date.min and one.last == date.max]
    before = [one for one in bounds if one.first == date.min and one.last < date.max]
    if not after or not before or after[0].first > before[0].last:
        return None
    return Period(after[0].first, before[0].last)


def _directed(text: str, found: dates.Found) -> Period | None:
    """The days that "since 2024", "2024年以前" or plain "in 2024" leave."""
    head, tail = text[: found.start], text[found.end :]
    match = _SINCE_EN.search(head)
    word = match["word"].lower() if match else ""
    chinese = _SINCE_ZH_TAIL.match(tail)
    if chinese:
        word = {"以来": "since", "至今": "since", "起": "since", "开始": "since", "为止": "until"}.get(
            chinese["word"], "before" if "前" in chinese["word"] else "after"
        )
        if text[found.start : found.end].endswith(("后", "前")):
            word = ""
    elif _SINCE_ZH_HEAD.search(head) and not re.match(r"\s*(?:到|至)", tail):
        word = "since"
    period = found.period
    if word in ("since", "from"):
        return Period(period.first, date.max)
    if word in ("after", "following"):
        return Period(period.last + timedelta(days=1), date.max) if period.last < date.max else None
    if word in ("before", "prior to"):
        return Period(date.min, period.first - timedelta(days=1)) if period.first > date.min else None
    if word in ("until", "till"):
        return Period(date.min, period.last)
    return period


def _telling(candidates: Sequence[Candidate], says: Callable[[str], bool]) -> list[str]:
    """The articles of passages, those first that say most of what is asked and say it in most sentences."""
    best: dict[str, float] = {}
    told: dict[str, int] = {}
    for candidate in candidates:
        passage = candidate.passage
        best[passage.article_id] = max(best.get(passage.article_id, candidate.score), candidate.score)
        before = told.get(passage.article_id, 0)
        told[passage.article_id] = before + sum(1 for _ in islice(filter(says, passage.sentence_texts), _ENOUGH - before))
    return sorted(best, key=lambda one: -(best[one] + _TELLING * told[one]))


def _find(
    index: Index, event: str, candidates: Sequence[Candidate], where: Filter, says: Callable[[str], bool]
) -> list[Anchor]:
    """The sentence that best tells of the event and dates it, in the articles that answer or else in any; then those that tell of
    others on other days, at most :data:`_OTHERS`.
    """
    ranks: dict[str, int] = {}
    for article in _telling(candidates, says):
        ranks.setdefault(article, len(ranks))
    here = Filter(articles=frozenset(list(ranks)[:8]))
    found: list[tuple[float, Anchor]] = []
    for limits in (here, where):
        found += _dated(index, event, limits, ranks)
        if found and max(score for score, _ in found) >= 1.0:
            break
    sure = sorted((one for one in found if one[0] >= _FOUND), key=lambda one: -one[0])
    days: dict[Period, Anchor] = {}
    for score, anchor in sure:
        if score >= sure[0][0] - _AS_SURE and not (days and _is_ahead(anchor.article, anchor.found)):
            days.setdefault(anchor.found.period, anchor)
    return list(days.values())[: 1 + _OTHERS]


def _dated(index: Index, event: str, where: Filter, ranks: dict[str, int]) -> list[tuple[float, Anchor]]:
    """Every dated sentence that tells of the event, with how well it does."""
    candidates = retrieve(index, event, k=12, where=where, reading=False, narrow=True)
    if not candidates:
        return []
    result = []
    meeting = hinges.MEETING.search(fold(event)) is not None
    near = 1.0 if len(content_words(event)) <= 1 else 0.5  # "the meeting" is that of the articles at hand
    for candidate in candidates:
        passage = candidate.passage
        texts = passage.sentence_texts
        share = candidate.worth / max(float(candidate.worth.sum()), 1e-6)
        tells = candidate.said @ share if len(share) else np.zeros(len(texts), np.float32)
        if meeting:
            tells = _with_meetings(tells, candidate, texts)
        telling = [place for place in np.flatnonzero(tells >= _TOLD).tolist() if dates.are_in(texts[place])]
        if not telling:
            continue  # its article is not read, which takes longer than all else here
        [article] = index.articles([passage.article_id])
        known = dates.in_passage(article, passage, telling[-1] + 1)
        for place in telling:
            span, found, text = passage.sentences[place], known[place], fold(texts[place])
            if not found:
                continue
            score = float(tells[place]) + 0.25 * bool(_HELD.search(text)) + near / (1 + ranks.get(article.id, 20))
            exact = _nearest(event, text, found, span.start)
            score -= 0.6 * (hinges.HINGE.search(text) is not None) + 0.5 * _is_ahead(article, exact)
            score += 0.2 * (exact.period.days == 1) - 0.3 * (exact.period.days > 31) - 0.15 * dates.speaks_of_future(text)
            result.append((score, Anchor(article, span, exact)))
    return result


def _with_meetings(tells: NDArray[np.float32], candidate: Candidate, texts: Sequence[str]) -> NDArray[np.float32]:
    """A meeting is told of by any word for one; ``texts`` are the candidate's sentences."""
    told = [hinges.MEETING.search(fold(text)) is not None for text in texts]
    words = [i for i, word in enumerate(candidate.asked) if hinges.MEETING.search(word)]
    share = candidate.worth / max(float(candidate.worth.sum()), 1e-6)
    gain = np.maximum(0.8 - candidate.said[:, words], 0) @ share[words] if words else np.zeros(len(told))
    return np.asarray(tells + np.where(told, gain, 0), np.float32)


def by_its_words(time: AskedTime, text: str) -> str | None:
    """How a sentence without a date stands, when it says itself that it tells of after or before the event; else None."""
    told = hinges.relation(time.event, text) if time.event else None
    if told is None:
        return None
    asked = hinges.AFTER if time.period.last == date.max else hinges.BEFORE if time.period.first == date.min else hinges.DURING
    return standing.INSIDE if told == asked else standing.OUTSIDE


def _is_ahead(article: Article, found: dates.Found) -> bool:
    """Whether the event was still to come when the article was written."""
    own = dates.own_day(article)
    return own is not None and found.period.first > own + timedelta(days=1)


def _nearest(event: str, text: str, found: list[dates.Found], start: int) -> dates.Found:
    """Of a sentence's dates the one next to the event's name; of the exact ones if there are any."""
    words = [text.find(word) for word in content_words(event)]
    place = next((start + one for one in words if one >= 0), start)
    exact = [one for one in found if one.period.days == 1] or found
    return min(exact, key=lambda one: abs(one.start - place))


def _hung_on(question: Question, hinge: hinges.Hinge, anchor: Anchor) -> AskedTime:
    """The time after, before or during an event. Its own day counts as after: a day is as fine as articles tell time."""
    when = anchor.found.period
    counted = offset(when.last, hinge.count, hinge.unit) if hinge.count else None
    period = counted or {
        hinges.AFTER: Period(when.last, EVER.last),
        hinges.BEFORE: Period(EVER.first, when.first),
        hinges.DURING: when,
    }[hinge.relation]  # fmt: skip
    names = hinges.MEETING.search(fold(hinge.event)) and (question.language == "zh" or _NOUN.match(hinge.event))
    place = place_of(anchor, question.language) if names else None
    label = phrases.event(question.language, hinge.relation, hinge.event, when, place)
    return AskedTime(
        period, phrases.period(question.language, label, counted) if counted else label, hinge.event, anchor, hinge.phrase
    )


def place_of(anchor: Anchor, language: str) -> str:
    """Where the anchor's sentence says that it was, in the question's language; empty when it does not say."""
    text = anchor.article.text[anchor.span.start : anchor.span.end]
    own = language_of(text)
    for match in (_PLACE_ZH if own == "zh" else _PLACE_EN).finditer(text):
        if own == "en" and dates.find(match[1], reference=date(2000, 1, 1)):
            continue
        return match[1] if own == language else _in_other_words(match[1], language)
    return ""


def _in_other_words(place: str, language: str) -> str:
    """A place's name in the other language, where the dictionary is sure of it."""
    words, found = surfaces(place)
    every = set(range(len(words)))
    sure = [one for one in found if one.weight >= _SURE and set(one.words) == every and language_of(one.text) == language]
    name = max(sure, key=lambda one: one.weight).text if sure else ""
    return name if language == "zh" else name.title()


def given(question: Question, before: AskedTime | None, first: date | None, last: date | None) -> AskedTime:
    """The time as the reader corrected it."""
    period = Period(first or date.min, last or date.max)
    return AskedTime(period, phrases.bounds(question.language, first, last), before.event if before else None)
