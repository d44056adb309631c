"""Files -> an index, reading only what changed: what the command line and the page call.

:func:`add` puts files and folders into an index and can be run again at any time: a file whose size and time stamp
agree with the last run is not opened; one whose content agrees is not parsed; a changed one replaces its articles in
one step; a moved one keeps their ids; the same content in several places is one article. :func:`watch` goes on doing
so. :func:`restore` takes the raw text of an article that was cleaned too hard, :func:`receipt` says what was taken off.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.embed import bundled
from index.errors import FileError, InputError
from index.jobs import Task
from index.load import Loaded, Readers
from index.run import Run, Summary, stem_of
from index.types import SourceFile
from index.walk import Found, absolute, folders_of, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from index.child import Limits
    from index.local import LocalIndex
    from index.types import Article, Removed

    Paths = Iterable[str | os.PathLike[str]]
    Progress = Callable[[int, int, str], None]

__all__ = ["Summary", "add", "receipt", "remove", "restore", "watch"]

_MOST = 8  # reading processes: what more would read, one process could not write
_MUCH = 1_000_000  # bytes of files, from which on the reading processes encode too; of less, the writer while they start
_SAMPLED_FILES = 24
_FEWEST_FILES = 4
_REPEATED_LINES = 200
_DATA = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".pdf", ".docx", ".epub", ".zip")
_OWN_STRUCTURE = frozenset((*_DATA, ".html", ".htm", ".xhtml", ".mhtml", ".mht", ".md", ".markdown"))


def add(
    index: LocalIndex,
    paths: Paths,
    *,
    collection: str | None = None,
    prune: bool = False,
    keep_all: bool = False,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> Summary:
    """Read the files at and under ``paths`` into ``index``.

    ``collection`` is the group they are put in, by default the name of the folder given. With ``prune`` the articles
    go whose files were under ``paths`` and are gone. With ``keep_all`` the whole text is taken, furniture included.
    ``progress`` is called after each file, and after each batch of a long one, with (articles done, articles in all as
    far as known, path). What was done before an interruption stays done. A file that cannot be read is told of in the
    summary; what it held before stays.

    Raises:
        index.errors.IndexLocked: when another process is writing.
        index.errors.StorageError: when the disk refuses.
    """
    began = time.monotonic()
    given = [absolute(path) for path in paths]
    found = walk(given)
    # What is derived is made anew, if need be, before the writer's lock is taken: making it takes that lock.
    index.refresh()
    with index.writer() as writer:
        index.refresh()
        run = Run(index, writer, collection, keep_all=keep_all)
        run.summary.failed.extend(found.failed)
        run.summary.skipped.extend(found.skipped)
        tasks = run.tasks(found.found)
        try:
            if tasks:
                with Readers(min(_MOST, os.cpu_count() or 1), limits, encode=_is_much(index, tasks)) as readers:
                    run.read(readers, _with_repeated(readers, tasks, found.found), progress)
        except KeyboardInterrupt:
            writer.commit()
            raise
        if prune:
            run.prune(given)
    index.refresh()
    run.summary.seconds = time.monotonic() - began
    return run.summary


def remove(index: LocalIndex, ids: Sequence[str]) -> None:
    """Take articles out of the index; their files stay, and come in again when they change or are added by name anew.

    Raises:
        index.errors.ArticleNotFound: when one of them is not there; then all stay.
    """
    index.articles(ids)
    with index.writer() as writer:
        for article_id in ids:
            writer.remove(article_id)
    index.refresh()


def restore(index: LocalIndex, article_id: str, *, limits: Limits | None = None) -> Article:
    """Take the raw text of an article in place of the cleaned one; it stays so when its file changes.

    Raises:
        index.errors.ArticleNotFound: when there is none of that id.
        index.errors.InputError: when its file is gone, has changed, or cannot be read.
    """
    [article] = index.articles([article_id])
    file, whole = _again(article, limits, keep_all=True)
    restored = replace(
        article,
        text=whole.article.text,
        removed=whole.article.removed,
        pages=whole.article.pages,
        signature=whole.article.signature,
    )
    with index.writer() as writer:
        source = SourceFile(file.path, file.size, file.modified_ns, article.sha256)
        writer.put(restored, whole.passages(article_id), source)
    index.refresh()
    return restored


def receipt(index: LocalIndex, article_id: str, *, limits: Limits | None = None) -> tuple[Removed, ...]:
    """What cleaning took off an article and by which rule: in full while its file is as it was, else as far as kept.

    Raises:
        index.errors.ArticleNotFound: when there is none of that id.
    """
    [article] = index.articles([article_id])
    if not any("more characters" in item.text for item in article.removed):
        return article.removed
    try:
        return _again(article, limits, whole_receipt=True)[1].article.removed
    except InputError:
        return article.removed


def watch(
    index: LocalIndex,
    paths: Paths,
    *,
    collection: str | None = None,
    prune: bool = False,
    keep_all: bool = False,
    stop: Any = None,
) -> Iterator[Summary]:
    """Follow files and folders: whenever something changes there, add it and yield what came of it.

    ``stop`` is an object whose ``is_set()`` ends it, such as a ``threading.Event``; without one it goes on until
    interrupted.
    """
    from watchfiles import watch as follow

    given = [absolute(path) for path in paths]
    for _ in follow(*given, stop_event=stop, debounce=400, raise_interrupt=True):
        summary = add(index, given, collection=collection, prune=prune, keep_all=keep_all)
        if not summary.is_empty:
            yield summary


def _again(
    article: Article, limits: Limits | None, *, keep_all: bool = False, whole_receipt: bool = False
) -> tuple[Found, Loaded]:
    """The file of an article, and the article read anew from it.

    Raises:
        index.errors.InputError: when the file is gone, has changed, or cannot be read.
    """
    path = article.path
    try:
        status = Path(path).stat()
    except OSError:
        raise InputError(f"{path}: the file of {article.id} is gone; its raw text cannot be had") from None
    file = Found(path, status.st_size, status.st_mtime_ns, str(Path(path).parent))
    task = Task(file, keep_all=keep_all, whole_receipt=whole_receipt)
    with Readers(1, limits) as readers:
        [(sha256, results)] = [(r.sha256, list(r.results)) for r in readers.read([task])]
    if sha256 != article.sha256:
        raise InputError(f"{path}: has changed since it was added; run `pullquote add` on it first")
    loaded = [result for result in results if isinstance(result, Loaded)]
    for result in loaded:
        if len(loaded) == 1 or article.id in (result.article.id, stem_of(result)):
            return file, result
    raise next(
        (result for result in results if isinstance(result, FileError)),
        InputError(f"{path}: does not hold {article.id} any more; run `pullquote add` on it"),
    )


def _is_much(index: LocalIndex, tasks: Sequence[Task]) -> bool:
    """Whether the processes that read had better encode too: only the bundled model, which loads in no time."""
    return sum(task.file.size for task in tasks) >= _MUCH and index.embedder is bundled()


def _with_repeated(readers: Readers, tasks: list[Task], found: Sequence[Found]) -> list[Task]:
    """The tasks with the lines that many files of plain text in their folder have: a site's furniture."""
    wanted = {str(Path(task.file.path).parent) for task in tasks}
    repeated: dict[str, tuple[str, ...]] = {}
    for folder, files in folders_of(found).items():
        plain = [file for file in files if Path(file.path).suffix.lower() not in _OWN_STRUCTURE]
        if folder in wanted and len(plain) >= _FEWEST_FILES:
            sample = plain[:: max(1, len(plain) // _SAMPLED_FILES)][:_SAMPLED_FILES]
            counts = Counter(line for lines in readers.lines(sample) for line in lines)
            least = max(3, 0.4 * len(sample))
            repeated[folder] = tuple(line for line, count in counts.most_common(_REPEATED_LINES) if count >= least)
    return [replace(task, repeated=repeated.get(str(Path(task.file.path).parent), ())) for task in tasks]
