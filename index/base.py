"""What rag/ may ask of an index, and nothing else. LocalIndex is one machine's; a distributed one can stand behind it later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from index.types import Filter

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from index.embed import Embedder
    from index.types import Article, ArticleSummary, Hits, Statistics, StoredPassage

EVERYTHING = Filter()


class Term(Protocol):
    """One weighted term of a lexical query; see :class:`index.terms.QueryTerm`."""

    @property
    def text(self) -> str: ...
    @property
    def weight(self) -> float: ...
    @property
    def field(self) -> str: ...


class Index(Protocol):
    """A readable generation of an index. All methods may be called from several threads at once.

    Raises:
        index.errors.IndexDamaged: from any method, when what is on disk fails its checksum and cannot be rebuilt.
    """

    @property
    def generation(self) -> int:
        """The committed state that this reader sees; it does not change under it until ``refresh``."""

    @property
    def embedder(self) -> Embedder:
        """The model that the index was made with, loaded on first use."""

    def refresh(self) -> bool:
        """Move on to the newest generation; True when there was a newer one."""

    def statistics(self) -> Statistics:
        """Counts over the whole index; cached by generation."""

    def summaries(self, where: Filter = EVERYTHING) -> list[ArticleSummary]:
        """All articles let through by ``where``, in the order in which they were added."""

    def newest(self, where: Filter = EVERYTHING) -> datetime.date | None:
        """The latest day on which an article that ``where`` lets through was published; None when none says its day."""

    def articles(self, ids: Sequence[str]) -> list[Article]:
        """The articles of these ids, in this order, in one read.

        Raises:
            index.errors.ArticleNotFound: when one is not there.
        """

    def search_terms(self, terms: Sequence[Term], k: int, where: Filter = EVERYTHING) -> Hits:
        """The k passages with the highest weighted BM25 sum over ``terms``; fewer when fewer hold any of them."""

    def search_vectors(self, vectors: NDArray[np.float32], k: int, where: Filter = EVERYTHING) -> list[Hits]:
        """For each row of ``vectors`` (n, d), unit length: the k passages of highest cosine."""

    def read(self, keys: Sequence[int]) -> Sequence[StoredPassage]:
        """The passages of these keys, in this order, in one read; a key that is gone is left out."""
