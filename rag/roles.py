"""Who did it, and to whom it was done: which of the two a list asks for, and on which side of the deed a name stands.

Only deeds of which it matters: who signs with somebody has been signed with, but who is criticised has criticised nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analyse import fold
from index.patterns import lazily
from rag.names import countries_in
from rag.question import asked_for_until

if TYPE_CHECKING:
    import re
    from collections.abc import Collection

    from rag.question import Question

DOER, DONE_TO = "doer", "done to"

_DEED = lazily(
    r"批评|谴责|指责|抨击|指控|制裁|攻击|袭击|轰炸|入侵|威胁|警告|起诉|击败|战胜|支持|援助|声援|承认|邀请|驱逐|收购|救助|"
    r"\b(?:critici|condemn|denounc|accus|sanction|attack|bomb|invad|threat|warn|sue[sd]?\b|suing|defeat|beat|support|back(?:s|ed|ing)?\b|"
    r"aid(?:s|ed|ing)?\b|recogni|invit|expel|acquir|rescu)"
)
_TURNED_BEFORE = lazily(r"(?:被|遭|受到?|获得?|得到|[对向给为])[^，,。]{0,8}$")
_TURNED_AFTER = lazily(r"\w*\s(?:by|from|of|for|to)\b")
"""What turns the order of doer and done to: 被挪威批评, 对挪威的批评, criticised by Norway, support from Norway."""


def asked_side(question: Question) -> str | None:
    """``DOER`` where a question asks who did it to those it names, ``DONE_TO`` where to whom they did it, else None."""
    folded, until = question.folded, asked_for_until(question.folded)
    deed = _DEED.search(folded)
    if not until or deed is None or _turned(folded, deed):
        return None
    before = any(name.end <= deed.start() for name in question.names)
    after = any(name.start >= deed.end() for name in question.names)
    if before == after:
        return None
    return DONE_TO if before else DOER


def on_the_other_side(side: str, sentence: str, place: int, asked: Collection[str]) -> bool:
    """Whether what a sentence names at ``place`` stands on the other side of each deed in it than those asked for, and on
    theirs one of the countries with the keys ``asked``.
    """
    folded = fold(sentence)
    deeds = list(_DEED.finditer(folded))
    if not deeds or any(_turned(folded, deed) for deed in deeds):
        return False
    theirs = [name.start for name in countries_in(sentence) if name.key in asked]
    return all(
        any(place < deed.start() < other if side == DONE_TO else other < deed.start() < place for other in theirs)
        for deed in deeds
    )


def _turned(folded: str, deed: re.Match[str]) -> bool:
    return bool(_TURNED_BEFORE.search(folded[: deed.start()]) or _TURNED_AFTER.match(folded, deed.end()))
