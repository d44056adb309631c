"""What is reached on a small fixed part of the development sets may not fall below what was written down."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bench import refusal, retrieval
from bench.retrieval import FLOORS, SHARED

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "eval").is_dir(), reason="the development sets are not at hand")
@pytest.mark.parametrize("small_part", [retrieval.small_part, refusal.small_part], ids=["retrieval", "quotes and refusal"])
def test_nothing_falls_below_its_floor(small_part: Callable[[], dict[str, float]]) -> None:
    floors, reached = json.loads(FLOORS.read_text(encoding="utf-8")), small_part()
    assert {name: figure for name, figure in reached.items() if figure < floors[name]} == {}
