"""The words of the read path: Question's answer as frozen dataclasses, and the JSON that programs read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.types import Article


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or period that a sentence names: ``text`` as it stands at ``start:end`` of the article, resolved to the days from
    ``first`` to ``last`` (ISO, inclusive).
    """

    text: str
    start: int
    end: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found by a search: ``article.text[start:end] == text``; ``score`` is 0..1."""

    text: str
    start: int
    end: int
    score: float
    article: Article


@dataclass(frozen=True, slots=True)
class Quote:
    """A run of whole sentences, verbatim: ``article.text[start:end] == text``; ``score`` is 0..1.

    ``when`` says how it stands to the period asked for: ``inside``, ``outside``, ``planned``, ``undated``, or None when the
    question names no time. ``sources`` counts the articles that carry the same words; ``page`` is of a paged format, from 1.
    """

    text: str
    start: int
    end: int
    score: float
    article: Article
    dates: tuple[DateMention, ...] = ()
    when: str | None = None
    sources: int = 1
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list answer: who or what, when (ISO, or None), and the number from 0 of the quote that says so."""

    entity: str
    date: str | None
    quote: int
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """The period that a question asks for, as it was understood: ISO days, inclusive, None where open.

    ``event`` is the anchor in the question's words ("the meeting"), ``label`` what was taken for it in the question's language,
    ``anchor`` the quote it was dated by; ``others`` are the other events of the articles that may be meant.
    """

    after: str | None
    before: str | None
    label: str
    event: str | None = None
    anchor: Quote | None = None
    others: tuple[Time, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What ``Assistant.ask`` returns; a refusal has no quotes, a ``reason`` and the ``nearest`` misses.

    ``asked`` is the question that was really asked, where the conversation completed it; ``searched`` counts the articles
    searched; ``trace`` holds seconds by stage.
    """

    question: str
    refused: bool
    reason: str | None
    quotes: tuple[Quote, ...] = ()
    rows: tuple[Row, ...] = ()
    time: Time | None = None
    nearest: tuple[Quote, ...] = ()
    seconds: float = 0.0
    language: str = "en"
    asked: str | None = None
    searched: int = 0
    trace: dict[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of ``pullquote ask --json``; its keys are fixed by the design."""
        from rag.json import answer_to_dict

        return answer_to_dict(self)
