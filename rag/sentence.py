"""The sentences of the best passages, each with what speaks for its being the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index import embed
from index.analyse import HAN, fold
from index.patterns import lazily
from rag import grains, ranking
from rag.extract import Extraction, read_through
from rag.kinds import answers_kind, holds
from rag.retrieve import SENTENCE_FEATURES, Candidate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.types import Span
    from rag.question import Question

    Floats = NDArray[np.float32]

POOL = 14
"""How many of the best passages give sentences, if they were worth reading."""

FEATURES = (
    *SENTENCE_FEATURES, "passage", "first", "rank", "passage_words", "passage_tokens", "before_words", "after_words",
    "before_tokens", "after_tokens", "holds", "lacks", "cue", "names", "passage_names", "heaviest", "numbers", "length",
    "short", "asks", "heading", "opening", "cross", "holds_near", "unsaid", "read", "read_share", "read_behind",
    "read_near",
)  # fmt: skip
"""Of a sentence: as in :data:`rag.retrieve.SENTENCE_FEATURES`; its passage's score, whether that is the best and 1 / (1 + its
rank); the shares that the passage says, and the sentences before and after; whether it holds the kind of thing asked for, or
lacks it; whether it has the words of the kind (because, said); the share of the question's names that it and its passage say;
whether it says the question's weightiest word; the share of the question's numerals; its length (log, in Latin characters) and
whether it is very short; whether it asks itself; whether it is a heading, or opens its article; whether languages differ;
whether a neighbour holds what is asked for; the share of the question that neither it nor a neighbour says; and, by reading
(:mod:`rag.extract`), the log odds that it holds the answer against that nothing does, its share of all sentences' odds, how far
its passage's best sentence is behind the best of all, and how far a neighbour is ahead of it."""

_FARTHEST = 12.0  # log odds beyond which one is as sure as can be
_HAN = lazily(f"[{HAN}]+")
_ENDS = frozenset('。！？!?.…；;:：”"』」)）')
_ORDER = (
    *SENTENCE_FEATURES, "passage", "first", "rank", "passage_words", "passage_tokens", "cross",
    "before_words", "after_words", "before_tokens", "after_tokens", "holds", "lacks", "holds_near", "cue",
    "names", "passage_names", "heaviest", "unsaid", "numbers", "length", "short", "asks", "heading", "opening",
    "read", "read_share", "read_behind", "read_near",
)  # fmt: skip
"""The features as they are found."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Sentence ``number`` of the passage of candidate ``candidate``; ``span`` is in the article's text."""

    candidate: int
    number: int
    span: Span
    text: str


def weight(text: str) -> float:
    """A length that counts a Chinese character as 2.5 Latin ones, so that 400 is the most that a quote should have."""
    return len(text) if text.isascii() else len(text) + 1.5 * len("".join(_HAN.findall(text)))


def pool(candidates: Sequence[Candidate], *, wide: bool = False) -> list[Sentence]:
    """The sentences of the best passages; one that two passages share comes once, with the better.

    Passages far behind the best one give theirs only when ``wide``: one sentence answers most questions, but a list stands in
    many places, and what happened in a given time is told in words that the question has not.
    """
    scores = np.array([candidate.score for candidate in candidates])
    near = np.flatnonzero(ranking.near(scores, wide=wide)[:POOL]).tolist()
    seen: set[tuple[str, int]] = set()
    found = []
    for rank in near:
        passage = candidates[rank].passage
        for number, span in enumerate(passage.sentences):
            if (passage.article_id, span.start) not in seen:
                seen.add((passage.article_id, span.start))
                found.append(Sentence(rank, number, span, passage.text[span.start - passage.start : span.end - passage.start]))
    return found


def features(question: Question, candidates: Sequence[Candidate], sentences: Sequence[Sentence]) -> NDArray[np.float32]:
    """(len(sentences), len(FEATURES)) float32; the candidates are those of one search."""
    if not sentences:
        return np.zeros((0, len(FEATURES)), np.float32)
    best = candidates[: 1 + max(one.candidate for one in sentences)]
    texts = _Texts(best)
    columns = [
        *_found(best, texts), *_held(question, texts), *_said(question, best, texts), *_shape(question, best, texts),
        *_read(question, best, texts),
    ]  # fmt: skip
    names = dict(zip(_ORDER, columns, strict=True))
    places = [texts.place(one.candidate, one.number) for one in sentences]
    return np.nan_to_num(np.stack([names[name] for name in FEATURES], axis=1).astype(np.float32)[places])


def _read(question: Question, candidates: Sequence[Candidate], texts: _Texts) -> list[Floats]:
    """What :mod:`rag.extract` makes of the sentences, now or when they were found.

    Their odds, these beside the odds of all, how far the passage's best is behind the best of all, and a neighbour's ahead.
    """
    found = Extraction(tuple(one.read for one in candidates if one.read is not None))
    if len(found.sentences) < len(candidates):
        found = read_through(question.text, [one.passage for one in candidates], embed.bundled())
    every = np.concatenate(found.sentences)
    odds = np.clip(every, -_FARTHEST, _FARTHEST)
    best = np.maximum.reduceat(odds, texts.starts)
    around = np.maximum(texts.before(odds, -_FARTHEST), texts.after(odds, -_FARTHEST))
    behind = np.minimum(every.max() - best, _FARTHEST)[texts.owner]
    return [odds, np.exp(np.minimum(odds - found.answered, 0)), behind, around - odds]


class _Texts:
    """The sentences of some candidates end to end: ``owner`` (s,) is the candidate of each, ``number`` its place there.

    ``starts`` (n,) is where those of each candidate begin.
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        passages = [candidate.passage for candidate in candidates]
        counts = np.array([len(passage.sentences) for passage in passages])
        self.starts = np.cumsum(counts) - counts
        self.owner = np.repeat(np.arange(len(passages)), counts)
        self.number = np.arange(len(self.owner)) - self.starts[self.owner]
        self._last = self.starts + counts - 1
        self.texts = [p.text[span.start - p.start : span.end - p.start] for p in passages for span in p.sentences]
        self.folded = [fold(text) for text in self.texts]

    def place(self, candidate: int, number: int) -> int:
        """Where a sentence stands among them."""
        return int(self.starts[candidate]) + number

    def before(self, values: Floats, missing: float = 0.0) -> Floats:
        """Of each sentence (s, ...) the value of the one before it in its passage, else ``missing``."""
        found = np.empty_like(values)
        found[1:] = values[:-1]
        found[self.starts] = missing
        return found

    def after(self, values: Floats, missing: float = 0.0) -> Floats:
        """Of the one after it."""
        found = np.empty_like(values)
        found[:-1] = values[1:]
        found[self._last] = missing
        return found


def _found(candidates: Sequence[Candidate], texts: _Texts) -> list[Floats]:
    """What the search says of the sentences, of their passages and of those beside them."""
    own = np.concatenate([candidate.sentences for candidate in candidates])
    of = np.array(
        [
            [one.score, rank == 0, 1 / (1 + rank), one.feature("words"), one.feature("tokens"), one.feature("cross")]
            for rank, one in enumerate(candidates)
        ]
    )[texts.owner]
    words, tokens = (own[:, SENTENCE_FEATURES.index(name)] for name in ("words", "tokens"))
    around = [shift(one) for one in (words, tokens) for shift in (texts.before, texts.after)]
    return [*own.T, *of.T, *around]


def _held(question: Question, texts: _Texts) -> list[Floats]:
    """Whether the kind of thing that is asked for is there, and the words of the kind."""
    seeks = float(question.seeks is not None)
    both = zip(texts.texts, texts.folded, strict=True)
    held = np.array([holds(question, *pair) for pair in both] if seeks else np.zeros(len(texts.texts)), np.float32)
    cue = np.array([answers_kind(question, folded) for folded in texts.folded], np.float32)
    return [held, seeks * (1 - held), np.maximum(texts.before(held), texts.after(held)), cue]


def _said(question: Question, candidates: Sequence[Candidate], texts: _Texts) -> list[Floats]:
    """What of the question's names, of its weightiest word and of all of it the sentences say."""
    said = np.concatenate([candidate.said for candidate in candidates])
    worth = np.clip(candidates[0].worth, 1e-6, 20.0)
    nothing = np.ones(len(said), np.float32)
    if not len(worth):
        return [nothing, nothing, np.zeros(len(said), np.float32), nothing]
    share = worth / worth.sum()
    keys = [(name.key, fold(name.text)) for name in question.names]
    named = share * np.array([any(word in key or word in text for key, text in keys) for word in candidates[0].asked])
    total = float(named.sum())
    of_passages = np.maximum.reduceat(said, texts.starts)
    names, of_names = (
        (grains.times(named, said.T) / total, grains.times(named, of_passages.T) / total)
        if total
        else (nothing, nothing[: len(of_passages)])
    )
    near = np.maximum(said, np.maximum(texts.before(said), texts.after(said)))
    return [names, of_names[texts.owner], said[:, int(np.argmax(worth))], 1 - grains.times(share, near.T)]


def _shape(question: Question, candidates: Sequence[Candidate], texts: _Texts) -> list[Floats]:
    """The question's numerals, and what the sentences look like: how long, asking, a heading, an article's first."""
    plain = [folded.replace(",", "") for folded in texts.folded] if question.numbers else []
    numbers = [sum(one in folded for one in question.numbers) / len(question.numbers) for folded in plain]
    lengths = np.array([weight(text) for text in texts.texts])
    asks = [folded.rstrip('”"』」 ').endswith("?") for folded in texts.folded]
    headings = [text.rstrip()[-1:] not in _ENDS for text in texts.texts]
    opens = np.array([candidate.passage.number == 0 for candidate in candidates])[texts.owner] & (texts.number < 2)
    values = [
        numbers or np.ones(len(lengths)), np.log(np.maximum(lengths, 5) / 100), lengths < 40, asks, headings, opens
    ]  # fmt: skip
    return [np.asarray(value, np.float32) for value in values]
