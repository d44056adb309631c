"""A sentence that tells something is never taken for furniture because of a word in it."""

from __future__ import annotations

import pytest

from bench.pages import figures, judge, pages
from index.clean import clean
from index.clean_hints import hint
from index.formats.raw import PLAIN, Raw


@pytest.mark.parametrize(
    "sentence",
    [
        "Facebook said it would appeal.",
        "Line 6 opens on Monday with 23 stations.",
        "The copyright case against the company will be heard in March.",
        "Meta's privacy policy violates European law, the court ruled on Tuesday.",
        "Search teams left at dusk.",
        "Reported cases fell by half in August.",
        "By Tuesday the water had reached the church.",
        "Related costs rose 4%.",
        "商务部表示，企业须申请出口许可证，审批需要45天。",
        "返回舱安全着陆。",
        "下载量突破三百万次。",
        "扫码支付占九成。",
        "记者看到，现场已经拉起警戒线。",
        "《港島日誌》記者今早到場所見，木板散落沙灘。",
        "公司未经股东大会授权，擅自对外担保。",
        "该声明不代表公司立场，发言人说。",
    ],
)
def test_a_sentence_of_an_article_is_no_furniture(sentence: str) -> None:
    assert hint(sentence) is None


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Sign in to comment.", "navigation"),
        ("Facebook", "share line"),
        ("Read more.", "navigation"),
        ("No spam, we promise. You can unsubscribe at any time.", "advertisement"),
        ("We use cookies to improve this website.", "legal notice"),
        ("© 2025 The Courier. All rights reserved.", "legal notice"),
        ("By Jane Doe.", "byline"),
        ("未经授权，不得转载本文。", "legal notice"),
        ("本文仅代表作者个人观点，不构成投资建议。", "legal notice"),
        ("长按二维码关注我们。", "share line"),
        ("Related: Who owns the river?", "navigation"),
    ],
)
def test_a_sentence_about_the_page_is(line: str, kind: str) -> None:
    assert hint(line) == kind


def test_pages_of_every_kind_are_told_from_their_furniture() -> None:
    """The floors lie under what ``bench/pages.py`` gives; sentences of an article lost are the worst of faults."""
    results = [judge(page) for page in pages()]
    precision, recall, _ = figures(results)
    assert precision > 0.92
    assert recall > 0.95
    assert sum(line.endswith(("。", ".")) for result in results for line in result.lost) <= 2
    assert sum(not result.titled for result in results) <= 1


def article(*lines: str) -> Raw:
    furniture = ["首页", "登录", "注册", *lines, "责任编辑：方冉", "相关阅读", "分享到：", "微信", "微博"]
    return Raw("\n".join(furniture), PLAIN)


TITLE = "河口大桥提前三个月合龙"
BODY = [
    "河口大桥昨天上午合龙，比计划提前了三个月，全桥长二点四公里。",
    "通车以后，从河口到云泽只要二十分钟，过去要走一个多小时。",
]


def test_a_caption_with_its_credit_belongs_to_the_article() -> None:
    caption = "河口大桥最后一段钢梁吊装到位。（方冉摄）"
    assert caption in clean(article(TITLE, "2025-11-03 08:20", caption, *BODY), "a.txt", "0" * 64).text


def test_the_points_above_a_report_belong_to_it() -> None:
    points = ["要点", "大桥比计划提前三个月合龙", "通车后路程缩短四十分钟"]
    found = clean(article(TITLE, "2025-11-03 08:20", *points, *BODY), "a.txt", "0" * 64)
    assert found.text.split("\n\n")[0].split("\n")[:3] == points
    assert found.title == TITLE


def test_a_dateline_names_source_and_author() -> None:
    found = clean(article(TITLE, f"云泽日报11月3日电（记者 方冉）{BODY[0]}", BODY[1]), "a.txt", "0" * 64)
    assert (found.source, found.author) == ("云泽日报", "方冉")


def test_what_encloses_a_notice_and_who_signs_it_are_kept() -> None:
    signed = ["附件：桥面限速一览表", "云泽市交通局", "2025年11月3日"]
    text = clean(article(TITLE, "2025-11-03 08:20", *BODY, *signed), "a.txt", "0" * 64).text
    assert text.split("\n")[-3:] == signed


def test_a_menu_of_chapters_is_no_list_of_contents() -> None:
    menu = ["上一章", "目录", "下一章"]
    text = clean(article(*menu, TITLE, "2025-11-03 08:20", TITLE, *BODY, *menu), "a.txt", "0" * 64).text
    assert [line for line in text.split("\n") if line in menu] == []
    assert text.endswith(BODY[-1])


def test_a_short_answer_ends_a_talk() -> None:
    said = "程野：出一本书，名字还没想好。"
    assert clean(article(TITLE, "2025-11-03 08:20", *BODY, said), "a.txt", "0" * 64).text.endswith(said)


def test_a_sentence_that_names_its_source_ends_all_the_same() -> None:
    cited = [f"{line}[{number}]" for number, line in enumerate(BODY, 1)]
    assert clean(article(TITLE, "2025-11-03 08:20", *cited), "a.txt", "0" * 64).text.split("\n") == cited


def test_what_a_text_defines_is_its_title() -> None:
    defined = [
        "河口大桥",
        "云泽通往河口的第一座桥",
        "河口大桥是云泽市的一座跨江大桥，2025年11月3日合龙，全长二点四公里。",
        *BODY,
    ]
    assert clean(article(*defined), "a.txt", "0" * 64).title == "河口大桥"


def test_a_quote_shown_large_beside_its_sentence_stands_once() -> None:
    said = "“我们把冬天抢了回来。”"
    text = clean(article(TITLE, "2025-11-03", BODY[0], said, f"项目经理周岩说：{said}", BODY[1]), "a.txt", "0" * 64).text
    assert text.count("抢了回来") == 1


@pytest.mark.parametrize(
    ("line", "day"),
    [("12:40 16/11/2025", "2025-11-16"), ("Published: 11/16/2025", "2025-11-16"), ("Published: 03/04/2025", None)],
)
def test_a_day_in_numbers_is_read_where_only_one_order_is_possible(line: str, day: str | None) -> None:
    assert clean(article(TITLE, line, *BODY), "a.txt", "0" * 64).published == day


def test_a_day_named_for_something_else_is_not_when_the_text_was_published() -> None:
    assert clean(article(TITLE, "活动时间：2025-11-03 08:20", *BODY), "a.txt", "0" * 64).published is None
