"""An Index in memory, exact in what it finds, for figures of retrieval: the real retrieve() runs on it as on a LocalIndex."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import analyse, embed
from index.base import EVERYTHING
from index.split import sentences
from index.terms import TermsReader, TermsWriter
from index.types import Article, ArticleSummary, Filter, Hits, Span, Statistics, StoredPassage

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.base import Term
    from index.embed import Embedder


class MemoryIndex:
    """Each of ``texts`` is one article of one passage, key i; as MTEB has it."""

    def __init__(self, texts: Sequence[str], languages: Sequence[str], model: str = embed.BUNDLED) -> None:
        self.embedder: Embedder = embed.load(model)
        self.generation = 1
        spans = [sentences(text, language) or [Span(0, len(text))] for text, language in zip(texts, languages, strict=True)]
        encodings = self.embedder.encode(texts, spans)
        self._passages = [
            StoredPassage(i, f"p{i}", 0, 0, len(text), text, language, tuple(cut), encoding)
            for i, (text, language, cut, encoding) in enumerate(zip(texts, languages, spans, encodings, strict=True))
        ]
        self._vectors = np.stack([encoding.vector for encoding in encodings])
        counts = np.zeros(embed.bundled().vocabulary, np.int32)
        for encoding in encodings:
            counts[np.unique(encoding.tokens)] += 1
        self._statistics = Statistics(len(texts), len(texts), counts, dict(Counter(languages)))
        self._folder = tempfile.TemporaryDirectory()
        self._terms = self._write_terms(Path(self._folder.name) / "terms")

    def _write_terms(self, folder: Path) -> TermsReader:
        writer = TermsWriter(folder, folder.with_name("scratch"))
        for p in self._passages:
            writer.add(
                p.key,
                p.key,
                analyse.terms(p.text),
                ArticleSummary(p.article_id, "", None, None, p.language, "", "", len(p.text), 1),
            )
        writer.finish()
        return TermsReader(folder)

    def refresh(self) -> bool:
        return False

    def statistics(self) -> Statistics:
        return self._statistics

    def summaries(self, where: Filter = EVERYTHING) -> list[ArticleSummary]:
        raise NotImplementedError

    def newest(self, where: Filter = EVERYTHING) -> datetime.date | None:
        raise NotImplementedError

    def articles(self, ids: Sequence[str]) -> list[Article]:
        raise NotImplementedError

    def search_terms(self, terms: Sequence[Term], k: int, where: Filter = EVERYTHING) -> Hits:
        return self._terms.search(terms, k, where)

    def search_vectors(self, vectors: NDArray[np.float32], k: int, where: Filter = EVERYTHING) -> list[Hits]:
        found = []
        for scores in vectors @ self._vectors.T:
            chosen = np.argsort(-scores, kind="stable")[:k]
            found.append(Hits(chosen.astype(np.int64), scores[chosen]))
        return found

    def read(self, keys: Sequence[int]) -> list[StoredPassage]:
        return [self._passages[key] for key in keys]
