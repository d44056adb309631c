"""Which character each character is folded to -> index/model/folding.safetensors: ``python -m training.folding``.

OpenCC says which simplified character a traditional one is, Unicode which letter is another with an accent, in capitals or of
full width. Every text that was ever indexed was folded by this table, and ``tokenizer.json`` holds it too.
"""

from __future__ import annotations

import itertools
import unicodedata
from pathlib import Path

import numpy as np
from opencc import OpenCC
from safetensors.numpy import save_file

from index import embed
from index.analyse import FOLDING

_IDEOGRAPHS = ((0x3400, 0x4DC0), (0x4E00, 0xA000))
# The blocks in which case, width or accents occur: ASCII, Latin, Greek, Cyrillic, letter-like, enclosed, old Han, full-width.
_FOLDED = (
    (0x41, 0x5B), (0xA1, 0x250), (0x370, 0x530), (0x1E00, 0x2000),
    (0x2100, 0x2150), (0x2460, 0x2500), (0xF900, 0xFB00), (0xFF01, 0xFFEF),
)  # fmt: skip


def folding() -> dict[int, int]:
    """Code point -> code point for every character that folding changes."""
    blocks = [chr(code) for code in itertools.chain.from_iterable(itertools.starmap(range, _FOLDED))]
    simple = [_simple(character) for character in blocks]
    han = [chr(code) for block in _IDEOGRAPHS for code in range(*block)]
    # Spaces between them keep the converter from reading neighbours as a phrase.
    folded = OpenCC("t2s").convert(" ".join(simple + han)).split(" ")
    pairs = zip(blocks + han, folded, strict=True)
    return {ord(old): ord(new) for old, new in pairs if len(new) == 1 and old != new}


def _simple(character: str) -> str:
    lower = unicodedata.normalize("NFKC", character).lower()
    if len(lower) != 1:
        return character
    base = unicodedata.normalize("NFKD", lower)[0]
    return base if base.isalpha() and base.isascii() else lower


def write(folder: Path) -> None:
    """Write the table into a model's folder."""
    found = folding()
    save_file(
        {"given": np.array(list(found), np.uint16), "folded": np.array(list(found.values()), np.uint32)}, folder / FOLDING
    )
    (folder / FOLDING).chmod(0o644)


if __name__ == "__main__":
    write(Path(embed.__file__).parent / "model")
