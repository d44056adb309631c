"""A saved answer is checked against the index and against the files themselves, quote by quote."""

from __future__ import annotations

import copy
import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from index.errors import InputError
from index.local import LocalIndex
from index.split import split
from index.types import Article, SourceFile
from rag import Answer, Quote
from rag.certificate import CHANGED, GONE, NOT_VERBATIM, VERIFIED, check

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "1月14日，加拿大总理卡尼启程访华。他将停留四天。"


@pytest.fixture
def case(tmp_path: Path) -> tuple[LocalIndex, dict[str, Any], Path]:
    """An index of one file, an answer that quotes it, as saved, and the file."""
    file = tmp_path / "visit.txt"
    file.write_text(TEXT, encoding="utf-8")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    article = Article(id="visit", title="Visit", text=TEXT, language="zh", path=str(file), sha256=digest)
    index = LocalIndex.create(tmp_path / "index")
    with index.writer() as writer:
        writer.put(article, split(article), SourceFile(str(file), 1, 1, digest))
    index.refresh()
    quote = Quote(text=TEXT[:17], start=0, end=17, score=1.0, article=article)
    return index, Answer(question="谁访华?", refused=False, reason=None, quotes=(quote,)).to_dict(), file


def status(saved: dict[str, Any], index: LocalIndex) -> str:
    return check(saved, index)[0].status


def test_a_quote_that_stands_is_verified(case: tuple[LocalIndex, dict[str, Any], Path]) -> None:
    index, saved, _ = case
    assert status(saved, index) == VERIFIED
    assert check(saved, index)[0].verified


@pytest.mark.parametrize(
    ("key", "value"), [("text", TEXT[:16] + "！"), ("start", 1), ("end", 16), ("end", 10**9), ("start", -17)]
)
def test_one_altered_character_or_offset_is_not_verbatim(
    case: tuple[LocalIndex, dict[str, Any], Path], key: str, value: object
) -> None:
    index, saved, _ = case
    forged = copy.deepcopy(saved)
    forged["quotes"][0][key] = value
    assert status(forged, index) == NOT_VERBATIM


def test_a_source_that_changed_or_went_is_told_apart(case: tuple[LocalIndex, dict[str, Any], Path]) -> None:
    index, saved, file = case
    file.write_text(TEXT + "后来取消了。", encoding="utf-8")
    assert status(saved, index) == CHANGED
    file.unlink()
    assert status(saved, index) == GONE


def test_an_answer_from_another_version_of_the_file_is_changed(case: tuple[LocalIndex, dict[str, Any], Path]) -> None:
    index, saved, _ = case
    saved["quotes"][0]["article"]["sha256"] = "0" * 64
    assert status(saved, index) == CHANGED


def test_an_article_that_the_index_does_not_hold_is_gone(case: tuple[LocalIndex, dict[str, Any], Path]) -> None:
    index, saved, _ = case
    saved["quotes"][0]["article"]["id"] = "another"
    assert status(saved, index) == GONE


def test_a_refusal_has_nothing_to_check(case: tuple[LocalIndex, dict[str, Any], Path]) -> None:
    index, _, _ = case
    assert check(Answer(question="?", refused=True, reason="…").to_dict(), index) == []


@pytest.mark.parametrize("saved", [{}, {"quotes": [{}]}, {"quotes": [{"text": 1}]}, {"quotes": None}, {"quotes": [None]}, []])
def test_what_is_no_saved_answer_is_named_as_such(case: tuple[LocalIndex, dict[str, Any], Path], saved: Any) -> None:
    with pytest.raises(InputError, match="saved answer"):
        check(saved, case[0])
