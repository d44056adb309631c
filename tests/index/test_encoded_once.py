"""What the index knows is not encoded again: counted at the encoder, whatever happens to the files."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from index import sync
from index.local import LocalIndex
from tests.index.tiny import TinyEmbedder

if TYPE_CHECKING:
    from pathlib import Path

NEWS = "The minister spoke in Oslo. Nobody had expected it.\n\nThe harbour reopened after a week of storms."
LATER = "A second report told of the talks, which ended without a word."


@pytest.fixture
def embedder() -> TinyEmbedder:
    return TinyEmbedder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "press"
    folder.mkdir()
    (folder / "news.txt").write_text(NEWS, encoding="utf-8")
    return folder


@pytest.fixture
def index(tmp_path: Path, folder: Path, embedder: TinyEmbedder) -> LocalIndex:
    made = LocalIndex.create(tmp_path / "x.index", embedder)
    sync.add(made, [folder])
    assert len(embedder.encoded) == made.statistics().passages > 0
    embedder.encoded.clear()
    return made


def test_files_added_again(index: LocalIndex, folder: Path, embedder: TinyEmbedder) -> None:
    assert sync.add(index, [folder]).unchanged == 1
    os.utime(folder / "news.txt", ns=(1, 1))
    assert sync.add(index, [folder]).unchanged == 1
    assert embedder.encoded == []


def test_a_file_moved_and_copied(index: LocalIndex, folder: Path, embedder: TinyEmbedder) -> None:
    (folder / "news.txt").rename(folder / "moved.txt")
    assert sync.add(index, [folder]).moved == 1
    (folder / "copy.txt").write_text(NEWS, encoding="utf-8")
    assert sync.add(index, [folder]).duplicates == 1
    assert embedder.encoded == []


def test_the_same_text_in_another_article(index: LocalIndex, folder: Path, embedder: TinyEmbedder) -> None:
    line = json.dumps({"id": "wire", "title": "Of another title", "text": NEWS})
    (folder / "wire.jsonl").write_text(line + "\n", encoding="utf-8")
    assert sync.add(index, [folder]).added == 1
    assert embedder.encoded == []


def test_of_a_file_that_grew_only_what_is_new(index: LocalIndex, folder: Path, embedder: TinyEmbedder) -> None:
    long = [f"Paragraph {number} tells of the harbour, {'and of its ships ' * 40}in turn." for number in range(6)]
    lines = [{"id": str(number), "text": text} for number, text in enumerate(long)]
    (folder / "many.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    sync.add(index, [folder])
    embedder.encoded.clear()
    with (folder / "many.jsonl").open("a", encoding="utf-8") as target:
        target.write(json.dumps({"id": "new", "text": LATER}) + "\n")
    assert sync.add(index, [folder]).added == 1
    assert embedder.encoded == [LATER]


def test_a_text_twice_in_one_file(index: LocalIndex, folder: Path, embedder: TinyEmbedder) -> None:
    lines = [{"id": name, "title": name, "text": LATER} for name in ("one", "two")]
    (folder / "twice.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert sync.add(index, [folder]).added == 2
    assert embedder.encoded == [LATER]
