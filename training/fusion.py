"""The weights by which the features of a passage are added: learned on questions whose passage is known, never on XQuAD.

Every development set lies in one index with passages of SQuAD, both languages together, so that a weight is also about how
much a find in the other language counts. The likelihood of the right passage among a question's candidates is maximised.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import torch

from bench.memory import MemoryIndex
from bench.retrieval import Set, sets
from rag import ranking
from rag import retrieve as retrieval
from training import data

TARGET = Path(retrieval.__file__).with_name("retrieve_weights.py")


def collect(questions: int = 400, distractors: int = 2_000, seed: int = 0) -> list[tuple[str, np.ndarray, int]]:
    """(set, (n, s) signs of the candidates, number of the right one), of questions that have it among their candidates."""
    chooser = random.Random(seed)
    tuned = [one for one in sets() if not one.name.startswith("xquad")]
    texts: dict[str, int] = {}
    languages: list[str] = []
    others = [("en", context) for context, _ in data.questions(data.DATA / "squad_train.json.gz")]
    mine = [(one.language, text) for one in tuned for text in one.passages]
    for language, text in mine + chooser.sample(others, distractors):
        if text not in texts:
            texts[text] = len(texts)
            languages.append(language)
    index = MemoryIndex(list(texts), languages)
    twins = passage_twins(tuned, texts)
    rows = []
    for one in tuned:
        for question, gold in chooser.sample(one.questions, min(questions, len(one.questions))):
            right = texts[one.passages[gold]]
            found = retrieval.retrieve(index, question, k=1_000, reading=False)
            if one.name.split()[-1] in ("en-zh", "zh-en"):
                # The question's own language has the passage too, and may well rank it first.
                found = [c for c in found if c.passage.key != twins.get(right)]
            keys = [c.passage.key for c in found]
            if right in keys:
                rows.append((one.name, np.stack([c.signs for c in found]), keys.index(right)))
    return rows


def passage_twins(tuned: list[Set], texts: dict[str, int]) -> dict[int, int]:
    """The same passage in the other language, which answers as well: BiPaR's questions are the same in both directions."""
    by_name = {one.name: one for one in tuned}
    found: dict[int, int] = {}
    for mine, other in (("bipar en-en", "bipar en-zh"), ("bipar zh-zh", "bipar zh-en")):
        there = {question.strip(): by_name[other].passages[gold] for question, gold in by_name[other].questions}
        for question, gold in by_name[mine].questions:
            if question.strip() in there:
                a, b = texts[by_name[mine].passages[gold]], texts[there[question.strip()]]
                found[a], found[b] = b, a
    return found


def fit(rows: list[tuple[str, np.ndarray, int]], decay: float = 1e-3) -> np.ndarray:
    """Weights of :func:`rag.ranking.inputs`' columns.

    None is below 0: to say more of what was asked may never count against a passage.
    """
    inputs = [torch.from_numpy(ranking.inputs(signs)) for _, signs, _ in rows]
    padded = torch.zeros(len(rows), max(map(len, inputs)), inputs[0].shape[1])
    absent = torch.full(padded.shape[:2], -1e9)
    for i, row in enumerate(inputs):
        padded[i, : len(row)] = row
        absent[i, : len(row)] = 0
    target = torch.tensor([right for _, _, right in rows])
    used = torch.ones(padded.shape[2])
    while True:
        weights = _maximised(padded * used, absent, target, decay) * used
        wrong = weights < 0
        if not wrong.any():
            return weights.numpy()
        used[wrong] = 0


def _maximised(padded: torch.Tensor, absent: torch.Tensor, target: torch.Tensor, decay: float) -> torch.Tensor:
    weights = torch.zeros(padded.shape[2], requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(padded @ weights + absent, target) + decay * (weights * weights).mean()
        loss.backward()
        return loss

    optimiser.step(closure)
    return weights.detach()


def write(weights: np.ndarray) -> None:
    """The weights as a module of constants, scaled so that a passage that says all in the question's language scores 1."""
    count = len(weights) // 2
    scaled = weights / weights[:count].sum()
    same, cross, bias = scaled[:count], scaled[count:-1], scaled[-1]
    TARGET.write_text(
        '"""How much each feature of a passage counts; written by ``python -m training.fusion``."""\n\n'
        f"SAME = ({', '.join(f'{w:.4f}' for w in same)})\n"
        '"""The weights of :func:`rag.ranking.inputs`, for a passage in the question\'s language."""\n\n'
        f"CROSS = ({', '.join(f'{w:.4f}' for w in cross)})\n"
        '"""The same for a passage in the other language."""\n\n'
        f"CROSS_BIAS = {bias:.4f}\n"
        '"""What a passage in the other language gets for free."""\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    write(fit(collect()))
