"""One assistant, many threads: each gets its own answer, and no more of them work at once than there are cores."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from rag import Assistant
from tests.rag.conftest import article

if TYPE_CHECKING:
    from tests.rag.conftest import Make

PORTS = ("Kestrel", "Merrow", "Tarn", "Ousel", "Linnet", "Plover")
ARTICLES = [article(port, f"The port of {port} has {10 + i} cranes.", language="en") for i, port in enumerate(PORTS)]
CORES = os.cpu_count() or 1
PATIENCE_S = 600  # only who waits for ever takes so long, however busy the machine is


def test_each_thread_gets_the_answer_to_its_own_question(make: Make) -> None:
    assistant = Assistant(make(ARTICLES))
    with ThreadPoolExecutor(16) as people:
        answers = list(people.map(lambda port: assistant.ask(f"How many cranes does the port of {port} have?"), 10 * PORTS))
    assert [answer.quotes[0].article.id for answer in answers] == [*(10 * PORTS)]


def test_no_more_threads_work_at_once_than_there_are_cores(make: Make) -> None:
    assistant = Assistant(make(ARTICLES))
    working, full, go_on = set(), threading.Semaphore(0), threading.Event()

    def checkpoint() -> None:
        if threading.get_ident() not in working:
            working.add(threading.get_ident())
            full.release()
        go_on.wait(PATIENCE_S)

    with ThreadPoolExecutor(CORES + 3) as people:
        asked = [people.submit(assistant.ask, f"How many cranes in {port}?", checkpoint=checkpoint) for port in PORTS]
        asked += [people.submit(assistant.ask, "How many cranes?", checkpoint=checkpoint) for _ in range(CORES)]
        at_once = [full.acquire(timeout=PATIENCE_S) for _ in range(CORES)]
        # A thread that did not wait for its turn would be here within a few milliseconds.
        one_more = full.acquire(timeout=0.5)
        go_on.set()
        assert all(at_once)
        assert not one_more
        assert len([one.result(PATIENCE_S) for one in asked]) == len(PORTS) + CORES
