"""Damaged index files: the short form of ``python -m bench.damage``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.damage import mutations

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_a_damaged_index_answers_right_or_refuses_with_a_word(tmp_path: Path) -> None:
    found = mutations(100, seed=20261121, root=tmp_path, at_once=100)
    assert found["wrong"] == []
    assert sum(found["asked"].values()) == 100
