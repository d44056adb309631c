"""Fit the weights of index/clean_model.py to the pages of the article extraction benchmark.

    python bench/fit_cleaning.py ../shared/eval/extraction            what a half makes of the other
    python bench/fit_cleaning.py ../shared/eval/extraction --write    all pages, into index/clean_weights.py

A line's truth is whether most of its shingles are the article's; it counts by its length, and each page the same.
Logistic regression by Newton's method with a ridge.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from pathlib import Path

import numpy as np
from cleaning import dump, figures, shingles
from numpy.typing import NDArray

from index.clean import tidy
from index.clean_model import core, judge
from index.clean_shape import Shape

RIDGE = 40.0
Floats = NDArray[np.float64]
Page = tuple[str, Shape, Floats]


def load(folder: Path, names: list[str], truth: dict[str, dict[str, str]]) -> list[Page]:
    pages = []
    for name in names:
        page = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()).decode("utf-8", "replace")
        lines = [line for line in tidy(dump(page)).split("\n") if line.strip()]
        pages.append((name, Shape(lines), labels(lines, truth[name]["articleBody"])))
    return pages


def labels(lines: list[str], body: str) -> Floats:
    """(n,) 1 for the article's lines: a short one must stand in it word for word, and near the long ones."""
    known, whole = shingles(body), " ".join(["", *re.findall(r"\w+", body), ""])
    found, long = [], []
    for place, line in enumerate(lines):
        words = re.findall(r"\w+", line)
        if len(words) < 4:
            found.append(bool(words) and f" {' '.join(words)} " in whole)
            continue
        own = shingles(line)
        found.append(sum((own & known).values()) > 0.5 * sum(own.values()))
        if found[-1] and len(words) >= 8:
            long.append(place)
    low, high = (long[0] - 2, long[-1] + 3) if long else (0, len(lines))
    return np.array([yes and low <= place <= high for place, yes in enumerate(found)], dtype=np.float64)


def regress(rows: Floats, truth: Floats, mass: Floats) -> Floats:
    mean, spread = rows.mean(0), rows.std(0)
    spread[spread < 1e-6] = 1
    mean[0], spread[0] = 0, 1
    scaled = (rows - mean) / spread
    ridge = RIDGE * np.r_[0, np.ones(rows.shape[1] - 1)]
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(scaled @ weights, -30, 30)))
        slope = scaled.T @ (mass * (chance - truth)) + ridge * weights
        bend = (scaled * (mass * chance * (1 - chance) + 1e-9)[:, None]).T @ scaled + np.diag(ridge)
        weights -= np.linalg.solve(bend, slope)
    found = weights / spread
    found[0] = weights[0] - (weights[1:] * mean[1:] / spread[1:]).sum()
    return found


def fit(pages: list[Page]) -> tuple[Floats, Floats]:
    truth = np.concatenate([yes for _, _, yes in pages])
    mass = np.concatenate([(m := np.minimum(shape.weights, 400) + 15) / m.sum() * 50 for _, shape, _ in pages])
    rows = [shape.rows() for _, shape, _ in pages]
    first = regress(np.concatenate(rows), truth, mass)
    placed = [np.concatenate([r, s.places(core(s, r @ first))], axis=1) for r, (_, s, _) in zip(rows, pages, strict=True)]
    return first, regress(np.concatenate(placed), truth, mass)


def score(pages: list[Page], weights: tuple[Floats, Floats], truth: dict[str, dict[str, str]]) -> str:
    rows = []
    for name, shape, _ in pages:
        kept = judge(shape, *weights).kept
        text = "\n".join(line for line, keep in zip(shape.lines, kept, strict=True) if keep)
        rows.append(figures(text, truth[name]["articleBody"]))
    precision, recall = np.mean(rows, axis=0)
    return f"precision {precision:.3f}  recall {recall:.3f}  F1 {2 * precision * recall / (precision + recall):.3f}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    truth = json.loads((given.folder / "ground-truth.json").read_text(encoding="utf-8"))
    names = sorted(truth)
    halves = [load(given.folder, names[start::2], truth) for start in (0, 1)]
    if not given.write:
        print("fitted to the first half, the second:", score(halves[1], fit(halves[0]), truth))
        print("fitted to the second half, the first:", score(halves[0], fit(halves[1]), truth))
        return
    first, second = fit([*halves[0], *halves[1]])
    lines = ['"""The weights of index/clean_model.py; made by bench/fit_cleaning.py, not by hand."""', ""]
    for name, values in (("FIRST", first), ("SECOND", second)):
        lines += [f"{name} = (", *(f"    {value:.4f}," for value in values), ")"]
    (Path(__file__).parent.parent / "index" / "clean_weights.py").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
