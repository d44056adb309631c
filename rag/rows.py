# ruff: noqa: E501 (a rule is one line, to be read as one)
"""List questions row by row: who or what, when, and the quote that says so. Nothing is listed that no quote says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from index.analyse import fold, is_han
from index.patterns import lazily
from index.translate import surfaces
from rag import heard, standing
from rag.entities import coordinated, entities
from rag.names import countries_in, leaders_in
from rag.question import language_of
from rag.roles import asked_side, on_the_other_side
from rag.said import destination
from rag.types import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from rag.asked_time import AskedTime
    from rag.dates import Found
    from rag.entities import Entity
    from rag.question import Question

_CLAUSE = lazily(r"[,，;；。、!！?？\n](?!\d)|\b(?:while|but|and then)\b|(?<=[a-z])\.\s")
_SURE, _HEARD = 0.5, 0.995
_STOP = lazily(r"[。!！?？\n]|(?<=[a-z])\.\s")
_WEAK, _WEAK_ACROSS = 0.25, 0.12
"""A quote worth less of the best one of its language lists nothing, unless it stands to the time asked for; nor does one worth less
of the best one of all, which may be of the question's language, so that more of its words are found in it."""
_VAGUE = 31
"""A period of more days than this dates nothing."""
_AGENT = lazily(r"(?:被|遭|\bby (?:the )?)$")
"""What stands before one who does something to the sentence's subject, and is not it."""
_MEANT = lazily(r"原定|原计划|原本|本来|\b(?:was|were) (?:to|due|set)\b|\bhad (?:planned|been due|meant|intended)\b")
_LISTING = lazily(r"分别|包括|其中|including|namely|among them|such as|were:|are:")


@dataclass(frozen=True, slots=True)
class Said:
    """One quote as rows are read from it: its ``text`` begins at ``start`` of the article, ``dates`` are at offsets of the article;
    ``share`` is what it is worth of the best quote, 0..1; ``own_day`` that of its article.
    """

    text: str
    start: int
    dates: Sequence[Found]
    when: str | None
    share: float = 1.0
    own_day: date | None = None


@dataclass(frozen=True, slots=True)
class _Terms:
    """What rows are read by: what is asked, what says it, when; who is of which country; what the question itself names; what the
    best quote of each language is worth.
    """

    question: Question
    predicate: Callable[[str], bool]
    time: AskedTime | None
    leaders: dict[str, str]
    asked: frozenset[str]
    best: dict[str, float]


def rows(
    question: Question, quotes: Sequence[Said], predicate: Callable[[str], bool], time: AskedTime | None
) -> tuple[Row, ...]:
    """The rows of a list question; none for any other.

    ``predicate`` tells whether a clause says what is asked (visited China). A row says how its own date stands to ``time``.
    """
    if not has_rows(question):
        return ()
    found: dict[str, Row] = {}
    best: dict[str, float] = {}
    for one in quotes:
        language = language_of(one.text)
        best[language] = max(best.get(language, 0.0), one.share)
    terms = _Terms(question, predicate, time, {}, _asked(question), best)
    terms.leaders.update({name: key for said in quotes for name, key in leaders_in(said.text).items()})
    for number, said in enumerate(quotes):
        for row in _rows(number, said, terms):
            same = next((name for name in found if question.wanted != "country" and _same(name, row.entity)), row.entity)
            known = found.pop(same, None)
            name = max(same, row.entity, key=lambda one: (is_han(one) == (question.language == "zh"), len(one)))
            found[name] = replace(row if known is None or _telling(row) < _telling(known) else known, entity=name)
    return tuple(sorted(found.values(), key=lambda row: (_rank(row)[0], row.date or "9999", row.quote)))


def has_rows(question: Question) -> bool:
    """Whether a question is one that is answered row by row."""
    return question.kind in ("list", "who", "where", "what") and question.wanted is not None


def _same(one: str, other: str) -> bool:
    """Whether two names are one: the same, or the last or first part of the other (Carney, Mark Carney; Hengci, Hengci Technology),
    or one of them as the other's language writes or spells it.
    """
    short, long = sorted((fold(one), fold(other)), key=len)
    if short == long or long.endswith((f" {short}", f"·{short}")) or long.startswith(f"{short} "):
        return True
    if is_han(one) == is_han(other):
        return False
    return _translates(short, long) or _spells(*((one, other) if is_han(one) else (other, one)))


def _has(text: str, words: str) -> bool:
    return words in text if is_han(words) else f" {words} " in f" {text} "


@lru_cache(maxsize=1024)  # an answer's names are held against each other again and again
def _spells(han: str, latin: str) -> bool:
    """Whether a name in letters spells one in characters by its sound, all of it or all but what it translates."""
    part, likely = heard.spelt(han, latin)
    return likely > _HEARD and (part == han or _translates(han.replace(part, ""), fold(latin)))


def _translates(one: str, other: str) -> bool:
    """Whether a name's translation, or part of it that is no word for a kind of thing, stands in the other."""
    words, found = surfaces(one)
    return any(
        alternative.weight >= _SURE and len(alternative.words) == len(words) and _has(other, alternative.text)
        for alternative in found
    )


def _telling(row: Row) -> tuple[int, bool, int]:
    """What is best known of one entity first: inside, else dated, else planned."""
    order = {standing.INSIDE: 0, None: 0, standing.OUTSIDE: 1, standing.PLANNED: 2, standing.UNDATED: 3}
    return order[row.when], row.date is None, row.quote


def _rank(row: Row) -> tuple[int, bool, int]:
    """Inside before all else, dated before undated, the better quote first."""
    order = {standing.INSIDE: 0, None: 0, standing.UNDATED: 1, standing.PLANNED: 2, standing.OUTSIDE: 3}
    return order[row.when], row.date is None, row.quote


def _rows(number: int, said: Said, terms: _Terms) -> list[Row]:
    """The rows of one quote: what stands in a clause that says what is asked, or is listed in one breath with such a thing."""
    weak = said.share < max(_WEAK * terms.best[language_of(said.text)], _WEAK_ACROSS)
    if not terms.predicate(said.text) or (weak and said.when is None):
        return []
    clauses = _clauses(said.text)
    saying = [(start, end) for start, end in clauses if terms.predicate(said.text[start:end])]
    listing = _LISTING.search(fold(said.text)) is not None or not saying
    named = [one for one in entities(terms.question, said.text, terms.leaders) if not _is_asked(terms, one.key)]
    told = named if listing else [one for span in saying for one in _of(span, said.text, named, terms.predicate)]
    rows_, side = [], asked_side(terms.question)
    for one in coordinated(said.text, named, told):
        first, last = _bounds(said.text, one.start)
        sentence = said.text[first:last]
        if side and on_the_other_side(side, sentence, one.start - first, terms.asked):
            continue
        start, end = next((span for span in clauses if span[0] <= one.start < span[1]), (0, len(said.text)))
        clause = said.text[start:end]
        if _called_off(clause, sentence):
            continue
        if terms.question.past and terms.time is None and standing.planned(clause):
            continue
        near = _date(said, start, end)
        if terms.question.future and not (standing.planned(sentence) or _to_come(near, said)):
            continue
        day = near.period.first.isoformat() if near and near.period.days <= _VAGUE else None
        rows_.append(Row(one.name, day, number, _when(clause, near, said, terms.time)))
    return rows_


def _called_off(clause: str, sentence: str) -> bool:
    """Whether a clause tells of what was called off, or of what was meant to be when its sentence does: was due, but put off."""
    return standing.given_up(clause) or (_MEANT.search(fold(clause)) is not None and standing.given_up(sentence))


def _to_come(near: Found | None, said: Said) -> bool:
    """Whether a day was still to come when its article was written: a calendar's."""
    return near is not None and said.own_day is not None and near.period.first > said.own_day


def _of(clause: tuple[int, int], text: str, named: Sequence[Entity], predicate: Callable[[str], bool]) -> list[Entity]:
    """What a clause is said of: what it names, or else the last named before it in its sentence, or else all named after it.

    Where all that it names comes after what it says ("the visit shows that Europe does not follow America"), that is not who
    did it, if the sentence has named somebody before.
    """
    start, end = clause
    own = [one for one in named if start <= one.start < end]
    if own and not predicate(text[start : own[0].start]):
        return own
    first, last = _bounds(text, start)
    before = [one for one in named if first <= one.start < start and not _AGENT.search(text, first, one.start)]
    return before[-1:] or own or [one for one in named if end <= one.start < last]


def _bounds(text: str, place: int) -> tuple[int, int]:
    stops = [match.end() for match in _STOP.finditer(text)]
    return max((one for one in stops if one <= place), default=0), min((one for one in stops if one > place), default=len(text))


def _is_asked(terms: _Terms, key: str) -> bool:
    """Whether the question names it itself, or the person who stands for it."""
    mine = {country for name, country in terms.leaders.items() if name in terms.asked}
    return key in terms.asked or fold(key) in terms.asked or key in mine or any(_same(fold(key), one) for one in terms.asked)


def _clauses(text: str) -> list[tuple[int, int]]:
    places = [0, *(match.end() for match in _CLAUSE.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(places) if text[start:end].strip()]


def _date(said: Said, start: int, end: int) -> Found | None:
    """The date that a clause tells, or the last one named before it in its sentence; in the next one a day may be another's."""
    inside = [one for one in said.dates if start <= one.start - said.start < end]
    begun = max((match.end() for match in _STOP.finditer(said.text, 0, start)), default=0)
    before = [one for one in said.dates if begun <= one.start - said.start < start]
    return inside[0] if inside else before[-1] if before else None


def _when(clause: str, near: Found | None, said: Said, time: AskedTime | None) -> str | None:
    if time is None:
        return None
    if standing.planned(clause):
        return standing.PLANNED
    if near is None:
        if not said.dates:
            return said.when  # by its words: "after the summit, Ireland asked to join"
        return said.when if said.when in (standing.PLANNED, standing.UNDATED) else standing.UNDATED
    return standing.stands(clause, [near], time.period, said.own_day)


def named(question: Question, text: str) -> list[str]:
    """What a text names of the class that a list question wants, other than what the question itself names."""
    asked = _asked(question)
    return [one.name for one in entities(question, text, {}) if one.key not in asked and fold(one.key) not in asked]


@lru_cache(maxsize=32)  # asked for with each sentence that may name something
def _asked(question: Question) -> frozenset[str]:
    """The keys of what the question itself names, and of the country whose capital was visited."""
    keys = {name.key for name in question.names} | {fold(name.text) for name in question.names}
    visited = destination(question.text)
    return frozenset(keys | {name.key for name in countries_in(question.text)} | ({visited} if visited else set()))
