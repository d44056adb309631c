"""The vector index: exact while small, nearly so when large, and never a file that is not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from index import vectors
from index.vectors import Delta, VectorsReader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

DIMENSIONS = 24


def unit(count: int, seed: int = 1) -> NDArray[np.float32]:
    """Directions in clumps, as those of texts are."""
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((max(1, count // 50), DIMENSIONS))
    drawn = centres[rng.integers(len(centres), size=count)] + 0.5 * rng.standard_normal((count, DIMENSIONS))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


def reader(folder: Path, keys: NDArray[np.int64], drawn: NDArray[np.float32]) -> VectorsReader:
    def batches() -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        for first in range(0, len(keys), 1000):
            yield keys[first : first + 1000], drawn[first : first + 1000]

    delta = Delta(folder, DIMENSIONS, 0)
    delta.finish(keys, batches)
    return opened(folder, keys)


def opened(folder: Path, keys: NDArray[np.int64]) -> VectorsReader:
    base, delta = (np.fromfile(folder / name, np.uint8) for name in (vectors.BASE, vectors.DELTA))
    return VectorsReader(base, delta, keys)


def nearest(question: NDArray[np.float32], keys: NDArray[np.int64], drawn: NDArray[np.float32], k: int) -> list[int]:
    return keys[np.argsort(-(drawn @ question), kind="stable")[:k]].tolist()  # type: ignore[no-any-return]


def test_a_small_index_is_exact(tmp_path: Path) -> None:
    keys, drawn = np.arange(1, 501, dtype=np.int64) * 3, unit(500)
    small = reader(tmp_path, keys, drawn)
    for question in unit(20, seed=2):
        [hits] = small.search(question[None], 10)
        assert np.allclose(np.sort(hits.scores), np.sort(drawn @ question)[-10:], atol=2e-3)
        assert len(set(hits.keys.tolist()) & set(nearest(question, keys, drawn, 12))) >= 9


def test_among_few_allowed_all_are_found_even_by_an_approximate_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT", 2000)
    keys, drawn = np.arange(6000, dtype=np.int64) + 1, unit(6000)
    large = reader(tmp_path, keys, drawn)
    allowed = np.random.default_rng(5).choice(keys, 25, replace=False)
    for question in unit(10, seed=3):
        [hits] = large.search(question[None], 25, np.sort(allowed))
        assert sorted(hits.keys.tolist()) == sorted(allowed.tolist())


def test_a_large_index_loses_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT", 2000)
    keys, drawn = np.arange(12_000, dtype=np.int64), unit(12_000)
    large = reader(tmp_path, keys, drawn)
    questions = unit(100, seed=4)
    found = large.search(questions, 10)
    shares = [
        len(set(hits.keys.tolist()) & set(nearest(q, keys, drawn, 10))) / 10 for q, hits in zip(questions, found, strict=True)
    ]
    assert np.mean(shares) > 0.93


def test_what_is_added_and_removed_after_is_seen(tmp_path: Path) -> None:
    keys, drawn = np.arange(300, dtype=np.int64), unit(300)
    reader(tmp_path, keys, drawn)
    more = unit(5, seed=9)
    delta = Delta(tmp_path, DIMENSIONS, 300)
    delta.add(np.arange(300, 305, dtype=np.int64), more)
    alive = np.concatenate([np.arange(20, 300), np.arange(300, 304)]).astype(np.int64)
    delta.finish(alive, lambda: iter(()))
    after = opened(tmp_path, alive)
    [hits] = after.search(more[:1], 1)
    assert hits.keys.tolist() == [300]
    [every] = after.search(more[:1], 1000)
    assert sorted(every.keys.tolist()) == alive.tolist()


def test_no_vectors_no_hits(tmp_path: Path) -> None:
    empty = reader(tmp_path, np.zeros(0, np.int64), np.zeros((0, DIMENSIONS), np.float32))
    assert [len(hits.keys) for hits in empty.search(unit(2), 5)] == [0, 0]


def test_a_file_that_is_no_index_of_ours_is_refused(tmp_path: Path) -> None:
    import faiss

    faiss.write_index(faiss.IndexFlatL2(4), str(tmp_path / "other"))
    with pytest.raises(ValueError, match="no vector index of ours"):
        vectors.load(np.fromfile(tmp_path / "other", np.uint8))


def test_a_bitmap_has_a_bit_for_each_key() -> None:
    bits = vectors.bitmap(np.array([0, 3, 8, 17]))
    assert [i for i in range(8 * len(bits)) if bits[i // 8] >> (i % 8) & 1] == [0, 3, 8, 17]


def test_a_grown_index_is_built_anew_with_eight_bits_and_loses_next_to_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "FINE", 1000)
    keys, drawn = np.arange(3000, dtype=np.int64), unit(3000)
    reader(tmp_path, keys[:900], drawn[:900])
    fine = (tmp_path / vectors.BASE).stat().st_size / 900
    grown = Delta(tmp_path, DIMENSIONS, 900)
    grown.add(keys[900:], drawn[900:])
    assert grown.finish(keys, lambda: iter([(keys, drawn)])) == 3000
    assert (tmp_path / vectors.BASE).stat().st_size / 3000 < fine
    questions = unit(100, seed=6)
    found = opened(tmp_path, keys).search(questions, 10)
    shares = [
        len(set(hits.keys.tolist()) & set(nearest(q, keys, drawn, 10))) / 10 for q, hits in zip(questions, found, strict=True)
    ]
    assert np.mean(shares) > 0.97
