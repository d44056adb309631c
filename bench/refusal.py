# ruff: noqa: E501
"""Is a question without an answer refused, and one with an answer not? One line a set and direction.

    python -m bench.refusal [--most N] [--sets xquad drcd cmrc bipar hard written] [--floors]

Each question is put twice to an index of its set's passages: as it is, and with the articles of its group taken out. The columns:
AUROC of the confidence; at "normal" the share of answerable questions refused, and of unanswerable ones; the same two when the
index is calibrated, and the calibration's shift. "harder" takes out only the one passage, and leaves the other passages of the
same text in. The hard half: bench/questions/hard.jsonl on articles/, and bench/written, which is made of nothing else.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench import quotes, reading
from bench.quotes import SETS
from index import sync
from index.local import LocalIndex
from index.types import Filter
from rag import Assistant, calibration, refusal
from rag.evidence import Clock, Wish, gather
from rag.question import read

ROOT = Path(__file__).resolve().parents[1]
WRITTEN = Path(__file__).with_name("written")


def auroc(positive: list[float], negative: list[float]) -> float:
    """The share of pairs in which the answerable question has the higher confidence; ties count half."""
    values = np.concatenate([positive, negative])
    ranks = np.argsort(np.argsort(values, kind="stable")) + 1.0
    for value in np.unique(values):
        same = values == value
        ranks[same] = ranks[same].mean()
    n = len(positive)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * len(negative)))


def measure(data: reading.ReadingSet, most: int) -> tuple[float, list[float], list[float], list[float]]:
    """The calibration's shift; uncalibrated confidences with the answer, with its group taken out, with its passage taken out."""
    asked = [one for one in data.questions if any(character.isalnum() for character in one.question)]
    random.Random(2).shuffle(asked)
    ids = {article.id: article.id.split("-")[0] for article in data.articles}
    found: tuple[list[float], list[float], list[float]] = ([], [], [])
    with tempfile.TemporaryDirectory() as folder:
        index = reading.build(Path(folder) / "index", data)
        shift = calibration.calibrate(index).shift(*data.direction.split("->"))
        for one in asked[:most]:
            question = read(one.question)
            group = frozenset(article for article, of in ids.items() if of != one.group)
            passage = frozenset(article for article in ids if article != one.article)
            for where, confidences in zip((Filter(), Filter(articles=group), Filter(articles=passage)), found, strict=True):
                confidences.append(gather(index, question, Wish(where=where), Clock()).confidence)
    return (shift, *found)


def hard() -> None:
    """The hard half, on the sample collection."""
    with tempfile.TemporaryDirectory() as folder:
        index = LocalIndex.create(Path(folder) / "index")
        sync.add(index, [ROOT / "articles"])
        index.refresh()
        calibration.save(calibration.calibrate(index), index.path)
        assistant = Assistant(index)
        for name in ("hard", "hard_answerable", "facts", "lists", "time", "time_none", "furniture"):
            path = ROOT / "bench" / "questions" / f"{name}.jsonl"
            if not path.exists():
                continue
            questions = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
            for language in ("en", "zh"):
                mine = [one for one in questions if read(one["question"]).language == language]
                refused = [assistant.ask(one["question"]).refused for one in mine]
                if refused:
                    print(f"{name:16} {language}: {len(refused):3} asked, refused {np.mean(refused):.3f}", flush=True)


def written() -> None:
    """Questions written so that every other one only seems to be answered: how well that is told, by direction."""
    data = reading.written(WRITTEN)
    languages = {article.id: article.language for article in data.articles}
    bar = refusal.required("normal")
    rows: dict[str, tuple[list[float], list[float]]] = {"all": ([], [])}
    with tempfile.TemporaryDirectory() as folder:
        index = reading.build(Path(folder) / "index", data)
        for one in data.questions:
            question = read(one.question)
            confidence = gather(index, question, Wish(), Clock()).confidence
            for name in ("all", f"{question.language}->{languages[one.article]}"):
                rows.setdefault(name, ([], []))[bool(one.answers)].append(confidence)
    for name, (untold, answered) in rows.items():
        print(
            f"written {name:8}: {len(answered):3} answered, refused {np.mean([value < bar for value in answered]):.3f};"
            f" {len(untold):3} not, refused {np.mean([value < bar for value in untold]):.3f}; AUROC {auroc(answered, untold):.3f}",
            flush=True,
        )


def small_part() -> dict[str, float]:
    """The figures that CI holds: 40 questions on a few groups of DRCD dev, CMRC trial and of SQuAD's that nothing is trained on."""
    figures = {}
    parts = (
        ("drcd", reading.drcd(), range(6)),
        ("cmrc", reading.cmrc_trial(), range(60)),
        ("squad", reading.squad_train(), range(0, 40, 20)),
    )
    for name, whole, groups in parts:
        data = _of_groups(whole, {str(group) for group in groups})
        _, answered, gone, _ = measure(data, _FEW)
        bar = refusal.required("normal")
        figures[f"refusal {name}: AUROC"] = auroc(answered, gone)
        figures[f"refusal {name}: answered"] = float(np.mean([value >= bar for value in answered]))
        figures[f"refusal {name}: refused"] = float(np.mean([value < bar for value in gone]))
        figures[f"quotes {name}: first three"] = quotes.measure(data, _FEW)[2]
    return figures


_FEW = 40


def _of_groups(data: reading.ReadingSet, groups: set[str]) -> reading.ReadingSet:
    """What of a set is of these groups."""
    articles = tuple(one for one in data.articles if one.id.split("-")[0] in groups)
    return replace(data, articles=articles, questions=tuple(one for one in data.questions if one.group in groups))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, default=400)
    parser.add_argument("--sets", nargs="+", default=[*SETS, "hard", "written"])
    parser.add_argument("--floors", action="store_true", help="the figures of a small part that bench/floors.json holds")
    options = parser.parse_args()
    if options.floors:
        print(json.dumps(small_part(), indent=1))
        return
    print(
        f"{'set':14} {'direction':9} {'asked':>5}  AUROC  false refusals  refused  calibrated: shift  false refusals  refused"
        "  harder: AUROC  refused"
    )
    own = {"hard": hard, "written": written}
    for name in options.sets:
        if name in own:
            own[name]()
            continue
        for make in SETS[name]:
            data = make()
            shift, answered, gone, harder = measure(data, options.most)
            bar = refusal.required("normal")
            higher = refusal.confidence(refusal.odds(bar), -shift)
            share = {
                (name, at): np.mean([value < at for value in row])
                for name, row in (("answered", answered), ("gone", gone), ("harder", harder))
                for at in (bar, higher)
            }
            print(
                f"{data.name:14} {data.direction:9} {len(answered):5}  {auroc(answered, gone):.3f}  {share['answered', bar]:14.3f}"
                f"  {share['gone', bar]:7.3f}  {shift:17.3f}  {share['answered', higher]:14.3f}  {share['gone', higher]:7.3f}"
                f"  {auroc(answered, harder):13.3f}  {share['harder', bar]:7.3f}", flush=True,
            )  # fmt: skip


if __name__ == "__main__":
    main()
