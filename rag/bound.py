# ruff: noqa: E501 (a rule is one line, to be read as one)
"""Whether what is asked for is bound to its subject in the sentences that may answer, or only stands about in their neighbourhood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.analyse import HAN, fold
from index.patterns import lazily
from rag import unknown
from rag.demand import demand
from rag.kinds import MONEY, NUMBER, answers_kind, holds, names_somebody
from rag.names import mentions, names_in
from rag.question import language_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from index.types import Article
    from rag.demand import Demand
    from rag.names import Name
    from rag.question import Question
    from rag.retrieve import Candidate
    from rag.sentence import Sentence

_LOOKED_AT = 10
"""How many of the likeliest sentences are looked at."""
_NEARLY, _HALF, _HARDLY, _ACROSS = 0.8, 0.6, 0.25, 0.85
"""What a form is worth that only a neighbour has, that hardly any pattern finds, or that is missing; and how far a passage of the other language may say any name."""
_FREE = 0.8
"""What a question that demands nothing in particular has bound at the least: whether its names are said, others judge."""
_OPENING = 200
"""Characters of an article that, with its title, say what it is about."""
_HERE, _BESIDE, _ABOUT, _NOWHERE = 1.0, 0.75, 0.35, 0.0
"""How near to the sentence something is said: in it, in the one beside it, elsewhere in its passage, not at all."""

_REASON = lazily(
    r"因为|由于|因此|因而|所以|为了|旨在|以便|以免|导致|原因|理由|出于|缘于|源于|起因|使得|致使|归因|之故|目的|以致|因[^此而]|为(?:避免|防止|保|由)|受[^，。]{1,12}影响|遭遇|"
    r"\bbecause\b|\bdue to\b|\bsince\b|\bowing to\b|\bin order to\b|\bso that\b|\breasons?\b|\bcaus(?:e|ed|es|ing)\b|\bled to\b|\bresult(?:s|ed)?\b|\bthus\b|\btherefore\b|\baimed at\b|\bin response to\b|\bafter\b|\bover\b|\bthanks to\b|\bblam|\bfor (?:fear|lack|want)\b|\bas a result\b|\bto\s[a-z]+|\bfor\b|\bafraid\b|\bneed"
)
_AGED = lazily(
    r"\baged? (?:of )?\d+|\b(?:[a-z]+|\d+)[ -]years?[ -]olds?\b|\byears of age\b|[,，(（] ?\d{1,3} ?[,，.)）]|\b(?:is|was|turned|turns|be|at) (?:just |only |now |already |nearly |almost )?(?:\d{1,3}|[a-z]+ty(?:-[a-z]+)?|(?:thir|four|fif|six|seven|eigh|nine)teen)\b(?! (?:per|of|[a-z]+s\b))|\bborn (?:in|on)\b|\b(?:in|of) (?:his|her|their) (?:early |mid-?|late )?[a-z]+ties\b|"
    r"[\d一二三四五六七八九十百]+(?:多|来|余|出头)?[岁歲]|出生|生于|年近|年过|花甲|古稀|四十出头|[一二三四五六七八九]十(?:出头|多|来)岁?|周岁|年届"
)
_PRONOUN = lazily(r"^\W*(?:he|she|they|it|his|her|its|their|the|this|these|[他她它其该这])")


@dataclass(frozen=True, slots=True)
class Binding:
    """How well the best of the likeliest sentences binds what is asked (``bound``), and the parts of that by themselves: the words
    for it (``aspect``), its form (``form``), what a number counts (``unit``), whose it is (``subject``); ``ignorance``: how far it is
    said that this is not known; ``qualified``: whether numbers and letters tell it apart as the question does.
    """

    bound: float = 1.0
    close: float = 1.0
    aspect: float = 1.0
    unit: float = 1.0
    form: float = 1.0
    ignorance: float = 0.0
    subject: float = 1.0
    qualified: float = 1.0


def binding(
    question: Question,
    candidates: Sequence[Candidate],
    articles: Mapping[str, Article],
    sentences: Sequence[Sentence],
    probabilities: NDArray[np.float32],
) -> Binding:
    """What the likeliest sentences bind; a name that an article's opening says is what all of the article is about."""
    if not sentences:
        return Binding()
    wanted = demand(question)
    best = np.argsort(-probabilities, kind="stable")[:_LOOKED_AT]
    least = 0.01 * float(probabilities[best[0]])
    seen: dict[int, _View] = {}
    places: list[tuple[_View, int]] = []
    for one in (sentences[i] for i in best if probabilities[i] >= least):
        if one.candidate not in seen:
            candidate = candidates[one.candidate]
            seen[one.candidate] = _view(question, candidate, articles[candidate.passage.article_id])
        places.append((seen[one.candidate], one.number))
    looked = [_look(question, wanted, *place) for place in places]
    free = not (wanted.aspects or wanted.unit or question.seeks == "age")
    subject = max(one.subject for one in looked)
    qualified = _qualified(question.folded, " ".join(view.around(number) for view, number in places))
    kind = _FREE * min(1.0, subject + 0.2) * qualified if free else 0.5 if question.kind == "list" and not wanted.named else 0.0
    return Binding(
        max(kind, *(one.bound for one in looked)),
        max(kind / 2, *(one.close for one in looked)),
        max(one.aspect for one in looked),
        max(one.unit for one in looked),
        max(one.form for one in looked),
        max(one.ignorance for one in looked[:3]) * (question.kind != "list"),
        subject,
        qualified,
    )


@dataclass(frozen=True, slots=True)
class _View:
    """A passage sentence by sentence: as it stands, folded, and without what says that something is unknown.

    ``left_open`` is set where one of them says that what is asked is not known. ``named`` is, for each name that the question
    gives, how far each sentence says it, (s,), and whether the heading and the opening words of the article do.
    """

    candidate: Candidate
    texts: Sequence[str]
    folded: Sequence[str]
    known: Sequence[str]
    left_open: bool
    named: Sequence[tuple[NDArray[np.float32], float]]

    def around(self, number: int) -> str:
        """A sentence with those beside it."""
        return " ".join(self.folded[max(0, number - 1) : number + 2])


def head(article: Article) -> str:
    """What an article begins with, which its every sentence is told under."""
    return f"{article.title}\n{article.text[:_OPENING]}"


def _view(question: Question, candidate: Candidate, article: Article) -> _View:
    passage = candidate.passage
    texts = passage.sentence_texts
    folded = [fold(text) for text in texts]
    known = folded if unknown.says_unknown(question.folded) else [unknown.known(text) for text in folded]
    left_open = known is not folded and any(unknown.left_open(question, text) for text in folded)
    heading = head(article)
    both = list(zip(folded, texts, strict=True))
    named = [
        (_name_said(name, candidate, both), float(mentions(name, fold(heading), heading)))
        for name in question.names
        if name.kind != "title" and len(candidate.said)
    ]
    return _View(candidate, texts, folded, known, left_open, named)


def _name_said(name: Name, candidate: Candidate, texts: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
    """(s,) how far each sentence, folded and as it stands, says a name."""
    words = [i for i, word in enumerate(candidate.asked) if word in name.key or word in fold(name.text)]
    known = candidate.said[:, words].max(axis=1) if words else np.zeros(len(texts), np.float32)
    said: NDArray[np.float32] = np.maximum(known, np.array([mentions(name, *both) for both in texts], np.float32))
    return said


def _look(question: Question, wanted: Demand, view: _View, number: int) -> Binding:
    known = view.known[number]
    aspect = _all([_said(one, view.known, number) for one in wanted.aspects])
    if wanted.spent and MONEY.search(known):
        aspect = max(aspect, _BESIDE)  # "voted to buy three ships for 6.4 billion" says no word for what they cost
    unit = _counted(wanted.unit, view.known, number) if wanted.unit else _HERE
    form = _form(question, wanted, view, number)
    soft, close = _subject(question, wanted, view, number)
    rest = _rest(wanted, view.candidate, number)
    if not question.names:
        soft = min(soft, 0.2 + 2 * rest)
    held = aspect * unit * form * _qualified(question.folded, view.around(number))
    return Binding(held * soft, held * close * rest, aspect, unit, form, _ignorance(wanted, view, number), soft)


def _ignorance(wanted: Demand, view: _View, number: int) -> float:
    """How far a sentence, or one of its passage, says that just what is asked is not known."""
    if view.known is view.folded:
        return 0.0
    if view.left_open:
        return 1.0
    lost, known = view.folded[number], view.known[number]
    if lost == known:
        return 0.0
    return max((float(one.search(lost) is not None and not one.search(known)) for one in wanted.aspects), default=_HARDLY)


_QUALIFIERS = lazily(
    r"[\da-z一二三四五六七八九十]+(?:号[线楼厅馆院机]|轮|座(?=[?？的])|期(?=[工项]))|第[\d一二三四五六七八九十百]+[届轮期次集季代部章名位座任]|"
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s[a-z]{3,}|\b(?:line|series|round|phase|volume|chapter|part|act|season|stage|tower|gate|pier|platform|terminal|block|unit)\s(?:\d+|[a-z]|one|two|three|four|five|six)\b"
)


def _qualified(asked: str, text: str) -> float:
    """Whether what the question tells apart by a number or a letter (Line 6, A轮, 第三届, the first novel) is that of the text."""
    missing = [
        match[0] for match in _QUALIFIERS.finditer(asked) if match[0] not in text and _figures(match[0]) not in _figures(text)
    ]
    return 0.25 if missing else 1.0


def _figures(text: str) -> str:
    """With the ordinals and numerals of a text as figures, so that "第三届" is "第3届" and "the third round" is "the 3 round"."""
    for word, figure in _FIGURES.items():
        text = text.replace(word, figure)
    return text


_FIGURES = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10",
    "1st": "1", "2nd": "2", "3rd": "3", "十": "10", "一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9",
}  # fmt: skip


def _rest(wanted: Demand, candidate: Candidate, number: int) -> float:
    """How much of the question beside what is asked a sentence and those beside it say, 0..1."""
    other = [i for i, word in enumerate(candidate.asked) if not any(one.search(word) for one in wanted.aspects)]
    worth = candidate.worth[other]
    if not other or not float(worth.sum()):
        return 1.0
    near = candidate.said[max(0, number - 1) : number + 2, other].max(axis=0)
    here = candidate.said[number, other]
    return float((np.maximum(here, 0.75 * near) @ worth) / worth.sum())


def _said(word: re.Pattern[str], texts: Sequence[str], number: int) -> float:
    """How near to a sentence a word is said."""
    if word.search(texts[number]):
        return _HERE
    if any(word.search(texts[i]) for i in (number - 1, number + 1) if 0 <= i < len(texts)):
        return _BESIDE
    return _ABOUT if any(word.search(text) for text in texts) else _NOWHERE


_COUNT = r"\d[\d.,]*(?! ?[%％年月日])|[一二三四五六七八九十百千万亿两数几]{1,8}(?![年月日%成])|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|dozens?|single|pair|several|both|another|an?(?= (?:dozen|hundred|thousand)))\b"
_BEFORE_UNIT = lazily(
    rf"(?:{_COUNT})(?:[{HAN}]{{0,6}}|(?:[\s-](?!(?:after|before|of|for|in|to|and|at|on|from|that|who|which|by|with|the|a)\b)[\w’'-]+){{0,3}}[\s-]?|\sof\s(?:the|its|his|her|their)\s(?:[\w’'-]+\s){{0,2}})$"
)
_AFTER_UNIT = lazily(rf"^[{HAN}\s]{{0,6}}?(?:{_COUNT})")


def _all(values: Sequence[float]) -> float:
    """Between the mean and the least: that most is said does not make up for what is not."""
    return (sum(values) / len(values) + min(values)) / 2 if values else 1.0


def _counted(unit: re.Pattern[str], texts: Sequence[str], number: int) -> float:
    """Whether a number counts the unit in a sentence: it stands just before it, or after it in its clause."""
    text = texts[number]
    best = _NOWHERE
    for match in unit.finditer(text):
        before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 14]
        if _BEFORE_UNIT.search(before) or _AFTER_UNIT.search(after):
            return _HERE
        best = max(best, 0.5 * bool(re.search(NUMBER, text)))
    if (
        best == _NOWHERE
        and re.search(NUMBER, text)
        and any(unit.search(texts[i]) for i in (number - 1, number + 1) if 0 <= i < len(texts))
    ):
        best = 0.35
    return best


def _form(question: Question, wanted: Demand, view: _View, number: int) -> float:
    """Whether a sentence has the form of what is asked for: an age, a reason, a sum, a name."""
    known, text = view.known[number], view.texts[number]
    if question.kind == "why":
        return _HERE if _REASON.search(known) else _NEARLY if _REASON.search(view.around(number)) else _HALF
    if question.seeks == "age":
        return float(any(_is_of(question, text, match.start()) for match in _AGED.finditer(view.folded[number])))
    if wanted.money:
        return _HERE if MONEY.search(known) and (question.seeks is None or holds(question, text, known)) else _HARDLY
    if wanted.named:
        return _named(question, wanted, text, known)
    if question.kind == "said":
        return _HERE if answers_kind(question, known) else _HALF
    return _HERE if question.seeks is None or holds(question, text, known) else _HALF


def _is_of(question: Question, text: str, place: int) -> bool:
    """Whether what stands at a place may be said of someone whom the question names: the last person named before it is no other."""
    asked = [name.key.split()[-1] for name in question.names]
    before = [name for name in names_in(text, language_of(text)) if name.end <= place + 1 and name.kind in ("person", "name")]
    return not before or not asked or any(one in before[-1].key for one in asked)


def _named(question: Question, wanted: Demand, text: str, known: str) -> float:
    """Whether a name stands by the word for what is asked: "the captain, Tess Amory", "船长顾北辰"."""
    if not names_somebody(question, text):
        return _HARDLY
    places = [match.span() for word in wanted.aspects for match in word.finditer(known)]
    if not places:
        return _HERE
    return _HERE if any(names_somebody(question, _around(text, *place)) for place in places) else 0.5


def _around(text: str, start: int, end: int) -> str:
    reach = 14 if re.search(f"[{HAN}]", text) else 40
    return text[max(0, start - reach) : end + reach]


def _subject(question: Question, wanted: Demand, view: _View, number: int) -> tuple[float, float]:
    """How near to a sentence the names of the question are said, softly and strictly; no name, no matter.

    What its article is about is meant by every sentence that names nothing else.
    """
    if not view.named:
        return _HERE, _HERE
    near = [_name_near(said, question, view, number) for said, _ in view.named]
    about = [own for _, own in view.named]
    close = _all([max(here, beside, 0.15 * whole, 0.5 * own) for (here, beside, whole), own in zip(near, about, strict=True)])
    if wanted.personal or question.seeks == "age":
        return 0.2 + 0.8 * close, close
    soft = _all([max(here, beside, 0.6 * whole, 0.85 * own) for (here, beside, whole), own in zip(near, about, strict=True)])
    return 0.2 + 0.8 * soft, close


def _name_near(said: NDArray[np.float32], question: Question, view: _View, number: int) -> tuple[float, float, float]:
    """How far a sentence, those beside it and the whole passage say a name."""
    before = float(said[max(0, number - 1) : number + 1].max())
    beside = 0.9 * (
        before if _PRONOUN.search(view.folded[number]) else _BESIDE * max(before, float(said[number : number + 2].max()))
    )
    least = _ACROSS if view.candidate.passage.language != question.language else 0.0
    return max(float(said[number]), least), max(beside, 0.9 * least), max(float(said.max()), least)
