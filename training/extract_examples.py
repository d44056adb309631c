"""Questions with passages, as the extractor learns from them: some with the answer, more to the point some without.

Without an answer are: the passage with the sentences that answer taken out, neighbours of the passage alone, the passage whole
with one rare word of the question exchanged for another of its kind, which the passage does not say or says of something else,
and questions written so that a passage only seems to answer them. Languages are mixed by exchanging words for their nearest of
the other language, so that nothing is learnt that holds in one language only.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from index.analyse import HAN
from index.split import split

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bench.reading import ReadingSet
    from index.static import StaticModel

    Ids = NDArray[np.int64]

_HAN = re.compile(f"[{HAN}]")
PASSAGES = 3
LONGEST, LONGEST_QUESTION = 230, 40
MODES = {"answered": 0.52, "silenced": 0.15, "neighbours": 0.07, "exchanged": 0.08, "crossed": 0.18}
_SWITCHED, _OF_WORDS = 0.3, 0.85
_TRANSLATION, _KINDRED, _BESIDE = 0.55, (0.2, 0.5), (0.15, 0.6)  # cosines of a word's translations, and of others of its kind
_RARE = 6.5  # the length of a vector that says something
_PLACES = 3  # of an answer in a passage that count as one: which of them was meant is not said


class Read(NamedTuple):
    """A passage's token ids, where its sentences end among them, and which of them are the answer's."""

    tokens: Ids
    ends: Ids
    answer: Ids


class Example(NamedTuple):
    question: Ids
    passages: list[Read]


@dataclass(frozen=True)
class Asked:
    """A question's tokens, the passage that answers it, and the answer's tokens there; none where it only seems to answer."""

    tokens: Ids
    passage: int
    answer: Ids


@dataclass(frozen=True)
class Corpus:
    """The passages of reading sets, the groups that they are of, and the questions to them."""

    passages: list[Read]
    groups: list[str]
    questions: list[Asked]
    switched: float

    @cached_property
    def members(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, group in enumerate(self.groups):
            found.setdefault(group, []).append(number)
        return found


def corpus(data: ReadingSet, model: StaticModel, keep: Callable[[str], bool] = bool, switched: float = _SWITCHED) -> Corpus:
    """Read a set, cut into passages as the index cuts them; ``keep`` says which groups (the first part of an article's id)."""
    articles = [article for article in data.articles if keep(article.id.split("-")[0])]
    pieces = [(article, passage) for article in articles for passage in split(article)]
    texts = [article.text[s.start : s.end] for article, passage in pieces for s in passage.sentences]
    encoded = iter(model.tokenizer.encode_batch(texts, add_special_tokens=False))
    passages, places, of = [], [], {}
    for number, (article, passage) in enumerate(pieces):
        parts = [next(encoded) for _ in passage.sentences]
        ends = np.cumsum([len(part.ids) for part in parts])
        tokens = np.array([i for part in parts for i in part.ids], np.int64)
        passages.append(Read(tokens, ends, np.zeros(0, np.int64)))
        spans = zip(parts, passage.sentences, strict=True)
        places.append(
            np.array([(s.start + a, s.start + b) for part, s in spans for a, b in part.offsets], np.int64).reshape(-1, 2)
        )
        of.setdefault(article.id, []).append(number)
    wholes = {article.id: article.text for article in articles}
    asked = [one for one in data.questions if one.article in of]
    questions = []
    for one, tokens in zip(asked, model.tokens([one.question for one in asked]), strict=True):
        if not one.answers and len(tokens):
            number = max(of[one.article], key=lambda i: len(np.intersect1d(passages[i].tokens, tokens)))
            questions.append(Asked(tokens[:LONGEST_QUESTION].astype(np.int64), number, np.zeros(0, np.int64)))
            continue
        for number in of[one.article]:
            answer = _answer(wholes[one.article], one.answers, pieces[number][1], places[number])
            if len(answer) and len(tokens):
                questions.append(Asked(tokens[:LONGEST_QUESTION].astype(np.int64), number, answer))
                break
    return Corpus(passages, [article.id.split("-")[0] for article, _ in pieces], questions, switched)


def _answer(text: str, answers: Sequence[str], passage: Any, places: Ids) -> Ids:
    """The passage's tokens that are of an answer, wherever it stands."""
    inside = np.zeros(len(places), bool)
    for answer in answers:
        at = text.find(answer, passage.start)
        for _ in range(_PLACES):
            if not passage.start <= at < passage.end:
                break
            inside |= (places[:, 0] < at + len(answer)) & (places[:, 1] > at)
            at = text.find(answer, at + 1)
    return np.flatnonzero(inside)


def silenced(passage: Read) -> Read | None:
    """The passage without the sentences that hold the answer; None when nothing is left."""
    begins = np.concatenate([[0], passage.ends[:-1]])
    answering = set(np.searchsorted(passage.ends, passage.answer, "right").tolist())
    left = [i for i in range(len(begins)) if i not in answering and passage.ends[i] > begins[i]]
    if not left:
        return None
    tokens = np.concatenate([passage.tokens[begins[i] : passage.ends[i]] for i in left])
    return Read(tokens, np.cumsum([passage.ends[i] - begins[i] for i in left]), passage.answer[:0])


class Maker:
    """Makes examples of corpora, at random from a seed."""

    def __init__(self, model: StaticModel, seed: int) -> None:
        self.rng = random.Random(seed)
        self._ids, near = model.neighbours
        self._near = near.astype(np.float32) / 255
        self.lengths = np.linalg.norm(model.vectors.astype(np.float32), axis=1)
        self._unit = model.vectors.astype(np.float32) / self.lengths[:, None]
        names = {number: text for text, number in model.tokenizer.get_vocab().items()}
        self._chinese = np.array([_HAN.search(names.get(i, "")) is not None for i in range(model.vocabulary)])

    def example(self, of: Corpus, count: int = PASSAGES, mode: str | None = None) -> Example:
        """A question with ``count`` passages in any order."""
        one = self.rng.choice(of.questions)
        mode = "answered" if not len(one.answer) else mode or self.rng.choices(list(MODES), list(MODES.values()))[0]
        question, gold = one.tokens, of.passages[one.passage]._replace(answer=one.answer)
        chosen: list[Read] = []
        if mode in {"exchanged", "crossed"}:
            other = self._exchanged(question, gold) if mode == "exchanged" else self._crossed(question, gold)
            if other is not None:
                question, chosen = other, [gold._replace(answer=one.answer[:0])]
        elif mode == "silenced":
            chosen = [left] if (left := silenced(gold)) else []
        elif mode == "answered":
            chosen = [gold]
        chosen += [of.passages[i] for i in self._neighbours(of, one, count - len(chosen))]
        if self.rng.random() < of.switched:
            if self.rng.random() < 0.5:
                question = self._switched(question)
            else:
                chosen = [passage._replace(tokens=self._switched(passage.tokens)) for passage in chosen]
        self.rng.shuffle(chosen)
        return Example(question, chosen)

    def _neighbours(self, of: Corpus, one: Asked, count: int, among: int = 8) -> list[int]:
        """Other passages: the one most like the question of some of its group (or of all), and others at random."""
        group = of.members[of.groups[one.passage]]
        found = [i for i in self.rng.sample(group, min(among, len(group))) if i != one.passage]
        while len(found) <= among // 2:
            found += [i for i in [self.rng.randrange(len(of.passages))] if i != one.passage]
        asked = set(one.tokens.tolist())
        found.sort(key=lambda i: -sum(self.lengths[t] for t in asked.intersection(of.passages[i].tokens.tolist())))
        return [found[0], *self.rng.sample(found[1:], max(0, count - 1))][:count]

    def _exchanged(self, question: Ids, passage: Read) -> Ids | None:
        """The question with a rare word that the passage says exchanged for another of its kind that it does not."""
        held = set(passage.tokens.tolist())
        place = self._rare_word(question, held)
        if place is None:
            return None
        token = int(question[place])
        low, high = _KINDRED
        near = zip(self._ids[token].tolist(), self._near[token].tolist(), strict=True)
        kindred = [i for i, c in near if low < c < high and i not in held and self._chinese[i] == self._chinese[token]]
        return self._with(question, place, kindred)

    def _crossed(self, question: Ids, passage: Read) -> Ids | None:
        """The question with a rare word that the passage says exchanged for another that it says too: told, but of another."""
        asked, held = set(question.tolist()), np.unique(passage.tokens)
        place = self._rare_word(question, set(held.tolist()))
        if place is None:
            return None
        token = int(question[place])
        low, high = _BESIDE
        cosines = self._unit[held] @ self._unit[token]
        alike = (cosines > low) & (cosines < high) & (self._chinese[held] == self._chinese[token])
        kindred = [i for i in held[alike & (self.lengths[held] > _RARE)].tolist() if i not in asked]
        return self._with(question, place, kindred)

    def _rare_word(self, question: Ids, held: set[int]) -> int | None:
        """The place of one of the question's rare words that are held; None when there is none."""
        rare = [i for i, token in enumerate(question.tolist()) if token in held and self.lengths[token] > _RARE]
        return self.rng.choice(rare) if rare else None

    def _with(self, question: Ids, place: int, kindred: list[int]) -> Ids | None:
        """The question with one of these words at a place; None when there are none."""
        if not kindred:
            return None
        other = question.copy()
        other[place] = self.rng.choice(kindred)
        return other

    def _switched(self, tokens: Ids) -> Ids:
        """Most words that have a translation exchanged for one."""
        other = tokens.copy()
        for place, token in enumerate(tokens.tolist()):
            if self.rng.random() < _OF_WORDS:
                near = zip(self._ids[token].tolist(), self._near[token].tolist(), strict=True)
                found = [i for i, c in near if c > _TRANSLATION and self._chinese[i] != self._chinese[token]]
                if found:
                    other[place] = self.rng.choice(found[:4])
        return other
