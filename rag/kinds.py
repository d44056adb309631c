# ruff: noqa: E501 (a rule is one line, to be read as one)
"""What kind of thing an answer must hold, looked for in a sentence: a date, a number, a person, a reason.

Only what the question does not itself say counts: a sentence that repeats the question's year does not answer "when".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.analyse import HAN, fold, tagged
from index.patterns import lazily
from rag.names import countries_in

if TYPE_CHECKING:
    from rag.question import Question

_HAN = lazily(f"[{HAN}]")
_ZH_NUMBER = r"[一二三四五六七八九十百千万亿两半数几零〇]+"
_EN_NUMBER = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|twice|once|third|quarter|single|both|pair|couple|none|no)\b"
)
_EN_DATE = (
    r"\b(?:1\d{3}|20\d\d|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|tomorrow|tonight|spring|summer|autumn|winter|century|centuries|\d0s|weekend|"
    r"morning|evening|afternoon|night|later|ago|earlier|after|during|when|since|until|before|next year|last year|this year|next month|last month|this month|"
    r"last week|next week|this week|end of the year|year-end|quarter|age of)\b"
)
_PATTERNS: dict[str, str] = {
    "date": rf"\d+年|{_ZH_NUMBER}[年月]|\d+[月日号]|[今去前明当同次翌]年|[上本下这]个?[月周]|世纪|年代|周[一二三四五六日末]|星期|昨|今[天日晚早]|明[天日]|初期|末期|时期|年间|时|[天年月日周]之?[前后]|朝|季|{_EN_DATE}|\d{{4}}-\d\d-\d\d",
    "number": rf"\d|{_ZH_NUMBER}(?!些|般|样|直|切|定|旦|律|味|向|经|致|同|时|起|点儿|方面)|{_EN_NUMBER}",
    "percent": rf"\d\s*%|\b(?:percent|per cent|percentage)\b|百分|{_ZH_NUMBER}成|分之|[一二三四五六七八九]成|\bhalf\b|一半|过半|thirds?\b|quarters?\b|倍|\d\s*[‰％]|\bratio\b|\d+\s*(?:out of|in)\s*\d+",
    "money": rf"[元币镑]|美金|\$|€|£|¥|\b(?:dollars?|euros?|pounds?|yuan|yen|rmb|cents?|usd|kroner|francs?|rupees?|won|roubles?|rubles?|marks?)\b|[块角分]钱|(?:\d|{_ZH_NUMBER})块(?![石头地砖])|万金|两银|法郎|卢布",
    "age": rf"(?:\d+|{_ZH_NUMBER})多?[岁歲]|周岁|\baged?\b|\byears?[ -]olds?\b|[,，]\s?\d{{1,2}}\s?[,，]|\bborn\b|出生|生于|\b(?:his|her|their) (?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)",
    "duration": rf"(?:\d|{_ZH_NUMBER}|多|几|数)个?\s*(?:年|天|日|周|月|小时|分钟|星期|秒|世纪|代)|(?:\d|{_EN_NUMBER}|several|few|many|a|an)[\s-]*(?:\w+\s)?(?:years?|days?|months?|weeks?|hours?|minutes?|seconds?|decades?|centur(?:y|ies))\b",
}
NUMBER = rf"\d[\d.,]*|{_ZH_NUMBER}|{_EN_NUMBER}"
"""What finds a number, in figures or in words."""
_COMPILED = {name: lazily(pattern) for name, pattern in _PATTERNS.items()}
MONEY = _COMPILED["money"]
_CAPITAL = lazily(r"(?<![.!?”\"]\s)(?<!^)(?<![\w’'])[A-Z][\w’'-]+|(?<![\w’'])[A-Z][\w’'-]+(?=\s(?:[A-Z]|de |von |van ))")
_FIRST_CAPITAL = lazily(r"^[“\"‘']?([A-Z][\w’'-]+)\s(?!of\b|the\b)")
_PLACE_EN = lazily(
    r"\b(?:[Ii]n|[Aa]t|[Ff]rom|[Tt]o|[Nn]ear|[Ii]nto|[Oo]f|[Oo]n|[Aa]round|[Aa]cross|[Tt]hrough|[Bb]etween|[Oo]utside)\s(?:the\s|(?:north|south|east|west|central|downtown)\w*\s)*(?=[A-Z])"
)
_PLACE_ZH = lazily(r"[市县省州区镇村乡岛湾港山河江湖海洋路街洲国城府郡谷站寺庙馆院校园]|[东西南北]部|位于|坐落|境内")
_PRONOUN = lazily(r"(?:^|\W)(?:he|she|they|who|his|her|their)(?:\W|$)|[他她]")
_ROLE = lazily(
    r"\b(?:\w+(?:ers|ists|ors|men|ians|ants)|company|government|ministry|king|queen|police|team|committee|council|parliament)\b|者|们|公司|政府|集团|人|部|家|会|军|族|队"
)
_PERSON_TAGS = frozenset({"nr", "nrt", "nrfg", "nt", "nz"})
_PLACE_TAGS = frozenset({"ns", "nt", "s", "nz"})

_CUES = {
    "why": lazily(
        r"因为|由于|因此|因而|所以|为了|旨在|以便|以免|导致|原因|出于|缘于|源于|起因|使得|致使|归因|之故|目的|以致|因[^此]|为(?:避免|防止|保)|"
        r"\bbecause\b|\bdue to\b|\bsince\b|\bowing to\b|\bin order to\b|\bso that\b|\breasons?\b|\bcaused?\b|\bled to\b|\bresult|\bas a\b|\bthus\b|\btherefore\b|\bto\b|\bfor\b|\baimed\b|\bin response\b"
    ),
    "said": lazily(
        r"说|称|表示|指出|认为|强调|回应|评价|透露|宣布|坦言|直言|呼吁|警告|写道|谈到|声明|“|\bsaid\b|\bsays\b|\btold\b|\bclaim|\bargue|\bwarn|\bcall(?:ed|s)? (?:for|it)\b|\bdescrib|\banswer|\brespon|\badded\b|\bstate[ds]\b|\bnoted\b|“|\""
    ),
    "what": lazily(
        r"是|为|指|即|称为|叫做|属于|\bis\b|\bare\b|\bwas\b|\bwere\b|\bcalled\b|\bknown as\b|\bmeans?\b|\brefers? to\b"
    ),
    "how": lazily(r"通过|利用|采用|采取|以|用|借助|依靠|方式|方法|\bby\b|\bthrough\b|\busing\b|\bvia\b|\bwith\b|\bmethod"),
    "list": lazily(r"、|和|以及|包括|分别|等|及|\band\b|\bincluding\b|\bsuch as\b|,.*,"),
    "yes-no": lazily(
        r"不|没|未|无|已|将|是|会|有|\bnot\b|\bno\b|\bnever\b|n't|\bhas\b|\bhave\b|\bwill\b|\bis\b|\bwas\b|\bdid\b"
    ),
}


def holds(question: Question, text: str, folded: str) -> bool:
    """Whether a sentence holds a thing of the kind that the question seeks, and that the question does not itself name."""
    seeks = question.seeks
    if seeks is None:
        return False
    if seeks == "person":
        return _names_someone(question, text, folded)
    if seeks == "place":
        return _names_a_place(question, text, folded)
    return any(match[0].strip() not in question.folded for match in _COMPILED[seeks].finditer(folded))


def answers_kind(question: Question, folded: str) -> bool:
    """Whether a sentence has words that answers to such questions have: because, said, through."""
    cue = _CUES.get(question.kind)
    return cue is not None and cue.search(folded) is not None


def _names_someone(question: Question, text: str, folded: str) -> bool:
    asked = question.folded
    if _HAN.search(folded):
        if any(tag in _PERSON_TAGS and word not in asked for word, tag in tagged(folded)):
            return True
        return "·" in text or any(name.text not in question.text for name in countries_in(text)) or bool(_ROLE.search(folded))
    return (
        any(fold(word) not in asked for word in _capitals(text))
        or _PRONOUN.search(folded) is not None
        or _ROLE.search(folded) is not None
    )


def names_somebody(question: Question, text: str) -> bool:
    """Whether a sentence gives a name that the question does not: "he", "the owner" do not count."""
    asked = question.folded
    if _HAN.search(text):
        folded = fold(text)
        if any(tag in _PERSON_TAGS and word not in asked for word, tag in tagged(folded)) or "·" in text:
            return True
        return (
            any(fold(name.text) not in asked for name in countries_in(text))
            or re.search(r"[A-Z]|公司|集团|厂|局|部|院", text) is not None
        )
    return any(fold(word) not in asked for word in _capitals(text))


def _names_a_place(question: Question, text: str, folded: str) -> bool:
    asked = question.folded
    if _HAN.search(folded):
        return (
            any(tag in _PLACE_TAGS and word not in asked for word, tag in tagged(folded))
            or _PLACE_ZH.search(folded) is not None
        )
    return any(fold(word) not in asked for word in _capitals(text)) or _PLACE_EN.search(text) is not None


def _capitals(text: str) -> list[str]:
    found = [match[0] for match in _CAPITAL.finditer(text)]
    first = _FIRST_CAPITAL.match(text)
    return [*found, first[1]] if first and not found else found
