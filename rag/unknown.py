# ruff: noqa: E501 (a rule is one line, to be read as one)
"""Sentences that say that something is not known, or was not said: they answer nothing, and tell that nothing is to be had."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from index.patterns import lazily

if TYPE_CHECKING:
    from rag.question import Question

_IGNORANCE = lazily(
    r"\b(?:did|does|do|has|have|had|would|could|will|can)(?: not|n['’]t)\s(?:yet\s|immediately\s|be\s|been\s|also\s)?(?:say|said|know|known|name|named|tell|told|give a reason|given a reason|disclose|disclosed|reveal|revealed|comment|explain|explained|specify|"
    r"specified|identify|identified|announce|announced|publish|published|decided?|answer(?:ed)?|respond(?:ed)?|mention(?:ed)?)\b|\bdeclin(?:ed|es) to\b|\brefus(?:ed|es) to (?:say|comment|name|tell|discuss|give|answer)|"
    r"\b(?:is|are|was|were|remains?|remained)\s(?:still\s)?(?:not|never|un)\s?(?:yet\s|been\s)?(?:known|clear|established|named|disclosed|made public|explained|identified|determined|decided|fixed|solved|found out|certain)\b|"
    r"\b(?:no ?(?:one|body)) (?:knows|knew|has said|would say|could say|can say)\b|\bundisclosed\b|\bwithout (?:saying|giving|naming)\b|\b(?:has|have|had) (?:yet to|never) (?:be|been|say|said|named?|found|established)\b|\bno (?:reason|figures?|details?|names?|date|word|cause|explanation|motive|price|numbers?) (?:was|were|has|have|had|is)\b|\bgave no\b|\bnever (?:said|told|known|established|found)\b|"
    r"(?:没有|并未|未曾|从未|未|尚未|没|不愿|不肯|拒绝|不便|无法|还没|暂未|不曾|却不)(?:予以|对此|进一步|正面|再|向[^，。]{1,6}|具体|能|肯|愿|对外|作出|做出|得到|最终|有|被)*(?:透露|说明|公布|披露|回应|公开|表态|讲|提及|提到|确定|查明|答复|给出|交代|置评|解释|证实|说[^服过明]?(?=[,，。；;]|$)|说(?=怎么|为什么|是谁|谁|哪|何|原因|什么)|写明|评论|说出|明确)|"
    r"不详|未知|不得而知|不清楚|不明(?![显亮智朗])|没人知道|无人知晓|无从得知|无可奉告|还要等[^，。]{0,12}结果|有待|待定|不知道|不知所|下落不明|成谜"
)
_CLAUSE = lazily(r"[,，;；。!！?？\n](?!\d)|\b(?:but|and|while)\b|(?<=[a-z])\.\s")
_ABOUT_ZH = lazily(r"(?:对于|关于|至于|针对|对)")
_TOPIC = 14
"""The most characters of a clause that only names what the next one says is unknown: "破裂的具体原因，…还要等检测结果"."""
_LEFT_OPEN = lazily(
    r"\b(?:did not|didn['’]t|would not|wouldn['’]t|has not|could not|never|without|declined to|refused to) (?:say|saying|said|tell|explain)(?: \w+)? (?P<wh>how|why|where|who|when)\b|"
    r"^\W*(?P<wh2>how|why|where|who|when)\b[^.,;]{3,60}\b(?:is|was|remains|has) (?:not|never|still not|un)\s?(?:been )?(?:known|clear|established|explained|found|settled)\b|"
    r"(?:没有?|不肯|不愿|拒绝)(?:透露|说明?|解释)(?P<zh>怎么|为什么|在哪|去哪|是谁|谁|什么时候|原因)"
)
_ASKED_WITH = {
    "怎么": "how",
    "为什么": "why",
    "原因": "why",
    "在哪": "where",
    "去哪": "where",
    "是谁": "who",
    "谁": "who",
    "什么时候": "when",
}


def says_unknown(text: str) -> bool:
    """Whether a folded text says of something that it is not known or was not said."""
    return _IGNORANCE.search(text) is not None


def left_open(question: Question, text: str) -> bool:
    """Whether a sentence says that just this is not known: "He did not say how", "Who removed them is not known"."""
    match = _LEFT_OPEN.search(text) if question.kind in _ASKED_WITH.values() else None
    if not match:
        return False
    word = match["wh"] or match["wh2"] or _ASKED_WITH[match["zh"]]
    return word == question.kind


def known(text: str) -> str:
    """A sentence without the clauses that say of something that it is not known, or not said."""
    if not _IGNORANCE.search(text):
        return text
    if _ABOUT_ZH.match(text):
        return " "
    places = [0, *(match.end() for match in _CLAUSE.finditer(text)), len(text)]
    clauses = [text[start:end] for start, end in pairwise(places)]
    unknown = [_IGNORANCE.search(clause) is not None for clause in clauses]
    topics = [len(clause) <= _TOPIC and after for clause, after in zip(clauses, [*unknown[1:], False], strict=True)]
    return "".join(" " if no or topic else clause for clause, no, topic in zip(clauses, unknown, topics, strict=True))
