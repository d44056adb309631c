"""``python -m training.rank`` fits rag/rank_weights.json: how passages are ranked once :mod:`rag.extract` has read them.

The development sets, and the groups of SQuAD and of the bilingual questions that the extractor has not learnt, lie in one
index, both languages together. The likelihood of the right passage among those read is maximised. XQuAD is never read here.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from bench import reading
from bench.memory import MemoryIndex
from bench.retrieval import Set, sets
from index import embed
from rag import network, ranking
from rag.extract import Extraction, read_through
from rag.retrieve import retrieve
from training.cases import DIRECTIONS, held_out
from training.fusion import passage_twins
from training.quotes import fitted

if TYPE_CHECKING:
    from collections.abc import Iterable

TARGET = Path(ranking.__file__).with_name("rank_weights.json")
QUESTIONS, SEED, WIDTH, DECAY = 400, 0, 4, 4e-3
"""Questions a set, at most; hidden units."""
_BILINGUAL = 0.15
"""How much such a set counts: its articles are single sentences put together, as real ones are not."""
Row = tuple[str, Any, int]
"""Set, :func:`rag.ranking.read_inputs` of the passages read, and which of them is right."""


def _set(data: reading.ReadingSet) -> Set:
    place = {article.id: number for number, article in enumerate(data.articles)}
    asked = [(one.question, place[one.article]) for one in data.questions]
    name = f"{data.name.split()[0].lower()} {data.direction.replace('->', '-')}"
    return Set(name, [article.text for article in data.articles], data.articles[0].language, asked)


def used() -> list[Set]:
    """What is learned from; a passage of the first of each pair of directions has its translation in the second."""
    held = [_set(held_out(data)) for data in (reading.squad_train(most=10**6), *map(reading.bilingual, DIRECTIONS))]
    return [one for one in sets() if not one.name.startswith("xquad")] + held


def _twins(of: list[Set], keys: dict[str, int]) -> dict[int, int]:
    """The same passage in the other language: it answers as well."""
    by_name = {one.name: one for one in of}
    found = passage_twins(of, keys)
    pairs = zip(by_name["bilingual en-en"].passages, by_name["bilingual zh-zh"].passages, strict=True)
    for english, chinese in pairs:
        found[keys[english]], found[keys[chinese]] = keys[chinese], keys[english]
    return found


def collect(of: list[Set], questions: int) -> list[Row]:
    """Of questions that have the right passage among those read."""
    rng = random.Random(SEED)
    texts = {text: one.language for one in of for text in one.passages}
    keys = {text: key for key, text in enumerate(texts)}
    index, twins = MemoryIndex(list(texts), list(texts.values())), _twins(of, keys)
    rows = []
    for one in of:
        asked = [pair for pair in one.questions if any(character.isalnum() for character in pair[0])]
        for question, gold in rng.sample(asked, min(questions, len(asked))):
            right = keys[one.passages[gold]]
            found = retrieve(index, question, k=ranking.READ, reading=False)
            found = found[: ranking.worth_reading(np.array([c.score for c in found], np.float32))]
            read = read_through(question, [c.passage for c in found], embed.bundled()).sentences
            kept = [n for n, c in enumerate(found) if c.passage.key != twins.get(right)]
            places = [place for place, n in enumerate(kept) if found[n].passage.key == right]
            if places:
                signs = np.stack([found[n].signs for n in kept])
                lengths = np.array([len(found[n].passage.encoding.tokens) for n in kept])
                inputs = ranking.read_inputs(signs, Extraction(tuple(read[n] for n in kept)), lengths)
                rows.append((one.name, inputs, places[0]))
    return rows


def fit(rows: list[Row]) -> dict[str, Any]:
    """The network, each set counting as much as any other but those of :data:`_BILINGUAL`."""
    sizes = [len(inputs) for _, inputs, _ in rows]
    starts = torch.from_numpy(np.cumsum(sizes) - sizes)
    place = starts[:, None] + torch.arange(max(sizes))
    absent = torch.arange(max(sizes)) >= torch.tensor(sizes)[:, None]
    right = torch.tensor([number for _, _, number in rows])
    names = [name for name, _, _ in rows]
    shares = torch.tensor([(_BILINGUAL if name.startswith("bilingual") else 1.0) / names.count(name) for name in names])

    def loss(logits: torch.Tensor) -> torch.Tensor:
        marks = logits[place.clamp_max(len(logits) - 1)].masked_fill(absent, -1e9)
        each = torch.nn.functional.cross_entropy(marks, right, reduction="none")
        return (each * shares).sum() / shares.sum()

    return fitted(np.concatenate([inputs for _, inputs, _ in rows]), ranking.INPUTS, (WIDTH, DECAY), loss)


def gains(rows: Iterable[Row], weights: dict[str, Any]) -> dict[str, float]:
    """nDCG of each set by the sums of the signs, and " read" by the network."""
    net = network.Network(**{part: np.array(values, np.float32) for part, values in weights.items() if part != "inputs"})
    found: dict[str, list[float]] = {}
    for name, inputs, right in rows:
        for column, marks in (("", inputs[:, ranking.INPUTS.index("score")]), (" read", net.logits(inputs))):
            found.setdefault(name + column, []).append(float(1 / np.log2(2 + (marks > marks[right]).sum())))
    return {name: float(np.mean(each)) for name, each in found.items()}


def crossed(rows: list[Row]) -> dict[str, float]:
    """:func:`gains` of questions that the network was not fitted on: every fourth in turn, in four fits."""
    found: list[dict[str, float]] = []
    for part in range(4):
        net = fit([row for n, row in enumerate(rows) if n % 4 != part])
        found.append(gains((row for n, row in enumerate(rows) if n % 4 == part), net))
    return {name: float(np.mean([one[name] for one in found if name in one])) for name in found[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="of each set, at most")
    given = parser.parse_args()
    torch.set_num_threads(1)
    rows = collect(used(), given.questions)
    print(f"{len(rows)} questions; nDCG of those left out of the fit, among the passages read")
    for name, figure in crossed(rows).items():
        print(f"{name:24} {figure:.3f}")
    TARGET.write_text(json.dumps(fit(rows)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
