"""The lexical index (tantivy): which passages hold a query's terms, ranked by weighted BM25.

A passage is a document of two searched fields, ``words`` and ``bigrams`` (:mod:`index.analyse`), written with spaces and cut at
them again, and of fields that only filter. tantivy-py's traps, each avoided here: an int given to an unsigned field
kills the writer long after; deleting by a number deletes nothing, silently: articles are deleted by a raw text field.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import math
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import tantivy

from index import segments
from index.types import Hits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.analyse import Terms
    from index.base import Term
    from index.segments import Segment
    from index.types import ArticleSummary, Filter

FIELDS = ("words", "bigrams")
# What a writer gathers before it begins a new segment: taken as it is needed, it holds the 60,000 passages that a long run adds
# before it commits. A search goes through each segment by itself, so that eight take twice the time of one.
_HEAP = 256_000_000
# Postings one search may walk before its commonest terms are left out: bounds the time at a million passages.
_POSTINGS = 200_000
# Where a search would walk more postings than that, it leaves out the terms whose weight x idf is so small a share of the
# highest: what they add hardly moves a passage, and each term takes its time, whatever it is worth.
_CHEAP, _SLIGHT = 20_000, 0.08


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One term of a lexical query: ``text`` as :mod:`index.analyse` makes it, for the field ``words`` or ``bigrams``."""

    text: str
    weight: float = 1.0
    field: str = "words"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("article", "language", "source", "collection"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("key", fast=True)
    builder.add_integer_field("day", indexed=True, fast=True)
    return builder.build()


def _open(folder: Path) -> tantivy.Index:
    index = tantivy.Index(_schema(), str(folder), reuse=True)
    split = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("whitespace", split)
    return index


def _name(text: str) -> str:
    # A source or collection may be any text of any length; tantivy silently leaves out a term over 64 KB.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def day(published: str | None) -> int | None:
    """The ordinal of the day of an ISO date or date and time; None when there is none."""
    try:
        return datetime.date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None


@contextlib.contextmanager
def _faults() -> Iterator[None]:
    # tantivy says all that the disk refuses as a ValueError, and some of it by a panic, which is no Exception.
    try:
        yield
    except BaseException as error:
        if isinstance(error, ValueError) or type(error).__name__ == "PanicException":
            raise OSError(f"the lexical index cannot be written: {str(error).splitlines()[0]}") from error
        raise


class TermsWriter:
    """Adds and removes passages of the tantivy folder ``folder``, which is made when it is not there.

    It is written to by ``finish`` alone; tantivy itself works beside it, in ``scratch`` (:mod:`index.segments`).
    """

    def __init__(self, folder: Path, scratch: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._scratch = folder, scratch
        self._fresh: _Writing | None = None
        self._added = 0
        self._removed: list[int] = []

    def add(self, key: int, article: int, terms: Terms, about: ArticleSummary) -> None:
        """One passage of article number ``article``; the number of a removed one is never given again."""
        document = tantivy.Document()
        document.add_integer("key", key)
        document.add_text("article", str(article))
        document.add_text("language", about.language)
        document.add_text("words", terms.words)
        document.add_text("bigrams", terms.bigrams)
        if about.source is not None:
            document.add_text("source", _name(about.source))
        for name in about.collections:
            document.add_text("collection", _name(name))
        published = day(about.published)
        if published is not None:
            document.add_integer("day", published)
        if self._fresh is None:
            self._fresh = _Writing(self._folder, self._scratch, [])
        with _faults():
            self._fresh.writer.add_document(document)
        self._added += 1

    def remove(self, article: int) -> None:
        """All passages of an article."""
        self._removed.append(article)

    def finish(self) -> None:
        """Write what was added and removed to the folder."""
        if self._fresh is None and not segments.exist(self._folder):
            self._fresh = _Writing(self._folder, self._scratch, [])
        if self._fresh is not None:
            self._fresh.finish()
            self._fresh = None
        for shown in segments.groups(segments.of(self._folder), self._added, removing=bool(self._removed)):
            writing = _Writing(self._folder, self._scratch, shown)
            try:
                with _faults():
                    for article in self._removed:
                        writing.writer.delete_documents_by_term("article", str(article))
                writing.finish()
            except BaseException:
                writing.abandon()
                raise
        shutil.rmtree(self._scratch, ignore_errors=True)

    def abandon(self) -> None:
        """Write no more: the folder can be removed once this returns, which waits for the threads that write to it."""
        if self._fresh is not None:
            self._fresh.abandon()
        shutil.rmtree(self._scratch, ignore_errors=True)


class _Writing:
    """tantivy at work, on some segments of a folder, in one of its own."""

    def __init__(self, folder: Path, scratch: Path, shown: Sequence[Segment]) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        self._folder, self._shown = folder, shown
        self._own = Path(tempfile.mkdtemp(dir=scratch))
        if shown:
            segments.show(folder, shown, self._own)
        with _faults():
            self.writer = _open(self._own).writer(_HEAP, 1)

    def finish(self) -> None:
        """Take over what was made; what tantivy still sweeps after that is its own folder."""
        with _faults():
            self.writer.commit()
            self.writer.wait_merging_threads()
        segments.take(self._folder, self._shown, self._own)

    def abandon(self) -> None:
        with contextlib.suppress(OSError, RuntimeError), _faults():  # RuntimeError: it has finished already
            self.writer.rollback()
            self.writer.wait_merging_threads()


class TermsReader:
    """Searches a tantivy folder, as it was when it was opened. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._index = _open(folder)
        # By itself a reader loads anew when its folder changes: a thread of its own that, shortly after, writes a lock there.
        # A look that it takes before it is told not to may still write one.
        self._index.config_reader("manual")
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def search(self, terms: Sequence[Term], k: int, where: Filter, articles: Sequence[int] | None = None) -> Hits:
        """The k passages of the highest sum of weight x BM25.

        Where there is much to walk through, terms worth little, and of very common ones the commonest, may not be counted.
        ``articles`` are the numbers of those that ``where.articles`` names.
        """
        query = self._query(self._affordable(terms), where, articles)
        if query is None or k < 1:
            return Hits(np.zeros(0, np.int64), np.zeros(0, np.float32))
        hits = self._searcher.search(query, limit=min(k, max(1, self.count())), count=False).hits
        found = self._searcher.fast_field_values("key", [address for _, address in hits]) if hits else []
        keys, scores = np.array(found, dtype=np.int64), np.array([score for score, _ in hits], dtype=np.float32)
        order = np.lexsort((keys, -scores))  # equals in an order of their own, whatever files they lie in
        return Hits(keys[order], scores[order])

    def newest(self, where: Filter, articles: Sequence[int] | None = None) -> int | None:
        """The ordinal of the latest day of a passage that ``where`` lets through; ``articles`` as in :meth:`search`."""
        query, must = tantivy.Query, tantivy.Occur.Must
        dated = query.range_query(self._schema, "day", tantivy.FieldType.Integer, 1, None)
        limits = self._limits(where, articles)
        wanted = query.boolean_query([(must, limit) for limit in (dated, *limits)])
        hits = self._searcher.search(wanted, limit=1, count=False, order_by_field="day").hits
        return int(hits[0][0]) if hits else None

    def count(self) -> int:
        """How many passages there are."""
        return int(self._searcher.num_docs)

    def _affordable(self, terms: Sequence[Term]) -> list[Term]:
        counted = [(self._searcher.doc_freq(term.field, term.text), term) for term in terms if term.weight > 0 and term.text]
        counted = sorted((pair for pair in counted if pair[0] > 0), key=lambda pair: pair[0])
        if sum(frequency for frequency, _ in counted) > _CHEAP:
            counted = self._telling(counted)
        kept: list[Term] = []
        walked = 0
        for frequency, term in counted:
            walked += frequency
            if kept and walked > _POSTINGS:
                break
            kept.append(term)
        return kept

    def _telling(self, counted: list[tuple[int, Term]]) -> list[tuple[int, Term]]:
        """The terms that can bring a passage to the top of the list."""
        most = self.count() + 1
        # Removed passages count in frequencies until their segment is merged, not in ``most``: no term is worth less than 0.
        worth = [term.weight * max(0.0, math.log(most / (frequency + 0.5))) for frequency, term in counted]
        least = _SLIGHT * max(worth)
        return [pair for pair, its in zip(counted, worth, strict=True) if its >= least]

    def _query(self, terms: Sequence[Term], where: Filter, articles: Sequence[int] | None) -> tantivy.Query | None:
        if not terms:
            return None
        should, query = tantivy.Occur.Should, tantivy.Query
        union = query.boolean_query([
            (should, query.boost_query(query.term_query(self._schema, term.field, term.text, "freq"), float(term.weight)))
            for term in terms
        ])  # fmt: skip
        limits = self._limits(where, articles)
        if not limits:
            return union
        must = tantivy.Occur.Must
        return query.boolean_query([(must, union), *((must, query.const_score_query(limit, 0.0)) for limit in limits)])

    def _limits(self, where: Filter, articles: Sequence[int] | None) -> list[tantivy.Query]:
        query, limits = tantivy.Query, []
        if articles is not None:
            limits.append(query.term_set_query(self._schema, "article", [str(n) for n in articles]))
        if where.after or where.before:
            first = where.after.toordinal() if where.after else None
            last = where.before.toordinal() if where.before else None
            limits.append(query.range_query(self._schema, "day", tantivy.FieldType.Integer, first, last))
        if where.languages:
            limits.append(query.term_set_query(self._schema, "language", sorted(where.languages)))
        if where.sources:
            limits.append(query.term_set_query(self._schema, "source", [_name(name) for name in where.sources]))
        if where.collections:
            limits.append(query.term_set_query(self._schema, "collection", [_name(name) for name in where.collections]))
        return limits
