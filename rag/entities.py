# ruff: noqa: E501 (a rule is one line, to be read as one)
"""What a text names of the class that a list asks for, and which of its names are told of together: "Portugal, Austria and Slovenia"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.analyse import HAN, fold, tagged
from index.patterns import lazily
from rag.names import Name, countries_in, country_name, has_title, names_in, title_after
from rag.question import content_words, language_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.question import Question

_HAN = lazily(f"[{HAN}]")
_SUFFIX = r"公司|集团|银行|股份|科技|汽车|电子|半导体|矿业|航空|石油|能源|影业|制药|药业|重工|船业|航运|风能|证券|保险|基金会|百货|建工"
_COMPANY_ZH = lazily(
    rf"(?:[{HAN}]{{2,4}}(?:市|省|县))?(?P<name>[{HAN}]{{2,6}}?(?:{_SUFFIX})(?:{_SUFFIX}|有限|责任)*)(?![{HAN}]{{0,1}}(?:公司|集团))"
)
_TRADE_ZH = lazily(f"(?:{_SUFFIX})*")
_COMPANY_EN = lazily(
    r"\b[A-Z][\w&.’'-]*(?:\s(?:&\s|of\s|and\s(?=[A-Z][a-z]+\s(?:Inc|Ltd|Co)))?[A-Z][\w&.’'-]*)*\s(?:Inc|Corp|Ltd|Group|Company|Co|Bank|Motors|Metals|Holdings|plc|PLC|AG|SA|SE|NV|GmbH|Technology|Technologies|Energy|Partners|Capital|"
    r"Industries|Electronics|Airlines|Airways|Railways|Ferries|Mining|Minerals|Magnetics|Semiconductor|Pharma|Pharmaceuticals|Instruments|Systems|Foods|Hydraulics|Press|Studios|Pictures|Media|Insurance|Motorenwerk)\b\.?"
)
_TRADE = (
    r"(?:compan(?:y|ies)|groups?|firms?|makers?|manufacturers?|banks?|investors?|chains?|publishers?|airlines?|retailers?|suppliers?|developers?|producers?|operators?|rivals?|start-?ups?|brewers?|miners?|insurers?|builders?|contractors?|"
    r"shipyards?|carmakers?|bidders?|dealers?|bakery|brewery)"
)
_APPOSED_EN = lazily(rf"\b{_TRADE},?\s(?P<name>[A-Z][\w&.’'-]*(?:\s(?:&\s)?[A-Z][\w&.’'-]*)*)")
_GLOSSED_EN = lazily(
    rf"(?P<name>[A-Z][\w&.’'-]*(?:\s(?:&\s)?[A-Z][\w&.’'-]*)*),\s(?:the|an?|its|a)\s(?:[\w’'-]+\s){{0,4}}{_TRADE}\b"
)
_APPOSED_ZH = lazily(
    rf"(?:公司|企业|厂商|集团|投资方|竞购方|制造商|开发商|运营商)(?![的在将已正是为和与及等也还又对向被把从于就都则曾均])"
    rf"(?P<name>[{HAN}A-Za-z·]{{2,6}}?)(?=[,，、。（(与和的]|$)"
)
_BEFORE_NAME = "dpcurf"
"""Tags of words that stand before a name, and are no part of it: adverbs, prepositions, particles, pronouns."""
_LONGEST_WORD = 8
_NO_PERSON = lazily(
    r"\b(?:Bank|Club|Institute|University|College|School|Museum|Court|Council|Committee|Commission|Ministry|Department|Office|Agency|Association|Society|Union|Party|Group|Company|Corporation|Holdings|Partners|Metals|Motors|Minerals|Magnetics|"
    r"Energy|Technology|Trust|Fund|Prize|Award|River|Lake|Mount|Mountain|Island|Islands|Isle|Bay|Sea|Ocean|Strait|Sound|Cape|Point|Bridge|Viaduct|Tower|Castle|Church|Cathedral|Abbey|Palace|House|Hall|Hospital|Station|Airport|Port|Harbour|Street|Road|"
    r"Avenue|Square|Park|Valley|Highlands?|County|City|Town|Kingdom|Republic|Union|Nations|States|Province|Philharmonic|Orchestra|Theatre|Theater|Gallery|Library|Journal|Times|Post|Gazette|Herald|Courier|Ledger|Review|Chronicle|Standard|News|Mercury|"
    r"Open|Cup|League|Games|Championships?|Festival|Act|Treaty|Agreement|Summit|Conference|Congress|Parliament|Senate|Railways?|Ferries|Airlines?|Press|Centre|Center|Foundation|Academy|Army|Navy|Force|Police|Guard|Service|Reserve|Quarter|Mercury|Hydrographic|Ledger)\b|^(?:The|A|An|In|On|At|For)\s"
)
_IN = lazily(r"\b(?:in|at|near|into|outside)\s$")
"""What stands before a place, not before a person."""
_ADJECTIVE = lazily(r"(?:ish|ese|ian|ean|can|ch|man|wedish|iss|eek|ech|rki|aqi|aeli|stani|utch|ai|i)$")
_NAME_EN = lazily(r"\s(?P<next>[a-z][\w’'-]+)")
_BETWEEN = lazily(
    r"[\s,，、;；]*(?:(?:and|or|und|as well as|以及|及|和|与|跟|还有)\s?)?(?:(?:the|an?|its)\s(?:[\w’'-]+\s){0,3})?"
)
"""What may stand between two members of an enumeration."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing named: the name to show, the ``key`` under which its forms are one, and where it stands in the text."""

    name: str
    key: str
    start: int
    end: int


def entities(question: Question, text: str, leaders: Mapping[str, str]) -> list[Entity]:
    """What a text names of the class that a question wants, in order; ``leaders`` says whose country is meant by whose name."""
    if question.wanted == "country":
        return _countries(question, text, leaders)
    if question.wanted == "company":
        return _companies(text)
    if question.wanted == "person":
        return [_entity(name) for name in names_in(text, language_of(text)) if _is_person(name, text)]
    kinds = {"city": ("place", "name")}.get(question.wanted or "", ("organisation", "name"))
    return [_entity(name) for name in names_in(text, language_of(text)) if name.kind in kinds and len(name.text) > 1]


def together(text: str, one: Entity, other: Entity) -> bool:
    """Whether nothing but a comma or an "and" parts two members of an enumeration."""
    first, second = sorted((one, other), key=lambda entity: entity.start)
    return first.end <= second.start and _BETWEEN.fullmatch(text[first.end : second.start]) is not None


def coordinated(text: str, found: Sequence[Entity], kept: Sequence[Entity]) -> list[Entity]:
    """Those kept, and those of ``found`` that stand in one enumeration with one of them."""
    members = list(kept)
    while grown := [one for one in found if one not in members and any(together(text, one, other) for other in members)]:
        members += grown
    return sorted(members, key=lambda one: one.start)


def _entity(name: Name) -> Entity:
    return Entity(name.text, name.key, name.start, name.end)


def _countries(question: Question, text: str, leaders: Mapping[str, str]) -> list[Entity]:
    named = [name for name in countries_in(text) if not _describes(question, text, name)]
    found = [Entity(country_name(name.key, question.language), name.key, name.start, name.end) for name in named]
    if found or countries_in(text):
        return found
    folded = fold(text)
    return [
        Entity(country_name(key, question.language), key, place, place + len(name))
        for name, key in leaders.items()
        if (place := folded.find(name)) >= 0
    ]


def _describes(question: Question, text: str, name: Name) -> bool:
    """Whether a country's adjective only says where some other thing is from: "the Dutch coast", "the Belgian group"; not
    "the German foreign minister", nor what the question itself asks of countries ("whose companies").
    """
    if _HAN.search(name.text) or not _ADJECTIVE.search(name.text):
        return False
    after = _NAME_EN.match(text, name.end)
    if not after or title_after(text, name.end) > name.end:
        return False
    phrase = text[name.end : name.end + 40]
    return not has_title(re.split(r"[,.;]", phrase)[0]) and not set(content_words(after["next"])) & set(question.words)


def _companies(text: str) -> list[Entity]:
    """Companies, by the end of their names or by what is said of them: "the German group Kornfeld"."""
    found: list[Entity] = []
    for rule in (_COMPANY_EN, _APPOSED_EN, _GLOSSED_EN, _COMPANY_ZH, _APPOSED_ZH):
        for match in rule.finditer(text):
            start, end = match.span("name") if "name" in rule.groupindex else match.span()
            if rule is _COMPANY_ZH:
                start = _begun(text, start, end)
            elif rule is _APPOSED_ZH and tagged(fold(text[start:end]))[0][1].startswith("v"):
                continue  # "the company announces"
            shown = re.sub(r"['’]s?$", "", text[start:end]).strip(" .")
            if len(shown) > 1 and not any(start < other.end and other.start < end for other in found):
                found.append(Entity(shown, fold(shown), start, start + len(shown)))
    for name in names_in(text, language_of(text)):  # the rest of an enumeration of them
        if name.kind in ("name", "organisation") and not any(name.start < one.end and one.start < name.end for one in found):
            beside = _entity(name)
            if any(together(text, beside, one) for one in found):
                found.append(beside)
    return sorted(found, key=lambda one: one.start)


def _begun(text: str, start: int, end: int) -> int:
    """Where a Chinese name begins that was found by its end: at a word, after its country and after what is no part of a name.

    What is only done to a trade ("优先保障半导体") is no name: then ``end``.
    """
    place, begun, verb = max(0, start - _LONGEST_WORD), end, False
    for word, tag in tagged(fold(text[place:end])):
        if place >= start:
            if tag[0] in _BEFORE_NAME or (verb and tag == "v"):
                begun = end
            elif begun < end or not _is_country(word):
                begun = min(begun, place)
            verb = tag in ("v", "vn")
        place += len(word)
    return end if _TRADE_ZH.fullmatch(text, begun, end) else begun


def _is_country(word: str) -> bool:
    return any(name.text == word for name in countries_in(word))


def _is_person(name: Name, text: str) -> bool:
    if name.kind == "person":
        return len(name.text) > 1
    if name.kind != "name" or _HAN.search(name.text):
        return False
    parts = name.text.split()
    if _IN.search(text[: name.start]) or name.text.isupper() or any(letter.isdigit() for letter in name.text):
        return False
    if len(parts) < 2:
        return has_title(text[max(0, name.start - 24) : name.start]) and not countries_in(name.text)
    return len(parts) <= 4 and not _NO_PERSON.search(name.text) and not countries_in(name.text)
