"""How much all signs of a passage count together: by what it says of the question, and again once it has been read.

Both are learned: the weights of the sum by ``training.fusion``, the network that has the reading too by ``training.rank``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rag import network
from rag import retrieve_weights as weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rag.extract import Extraction

    Floats = NDArray[np.float32]

SIGNS = (
    "cosine", "sentence_cosine", "tokens", "sentence_tokens", "words", "sentence_words", "terms", "cross", "meant",
    "sentence_meant",
)  # fmt: skip
"""Of a passage, each 0..1 (cosines may be below): cosine with the question; its best sentence's; the share of the question's
token weight that it says, and its best sentence; the share of the question's words (idf-weighted, translations counted by
their probability), and its best sentence; BM25 over the best candidate's; 1 when passage and question are of different
languages; the share of the question's words that it says by surface or by token, and its best sentence."""

_CROSS = SIGNS.index("cross")
_ALIKE = [i for i in range(len(SIGNS)) if i != _CROSS]
INPUTS = (
    *SIGNS, "score", "read", "read_all", "read_share", "read_behind", *(f"{SIGNS[i]}_behind" for i in _ALIKE), "score_behind",
    "rank", "length", "sentences", "answered",
)  # fmt: skip
"""Of a passage that was read: its signs and their sum; by :mod:`rag.extract` the log odds of its best sentence and of all its
sentences, their share of the odds of all passages read, and how far its best sentence is behind the best of all; how far each
sign is behind the highest; 1 / (1 + its rank by the sum); its length (log, in tokens; and in sentences); and the log odds that
any of the passages answers."""

READ, FEWEST = 16, 6
"""How many of the best passages are read at most, a few more than sentences are taken from, and at least."""
BEHIND = 0.25
"""A passage whose score is farther behind the best one's is not read: it held the answer in 4 of 284 cases, and costs much."""
_FARTHEST = 12.0  # log odds beyond which one is as sure as can be
_TOKENS = 100.0  # of a passage of usual length
_SAME = np.insert(np.array(weights.SAME, np.float32), _CROSS, 0)
_OTHER = np.insert(np.array(weights.CROSS, np.float32), _CROSS, weights.CROSS_BIAS)


def inputs(signs: Floats) -> Floats:
    """(n, 2 s - 1): the signs once for passages in the question's language and once for the others, then which those are."""
    cross = signs[:, _CROSS : _CROSS + 1]
    rest = signs[:, _ALIKE]
    return np.hstack([rest * (1 - cross), rest * cross, cross])


def fused(signs: Floats) -> Floats:
    """(n,) scores of passages given by their signs (n, len(SIGNS)): the weighted sums of :func:`inputs`."""
    scores: Floats = np.where(signs[:, _CROSS] > 0, signs @ _OTHER, signs @ _SAME)
    return scores


def near(scores: Floats, *, wide: bool = False) -> NDArray[np.bool_]:
    """(n,) which of the passages are not far behind the best: the first few in any case, and all of them when ``wide``."""
    found: NDArray[np.bool_] = (np.arange(len(scores)) < FEWEST) | (scores >= scores.max(initial=-np.inf) - BEHIND) | wide
    return found


def worth_reading(scores: Floats, *, wide: bool = False) -> int:
    """How many of the first passages are read, those far behind too when ``wide``; the scores are in falling order."""
    return min(READ, int(near(scores, wide=wide).sum()))


def read_inputs(signs: Floats, read: Extraction, lengths: NDArray[np.int64]) -> Floats:
    """(n, len(INPUTS)) of the n passages read, ``lengths`` tokens long."""
    scores = fused(signs)
    counts = np.array([len(odds) for odds in read.sentences])
    odds, starts = np.concatenate(read.sentences), np.cumsum(counts) - counts
    best, whole = _bounded(np.maximum.reduceat(odds, starts)), np.logaddexp.reduceat(odds, starts)
    answered = min(max(float(read.answered), -_FARTHEST), _FARTHEST)
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    columns = np.column_stack([
        signs, scores, best, _bounded(whole), np.exp(np.minimum(whole - read.answered, 0)),
        np.maximum(best - best.max(), -_FARTHEST), signs[:, _ALIKE] - signs[:, _ALIKE].max(axis=0), scores - scores.max(),
        1 / (1 + ranks), np.log(lengths / _TOKENS), np.log(counts),
        np.full(len(scores), answered),
    ])  # fmt: skip
    return np.asarray(columns, np.float32)


def _bounded(odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """``np.clip`` takes ten times as long for so few."""
    bounded: NDArray[np.float32] = np.minimum(np.maximum(odds, -_FARTHEST), _FARTHEST)
    return bounded


def order(signs: Floats, read: Extraction, lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The passages read, as :func:`read_inputs` has them, best first."""
    marks = network.load("rank_weights", INPUTS).logits(read_inputs(signs, read, lengths))
    return np.argsort(-marks, kind="stable")
