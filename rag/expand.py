"""A question -> its words, and for each word the surfaces that may say it in a passage of either language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index import analyse
from index.translate import Alternative, surfaces

if TYPE_CHECKING:
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
    ids = model.tokens([alternative.text for alternative in alternatives])
    for alternative, tokens in zip(alternatives, ids, strict=True):
        if len(tokens):
            rarest = tokens[np.argmin(model.frequencies[tokens])]
            for word in alternative.words:
                # A surface of several words is rarer than any of them: it may not make its words seem common.
                share = alternative.weight / len(alternative.words)
                expected[word] += share * statistics.token_passages[rarest]
                usual[word] = max(usual[word], share * model.frequencies[rarest])
    rate = (np.minimum(expected, statistics.passages) + PRIOR * usual + 0.05) / (statistics.passages + PRIOR)
    return Expansion(words, alternatives, np.maximum(-np.log(np.minimum(rate, 1.0)), 0.05).astype(np.float32))


def language(question: str) -> str:
    """``zh`` when the question has as many Han characters as Latin words, else ``en``."""
    han, latin = analyse.counts(question)
    return "zh" if han and han >= latin else "en"
