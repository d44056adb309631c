"""What an index holds of which file, kept while a run of :mod:`index.sync` changes it."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from index.errors import InputError
from index.similar import Signatures, is_copy
from index.split import split
from index.types import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.local import LocalIndex, StoredFile
    from index.types import Article
    from index.walk import Found
    from index.writer import Writer

UNFINISHED = -1
"""The time stamp kept of a file that was not read to its end, or not without failures: it never agrees, so that the
file is read again."""


class Books:
    """Files, the articles they hold, and the files that hold an article; changes go to the writer too."""

    def __init__(self, index: LocalIndex, writer: Writer) -> None:
        self._index, self._writer = index, writer
        self.stored: dict[str, StoredFile] = dict(index.files())
        self.holders: dict[str, set[str]] = {}
        self.by_content: dict[str, str] = {}
        for path, stored in self.stored.items():
            for article_id in stored.article_ids:
                self.holders.setdefault(article_id, set()).add(path)
            if stored.file.modified_ns != UNFINISHED:
                self.by_content.setdefault(stored.file.sha256, path)
        self._collections: dict[str, tuple[str, ...] | None] = {}
        self._fresh: dict[str, Article] = {}

    @cached_property
    def _signed(self) -> dict[str, int]:
        """The signatures of all articles that the index held when it was first asked."""
        return self._index.signatures()

    @cached_property
    def signatures(self) -> Signatures:
        """Of all articles."""
        return Signatures(self._signed)

    def collections(self, article_id: str) -> tuple[str, ...] | None:
        """The collections that an article is in; None when there is none of that id."""
        if article_id not in self._collections:
            about = self._index.summary(article_id) if article_id in self._signed else None
            self._collections[article_id] = about.collections if about else None
        return self._collections[article_id]

    def committed(self) -> None:
        """What was put is in the index now, and need not be remembered."""
        self._fresh.clear()

    def article(self, article_id: str) -> Article | None:
        """The article of that id, put a moment ago or long ago."""
        if article_id in self._fresh:
            return self._fresh[article_id]
        try:
            return self._index.articles([article_id])[0]
        except InputError:
            return None

    def near(self, article: Article, article_id: str) -> Article | None:
        """The earlier article that this one nearly repeats."""
        for candidate in self.signatures.near(article.signature):
            known = self.article(candidate) if candidate != article_id else None
            if known is not None and known.copy_of != article_id and is_copy(known.text, article.text):
                return known
        return None

    def put(self, article: Article) -> None:
        """Remember an article that was given to the writer."""
        self._collections[article.id] = article.collections
        self.signatures.add(article.id, article.signature)
        self._fresh[article.id] = article

    def own(self, path: str) -> tuple[str, ...]:
        """The ids of the articles that a file held and no other does; those that others hold too are theirs from now on."""
        stored = self.stored.get(path)
        kept: list[str] = []
        for article_id in stored.article_ids if stored else ():
            if len(self.holders.get(article_id, ())) > 1:
                self.holders[article_id].discard(path)
                self._rehome(article_id, path)
            else:
                kept.append(article_id)
        return tuple(kept)

    def replace(self, file: Found, sha256: str, ids: Iterable[str], *, finished: bool) -> int:
        """Note what a file holds now; how many articles that only it held are gone."""
        from index.local import StoredFile

        stored = self.stored.get(file.path)
        gone = set(stored.article_ids if stored else ()) - set(ids)
        count = sum(self._let_go(article_id, file.path) for article_id in gone)
        modified_ns = file.modified_ns if finished else UNFINISHED
        self.stored[file.path] = StoredFile(SourceFile(file.path, file.size, modified_ns, sha256), tuple(ids))
        if finished:
            self.by_content[sha256] = file.path
        return count

    def link(self, ids: Iterable[str], file: Found, sha256: str) -> None:
        """Say that a file holds these articles."""
        from index.local import StoredFile

        source = SourceFile(file.path, file.size, file.modified_ns, sha256)
        for article_id in ids:
            self._writer.link(article_id, source)
            self.holders.setdefault(article_id, set()).add(file.path)
        self.stored[file.path] = StoredFile(source, tuple(ids))

    def forget(self, path: str) -> int:
        """A file is gone: what only it held goes with it, the rest is told where else it is; how many went."""
        count = 0
        stored = self.stored.pop(path)
        for article_id in stored.article_ids:
            if self._let_go(article_id, path):
                count += 1
            else:
                self._rehome(article_id, path)
        if self.by_content.get(stored.file.sha256) == path:
            del self.by_content[stored.file.sha256]
        self._writer.forget(path)
        return count

    def rewrite(self, article: Article, path: str) -> None:
        """Put an article again that differs only in what is told of it; nothing is embedded anew."""
        self._writer.put(article, split(article), self.stored[path].file)
        self._collections[article.id] = article.collections
        self._fresh[article.id] = article

    def elsewhere(self, article_id: str, path: str) -> list[str]:
        """The other files on disk that hold an article."""
        return sorted(other for other in self.holders.get(article_id, set()) - {path} if os.path.lexists(other))

    def _let_go(self, article_id: str, path: str) -> bool:
        holders = self.holders.get(article_id, set())
        holders.discard(path)
        if holders:
            return False
        self.holders.pop(article_id, None)
        self._collections[article_id] = None
        return True

    def _rehome(self, article_id: str, path: str) -> None:
        """An article that was read from ``path`` is from now on read from another file that holds it."""
        article = self.article(article_id)
        if article is not None and article.path == path:
            other = min(self.holders[article_id])
            sha256 = self.stored[other].file.sha256
            self.rewrite(replace(article, path=other, sha256=sha256), other)
