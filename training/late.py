"""Second stage: token vectors trained for the score they are used in, token by token, against neighbours as wrong answers.

A question's token is said by a sentence with the probability of its best cosine there; the weighted sum over the question's
tokens must be highest for the sentence that answers it, among sentences of the same article. Steps alternate with the first
stage's contrast of means, so that neither score is lost.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from training import static

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.static import Ragged, Source

_SIDE, _LONGEST = 96, 48  # questions in a batch, tokens of one text


def _padded(texts: Ragged, chosen: NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor]:
    """(n, l) token ids, 0 where a text has ended, and which of them are tokens."""
    rows = [texts.tokens[texts.starts[i] : texts.starts[i + 1]][:_LONGEST] for i in chosen]
    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
    return torch.from_numpy(ids), torch.from_numpy(ids > 0)


Padded = tuple[torch.Tensor, torch.Tensor]


def scores(weights: torch.Tensor, rarity: torch.Tensor, asked: Padded, texts: Padded) -> torch.Tensor:
    """(questions, texts): the share of each question's token weight that each text says."""
    (questions, q_real), (sentences, s_real) = asked, texts
    q = functional.normalize(functional.embedding(questions, weights, sparse=True), dim=-1)
    s = functional.normalize(functional.embedding(sentences, weights, sparse=True), dim=-1)
    cosines = q.reshape(-1, q.shape[-1]) @ s.reshape(-1, s.shape[-1]).T
    cosines = cosines.masked_fill(~s_real.reshape(1, -1), -1).view(*questions.shape, *sentences.shape)
    says = torch.sigmoid(12 * (cosines.amax(dim=3) - 0.5))  # (questions, tokens, texts)
    worth = rarity[questions] * q_real
    return (says * worth[..., None]).sum(1) / worth.sum(1, keepdim=True).clamp_min(1e-6)


def train(
    vectors: NDArray[np.float32], answers: list[Source], everything: list[Source], frequencies: NDArray[np.float32], *,
    steps: int = 1_500, rate: float = 0.004, seed: int = 1,
) -> NDArray[np.float32]:  # fmt: skip
    """Token vectors after ``steps`` batches of each kind; ``answers`` are in the order of their articles, not shuffled."""
    rng = np.random.default_rng(seed)
    weights = torch.from_numpy(vectors.copy()).requires_grad_()
    rarity = torch.from_numpy(-np.log(frequencies + 2e-4)).clamp_min(0.05)
    optimiser = torch.optim.SparseAdam([weights], lr=rate)
    means = static.batches(everything, steps, 1_024, rng)
    odds = np.array([len(s) ** 0.5 for s in answers])
    picks = rng.choice(len(answers), steps, p=odds / odds.sum())
    began, totals = time.monotonic(), [0.0, 0.0]
    for step, (source, chosen) in enumerate(means):
        for group in optimiser.param_groups:
            group["lr"] = rate * (1 - step / steps)
        late = _late_loss(weights, rarity, answers[picks[step]], rng)
        rows = [side.rows(chosen) for side in (source.left, source.right)]
        sides = [functional.embedding_bag(tokens, weights, starts, mode="mean", sparse=True) for tokens, starts in rows]
        mean = static.contrast(*sides, static.strangers_alike(source, chosen), 20.0)
        optimiser.zero_grad()
        (late + mean).backward()
        optimiser.step()
        totals = [totals[0] + float(late.detach()), totals[1] + float(mean.detach())]
        if step % 100 == 99:
            seconds = time.monotonic() - began
            print(f"  step {step + 1}/{steps}, losses {totals[0] / 100:.3f} {totals[1] / 100:.3f}, {seconds:.0f} s", flush=True)
            totals = [0.0, 0.0]
    return weights.detach().numpy()


def _late_loss(weights: torch.Tensor, rarity: torch.Tensor, source: Source, rng: np.random.Generator) -> torch.Tensor:
    first = int(rng.integers(0, max(1, len(source) - _SIDE)))
    chosen = np.arange(first, min(first + _SIDE, len(source)))
    found = scores(weights, rarity, _padded(source.left, chosen), _padded(source.right, chosen)) * 25
    alike = static.strangers_alike(source, chosen)
    target = torch.arange(len(chosen))
    found = found.masked_fill(alike, -1e4)
    return (functional.cross_entropy(found, target) + functional.cross_entropy(found.T, target)) / 2
