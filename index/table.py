"""The translation table on disk: sorted hashes of keys, and for each key its translations with probabilities.

One safetensors file, mapped and not parsed, so that opening it costs nothing and looking a question up costs microseconds.
What every question would have to find out about its translations anew, their rarest token and their words, stands in a
second file beside it.
"""

from __future__ import annotations

import hashlib
import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.arrays import mapped, shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Cut = Callable[[str], Sequence[str]]

_NO_TOKEN = 0xFFFF
_MOST_CUT = 16  # characters, a bit each


class Row(NamedTuple):
    """A translation and its probability.

    ``rarest`` is the token of it that is rarest in the training text, -1 when it has none, ``words`` its words, as
    :func:`index.analyse.words` has them. Both are None when nothing is noted of it.
    """

    text: str
    weight: float
    rarest: int | None = None
    words: tuple[str, ...] | None = None


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")


def write_table(path: Path, table: Mapping[str, Iterable[tuple[str, float]]]) -> None:
    """Write {key: [(translation, probability)]}; probabilities are kept in steps of 1/94."""
    rows = sorted((_hash(key), key) for key in table)
    blobs = ["\t".join(f"{chr(33 + round(weight * 93))}{text}" for text, weight in table[key]).encode() for _, key in rows]
    offsets = np.concatenate([[0], np.cumsum([len(blob) for blob in blobs])]).astype(np.uint32)
    from safetensors.numpy import save_file

    hashes = np.array([number for number, _ in rows], np.uint64)
    save_file({"hashes": hashes, "offsets": offsets, "blob": np.frombuffer(b"".join(blobs), np.uint8)}, path)
    path.chmod(0o644)


def write_notes(path: Path, tables: Mapping[str, Table], rarest: Callable[[list[str]], list[int]], words: Cut) -> None:
    """Write beside tables, by their files' names, what is noted of each of their translations.

    ``rarest`` gives the rarest token of each of some texts, -1 for none; ``words`` the words of one.
    """
    from safetensors.numpy import save_file

    arrays: dict[str, NDArray[np.uint16] | NDArray[np.uint32]] = {}
    for name, table in tables.items():
        rows = table.texts()
        texts = list(itertools.chain.from_iterable(rows))
        arrays[f"{name}.firsts"] = np.cumsum([0, *map(len, rows)]).astype(np.uint32)
        arrays[f"{name}.rarest"] = np.array([token if token >= 0 else _NO_TOKEN for token in rarest(texts)], np.uint16)
        arrays[f"{name}.cuts"] = np.array([_cuts(text, words(text)) for text in texts], np.uint16)
    save_file(arrays, path)
    path.chmod(0o644)


def _cuts(text: str, words: Sequence[str]) -> int:
    """A bit for each character that begins a word; 0 where the words are not the text cut up, or it is long."""
    if "".join(words) != text or len(text) > _MOST_CUT:
        return 0
    return sum(1 << start for start in itertools.accumulate(map(len, words[:-1]), initial=0))


def _cut(text: str, cuts: int) -> tuple[str, ...] | None:
    if cuts <= 1:
        return (text,) if cuts else None
    starts = [i for i in range(len(text)) if cuts >> i & 1]
    return tuple(text[first:last] for first, last in itertools.pairwise([*starts, len(text)]))


class Table:
    """Look-up of translations in a file written by :func:`write_table`, and in one of :func:`write_notes` where it is given.

    Raises:
        index.errors.ModelError: when a file cannot be read.
    """

    def __init__(self, path: Path, notes: Path | None = None) -> None:
        with shipped(path, "translation table"):
            arrays = mapped(path)
            self._hashes: NDArray[np.uint64] = arrays["hashes"]
            self._offsets: NDArray[np.uint32] = arrays["offsets"]
            self._blob: NDArray[np.uint8] = arrays["blob"]
        self._firsts: NDArray[np.uint32] | None = None
        if notes is not None:
            with shipped(notes, "table of notes"):
                arrays = mapped(notes)
                self._firsts, self._rarest, self._cuts = (arrays[f"{path.stem}.{of}"] for of in ("firsts", "rarest", "cuts"))
                if len(self._firsts) != len(self._hashes) + 1:
                    raise ValueError(f"of another table than {path.name}")

    def look_up(self, keys: Iterable[str]) -> dict[str, list[Row]]:
        """The translations of those of ``keys`` that have any, most probable first."""
        asked = list(dict.fromkeys(keys))
        numbers = np.array([_hash(key) for key in asked], np.uint64)
        places = np.minimum(np.searchsorted(self._hashes, numbers), len(self._hashes) - 1)
        return {asked[i]: self._rows(int(places[i])) for i in np.flatnonzero(self._hashes[places] == numbers).tolist()}

    def texts(self) -> list[list[str]]:
        """All translations, in the order of their keys."""
        return [[text for text, _ in self._written(place)] for place in range(len(self._hashes))]

    def _written(self, place: int) -> list[tuple[str, float]]:
        first, last = self._offsets[place], self._offsets[place + 1]
        rows = self._blob[first:last].tobytes().decode().split("\t")
        return [(row[1:], (ord(row[0]) - 33) / 93) for row in rows]

    def _rows(self, place: int) -> list[Row]:
        written = self._written(place)
        if self._firsts is None:
            return [Row(text, weight) for text, weight in written]
        noted = slice(int(self._firsts[place]), int(self._firsts[place + 1]))
        tokens, cuts = self._rarest[noted].tolist(), self._cuts[noted].tolist()
        return [
            Row(text, weight, token if token != _NO_TOKEN else -1, _cut(text, cut))
            for (text, weight), token, cut in zip(written, tokens, cuts, strict=True)
        ]
