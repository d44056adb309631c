"""Names of a question as passages of the other language spell them, by their sound: Hagrid as 海格, 左子穆 as Zuo Zimu."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import analyse, embed
from index.patterns import lazily
from index.sounds import LONGEST_NAME, SYLLABLES, Sounds, Spellings
from index.translate import Alternative, pieces
from rag import grains

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.expand import Expansion

    Spans = dict[str, tuple[int, ...]]

_WORDS = lazily(r"[^\W\d_]+")
_PARTS = lazily(r"[ -]")
_CAPITALS = lazily(r"[A-Z][^\W\d_]+(?:[ -][A-Z][^\W\d_]+)*")
_NO_LETTER = lazily(r"[^a-z\n]+")
_HAN = lazily(f"[{analyse.HAN}]")
_KNOWN = 0.7  # a translation as likely as that needs no guess by ear
_LEAST = 0.3
_NAMED = 0.5  # log odds from which on characters read like a name
_CHINESE_NAME = 14  # letters
_PLACES = 20_000.0  # characters, and words, among which a name is as likely to stand as not
_NAMES = 2_000.0
_LISTED = 20.0  # names of a list of which one is as likely to be the other's as not


@cache
def _sounds() -> Sounds:
    return Sounds(Path(embed.__file__).parent / "model" / "sounds.safetensors")


def heard(question: str, asked: Expansion, texts: Callable[[], Sequence[str]]) -> tuple[Alternative, ...]:
    """What spells the question's names in the ``texts`` of the other language, asked for only when there is a name."""
    han = analyse.is_han(question)
    spans = _han_spans(question, asked) if han else _latin_spans(question, asked)
    listened = texts() if spans else ()
    if not listened:
        return ()
    found = _in_latin(spans, listened) if han else _in_han(spans, listened)
    known = {alternative.text for alternative in asked.alternatives}
    return tuple(alternative for alternative in found if alternative.text not in known)


def spelt(han: str, latin: str) -> tuple[str, float]:
    """Of a name in characters the part that a part of one in letters likely spells, where both are of one list, and how likely
    it does, 0..1: 恒磁 of 恒磁科技 by Hengci Technology. One character proves nothing.
    """
    spoken = _sounds().spoken(grains.codes(analyse.fold(han)))
    odds = [
        (value, text)
        for letters in _capitalised(latin)
        if len(letters) <= LONGEST_NAME
        for text, value in _sounds().in_han(letters, spoken).items()
        if len(text) > 1
    ]
    best, part = max(odds, default=(-99.0, ""))
    return part, _chance(best, _LISTED)


def _in_han(spans: Spans, texts: Sequence[str]) -> list[Alternative]:
    folded = grains.codes("\n".join(texts))
    places = max(_PLACES, float(len(folded)))
    spoken = _sounds().spoken(folded)
    return [
        Alternative(text, likely, words)
        for name, words in spans.items()
        for text, odds in _sounds().in_han(name, spoken, _odds(_LEAST, places)).items()
        if (likely := _chance(odds, places)) > _LEAST
    ]


def _in_latin(spans: Spans, texts: Sequence[str]) -> list[Alternative]:
    surfaces = _capitalised("\n".join(texts))
    spellings = Spellings(list(surfaces))
    names = max(_NAMES, float(len(surfaces)))
    return [
        Alternative(surfaces[text], likely, words)
        for name, words in spans.items()
        for text, odds in _sounds().in_latin(name, spellings).items()
        if (likely := _chance(odds, names)) > _LEAST
    ]


def _chance(odds: float, places: float) -> float:
    return float(1 / (1 + places * np.exp(-odds)))


def _odds(chance: float, places: float) -> float:
    """The odds that give such a chance, or a little less."""
    return float(np.log(places * chance / (1 - chance))) - 0.01


def _capitalised(text: str) -> dict[str, str]:
    """{letters: surface} of the capitalised words of a text and of any two that follow each other, folded."""
    surfaces: dict[str, None] = {}
    for run in dict.fromkeys(_CAPITALS.findall(text)):
        if " " in run or "-" in run:
            words = _PARTS.split(run)
            surfaces.update(dict.fromkeys(words))
            surfaces.update(dict.fromkeys(map(" ".join, itertools.pairwise(words))))
        else:
            surfaces[run] = None
    folded = analyse.fold("\n".join(surfaces))
    letters = folded.replace(" ", "")
    return dict(
        zip((letters if letters.isascii() else _NO_LETTER.sub("", folded)).split("\n"), folded.split("\n"), strict=True)
    )


def _letters(surface: str) -> str:
    return _NO_LETTER.sub("", analyse.fold(surface))


def _known(asked: Expansion, *, han: bool) -> set[int]:
    """The words that have a likely translation into that script."""
    likely = (a for a in asked.alternatives if a.weight >= _KNOWN and len(a.words) == 1 and bool(_HAN.search(a.text)) == han)
    return {word for alternative in likely for word in alternative.words}


def _latin_spans(question: str, asked: Expansion) -> Spans:
    """{letters: the words} of one to three capitalised words in a row that no table knows together.

    Where nobody cares for capitals, each unknown word may be a name.
    """
    numbers = {word: i for i, word in enumerate(asked.words)}
    known = _known(asked, han=True)
    runs = _CAPITALS.findall(question) if not question.islower() else _WORDS.findall(question)
    spans: Spans = {}
    for run in runs:
        parts = [analyse.fold(part) for part in _PARTS.split(run)]
        for first in range(len(parts)):
            for last in range(first + 1, min(first + 3, len(parts)) + 1):
                words = tuple(numbers[part] for part in parts[first:last] if part in numbers)
                letters = _letters("".join(parts[first:last]))
                # One syllable proves nothing, and only Chinese names, which are short, are written in one.
                fit = 4 <= len(letters) <= (LONGEST_NAME if last - first == 1 else _CHINESE_NAME)
                if len(words) == last - first and fit and not known.issuperset(words):
                    spans[letters] = words
    return spans


def _han_spans(question: str, asked: Expansion) -> Spans:
    """{characters: the words} of one to three words in a row that no table knows together and that read like a name."""
    known = _known(asked, han=False)
    row = [piece for piece in pieces(question) if _HAN.match(piece.text)]
    spans: Spans = {}
    for first in range(len(row)):
        for last in range(first + 1, min(first + 3, len(row)) + 1):
            span = row[first:last]
            text, words = "".join(piece.text for piece in span), tuple(dict.fromkeys(piece.number for piece in span))
            if min(words) >= 0 and span[-1].run == span[0].run and not known.issuperset(words):
                # What cuts text into words may take a name and the verb after it for one.
                for name in (text, text[:-1]) if last - first == 1 else (text,):
                    if 2 <= len(name) <= SYLLABLES and _sounds().named(name) > _NAMED:
                        spans[name] = words
    return spans
