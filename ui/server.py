"""Starting the page: Gradio's app inside ours, which adds the guard, /health, our style sheet and scripts, and MCP."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import InputError
from ui.guard import Bucket, Guard, Rules, is_loopback
from ui.markup import el, join
from ui.words import WORDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from fastapi import FastAPI

    from ui.auth import Users
    from ui.service import Service

_HERE = Path(__file__).parent
_MCP = ("/mcp", "/mcp/", "/gradio_api/mcp", "/gradio_api/mcp/")
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def serve(
    index: Path | str,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    auth: str | None = None,
    mcp: bool = False,
    read_only: bool = False,
    strictness: str = "normal",
    rerank: str | None = None,
    largest_upload_mb: int = 200,
    processes: int | None = None,
    rate: float | None = None,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve the page of an index until interrupted; the index is made when there is none.

    ``port`` 0 takes a free one. ``auth`` is ``user:password``, or a file with a line ``user:scrypt$...`` for each user (made by
    ``python -m ui.auth``). ``mcp`` adds the tools ask, search and read_article at ``/mcp``. ``read_only`` leaves out
    adding and removing articles. ``strictness`` and ``rerank`` are the assistant's. ``processes`` answer beside the page's own;
    None leaves their number to :class:`ui.service.Service`. ``rate`` is how many calls a second one client may make, 0 for any
    number. ``announce`` is told the address, which by default is written to standard error.

    Raises:
        InputError: for a port in use, an ``auth`` that cannot be read, or another host than this machine without ``auth``.
        index.errors.PullquoteError: when the index cannot be opened.
    """
    import uvicorn

    from ui.auth import Users
    from ui.service import Service

    loopback = is_loopback(host)
    if auth is None and not loopback:
        raise InputError(f"--host {host} lets other machines in; give --auth user:password or --auth FILE as well")
    users = Users(auth) if auth else None
    listening = _listen(host, port)
    # For the processes that answer too, which start now: no model is looked for in the network.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    service = Service(Path(index), strictness=strictness, rerank=rerank, editable=not read_only, processes=processes)
    try:
        app = create(
            service,
            users=users,
            loopback=loopback,
            mcp=mcp,
            largest_upload=largest_upload_mb << 20,
            rate=rate,
        )
        address = f"http://{_shown(host)}:{listening.getsockname()[1]}"
        (announce or _announce)(address)
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=3,
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
    finally:
        listening.close()
        service.close()


def _announce(address: str) -> None:
    sys.stderr.write(f"Pullquote is at {address} (Ctrl-C stops it)\n")
    sys.stderr.flush()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        raise InputError(
            f"cannot listen on {host} port {port}: {reason}; choose another with --port, or stop what uses it"
        ) from error


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def create(
    service: Service,
    *,
    users: Users | None = None,
    loopback: bool = True,
    mcp: bool = False,
    largest_upload: int = 200 << 20,
    rate: float | None = None,
) -> FastAPI:
    """The whole page as an ASGI application; see :func:`serve`."""
    import fastapi
    import gradio as gr
    from starlette.routing import Mount, Route

    from ui.app import build
    from ui.calls import routes
    from ui.endpoints import Endpoints
    from ui.endpoints_page import PageEndpoints

    uploads = Path(tempfile.mkdtemp(prefix="pullquote-"))
    # Gradio takes the folder of uploads from the environment alone, and only at this moment.
    os.environ["GRADIO_TEMP_DIR"] = str(uploads)
    endpoints = Endpoints(service, uploads)
    functions = endpoints.public + PageEndpoints(service).public
    tools = _tools(endpoints) if mcp else None

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with tools.session_manager.run() if tools else contextlib.nullcontext():
            yield

    app = fastapi.FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    _own_routes(app, service)
    if tools:
        [route] = tools.streamable_http_app().routes
        for path in _MCP:
            app.router.routes.append(Route(path, _SignedIn(route.endpoint, users), methods=["GET", "POST", "DELETE"]))
    gr.mount_gradio_app(
        app,
        build(functions),
        path="/",
        auth=users.check if users else None,
        auth_message="Pullquote",
        blocked_paths=[str(service.path.resolve())],
        show_error=False,
        max_file_size=largest_upload,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        head=_head(),
    )
    page: Any = next(route.app for route in app.routes if isinstance(route, Mount))
    app.router.routes[:0] = routes(functions, page)
    names = frozenset(function.__name__ for function in functions)
    a_second = (50 if loopback else 5) if rate is None else rate
    calls = Bucket(rate=a_second, burst=max(1, round(20 * a_second))) if a_second else None
    app.add_middleware(Guard, rules=Rules(loopback, names, calls, largest_upload=largest_upload))
    return app


def _own_routes(app: FastAPI, service: Service) -> None:
    from starlette.responses import JSONResponse, Response

    def health() -> JSONResponse:
        service.refresh()
        counts = service.index.statistics()
        told = {
            "status": "ok",
            "generation": service.index.generation,
            "articles": counts.articles,
            "passages": counts.passages,
        }
        return JSONResponse(told)

    app.get("/health")(health)
    assets = {path.name: path for path in sorted(_HERE.iterdir()) if path.suffix in _KINDS}

    def asset(name: str) -> Response:
        path = assets.get(name)
        if path is None:
            return JSONResponse({"error": "no such file"}, status_code=404)
        return Response(path.read_bytes(), media_type=_KINDS[path.suffix], headers={"cache-control": "no-cache"})

    app.get("/pullquote/{name}")(asset)
    app.get("/favicon.ico")(lambda: asset("mark.svg"))
    app.get("/manifest.json")(lambda: JSONResponse({"name": "Pullquote", "icons": []}))


def _head() -> str:
    """What the page's head holds: its first words, and our style sheets and scripts under a name that changes with them."""
    content = b"".join(path.read_bytes() for path in sorted(_HERE.iterdir()) if path.suffix in _KINDS)
    # What the page says when it cannot even fetch its words.
    first = (
        el("meta", {"name": f"pullquote-{language}-{key}", "content": words[key]})
        for language, words in WORDS.items()
        for key in ("offline", "busy", "fault", "once_more")
    )
    version = hashlib.sha256(content).hexdigest()[:12]
    return (
        f"{join(first)}"
        f'<link rel="stylesheet" href="./pullquote/page.css?{version}">'
        f'<link rel="stylesheet" href="./pullquote/narrow.css?{version}">'
        f'<link rel="stylesheet" media="print" href="./pullquote/print.css?{version}">'
        f'<script type="module" src="./pullquote/page.js?{version}"></script>'
    )


def _tools(endpoints: Any) -> Any:
    from ui.mcp_tools import server

    return server(endpoints)


class _SignedIn:
    """MCP has no page to sign in on: its clients send ``Authorization: Basic`` where the page asks for a password."""

    def __init__(self, app: Any, users: Users | None) -> None:
        self._app, self._users = app, users

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        given = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        if self._users is None or self._users.basic(given):
            await self._app(scope, receive, send)
            return
        challenge = [(b"www-authenticate", b'Basic realm="Pullquote"'), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 401, "headers": challenge})
        await send({"type": "http.response.body", "body": b""})
