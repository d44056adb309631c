"""The vector index (FAISS): the passages of highest cosine.

Two files: a ``base``, and a ``delta`` of what was added since, so that a commit writes little. Up to ``EXACT`` passages every
vector is looked at, held as half floats. A larger base holds each vector twice: by 4 bits for every two dimensions, which a
search goes through at the speed of memory (FAISS's fast scan), and by 8 bits a dimension, as the store has them, by which the
best of those are ranked again. The id of a vector is its passage's key. What was removed stays in the base, masked, until it is
a fifth of it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from index.types import Hits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Batch = tuple[NDArray[np.int64], NDArray[np.float16] | NDArray[np.float32]]
    Batches = Callable[[], Iterator[Batch]]

EXACT = 20_000  # passages up to which every vector is looked at: in 0.4 ms, of which a fast scan takes half
_RANKED = 6  # times k is how many of the fast scan's best are ranked again: of 350,000 that loses none of the ten nearest
_LEAST = 100  # is the least k that a fast scan is asked for
_WIDEST = 1_000  # is the highest with which a scan whose best are then sifted is quicker than a look at all that is allowed
_TRAINED = 4_096  # vectors that the codes of 4 bits are fitted to; more, or others, changed nothing
_ROUNDS = 8
_SAMPLED = 100_000  # vectors that the range of 8 bits is taken from
_DELTA = 4_096  # passages in the delta, at least, before it is merged into the base
_SHARE = 50  # of a base is what the delta has at most: it costs a search what four times as many in the base do
_GROWN = 8.0  # times its training size at which the base is trained anew
_SEED = 20260101
_BEGIN = (b"IxMp", b"IxM2")  # what FAISS begins the files of an index of our kinds with, and of one of earlier versions
BASE, DELTA = "base.faiss", "delta.faiss"


def library() -> Any:
    """FAISS. 0.15 s to import: only where vectors are searched or written."""
    import faiss

    return faiss


def _exact(dimensions: int) -> Any:
    faiss = library()
    return faiss.IndexIDMap(faiss.IndexScalarQuantizer(dimensions, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT))


def _scanned(sample: NDArray[np.float32]) -> Any:
    faiss = library()
    dimensions = sample.shape[1]
    pieces = dimensions // (2 - dimensions % 2)  # of two dimensions; of one where their number is odd
    scan = faiss.IndexPQFastScan(dimensions, pieces, 4, faiss.METRIC_INNER_PRODUCT)
    scan.pq.cp.seed, scan.pq.cp.niter = _SEED, _ROUNDS
    scan.train(sample[:_TRAINED])
    store = faiss.IndexScalarQuantizer(dimensions, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT)
    store.train(sample)
    return faiss.IndexIDMap(faiss.IndexRefine(scan, store))


def build(count: int, dimensions: int, batches: Batches) -> Any:
    """An index of all ``count`` vectors. ``batches`` gives them anew each time it is called: keys (b,), vectors (b, d)."""
    large = count > EXACT
    index = _scanned(_sample(count, dimensions, min(count, _SAMPLED), batches())) if large else _exact(dimensions)
    return _fill(index, batches())


def _fill(index: Any, batches: Iterable[Batch]) -> Any:
    for keys, vectors in batches:
        index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), np.ascontiguousarray(keys))
    return index


def _sample(count: int, dimensions: int, wanted: int, batches: Iterable[Batch]) -> NDArray[np.float32]:
    """Some of the vectors, in an order drawn by chance."""
    places = np.full(count, -1)
    places[np.random.default_rng(_SEED).permutation(count)[:wanted]] = np.arange(wanted)
    sample, seen = np.zeros((wanted, dimensions), np.float32), 0
    for _, vectors in batches:
        of = places[seen : seen + len(vectors)]
        sample[of[of >= 0]] = vectors[of >= 0]
        seen += len(vectors)
    return sample


def save(index: Any, path: Path) -> None:
    """Write an index to a file.

    Raises:
        OSError: when the disk refuses.
    """
    try:
        library().write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(f"{path.name} cannot be written: {str(error).splitlines()[0]}") from error


def is_ours(data: NDArray[np.uint8]) -> bool:
    """Whether a file's bytes begin as those that :func:`load` takes do: what can be told before FAISS is imported."""
    return data[:4].tobytes() in _BEGIN


def load(data: NDArray[np.uint8]) -> Any:
    """An index from the bytes of its file, already checked. They are read in place, so may be mapped, and must outlive it.

    Raises:
        ValueError: when they are not an index of the kinds made here.
    """
    faiss = library()
    index = faiss.read_index(faiss.ZeroCopyIOReader(faiss.swig_ptr(data), data.size))
    if not isinstance(index, faiss.IndexIDMap):
        raise ValueError(f"a {type(index).__name__} is no vector index of ours")
    return index


class Delta:
    """What a commit makes of the vectors: the two files of the generation before, and what was added and removed since."""

    def __init__(self, folder: Path, dimensions: int, trained: int) -> None:
        self.folder, self.dimensions, self.trained = folder, dimensions, trained
        self._keys: list[NDArray[np.int64]] = []
        self._vectors: list[NDArray[np.float16]] = []

    def add(self, keys: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Keys (n,) and their vectors (n, d)."""
        self._keys.append(keys)
        self._vectors.append(vectors.astype(np.float16))

    def finish(self, alive: NDArray[np.int64], batches: Batches) -> int:
        """Write the files of this generation, whose passages are ``alive`` (sorted keys); how many the base was trained on."""
        held, large = self._held()
        parts = list(self._waiting(alive))
        waiting = sum(len(keys) for keys, _ in parts)
        gone = held - (len(alive) - waiting)
        outgrown = len(alive) > EXACT and (not large or len(alive) > _GROWN * self.trained)
        if not held or outgrown or gone > max(_DELTA, held // 5):
            own = waiting == len(alive)  # then the store need not be read
            base = build(len(alive), self.dimensions, (lambda: iter(parts)) if own else batches)
            self.trained = len(alive)
        elif waiting > max(_DELTA, held // _SHARE):
            base = self._read(BASE)
            _drop(base, alive)
            _fill(base, parts)
        else:
            return self._replace(DELTA, _fill(_exact(self.dimensions), parts))
        self._replace(BASE, base)
        return self._replace(DELTA, _exact(self.dimensions))

    def _waiting(self, alive: NDArray[np.int64]) -> Iterator[Batch]:
        """What of the ``alive`` the base does not hold: those of the delta before, and those added since."""
        before = self._read(DELTA)
        if before is not None and before.ntotal:
            held = _inner(before).reconstruct_n(0, before.ntotal).astype(np.float16)
            yield from _kept(ids_of(before), held, alive)
        for keys, vectors in zip(self._keys, self._vectors, strict=True):
            yield from _kept(keys, vectors, alive)

    def _held(self) -> tuple[int, bool]:
        """How many vectors the base holds, of which nothing else is read, and whether in the form of large ones."""
        path = self.folder / BASE
        if not path.exists():
            return 0, False
        index = load(np.asarray(np.memmap(path, np.uint8, "r")))
        return int(index.ntotal), _is_large(index)

    def _read(self, name: str) -> Any:
        path = self.folder / name
        return library().read_index(str(path)) if path.exists() else None

    def _replace(self, name: str, index: Any) -> int:
        # The file there may be the one of the generation before, by another name: never write into it.
        fresh = self.folder / f"{name}.new"
        save(index, fresh)
        fresh.replace(self.folder / name)
        return self.trained


def _kept(keys: NDArray[np.int64], vectors: NDArray[np.float16], alive: NDArray[np.int64]) -> Iterator[Batch]:
    kept = np.isin(keys, alive)
    if kept.all():
        yield keys, vectors
    elif kept.any():
        yield keys[kept], vectors[kept]


def _inner(index: Any) -> Any:
    """What holds an index's vectors, by their places, not by their keys."""
    return library().downcast_index(index.index)


def _is_large(index: Any) -> bool:
    return isinstance(_inner(index), library().IndexRefine)


def _drop(index: Any, alive: NDArray[np.int64]) -> None:
    """Take out what is not ``alive``. FAISS does so of each part of a large index, but not of the whole."""
    faiss = library()
    held, inner = ids_of(index), _inner(index)
    kept = np.isin(held, alive)
    if kept.all():
        return
    gone = faiss.IDSelectorBatch(np.flatnonzero(~kept))
    for part in (inner.base_index, inner.refine_index) if _is_large(index) else (inner,):
        part.remove_ids(gone)
    faiss.copy_array_to_vector(held[kept], index.id_map)
    index.ntotal = inner.ntotal = int(kept.sum())


def ids_of(index: Any) -> NDArray[np.int64]:
    """All ids that an index holds, in the order of its vectors."""
    return np.asarray(library().vector_to_array(index.id_map), dtype=np.int64)


class VectorsReader:
    """Searches a base and a delta. Safe to share between threads."""

    def __init__(self, base: NDArray[np.uint8], delta: NDArray[np.uint8], alive: NDArray[np.int64]) -> None:
        """The bytes of the two files, and the keys of all passages there are."""
        self._bytes = (base, delta)
        self._base, self._delta = load(base), load(delta)
        self._alive = alive
        held = self._base.ntotal + self._delta.ntotal
        self._mask = None if held == len(alive) else bitmap(alive)

    def search(self, vectors: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None) -> list[Hits]:
        """For each row of ``vectors`` (n, d) the k of highest cosine among the keys ``allowed`` (all, when None).

        Of a large base those that the fast scan has among its best: next to all.
        """
        queries = np.ascontiguousarray(vectors, dtype=np.float32)
        count = len(self._alive) if allowed is None else len(allowed)
        k = min(k, count)
        if k < 1 or not len(queries):
            return [Hits(np.zeros(0, np.int64), np.zeros(0, np.float32)) for _ in queries]
        mask = self._mask if allowed is None else bitmap(allowed)
        # One question's search is too short to share out; the threads that ask are what fills the cores.
        library().omp_set_num_threads(1)
        share = count / max(self._base.ntotal + self._delta.ntotal, 1)
        found = [_search(index, queries, k, mask, share) for index in (self._base, self._delta) if index.ntotal]
        scores = np.concatenate([part[0] for part in found], axis=1)
        keys = np.concatenate([part[1] for part in found], axis=1)
        return [_best(keys[i], scores[i], k) for i in range(len(queries))]

    def ids(self) -> NDArray[np.int64]:
        """The keys of all vectors, of removed passages too."""
        return np.concatenate([ids_of(self._base), ids_of(self._delta)])


def _search(index: Any, queries: NDArray[np.float32], k: int, mask: NDArray[np.uint8] | None, share: float) -> Any:
    """Scores and keys (n, k or more) of the best whose bit is set in ``mask``, which are about a ``share``; -1 is no key."""
    faiss, inner = library(), _inner(index)
    allowed = None if mask is None else faiss.IDSelectorBitmap(mask)
    if not _is_large(index):
        return index.search(queries, k, params=faiss.SearchParameters(sel=allowed))
    # A fast scan can leave nothing out: more is asked of it, and what is not allowed taken from that.
    wanted = max(_LEAST, k if mask is None else math.ceil(1.2 * k / share) + 10)
    if wanted <= _WIDEST or mask is None:
        scores, keys = index.search(queries, wanted, params=faiss.IndexRefineSearchParameters(k_factor=_RANKED))
        if mask is None:
            return scores, keys
        keys[~_is_set(mask, keys)] = -1
        if (np.count_nonzero(keys >= 0, axis=1) >= k).all():
            return scores, keys
    by_place = faiss.IDSelectorTranslated(index.id_map, allowed)
    scores, places = inner.refine_index.search(queries, k, params=faiss.SearchParameters(sel=by_place))
    held = faiss.rev_swig_ptr(index.id_map.data(), index.ntotal)  # in place, for there are as many as passages
    return scores, np.where(places < 0, -1, held[places])


def bitmap(keys: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The keys as FAISS's IDSelectorBitmap wants them: bit i of byte i // 8."""
    bits = np.zeros(int(keys.max(initial=0)) // 8 * 8 + 8, bool)
    bits[keys] = True
    return np.packbits(bits, bitorder="little")


def _is_set(bits: NDArray[np.uint8], keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    inside = (keys >= 0) & (keys < 8 * len(bits))
    places = np.where(inside, keys, 0)
    found: NDArray[np.bool_] = inside & (bits[places >> 3] >> (places & 7) & 1 == 1)
    return found


def _best(keys: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> Hits:
    real = keys >= 0
    keys, scores = keys[real], scores[real]
    order = np.lexsort((keys, -scores))[:k]
    return Hits(keys[order], np.clip(scores[order], -1.0, 1.0))
