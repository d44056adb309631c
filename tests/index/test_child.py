"""A child process is ended for being slow itself, never for waiting until its answers are taken."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from index.child import Child, Limits
from index.jobs import survey

if TYPE_CHECKING:
    from pathlib import Path


def test_a_child_whose_answers_wait_to_be_taken_is_not_overdue(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps({"id": f"a{i}", "text": "A bridge stood here. " * 5000}) + "\n" for i in range(25)))
    child = Child(Limits())
    answers = child.ask({"op": "read", "path": str(path), "sha256": survey(str(path)).sha256})
    try:
        first = next(answers)
        child.watch(time.monotonic() + 10_000)
        batches = [first, *answers]
    finally:
        child.stop()
    assert len(batches) > 1
    assert [one["article"]["id"] for batch, _ in batches for one in batch["batch"]] == [f"a{i}" for i in range(25)]
