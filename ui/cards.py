"""Quotes -> HTML: the card of a quote with its source and certificate, and the numbers that stand for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as percent

from ui.markup import Markup, el, join
from ui.words import WORDS, language_name, page_language, show_published

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ui.chats import Record

Words = dict[str, str]
_LABELS = {"q": "open_quote", "n": "open_near", "a": "open_anchor"}
_PARAGRAPHS = re.compile(r"(\s*\n\s*)")


@dataclass(frozen=True, slots=True)
class Shown:
    """Which turn is shown, and in which words: ``own`` in the question's language, ``words`` in the page's.

    ``limits`` are those that the question was asked with.
    """

    turn: str
    own: Words
    words: Words
    limits: Record = field(default_factory=dict)

    @classmethod
    def of(cls, turn: str, answer: Record, language: str, limits: Record | None = None) -> Shown:
        return cls(turn, WORDS[page_language(answer.get("language"))], WORDS[language], limits or {})

    def name(self, number: int, kind: str) -> str:
        """The id of a quote's card; ``kind`` is q for a quote, n for a near miss, a for what dates an event."""
        return f"{kind}-{self.turn}-{number}"


def marker(number: int, shown: Shown, kind: str = "q", **more: object) -> Markup:
    """The number that stands for a quote: hovered it shows the quote, clicked it opens the article there."""
    label = shown.own[_LABELS[kind]].format(n=number)
    box: dict[str, object] = {"type": "button", "class": "marker", "data-quote": shown.name(number, kind), "aria-label": label}
    return el("button", box | more, number or "↗")


def cards(numbered: Iterable[tuple[int, Record]], shown: Shown, kind: str = "q") -> Markup:
    """A list of quotes as cards."""
    return el("ol", {"class": "quotes"}, (_card(quote, number, shown, kind) for number, quote in numbered))


def _card(quote: Record, number: int, shown: Shown, kind: str) -> Markup:
    article, words = quote["article"], shown.words
    here = permalink(article["id"], quote["start"], quote["end"])
    name = shown.name(number, kind)
    told = {
        "class": "quote",
        "id": name,
        "data-article": article["id"],
        "data-path": article["path"],
        "data-sha256": article["sha256"],
        "data-start": quote["start"],
        "data-end": quote["end"],
        "data-citation": citation(quote, words),
    }
    tools = el(
        "span",
        {"class": "quote-tools"},
        button("copy-quote", words["copy"], quote=name),
        el("a", {"class": "permalink", "href": here}, words["link"]),
        _certificate_button(name, words),
    )
    quoted = el("blockquote", {"lang": article.get("language"), "dir": "auto", "cite": here}, _words(quote["text"]))
    return el(
        "li",
        told,
        marker(number, shown, kind),
        quoted,
        el("footer", {}, _source_line(quote, words), tools, _slip(quote, name, words)),
    )


def _words(text: str) -> list[Markup | str]:
    """The quote, character for character; its paragraphs are told apart so that the page can draw them closer together."""
    return [part if part.isspace() else el("span", {"class": "words"}, part) for part in _PARAGRAPHS.split(text) if part]


def _source_line(quote: Record, words: Words) -> Markup:
    article = quote["article"]
    language, published = words["code"], article.get("published")
    day = show_published(published, article.get("published_from"), language)
    parts = [
        el("span", {"class": "title", "dir": "auto"}, article["title"]),
        el("span", {"dir": "auto"}, article["source"]) if article.get("source") else None,
        el("time", {"datetime": published[:10]}, day) if published else words["undated_source"],
        language_name(article["language"], language) if article.get("language") else None,
        words["page_n"].format(n=quote["page"]) if quote.get("page") else None,
        words["quoted_by"].format(n=quote["sources"]) if (quote.get("sources") or 1) > 1 else None,
    ]
    return el("span", {"class": "source-line"}, facts(parts))


def facts(parts: Iterable[Markup | str | None]) -> Markup:
    """Facts in a row; the style sheet sets dots between them."""
    return join(el("span", {"class": "fact", "dir": "auto"}, part) for part in parts if part)


def _certificate_button(name: str, words: Words) -> Markup:
    box = {
        "type": "button",
        "class": "tool",
        "data-do": "certificate",
        "aria-expanded": "false",
        "aria-controls": f"slip-{name}",
    }
    return el("button", box, words["certificate"])


def _slip(quote: Record, name: str, words: Words) -> Markup:
    """What proves a quote, below all its tools: a fold among them would push the others about when it opens."""
    article = quote["article"]
    place = words["certificate_text"].format(start=quote["start"], end=quote["end"])
    return el(
        "div",
        {"class": "slip", "id": f"slip-{name}", "hidden": True},
        el("p", {}, place),
        el("p", {}, f"{words['file']}: ", el("code", {}, article["path"])),
        el("p", {}, "SHA-256: ", el("code", {}, article["sha256"])),
        el("p", {}, button("check-quote", words["check"]), " ", el("span", {"class": "checked", "role": "status"})),
    )


def citation(quote: Record, words: Words) -> str:
    """Where a quote stands, in two lines that anyone can check: title, source, date; file, characters, checksum."""
    article = quote["article"]
    day = (article.get("published") or "")[:10]
    about = words["about_day"].format(day=day) if day and article.get("published_from") == "estimate" else day
    named = [article["title"], article.get("source"), about]
    place = f"{article['path']} [{quote['start']}:{quote['end']}] sha256:{article['sha256']}"
    return ", ".join(fact for fact in named if fact) + f"\n{place}"


def permalink(article: str, start: int, end: int) -> str:
    """The address within the page of one place of one article."""
    return f"#/article/{percent(article, safe='', errors='replace')}/{start}-{end}"


def button(action: str, label: str, **data: Any) -> Markup:
    """A button in words; ``action`` is the name that the page's script knows it by."""
    box: dict[str, object] = {"type": "button", "class": "tool", "data-do": action}
    return el("button", box | {f"data-{name}": value for name, value in data.items()}, label)
