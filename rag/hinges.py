# ruff: noqa: E501 (a rule is one line, to be read as one)
"""The events that questions and sentences hang their time on: "after the meeting", "五天之后", "会议结束后"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.analyse import fold
from index.patterns import lazily
from rag import dates, dates_en, dates_zh
from rag.calendar import number

if TYPE_CHECKING:
    from rag.question import Question

AFTER, BEFORE, DURING = "after", "before", "during"

_EVENT_EN = (
    r"meetings?|summits?|talks?|conferences?|election|vote|referendum|visits?|trips?|war|invasion|earthquake|quake|floods?|storm|hurricane|typhoon|attack|"
    r"strikes?|bombing|explosion|fire|crash|accident|deal|agreement|treaty|signing|ceremony|launch|opening|closure|merger|takeover|resignation|death|funeral|"
    r"inauguration|coup|revolution|protests?|riots?|trial|verdict|ruling|decision|announcement|statement|speech|debate|hearing|inquiry|exercise|games|"
    r"tournament|match|final|congress|forum|session|ceasefire|truce|negotiations?|sanctions|tariffs?|outbreak|pandemic|lockdown|shutdown|blackout|outage|"
    r"arrest|release|split|reform|appointment|birth|wedding|marriage|collapse|crisis|bankruptcy|rate cut|gathering|encounter|statement|arrival|departure|return"
)
_EVENT_ZH = (
    "会议|峰会|会晤|会谈|集会|会面|开会|散会|大会|论坛|谈判|磋商|大选|选举|投票|公投|访问|访华|访美|访日|到访|出访|来访|之行|战争|大战|战役|入侵|地震|洪水|洪灾|台风|飓风|袭击|罢工|"
    "爆炸|火灾|坠机|事故|协议|条约|签署|签约|仪式|开幕|闭幕|启动|开业|关闭|合并|收购|辞职|去世|逝世|葬礼|就职|政变|革命|抗议|骚乱|审判|判决|裁决|决定|宣布|声明|演讲|辩论|听证会|"
    "调查|演习|运动会|比赛|决赛|停火|休战|制裁|加征关税|疫情|封锁|停电|逮捕|获释|改革|任命|降息|加息|危机|破产|发布会|记者会"
)
_WORD_EN = (
    r"in the (?:immediate )?(?:wake|aftermath|days after) of|in the (?:days|weeks|months|hours) (?:after|following|since)|subsequent to|after|following|since|"
    r"in the run-?up to|leading up to|on the eve of|in the (?:days|weeks|months|hours) before|before|prior to|ahead of|until|during|in the course of"
)
_ANCHOR_EN = lazily(
    rf"\b(?P<word>{_WORD_EN})\s+(?P<event>(?:(?!\b(?:did|does|do|was|were|is|are|will|who|which|what|after|before|since)\b)[^,?;.]){{0,60}}?\b(?:{_EVENT_EN})\b(?:\s(?:in|of|at|on|between|with|by)\s(?:(?!\b(?:did|does|who|which|what|has|have|had|is|are|was|were|and|to)\b)[^,?;])*)?)",
    re.IGNORECASE,
)
_CLAUSE_EN = lazily(
    r"\b(?P<word>after|since|before|until)\s+(?P<event>(?!(?:that|this|which|what|when|then|the(?!\s[^,?;]{3,60}\s(?:met|gathered|convened|signed|agreed|struck|hit|won|left|arrived|voted|ended|began|closed|opened|broke|resigned|died|fell)\b))\b)[A-Za-z][^,?;]{6,80})",
    re.IGNORECASE,
)
_OVER_EN = lazily(
    rf"\b(?P<word>once|when|as soon as)\s+(?P<event>(?:(?!\b(?:did|does|who|which|what)\b)[^,?;.]){{0,60}}?\b(?:{_EVENT_EN}))\s(?:had |was |were |has |have )?(?:over|ended|ends?|finished|concluded|closed|done|broke up|wrapped up)\b",
    re.IGNORECASE,
)
_POST_EN = lazily(rf"\b(?P<word>post|pre)-(?P<event>{_EVENT_EN})\b", re.IGNORECASE)
_ANCHOR_ZH = lazily(
    rf"(?:在|自从|自|从|于)?(?P<event>[^,，。?？;；、在自从于]{{0,24}}?(?:{_EVENT_ZH}))(?:结束|召开|举行|闭幕|落幕|发生|开始|达成|生效|完成|开完|过)?(?P<word>之后|以后|以来|后|之前|以前|前夕|前|期间)(?!往|来|景|者|续)"
)
_MEETING_ZH = lazily(
    r"(?P<event>[^,，。?？;；、在自从于]{0,16}?)(?<![机社协员大运议峰学理商工都才就不将只也又还能误领体论谈晤散完开])会(?P<word>之后|以后|后|之前|以前|前夕|前|期间)(?!往|来|悔|退|景|者|续|进|去|移|期|果|撤|悔|怕|台|发|世)"
)
_EVER_SINCE_ZH = lazily(
    rf"(?:(?:自从|自打)(?P<event>[^,，。?？;；、]{{0,24}}?(?:{_EVENT_ZH}))|[自从](?P<event2>[^,，。?？;；、在]{{0,24}}?(?:{_EVENT_ZH}))(?:召开|举行|结束|闭幕|发生|开始|达成)?(?:起|开始|算起|至今|到现在|到今天))"
)
_OVER_ZH = lazily(
    rf"(?:在)?(?P<event>[^,，。?？;；、在自从于]{{0,16}}?(?:{_EVENT_ZH}))(?:一|刚刚?|已经?)?(?:结束|闭幕|落幕|散场)(?:了|完)?(?=[,，、\s])"
)
_ASKED_ZH = lazily(
    r"^.*(?:哪(?:[一二两三四五六七八九十几]?[些个位国家])?|谁|什么|多少|几个|几位)的?(?:国家领导人|国家元首|国家|领导人|领袖|公司|企业|人|国|代表团)?(?:的)?"
)
_SPOKEN_ZH = lazily(
    rf"(?P<event>[^,，。?？;；、在自从于]{{0,16}}?)(?:开完|结束了?)(?P<noun>会|{_EVENT_ZH})(?P<word>之后|以后|后)?"
)
_OFFSET_EN = lazily(
    rf"\b(?P<n>{dates_en.COUNT})\s(?P<u>day|week|month|year)s?\s(?P<word>after|before)\s+(?P<event>[^,?;]{{3,80}})",
    re.IGNORECASE,
)
_OFFSET_ZH = lazily(
    rf"(?:在|自从|自|从)?(?P<event>[^,，。?？;；、]{{2,24}}?)(?:的)?(?P<n>{dates_zh.N})(?P<u>天|日|周|个月|年)(?:之|以)?(?P<word>后|前)(?!来|往)"
)
WORDS = {
    "after": AFTER, "following": AFTER, "since": AFTER, "before": BEFORE, "prior to": BEFORE, "ahead of": BEFORE, "until": BEFORE, "during": DURING, "后": AFTER,
    "之后": AFTER, "以后": AFTER, "以来": AFTER, "前": BEFORE, "之前": BEFORE, "以前": BEFORE, "前夕": BEFORE, "期间": DURING,
}  # fmt: skip
_BEFORE_EN = lazily(r"before|prior|ahead|until|run-?up|leading|eve of|\bpre\b")
_DURING_EN = lazily(r"during|course of")
HINGE = lazily(
    rf"\b(?P<word>after|before|since|following|until|ahead of)\s(?:[\w’'-]+\s){{0,9}}?(?P<event>{_EVENT_EN})\b|"
    rf"(?P<event_zh>{_EVENT_ZH}|会)(?:结束|召开|开完|闭幕)?(?:之|以)?(?P<word_zh>后|前|期间|(?<=结束)|(?<=开完))(?!往|来|景|者|悔|退)"
)
MEETING = lazily(
    r"会议|会晤|会谈|开会|散会|峰会|集会|会面|大会|召集|\bmeetings?\b|\btalks\b|\bsummit|\bconference|\bmet\b|\bgather"
)
"""Words for one and the same kind of event, which news changes for the sound of it."""


@dataclass(frozen=True, slots=True)
class Hinge:
    """``after``, ``before`` or ``during`` an ``event`` in the question's words; ``count`` units after it where one is said.

    ``phrase`` is all that the question says of it: "five days after the meeting".
    """

    relation: str
    event: str
    phrase: str
    count: int = 0
    unit: str = "day"


def hinges(question: Question) -> list[Hinge]:
    """What the question hangs its time on, likeliest first."""
    found = _chinese(question.text) if question.language == "zh" else _english(question.text)
    return [hinge for hinge in dict.fromkeys(found) if hinge.event and not dates.find(hinge.event, reference=date(2000, 6, 15))]


def _chinese(text: str) -> list[Hinge]:
    found = [_counted(match) for match in _OFFSET_ZH.finditer(text)]
    found += [_hinge_zh(WORDS[match["word"]], match["event"], match) for match in _ANCHOR_ZH.finditer(text)]
    found += [
        _hinge_zh(WORDS[match["word"] or "后"], match["event"] + match["noun"], match) for match in _SPOKEN_ZH.finditer(text)
    ]
    found += [_hinge_zh(AFTER, match["event"] or match["event2"], match) for match in _EVER_SINCE_ZH.finditer(text)]
    found += [_hinge_zh(AFTER, match["event"], match) for match in _OVER_ZH.finditer(text)]
    found += [_hinge_zh(WORDS[match["word"]], match["event"] + "会", match) for match in _MEETING_ZH.finditer(text)]
    return [hinge for hinge in found if hinge.event]


def _hinge_zh(word: str, event: str, match: re.Match[str]) -> Hinge:
    """Without the question's own words before the event ("哪些国家峰会后…"); a mere 会 is a 会议."""
    asked = _ASKED_ZH.match(event)
    lead = asked.end() if asked else 0
    name = re.sub(r"^(?:上述|[这那此该本][一]?[场次个届]?|开完)", "", event[lead:])
    name = re.sub(r"^的|^国家(?=会)", "", name)
    if name.endswith("会") and not re.search(r"[峰大散晤开]会$", name) and len(name) <= 6:
        name = re.sub(r"(?<![发布记者听证董事理事博览展览运动音乐晚拍卖])会$", "会议", name)
    phrase = match[0].replace(event[:lead], "", 1) if lead else match[0]
    return Hinge(word, name, phrase)


def _english(text: str) -> list[Hinge]:
    found = [_counted(match) for match in _OFFSET_EN.finditer(text)]
    for rule in (_ANCHOR_EN, _OVER_EN, _POST_EN, _CLAUSE_EN):
        found += [Hinge(_relation_en(match["word"]), _bare_en(match["event"]), match[0]) for match in rule.finditer(text)]
    return found


def _relation_en(word: str) -> str:
    folded = word.lower()
    return BEFORE if _BEFORE_EN.search(folded) else DURING if _DURING_EN.search(folded) else AFTER


def _bare_en(event: str) -> str:
    return re.sub(r"^(?:the\s)?(?:end|close|conclusion|start|opening)\sof\s", "", event, flags=re.IGNORECASE)


def _counted(match: re.Match[str]) -> Hinge:
    """As in "five days after the visit"."""
    value, unit = match["n"], match["u"].lower()
    chinese = {"天": "day", "日": "day", "周": "week", "个月": "month", "年": "year"}
    count = number(value) if unit in chinese else dates_en.count(value)
    word = WORDS[match["word"].lower()]
    return Hinge(
        word, match["event"].strip(" 的"), match[0], (count or 0) * (1 if word == AFTER else -1), chinese.get(unit, unit)
    )


def relation(event: str, text: str) -> str | None:
    """``after``, ``before`` or ``during``, where a text says itself that it tells of that time of the event; else None."""
    match = HINGE.search(fold(text))
    if not match:
        return None
    noun = match["event"] or match["event_zh"]
    if not (noun in fold(event) or (MEETING.search(fold(event)) and (MEETING.search(noun) or noun == "会"))):
        return None
    return WORDS.get(match["word"] or match["word_zh"] or "后", AFTER)
