"""kill -9 at random moments: the short form of ``python -m bench.kill``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.kill import rounds

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_what_was_acknowledged_is_there_after_each_kill_and_nothing_is_half_there(tmp_path: Path) -> None:
    found = rounds(15, seed=20261121, folder=tmp_path)
    assert found["wrong"] == []
    assert found["generations"] > 0
