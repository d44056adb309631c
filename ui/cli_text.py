"""Answers, hits and measures as lines for people to read on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.cli_output import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Article
    from rag.types import Answer, Hit, Quote, Row, Time

# The words beside quotes, in English and Chinese: they are in the question's language, whatever the terminal's is.
_WORDS = {
    "asked": ("Asked for: {}", "所问时间：{}"),
    "or": ("    or, with --after and --before: {}", "    或者，用 --after 和 --before 指定：{}"),
    "refused": ("The articles do not answer this.", "文章没有回答这个问题。"),
    "nearest": ("Nearest, but no answer:", "最接近的原文，但没有回答问题："),
    "outside": ("outside the period asked for", "在所问时间之外"),
    "before": ("before that", "在此之前"),
    "after": ("after that", "在此之后"),
    "planned": ("planned, not done", "计划中，尚未实现"),
    "undated": ("undated", "未注明日期"),
    "sources": ("in {} articles", "见于{}篇文章"),
    "page": ("page {}", "第{}页"),
}


def answer_lines(answer: Answer) -> list[str]:
    """The answer: its period, its rows, its quotes with their places; or the refusal and its nearest misses."""
    words = _words(answer.language)
    lines = []
    if answer.time is not None:
        lines.append(words["asked"].format(answer.time.label))
        lines += [words["or"].format(other.label) for other in answer.time.others]
    if answer.refused:
        lines.append(answer.reason or words["refused"])
        if answer.nearest:
            lines += ["", words["nearest"]]
            for quote in answer.nearest:
                lines += ["", *_quote_lines(quote, "-", answer.time, words)]
        return lines
    rows = [(row.entity, row.date or "", f"[{row.quote + 1}]", _row_standing(row, answer.time, words)) for row in answer.rows]
    lines += table(rows)
    for number, quote in enumerate(answer.quotes, 1):
        lines += [*([""] if lines else []), *_quote_lines(quote, f"[{number}]", answer.time, words)]
    return lines


def _words(language: str) -> dict[str, str]:
    return {name: both[language == "zh"] for name, both in _WORDS.items()}


def _quote_lines(quote: Quote, mark: str, time: Time | None, words: dict[str, str]) -> list[str]:
    """A quote as it stands in its article, where that is, and how it stands to the period asked for."""
    days = [(mention.first, mention.last) for mention in quote.dates]
    notes = [_standing(quote.when, days, time, words)]
    notes += [words["sources"].format(quote.sources)] if quote.sources > 1 else []
    notes += [words["page"].format(quote.page)] if quote.page is not None else []
    return [f"{mark} {quote.text}", "    " + _place(quote.article, quote.start, quote.end, notes)]


def _row_standing(row: Row, time: Time | None, words: dict[str, str]) -> str:
    return _standing(row.when, [(row.date, row.date)] if row.date else [], time, words)


def _standing(when: str | None, days: Sequence[tuple[str, str]], time: Time | None, words: dict[str, str]) -> str:
    """How something stands to the period asked for; inside it, or when none was asked for, there is nothing to say."""
    if when == "outside" and time is not None and days:
        if time.after and all(last < time.after for _, last in days):
            return words["before"]
        if time.before and all(first > time.before for first, _ in days):
            return words["after"]
    return words[when] if when in ("outside", "planned", "undated") else ""


def hit_lines(hits: Sequence[Hit]) -> list[str]:
    """Passages, best first, with score and place."""
    lines: list[str] = []
    for number, hit in enumerate(hits, 1):
        place = _place(hit.article, hit.start, hit.end, [f"score {hit.score:.2f}"])
        lines += [*([""] if lines else []), f"[{number}] {hit.text}", "    " + place]
    return lines


def measures_lines(measures: dict[str, Any], name: str = "") -> list[str]:
    """Nested measures as a table, one a line, named by their path."""
    rows: list[tuple[str, str]] = []
    _flatten(measures, name, rows)
    return table(rows)


def _flatten(value: Any, name: str, rows: list[tuple[str, str]]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _flatten(inner, f"{name} {key}".strip(), rows)
    elif isinstance(value, float):
        rows.append((name, f"{value:.3f}"))
    elif not isinstance(value, list):
        rows.append((name, str(value)))


def _place(article: Article, start: int, end: int, notes: Sequence[str]) -> str:
    known = [article.title, article.source or "", (article.published or "")[:10], f"{article.id} {start}-{end}", *notes]
    return " | ".join(part for part in known if part)
