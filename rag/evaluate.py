"""How well questions with known evidence are answered: what ``pullquote eval`` prints.

Measures of retrieval are those of the information retrieval literature with one relevant article a question; a test holds
them against ir-measures.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any, Protocol

from index.analyse import counts, fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.types import Answer, Hit

CUTS = (1, 5, 10)
_DEPTH = 50  # passages asked for, so that ten articles are among them


class Answers(Protocol):
    """What is measured: an :class:`rag.Assistant`, or anything that asks and searches like one."""

    def ask(self, question: str, *, quotes: int = 5) -> Answer: ...

    def search(self, query: str, *, k: int = 10) -> list[Hit]: ...


def evaluate(assistant: Answers, questions: Sequence[Mapping[str, Any]], *, quotes: int = 5) -> dict[str, Any]:
    """Measures over ``questions``, in all and by the language of the question.

    A question is ``{"question", "evidence": [[alternative, ...], ...], "article"}``: answered when each group has an
    alternative that stands in a quote; ``[]`` means that it must be refused; without ``evidence`` it only counts for
    retrieval, which needs ``article``.

    Returns:
        ``all`` and each language with: ``questions``; ``answered`` (share of the answerable), ``refused_wrongly``; ``refused``
        (share of the unanswerable); ``retrieval`` with ``recall@k`` (shares of the questions whose article is among the first k
        articles), ``ndcg@10``, ``mrr``; ``seconds`` p50 and p99 of an answer. ``failed`` lists the ids that were not as wanted.
    """
    rows = [_measure(assistant, question, quotes) for question in questions]
    groups = {"all": rows}
    for row in rows:
        groups.setdefault(row["language"], []).append(row)
    measures: dict[str, Any] = {name: _summary(group) for name, group in groups.items()}
    measures["failed"] = [row["id"] for row in rows if row["answered"] is False or row["refused"] is False]
    return measures


def _measure(assistant: Answers, question: Mapping[str, Any], quotes: int) -> dict[str, Any]:
    text = question["question"]
    han, latin = counts(text)
    row: dict[str, Any] = {
        "id": question.get("id", text), "language": "zh" if han >= latin and han else "en",
        "answered": None, "refused": None, "refused_wrongly": None, "rank": None, "ranked": False,
    }  # fmt: skip
    began = time.perf_counter()
    answer = assistant.ask(text, quotes=quotes)
    row["seconds"] = time.perf_counter() - began
    evidence = question.get("evidence")
    if evidence:
        row["answered"], row["refused_wrongly"] = answers(answer, evidence), answer.refused
    elif evidence is not None:
        row["refused"] = answer.refused
    if question.get("article"):
        row["ranked"], row["rank"] = True, _rank(assistant.search(text, k=_DEPTH), question["article"])
    return row


def answers(answer: Answer, evidence: Sequence[Sequence[str]]) -> bool:
    """Whether each group of ``evidence`` has an alternative that stands in a quote, up to white space and case."""
    said = [_plain(quote.text) for quote in answer.quotes]
    return not answer.refused and all(any(_plain(one) in text for one in group for text in said) for group in evidence)


def _plain(text: str) -> str:
    return "".join(fold(text).split())


def _rank(hits: Sequence[Hit], article: str) -> int | None:
    """The place of ``article`` among the articles of ``hits``, from 1, each counted where it first occurs."""
    order = list(dict.fromkeys(hit.article.id for hit in hits))
    return order.index(article) + 1 if article in order else None


def recall(ranks: Sequence[int | None], k: int) -> float:
    """The share of questions whose one relevant article is among the first ``k``."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def ndcg(ranks: Sequence[int | None], k: int = 10) -> float:
    """Mean normalised discounted cumulative gain with one relevant article: 1 / log2(rank + 1), 0 beyond ``k``."""
    return sum(1 / math.log2(rank + 1) for rank in ranks if rank is not None and rank <= k) / len(ranks)


def mrr(ranks: Sequence[int | None]) -> float:
    """Mean reciprocal rank."""
    return sum(1 / rank for rank in ranks if rank is not None) / len(ranks)


def _summary(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"questions": len(rows)}
    for name in ("answered", "refused_wrongly", "refused"):
        values = [row[name] for row in rows if row[name] is not None]
        if values:
            found[name] = sum(values) / len(values)
    ranks = [row["rank"] for row in rows if row["ranked"]]
    if ranks:
        found["retrieval"] = {f"recall@{k}": recall(ranks, k) for k in CUTS} | {"ndcg@10": ndcg(ranks), "mrr": mrr(ranks)}
    seconds = sorted(row["seconds"] for row in rows)
    if seconds:
        found["seconds"] = {"p50": seconds[len(seconds) // 2], "p99": seconds[min(len(seconds) - 1, int(len(seconds) * 0.99))]}
    return found
