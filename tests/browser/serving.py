"""The page as it is served: a real server on a free port of this machine, in a thread of the tests' process."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import uvicorn

from index import sync
from index.local import LocalIndex
from ui.server import create
from ui.service import Service

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ui.auth import Users


# How long to wait for an answer: long enough for a machine that is busy with other things.
PATIENCE_S = 240


class Live:
    """One server over one index; ``url`` is its address."""

    def __init__(self, index: Path, *, users: Users | None = None, mcp: bool = False, editable: bool = True) -> None:
        self.index = index
        self.service = Service(index, editable=editable)
        self.app = create(self.service, users=users, mcp=mcp)
        config = uvicorn.Config(self.app, port=0, log_config=None, log_level="error", ws="none", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server ended before it began"
            time.sleep(0.02)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        if not self._server.should_exit:
            self._server.should_exit = True
            self._thread.join()
            self.service.close()

    def post(self, name: str, *arguments: Any, **headers: str) -> tuple[int, Any]:
        """Call an endpoint as any program would; returns the status and what was answered."""
        body = json.dumps({"data": list(arguments)}).encode()
        named = {"content-type": "application/json"} | {key.replace("_", "-"): value for key, value in headers.items()}
        request = urllib.request.Request(f"{self.url}/gradio_api/run/{name}", body, named)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
                return response.status, json.load(response)["data"][0]
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def call(self, name: str, *arguments: Any) -> Any:
        """Call an endpoint that has to answer."""
        status, told = self.post(name, *arguments)
        assert status == 200, told
        return told


def make_index(path: Path, articles: Iterable[Path]) -> Path:
    """An index of files and folders."""
    summary = sync.add(LocalIndex.create(path), articles)
    assert not summary.failed, summary.failed
    return path
