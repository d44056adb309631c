"""Answers as files to keep: a dossier (one HTML file that needs nothing else), Markdown, JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ArticleNotFound
from ui.markup import Markup, document, el, join, stylesheet
from ui.standing import Line, lines, period, stands
from ui.words import WORDS, language_name, page_language, show_published

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.base import Index
    from index.types import Article
    from rag.types import Answer
    from ui.chats import Record

_AROUND = 280  # characters shown on either side of a quote


def dossier_html(answer: Answer, index: Index) -> str:
    """One answer as a self-contained HTML document: question, quotes in their surroundings, certificates, the answer's JSON."""
    return dossier([answer.to_dict()], index, answer.question)


def dossier(answers: Sequence[Record], index: Index, title: str) -> str:
    """Several answers, those of a chat, as one self-contained HTML document. Nothing in it is fetched from anywhere."""
    language = page_language(answers[0].get("language")) if answers else "en"
    words = WORDS[language]
    style = Path(__file__).with_name("dossier.css").read_text(encoding="utf-8")
    head = join(
        el("meta", {"charset": "utf-8"}),
        el("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        el("meta", {"http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"}),
        el("title", {}, f"{title} – Pullquote"),
        stylesheet(style),
    )
    searched = max((answer.get("searched") or 0 for answer in answers), default=0)
    body = join(
        el(
            "header",
            {},
            el("p", {"class": "kind"}, f"Pullquote · {words['dossier']}"),
            el("p", {"class": "made"}, words["dossier_made"].format(n=searched)),
        ),
        (_answer(answer, index) for answer in answers),
        el(
            "footer",
            {},
            el("p", {}, words["dossier_check"]),
            (el("details", {}, el("summary", {}, "answer.json"), el("pre", {}, _json(answer))) for answer in answers),
        ),
    )
    return document(language, head, body)


def _answer(answer: Record, index: Index) -> Markup:
    words = WORDS[page_language(answer.get("language"))]
    asked = answer.get("asked")
    parts = [el("h1", {"dir": "auto"}, answer["question"])]
    if asked and asked != answer["question"]:
        parts.append(el("p", {"class": "asked"}, f"{words['asked_as']}: {asked}"))
    if answer.get("time"):
        parts.append(el("p", {"class": "asked"}, f"{words['period']}: {period(answer['time'], words)}"))
    if answer["refused"]:
        parts.append(el("p", {"class": "refused"}, words["refused"], " ", answer.get("reason") or ""))
        parts.append(el("h2", {}, words["nearest"]) if answer.get("nearest") else Markup(""))
    parts.append(_rows(answer, words))
    shown = answer["quotes"] or answer.get("nearest") or []
    parts += [_quote(quote, number, answer.get("time"), words, index) for number, quote in enumerate(shown, 1)]
    return el("article", {}, parts)


def _rows(answer: Record, words: dict[str, str]) -> Markup:
    """The list at a glance, with the numbers of its quotes."""
    rows = (
        el("tr", {}, el("th", {"scope": "row", "dir": "auto"}, line.entity), (el("td", {}, cell) for cell in _cells(line)))
        for line in lines(answer, words)
    )
    body = join(rows)
    return el("table", {}, el("caption", {}, words["rows"]), body) if body else body


def _cells(line: Line) -> tuple[str, str, str]:
    return line.day or "–", line.standing, f"[{line.number}]"


def _quote(quote: Record, number: int, time: Record | None, words: dict[str, str], index: Index) -> Markup:
    told = quote["article"]
    facts = [
        told.get("source"),
        _day(told, words) or words["undated_source"],
        language_name(told.get("language") or "", words["code"]),
        stands(quote, time, words),
    ]
    article = _article(told["id"], index)
    same = article is not None and article.text[quote["start"] : quote["end"]] == quote["text"]
    around = _surroundings(article, quote, words) if article is not None and same else el("p", {"class": "gone"}, words["gone"])
    return el(
        "section",
        {"class": "quote"},
        el("p", {"class": "number"}, number),
        el("blockquote", {"lang": told.get("language"), "dir": "auto"}, quote["text"]),
        el("p", {"class": "source"}, el("cite", {"dir": "auto"}, told["title"]), (f" · {fact}" for fact in facts if fact)),
        el(
            "dl",
            {},
            el("dt", {}, words["file"]),
            el("dd", {}, told["path"]),
            el("dt", {}, "SHA-256"),
            el("dd", {}, told["sha256"]),
            el("dt", {}, words["certificate"]),
            el("dd", {}, words["certificate_text"].format(start=quote["start"], end=quote["end"])),
        ),
        around,
    )


def _day(told: Record, words: dict[str, str]) -> str:
    return show_published(told.get("published"), told.get("published_from"), words["code"])


def _article(article_id: str, index: Index) -> Article | None:
    try:
        return index.articles([article_id])[0]
    except ArticleNotFound:
        return None


def _surroundings(article: Article, quote: Record, words: dict[str, str]) -> Markup:
    text, start, end = article.text, quote["start"], quote["end"]
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    inner = join(
        "…" if first else None,
        text[first:start],
        el("mark", {}, text[start:end]),
        text[end:last],
        "…" if last < len(text) else None,
    )
    return el(
        "details",
        {"class": "around"},
        el("summary", {}, words["surroundings"]),
        el("p", {"lang": article.language, "dir": "auto"}, inner),
    )


def _json(answer: Record) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=1)


def markdown(answers: Sequence[Record], title: str) -> str:
    """A chat as Markdown: each question, each quote as a block quote, its source and certificate under it."""
    parts = [f"# {_plain(title)}"]
    for answer in answers:
        words = WORDS[page_language(answer.get("language"))]
        parts.append(f"## {_plain(answer['question'])}")
        if answer["refused"]:
            parts.append(f"{words['refused']} {answer.get('reason') or ''}".strip())
        if answer.get("time"):
            parts.append(f"{words['period']}: {_plain(period(answer['time'], words))}")
        parts += _markdown_rows(answer, words)
        parts += [_markdown_quote(quote, number, answer.get("time"), words) for number, quote in enumerate(answer["quotes"], 1)]
    return "\n\n".join(parts) + "\n"


def _markdown_rows(answer: Record, words: dict[str, str]) -> list[str]:
    """The list at a glance as a table; none where there is no list."""
    listed = [(line.entity, *_cells(line)) for line in lines(answer, words)]
    if not listed:
        return []
    heads = (words["row_entity"], words["row_date"], words["row_when"], words["row_quote"])
    rows = (heads, ("---",) * len(heads), *([_plain(" ".join(cell.split())) for cell in cells] for cells in listed))
    return ["\n".join(f"| {' | '.join(cells)} |" for cells in rows)]


def _markdown_quote(quote: Record, number: int, time: Record | None, words: dict[str, str]) -> str:
    told: dict[str, Any] = quote["article"]
    facts = [told["title"], told.get("source"), _day(told, words), stands(quote, time, words)]
    quoted = "\n".join(f"> {_plain(line)}" for line in quote["text"].split("\n"))
    place = f"`{told['path'].replace('`', '')}` [{quote['start']}:{quote['end']}] `sha256:{told['sha256']}`"
    return f"{quoted}\n\n{number}. {_plain(', '.join(fact for fact in facts if fact))}  \n{place}"


def _plain(text: str) -> str:
    """Markdown's own characters escaped, and HTML's, so that a viewer shows what the article says and nothing else."""
    for character in "\\`*_[]<>#|~$!":
        text = text.replace(character, f"\\{character}" if character not in "<>" else {"<": "&lt;", ">": "&gt;"}[character])
    return text
