"""Questions that a collection does not answer, made from those that it does: for the fit of refusal in training/quotes.py."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bench import reading
from index.split import sentences
from rag.question import read

if TYPE_CHECKING:
    import random

_TOLD = 0.5
"""The share of a question's other words that an article with the new name in it may hold at most, lest it answers."""


def silenced(chunk: reading.ReadingSet, rng: random.Random) -> tuple[reading.ReadingSet, set[int]]:
    """The collection with, in each passage, the sentences gone that answer one of its questions; and which those were."""
    by_article: dict[str, list[int]] = {}
    for number, one in enumerate(chunk.questions):
        by_article.setdefault(one.article, []).append(number)
    articles, gone = [], set()
    for whole in chunk.articles:
        article, number = whole, rng.choice(by_article[whole.id])
        answers = [reading.squeeze(answer) for answer in chunk.questions[number].answers]
        spans = sentences(article.text, article.language)
        left = [
            article.text[a:b] for a, b in spans if not any(answer in reading.squeeze(article.text[a:b]) for answer in answers)
        ]
        if len(left) >= 2 and len(left) < len(spans):
            gone.add(number)
            article = replace(article, text="".join(left) if article.language == "zh" else " ".join(left))
        articles.append(article)
    return reading.ReadingSet(chunk.name, chunk.direction, tuple(articles), chunk.questions), gone


def twisted(one: reading.Asked, chunk: reading.ReadingSet, texts: dict[str, str], rng: random.Random) -> str | None:
    """The question about another number, or another name that the collection asks about elsewhere; None when it has neither."""
    question = read(one.question)
    if question.numbers and rng.random() < 0.5:
        old = rng.choice(question.numbers)
        if old.isdecimal():
            return question.text.replace(old, str(int(old) + rng.randint(1, 9)), 1)
    names = [name for name in question.names if name.kind != "title"]
    others = [
        other for asked in rng.sample(chunk.questions, min(12, len(chunk.questions))) for other in read(asked.question).names
        if other.kind != "title" and reading.squeeze(other.text) not in reading.squeeze(one.question)
    ]  # fmt: skip
    if not names or not others:
        return None
    old_name, new = rng.choice(names), rng.choice(others)
    rest = [word for word in question.words if word not in old_name.key and word not in new.key]
    holding = [text for text in texts.values() if reading.squeeze(new.text) in text]
    told = max((sum(word in text for word in rest) / max(1, len(rest)) for text in holding), default=0.0)
    return None if told > _TOLD else question.text[: old_name.start] + new.text + question.text[old_name.end :]
