"""The lexical index: BM25 over words and bigrams, cheap even for the commonest of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from index import analyse, segments, terms
from index.rows import brief
from index.terms import QueryTerm, TermsReader, TermsWriter, day
from index.types import Filter
from tests.index.tiny import article

if TYPE_CHECKING:
    from pathlib import Path

EVERYTHING = Filter()


def writing(folder: Path) -> TermsWriter:
    return TermsWriter(folder / "terms", folder / "scratch")


def reading(folder: Path) -> TermsReader:
    return TermsReader(folder / "terms")


def filled(folder: Path, *texts: str) -> TermsReader:
    writer = writing(folder)
    about = brief(article("a", "x"), 1)
    for key, text in enumerate(texts, 1):
        writer.add(key, key, analyse.terms(text), about)
    writer.finish()
    return reading(folder)


def test_scores_are_bm25(tmp_path: Path) -> None:
    """Against the formula, k1 1.2 and b 0.75, on texts of lengths that tantivy stores exactly."""
    texts = ["apple pear", "apple apple plum fig", "pear plum", "fig fig fig fig"]
    found = filled(tmp_path, *texts).search([QueryTerm("apple"), QueryTerm("fig", 2.0)], 10, EVERYTHING)
    lengths = [len(text.split()) for text in texts]
    mean = sum(lengths) / len(texts)

    def score(text: str, term: str) -> float:
        frequency, holding = text.split().count(term), sum(term in other.split() for other in texts)
        idf = np.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        norm = 1.2 * (0.25 + 0.75 * len(text.split()) / mean)
        return float(idf * frequency * 2.2 / (frequency + norm))

    expected = {key: score(text, "apple") + 2 * score(text, "fig") for key, text in enumerate(texts, 1)}
    for key, got in zip(found.keys.tolist(), found.scores.tolist(), strict=True):
        assert got == pytest.approx(expected[key], rel=0.01)
    assert set(found.keys.tolist()) == {1, 2, 4}


def test_equal_scores_come_in_the_order_of_keys(tmp_path: Path) -> None:
    found = filled(tmp_path, *["same words here"] * 7).search([QueryTerm("same")], 10, EVERYTHING)
    assert found.keys.tolist() == [1, 2, 3, 4, 5, 6, 7]


def test_the_commonest_terms_are_left_out_when_they_would_cost_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = filled(tmp_path, *[f"the number{i % 5}" for i in range(50)])
    assert len(index.search([QueryTerm("number3"), QueryTerm("the")], 100, EVERYTHING).keys) == 50
    monkeypatch.setattr(terms, "_POSTINGS", 20)
    monkeypatch.setattr(terms, "_SLIGHT", 0.0)
    assert len(index.search([QueryTerm("number"), QueryTerm("the"), QueryTerm("3")], 100, EVERYTHING).keys) > 0
    assert len(index.search([QueryTerm("3"), QueryTerm("the")], 100, EVERYTHING).keys) == 10
    assert len(index.search([QueryTerm("the")], 100, EVERYTHING).keys) == 50


def test_terms_worth_little_are_left_out_where_there_is_much_to_walk_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever makes a term worth little: that many passages hold it, or that it hardly says what is asked."""
    index = filled(tmp_path, "the pear", "the plum", "the apple fig", "the apple", *["the melon"] * 46)
    asked = [QueryTerm("the"), QueryTerm("apple"), QueryTerm("pear", 0.01), QueryTerm("plum", 0.5)]
    assert len(index.search(asked, 100, EVERYTHING).keys) == 50
    monkeypatch.setattr(terms, "_CHEAP", 20)
    assert sorted(index.search(asked, 100, EVERYTHING).keys.tolist()) == [2, 3, 4]
    assert len(index.search([QueryTerm("the")], 100, EVERYTHING).keys) == 50


def test_a_term_that_more_passages_held_than_are_left_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "_CHEAP", 20)
    filled(tmp_path, *["the melon"] * 50)
    writer = writing(tmp_path)
    for number in range(1, 31):
        writer.remove(number)
    writer.finish()
    assert len(reading(tmp_path).search([QueryTerm("the")], 100, EVERYTHING).keys) == 20


def test_text_of_every_kind_can_be_indexed(tmp_path: Path) -> None:
    texts = ["", " ", "\x00\x01", "a" * 100_000, "\U0001f600", "\ud800 lone", "中" * 5000, "plain words"]
    index = filled(tmp_path, *texts)
    assert index.count() == len(texts)
    assert index.search([QueryTerm("plain")], 5, EVERYTHING).keys.tolist() == [8]


def test_what_is_added_at_once_lies_in_one_segment(tmp_path: Path) -> None:
    """A search goes through each by itself. A million different words are more than 12,000 passages have."""
    writer = writing(tmp_path)
    for key in range(1, 1_001):
        writer.add(key, key, analyse.Terms(" ".join(f"{key}w{i}" for i in range(1_000)), ""), brief(article("a", "x"), 1))
    writer.finish()
    assert [segment["max_doc"] for segment in segments.of(tmp_path / "terms")] == [1_000]


def test_a_removed_article_is_not_found_nor_counted(tmp_path: Path) -> None:
    filled(tmp_path, "first text", "second text")
    writer = writing(tmp_path)
    writer.remove(1)
    writer.finish()
    index = reading(tmp_path)
    assert index.count() == 1
    assert index.search([QueryTerm("text")], 5, EVERYTHING).keys.tolist() == [2]


def added(folder: Path, first: int, count: int) -> list[int]:
    """Add articles of one passage each; the sizes of the segments there are then."""
    writer = writing(folder)
    for number in range(first, first + count):
        writer.add(number, number, analyse.terms(f"text number{number}"), brief(article("a", "x"), 1))
    writer.finish()
    return sorted(segment["max_doc"] for segment in segments.of(folder / "terms"))


def test_a_small_addition_leaves_large_segments_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are of one size: merging them takes seconds, which nobody who adds one article waits for."""
    monkeypatch.setattr(segments, "_SMALL", 10)
    for i in range(8):
        sizes = added(tmp_path, 100 * i, 20)
    assert sizes == [20] * 8
    assert added(tmp_path, 1000, 1) == [1, *[20] * 8]


def test_small_segments_are_merged_among_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "_SMALL", 10)
    added(tmp_path, 0, 20)
    for i in range(8):
        sizes = added(tmp_path, 100 + i, 1)
    assert sizes == [8, 20]
    assert reading(tmp_path).count() == 28


def test_a_large_addition_merges_what_has_gathered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "_SMALL", 10)
    monkeypatch.setattr(segments, "_MANY", 30)
    for i in range(8):
        added(tmp_path, 100 * i, 20)
    assert added(tmp_path, 1000, 30) == [190]
    assert reading(tmp_path).search([QueryTerm("text")], 500, EVERYTHING).keys.tolist() == sorted(
        [*(100 * i + j for i in range(8) for j in range(20)), *range(1000, 1030)]
    )


def test_articles_are_removed_from_segments_of_every_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "_SMALL", 10)
    for i in range(9):
        added(tmp_path, 100 * i, 20)
    for i in range(9):
        added(tmp_path, 1000 + i, 1)
    writer = writing(tmp_path)
    for number in (*range(0, 900, 100), 1004):
        writer.remove(number)
    writer.add(2000, 2000, analyse.terms("text number2000"), brief(article("a", "x"), 1))
    writer.finish()
    index = reading(tmp_path)
    left = [*(100 * i + j for i in range(9) for j in range(1, 20)), *(1000 + i for i in range(9) if i != 4), 2000]
    assert index.count() == len(left)
    assert index.search([QueryTerm("text")], 500, EVERYTHING).keys.tolist() == left
    writer = writing(tmp_path)
    writer.remove(101)  # once more of the same segment
    writer.finish()
    assert reading(tmp_path).search([QueryTerm("text")], 500, EVERYTHING).keys.tolist() == [n for n in left if n != 101]


def test_nothing_that_no_search_reads_is_left_in_the_folder(tmp_path: Path) -> None:
    filled(tmp_path, "first text", "second text")
    (tmp_path / "terms" / "0123456789abcdef0123456789abcdef.idx").write_bytes(b"of no segment")
    writer = writing(tmp_path)
    writer.remove(1)
    writer.finish()
    assert sorted((tmp_path / "terms").iterdir()) == segments.files(tmp_path / "terms")
    assert not (tmp_path / "scratch").exists()


def test_a_reader_is_told_to_look_out_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By itself it does, from a thread of its own that writes a lock into the folder, whenever that gets to it."""
    filled(tmp_path, "first text", "second text")
    opened = terms._open(tmp_path / "terms")
    told: list[str] = []

    class Told:
        schema, searcher = opened.schema, opened.searcher

        def config_reader(self, policy: str) -> None:
            told.append(policy)
            opened.config_reader(policy)

    monkeypatch.setattr(terms, "_open", lambda folder: Told())
    assert reading(tmp_path).search([QueryTerm("first")], 1, EVERYTHING).keys.tolist() == [1]
    assert told == ["manual"]


@pytest.mark.parametrize(
    ("published", "expected"),
    [("2026-01-13", 739629), ("2026-01-13T23:59:00+08:00", 739629), (None, None), ("", None), ("2026", None), ("soon", None)],
)
def test_the_day_of_a_published_date(published: str | None, expected: int | None) -> None:
    assert day(published) == expected
