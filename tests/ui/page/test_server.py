"""The whole page as a server: health, settings, hostile requests, users, and refusing to be open to others."""

from __future__ import annotations

import json
import logging
import socket
import urllib.error
import urllib.request

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import InputError
from tests.browser.serving import PATIENCE_S, Live
from tests.ui.page.test_arguments import anything
from ui.auth import Users
from ui.server import serve


def get(live: Live, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    request = urllib.request.Request(live.url + path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
            return response.status, response.read().decode("utf-8", "replace"), dict(response.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace"), dict(error.headers)


def test_health_says_generation_articles_and_passages(server):
    status, body, _ = get(server, "/health")
    told = json.loads(body)
    assert status == 200
    assert told["status"] == "ok"
    assert told["articles"] == len(server.service.index.summaries())
    assert told["passages"] > told["articles"]
    assert told["generation"] >= 1


def test_what_another_process_adds_is_seen(server):
    before = json.loads(get(server, "/health")[1])["generation"]
    assert server.service.index.generation == before


def test_every_function_is_a_documented_endpoint(server):
    _, body, _ = get(server, "/gradio_api/info")
    endpoints = json.loads(body)["named_endpoints"]
    assert {"/ask", "/search", "/read_article", "/list_articles", "/verify", "/ask_in_chat", "/export_chat"} <= endpoints.keys()
    for name, endpoint in endpoints.items():
        assert endpoint.get("description"), name
        assert all(parameter["parameter_name"] for parameter in endpoint["parameters"])


TRAVERSALS = [
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/file=../../../../etc/passwd",
    "/gradio_api/file/etc/passwd",
    "/file=/etc/passwd",
    "/gradio_api/file=C:/Windows/win.ini",
    "/pullquote/../auth.py",
    "/pullquote/..%2fauth.py",
    "/pullquote/%2e%2e/auth.py",
    "/static/../../../../etc/passwd",
    "/assets/..%2f..%2f..%2fetc%2fpasswd",
    "/svelte/..%2f..%2fetc%2fpasswd",
    "/gradio_api/proxy=http://127.0.0.1:1/",
    "/gradio_api/stream/x/y/z",
    "/monitoring",
    "/?page=no-such-page",
    "/?deep_link=x",
    "/config?deep_link=../../etc/passwd",
    "/gradio_api/deep_link",
    "/gradio_api/vibe-code",
    "/gradio_api/dev/reload",
    "/gradio_api/custom_component/x/client/component/..%2fx",
    "/docs",
    "/openapi.json",
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_to_a_file_of_the_machine(server, path):
    status, body, _ = get(server, path)
    assert "root:" not in body
    assert "def " not in body
    assert status >= 400 or "gradio" in body.lower()


def test_the_index_itself_is_not_served(server):
    for name in ("store.db", "../page.index.chats.db"):
        assert get(server, f"/gradio_api/file={server.index / name}")[0] in {403, 404}


CALLED = (
    *("ask", "search", "read_article", "list_articles", "verify", "suggestions", "add_articles", "add_progress"),
    *("chats", "read_chat", "rename_chat", "export_chat", "ask_in_chat", "article_page"),
)


@settings(max_examples=60)
@given(name=st.sampled_from(CALLED), arguments=st.lists(anything, max_size=9))
def test_whatever_is_sent_is_answered_or_refused_without_a_trace(server, name, arguments):
    status, told = server.post(name, *arguments)
    assert status in {200, 400, 413, 422, 429}, told
    assert "Traceback" not in json.dumps(told)


HARD = [
    "x" * 1_000_000,
    "a" * 3999,
    "\x00\x01\x1b[31m",
    "\ud800 lone \udfff",
    "(a+)+$" * 300,
    "((((((((((" * 300,
    '" OR 1=1 --',
    "' UNION SELECT * FROM article --",
    "text:x AND NOT (title:y OR *:*)^9~",
    "😀" * 1000,
    "\u202e" * 100,
    " \n\t ",
    "",
    "../../../etc/passwd",
]


@pytest.mark.parametrize("question", HARD)
@pytest.mark.parametrize("name", ["ask", "search"])
def test_a_hard_question_is_answered_or_refused_in_words(server, name, question):
    rest = [5, None, None, None, None, None, None] if name == "ask" else [5, None, None, None, None]
    status, told = server.post(name, question, *rest)
    assert status in {200, 413, 422}
    if status != 200:
        assert told["error"]
        assert "\n" not in told["error"]


@pytest.mark.parametrize(
    "article", ["../../etc/passwd", "/etc/passwd", "\x00", "no such article", "%2e%2e", "'; DROP TABLE article; --"]
)
def test_an_article_is_read_by_its_id_alone(server, article):
    status, told = server.post("read_article", article, 0, None)
    assert status == 422
    assert "root:" not in json.dumps(told)


def test_a_call_from_another_site_is_refused(server):
    status, _ = server.post("ask", "x", 5, None, None, None, None, None, None, origin="http://evil.invalid")
    assert status == 403
    assert get(server, "/", host="evil.invalid")[0] == 403


def test_an_upload_that_is_too_large_is_refused(server):
    request = urllib.request.Request(
        server.url + "/gradio_api/upload", b"x", {"content-length": str(10**10), "content-type": "multipart/form-data"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=PATIENCE_S)
    assert refused.value.code == 413


def test_the_log_tells_nothing_of_what_was_asked(server, caplog):
    with caplog.at_level(logging.DEBUG):
        server.call("ask", "When did Zanzibarelle sing?", 5, None, None, None, None, None, None)
    assert "Zanzibarelle" not in caplog.text


@pytest.fixture(scope="module")
def private(tmp_path_factory, server):
    """A page that asks for a password, over an index of its own without articles."""
    live = Live(tmp_path_factory.mktemp("private") / "private.index", users=Users("ann:secret"), mcp=True)
    yield live
    live.stop()


def sign_in(live: Live, user: str, password: str) -> str | None:
    body = f"username={user}&password={password}".encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(live.url + "/login", body), timeout=PATIENCE_S) as response:
            cookies = response.headers.get_all("set-cookie")
            return "; ".join(cookie.partition(";")[0] for cookie in cookies)
    except urllib.error.HTTPError:
        return None


def test_nothing_is_told_without_a_password(private):
    for name in ("ask", "list_articles", "chats", "page"):
        assert private.post(name)[0] == 401
    assert get(private, "/gradio_api/info")[0] == 401
    assert get(private, "/mcp/")[0] == 401
    assert sign_in(private, "ann", "wrong") is None
    assert sign_in(private, "bob", "secret") is None


def test_with_a_password_the_page_answers_and_chats_are_the_user_s(private):
    cookie = sign_in(private, "ann", "secret")
    status, told = private.post("page", "en", cookie=cookie)
    assert status == 200
    assert "ann" in told["html"]
    status, told = private.post("ask_in_chat", "Is anything here?", None, None, None, None, None, cookie=cookie)
    assert status == 200
    assert [chat["id"] for chat in private.service.chats.of_user("ann")] == [told["chat"]]
    assert private.service.chats.of_user("") == []


def test_other_machines_are_let_in_with_a_password_only(tmp_path):
    with pytest.raises(InputError, match="--auth"):
        serve(tmp_path / "x.index", host="0.0.0.0", port=0)
    assert not (tmp_path / "x.index").exists()


def test_a_port_in_use_is_told_with_the_remedy(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(InputError, match="--port"):
        serve(tmp_path / "x.index", port=taken.getsockname()[1])
