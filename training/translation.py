"""A lexical translation model over all of the data at once: IBM model 1 (Brown and others, 1993) in both directions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import rjieba

from index.analyse import HAN, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from training.data import Pairs

_RUN = re.compile(rf"[{HAN}]+|[^\W\d_{HAN}]+|\d+(?:[.,]\d+)*")
_HAN = re.compile(rf"[{HAN}]")
# How much a pair of each source counts; a line of the project's lexicon is a considered translation, a gloss is a guess.
COUNTS = {"lexicon": 3.0, "cedict": 0.7, "ecdict": 0.4, "omw": 0.3, "dbp15k": 1.0, "cldr": 3.0}
_LONGEST = 30  # words of a sentence; a longer one says too little about any pair of its words


def units(text: str) -> list[str]:
    """Folded words of either script, in order."""
    found: list[str] = []
    for run in _RUN.findall(fold(text)):
        found += rjieba.cut(run) if _HAN.match(run) else [run]
    return found


@dataclass(frozen=True)
class Lexical:
    """``english[i]`` and ``chinese[i]`` number ``words``; ``forward`` is t(chinese | english), ``backward`` the reverse."""

    words: list[str]
    english: NDArray[np.int64]
    chinese: NDArray[np.int64]
    forward: NDArray[np.float64]
    backward: NDArray[np.float64]


def estimate(sources: Iterable[Pairs], rounds: int = 6) -> Lexical:
    """t(z | e) and t(e | z) over every pair of words that stand in a pair of texts, each direction with an empty word."""
    numbers: dict[str, int] = {"": 0}
    left: list[list[int]] = []
    right: list[list[int]] = []
    counts: list[float] = []
    for pairs in sources:
        for english, chinese in zip(pairs.left, pairs.right, strict=True):
            a, b = units(english), units(chinese)
            if 0 < len(a) <= _LONGEST and 0 < len(b) <= _LONGEST:
                left.append([numbers.setdefault(word, len(numbers)) for word in dict.fromkeys(a)])
                right.append([numbers.setdefault(word, len(numbers)) for word in dict.fromkeys(b)])
                counts.append(COUNTS.get(pairs.name, 1.0))
    words = list(numbers)
    forward = _model1(left, right, np.array(counts), len(words), rounds)
    backward = _model1(right, left, np.array(counts), len(words), rounds)
    keys, places = np.unique(np.concatenate([forward[0], _swapped(backward[0], len(words))]), return_inverse=True)
    both = np.zeros((2, len(keys)))
    both[0, places[: len(forward[0])]] = forward[1]
    both[1, places[len(forward[0]) :]] = backward[1]
    real = (keys // len(words) > 0) & (keys % len(words) > 0)
    keys = keys[real]
    return Lexical(words, keys // len(words), keys % len(words), both[0, real], both[1, real])


def _swapped(keys: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    return keys % size * size + keys // size


def _model1(
    given: list[list[int]], said: list[list[int]], counts: NDArray[np.float64], size: int, rounds: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Expectation maximisation over all pairs of words at once: keys given * size + said, and t(said | given)."""
    widths = np.array([len(row) + 1 for row in given])
    heights = np.array([len(row) for row in said])
    cells = widths * heights
    flat_given = np.concatenate([np.array([0, *row], np.int64) for row in given])
    flat_said = np.concatenate([np.array(row, np.int64) for row in said])
    text = np.repeat(np.arange(len(given)), heights)  # one row of cells a said word
    starts = np.concatenate([[0], np.cumsum(widths)[:-1]])
    lengths = widths[text]
    ends = np.cumsum(lengths)
    within = np.arange(int(cells.sum())) - np.repeat(ends - lengths, lengths)
    keys = flat_given[np.repeat(starts[text], lengths) + within] * size + np.repeat(flat_said, lengths)
    unique, place = np.unique(keys, return_inverse=True)
    place = place.astype(np.int32)
    weight = np.repeat(counts[text], lengths).astype(np.float32)
    row_starts = ends - lengths
    givens = unique // size
    table = np.ones(len(unique))
    for _ in range(rounds):
        share = table[place]
        share /= np.repeat(np.add.reduceat(share, row_starts), lengths)
        mass = np.bincount(place, share * weight, len(unique))
        table = mass / np.bincount(givens, mass, size)[givens]
    return unique, table
