"""The bundled tokenizer for a few short texts, from a table of its merges: a hundredth of a second to load, not a fifth.

It gives the very tokens that ``tokenizer.json`` does, or says that it does not know: beyond Latin letters, common ideographs
and their punctuation, what a text is normalised to is the tokenizer's own matter.
"""

from __future__ import annotations

import itertools
import json
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


def write_pieces(folder: Path) -> None:
    """Write the table beside the ``tokenizer.json`` that it is made of: single characters, and merges in their order."""
    from safetensors.numpy import save_file

    model = json.loads((folder / "tokenizer.json").read_bytes())["model"]
    ids: dict[str, int] = model["vocab"]
    single = {ord(text): number for text, number in ids.items() if len(text) == 1}
    merges = [(ids[left], ids[right], ids[left + right]) for left, right in model["merges"]]
    arrays: dict[str, NDArray[Any]] = {
        "characters": np.array(list(single), np.uint32),
        "characters_ids": np.array(list(single.values()), np.uint16),
        "merges": np.array(merges, np.uint16),
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
        left, right, made = arrays["merges"].astype(np.uint32).T
        self._ranks: dict[int, int] = dict(zip((left << np.uint32(16) | right).tolist(), range(len(made)), strict=True))
        self._made: list[int] = made.tolist()
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
            ranks = [self._ranks.get(left << 16 | right, len(self._made)) for left, right in itertools.pairwise(ids)]
            best = min(ranks)
            if best == len(self._made):
                break
            place = ranks.index(best)
            ids[place : place + 2] = [self._made[best]]
        return tuple(ids)
