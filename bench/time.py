# ruff: noqa: E501
"""Questions about time, lists and facts on the sample collection: is the evidence among the quotes, first, and standing as it should?

python -m bench.time [--questions time lists facts] [--show]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from bench.reading import squeeze
from index import sync
from index.local import LocalIndex
from rag import Assistant
from rag.question import language_of

ROOT = Path(__file__).resolve().parents[1]


def sample_index(folder: str) -> LocalIndex:
    index = LocalIndex.create(Path(folder) / "index")
    sync.add(index, [ROOT / "articles"])
    index.refresh()
    return index


def judge(assistant: Assistant, one: dict[str, Any]) -> dict[str, Any]:
    """Whether each group of evidence has an alternative in a quote, in the first quote; and whether it stands as asked."""
    turns = one.get("turns") or [one["question"]]
    answer = assistant.ask(turns[-1], history=turns[:-1])
    texts = [squeeze(quote.text) for quote in answer.quotes]
    groups = [[squeeze(alternative) for alternative in group] for group in one["evidence"]]
    all_found = all(any(alternative in text for alternative in group for text in texts) for group in groups)
    first = bool(texts) and all(any(alternative in texts[0] for alternative in group) for group in groups[:1])
    holding = [
        quote for quote, text in zip(answer.quotes, texts, strict=True) if any(a in text for group in groups for a in group)
    ]
    stands = None
    if "when" in one and holding:
        stands = any(quote.when in one["when"] for quote in holding)
    return {"answered": all_found, "first": first, "stands": stands, "refused": answer.refused, "answer": answer}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--questions", nargs="+", default=["time", "lists", "facts", "followups"])
    parser.add_argument("--show", action="store_true", help="print each question that fails")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant(sample_index(folder))
        for name in options.questions:
            path = ROOT / "bench" / "questions" / f"{name}.jsonl"
            questions = [
                one for line in path.read_text(encoding="utf-8").splitlines() if line and (one := json.loads(line))["evidence"]
            ]
            results = [judge(assistant, one) for one in questions]
            for language in ("en", "zh"):
                mine = [
                    r
                    for one, r in zip(questions, results, strict=True)
                    if language_of((one.get("turns") or [one["question"]])[-1]) == language
                ]
                stands = [r["stands"] for r in mine if r["stands"] is not None]
                print(
                    f"{name:10} {language} {len(mine):3} asked  answered {np.mean([r['answered'] for r in mine]):.3f}  by the first quote "
                    f"{np.mean([r['first'] for r in mine]):.3f}  refused {np.mean([r['refused'] for r in mine]):.3f}"
                    + (f"  stands as it should {np.mean(stands):.3f} of {len(stands)}" if stands else ""), flush=True,
                )  # fmt: skip
            if options.show:
                _show(questions, results)


def _show(questions: list[dict[str, Any]], results: list[dict[str, Any]]) -> None:
    for one, result in zip(questions, results, strict=True):
        if result["answered"] and result["stands"] is not False:
            continue
        answer = result["answer"]
        print(
            one["id"],
            one.get("turns") or one["question"],
            "| asked:",
            answer.asked,
            "| refused" if answer.refused else "",
            answer.time and answer.time.label,
        )
        print("    wanted", one["evidence"], one.get("when"))
        for quote in answer.quotes or answer.nearest:
            print(f"    {quote.score:.2f} {quote.when} {quote.article.id}: {quote.text[:150]!r}")


if __name__ == "__main__":
    main()
