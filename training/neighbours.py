"""For every token the tokens most like it, in both languages: what the token grain reads instead of multiplying matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from safetensors.numpy import save_file

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

LEAST = 0.3  # a cosine under it is a probability under a tenth


def write_neighbours(path: Path, vectors: NDArray[np.float32], han: NDArray[np.bool_], count: int = 28) -> None:
    """``ids`` (V, 2 count) uint16 and ``cosines`` (V, 2 count) uint8, in steps of 1/255, 0 where there is none.

    ``count`` of them are among the Han tokens (``han``) and as many among the others, so that neither language crowds the
    other out.
    """
    rows = torch.nn.functional.normalize(torch.from_numpy(vectors.astype(np.float32)))
    ids = np.zeros((len(vectors), 2 * count), np.uint16)
    cosines = np.zeros((len(vectors), 2 * count), np.uint8)
    for part, which in enumerate((np.flatnonzero(han), np.flatnonzero(~han))):
        columns = slice(part * count, (part + 1) * count)
        these = rows[torch.from_numpy(which)]
        for first in range(0, len(rows), 1024):
            best, place = torch.topk(rows[first : first + 1024] @ these.T, count)
            ids[first : first + 1024, columns] = which[place.numpy()]
            near = np.clip(best.numpy(), 0, 1)
            cosines[first : first + 1024, columns] = np.round(np.where(near < LEAST, 0, near) * 255)
    save_file({"ids": ids, "cosines": cosines}, path)
    path.chmod(0o644)


def han_tokens(tokenizer: Tokenizer) -> NDArray[np.bool_]:
    """(V,): which tokens are of Han characters."""
    found = np.zeros(tokenizer.get_vocab_size(), bool)
    for token, number in tokenizer.get_vocab().items():
        found[number] = "\u3400" <= token[0] <= "\u9fff"
    return found
