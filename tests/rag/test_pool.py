"""Answers worked out by processes of their own: the same answers, and one that dies, hangs or is stopped harms no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index import pipes
from index.base import EVERYTHING
from index.errors import AnsweringFailed, InputError, QuestionError
from index.split import split
from index.types import SourceFile
from rag import Assistant
from rag.pool import Pool
from tests.rag.conftest import article, built
from tests.rag.test_answer import COPIES, VISITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rag import Answer

PATIENCE_S = 600.0
VISITED, PORT = "会议结束后哪些国家访华?", "When did the port of Kestrel reopen?"
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="processes cannot be held still on this system")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("pool") / "index", [VISITS, *COPIES]).path


@pytest.fixture
def one(folder: Path) -> Iterator[Assistant]:
    """An assistant that answers in one process of its own, which is ready."""
    with Assistant(folder, processes=1) as assistant:
        assistant.ask(PORT)
        yield assistant


def timeless(answer: Answer) -> Answer:
    return replace(answer, seconds=0.0, trace={})


def process_of(assistant: Assistant) -> int:
    """The number of the process that answers."""
    assert assistant._pool is not None
    process = assistant._pool._members[0]._process
    assert process is not None
    return process.pid


def wait_until(done: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.02)


def is_gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z"


def test_answers_and_hits_are_those_of_one_process(folder: Path, one: Assistant) -> None:
    alone = Assistant(folder)
    for asked in (VISITED, PORT, "Who won the chess championship in Reykjavik?"):
        assert timeless(one.ask(asked)) == timeless(alone.ask(asked))
    assert one.search("rare earths", k=3, before="2026-01-20") == alone.search("rare earths", k=3, before="2026-01-20")


@pytest.mark.parametrize(
    "options",
    [
        {"quotes": 1, "strictness": "loose"},
        {"source": "Post"},
        {"after": "2026-01-12", "before": "2026-01-13"},
        {"history": ["When did the port of Kestrel close?"], "strictness": "strict"},
    ],
)
def test_what_is_asked_with_is_honoured(folder: Path, one: Assistant, options: dict[str, object]) -> None:
    assert timeless(one.ask(PORT, **options)) == timeless(Assistant(folder).ask(PORT, **options))  # type: ignore[arg-type]


def test_many_threads_get_each_its_own_answer(folder: Path) -> None:
    asked = [f"{question} ({n})" for n in range(12) for question in (VISITED, PORT)]
    with Assistant(folder, processes=2) as assistant, ThreadPoolExecutor(16) as people:
        found = list(people.map(assistant.ask, asked))
    assert [answer.question for answer in found] == asked
    assert all(answer.quotes or answer.nearest for answer in found)


def test_what_is_wrong_with_a_question_is_told_as_ever(one: Assistant) -> None:
    with pytest.raises(QuestionError, match="empty"):
        one.ask("  ")
    with pytest.raises(InputError, match="strictness 'lax' is unknown"):
        one.ask(PORT, strictness="lax")


def test_a_process_that_was_killed_is_replaced_and_the_question_answered(one: Assistant) -> None:
    first = process_of(one)
    os.kill(first, signal.SIGKILL)
    assert not one.ask(VISITED).refused
    assert process_of(one) != first


def test_a_process_that_dies_at_a_question_costs_it_a_second_try(one: Assistant) -> None:
    first = process_of(one)
    os.kill(first, signal.SIGSTOP)
    answer = one.ask(VISITED, checkpoint=lambda: os.kill(first, signal.SIGKILL) if not is_gone(first) else None)
    assert not answer.refused
    assert process_of(one) != first


def test_processes_that_die_again_and_again_are_told_of(folder: Path) -> None:
    pool = Pool({"index": str(folder), "strictness": "no such word"}, 1)
    with pytest.raises(AnsweringFailed, match="ended, twice"):
        pool.search("rare earths", {"where": EVERYTHING, "k": 1})
    pool.close()


def test_what_takes_too_long_is_ended_and_the_next_question_answered(one: Assistant) -> None:
    assert one._pool is not None
    member, first = one._pool._members[0], process_of(one)
    member._longest_s = 0.2
    os.kill(first, signal.SIGSTOP)
    with pytest.raises(AnsweringFailed, match=r"within 0\.2 s"):
        one.ask(VISITED)
    member._longest_s = PATIENCE_S
    assert not one.ask(VISITED).refused
    assert is_gone(first)


def test_a_question_that_is_stopped_ends_and_its_process_answers_the_next(one: Assistant) -> None:
    class Enough(Exception):
        pass

    def enough() -> None:
        raise Enough

    def resume() -> None:
        wait_until(lambda: (job := member._job) is not None and job.problem is not None)
        os.kill(process, signal.SIGCONT)

    assert one._pool is not None
    member, process = one._pool._members[0], process_of(one)
    os.kill(process, signal.SIGSTOP)
    resuming = threading.Thread(target=resume)
    resuming.start()
    with pytest.raises(Enough):
        one.ask(VISITED, checkpoint=enough)
    resuming.join()
    assert not one.ask(PORT).refused
    assert process_of(one) == process


def test_a_process_does_no_more_work_on_what_was_stopped(folder: Path) -> None:
    process = pipes.started("rag.worker")
    pipes.send(process.stdin, {"index": str(folder)})
    pipes.send(process.stdin, {"do": "stop", "number": 1})
    options = {"where": [None, None, [], [], [], []]}
    for number in (1, 2):
        pipes.send(process.stdin, {"do": "ask", "text": PORT, "options": options, "number": number})
    assert pipes.receive(process.stdout) == {"stopped": True}
    assert "answer" in pipes.receive(process.stdout)["value"]
    for stream in (process.stdin, process.stdout):
        assert stream is not None
        stream.close()
    assert process.wait(PATIENCE_S) == 0, "it ends when nobody can ask it any more"


def test_what_is_added_is_found_at_once_and_what_is_old_let_go_of(tmp_path: Path) -> None:
    index = built(tmp_path / "index", COPIES)
    with Assistant(index, processes=1) as assistant:
        assert assistant.ask(VISITED).refused
        with index.writer() as writer:
            writer.put(VISITS, split(VISITS), SourceFile(VISITS.path, 1, 1, VISITS.sha256))
        assert not assistant.ask(VISITED).refused
        with index.writer() as writer:
            writer.put(article("tram", "The tram ran."), split(article("tram", "The tram ran.")), SourceFile("t", 1, 1, "0"))
        index.refresh()
        maps = Path(f"/proc/{process_of(assistant)}/maps")
        if maps.exists():
            wait_until(lambda: f"/derived/{index.generation}-" in maps.read_text())


def test_no_process_is_left_when_the_one_that_asks_is_killed(folder: Path) -> None:
    code = (
        "import sys, time\nfrom rag import Assistant\na = Assistant(sys.argv[1], processes=2)\na.ask('who?')\n"
        "print(*(m._process.pid for m in a._pool._members), flush=True)\ntime.sleep(600)\n"
    )
    asking = subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True)
    assert asking.stdout is not None
    processes = [int(number) for number in asking.stdout.readline().split()]
    assert len(processes) == 2
    os.kill(processes[0], signal.SIGSTOP)  # even one that is held still, once it goes on
    asking.kill()
    asking.wait()
    asking.stdout.close()
    os.kill(processes[0], signal.SIGCONT)
    wait_until(lambda: all(is_gone(process) for process in processes))


def test_none_is_left_after_closing_and_an_assistant_asked_again_starts_anew(folder: Path) -> None:
    assistant = Assistant(folder, processes=2)
    assistant.ask(PORT)
    first = process_of(assistant)
    assistant.close()
    assert is_gone(first)
    assert not assistant.ask(PORT).refused
    assistant.close()


def test_an_index_that_is_no_folder_is_refused() -> None:
    with pytest.raises(InputError, match="index in a folder"):
        Assistant(object(), processes=1)  # type: ignore[arg-type]
