"""A question -> its words, and for each word the surfaces that may say it in a passage of either language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index import analyse
from index.translate import Alternative, surfaces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.static import StaticModel
    from index.types import Statistics

PRIOR = 200.0  # passages' worth of belief in the training text's word frequencies, for an index too small to have its own


@dataclass(frozen=True, slots=True)
class Expansion:
    """``words`` as asked, folded; ``alternatives`` name the words that they say; ``weights`` (w,) float32, their idf."""

    words: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    weights: NDArray[np.float32]


def expand(question: str, model: StaticModel, statistics: Statistics) -> Expansion:
    """Words that carry meaning, with their translations, and what each is worth in this index."""
    words, alternatives = surfaces(question)
    return weighed(tuple(words), tuple(alternatives), model, statistics)


def weighed(
    words: tuple[str, ...], alternatives: tuple[Alternative, ...], model: StaticModel, statistics: Statistics
) -> Expansion:
    """A word is worth the more, the fewer passages hold it or what may say it."""
    expected = np.zeros(len(words), np.float32)
    usual = np.zeros(len(words), np.float32)
    said = [(one, token) for one, token in zip(alternatives, _rarest(alternatives, model), strict=True) if token >= 0]
    tokens = np.array([token for _, token in said], np.int64)
    held, often = statistics.token_passages[tokens].tolist(), model.frequencies[tokens].tolist()
    for (alternative, _), passages, frequency in zip(said, held, often, strict=True):
        for word in alternative.words:
            # A surface of several words is rarer than any of them: it may not make its words seem common.
            share = alternative.weight / len(alternative.words)
            expected[word] += share * passages
            usual[word] = max(usual[word], share * frequency)
    rate = (np.minimum(expected, statistics.passages) + PRIOR * usual + 0.05) / (statistics.passages + PRIOR)
    return Expansion(words, alternatives, np.maximum(-np.log(np.minimum(rate, 1.0)), 0.05).astype(np.float32))


def _rarest(alternatives: Sequence[Alternative], model: StaticModel) -> list[int]:
    """The rarest token of each, -1 for none: the table's notes know most."""
    unknown = list(dict.fromkeys(one.text for one in alternatives if one.rarest is None))
    found = dict(zip(unknown, rarest(unknown, model), strict=True))
    return [found[one.text] if one.rarest is None else one.rarest for one in alternatives]


def rarest(texts: Sequence[str], model: StaticModel) -> list[int]:
    """The token of each text that is rarest in the training text, the first of equals; -1 of a text without a token."""
    return [int(ids[model.frequencies[ids].argmin()]) if len(ids) else -1 for ids in model.tokens(texts)]


def language(question: str) -> str:
    """``zh`` when the question has as many Han characters as Latin words, else ``en``."""
    han, latin = analyse.counts(question)
    return "zh" if han and han >= latin else "en"
