"""A static embedding on tokenizers and numpy alone: a text's vector is the normalised mean of its tokens' vectors.

The folder is a sentence-transformers ``StaticEmbedding`` and loads the same through ``SentenceTransformer(folder)``, but torch
costs seconds and hundreds of MB to import, and there is nothing for it to do.
"""

from __future__ import annotations

import hashlib
import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from index.arrays import mapped, widened
from index.errors import ModelError
from index.pieces import FILE, Pieces
from index.runs import Runs
from index.types import Encoding, Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

_FEW = 200  # texts, or tokens
_KNOWN = 4_096  # surfaces
_BY_PIECES = 2_000  # passages' sentences, in all, after which loading the tokenizer is worth its time
_BLOCK = 1 << 20
_BATCH = 1024  # texts at a time, so that the gathered rows of a batch stay within some hundred MB


class StaticModel:
    """See :class:`index.embed.Embedder`. ``vectors`` is (V, d) float16, as stored."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._folder = folder
        self._by_pieces_left = _BY_PIECES
        self._known: dict[str, NDArray[np.uint16]] = {}
        self._runs: Runs | None = None
        self._encoding = threading.Lock()

    @cached_property
    def vectors(self) -> NDArray[np.float16]:
        """(V, d) float16: the vectors of the tokens, their lengths being their weights in a mean."""
        return self._arrays("model.safetensors", "embedding.weight")[0]

    @cached_property
    def frequencies(self) -> NDArray[np.float32]:
        """(V,): in what share of the training text's passages each token stood, for an index too small to have its own."""
        return self._arrays("frequencies.safetensors", "frequencies")[0].astype(np.float32)

    @cached_property
    def lengths(self) -> NDArray[np.float32]:
        """(V,): the lengths of the tokens' vectors."""
        return self._arrays("frequencies.safetensors", "lengths")[0]

    @cached_property
    def neighbours(self) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
        """(V, k) ids of the tokens most like each token, and their cosines in steps of 1/255, 0 where there are no more."""
        ids, cosines = self._arrays("neighbours.safetensors", "ids", "cosines")
        return ids, cosines

    def _arrays(self, name: str, *keys: str) -> list[NDArray[Any]]:
        try:
            arrays = mapped(self._folder / name)
            return [arrays[key] for key in keys]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._unreadable(error) from error

    @cached_property
    def tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            return Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        except Exception as error:  # tokenizers raises nothing narrower
            raise self._unreadable(error) from error

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the files that decide a vector."""
        digest = hashlib.sha256()
        try:
            for name in ("model.safetensors", "tokenizer.json"):
                with (self._folder / name).open("rb") as file:
                    while block := file.read(_BLOCK):
                        digest.update(block)
        except OSError as error:
            raise self._unreadable(error) from error
        return digest.hexdigest()

    @property
    def dimensions(self) -> int:
        return int(self.vectors.shape[1])

    @property
    def vocabulary(self) -> int:
        """V, one more than the highest token id."""
        return int(self.vectors.shape[0])

    def warm(self) -> None:
        """Load what encoding much takes; from then on little is encoded that way too."""
        with self._encoding:
            self._runs = self._runs or Runs(self.tokenizer)
        _ = self.vectors

    def tokens(self, texts: Sequence[str]) -> list[NDArray[np.uint16]]:
        """The token ids of each text."""
        if not texts:
            return []
        if len(texts) <= _FEW:  # waking the tokenizer's threads takes longer than the work
            return self._remembered(texts)
        ids, stops = self._at_once(texts)
        return np.split(ids, stops[:-1])

    def _at_once(self, texts: Sequence[str]) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
        """The token ids of all texts, one after the other, and where each text's end."""
        if len(texts) <= _FEW and self._runs is None:
            self._by_pieces_left -= len(texts)
            found = (self._by_pieces(texts) if self._by_pieces_left >= 0 else None) or self._tokens_at_once(texts)
            return np.concatenate(found), np.cumsum([len(ids) for ids in found])
        with self._encoding:
            if self._runs is None:
                self._runs = Runs(self.tokenizer)
            return self._runs.tokens(texts)

    def _remembered(self, texts: Sequence[str]) -> list[NDArray[np.uint16]]:
        """The tokens of a question's few surfaces, which its steps ask for one after the other, and other questions again."""
        known = self._known
        found = {text: known.get(text) for text in texts}
        new = [text for text, ids in found.items() if ids is None]
        if new:
            made = dict(zip(new, self._by_pieces(new) or self._tokens_at_once(new), strict=True))
            if len(known) + len(made) > _KNOWN:
                known.clear()  # another thread that reads it meanwhile has its own ``found``
            known.update(made)
            found.update(made)
        return [ids for text in texts if (ids := found[text]) is not None]

    def _by_pieces(self, texts: Sequence[str]) -> list[NDArray[np.uint16]] | None:
        """The tokens without the tokenizer, while it has not been loaded: a process that only answers hardly ever loads it."""
        if "tokenizer" in vars(self) or self._pieces is None:
            return None
        found = [self._pieces.tokens(text) for text in texts]
        return None if None in found else [np.array(ids, np.uint16) for ids in found]

    @cached_property
    def _pieces(self) -> Pieces | None:
        """None of a folder that has no such table."""
        if not (self._folder / FILE).exists():
            return None
        try:
            return Pieces(self._folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._unreadable(error) from error

    def _tokens_at_once(self, texts: Sequence[str]) -> list[NDArray[np.uint16]]:
        """One call for all: no token crosses a line's end, and each says where it begins."""
        whole = self.tokenizer.encode("\n".join(texts), add_special_tokens=False)
        starts = np.array([start for start, _ in whole.offsets], np.int64)
        ends = np.cumsum([len(text) + 1 for text in texts])
        return np.split(np.array(whole.ids, np.uint16), np.searchsorted(starts, ends[:-1]))

    def encode(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoding]:
        """Encode passages; ``sentences[i]`` are spans within ``texts[i]``; without spans a text is one sentence."""
        found: list[Encoding] = []
        for first in range(0, len(texts), _BATCH):
            found += self._encode(texts[first : first + _BATCH], sentences[first : first + _BATCH])
        return found

    def _encode(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoding]:
        spans = [list(given) or [Span(0, len(text))] for text, given in zip(texts, sentences, strict=True)]
        pieces = [text[start:end] for text, cut in zip(texts, spans, strict=True) for start, end in cut]
        every, stops = self._at_once(pieces)
        last = np.cumsum([len(cut) for cut in spans])
        first = last - [len(cut) for cut in spans]
        begins = np.concatenate([[0], stops])[first]
        tokens = [every[begin:end] for begin, end in zip(begins.tolist(), stops[last - 1].tolist(), strict=True)]
        relative = (stops - np.repeat(begins, last - first)).astype(np.uint16)
        ends = np.split(relative, last[:-1])
        return [Encoding(*encoding) for encoding in zip(self.means(tokens), tokens, ends, strict=True)]

    def means(self, tokens: Sequence[NDArray[np.uint16]]) -> NDArray[np.float32]:
        """(n, d) float32: for each array of token ids, the normalised mean of their vectors; zeros for an empty one."""
        means = np.zeros((len(tokens), self.dimensions), np.float32)
        if sum(map(len, tokens)) <= _FEW:
            for i, ids in enumerate(tokens):
                means[i] = widened(self.vectors[ids]).sum(axis=0)
            return unit(means)
        # A batch's texts share most of their tokens: each is widened once.
        place = np.zeros(self.vocabulary, np.int32)
        for ids in tokens:
            place[ids] = 1
        held = np.flatnonzero(place)
        place[held] = np.arange(len(held))
        vectors = widened(self.vectors[held])
        for i, ids in enumerate(tokens):  # np.add.reduceat over rows takes ten times as long
            if len(ids):
                means[i] = vectors.take(place.take(ids), axis=0).sum(axis=0)
        return unit(means)

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """(n, d) float32 of unit length; this model asks and answers in the same voice."""
        return self.means(self.tokens(questions))

    def _unreadable(self, error: Exception) -> ModelError:
        return ModelError(f"{self._folder}: not a readable static model ({error}); reinstall pullquote or train it again")


def lengths(vectors: NDArray[np.float16]) -> NDArray[np.float32]:
    """(n,) the lengths of rows."""
    wide = widened(vectors)
    found: NDArray[np.float32] = np.sqrt(np.einsum("ij,ij->i", wide, wide))
    return found


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of length one; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: NDArray[np.float32] = rows / np.where(lengths == 0, np.float32(1), lengths)
    return scaled
