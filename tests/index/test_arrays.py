"""Half floats are widened to exactly what they stand for."""

from __future__ import annotations

import numpy as np

from index.arrays import widened


def test_every_finite_half_float_keeps_its_value() -> None:
    halves = np.arange(65_536, dtype=np.uint32).astype(np.uint16).view(np.float16)
    halves = halves[np.isfinite(halves)].reshape(2, -1)
    assert np.array_equal(widened(halves).view(np.uint32), halves.astype(np.float32).view(np.uint32))
