"""ask, search, verify, eval."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from index.local import LocalIndex
from tests.ui.cli.running import Pullquote

QUESTION = "which countries visited China after the meeting"
KEYS = {"question", "refused", "reason", "quotes", "rows", "time", "nearest", "seconds"}
QUOTE_KEYS = {"text", "start", "end", "score", "article", "dates", "when"}
ARTICLE_KEYS = {"id", "title", "source", "published", "path", "sha256"}


@pytest.fixture(scope="session")
def answer(pullquote: Pullquote, sample: Path) -> dict[str, Any]:
    done = pullquote("ask", QUESTION, "--index", sample, "--json")
    assert done.status == 0, done.err
    assert done.err == ""
    return done.json  # type: ignore[no-any-return]


def test_an_answer_has_the_shape_that_programs_rely_on(answer: dict[str, Any]) -> None:
    assert answer.keys() >= KEYS
    assert answer["refused"] is False
    assert answer["question"] == QUESTION
    for quote in answer["quotes"]:
        assert quote.keys() >= QUOTE_KEYS
        assert quote["article"].keys() >= ARTICLE_KEYS
        assert 0 <= quote["score"] <= 1


def test_every_quote_stands_at_its_place_in_its_article(sample: Path, answer: dict[str, Any]) -> None:
    assert answer["quotes"]
    index = LocalIndex.open(sample)
    for quote in answer["quotes"]:
        text = index.articles([quote["article"]["id"]])[0].text
        assert text[quote["start"] : quote["end"]] == quote["text"]


def test_a_question_finds_articles_of_the_other_language(answer: dict[str, Any]) -> None:
    assert any(re.search("[\u4e00-\u9fff]", quote["text"]) for quote in answer["quotes"])


def test_people_read_quote_title_date_and_place(pullquote: Pullquote, sample: Path, answer: dict[str, Any]) -> None:
    shown = pullquote("ask", QUESTION, "--index", sample)
    first = answer["quotes"][0]
    assert shown.status == 0
    assert first["text"] in shown.out
    assert first["article"]["title"] in shown.out
    assert f"{first['article']['id']} {first['start']}-{first['end']}" in shown.out


def test_a_refusal_has_its_own_status_and_says_why(pullquote: Pullquote, sample: Path) -> None:
    question = "How many goals did the striker score in the 1978 handball final in Reykjavik?"
    done = pullquote("ask", question, "--index", sample, "--json")
    assert done.status == 3
    assert done.json["refused"] is True
    assert done.json["quotes"] == []
    assert done.json["reason"]
    shown = pullquote("ask", question, "--index", sample)
    assert shown.status == 3
    assert done.json["reason"] in shown.out


def test_the_number_of_quotes_is_bounded(pullquote: Pullquote, sample: Path) -> None:
    assert len(pullquote("ask", QUESTION, "--index", sample, "--json", "--quotes", "1").json["quotes"]) == 1


def test_search_gives_passages_best_first(pullquote: Pullquote, sample: Path) -> None:
    found = pullquote("search", "rare earths", "--index", sample, "--json", "-k", "3").json
    assert found.keys() >= {"query", "hits", "seconds"}
    assert len(found["hits"]) == 3
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)
    for hit in found["hits"]:
        assert hit.keys() >= {"text", "start", "end", "score", "article"}
        assert LocalIndex.open(sample).articles([hit["article"]["id"]])[0].text[hit["start"] : hit["end"]] == hit["text"]


def test_a_search_keeps_to_its_limits(pullquote: Pullquote, sample: Path) -> None:
    everything = pullquote("search", "China", "--index", sample, "--json", "-k", "50").json["hits"]
    days = sorted(hit["article"]["published"][:10] for hit in everything if hit["article"]["published"])
    middle = days[len(days) // 2]
    later = pullquote("search", "China", "--index", sample, "--json", "-k", "50", "--after", middle).json["hits"]
    assert later
    assert all(hit["article"]["published"][:10] >= middle for hit in later)
    source = next(hit["article"]["source"] for hit in everything if hit["article"]["source"])
    of_one = pullquote("search", "China", "--index", sample, "--json", "-k", "50", "--source", source).json["hits"]
    assert {hit["article"]["source"] for hit in of_one} == {source}


def test_the_page_of_an_answer_needs_nothing_else(pullquote: Pullquote, sample: Path, tmp_path: Path) -> None:
    page = tmp_path / "answer.html"
    done = pullquote("ask", QUESTION, "--index", sample, "--json", "--html", page)
    html = page.read_text(encoding="utf-8")
    assert done.json["quotes"][0]["article"]["sha256"] in html
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", html)
    assert "<script src" not in html


def test_a_saved_answer_is_verified_until_its_source_changes(pullquote: Pullquote, folder: Path, tmp_path: Path) -> None:
    index, saved = tmp_path / "x.index", tmp_path / "answer.json"
    pullquote("add", folder, "--index", index)
    saved.write_text(
        pullquote("ask", "How many ships waited outside the harbour?", "--index", index, "--json").out, encoding="utf-8"
    )
    verified = pullquote("verify", saved, "--index", index)
    assert verified.status == 0
    assert verified.out.startswith("verified")
    assert pullquote("verify", "-", "--index", index, stdin=saved.read_text(encoding="utf-8")).status == 0
    changed = saved.read_text(encoding="utf-8").replace("Forty", "Fifty")
    assert "not verbatim" in pullquote("verify", "-", "--index", index, stdin=changed).out
    with (folder / "harbour.txt").open("a", encoding="utf-8") as file:
        file.write("One more line.\n")
    done = pullquote("verify", saved, "--index", index, "--json")
    assert done.status == 1
    assert done.json["verified"] is False
    assert {check["status"] for check in done.json["checks"]} == {"source changed"}
    (folder / "harbour.txt").unlink()
    assert "source gone" in pullquote("verify", saved, "--index", index).out


def test_a_sound_index_is_found_sound(pullquote: Pullquote, sample: Path) -> None:
    assert pullquote("verify", "--index", sample).status == 0
    assert isinstance(pullquote("verify", "--index", sample, "--json").json, dict)


def test_a_damaged_index_is_mended_or_named(pullquote: Pullquote, sample: Path, tmp_path: Path) -> None:
    index = tmp_path / "copy.index"
    shutil.copytree(sample, index)
    for path in index.rglob("*"):
        if path.is_file() and "store.db" not in path.name and path.stat().st_size > 100:
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 0x40
            path.write_bytes(data)
    pullquote("verify", "--index", index)
    assert pullquote("ask", QUESTION, "--index", index, "--json").json["quotes"]


def test_eval_measures(pullquote: Pullquote, folder: Path, tmp_path: Path) -> None:
    index, questions = tmp_path / "x.index", tmp_path / "q.jsonl"
    pullquote("add", folder, "--index", index)
    lines = [
        {
            "id": "1",
            "question": "How many ships waited outside the harbour?",
            "evidence": [["Forty ships"]],
            "article": "harbour",
        },
        {"id": "2", "question": "大桥全长多少？", "evidence": [["三公里"]], "article": "桥"},
        {"id": "3", "question": "Who won the 1962 chess olympiad?", "evidence": []},
    ]
    questions.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    done = pullquote("eval", questions, "--index", index, "--json")
    assert done.status == 0, done.err
    assert done.json
    assert pullquote("eval", questions, "--index", index).out


def test_stages_are_timed_on_request(pullquote: Pullquote, sample: Path) -> None:
    done = pullquote("ask", QUESTION, "--index", sample, "--trace")
    trace = json.loads(done.err.strip().splitlines()[-1])["trace"]
    assert trace
    assert all(seconds >= 0 for seconds in trace.values())


def test_logs_hold_no_text_unless_asked_to(pullquote: Pullquote, sample: Path) -> None:
    without = pullquote("ask", QUESTION, "--index", sample, "--log-level", "info")
    [line] = [line for line in without.err.splitlines() if "quotes=" in line]
    assert "refused=False" in line
    assert QUESTION not in without.err
    everything = pullquote("ask", QUESTION, "--index", sample, "--log-level", "debug")
    assert QUESTION not in everything.err
    with_text = pullquote("ask", QUESTION, "--index", sample, "--log-level", "info", "--log-text")
    assert QUESTION in with_text.err


def test_the_example_question_on_the_real_pages(pullquote: Pullquote, shared: Path, tmp_path: Path) -> None:
    index = tmp_path / "x.index"
    pullquote("add", shared / "articles", "--index", index)
    for question in (QUESTION, "会议之后哪些国家访问了中国"):
        quotes = " ".join(quote["text"] for quote in pullquote("ask", question, "--index", index, "--json").json["quotes"])
        assert "加拿大总理卡尼启程访华" in quotes
        assert "法国总统马克龙访华" in quotes
