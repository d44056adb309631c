"""Answers, hits and what is asked with as JSON and back, the same to the last character: what one process tells another.

An article is sent once, however many quotes are of it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from index.types import Article, Filter, Removed
from rag.types import Answer, DateMention, Hit, Quote, Row, Time

if TYPE_CHECKING:
    from collections.abc import Sequence

Wire = dict[str, Any]
_SETS = ("sources", "languages", "collections", "articles")


def pack_answer(answer: Answer) -> Wire:
    """An answer, to be sent."""
    shelf = _Shelf()
    packed = _fields(answer)
    packed["quotes"], packed["nearest"] = ([shelf.quote(one) for one in some] for some in (answer.quotes, answer.nearest))
    packed["rows"] = [_fields(row) for row in answer.rows]
    packed["time"] = shelf.time(answer.time)
    return {"answer": packed, "articles": shelf.articles}


def unpack_answer(wire: Wire) -> Answer:
    """The answer that :func:`pack_answer` was given."""
    articles, packed = [_article(one) for one in wire["articles"]], wire["answer"]
    packed["quotes"], packed["nearest"] = (
        tuple(_quote(one, articles) for one in packed[name]) for name in ("quotes", "nearest")
    )
    packed["rows"] = tuple(Row(**row) for row in packed["rows"])
    packed["time"] = _time(packed["time"], articles)
    return Answer(**packed)


def pack_hits(hits: Sequence[Hit]) -> Wire:
    """What a search found, to be sent."""
    shelf = _Shelf()
    return {"hits": [_fields(hit) | {"article": shelf.place(hit.article)} for hit in hits], "articles": shelf.articles}


def unpack_hits(wire: Wire) -> list[Hit]:
    """The hits that :func:`pack_hits` was given."""
    articles = [_article(one) for one in wire["articles"]]
    return [Hit(**hit | {"article": articles[hit["article"]]}) for hit in wire["hits"]]


def pack_options(options: dict[str, Any]) -> Wire:
    """What a question is asked with, to be sent: ``where`` is a filter, and days are dates."""
    packed = {name: _iso(value) if isinstance(value, date) else value for name, value in options.items()}
    where: Filter = options["where"]
    return packed | {"where": [_iso(where.after), _iso(where.before), *(sorted(getattr(where, name)) for name in _SETS)]}


def unpack_options(wire: Wire) -> dict[str, Any]:
    """The options that :func:`pack_options` was given; days stay as ISO text."""
    after, before, *sets = wire["where"]
    first, last = (date.fromisoformat(day) if day else None for day in (after, before))
    return wire | {"where": Filter(first, last, *map(frozenset, sets))}


def _iso(day: date | None) -> str | None:
    return day.isoformat()[:10] if day else None


class _Shelf:
    """The articles of what is packed: each is put here once, and named by its place."""

    def __init__(self) -> None:
        self.articles: list[Wire] = []
        self._places: dict[int, int] = {}

    def place(self, article: Article) -> int:
        if id(article) not in self._places:
            self._places[id(article)] = len(self.articles)
            self.articles.append(_fields(article) | {"removed": [[one.text, one.rule] for one in article.removed]})
        return self._places[id(article)]

    def quote(self, quote: Quote) -> Wire:
        return _fields(quote) | {"article": self.place(quote.article), "dates": [_fields(one) for one in quote.dates]}

    def time(self, time: Time | None) -> Wire | None:
        if time is None:
            return None
        anchor = self.quote(time.anchor) if time.anchor else None
        return _fields(time) | {"anchor": anchor, "others": [self.time(other) for other in time.others]}


def _fields(value: Any) -> Wire:
    """The fields of a dataclass with slots, as they are."""
    return {name: getattr(value, name) for name in value.__slots__}


def _article(wire: Wire) -> Article:
    wire["removed"] = tuple(Removed(text, rule) for text, rule in wire["removed"])
    return Article(**wire | {"pages": tuple(wire["pages"]), "collections": tuple(wire["collections"])})


def _quote(wire: Wire, articles: Sequence[Article]) -> Quote:
    return Quote(**wire | {"article": articles[wire["article"]], "dates": tuple(DateMention(**one) for one in wire["dates"])})


def _time(wire: Wire | None, articles: Sequence[Article]) -> Time | None:
    if wire is None:
        return None
    anchor = _quote(wire["anchor"], articles) if wire["anchor"] else None
    others = tuple(time for other in wire["others"] if (time := _time(other, articles)))
    return Time(**wire | {"anchor": anchor, "others": others})
