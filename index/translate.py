"""The words of a question and the surfaces that may say them, in its own language and in the other one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from index import analyse
from index.patterns import lazily
from index.quantities import quantities
from index.shortened import shortened
from index.table import Row, Table

TABLES = ("to_chinese", "to_english")
NOTES = "notes.safetensors"
_FOLDER = Path(__file__).parent / "model"
_RUN = lazily(rf"[{analyse.HAN}]+|[^\W\d_{analyse.HAN}]+|\d+(?:[.,]\d+)*")
_HAN = lazily(rf"[{analyse.HAN}]")
_STOP_TEXT = """
a an the of to in on at by for from with as is are was were be been being do does did have has had and or not no that
this these those it its he she they them their his her him i you we my your our what which who whom whose when where why
how many much long often there than then so if into about after before during between will would can could may might
should s t
的 了 在 是 和 与 或 也 都 就 而 及 被 把 对 从 到 由 为 于 以 之 其 这 那 这个 那个 哪 哪个
哪些 哪里 什么 谁 何 何时 怎么 怎样 如何 为什么 多少 几 吗 呢 吧 啊 有 没有 个 们 他 她 它 他们
我 你 我们 你们 中 上 下 里 时候 什么样 会 能 要 后 前 时 地 得 着 过 一个 哪一
"""
_STOP = frozenset(_STOP_TEXT.split())
_PHRASE = 5  # English words
_TERM = 8  # Chinese characters
_SAME = 0.95  # the same number, written otherwise
_SINGLE = 0.4  # what one Han character proves of a word


@dataclass(frozen=True, slots=True)
class Alternative:
    """A surface, folded, that says some of a question's words (their numbers) with probability ``weight``.

    ``rarest`` and ``terms`` are what the table notes of it, as :class:`index.table.Row` has them.
    """

    text: str
    weight: float
    words: tuple[int, ...]
    rarest: int | None = None
    terms: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of the question: ``number`` among the words that carry meaning, or -1; it stands in that ``run``, at ``start``."""

    text: str
    number: int
    run: int
    start: int


@cache
def _tables() -> tuple[Table, Table]:
    chinese, english = (Table(_FOLDER / f"{name}.safetensors", _FOLDER / NOTES) for name in TABLES)
    return chinese, english


def surfaces(question: str) -> tuple[list[str], list[Alternative]]:
    """The question's words that carry meaning, and everything that may say them, each surface of a word once."""
    words, alternatives = _surfaces(question)
    return list(words), list(alternatives)


@lru_cache(maxsize=64)  # an answer asks for those of one question several times
def _surfaces(question: str) -> tuple[tuple[str, ...], tuple[Alternative, ...]]:
    row, words = _numbered(question)
    found: dict[tuple[str, tuple[int, ...]], float] = {}
    noted: dict[str, tuple[int | None, tuple[str, ...] | None]] = {}

    def say(text: str, weight: float, numbers: tuple[int, ...]) -> None:
        weight *= _SINGLE if len(text) == 1 and _HAN.match(text) else 1.0
        found[text, numbers] = max(found.get((text, numbers), 0.0), weight)

    for number, word in enumerate(words):
        found[word, (number,)] = 1.0
        for form, weight in _forms(word):
            say(form, weight, (number,))
    for translation, weight, numbers in _translated(row):
        noted[translation.text] = translation.rarest, translation.words
        say(translation.text, weight, numbers)
    for text, weight, numbers in [*_quantified(analyse.fold(question), row), *shortened(words)]:
        say(text, weight, numbers)
    return tuple(words), tuple(
        Alternative(text, weight, numbers, *noted.get(text, ())) for (text, numbers), weight in found.items()
    )


def pieces(question: str) -> list[Piece]:
    """Every word of the question in order."""
    return _numbered(question)[0]


def _numbered(question: str) -> tuple[list[Piece], list[str]]:
    """Every word of the question in order, and those that carry meaning, each once."""
    row: list[Piece] = []
    numbers: dict[str, int] = {}
    for place, match in enumerate(_RUN.finditer(analyse.fold(question))):
        start = match.start()
        for text in analyse.cut(match.group()) if _HAN.match(match.group()) else [match.group()]:
            number = -1 if text in _STOP else numbers.setdefault(text, len(numbers))
            row.append(Piece(text, number, place, start))
            start += len(text)
    return row, list(numbers)


def _forms(word: str) -> list[tuple[str, float]]:
    """Other forms of an English word: what is left of it without its endings, which also finds its other endings."""
    return [(form, 0.9) for form in lemmas(word)[:1]] if not _HAN.match(word) else []


def lemmas(word: str) -> list[str]:
    """What an English word may be a form of, the likeliest first, without knowing which of them are words."""
    for ending, bases in (
        ("ies", ["y"]), ("sses", ["ss"]), ("ches", ["ch"]), ("shes", ["sh"]), ("xes", ["x"]), ("s", [""]),
        ("ied", ["y"]), ("ed", ["", "e"]), ("ing", ["", "e"]),
    ):  # fmt: skip
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) >= 3 and not word.endswith(("ss", "us", "is")):
            found = [stem + base for base in bases]
            if ending in ("ed", "ing") and stem[-1] == stem[-2] and stem[-1] not in "lse":
                found.insert(0, stem[:-1])
            return found
    return []


def _translated(pieces: list[Piece]) -> list[tuple[Row, float, tuple[int, ...]]]:
    """(translation, probability, the words it says) of every word and phrase of the question."""
    english = _spans([p for p in pieces if not _HAN.match(p.text)])
    found = []
    known = _tables()[0].look_up(base for key in english for base in [key, *_phrase_lemmas(key)])
    for key, spans in english.items():
        for base, weight in [(key, 1.0), *((lemma, 0.95) for lemma in _phrase_lemmas(key))]:
            for row in known.get(base, ()):
                found += [(row, row.weight * weight, numbers) for numbers in spans]
    chinese = _terms(pieces)
    for key, rows in _tables()[1].look_up(chinese).items():
        for row in rows:
            found += [(row, row.weight, numbers) for numbers in chinese[key]]
    return found


def _quantified(folded: str, pieces: list[Piece]) -> list[tuple[str, float, tuple[int, ...]]]:
    """Other ways to write the question's numbers, shares and days."""
    found = []
    for quantity in quantities(folded):
        within = [p.number for p in pieces if p.number >= 0 and quantity.start <= p.start < quantity.end]
        found += [(text, _SAME, tuple(dict.fromkeys(within))) for text in quantity.surfaces if within]
    return found


@lru_cache(maxsize=4096)
def _phrase_lemmas(key: str) -> list[str]:
    first, _, last = key.rpartition(" ")
    return [f"{first} {lemma}".strip() for lemma in lemmas(last)]


def _spans(pieces: list[Piece]) -> dict[str, list[tuple[int, ...]]]:
    """{phrase: the numbers of the words in it, once an occurrence} of up to five neighbouring words."""
    found: dict[str, list[tuple[int, ...]]] = {}
    for first in range(len(pieces)):
        for last in range(first + 1, min(first + _PHRASE, len(pieces)) + 1):
            numbers = tuple(dict.fromkeys(p.number for p in pieces[first:last] if p.number >= 0))
            if numbers:
                found.setdefault(" ".join(p.text for p in pieces[first:last]), []).append(numbers)
    return found


def _terms(pieces: list[Piece]) -> dict[str, list[tuple[int, ...]]]:
    """{run of Han characters: the words that it covers}: whole words of the question, and what two words share between them."""
    found: dict[str, list[tuple[int, ...]]] = {}
    for run in dict.fromkeys(p.run for p in pieces if _HAN.match(p.text)):
        within = [p for p in pieces if p.run == run]
        text = "".join(p.text for p in within)
        owners = [p.number for p in within for _ in p.text]
        for first in range(len(text)):
            for last in range(first + 1, min(first + _TERM, len(text)) + 1):
                numbers = tuple(dict.fromkeys(n for n in owners[first:last] if n >= 0))
                whole = all(_covers(owners, first, last, n) for n in numbers)
                if numbers and whole:
                    found.setdefault(text[first:last], []).append(numbers)
    return found


def _covers(owners: list[int], first: int, last: int, number: int) -> bool:
    return owners[first:last].count(number) == owners.count(number)
