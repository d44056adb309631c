# ruff: noqa: E501 (a list of words is one line)
"""What a question demands of its answer: the words for what is asked of the subject, and the form that the answer must have.

"Who is the captain of the Anneke Bol?" demands a captain; "How many dockers were hurt?" a number that counts dockers, and hurt
ones; "At which university did he study?" a university. A sentence about the subject that says nothing of a captain does not
answer, however many of the question's words it has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.analyse import HAN, fold
from index.patterns import lazily
from index.translate import surfaces
from rag import demand_en, demand_zh, must_say
from rag.names import words_of
from rag.question import Question, content_words

_LIKELY, _AGAIN, _RELATED = 0.2, 0.3, 0.4
"""The least probability of a translation; of one that is translated back; of one beside the words that are known for the same."""
_EMPTY = words_of(
    "own has have had self itself himself make made take get got give gave do did is be go one out in 学校 学 人 有 是 做 之 the"
)
_NAME_ZH = lazily(r"叫什么|名字|名叫")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Demand:
    """``aspects``: for each word that an answer must say, what finds it said in either language; ``unit`` finds what a number must
    count. ``named``: the answer is a name; ``money``: it is money, for which ``spent`` says that any sum paid will do; ``personal``:
    it is said of one person. ``words`` are those of the aspects and, after a #, of the unit.
    """

    aspects: tuple[re.Pattern[str], ...] = ()
    unit: re.Pattern[str] | None = None
    named: bool = False
    money: bool = False
    spent: bool = False
    personal: bool = False
    words: tuple[str, ...] = ()


def demand(question: Question) -> Demand:
    """What a question demands."""
    return _demand(question.text.strip(), question.language, question.kind, tuple(fold(name.text) for name in question.names))


@lru_cache(maxsize=64)  # an answer asks for that of one question several times
def _demand(text: str, language: str, kind: str, names: tuple[str, ...]) -> Demand:
    words, unit = demand_zh.demanded(fold(text)) if language == "zh" else demand_en.demanded(text)
    listed = language == "en" and demand_en.lists_names(text)
    kept = [word for word in dict.fromkeys(words) if not any(word in name for name in names) and (listed or _must(word))]
    return Demand(
        aspects=tuple(_says(word) for word in kept),
        unit=_counts(unit) if unit else None,
        named=kind == "who" or listed or _NAME_ZH.search(text) is not None,
        money=kind in ("how many", "what") and any(must_say.MONEY.fullmatch(word) for word in kept),
        spent=bool(kept) and all(must_say.SPENT.fullmatch(word) for word in kept),
        personal=unit is None and any(must_say.PERSONAL.fullmatch(word) for word in kept),
        words=(*kept, *((f"#{unit}",) if unit else ())),
    )


def _must(word: str) -> bool:
    """Whether an answer must say a word of the question."""
    known = bool(content_words(word)) or bool(must_say.related(fold(word)))
    return known and word not in must_say.CLASSES and must_say.must_be_said(fold(word))


def _counts(unit: str) -> re.Pattern[str]:
    """What finds the thing that a number counts."""
    if unit in must_say.MEASURES:
        return re.compile(must_say.MEASURES[unit])
    return must_say.PEOPLE if unit in ("人", "people", "men") else _says(unit)


@lru_cache(maxsize=512)
def _says(word: str) -> re.Pattern[str]:
    """What finds a word said, by any form of it, by its translations, or by what those translate back to."""
    own = fold(word)
    forms = {own: 1.0}
    for one in surfaces(own)[1]:
        forms[one.text] = max(forms.get(one.text, 0.0), one.weight)
    for text, weight in sorted(forms.items(), key=lambda item: -item[1])[:8]:
        if weight < _AGAIN or text == own:
            continue
        for one in surfaces(text)[1]:
            forms[one.text] = max(forms.get(one.text, 0.0), weight * one.weight)
    kept = [own, *(text for text, weight in forms.items() if weight >= _LIKELY and len(text) > 1)]
    groups = must_say.related(own)
    if groups:
        kept = [own, *(text for text, weight in forms.items() if weight >= _RELATED and len(text) > 1 and text not in _EMPTY)]
    return re.compile("|".join([*(_form(text) for text in sorted(kept, key=len, reverse=True)), *groups]))


def _form(text: str) -> str:
    if re.search(f"[{HAN}]", text):
        return re.escape(text)
    stem = text[: max(_SHORTEST, len(text) - 2)] if len(text) > 5 and " " not in text else text
    return rf"\b{re.escape(stem)}[a-z]{{0,{4 if len(text) > 5 else 3}}}\b"
