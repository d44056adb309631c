"""The bundled tokenizer for a few short texts, from a table of its merges: a thousandth of a second to load, not a fifth.

It gives the very tokens that ``tokenizer.json`` does, or says that it does not know: beyond Latin letters, common ideographs
and their punctuation, what a text is normalised to is the tokenizer's own matter.
"""

from __future__ import annotations

import itertools
import json
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from index.analyse import fold
from index.arrays import mapped
from index.patterns import lazily

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FILE = "pieces.safetensors"
KNOWN = lazily(
    r"[\x20-\x7e\u4e00-\u9fff"
    r"\u00a1-\u00a7\u00a9-\u00ac\u00ae\u00b0-\u00b3\u00b6-\u00b7\u00b9-\u00bb\u00bf-\u00c5\u00c7-\u00cf\u00d1-\u00d7"
    r"\u00d9-\u00dd\u00e0-\u00e5\u00e7-\u00ef\u00f1-\u00f7\u00f9-\u00fd\u00ff-\u010f\u0112-\u0125\u0128-\u012f"
    r"\u0134-\u0137\u0139-\u013e\u0143-\u0148\u014c-\u0151\u0154-\u0165\u0168-\u017f\u2010\u2012-\u2016\u2018-\u2023"
    r"\u2027\u2030-\u2032\u2035\u2038-\u203b\u203d\u203f\u20a0-\u20a7\u20a9-\u20bf\u3001-\u3004\u3008-\u301f"
    r"\uff01-\uff5e"
    r"]*"
)
"""Texts of which folding makes what the tokenizer's own normalising does."""
RUN = r"[\u4e00-\u9fff]+|[0-9]+|[a-z]+|[^\s]"
"""What the tokenizer parts such a text into once it is folded."""
_RUN = lazily(RUN)
_BLANK = lazily(r"[\t\n\r\u00a0\u2000-\u200a\u3000]")
_UNKNOWN = 0
_NEVER = 1 << 32
_KEPT = 1 << 16


def write_pieces(folder: Path) -> None:
    """Write the table beside the ``tokenizer.json`` that it is made of: single characters, and merges of two pieces."""
    from safetensors.numpy import save_file

    model = json.loads((folder / "tokenizer.json").read_bytes())["model"]
    ids: dict[str, int] = model["vocab"]
    single = {ord(text): number for text, number in ids.items() if len(text) == 1}
    # Sorted, so that a pair is found without reading them all; as numbers that are the lower, the sooner a pair is merged.
    merges = sorted(
        (ids[left] << 16 | ids[right], rank << 16 | ids[left + right]) for rank, (left, right) in enumerate(model["merges"])
    )
    arrays: dict[str, NDArray[Any]] = {
        "characters": np.array(list(single), np.uint32),
        "characters_ids": np.array(list(single.values()), np.uint16),
        "merges": np.array(merges, np.uint32).T.copy(),
    }
    save_file(arrays, folder / FILE)
    (folder / FILE).chmod(0o644)


class Pieces:
    """Tokens of short texts.

    Raises:
        OSError, ValueError, KeyError, TypeError: when the folder's table cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        arrays = mapped(folder / FILE)
        self._ids: dict[int, int] = dict(zip(arrays["characters"].tolist(), arrays["characters_ids"].tolist(), strict=True))
        self._merges = _Merges(*arrays["merges"])
        self._merged = lru_cache(maxsize=4096)(self._merge)

    def tokens(self, text: str) -> list[int] | None:
        """The token ids of ``text``; None when it has a character that only the tokenizer itself knows how to read."""
        if not KNOWN.fullmatch(text):
            text = _BLANK.sub(" ", text).replace("…", "...")
            if not KNOWN.fullmatch(text):
                return None
        return [token for run in _RUN.findall(fold(text)) for token in self._merged(run)]

    def _merge(self, run: str) -> tuple[int, ...]:
        """The pieces of one run: of all neighbours that may be merged the pair of the lowest rank is, the first one first."""
        ids = [self._ids.get(ord(character), _UNKNOWN) for character in run]
        while len(ids) > 1:
            merges = [self._merges[left << 16 | right] for left, right in itertools.pairwise(ids)]
            best = min(merges)
            if best == _NEVER:
                break
            place = merges.index(best)
            ids[place : place + 2] = [best & 0xFFFF]
        return tuple(ids)


class _Merges(dict[int, int]):
    """What two neighbouring pieces, left << 16 | right, become, and how soon: rank << 16 | piece. Those met lately are kept."""

    def __init__(self, pairs: NDArray[np.uint32], made: NDArray[np.uint32]) -> None:
        self._pairs, self._made = pairs.data, made.data

    def __missing__(self, pair: int) -> int:
        if len(self) >= _KEPT:
            self.clear()
        place = bisect_left(self._pairs, pair)
        known = place < len(self._pairs) and self._pairs[place] == pair
        found = self[pair] = self._made[place] if known else _NEVER
        return found
