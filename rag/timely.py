"""Whether what is asked is told of the time asked for, or only of another: decided in June, or in December?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from index.patterns import lazily
from rag import dates, said, standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from index.types import Article
    from rag.asked_time import AskedTime
    from rag.calendar import Period
    from rag.question import Question
    from rag.retrieve import Candidate
    from rag.sentence import Sentence

_TIME_WORD = lazily(
    r"\d.*|.*[年月日号]|january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter|"
    r"year|month|week|day|[春夏秋冬]天?|[春夏秋冬]季|上半年|下半年|年初|年底|after|before|since|between"
)
_WORTH = {standing.INSIDE: 1.0, standing.PLANNED: 0.3, standing.OUTSIDE: 0.1}
_THEN, _UNKNOWN, _NOT_THEN = 1.0, 0.45, 0.2
"""What a sentence without a date is worth where its article is of the time asked for, of no known day, of another time."""
_NEAR = timedelta(days=40)
_ENOUGH, _MOST = 0.75, 5.0
_BESIDE, _DOES_NOT_SAY = 0.6, 0.4


def missing(
    question: Question, time: AskedTime | None, *, candidates: Sequence[Candidate], articles: Mapping[str, Article],
    sentences: Sequence[Sentence], stands: Sequence[str | None],
) -> float:  # fmt: skip
    """What is taken off the log odds of an answer because what is said of the question is not said of its time.

    Only for a period that has both its ends and hangs on no event: what happened "after the meeting" has no such bounds.
    """
    if time is None or time.event is not None or time.after is None or time.before is None or not sentences:
        return 0.0
    says = said.predicate(question, time)
    of_passages = {i: _shares(candidates[i]) for i in dict.fromkeys(one.candidate for one in sentences)}
    shares = np.array(
        [of_passages[one.candidate][one.number] * (1.0 if says(one.text) else _DOES_NOT_SAY) for one in sentences]
    )
    worth = np.array([
        _timeliness(question, stand, time.period, articles[candidates[one.candidate].passage.article_id])
        for one, stand in zip(sentences, stands, strict=True)
    ])  # fmt: skip
    told = float((shares * worth).max()) / max(float(shares.max()), 1e-6)
    return _MOST * max(0.0, 1 - told / _ENOUGH)


def _shares(candidate: Candidate) -> NDArray[np.float32]:
    """(s,) how much of the question each sentence says, words of time left out, those beside it counted for less."""
    kept = [i for i, word in enumerate(candidate.asked) if not _TIME_WORD.fullmatch(word)]
    worth: NDArray[np.float32] = candidate.worth[kept]
    said = candidate.said[:, kept]
    if not kept or not float(worth.sum()):
        return np.ones(len(said), np.float32)
    near = said.copy()
    np.maximum(near[1:], said[:-1], out=near[1:])
    np.maximum(near[:-1], said[1:], out=near[:-1])
    return np.asarray(np.maximum(said, _BESIDE * near) @ worth / worth.sum(), np.float32)


def _timeliness(question: Question, stand: str | None, period: Period, article: Article) -> float:
    if stand == standing.PLANNED and question.future:
        return 1.0
    if stand is not None and stand != standing.UNDATED:
        return _WORTH[stand]
    own = dates.own_day(article)
    if own is None:
        return _UNKNOWN
    return _THEN if _about(own, period) else _NOT_THEN


def _about(day: date, period: Period) -> bool:
    """Whether what an article of a day tells without a date may be of a period: it holds the day or ended just before."""
    return period.first <= day and day - _NEAR <= period.last
