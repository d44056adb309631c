"""Long .jsonl files are read in parts, by several processes at once; what comes of them is what comes of the whole."""

from __future__ import annotations

import hashlib
import json
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import jobs, sync
from index.child import Child, Limits
from index.errors import FileError
from index.jobs import Part, Task, survey
from index.load import Loaded, Readers
from index.local import LocalIndex
from index.walk import walk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BROKEN = 33
PATIENCE_S = 600  # only who waits for ever takes so long, however busy the machine is


@pytest.fixture
def short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_PART", 2_000)


def written(path: Path, name: str, count: int = 60) -> Path:
    """A file of articles in both languages, of which one line is none."""
    english, chinese = "The harbour of {} reopened. Ships had waited outside.", "{}号港口重新开放。船只在外等候。"
    texts = [(chinese if i % 2 else english).format(i) * (1 + i % 5) for i in range(count)]
    lines = [json.dumps({"id": f"{name}{i}", "text": text}, ensure_ascii=False) for i, text in enumerate(texts)]
    lines[BROKEN - 1] = '{"id": "cut off'
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def results(paths: Sequence[Path], *, encode: bool = False) -> list[list[Loaded | FileError]]:
    with Readers(2, encode=encode) as readers:
        return [list(reading.results) for reading in readers.read([Task(file) for file in walk(paths).found])]


def test_parts_are_whole_lines_and_together_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "lines.jsonl"

    @given(st.lists(st.text("ab\u4e00\r", max_size=60), min_size=1, max_size=40), st.integers(1, 80), st.integers(5, 200))
    @settings(max_examples=200, deadline=None)
    def check(lines: list[str], part: int, block: int) -> None:
        monkeypatch.setattr(jobs, "_PART", part)
        monkeypatch.setattr(jobs, "_BLOCK", block)
        data = "\n".join(lines).encode()
        path.write_bytes(data)
        found = survey(str(path))
        assert found.sha256 == hashlib.sha256(data).hexdigest()
        assert found.expected == max(1, data.count(b"\n"))
        cut = [data[one.start : one.start + one.size] for one in found.parts]
        assert len(cut) != 1
        if cut:
            assert b"".join(cut) == data
            assert all(piece.endswith(b"\n") and len(piece) >= part for piece in cut[:-1])
            assert [one.line for one in found.parts] == [1 + data[: one.start].count(b"\n") for one in found.parts]
            assert [one.sha256 for one in found.parts] == [hashlib.sha256(piece).hexdigest() for piece in cut]

    check()


@pytest.mark.usefixtures("short_parts")
def test_a_file_of_a_wider_encoding_is_read_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path / "wide.jsonl", "w")
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))
    assert survey(str(path)).parts == ()
    [found] = results([path])
    assert sum(isinstance(one, Loaded) for one in found) == 59


def test_parts_give_the_articles_of_the_whole_file_in_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "long.jsonl", "a")
    whole = results([path])
    monkeypatch.setattr(jobs, "_PART", 2_000)
    assert len(survey(str(path)).parts) > 3
    parts = results([path])
    assert [repr(one) for one in parts[0]] == [repr(one) for one in whole[0]]
    [broken] = [one for one in parts[0] if isinstance(one, FileError)]
    assert broken.path == f"{path}, line {BROKEN}"


@pytest.mark.usefixtures("short_parts")
def test_however_little_may_be_read_ahead_all_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_AHEAD", 1)
    paths = [written(tmp_path / f"{name}.jsonl", name) for name in "abc"]
    (tmp_path / "d.txt").write_text("A short note of one sentence, beside the long files.", encoding="utf-8")
    found: list[list[Loaded | FileError]] = []
    reading = threading.Thread(target=lambda: found.extend(results([*paths, tmp_path / "d.txt"])), daemon=True)
    reading.start()
    reading.join(PATIENCE_S)
    assert [sum(isinstance(one, Loaded) for one in of) for of in found] == [59, 59, 59, 1]
    assert [one.article.id for one in found[2] if isinstance(one, Loaded)] == [f"c{i}" for i in range(60) if i != BROKEN - 1]


def test_a_part_that_is_another_by_the_time_it_is_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "grown.jsonl"
    line = json.dumps({"id": "a", "text": "A bridge stood here."}) + "\n"
    path.write_text(line)
    part = {"start": 0, "size": len(line), "line": 1, "sha256": "0" * 64}
    child = Child(Limits())
    try:
        [(answer, _)] = child.ask({"op": "read", "path": str(path), "sha256": survey(str(path)).sha256, "part": part})
    finally:
        child.stop()
    assert answer["batch"][-1]["failed"][1] == "changed while it was read"


def test_a_process_that_dies_of_a_part_costs_that_part_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "long.jsonl", "a")
    monkeypatch.setattr(jobs, "_PART", 2_000)
    lost = survey(str(path)).parts[1]
    real = Child.ask

    def dying(self: Child, request: dict[str, Any]) -> Any:
        if request["part"]["line"] == lost.line:
            self._started().kill()
        return real(self, request)

    monkeypatch.setattr(Child, "ask", dying)
    [found] = results([path])
    [told] = [one for one in found if isinstance(one, FileError) and "cannot be read within" in one.problem]
    assert told.path == f"{path}, from line {lost.line}"
    ids = [one.article.id for one in found if isinstance(one, Loaded)]
    assert ids == [f"a{i}" for i in range(60) if i != BROKEN - 1 and i + 1 not in lines_of(lost, path)]


@pytest.mark.parametrize("answer", [{}, {"batch": [{}], "terms": 0}, {"batch": 1, "terms": 0}, {"batch": [], "terms": "x"}])
def test_an_answer_that_makes_no_sense_costs_its_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]
) -> None:
    paths = [written(tmp_path / f"{name}.jsonl", name) for name in "ab"]
    real = Child.ask

    def confused(self: Child, request: dict[str, Any]) -> Any:
        return real(self, request) if request["path"] == str(paths[1]) else iter([({**answer, "done": True}, b"")])

    monkeypatch.setattr(Child, "ask", confused)
    first, second = results(paths)
    assert [one.path for one in first if isinstance(one, FileError)] == [str(paths[0])]
    assert sum(isinstance(one, Loaded) for one in second) == 59


def test_a_file_without_an_article_says_why_whoever_encodes(tmp_path: Path) -> None:
    broken, empty = tmp_path / "broken.jsonl", tmp_path / "empty.txt"
    broken.write_text('{"id": "cut off', encoding="utf-8")
    empty.write_text("\n", encoding="utf-8")
    found = [
        [(one.path, one.problem) for one in of if isinstance(one, FileError)] for of in results([broken, empty], encode=True)
    ]
    [[(path, problem)], told] = found
    assert path == f"{broken}, line 1"
    assert "is not valid JSON" in problem
    assert told == [(str(empty), "is empty")]


def test_a_book_that_fills_a_batch_to_the_last_is_read_without_fault(tmp_path: Path) -> None:
    book = tmp_path / "book.txt"
    book.write_text("The harbour reopened after a week of storms. Ships had waited outside.\n\n" * 4000, encoding="utf-8")
    [[read]] = results([book], encode=True)
    assert isinstance(read, Loaded)
    assert all(one.coded is not None for one in read.prepared)


def lines_of(part: Part, path: Path) -> range:
    return range(part.line, part.line + path.read_bytes()[part.start : part.start + part.size].count(b"\n"))


@pytest.mark.usefixtures("short_parts")
def test_an_index_holds_the_same_whoever_encodes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "long.jsonl", "a")
    made = []
    for least in (0, 1 << 40):
        monkeypatch.setattr(sync, "_MUCH", least)
        index = LocalIndex.create(tmp_path / f"{least}.index")
        assert sync.add(index, [path]).added == 59
        made.append(index.read(range(1, index.statistics().passages + 1)))
        assert not index.verify().problems
    columns = [found.columns for found in made]
    assert list(columns[0].texts) == list(columns[1].texts)
    for name in ("keys", "vectors", "tokens", "lengths", "ends", "starts", "counts"):
        assert np.array_equal(getattr(columns[0], name), getattr(columns[1], name)), name
