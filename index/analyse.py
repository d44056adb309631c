"""Text -> the terms that the lexical index holds, the same for passages and questions.

Terms are of two fields: ``words`` (rjieba words of Han text, lower-cased and stemmed words of Latin text, numbers) and
``bigrams`` (pairs of neighbouring Han characters). Text is folded first, length kept, so that either Chinese script finds the
other.
"""

from __future__ import annotations

from functools import cache, lru_cache
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.arrays import mapped, shipped
from index.patterns import lazily

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = lazily(rf"[{HAN}]+|[^\W\d_{HAN}]+|\d+(?:[.,]\d+)*")
_ASCII_RUN = lazily(r"[a-z]+|[0-9]+(?:[.,][0-9]+)*")  # the same of folded ASCII, in a third of the time
_HAN_RUN = lazily(rf"[{HAN}]+")
_SHORT = 64  # characters, below which str.translate folds a text sooner than numpy
_KEPT_STEMS = 1 << 16
FOLDING = "folding.safetensors"
_TABLE = Path(__file__).parent / "model" / FOLDING


@cache
def folding() -> dict[int, int]:
    """Code point -> code point for every character that folding changes; one to one, so offsets carry over.

    Simplified for traditional (character by character: a character's folding must not hang on its neighbours, so that a name
    folds the same in a question and in an article), lower case, full-width forms narrowed, accents off. The table is written by
    ``training.folding``.

    Raises:
        index.errors.ModelError: when the table cannot be read.
    """
    with shipped(_TABLE, "table of characters"):
        arrays = mapped(_TABLE)
        return dict(zip(arrays["given"].tolist(), arrays["folded"].tolist(), strict=True))


def fold(text: str) -> str:
    """Simplified script, lower case, full-width forms narrowed, accents off; always as long as ``text``."""
    return text.lower() if text.isascii() else _translated(text)


@lru_cache(maxsize=1024)  # the same sentences are asked for by one step of an answer after the other
def _translated(text: str) -> str:
    if len(text) < _SHORT:
        return text.translate(folding())
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    try:
        return _folded_codes()[codes].tobytes().decode("utf-32-le", "surrogatepass")
    except IndexError:  # a character beyond the basic plane
        return text.translate(folding())


@cache
def _folded_codes() -> NDArray[np.uint32]:
    """What each character of the basic plane is folded to, as an array to index with code points."""
    codes = np.arange(65_536, dtype=np.uint32)
    for old, new in folding().items():
        codes[old] = new
    return codes


def cut(text: str) -> list[str]:
    """The words of Han text."""
    import rjieba  # 0.12 s and 33 MB to import, which an English question to English articles does without

    found: list[str] = rjieba.cut(text)
    return found


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of Han text, each with its part of speech in the notation of jieba."""
    import rjieba

    found: list[tuple[str, str]] = rjieba.tag(text)
    return found


def words(text: str) -> list[str]:
    """The terms of field ``words``, in order, with repeats."""
    folded = fold(text)
    return _ascii_words(folded) if folded.isascii() else _words(folded, _HAN_RUN.findall(folded))


def _ascii_words(folded: str) -> list[str]:
    return list(map(_stems.__getitem__, _ASCII_RUN.findall(folded)))


def _words(folded: str, han: Sequence[str]) -> list[str]:
    found: list[str] = []
    of_han = {run: cut(run) for run in han}
    for run in _RUN.findall(folded):
        found.extend(of_han.get(run) or (_stems[run],))
    return found


def bigrams(text: str) -> list[str]:
    """The terms of field ``bigrams``, in order, with repeats."""
    return [] if text.isascii() else _bigrams(_HAN_RUN.findall(fold(text)))


def _bigrams(runs: Iterable[str]) -> list[str]:
    found: list[str] = []
    for run in runs:
        found.extend(map(add, run, run[1:]) if len(run) > 1 else (run,))
    return found


class Terms(NamedTuple):
    """The terms of one passage, field by field, with spaces between them."""

    words: str
    bigrams: str


def terms(text: str) -> Terms:
    """All that the lexical index holds of a passage: its :func:`words` and :func:`bigrams`."""
    folded = fold(text)
    if folded.isascii():
        return Terms(" ".join(_ascii_words(folded)), "")
    han = _HAN_RUN.findall(folded)
    return Terms(" ".join(_words(folded, han)), " ".join(_bigrams(han)))


def stem(word: str) -> str:
    """An English word without its plural ending."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


class _Stems(dict[str, str]):
    """Stems by word, those met lately: most of an English text is the same few thousand words, a look-up each."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _KEPT_STEMS:
            self.clear()
        found = self[word] = stem(word)
        return found


_stems = _Stems()


def counts(text: str) -> tuple[int, int]:
    """How many Han characters and how many Latin words ``text`` has."""
    runs = _RUN.findall(text)
    han = sum(len(run) for run in runs if _HAN_RUN.match(run))
    return han, sum(run[0].isalpha() and not _HAN_RUN.match(run) for run in runs)


def is_han(text: str) -> bool:
    """Whether ``text`` has a Han character."""
    return _HAN_RUN.search(text) is not None
