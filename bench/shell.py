"""What a person at a shell waits for: ``python -m bench.shell [--runs 7]``.

The sample articles are added to an index of their own by ``pullquote add``, and questions are put by ``pullquote ask``, each a
process of its own with the file cache warm. Printed: medians of seconds by the clock and of processor time, the most memory.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[1]
_QUESTIONS = ("Which countries visited China after the meeting?", "会议之后哪些国家访问了中国？")


def run(arguments: Sequence[str]) -> tuple[float, float, float]:
    """Seconds by the clock, seconds of processor time (its children's too) and MB resident at most, of one command."""
    began = time.perf_counter()
    # Installed packages are compiled; an environment that forbids it would have each process compile them anew.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [Path(sys.executable).with_name("pullquote"), *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=environment)
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e3


def row(name: str, figures: Sequence[tuple[float, float, float]]) -> str:
    """One line of the table."""
    clock, processor = (statistics.median(figure[i] for figure in figures) for i in range(2))
    memory = max(figure[2] for figure in figures)
    return f"{name:<32} {clock:5.2f} s by the clock  {processor:5.2f} s of processor time  {memory:4.0f} MB at most"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=7)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="pullquote-shell-") as work:
        index = f"{work}/shell.index"
        files = sum(path.is_file() for path in (ROOT / "articles").iterdir())
        print(row(f"add, {files} files into a new index", [run(["add", "articles", "--index", index])]))
        print(row("add, nothing changed", [run(["add", "articles", "--index", index]) for _ in range(3)]))
        for question in _QUESTIONS:
            run(["ask", question, "--index", index])
            language = "zh" if question[0] > "z" else "en"
            print(row(f"ask ({language})", [run(["ask", question, "--index", index]) for _ in range(given.runs)]))


if __name__ == "__main__":
    main()
