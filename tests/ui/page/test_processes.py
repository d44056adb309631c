"""The page with answers worked out beside it: the same answers, stopped as ever, and no model in its own process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from rag import pool
from tests.browser.conftest import ARTICLES
from tests.browser.serving import PATIENCE_S, make_index
from tests.rag.test_pool import is_gone, process_of, wait_until
from ui.arguments import Limits
from ui.service import Service
from ui.stopping import Stopped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.serving import Live

QUESTION = "How long was the Port of Kestrel closed, and what did the union say?"
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="processes cannot be held still on this system")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_index(tmp_path_factory.mktemp("processes") / "page.index", [ARTICLES])


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Service]:
    made = Service(folder, processes=1)
    yield made
    made.close()


def test_answers_are_those_of_a_page_that_works_them_out_itself(service: Service, server: Live) -> None:
    here, there = (one.ask(QUESTION, 5, Limits.read({}), ()) for one in (server.service, service))
    names = here.keys() - {"seconds", "trace"}
    assert {name: here[name] for name in names} == {name: there[name] for name in names}
    assert service.search("rare earths", 3, Limits.read({})) == server.service.search("rare earths", 3, Limits.read({}))


def test_the_page_s_own_process_loads_no_model_to_answer(service: Service) -> None:
    service.ask(QUESTION, 3, Limits.read({}), ())
    service.search("rare earths", 3, Limits.read({}))
    assert service.suggestions("en")
    assert service.index._embedder is None


def test_a_question_is_stopped_in_the_process_that_works_on_it(service: Service) -> None:
    service.ask(QUESTION, 2, Limits.read({}), ())
    process = process_of(service.assistant)
    assert service.assistant._pool is not None
    member = service.assistant._pool._members[0]
    os.kill(process, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as people:
        asked = people.submit(service.ask_in_chat, "ann", None, "Who closed the port?", Limits.read({}), None, ticket="t")
        wait_until(lambda: member._job is not None)
        assert service.stop("ann", "t") is None
        wait_until(lambda: (job := member._job) is not None and isinstance(job.problem, Stopped))
        os.kill(process, signal.SIGCONT)
        assert isinstance(asked.exception(), Stopped)
    assert service.chats.of_user("ann") == []
    assert not service.ask(QUESTION, 4, Limits.read({}), ())["refused"]
    assert process_of(service.assistant) == process


def test_there_is_a_process_for_each_core_but_one_where_each_would_load_a_model(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    monkeypatch.setattr(pool.Pool, "__init__", lambda self, opening, count: started.append(count))
    Service(folder, processes=None)
    Service(folder, processes=None, rerank="some/cross-encoder")
    Service(folder)
    assert started == [pool.cores(), 1]


def test_the_command_answers_in_processes_and_leaves_none_behind(folder: Path) -> None:
    command = [sys.executable, "-m", "ui.cli", "chat", "--index", str(folder), "--port", "0", "--processes", "2"]
    chat = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert chat.stderr is not None
    address = next(word for line in chat.stderr for word in line.split() if word.startswith("http://"))
    body = b'{"data": ["When did the Port of Kestrel go back to work?", 5, null, null, null, null, null, null]}'
    request = urllib.request.Request(address + "/gradio_api/run/ask", body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
        assert b'"refused": false' in response.read()
    found = subprocess.run(["pgrep", "-P", str(chat.pid)], stdout=subprocess.PIPE, text=True, check=False).stdout.split()
    chat.terminate()
    chat.stderr.close()
    chat.wait(PATIENCE_S)
    assert len(found) == 2
    wait_until(lambda: all(is_gone(int(process)) for process in found))
