"""kill -9 during writing, at random moments: is every acknowledged article there, none half there, and does the index verify?

``python -m bench.kill --rounds 1000`` prints the figures of docs/reliability.md. Each round one or two processes write to one
index (add, replace, remove, prune, outgrow an exact search, train anew: the sizes at which that happens are scaled down), and
are killed at a random time. They log what they are about to commit, and what was acknowledged, in a file beside the index, to
compare.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from index import vectors
from index.errors import IndexLocked
from index.local import LocalIndex
from index.types import Filter, SourceFile
from tests.index.tiny import TinyEmbedder, article, file, passages

ARTICLES = 60
_EXACT, _DELTA = 40, 12
_PATIENCE_S = 600  # for a writer to begin, however busy the machine is


def text_of(name: str, version: int) -> tuple[str, str]:
    """The sentences of an article's version: all different from all others."""
    return f"Article {name} says {version * 7919 + 13} things.", f"It is version {version} of {name}."


def write(folder: str, seed: int, ready: Any) -> None:
    """Change the index at random, for ever, logging each commit before and after."""
    vectors.EXACT, vectors._DELTA = _EXACT, _DELTA
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # FAISS says on stderr that the scaled-down training sets are small
    rng = random.Random(seed)
    root = Path(folder)
    index = LocalIndex.open(root / "kill.index", TinyEmbedder(16))
    index.summaries()
    ready.set()
    while True:
        with contextlib.suppress(IndexLocked), index.writer(wait_s=0.05) as writer:
            index.refresh()
            state = versions(index)
            for _ in range(rng.randint(1, 12)):
                change(writer, state, rng)
            log(root, {"next": writer.generation + 1, "state": state})
            done = writer.commit()
            log(root, {"acknowledged": done})


def change(writer: Any, state: dict[str, int], rng: random.Random) -> None:
    """One random change, in the index and in ``state``."""
    kind = rng.random()
    name = f"a{rng.randrange(ARTICLES)}"
    if kind < 0.6 or name not in state:
        state[name] = rng.randrange(1_000_000)
        one = article(name, *text_of(name, state[name]))
        if rng.random() < 0.5:
            writer.put(one, passages(one), file(one))
        else:
            shared = SourceFile(one.path, len(one.text), state[name], one.sha256)
            writer.put(one, passages(one), shared)
    elif kind < 0.8:
        writer.remove(name)
        del state[name]
    else:
        writer.forget(f"/articles/{name}.txt")
        del state[name]


def versions(index: LocalIndex) -> dict[str, int]:
    """Which version of each article the index holds, after its own words."""
    names = [about.id for about in index.summaries()]
    return {one.id: int(one.text.split("version ")[1].split(" ")[0]) for one in index.articles(names)}


def log(root: Path, entry: dict[str, Any]) -> None:
    """One line, in one write, which a kill cannot part."""
    with (root / "log").open("ab", buffering=0) as target:
        target.write(json.dumps(entry).encode() + b"\n")


def _size(root: Path) -> int:
    return (root / "log").stat().st_size if (root / "log").exists() else 0


def _logged(root: Path, since: int, event: str | None) -> bool:
    """Wait until the writers log ``event`` after byte ``since`` of their log; False when they never do."""
    give_up = time.monotonic() + _PATIENCE_S
    while event and time.monotonic() < give_up:
        if _size(root) > since and event.encode() in (root / "log").read_bytes()[since:]:
            return True
        time.sleep(0.002)
    return event is None


def check(root: Path) -> str | None:
    """What is wrong with the index after a kill; None when all is well."""
    entries = [json.loads(line) for line in (root / "log").read_bytes().splitlines() if line] if (root / "log").exists() else []
    acknowledged = max((entry["acknowledged"] for entry in entries if "acknowledged" in entry), default=0)
    meant = {entry["next"]: entry["state"] for entry in entries if "next" in entry}
    embedder = TinyEmbedder(16)
    index = LocalIndex.open(root / "kill.index", embedder)
    if index.generation < acknowledged:
        return f"generation {index.generation}, but {acknowledged} was acknowledged"
    expected = meant.get(index.generation, {})
    if versions(index) != expected:
        return f"generation {index.generation} holds other articles than it was meant to"
    for one in index.articles(sorted(expected)):
        if one.text != " ".join(text_of(one.id, expected[one.id])):
            return f"{one.id} is half there"
    for name in expected:
        # Each by itself: the texts differ in a few digits, and eight bits a number may rank them in any order.
        [hits] = index.search_vectors(embedder.embed_questions([name]), 1, Filter(articles=frozenset([name])))
        if [passage.article_id for passage in index.read(hits.keys)] != [name]:
            return f"a search does not find {name}, which is there"
    report = index.verify()
    index.close()
    return "; ".join(report.problems) or None


def rounds(count: int, seed: int, folder: Path, longest_s: float = 0.9, minutes: float = 1e9) -> dict[str, Any]:
    """Kill ``count`` times, up to ``longest_s`` after the writers began; the figures, with what went wrong."""
    give_up = time.monotonic() + 60 * minutes
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["index.local", "tests.index.tiny", "faiss", "tantivy", "numpy"])
    rng = random.Random(seed)
    (folder / "kill.index").parent.mkdir(parents=True, exist_ok=True)
    LocalIndex.create(folder / "kill.index", TinyEmbedder(16)).close()
    wrong: list[str] = []
    done, two = 0, 0
    for number in range(count):
        if time.monotonic() > give_up:
            break
        done += 1
        ready, seen = context.Event(), _size(folder)
        writers = [
            context.Process(target=write, args=(str(folder), rng.randrange(2**31), ready)) for _ in range(rng.choice((1, 1, 2)))
        ]
        two += len(writers) == 2
        for process in writers:
            process.start()
        # Of three rounds one is killed from the writers' start on, one once a commit is under way, one after a commit.
        begun = ready.wait(_PATIENCE_S) and _logged(folder, seen, rng.choice((None, "next", "acknowledged")))
        time.sleep(rng.uniform(0.0, longest_s))
        for process in writers:
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            process.join()
        ended = [process.exitcode for process in writers if process.exitcode != -signal.SIGKILL]
        problem = check(folder) or (f"a writer ended by itself: {ended}" if ended else None if begun else "no writer began")
        if problem:
            wrong.append(f"round {number}: {problem}")
    last = LocalIndex.open(folder / "kill.index", TinyEmbedder(16))
    return {"rounds": done, "two writers": two, "generations": last.generation, "wrong": wrong}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--minutes", type=float, default=1e9, help="stop after so many")
    options.add_argument("--folder", help="where to work; in memory (/dev/shm) far more happens in a second")
    given = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pullquote-kill-", dir=given.folder))
    began = time.monotonic()
    try:
        found = rounds(given.rounds, given.seed, folder, minutes=given.minutes)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"kill -9: {found['rounds']} rounds ({found['two writers']} with two writers), {found['generations']} commits,")
    print(f"{len(found['wrong'])} lost, half there or unsound; {time.monotonic() - began:.0f} s, seed {given.seed}")
    for line in found["wrong"]:
        print(line)
    sys.exit(1 if found["wrong"] else 0)


if __name__ == "__main__":
    main()
