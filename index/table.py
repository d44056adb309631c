"""The translation table on disk: sorted hashes of keys, and for each key its translations with probabilities.

One safetensors file, mapped and not parsed, so that opening it costs nothing and looking a question up costs microseconds.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from index.arrays import mapped, shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray


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


class Table:
    """Look-up of translations in a file written by :func:`write_table`.

    Raises:
        index.errors.ModelError: when the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        with shipped(path, "translation table"):
            arrays = mapped(path)
            self._hashes: NDArray[np.uint64] = arrays["hashes"]
            self._offsets: NDArray[np.uint32] = arrays["offsets"]
            self._blob: NDArray[np.uint8] = arrays["blob"]

    def look_up(self, keys: Iterable[str]) -> dict[str, list[tuple[str, float]]]:
        """The translations of those of ``keys`` that have any, most probable first."""
        asked = list(dict.fromkeys(keys))
        numbers = np.array([_hash(key) for key in asked], np.uint64)
        places = np.minimum(np.searchsorted(self._hashes, numbers), len(self._hashes) - 1)
        found = {}
        for i in np.flatnonzero(self._hashes[places] == numbers):
            first, last = self._offsets[places[i]], self._offsets[places[i] + 1]
            rows = self._blob[first:last].tobytes().decode().split("\t")
            found[asked[i]] = [(row[1:], (ord(row[0]) - 33) / 93) for row in rows]
        return found
