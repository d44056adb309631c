"""An index with a small real model, empty and full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.local import LocalIndex
from tests.index.contract import library
from tests.index.tiny import TinyEmbedder, put

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def embedder() -> TinyEmbedder:
    return TinyEmbedder()


@pytest.fixture
def index(tmp_path: Path, embedder: TinyEmbedder) -> LocalIndex:
    return LocalIndex.create(tmp_path / "a.index", embedder)


@pytest.fixture
def full(index: LocalIndex) -> LocalIndex:
    with index.writer() as writer:
        put(writer, *library())
    index.refresh()
    return index
