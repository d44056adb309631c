"""Calls are answered without Gradio's sessions, and as Gradio answers them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from gradio_client import Client
from starlette.routing import Mount

from tests.browser.serving import PATIENCE_S, Live
from tests.rag.conftest import article, built

if TYPE_CHECKING:
    from pathlib import Path


def told(live: Live, path: str, body: bytes) -> tuple[int, Any]:
    request = urllib.request.Request(live.url + path, body, {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
            return response.status, json.load(response)["data"]
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@pytest.mark.parametrize("door", ["run/{}", "run/{}/", "api/{}", "api/{}/"])
def test_a_call_is_answered_as_gradio_answers_it(server: Live, door: str) -> None:
    body = json.dumps({"data": ["kestrel", None, 0, 10, "en", "one too many"]}).encode()
    status, answer = told(server, "/gradio_api/" + door.format("list_articles"), body)
    assert status == 200
    client = Client(server.url, httpx_kwargs={"timeout": PATIENCE_S}, verbose=False)
    assert answer == [client.predict(query="kestrel", limit=10, language="en", api_name="/list_articles")]


@pytest.mark.parametrize(
    ("name", "arguments", "status", "says"),
    [
        ("read_article", ["no such article", 0, None], 422, "no article of that id"),
        ("read_article", ["kestrel-port-strike", 5, 1], 422, "whole number from 5"),
        ("search", ["rare earths", True, None, None, None, None], 422, "whole number"),
        ("add_articles", [[{"path": "/etc/passwd"}], None], 422, "uploaded before"),
        ("add_articles", [["\ud800"], None], 422, "uploaded before"),
        ("list_articles", [], 400, "/gradio_api/info"),
    ],
)
def test_what_does_not_fit_is_told_in_a_line(server: Live, name: str, arguments: list[Any], status: int, says: str) -> None:
    found, answer = told(server, f"/gradio_api/run/{name}", json.dumps({"data": arguments}).encode())
    assert found == status
    assert says in answer["error"]


@pytest.mark.parametrize("path", ["/gradio_api/call/ask", "/gradio_api/call/v2/ask", "/gradio_api/call/ask/1"])
def test_there_is_no_second_way_to_wait_for_an_answer(server: Live, path: str) -> None:
    assert told(server, path, b'{"data": []}')[0] == 404


@pytest.mark.parametrize("call", [{"fn_index": 999}, {"fn_index": -1}, {"fn_index": "x"}, {}])
def test_a_call_that_fits_nothing_in_the_queue_is_refused_and_not_logged_as_a_fault(
    server: Live, call: dict[str, Any], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    status, _ = told(server, "/gradio_api/queue/join", json.dumps({"data": ["my secret"]} | call).encode())
    assert status in {400, 422}
    assert "secret" not in caplog.text + "".join(capfd.readouterr())
    assert not [record for record in caplog.records if record.exc_info]


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


def test_a_call_in_the_queue_with_too_little_is_refused_and_not_logged(server: Live, capfd: pytest.CaptureFixture[str]) -> None:
    call = json.dumps({"data": ["my secret"], "fn_index": 0, "session_hash": "few"}).encode()
    request = urllib.request.Request(server.url + "/gradio_api/queue/join", call, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
        assert json.load(response)["event_id"]
    with urllib.request.urlopen(server.url + "/gradio_api/queue/data?session_hash=few", timeout=PATIENCE_S) as events:
        last = next(line for line in events if b"process_completed" in line)
    assert b"/gradio_api/info" in last
    assert "secret" not in "".join(capfd.readouterr())


def test_who_names_ever_new_sessions_does_not_fill_the_memory(server: Live) -> None:
    page = next(route.app for route in server.app.routes if isinstance(route, Mount))
    for number in range(page.state_holder.capacity + 20):
        page.state_holder[f"s{number}"]
    assert len(page.state_holder.session_data) <= page.state_holder.capacity == 100
