"""What fills the frame: the welcome, the lists of chats and articles, what limits a search, the summary of an upload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cards import facts
from ui.frame import tool
from ui.markup import Markup, el, join
from ui.words import WORDS, language_name, show_published

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from index.types import ArticleSummary

Words = dict[str, str]
Counts = dict[str, int]


def welcome_html(language: str, suggestions: Sequence[str], *, empty: bool, editable: bool) -> Markup:
    """What an empty conversation shows: what this is, and questions that the articles at hand can answer."""
    words = WORDS[language]
    which = "welcome_empty" if empty else "welcome"
    asks = el(
        "div",
        {"class": "suggestions", "role": "group", "aria-label": words["suggestions"]},
        el("p", {}, words["suggestions"]),
        (el("button", {"type": "button", "data-do": "suggest", "dir": "auto"}, suggestion) for suggestion in suggestions),
    )
    add = el("button", {"type": "button", "class": "primary", "data-do": "pick-files"}, words["add_articles"])
    return el(
        "section",
        {"class": "welcome"},
        el("p", {"class": "welcome-mark", "aria-hidden": "true", "lang": "en"}, "”"),
        el("h2", {}, words[which]),
        el("p", {}, words[f"{which}_text"]),
        asks if suggestions else None,
        add if empty and editable else None,
    )


def chats_html(chats: Sequence[Mapping[str, str]], current: str | None, language: str) -> Markup:
    """The list of saved chats; each has ``id`` and ``title``."""
    words = WORDS[language]
    if not chats:
        return el("p", {"class": "none"}, words["no_chats"])
    return el(
        "ul",
        {},
        (
            el(
                "li",
                {"data-chat": chat["id"], "class": "current" if chat["id"] == current else None},
                el(
                    "button",
                    {
                        "type": "button",
                        "class": "open",
                        "data-do": "open-chat",
                        "dir": "auto",
                        "aria-current": "true" if chat["id"] == current else None,
                    },
                    chat["title"],
                ),
                tool("rename-chat", f"{words['rename']}: {chat['title']}", "✎"),
                tool("delete-chat", f"{words['delete']}: {chat['title']}", "×"),
            )
            for chat in chats
        ),
    )


def articles_html(
    articles: Sequence[ArticleSummary],
    total: int,
    language: str,
    *,
    narrowed: bool = False,
    estimated: AbstractSet[str] = frozenset(),
) -> Markup:
    """The list of articles, as far as it was asked for, with a button for more.

    ``narrowed``: whether others were left out by a name or by limits. ``estimated``: the ids of those whose date is a guess.
    """
    words = WORDS[language]
    if not articles:
        return el("p", {"class": "none"}, words["none_found" if narrowed else "no_articles"])

    def day(article: ArticleSummary) -> str:
        return show_published(article.published, "estimate" if article.id in estimated else None, language)

    items = (
        el(
            "li",
            {},
            el(
                "button",
                {"type": "button", "class": "open", "data-do": "open-article", "data-article": article.id},
                el("span", {"class": "title", "dir": "auto", "lang": article.language}, article.title),
                el("span", {"class": "facts"}, facts([article.source, day(article)])),
            ),
        )
        for article in articles
    )
    more = (
        el("button", {"type": "button", "class": "tool", "data-do": "more-articles"}, words["more"])
        if total > len(articles)
        else None
    )
    return join(el("ul", {}, items), more)


def limits_html(collections: Counts, sources: Counts, languages: Counts, language: str) -> Markup:
    """The fields that limit a search: collections to tick, source, language, dates, how sure to be."""
    words = WORDS[language]
    ticks = el(
        "fieldset",
        {},
        el("legend", {}, words["collections"]),
        (
            el(
                "label",
                {"class": "tick"},
                el("input", {"type": "checkbox", "name": "collection", "value": name}),
                el("span", {"dir": "auto"}, name),
                el("span", {"class": "count"}, count),
            )
            for name, count in collections.items()
        ),
    )
    codes = {code: (language_name(code, language), count) for code, count in languages.items()}
    levels = [
        el("option", {"value": level, "selected": level == "normal"}, words[level]) for level in ("strict", "normal", "loose")
    ]
    dates = (
        el("label", {"class": "field"}, el("span", {}, words[label]), el("input", {"type": "date", "name": name}))
        for name, label in (("after", "from"), ("before", "to"))
    )
    return join(
        ticks if collections else None,
        _select("source", words["source"], {name: (name, count) for name, count in sources.items()}, words),
        _select("language", words["language"], codes, words),
        el("div", {"class": "dates"}, dates),
        el("label", {"class": "field"}, el("span", {}, words["strictness"]), el("select", {"name": "strictness"}, levels)),
        el("button", {"type": "reset", "class": "tool"}, words["clear"]),
    )


def _select(name: str, label: str, options: dict[str, tuple[str, int]], words: Words) -> Markup:
    choices = [el("option", {"value": ""}, words["any"])]
    choices += [el("option", {"value": value}, f"{shown} ({count})") for value, (shown, count) in options.items()]
    return el("label", {"class": "field"}, el("span", {}, label), el("select", {"name": name}, choices))


def summary_html(counts: Counts, failed: Sequence[tuple[str, str]], language: str) -> Markup:
    """What an upload came to, as ``pullquote add`` tells it: counts, and why each file that could not be read was not."""
    words = WORDS[language]
    told = [words[f"sum_{key}"].format(n=n) for key, n in {**counts, "failed": len(failed)}.items() if n]
    failures = (
        el(
            "ul",
            {"class": "failed", "tabindex": "0", "aria-label": words["sum_failed"].format(n=len(failed))},
            (el("li", {}, el("strong", {"dir": "auto"}, name), f": {reason}") for name, reason in failed),
        )
        if failed
        else None
    )
    head = el("p", {}, " · ".join(told) or "–", tool("clear-uploads", words["close"], "×"))
    return el("div", {"class": "summary"}, head, failures)
