"""Size and speed as a collection grows: ``python -m bench.scale --passages 100000 [--index DIR] [--json FILE]``.

Articles (:mod:`bench.corpus`) go in as one .jsonl file, the way a user's do; then questions are asked. Printed: passages a
second from file to searchable, seconds to add one article, p50 and p99 of each step of a question and of whole answers,
threads, memory, bytes a passage on disk, and what approximate search loses against exact. ``--plot FILE...`` draws the growth
into docs/growth.svg.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.corpus import generated, real
from index import sync
from index.analyse import bigrams, words
from index.local import LocalIndex
from index.terms import QueryTerm

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_CHARACTERS = 780  # of an English article's text to a passage, about; only to know how many articles to write
_HAN = 2.3  # English characters that a Chinese one stands for


def write_articles(path: Path, passages: int) -> int:
    """A .jsonl file of about so many passages; how many articles it has."""
    number, characters = 0, 0
    with path.open("w", encoding="utf-8") as target:
        for one in real():
            if characters >= passages * _CHARACTERS:
                break
            target.write(json.dumps(one, ensure_ascii=False) + "\n")
            characters += _weight(one["text"])
            number += 1
        while characters < passages * _CHARACTERS:
            one = generated(number)
            target.write(json.dumps(one, ensure_ascii=False) + "\n")
            characters += _weight(one["text"])
            number += 1
    return number


def _weight(text: str) -> int:
    return int(len(text) * (_HAN if text[len(text) // 2] >= "\u4e00" else 1))


def fill(folder: Path, passages: int, work: Path) -> dict[str, Any]:
    """Index the articles; what it took."""
    source = work / "articles.jsonl"
    write_articles(source, passages)
    index = LocalIndex.create(folder)
    began, used = time.perf_counter(), processor_seconds()
    summary = sync.add(index, [source])
    seconds, used = time.perf_counter() - began, processor_seconds() - used
    index.refresh()
    made = index.statistics().passages
    one = work / "one.jsonl"
    one.write_text(json.dumps({**generated(10**9), "id": "one more"}, ensure_ascii=False) + "\n", encoding="utf-8")
    began, adding_cpu = time.perf_counter(), processor_seconds()
    sync.add(index, [one])
    adding, adding_cpu = time.perf_counter() - began, processor_seconds() - adding_cpu
    index.close()
    return {
        "articles": summary.added, "passages": made, "indexing_s": round(seconds, 1), "passages_per_s": round(made / seconds),
        "passages_per_cpu_s": round(made / used), "add_one_s": round(adding, 3), "add_one_cpu_s": round(adding_cpu, 3),
    }  # fmt: skip


def processor_seconds() -> float:
    """Of this process and of its children that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def times(step: Callable[[int], object], count: int) -> dict[str, float]:
    """p50 and p99 of ``step(i)`` in ms by the clock, and p50 of processor time, which a busy machine stretches less."""
    step(0)
    took, worked = [], []
    for i in range(count):
        began, used = time.perf_counter(), time.process_time()
        step(i)
        took.append(time.perf_counter() - began)
        worked.append(time.process_time() - used)
    half, most = np.percentile(took, [50, 99]) * 1000
    cpu = 1000 * float(np.median(worked))
    return {"p50_ms": round(float(half), 2), "p99_ms": round(float(most), 2), "cpu_ms": round(cpu, 2)}


def resident_mb() -> float:
    """Resident memory of this process now."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return float(round(int(pages.read_text().split()[1]) * resource.getpagesize() / 1e6))
    return float(round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3))


def questions(index: LocalIndex, count: int) -> list[str]:
    """Runs of words out of passages drawn at random: they have an answer, and their words are as frequent as words are."""
    rng = np.random.default_rng(3)
    keys = rng.integers(1, index.statistics().passages, count)
    found = []
    for passage in index.read(keys.tolist()):
        start = int(rng.integers(max(1, len(passage.text) - 60)))
        found.append(passage.text[start : start + (20 if passage.language == "zh" else 60)].strip() or "time")
    return found


def measure(folder: Path, count: int, whole: bool) -> dict[str, Any]:
    """Every step of a question on the index in ``folder``."""
    began = time.perf_counter()
    index = LocalIndex.open(folder)
    asked = questions(index, count)
    opened = time.perf_counter() - began
    vectors = index.embedder.embed_questions(asked)
    terms = [[QueryTerm(t) for t in words(q)] + [QueryTerm(t, 0.5, "bigrams") for t in bigrams(q)] for q in asked]
    hits = index.search_vectors(vectors, 120)
    found: dict[str, Any] = {
        "open_s": round(opened, 2),
        "search_vectors": times(lambda i: index.search_vectors(vectors[i : i + 1], 120), count),
        "search_terms": times(lambda i: index.search_terms(terms[i], 120), count),
        "read_50": times(lambda i: index.read(hits[i].keys[:50]), count),
        "read_240": times(lambda i: index.read(np.concatenate([hits[i].keys, hits[i - 1].keys])), count),
        "recall_at_10": recall(index, vectors),
        "memory_index_mb": resident_mb(),
        "threads": threads(index, vectors, terms),
    }
    if whole:
        found |= answers(folder, asked)
    sizes = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    found["bytes_per_passage"] = round(sum(sizes.values()) / index.statistics().passages)
    return found


def recall(index: LocalIndex, vectors: NDArray[np.float32]) -> float:
    """Which share of the ten nearest, found by looking at every vector, is found."""
    from index.draft import vector_batches

    best_scores = np.full((len(vectors), 10), -2.0, np.float32)
    best_keys = np.zeros((len(vectors), 10), np.int64)
    with index._snapshot().connections.lend() as db:
        for keys, batch in vector_batches(db):
            scores = np.concatenate([best_scores, vectors @ batch.T], axis=1)
            every = np.concatenate([best_keys, np.broadcast_to(keys, (len(vectors), len(keys)))], axis=1)
            top = np.argpartition(-scores, 10, axis=1)[:, :10]
            best_scores, best_keys = np.take_along_axis(scores, top, 1), np.take_along_axis(every, top, 1)
    found = index.search_vectors(vectors, 10)
    return round(float(np.mean([np.isin(best_keys[i], found[i].keys).mean() for i in range(len(vectors))])), 4)


def threads(index: LocalIndex, vectors: NDArray[np.float32], terms: list[list[QueryTerm]]) -> dict[str, float]:
    """Questions a second of one thread, and of sixteen."""

    def ask(first: int, count: int) -> None:
        for i in range(first, first + count):
            j = i % len(vectors)
            [near] = index.search_vectors(vectors[j : j + 1], 60)
            index.read(np.concatenate([near.keys, index.search_terms(terms[j], 60).keys]))

    ask(0, 20)
    began = time.perf_counter()
    ask(0, 160)
    alone = 160 / (time.perf_counter() - began)
    workers = [threading.Thread(target=ask, args=(17 * i, 20)) for i in range(16)]
    began = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return {"one_per_s": round(alone), "sixteen_per_s": round(320 / (time.perf_counter() - began))}


def answers(folder: Path, asked: list[str]) -> dict[str, Any]:
    """Whole answers, and the memory of a process that gives them."""
    from rag import Assistant

    assistant = Assistant(folder)
    for question in asked[:20]:
        assistant.ask(question)
    found = {"ask": times(lambda i: assistant.ask(asked[i]), len(asked)), "memory_mb": resident_mb()}
    return found | {"answers_threads": whole_threads(folder, asked)}


def whole_threads(folder: Path, asked: list[str], processes: int = 2) -> dict[str, float]:
    """Whole answers a second of one thread, of sixteen, and of sixteen when they are worked out by processes of their own."""
    from rag import Assistant

    rates = []
    for people, count in ((1, 0), (16, 0), (16, processes)):
        with Assistant(folder, processes=count) as assistant, ThreadPoolExecutor(people) as pool:
            list(pool.map(assistant.ask, asked[:20]))
            began = time.perf_counter()
            list(pool.map(assistant.ask, asked))
            rates.append(round(len(asked) / (time.perf_counter() - began), 1))
    return dict(zip(("one_per_s", "sixteen_per_s", "sixteen_with_processes_per_s"), rates, strict=True))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--passages", type=int, default=100_000)
    options.add_argument("--questions", type=int, default=200)
    options.add_argument("--index", type=Path, help="keep the index here; one that is there is only measured")
    options.add_argument("--json", type=Path, help="write the figures here")
    options.add_argument("--measure", action="store_true", help="only measure the index (used by this command itself)")
    options.add_argument("--index-only", action="store_true", help="leave whole answers out")
    options.add_argument("--plot", type=Path, nargs="+", help="draw these figures into docs/growth.svg")
    given = options.parse_args()
    if given.plot:
        from bench.growth import draw

        draw([json.loads(path.read_text()) for path in given.plot], Path(__file__).parents[1] / "docs" / "growth.svg")
        return
    if given.measure:
        print(json.dumps(measure(given.index, given.questions, not given.index_only)))
        return
    with tempfile.TemporaryDirectory(prefix="pullquote-scale-") as work:
        folder = given.index or Path(work) / "scale.index"
        figures: dict[str, Any] = {"machine": f"{platform.machine()}, Python {platform.python_version()}"}
        if not (folder / "store.db").exists():
            figures |= fill(folder, given.passages, Path(work))
        # Measured in a process of its own: indexing must not weigh on the memory of answering.
        command = [sys.executable, "-m", "bench.scale", "--measure", "--index", str(folder)]
        command += ["--questions", str(given.questions)]
        command += ["--index-only"] if given.index_only else []
        # As the `pullquote` command has it, and so the page: BLAS's threads would only wait beside those that answer.
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": os.environ.get("OPENBLAS_NUM_THREADS", "1")}
        measured = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
        figures |= json.loads(measured.stdout.splitlines()[-1])
    print(json.dumps(figures, indent=1))
    if given.json:
        given.json.write_text(json.dumps(figures))


if __name__ == "__main__":
    main()
