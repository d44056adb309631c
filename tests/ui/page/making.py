"""Articles and answers for tests of what the page makes of them."""

from __future__ import annotations

from typing import Any

from index.types import Article
from rag.types import Answer, DateMention, Quote, Row, Time

TEXT = "A bridge opened on 3 March 2025.\n\nIt closed on 8 March 2025. A ferry is planned for the summer.\nNobody was hurt."


def article(text: str = TEXT, **more: Any) -> Article:
    given = {
        "id": "bridge",
        "title": "The bridge",
        "language": "en",
        "path": "/a/bridge.txt",
        "sha256": "ab" * 32,
        "source": "The Ferry Post",
    }
    return Article(text=text, **(given | {"published": "2025-03-09"} | more))


def quote(of: Article, words: str, *days: str, when: str | None = None, score: float = 0.9, **more: Any) -> Quote:
    start = of.text.index(words)
    dates = tuple(DateMention(day, start, start + 1, day, day) for day in days)
    return Quote(words, start, start + len(words), score, of, dates, when, **more)


def answer(*quotes: Quote, question: str = "When did the bridge open?", **more: Any) -> dict[str, Any]:
    return Answer(
        question, refused=not quotes, reason=None if quotes else "No article says so.", quotes=quotes, searched=3, **more
    ).to_dict()


def timed() -> dict[str, Any]:
    """An answer with a period, quotes of each standing, and rows."""
    of = article()
    quotes = (
        quote(of, "It closed on 8 March 2025.", "2025-03-08", when="inside"),
        quote(of, "A bridge opened on 3 March 2025.", "2025-03-03", when="outside"),
        quote(of, "A ferry is planned for the summer.", "2025-06-01", when="planned"),
        quote(of, "Nobody was hurt.", when="undated"),
    )
    rows = (Row("closing", "2025-03-08", 0, "inside"), Row("opening", "2025-03-03", 1, "outside"))
    period = Time("2025-03-05", None, "after 5 March 2025", "after the storm", quote(of, "Nobody was hurt."))
    return answer(*quotes, question="What happened after the storm?", rows=rows, time=period)
