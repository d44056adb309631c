"""Texts -> vectors and tokens: the bundled model on tokenizers and numpy alone, or any sentence-transformers model."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from index.static import StaticModel
    from index.types import Encoding, Span

BUNDLED = "bundled"
_FOLDER = Path(__file__).parent / "model"


class Embedder(Protocol):
    """A model that turns questions and passages into vectors of one space. Safe to share between threads."""

    @property
    def name(self) -> str:
        """``bundled``, a name on the hub, or a folder."""

    @property
    def fingerprint(self) -> str:
        """Changes when the model's files do; an index refuses a model of another fingerprint."""

    @property
    def dimensions(self) -> int:
        """d, the length of every vector."""

    def encode(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoding]:
        """Encode passages; ``sentences[i]`` are spans within ``texts[i]`` (not within its article)."""

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """(n, d) float32 of unit length, with the model's own prompt for queries."""


def load(name: str = BUNDLED, *, device: str | None = None, batch: int | None = None) -> Embedder:
    """The model called ``name``: ``bundled``, a sentence-transformers model on the hub or in the cache, or a folder.

    ``device`` (``cpu``, ``cuda``, ...) and ``batch`` (texts at a time) concern sentence-transformers models only.

    Raises:
        index.errors.ModelError: when the model cannot be had or read; the message names the remedy.
    """
    if name == BUNDLED:
        return bundled()
    from index.transformer import TransformerModel

    return TransformerModel(name, bundled(), device=device, batch=batch)


@cache
def bundled() -> StaticModel:
    """The model that ships in the package, loaded once a process; its tokenizer gives every index its tokens."""
    from index.static import StaticModel

    return StaticModel(BUNDLED, _FOLDER)
