"""How an answer reads on a terminal."""

from index.types import Article
from rag.types import Answer, DateMention, Quote, Row, Time
from ui.cli_output import harmless, table, width
from ui.cli_text import answer_lines

TEXT = "法国总统马克龙2025年12月3日访华。1月14日,加拿大总理卡尼启程访华。"
FIRST = TEXT.index("。") + 1
ARTICLE = Article(
    "visits", "访华", TEXT, "zh", "/a/visits.txt", "0" * 64, source="渡口观察", published="2026-01-18T09:12+08:00"
)
BEFORE = Quote(
    TEXT[:FIRST], 0, FIRST, 0.5, ARTICLE, (DateMention("2025年12月3日", 7, 17, "2025-12-03", "2025-12-03"),), "outside", 3, 2
)
INSIDE = Quote(
    TEXT[FIRST:], FIRST, len(TEXT), 0.9, ARTICLE, (DateMention("1月14日", 20, 25, "2026-01-14", "2026-01-14"),), "inside"
)
MEETING = Time("2026-01-12", None, "after the meeting of 2026-01-12", "the meeting")


def test_an_answer_reads_from_period_over_rows_to_quotes() -> None:
    rows = (Row("Canada", "2026-01-14", 0, "inside"), Row("France", "2025-12-03", 1, "outside"))
    lines = answer_lines(Answer("who?", False, None, (INSIDE, BEFORE), rows, MEETING))
    assert lines == [
        "Asked for: after the meeting of 2026-01-12",
        "Canada  2026-01-14  [1]",
        "France  2025-12-03  [2]  before that",
        "",
        "[1] 1月14日,加拿大总理卡尼启程访华。",
        "    访华 | 渡口观察 | 2026-01-18 | visits 20-38",
        "",
        "[2] 法国总统马克龙2025年12月3日访华。",
        "    访华 | 渡口观察 | 2026-01-18 | visits 0-20 | before that | in 3 articles | page 2",
    ]


def test_the_words_beside_quotes_are_in_the_language_of_the_question() -> None:
    rows = (Row("加拿大", "2026-01-14", 0, "inside"), Row("法国", "2025-12-03", 1, "outside"), Row("英国", None, 1, "planned"))
    time = Time("2026-01-12", None, "2026年1月12日会议之后", "会议")
    lines = answer_lines(Answer("谁访华了？", False, None, (INSIDE, BEFORE), rows, time, language="zh"))
    assert lines[:4] == [
        "所问时间：2026年1月12日会议之后",
        "加拿大  2026-01-14  [1]",
        "法国    2025-12-03  [2]  在此之前",
        "英国                [2]  计划中，尚未实现",
    ]
    assert lines[-1] == "    访华 | 渡口观察 | 2026-01-18 | visits 0-20 | 在此之前 | 见于3篇文章 | 第2页"
    refused = answer_lines(Answer("谁？", True, "没有。", nearest=(INSIDE,), language="zh"))
    assert refused[2] == "最接近的原文，但没有回答问题："


def test_what_came_after_a_period_is_called_so() -> None:
    until = Time(None, "2025-06-30", "until June 2025")
    assert answer_lines(Answer("who?", False, None, (BEFORE,), time=until))[-1].endswith("after that | in 3 articles | page 2")


def test_a_refusal_labels_its_nearest_misses() -> None:
    lines = answer_lines(Answer("who?", True, "The 3 articles searched do not answer this.", nearest=(INSIDE,)))
    assert lines[0] == "The 3 articles searched do not answer this."
    assert "Nearest, but no answer:" in lines
    assert lines[-2].startswith("- 1月14日")


def test_columns_align_over_both_scripts() -> None:
    lines = table([("加拿大", "x"), ("Canada", "y"), ("a\nb", "z")])
    assert {width(line) for line in lines} == {9}
    assert lines[2] == "a b     z"


def test_what_could_steer_a_terminal_is_shown_as_an_escape() -> None:
    assert harmless("a\x1b[2Jb\u202ec\rd\ne\tf") == "a\\x1b[2Jb\\u202ec\\rd\ne\tf"
