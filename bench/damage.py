"""Damaged index files: is every answer either right or refused with a word, and never a crash?

``python -m bench.damage --mutations 10000`` prints the figures of docs/reliability.md. Each time one file of a small index is
truncated, has bits flipped, bytes zeroed or added, is deleted, or is swapped for the same file of another index or of an older
generation; then the index is opened and asked, and ``verify`` is run.
"""

from __future__ import annotations

import argparse
import collections
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from index.analyse import words
from index.errors import PullquoteError
from index.local import LocalIndex
from index.terms import QueryTerm
from tests.index.tiny import TinyEmbedder, article, file, passages

KINDS = ("truncate", "flip", "zero", "append", "delete", "of another index", "of an older generation")
_COUNT = 30


def library(salt: int) -> dict[str, str]:
    """Texts by article id; each sentence stands in one article only."""
    return {f"a{i}": f"Article {salt + i * 31} opens here. It ends with {salt * 7 + i * 104729} words." for i in range(_COUNT)}


def make(folder: Path, texts: dict[str, str]) -> None:
    """An index of these texts, or the next generation of the one that is there."""
    index = LocalIndex.create(folder, TinyEmbedder(16))
    with index.writer() as writer:
        for name, text in texts.items():
            one = article(name, text)
            writer.put(one, passages(one), file(one))
    index.close()


def prepare(root: Path) -> tuple[Path, Path, Path]:
    """The index that is damaged, its older generation, and another index."""
    mine, older, other = root / "mine", root / "older", root / "other"
    old = library(1)
    make(mine, {**old, "a3": "Something older stood here. It is gone.", "b": "This one is gone too."})
    shutil.copytree(mine, older)
    index = LocalIndex.open(mine, TinyEmbedder(16))
    with index.writer() as writer:
        writer.remove("b")
    index.close()
    make(mine, {"a3": old["a3"]})
    make(other, library(1000))
    return mine, older, other


def mutate(folder: Path, spare: dict[str, Path], rng: random.Random) -> str:
    """Damage one file of the index; says what was done to which."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "writer.lock")
    # The store as often as all that is derived from it.
    stores = [path for path in files if path.parent == folder]
    path = rng.choice(stores if rng.random() < 0.5 else [p for p in files if p not in stores])
    kind = rng.choice(KINDS)
    if kind.startswith("of "):
        source = _counterpart(path, folder, spare[kind])
        if source is None or source.read_bytes() == path.read_bytes():
            kind = "flip"
        else:
            shutil.copyfile(source, path)
            return f"{kind}: {path.name}"
    _damage(path, kind, rng)
    return f"{kind}: {path.name}"


def _counterpart(path: Path, folder: Path, spare: Path) -> Path | None:
    if path.parent == folder:
        return spare / path.name if (spare / path.name).exists() else None
    found = [p for p in spare.rglob("*") if p.is_file() and p.suffix == path.suffix and p.parent != spare]
    return next((p for p in found if p.name == path.name), found[0] if found else None)


def _damage(path: Path, kind: str, rng: random.Random) -> None:
    data = bytearray(path.read_bytes())
    if kind == "delete":
        path.unlink()
        return
    if kind == "append" or not data:
        data += rng.randbytes(rng.choice((1, 100, 5000)))
    elif kind == "truncate":
        del data[rng.randrange(len(data)) :]
    elif kind == "flip":
        for _ in range(rng.choice((1, 1, 2, 8, 64))):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    else:
        at = rng.randrange(len(data))
        data[at : at + rng.choice((1, 16, 512, 4096))] = bytes(min(rng.choice((1, 16, 512, 4096)), len(data) - at))
    path.unlink()
    path.write_bytes(bytes(data))


def ask(folder: Path, texts: dict[str, str]) -> str:
    """``right``, ``refused`` or what is wrong."""
    try:
        with LocalIndex.open(folder, TinyEmbedder(16)) as index:
            return _answers(index, texts) or "right"
    except PullquoteError as error:
        return "refused" if "\n" not in str(error) and ";" in str(error) else f"wrong: unclear words: {error}"
    except Exception as error:
        return f"wrong: {type(error).__name__}: {error}"


def _answers(index: LocalIndex, texts: dict[str, str]) -> str | None:
    if {about.id for about in index.summaries()} != set(texts):
        return "wrong: the list of articles"
    names = sorted(texts)[:6]
    for one in index.articles(names):
        if one.text != texts[one.id]:
            return f"wrong: the text of {one.id}"
    questions = index.embedder.embed_questions([texts[name] for name in names])
    for name, hits in zip(names, index.search_vectors(questions, 3), strict=True):
        if index.read(hits.keys)[0].article_id != name:
            return f"wrong: a search of vectors for {name}"
    for name in names:
        number = texts[name].split()[1]
        hits = index.search_terms([QueryTerm(word) for word in words(number)], 3)
        if not any(p.article_id == name and number in p.text for p in index.read(hits.keys)):
            return f"wrong: a search of terms for {name}"
    return None


def restore(folder: Path, texts: dict[str, str]) -> str:
    """After verify: ``whole``, ``fewer`` (and what is left is right) or ``refused``."""
    try:
        index = LocalIndex.open(folder, TinyEmbedder(16))
        report = index.verify()
        if index.verify().problems:
            return f"wrong: verify leaves problems: {index.verify().problems}"
        names = [about.id for about in index.summaries()]
        # An older store, once accepted, holds what it held.
        right = {**texts, "a3": texts["a3"], "b": "This one is gone too."}
        for one in index.articles(names):
            taken = report.problems and (one.id == "a3" or "another index" in report.problems[0])
            if one.text != right[one.id] and not taken:
                return f"wrong: after verify the text of {one.id}"
        index.close()
    except PullquoteError:
        return "refused"
    except Exception as error:
        return f"wrong: after verify {type(error).__name__}: {error}"
    return "whole" if set(names) == set(texts) else "fewer"


def batch(root: str, seed: int, count: int, results: Any) -> None:
    """``count`` mutations in a process of their own, so that a crash is seen."""
    mine, spare = Path(root) / "mine", {KINDS[5]: Path(root) / "other", KINDS[6]: Path(root) / "older"}
    rng, texts = random.Random(seed), library(1)
    for number in range(count):
        # A folder each: an index that was refused may still be letting go of its files.
        folder = Path(root) / f"try-{seed}-{number}"
        shutil.copytree(mine, folder)
        done = mutate(folder, spare, rng)
        results.put((seed, number, done, ask(folder, texts), restore(folder, texts)))
        shutil.rmtree(folder, ignore_errors=True)


def mutations(count: int, seed: int, root: Path, at_once: int = 50, minutes: float = 1e9) -> dict[str, Any]:
    """Damage ``count`` times; how often which outcome, and what went wrong."""
    give_up = time.monotonic() + 60 * minutes
    prepare(root)
    context = multiprocessing.get_context("spawn")
    asked: collections.Counter[str] = collections.Counter()
    after: collections.Counter[str] = collections.Counter()
    wrong: list[str] = []
    for first in range(0, count, at_once):
        if time.monotonic() > give_up:
            break
        results = context.SimpleQueue()
        size = min(at_once, count - first)
        process = context.Process(target=batch, args=(str(root), seed + first, size, results))
        process.start()
        got = []
        while len(got) < size and (process.is_alive() or not results.empty()):
            if results.empty():
                time.sleep(0.01)
                continue
            got.append(results.get())
        process.join()
        if process.exitcode:
            wrong.append(f"seed {seed + first}: crashed ({process.exitcode}) after {len(got)}: the next mutation")
        for begun, number, done, found, restored in got:
            asked[found.split(":")[0]] += 1
            after[restored.split(":")[0]] += 1
            wrong += [f"seed {begun}, {number}: {done}: {said}" for said in (found, restored) if said.startswith("wrong")]
    return {"mutations": sum(asked.values()), "asked": dict(asked), "verified": dict(after), "wrong": wrong}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mutations", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--minutes", type=float, default=1e9, help="stop after so many")
    options.add_argument("--folder", help="where to work; in memory (/dev/shm) far more happens in a second")
    given = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pullquote-damage-", dir=given.folder))
    began = time.monotonic()
    try:
        found = mutations(given.mutations, given.seed, folder, 200, given.minutes)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"damage: {found['mutations']} mutated files; asked: {found['asked']}; after verify: {found['verified']}")
    print(f"{len(found['wrong'])} crashes or wrong answers; {time.monotonic() - began:.0f} s, seed {given.seed}")
    for line in found["wrong"]:
        print(line)
    sys.exit(1 if found["wrong"] else 0)


if __name__ == "__main__":
    main()
