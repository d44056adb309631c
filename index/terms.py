"""The lexical index (tantivy): which passages hold a query's terms, ranked by weighted BM25.

A passage is a document of two searched fields, ``words`` and ``bigrams`` (:mod:`index.analyse`), written with spaces and cut at
them again, and of fields that only filter. tantivy-py's traps, each avoided here: an int given to an unsigned field
kills the writer long after; deleting by a number deletes nothing, silently: articles are deleted by a raw text field.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import tantivy

from index.types import Hits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from index.analyse import Terms
    from index.base import Term
    from index.types import ArticleSummary, Filter

FIELDS = ("words", "bigrams")
SWEPT = ".managed.json"
"""The list that tantivy sweeps a folder by: without it no file that falls out of use would ever be removed."""
_META = "meta.json"
_HEAP = 64_000_000
# Postings one search may walk before its commonest terms are left out: bounds the time at a million passages.
_POSTINGS = 200_000


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
def _writing() -> Iterator[None]:
    # tantivy says all that the disk refuses as a ValueError, and some of it by a panic, which is no Exception.
    try:
        yield
    except BaseException as error:
        if isinstance(error, ValueError) or type(error).__name__ == "PanicException":
            raise OSError(f"the lexical index cannot be written: {str(error).splitlines()[0]}") from error
        raise


class TermsWriter:
    """Adds and removes passages of the tantivy folder ``folder``, which is made when it is not there."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with _writing():
            self._writer = _open(folder).writer(_HEAP, 1)

    def add(self, key: int, article: int, terms: Terms, about: ArticleSummary) -> None:
        """One passage of article number ``article``."""
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
        with _writing():
            self._writer.add_document(document)

    def remove(self, article: int) -> None:
        """All passages of an article."""
        with _writing():
            self._writer.delete_documents_by_term("article", str(article))

    def finish(self) -> None:
        """Write what was added and removed to the folder, and wait for the merging of its files."""
        with _writing():
            self._writer.commit()
            self._writer.wait_merging_threads()

    def abandon(self) -> None:
        """Write no more: the folder can be removed once this returns, which waits for the threads that write to it."""
        with contextlib.suppress(OSError, RuntimeError), _writing():  # RuntimeError: finish() has done it already
            self._writer.rollback()
            self._writer.wait_merging_threads()


def is_searched(folder: Path, name: str) -> bool:
    """Whether a search of a tantivy folder reads the file ``name``, now that its writer has finished.

    The rest is what tantivy's own sweeping goes by and over, which may go on for a while after the writer has finished: on a
    busy machine its list was found changed, and files gone, after the folder was sealed.
    """
    if name == _META:
        return True
    for segment in json.loads((folder / _META).read_bytes())["segments"]:
        if name.startswith(segment["segment_id"].replace("-", "")):
            removed = segment["deletes"]  # of an article's removal, the newest list alone is read
            return not name.endswith(".del") or bool(removed and name.endswith(f".{removed['opstamp']}.del"))
    return False


class TermsReader:
    """Searches a tantivy folder, as it was when it was opened. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._index = _open(folder)
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def search(self, terms: Sequence[Term], k: int, where: Filter, articles: Sequence[int] | None = None) -> Hits:
        """The k passages of the highest sum of weight x BM25; of very common terms the commonest may not be counted.

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

    def count(self) -> int:
        """How many passages there are."""
        return int(self._searcher.num_docs)

    def _affordable(self, terms: Sequence[Term]) -> list[Term]:
        counted = [(self._searcher.doc_freq(term.field, term.text), term) for term in terms if term.weight > 0 and term.text]
        counted = sorted((pair for pair in counted if pair[0] > 0), key=lambda pair: pair[0])
        kept: list[Term] = []
        walked = 0
        for frequency, term in counted:
            walked += frequency
            if kept and walked > _POSTINGS:
                break
            kept.append(term)
        return kept

    def _query(self, terms: Sequence[Term], where: Filter, articles: Sequence[int] | None) -> tantivy.Query | None:
        if not terms:
            return None
        should, query = tantivy.Occur.Should, tantivy.Query
        union = query.boolean_query([
            (should, query.boost_query(query.term_query(self._schema, term.field, term.text, "freq"), float(term.weight)))
            for term in terms
        ])  # fmt: skip
        limits = self._limits(where)
        if articles is not None:
            limits.append(query.term_set_query(self._schema, "article", [str(n) for n in articles]))
        if not limits:
            return union
        must = tantivy.Occur.Must
        return query.boolean_query([(must, union), *((must, query.const_score_query(limit, 0.0)) for limit in limits)])

    def _limits(self, where: Filter) -> list[tantivy.Query]:
        query, limits = tantivy.Query, []
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
