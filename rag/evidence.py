"""A question and an index -> the evidence: sentences of the best passages, weighed, and how each stands to the time."""

from __future__ import annotations

import time as clock_time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from index.analyse import fold
from index.base import EVERYTHING
from rag import asked_time, bound, dates, elsewhere, quote, refusal, rows, said, sentence, standing, timely
from rag.calibration import Calibration
from rag.polarity import asks_who_did_not, asks_who_kept_away, denies, kept_away
from rag.retrieve import retrieve
from rag.whose import told_of_others

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from index.base import Index
    from index.types import Article, Filter
    from rag.asked_time import AskedTime
    from rag.question import Question
    from rag.rerank import Reranker
    from rag.retrieve import Candidate
    from rag.sentence import Sentence

PASSAGES, RERANKED = 24, 50
"""How many passages are ranked by all that is known of them; and how many a cross-encoder, when there is one, ranks again."""
_LIKELIEST = 3
_UNMET, _NOWHERE = 4.0, 0.2
"""What is lost where a word that an answer cannot do without, or a country that the question names, is said nowhere in the
passages, in either language, or what is asked of an owner is told of others only: too rare in the fitted sets to learn, and
hardly ever so where there is an answer.
"""
UNCALIBRATED = Calibration()
_NAMING, _SO_OR_NOT = 0.7, 1.5
_BONUS = {standing.INSIDE: 1.5, standing.UNDATED: 0.0, standing.PLANNED: 0.0, standing.OUTSIDE: -1.0}
"""What a sentence's standing to the time asked for adds to its logit."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How an answer is wanted: at most ``quotes`` quotes, from those let through by ``where``; ``after`` and ``before`` bound
    the time asked about, or, when the question names none, when the articles were published.
    """

    quotes: int = 5
    where: Filter = EVERYTHING
    after: date | None = None
    before: date | None = None
    strictness: str = "normal"
    calibration: Calibration = UNCALIBRATED
    reranker: Reranker | None = None
    checkpoint: Callable[[], None] | None = None


@dataclass(slots=True)
class Clock:
    """Seconds by stage. ``checkpoint`` is called at the end of each: what it raises ends the work."""

    laps: dict[str, float] = field(default_factory=dict)
    begun: float = field(default_factory=clock_time.perf_counter)
    last: float = field(default_factory=clock_time.perf_counter)
    checkpoint: Callable[[], None] | None = None

    def lap(self, name: str) -> None:
        if self.checkpoint is not None:
            self.checkpoint()
        now = clock_time.perf_counter()
        self.laps[name] = self.laps.get(name, 0.0) + now - self.last
        self.last = now

    @property
    def total(self) -> float:
        return clock_time.perf_counter() - self.begun


class Shelf(dict[str, "Article"]):
    """Articles by id, each read when it is first asked for: of the passages found, few are quoted."""

    def __init__(self, index: Index) -> None:
        super().__init__()
        self._index = index

    def __missing__(self, identity: str) -> Article:
        [self[identity]] = self._index.articles([identity])
        return self[identity]

    def fetch(self, ids: Sequence[str]) -> None:
        """Read several at once."""
        wanted = [identity for identity in dict.fromkeys(ids) if identity not in self]
        self.update((article.id, article) for article in (self._index.articles(wanted) if wanted else ()))


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that an answer is made of: sentences of the best passages, the time asked for, how each sentence stands to it."""

    question: Question
    candidates: Sequence[Candidate]
    articles: Mapping[str, Article]
    sentences: Sequence[Sentence]
    probabilities: NDArray[np.float32]
    confidence: float
    time: AskedTime | None
    stands: Sequence[str | None]

    def article(self, candidate: int) -> Article:
        return self.articles[self.candidates[candidate].passage.article_id]


def gather(index: Index, question: Question, wish: Wish, clock: Clock) -> Evidence:
    """Search, read and weigh, up to where quotes are chosen."""
    where, timed = wish.where, asked_time.names_time(question)
    wide = timed or question.kind == "list"
    if (wish.after or wish.before) and not timed:
        where = replace(where, after=wish.after or where.after, before=wish.before or where.before)
    candidates = retrieve(index, question.text, k=RERANKED if wish.reranker else PASSAGES, where=where, wide=wide)
    clock.lap("retrieve")
    if wish.reranker:
        candidates = wish.reranker.rerank(question.text, candidates)
        clock.lap("rerank")
    articles = Shelf(index)
    time = asked_time.asked_time(index, question, candidates, where) if timed else None
    if (wish.after or wish.before) and timed:
        time = asked_time.given(question, time, wish.after, wish.before)
    clock.lap("time")
    if time and time.anchor:
        candidates = _without_the_event(time, candidates)
        clock.lap("retrieve")
    if time:
        articles.fetch([candidate.passage.article_id for candidate in candidates[: sentence.POOL]])
        clock.lap("read")
    sentences = sentence.pool(candidates, wide=time is not None or question.kind == "list")
    matrix = sentence.features(question, candidates, sentences)
    stands = _standing(time, candidates, articles, sentences)
    logits = quote.logits(question, matrix)
    gains = _gains(question, time, sentences, stands)
    probabilities = quote.softmax(logits + gains)
    clock.lap("weigh")
    support = _support(time, probabilities, gains, stands) - timely.missing(
        question, time, candidates=candidates, articles=articles, sentences=sentences, stands=stands
    )
    binding = bound.binding(question, candidates, articles, sentences, probabilities)
    signs = refusal.signs(question, candidates, sentences, matrix, index.statistics().articles, binding)
    if binding.aspect < _NOWHERE or _of_others(question, candidates, articles, sentences, probabilities):
        support = min(support, 0.0) - _UNMET
    if _only_of_who_did(question, sentences, probabilities):
        support = min(support, 0.0) - 2 * _UNMET  # who did is like an answer in every word but one
    confidence = _confidence(question, wish, candidates, signs, support)
    return Evidence(question, candidates, articles, sentences, probabilities, confidence, time, stands)


def _gains(
    question: Question, time: AskedTime | None, sentences: Sequence[Sentence], stands: Sequence[str | None]
) -> NDArray[np.float32]:
    """What naming such a thing, and standing as asked to the time, add to the sentences' logits."""
    gains = np.zeros(len(sentences), np.float32)
    if question.wanted and question.kind in ("list", "who", "where"):
        gains += _naming(question, time, sentences) + _so_or_not(question, time, sentences)
    if time:
        gains += _timeliness(question, time, sentences, stands) - _off_the_point(question, time, sentences)
    return gains


def _support(
    time: AskedTime | None, probabilities: NDArray[np.float32], gains: NDArray[np.float32], stands: Sequence[str | None]
) -> float:
    """What the best sentences add to the odds of an answer: they name one, in the time asked for; or all lie outside it."""
    best = _likeliest(probabilities)
    support = float(np.clip(gains[best].max(initial=0.0), 0.0, 1.5))
    if time and len(best) and all(stands[i] == standing.OUTSIDE for i in best):
        support -= 2.0
    return support


def _likeliest(probabilities: NDArray[np.float32]) -> list[int]:
    """The places of the likeliest sentences, the likeliest first."""
    return [int(place) for place in np.argsort(-probabilities, kind="stable")[:_LIKELIEST]]


def _of_others(
    question: Question,
    candidates: Sequence[Candidate],
    articles: Mapping[str, Article],
    sentences: Sequence[Sentence],
    probabilities: NDArray[np.float32],
) -> bool:
    """Whether what was found is told of others than those whom the question names: another country, another's president."""
    best = _likeliest(probabilities)
    told = [_led_up_to(sentences, i) for i in best]
    heads = [bound.head(articles[candidates[sentences[i].candidate].passage.article_id]) for i in best]
    if elsewhere.unsaid(question, [*heads, *(one.text for one in sentences)]):
        return True
    if elsewhere.told_elsewhere(question, [f"{head}\n{one}" for head, one in zip(heads, told, strict=True)]):
        return True
    passages = [candidates[i].passage.text for i in dict.fromkeys(one.candidate for one in sentences)]
    return told_of_others(question, passages, told[0] if told else "")


def _only_of_who_did(question: Question, sentences: Sequence[Sentence], probabilities: NDArray[np.float32]) -> bool:
    """Whether the question asks for a list of those who did not, and the likeliest sentences deny nothing."""
    if question.kind != "list" or not asks_who_did_not(question):
        return False
    best = _likeliest(probabilities)
    return not any(denies(fold(_led_up_to(sentences, i))) for i in best)


def _led_up_to(sentences: Sequence[Sentence], place: int) -> str:
    """A sentence with the one before it in its passage."""
    one, before = sentences[place], sentences[place - 1] if place else None
    return f"{before.text} {one.text}" if before and before.candidate == one.candidate else one.text


def _confidence(
    question: Question, wish: Wish, candidates: Sequence[Candidate], signs: NDArray[np.float32], support: float
) -> float:
    """The probability that what was found answers; 0 when nothing was."""
    if not signs.any():
        return 0.0
    shift = wish.calibration.shift(question.language, candidates[0].passage.language)
    return refusal.confidence(refusal.logit(signs) + support, shift)


def _without_the_event(time: AskedTime, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The passages for the question without the event it hangs on: a passage about the meeting alone answers nothing.

    Those that say both the event and the rest come first.
    """
    whole = {one.passage.key: one.score for one in candidates}
    least = min(whole.values(), default=0.0)
    return sorted(time.told or candidates, key=lambda one: -(one.score + 0.5 * whole.get(one.passage.key, least)))


def _standing(
    time: AskedTime | None, candidates: Sequence[Candidate], articles: Mapping[str, Article], sentences: Sequence[Sentence]
) -> list[str | None]:
    """How each sentence stands to the time asked for; all None when there is none."""
    if time is None:
        return [None] * len(sentences)
    known: dict[int, list[list[dates.Found]]] = {}
    result: list[str | None] = []
    for one in sentences:
        passage = candidates[one.candidate].passage
        article = articles[passage.article_id]
        if one.candidate not in known:
            known[one.candidate] = dates.in_passage(article, passage)
        found = known[one.candidate][one.number] or _inherited(known[one.candidate], one, article, passage.sentences)
        stands = standing.stands(one.text, found, time.period, dates.own_day(article))
        result.append(asked_time.by_its_words(time, one.text) or stands if stands == standing.UNDATED else stands)
    return result


def _inherited(
    known: Sequence[Sequence[dates.Found]], one: Sentence, article: Article, spans: Sequence[tuple[int, int]]
) -> Sequence[dates.Found]:
    """The dates of the sentence just before, in the same paragraph: a story goes on on its day."""
    if one.number == 0 or "\n" in article.text[spans[one.number - 1][1] : one.span.start]:
        return ()
    return [found for found in known[one.number - 1][-1:] if found.period.days <= 31]


def _naming(question: Question, time: AskedTime | None, sentences: Sequence[Sentence]) -> NDArray[np.float32]:
    """What is added to the logit of sentences that say what is asked of something, and name such a thing."""
    says = said.predicate(question, time)
    names = [bool(rows.named(question, one.text)) for one in sentences]
    return np.array([_NAMING * (says(one.text) + 1) * named for one, named in zip(sentences, names, strict=True)], np.float32)


def _so_or_not(question: Question, time: AskedTime | None, sentences: Sequence[Sentence]) -> NDArray[np.float32]:
    """What is taken off the logit of sentences that say the contrary, that somebody did not, or did; and added to that of those
    that say who stayed away, where that is asked.
    """
    contrary, of_away = said.contrary(question, time), asks_who_kept_away(question)
    signs = [(of_away and kept_away(fold(one.text))) - contrary(one.text) for one in sentences]
    return _SO_OR_NOT * np.array(signs, np.float32)


def _timeliness(
    question: Question, time: AskedTime, sentences: Sequence[Sentence], stands: Sequence[str | None]
) -> NDArray[np.float32]:
    """What is added to the logit of sentences within the time asked for; a dateline that says nothing else gains nothing."""
    says = said.predicate(question, time)
    inside = {
        one.candidate for one, stand in zip(sentences, stands, strict=True) if stand == standing.INSIDE and says(one.text)
    }
    bonus = _BONUS | {standing.PLANNED: _BONUS[standing.INSIDE]} if question.future else _BONUS
    gains = []
    for one, stand in zip(sentences, stands, strict=True):
        gain = bonus[stand] if stand else 0.0
        if stand == standing.OUTSIDE and one.candidate in inside and says(one.text):
            gain = 0.0  # told in the same breath
        gains.append(gain if gain <= 0 or says(one.text) else 0.0)
    return np.array(gains, np.float32)


def _off_the_point(question: Question, time: AskedTime, sentences: Sequence[Sentence]) -> NDArray[np.float32]:
    """What is taken off the logit of the anchor's own sentence, and, in a list, of what was called off."""
    anchor = time.anchor
    wants_given_up = standing.given_up(question.text)
    off = [
        1.5 * (anchor is not None and one.span == anchor.span)
        + 2.0 * (question.kind in ("list", "who", "where") and not wants_given_up and standing.given_up(one.text))
        for one in sentences
    ]
    return np.array(off, np.float32)
