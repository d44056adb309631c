# ruff: noqa: E501, PLR0917 (tables of figures and of names)
"""Fits what weighs sentences and what refuses: rag/quote_weights.json and rag/refusal_weights.json.

    nice -n 15 python -m training.quotes --work /tmp/quotes [--collect] [--fit]

Questions of DRCD dev, CMRC trial, BiPaR valid, SQuAD train and the project's bilingual questions are put to an index of all
passages of their set. A sentence is right when the answer stands in it; a question has no answer once the articles of its group
are taken out, or the sentences that answer, or when it is about another number or name. XQuAD is never read here. Seeds are
fixed; a run takes some ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from bench import reading
from bench.refusal import auroc
from index.base import EVERYTHING
from index.types import Filter
from rag import network, quote, refusal, sentence
from rag.question import KINDS, read
from rag.retrieve import retrieve
from training.extract import learnt
from training.unanswerable import silenced, twisted

if TYPE_CHECKING:
    from collections.abc import Iterator

torch.set_num_threads(2)

DIRECTIONS = ("en->en", "zh->zh", "en->zh", "zh->en")
SEED = 20260113
DECAY, ROUNDS, SENTENCE_WIDTH, REFUSAL_WIDTH = 3e-2, 60, 2, 3
CHUNKS = (4, 10, 4, 30, 10, 4, 100, 10, 30, 4, 10, 300)
"""How many passages the indexes of a set hold: questions are put to small collections and to larger ones."""
PARTS = ("answered", "gone", "silent", "twisted")
SHARES = {"answered": 1.0, "gone": 0.4, "silent": 0.4, "twisted": 0.3}
"""How much each kind of question counts in the fit of refusal."""
ALLOWED, FEWEST = {True: 0.025, False: 0.09}, 10
"""The share of answerable questions to refuse at "normal", within a language and across: below what is promised, since
collections differ; by sets of so many questions at least."""
TWISTS = 0.5
"""How many of the questions are also asked about another number or name."""
SHARE = 0.75
"""Questions a passage, in the mean."""
SETS = {
    "drcd": lambda: [reading.drcd()],
    "cmrc": lambda: [reading.cmrc_trial()],
    "squad": lambda: [held_out(reading.squad_train(most=None))],
    **{f"bipar-{d}": (lambda d=d: [reading.bipar(d)]) for d in DIRECTIONS},
    **{f"bilingual-{d}": (lambda d=d: [held_out(reading.bilingual(d))]) for d in DIRECTIONS},
    "mixed": lambda: [held_out(reading.squad_train(most=None)), reading.drcd()],
    "mixed-bilingual": lambda: [held_out(reading.bilingual(d)) for d in DIRECTIONS],
}


def held_out(data: reading.ReadingSet) -> reading.ReadingSet:
    """The documents that training/extract.py leaves out, so that what it learned by heart is not taken for what it can."""
    articles = tuple(one for one in data.articles if not learnt(one.id.split("-")[0]))
    kept = {one.id for one in articles}
    return replace(data, articles=articles, questions=tuple(one for one in data.questions if one.article in kept))


@dataclass
class Collected:
    """Rows as they come: a pool of sentences a question that has an answer, and what refusal sees of each kind of question."""

    kinds: list[int] = field(default_factory=list)
    directions: list[int] = field(default_factory=list)
    pools: list[Any] = field(default_factory=list)
    labels: list[list[bool]] = field(default_factory=list)
    answered: list[Any] = field(default_factory=list)
    gone: list[Any] = field(default_factory=list)
    silent: list[Any] = field(default_factory=list)
    twisted: list[Any] = field(default_factory=list)


def chunks(data: list[reading.ReadingSet], rng: random.Random) -> Iterator[reading.ReadingSet]:
    """Each set cut into small collections of whole groups, several sets of one collection taking turns by group."""
    articles = {(n, a.id): replace(a, id=f"{n}x{a.id}", path=f"{n}x{a.id}") for n, one in enumerate(data) for a in one.articles}
    asked = [(n, q) for n, one in enumerate(data) for q in one.questions if any(c.isalnum() for c in q.question)]
    groups: dict[tuple[int, str], list[tuple[int, reading.Asked]]] = {}
    for n, question in asked:
        groups.setdefault((n, question.group), []).append((n, question))
    order = list(groups)
    rng.shuffle(order)
    for size in CHUNKS:
        held: dict[str, Any] = {}
        questions: list[reading.Asked] = []
        while order and len(held) < size:
            for n, question in groups[order.pop()]:
                article = articles[n, question.article]
                if article.id in held or len(held) < size * 1.2:
                    held[article.id] = article
                    questions.append(replace(question, article=article.id, group=f"{n}x{question.group}"))
        if questions:
            yield reading.ReadingSet(data[0].name, data[0].direction, tuple(held.values()), tuple(questions))


def collect(name: str, work: Path, share: float) -> None:
    """Each question's sentences with features and labels, and what refusal sees when it is answered, when its whole group is taken
    out, and when its own passage is there but for the sentences that answer."""
    rng = random.Random(SEED)
    found = Collected()
    for whole in chunks(SETS[name](), rng):
        chunk, silent = silenced(whole, rng)
        index = reading.build(work / "index", chunk)
        texts = {article.id: reading.squeeze(article.text) for article in chunk.articles}
        numbers = list(range(len(chunk.questions)))
        rng.shuffle(numbers)
        numbers = sorted(numbers[: max(6, int(share * len(chunk.articles)))]) + [n for n in silent if rng.random() < share / 2]
        for number in dict.fromkeys(numbers):
            _collect_one(index, chunk, number, number in silent, texts, found)
            other = (
                twisted(chunk.questions[number], chunk, texts, rng) if number not in silent and rng.random() < TWISTS else None
            )
            if other is not None:
                found.twisted.append(_signs(index, other, len(chunk.articles)))
    np.savez_compressed(
        work / f"{name}.npz", kinds=np.array(found.kinds), directions=np.array(found.directions), sizes=np.array([len(m) for m in found.pools]),
        matrix=np.concatenate(found.pools), labels=np.concatenate([np.array(row, bool) for row in found.labels]),
        answered=np.array(found.answered), gone=np.array(found.gone), silent=np.array(found.silent),
        twisted=np.array(found.twisted),
    )  # fmt: skip
    hit = np.mean([any(row) for row in found.labels])
    print(
        f"{name}: {len(found.answered)} answered, {len(found.gone)} gone, {len(found.silent)} silent, {len(found.twisted)} twisted; in the pool of {hit:.3f}",
        flush=True,
    )


def _holds(text: str, answer: str) -> bool:
    """Whether a sentence holds an answer, or is a good part of one that is longer than a sentence."""
    return answer in text or (len(text) > 12 and text in answer)


def _signs(index: Any, asked: str, articles: int, where: Filter = EVERYTHING) -> Any:
    question = read(asked)
    candidates = retrieve(index, question.text, k=50, where=where)
    pool = sentence.pool(candidates)
    return refusal.signs(question, candidates, pool, sentence.features(question, candidates, pool), articles)


def _collect_one(
    index: Any, chunk: reading.ReadingSet, number: int, silent: bool, texts: dict[str, str], found: Collected
) -> None:
    one = chunk.questions[number]
    question = read(one.question)
    answers = [reading.squeeze(answer) for answer in one.answers]
    candidates = retrieve(index, question.text, k=50)
    pool = sentence.pool(candidates)
    matrix = sentence.features(question, candidates, pool)
    signs = refusal.signs(question, candidates, pool, matrix, len(chunk.articles))
    if silent:
        found.silent.append(signs)
        return
    if not any(answer in texts[one.article] for answer in answers):
        return
    language = next(article.language for article in chunk.articles if article.id == one.article)
    found.kinds.append(KINDS.index(question.kind))
    found.directions.append(DIRECTIONS.index(f"{question.language}->{language}"))
    found.pools.append(matrix)
    found.labels.append(
        [
            candidates[s.candidate].passage.article_id == one.article and any(a in reading.squeeze(s.text) for a in answers)
            for s in pool
        ]
    )
    found.answered.append(signs)
    group = one.group.split("-")[0]
    others = frozenset(a.id for a in chunk.articles if a.id.split("-")[0] != group)
    if others:
        found.gone.append(_signs(index, question.text, len(others), Filter(articles=others)))


def load(work: Path) -> dict[str, Any]:
    found = {name: dict(np.load(work / f"{name}.npz")) for name in SETS if (work / f"{name}.npz").exists()}
    return {name: {part: np.nan_to_num(rows) for part, rows in s.items()} for name, s in found.items()}


def fitted(x: Any, names: tuple[str, ...], width: int, loss: Any, seed: int = SEED) -> dict[str, Any]:
    """A network for these inputs that makes ``loss(logits)`` least: full-batch L-BFGS with weight decay."""
    torch.manual_seed(seed)
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-3
    z = torch.tensor(np.clip((x - mean) / scale, -6, 6), dtype=torch.float32)
    hidden = (torch.randn(x.shape[1], width) * 0.15).requires_grad_()
    hidden_bias, bias, direct = (torch.zeros(n, requires_grad=True) for n in (width, 1, x.shape[1]))
    out = (torch.randn(width) * 0.15).requires_grad_()
    optimiser = torch.optim.LBFGS([hidden, hidden_bias, out, direct, bias], max_iter=ROUNDS, line_search_fn="strong_wolfe")

    def step() -> torch.Tensor:
        optimiser.zero_grad()
        value = loss(torch.tanh(z @ hidden + hidden_bias) @ out + z @ direct + bias)
        value = value + DECAY * (hidden.square().sum() + out.square().sum()) + DECAY / 5 * direct.square().sum()
        value.backward()
        return value

    print("loss", float(optimiser.step(step)), "->", float(step()))
    parts = {
        "mean": mean,
        "scale": scale,
        "hidden": hidden,
        "hidden_bias": hidden_bias,
        "out": out,
        "direct": direct,
        "bias": bias,
    }
    arrays = {name: part.detach().numpy() if isinstance(part, torch.Tensor) else part for name, part in parts.items()}
    return {"inputs": list(names)} | {name: np.round(array.astype(float), 5).tolist() for name, array in arrays.items()}


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

    return fitted(sentence_inputs(sets), quote.INPUTS, SENTENCE_WIDTH, loss)


def fit_refusal(sets: list[dict[str, Any]]) -> dict[str, Any]:
    """The loss is the cross entropy of answered against gone or silent; where no sentence found holds the answer, refusing is right,
    so such questions are left out."""
    sets = [s | {"answered": s["answered"][_found(s)]} for s in sets]
    signs = np.concatenate([s[name] for s in sets for name in PARTS if len(s[name])])
    counts = [len(s[name]) for s in sets for name in PARTS]
    truth = np.repeat([float(name == "answered") for _ in sets for name in PARTS], counts)
    share = [SHARES[name] * min(2.0, len(s["answered"]) / max(1, len(s[name]))) for s in sets for name in PARTS]
    weight = np.repeat(share, counts)
    y, w = torch.tensor(truth, dtype=torch.float32), torch.tensor(weight / weight.mean(), dtype=torch.float32)
    fit = fitted(
        signs,
        refusal.SIGNS,
        REFUSAL_WIDTH,
        lambda logits: torch.nn.functional.binary_cross_entropy_with_logits(logits, y, weight=w),
    )
    return balanced(fit, sets)


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
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, default=Path("/tmp/quotes"))
    parser.add_argument("--collect", nargs="*")
    parser.add_argument("--share", type=float, default=SHARE, help="questions a passage; less for a quick try")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--cross", action="store_true", help="report each family of sets by networks fitted on the others")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    if options.collect is not None:
        for name in options.collect or SETS:
            collect(name, options.work, options.share)
    sets = load(options.work)
    if options.cross:
        crossed(sets)
    if options.fit:
        write("quote_weights", fit_sentences(list(sets.values())))
        write("refusal_weights", fit_refusal(list(sets.values())))


if __name__ == "__main__":
    main()
