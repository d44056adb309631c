"""The words of the write path as frozen dataclasses: Span, Article, Passage and what is stored of them.

Every offset in this project counts Python characters (Unicode code points) of ``Article.text``, half open: ``text[start:end]``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime

    import numpy as np
    from numpy.typing import NDArray


class Span(NamedTuple):
    """A half-open range of characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Removed:
    """One stretch of a source that cleaning took off, for the article's receipt."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Article:
    """One source document, cleaned.

    ``published`` is ISO 8601: a date (``2026-01-13``) or a date and time, with its offset where the source gives one; None when
    unknown. ``published_from`` says what it was read from: ``metadata``, ``text``, ``file name``, ``data``, or ``estimate``:
    the last day that the text names before the page was saved.
    ``signature`` is a 64-bit simhash of the text and ``copy_of`` the id of the earlier article that it nearly repeats, if any.
    ``sha256`` is of the file at ``path``, as read. ``pages`` are the offsets in ``text`` at which the pages of a paged
    format begin. ``collections`` are the named groups it is in.
    """

    id: str
    title: str
    text: str
    language: str
    path: str
    sha256: str
    source: str | None = None
    published: str | None = None
    published_from: str | None = None
    author: str | None = None
    url: str | None = None
    pages: tuple[int, ...] = ()
    collections: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    signature: int = 0
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What a list of articles says of one, without its text."""

    id: str
    title: str
    source: str | None
    published: str | None
    language: str
    path: str
    sha256: str
    characters: int
    passages: int
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article: ``article.text[start:end]``.

    ``sentences`` are spans in the article's text, in order, all within ``start`` and ``end``. ``number`` counts from 0 in the
    article.
    """

    article_id: str
    number: int
    start: int
    end: int
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Encoding:
    """What an embedder makes of one passage.

    ``vector`` is (d,) float32 of unit length. ``tokens`` are (t,) uint16 ids of the bundled tokenizer, in text order;
    ``ends`` is (s,) uint16: the tokens of sentence i are ``tokens[ends[i - 1]:ends[i]]``. ``sentences`` is (s, d) float16, unit
    length, for a model whose sentence vectors do not follow from its tokens; None for the bundled one.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.uint16]
    ends: NDArray[np.uint16]
    sentences: NDArray[np.float16] | None = None


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the index gives it back: ``key`` is its number in the whole index, never used twice."""

    key: int
    article_id: str
    number: int
    start: int
    end: int
    text: str
    language: str
    sentences: tuple[Span, ...]
    encoding: Encoding

    @property
    def sentence_texts(self) -> list[str]:
        """The texts of its sentences, in order; ``sentences`` are places in the article."""
        return [self.text[start - self.start : end - self.start] for start, end in self.sentences]


@dataclass(frozen=True, slots=True)
class Hits:
    """Passages found by one search, best first: ``keys`` is (n,) int64, ``scores`` is (n,) float32."""

    keys: NDArray[np.int64]
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles a search may see; what is None or empty does not limit.

    ``after`` and ``before`` bound the published date, both inclusive; an article without a date is left out by either.
    ``sources``, ``languages`` and ``collections`` let an article through that is in one of them. ``articles`` are ids.
    """

    after: datetime.date | None = None
    before: datetime.date | None = None
    sources: frozenset[str] = field(default_factory=frozenset)
    languages: frozenset[str] = field(default_factory=frozenset)
    collections: frozenset[str] = field(default_factory=frozenset)
    articles: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts over a generation of an index.

    ``token_passages`` is (V,) int32: in how many passages each token of the bundled tokenizer occurs. ``languages`` counts
    passages by language.
    """

    articles: int
    passages: int
    token_passages: NDArray[np.int32]
    languages: dict[str, int]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was when it was read: size in bytes, time stamp in nanoseconds, SHA-256 of its bytes."""

    path: str
    size: int
    modified_ns: int
    sha256: str
