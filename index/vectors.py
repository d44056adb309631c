"""The vector index (FAISS): the passages of highest cosine.

Two files: a ``base``, and a ``delta`` of what was added since, so that a commit writes little. Up to ``EXACT`` passages every
vector is looked at, held as half floats, and by 8 bits a dimension (as the store has them) in a base of more than ``FINE``;
above, the base is IVF with 8 bits, trained on a sample, and trained anew when the collection has doubled. The id of a vector is
its passage's key. What was removed stays in the base, masked, until it is a fifth of it.
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

    Batch = tuple[NDArray[np.int64], NDArray[np.float32]]
    Batches = Callable[[], Iterator[Batch]]

EXACT = 1_000_000  # passages up to which every vector is looked at: 8 ms at 420,000, as half of an IVF index's lists take
FINE = 50_000  # passages up to which half floats are small enough
_SAMPLED = 100_000  # vectors that the range of 8 bits is taken from
_DELTA = 4_096  # passages in the delta, at least, before it is merged into the base
_GROWN = 2.0  # times its training size at which an IVF index is trained anew
_SEED = 20260101
BASE, DELTA = "base.faiss", "delta.faiss"


def library() -> Any:
    """FAISS. 0.15 s to import: only where vectors are searched or written."""
    import faiss

    return faiss


def _flat(dimensions: int, sample: NDArray[np.float32] | None = None) -> Any:
    faiss = library()
    kind = faiss.ScalarQuantizer.QT_fp16 if sample is None else faiss.ScalarQuantizer.QT_8bit_uniform
    store = faiss.IndexScalarQuantizer(dimensions, kind, faiss.METRIC_INNER_PRODUCT)
    if sample is not None:
        store.train(sample)
    return faiss.IndexIDMap2(store)


def lists(count: int) -> int:
    """How many lists an IVF index of ``count`` vectors has: the power of two next to 4 sqrt(count), as FAISS advises."""
    return int(2 ** round(math.log2(4 * math.sqrt(count))))


def _trained(sample: NDArray[np.float32], count: int) -> Any:
    faiss = library()
    dimensions = sample.shape[1]
    coarse = faiss.IndexFlatIP(dimensions)
    index = faiss.IndexIVFScalarQuantizer(
        coarse, dimensions, lists(count), faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT, False
    )
    index.cp.seed, index.cp.niter, index.cp.spherical = _SEED, 8, True
    index.cp.max_points_per_centroid = 64
    index.train(sample)
    return index


def build(count: int, dimensions: int, batches: Batches) -> Any:
    """An index of all ``count`` vectors. ``batches`` gives them anew each time it is called: keys (b,), vectors (b, d)."""
    if _coarseness(count) == 0:
        index = _flat(dimensions)
    elif _coarseness(count) == 1:
        index = _flat(dimensions, _sample(count, dimensions, min(count, _SAMPLED), batches()))
    else:
        wanted = min(count, 64 * lists(count))
        index = _trained(_sample(count, dimensions, wanted, batches()), count)
    for keys, vectors in batches():
        index.add_with_ids(np.ascontiguousarray(vectors), np.ascontiguousarray(keys))
    return index


def _coarseness(count: int) -> int:
    return 2 if count > EXACT else 1 if count > FINE else 0


def _sample(count: int, dimensions: int, wanted: int, batches: Iterable[Batch]) -> NDArray[np.float32]:
    chosen = np.zeros(count, bool)
    chosen[np.random.default_rng(_SEED).permutation(count)[:wanted]] = True
    sample, filled, seen = np.empty((wanted, dimensions), np.float32), 0, 0
    for _, vectors in batches:
        taken = vectors[chosen[seen : seen + len(vectors)]]
        sample[filled : filled + len(taken)] = taken
        filled, seen = filled + len(taken), seen + len(vectors)
    return sample[:filled]


def save(index: Any, path: Path) -> None:
    """Write an index to a file.

    Raises:
        OSError: when the disk refuses.
    """
    try:
        library().write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(f"{path.name} cannot be written: {str(error).splitlines()[0]}") from error


def load(data: NDArray[np.uint8]) -> Any:
    """An index from the bytes of its file, already checked. They are read in place, so may be mapped, and must outlive it.

    Raises:
        ValueError: when they are not an index of the kinds made here.
    """
    faiss = library()
    index = faiss.read_index(faiss.ZeroCopyIOReader(faiss.swig_ptr(data), data.size))
    if not isinstance(index, (faiss.IndexIDMap2, faiss.IndexIVFScalarQuantizer)):
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
        held, delta = self._held(), self._grown(alive)
        gone = held - (len(alive) - delta.ntotal)
        limit = max(_DELTA, held // 20)
        outgrown = _coarseness(len(alive)) > _coarseness(self.trained)
        outgrown |= len(alive) > EXACT and len(alive) > _GROWN * self.trained
        if not held or outgrown or gone > max(_DELTA, held // 5):
            base = build(len(alive), self.dimensions, batches)
            delta, self.trained = _flat(self.dimensions), len(alive)
        elif delta.ntotal > limit:
            base = self._read(BASE)
            self._merge(base, delta, alive)
            delta = _flat(self.dimensions)
        else:
            return self._replace(DELTA, delta)
        self._replace(BASE, base)
        return self._replace(DELTA, delta)

    def _grown(self, alive: NDArray[np.int64]) -> Any:
        delta = self._read(DELTA)
        if delta is None:
            delta = _flat(self.dimensions)
        _drop(delta, library().vector_to_array(delta.id_map), alive)
        for keys, vectors in zip(self._keys, self._vectors, strict=True):
            kept = np.isin(keys, alive)
            if kept.any():
                delta.add_with_ids(vectors[kept].astype(np.float32), keys[kept])
        return delta

    def _merge(self, base: Any, delta: Any, alive: NDArray[np.int64]) -> None:
        _drop(base, ids_of(base), alive)
        keys = library().vector_to_array(delta.id_map)
        base.add_with_ids(delta.index.reconstruct_n(0, delta.ntotal), keys)

    def _held(self) -> int:
        """How many vectors the base holds, of which nothing else is read."""
        path = self.folder / BASE
        return int(load(np.asarray(np.memmap(path, np.uint8, "r"))).ntotal) if path.exists() else 0

    def _read(self, name: str) -> Any:
        path = self.folder / name
        return library().read_index(str(path)) if path.exists() else None

    def _replace(self, name: str, index: Any) -> int:
        # The file there may be the one of the generation before, by another name: never write into it.
        fresh = self.folder / f"{name}.new"
        save(index, fresh)
        fresh.replace(self.folder / name)
        return self.trained


def _drop(index: Any, held: NDArray[np.int64], alive: NDArray[np.int64]) -> None:
    gone = held[~np.isin(held, alive)]
    if len(gone):
        index.remove_ids(library().IDSelectorBatch(gone))


def ids_of(index: Any) -> NDArray[np.int64]:
    """All ids that an index holds, in no order."""
    faiss = library()
    if hasattr(index, "id_map"):
        return np.array(faiss.vector_to_array(index.id_map), dtype=np.int64)
    inverted = index.invlists
    parts = [
        np.array(faiss.rev_swig_ptr(inverted.get_ids(i), inverted.list_size(i)), dtype=np.int64)
        for i in range(inverted.nlist)
        if inverted.list_size(i)
    ]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


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
        """For each row of ``vectors`` (n, d) the k of highest cosine among the keys ``allowed`` (all, when None)."""
        queries = np.ascontiguousarray(vectors, dtype=np.float32)
        count = len(self._alive) if allowed is None else len(allowed)
        k = min(k, count)
        if k < 1 or not len(queries):
            return [Hits(np.zeros(0, np.int64), np.zeros(0, np.float32)) for _ in queries]
        mask = self._mask if allowed is None else bitmap(allowed)
        share = max(count, 1) / max(len(self._alive), 1)
        found = [self._one(index, queries, k, mask, share) for index in (self._base, self._delta) if index.ntotal]
        scores = np.concatenate([part[0] for part in found], axis=1)
        keys = np.concatenate([part[1] for part in found], axis=1)
        return [_best(keys[i], scores[i], k) for i in range(len(queries))]

    def ids(self) -> NDArray[np.int64]:
        """The keys of all vectors, of removed passages too."""
        return np.concatenate([ids_of(self._base), ids_of(self._delta)])

    def _one(self, index: Any, queries: NDArray[np.float32], k: int, mask: NDArray[np.uint8] | None, share: float) -> Any:
        faiss = library()
        # One question's search is too short to share out; the threads that ask are what fills the cores.
        faiss.omp_set_num_threads(1)
        chosen = {} if mask is None else {"sel": faiss.IDSelectorBitmap(mask)}
        if isinstance(index, faiss.IndexIVF):
            # The fewer passages are allowed, the more lists must be looked at to find k of them.
            wanted = math.ceil(probes(index.nlist) / share)
            return index.search(queries, k, params=faiss.SearchParametersIVF(nprobe=min(index.nlist, wanted), **chosen))
        return index.search(queries, k, params=faiss.SearchParameters(**chosen)) if chosen else index.search(queries, k)


def probes(count: int) -> int:
    """How many of ``count`` lists a search looks at.

    Half, because the neighbours of a short question lie in many lists: of 420,000 passages the one that answers a question of
    SQuAD or DRCD was among the ten found in .953 of cases with a quarter of the lists, .967 with half, .973 with all.
    """
    return max(32, count // 2)


def bitmap(keys: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The keys as FAISS's IDSelectorBitmap wants them: bit i of byte i // 8."""
    bits = np.zeros(int(keys.max(initial=0)) // 8 * 8 + 8, bool)
    bits[keys] = True
    return np.packbits(bits, bitorder="little")


def _best(keys: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> Hits:
    real = keys >= 0
    keys, scores = keys[real], scores[real]
    order = np.lexsort((keys, -scores))[:k]
    return Hits(keys[order], np.clip(scores[order], -1.0, 1.0))
