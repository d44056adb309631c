"""Articles -> HTML: the whole cleaned text with places in it marked by their offsets, and what cleaning took off."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ui.cards import button, facts
from ui.markup import Markup, el, join
from ui.words import WORDS, language_name, show_published

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Article

Words = dict[str, str]


def article_html(article: Article, marks: Sequence[tuple[int, int]], language: str, *, editable: bool = False) -> Markup:
    """The whole cleaned article with ``marks`` (start, end in characters) marked; mark i carries ``data-marks`` with i in it.

    Each line of the text is a paragraph, and what a paragraph shows is that line and nothing else. ``language`` is the page's;
    ``editable``: whether the uncleaned text may be taken instead.
    """
    words = WORDS[language]
    named = {"lang": article.language, "dir": "auto"}
    return join(
        el("h2", {"class": "article-title"} | named, article.title),
        _told(article, words),
        _receipt(article, words, editable=editable),
        el("div", {"class": "article-text"} | named, _paragraphs(article, marks, words)),
    )


def _told(article: Article, words: Words) -> Markup:
    language = words["code"]
    told = [
        article.source,
        _published(article, words) if article.published else words["undated_source"],
        f"{words['author']}: {article.author}" if article.author else None,
        language_name(article.language, language),
        words["characters"].format(n=f"{len(article.text):,}"),
        words["copy_of"].format(id=article.copy_of) if article.copy_of else None,
    ]
    file = el("code", {"title": f"SHA-256 {article.sha256}", "dir": "auto"}, article.path)
    address = el("p", {"class": "article-file"}, f"{words['original']}: ", el("code", {"dir": "auto"}, article.url))
    return join(
        el("p", {"class": "article-facts"}, facts(told)),
        el("p", {"class": "article-file"}, file),
        address if article.url else None,
    )


def _published(article: Article, words: Words) -> Markup:
    shown = show_published(article.published, article.published_from, words["code"])
    day = el("time", {"datetime": (article.published or "")[:10]}, shown)
    where = words.get(f"where_{article.published_from}")
    return join(words["published"], " ", day, f" ({words['published_from'].format(where=where)})" if where else None)


def _receipt(article: Article, words: Words, *, editable: bool) -> Markup | None:
    if not article.removed:
        return None
    items = (
        el("li", {}, el("span", {"class": "rule"}, removed.rule), el("pre", {"dir": "auto"}, removed.text))
        for removed in article.removed
    )
    return el(
        "details",
        {"class": "receipt"},
        el("summary", {}, words["receipt"].format(n=len(article.removed))),
        el("ul", {"tabindex": "0", "aria-label": words["receipt"].format(n=len(article.removed))}, items),
        button("restore-article", words["restore"]) if editable else None,
    )


def _paragraphs(article: Article, marks: Sequence[tuple[int, int]], words: Words) -> list[Markup]:
    pages = list(enumerate(article.pages, 1))
    shown: list[Markup] = []
    start = 0
    for line in article.text.split("\n"):
        end = start + len(line)
        while pages and pages[0][1] <= start:
            shown.append(el("p", {"class": "page-number"}, words["page_n"].format(n=pages.pop(0)[0])))
        if line.strip():
            shown.append(el("p", {"data-at": start}, _marked(article.text, start, end, marks)))
        start = end + 1
    return shown


def _marked(text: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> Markup:
    """``text[start:end]`` cut where marks begin and end; overlapping marks share the stretch that they share."""
    inside = [(number, max(a, start), min(b, end)) for number, (a, b) in enumerate(marks) if a < end and b > start]
    cuts = sorted({start, end, *(a for _, a, _ in inside), *(b for _, _, b in inside)})
    parts: list[Markup | str] = []
    for first, last in pairwise(cuts):
        over = " ".join(str(number) for number, a, b in inside if a <= first and last <= b)
        parts.append(el("mark", {"data-marks": over}, text[first:last]) if over else text[first:last])
    return join(parts)
