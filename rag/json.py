"""An answer as the JSON object that programs read: its keys are fixed, may be added to, and are never renamed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.types import Article
    from rag.types import Answer, Hit, Quote, Time


def answer_to_dict(answer: Answer) -> dict[str, Any]:
    """What ``pullquote ask --json`` prints."""
    return {
        "question": answer.question,
        "asked": answer.asked or answer.question,
        "language": answer.language,
        "refused": answer.refused,
        "reason": answer.reason,
        "quotes": [quote_to_dict(quote) for quote in answer.quotes],
        "rows": [asdict(row) for row in answer.rows],
        "time": time_to_dict(answer.time),
        "nearest": [quote_to_dict(quote) for quote in answer.nearest],
        "searched": answer.searched,
        "seconds": round(answer.seconds, 4),
        "trace": {name: round(seconds, 5) for name, seconds in answer.trace.items()},
    }


def search_to_dict(query: str, hits: list[Hit], seconds: float) -> dict[str, Any]:
    """What ``pullquote search --json`` prints."""
    return {
        "query": query,
        "hits": [
            {
                "text": hit.text,
                "start": hit.start,
                "end": hit.end,
                "score": round(hit.score, 4),
                "article": article_to_dict(hit.article),
            }
            for hit in hits
        ],
        "seconds": round(seconds, 4),
    }


def quote_to_dict(quote: Quote) -> dict[str, Any]:
    """A quote with its certificate: the article's id, the SHA-256 of its file, the offsets."""
    return {
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "score": round(quote.score, 4),
        "article": article_to_dict(quote.article),
        "dates": [asdict(date) for date in quote.dates],
        "when": quote.when,
        "sources": quote.sources,
        "page": quote.page,
    }


def article_to_dict(article: Article) -> dict[str, Any]:
    """What names an article and its file, without its text."""
    names = ("id", "title", "source", "published", "published_from", "path", "sha256", "url", "language")
    return {name: getattr(article, name) for name in names}


def time_to_dict(time: Time | None) -> dict[str, Any] | None:
    """The period asked for, and the quote that dates the event it hangs on."""
    if time is None:
        return None
    return {
        "after": time.after,
        "before": time.before,
        "label": time.label,
        "event": time.event,
        "anchor": quote_to_dict(time.anchor) if time.anchor else None,
        "others": [time_to_dict(other) for other in time.others],
    }
