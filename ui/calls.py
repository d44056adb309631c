"""Calls of the page's endpoints, as the page and most programs make them: POST ``/gradio_api/run/NAME``, ``{"data": [...]}``.

Gradio would answer them too, but makes a session with a state for every parameter of every endpoint first, and looks at the
function's signature and types again: of a call's 10 ms that takes six, all in the one thread that serves everybody. The calls
of gradio_client, which wait in its queue, stay with it.
"""

from __future__ import annotations

import inspect
import json
from typing import TYPE_CHECKING, Any

import gradio as gr
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from ui.guard import MISFIT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from gradio.routes import App
    from starlette.requests import Request


def routes(functions: Iterable[Callable[..., Any]], page: App) -> list[Route]:
    """The routes of all these endpoints; ``page`` is Gradio's app, which knows who has signed in."""
    paths = [f"/gradio_api/{door}/{{}}{slash}" for door in ("run", "api") for slash in ("", "/")]
    answers = {function.__name__: _answering(function, page) for function in functions}
    return [Route(path.format(name), answer, methods=["POST"]) for name, answer in answers.items() for path in paths]


def _answering(function: Callable[..., Any], page: App) -> Callable[[Request], Awaitable[Response]]:
    names = list(inspect.signature(function).parameters)
    expected = [name for name in names if name != "request"]

    async def answer(request: Request) -> Response:
        user = _user(request, page)
        if user is None and page.auth is not None:
            return _told(401, {"error": "sign in first"})
        data = _data(await request.body())
        if data is None or len(data) < len(expected):
            return _told(400, {"error": MISFIT})
        given = dict(zip(expected, data, strict=False))
        if "request" in names:
            given["request"] = gr.Request(request, username=user)
        try:
            value = await run_in_threadpool(function, **given)
        except gr.Error as error:
            return _told(500 if error.title == "Fault" else 422, {"error": error.message})
        return _told(200, {"data": [value]})

    return answer


def _user(request: Request, page: App) -> str | None:
    """Who has signed in, by the cookie that Gradio gave."""
    names = (f"access-token-{page.cookie_id}", f"access-token-unsecure-{page.cookie_id}")
    token = next((request.cookies[name] for name in names if name in request.cookies), None)
    return page.tokens.get(token)


def _data(body: bytes) -> list[Any] | None:
    """The arguments of a call; None when it is none."""
    try:
        call = json.loads(body)
    except (ValueError, RecursionError):
        return None
    data = call.get("data") if isinstance(call, dict) else None
    return data if isinstance(data, list) else None


def _told(status: int, value: dict[str, Any]) -> Response:
    # A lone surrogate, as the name of a file may hold, is no UTF-8, but JSON has an escape for it: the same one.
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Response(body, status, media_type="application/json")
