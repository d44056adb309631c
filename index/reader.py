"""The child process that reads files: bytes of strangers are parsed here, under limits, and nowhere else.

The parent (:mod:`index.load`) writes requests to its standard input and reads answers from its standard output
(:mod:`index.pipes`), each followed by a frame of bytes. One request is one file, or a part of a long .jsonl file; its answers
are batches of articles with their passages, failures, and a last frame that says so. A file that takes too much processor time
or memory costs this process its life, and nothing else.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import os
import signal
import stat
import sys
from dataclasses import fields
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from index import pipes
from index.clean import RECEIPT_LENGTH, clean
from index.embed import bundled
from index.errors import FileError
from index.formats import archive as zips
from index.formats import data as tables
from index.formats import detect, subtitles, text
from index.formats.encoding import charset, decode
from index.prepared import code, of, prepare
from index.split import split
from index.types import Article

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index.embed import Embedder
    from index.formats.raw import Raw
    from index.prepared import Prepared
    from index.rows import Coded
    from index.types import Passage

LARGEST_FILE = 200_000_000
LARGEST_TEXT = 20_000_000
_BATCH_CHARACTERS = 200_000
_DEEPEST = 2
_FIELDS = tuple(field.name for field in fields(Article) if field.name != "removed")


def main() -> None:
    """Answer requests until the parent closes the pipe."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    with contextlib.suppress(EOFError):
        limits = pipes.receive(requests)
        _limit(limits["memory"])
        embedder = bundled() if limits["encode"] else None
        if embedder:
            embedder.warm()
        # What is made of an article goes with it; looking for what does not takes a twentieth of the time.
        gc.freeze()
        gc.set_threshold(100_000, 20, 100)
        while True:
            for answer, beside in _answers(pipes.receive(requests), limits["seconds"], embedder):
                pipes.send(answers, answer)
                pipes.send_bytes(answers, b"".join(beside))


def _limit(memory: int) -> None:
    """No more than ``memory`` bytes, no files written, no core dumps; where the system has such limits."""
    try:
        import resource
    except ImportError:
        return
    wanted = [(resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)]
    for limit, value in wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def _start_clock(seconds: float) -> None:
    """Let the system end this process after so much processor time: no loop in a library can put that off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _answers(
    request: dict[str, Any], seconds: float, embedder: Embedder | None
) -> Iterator[tuple[dict[str, Any], list[bytes]]]:
    """The frames that answer a request; with an ``embedder`` passages come encoded."""
    path, name = Path(request["path"]), request["path"]
    batch = _Batch(embedder)
    try:
        _start_clock(seconds)
        if request["op"] == "lines":
            yield {"lines": _lines(path, name)}, []
            return
        try:
            for part, found in _documents(path, name, request):
                batch.add(part, found)
                if batch.characters > _BATCH_CHARACTERS:
                    yield batch.frame()
                    batch = _Batch(embedder)
                    _start_clock(seconds)
        except FileError as problem:
            batch.add(None, problem)
        except RecursionError:
            batch.add(None, FileError(name, "is nested too deeply", "save it as plain text"))
        last, beside = batch.frame()
    except MemoryError:
        yield {"memory": True}, []
        return
    finally:
        _start_clock(0)
    yield {**last, "done": True}, beside


class _Batch:
    """Articles and failures that go to the parent in one frame."""

    def __init__(self, embedder: Embedder | None) -> None:
        self.characters = 0
        self._embedder = embedder
        self._items: list[FileError | tuple[str | None, Article, list[Passage]]] = []

    def add(self, part: str | None, found: Article | FileError) -> None:
        if isinstance(found, FileError):
            self._items.append(found)
        else:
            self._items.append((part, found, split(found)))
            self.characters += len(found.text)

    def frame(self) -> tuple[dict[str, Any], list[bytes]]:
        """What is told of them; and beside it the terms of all passages, a line each, and their codings."""
        found = [[] if isinstance(item, FileError) else of(item[1], item[2]) for item in self._items]
        every = [one for passages in found for one in passages]
        prepared = iter(made := prepare(every))
        coded = code(every, self._embedder) if self._embedder else []
        left = iter(coded)
        batch = [_failed(item) if isinstance(item, FileError) else _told(*item, prepared, left) for item in self._items]
        terms = "\n".join(chain.from_iterable(one.terms for one in made)).encode()
        return {"batch": batch, "terms": len(terms)}, [terms, *(one.data for one in coded)]


def _failed(problem: FileError) -> dict[str, Any]:
    return {"failed": [problem.path, problem.problem, problem.remedy]}


def _told(
    part: str | None, article: Article, passages: list[Passage], prepared: Iterator[Prepared], coded: Iterator[Coded]
) -> dict[str, Any]:
    """An article and its passages: where the sentences of each start and end, in turn, its mark, and how it is coded."""
    return {
        "article": {field: getattr(article, field) for field in _FIELDS},
        "removed": [[one.text, one.rule] for one in article.removed],
        "part": part,
        "passages": [[place for span in passage.sentences for place in span] for passage in passages],
        "marks": [one.mark for one in islice(prepared, len(passages))],
        "coded": [one[:-1] for one in islice(coded, len(passages))],
    }


def _lines(path: Path, name: str) -> list[str]:
    """The short lines of a text file, each once."""
    with contextlib.suppress(FileError):
        data = read_bytes(path, name)
        if detect.binary_kind(data, name) is None:
            content = decode(data[:1_000_000], name)
            if detect.text_kind(content, name) == "text":
                return sorted({line.strip() for line in content.split("\n") if 0 < len(line.strip()) <= 200})
    return []


def read_bytes(path: Path, name: str) -> bytes:
    """The content of a regular file.

    Raises:
        FileError: when it is none, cannot be read, is empty or too large.
    """
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(number, "rb") as stream:
            status = os.fstat(number)
            if not stat.S_ISREG(status.st_mode):
                raise FileError(name, "is not a regular file", "leave it out")
            if status.st_size > LARGEST_FILE:
                raise FileError(name, f"is larger than {LARGEST_FILE // 1_000_000} MB", "split it, or save it as .jsonl")
            data = stream.read(LARGEST_FILE + 1)
    except OSError as problem:
        raise FileError(name, f"cannot be read ({problem.strerror})", "check its permissions") from None
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise FileError(name, "is empty", "delete it or fill it")
    return data


def _documents(path: Path, name: str, request: dict[str, Any]) -> Iterator[tuple[str | None, Article | FileError]]:
    keep_all, repeated = request.get("keep_all", False), frozenset(request.get("repeated", ()))
    room = LARGEST_TEXT if request.get("whole_receipt") else RECEIPT_LENGTH
    digest = hashlib.sha256()
    part, whole = request.get("part"), request["sha256"]
    if part:
        lines = _lines_of_part(path, name, part, digest)
        raws: Iterable[Raw | FileError] = tables.read_jsonl(lines, name, part["line"])
        known = None
        whole = part["sha256"]
    elif _is_stream(path):
        raws = tables.read_jsonl(_stream(path, name, digest), name)
        known = None
    else:
        content = read_bytes(path, name)
        digest.update(content)
        known = digest.hexdigest()
        raws = parse(content, name)
    for raw in raws:
        if isinstance(raw, FileError):
            yield None, raw
            continue
        if len(raw.text) > LARGEST_TEXT:
            yield raw.part, FileError(name, f"holds more than {LARGEST_TEXT:,} characters of text", "split it")
            continue
        article = clean(raw, request["path"], known or request["sha256"], keep_all=keep_all, repeated=repeated, room=room)
        if any(map(str.isalnum, article.text)):
            yield raw.part, article
        else:
            called = f"{name}: {raw.part}" if raw.part else name
            yield raw.part, FileError(called, "has no text", "delete it or fill it")
    if digest.hexdigest() != whole:
        yield None, FileError(name, "changed while it was read", "add it again")


def _is_stream(path: Path) -> bool:
    return path.suffix.lower() in (".jsonl", ".ndjson")


def _stream(path: Path, name: str, digest: Any) -> Iterator[str]:
    """The lines of a .jsonl file, however long it is."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
            stream.seek(0)
            if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head:
                content = stream.read(LARGEST_FILE)
                digest.update(content)
                yield from io.StringIO(decode(content, name))
                return
            yield from _decoded(stream, name, digest)
    except OSError as problem:
        raise FileError(name, f"cannot be read ({problem.strerror})", "check its permissions") from None


def _lines_of_part(path: Path, name: str, part: dict[str, Any], digest: Any) -> Iterator[str]:
    """The lines of a part of a .jsonl file that :mod:`index.jobs` has cut."""
    try:
        with path.open("rb") as stream:
            stream.seek(part["start"])
            yield from _decoded(stream, name, digest, part["size"])
    except OSError as problem:
        raise FileError(name, f"cannot be read ({problem.strerror})", "check its permissions") from None


def _decoded(stream: BinaryIO, name: str, digest: Any, left: int = sys.maxsize) -> Iterator[str]:
    while line := stream.readline(min(left, 4 * LARGEST_TEXT)):
        left -= len(line)
        digest.update(line)
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            yield decode(line, name)


def parse(content: bytes, name: str, depth: int = 0) -> Iterable[Raw | FileError]:
    """The documents of a file, whatever its kind."""
    kind = detect.binary_kind(content, name)
    if kind == "pdf":
        from index.formats import pdf

        return pdf.read(content, name)
    if kind == "zip":
        return _zip(content, name, depth)
    if kind == "mhtml":
        from index.formats import html

        return html.read_mhtml(content, name)
    decoded = decode(content, name, charset(content))
    kind = detect.text_kind(decoded, name)
    if kind == "html":
        from index.formats import html

        return html.read(decoded, name)
    if kind == "jsonl":
        return tables.read_jsonl(io.StringIO(decoded), name)
    readers = {
        "json": tables.read_json,
        "csv": tables.read_csv,
        "md": text.read_markdown,
        "subtitles": subtitles.read_subtitles,
        "text": text.read_text,
    }
    return readers[kind](decoded, name)


def _zip(content: bytes, name: str, depth: int) -> Iterator[Raw | FileError]:
    with zips.open_archive(content, name) as archive:
        names = set(archive.namelist())
        if "word/document.xml" in names:
            from index.formats import docx

            yield from docx.read(content, name)
        elif "META-INF/container.xml" in names:
            from index.formats import epub

            yield from epub.read(content, name)
        elif "xl/workbook.xml" in names or "ppt/presentation.xml" in names:
            raise FileError(name, "is a spreadsheet or a presentation, not an article", "save its text as .csv or .txt")
        elif depth >= _DEEPEST:
            raise FileError(name, "is an archive within archives", "unpack it and add the folder")
        else:
            yield from _members(archive, name, depth)


def _members(archive: Any, name: str, depth: int) -> Iterator[Raw | FileError]:
    """The documents of an archive of files; one that cannot be read leaves the others be."""
    from dataclasses import replace

    found = False
    for entry in zips.entries(archive):
        member = f"{name}: {entry.filename}"
        found = True
        try:
            for raw in parse(zips.read_entry(archive, entry, member), member, depth + 1):
                yield raw if isinstance(raw, FileError) else replace(raw, part=raw.part or entry.filename)
        except FileError as problem:
            yield problem
    if not found:
        raise FileError(name, "is an archive without articles", "leave it out")
