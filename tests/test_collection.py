"""The sample collection and the question sets that are asked about it."""

from __future__ import annotations

import html
import json
import re
import runpy
from functools import cache
from pathlib import Path
from typing import Any

import pypdf
import pytest

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = ROOT / "articles"
QUESTIONS = ROOT / "bench" / "questions"
REAL = ROOT.parent / "shared" / "articles"

SETS = {
    "time": 80,
    "hard": 60,
    "hard_answerable": 60,
    "lists": 20,
    "facts": 60,
    "furniture": 10,
    "followups": 20,
    "time_none": 20,
    "differ": 8,
}
UNANSWERABLE = {"hard", "furniture", "time_none"}
HAN = re.compile(r"[一-鿿]")


def page_text(path: Path) -> str:
    """The text of an HTML page by the simplest reading there is: the check must not lean on the cleaner it checks for."""
    bare = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", " ", path.read_text(encoding="utf-8"))
    return html.unescape(re.sub(r"<[^>]+>", "", bare))


@cache
def articles() -> dict[str, str]:
    """Article id -> its text with the page furniture still on."""
    found: dict[str, str] = {}
    for path in sorted(ARTICLES.iterdir()):
        if path.stem == "README":
            continue
        if path.suffix == ".jsonl":
            lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            found.update({line["id"]: line["text"] for line in lines})
        elif path.suffix == ".pdf":
            found[path.stem] = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
        elif path.suffix == ".html":
            found[path.stem] = page_text(path)
        else:
            found[path.stem] = path.read_text(encoding="utf-8")
    return found


def questions(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def wording(question: dict[str, Any]) -> str:
    return str(question["question"] if "question" in question else question["turns"][-1])


def test_the_collection_has_every_kind_of_file_that_can_be_read() -> None:
    suffixes = [path.suffix for path in ARTICLES.iterdir() if path.stem != "README"]
    assert len(articles()) >= 22
    assert suffixes.count(".html") >= 2
    assert suffixes.count(".md") >= 2
    assert suffixes.count(".pdf") >= 1
    assert suffixes.count(".jsonl") >= 1
    assert suffixes.count(".txt") >= 10


def test_both_languages_have_a_fair_share() -> None:
    chinese = sum(len(HAN.findall(text)) > len(text) / 4 for text in articles().values())
    assert chinese >= 10
    assert len(articles()) - chinese >= 10


def test_the_pdf_is_what_its_script_writes() -> None:
    script = runpy.run_path(str(ROOT / "bench" / "sample_pdf.py"))
    assert script["document"]() == script["TARGET"].read_bytes()


@pytest.mark.parametrize(("name", "least"), SETS.items())
def test_a_question_set_is_complete_and_asks_in_both_languages(name: str, least: int) -> None:
    asked = questions(name)
    assert len(asked) >= least
    assert len({question["id"] for question in asked}) == len(asked)
    chinese = sum(bool(HAN.search(wording(question))) for question in asked)
    assert min(chinese, len(asked) - chinese) >= least // 4


@pytest.mark.parametrize("name", SETS)
def test_every_piece_of_evidence_stands_in_an_article(name: str) -> None:
    missing = [
        (question["id"], alternative)
        for question in questions(name)
        for group in question["evidence"]
        for alternative in group
        if not any(alternative in text for text in articles().values())
    ]
    assert missing == []


@pytest.mark.parametrize("name", SETS)
def test_a_question_has_evidence_exactly_where_its_set_is_answerable(name: str) -> None:
    assert all(bool(question["evidence"]) == (name not in UNANSWERABLE) for question in questions(name))


def test_the_named_article_is_one_that_answers() -> None:
    for name in SETS:
        for question in questions(name):
            if "article" in question:
                text = articles()[question["article"]]
                assert any(alternative in text for group in question["evidence"] for alternative in group), question["id"]


def test_each_hard_question_has_an_answerable_twin() -> None:
    assert [q["id"].split("-")[1] for q in questions("hard")] == [q["id"].split("-")[1] for q in questions("hard_answerable")]


def sentences(text: str) -> set[str]:
    """The sentences of twelve characters or more, without white space."""
    bare = (re.sub(r"\s", "", piece) for piece in re.split(r"[。！？!?\n]|\. ", text))
    return {piece for piece in bare if len(piece) >= 12}


@pytest.mark.skipif(not REAL.is_dir(), reason="the real pages are not here")
def test_no_sentence_is_taken_from_the_real_pages() -> None:
    real = set().union(*(sentences(path.read_text(encoding="utf-8")) for path in REAL.glob("*.txt")))
    assert {name: sentences(text) & real for name, text in articles().items() if sentences(text) & real} == {}


@pytest.mark.parametrize("folder", ["bench/written", "training/written"])
def test_half_of_the_written_questions_quote_their_article_and_half_say_why_nothing_does(folder: str) -> None:
    articles, asked = (
        [json.loads(line) for line in (ROOT / folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        for name in ("articles", "questions")
    )
    texts = {one["id"]: one["text"] for one in articles}
    assert len(texts) == len(articles)
    assert len({one["id"] for one in asked}) == len(asked)
    answerable = [one for one in asked if one["evidence"]]
    assert len(answerable) == len(asked) / 2
    assert [one["id"] for one in answerable if not all(piece in texts[one["article"]] for piece in one["evidence"])] == []
    assert [one["id"] for one in asked if not one["evidence"] and not one["why"]] == []


def test_nothing_is_fitted_on_the_written_articles_that_are_measured_on() -> None:
    measured, fitted = (
        {json.loads(line)["text"] for line in (ROOT / folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()}
        for folder in ("bench/written", "training/written")
    )
    assert measured
    assert not measured & fitted
