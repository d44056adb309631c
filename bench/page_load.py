"""Many people at once on one page: 100 users ask 3 questions each, in chats of their own; nobody gets another's answer.

    python -m bench.page_load [--users 100] [--distinct] [--soak SECONDS]

The users ask the same eight questions, or with --distinct each another one, which nothing can be kept of.
Prints JSON: errors, crossed answers, quantiles in seconds; with --soak also the server's memory and open files while five
questions a second are asked. The server is a process of its own, as `pullquote chat` starts it, over the sample collection.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.served import served

QUESTIONS = (
    "When did the Port of Kestrel go back to work?",
    "which countries visited China after the meeting",
    "科万半导体的新芯片工厂选址在哪里?",
    "How much does the Corvane plant cost?",
    "哪些国家领导人访问了中国?",
    "What did the Vessmark Central Bank do to its key rate?",
    "Who won the 1987 chess tournament of Reykjavik?",
    "埃勒比镇的洪水是什么时候发生的?",
)


FAULTS = (OSError, HTTPException, ValueError)


def client_of(url: str) -> HTTPConnection:
    """A light client, which takes next to nothing of the cores that the server is measured on."""
    return HTTPConnection(urlsplit(url).netloc, timeout=120)


def call(client: HTTPConnection, name: str, *arguments: object) -> Any:
    body = json.dumps({"data": list(arguments)})
    client.request("POST", f"/gradio_api/run/{name}", body, {"content-type": "application/json"})
    response = client.getresponse()
    told = json.loads(response.read())
    if response.status != 200:
        raise ValueError(f"{response.status}: {told}")
    return told["data"][0]


class User(threading.Thread):
    """Asks three questions in a chat of its own, then reads the chat back."""

    def __init__(self, number: int, url: str, start: threading.Barrier, distinct: bool) -> None:
        super().__init__(daemon=True)
        self.distinct = distinct
        self.number, self.url, self.start_line = number, url, start
        self.seconds: list[float] = []
        self.errors: list[str] = []
        self.crossed = 0

    def run(self) -> None:
        wanted = [QUESTIONS[(self.number + n) % len(QUESTIONS)] for n in range(3)]
        if self.distinct:
            wanted = [f"{question} ({self.number}.{n})" for n, question in enumerate(wanted)]
        with contextlib.closing(client_of(self.url)) as client:
            self.start_line.wait()
            chat = None
            for question in wanted:
                began = time.perf_counter()
                try:
                    told = call(client, "ask_in_chat", question, chat, None, None, "en", None)
                except FAULTS as error:
                    self.errors.append(repr(error))
                    continue
                self.seconds.append(time.perf_counter() - began)
                chat = told["chat"]
                self.crossed += told["answer"]["question"] != question
            kept = [turn["question"] for turn in call(client, "read_chat", chat, None)["turns"]] if chat else []
            self.crossed += kept != wanted


def stat(pid: int) -> list[str]:
    """What the system says of a process, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def family(pid: int) -> list[int]:
    """A process and those that it started: the page's own, and those that answer."""
    found = [pid]
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            found += [int(path.name)] if int(stat(int(path.name))[1]) == pid else []
    return found


def cpu(pid: int) -> float:
    """Seconds of processor time that a process and those it started have taken."""
    return sum((int(fields[11]) + int(fields[12])) / 100 for fields in map(stat, family(pid)))


def crowd(url: str, pid: int, users: int, distinct: bool) -> dict[str, object]:
    """All users at once."""
    line = threading.Barrier(users)
    everyone = [User(number, url, line, distinct) for number in range(users)]
    began, before = time.perf_counter(), cpu(pid)
    for user in everyone:
        user.start()
    for user in everyone:
        user.join()
    taken = sorted(second for user in everyone for second in user.seconds)
    errors = [error for user in everyone for error in user.errors]
    return {
        "users": users,
        "questions": len(taken),
        "errors": len(errors),
        "first_errors": errors[:3],
        "crossed": sum(user.crossed for user in everyone),
        "p50": round(taken[len(taken) // 2], 3),
        "p95": round(taken[int(len(taken) * 0.95)], 3),
        "worst": round(taken[-1], 3),
        "a_second": round(len(taken) / (time.perf_counter() - began), 1),
        "cpu_ms_a_question": round(1000 * (cpu(pid) - before) / len(taken), 1),
    }


class Soak:
    """Questions at a steady pace: half of them asked before, half new ones, each fifth the first of a chat."""

    def __init__(self, url: str, pid: int) -> None:
        self.url, self.pid = url, pid
        self.seconds: list[float] = []
        self.errors: list[str] = []
        self.room = threading.BoundedSemaphore(16)  # a server that cannot keep up is asked less, not ever more at once

    def measured(self) -> tuple[float, float, int, int]:
        """Of all of the server's processes: the memory that is their own, in MB; that and what files they have mapped; open
        files; threads. How mapped files are shared out hangs on what else runs on the machine, so growth is told of their own.
        """
        own, resident, open_files, threads = 0.0, 0.0, 0, 0
        for process in map(Path, (f"/proc/{pid}" for pid in family(self.pid))):
            lines = (line.split() for line in (process / "smaps_rollup").read_text().splitlines()[1:])
            kilobytes = {line[0]: int(line[1]) for line in lines}
            own += kilobytes["Anonymous:"] * 1024 / 1e6
            resident += kilobytes["Rss:"] * 1024 / 1e6
            open_files += len(list((process / "fd").iterdir()))
            threads += len(list((process / "task").iterdir()))
        return own, resident, open_files, threads

    def chat(self, first: int) -> None:
        """Ten questions, five of them new."""
        chat, client = None, client_of(self.url)
        try:
            for n in range(5):
                question = f"{QUESTIONS[(first + n) % len(QUESTIONS)]} ({first + n})"
                chat = self._timed(client, "ask_in_chat", question, chat, None, None, "en", None, then="chat")
                self._timed(client, "ask", QUESTIONS[(first + n) % len(QUESTIONS)], 5, None, None, None, None, None, None)
        finally:
            client.close()
            self.room.release()

    def _timed(self, client: HTTPConnection, name: str, *arguments: object, then: str = "question") -> Any:
        began = time.perf_counter()
        try:
            told = call(client, name, *arguments)
        except FAULTS as error:
            self.errors.append(repr(error))
            return None
        self.seconds.append(time.perf_counter() - began)
        return told[then]

    def run(self, seconds: float, a_second: float = 5.0) -> dict[str, object]:
        """Memory, open files and threads once all caches are full, after a quarter of the time, and at the end."""
        began, chats, first = time.monotonic(), 0, None
        with ThreadPoolExecutor(16) as people:
            while (now := time.monotonic() - began) < seconds:
                self.room.acquire()
                people.submit(self.chat, 5 * chats)
                chats += 1
                first = first or (self.measured() if now > seconds / 4 else None)
                time.sleep(max(0.0, began + 10 * chats / a_second - time.monotonic()))
        last, taken = self.measured(), sorted(self.seconds)
        before = first or last
        return {
            "seconds": round(seconds),
            "questions": len(taken),
            "a_second": round(len(taken) / (time.monotonic() - began), 1),
            "errors": len(self.errors),
            "first_errors": self.errors[:3],
            "p95": round(taken[int(len(taken) * 0.95)], 3),
            "own_memory_mb": [round(before[0], 1), round(last[0], 1)],
            "growth_percent": round(100 * (last[0] - before[0]) / before[0], 1),
            "resident_mb": [round(before[1], 1), round(last[1], 1)],
            "open_files": [before[2], last[2]],
            "threads": [before[3], last[3]],
        }


def main() -> None:
    """Start a server, run the crowd and the soak, print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--users", type=int, default=100)
    arguments.add_argument("--distinct", action="store_true")
    arguments.add_argument("--soak", type=float, default=0)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "load.index"
        with served(index) as (url, process):
            with contextlib.closing(client_of(url)) as client:
                call(client, "ask", QUESTIONS[0], 5, None, None, None, None, None, None)
            figures = {"crowd": crowd(url, process, given.users, given.distinct)}
            if given.soak:
                figures["soak"] = Soak(url, process).run(given.soak)
            print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
