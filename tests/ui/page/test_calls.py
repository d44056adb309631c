"""Calls are answered without Gradio's sessions, and as Gradio answers them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from starlette.routing import Mount

from tests.browser.serving import PATIENCE_S, Live
from tests.rag.conftest import article, built

if TYPE_CHECKING:
    from pathlib import Path

CALLS: list[tuple[str, list[Any]]] = [
    ("list_articles", ["kestrel", None, 0, 10, "en"]),
    ("read_article", ["kestrel-port-strike", 0, None]),
    ("read_article", ["no such article", 0, None]),
    ("read_article", ["kestrel-port-strike", 5, 1]),
    ("search", ["", 5, None, None, None, None]),
    ("search", ["rare earths", True, None, None, None, None]),
    ("list_articles", []),
    ("chats", [None, None, "one too many"]),
]


def told(live: Live, path: str, body: bytes) -> tuple[int, Any]:
    request = urllib.request.Request(live.url + path, body, {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
            return response.status, json.load(response)["data"]
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_a_call_is_answered_as_gradio_answers_it(server: Live, name: str, arguments: list[Any]) -> None:
    body = json.dumps({"data": arguments}).encode()
    assert told(server, f"/gradio_api/run/{name}", body) == told(server, f"/gradio_api/run/{name}/", body)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"data": 1}', b'{"data": null}', b"\xff", b"[" * 100_000, b"1" * 10_000])
def test_what_is_no_call_is_refused_in_words(server: Live, body: bytes) -> None:
    status, answer = told(server, "/gradio_api/run/chats", body)
    assert status == 400
    assert "/gradio_api/info" in answer["error"]


def test_an_article_whose_file_has_a_name_that_is_no_utf_8_is_quoted_and_read(tmp_path: Path) -> None:
    torn = replace(article("torn", "The harbour of Torn opened on Monday.", language="en"), path="torn\udcff.txt")
    live = Live(built(tmp_path / "torn.index", [torn]).path)
    try:
        assert live.call("read_article", "torn", 0, None)["file"] == "torn\udcff.txt"
        asked = ["When did the harbour of Torn open?", None, {"strictness": "loose"}, None, "en", None]
        answer = live.call("ask_in_chat", *asked)
        kept = live.call("read_chat", answer["chat"], "en")["turns"][0]["answer"]
        assert kept == answer["answer"]
        assert kept["quotes"][0]["article"]["file"] == "torn\udcff.txt"
    finally:
        live.stop()


def test_who_names_ever_new_sessions_does_not_fill_the_memory(server: Live) -> None:
    page = next(route.app for route in server.app.routes if isinstance(route, Mount))
    for number in range(page.state_holder.capacity + 20):
        body = json.dumps({"data": [None, None], "session_hash": f"s{number}"}).encode()
        assert told(server, "/gradio_api/run/chats/", body)[0] == 200
    assert len(page.state_holder.session_data) <= page.state_holder.capacity == 100
