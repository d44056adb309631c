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


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VectorsReader:
    """An index of 12,000 vectors, which counts as large."""
    monkeypatch.setattr(vectors, "EXACT", 2000)
    return reader(tmp_path, np.arange(12_000, dtype=np.int64) + 1, unit(12_000))


def share_found(index: VectorsReader, keys: NDArray[np.int64], drawn: NDArray[np.float32], *, only: bool = False) -> float:
    """Of the ten nearest to a hundred questions among ``keys``."""
    questions = unit(100, seed=4)
    found = index.search(questions, 10, keys if only else None)
    return float(np.mean([np.isin(nearest(q, keys, drawn, 10), h.keys).mean() for q, h in zip(questions, found, strict=True)]))


def test_a_large_index_loses_next_to_nothing(large: VectorsReader) -> None:
    assert share_found(large, np.arange(12_000) + 1, unit(12_000)) > 0.95


@pytest.mark.parametrize("every", [2, 7, 40])
def test_whatever_share_is_allowed_the_nearest_of_it_are_found(large: VectorsReader, every: int) -> None:
    keys, drawn = np.arange(1, 12_001, every), unit(12_000)[::every]
    assert share_found(large, keys, drawn, only=True) > 0.95


def test_among_few_allowed_all_are_found_even_by_a_large_index(large: VectorsReader) -> None:
    allowed = np.sort(np.random.default_rng(5).choice(12_000, 25, replace=False) + 1)
    for question in unit(10, seed=3):
        [hits] = large.search(question[None], 25, allowed)
        assert sorted(hits.keys.tolist()) == allowed.tolist()


def test_where_all_near_ones_are_not_allowed_those_far_away_are_found(large: VectorsReader) -> None:
    question, drawn = unit(1, seed=3)[0], unit(12_000)
    far = np.sort(np.argsort(drawn @ question)[:6000]) + 1
    [hits] = large.search(question[None], 10, far)
    assert np.isin(hits.keys, far).all()
    assert np.allclose(hits.scores, np.sort(drawn[far - 1] @ question)[:-11:-1], atol=0.01)


@pytest.mark.parametrize("removed", [1000, 5000])
def test_what_is_removed_from_a_large_index_is_masked_then_taken_out(
    tmp_path: Path, large: VectorsReader, removed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "_DELTA", 50)
    drawn = unit(12_000)
    alive = np.arange(removed, 12_000, dtype=np.int64) + 1
    Delta(tmp_path, DIMENSIONS, 12_000).finish(alive, lambda: iter([(alive, drawn[removed:])]))
    after = opened(tmp_path, alive)
    assert len(after.ids()) == (12_000 if removed < 2400 else len(alive))
    assert share_found(after, alive, drawn[removed:]) > 0.95


def test_what_is_added_to_a_large_index_goes_into_its_base_in_time(
    tmp_path: Path, large: VectorsReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "_DELTA", 50)
    more, drawn = unit(400, seed=9), unit(12_000)
    keys, base = np.arange(500, 12_400, dtype=np.int64) + 1, tmp_path / vectors.BASE
    delta = Delta(tmp_path, DIMENSIONS, 12_000)
    delta.add(keys[-400:-300], more[:100])
    delta.finish(np.arange(12_100, dtype=np.int64) + 1, lambda: iter(()))
    before = base.stat().st_ino
    delta = Delta(tmp_path, DIMENSIONS, 12_000)
    delta.add(keys[-300:], more[100:])
    delta.finish(keys, lambda: iter(()))
    assert base.stat().st_ino != before
    assert sorted(opened(tmp_path, keys).ids().tolist()) == keys.tolist()
    assert share_found(opened(tmp_path, keys), keys, np.concatenate([drawn[500:], more])) > 0.95


def test_the_same_vectors_make_the_same_files(tmp_path: Path, large: VectorsReader) -> None:
    made = (tmp_path / vectors.BASE).read_bytes()
    reader(tmp_path, np.arange(12_000, dtype=np.int64) + 1, unit(12_000))
    assert (tmp_path / vectors.BASE).read_bytes() == made


def test_an_exact_index_of_any_size_from_an_earlier_version_is_searched_and_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faiss, keys, drawn = vectors.library(), np.arange(3000, dtype=np.int64) + 1, unit(3000)
    for name, part in ((vectors.BASE, slice(0, 2900)), (vectors.DELTA, slice(2900, 3000))):
        flat = faiss.IndexScalarQuantizer(DIMENSIONS, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT)
        flat.train(drawn)
        before = faiss.IndexIDMap2(flat)
        before.add_with_ids(drawn[part], keys[part])
        vectors.save(before, tmp_path / name)
    monkeypatch.setattr(vectors, "EXACT", 1000)
    assert share_found(opened(tmp_path, keys), keys, drawn) > 0.95
    assert share_found(opened(tmp_path, keys[5:]), keys[5:], drawn[5:], only=True) > 0.95
    assert Delta(tmp_path, DIMENSIONS, 2900).finish(keys[5:], lambda: iter([(keys[5:], drawn[5:])])) == 2995
    assert share_found(opened(tmp_path, keys[5:]), keys[5:], drawn[5:]) > 0.95


def test_an_odd_number_of_dimensions_is_searched_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT", 100)
    drawn, keys = np.ascontiguousarray(unit(1000)[:, :23]), np.arange(1000, dtype=np.int64)
    made = vectors.build(1000, 23, lambda: iter([(keys, drawn)]))
    assert made.search(drawn[:1], 1)[1].tolist() == [[0]]


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


def test_a_grown_index_is_built_anew_and_takes_less_a_passage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT", 1000)
    keys, drawn = np.arange(3000, dtype=np.int64), unit(3000)
    reader(tmp_path, keys[:900], drawn[:900])
    fine = (tmp_path / vectors.BASE).stat().st_size / 900
    grown = Delta(tmp_path, DIMENSIONS, 900)
    grown.add(keys[900:], drawn[900:])
    assert grown.finish(keys, lambda: iter([(keys, drawn)])) == 3000
    assert (tmp_path / vectors.BASE).stat().st_size / 3000 < fine
    assert share_found(opened(tmp_path, keys), keys, drawn) > 0.95


def test_an_index_that_has_outgrown_its_training_is_trained_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT", 200)
    keys, drawn = np.arange(2500, dtype=np.int64), unit(2500)
    reader(tmp_path, keys[:300], drawn[:300])
    trained = {}
    for count in (2000, 2500):
        grown = Delta(tmp_path, DIMENSIONS, 300)
        grown.add(keys[300:count], drawn[300:count])
        trained[count] = grown.finish(keys[:count], lambda count=count: iter([(keys[:count], drawn[:count])]))  # type: ignore[misc]
    assert trained == {2000: 300, 2500: 2500}
