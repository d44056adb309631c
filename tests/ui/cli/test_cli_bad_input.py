"""What cannot be used is named in one line with a remedy, exit status 2; what stands beside it goes in."""

import os
from pathlib import Path

import pytest

from tests.ui.cli.running import Pullquote, Run
from ui.cli import main


def assert_refused(done: Run, *named: str) -> None:
    assert done.status == 2, done.err
    for name in named:
        assert name in done.error
    assert done.out == ""


def test_a_path_that_is_not_there(pullquote: Pullquote, tmp_path: Path) -> None:
    done = pullquote("add", tmp_path / "nowhere.txt", "--index", tmp_path / "x.index")
    assert done.status == 2
    assert "nowhere.txt" in done.error


def test_a_folder_without_articles(pullquote: Pullquote, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = pullquote("add", tmp_path / "empty", "--index", tmp_path / "x.index")
    assert done.status == 2
    assert "empty" in done.error


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \n\t\n  \n"),
        ("broken.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog"),
        ("broken.docx", b"PK\x03\x04 but no archive"),
        ("lines.jsonl", b'{"id": "a", "text": "Good sentence here."}\n{"id": "b", "text": \n'),
    ],
)
def test_a_bad_file_is_named_and_the_good_one_beside_it_goes_in(
    pullquote: Pullquote, folder: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    (folder / name).write_bytes(content)
    index = tmp_path / "x.index"
    done = pullquote("add", folder, "--index", index)
    assert done.status == 2
    assert name in done.error
    listed = {article["id"] for article in pullquote("list", "--index", index, "--json").json["articles"]}
    assert listed >= {"harbour", "桥"}


def test_invalid_json_is_named_by_its_line(pullquote: Pullquote, tmp_path: Path) -> None:
    data = tmp_path / "a.jsonl"
    data.write_text('{"id": "a", "text": "Good sentence here."}\n\n{"id": "b", oops}\n', encoding="utf-8")
    done = pullquote("add", data, "--index", tmp_path / "x.index")
    assert done.status == 2
    assert "line 3" in done.error


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(pullquote: Pullquote, folder: Path, tmp_path: Path) -> None:
    (folder / "secret.txt").write_text("A sentence.")
    (folder / "secret.txt").chmod(0)
    done = pullquote("add", folder, "--index", tmp_path / "x.index")
    assert done.status == 2
    assert "secret.txt" in done.error


@pytest.mark.parametrize(("command", "question"), [("ask", "   "), ("ask", ""), ("search", "\t\n")])
def test_a_question_of_nothing(pullquote: Pullquote, sample: Path, command: str, question: str) -> None:
    assert_refused(pullquote(command, question, "--index", sample, "--json"))


@pytest.mark.parametrize("arguments", [["list"], ["ask", "a question"], ["search", "a query"], ["verify"]])
def test_an_index_that_is_not_there(pullquote: Pullquote, tmp_path: Path, arguments: list[str]) -> None:
    assert_refused(pullquote(*arguments, "--index", tmp_path / "no.index"), "no.index", "pullquote add")
    assert not (tmp_path / "no.index").exists()


def test_an_index_of_another_model(pullquote: Pullquote, folder: Path, sample: Path) -> None:
    done = pullquote("add", folder, "--index", sample, "--model", "some/other-model")
    assert_refused(done, "some/other-model", "bundled")


def test_an_article_that_is_not_there(pullquote: Pullquote, sample: Path) -> None:
    assert_refused(pullquote("show", "no-such-article", "--index", sample), "no-such-article")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["ask", "a question", "--quotes", "0"], "--quotes"),
        (["ask", "a question", "--quotes", "many"], "--quotes"),
        (["ask", "a question", "--strictness", "severe"], "severe"),
        (["ask", "a question", "--log-level", "loud"], "loud"),
        (["ask"], "QUESTION"),
        (["frobnicate"], "frobnicate"),
        (["list", "--frobnicate"], "--frobnicate"),
        (["chat", "--port", "99999"], "--port"),
        (["chat", "--host", "0.0.0.0"], "--auth"),
    ],
)
def test_wrong_usage(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], named: str
) -> None:
    monkeypatch.setenv("PULLQUOTE_INDEX", "never.opened.index")
    status = main(arguments)
    done = Run(status, *capsys.readouterr())
    assert_refused(done)
    assert named.lower() in done.error.lower()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (None, "no such file"),
        ('{"id": "1", "question": "Who?", "evidence": []}\nnot json\n', "line 2"),
        ('{"id": "1", "evidence": []}\n', "line 1"),
        ("\n\n", "no questions"),
    ],
)
def test_questions_that_cannot_be_used(
    pullquote: Pullquote, sample: Path, tmp_path: Path, content: str | None, named: str
) -> None:
    path = tmp_path / "questions.jsonl"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert_refused(pullquote("eval", path, "--index", sample), "questions.jsonl", named)


@pytest.mark.parametrize("content", [None, "not json", "[]", '{"quotes": 3}', '{"quotes": [{"text": 1}]}'])
def test_answers_that_cannot_be_verified(pullquote: Pullquote, sample: Path, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "answer.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert_refused(pullquote("verify", path, "--index", sample))


@pytest.mark.parametrize(("option", "day"), [("--after", "yesterday"), ("--before", "2025-02-30")])
def test_a_date_that_is_none(pullquote: Pullquote, sample: Path, option: str, day: str) -> None:
    assert_refused(pullquote("ask", "which countries visited China", option, day, "--index", sample), option, "2026-01-14")


def test_a_page_that_cannot_be_written(pullquote: Pullquote, sample: Path, tmp_path: Path) -> None:
    place = tmp_path / "no" / "such" / "folder.html"
    done = pullquote("ask", "which countries visited China", "--index", sample, "--html", place)
    assert_refused(done, "folder.html")


def test_a_file_where_the_index_should_be(pullquote: Pullquote, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file.index").write_text("I am a file.")
    for arguments in (["add", folder], ["list"], ["ask", "a question"]):
        done = pullquote(*arguments, "--index", tmp_path / "file.index")
        assert done.status in {1, 2}
        assert "file.index" in done.error


def test_an_empty_path_is_not_the_folder_one_is_in(pullquote: Pullquote, tmp_path: Path) -> None:
    assert_refused(pullquote("add", "", "--index", tmp_path / "x.index"), "path is empty")
    assert not (tmp_path / "x.index").exists()


@pytest.mark.parametrize("evidence", ['"Lind"', '["Lind"]', "[[]]", '[["Lind", 3]]', "{}"])
def test_evidence_that_is_none_is_named_by_its_line(pullquote: Pullquote, folder: Path, tmp_path: Path, evidence: str) -> None:
    index, questions = tmp_path / "x.index", tmp_path / "questions.jsonl"
    pullquote("add", folder, "--index", index)
    questions.write_text(f'{{"id": "1", "question": "Who?", "evidence": {evidence}}}\n', encoding="utf-8")
    assert_refused(pullquote("eval", questions, "--index", index), "line 1", "evidence")


def test_without_a_command_the_help_is_shown(pullquote: Pullquote) -> None:
    done = pullquote()
    assert done.status == 2
    assert "Commands:" in done.out
