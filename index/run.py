"""One run of :func:`index.sync.add`: what was found, what the index holds, and what is done about it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from index.books import UNFINISHED, Books
from index.clean import KEPT_WHOLE
from index.errors import FileError
from index.jobs import Task
from index.types import SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from index.load import Loaded, Readers, Reading
    from index.local import LocalIndex, StoredFile
    from index.types import Article
    from index.walk import Found
    from index.writer import Writer

_COMMIT_SECONDS = 30.0  # of which a kill loses the work; each commit leaves a lexical segment, which costs every search
_COMMITTING = 8.0  # times as long as the last commit took, at least, until the next: the larger an index, the longer one takes


@dataclass(slots=True)
class Summary:
    """What came of the files: articles added, changed, unchanged, found again elsewhere (``duplicates``), moved, removed.

    ``copies`` of the added and changed nearly repeat another article. ``failed`` and ``skipped`` are (path, reason).
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicates: int = 0
    moved: int = 0
    removed: int = 0
    copies: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done and nothing went wrong."""
        return not (self.added or self.changed or self.duplicates or self.moved or self.removed or self.failed)


@dataclass(slots=True)
class _Current:
    """The file at hand: the ids of what only it held before, and of what it holds now."""

    file: Found
    sha256: str
    before: tuple[str, ...]
    used: dict[str, None] = field(default_factory=dict)

    def source(self, *, finished: bool) -> SourceFile:
        return SourceFile(self.file.path, self.file.size, self.file.modified_ns if finished else UNFINISHED, self.sha256)


class Run:
    """The state of one run."""

    def __init__(self, index: LocalIndex, writer: Writer, collection: str | None, *, keep_all: bool) -> None:
        self._index, self._writer, self._collection, self._keep_all = index, writer, collection, keep_all
        self._books = Books(index, writer)
        self.summary = Summary()
        self._committed = time.monotonic()
        self._commit_took = 0.0

    def tasks(self, found: Sequence[Found]) -> list[Task]:
        """What has to be read; files that agree with the last run are counted and left."""
        known = frozenset(self._books.by_content)
        tasks: list[Task] = []
        for file in found:
            stored = self._books.stored.get(file.path)
            if stored is None:
                tasks.append(Task(file, keep_all=self._keep_all, known=known))
                continue
            anew = self._keep_all and self._has_cleaned(stored)
            if (stored.file.size, stored.file.modified_ns) == (file.size, file.modified_ns) and not anew:
                self._unchanged(stored, file)
            else:
                whole = self._keep_all or self._was_kept_whole(stored)
                tasks.append(Task(file, keep_all=whole, known=frozenset() if anew else known))
        return tasks

    def read(self, readers: Readers, tasks: list[Task], progress: Callable[[int, int, str], None] | None) -> None:
        """Read all of them, in order."""
        done, total = 0, len(tasks)
        for reading in readers.read(tasks):
            total += reading.expected - 1
            for count in self._file(reading):
                if progress:
                    progress(done + count, max(total, done + count), reading.task.file.path)
            done += reading.expected
            if progress:
                progress(done, max(total, done), reading.task.file.path)
            self._commit_sometimes()

    def prune(self, given: Sequence[str]) -> None:
        """Forget the files that were at or under the given paths and are gone."""
        for path in list(self._books.stored):
            under = any(path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root in given)
            if under and not os.path.lexists(path):
                self.summary.removed += self._books.forget(path)

    def _has_cleaned(self, stored: StoredFile) -> bool:
        articles = self._index.articles(stored.article_ids)
        return any(article.removed and article.removed[0].rule != KEPT_WHOLE for article in articles)

    def _was_kept_whole(self, stored: StoredFile) -> bool:
        articles = self._index.articles(stored.article_ids[:1])
        return any(article.removed and article.removed[0].rule == KEPT_WHOLE for article in articles)

    def _commit_sometimes(self) -> None:
        began = time.monotonic()
        if began - self._committed > max(_COMMIT_SECONDS, _COMMITTING * self._commit_took):
            self._writer.commit()
            self._index.settle(self._writer)
            self._books.committed()
            self._committed = time.monotonic()
            self._commit_took = self._committed - began

    def _file(self, reading: Reading) -> Iterator[int]:
        """Deal with one file; yields how many of its articles are done."""
        file, sha256 = reading.task.file, reading.sha256
        if sha256 is None:
            for problem in reading.results:
                self._fail(problem, file)
            return
        stored = self._books.stored.get(file.path)
        again = self._books.by_content.get(sha256)
        if stored is not None and stored.file.sha256 == sha256 and sha256 in reading.task.known:
            self._books.link(stored.article_ids, file, sha256)
            self._unchanged(stored, file)
        elif again and again != file.path and not self._keep_all:
            self._same_content(again, file, sha256)
        else:
            yield from self._articles(reading, _Current(file, sha256, self._books.own(file.path)))

    def _unchanged(self, stored: StoredFile, file: Found) -> None:
        self.summary.unchanged += len(stored.article_ids)
        for article_id in stored.article_ids if self._collection else ():
            named = self._books.collections(article_id) or ()
            article = self._books.article(article_id) if self._collection not in named else None
            if article is not None and self._collection:
                self._books.rewrite(replace(article, collections=(*named, self._collection)), file.path)

    def _same_content(self, other: str, file: Found, sha256: str) -> None:
        """The content is in the index already: the file has moved, or is a second copy."""
        ids = self._books.stored[other].article_ids
        if file.path in self._books.stored:
            self.summary.removed += self._books.forget(file.path)
        self._books.link(ids, file, sha256)
        if os.path.lexists(other):
            self.summary.duplicates += len(ids)
        else:
            self._books.forget(other)
            self._books.by_content[sha256] = file.path
            self.summary.moved += len(ids)

    def _articles(self, reading: Reading, current: _Current) -> Iterator[int]:
        """Put the articles of a file; only with the last of them is the file marked as read."""
        failures, held = 0, None
        # While another process starts, or reads the file.
        self._writer.warm()
        _ = self._books.signatures
        for result in reading.results:
            if isinstance(result, FileError):
                self._fail(result, current.file)
                failures += 1
                continue
            if held is not None:
                failures += not self._put(held, current, finished=False)
                if len(current.used) % 50 == 0:
                    yield len(current.used)
                self._commit_sometimes()
            held = result
        if held is not None:
            failures += not self._put(held, current, finished=not failures)
        if current.used:
            finished = not failures
            gone = self._books.replace(current.file, current.sha256, current.used, finished=finished)
            self.summary.removed += gone

    def _put(self, loaded: Loaded, current: _Current, *, finished: bool) -> bool:
        """Put one article into the index, or link it where it is there already; False when its id is another's."""
        given = loaded.article.id
        if given and (reason := self._taken(loaded.article, current)):
            if reason != "same":
                self.summary.failed.append((current.file.path, reason))
                return False
            self._link(given, current, finished=finished)
            return True
        article_id = given or self._new_id(loaded, current)
        near = self._books.near(loaded.article, article_id)
        if near is not None and not given and (near.text, near.title) == (loaded.article.text, loaded.article.title):
            self._link(near.id, current, finished=finished)
            return True
        held = self._books.collections(article_id)
        named = (*(held or ()), self._collection or Path(current.file.folder).name)
        article = replace(
            loaded.article,
            id=article_id,
            collections=tuple(dict.fromkeys(filter(None, named))),
            copy_of=(near.copy_of or near.id) if near else None,
        )
        known = article_id in current.before or held is not None
        self._writer.put(article, loaded.passages(article_id), current.source(finished=finished), loaded.prepared)
        self._books.put(article)
        self._hold(article_id, current)
        self.summary.changed += known
        self.summary.added += not known
        self.summary.copies += near is not None
        return True

    def _link(self, article_id: str, current: _Current, *, finished: bool) -> None:
        self._writer.link(article_id, current.source(finished=finished))
        self._hold(article_id, current)
        self.summary.duplicates += 1

    def _hold(self, article_id: str, current: _Current) -> None:
        self._books.holders.setdefault(article_id, set()).add(current.file.path)
        current.used[article_id] = None

    def _taken(self, article: Article, current: _Current) -> str | None:
        """Why a given id cannot be had: ``same`` when its article is this one, else a reason; None when it can."""
        others = self._books.elsewhere(article.id, current.file.path)
        if not others and article.id not in current.used:
            return None
        known = self._books.article(article.id)
        if known is not None and (known.text, known.title) == (article.text, article.title):
            return "same"
        where = "earlier in this file" if article.id in current.used else f"by {others[0]}"
        return f"the id {article.id} is used {where}; give one of the two articles another id"

    def _new_id(self, loaded: Loaded, current: _Current) -> str:
        """What the file's article was called before, or its stem made unique."""
        if len(current.before) == 1 and not current.used and loaded.part is None:
            return current.before[0]
        stem, number = stem_of(loaded), 1
        while True:
            candidate = stem if number == 1 else f"{stem}-{number}"
            free = candidate in current.before or candidate not in self._books.holders
            if candidate not in current.used and free:
                return candidate
            number += 1

    def _fail(self, problem: Loaded | FileError, file: Found) -> None:
        if isinstance(problem, FileError):
            held = file.path in self._books.stored and problem.path == file.path
            kept = "; its earlier articles are kept" if held else ""
            self.summary.failed.append((problem.path, f"{problem.problem}; {problem.remedy}{kept}"))


def stem_of(loaded: Loaded) -> str:
    """What an article without an id is called: its file's name without the suffix, or its entry's in an archive."""
    stem = " ".join(PurePath(loaded.part or loaded.article.path).stem.split())
    return stem.encode("utf-8", "replace").decode("utf-8") or "article"
