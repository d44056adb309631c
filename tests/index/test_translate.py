"""A question's words are said by their translations, in either language, with probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import embed
from index.analyse import words
from index.errors import ModelError
from index.table import Row, Table, write_notes, write_table
from index.translate import lemmas, surfaces

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("question", "surface"),
    [
        ("Which countries visited China?", "访问"),
        ("Who is the prime minister?", "总理"),
        ("What did Macron say?", "马克龙"),
        ("What does NATO want?", "北约"),
        ("马克龙说了什么？", "macron"),
        ("北約秘書長是誰？", "nato"),
        ("总理访问了哪些国家？", "prime minister"),
        ("How much is 8.5 billion?", "85亿"),
    ],
)
def test_translations_are_among_the_surfaces(question: str, surface: str) -> None:
    _, alternatives = surfaces(question)
    assert surface in {one.text for one in alternatives}


def test_a_phrase_says_all_of_its_words() -> None:
    words, alternatives = surfaces("The prime minister of Canada")
    assert any({words[i] for i in one.words} >= {"prime", "minister"} for one in alternatives if one.text == "首相")


def test_words_that_carry_no_meaning_are_left_out() -> None:
    assert surfaces("What is the of and 的 了 吗")[0] == []


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_any_question_has_surfaces_with_probabilities_of_its_own_words(question: str) -> None:
    words, alternatives = surfaces(question)
    for one in alternatives:
        assert 0 <= one.weight <= 1
        assert one.text
        assert all(0 <= number < len(words) for number in one.words)


def test_english_words_lose_their_endings() -> None:
    assert lemmas("countries") == ["country"]
    assert "visit" in lemmas("visited")
    assert "make" in lemmas("making")
    assert lemmas("gas") == []


def test_a_table_gives_back_what_was_written(tmp_path: Path) -> None:
    write_table(tmp_path / "t.safetensors", {"visit": [("访问", 0.9), ("参观", 0.5)], "总理": [("prime minister", 1.0)]})
    found = Table(tmp_path / "t.safetensors").look_up(["visit", "nothing", "总理"])
    assert [row.text for row in found["visit"]] == ["访问", "参观"]
    assert found["visit"][0].weight == pytest.approx(0.9, abs=0.01)
    assert found["总理"] == [Row("prime minister", 1.0)]
    assert "nothing" not in found


def test_what_is_noted_of_translations_is_found_with_them(tmp_path: Path) -> None:
    long = "一二三四五六七八九十一二三四五六七"
    write_table(tmp_path / "t.safetensors", {"visit": [("访问中国", 0.9), ("参观", 0.5)], "long": [(long, 0.5), ("t恤", 0.4)]})
    words = {"访问中国": ["访问", "中国"], "参观": ["参观"], long: list(long), "t恤": ["t"]}
    tokens = {"访问中国": 65_000, "参观": 0, long: -1, "t恤": 5}
    notes = tmp_path / "notes.safetensors"
    write_notes(
        notes, {"t": Table(tmp_path / "t.safetensors")}, lambda texts: [tokens[text] for text in texts], words.__getitem__
    )
    found = Table(tmp_path / "t.safetensors", notes).look_up(["long", "visit"])
    assert [row[2:] for row in found["visit"]] == [(65_000, ("访问", "中国")), (0, ("参观",))]
    assert [row[2:] for row in found["long"]] == [(-1, None), (5, None)]


@pytest.mark.parametrize(
    "question", ["Which countries visited China after the meeting?", "总理访问了哪些国家？", "1月14日的会谈"]
)
def test_the_notes_shipped_are_those_of_the_model_and_segmenter_at_hand(question: str) -> None:
    model = embed.bundled()
    noted = [one for one in surfaces(question)[1] if one.rarest is not None]
    assert len(noted) > 5
    for one, tokens in zip(noted, model.tokens([one.text for one in noted]), strict=True):
        assert one.rarest in tokens
        assert model.frequencies[one.rarest] == model.frequencies[tokens].min()
        assert one.terms in (None, tuple(words(one.text)))


def test_a_damaged_table_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "t.safetensors").write_bytes(b"{}")
    with pytest.raises(ModelError, match="reinstall"):
        Table(tmp_path / "t.safetensors")


def test_notes_of_another_table_are_refused(tmp_path: Path) -> None:
    table, other, notes = (tmp_path / name / "t.safetensors" for name in ("table", "other", "notes"))
    for path, rows in ((table, {"visit": [("访问", 0.9)]}), (other, {"visit": [("访问", 0.9)], "meeting": [("会谈", 0.8)]})):
        path.parent.mkdir()
        write_table(path, rows)
    notes.parent.mkdir()
    write_notes(notes, {"t": Table(other)}, lambda texts: [0] * len(texts), list)
    with pytest.raises(ModelError, match="another table"):
        Table(table, notes)
