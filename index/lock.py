"""One writer at a time, across processes: an advisory lock on a file, which the system lets go when its process dies."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from index.errors import IndexLocked

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_PAUSE_S = 0.02


def _try_lock(descriptor: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class WriterLock:
    """Held while it is open. What the file says is only for the message: the lock itself is the system's.

    Raises:
        index.errors.IndexLocked: when another writer has held it for all of ``wait_s`` seconds.
    """

    def __init__(self, path: Path, wait_s: float) -> None:
        self._descriptor: int | None = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
        give_up = time.monotonic() + wait_s
        while not _try_lock(self._descriptor):
            if time.monotonic() >= give_up:
                holder = self._holder()
                self.close()
                raise IndexLocked(f"{path.parent}: {holder} is writing to this index; wait until it is done, then try again")
            time.sleep(_PAUSE_S)
        os.pwrite(self._descriptor, f"{os.getpid():<20}".encode(), 1)

    def _holder(self) -> str:
        assert self._descriptor is not None
        try:
            said = os.pread(self._descriptor, 20, 1).strip(b"\0\n ")
        except OSError:
            said = b""
        return f"process {int(said)}" if said.isdigit() else "another process"

    def close(self) -> None:
        """Let the next writer in."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> WriterLock:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
