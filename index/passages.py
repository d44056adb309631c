"""Many passages at once: what ranking looks at lies in columns, and a passage is made an object when somebody asks for it.

A question reads a hundred passages and shows five: making an object of each took longer than reading them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import numpy as np

from index.arrays import stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from index.types import StoredPassage

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Columns:
    """Of n passages, end to end: their ``keys`` (n,), ``languages``, ``texts`` and ``vectors`` (n, d).

    ``tokens`` (t,) uint16, ``lengths`` (n,) of each passage; ``ends`` (s,) uint16, where its sentences end among its tokens,
    and ``starts`` (s,) where they begin among its characters, ``counts`` (n,) of each. ``extras`` are the sentence vectors of
    those that have any, see :class:`index.types.Encoding`.
    """

    keys: NDArray[np.int64]
    languages: Sequence[str]
    texts: Sequence[str]
    vectors: Floats
    tokens: NDArray[np.uint16]
    lengths: NDArray[np.int64]
    ends: NDArray[np.uint16]
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    extras: Sequence[NDArray[np.float16] | None]


class Texts(Sequence[str]):
    """Texts at the ends of rows, decoded when they are asked for: of many passages only the numbers are looked at."""

    def __init__(self, decode: Callable[[bytes], str]) -> None:
        self._decode = decode
        self._kept: list[str | tuple[bytes, int]] = []

    def add(self, body: bytes, start: int) -> None:
        """One more: ``body`` from ``start`` on."""
        self._kept.append((body, start))

    def __len__(self) -> int:
        return len(self._kept)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        found = self._kept[place]
        if isinstance(found, tuple):
            found = self._kept[place] = self._decode(found[0][found[1] :])
        return found


class Passages(Sequence["StoredPassage"]):
    """Passages in a row. ``make(i)`` makes the object of one, once."""

    def __init__(self, columns: Columns, make: Callable[[int], StoredPassage]) -> None:
        self.columns = columns
        self._make = make
        self._made: dict[int, StoredPassage] = {}

    @classmethod
    def of(cls, passages: Iterable[StoredPassage]) -> Passages:
        """Passages that are objects already."""
        given = list(passages)
        encodings = [passage.encoding for passage in given]
        starts = [span[0] - passage.start for passage in given for span in passage.sentences]
        columns = Columns(
            keys=np.array([passage.key for passage in given], np.int64),
            languages=[passage.language for passage in given],
            texts=[passage.text for passage in given],
            vectors=np.stack([one.vector for one in encodings]) if given else np.zeros((0, 0), np.float32),
            tokens=_joined([one.tokens for one in encodings]),
            lengths=np.array([len(one.tokens) for one in encodings], np.int64),
            ends=_joined([one.ends for one in encodings]),
            starts=np.array(starts, np.int64),
            counts=np.array([len(one.ends) for one in encodings], np.int64),
            extras=[one.sentences for one in encodings],
        )
        return cls(columns, given.__getitem__)

    def some(self, places: NDArray[np.int64]) -> Passages:
        """Those at some places, in that order."""
        all_, chosen = self.columns, places.tolist()
        sentences = stretches(all_.counts, places)
        columns = Columns(
            keys=all_.keys[places],
            languages=[all_.languages[i] for i in chosen],
            texts=[all_.texts[i] for i in chosen],
            vectors=all_.vectors[places],
            tokens=all_.tokens[stretches(all_.lengths, places)],
            lengths=all_.lengths[places],
            ends=all_.ends[sentences],
            starts=all_.starts[sentences],
            counts=all_.counts[places],
            extras=[all_.extras[i] for i in chosen],
        )
        return Passages(columns, lambda i: self[chosen[i]])

    def with_more(self, more: Passages) -> Passages:
        """These and others, of other keys, in the order of their keys."""
        if not len(self) or not len(more):
            return self or more
        here, there, count = self.columns, more.columns, len(self)
        columns = Columns(
            keys=np.concatenate([here.keys, there.keys]),
            languages=[*here.languages, *there.languages],
            texts=[*here.texts, *there.texts],
            vectors=np.concatenate([here.vectors, there.vectors]),
            tokens=np.concatenate([here.tokens, there.tokens]),
            lengths=np.concatenate([here.lengths, there.lengths]),
            ends=np.concatenate([here.ends, there.ends]),
            starts=np.concatenate([here.starts, there.starts]),
            counts=np.concatenate([here.counts, there.counts]),
            extras=[*here.extras, *there.extras],
        )
        every = Passages(columns, lambda i: self[i] if i < count else more[i - count])
        return every.some(np.argsort(columns.keys))

    def __len__(self) -> int:
        return len(self.columns.keys)

    @overload
    def __getitem__(self, place: int) -> StoredPassage: ...
    @overload
    def __getitem__(self, place: slice) -> list[StoredPassage]: ...
    def __getitem__(self, place: int | slice) -> StoredPassage | list[StoredPassage]:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        place %= len(self)
        if place not in self._made:
            self._made[place] = self._make(place)
        return self._made[place]


def together(passages: Sequence[StoredPassage]) -> Passages:
    """Any index's passages in columns."""
    return passages if isinstance(passages, Passages) else Passages.of(passages)


def _joined(parts: Sequence[NDArray[np.uint16]]) -> NDArray[np.uint16]:
    return np.concatenate(parts) if parts else np.zeros(0, np.uint16)
