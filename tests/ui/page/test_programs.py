"""What programs get: gradio_client and a real MCP client, references included."""

from __future__ import annotations

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from tests.browser.serving import PATIENCE_S, Live
from tests.ui.page.loops import own_loop

QUESTION = "When did the Port of Kestrel go back to work?"


def patient(live: Live) -> Client:
    """A client that waits for a server on a busy machine."""
    return Client(live.url, verbose=False, httpx_kwargs={"timeout": PATIENCE_S})


def test_gradio_client_asks_and_reads_the_place_of_a_quote(server):
    client = patient(server)
    answer = client.predict(question=QUESTION, api_name="/ask")
    assert not answer["refused"]
    quote = answer["quotes"][0]
    article = client.predict(article_id=quote["article"]["id"], api_name="/read_article")
    assert article["text"][quote["start"] : quote["end"]] == quote["text"]
    assert article["sha256"] == quote["article"]["sha256"]
    place = client.predict(article_id=quote["article"]["id"], start=quote["start"], end=quote["end"], api_name="/read_article")
    assert place["text"] == quote["text"]
    checks = client.predict(answer=answer, api_name="/verify")
    assert {check["status"] for check in checks} == {"verified"}


def test_gradio_client_searches_lists_and_is_told_of_mistakes(server):
    client = patient(server)
    hits = client.predict(query="rare earths", k=3, api_name="/search")["hits"]
    assert len(hits) == 3
    listed = client.predict(query="kestrel", api_name="/list_articles")
    assert listed["total"] >= 1
    with pytest.raises(AppError, match="nobody"):
        client.predict(article_id="nobody", api_name="/read_article")


def test_gradio_client_adds_and_removes_an_article(tmp_path):
    live = Live(tmp_path / "added.index")
    try:
        file = tmp_path / "bees.txt"
        file.write_text("Bees of Ostrow\n\nThe beekeepers of Ostrow counted 412 hives in the spring.\n", encoding="utf-8")
        client = patient(live)
        job = client.predict(files=[handle_file(file)], api_name="/add_articles")["job"]
        told = {"done": False}
        while not told["done"]:
            told = client.predict(job=job, api_name="/add_progress")
        assert told["added"] == 1
        [article] = client.predict(api_name="/list_articles")["articles"]
        assert article["file"].startswith(str(live.index) + ".uploads")
        assert client.predict(article_id=article["id"], api_name="/remove_article") == {"removed": article["id"]}
        assert client.predict(api_name="/list_articles")["total"] == 0
    finally:
        live.stop()


@pytest.mark.parametrize("path", ["/mcp", "/mcp/", "/gradio_api/mcp/"])
@own_loop
async def test_an_mcp_client_finds_three_tools_and_uses_them(server, path):
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async with (
        streamablehttp_client(server.url + path, timeout=PATIENCE_S) as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        tools = (await session.list_tools()).tools
        assert {tool.name for tool in tools} == {"ask", "search", "read_article"}
        assert all(tool.description for tool in tools)
        answer = (await session.call_tool("ask", {"question": QUESTION})).structuredContent
        quote = answer["quotes"][0]
        place = {"article_id": quote["article"]["id"], "start": quote["start"], "end": quote["end"]}
        read_back = (await session.call_tool("read_article", place)).structuredContent
        assert read_back["text"] == quote["text"]
        hits = (await session.call_tool("search", {"query": "稀土", "k": 2})).structuredContent
        assert len(hits["hits"]) == 2
        wrong = await session.call_tool("read_article", {"article_id": "nobody"})
        assert wrong.isError
