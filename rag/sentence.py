"""The sentences of the best passages, each with what speaks for its being the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index import embed
from index.analyse import HAN, fold
from rag.extract import extract
from rag.kinds import answers_kind, holds
from rag.retrieve import SENTENCE_FEATURES, Candidate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.types import Span
    from rag.question import Question

POOL = 14
"""How many of the best passages give sentences."""

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
_HAN = re.compile(f"[{HAN}]")
_END = re.compile(r"[。！？!?.…；;:：”\"』」)）]\s*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Sentence ``number`` of the passage of candidate ``candidate``; ``span`` is in the article's text."""

    candidate: int
    number: int
    span: Span
    text: str


def weight(text: str) -> float:
    """A length that counts a Chinese character as 2.5 Latin ones, so that 400 is the most that a quote should have."""
    return len(text) + 1.5 * len(_HAN.findall(text))


def pool(candidates: Sequence[Candidate]) -> list[Sentence]:
    """The sentences of the best passages; one that two passages share comes once, with the better."""
    seen: set[tuple[str, int]] = set()
    found = []
    for rank, candidate in enumerate(candidates[:POOL]):
        passage = candidate.passage
        for number, span in enumerate(passage.sentences):
            if (passage.article_id, span.start) not in seen:
                seen.add((passage.article_id, span.start))
                found.append(Sentence(rank, number, span, passage.text[span.start - passage.start : span.end - passage.start]))
    return found


def features(question: Question, candidates: Sequence[Candidate], sentences: Sequence[Sentence]) -> NDArray[np.float32]:
    """(len(sentences), len(FEATURES)) float32."""
    if not sentences:
        return np.zeros((0, len(FEATURES)), np.float32)
    views = [
        _View(question, candidate, rank, read)
        for rank, (candidate, read) in enumerate(zip(candidates[:POOL], _read(question, candidates[:POOL]), strict=True))
    ]
    return np.nan_to_num(np.array([views[one.candidate].row(one.number) for one in sentences], np.float32))


def _read(question: Question, candidates: Sequence[Candidate]) -> list[NDArray[np.float32]]:
    """For each candidate (s, 4): what :mod:`rag.extract` makes of its sentences."""
    model = embed.bundled()
    passages = [(one.passage.encoding.tokens, one.passage.encoding.ends) for one in candidates]
    found = extract(model.tokens([question.text])[0], passages, model)
    best = max(float(odds.max()) for odds in found.sentences)
    return [_compared(np.clip(odds, -_FARTHEST, _FARTHEST), found.answered, best) for odds in found.sentences]


def _compared(odds: NDArray[np.float32], answered: float, best: float) -> NDArray[np.float32]:
    """One passage's sentences' odds, beside those of all, of the best of all and of their neighbours."""
    ends = np.full(1, -_FARTHEST, np.float32)
    around = np.maximum(np.concatenate([ends, odds[:-1]]), np.concatenate([odds[1:], ends]))
    behind = np.full(len(odds), min(best - float(odds.max()), _FARTHEST), np.float32)
    return np.stack([odds, np.exp(np.minimum(odds - answered, 0)), behind, around - odds], axis=1)


class _View:
    """One candidate as the features need it."""

    def __init__(self, question: Question, candidate: Candidate, rank: int, read: NDArray[np.float32]) -> None:
        passage = candidate.passage
        self.question, self.candidate, self.rank, self.read = question, candidate, rank, read
        self.texts = [passage.text[span.start - passage.start : span.end - passage.start] for span in passage.sentences]
        self.folded = [fold(text) for text in self.texts]
        self.holds = [holds(question, text, folded) for text, folded in zip(self.texts, self.folded, strict=True)]
        worth = np.clip(candidate.worth, 1e-6, 20.0)
        share = worth / worth.sum() if len(worth) else worth
        of_names = np.array(
            [any(word in name.key or word in fold(name.text) for name in question.names) for word in candidate.asked]
        )
        named = share * of_names if len(share) else share
        total = float(named.sum()) if len(share) else 0.0
        said = candidate.said
        self.names = said @ named / total if total else np.ones(len(self.texts), np.float32)
        self.passage_names = float(said.max(axis=0) @ named / total) if total else 1.0
        self.heaviest = said[:, int(np.argmax(worth))] if len(worth) else np.zeros(len(self.texts), np.float32)
        near = np.stack([np.maximum.reduce(said[max(0, i - 1) : i + 2]) for i in range(len(said))]) if len(said) else said
        self.unsaid = 1 - near @ share if len(share) else np.ones(len(self.texts), np.float32)

    def row(self, number: int) -> list[float]:
        candidate, question = self.candidate, self.question
        own = candidate.sentences[number]
        before = candidate.sentences[number - 1] if number else None
        after = candidate.sentences[number + 1] if number + 1 < len(self.texts) else None
        text, folded = self.texts[number], self.folded[number]
        tokens, words = SENTENCE_FEATURES.index("tokens"), SENTENCE_FEATURES.index("words")
        numbers = [one in folded.replace(",", "") for one in question.numbers]
        length = weight(text)
        near = any(self.holds[i] for i in (number - 1, number + 1) if 0 <= i < len(self.holds))
        return [
            *(float(value) for value in own),
            candidate.score, float(self.rank == 0), 1 / (1 + self.rank),
            candidate.feature("words"), candidate.feature("tokens"),
            float(before[words]) if before is not None else 0.0, float(after[words]) if after is not None else 0.0,
            float(before[tokens]) if before is not None else 0.0, float(after[tokens]) if after is not None else 0.0,
            float(question.seeks is not None and self.holds[number]),
            float(question.seeks is not None and not self.holds[number]),
            float(answers_kind(question, folded)), float(self.names[number]), self.passage_names, float(self.heaviest[number]),
            sum(numbers) / len(numbers) if numbers else 1.0,
            float(np.log(max(length, 5) / 100)), float(length < 40), float(folded.rstrip("”\"』」 ").endswith("?")),
            float(not _END.search(text)), float(candidate.passage.number == 0 and number < 2), candidate.feature("cross"),
            float(question.seeks is not None and near), float(self.unsaid[number]),
            *(float(value) for value in self.read[number]),
        ]  # fmt: skip
