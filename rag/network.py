"""A small network, fitted by ``training/quotes.py`` and kept as JSON: one hidden layer of tanh beside a direct linear part."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_FARTHEST = 6.0  # standard deviations from the mean of what it was fitted on, beyond which nothing is believed


@dataclass(frozen=True, slots=True)
class Network:
    """``mean`` and ``scale`` (n,), ``hidden`` (n, h), ``hidden_bias`` (h,), ``out`` (h,), ``direct`` (n,), ``bias`` (1,)."""

    mean: Floats
    scale: Floats
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    direct: Floats
    bias: Floats

    def logits(self, inputs: Floats) -> Floats:
        """(m,) for inputs (m, n)."""
        x = np.clip((inputs - self.mean) / self.scale, -_FARTHEST, _FARTHEST)
        return np.asarray(np.tanh(x @ self.hidden + self.hidden_bias) @ self.out + x @ self.direct + self.bias[0], np.float32)


@cache
def load(name: str, inputs: tuple[str, ...]) -> Network:
    """The network of ``rag/NAME.json``, which must have been fitted for these inputs, in this order."""
    data = json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
    if tuple(data.pop("inputs")) != inputs:
        raise ValueError(f"rag/{name}.json was fitted for other inputs: run training/quotes.py")
    return Network(**{part: np.array(values, np.float32) for part, values in data.items()})
