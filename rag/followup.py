# ruff: noqa: E501 (a rule is one line, to be read as one)
"""Follow-up questions: "and Germany?", "那德国呢?", "when was that?" made whole by the questions before them, by rule.

Nothing is guessed that the reader cannot see: the completed question is what ``answer.asked`` shows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.analyse import fold
from index.patterns import lazily
from rag.dates import find
from rag.names import Name, has_title, names_in, title_after
from rag.question import content_words, language_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_ABOUT = lazily(
    r"^(?:(?:and|but|so|or|ok(?:ay)?|then)[,\s]+)?(?:what about|how about|and what about|and|but|or|same for|also)\s+(?P<what>.+?)\s*(?:too|then|as well)?\s*[?.!]*$",
    re.IGNORECASE,
)
_ABOUT_ZH = lazily(
    r"^(?:那么?|那|而|还有|以及|换成|至于|[,，、])*\s*(?P<what>.+?)\s*(?:又)?(?:呢|又如何|怎么样|怎样)\s*[?？。!！]*$"
)
_VERB = lazily(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|who|what|which|when|where|why|how)\b",
    re.IGNORECASE,
)
_BARE = lazily(
    r"^(?:(?:and|but|so)[,\s]+)?(?P<wh>when|where|why|who|how|since when|how many|how much|how long)(?:\s+(?:was|is|were|did|does|do|has|will)?\s*(?:that|this|it|they|those|so|not))?(?:\s+(?:happen|happened|take place|be|exactly|for|again))*\s*[?.!]*$",
    re.IGNORECASE,
)
_BARE_ZH = lazily(
    r"^(?:那么?|而|又)?(?:这|那|它|这件事|这事|这是|那是)?(?:是|又是)?(?:在|发生在)?(?P<wh>什么时候|何时|哪一?年|哪一?天|哪里|哪儿|什么地方|为什么|为何|谁|多少|怎么|如何|多久)(?:的|呢|发生的|的事|做的|啊)*\s*[?？。]*$"
)
_MORE = lazily(
    r"^(?:tell me more|more|what else|anything else|go on|and then|continue|more details?|还有呢|还有吗|还有什么|更多|继续|然后呢|详细(?:说说|一点)?|再说说|其他呢|别的呢)\s*[?？。.!]*$",
    re.IGNORECASE,
)
_PERSON_WORD = lazily(r"\b(?:he|she|him|her|his)\b|[他她](?!们|人|国|方|山|乡|处|日|们)", re.IGNORECASE)
_THING_WORD = lazily(
    r"\b(?:they|them|their|its|it(?!\s+(?:is|was|take|takes|cost|costs|be|true|possible|mean|means|will take|would)\b)|that country|the country)\b|它们?|[他她]们|该国|该公司|这个国家|那个国家|这家公司|该组织",
    re.IGNORECASE,
)
_DEED = lazily(r"^what (?:did|do|does|has|have|will|had) .+ (?P<verb>(?!say\b|said\b)[a-z]+)[?.!\s]*$", re.IGNORECASE)
_DEED_WORD = lazily(r"it|that|this", re.IGNORECASE)
_PLACE_WORD = lazily(r"(?<=\w )there(?=\s*[?.,]|$)|那里|那儿|当地", re.IGNORECASE)
_WH = lazily(
    r"^(?P<wh>(?:in|on|at|for|to|from|by|with)?\s*(?:who|whom|whose|what|which|when|where|why|how)\b(?P<noun>(?:\s+(?!(?:did|does|do|was|were|is|are|will|has|have|had|can|could|would|should)\b)[\w’'-]+){0,4}?))\s+"
    r"(?P<aux>did|does|do|was|were|is|are|will|has|have|had|can|could|would|should)\s+(?P<rest>.+?)[?.!\s]*$",
    re.IGNORECASE,
)
_WH_SUBJECT = lazily(r"^(?P<wh>who|what|which)\b(?P<rest>.+?)[?.!\s]*$", re.IGNORECASE)
_WH_ZH = lazily(
    r"是?(?:在)?(?:什么时候|何时|哪一?年|哪一?天|哪里|哪儿|什么地方)|(?:为什么|为何|为了什么)|哪[些几]个?|哪(?=[一二三四五六七八九十两]+[项个位家国名种])|(?:有)?多少|谁|哪[个位国家]|是?什么|如何|怎么|怎样|吗|呢|是否"
)
_LEAD_EN = lazily(r"(?:\bthe\s(?:[a-z]+\s){1,3}?(?:of|at|in|from|into|on)\s)?(?:\bthe\s)?$")
_TAIL_EN = lazily(
    r"(?:['’]s\s(?:prime minister|(?!(?:is|was|did|does|has|will)\b)[a-z]+(?:\s(?:plant|minister|factory|bank|envoy|port|mine|ship|project|fund|works|party|army))?))?"
    r"(?:\s(?:flood|meeting|talks|summit|election|strike|war|deal|agreement|exercise|inquiry|mine|plant|fund))?"
)
_ACTORS = frozenset({"country", "person", "organisation", "name", "place"})
_LIST_SUBJECT = lazily(
    r"^(?:who(?: all)?|(?:which|what)(?:\s+other)?\s+(?:\w+\s+){0,2}?(?:countr(?:y|ies)|nations?|leaders?|compan(?:y|ies)|people|presidents?|ministers?))\b(?=\s)",
    re.IGNORECASE,
)
_LIST_SUBJECT_ZH = lazily(
    r"(?:都有)?(?:哪些|哪几个|哪个|哪位|哪几位)的?(?:国家领导人|国家|领导人|领袖|公司|企业|人|组织)?|谁|哪国"
)


def completions(question: str, history: Sequence[str]) -> list[str]:
    """The whole questions that a follow-up may stand for, likeliest first; empty when it stands by itself.

    Args:
        question: what was typed.
        history: the earlier questions of the conversation, as they were typed, oldest first.
    """
    whole: list[str] = []
    for earlier in history:
        resolved = _complete(earlier.strip(), whole)
        whole.append(resolved[0] if resolved else earlier.strip())
    return _complete(question.strip(), whole)


def _complete(question: str, whole: Sequence[str]) -> list[str]:
    if not whole or not question:
        return []
    previous = whole[-1]
    if _MORE.match(question):
        return [previous]
    bare = _BARE.match(question) or _BARE_ZH.match(question)
    if bare:
        return [_ask_again(bare["wh"], previous)]
    about = _about(question)
    if about:
        return _swapped(about, previous)
    named = _with_topic(question, previous)
    return [named] if named and named != question else []


def _about(question: str) -> str | None:
    """What "and Germany?" is about: "Germany"; None for a question that is a sentence."""
    match = _ABOUT_ZH.match(question) if language_of(question) == "zh" else _ABOUT.match(question)
    if match and len(match["what"]) <= 60 and not _VERB.search(match["what"]) and not _WH_ZH.search(match["what"]):
        return match["what"].strip(" ,，、")
    short = question.rstrip(" ?？。.!")
    if (
        language_of(question) != "zh"
        and len(short.split()) <= 4
        and not _VERB.search(short)
        and (names_in(short, "en") or find(short))
    ):
        return short
    return None


def _swapped(what: str, previous: str) -> list[str]:
    """The question before with ``what`` in the place of what it answers to; every sensible place, likeliest first."""
    language = language_of(previous)
    swaps: list[str] = []
    dated = _dated(what, previous)
    if dated:
        return [dated]
    names = names_in(previous, language)
    wanted = names_in(what, language_of(what))
    kind = wanted[0].kind if wanted else "name"
    subject = (_LIST_SUBJECT_ZH if language == "zh" else _LIST_SUBJECT).search(previous)
    if subject and kind in _ACTORS:
        swaps.append(previous[: subject.start()] + what + previous[subject.end() :])
    titled = has_title(what)
    same = [name for name in names if name.kind == kind]
    others = [name for name in names if name.kind != kind and name.kind in _ACTORS and kind in _ACTORS]
    places = sorted(same + others, key=lambda one: _place_of(one, previous, kind))
    swaps.extend(
        previous[: name.start] + what + previous[title_after(previous, name.end) if titled else name.end :] for name in places
    )
    if not swaps:
        swaps.append(f"{previous.rstrip('?？ ')}{'，' if language == 'zh' else ', '}{what}{'？' if language == 'zh' else '?'}")
    return list(dict.fromkeys(swaps))


def _place_of(name: Name, previous: str, kind: str) -> tuple[bool, bool, int]:
    """The subject of an action before its object, the same kind of thing before others."""
    before = fold(previous[: name.start])
    is_object = (
        re.search(
            r"(?:visit(?:ed|ing)?|meet|met|invade[d]?|attack(?:ed)?|join(?:ed)?|访问?|到访|会见|访)\s*(?:the\s)?$", before
        )
        is not None
    )
    return (is_object, name.kind != kind, name.start)


def _dated(what: str, previous: str) -> str | None:
    """The question before for another time, when ``what`` is a time."""
    from datetime import date

    today = date(2000, 1, 1)  # only where the words stand matters here, not the day they mean
    if not find(what, reference=today) and not re.match(
        r"(?:after|before|since|during|until)\b|.+(?:之后|以后|以来|之前|期间|后|前)$", what, re.IGNORECASE
    ):
        return None
    old = find(previous, reference=today)
    language = language_of(previous)
    if old:
        start, end = old[0].start, old[-1].end
        new = (
            re.sub(r"^(?:in|on|at)\s+", "", what)
            if re.search(r"\b(?:in|on|at|since|after|before)\s*$", previous[:start])
            else what
        )
        return previous[:start] + new + previous[end:]
    if language == "zh":
        return f"{what}{previous}" if what.endswith(("年", "月", "日", "后", "前", "间", "来")) else f"{what}，{previous}"
    return f"{previous.rstrip('?？. ')} {what if re.match('(?:in|on|at|after|before|since|during|until|last|this|next)', what) else 'in ' + what}?"


def _ask_again(wh: str, previous: str) -> str:
    """The question before, asked for its time, place, reason …"""
    if language_of(previous) == "zh":
        rest = _WH_ZH.sub("", previous).rstrip("?？。 的")
        new = (
            wh
            if language_of(wh) == "zh"
            else {"when": "什么时候", "where": "哪里", "why": "为什么", "who": "谁"}.get(wh.lower(), "怎么")
        )
        return (
            f"{new}{rest}？"
            if new in ("为什么", "为何", "怎么", "如何", "谁")
            else f"{rest}是{'在' if new in ('哪里', '哪儿', '什么地方') else ''}{new}？"
        )
    if language_of(wh) == "zh":
        wh = {
            "什么时候": "when",
            "何时": "when",
            "哪里": "where",
            "哪儿": "where",
            "为什么": "why",
            "为何": "why",
            "谁": "who",
            "多少": "how many",
        }.get(wh, "how")
    wh = wh[0].upper() + wh[1:]
    match = _WH.match(previous)
    if match:
        noun = (match["noun"] or "").strip()
        tail = f" {noun}" if noun and re.match(r"(?:what|which)", match["wh"].strip(), re.IGNORECASE) else ""
        return f"{wh} {match['aux'].lower()} {match['rest']}{tail}?"
    subject = _WH_SUBJECT.match(previous)
    if subject:
        who = "someone" if subject["wh"].lower() == "who" else ""
        return f"{wh} was it that {(who + subject['rest']).strip()}?"
    return f"{wh}: {previous}"


def _with_topic(question: str, previous: str) -> str | None:
    """The question with what the one before is about: in the place of its first pronoun, else beside it when it names nothing."""
    topic = _topic(previous)
    if topic is None:
        return None
    name, is_person = topic
    for pattern, fits in ((_PERSON_WORD, is_person), (_THING_WORD, True), (_PLACE_WORD, not is_person)):
        match = pattern.search(question)
        if not match or _names_something(question[: match.start()]):
            continue
        deed = _DEED.match(previous) if _DEED_WORD.fullmatch(match[0]) else None
        if deed:  # "it" is what they decided, not who did
            return _beside(question, f"{name} {deed['verb']}")
        return _put(question, match, name) if fits else _beside(question, name)
    few = len(content_words(question)) <= (3 if language_of(question) == "zh" else 2)
    return _beside(question, name) if few and not _names_something(question) else None


def _topic(previous: str) -> tuple[str, bool] | None:
    """What a question is about, and whether that is a person."""
    if language_of(previous) == "zh":
        head = _WH_ZH.search(fold(previous))
        about = previous[: head.start()].strip(" ,，、") if head and head.start() >= 2 else ""
        names = [name.text for name in names_in(previous, "zh")]
        about = about or (names[0] if names else "")
        return (
            (about, has_title(about[-4:]) or any(n.text == about and n.kind == "person" for n in names_in(about, "zh")))
            if about
            else None
        )
    for name in names_in(previous, "en"):
        lead = _LEAD_EN.search(previous[: name.start])
        tail = _TAIL_EN.match(previous, name.end)
        start, end = lead.start() if lead else name.start, tail.end() if tail else name.end
        about = previous[start:end]
        return about, has_title(about) or (about == name.text and name.kind != "country" and " " in name.text)
    return None


def _put(question: str, match: re.Match[str], name: str) -> str:
    word = match[0].lower()
    possessive = word in ("his", "its", "their") or (word == "her" and re.match(r"\s+\w", question[match.end() :]) is not None)
    ending = "'s" if possessive and language_of(question) != "zh" else ""
    return question[: match.start()] + name + ending + question[match.end() :]


def _beside(question: str, name: str) -> str:
    return f"{name}，{question}" if language_of(question) == "zh" else f"{question} ({name})"


def _names_something(text: str) -> bool:
    """Whether a question, or its part before a pronoun, has a name that the rest can refer to."""
    return bool(names_in(text, language_of(text)))
