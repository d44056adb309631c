# ruff: noqa: E501 (a rule is one line, to be read as one)
"""The words of a Chinese question for what it asks of its subject, and for what it counts."""

from __future__ import annotations

import re
from itertools import pairwise

from index.analyse import tagged
from index.patterns import lazily
from rag.must_say import CLASSES, MEASURES, must_be_said
from rag.names import words_of

Tagged = list[tuple[str, str]]

_WH_ZH = lazily(
    r"谁|何人|哪|什么|啥|多少|几(?=[个位名人次种年天岁家条艘架座场届级所小分项倍件只支部间层枚处段回])|多大|多高|多长|多重|多深|多远"
)
_ZH_EMPTY = words_of(
    "是 有 叫 做 在 为 被 把 让 由 从 向 对 给 了 过 的 着 会 能 要 想 可以 可能 应该 需要 进行 属于 共 一共 总共 来自 包括 今年 现在 目前 现任 当时 一年 每年 大约 名字 名称 是从 担任 发生 出现 得到 分别 都 "
    "第几 最后 曾经 曾 去年 年 还有 没有 只有 共有 中有 造成 工作 住 少 决定 认为 说 表示 成 里装 之后 以后 以前 使 令 算 用"
)
_MEASURE_ZH = lazily(
    r"^[个位名人次种家条艘架座场届级所项倍件只支部间层枚处段回张本块块辆台顿吨斤克米元年天岁册页匹头群份套栋幢棵株股批笔首篇集]$"
)
_AGE_ZH = lazily(r"几岁|多少岁|多大|年龄|年纪")
_WHEN_WHERE_ZH = lazily(r"哪一?[年天日月]|什么时[候间]|哪[里儿]|什么地方")
_NAME_ZH = lazily(r"(?:名字|名称)?[?？。\s]*$")


def demanded(text: str) -> tuple[list[str], str | None]:
    """(the words for what is asked, the word for what is counted) of a folded question."""
    match = _WH_ZH.search(text)
    if not match or _AGE_ZH.search(text) or (match[0].startswith("多") and match[0] != "多少"):
        return [], None
    head, after = _beside(text, *match.span())
    if match[0] in ("多少", "几"):
        return _amount(text[: match.start()], head, after)
    return [part for word in _named(text, match, head, after) for part in halves(word)], None


def _amount(text: str, head: Tagged, after: Tagged) -> tuple[list[str], str | None]:
    """Of "how much" and "how many": the price of what, how many of whom that do what."""
    unit = _unit(after)
    if unit == "钱":
        return _paid(text) or _last_noun(head), None
    if unit is None:
        return _last_noun(head), None
    doing = [word for word, tag in [*after[1:4], *head[-2:]] if tag == "v" and word not in _ZH_EMPTY and word != unit]
    return doing[:1], unit


def _named(text: str, match: re.Match[str], head: Tagged, after: Tagged) -> list[str]:
    """Of "who", "which", "what", "where", "when": the role, the class, the deed."""
    verbs = [word for word, tag in after if tag[0] == "v" and word not in _ZH_EMPTY]
    if match[0] in ("谁", "何人"):
        return [word for word, tag in after if tag[0] in "vn" and word not in _ZH_EMPTY][:1] or _last_noun(head)
    if match[0] in ("什么", "啥") and _NAME_ZH.match(text, match.end()):
        return _last_noun(head)
    if _WHEN_WHERE_ZH.match(text, match.start()):
        return [word for word, tag in [*head, *after] if tag == "v" and word not in _ZH_EMPTY and len(word) > 1][-1:]
    nouns = [word for word, tag in after if tag[0] in "nbj" and word not in _ZH_EMPTY and not _MEASURE_ZH.match(word)]
    if len(nouns) == 1 and nouns[0] not in CLASSES:
        return nouns
    return (verbs or _asked_of(head))[:1]


def halves(word: str) -> tuple[str, ...]:
    """A compound of four characters as the two words it is made of, where one of those must be said: 大学毕业."""
    halves = (word[:2], word[2:])
    if len(word) != 4 or must_be_said(word) or not any(must_be_said(half) for half in halves):
        return (word,)
    return halves


_PAID = lazily(r"花|付|赔|卖|挣|赚|交|罚|投|收|值|要(?=多少)|租|借|捐")


def _paid(head: str) -> list[str]:
    found = _PAID.findall(head[-4:])
    return found[-1:]


def _asked_of(head: Tagged) -> list[str]:
    """Of "X的丈夫是做什么的": what follows the possessive."""
    for (mark, _), (word, tag) in pairwise(head):
        if mark == "的" and tag[0] == "n":
            return [word]
    return []


def _beside(text: str, start: int, end: int) -> tuple[Tagged, Tagged]:
    """The tagged words before and after a place, without what of them lies in it."""
    head, after, place = [], [], 0
    for word, tag in tagged(text):
        first, last = place, place + len(word)
        place = last
        if tag == "x":
            continue
        if first < start and (part := _bare(text[first : min(last, start)], tag)):
            head.append((part, tag))
        if last > end and (part := _bare(text[max(first, end) : last], tag)):
            after.append((part, tag))
    return head, after


def _bare(word: str, tag: str) -> str:
    """A verb without the function words that the tagger leaves on it."""
    if tag[0] != "v" or len(word) < 2:
        return word
    return "" if word.endswith("有") else word.strip("了到为被将要把给在起会")


def _last_noun(head: Tagged) -> list[str]:
    """The noun just before "is who", "is how much": that which is asked of what stands before it."""
    for word, tag in reversed(head):
        if word in _ZH_EMPTY or tag[0] in "pdcuxmrf":
            continue
        return [word]
    return []


def _unit(after: Tagged) -> str | None:
    """What "how many" counts: the noun after the measure word, or the measure word where nothing follows."""
    for place, (word, tag) in enumerate(after[:3]):
        if re.match(r"[岁歲年天]|小时|分钟|个月|周$", word):
            return None
        if word in MEASURES:
            return word
        if word == "人" or (word == "名" and tag == "n"):
            return "人"
        if tag in ("q", "m", "uj") or _MEASURE_ZH.match(word) or word in _ZH_EMPTY:
            continue
        following = (
            [other for other, kind in after[place + 1 : place + 2] if kind[0] == "n"] if tag in ("vn", "v", "b", "n") else []
        )
        return (following or [word])[0] if tag[0] in "nvjbla" else None
    return next((word for word, _ in after[:1] if re.match(r"[人吨次倍]", word)), None)
