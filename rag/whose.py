# ruff: noqa: E501 (a rule is one line, to be read as one)
"""Whose president, central bank, captain it is: whether what is asked of an owner (Japan's central bank) is told of others only.

Sentences that tell of another country's central bank are like an answer in every word but one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.analyse import HAN, fold
from index.patterns import lazily
from rag.names import Name, countries_in, mentions, names_in
from rag.parts import LEADER, PARTS
from rag.question import language_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.parts import Part
    from rag.question import Question


_UNION = lazily(
    r"欧盟|欧洲(?=央行|中央银行|议会|委员会|理事会)|\be(?:u|cb)\b|\beuropean (?:union|(?=central bank|parliament|commission|council))"
)
_ASKS_WHO = lazily(
    r"\bwho(?:['’]s| is| was)\b|\bwhat(?:['’]s| is| was) the name\b|\bname the\b|是谁|谁是|是哪位|叫什么|姓名|名字"
)
_BETWEEN = lazily(
    rf"(?:国家)?(?:[男女][{HAN}]?)?[队隊]?(?:的|['’]s?)?\s?(?:现任|新任|前任?|时任|新|(?:(?:new|former|then|current|acting|first|national|own|head|lower|upper|volleyball|football|cricket|women's|men's|team) ?){{1,3}})?"
)
"""What may stand between an owner and its part: 法国|前|总统, France|'s new| president, 日本|女排|主教练."""
_OF = lazily(r"\s(?:of|for|in)\s(?:the\s)?(?:(?:republic|union|kingdom|commonwealth)\sof\s(?:the\s)?)?")
_TO = lazily(r"\sto\s(?:the\s)?")
_STOP = lazily(r"[。!！?？\n]|(?<=[a-z\d])\.\s")
_POSSESSIVE = lazily(r"(?:['’]s?)?(?:\sthe)?\s*$")
_HOLDER = lazily(r"\s?(?=[A-Z][a-z])")
"""What stands between an office and who holds it: President| Trump."""
_BEFORE_ZH = lazily(rf"(?:^|谁是|[的了是,，])([{HAN}A-Za-z]{{2,12}}?)(?:现任|新任|前任?|的)*$")
"""The owner of a part that a Chinese question asks of, where it is no name that one knows."""
_NOBODY = lazily(
    r"(?:Federal|State|Royal|National|First|Grand|Supreme|People|Central|Upper|Lower|Vice|Deputy|Former|Acting|Provincial|"
    r"Continental|His|Her|Its|Their|Our|My|Your|One|Two|Three)\b"
)
"""What begins a run of capitals that says which kind of parliament it is, or that says nobody's name: Their coach."""


@dataclass(frozen=True, slots=True)
class _Owner:
    """Who has a part: the ``key`` of a country, the same for any of its names, or else a ``name``."""

    key: str | None
    name: Name | None = None


def told_of_others(question: Question, passages: Sequence[str], likeliest: str) -> bool:
    """Whether the question asks of a part of an owner (巴西总统, Canada's foreign minister, the Bank of Japan) which the passages
    that speak of such a part only tell of others'; or who it is, and none speaks of any.

    Not where one of them may be the one asked for: its passage has named the owner by then, or nobody else; nor where other
    words say it of the owner: somebody is the leader of that country, or the ``likeliest`` words name the owner.
    """
    asks_who = _ASKS_WHO.search(question.folded) is not None
    for part, owner in _asked(question):
        told = _told(part, owner, question, passages)
        if any(told):
            continue
        if asks_who and part.held:
            of_others = not _led(owner, passages)
        else:
            of_others = bool(told) and not _otherwise(part, owner, likeliest)
        if of_others:
            return True
    return False


def _asked(question: Question) -> Iterator[tuple[Part, _Owner]]:
    """The parts that a question asks of, and whose; not an office whose holder it names ("President Trump")."""
    text, folded = question.text, question.folded
    for part in PARTS:
        for match in part.said.finditer(folded):
            if part.held and (_HOLDER.match(text, match.end()) or any(name.start == match.end() for name in question.names)):
                continue
            owners = _owners(part, text, folded, *match.span())
            if part.anyones and not owners and (before := _BEFORE_ZH.search(text[: match.start()])):
                owners = [_Owner(None, Name(before[1], *before.span(1), "name", fold(before[1])))]
            yield from ((part, owner) for owner in owners if owner.key is not None or part.anyones)


def _told(part: Part, asked: _Owner, question: Question, passages: Sequence[str]) -> list[bool]:
    """Of each place that speaks of such a part, whether it may be the one asked for."""
    told = []
    for text in passages:
        folded = fold(text)
        for start, end in (match.span() for match in part.said.finditer(folded)):
            # How the other language writes the name of what is no country is not known.
            foreign = asked.name is not None and language_of(text) != question.language
            told.append(foreign or _may_be(part, asked, _owners(part, text, folded, start, end), text, start))
    return told


def _owners(part: Part, text: str, folded: str, start: int, end: int) -> list[_Owner]:
    """Whose the part is that stands at a place, by its own name or by those that stand beside it."""
    for names, owner in part.own:
        if any(match.start() <= start and end <= match.end() for match in names.finditer(folded)):
            return [_Owner(owner)]
    countries = [name for name in _countries(text) if _beside(part, name, folded, start, end)]
    if countries:
        return [_Owner(name.key) for name in countries]
    return [_Owner(None, name) for name in _others(part, text, folded, start, end)]


def _others(part: Part, text: str, folded: str, start: int, end: int) -> Iterator[Name]:
    """Names of no country that a part belongs to: Lufthansa|'s chief executive, Vessmark| Central Bank; not those of its holder.

    Where only countries have such a part, "the President of the Republic" and "Trump's foreign minister" are one country's all
    the same, and only a name grown together with the part tells of another.
    """
    for name in names_in(text, language_of(text)) if part.anyones or not part.held else ():
        if name.kind == "title" or (part.held and name.kind == "person") or _NOBODY.match(text, name.start):
            continue
        if name.start < start < name.end:
            own = _POSSESSIVE.sub("", text[name.start : start])
            yield Name(own, name.start, name.start + len(own), name.kind, fold(own))
        elif part.anyones and _beside(part, name, folded, start, end):
            yield name


def _beside(part: Part, name: Name, folded: str, start: int, end: int) -> bool:
    if name.end <= start:
        return _BETWEEN.fullmatch(folded, name.end, start) is not None
    of = (_OF, _TO) if part.held else (_OF,)
    return end <= name.start and any(one.fullmatch(folded, end, name.start) for one in of)


def _same(asked: _Owner, owner: _Owner) -> bool:
    if asked.name is None or owner.name is None:
        return asked.key is not None and asked.key == owner.key
    return mentions(asked.name, owner.name.key, owner.name.text)


def _may_be(part: Part, asked: _Owner, owners: Sequence[_Owner], text: str, place: int) -> bool:
    """Whether a part is the one asked for, or stands by itself, and its passage has named the owner up to the end of its sentence,
    or nobody else. "Latvia's inflation fell to 2.1 per cent, in Estonia to 2.6": what nobody holds is told of all in its sentence.
    """
    if any(_same(asked, owner) for owner in owners):
        return True
    stops = [0, *(match.end() for match in _STOP.finditer(text)), len(text)]
    begun, end = max(stop for stop in stops if stop <= place), min(stop for stop in stops if stop > place)
    if owners and (part.held or asked.key is None):
        return False
    if asked.name is not None:
        return mentions(asked.name, fold(text), text) or not names_in(text[:place], language_of(text))
    named = {name.key for name in _countries(text) if (begun if owners else 0) <= name.start < end}
    return not (named or owners) or asked.key in named


def _otherwise(part: Part, owner: _Owner, text: str) -> bool:
    """Whether a text speaks of the owner, and of nobody's such part."""
    folded = fold(text)
    if part.said.search(folded):
        return False
    if owner.name is not None:
        return mentions(owner.name, folded, text)
    return owner.key in {name.key for name in _countries(text)}


def _led(owner: _Owner, passages: Sequence[str]) -> bool:
    """Whether somebody is called the leader of a country, without the office that makes him so."""
    for text in passages:
        folded = fold(text)
        for match in LEADER.said.finditer(folded):
            if any(_same(owner, one) for one in _owners(LEADER, text, folded, *match.span())):
                return True
    return False


def _countries(text: str) -> list[Name]:
    """The countries that a text names, and the European Union, which has a bank, a parliament and a president as they have."""
    unions = (Name(match[0], *match.span(), "country", "European Union") for match in _UNION.finditer(fold(text)))
    return [*countries_in(text), *unions]
