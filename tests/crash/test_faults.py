"""A disk that refuses at one call of a commit: the short form of ``python -m bench.faults``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.faults import faults

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_a_commit_that_the_disk_refuses_leaves_the_generation_before_it_whole(tmp_path: Path) -> None:
    found = faults(tmp_path, step=15)
    if found is None:
        pytest.skip("no C compiler")
    assert found["wrong"] == []
    assert found["refused"] > 0
