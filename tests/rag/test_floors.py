"""What retrieval reaches on a small fixed part of the development sets may not fall below what was written down."""

from __future__ import annotations

import json

import pytest

from bench.retrieval import FLOORS, SHARED, small_part


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "eval").is_dir(), reason="the development sets are not at hand")
def test_retrieval_holds_its_floors() -> None:
    floors, reached = json.loads(FLOORS.read_text(encoding="utf-8")), small_part()
    assert {name: figure for name, figure in reached.items() if figure < floors[name]} == {}
