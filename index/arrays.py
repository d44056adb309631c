"""Arrays of a safetensors file, mapped: what is never looked at is never read, and processes share what is.

The library's own loader for numpy copies the whole file into memory, of which a question needs a hundredth.
"""

from __future__ import annotations

import json
import math
import mmap
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_BIAS = np.float32(2.0**112)  # what the exponent of a half float's bits, read as those of a float, lacks
_HALF = np.int32(-0x70002000)  # the sign, and the bits of a half float moved to where a float has them
_KINDS = {"F16": "<f2", "F32": "<f4", "U8": "u1", "U16": "<u2", "U32": "<u4", "U64": "<u8"}


def mapped(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of the file by name, read-only.

    Raises:
        OSError: when the file cannot be read.
        ValueError, KeyError, TypeError: when it is no whole safetensors file of the kinds used here.
    """
    with path.open("rb") as file:
        data = np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), np.uint8)
    start = 8 + int.from_bytes(data[:8].tobytes(), "little")
    if not 8 < start <= len(data):
        raise ValueError("its header is cut off")
    found = {}
    for name, about in json.loads(data[8:start].tobytes()).items():
        if name != "__metadata__":
            kind, shape, (first, last) = np.dtype(_KINDS[about["dtype"]]), about["shape"], about["data_offsets"]
            if not 0 <= first <= last <= len(data) - start or last - first != kind.itemsize * math.prod(shape):
                raise ValueError(f"{name} is cut off")
            found[name] = np.frombuffer(data, kind, math.prod(shape), start + first).reshape(shape)
    return found


@contextmanager
def shipped(path: Path, what: str) -> Iterator[None]:
    """Within it a file of the package is read, ``what`` it is in two words.

    Raises:
        index.errors.ModelError: when the file cannot be read; the message names the remedy.
    """
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: not a readable {what} ({error}); reinstall pullquote") from error


def widened(halves: NDArray[np.float16]) -> NDArray[np.float32]:
    """Finite half floats as floats: what ``astype`` gives, in a quarter of the time."""
    bits = halves.view(np.int16).astype(np.int32)
    bits <<= np.int32(13)
    bits &= _HALF
    floats = bits.view(np.float32)
    floats *= _BIAS
    return floats


def stretches(sizes: NDArray[np.int64], chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of some of several stretches of these sizes that lie end to end, one stretch after the other."""
    starts, taken = (np.cumsum(sizes) - sizes)[chosen], sizes[chosen]
    places: NDArray[np.int64] = np.arange(int(taken.sum())) + np.repeat(starts - (np.cumsum(taken) - taken), taken)
    return places


def distinct(numbers: NDArray[Any], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The different ones of some numbers below ``count``, ascending, and where each stands: ``np.unique`` without a sort."""
    seen = np.zeros(count, bool)
    seen[numbers] = True
    found = np.flatnonzero(seen)
    place = np.empty(count, np.int64)
    place[found] = np.arange(len(found))
    return found, place.take(numbers)
