# ruff: noqa: E501 (a rule is one line, to be read as one)
"""The words of an English question for what it asks of its subject, and for what it counts."""

from __future__ import annotations

import re

from index.patterns import lazily
from rag.names import words_of

_AUX = r"(?:is|are|was|were|be|been|being|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
_STOP_AT = words_of(
    "is are was were be been do does did has have had can could will would should may might must of in on at to for from by with about into over under after before "
    "since during between through and or that who which what when where the a an his her its their this these those not as than per there it he she they i you we "
    "actually really still now then ever first last most more other else all many much"
)
_RUN_EN = lazily(r"[a-z][a-z’'-]*|[A-Z][\w’'-]*|\d\S*")
_WH_NOUN_EN = lazily(
    r"\b(?:which|what)\s+(?!is\b|are\b|was\b|were\b|do\b|does\b|did\b|has\b|have\b|had\b|will\b|would\b|can\b|could\b)", re.I
)
_WHO_IS_EN = lazily(r"\bwho(?:['’]s|\s+(?:is|are|was|were))\s+(?P<what>.+)$", re.I)
_WHO_EN = lazily(
    r"\bwho(?:m|se)?\s+(?:else\s+|all\s+)?(?:(?:will|would|can|could|has|have|had|may|might|must|should|is|was|are|were)\s+(?:be\s+|been\s+)?)?(?=[a-z])",
    re.I,
)
_DID_EN = lazily(r"\b(?:did|does|do)\s", re.I)
_OF_EN = lazily(
    r"^(?:and |but )?what(?:['’]s|\s+(?:is|are|was|were))\s+(?:the\s+)?(?P<what>[a-z][\w\s’'-]*?)\s+(?:of|for|to|at|in|on|from|with)\b",
    re.I,
)
_OWN_EN = lazily(r"['’]s?\s+(?P<what>(?:[a-z-]+\s)*[a-z-]+)[\s?.!]*$")
_NAME_OF_EN = lazily(r"\bnames?\s+of\s+(?:the\s+|an?\s+)?(?P<what>.+)$", re.I)
_CALLED_EN = lazily(rf"^what\s+{_AUX}\s+(?:the\s+)?(?P<what>.+?)\s+(?:called|named)\b", re.I)
_COUNT_EN = lazily(r"\bhow many\s+|\bwhat (?:is|was) the (?:total )?number of\s+|\bnumber of\s+", re.I)
_MUCH_EN = lazily(r"\bhow much\b(?P<rest>.*)$", re.I)
_PAYS_EN = lazily(r"^[Ww]hat (?:does|did|do|will|would) .+?\b(?P<verb>pay|charge|cost|earn|spend)\b")
_SPENT_EN = lazily(
    r"\b(?:costs?|pay|paid|earns?|weighs?|spends?|charges?|lends?|lent|sells?|owes?|raises?|invests?|gives?|makes?|gets?|receives?|wins?|grows?|falls?|rises?|produces?|drinks?|eats?|drops?|lose)\b",
    re.I,
)
_LAST_VERB_EN = lazily(
    r"^(?:[Aa]nd |[Bb]ut )?(?:\w+\s)?(?:[Ww]here|[Ww]hen|[Ww]hat|[Ww]hich)\s(?:[a-z]+\s){0,3}?(?i:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\s(?:.+?\s)?(?P<verb>(?!(?i:again|there|today|now|before|after|last|year|time)\b)[a-z]{3,})(?:\s(?:of|from|for|at|in|on|to|up|out|off|down|away|with|before|afterwards|again))*(?:\s(?:in|at|on|from)\s[A-Z]\w+)?[\s?.!]*$"
)
_PERSON = lazily(r"[a-z]+(?:ers|ors|ists|ians|ants|ees|men|women|people)")
_PLURAL = lazily(r"^(?:people|men|women|children|sheep|fish|police|staff|\w+[^su]s)$")


def demanded(text: str) -> tuple[list[str], str | None]:
    """(the words for what is asked, the word for what is counted)."""
    text = _ASIDE.sub("", text)
    count = _COUNT_EN.search(text)
    if count:
        rest = text[count.end() :]
        run = _run(rest)
        unit = next((word for word in run if _PLURAL.match(word)), run[-1] if run else None)
        return [word for word in run if word != unit][:2] + _done(rest), unit
    much = _MUCH_EN.search(text)
    if much:
        spent = _SPENT_EN.search(much["rest"])
        return [*([spent[0].lower()] if spent else []), *_run(much["rest"])[:1]], None
    return _attribute(text) or _of_class(text) or _of_someone(text) or _last_verb(text), None


def lists_names(text: str) -> bool:
    """Whether a question asks for the names of what it speaks of."""
    return _NAME_OF_EN.search(text) is not None


_ASIDE = lazily(r",? according to .*$|,? by (?:the )?\w+['’]s count.*$")


def _attribute(text: str) -> list[str]:
    """The wife of "what is the name of his wife?", the salary of "what is Quast's salary?", what "what did it cost?" is after."""
    for rule in (_NAME_OF_EN, _CALLED_EN, _OF_EN):
        if match := rule.search(text):
            return [_head(match["what"])]
    own = _OWN_EN.search(text)
    if own and _IS_EN.match(text):
        return [_head(own["what"])]
    paid = _PAYS_EN.search(text)
    return [paid["verb"]] if paid else []


_IS_EN = lazily(rf"(?:what|who)(?:['’]s|\s+{_AUX})\s", re.IGNORECASE)


def _of_class(text: str) -> list[str]:
    """Which hotel, at which university, and what was done there."""
    noun = _WH_NOUN_EN.search(text)
    if not noun:
        return []
    run = [word for word in _run(text[noun.end() :])[:2] if not (_PLURAL.match(word) and _PERSON.fullmatch(word))]
    return list(dict.fromkeys([*run, *(_last_verb(text) if _DID_EN.search(text, noun.end()) else [])]))


def _of_someone(text: str) -> list[str]:
    """The captain of "who is the captain?", the deed of "who paid for it?"."""
    role = _WHO_IS_EN.search(text)
    if role and _ROLE_EN.match(role["what"]):
        return [_head(_ARTICLE_EN.sub("", role["what"]))]
    who = _WHO_EN.search(text)
    return _run(text[who.end() :])[:1] if who and not _DID_EN.match(text, who.end()) else []


_ROLE_EN = lazily(r"(?:the|an?|its|his|her|their)\s|[A-Z][\w’'. -]*['’]s?\s")
_ARTICLE_EN = lazily(r"^(?:the|an?|its|his|her|their)\s+")


def _last_verb(text: str) -> list[str]:
    """The verb at the end of "where was he born?", "at which university did she study?", "what did he die of?"."""
    verb = _LAST_VERB_EN.search(text)
    if not verb or verb["verb"] in _STOP_AT:
        return []
    before = text[: verb.start("verb")].split()
    passive = re.search(r"\b(?:is|are|was|were|been|be)\b", text[: verb.start("verb")])
    return [verb["verb"]] if passive or before[-1][0].isupper() else []


_DONE_EN = lazily(r"\b(?:is|are|was|were|been|has|have|had|be)\s(?:been\s)?(?P<verb>[a-z]{3,})\b(?=\s|[?.!]|$)")


def _done(text: str) -> list[str]:
    """What is done to what is counted, or by it: "were hurt", "have applied", "does it employ"."""
    match = _DONE_EN.search(text)
    if match and match["verb"] not in _STOP_AT:
        return [match["verb"]]
    last = re.search(
        r"\b(?:do|does|did|can|will|could)\s.+?\s(?P<verb>[a-z]{3,})(?:\s(?:of|from|for|at|in|on|to|up|out|with))?(?:\s(?:in|at|on|from)\s[A-Z]\w+)?[\s?.!]*$",
        text,
    )
    return [last["verb"]] if last and last["verb"] not in _STOP_AT else []


def _run(text: str) -> list[str]:
    """The words of lower case up to the next one that ends a phrase."""
    found: list[str] = []
    for match in _RUN_EN.finditer(text):
        word = match[0]
        if not found and _ORDINAL_EN.fullmatch(word):
            continue
        if word.lower() in _STOP_AT or (found and not word[0].islower()) or re.search(r"['’]s?$", word):
            break
        if word[0].islower():
            found.append(word)
    return found


_ORDINAL_EN = lazily(
    r"the|other|last|next|first|second|third|\w+th|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|current|new|former|all|\d+"
)


def _head(phrase: str) -> str:
    """The noun that a phrase is about: "Roland Finch's wife": wife; "the fourth bidder for it": bidder."""
    own = re.search(r"['’]s?\s+((?:[a-z-]+\s?)+)", re.split(r"\s(?:that|who|which|during|when)\s", phrase)[0])
    run = _run(own[1] if own else phrase)
    head = run[-1] if run else phrase.rsplit(maxsplit=1)[-1].strip("?.! ").lower()
    return " ".join(run[-2:]) if head == "number" and len(run) > 1 else head
