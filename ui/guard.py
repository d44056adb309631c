"""The page's doorkeeper: which requests come through, how many, how large, and the headers that every response carries."""

from __future__ import annotations

import ipaddress
import json
import logging
import re
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

_log = logging.getLogger("pullquote.page")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_CALL = re.compile(r"/gradio_api/(?:run|api)/([^/]+)/?")
_QUEUE = "/gradio_api/queue/join"
# What Gradio answers beside what this page needs: edits of the page, its reloading, streams, proxies, states to link to, a
# second way to wait for an answer.
_UNUSED = re.compile(
    r"/gradio_api/(?:call/|deep_link|dev/|proxy=|stream/|component_server|custom_component/|process_recording|runs|undo-vibe|vibe-)"
    r"|/monitoring|/pwa_icon"
)
_UNUSED_QUERY = re.compile(rb"(?:^|&)(?:page|deep_link)=")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_TOO_LARGE = "the request is too large"
MISFIT = "the call does not fit the endpoint's parameters; /gradio_api/info lists them"
_FAULT = "something went wrong here; the log of the server says what"


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    if host in _LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Bucket:
    """A token bucket for each client: ``burst`` requests at once, ``rate`` a second after that. Forgets the longest unseen."""

    def __init__(self, rate: float, burst: int, clients: int = 10_000) -> None:
        self._rate, self._burst, self._clients = rate, burst, clients
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, client: str) -> float:
        """0 when the request may pass, else the seconds to wait."""
        with self._lock:
            now = time.monotonic()
            level, since = self._levels.pop(client, (float(self._burst), now))
            level = min(self._burst, level + (now - since) * self._rate)
            wait = 0.0 if level >= 1 else (1 - level) / self._rate
            self._levels[client] = (level - 1 if level >= 1 else level, now)
            while len(self._levels) > self._clients:
                self._levels.popitem(last=False)
        return wait


@dataclass(frozen=True, slots=True)
class Rules:
    """What the guard lets through. ``endpoints`` are the names that may be called; ``calls`` is None for any number; sizes are
    in bytes.

    ``waiting`` bounds how many calls may be under way at once; one more is told to come back.
    """

    loopback: bool
    endpoints: frozenset[str]
    calls: Bucket | None
    logins: Bucket = field(default_factory=lambda: Bucket(rate=0.1, burst=10))
    waiting: int = 256
    largest_body: int = 1 << 20
    largest_upload: int = 200 << 20


class Guard:
    """ASGI middleware around the whole page."""

    def __init__(self, app: App, rules: Rules) -> None:
        self._app, self._rules = app, rules
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        answering = _Answering(send, nonce, scope["path"])
        refusal = self._refusal(scope)
        if refusal:
            await answering.refuse(*refusal)
            return
        counted = _CALL.fullmatch(scope["path"]) is not None
        self._under_way += counted
        try:
            await self._app(scope, _bounded(receive, self._largest(scope["path"]), answering), answering)
        except _TooLarge:
            await answering.refuse(413, _TOO_LARGE)
        except Exception as error:
            if scope["path"].startswith(_QUEUE):
                # Nothing is worked out there: Gradio has not found the function, or what it takes, in what was sent.
                _log.warning("a call to %s did not fit: %s", _QUEUE, type(error).__name__)
                await answering.refuse(400, MISFIT)
            else:
                _log.exception("a request to %s failed", scope["path"])
                await answering.refuse(500, _FAULT)
        finally:
            self._under_way -= counted

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
        return self._stranger(scope, headers) or self._misfit(scope, headers) or self._too_many(scope, scope["path"])

    def _stranger(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        host, origin = headers.get("host", ""), headers.get("origin")
        if self._rules.loopback and not is_loopback(urlsplit(f"//{host}").hostname or ""):
            # A name of somebody else's that was pointed at this machine: DNS rebinding.
            return 403, "this page answers on this machine's own address only"
        if scope["method"] not in _SAFE and origin is not None and urlsplit(origin).netloc != host:
            return 403, "requests from other sites are refused"
        return None

    def _misfit(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        path, called = scope["path"], _CALL.fullmatch(scope["path"])
        if _UNUSED.match(path) or _UNUSED_QUERY.search(scope.get("query_string", b"")):
            return 404, "there is nothing at this address"
        length = headers.get("content-length") or "0"
        if not length.isdigit() or int(length) > self._largest(path):
            return 413, _TOO_LARGE
        if called and scope["method"] == "POST" and not headers.get("content-type", "").startswith("application/json"):
            # What else a form of another site could send, and what is no text, goes no further.
            return 415, "calls are JSON; send them with content-type: application/json"
        if called and called.group(1) not in self._rules.endpoints:
            return 404, f"no endpoint of that name; there are {', '.join(sorted(self._rules.endpoints))}"
        return None

    def _too_many(self, scope: Scope, path: str) -> tuple[int, str] | None:
        client = (scope.get("client") or ("unknown",))[0]
        if scope["method"] == "POST":
            bucket = self._rules.logins if path.rstrip("/") == "/login" else self._rules.calls
            wait = bucket.take(client) if bucket else 0.0
            if wait:
                return 429, f"too many requests; try again in {max(1, round(wait))} s"
        if self._under_way >= self._rules.waiting and _CALL.fullmatch(path):
            return 503, "many people are asking at once; try again in a moment"
        return None

    def _largest(self, path: str) -> int:
        return self._rules.largest_upload if path.startswith("/gradio_api/upload") else self._rules.largest_body


class _TooLarge(Exception):
    """More was sent than was allowed, without a length that would have told."""


def _bounded(receive: Receive, most: int, answering: _Answering) -> Receive:
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            # Told to both: what reads the body may take the exception for a fault of its own, and answer.
            answering.excess = True
            raise _TooLarge
        return message

    return bounded


def policy(nonce: str) -> str:
    """The Content-Security-Policy: only scripts of ours run, nothing is fetched from elsewhere, nobody may frame the page.

    Our page evaluates no strings. ``unsafe-eval`` stands for what looks at the page from outside: browser automation and
    accessibility checkers evaluate strings in it (Playwright's ``wait_for_function``). A script still runs with the nonce only.
    """
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


class _Answering:
    """Sends a response on: with our headers, a page's own scripts under its nonce, and no 500 that is the client's mistake."""

    def __init__(self, send: Send, nonce: str, path: str) -> None:
        self._send, self._nonce, self._path = send, nonce, path
        self._start: Message | None = None
        self._body = b""
        self._begun = False
        self.excess = False

    async def refuse(self, status: int, message: str) -> None:
        if self._begun:
            return
        body = json.dumps({"error": message}, ensure_ascii=False).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        if status in {429, 503}:
            headers.append((b"retry-after", b"2"))
        await self._begin({"type": "http.response.start", "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self._holds(message):
                self._start = message
            else:
                await self._begin(message)
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)

    def _holds(self, start: Message) -> bool:
        kind = dict(start["headers"]).get(b"content-type", b"")
        return (
            self.excess
            or bytes(kind).startswith(b"text/html")
            or (self._path.startswith("/gradio_api/") and start["status"] == 500)
        )

    async def _finish(self, start: Message) -> None:
        self._start = None
        if self.excess:
            await self.refuse(413, _TOO_LARGE)
            return
        if start["status"] == 500:
            await self.refuse(*((400, MISFIT) if self._path.startswith(_QUEUE) else _fault(self._body)))
            return
        body = self._body.replace(b"<script", f'<script nonce="{self._nonce}"'.encode())
        headers = [(key, value) for key, value in start["headers"] if key.lower() != b"content-length"]
        await self._begin({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
        await self._send({"type": "http.response.body", "body": body})

    async def _begin(self, start: Message) -> None:
        self._begun = True
        ours = {
            b"content-security-policy": policy(self._nonce).encode(),
            b"x-frame-options": b"DENY",
            b"x-content-type-options": b"nosniff",
            b"referrer-policy": b"no-referrer",
            b"cross-origin-opener-policy": b"same-origin",
            b"cross-origin-resource-policy": b"same-origin",
            b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
        }
        theirs = [(key, value) for key, value in start["headers"] if key.lower() not in ours]
        await self._send({**start, "headers": theirs + list(ours.items())})


def _fault(body: bytes) -> tuple[int, str]:
    """Gradio says 500 to everything; told apart are our own messages (422), our faults (500), calls that do not fit (400)."""
    try:
        told = json.loads(body)
        message = told["error"]
    except (ValueError, KeyError, TypeError):
        return 500, _FAULT
    if not isinstance(message, str):
        return 400, MISFIT
    return (500 if told.get("title") == "Fault" else 422), message
