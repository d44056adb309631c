"""The page's doorkeeper."""

from __future__ import annotations

import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.routing import Route

from tests.ui.page.loops import own_loop
from ui.guard import Bucket, Guard, Rules, is_loopback


async def page(_):
    return HTMLResponse("<script>one</script><SCRIPT>kept as it is</SCRIPT><p>x</p>")


async def echo(request):
    return PlainTextResponse(str(len(await request.body())))


async def told(request):
    return JSONResponse({"error": "no such article", "title": request.query_params.get("title", "Error")}, status_code=500)


async def misfit(_):
    return JSONResponse({"error": None}, status_code=500)


async def broken(_):
    raise RuntimeError("a secret of the machine")


def client(**rules):
    routes = [Route("/", page), Route("/login", echo, methods=["POST"])]
    for name, act in {"echo": echo, "told": told, "misfit": misfit, "broken": broken}.items():
        routes.append(Route(f"/gradio_api/run/{name}", act, methods=["POST"]))
    given = {"loopback": True, "endpoints": frozenset({"echo", "told", "misfit", "broken"}), "calls": Bucket(100, 100)} | rules
    app = Guard(Starlette(routes=routes), Rules(**given))
    json = {"content-type": "application/json"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:7860", headers=json)


@own_loop
async def test_every_response_carries_the_headers():
    async with client() as c:
        for response in (await c.get("/"), await c.get("/nowhere"), await c.post("/gradio_api/run/none")):
            assert response.headers["x-frame-options"] == "DENY"
            assert response.headers["referrer-policy"] == "no-referrer"
            assert response.headers["x-content-type-options"] == "nosniff"
            assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


@own_loop
async def test_a_page_s_scripts_run_under_a_nonce_that_no_other_page_has():
    async with client() as c:
        seen = set()
        for _ in range(3):
            response = await c.get("/")
            [nonce] = re.findall(r"<script nonce=\"([^\"]+)\">", response.text)
            assert f"'nonce-{nonce}'" in response.headers["content-security-policy"]
            seen.add(nonce)
        assert len(seen) == 3
        policy = response.headers["content-security-policy"]
        assert "'unsafe-inline'" not in policy.partition("style-src")[0]


@pytest.mark.parametrize("host", ["evil.invalid", "evil.invalid:7860", "127.0.0.1.evil.invalid", ""])
@own_loop
async def test_another_name_for_this_machine_is_refused(host):
    async with client() as c:
        assert (await c.get("/", headers={"host": host})).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.invalid", "null", "http://127.0.0.1:1", "http://127.0.0.1:7860.evil.invalid"])
@own_loop
async def test_another_site_cannot_call(origin):
    async with client() as c:
        assert (await c.post("/gradio_api/run/echo", headers={"origin": origin})).status_code == 403
        assert (await c.post("/gradio_api/run/echo", headers={"origin": "http://127.0.0.1:7860"})).status_code == 200


@own_loop
async def test_a_large_request_is_refused_with_and_without_a_length():
    async def parts():
        for _ in range(40):
            yield b"x" * 1000

    async with client(largest_body=10_000) as c:
        assert (await c.post("/gradio_api/run/echo", content=b"x" * 10_001)).status_code == 413
        assert (await c.post("/gradio_api/run/echo", content=parts())).status_code == 413
        assert (await c.post("/gradio_api/run/echo", content=b"x" * 9_999)).text == "9999"


@own_loop
async def test_a_flood_is_told_to_wait_and_others_are_not():
    async with client(calls=Bucket(rate=0.001, burst=3)) as c:
        answers = [(await c.post("/gradio_api/run/echo")).status_code for _ in range(5)]
        assert answers == [200, 200, 200, 429, 429]
        assert (await c.get("/")).status_code == 200


@own_loop
async def test_the_owner_may_leave_out_the_limit():
    async with client(calls=None, logins=Bucket(rate=0.001, burst=1)) as c:
        assert {(await c.post("/gradio_api/run/echo")).status_code for _ in range(50)} == {200}
        assert [(await c.post("/login")).status_code for _ in range(2)] == [200, 429], "not that of guessing passwords"


@own_loop
async def test_guessing_passwords_is_slowed_down():
    async with client(logins=Bucket(rate=0.001, burst=2)) as c:
        assert [(await c.post("/login")).status_code for _ in range(3)] == [200, 200, 429]


@own_loop
async def test_more_calls_at_once_than_there_is_room_for_are_told_to_come_back():
    async with client(waiting=0) as c:
        response = await c.post("/gradio_api/run/echo")
        assert response.status_code == 503
        assert "try again" in response.json()["error"]
        assert response.headers["retry-after"]


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""])
@own_loop
async def test_a_call_that_a_form_of_another_site_could_make_is_refused(kind):
    async with client() as c:
        response = await c.post("/gradio_api/run/echo", content=b"\x80", headers={"content-type": kind})
        assert response.status_code == 415
        assert "application/json" in response.json()["error"]


@own_loop
async def test_an_unknown_endpoint_names_those_there_are():
    async with client() as c:
        response = await c.post("/gradio_api/run/nope")
        assert response.status_code == 404
        assert "echo" in response.json()["error"]


@own_loop
async def test_errors_are_told_apart_and_tell_nothing_of_the_machine(caplog):
    async with client() as c:
        assert (await c.post("/gradio_api/run/told")).status_code == 422
        assert (await c.post("/gradio_api/run/told?title=Fault")).status_code == 500
        assert (await c.post("/gradio_api/run/misfit")).status_code == 400
        response = await c.post("/gradio_api/run/broken")
        assert response.status_code == 500
        assert "secret" not in response.text
        assert "secret" in caplog.text


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.8.9.1", True), ("0.0.0.0", False), ("x.org", False)],
)
def test_which_addresses_are_this_machine_s(host, own):
    assert is_loopback(host) is own
