# ruff: noqa: E501 (tables of figures and of names)
"""Fits what weighs sentences and what refuses: rag/quote_weights.json and rag/refusal_weights.json.

    python -m training.quotes [--work /tmp/quotes] [--cross] [--fit]

Questions of DRCD dev, CMRC trial, BiPaR valid, SQuAD train and the project's bilingual and written questions are put to an index
of all passages of their set. A sentence is right when the answer stands in it; a question has no answer once the articles of its
group are taken out, or only its article, or the sentences that answer, or when it is about another number or name, or was written
to have none. XQuAD is never read here. What weighs sentences is fitted first, since refusal looks at the likeliest. Seeds are fixed; a run takes some ten minutes of
one core.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from bench import reading
from bench.refusal import auroc
from rag import network, quote, refusal
from rag.question import KINDS
from training.cases import DIRECTIONS, SEED, SETS, cases

torch.set_num_threads(2)

ROUNDS = 60
SENTENCES, REFUSAL = (2, 3e-2), (8, 3e-3)
"""The hidden units of each network, and the decay of its weights."""
MEMBERS = 5
"""How many networks refusal's is the mean of."""
PARTS = ("answered", "gone", "harder", "silent", "twisted", "lacking", "untold")
SHARES = {"answered": 1.0, "gone": 1.2, "harder": 0.3, "silent": 0.4, "twisted": 0.4, "lacking": 0.7, "untold": 0.5}
"""How much each kind of question counts in the fit of refusal."""
ALLOWED, FEWEST = {True: 0.035, False: 0.09}, 10
"""The share of answerable questions to refuse at "normal", within a language and across: below what is promised, since
collections differ; by sets of so many questions at least."""
SHARE = 0.4
"""Questions a passage, in the mean."""


def collect_sentences(name: str, work: Path, share: float) -> None:
    """Each answerable question's sentences with features, and which of them hold the answer."""
    kinds, directions, pools, labels = [], [], [], []
    for case in cases(name, work, share):
        if case.part != "answered":
            continue
        found = case.found()
        answers = [reading.squeeze(answer) for answer in case.asked.answers]
        of = [found.candidates[one.candidate].passage.article_id for one in found.pool]
        kinds.append(KINDS.index(found.question.kind))
        directions.append(DIRECTIONS.index(f"{found.question.language}->{case.language}"))
        pools.append(found.matrix)
        labels.append([
            article == case.asked.article and any(answer in reading.squeeze(one.text) for answer in answers)
            for article, one in zip(of, found.pool, strict=True)
        ])  # fmt: skip
    np.savez_compressed(
        work / f"{name}.sentences.npz", kinds=np.array(kinds), directions=np.array(directions),
        sizes=np.array([len(matrix) for matrix in pools]), matrix=np.concatenate(pools),
        labels=np.concatenate([np.array(row, bool) for row in labels]),
    )  # fmt: skip
    print(f"{name}: {len(pools)} answered; in the pool of {np.mean([any(row) for row in labels]):.3f}", flush=True)


def collect_signs(name: str, work: Path, share: float) -> None:
    """What refusal sees of each question, answerable or not."""
    signs: dict[str, list[Any]] = {part: [] for part in PARTS}
    for case in cases(name, work, share):
        signs[case.part].append(case.signs())
    arrays: dict[str, Any] = {part: np.array(rows, np.float32) for part, rows in signs.items()}
    np.savez_compressed(work / f"{name}.signs.npz", **arrays)
    print(f"{name}: " + ", ".join(f"{len(rows)} {part}" for part, rows in signs.items()), flush=True)


def collected(work: Path) -> dict[str, Any]:
    """The arrays of each set: its sentences, and beside them what refusal sees once that was collected."""
    sets: dict[str, Any] = {}
    for name in SETS:
        for path in (work / f"{name}.sentences.npz", work / f"{name}.signs.npz"):
            if path.exists():
                sets.setdefault(name, {}).update({part: np.nan_to_num(rows) for part, rows in np.load(path).items()})
    return sets


def fitted(x: Any, names: tuple[str, ...], size: tuple[int, float], loss: Any, count: int = 1) -> dict[str, Any]:
    """A network for these inputs that makes ``loss(logits)`` least; with ``count``, the mean of so many that start differently, as
    one network: it takes less notice of what only these questions have in common (Breiman, 1996).
    """
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-3
    z = torch.tensor(np.clip((x - mean) / scale, -6, 6), dtype=torch.float32)
    found = [_least(z, size, loss, SEED + number) for number in range(count)]
    arrays = {
        "mean": mean,
        "scale": scale,
        "hidden": np.concatenate([one["hidden"] for one in found], axis=1),
        "hidden_bias": np.concatenate([one["hidden_bias"] for one in found]),
        "out": np.concatenate([one["out"] for one in found]) / count,
        "direct": np.mean([one["direct"] for one in found], axis=0),
        "bias": np.mean([one["bias"] for one in found], axis=0),
    }
    return {"inputs": list(names)} | {name: np.round(array.astype(float), 5).tolist() for name, array in arrays.items()}


def _least(z: torch.Tensor, size: tuple[int, float], loss: Any, seed: int) -> dict[str, Any]:
    """The arrays of one such network: full-batch L-BFGS with weight decay."""
    torch.manual_seed(seed)
    width, decay = size
    hidden = (torch.randn(z.shape[1], width) * 0.15).requires_grad_()
    hidden_bias, bias, direct = (torch.zeros(n, requires_grad=True) for n in (width, 1, z.shape[1]))
    out = (torch.randn(width) * 0.15).requires_grad_()
    optimiser = torch.optim.LBFGS([hidden, hidden_bias, out, direct, bias], max_iter=ROUNDS, line_search_fn="strong_wolfe")

    def step() -> torch.Tensor:
        optimiser.zero_grad()
        value = loss(torch.tanh(z @ hidden + hidden_bias) @ out + z @ direct + bias)
        value = value + decay * (hidden.square().sum() + out.square().sum()) + decay / 5 * direct.square().sum()
        value.backward()
        return value

    optimiser.step(step)
    parts = {"hidden": hidden, "hidden_bias": hidden_bias, "out": out, "direct": direct, "bias": bias}
    return {name: part.detach().numpy() for name, part in parts.items()}


def sentence_inputs(sets: list[dict[str, Any]]) -> Any:
    """The rows of all pools as :func:`rag.quote.inputs` makes them."""
    rows = []
    for s in sets:
        kinds = np.eye(len(KINDS), dtype=np.float32)[np.repeat(s["kinds"], s["sizes"])]
        chinese = np.isin(np.repeat(s["directions"], s["sizes"]), (1, 3)).astype(np.float32)
        rows.append(np.concatenate([s["matrix"], kinds, chinese[:, None]], axis=1))
    return np.concatenate(rows)


def fit_sentences(sets: list[dict[str, Any]]) -> dict[str, Any]:
    """The loss is minus the log of the softmax probability, over a question's pool, that falls on right sentences."""
    labels, sizes = np.concatenate([s["labels"] for s in sets]), np.concatenate([s["sizes"] for s in sets])
    owner = np.repeat(np.arange(len(sizes)), sizes)
    weight = np.zeros(len(sizes), np.float32)
    weight[owner[labels]] = 1.0
    weight *= np.concatenate([np.full(len(s["sizes"]), len(s["sizes"]) ** -0.5) for s in sets])
    y, o, w = torch.tensor(labels), torch.tensor(owner), torch.tensor(weight / weight.mean(), dtype=torch.float32)

    def loss(logits: torch.Tensor) -> torch.Tensor:
        top = torch.full((len(sizes),), -1e9).scatter_reduce(0, o, logits.detach(), "amax")
        exps = torch.exp(logits - top[o])
        total = torch.zeros(len(sizes)).index_add(0, o, exps)
        right = torch.zeros(len(sizes)).index_add(0, o, exps * y)
        return ((torch.log(total) - torch.log(right.clamp_min(1e-9))) * w).sum() / w.sum()

    return fitted(sentence_inputs(sets), quote.INPUTS, SENTENCES, loss)


def fit_refusal(sets: list[dict[str, Any]]) -> dict[str, Any]:
    """The loss is the cross entropy of answered against gone or silent; where no sentence found holds the answer, refusing is right,
    so such questions are left out."""
    sets = [s | {"answered": s["answered"][_found(s)]} for s in sets]
    signs = np.concatenate([s[name] for s in sets for name in PARTS if len(s[name])])
    counts = [len(s[name]) for s in sets for name in PARTS]
    truth = np.repeat([float(name == "answered") for _ in sets for name in PARTS], counts)
    share = [SHARES[name] * min(2.0, len(s["answered"]) / max(1, len(s[name]))) for s in sets for name in PARTS]
    weight = np.repeat(share, counts) * np.concatenate([_evened(s, name) for s in sets for name in PARTS if len(s[name])])
    y, w = torch.tensor(truth, dtype=torch.float32), torch.tensor(weight / weight.mean(), dtype=torch.float32)
    fit = fitted(
        signs,
        refusal.SIGNS,
        REFUSAL,
        lambda logits: torch.nn.functional.binary_cross_entropy_with_logits(logits, y, weight=w),
        MEMBERS,
    )
    return balanced(fit, sets)


def _evened(s: dict[str, Any], part: str) -> Any:
    """What makes a set's untold questions of each kind weigh as much as its answered ones: who wrote them asked some kinds oftener
    without an answer, which says nothing of readers.
    """
    if part != "untold":
        return np.ones(len(s[part]))
    columns = [refusal.SIGNS.index(f"kind_{kind}") for kind in KINDS]
    answered, untold = s["answered"][:, columns].sum(axis=0), s["untold"][:, columns].sum(axis=0)
    return s["untold"][:, columns] @ (answered / np.maximum(1, untold) * len(s["untold"]) / max(1, len(s["answered"])))


def balanced(fit: dict[str, Any], sets: list[dict[str, Any]]) -> dict[str, Any]:
    """The network shifted, by the languages of question and passage, so that at "normal" it refuses the share ``ALLOWED`` of the
    answerable questions, in the mean of the sets."""
    net, bar = _network(fit), refusal.odds(refusal.required("normal"))
    rows, wanted = [], []
    for number, direction in enumerate(DIRECTIONS):
        asked, found = direction.split("->")
        odds = [net.logits(s["answered"])[s["directions"][_found(s)] == number] for s in sets]
        odds = [one for one in odds if len(one) >= FEWEST]
        if odds:
            weights = np.concatenate([np.full(len(one), 1 / len(one)) for one in odds]) / len(odds)
            values = np.concatenate(odds)
            order = np.argsort(values)
            cut = values[order][np.searchsorted(np.cumsum(weights[order]), ALLOWED[asked == found])]
            rows.append([1.0, float(asked != found), float(asked == "zh")])
            wanted.append(bar - float(cut))
    always, cross, chinese = np.linalg.lstsq(np.array(rows), np.array(wanted), rcond=None)[0]
    bias = fit["bias"][0] + always
    direct = list(fit["direct"])
    for name, shift in (("top_cross", cross), ("chinese", chinese)):
        place = refusal.SIGNS.index(name)
        direct[place] += shift * fit["scale"][place]
        bias += shift * fit["mean"][place]
    return fit | {"bias": [round(bias, 5)], "direct": [round(one, 5) for one in direct]}


def _found(s: dict[str, Any]) -> Any:
    """(questions,): whether a right sentence is in the pool."""
    starts = np.cumsum(s["sizes"]) - s["sizes"]
    return np.logical_or.reduceat(s["labels"], starts)


def write(name: str, data: dict[str, Any]) -> None:
    Path(network.__file__).with_name(f"{name}.json").write_text(json.dumps(data) + "\n", encoding="utf-8")


def report(name: str, s: dict[str, Any], sentences_fit: dict[str, Any], refusal_fit: dict[str, Any]) -> None:
    """Figures of one set, by networks that did not see it."""
    logits = _network(sentences_fit).logits(sentence_inputs([s]))
    start, first, third = 0, [], []
    for size in s["sizes"]:
        right = s["labels"][start : start + size][np.argsort(-logits[start : start + size])]
        first.append(right[:1].any())
        third.append(right[:3].any())
        start += size
    net = _network(refusal_fit)
    odds = {part: net.logits(s[part]) for part in PARTS if len(s[part])}
    bar = refusal.odds(refusal.required("normal"))
    aurocs = " ".join(f"{part} {auroc(list(odds['answered']), list(odds[part])):.3f}" for part in PARTS[1:] if part in odds)
    refused = " ".join(f"{part} {np.mean(row < bar):.3f}" for part, row in odds.items())
    print(
        f"{name:18s} best sentence right {np.mean(first):.3f}, of three {np.mean(third):.3f}; AUROC {aurocs}; refused {refused}",
        flush=True,
    )


def _network(data: dict[str, Any]) -> network.Network:
    return network.Network(**{part: np.array(values, np.float32) for part, values in data.items() if part != "inputs"})


def crossed(sets: dict[str, Any]) -> None:
    """Each family of sets by networks fitted on the others."""
    for family in ("drcd", "cmrc", "squad", "bipar", "bilingual"):
        others = [
            s
            for name, s in sets.items()
            if not name.startswith(family) and not (name.startswith("mixed") and family in ("squad", "drcd", "bilingual"))
        ]
        if others and len(others) < len(sets):
            fits = fit_sentences(others), fit_refusal(others)
            for name, s in sets.items():
                if name.startswith(family):
                    report(name, s, *fits)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("/tmp/quotes"))
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS))
    parser.add_argument("--share", type=float, default=SHARE, help="questions a passage; less for a quick try")
    parser.add_argument("--fit", action="store_true", help="fit again what was collected before")
    parser.add_argument("--cross", action="store_true", help="report each family of sets by networks fitted on the others")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    for collect, fit, target in (
        (collect_sentences, fit_sentences, "quote_weights"),
        (collect_signs, fit_refusal, "refusal_weights"),
    ):
        for name in () if options.fit else options.sets:
            collect(name, options.work, options.share)
        write(target, fit(list(collected(options.work).values())))
    if options.cross:
        crossed(collected(options.work))


if __name__ == "__main__":
    main()
