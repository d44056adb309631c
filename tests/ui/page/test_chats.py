"""Chats are kept, belong to one user, and outlive a restart."""

from __future__ import annotations

import sqlite3
import stat
import threading

import pytest

from index.errors import InputError, StorageError
from ui.chats import ChatNotFound, Chats, Turn


def turn(name: str, question: str = "Why?") -> Turn:
    return Turn(name, question, {"question": question, "quotes": [{"text": "因为\n“x”"}]}, {"sources": ["网易"]})


@pytest.fixture
def chats(tmp_path):
    made = Chats(tmp_path / "c.db")
    yield made
    made.close()


def test_turns_come_back_as_they_were_after_a_restart(tmp_path):
    first = Chats(tmp_path / "c.db")
    chat = first.keep("ann", None, turn("a"))
    first.keep("ann", chat, turn("b", "Why not?"))
    first.close()
    again = Chats(tmp_path / "c.db")
    assert again.turns("ann", chat) == [turn("a"), turn("b", "Why not?")]
    assert again.of_user("ann") == [{"id": chat, "title": "Why?"}]
    again.close()


def test_a_chat_is_nobody_else_s(chats):
    chat = chats.keep("ann", None, turn("a"))
    assert chats.of_user("bob") == []
    for act in (
        lambda: chats.turns("bob", chat),
        lambda: chats.title("bob", chat),
        lambda: chats.rename("bob", chat, "mine"),
        lambda: chats.delete("bob", chat),
        lambda: chats.keep("bob", chat, turn("x")),
        lambda: chats.drop_from("bob", chat, "a"),
    ):
        with pytest.raises(ChatNotFound):
            act()
    assert chats.turns("ann", chat) == [turn("a")]


def test_a_question_asked_anew_takes_the_place_of_its_turn_and_all_after(chats):
    chat = chats.keep("", None, turn("a"))
    for name in ("b", "c"):
        chats.keep("", chat, turn(name))
    chats.drop_from("", chat, "b")
    chats.keep("", chat, turn("d"))
    assert [kept.id for kept in chats.turns("", chat)] == ["a", "d"]


def test_the_chat_asked_in_last_is_listed_first_and_can_be_renamed_and_deleted(chats):
    one, two = chats.keep("", None, turn("a", "One?")), chats.keep("", None, turn("b", "Two?"))
    chats.keep("", one, turn("c"))
    assert [chat["id"] for chat in chats.of_user("")] == [one, two]
    chats.rename("", two, "  A  new\nname ")
    assert chats.title("", two) == "A new name"
    with pytest.raises(InputError, match="may not be empty"):
        chats.rename("", two, " \n ")
    chats.delete("", one)
    assert [chat["id"] for chat in chats.of_user("")] == [two]


def test_only_its_owner_may_read_the_file(tmp_path):
    Chats(tmp_path / "c.db").close()
    assert stat.S_IMODE((tmp_path / "c.db").stat().st_mode) == 0o600


def test_many_threads_keep_turns_at_once(chats):
    chat = chats.keep("", None, turn("first"))
    threads = [threading.Thread(target=chats.keep, args=("", chat, turn(f"t{n}"))) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(chats.turns("", chat)) == 21


def test_a_damaged_file_is_told_in_one_line(tmp_path):
    (tmp_path / "c.db").write_bytes(b"not a database at all, but long enough to look at" * 50)
    with pytest.raises(StorageError, match=r"c\.db"):
        Chats(tmp_path / "c.db")


def test_a_file_of_a_newer_version_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "c.db") as db:
        db.execute("PRAGMA user_version=99")
    with pytest.raises(InputError, match="newer version"):
        Chats(tmp_path / "c.db")
