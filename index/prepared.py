"""What is made of passages before they go into an index, wherever that is done: terms, marks and codings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from index import rows
from index.analyse import terms
from index.types import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.analyse import Terms
    from index.embed import Embedder
    from index.rows import Coded
    from index.types import Article, Passage


class Prepared(NamedTuple):
    """All that follows from a passage's text and sentences alone; ``coded`` is None until it is encoded."""

    terms: Terms
    mark: int
    coded: Coded | None = None


class Uncoded(NamedTuple):
    """A passage, its text, and its sentences within its text."""

    passage: Passage
    text: str
    spans: tuple[Span, ...]


def uncoded(passage: Passage, text: str) -> Uncoded:
    """A passage of that text."""
    start = passage.start
    return Uncoded(passage, text, tuple([Span(first - start, last - start) for first, last in passage.sentences]))


def of(article: Article, passages: Sequence[Passage]) -> list[Uncoded]:
    """An article's passages with their texts."""
    return [uncoded(passage, article.text[passage.start : passage.end]) for passage in passages]


def prepare(passages: Sequence[Uncoded]) -> list[Prepared]:
    """Their terms and marks."""
    return [Prepared(terms(one.text), rows.text_hash(one.text, one.spans)) for one in passages]


def code(passages: Sequence[Uncoded], embedder: Embedder) -> list[Coded]:
    """Their codings."""
    if not passages:
        return []
    made = embedder.encode([one.text for one in passages], [one.spans for one in passages])
    return rows.code([one.passage for one in passages], made)
