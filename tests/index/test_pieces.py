"""Tokens by the table of merges are those of the tokenizer itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import pieces as pieces_of
from index import runs
from index.embed import bundled
from index.errors import ModelError
from index.pieces import FILE, Pieces, write_pieces
from index.static import StaticModel

FOLDER = Path(__file__).parents[2] / "index" / "model"
KNOWN = st.text(st.sampled_from([chr(code) for code in range(0x10000) if pieces_of.KNOWN.fullmatch(chr(code))]))
ODD = st.text(st.sampled_from([c for c in map(chr, range(0x10000)) if pieces_of.KNOWN.fullmatch(c) and not "一" <= c <= "鿿"]))


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(FOLDER)


@given(st.one_of(KNOWN, ODD, st.text(max_size=30)))
@settings(max_examples=300, deadline=None)
def test_tokens_are_the_tokenizers_or_none(pieces: Pieces, text: str) -> None:
    found = pieces.tokens(text)
    assert found is None or found == bundled().tokenizer.encode(text, add_special_tokens=False).ids


@given(st.lists(st.one_of(KNOWN, ODD, st.text(max_size=30)), max_size=8))
@settings(max_examples=200, deadline=None)
def test_tokens_of_many_texts_are_the_tokenizers(texts: list[str]) -> None:
    model = bundled()
    many = [*texts, *["Often, the SAME words: 會議之後，3.5% of 2025。"] * 201]
    expected = [encoding.ids for encoding in model.tokenizer.encode_batch(many, add_special_tokens=False)]
    assert [ids.tolist() for ids in model.tokens(many)] == expected


def test_runs_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_KEPT", 3)
    cutter = runs.Runs(bundled().tokenizer)
    texts = [["Who visited Beijing?", "", "谁访问了北京？", "x\u0301…"], ["  "], [], ["Who visited?", "x"]]
    for few in texts:
        ids, stops = cutter.tokens(few)
        assert [part.tolist() for part in np.split(ids, stops)[:-1]] == [
            bundled().tokenizer.encode(text, add_special_tokens=False).ids for text in few
        ]


@pytest.mark.parametrize(
    "text", ["Which countries visited China in 2025?", "會議之後，哪些國家訪問了中國？", "誰…\n\n來　了", "x", ""]
)
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
