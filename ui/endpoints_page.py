"""What only the page needs, as endpoints beside those of :mod:`ui.endpoints`: chats that are kept, and the page's HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from index.errors import InputError
from ui import arguments
from ui.arguments import LONGEST_QUESTION, Limits
from ui.endpoints import told, user_of
from ui.frame import page_html
from ui.lists import articles_html, chats_html, limits_html, welcome_html
from ui.render import article_html, turn_html
from ui.words import WORDS, page_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.service import Service


class PageEndpoints:
    """The functions over one service."""

    def __init__(self, service: Service) -> None:
        self._service = service

    @property
    def public(self) -> tuple[Callable[..., Any], ...]:
        return (
            self.chats, self.read_chat, self.rename_chat, self.delete_chat, self.export_chat, self.ask_in_chat,
            self.stop_question, self.page, self.article_page,
        )  # fmt: skip

    @told
    def chats(
        self, language: str | None = None, current: str | None = None, request: gr.Request | None = None
    ) -> dict[str, Any]:
        """The saved chats of the user, the one asked in last first.

        Args:
            language: en or zh, to have the list as HTML in the page's words as well.
            current: The id of the chat to mark in that list.
        """
        found = self._service.chats.of_user(user_of(request))
        if not language:
            return {"chats": found}
        return {"chats": found, "html": chats_html(found, arguments.optional(current, "current"), page_language(language))}

    @told
    def read_chat(self, chat: str, language: str | None = None, request: gr.Request | None = None) -> dict[str, Any]:
        """A saved chat with all its questions, answers and quotes.

        Args:
            chat: The chat's id.
            language: en or zh, to have it as HTML in the page's words as well.
        """
        user, wanted = user_of(request), arguments.text(chat, "chat")
        turns = self._service.chats.turns(user, wanted)
        answer: dict[str, Any] = {
            "id": wanted,
            "title": self._service.chats.title(user, wanted),
            "turns": [{"id": t.id, "question": t.question, "answer": t.answer, "limits": t.limits} for t in turns],
        }
        if language:
            answer["html"] = "".join(turn_html(t.id, t.question, t.answer, page_language(language), t.limits) for t in turns)
        return answer

    @told
    def rename_chat(self, chat: str, title: str, request: gr.Request | None = None) -> dict[str, Any]:
        """Give a saved chat another name.

        Args:
            chat: The chat's id.
            title: The new name.
        """
        wanted = arguments.text(chat, "chat")
        self._service.chats.rename(user_of(request), wanted, arguments.text(title, "title"))
        return {"id": wanted, "title": self._service.chats.title(user_of(request), wanted)}

    @told
    def delete_chat(self, chat: str, request: gr.Request | None = None) -> dict[str, Any]:
        """Delete a saved chat.

        Args:
            chat: The chat's id.
        """
        wanted = arguments.text(chat, "chat")
        self._service.chats.delete(user_of(request), wanted)
        return {"deleted": wanted}

    @told
    def export_chat(self, chat: str, form: str = "markdown", request: gr.Request | None = None) -> str:
        """A saved chat as one text to keep: Markdown, JSON, or an HTML dossier that needs nothing else.

        Args:
            chat: The chat's id.
            form: markdown, json or html.
        """
        if arguments.text(form, "form") not in {"markdown", "json", "html"}:
            raise InputError("form has to be markdown, json or html")
        return self._service.export(user_of(request), arguments.text(chat, "chat"), form)

    @told
    def ask_in_chat(
        self,
        question: str,
        chat: str | None = None,
        limits: dict[str, Any] | None = None,
        replace: str | None = None,
        language: str | None = None,
        ticket: str | None = None,
        request: gr.Request | None = None,
    ) -> dict[str, Any]:
        """Ask as the next question of a saved chat, which completes follow-ups, or begin a chat.

        Args:
            question: The question, in English or Chinese.
            chat: The chat's id; null begins one.
            limits: after, before, sources, collections, languages, strictness, each of which may be missing.
            replace: The id of a turn to ask anew; it and all after it are replaced.
            language: en or zh, to have the turn as HTML in the page's words as well.
            ticket: Any text of the caller's that names this call, for stop_question.
        """
        user = user_of(request)
        asked = arguments.text(question, "question", LONGEST_QUESTION).strip()
        wanted = Limits.read(limits, self._service.strictness)
        chat_id, turn = self._service.ask_in_chat(
            user,
            arguments.optional(chat, "chat"),
            asked,
            wanted,
            arguments.optional(replace, "replace"),
            ticket=arguments.optional(ticket, "ticket", 100),
        )
        answer: dict[str, Any] = {"chat": chat_id, "turn": turn.id, "answer": turn.answer}
        if language:
            answer["title"] = self._service.chats.title(user, chat_id)
            answer["html"] = turn_html(turn.id, asked, turn.answer, page_language(language), turn.limits)
        return answer

    @told
    def stop_question(self, ticket: str, request: gr.Request | None = None) -> dict[str, Any]:
        """Stop a question under way: the work on it ends. ``chat`` is where its answer is kept already, else null.

        Args:
            ticket: What ask_in_chat was given.
        """
        return {"chat": self._service.stop(user_of(request), arguments.text(ticket, "ticket", 100))}

    @told
    def page(self, language: str | None = None, request: gr.Request | None = None) -> dict[str, Any]:
        """The page itself, in English or Chinese: its frame, its first lists and its words.

        Args:
            language: A language tag; Chinese for zh and anything that begins so, else English.
        """
        shown, service, user = page_language(arguments.optional(language, "language")), self._service, user_of(request)
        service.refresh()
        articles, total = service.list_articles("", Limits().where(), 0, 100)
        return {
            "language": shown,
            "words": WORDS[shown],
            "html": page_html(shown, user=user or None, editable=service.editable),
            "welcome": welcome_html(shown, service.suggestions(shown), empty=not total, editable=service.editable),
            "articles": articles_html(articles, total, shown, estimated=service.estimated(articles)),
            "total": total,
            "limits": limits_html(**service.counts(), language=shown),
            "chats": chats_html(service.chats.of_user(user), None, shown),
        }

    @told
    def article_page(
        self, article_id: str, places: list[list[int]] | None = None, language: str | None = None
    ) -> dict[str, Any]:
        """An article as the page shows it: HTML of the whole cleaned text with places marked.

        Args:
            article_id: The article's id.
            places: Places to mark, each as [start, end] in characters.
            language: en or zh, for the page's words.
        """
        article = self._service.article(arguments.text(article_id, "article_id"))
        marks = []
        for place in places or []:
            if not isinstance(place, list) or len(place) != 2:
                raise InputError("places has to be a list of [start, end]")
            start = arguments.number(place[0], "start", 0, len(article.text))
            marks.append((start, arguments.number(place[1], "end", start, len(article.text))))
        shown = page_language(arguments.optional(language, "language"))
        return {
            "id": article.id,
            "title": article.title,
            "html": article_html(article, marks, shown, editable=self._service.editable),
        }
