"""``verify``: check all, put right what can be, and say so."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from index import derived, draft, opening, salvage, verify
from index.derived import Stale
from index.errors import IndexDamaged
from index.snapshot import Connections

if TYPE_CHECKING:
    import sqlite3

    from index.store import State
    from index.verify import Report, Sound


def checkup(root: Path) -> Report:
    """See :meth:`index.local.LocalIndex.verify`."""
    began = time.monotonic()
    sound = _checked(root)
    repaired = []
    if sound.problems:
        # Once more, now that no writer can come between the finding and the repair.
        with opening.lock(root, 10.0), contextlib.closing(Connections(root)) as connections, connections.lend() as db:
            sound = verify.check_store(db, connections.state, root)
            if sound.problems:
                kept = salvage.salvage(root, db, connections.state, sound).articles
                repaired.append(f"a new store with the {kept} articles that are whole was put in the old one's place")
    found, done, state = _check_derived(root)
    return verify.Report(
        ok=not sound.lost,
        generation=state.generation,
        articles=state.articles,
        passages=state.passages,
        bytes=_size(root),
        seconds=time.monotonic() - began,
        problems=(*sound.problems, *found),
        repaired=(*repaired, *done),
        lost=tuple(sound.lost),
    )


def _size(root: Path) -> int:
    size = 0
    for folder, _, names in os.walk(root):
        for name in names:
            with contextlib.suppress(OSError):  # swept away by a writer meanwhile
                size += (Path(folder) / name).stat().st_size
    return size


def _checked(root: Path) -> Sound:
    with contextlib.closing(Connections(root)) as connections, connections.lend() as db:
        return verify.check_store(db, connections.state, root)


def _check_derived(root: Path) -> tuple[list[str], list[str], State]:
    found, state = _derived_problems(root)
    if not found:
        return [], [], state
    with opening.lock(root, 10.0):
        found, state = _derived_problems(root)
        if not found:
            return [], [], state
        with contextlib.closing(Connections(root)) as connections, connections.lend() as db:
            derived.sweep(root, draft.rebuild(root, state, db).folder)
    return found, ["what is searched was made again from the store"], state


def _derived_problems(root: Path) -> tuple[list[str], State]:
    while True:
        with contextlib.closing(Connections(root)) as connections, connections.lend() as db:
            state = connections.state
            found = _fits(root, state, db)
            # A writer that commits meanwhile sweeps these very files away: that is no damage.
            if not found or not connections.outdated():
                return found, state


def _fits(root: Path, state: State, db: sqlite3.Connection) -> list[str]:
    try:
        opening.refuse_misfit(root, state)
        return verify.check_derived(db, derived.open_derived(derived.folder_of(root, state), state))
    except (IndexDamaged, Stale) as error:
        return [str(error)]
