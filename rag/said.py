# ruff: noqa: E501 (a rule is one line, to be read as one)
"""Whether a clause says what a list question asks of its members: "visited China", in either language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.analyse import fold
from index.translate import surfaces
from rag.question import content_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.asked_time import AskedTime
    from rag.question import Question

_LIKELY = 0.15
# News tells of one visit in many words; dictionaries keep them apart.
_VISIT = re.compile(
    r"访[问华美日俄英法德韩]|到访|来访|出访|往访|抵达|抵[京沪华]|到了(?=$|[,，。；])|前往|启程|动身|赴|来华|之行|行程|\bvisit|\btrip|\btravel|\barriv|\bflew\b|\bfly\b|\bflies\b|\bwent to\b|\bcame to\b|\bgo to\b|\bleft for\b|\bhad been\b|\bjourney|\blanded in\b|\btouched down\b"
)
_CLASS_WORDS = re.compile(
    r"^(?:countr(?:y|ies)|nations?|compan(?:y|ies)|firms?|leaders?|people|persons?|cit(?:y|ies)|organi[sz]ations?|heads?|governments?|officials?|"
    r"presidents?|ministers?|states?|国家|国|公司|企业|领导人|领袖|人|官员|城市|组织|机构|总统|总理|首相|外长|部长)$"
)


def asks_something(text: str) -> bool:
    """Whether a question, cut short, still says what it asks."""
    return any(not _CLASS_WORDS.match(word) for word in content_words(text))


def predicate(question: Question, time: AskedTime | None) -> Callable[[str], bool]:
    """What tells whether a text says that which the question asks of someone; always true when it asks nothing of them."""
    words, alternatives = surfaces(question.text)
    aside = {*content_words(time.event), *content_words(time.phrase)} if time and time.event else set()
    aside |= {word for name in question.names for word in content_words(name.text)}
    kept = {
        i
        for i, word in enumerate(words)
        if word not in aside and not _CLASS_WORDS.match(word) and not word[0].isdecimal() and not _TIME_WORD.match(word)
    }
    texts = [one.text for one in alternatives if one.weight >= _LIKELY and kept & set(one.words) and len(one.text) > 1]
    visit = _VISIT.search(fold(question.text)) is not None

    def says(text: str) -> bool:
        folded = fold(text)
        return not kept or any(one in folded for one in texts) or (visit and _VISIT.search(folded) is not None)

    return says


_TIME_WORD = re.compile(
    r"^(?:结束|之后|以后|以来|之前|期间|after|before|since|during|following|months?|years?|january|february|march|april|may|june|july|august|september|october|november|december|去年|今年|明年)$"
)
