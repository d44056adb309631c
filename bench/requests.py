"""Requests of every shape to every address of the page: none is answered with a fault, a trace, a file or silence.

    python -m bench.requests [--count 5000] [--seed 8]

Hypothesis draws them: each function of the page with right and wrong arguments, by every address that Gradio has for it;
oversized, nested and broken bodies, control characters, lone surrogates; other methods and headers; paths that lead elsewhere;
uploads under hostile names. They go over a socket as they are, so that what no client would send is sent too. The server is
`pullquote chat --rate 0` over the sample collection; what it says to standard error is searched for traces as well.
Prints JSON: how many of each status, and each kind of thing that may not be, with a request that brings it about.
"""

from __future__ import annotations

import argparse
import json
import re
import socket
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bench.served import served

PATIENCE_S = 240
# What brings a call further than what means nothing, and what has been tried elsewhere to get at files.
TELLING: tuple[Any, ...] = (
    *("kestrel-port-strike", "When did the Port of Kestrel go back to work?", "港口", "en", "zh", "html", "strict"),
    *(0, 1, 5, -1, 10**30, -(2**63), 1e308, [], {}, None, True, "2025-03-03", "2025-02-30", "9999-12-31", "0001-01-01"),
    *([[0, 5]], [[5, 0]], [["a"]], [[None, None]], ["a question"], ["x"] * 300, {"sources": ["x"] * 300}),
    {"quotes": [{"text": "x", "start": 0, "end": 1, "article": {"id": "kestrel-port-strike", "file": "/etc/passwd"}}]},
    *({"quotes": [None]}, {"quotes": 1}, {"sources": "x", "strictness": "strict"}, {"after": "2025-03-03"}, {"path": "x"}),
    *("/etc/passwd", "../../../../etc/passwd", "..\\..\\x", "\x00", "%2e%2e%2f", "; rm -rf /", "' OR 1=1 --", "{{7*7}}"),
    *([{"path": "/etc/passwd"}], [{"path": "../store.db", "orig_name": "../x"}], [{"path": "http://127.0.0.1:9/"}]),
    *("(a+)+$" * 50, "((((((" * 100, "\ud800", "\udfff\ud800", "\u202e", "\u2028", "a\tb\r\nc", "中" * 4000, "x" * 5000),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)
_SEGMENTS = (
    "../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "/etc/passwd", "C:/Windows/win.ini",
    "%00", "a%00b", "%ff", "x" * 3000, "..;/", "%252e%252e%252f", "\\\\host\\share", "store.db", "{}", "", "~root",
    "file:///etc/passwd",
)  # fmt: skip
_ROOTS = (
    "/", "/pullquote/", "/static/", "/assets/", "/svelte/", "/gradio_api/file=", "/gradio_api/file/", "/gradio_api/",
    "/config?x=", "/gradio_api/info?x=", "/gradio_api/startup-events/", "/gradio_api/app_id/", "/login?next=", "/theme.css?",
    "/robots.txt/",
    "/gradio_api/call/ask/", "/health/", "/favicon.ico/", "/gradio_api/reset", "/gradio_api/cancel", "/logout?all_session=",
)  # fmt: skip
_BODIES = (
    b"", b"{", b"[]", b"null", b"\x00", b"\xff\xfe", b'{"data": 1}', b'{"data": null}', b'{"data": {}}',
    b'{"data":[]' + b" " * 9000,
    b"[" * 100_000, b'{"data":[' + b"[" * 20_000 + b"]" * 20_000 + b"]}", b'{"data":[' + b"9" * 9000 + b"]}",
    b'{"data":["' + b"x" * 1_100_000 + b'"]}', b'{"data":[NaN, Infinity]}', b'{"data":[], "data":["a"]}', b"--x\r\n\r\n--x--",
    b'{"data":["\\ud800"], "session_hash": 5}', b'{"data":[], "fn_index": 99999}',
    b'{"data":[], "event_id": "../x", "batched": true}',
)  # fmt: skip
_KINDS = (
    "application/json",
    "text/plain",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/json; charset=x",
    "\xff",
)
_NAMES = ("a.txt", "../../x.txt", "a\x00b.txt", "/etc/cron.d/x", "x" * 400 + ".txt", "con", "a\r\nb.txt", "é\xff.txt", ".", "")
_HEADERS = (
    *(
        "Host",
        "Origin",
        "Cookie",
        "Content-Length",
        "Transfer-Encoding",
        "Accept",
        "Range",
        "X-Forwarded-Host",
        "Authorization",
    ),
)
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "CONNECT", "get", "\x00")


@dataclass(frozen=True)
class Request:
    """What is sent; ``headers`` stand beside those that are right."""

    method: str
    path: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def sent(self, host: str) -> bytes:
        named = dict(
            [("Host", host), ("Content-Type", "application/json"), ("Content-Length", str(len(self.body))), *self.headers]
        )
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            *(f"{key}: {value}" for key, value in named.items()),
            "Connection: close",
        ]
        return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + self.body


def called(data: list[Any], **more: Any) -> bytes:
    """The body of a call, surrogates and all."""
    return json.dumps({"data": data, **more}).encode()


def requests(endpoints: dict[str, int]) -> st.SearchStrategy[Request]:
    """Requests to the page; ``endpoints`` says how many arguments each function takes."""
    values = st.sampled_from(TELLING) | anything
    names = st.sampled_from(sorted(endpoints))
    doors = st.sampled_from(["run/{}", "run/{}/", "api/{}", "api/{}/", "run/{}", "call/{}"])

    def arguments(name: str) -> st.SearchStrategy[list[Any]]:
        counts = st.sampled_from([0, 0, 0, 0, 1, -1]).map(lambda by: max(0, endpoints[name] + by))
        return counts.flatmap(lambda count: st.lists(values, min_size=count, max_size=count))

    def to(name: str) -> st.SearchStrategy[Request]:
        paths = doors.map(lambda door: "/gradio_api/" + door.format(name))
        return st.builds(lambda path, data: Request("POST", path, called(data)), paths, arguments(name))

    segments = st.sampled_from(_SEGMENTS) | st.text(max_size=20).map(lambda text: quote(text, errors="replace"))
    any_path = st.builds(lambda root, rest: root + rest, st.sampled_from(_ROOTS), segments)
    headers = st.lists(st.tuples(st.sampled_from(_HEADERS), segments), max_size=3)
    bodies = st.sampled_from(_BODIES) | st.binary(max_size=300) | anything.map(lambda value: json.dumps(value).encode())
    broken = st.builds(
        lambda name, body, kind: Request("POST", f"/gradio_api/run/{name}", body, (("Content-Type", kind),)),
        names, bodies, st.sampled_from(_KINDS),
    )  # fmt: skip
    odd = st.builds(lambda m, p, h: Request(m, p, b"", tuple(h)), st.sampled_from(_METHODS), any_path, headers)
    joined = st.builds(
        lambda n, data, session: Request("POST", "/gradio_api/queue/join", called(data, fn_index=n, session_hash=session)),
        st.integers(-1, 30), st.lists(values, max_size=8), st.sampled_from([None, "s", 5, "../x"]),
    )  # fmt: skip
    uploads = st.builds(upload, st.sampled_from(_NAMES), st.binary(max_size=100), st.sampled_from(["files", "x", ""]))
    return names.flatmap(to) | names.flatmap(to) | broken | odd | joined | uploads


def upload(name: str, content: bytes, part: str) -> Request:
    """A file sent as a page sends one."""
    head = f'--x\r\nContent-Disposition: form-data; name="{part}"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'
    body = head.encode("latin-1", "replace") + content + b"\r\n--x--\r\n"
    return Request("POST", "/gradio_api/upload", body, (("Content-Type", "multipart/form-data; boundary=x"),))


def send(url: str, request: Request) -> bytes:
    """All that the server says, until it closes; nothing where it closes at once."""
    host = urlsplit(url)
    with socket.create_connection((host.hostname, host.port), timeout=PATIENCE_S) as line:
        said = b""
        try:
            line.sendall(request.sent(host.netloc))
            while block := line.recv(1 << 16):
                said += block
        except ConnectionError:
            pass  # it may hang up on what is too large
    return said


def objection(said: bytes) -> str | None:
    """What may not be about an answer; None when it may."""
    head, _, body = said.partition(b"\r\n\r\n")
    status = head.split(b" ", 2)[1:2]
    if not status or not status[0].isdigit():
        return "no answer" if said else None
    if int(status[0]) >= 500 and status[0] != b"501":
        return f"status {int(status[0])}"
    for trace in (b"Traceback", b"root:x:", b"site-packages"):
        if trace in body:
            return f"{trace.decode()} in the answer"
    return None


def endpoints_of(url: str) -> dict[str, int]:
    """How many arguments each function of the page takes, by its own description."""
    with urlopen(url + "/gradio_api/info", timeout=PATIENCE_S) as response:
        told = json.load(response)["named_endpoints"]
    return {name.strip("/"): len(endpoint["parameters"]) for name, endpoint in told.items()}


def strangers(index: Path) -> list[str]:
    """What lies beside an index and is not of it."""
    return sorted(path.name for path in index.parent.iterdir() if not path.name.startswith(index.name))


def faults(log: str) -> dict[str, int]:
    """The last lines of the traces in a log, and how often each is there."""
    ends = Counter(re.findall(r"^(?!Traceback)[\w.]+(?:Error|Exception)\b.*$", log, re.MULTILINE))
    return {end[:200]: count for end, count in ends.most_common(20)}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=5000)
    arguments.add_argument("--seed", type=int, default=8)
    chosen = arguments.parse_args()
    statuses, objections = Counter[str](), dict[str, str]()
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("w+") as log:
        index = Path(folder) / "served" / "fuzz.index"
        index.parent.mkdir()
        with served(index, "--rate", "0", log=log) as (url, _):

            @seed(chosen.seed)
            @settings(
                max_examples=chosen.count,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(requests(endpoints_of(url)))
            def ask(request: Request) -> None:
                said = send(url, request)
                statuses[said[9:12].decode("latin-1") or "closed"] += 1
                problem = objection(said)
                if problem:
                    objections.setdefault(f"{problem}: {request.path[:60]}", repr(request)[:1500])

            ask()
            with urlopen(url + "/health", timeout=PATIENCE_S) as response:
                after = json.load(response)
        log.seek(0)
        told = log.read()
        figures = {
            "statuses": statuses,
            "objections": objections,
            "traces": told.count("Traceback"),
            "beside": strangers(index),
        }
    print(json.dumps(figures | {"health": after, "faults": faults(told)}, indent=1))


if __name__ == "__main__":
    main()
