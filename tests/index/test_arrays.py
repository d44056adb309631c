"""Arrays are widened, told apart and laid end to end as numpy itself would have it."""

from __future__ import annotations

import numpy as np

from index.arrays import distinct, stretches, widened


def test_every_finite_half_float_keeps_its_value() -> None:
    halves = np.arange(65_536, dtype=np.uint32).astype(np.uint16).view(np.float16)
    halves = halves[np.isfinite(halves)].reshape(2, -1)
    assert np.array_equal(widened(halves).view(np.uint32), halves.astype(np.float32).view(np.uint32))


def test_distinct_numbers_are_those_of_unique() -> None:
    numbers = np.array([7, 0, 7, 3, 9, 0])
    found, places = distinct(numbers, 10)
    expected, inverse = np.unique(numbers, return_inverse=True)
    assert found.tolist() == expected.tolist()
    assert places.tolist() == inverse.tolist()
    assert [len(part) for part in distinct(numbers[:0], 10)] == [0, 0]


def test_stretches_are_laid_end_to_end_in_the_order_asked_for() -> None:
    sizes = np.array([2, 0, 3, 1])
    assert stretches(sizes, np.array([2, 1, 0])).tolist() == [2, 3, 4, 0, 1]
    assert stretches(sizes, np.array([], np.int64)).tolist() == []
