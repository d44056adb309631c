# ruff: noqa: E501 (a rule is one line, to be read as one)
"""Whether a clause says what a list question asks of its members: "visited China", in either language."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from index.analyse import fold
from index.patterns import lazily
from index.translate import surfaces
from rag.capitals import capitals_in
from rag.names import countries_in
from rag.polarity import asks_who_did_not, asks_who_kept_away, denied, kept_away
from rag.question import asked_for_until, content_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rag.asked_time import AskedTime
    from rag.names import Name
    from rag.question import Question

_LIKELY = 0.15
# News tells of one visit in many words; dictionaries keep them apart.
_VISIT = lazily(
    r"访[问华美日俄英法德韩]|到访|来访|出访|往访|来到|到达|飞[抵往]|抵达|抵[京沪华]|到了(?=$|[,，。；])|前往|启程|动身|赴|来华|之行|行程|\bvisit|\btrip|\btravel|\barriv|\bflew\b|\bfly\b|\bflies\b|\bwent to\b|\bcame to\b|\bgo to\b|\bleft for\b|\bhad been\b|\bjourney|\blanded in\b|\btouched down\b"
)
_HOSTING = lazily(
    r"[与同和跟]到访的|[与同和跟]来访的|(?:会见|接待|宴请|欢迎)(?:了)?(?:到访|来访)|\bvisiting\s(?:[a-z]+\s){0,3}(?=[A-Z])"
)
"""A guest named where the host acts: where he is received, only another word says."""
_REACH = 26
_DEED = 2
_CLASS_WORDS = lazily(
    r"^(?:countr(?:y|ies)|nations?|compan(?:y|ies)|firms?|leaders?|people|persons?|cit(?:y|ies)|organi[sz]ations?|heads?|governments?|officials?|"
    r"presidents?|ministers?|states?|国家|国|公司|企业|领导人|领袖|人|官员|城市|组织|机构|总统|总理|首相|外长|部长)$"
)


def asks_something(text: str) -> bool:
    """Whether a question, cut short, still says what it asks."""
    return any(not _CLASS_WORDS.match(word) for word in content_words(text))


def predicate(question: Question, time: AskedTime | None) -> Callable[[str], bool]:
    """What tells whether a text says that which the question asks of someone; always true when it asks nothing of them.

    What it denies ("did not sign") it does not say; of a question who did not it is the other way round.
    """
    return _predicate(question, time.event if time else None, time.phrase if time else "")


def deed(question: Question, time: AskedTime | None) -> Callable[[str], bool]:
    """Likewise, of the words that follow those asked for: what they did, not what it was done to ("which states bought grain")."""
    return _predicate(question, time.event if time else None, time.phrase if time else "", of_deed=True)


def contrary(question: Question, time: AskedTime | None) -> Callable[[str], bool]:
    """What tells whether a text only says the contrary of what the question asks of someone: that they did not, or that they did."""
    return _predicate(question, time.event if time else None, time.phrase if time else "", opposite=True)


@lru_cache(maxsize=32)  # an answer's steps ask one after the other, and of the same sentences
def _predicate(
    question: Question, event: str | None, phrase: str, *, of_deed: bool = False, opposite: bool = False
) -> Callable[[str], bool]:
    words, alternatives = surfaces(question.text)
    aside = {*content_words(event), *content_words(phrase)} if event else set()
    aside |= {word for name in question.names for word in content_words(name.text)}
    kept = {
        i
        for i, word in enumerate(words)
        if word not in aside and not _CLASS_WORDS.match(word) and not word[0].isdecimal() and not _TIME_WORD.match(word)
    }
    if of_deed:
        kept = set(_following(question, words, kept)) or kept
    texts = [one.text for one in alternatives if one.weight >= _LIKELY and kept & set(one.words) and len(one.text) > 1]
    visit = _VISIT.search(fold(question.text)) is not None
    visited = destination(question.text) if visit else None
    of_not, of_away = asks_who_did_not(question), asks_who_kept_away(question)

    @lru_cache(maxsize=512)
    def says(text: str) -> bool:
        folded = fold(text)
        if visited and not _may_lead_to(visited, text):
            return False
        if of_away and not opposite and kept_away(folded):
            return True
        found = {denied(folded, place) is of_not for place in _places_of(folded, texts, visit=visit)}
        return found == {False} if opposite else not kept or True in found

    return says


def _places_of(folded: str, texts: Sequence[str], *, visit: bool) -> Iterator[int]:
    """Where a folded text says one of some words, or tells of a visit."""
    for one in texts:
        place = folded.find(one)
        while place >= 0:
            yield place
            place = folded.find(one, place + 1)
    if visit:
        yield from (match.start() for match in _VISIT.finditer(folded))


def _following(question: Question, words: Sequence[str], kept: set[int]) -> list[int]:
    """The first of the kept words that stand behind those for whom the question asks."""
    folded = question.folded
    begun = asked_for_until(folded)
    places = [(folded.find(words[i], begun), i) for i in kept]
    return [i for place, i in sorted(places) if place >= 0][:_DEED] if begun else []


def destination(question: str) -> str | None:
    """The country that a question about visits says was visited: the one named after the visit's word, itself or by its capital,
    or in it (访华).
    """
    match = _VISIT.search(fold(question))
    named = [name.key for name in _places(question) if match and name.end > match.start()]
    return named[0] if named else None


def _places(text: str) -> list[Name]:
    """The countries and capitals that a text names, in order."""
    return sorted([*countries_in(text), *capitals_in(text)], key=lambda name: name.start)


def _may_lead_to(country: str, text: str) -> bool:
    """Whether the visits that a text tells of may have led to a country: none says another destination, or that a guest was received.

    A text that names the country itself may always.
    """
    names = _places(text)
    if any(name.key == country for name in names) or not _VISIT.search(fold(text)):
        return True
    if _HOSTING.search(text):
        return False
    ends = [match.end() for match in _VISIT.finditer(fold(text))]
    return not any(
        end - 1 <= name.start <= end + _REACH and _LEADS.match(text[end : name.start])
        for end in ends
        for name in names
        if name.start >= end - 1
    )


_LEADS = lazily(r"(?:ed|s|ing)?\s?(?:(?:[a-z]+\s){0,3}(?:to|in|for)\s)?(?:the\s)?$|了?$")
_TIME_WORD = lazily(
    r"^(?:结束|之后|以后|以来|之前|期间|after|before|since|during|following|months?|years?|january|february|march|april|may|june|july|august|september|october|november|december|去年|今年|明年)$"
)
