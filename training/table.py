"""The lexical translation model and the project's lexicon -> the two tables that ship, with calibrated probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.analyse import fold
from training.translation import units

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.static import StaticModel
    from training.data import Pairs
    from training.translation import Lexical

_LEAST = (0.008, 0.015)  # t(translation | word) and t(word | translation) under which a pair is left out
_MOST = 24  # translations of a key


@dataclass(frozen=True)
class Entries:
    """Pairs of surfaces and what speaks for them, each (n,).

    ``forward`` is t(Chinese | English), ``backward`` the reverse, ``cosines`` are those of the embedding, ``considered`` is 1
    where the project's lexicon has the pair.
    """

    english: list[str]
    chinese: list[str]
    forward: NDArray[np.float64]
    backward: NDArray[np.float64]
    cosines: NDArray[np.float64]
    considered: NDArray[np.float64]


def entries(lexical: Lexical, lexicon: Pairs, model: StaticModel) -> Entries:
    """All of the lexicon's pairs and the likely ones of the estimated model."""
    likely = (lexical.forward > _LEAST[0]) & (lexical.backward > _LEAST[1]) | (lexical.backward * lexical.forward > 0.004)
    found: dict[tuple[str, str], tuple[float, float, bool]] = {}
    for i in np.flatnonzero(likely):
        pair = (lexical.words[lexical.english[i]], lexical.words[lexical.chinese[i]])
        if _fit(*pair):
            found[pair] = (float(lexical.forward[i]), float(lexical.backward[i]), False)
    left, right = [" ".join(units(text)) for text in lexicon.left], ["".join(fold(text).split()) for text in lexicon.right]
    shares = _shares(left, right), _shares(right, left)
    for pair in zip(left, right, strict=True):
        if all(pair):
            forward, backward, _ = found.get(pair, (0.0, 0.0, False))
            found[pair] = (max(forward, shares[0][pair] / 2), max(backward, shares[1][pair[::-1]] / 2), True)
    pairs = list(found)
    english, chinese = [a for a, _ in pairs], [b for _, b in pairs]
    cosines = np.einsum("ij,ij->i", model.embed_questions(english), model.embed_questions(chinese))
    values = np.array([found[pair] for pair in pairs], np.float64)
    return Entries(english, chinese, values[:, 0], values[:, 1], cosines, values[:, 2])


def _fit(english: str, chinese: str) -> bool:
    return english != chinese and any("一" <= c <= "鿿" for c in chinese) and not any("一" <= c <= "鿿" for c in english)


def _shares(given: list[str], said: list[str]) -> dict[tuple[str, str], float]:
    counts: dict[str, int] = {}
    for key in given:
        counts[key] = counts.get(key, 0) + 1
    return {(a, b): 1 / counts[a] for a, b in zip(given, said, strict=True)}


def says(found: Entries, *, chinese_asked: bool) -> NDArray[np.float64]:
    """(n,): the probability that a surface of the one language, standing in a passage, says a word asked in the other.

    A logistic of both directions of the model, of the cosine and of the lexicon's word for it. Set by hand, BiPaR's
    validation questions in view, and not fitted: fitted on parallel sentences it thinks little of common words, since a
    sentence chooses one of several translations.
    """
    there, back = (found.backward, found.forward) if not chinese_asked else (found.forward, found.backward)
    odds = (
        -1.0
        + 1.2 * found.considered
        + 0.35 * (np.log(there + 1e-3) + 1.5)
        + 0.35 * (np.log(back + 1e-3) + 2)
        + 5 * (found.cosines - 0.4)
    )
    probabilities: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
    return probabilities


Table = dict[str, list[tuple[str, float]]]


def tables(found: Entries) -> tuple[Table, Table]:
    """{English: [(Chinese, p)]} and {Chinese: [(English, p)]}, best first."""
    to_chinese, to_english = says(found, chinese_asked=False), says(found, chinese_asked=True)
    made: tuple[Table, Table] = ({}, {})
    for i, (english, chinese) in enumerate(zip(found.english, found.chinese, strict=True)):
        made[0].setdefault(english, []).append((chinese, float(to_chinese[i])))
        made[1].setdefault(chinese, []).append((english, float(to_english[i])))
    return {key: _best(rows) for key, rows in made[0].items()}, {key: _best(rows) for key, rows in made[1].items()}


def _best(rows: list[tuple[str, float]]) -> list[tuple[str, float]]:
    ordered = sorted(rows, key=lambda row: -row[1])[:_MOST]
    return [(text, min(weight, 0.97)) for text, weight in ordered if weight > 0.08] or ordered[:1]
