"""A disk that refuses: ENOSPC, EIO and short writes at every write, sync and rename of a commit.

``python -m bench.faults`` prints the figures of docs/reliability.md. A small library (tests/crash/faults.c, built by cc) fails
the n-th call, once or from then on; the commit must end in a StorageError or succeed, and the index be whole after.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from index.errors import StorageError
from index.local import LocalIndex
from tests.index.tiny import TinyEmbedder, article, file, passages

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("ENOSPC", "EIO", "SHORT")


def build(folder: Path) -> Path | None:
    """The library, or None without a C compiler."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    library = folder / "faults.so"
    source = ROOT / "tests" / "crash" / "faults.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)
    return library


def child(folder: str) -> None:
    """One commit that adds, replaces and removes; says how it ended."""
    try:
        index = LocalIndex.open(folder, TinyEmbedder(16))
        with index.writer() as writer:
            for one in (article("new", "Something new is here."), article("a0", "It was replaced. Quite so.")):
                writer.put(one, passages(one), file(one))
            writer.remove("a1")
    except StorageError as error:
        print("refused:", error)
    else:
        print("committed")


def prepare(folder: Path) -> None:
    """An index of three articles."""
    index = LocalIndex.create(folder, TinyEmbedder(16))
    with index.writer() as writer:
        for i in range(3):
            one = article(f"a{i}", f"Article {i} is old. It has two sentences.")
            writer.put(one, passages(one), file(one))
    index.close()


def run(library: Path, folder: Path, at: int, kind: str, stays: bool) -> tuple[str, int]:
    """What the child said, and how many calls it made."""
    count = folder.parent / "count"
    settings = {
        "LD_PRELOAD": str(library), "FAULT_FOLDER": str(folder), "FAULT_AT": str(at), "FAULT_KIND": kind,
        "FAULT_STAYS": str(int(stays)), "FAULT_COUNT": str(count), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    script = f"from bench.faults import child; child({str(folder)!r})"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
    )
    said = done.stdout.strip() or f"crashed ({done.returncode}): {done.stderr.strip()[-300:]}"
    return said, int(count.read_text()) if count.exists() else 0


def check(folder: Path, said: str) -> str | None:
    """What is wrong after a fault; None when all is well."""
    if not said.startswith(("refused:", "committed")):
        return said
    index = LocalIndex.open(folder, TinyEmbedder(16))
    names = {about.id for about in index.summaries()}
    moved = names == {"new", "a0", "a2"} and index.articles(["a0"])[0].text == "It was replaced. Quite so."
    still = names == {"a0", "a1", "a2"} and index.articles(["a0"])[0].text == "Article 0 is old. It has two sentences."
    if said == "committed" and not moved:
        return "acknowledged, and not there"
    if not (moved or still):
        return f"half there: {sorted(names)}"
    problems = index.verify().problems
    with index.writer() as writer:
        one = article("after", "And it goes on.")
        writer.put(one, passages(one), file(one))
    index.refresh()
    if problems or "after" not in {about.id for about in index.summaries()}:
        return f"not whole after: {problems}"
    index.close()
    return None


def faults(folder: Path, step: int = 1) -> dict[str, Any] | None:
    """Fail every ``step``-th call in every way; None without a C compiler."""
    library = build(folder)
    if library is None:
        return None
    clean = folder / "clean"
    prepare(clean)
    _, calls = run(library, shutil.copytree(clean, folder / "untouched"), 0, "ENOSPC", stays=False)
    tried, refused, wrong = 0, 0, []
    for number, at in enumerate(range(1, calls + 1, step)):
        for way in range(len(KINDS) * 2) if step == 1 else (number % (len(KINDS) * 2),):
            target = shutil.copytree(clean, folder / f"{at}-{way}")
            kind, stays = KINDS[way % len(KINDS)], way >= len(KINDS)
            said, _ = run(library, target, at, kind, stays)
            tried, refused = tried + 1, refused + said.startswith("refused:")
            problem = check(target, said)
            shutil.rmtree(target, ignore_errors=True)
            if problem:
                wrong.append(f"{kind}{' from' if stays else ' at'} call {at}: {problem}")
    return {"calls": calls, "tried": tried, "refused": refused, "wrong": wrong}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--step", type=int, default=1)
    given = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pullquote-faults-"))
    began = time.monotonic()
    try:
        found = faults(folder, given.step)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if found is None:
        sys.exit("no C compiler here: nothing was tried")
    print(
        f"disk faults: {found['calls']} writes, syncs, renames in a commit; {found['tried']} runs, {found['refused']} refused,"
    )
    print(f"the others committed; {len(found['wrong'])} wrong; {time.monotonic() - began:.0f} s")
    for line in found["wrong"]:
        print(line)
    sys.exit(1 if found["wrong"] else 0)


if __name__ == "__main__":
    main()
