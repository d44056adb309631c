"""Questions that a collection does not answer, made from those that it does: for the fit of refusal in training/quotes.py."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bench import reading
from index.analyse import fold
from index.split import sentences
from rag import must_say
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


_OF_SOMEBODY = (
    ("Who is {}'s wife?", "{}的妻子是谁？", "wife"),
    ("What is {}'s salary?", "{}的年薪是多少？", "salary"),
    ("At which university did {} study?", "{}毕业于哪所大学？", "university"),
    ("Who was {}'s lawyer?", "{}的律师是谁？", "lawyer"),
    ("Where was {} born?", "{}出生在哪里？", "born"),
    ("How tall is {}?", "{}的身高是多少？", "tall"),
    ("How many children does {} have?", "{}有几个孩子？", "children"),
    ("Which hotel did {} stay in?", "{}住在哪家酒店？", "hotel"),
    ("How old is {}?", "{}多大年纪？", "old"),
)
_OF_SOMETHING = (
    ("Who designed {}?", "{}是谁设计的？", "designed"),
    ("How much did {} cost?", "{}花了多少钱？", "cost"),
    ("Who owns {}?", "{}的老板是谁？", "owns"),
    ("How many employees does {} have?", "{}有多少名员工？", "employees"),
    ("Who is the chairman of {}?", "{}的董事长是谁？", "chairman"),
    ("Who insured {}?", "{}是由哪家保险公司承保的？", "insured"),
    ("How much is a ticket to {}?", "{}的门票多少钱？", "ticket"),
    ("Who sponsored {}?", "{}的赞助商是谁？", "sponsored"),
    ("Who is the captain of {}?", "{}的船长是谁？", "captain"),
    ("How many people were injured at {}?", "{}有多少人受伤？", "injured"),
    ("What caused {}?", "{}的起因是什么？", "caused"),
    ("What is the telephone number of {}?", "{}的电话号码是多少？", "telephone"),
)
"""What may be asked of anybody and of anything, in either language, and the word that tells whether an article speaks of it."""
_AGED = re.compile(r"\d+ ?(?:岁|歲)|[十百]岁|\bold\b|\baged?\b|born|出生|生于|享年|\b(?:19|18|20)\d\d\b|[-–—]\d{4}")


def lacking(one: reading.Asked, chunk: reading.ReadingSet, texts: dict[str, str], rng: random.Random) -> str | None:
    """Something else about a name of the question, of which no article says a word; None when it has no name or they all do."""
    question = read(one.question)
    names = [name for name in question.names if name.kind not in ("title", "country")]
    if not names:
        return None
    name = rng.choice(names)
    of = _OF_SOMEBODY if name.kind == "person" else _OF_SOMETHING
    english, chinese, word = rng.choice(of)
    said = [_AGED] if word == "old" else [re.compile(rule) for rule in must_say.related(word)]
    whole = {article.id: fold(article.text) for article in chunk.articles}
    about = [text for number, text in whole.items() if number == one.article or reading.squeeze(name.text) in texts[number]]
    if any(rule.search(text) for rule in said for text in about):
        return None
    return (chinese if question.language == "zh" else english).format(name.text)
