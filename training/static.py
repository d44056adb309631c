"""Token vectors by contrast: a pair's two means of token vectors must find each other among thousands of strangers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from training.data import Pairs

# How much of each kind is drawn beyond size ** 0.75: dictionaries are many and short, the questions are what is asked later.
WEIGHTS = {"lexicon": 2.0, "cedict": 0.7, "ecdict": 0.5, "omw": 0.5, "python_docs_zh_cn": 0.7}


@dataclass(frozen=True)
class Ragged:
    """Texts as token ids: text i is ``tokens[starts[i]:starts[i + 1]]``; ``same`` numbers equal texts alike."""

    tokens: NDArray[np.int32]
    starts: NDArray[np.int64]
    same: NDArray[np.int64]

    def rows(self, chosen: NDArray[np.int64], keep: NDArray[np.float64] | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        """The chosen texts end to end and where each begins, as EmbeddingBag wants them."""
        lengths = self.starts[chosen + 1] - self.starts[chosen]
        ends = np.cumsum(lengths)
        flat = np.arange(ends[-1]) + np.repeat(self.starts[chosen] - (ends - lengths), lengths)
        if keep is not None:
            # The first token always stays, so that no text is dropped whole.
            stay = keep[: len(flat)] > 0.1
            stay[ends - lengths] = True
            flat, lengths = flat[stay], np.add.reduceat(stay, ends - lengths)
            ends = np.cumsum(lengths)
        return torch.from_numpy(self.tokens[flat].astype(np.int64)), torch.from_numpy(ends - lengths)


def encode(tokenizer: Tokenizer, texts: list[str]) -> Ragged:
    """Token ids of all texts; a text without any known token gets the unknown one."""
    unique = {text: i for i, text in enumerate(dict.fromkeys(texts))}
    rows: list[NDArray[np.int32]] = []
    names = list(unique)
    for first in range(0, len(names), 20_000):
        batch = tokenizer.encode_batch_fast(names[first : first + 20_000], add_special_tokens=False)
        rows += [np.array(encoding.ids or [0], np.int32)[:400] for encoding in batch]
    same = np.array([unique[text] for text in texts], np.int64)
    starts = np.concatenate([[0], np.cumsum([len(rows[i]) for i in same])]).astype(np.int64)
    return Ragged(np.concatenate([rows[i] for i in same]), starts, same)


@dataclass(frozen=True)
class Source:
    name: str
    kind: str
    left: Ragged
    right: Ragged

    def __len__(self) -> int:
        return len(self.left.same)


def encoded(tokenizer: Tokenizer, sources: list[Pairs]) -> list[Source]:
    return [Source(p.name, p.kind, encode(tokenizer, p.left), encode(tokenizer, p.right)) for p in sources]


Batch = tuple["Source", "NDArray[np.int64]"]


def batches(sources: list[Source], steps: int, size: int, rng: np.random.Generator) -> Iterator[Batch]:
    """One source a batch, each run through in a new order when it has ended."""
    odds = np.array([len(s) ** 0.75 * WEIGHTS.get(s.name, 1.0) for s in sources])
    odds /= odds.sum()
    orders = [rng.permutation(len(s)) for s in sources]
    places = [0] * len(sources)
    for chosen in rng.choice(len(sources), steps, p=odds):
        source = sources[chosen]
        if places[chosen] + size > len(source):
            orders[chosen], places[chosen] = rng.permutation(len(source)), 0
        place = places[chosen]
        places[chosen] += size
        yield source, orders[chosen][place : place + size]


def contrast(left: torch.Tensor, right: torch.Tensor, mask: torch.Tensor, scale: float) -> torch.Tensor:
    """Symmetric softmax over cosines; ``mask`` marks pairs that are strangers in place but equal in text."""
    scores = functional.normalize(left) @ functional.normalize(right).T * scale
    scores = scores.masked_fill(mask, -1e4)
    target = torch.arange(len(scores))
    return (functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)) / 2


def strangers_alike(source: Source, chosen: NDArray[np.int64]) -> torch.Tensor:
    """(n, n) True where i and j differ in place but share a side's text: no negatives of each other."""
    alike = np.zeros((len(chosen), len(chosen)), bool)
    for side in (source.left.same[chosen], source.right.same[chosen]):
        alike |= side[:, None] == side[None, :]
    np.fill_diagonal(alike, False)
    return torch.from_numpy(alike)


def train(
    sources: list[Source], vocabulary: int, *, dimensions: int = 256, steps: int = 4_000, size: int = 2_048,
    rate: float = 0.02, scale: float = 20.0, seed: int = 0, start: torch.Tensor | None = None,
) -> NDArray[np.float32]:  # fmt: skip
    """(vocabulary, dimensions) token vectors after ``steps`` batches of ``size`` pairs, SparseAdam with linear decay."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    weights = torch.randn(vocabulary, dimensions) * 0.1 if start is None else start.clone()
    weights.requires_grad_()
    optimiser = torch.optim.SparseAdam([weights], lr=rate)
    began, total = time.monotonic(), 0.0
    for step, (source, chosen) in enumerate(batches(sources, steps, size, rng)):
        for group in optimiser.param_groups:
            group["lr"] = rate * (1 - step / steps)
        sides = []
        for side in (source.left, source.right):
            most = int((side.starts[chosen + 1] - side.starts[chosen]).sum())
            tokens, offsets = side.rows(chosen, rng.random(most))
            sides.append(functional.embedding_bag(tokens, weights, offsets, mode="mean", sparse=True))
        loss = contrast(*sides, strangers_alike(source, chosen), scale)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += float(loss.detach())
        if step % 200 == 199:
            print(f"  step {step + 1}/{steps}, loss {total / 200:.3f}, {time.monotonic() - began:.0f} s", flush=True)
            total = 0.0
    return weights.detach().numpy()
