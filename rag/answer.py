"""A question and an index -> an Answer: passages, their sentences, the quotes, or a refusal with its nearest misses."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import chain
from typing import TYPE_CHECKING

from index.base import EVERYTHING
from rag import dates, phrases, quote, refusal, rows, said, standing
from rag.completing import completed
from rag.evidence import Clock, gather
from rag.question import read
from rag.types import Answer, Quote, Row, Time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.base import Index
    from index.types import Article, Filter
    from rag.asked_time import AskedTime
    from rag.evidence import Evidence, Wish
    from rag.quote import Run

NEAREST = 3
_SOURCES = 3  # named when the one asked for is not there
_ORDER = {standing.INSIDE: 0, None: 0, standing.UNDATED: 1, standing.PLANNED: 1, standing.OUTSIDE: 2}


def answer(index: Index, asked: str, wish: Wish) -> Answer:
    """Answer a whole question (see :mod:`rag.followup` for what is not).

    Raises:
        QuestionError: when the question asks nothing or is too long.
    """
    clock = Clock(checkpoint=wish.checkpoint)
    question = read(asked)
    evidence = gather(index, question, wish, clock)
    pool = quote.weighed(evidence.candidates, evidence.sentences, evidence.probabilities, evidence.stands)
    runs = quote.choose(question, pool, evidence.articles, wish.quotes)
    fitting = _in_order(evidence, _fitting(evidence, runs))
    table = _table(evidence, fitting)
    kept = _in_order(evidence, completed(evidence, fitting, table, wish.quotes))
    quotes = tuple(_quote(evidence, run) for run in kept)
    clock.lap("quote")
    time = _time(evidence)
    refused = not quotes or evidence.confidence < refusal.required(wish.strictness)
    table = () if refused else table if kept == fitting else _table(evidence, kept)
    searched = _searched(index, wish.where)
    clock.lap("rows")
    return Answer(
        question=asked,
        refused=refused,
        reason=_reason(index, question.language, wish.where, searched) if refused else None,
        quotes=() if refused else quotes,
        rows=table,
        time=time,
        nearest=quotes[:NEAREST] if refused else (),
        seconds=clock.total,
        language=question.language,
        searched=searched,
        trace=clock.laps,
    )


def _fitting(evidence: Evidence, runs: Sequence[Run]) -> list[Run]:
    """Without what lies outside the time asked for, save what the article tells in the same breath as something inside it.

    A list is without what has no date and does not say what is asked.
    """
    if evidence.time is None:
        return list(runs)
    inside = [run for run in runs if _when(evidence, run) == standing.INSIDE]
    if not inside:
        return list(runs)
    says = said.predicate(evidence.question, evidence.time)
    near = {evidence.candidates[run.candidate].passage.article_id for run in inside}
    listed = evidence.question.kind == "list" and evidence.question.wanted is not None

    def fits(run: Run) -> bool:
        stands = _when(evidence, run)
        if stands == standing.OUTSIDE:
            return evidence.candidates[run.candidate].passage.article_id in near and says(run.text)
        return stands != standing.UNDATED or not listed or says(run.text)

    return [run for run in runs if fits(run)]


def _in_order(evidence: Evidence, runs: Sequence[Run]) -> list[Run]:
    """Inside first, and with it what is planned when that is asked for; outside last; else as they were."""
    order = _ORDER | {standing.PLANNED: 0} if evidence.question.future else _ORDER
    return sorted(runs, key=lambda run: order[_when(evidence, run)])


def _when(evidence: Evidence, run: Run) -> str | None:
    """How a run stands: inside when any of its sentences that matter does, else as the likeliest of them does."""
    if evidence.time is None:
        return None
    members = [
        i for i, one in enumerate(evidence.sentences) if one.candidate == run.candidate and run.first <= one.number <= run.last
    ]
    best = max(members, key=lambda i: float(evidence.probabilities[i]))
    weighty = [i for i in members if evidence.probabilities[i] >= 0.2 * evidence.probabilities[best]]
    stands = [evidence.stands[i] for i in weighty]
    return next((one for one in (standing.INSIDE, standing.PLANNED, standing.OUTSIDE) if one in stands), evidence.stands[best])


def _quote(evidence: Evidence, run: Run) -> Quote:
    article = evidence.article(run.candidate)
    best = float(evidence.probabilities.max(initial=1e-6))
    found = _dates(evidence, run)
    return Quote(
        text=article.text[run.start : run.end],
        start=run.start,
        end=run.end,
        score=round(evidence.confidence * min(1.0, run.probability / best) ** 0.5, 4),
        article=article,
        dates=tuple(dates.mention(article, one) for one in found),
        when=_when(evidence, run),
        sources=run.sources,
        page=page_of(article, run.start),
    )


def _dates(evidence: Evidence, run: Run) -> list[dates.Found]:
    return dates.in_run(evidence.article(run.candidate), evidence.candidates[run.candidate].passage, run.first, run.last)


def _table(evidence: Evidence, runs: Sequence[Run]) -> tuple[Row, ...]:
    """The rows that the runs say: of those who did what is asked, or else of whom any of it is said."""
    if not rows.has_rows(evidence.question):
        return ()
    best = max((run.probability for run in runs), default=1.0)
    shares = [(run.probability / best) ** 0.5 for run in runs]
    texts = [
        rows.Said(
            run.text,
            run.start,
            _dates(evidence, run),
            _when(evidence, run),
            share,
            dates.own_day(evidence.article(run.candidate)),
        )
        for run, share in zip(runs, shares, strict=True)
    ]
    question, time = evidence.question, evidence.time
    return rows.rows(question, texts, said.deed(question, time), time) or rows.rows(
        question, texts, said.predicate(question, time), time
    )


def _time(evidence: Evidence) -> Time | None:
    """The time asked for, with the quote that dates its event, and the other events that may be meant."""
    return None if evidence.time is None else _shown(evidence.time, round(evidence.confidence, 4))


def _shown(time: AskedTime, score: float) -> Time:
    anchor = None
    if time.anchor:
        article, span = time.anchor.article, time.anchor.span
        anchor = Quote(
            text=article.text[span.start : span.end],
            start=span.start,
            end=span.end,
            score=score,
            article=article,
            dates=(dates.mention(article, time.anchor.found),),
            page=page_of(article, span.start),
        )
    others = tuple(_shown(other, score) for other in time.others)
    return Time(time.after, time.before, time.label, time.event, anchor, others)


def page_of(article: Article, start: int) -> int | None:
    """The page, from 1, that a place of a paged article is on; None for one without pages."""
    return max(1, sum(begin <= start for begin in article.pages)) if article.pages else None


def _reason(index: Index, language: str, where: Filter, searched: int) -> str:
    if searched or where == EVERYTHING or not index.statistics().articles:
        return phrases.reason(language, searched)
    there = {article.source for article in index.summaries() if article.source} if where.sources else set()
    by_name = {name.casefold(): name for name in sorted(there)}
    near = [get_close_matches(name.casefold(), by_name, _SOURCES, 0.4) for name in sorted(where.sources - there)]
    return phrases.nothing_fits(language, where, [by_name[name] for name in dict.fromkeys(chain.from_iterable(near))])


def _searched(index: Index, where: Filter) -> int:
    return index.statistics().articles if where == EVERYTHING else len(index.summaries(where))
