# ruff: noqa: E501
"""Which questions are put to which collections, answerable or not: what training/quotes.py fits on."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from bench import reading
from index.base import EVERYTHING
from index.types import Filter
from rag import bound, quote, refusal, sentence
from rag.evidence import PASSAGES
from rag.question import Question, read
from rag.retrieve import Candidate, retrieve
from training.extract import WRITTEN, learnt, taught
from training.unanswerable import lacking, silenced, twisted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index.local import LocalIndex

DIRECTIONS = ("en->en", "zh->zh", "en->zh", "zh->en")
SEED = 20260113
CHUNKS = (4, 10, 4, 30, 10, 4, 100, 10, 30, 4, 10, 800)
"""How many passages the indexes of a set hold: questions are put to small collections and to larger ones."""
FEWEST, MOST = 6, 110
"""How many questions are put to one index."""
SIZES = (4, 16, 64)
"""How many articles those collections hold to which every written question is put, once each."""
TWISTS = 0.5
"""How many of the questions are also asked about another number or name."""
SETS = {
    "drcd": lambda: [reading.drcd()],
    "cmrc": lambda: [reading.cmrc_trial()],
    "squad": lambda: [held_out(reading.squad_train(most=None))],
    **{f"bipar-{d}": (lambda d=d: [reading.bipar(d)]) for d in DIRECTIONS},
    **{f"bilingual-{d}": (lambda d=d: [held_out(reading.bilingual(d))]) for d in DIRECTIONS},
    "written": lambda: [held_out(reading.written(WRITTEN), taught)],
    "mixed": lambda: [held_out(reading.squad_train(most=None)), reading.drcd()],
    "mixed-bilingual": lambda: [held_out(reading.bilingual(d)) for d in DIRECTIONS],
}


def held_out(data: reading.ReadingSet, learnt: Callable[[str], bool] = learnt) -> reading.ReadingSet:
    """The documents that training/extract.py leaves out, so that what it learned by heart is not taken for what it can."""
    articles = tuple(one for one in data.articles if not learnt(one.id.split("-")[0]))
    kept = {one.id for one in articles}
    return replace(data, articles=articles, questions=tuple(one for one in data.questions if one.article in kept))


class Found(NamedTuple):
    """What is found for a question: passages, their sentences, the features of these."""

    question: Question
    candidates: list[Candidate]
    pool: list[sentence.Sentence]
    matrix: Any


@dataclass(frozen=True)
class Case:
    """A question put to an index of a collection, of which only the articles ``left`` are searched (all when there are none given);
    ``part`` says whether it is answered, or why not."""

    index: LocalIndex
    chunk: reading.ReadingSet
    asked: reading.Asked
    part: str
    left: frozenset[str] = frozenset()

    @property
    def language(self) -> str:
        """Of the article that was to answer."""
        return next(one.language for one in self.chunk.articles if one.id == self.asked.article)

    def found(self) -> Found:
        question = read(self.asked.question)
        where = Filter(articles=self.left) if self.left else EVERYTHING
        candidates = retrieve(self.index, question.text, k=PASSAGES, where=where)
        pool = sentence.pool(candidates)
        return Found(question, candidates, pool, sentence.features(question, candidates, pool))

    def signs(self) -> Any:
        found = self.found()
        articles = {one.id: one for one in self.chunk.articles}
        likely = quote.softmax(quote.logits(found.question, found.matrix))
        binding = bound.binding(found.question, found.candidates, articles, found.pool, likely)
        size = len(self.left or self.chunk.articles)
        return refusal.signs(found.question, found.candidates, found.pool, found.matrix, size, binding)


def chunks(data: list[reading.ReadingSet], rng: random.Random) -> Iterator[reading.ReadingSet]:
    """Each set cut into small collections of whole groups, several sets of one collection taking turns by group."""
    articles = {(n, a.id): replace(a, id=f"{n}x{a.id}", path=f"{n}x{a.id}") for n, one in enumerate(data) for a in one.articles}
    asked = [(n, q) for n, one in enumerate(data) for q in one.questions if any(c.isalnum() for c in q.question)]
    groups: dict[tuple[int, str], list[tuple[int, reading.Asked]]] = {}
    for n, question in asked:
        groups.setdefault((n, question.group), []).append((n, question))
    order = list(groups)
    rng.shuffle(order)
    for size in CHUNKS:
        held: dict[str, Any] = {}
        questions: list[reading.Asked] = []
        while order and len(held) < size:
            for n, question in groups[order.pop()]:
                article = articles[n, question.article]
                if article.id in held or len(held) < size * 1.2:
                    held[article.id] = article
                    questions.append(replace(question, article=article.id, group=f"{n}x{question.group}"))
        if questions:
            yield reading.ReadingSet(data[0].name, data[0].direction, tuple(held.values()), tuple(questions))


def cases(name: str, work: Path, share: float) -> Iterator[Case]:
    """The questions of a set that are asked, collection by collection, and of what nothing answers them."""
    return _written_cases(work) if name == "written" else _cases(name, work, share)


def _written_cases(work: Path) -> Iterator[Case]:
    """Every question in collections of all :data:`SIZES`; once, if it has an answer, with its article taken out."""
    rng = random.Random(SEED)
    [whole] = SETS["written"]()
    articles = list(whole.articles)
    for size in SIZES:
        rng.shuffle(articles)
        for start in range(0, len(articles), size):
            held = {article.id: article for article in articles[start : start + size]}
            asked = tuple(one for one in whole.questions if one.article in held)
            chunk = replace(whole, articles=tuple(held.values()), questions=asked)
            index = reading.build(work / "index", chunk)
            for one in asked:
                yield Case(index, chunk, one, "answered" if one.answers else "untold")
                if one.answers and size == SIZES[1]:
                    yield Case(index, chunk, one, "gone", frozenset(held) - {one.article})


def _cases(name: str, work: Path, share: float) -> Iterator[Case]:
    rng = random.Random(SEED)
    for whole in chunks(SETS[name](), rng):
        chunk, silent = silenced(whole, rng)
        index = reading.build(work / "index", chunk)
        texts = {article.id: reading.squeeze(article.text) for article in chunk.articles}
        numbers = list(range(len(chunk.questions)))
        rng.shuffle(numbers)
        count = min(MOST, max(FEWEST, int(share * len(chunk.articles))))
        numbers = sorted(numbers[:count]) + [n for n in sorted(silent)[:MOST] if rng.random() < share / 2]
        for number in dict.fromkeys(numbers):
            one = chunk.questions[number]
            answers = [reading.squeeze(answer) for answer in one.answers]
            others = [
                (part, make(one, chunk, texts, rng) if number not in silent and rng.random() < TWISTS else None)
                for part, make in (("twisted", twisted), ("lacking", lacking))
            ]
            if number in silent:
                yield Case(index, chunk, one, "silent")
            elif any(answer in texts[one.article] for answer in answers):
                yield Case(index, chunk, one, "answered")
                for part, left in (("gone", _without_group(chunk, one)), ("harder", _without_answer(chunk, one, texts))):
                    if left:
                        yield Case(index, chunk, one, part, left)
            for part, other in others:
                if other is not None:
                    yield Case(index, chunk, replace(one, question=other), part)


def _without_group(chunk: reading.ReadingSet, one: reading.Asked) -> frozenset[str]:
    group = one.group.split("-")[0]
    return frozenset(article.id for article in chunk.articles if article.id.split("-")[0] != group)


def _without_answer(chunk: reading.ReadingSet, one: reading.Asked, texts: dict[str, str]) -> frozenset[str]:
    """The articles that do not say the answer, when some of them are of its group; else none."""
    answers = [reading.squeeze(answer) for answer in one.answers]
    left = frozenset(name for name, text in texts.items() if not any(answer in text for answer in answers))
    return left if left - _without_group(chunk, one) else frozenset()
