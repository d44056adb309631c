"""Articles for measuring size and speed, never quality: seeded, of any number, with the word statistics of real text.

Words are those of the bundled model's tokenizer, drawn by a Zipf-Mandelbrot law over their rank, mixed with forty words of each
article's own, as real articles repeat theirs; half the articles are Chinese, half English. Where ``../shared`` is there, its
real passages come first.
"""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embed import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
_HAN = re.compile(r"^[\u4e00-\u9fff]+$")
_LATIN = re.compile(r"^[a-z]{2,}$")


@cache
def _vocabulary(language: str) -> tuple[list[str], NDArray[np.float64]]:
    """Words, the most frequent first, and the cumulative chances of a Zipf-Mandelbrot law over them."""
    model = load("bundled")
    tokenizer, often = model.tokenizer, model.frequencies  # type: ignore[attr-defined]
    kind = _HAN if language == "zh" else _LATIN
    found = [(float(often[i]), word) for word, i in tokenizer.get_vocab().items() if i < len(often) and kind.match(word)]
    words = [word for _, word in sorted(found, key=lambda pair: (-pair[0], pair[1]))]
    weights = 1.0 / (np.arange(len(words)) + 2.7) ** 1.05
    return words, np.cumsum(weights / weights.sum())


def generated(number: int, seed: int = 1) -> dict[str, Any]:
    """Article ``number``: an object of a .jsonl file, of some eight passages."""
    rng = np.random.default_rng((seed, number))
    language = "zh" if number % 2 else "en"
    words, chances = _vocabulary(language)
    own = rng.integers(20, len(words), 40)
    lengths = rng.integers(8, 26, int(rng.integers(40, 80)))
    drawn = np.searchsorted(chances, rng.random(int(lengths.sum()))).clip(max=len(words) - 1)
    drawn = np.where(rng.random(len(drawn)) < 0.25, own[rng.integers(40, size=len(drawn))], drawn)
    said = iter([words[i] for i in drawn.tolist()])
    sentences = [_sentence(language, [next(said) for _ in range(length)]) for length in lengths.tolist()]
    glue = "" if language == "zh" else " "
    text = "\n\n".join(glue.join(sentences[i : i + 7]) for i in range(0, len(sentences), 7))
    day = np.datetime64("2020-01-01") + int(rng.integers(2400))
    source = f"Source {number % 50}"
    return {"id": f"g{number}", "title": sentences[0][:60], "text": text, "published": str(day), "source": source}


def _sentence(language: str, words: list[str]) -> str:
    half = len(words) // 2
    if language == "zh":
        return "".join(words[:half]) + "，" + "".join(words[half:]) + "。"
    return " ".join(words).capitalize() + "."


def real() -> Iterator[dict[str, Any]]:
    """The articles of ../shared's question sets, where it is there: an object of a .jsonl file each."""
    paths = [
        *sorted((SHARED / "data").glob("*.json.gz")), *sorted((SHARED / "eval").glob("*/*.json")),
    ]  # fmt: skip
    for path in paths:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        data = json.loads(raw)
        for number, one in enumerate(data["data"] if isinstance(data, dict) and "data" in data else ()):
            texts = [paragraph["context"] for paragraph in one.get("paragraphs", ())]
            if texts:
                name = f"{path.parent.name}-{path.name.split('.')[0]}-{number}"
                yield {"id": name, "title": str(one.get("title", name)), "text": "\n\n".join(texts), "published": "2024-05-01"}
