"""Tokens by the table of merges are those of the tokenizer itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embed import bundled
from index.errors import ModelError
from index.pieces import FILE, Pieces, write_pieces
from index.static import StaticModel

FOLDER = Path(__file__).parents[2] / "index" / "model"
KNOWN = st.text(st.sampled_from([chr(c) for c in (*range(0x20, 0x7F), *range(0x4E00, 0xA000))] + list("，。、；：？！（）")))


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(FOLDER)


@given(st.one_of(KNOWN, st.text(max_size=30)))
@settings(max_examples=300, deadline=None)
def test_tokens_are_the_tokenizers_or_none(pieces: Pieces, text: str) -> None:
    found = pieces.tokens(text)
    assert found is None or found == bundled().tokenizer.encode(text, add_special_tokens=False).ids


@pytest.mark.parametrize("text", ["Which countries visited China in 2025?", "會議之後，哪些國家訪問了中國？", "x", ""])
def test_ordinary_questions_need_no_tokenizer(pieces: Pieces, text: str) -> None:
    assert pieces.tokens(text) is not None


def test_the_table_is_that_of_the_tokenizer_beside_it(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "tokenizer.json", tmp_path)
    write_pieces(tmp_path)
    assert (tmp_path / FILE).read_bytes() == (FOLDER / FILE).read_bytes()


def test_one_question_is_embedded_without_loading_the_tokenizer_and_to_the_same_vector() -> None:
    fresh = StaticModel("bundled", FOLDER)
    first = fresh.embed_questions(["Who visited Beijing?"])
    assert "tokenizer" not in vars(fresh)
    assert fresh.tokenizer is not None
    assert (fresh.embed_questions(["Who visited Beijing?"]) == first).all()


def test_a_damaged_table_is_told_of_by_name(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"nothing")
    with pytest.raises(ModelError, match="reinstall pullquote"):
        StaticModel("bundled", tmp_path).embed_questions(["Who?"])
