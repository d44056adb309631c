"""A list's quotes, completed: what dates an entity that is named without a date, and what is told in the same breath."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag import dates, quote, rows, said, standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evidence import Evidence
    from rag.quote import Run
    from rag.sentence import Sentence
    from rag.types import Row

_EXACT = 31
"""The most days of a period that dates a row."""

_LIKELY = 0.002
"""Of the best sentence's probability: the least share of one from another article."""


@dataclass(frozen=True, slots=True)
class _Telling:
    """A sentence of the pool, by number, that dates what it says is asked of ``names``."""

    number: int
    names: frozenset[str]


def completed(evidence: Evidence, runs: Sequence[Run], table: Sequence[Row], count: int) -> list[Run]:
    """At most ``count`` runs: also a sentence that dates a row without a date, or names another inside the time asked for, and
    what an article tells beside what is inside.

    ``table`` are the rows of ``runs``; a run that no row needs gives way, one that a row needs never does.
    """
    question = evidence.question
    if question.wanted is None or not (question.kind == "list" or (question.kind == "who" and evidence.time)):
        return list(runs)
    undated = {row.entity for row in table if row.date is None and row.when != standing.PLANNED}
    listed = {row.entity for row in table}
    inside = {row.quote for row in table if row.when == standing.INSIDE}
    near = {_article(evidence, run.candidate) for number, run in enumerate(runs) if number in inside}
    needed = {row.quote for row in table}
    least = _LIKELY * float(evidence.probabilities.max(initial=0.0))
    kept = list(runs)
    for telling in _tellings(evidence, runs):
        one = evidence.sentences[telling.number]
        likely = float(evidence.probabilities[telling.number]) >= least
        wanted = (likely and evidence.stands[telling.number] == standing.INSIDE) or _article(evidence, one.candidate) in near
        beside = telling.names - listed if wanted else set()
        if not beside and not telling.names & undated:
            continue
        if len(kept) >= count:
            spare = next((i for i in range(len(runs) - 1, 0, -1) if i not in needed and runs[i] in kept), None)
            if spare is None:
                break
            kept.remove(runs[spare])
        kept.append(_run(evidence, one, telling.number))
        listed |= telling.names
        undated -= telling.names
    return kept


def _article(evidence: Evidence, candidate: int) -> str:
    return evidence.candidates[candidate].passage.article_id


def _tellings(evidence: Evidence, runs: Sequence[Run]) -> list[_Telling]:
    """The sentences that are not quoted yet, say what is asked of someone, and date it; likeliest first."""
    says = said.predicate(evidence.question, evidence.time)
    quoted = [(_article(evidence, run.candidate), run.start, run.end) for run in runs]
    found = []
    for number in sorted(range(len(evidence.sentences)), key=lambda i: -float(evidence.probabilities[i])):
        one = evidence.sentences[number]
        if _overlaps(quoted, _article(evidence, one.candidate), one) or not says(one.text) or standing.given_up(one.text):
            continue
        if standing.planned(one.text) or not _dated(evidence, one):
            continue
        names = frozenset(rows.named(evidence.question, one.text))
        if names:
            found.append(_Telling(number, names))
    return found


def _overlaps(quoted: Sequence[tuple[str, int, int]], article: str, one: Sentence) -> bool:
    return any(article == other and one.span.start < end and start < one.span.end for other, start, end in quoted)


def _dated(evidence: Evidence, one: Sentence) -> bool:
    passage = evidence.candidates[one.candidate].passage
    known = dates.in_passage(evidence.article(one.candidate), passage)
    return any(found.period.days <= _EXACT for found in known[one.number])


def _run(evidence: Evidence, one: Sentence, number: int) -> Run:
    return quote.Run(
        one.candidate, one.number, one.number, one.span.start, one.span.end, float(evidence.probabilities[number]), one.text
    )
