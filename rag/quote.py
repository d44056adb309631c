"""Sentences -> quotes: which runs of whole sentences to show, best first, none twice, wire copies of one text as one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from index.analyse import fold
from index.patterns import lazily
from rag import network, rows, standing
from rag.kinds import holds
from rag.question import KINDS
from rag.sentence import FEATURES, Sentence, weight

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from index.types import Article
    from rag.question import Question
    from rag.retrieve import Candidate

INPUTS = (*FEATURES, *(f"kind_{kind}" for kind in KINDS), "chinese")
LONGEST = 400.0
"""The most that a quote of several sentences weighs: 160 Chinese characters or 400 Latin ones."""

_CONTINUES = lazily(
    r"^[“\"‘「『]?(?:(?:他|她|它|他们|她们|它们|这|该|此|其|但|而|同时|此外|因此|所以|不过|然而|另外|随后|之后|并)|"
    r"(?:he|she|it|they|this|these|that|those|but|however|his|her|its|their|such|the latter|both)\b)"
)
_COUNTS_ON = lazily(
    r"^(?:the (?:second|third|fourth|fifth|last|two|three|other|others|rest|remaining)\b|another\b|"
    r"第[二三四五六]|其次|另[一两外]|其余|其他|[两二三四]人)"
)
"""What goes on with an enumeration that the sentence before began."""
_CLOSING = "”\"』」’'）)"
_ENDS = frozenset('。！？!?.…；;:：”"』」)）')
_HEADING = 60.0
"""A line that ends no sentence and weighs less is a heading, a caption or a cell, unless it holds what is asked for."""
_LEFT = 0.02
"""What is left of the probability of a question or a heading: it answers nothing."""
_JOINS, _COMPLETES = 0.06, 0.02
"""The share of the first one's probability that a neighbour must have to be quoted with it; and the sentence before, where the
first cannot be understood without it. On the tuning sets .06 puts the answer into the first quote 2.5 points oftener than .2,
for quotes that are a fifth longer and still half as long as they may be."""
_SAME = 0.6
"""Of two texts' pairs of characters: above this share the second says nothing new."""
_COPY = 0.85
_NOTHING_NEW = 0.2  # what is left of a sentence that names only what a list has already
_ALWAYS = 3
_WEAKEST = (0.0002, 0.002, 0.008)
"""The least share of the best one's probability: of the first three quotes, of those after them in a list, and of others."""


@dataclass(frozen=True, slots=True)
class Run:
    """Sentences ``first..last`` of one candidate's passage, to be quoted as one; the probability that the answer is in them."""

    candidate: int
    first: int
    last: int
    start: int
    end: int
    probability: float
    text: str
    sources: int = 1


def inputs(question: Question, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """(s, len(INPUTS)): the sentences' features, and the kind of question and its language beside each."""
    own = [float(question.kind == kind) for kind in KINDS] + [float(question.language == "zh")]
    return np.concatenate([matrix, np.tile(np.array(own, np.float32), (len(matrix), 1))], axis=1)


def logits(question: Question, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """How likely each sentence is to hold the answer; the softmax over the pool is the probability that it is the one."""
    return network.load("quote_weights", INPUTS).logits(inputs(question, matrix))


def softmax(values: NDArray[np.float32]) -> NDArray[np.float32]:
    if not len(values):
        return values
    exponents = np.exp(values - values.max())
    return np.asarray(exponents / exponents.sum(), np.float32)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The pool of sentences, each with its probability of holding the answer; ``place`` finds one by candidate and number.

    Sentences that stand differently to the time asked for (``stands``) are not quoted as one.
    """

    candidates: Sequence[Candidate]
    sentences: Sequence[Sentence]
    probabilities: NDArray[np.float32]
    stands: Sequence[str | None]
    place: Mapping[tuple[int, int], int]


def weighed(
    candidates: Sequence[Candidate],
    sentences: Sequence[Sentence],
    probabilities: NDArray[np.float32],
    stands: Sequence[str | None],
) -> Weighed:
    """The pool ready for choosing from."""
    return Weighed(
        candidates, sentences, probabilities, stands, {(one.candidate, one.number): i for i, one in enumerate(sentences)}
    )


def choose(question: Question, pool: Weighed, articles: Mapping[str, Article], count: int) -> list[Run]:
    """At most ``count`` runs, best first; in a list those that name something new before those that do not."""
    pool = replace(pool, probabilities=_handed_on(question, pool))
    used: set[int] = set()
    runs: list[Run] = []
    shown: list[set[str]] = []
    worth: list[float] = pool.probabilities.tolist()
    best = max(worth, default=0.0)
    likely = [i for i, one in enumerate(worth) if one >= best * min(_WEAKEST)]

    @cache
    def names(i: int) -> frozenset[str]:
        return frozenset(rows.named(question, pool.sentences[i].text)) if question.wanted else frozenset()

    told: set[str] = set()
    while len(runs) < count and (
        left := [i for i in likely if i not in used and worth[i] >= best * _weakest(question, len(runs))]
    ):
        seed = max(left, key=lambda i: worth[i] * (_NOTHING_NEW if names(i) and names(i) <= told else 1.0))
        members = _grow(question, seed, pool, used)
        run = _run(pool, members)
        used.update(members)
        pairs = _pairs(run.text)
        copy = next((n for n, other in enumerate(shown) if _overlap(pairs, other) > _SAME), None)
        if copy is None:
            runs.append(run)
            shown.append(pairs)
            told.update(*(names(i) for i in members))
        elif _overlap(pairs, shown[copy]) > _COPY and _other_article(run, runs[copy], pool.candidates):
            runs[copy] = _merged(runs[copy], run, pool.candidates, articles)
    return runs


def _handed_on(question: Question, pool: Weighed) -> NDArray[np.float32]:
    """The probabilities, those of headings and of questions in the text handed on to the sentence after them."""
    found = np.array(pool.probabilities, np.float32)
    for i, one in enumerate(pool.sentences):
        if _answers_nothing(question, one.text):
            after = pool.place.get((one.candidate, one.number + 1))
            if after is not None:
                found[after] = max(found[after], found[i])
            found[i] *= _LEFT
    return found


def _answers_nothing(question: Question, text: str) -> bool:
    text = text.strip()
    if text.rstrip(_CLOSING).endswith(("?", "？")):
        return True
    return text[-1:] not in _ENDS and weight(text) < _HEADING and not holds(question, text, fold(text))


def _weakest(question: Question, shown: int) -> float:
    """The share of the best sentence's probability that the next quote's must have."""
    return _WEAKEST[0] if shown < _ALWAYS else _WEAKEST[1 if question.kind == "list" else 2]


def _grow(question: Question, seed: int, pool: Weighed, used: set[int]) -> list[int]:
    """The run around one sentence: a neighbour joins when it likely answers too, when the first needs it to make sense, or when
    it goes on with what a list asks for.
    """
    one, members = pool.sentences[seed], [seed]
    while len(members) < 3:
        first, last = pool.sentences[members[0]], pool.sentences[members[-1]]
        before, after = pool.place.get((one.candidate, first.number - 1)), pool.place.get((one.candidate, last.number + 1))
        size = sum(weight(pool.sentences[m].text) for m in members)
        gains = {
            n: _gain(n == before, first.text, float(pool.probabilities[seed]), float(pool.probabilities[n]))
            + float(n == after and question.kind in ("list", "who") and _counts_on(pool.sentences[n].text))
            for n in (before, after)
            if n is not None
            and n not in used
            and _together(pool.stands[seed], pool.stands[n])
            and size + weight(pool.sentences[n].text) <= LONGEST
        }
        joined = max(gains, key=lambda n: gains[n], default=None)
        if joined is None or gains[joined] <= 0:
            break
        members = [joined, *members] if joined == before else [*members, joined]
    return members


def _together(one: str | None, other: str | None) -> bool:
    return one == other or standing.UNDATED in (one, other)


def _run(pool: Weighed, members: Sequence[int]) -> Run:
    first, last = pool.sentences[members[0]], pool.sentences[members[-1]]
    passage = pool.candidates[first.candidate].passage
    start, end = first.span.start, last.span.end
    text = passage.text[start - passage.start : end - passage.start]
    return Run(first.candidate, first.number, last.number, start, end, float(pool.probabilities[list(members)].sum()), text)


def _gain(is_before: bool, first: str, seed: float, neighbour: float) -> float:
    """Above 0 where a neighbouring sentence is worth its room."""
    if is_before and _CONTINUES.match(fold(first)):
        return neighbour - _COMPLETES * seed
    return neighbour - _JOINS * seed


def _counts_on(text: str) -> bool:
    return _COUNTS_ON.match(fold(text).lstrip()) is not None


def _pairs(text: str) -> set[str]:
    folded = re.sub(r"\W+", "", fold(text))
    return {folded[i : i + 3] for i in range(max(1, len(folded) - 2))}


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _other_article(run: Run, other: Run, candidates: Sequence[Candidate]) -> bool:
    return candidates[run.candidate].passage.article_id != candidates[other.candidate].passage.article_id


def _merged(kept: Run, copy: Run, candidates: Sequence[Candidate], articles: Mapping[str, Article]) -> Run:
    """One run for two outlets' same words: the earlier published one, counting both."""

    def published(run: Run) -> str:
        return articles[candidates[run.candidate].passage.article_id].published or "9999"

    earlier = copy if published(copy) < published(kept) else kept
    return replace(earlier, probability=kept.probability, sources=kept.sources + copy.sources)
