"""Who did, and who did not: whether a question asks of whom something is not so, and whether a text denies what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analyse import HAN
from index.patterns import lazily

if TYPE_CHECKING:
    from rag.question import Question

_ASKS_NOT = lazily(
    r"^\W*(?:(?:and|but|so)\s)?(?:which|what|who)\b(?:(?!\b(?:who|that|which|whose)\b)[^,?]){0,40}?(?:\b(?:did|does|do|has|have|had|was|were|is|are|will|would|could|can)(?:n['’]t\b|\snot\b|\s(?:\S+\s){1,4}?not\s)|\bnever\b)|"
    rf"(?:哪些?|谁|哪[国家个位]|什么(?:国家|人|公司))[^，。？,?]{{0,12}}?(?<![有是能会可要])(?:没有?|并未|从未|尚未|未|不)(?![久同少仅断足安满明止只过论管幸良来知丹列结])(?=[{HAN}])"
)
"""Which countries did not sign? 哪些国家没有签署? Not: who led those that did not."""
_DENIED = lazily(
    r"(?:n['’]t|\bnot(?!\sonly)|\bnever|\b(?:refus|declin|fail)[a-z]*\sto|\bwithout|\bunable\sto|\byet\sto|\brather\sthan|\binstead\sof|\bno(?!\sdoubt)|\bnone|\bneither|\bnobody)\s(?:(?!(?:but|and|only|then|while)\b)[a-z’'-]+\s){0,2}$|"
    r"(?:没有?|未(?![来经])|(?<!不得)不(?!得不|[仅只但久断同少光丹列日远顾满])|拒绝?了?|无法|放弃|(?<!不顾)反对)[^，,。；;、！!？?但而却]{0,4}$"
)
"""What stands just before a deed that is denied: did not sign, refused to sign, 没有签署, 拒绝签署. Not what only has a
character of it: Bhutan 不丹, Britain 大不列颠, the future 未来, soon 不日.
"""
_REACH = 40
_TAKES_PART = lazily(
    r"参加|出席|参与|加入|与会|到会|到场|投票|表决|\battend|\bparticipat|\btake\spart\b|\bjoin|\bcome\b|\bshow\sup\b|\bpresent\b|\bvote"
)
_KEPT_AWAY = lazily(
    r"缺席|退出|抵制|弃权|拒绝(?=了?(?:[，。；！]|$))|拒签|除[^，,。]{1,14}外(?![，,]?[^，,。]{0,10}(?:还|也|又))|\bstay(?:ed|ing|s)?\s(?:away|out)\b|\babsen(?:t|ce)\b|\bboycott|\bskipp|\babst(?:ain|ention)|"
    r"\bpull(?:ed|ing)?\sout\b|\bwithdr[ae]w|\b(?:declined|refused)\b(?!\sto)|\bexcept\b|\bapart\sfrom\b|\ball\sbut\b|\bopt(?:ed|ing)?\sout\b"
)
"""What says by itself that somebody had no part."""
_DENIES = lazily(
    r"n['’]t\b|\b(?:not?|never|none|nobody|neither|without|cannot|unable|yet\sto|against)\b|\b(?:refus|declin|fail|reject|oppos|exclu|except|block|den[iy]|lack|avoid|spared|seldom|rare|reluctan|only|lone)|没|未|不(?![仅只但久断])|无|非|拒|反对|排除|落选|否决"
)


def asks_who_did_not(question: Question) -> bool:
    """Whether a question asks for those of whom something is not so."""
    return _ASKS_NOT.search(question.folded) is not None


def asks_who_kept_away(question: Question) -> bool:
    """Whether what they did not is to take part in something."""
    return asks_who_did_not(question) and _TAKES_PART.search(question.folded) is not None


def denied(folded: str, place: int) -> bool:
    """Whether what a folded text says at ``place`` is denied there."""
    return _DENIED.search(folded[max(0, place - _REACH) : place]) is not None


def kept_away(folded: str) -> bool:
    """Whether a folded text says that somebody had no part in something, whatever it was."""
    return _KEPT_AWAY.search(folded) is not None


def denies(folded: str) -> bool:
    """Whether a folded text denies anything at all."""
    return _DENIES.search(folded) is not None or kept_away(folded)
