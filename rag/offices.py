# ruff: noqa: E501 (an office is one line, to be read as one)
"""Who is whose president or foreign minister: whether the office asked about is one that the sentences know of that country.

Sentences that name another country's president are like an answer in every word but one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analyse import fold
from index.patterns import lazily
from rag.names import countries_in

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from rag.question import Question
    from rag.sentence import Sentence

_OFFICES = tuple(
    lazily(office)
    for office in (
        r"(?<!副)总统|国家主席|(?<!vice )(?<!vice-)\bpresident\b",
        r"(?<!副)总理|首相|(?<!deputy )\bprime minister\b|\bpremier\b|\bchancellor\b(?! of the exchequer)",
        r"外长(?![会们级])|外交部长|外交大臣|国务卿|\bforeign minister\b|\bforeign secretary\b|\bsecretary of state\b",
        r"财长(?![会们级])|财政部长|财政大臣|\bfinance minister\b|\btreasury secretary\b|\bchancellor of the exchequer\b",
        r"防长(?![会们级])|国防部长|国防大臣|\bdefen[cs]e (?:minister|secretary)\b",
        r"国王|女王|\bking\b|\bqueen\b",
        r"大使(?!馆)|\bambassador\b",
    )
)
_LEADER = lazily(r"国家元首|国家领导人|领导人|元首|\bheads? of (?:state|government)\b|\bleader\b")
_ASKS_WHO = lazily(
    r"\bwho(?:['’]s| is| was)\b|\bwhat(?:['’]s| is| was) the name\b|\bname the\b|是谁|谁是|是哪位|叫什么|姓名|名字"
)
_BETWEEN = lazily(r"(?:的|['’]s?)?\s?(?:(?:现任|新任|前任?|时任)|(?:new|former|then|current|acting|first)\s)?")
"""What may stand between a country and its office: 法国|前|总统, France|'s new| president."""
_OF = lazily(r"\s(?:of|to)\s(?:the\s)?")


def held_elsewhere(question: Question, sentences: Sequence[Sentence]) -> bool:
    """Whether the question asks who holds an office of a country (巴西总统, Canada's foreign minister), and the sentences, which
    speak of such an office, only do of other countries'.

    Not where they name that country's leader, or somebody of whose country nothing is known: it may be the one asked for.
    """
    if not _ASKS_WHO.search(question.folded):
        return False
    asked = [(office, country) for office in _OFFICES for country in _beside(office, question.text)]
    return any(_only_others(country, _held(office, sentences), sentences) for office, country in asked)


def _only_others(country: str, held: set[str | None], sentences: Sequence[Sentence]) -> bool:
    if not held or held & {country, None}:
        return False
    return not any(country in _beside(_LEADER, one.text) for one in sentences)


def _held(office: re.Pattern[str], sentences: Sequence[Sentence]) -> set[str | None]:
    """The countries whose office the sentences may speak of: it stands beside the country's name, or by itself in a passage that
    has named it before; None where that has named none.
    """
    found: set[str | None] = set()
    named: dict[int, set[str]] = {}
    for one in sorted(sentences, key=lambda one: (one.candidate, one.number)):
        countries, before = countries_in(one.text), named.setdefault(one.candidate, set())
        if match := office.search(fold(one.text)):
            until = {name.key for name in countries if name.start < match.start()}
            found |= _beside(office, one.text) or before | until or {None}
        before |= {name.key for name in countries}
    return found


def _beside(office: re.Pattern[str], text: str) -> set[str]:
    """The countries beside whose name an office stands."""
    folded = fold(text)
    places = [match.span() for match in office.finditer(folded)]
    return {
        name.key
        for name in (countries_in(text) if places else ())
        for start, end in places
        if (name.end <= start and _BETWEEN.fullmatch(folded, name.end, start))
        or (end <= name.start and _OF.fullmatch(folded, end, name.start))
    }
