"""From a folder to a generation that can be searched: what is there, is it whole, and if not, can it be made again?"""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from index import derived, draft, store
from index.derived import Stale
from index.errors import IndexDamaged, IndexLocked, IndexNotFound, StorageError
from index.lock import WriterLock
from index.snapshot import Connections, Snapshot

if TYPE_CHECKING:
    from index.derived import Checked, Derived
    from index.store import State

LOCK = "writer.lock"
_TRIES = 50
_SHORT_S = 0.5


def exists(root: Path) -> bool:
    """Whether there is an index at ``root``.

    Raises:
        index.errors.IndexDamaged: when there was one, and its store is gone.
    """
    if store.exists(root / store.STORE):
        return True
    if derived.generations(root):
        raise IndexDamaged(f"{root}: {store.STORE} is gone or empty; put a copy back, or delete the folder and add anew")
    return False


def require(root: Path) -> None:
    """Is there an index at ``root``, of this version? An older one is brought up to it.

    Raises:
        index.errors.IndexNotFound: when there is none.
        index.errors.IndexVersionError: when a newer version wrote it.
    """
    if not exists(root):
        raise IndexNotFound(f"{root}: no index here; make one with `pullquote add FOLDER --index {root}`")
    path = root / store.STORE
    with contextlib.closing(store.connect(path)) as db:
        if not store.check_version(db, path):
            with lock(root, 10.0):
                store.migrate(db, path)


def lock(root: Path, wait_s: float) -> WriterLock:
    """The writer's lock of an index.

    Raises:
        index.errors.IndexLocked: when another holds it for ``wait_s`` seconds.
    """
    with store.faults(root):
        return WriterLock(root / LOCK, wait_s)


def snapshot(root: Path, before: Snapshot | None) -> Snapshot:
    """The newest generation, opened; derived files that are missing, stale or damaged are made again.

    Raises:
        index.errors.IndexDamaged: when the store fails its checksums, or has gone back to an older generation.
    """
    checked = before.derived.checked if before else None
    for _ in range(_TRIES):
        connections = Connections(root)
        folder = derived.folder_of(root, connections.state)
        try:
            return Snapshot(connections, derived.open_derived(folder, connections.state, checked))
        except Stale:
            # Either a writer has committed since the store was read, and swept the folder away, or it is damaged.
            if not connections.outdated():
                refuse_misfit(root, connections.state)
                return Snapshot(connections, _rebuilt(root, connections))
    raise StorageError(f"{root}: it is written to faster than it can be opened; try again")


def newest_derived(root: Path, checked: Checked | None) -> Derived:
    """For the writer, who holds the lock: the derived files of the newest generation, made again if need be."""
    connections = Connections(root)
    state = connections.state
    try:
        return derived.open_derived(derived.folder_of(root, state), state, checked)
    except Stale:
        refuse_misfit(root, state)
        with connections.lend() as db:
            return draft.rebuild(root, state, db)
    finally:
        connections.close()


def refuse_misfit(root: Path, state: State) -> None:
    """Is the store another index's, or has it gone back: to a copy of an older generation, or because its log was lost?

    A commit publishes what is derived before the store moves on, and removes the older after: nothing but a store put there
    from elsewhere leaves another index's or a newer generation without the present one.

    Raises:
        index.errors.IndexDamaged: when it is or has.
    """
    if derived.folder_of(root, state).is_dir():
        return
    owners = [(number, derived.owner(folder)) for number, folder in derived.generations(root)]
    if any(owner not in {None, state.index} for _, owner in owners):
        raise IndexDamaged(
            f"{root}: {store.STORE} is of another index than the files beside it; put the right copy back, or run `pullquote"
            " verify` to go on with it"
        )
    if any(owner == state.index and number > state.generation for number, owner in owners):
        raise IndexDamaged(
            f"{root}: {store.STORE} has gone back to generation {state.generation}, older than what was committed; put"
            " the newer copy back, or run `pullquote verify` to go on from the older one"
        )


def _rebuilt(root: Path, connections: Connections) -> Derived:
    state = connections.state
    with connections.lend() as db:
        try:
            with lock(root, _SHORT_S):
                return draft.rebuild(root, state, db)
        except (StorageError, IndexLocked):
            # A disk that is full or read-only, or a writer at work, must not keep anyone from reading.
            with tempfile.TemporaryDirectory(prefix="pullquote-", ignore_cleanup_errors=True) as spare:
                return draft.rebuild(Path(spare), state, db)
