"""What the page and its programs can do, apart from any widget: ask, search, read, add, remove, and keep chats."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

from index import sync
from index.embed import BUNDLED
from index.errors import IndexNotFound, PullquoteError
from index.local import LocalIndex
from rag import Assistant
from rag.certificate import check
from rag.pool import cores
from ui.answers import Answers
from ui.chats import Chats, Record, Turn
from ui.dossier import dossier, markdown
from ui.intake import Intake
from ui.log import log_answer
from ui.stopping import Stopped, Stopping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from index.types import Article, ArticleSummary, Filter
    from rag.types import Hit
    from ui.arguments import Limits

_log = logging.getLogger("pullquote.page")


class Forbidden(PullquoteError):
    """Articles may not be changed through this page."""


class Service:
    """One index behind a page: safe to share between threads, all of whose methods are for one user each.

    ``processes`` are started here and work answers out beside this one (:mod:`rag.pool`), which does so itself with 0. None
    stands for one for each core, but a single one where each would load a model that is not bundled.

    Raises:
        index.errors.PullquoteError: as the index, the assistant and the chats do.
    """

    def __init__(
        self,
        path: Path,
        *,
        strictness: str = "normal",
        rerank: str | None = None,
        editable: bool = True,
        processes: int | None = 0,
    ) -> None:
        self.path = path
        self.strictness = strictness
        self.editable = editable
        self.index = _opened(path)
        if processes is None:
            processes = cores() if rerank is None and self.index.model == BUNDLED else 1
        self.assistant = Assistant(self.index, rerank=rerank, strictness=strictness, processes=processes)
        self.assistant.start()
        self.chats = Chats(Chats.beside(path))
        self.intake = Intake(self.index, Intake.beside(path), self._changed)
        self._suggested: dict[tuple[int, str], list[str]] = {}
        self._suggesting = threading.Lock()
        self._answers = Answers()
        self._stopping = Stopping()
        # More threads than cores only take the cores from one another; processes are as many as are wanted, and asked in turn.
        self._room = contextlib.nullcontext() if processes else threading.BoundedSemaphore(max(2, os.cpu_count() or 1))

    def refresh(self) -> None:
        """Move on to what was added since, by this page or by another process."""
        self.index.refresh()

    def _changed(self) -> None:
        """What was answered between the articles' coming and their being measured was answered with the old measure."""
        self.refresh()
        self._answers = Answers()

    def ask(
        self,
        question: str,
        quotes: int,
        limits: Limits,
        history: Sequence[str],
        checkpoint: Callable[[], None] = lambda: None,
    ) -> Record:
        """The answer as it is kept and shown.

        ``checkpoint`` is called between the stages of the work, or now and then; a :class:`Stopped` from it ends the work.
        """
        self.refresh()
        key = (self.index.generation, question, quotes, limits, tuple(history))
        while True:
            try:
                answer = self._answers.get(key, lambda: self._answer(question, quotes, limits, history, checkpoint))
            except Stopped:
                # Perhaps another's, who had asked the same first: then it is this one's turn to work it out.
                checkpoint()
                continue
            log_answer(answer)
            return answer

    def _answer(
        self, question: str, quotes: int, limits: Limits, history: Sequence[str], checkpoint: Callable[[], None]
    ) -> Record:
        with self._room:
            checkpoint()
            # Kept without the texts of its articles, which are many times what it quotes of them.
            return self.assistant.ask(
                question,
                quotes=quotes,
                after=limits.after,
                before=limits.before,
                where=limits.where(),
                strictness=limits.strictness,
                history=history,
                checkpoint=checkpoint,
            ).to_dict()

    def search(self, query: str, k: int, limits: Limits) -> list[Hit]:
        with self._room:
            self.refresh()
            return self.assistant.search(
                query,
                k=k,
                after=limits.after,
                before=limits.before,
                where=limits.where(),
            )

    def ask_in_chat(
        self,
        user: str,
        chat: str | None,
        question: str,
        limits: Limits,
        replace: str | None,
        *,
        ticket: str | None = None,
    ) -> tuple[str, Turn]:
        """Ask as the next turn of a chat, or in the place of turn ``replace`` and all after it; begins a chat for None.

        Raises:
            Stopped: when :meth:`stop` was told of the ``ticket`` meanwhile; the chat is as it was.
        """
        history = self.chats.asked(user, chat, replace) if chat else []
        answer = self.ask(question, 5, limits, history, lambda: self._stopping.check(user, ticket))
        turn = Turn(secrets.token_urlsafe(6), question, answer, limits.to_dict())

        def keep() -> str:
            if chat and replace:
                self.chats.drop_from(user, chat, replace)
            return self.chats.keep(user, chat, turn)

        return self._stopping.keep(user, ticket, keep), turn

    def stop(self, user: str, ticket: str) -> str | None:
        """End the work on a question under way; where its answer is kept already, the chat that it is in."""
        return self._stopping.stop(user, ticket)

    def article(self, article_id: str) -> Article:
        self.refresh()
        return self.index.articles([article_id])[0]

    def list_articles(self, query: str, where: Filter, offset: int, limit: int) -> tuple[list[ArticleSummary], int]:
        """Articles whose title, source or id holds ``query``, newest first, with how many there are in all."""
        self.refresh()
        wanted = query.casefold().strip()
        found = [
            article
            for article in self.index.summaries(where)
            if not wanted or any(wanted in (field or "").casefold() for field in (article.title, article.source, article.id))
        ]
        found.sort(key=lambda article: article.published or "", reverse=True)
        return found[offset : offset + limit], len(found)

    def estimated(self, articles: Sequence[ArticleSummary]) -> frozenset[str]:
        """The ids of those whose date is only an estimate; a damaged one is not counted, and says so when it is opened."""
        found: set[str] = set()
        for article in articles:
            if article.published is not None:
                with contextlib.suppress(PullquoteError):
                    found.update(one.id for one in self.index.articles([article.id]) if one.published_from == "estimate")
        return frozenset(found)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many articles there are of each collection, source and language, most first."""
        articles = self.index.summaries()
        counted = {
            "collections": Counter(name for article in articles for name in article.collections),
            "sources": Counter(article.source for article in articles if article.source),
            "languages": Counter(article.language for article in articles),
        }
        return {key: dict(counter.most_common(100)) for key, counter in counted.items()}

    def remove(self, article_id: str) -> None:
        """Take an article out of the index; its file stays where it is.

        Raises:
            index.errors.ArticleNotFound: when there is none of that id.
            Forbidden: when this page may not.
        """
        self.allow_changes()
        sync.remove(self.index, [article_id])

    def restore(self, article_id: str) -> Article:
        """Take the raw text of an article in place of the cleaned one.

        Raises:
            index.errors.InputError: when it is not there, or its file has changed.
            Forbidden: when this page may not.
        """
        self.allow_changes()
        return sync.restore(self.index, article_id)

    def allow_changes(self) -> None:
        if not self.editable:
            raise Forbidden("articles may not be added or removed through this page; its owner started it read-only")

    def verify(self, answer: Record) -> list[dict[str, Any]]:
        """Check each quote of a saved answer against index and files."""
        self.refresh()
        return [vars_of(found) for found in check(answer, self.index)]

    def export(self, user: str, chat: str, form: str) -> str:
        """A chat as ``markdown``, ``json`` or ``html``, the last a dossier that needs nothing else."""
        title, turns = self.chats.title(user, chat), self.chats.turns(user, chat)
        answers = [turn.answer for turn in turns]
        if form == "html":
            return dossier(answers, self.index, title)
        if form == "markdown":
            return markdown(answers, title)
        import json

        kept = [{"question": turn.question, "limits": turn.limits, "answer": turn.answer} for turn in turns]
        return json.dumps({"title": title, "turns": kept}, ensure_ascii=False, indent=1)

    def suggestions(self, language: str) -> list[str]:
        """Questions that the articles can answer, found once for each state of the index; none where finding them fails."""
        key = (self.index.generation, language)
        with self._suggesting:
            if key not in self._suggested:
                try:
                    found = self.assistant.suggestions(4, language)
                except Exception:
                    # A page without suggestions is still a page.
                    _log.exception("no questions could be suggested")
                    return []
                self._suggested = {old: kept for old, kept in self._suggested.items() if old[0] == key[0]} | {key: found}
            return self._suggested[key]

    def close(self) -> None:
        self.assistant.close()
        self.intake.close()
        self.chats.close()


def _opened(path: Path) -> LocalIndex:
    """The index there, of whatever model, or a new one of the bundled model."""
    try:
        return LocalIndex.open(path)
    except IndexNotFound:
        return LocalIndex.create(path)


def vars_of(found: object) -> dict[str, Any]:
    """A frozen dataclass as JSON."""
    import dataclasses

    return dataclasses.asdict(found)  # type: ignore[call-overload,no-any-return]
