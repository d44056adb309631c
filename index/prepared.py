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
    """A passage and its text."""

    passage: Passage
    text: str

    @property
    def spans(self) -> tuple[Span, ...]:
        """Its sentences, within its text."""
        start = self.passage.start
        return tuple([Span(first - start, last - start) for first, last in self.passage.sentences])


def uncoded(article: Article, passages: Sequence[Passage]) -> list[Uncoded]:
    """An article's passages with their texts."""
    return [Uncoded(passage, article.text[passage.start : passage.end]) for passage in passages]


def prepare(article: Article, passages: Sequence[Passage]) -> list[Prepared]:
    """Terms and marks of an article's passages."""
    return [Prepared(terms(one.text), rows.text_hash(one.text, one.spans)) for one in uncoded(article, passages)]


def code(passages: Sequence[Uncoded], embedder: Embedder) -> list[Coded]:
    """The codings of passages, of which the same text is encoded once."""
    cuts = [(one.text, one.spans) for one in passages]
    new = list(dict.fromkeys(cuts))
    made = dict(zip(new, embedder.encode([text for text, _ in new], [spans for _, spans in new]), strict=True)) if new else {}
    return [rows.code(one.passage, made[cut]) for one, cut in zip(passages, cuts, strict=True)]
