"""Indexes made for a test from articles given as data."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

import pytest

from index.local import LocalIndex
from index.split import split
from index.types import Article, SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Make = Callable[[Sequence[Article]], LocalIndex]


def article(
    name: str, text: str, *, language: str = "zh", published: str | None = None, source: str | None = None, title: str = ""
) -> Article:
    """An article as data; its file is named but need not be there."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Article(
        id=name,
        title=title or name,
        text=text,
        language=language,
        path=f"{name}.txt",
        sha256=digest,
        source=source,
        published=published,
    )


def built(folder: Path, articles: Sequence[Article]) -> LocalIndex:
    """An index of these articles in a folder, made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    index = LocalIndex.create(folder)
    with index.writer() as writer:
        for one in articles:
            writer.put(one, split(one), SourceFile(one.path, len(one.text), 1, one.sha256))
    index.refresh()
    return index


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Builds an index of these articles in a folder of the test."""
    return lambda articles: built(tmp_path / "index", articles)
