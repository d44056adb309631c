"""Which lines of a saved page are its article: a linear judgement of each line, and the best run of lines.

Two rounds of logistic regression. The first judges each line by its shape and its neighbours'; the run of lines with
the highest sum, which had better begin under a byline, is taken for the core. The second also knows where a line lies
to the core. The weights are fitted by ``bench/fit_cleaning.py``, on lines of the benchmark's pages weighed by their
length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.clean_weights import FIRST, SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.clean_shape import Shape

# Chosen on one half of the benchmark's pages, confirmed on the other.
RAISED, LEAST, MOST, OPENING = 1.4, -4.0, 4.0, 5.0
KEPT_ABOVE, TURN = -0.5, 0.5


@dataclass(frozen=True, slots=True)
class Judgement:
    """``kept`` (n,) says of each line whether it is of the article, ``core`` is the run of lines, half open, likest to one."""

    kept: NDArray[np.bool_]
    core: tuple[int, int]


def judge(shape: Shape, first: NDArray[np.float64], second: NDArray[np.float64]) -> Judgement:
    """The judgement of all lines by the weights of the two rounds."""
    rows = shape.rows()
    found = core(shape, rows @ first)
    return Judgement(smoothed(np.concatenate([rows, shape.places(found)], axis=1) @ second - KEPT_ABOVE), found)


def is_article(shape: Shape) -> Judgement:
    """The judgement of all lines by the fitted weights."""
    return judge(shape, np.array(FIRST), np.array(SECOND))


def core(shape: Shape, scores: NDArray[np.float64]) -> tuple[int, int]:
    """The run of lines, half open, whose scores weighed by length sum highest, with a bonus for a good opening."""
    raised = scores + RAISED
    mass = np.minimum(shape.weights, 400) / 100 + 0.15
    values = np.clip(raised, LEAST, MOST) * np.where(raised > 0, mass, np.maximum(mass, 0.35))
    opening = OPENING * shape.openings()
    best = (-np.inf, 0, len(values))
    start, start_value, total = 0, -np.inf, 0.0
    for place, value in enumerate(values):
        if opening[place] - total > start_value:
            start, start_value = place, opening[place] - total
        total += value
        if total + start_value > best[0]:
            best = (total + start_value, start, place + 1)
    return best[1], best[2]


def smoothed(scores: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(n,): the likeliest course in and out of the article, where each turn costs ``TURN``."""
    came = np.zeros((len(scores), 2), dtype=np.int8)
    out, inside = 0.0, -np.inf
    for place, score in enumerate(scores):
        from_out, from_inside = out - TURN, inside
        came[place] = (inside - TURN > out, from_inside >= from_out)
        out, inside = max(out, inside - TURN), max(from_inside, from_out) + score
    kept = np.zeros(len(scores), dtype=np.bool_)
    state = int(inside > out)
    for place in range(len(scores) - 1, -1, -1):
        kept[place] = state
        state = came[place, state]
    return kept
