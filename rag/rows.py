# ruff: noqa: E501 (a rule is one line, to be read as one)
"""List questions row by row: who or what, when, and the quote that says so. Nothing is listed that no quote says."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from index.analyse import HAN, fold
from rag import standing
from rag.names import countries_in, country_name, leaders_in, names_in
from rag.question import language_of
from rag.types import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rag.asked_time import AskedTime
    from rag.dates import Found
    from rag.question import Question

_CLAUSE = re.compile(r"[,，;；。、!！?？\n](?!\d)|\b(?:while|but|and then)\b|(?<=[a-z])\.\s")
_COMPANY = re.compile(
    rf"[{HAN}A-Za-z·]{{2,12}}?(?:公司|集团|银行|股份|科技|汽车|电子|半导体|矿业|航空|石油|能源)|\b[A-Z][\w&.-]+(?:\s[A-Z][\w&.-]+)*\s(?:Inc|Corp|Ltd|Group|Company|Bank|Motors|Metals|Holdings|plc|AG|SA|GmbH)\b\.?"
)
_STOP = re.compile(r"[。!！?？\n]|(?<=[a-z])\.\s")
_VAGUE = 31
"""A period of more days than this dates nothing."""
_LISTING = re.compile(r"分别|包括|其中|including|namely|among them|such as|were:|are:")


@dataclass(frozen=True, slots=True)
class Said:
    """One quote as rows are read from it: its ``text`` begins at ``start`` of the article, ``dates`` are at offsets of the article."""

    text: str
    start: int
    dates: Sequence[Found]
    when: str | None


@dataclass(frozen=True, slots=True)
class _Terms:
    """What rows are read by: what is asked, what says it, when; who is of which country; what the question itself names."""

    question: Question
    predicate: Callable[[str], bool]
    time: AskedTime | None
    leaders: dict[str, str]
    asked: set[str]


def rows(
    question: Question, quotes: Sequence[Said], predicate: Callable[[str], bool], time: AskedTime | None
) -> tuple[Row, ...]:
    """The rows of a list question; none for any other.

    ``predicate`` tells whether a clause says what is asked (visited China). A row says how its own date stands to ``time``.
    """
    if question.kind not in ("list", "who", "where", "what") or question.wanted is None:
        return ()
    found: dict[str, Row] = {}
    terms = _Terms(question, predicate, time, {}, _asked(question))
    terms.leaders.update({name: key for said in quotes for name, key in leaders_in(said.text).items()})
    for number, said in enumerate(quotes):
        for row in _rows(number, said, terms):
            same = next((name for name in found if question.wanted == "person" and _same(name, row.entity)), row.entity)
            known = found.pop(same, None)
            name = max(same, row.entity, key=len)
            found[name] = replace(row if known is None or _telling(row) < _telling(known) else known, entity=name)
    return tuple(sorted(found.values(), key=lambda row: (_rank(row)[0], row.date or "9999", row.quote)))


def _same(one: str, other: str) -> bool:
    """Whether two names are one: the same, or the last part of the other (Carney, Mark Carney)."""
    short, long = sorted((fold(one), fold(other)), key=len)
    return short == long or long.endswith((f" {short}", f"·{short}"))


def _telling(row: Row) -> tuple[int, bool, int]:
    """What is best known of one entity first: inside, else dated, else planned."""
    order = {standing.INSIDE: 0, None: 0, standing.OUTSIDE: 1, standing.PLANNED: 2, standing.UNDATED: 3}
    return order[row.when], row.date is None, row.quote


def _rank(row: Row) -> tuple[int, bool, int]:
    """Inside before all else, dated before undated, the better quote first."""
    order = {standing.INSIDE: 0, None: 0, standing.UNDATED: 1, standing.PLANNED: 2, standing.OUTSIDE: 3}
    return order[row.when], row.date is None, row.quote


def _rows(number: int, said: Said, terms: _Terms) -> list[Row]:
    clauses = _clauses(said.text)
    saying = [terms.predicate(said.text[start:end]) for start, end in clauses]
    listing = _LISTING.search(fold(said.text)) is not None or not any(saying)
    if not terms.predicate(said.text):
        return []
    found = []
    for (start, end), says in zip(clauses, saying, strict=True):
        clause = said.text[start:end]
        if not (says or listing) or standing.given_up(clause):
            continue
        for entity, key in _entities(terms.question, clause, terms.leaders):
            if key in terms.asked or fold(key) in terms.asked:
                continue
            near = _date(said, start, end)
            day = near.period.first.isoformat() if near and near.period.days <= _VAGUE else None
            found.append(Row(entity, day, number, _when(clause, near, said, terms.time)))
    return found


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
        return said.when if said.when in (standing.PLANNED, standing.UNDATED) else standing.UNDATED
    return standing.stands(clause, [near], time.period, None)


def named(question: Question, text: str) -> list[str]:
    """What a text names of the class that a list question wants, other than what the question itself names."""
    asked = _asked(question)
    return [entity for entity, key in _entities(question, text, {}) if key not in asked and fold(key) not in asked]


def _asked(question: Question) -> set[str]:
    """The keys of what the question itself names."""
    keys = {name.key for name in question.names} | {fold(name.text) for name in question.names}
    return keys | {name.key for name in countries_in(question.text)}


def _entities(question: Question, clause: str, leaders: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a clause names of the wanted class: the name to show, and the key under which forms are one."""
    if question.wanted == "country":
        keys = [name.key for name in countries_in(clause)] or [key for name, key in leaders.items() if name in fold(clause)]
        return [(country_name(key, question.language), key) for key in keys]
    if question.wanted == "company":
        return [(match[0].strip(), fold(match[0])) for match in _COMPANY.finditer(clause)]
    kinds = {"person": ("person", "name"), "city": ("place", "name")}.get(question.wanted or "", ("organisation", "name"))
    names = [name for name in names_in(clause, language_of(clause)) if name.kind in kinds and len(name.text) > 1]
    if question.wanted == "person":
        names = [name for name in names if name.kind == "person" or (" " in name.text and not name.text.isupper())]
    return [(name.text, name.key) for name in names]
