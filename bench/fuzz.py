"""Damaged files by the hundred thousand, read as intake reads them: in child processes, under their limits.

    python bench/fuzz.py [--inputs 100000] [--kinds pdf docx ...] [--seed 1]

Files of each format are cut short, have bytes changed or pieces repeated, or are random bytes. Each must give articles or one
line that says what is wrong; a child that dies of any of them is a fault, and so is an error of another kind.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from index.child import Limits
from index.errors import FileError
from index.jobs import Task
from index.load import Readers
from index.walk import walk
from tests.index.samples import SAMPLES

BATCH = 200


def damaged(content: bytes, dice: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(dice.choice([0, 1, 2, 8])):
        made[dice.randrange(len(made))] = dice.randrange(256)
    if dice.random() < 0.3:
        start, end = sorted(dice.randrange(len(made)) for _ in range(2))
        made[start:start] = made[start:end]
    if dice.random() < 0.4:
        del made[dice.randrange(len(made)) :]
    return bytes(made) if dice.random() < 0.9 else dice.randbytes(dice.randrange(2_000))


def fuzz(kind: str, inputs: int, dice: random.Random) -> Counter[str]:
    told: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, Readers(2, Limits(seconds=20)) as readers:
        for start in range(0, inputs, BATCH):
            paths = [Path(folder) / f"{number}.{kind}" for number in range(min(BATCH, inputs - start))]
            for path in paths:
                path.write_bytes(damaged(SAMPLES[kind], dice))
            for reading in readers.read([Task(file) for file in walk(paths).found]):
                for result in reading.results:
                    told["error" if isinstance(result, FileError) else "article"] += 1
                    if isinstance(result, FileError) and "within" in result.problem:
                        told["died"] += 1
                        kept = Path(tempfile.gettempdir()) / f"fuzz-{kind}-{told['died']}.{kind}"
                        kept.write_bytes(Path(reading.task.file.path).read_bytes())
                        print(f"    a child died of {kept}")
    return told


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--inputs", type=int, default=100_000, help="a format")
    arguments.add_argument("--kinds", nargs="*", choices=list(SAMPLES), default=list(SAMPLES))
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    for kind in given.kinds:
        began = time.monotonic()
        told = fuzz(kind, given.inputs, random.Random(given.seed))
        print(f"{kind:6} {given.inputs} inputs, {told['article']} articles, {told['error']} errors, {told['died']} deaths, "
              f"{time.monotonic() - began:.0f} s", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
