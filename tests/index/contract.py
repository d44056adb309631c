"""What any implementation of ``index.base.Index`` must do. A second one runs it by subclassing and saying how it is built."""

from __future__ import annotations

import datetime
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.analyse import words
from index.errors import ArticleNotFound
from index.terms import QueryTerm
from index.types import Filter
from tests.index.tiny import TinyEmbedder, article, passages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.base import Index
    from index.types import Article

CITIES = ["Paris", "Ottawa", "Beijing", "Lagos", "Lima", "Oslo", "Quito", "Hanoi"]


def library() -> list[Article]:
    """Eight articles in two languages, of three sources, two collections and as many days; one is undated."""
    found = []
    for i, city in enumerate(CITIES):
        found.append(
            article(
                f"a{i}",
                f"The minister of {city} arrived on a train.",
                f"Nobody in {city} had expected number {i}.",
                f"第{i}次访问开始了.",
                language="zh" if i % 2 else "en",
                published=None if i == 7 else f"2026-01-{i + 10:02d}" + ("T08:00:00+08:00" if i == 3 else ""),
                source=("Reuters", "新华社", None)[i % 3],
                collections=("north",) if i < 3 else ("south", "all"),
            )
        )
    return found


def term(word: str, weight: float = 1.0) -> QueryTerm:
    """One word as the index has it."""
    [text] = words(word)
    return QueryTerm(text, weight)


FILTERS = [
    Filter(),
    Filter(after=datetime.date(2026, 1, 12)),
    Filter(before=datetime.date(2026, 1, 13)),
    Filter(after=datetime.date(2026, 1, 11), before=datetime.date(2026, 1, 15)),
    Filter(sources=frozenset({"新华社"})),
    Filter(languages=frozenset({"zh"})),
    Filter(collections=frozenset({"all"})),
    Filter(collections=frozenset({"north", "south"}), languages=frozenset({"en"})),
    Filter(articles=frozenset({"a1", "a5", "gone"})),
    Filter(sources=frozenset({"nobody"})),
]


def lets_through(where: Filter, one: Article) -> bool:
    """The meaning of a filter, spelled out."""
    day = datetime.date.fromisoformat(one.published[:10]) if one.published else None
    return (
        (where.after is None or (day is not None and day >= where.after))
        and (where.before is None or (day is not None and day <= where.before))
        and (not where.sources or one.source in where.sources)
        and (not where.languages or one.language in where.languages)
        and (not where.collections or bool(where.collections & set(one.collections)))
        and (not where.articles or one.id in where.articles)
    )


class IndexContract:
    """Subclass it, give ``build``, and let pytest run it."""

    def build(self, folder: Path, articles: Sequence[Article], embedder: TinyEmbedder) -> Index:
        raise NotImplementedError

    @pytest.fixture
    def embedder(self) -> TinyEmbedder:
        return TinyEmbedder()

    @pytest.fixture
    def index(self, tmp_path: Path, embedder: TinyEmbedder) -> Index:
        return self.build(tmp_path / "contract.index", library(), embedder)

    def test_an_empty_index_finds_nothing(self, tmp_path: Path, embedder: TinyEmbedder) -> None:
        index = self.build(tmp_path / "empty.index", [], embedder)
        assert index.summaries() == []
        assert index.newest() is None
        assert list(index.read([1, 2])) == []
        assert len(index.search_terms([QueryTerm("train")], 5).keys) == 0
        assert [len(hits.keys) for hits in index.search_vectors(embedder.embed_questions(["x", "y"]), 5)] == [0, 0]
        assert index.statistics().articles == index.statistics().passages == 0

    def test_where_nothing_was_written_there_is_no_newer_generation(self, index: Index) -> None:
        index.refresh()
        generation = index.generation
        assert not index.refresh()
        assert index.generation == generation

    def test_the_model_is_the_one_that_it_was_made_with(self, index: Index, embedder: TinyEmbedder) -> None:
        assert index.embedder.fingerprint == embedder.fingerprint

    def test_articles_come_back_as_they_were_put_in(self, index: Index) -> None:
        wanted = library()[::-1]
        assert index.articles([one.id for one in wanted]) == wanted

    def test_an_article_that_is_not_there_is_an_error_that_names_it(self, index: Index) -> None:
        with pytest.raises(ArticleNotFound, match="nowhere"):
            index.articles(["a1", "nowhere"])

    def test_summaries_are_in_the_order_of_adding_and_say_what_the_articles_say(self, index: Index) -> None:
        for about, one in zip(index.summaries(), library(), strict=True):
            assert (about.id, about.title, about.source, about.published) == (one.id, one.title, one.source, one.published)
            assert (about.language, about.path, about.sha256) == (one.language, one.path, one.sha256)
            assert (about.characters, about.passages) == (len(one.text), len(passages(one)))
            assert about.collections == one.collections

    def test_every_passage_is_a_slice_of_its_article(self, index: Index, embedder: TinyEmbedder) -> None:
        [hits] = index.search_vectors(embedder.embed_questions(["anything"]), 1000)
        found = index.read(hits.keys)
        texts = {one.id: one.text for one in library()}
        assert sorted((p.article_id, p.number) for p in found) == sorted(
            (one.id, p.number) for one in library() for p in passages(one)
        )
        for passage in found:
            assert passage.text == texts[passage.article_id][passage.start : passage.end]
            ends = [0, *passage.encoding.ends.tolist()]
            assert ends[-1] == len(passage.encoding.tokens)
            assert len(ends) == len(passage.sentences) + 1
            for sentence in passage.sentences:
                assert passage.start <= sentence.start < sentence.end <= passage.end

    def test_encodings_come_back_as_the_model_made_them(self, index: Index, embedder: TinyEmbedder) -> None:
        [hits] = index.search_vectors(embedder.embed_questions(["anything"]), 4)
        for passage in index.read(hits.keys):
            spans = [type(s)(s.start - passage.start, s.end - passage.start) for s in passage.sentences]
            [made] = embedder.encode([passage.text], [spans])
            assert np.array_equal(made.tokens, passage.encoding.tokens)
            assert np.array_equal(made.ends, passage.encoding.ends)
            assert passage.encoding.vector.dtype == np.float32
            assert float(made.vector @ passage.encoding.vector) > 0.999
            assert np.isclose(np.linalg.norm(passage.encoding.vector), 1.0, atol=1e-3)

    def test_read_keeps_the_order_asked_for_and_leaves_out_what_is_gone(self, index: Index, embedder: TinyEmbedder) -> None:
        [hits] = index.search_vectors(embedder.embed_questions(["anything"]), 5)
        keys = hits.keys.tolist()
        asked = [keys[2], 10**9, keys[0], keys[4], -1]
        assert [passage.key for passage in index.read(asked)] == [keys[2], keys[0], keys[4]]

    def test_any_number_of_keys_and_of_hits_may_be_asked_for(self, index: Index, embedder: TinyEmbedder) -> None:
        assert len(index.read(range(100_000))) == index.statistics().passages
        assert len(index.search_terms([QueryTerm("minister")], 10**9).keys) == len(library())
        assert len(index.search_vectors(embedder.embed_questions(["x"]), 10**9)[0].keys) == index.statistics().passages

    def test_a_vector_search_ranks_by_cosine(self, index: Index, embedder: TinyEmbedder) -> None:
        questions = embedder.embed_questions(["The minister of Lagos arrived", "第5次访问"])
        for question, hits in zip(questions, index.search_vectors(questions, 100), strict=True):
            cosines = np.array([question @ passage.encoding.vector for passage in index.read(hits.keys)])
            assert np.all(np.diff(hits.scores) <= 1e-6)
            assert np.allclose(cosines, hits.scores, atol=0.01)
            assert len(set(hits.keys.tolist())) == index.statistics().passages

    def test_a_term_search_finds_what_holds_a_term_and_ranks_the_rarer_one_higher(self, index: Index) -> None:
        hits = index.search_terms([QueryTerm("minister"), term("Lagos")], 100)
        found = index.read(hits.keys)
        assert all("minister" in p.text or "Lagos" in p.text for p in found)
        assert "Lagos" in found[0].text
        assert np.all(np.diff(hits.scores) <= 0)

    def test_a_terms_weight_multiplies_its_score(self, index: Index) -> None:
        once = index.search_terms([term("Lagos")], 1).scores[0]
        thrice = index.search_terms([term("Lagos", 3.0)], 1).scores[0]
        assert thrice == pytest.approx(3 * once, rel=1e-3)

    def test_bigrams_are_a_field_of_their_own(self, index: Index) -> None:
        hits = index.search_terms([QueryTerm("访问", field="bigrams")], 100)
        assert len(hits.keys) == len(library())
        assert len(index.search_terms([QueryTerm("minister", field="bigrams")], 5).keys) == 0

    def test_terms_that_stand_nowhere_find_nothing(self, index: Index) -> None:
        assert len(index.search_terms([QueryTerm("zzz"), QueryTerm("")], 5).keys) == 0
        assert len(index.search_terms([], 5).keys) == 0

    @pytest.mark.parametrize("where", FILTERS)
    def test_all_searches_and_the_list_see_just_what_a_filter_lets_through(
        self, index: Index, embedder: TinyEmbedder, where: Filter
    ) -> None:
        allowed = {one.id for one in library() if lets_through(where, one)}
        assert {one.id for one in index.summaries(where)} == allowed
        days = [datetime.date.fromisoformat(one.published[:10]) for one in library() if one.id in allowed and one.published]
        assert index.newest(where) == max(days, default=None)
        [dense] = index.search_vectors(embedder.embed_questions(["train"]), 100, where)
        assert {p.article_id for p in index.read(dense.keys)} == allowed
        lexical = index.search_terms([QueryTerm("minister"), QueryTerm("train")], 100, where)
        assert {p.article_id for p in index.read(lexical.keys)} == allowed

    def test_a_filter_does_not_change_a_score(self, index: Index) -> None:
        everything = index.search_terms([term("Lagos")], 1)
        filtered = index.search_terms([term("Lagos")], 1, Filter(languages=frozenset({"zh"})))
        assert everything.keys.tolist() == filtered.keys.tolist()
        assert everything.scores[0] == pytest.approx(filtered.scores[0], rel=1e-5)

    def test_statistics_count_articles_passages_languages_and_tokens(self, index: Index, embedder: TinyEmbedder) -> None:
        statistics = index.statistics()
        cut = [(one, p) for one in library() for p in passages(one)]
        assert (statistics.articles, statistics.passages) == (len(library()), len(cut))
        assert statistics.languages == {
            "en": sum(one.language == "en" for one, _ in cut), "zh": sum(one.language == "zh" for one, _ in cut)
        }  # fmt: skip
        spans = [[type(s)(s.start - p.start, s.end - p.start) for s in p.sentences] for _, p in cut]
        expected = np.zeros(len(statistics.token_passages), np.int32)
        for made in embedder.encode([one.text[p.start : p.end] for one, p in cut], spans):
            expected[np.unique(made.tokens)] += 1
        assert np.array_equal(statistics.token_passages, expected)

    def test_sixteen_threads_get_the_same_answers_as_one(self, index: Index, embedder: TinyEmbedder) -> None:
        questions = embedder.embed_questions([f"The minister of {city}" for city in CITIES])
        expected = [p.text for p in index.read(index.search_vectors(questions[:1], 5)[0].keys)]
        wrong: list[object] = []

        def ask() -> None:
            try:
                for _ in range(20):
                    [hits] = index.search_vectors(questions[:1], 5)
                    if [p.text for p in index.read(hits.keys)] != expected:
                        wrong.append(hits)
                    index.search_terms([QueryTerm("minister")], 5, FILTERS[5])
                    index.articles(["a1"])
            except Exception as error:
                wrong.append(error)

        threads = [threading.Thread(target=ask) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
