"""Saved chats: an SQLite file beside the index. A chat belongs to one user and keeps its answers whole."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import InputError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS chat (
  id TEXT PRIMARY KEY, user TEXT NOT NULL, title TEXT NOT NULL, changed REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS chat_of_user ON chat (user, changed);
CREATE TABLE IF NOT EXISTS turn (
  id TEXT PRIMARY KEY, chat TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE, number INTEGER NOT NULL,
  question TEXT NOT NULL, answer TEXT NOT NULL, limits TEXT NOT NULL, asked_at REAL NOT NULL, UNIQUE (chat, number)
);
"""
_VERSION = 1

Record = dict[str, Any]
"""An answer as it is kept and shown: the JSON object of ``Answer.to_dict()``. It leans on nothing but itself, so that a chat
can be read back after its articles were changed or removed."""

_TITLE = 80


class ChatNotFound(InputError):
    """No chat of that id, or it is somebody else's."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer, and the limits it was asked under."""

    id: str
    question: str
    answer: Record
    limits: dict[str, Any]


class Chats:
    """The chats of one index, for all its users. Safe to share between threads.

    Raises:
        index.errors.StorageError: from any method, when the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        with self._faults():
            path.touch(mode=0o600, exist_ok=True)
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
            self._db.execute("PRAGMA journal_mode=WAL")
            # A killed process loses nothing; a power cut may lose the last turns, and no more.
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute("PRAGMA foreign_keys=ON")
            if self._db.execute("PRAGMA user_version").fetchone()[0] > _VERSION:
                raise InputError(f"{path}: written by a newer version of pullquote; update pullquote, or move the file away")
            self._db.executescript(_SCHEMA)
            self._db.execute(f"PRAGMA user_version={_VERSION}")

    @staticmethod
    def beside(index: Path) -> Path:
        """Where the chats of an index are kept: ``pullquote.index`` -> ``pullquote.index.chats.db``."""
        return index.with_name(index.name + ".chats.db")

    def of_user(self, user: str) -> list[dict[str, str]]:
        """The user's chats, the one asked in last first: ``id`` and ``title``."""
        with self._faults():
            rows = self._db.execute(
                "SELECT id, title FROM chat WHERE user = ? ORDER BY changed DESC, rowid DESC", (user,)
            ).fetchall()
        return [{"id": chat, "title": title} for chat, title in rows]

    def turns(self, user: str, chat: str) -> list[Turn]:
        """All turns of a chat, in order.

        Raises:
            ChatNotFound: when the user has no such chat.
        """
        with self._faults():
            self._title(user, chat)
            rows = self._db.execute(
                "SELECT id, question, answer, limits FROM turn WHERE chat = ? ORDER BY number", (chat,)
            ).fetchall()
        return [Turn(turn, question, json.loads(answer), json.loads(limits)) for turn, question, answer, limits in rows]

    def asked(self, user: str, chat: str, before: str | None = None) -> list[str]:
        """What was really asked in each turn of a chat, in order, as far as the turn ``before``; no answer is read for that.

        Raises:
            ChatNotFound: when the user has no such chat.
        """
        with self._faults():
            self._title(user, chat)
            rows = self._db.execute(
                "SELECT id, coalesce(json_extract(answer, '$.asked'), question) FROM turn WHERE chat = ? ORDER BY number",
                (chat,),
            ).fetchall()
        known = [turn for turn, _ in rows]
        return [asked for _, asked in (rows[: known.index(before)] if before in known else rows)]

    def title(self, user: str, chat: str) -> str:
        """The name of a chat.

        Raises:
            ChatNotFound: when the user has no such chat.
        """
        with self._faults():
            return self._title(user, chat)

    def keep(self, user: str, chat: str | None, turn: Turn) -> str:
        """Put a turn at the end of a chat, or begin one named after its question; returns the chat's id.

        Raises:
            ChatNotFound: when the user has no such chat.
        """
        with self._faults(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            if chat is None:
                chat = secrets.token_urlsafe(9)
                title = " ".join(turn.question.split())[:_TITLE]
                self._db.execute("INSERT INTO chat VALUES (?, ?, ?, ?)", (chat, user, title, time.time()))
            else:
                self._title(user, chat)
                self._db.execute("UPDATE chat SET changed = ? WHERE id = ?", (time.time(), chat))
            number = self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM turn WHERE chat = ?", (chat,)).fetchone()[0]
            answer, limits = (_json(value) for value in (turn.answer, turn.limits))
            self._db.execute(
                "INSERT INTO turn VALUES (?, ?, ?, ?, ?, ?, ?)",
                (turn.id, chat, number, turn.question, answer, limits, time.time()),
            )
        return chat

    def drop_from(self, user: str, chat: str, turn: str) -> None:
        """Take a turn and all after it out of a chat, for a question that is asked anew.

        Raises:
            ChatNotFound: when the user has no such chat.
        """
        with self._faults():
            self._title(user, chat)
            self._db.execute(
                "DELETE FROM turn WHERE chat = ? AND number >= (SELECT number FROM turn WHERE id = ? AND chat = ?)",
                (chat, turn, chat),
            )

    def rename(self, user: str, chat: str, title: str) -> None:
        """Give a chat another name.

        Raises:
            ChatNotFound: when the user has no such chat.
            InputError: for an empty name.
        """
        name = " ".join(title.split())[:_TITLE]
        if not name:
            raise InputError("the name of a chat may not be empty; type one")
        with self._faults():
            self._title(user, chat)
            self._db.execute("UPDATE chat SET title = ? WHERE id = ?", (name, chat))

    def delete(self, user: str, chat: str) -> None:
        """Delete a chat with all its turns.

        Raises:
            ChatNotFound: when the user has no such chat.
        """
        with self._faults():
            self._title(user, chat)
            self._db.execute("DELETE FROM chat WHERE id = ?", (chat,))

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def _title(self, user: str, chat: str) -> str:
        row = self._db.execute("SELECT title FROM chat WHERE id = ? AND user = ?", (chat, user)).fetchone()
        if row is None:
            raise ChatNotFound("no chat of that id; it may have been deleted")
        return str(row[0])

    @contextmanager
    def _faults(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except (sqlite3.Error, OSError) as error:
                raise StorageError(f"{self._path}: {error}; free space or check permissions, then try again") from error


def _json(value: Record) -> str:
    """As text that SQLite takes: a lone surrogate, as the name of a file may hold, becomes its own escape."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
