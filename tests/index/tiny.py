"""A small real model for tests of the index: hashed character pairs. Deterministic, no files."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

from index.types import Article, Encoding, Passage, SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.writer import Writer


class TinyEmbedder:
    """Each pair of characters is a token; a vector is the normalised sum of its tokens' random ones."""

    name = "tiny"
    fingerprint = "tiny-1"

    def __init__(self, dimensions: int = 32) -> None:
        self.dimensions = dimensions
        self.encoded: list[str] = []
        self._table = np.random.default_rng(7).standard_normal((4096, dimensions)).astype(np.float32)

    def _tokens(self, text: str) -> list[int]:
        return [zlib.crc32(text[i : i + 2].lower().encode("utf-8", "replace")) % 4096 for i in range(max(1, len(text) - 1))]

    def _vector(self, tokens: list[int]) -> NDArray[np.float32]:
        total = self._table[tokens].sum(axis=0)
        return (total / np.linalg.norm(total)).astype(np.float32)

    def encode(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoding]:
        self.encoded.extend(texts)
        made = []
        for text, spans in zip(texts, sentences, strict=True):
            pieces = [self._tokens(text[s.start : s.end]) for s in spans]
            tokens = [t for piece in pieces for t in piece] or self._tokens(text)
            ends = np.cumsum([len(piece) for piece in pieces])
            made.append(Encoding(self._vector(tokens), np.array(tokens, np.uint16), np.array(ends, np.uint16)))
        return made

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._vector(self._tokens(question)) for question in questions])


def article(identity: str, *sentences: str, language: str = "en", **about: object) -> Article:
    """An article of these sentences, separated by blanks, two a passage (see :func:`passages`)."""
    text = " ".join(sentences) or "Nothing."
    given = {"title": identity.title(), "path": f"/articles/{identity}.txt", "sha256": f"{zlib.crc32(text.encode()):064x}"}
    return Article(id=identity, text=text, language=language, **{**given, **about})  # type: ignore[arg-type]


def passages(of: Article) -> list[Passage]:
    """Two sentences a passage, each after the first overlapping the one before by a sentence."""
    spans, at = [], 0
    for sentence in of.text.split(". "):
        end = min(len(of.text), at + len(sentence) + 1)
        spans.append(Span(at, end))
        at = end + 1
    groups = [tuple(spans[i : i + 2]) for i in range(max(1, len(spans) - 1))]
    return [Passage(of.id, i, group[0].start, group[-1].end, group) for i, group in enumerate(groups)]


def file(of: Article) -> SourceFile:
    """The file of an article."""
    return SourceFile(of.path, len(of.text), 1, of.sha256)


def put(writer: Writer, *articles: Article) -> None:
    for one in articles:
        writer.put(one, passages(one), file(one))
