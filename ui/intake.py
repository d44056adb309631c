"""Articles added through the page: uploads are kept beside the index, then added as ``pullquote add`` would, with progress."""

from __future__ import annotations

import logging
import secrets
import shutil
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import InputError, PullquoteError
from ui.adding import add

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.local import LocalIndex

_log = logging.getLogger("pullquote.page")
_JOBS_KEPT = 200
_COUNTS = ("added", "changed", "unchanged", "duplicates", "moved", "removed")


@dataclass(slots=True)
class Job:
    """How far an upload has come. ``counts`` and ``failed`` are its summary once ``done``; ``error`` why there is none."""

    user: str
    done: bool = False
    read: int = 0
    files: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    failed: list[tuple[str, str]] = field(default_factory=list)
    error: str | None = None

    def to_dict(self) -> dict[str, Any]:
        failed = [{"path": path, "reason": reason} for path, reason in self.failed]
        return {"done": self.done, "read": self.read, "files": self.files, **self.counts, "failed": failed, "error": self.error}


class Intake:
    """Adds uploaded files to one index, one upload after another, in a thread of its own."""

    def __init__(self, index: LocalIndex, uploads: Path, changed: Callable[[], None]) -> None:
        self._index = index
        self._uploads = uploads
        self._changed = changed
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="intake")

    @staticmethod
    def beside(index: Path) -> Path:
        """Where uploads to an index are kept: ``pullquote.index`` -> ``pullquote.index.uploads``."""
        return index.with_name(index.name + ".uploads")

    def start(self, user: str, files: Sequence[Path], names: Sequence[str], collection: str | None) -> str:
        """Take files over and begin to add them; returns the job's id. ``names`` are what their owner calls them."""
        kept = [self._keep(path, name) for path, name in zip(files, names, strict=True)]
        job, name = Job(user, files=len(kept)), secrets.token_urlsafe(9)
        with self._lock:
            self._jobs[name] = job
            while len(self._jobs) > _JOBS_KEPT:
                self._jobs.popitem(last=False)
        self._worker.submit(self._run, job, kept, collection)
        return name

    def job(self, user: str, name: str) -> Job:
        """How far a job of this user has come.

        Raises:
            InputError: when there is none of that id.
        """
        with self._lock:
            job = self._jobs.get(name)
        if job is None or job.user != user:
            raise InputError("no upload of that id; it may be long finished")
        return job

    def close(self) -> None:
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _keep(self, path: Path, name: str) -> Path:
        """Move an upload beside the index, under its own name; another file of that name keeps its place."""
        self._uploads.mkdir(parents=True, exist_ok=True)
        plain = Path(name.replace("\\", "/")).name.strip(". ") or path.name
        target = self._uploads / plain
        content = path.read_bytes()
        number = 2
        while target.exists() and target.read_bytes() != content:
            target = self._uploads / f"{Path(plain).stem}-{number}{Path(plain).suffix}"
            number += 1
        shutil.move(path, target)
        return target

    def _short(self, reason: str) -> str:
        """A message without the folder of this machine that its reader knows nothing of."""
        return reason.replace(str(self._uploads.resolve()) + "/", "").replace(str(self._uploads) + "/", "")

    def _run(self, job: Job, files: list[Path], collection: str | None) -> None:
        def progress(done: int, known: int, _: str) -> None:
            job.read, job.files = done, known

        try:
            summary = add(self._index, files, collection=collection, progress=progress)
        except PullquoteError as error:
            job.error = str(error)
        except Exception:
            # A thread's exception is nobody's: without this the page would wait for ever.
            _log.exception("adding %d uploaded files failed", len(files))
            job.error = "adding these files failed; the log of the server says why"
        else:
            job.counts = {key: getattr(summary, key) for key in _COUNTS}
            job.failed = [(Path(path).name, self._short(reason)) for path, reason in [*summary.failed, *summary.skipped]]
            self._changed()
        finally:
            job.done = True


def uploaded(files: object, folder: Path, most: int = 500) -> tuple[list[Path], list[str]]:
    """The paths and the own names of files that were uploaded before, from what a client sends of them.

    Only what lies in Gradio's upload ``folder`` counts: a client that names another file of this machine is refused.

    Raises:
        InputError: when it names no file, too many, or one that was not uploaded.
    """
    given = files if isinstance(files, list) else [files]
    if not given or len(given) > most:
        raise InputError(f"give from 1 to {most} uploaded files")
    paths, names = [], []
    for item in given:
        path = item.get("path") if isinstance(item, dict) else item
        real = _real(path, folder) if isinstance(path, str) else None
        if real is None:
            raise InputError("each file has to be one that was uploaded before; use gradio_client's handle_file")
        name = item.get("orig_name") if isinstance(item, dict) else None
        paths.append(real)
        names.append(name if isinstance(name, str) and name else real.name)
    return paths, names


def _real(path: str, folder: Path) -> Path | None:
    """The file of this name, where it is one and in this folder."""
    try:
        real = Path(path).resolve()
        return real if real.is_relative_to(folder.resolve()) and real.is_file() else None
    except (OSError, ValueError):  # a name that no file can have
        return None
