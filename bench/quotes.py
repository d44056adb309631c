"""Does the gold answer stand in the first quote, in the first three? One line a set and direction.

    python -m bench.quotes [--most N] [--sets xquad drcd cmrc bipar]

XQuAD is reported, never tuned on. Refusal is left aside here (strictness does not matter): the nearest misses count as quotes.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

import numpy as np

from bench import reading
from rag import Assistant
from rag.answer import answer
from rag.evidence import Wish

DIRECTIONS = ("en->en", "zh->zh", "en->zh", "zh->en")
SETS = {
    "xquad": [lambda d=d: reading.xquad(d) for d in DIRECTIONS],
    "drcd": [reading.drcd],
    "cmrc": [reading.cmrc_trial],
    "bipar": [lambda d=d: reading.bipar(d) for d in DIRECTIONS],
}


def measure(data: reading.ReadingSet, most: int) -> tuple[int, float, float, float, float]:
    """Questions asked, shares answered by the first quote and by the first three, mean length of a quote, quotes an answer."""
    asked = [one for one in data.questions if any(character.isalnum() for character in one.question)]
    random.Random(1).shuffle(asked)
    first, third, lengths, counts = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        index = Assistant(reading.build(Path(folder) / "index", data)).index
        for one in asked[:most]:
            found = answer(index, one.question, Wish(strictness="loose"))
            quotes = found.quotes or found.nearest
            golden = [reading.squeeze(gold) for gold in one.answers]
            right = [q.article.id == one.article and any(gold in reading.squeeze(q.text) for gold in golden) for q in quotes]
            first.append(any(right[:1]))
            third.append(any(right[:3]))
            lengths += [len(q.text) for q in quotes[:1]]
            counts.append(len(quotes))
    return len(first), float(np.mean(first)), float(np.mean(third)), float(np.mean(lengths)), float(np.mean(counts))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, default=10**6)
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    options = parser.parse_args()
    print(f"{'set':14} {'direction':9} {'asked':>5}  first  three  characters of the first  quotes")
    for name in options.sets:
        for make in SETS[name]:
            data = make()
            count, first, third, length, quotes = measure(data, options.most)
            print(
                f"{data.name:14} {data.direction:9} {count:5}  {first:.3f}  {third:.3f}  {length:10.0f}  {quotes:10.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
