"""What the page does, as endpoints of its API, for programs and for the page alike: asking, searching, reading, adding.

They are called with POST ``/gradio_api/run/NAME`` and ``{"data": [all arguments in order]}``, or through ``gradio_client``.
"""

from __future__ import annotations

import functools
import logging
import time
from typing import TYPE_CHECKING, Any, TypeVar

import gradio as gr

from index.base import EVERYTHING
from index.errors import InputError, PullquoteError
from rag.json import search_to_dict
from ui import arguments
from ui.arguments import LONGEST_QUESTION, Limits
from ui.intake import uploaded
from ui.lists import articles_html, summary_html
from ui.words import page_language

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.service import Service

_log = logging.getLogger("pullquote.page")
F = TypeVar("F", bound="Callable[..., Any]")


def told(function: F) -> F:
    """Errors made on purpose reach the caller as their one line; anything else is logged here and told as a fault."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return _named(function(*args, **kwargs))
        except PullquoteError as error:
            raise gr.Error(str(error), duration=None, print_exception=False) from None
        except Exception:
            _log.exception("%s failed", function.__name__)
            message = "something went wrong here; the log of the server says what"
            raise gr.Error(message, duration=None, title="Fault", print_exception=False) from None

    return call  # type: ignore[return-value]


def _named(value: Any) -> Any:
    """What is answered, with every ``path`` called ``file``.

    gradio_client takes any object with a ``path`` for a file to download, and puts its own local path in the object's place: an
    article would lose its id, its checksum and its date.
    """
    if isinstance(value, dict):
        return {"file" if key == "path" else key: _named(inner) for key, inner in value.items()}
    return [_named(inner) for inner in value] if isinstance(value, list | tuple) else value


def _pathed(value: Any) -> Any:
    """The other way round, for an answer that comes back."""
    if isinstance(value, dict):
        return {"path" if key == "file" else key: _pathed(inner) for key, inner in value.items()}
    return [_pathed(inner) for inner in value] if isinstance(value, list) else value


def user_of(request: gr.Request | None) -> str:
    return (request.username if request else None) or ""


class Endpoints:
    """The functions over one service. ``uploads`` is the folder in which Gradio puts uploaded files."""

    def __init__(self, service: Service, uploads: Path) -> None:
        self._service, self._uploads = service, uploads

    @property
    def public(self) -> tuple[Callable[..., Any], ...]:
        """For programs and the page."""
        return (
            self.ask, self.search, self.read_article, self.list_articles, self.suggestions, self.verify,
            self.add_articles, self.add_progress, self.remove_article, self.restore_article,
        )  # fmt: skip

    @told
    def ask(
        self,
        question: str,
        quotes: int = 5,
        after: str | None = None,
        before: str | None = None,
        source: str | None = None,
        collection: str | None = None,
        strictness: str | None = None,
        history: list[str] | None = None,
    ) -> dict[str, Any]:
        """Ask the articles a question; the answer is verbatim quotes, or a refusal when they do not answer.

        Args:
            question: The question, in English or Chinese.
            quotes: The most quotes wanted, 1 to 20.
            after: Only this day or later, as 2026-01-14.
            before: Only this day or earlier, as 2026-01-31.
            source: Only articles of this source.
            collection: Only articles of this collection.
            strictness: How sure an answer has to be: strict, normal or loose.
            history: The earlier questions of the conversation, oldest first, which complete a follow-up.
        """
        limits = self._limits(after, before, source, collection, strictness)
        asked = arguments.text(question, "question", LONGEST_QUESTION)
        earlier = arguments.texts(history, "history", longest=LONGEST_QUESTION)
        return self._service.ask(asked, arguments.number(quotes, "quotes", 1, 20), limits, earlier)

    @told
    def search(
        self,
        query: str,
        k: int = 10,
        after: str | None = None,
        before: str | None = None,
        source: str | None = None,
        collection: str | None = None,
    ) -> dict[str, Any]:
        """Find the passages of the articles that are nearest to a query.

        Args:
            query: Words or a question, in English or Chinese.
            k: How many passages, 1 to 100.
            after: Only articles published on this day or later, as 2026-01-14.
            before: Only articles published on this day or earlier.
            source: Only articles of this source.
            collection: Only articles of this collection.
        """
        began = time.perf_counter()
        wanted = arguments.text(query, "query", LONGEST_QUESTION)
        limits = self._limits(after, before, source, collection, None)
        hits = self._service.search(wanted, arguments.number(k, "k", 1, 100), limits)
        return search_to_dict(wanted, hits, time.perf_counter() - began)

    @told
    def read_article(self, article_id: str, start: int = 0, end: int | None = None) -> dict[str, Any]:
        """Read an article's cleaned text, whole or from character start to end, with where it came from.

        Args:
            article_id: The article's id, as quotes and lists give it.
            start: The first character, from 0.
            end: The character to stop before; null for the end of the article.
        """
        article = self._service.article(arguments.text(article_id, "article_id"))
        length = len(article.text)
        first = arguments.number(start, "start", 0, length)
        last = length if end is None else arguments.number(end, "end", first, length)
        names = ("id", "title", "source", "published", "published_from", "author", "url", "language", "path", "sha256")
        return {name: getattr(article, name) for name in names} | {
            "characters": length,
            "start": first,
            "end": last,
            "text": article.text[first:last],
            "removed": [{"rule": removed.rule, "text": removed.text} for removed in article.removed],
        }

    @told
    def list_articles(
        self,
        query: str = "",
        limits: dict[str, Any] | None = None,
        offset: int = 0,
        limit: int = 100,
        language: str | None = None,
    ) -> dict[str, Any]:
        """List the articles, newest first.

        Args:
            query: Only those whose title, source or id holds this.
            limits: Only those within sources, collections and languages (lists), published from after to before (days).
            offset: How many to leave out.
            limit: How many to list, 1 to 1000.
            language: en or zh, to have the list as HTML in the page's words as well.
        """
        wanted = arguments.text(query, "query")
        where = Limits.read(limits).listed()
        first = arguments.number(offset, "offset", 0, 10**9)
        articles, total = self._service.list_articles(wanted, where, first, arguments.number(limit, "limit", 1, 1000))
        names = ("id", "title", "source", "published", "language", "path", "sha256", "characters", "passages")
        listed: dict[str, Any] = {"articles": [{n: getattr(article, n) for n in names} for article in articles], "total": total}
        if language:
            listed["html"] = articles_html(
                articles,
                total - first,
                page_language(language),
                narrowed=bool(wanted) or where != EVERYTHING,
                estimated=self._service.estimated(articles),
            )
        return listed

    @told
    def suggestions(self, n: int = 4, language: str | None = None) -> list[str]:
        """Questions that the articles at hand can answer.

        Args:
            n: How many at most, 1 to 20.
            language: en or zh; null for both.
        """
        wanted = arguments.optional(language, "language")
        return self._service.assistant.suggestions(arguments.number(n, "n", 1, 20), wanted)

    @told
    def verify(self, answer: dict[str, Any]) -> list[dict[str, Any]]:
        """Check each quote of a saved answer against index and files: verified, source changed, source gone or not verbatim.

        Args:
            answer: The answer as ask gave it.
        """
        if not isinstance(answer, dict):
            raise InputError("answer has to be the object that ask gave")
        return self._service.verify(_pathed(answer))

    @told
    def add_articles(
        self, files: list[dict[str, Any]], collection: str | None = None, request: gr.Request | None = None
    ) -> dict[str, Any]:
        """Add uploaded files as articles; add_progress tells how far that has come.

        Args:
            files: The files, each as gradio_client's handle_file sends it.
            collection: The collection to put them in.
        """
        self._service.allow_changes()
        paths, names = uploaded(files, self._uploads)
        group = arguments.optional(collection, "collection", 100)
        return {"job": self._service.intake.start(user_of(request), paths, names, group)}

    @told
    def add_progress(self, job: str, language: str | None = None, request: gr.Request | None = None) -> dict[str, Any]:
        """How far the files of one add_articles have come, and its summary once done is true.

        Args:
            job: The job that add_articles gave.
            language: en or zh, to have the summary as HTML in the page's words as well.
        """
        found = self._service.intake.job(user_of(request), arguments.text(job, "job"))
        answer = found.to_dict()
        if language and found.done and not found.error:
            answer["html"] = summary_html(found.counts, found.failed, page_language(language))
        return answer

    @told
    def remove_article(self, article_id: str) -> dict[str, Any]:
        """Remove an article from the index; its file stays.

        Args:
            article_id: The article's id.
        """
        wanted = arguments.text(article_id, "article_id")
        self._service.remove(wanted)
        return {"removed": wanted}

    @told
    def restore_article(self, article_id: str) -> dict[str, Any]:
        """Take the whole text of an article's file in place of the cleaned one.

        Args:
            article_id: The article's id.
        """
        restored = self._service.restore(arguments.text(article_id, "article_id"))
        return {"id": restored.id, "characters": len(restored.text)}

    def _limits(
        self, after: str | None, before: str | None, source: str | None, collection: str | None, strictness: str | None
    ) -> Limits:
        given = {"after": after, "before": before, "sources": source, "collections": collection, "strictness": strictness}
        return Limits.read(given, self._service.strictness)
