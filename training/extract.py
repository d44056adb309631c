"""Fits the answer extractor: rag/extract.safetensors, which :mod:`rag.extract` reads and describes.

    python -m training.extract [--steps 20000] [--start WEIGHTS] [--rate 0.002] [--out rag/extract.safetensors]

It learns from SQuAD train and the project's bilingual questions, but for every tenth group of each, from DRCD test, and from
every other group of the questions written for the project; the bundled model must be trained already. The groups left out, DRCD
dev, CMRC trial and BiPaR valid are what ``training/quotes.py`` fits on and reports. XQuAD is never read here. Seeds are fixed;
some three minutes of one core a thousand steps. The shipped weights had 12,000 steps before there were written questions and
words crossed within a passage, and 11,000 more with them (``--start``): one run gives similar weights, not the same.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch import nn
from torch.nn import functional

from bench import reading
from index import embed
from rag.extract import DILATIONS, WIDTH
from training.extract_examples import LONGEST, Corpus, Example, Maker, corpus

if TYPE_CHECKING:
    from index.static import StaticModel

WRITTEN = Path(__file__).with_name("written")
DIRECTIONS = ("en->en", "zh->zh", "en->zh", "zh->en")
SIZE, BATCH, RATE, WARM, SEED = 64, 16, 2e-3, 200, 1
LIKENESS = 6  # numbers beside a token's vectors: see rag.extract
_FAR = -1e4


class Block(nn.Module):
    """A depthwise convolution, scaled and shifted by the question, mixed and added."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.taps = nn.Conv1d(SIZE, SIZE, WIDTH, padding=dilation * (WIDTH // 2), dilation=dilation, groups=SIZE)
        self.mix, self.gain, self.shift = (nn.Linear(SIZE, SIZE) for _ in range(3))
        nn.init.zeros_(self.gain.weight)
        nn.init.zeros_(self.gain.bias)

    def forward(self, hidden: torch.Tensor, whole: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        around = self.taps((hidden * real).transpose(1, 2)).transpose(1, 2)
        around = around * (1 + self.gain(whole))[:, None] + self.shift(whole)[:, None]
        mixed: torch.Tensor = hidden + self.mix(functional.relu(around)) * real
        return mixed


class Extractor(nn.Module):
    """What :func:`rag.extract.extract` computes, for batches: b questions of q tokens with p passages of t tokens."""

    def __init__(self, model: StaticModel) -> None:
        super().__init__()
        vectors = torch.from_numpy(model.vectors.astype(np.float32))
        lengths = vectors.norm(dim=1, keepdim=True)
        self.unit, self.log = vectors / lengths, lengths[:, 0].log()
        self.proj = nn.Linear(vectors.shape[1] + 1, SIZE)
        self.question = nn.Conv1d(SIZE, SIZE, 3, padding=1)
        self.attention, self.whole = nn.Linear(SIZE, 1), nn.Linear(SIZE, SIZE)
        self.sharpness = nn.Parameter(torch.tensor(8.0))
        self.input = nn.Linear(3 * SIZE + LIKENESS, SIZE)
        self.blocks = nn.ModuleList(Block(dilation) for dilation in DILATIONS)
        self.sentence, self.back = nn.Linear(2 * (4 * SIZE + 2), SIZE), nn.Linear(SIZE, SIZE)
        self.out, self.sentence_out = nn.Linear(SIZE, 1), nn.Linear(SIZE, 1, bias=False)
        self.nothing, self.nothing_out = nn.Linear(3 * SIZE + 4, SIZE), nn.Linear(SIZE, 1)

    def forward(self, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        """The logits of the tokens (b, p, t) and of "no answer" (b,)."""
        asked, asked_real, tokens, real = (batch[name] for name in ("asked", "asked_real", "tokens", "real"))
        count, passages, length = tokens.shape
        own = self._projected(asked) * asked_real[..., None]
        question = functional.relu(self.question(own.transpose(1, 2)).transpose(1, 2)) + own
        attention = self.attention(question)[..., 0].masked_fill(asked_real == 0, _FAR).softmax(-1)
        whole = torch.tanh(self.whole((attention[..., None] * question).sum(1)))
        cosines = torch.einsum("bptd,bqd->bptq", self.unit[tokens], self.unit[asked])
        cosines = cosines.masked_fill(asked_real[:, None, None] == 0, -1.0)
        weight = self.log[asked].exp() * asked_real / 8
        inputs = self._inputs(batch, question, cosines, weight)
        flat = real.reshape(count * passages, length, 1)
        hidden = functional.relu(self.input(inputs)).reshape(count * passages, length, SIZE) * flat
        each = whole[:, None].expand(count, passages, SIZE).reshape(count * passages, SIZE)
        for block in self.blocks[:2]:
            hidden = block(hidden, each, flat)
        owner = batch["sentence"].reshape(count * passages, length)
        share = weight / weight.sum(-1, keepdim=True).clamp_min(1e-6)
        said = self._said(cosines, owner, flat, asked_real)
        sentences = self._sentences(hidden, owner, flat, self._parts(said, share, question))
        place = owner[..., None].expand(-1, -1, SIZE)
        hidden = hidden + torch.gather(self.back(sentences), 1, place) * flat
        for block in self.blocks[2:]:
            hidden = block(hidden, each, flat)
        logits = self.out(functional.relu(hidden))[..., 0] + torch.gather(self.sentence_out(sentences)[..., 0], 1, owner)
        logits = logits.masked_fill(flat[..., 0] == 0, _FAR).reshape(count, passages, length)
        return logits, self._nothing(said, asked_real, share, question, whole)

    def _projected(self, ids: torch.Tensor) -> torch.Tensor:
        projected: torch.Tensor = self.proj(torch.cat([self.unit[ids], self.log[ids][..., None]], -1))
        return projected

    def _inputs(
        self, batch: dict[str, torch.Tensor], question: torch.Tensor, cosines: torch.Tensor, weight: torch.Tensor
    ) -> torch.Tensor:
        asked, tokens = batch["asked"], batch["tokens"]
        exact = ((tokens[..., None] == asked[:, None, None]) * batch["asked_real"][:, None, None]).float()
        alignment = (self.sharpness * cosines).masked_fill(batch["asked_real"][:, None, None] == 0, _FAR).softmax(-1)
        like = torch.einsum("bptq,bqd->bptd", alignment, question)
        own, by_weight = self._projected(tokens), weight[:, None, None]
        likeness = [cosines.amax(-1), (cosines * by_weight).amax(-1), exact.amax(-1), (exact * by_weight).amax(-1)]
        return torch.cat([own, like, own * like, torch.stack([*likeness, batch["first"], self.log[tokens]], -1)], -1)

    def _said(self, cosines: torch.Tensor, owner: torch.Tensor, real: torch.Tensor, asked_real: torch.Tensor) -> torch.Tensor:
        """(b, p, s, q): how far each sentence says each token of the question."""
        count, passages, length, asked = cosines.shape
        flat = cosines.reshape(count * passages, length, asked).clamp(0, 1) * real
        most = int(owner.max()) + 1
        place = owner[..., None].expand(-1, -1, asked)
        said = torch.zeros(len(flat), most, asked).scatter_reduce(1, place, flat, "amax").reshape(count, passages, most, asked)
        return said * asked_real[:, None, None]

    def _parts(self, said: torch.Tensor, share: torch.Tensor, question: torch.Tensor) -> torch.Tensor:
        """(b, p, s, 2 h + 2): of each sentence what of the question it says and does not, the share, and its passage's."""
        shares = share[:, None, None]
        missing = torch.einsum("bpsq,bqd->bpsd", shares * (1 - said), question)
        found = torch.einsum("bpsq,bqd->bpsd", shares * said, question)
        own = (said * shares).sum(-1, keepdim=True)
        passage = (said.amax(2) * share[:, None]).sum(-1)[..., None, None].expand_as(own)
        return torch.cat([missing, found, own, passage], -1)

    def _sentences(self, hidden: torch.Tensor, owner: torch.Tensor, real: torch.Tensor, parts: torch.Tensor) -> torch.Tensor:
        most = int(owner.max()) + 1
        of = functional.one_hot(owner, most).to(hidden.dtype) * real
        there = of.amax(1)[..., None]
        mean = torch.einsum("btn,btd->bnd", of, hidden) / of.sum(1).clamp_min(1)[..., None]
        place = owner[..., None].expand(-1, -1, SIZE)
        peak = torch.zeros(len(hidden), most, SIZE).scatter_reduce(1, place, functional.relu(hidden) * real, "amax")
        own = torch.cat([mean, peak, parts.flatten(0, 1)], -1) * there
        before = functional.pad(own, (0, 0, 1, 0))[:, :-1]
        return functional.relu(self.sentence(torch.cat([own, before], -1)))

    def _nothing(
        self, said: torch.Tensor, real: torch.Tensor, share: torch.Tensor, question: torch.Tensor, whole: torch.Tensor
    ) -> torch.Tensor:
        by_passage = said.amax(2)
        anywhere = by_passage.amax(1)
        parts = [torch.einsum("bq,bqd->bd", share * part, question) for part in (1 - anywhere, anywhere)]
        numbers = [
            (said * share[:, None, None]).sum(-1).amax((1, 2)), (by_passage * share[:, None]).sum(-1).amax(-1),
            (anywhere * share).sum(-1), (anywhere + (1 - real) * 9).amin(-1),
        ]  # fmt: skip
        inputs = torch.cat([whole, *parts, torch.stack(numbers, -1)], -1)
        found: torch.Tensor = self.nothing_out(functional.relu(self.nothing(inputs)))[..., 0]
        return found


def batch(examples: list[Example]) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
    """Examples side by side, and which tokens are right (b, p, t)."""
    count, asked = len(examples), max(len(one.question) for one in examples)
    passages = max(len(one.passages) for one in examples)
    length = min(LONGEST, max(len(p.tokens) for one in examples for p in one.passages))
    shape = (count, passages, length)
    made: dict[str, Any] = {
        "asked": np.zeros((count, asked), np.int64), "asked_real": np.zeros((count, asked), np.float32),
        "tokens": np.zeros(shape, np.int64), "sentence": np.zeros(shape, np.int64),
        "real": np.zeros(shape, np.float32), "first": np.zeros(shape, np.float32),
    }  # fmt: skip
    right = np.zeros(shape, bool)
    for i, one in enumerate(examples):
        made["asked"][i, : len(one.question)], made["asked_real"][i, : len(one.question)] = one.question, 1
        for j, passage in enumerate(one.passages):
            size = min(length, len(passage.tokens))
            owner = np.searchsorted(passage.ends, np.arange(size), "right")
            made["tokens"][i, j, :size], made["sentence"][i, j, :size] = passage.tokens[:size], owner
            made["real"][i, j, :size], made["first"][i, j, :size] = 1, np.diff(owner, prepend=-1) > 0
            right[i, j, passage.answer[passage.answer < size]] = True
    return {name: torch.from_numpy(array) for name, array in made.items()}, torch.from_numpy(right)


def loss(logits: torch.Tensor, nothing: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Minus the log of the probability that falls on right tokens, or on "no answer" where there are none."""
    flat, wanted = logits.flatten(1), right.flatten(1)
    total = torch.cat([flat, nothing[:, None]], 1).logsumexp(1)
    found = torch.where(wanted.any(1), flat.masked_fill(~wanted, _FAR).logsumexp(1), nothing)
    return (total - found).mean()


def train(net: Extractor, corpora: list[tuple[Corpus, float]], maker: Maker, steps: int, rate: float) -> None:
    """``corpora`` with how often each is drawn from; the rate warms up, then falls in a straight line."""
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=1e-4)
    sets, shares = [one for one, _ in corpora], [share for _, share in corpora]
    mean = 0.0
    for step in range(1, steps + 1):
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, step / WARM) * max(0.03, 1 - step / steps)
        inputs, right = batch([maker.example(of) for of in maker.rng.choices(sets, shares, k=BATCH)])
        value = loss(*net(inputs), right)
        optimiser.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        mean = float(value.detach()) if step == 1 else 0.98 * mean + 0.02 * float(value.detach())
        if step % 500 == 0:
            print(f"step {step}/{steps}, loss {mean:.3f}", flush=True)


def arrays(net: Extractor) -> dict[str, Any]:
    """The weights by the names, and laid out as, :mod:`rag.extract` has them."""
    state = {name: tensor.numpy() for name, tensor in net.state_dict().items()}
    dims, ends = net.unit.shape[1], 3 * SIZE + 4
    made = {
        "proj": state["proj.weight"][:, :dims].T, "proj_log": state["proj.weight"][:, dims], "proj_bias": state["proj.bias"],
        "question": state["question.weight"].transpose(2, 1, 0), "question_bias": state["question.bias"],
        "attention": state["attention.weight"][0], "sharpness": state["sharpness"].reshape(1),
        "input": np.concatenate([state["input.weight"].T[:ends], state["input.weight"].T[ends + 1 :]]),
        "first": state["input.weight"].T[ends], "input_bias": state["input.bias"],
        "out": state["out.weight"][0], "out_bias": state["out.bias"], "sentence_out": state["sentence_out.weight"][0],
        "nothing_out": state["nothing_out.weight"][0], "nothing_out_bias": state["nothing_out.bias"],
    }  # fmt: skip
    for name in ("whole", "sentence", "back", "nothing"):
        made[name], made[f"{name}_bias"] = state[f"{name}.weight"].T, state[f"{name}.bias"]
    for number in range(len(DILATIONS)):
        made[f"taps{number}"] = state[f"blocks.{number}.taps.weight"][:, 0].T
        made[f"taps_bias{number}"] = state[f"blocks.{number}.taps.bias"]
        for name in ("mix", "gain", "shift"):
            made[f"{name}{number}"] = state[f"blocks.{number}.{name}.weight"].T
            made[f"{name}_bias{number}"] = state[f"blocks.{number}.{name}.bias"]
    return {name: np.ascontiguousarray(array, np.float16) for name, array in made.items()}


def started(net: Extractor, weights: dict[str, Any]) -> None:
    """Give the network the weights that :func:`arrays` made of it."""
    given = {name: torch.from_numpy(np.ascontiguousarray(array, np.float32)) for name, array in weights.items()}
    ends = 3 * SIZE + 4
    state = {
        "proj.weight": torch.cat([given["proj"].T, given["proj_log"][:, None]], 1), "proj.bias": given["proj_bias"],
        "question.weight": given["question"].permute(2, 1, 0), "question.bias": given["question_bias"],
        "attention.weight": given["attention"][None], "sharpness": given["sharpness"][0],
        "input.weight": torch.cat([given["input"][:ends], given["first"][None], given["input"][ends:]]).T,
        "input.bias": given["input_bias"], "sentence_out.weight": given["sentence_out"][None],
    }  # fmt: skip
    for name in ("out", "nothing_out"):
        state[f"{name}.weight"], state[f"{name}.bias"] = given[name][None], given[f"{name}_bias"].reshape(1)
    for name in ("whole", "sentence", "back", "nothing"):
        state[f"{name}.weight"], state[f"{name}.bias"] = given[name].T, given[f"{name}_bias"]
    for number in range(len(DILATIONS)):
        state[f"blocks.{number}.taps.weight"] = given[f"taps{number}"].T[:, None]
        state[f"blocks.{number}.taps.bias"] = given[f"taps_bias{number}"]
        for name in ("mix", "gain", "shift"):
            state[f"blocks.{number}.{name}.weight"] = given[f"{name}{number}"].T
            state[f"blocks.{number}.{name}.bias"] = given[f"{name}_bias{number}"]
    net.load_state_dict(state, strict=False)  # all but the bias of attention, which softmax takes no notice of


def learnt(group: str) -> bool:
    """Whether a group of SQuAD or of the bilingual questions is learnt from; the others are for fitting what stands on it."""
    return int(group) % 10 != 0


def taught(group: str) -> bool:
    """Whether a group of the written questions is learnt from."""
    return int(group) % 2 == 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--start", type=Path, help="go on from these weights")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "rag" / "extract.safetensors")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    model = embed.bundled()
    corpora = [(corpus(reading.squad_train(most=10**6), model, learnt), 60.0), (corpus(reading.drcd_test(), model), 9.0)]
    corpora += [(corpus(reading.bilingual(direction), model, learnt, switched=0.0), 4.0) for direction in DIRECTIONS]
    corpora.append((corpus(reading.written(WRITTEN), model, taught), 20.0))
    net = Extractor(model)
    if options.start:
        started(net, load_file(options.start))
    train(net, corpora, Maker(model, SEED), options.steps, options.rate)
    save_file(arrays(net), options.out)


if __name__ == "__main__":
    main()
