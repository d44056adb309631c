"""Saved pages as text: the article and nothing but the article, for sites of many kinds that the cleaner was not made for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.clean import clean
from index.clean_dump import clean_dump
from index.clean_head import told
from index.formats.raw import PLAIN, Raw
from index.types import Article

PAGES = sorted((Path(__file__).parent / "pages").glob("*.txt"))
REAL = sorted((Path(__file__).parents[3] / "shared" / "articles").glob("*.txt"))


@dataclass(frozen=True)
class Page:
    """A page whose article is marked: ``T`` before its title, ``+`` before its lines."""

    text: str
    title: str
    body: list[str]
    furniture: set[str]


def page(path: Path) -> Page:
    rows = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    plain = [row[2:] if row[:2] in ("T ", "+ ") else row for row in rows]
    title = next(row[2:] for row in rows if row.startswith("T "))
    body = [row[2:] for row in rows if row.startswith("+ ")]
    furniture = {row for row in rows if row[:2] not in ("T ", "+ ")} - set(body)
    return Page("\n".join(plain), title, body, furniture)


def cleaned(text: str, path: str = "page.txt") -> Article:
    return clean(Raw(text, PLAIN), path, "0" * 64)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
@pytest.mark.parametrize("spaced", [False, True], ids=["tight", "spaced"])
def test_every_sentence_of_the_article_is_kept_and_no_furniture(path: Path, spaced: bool) -> None:
    wanted = page(path)
    text = wanted.text.replace("\n", "\n\n") if spaced else wanted.text
    found = cleaned(text)
    lines = [line for line in found.text.split("\n") if line]
    prose = [line for line in wanted.body if re.search(r"[。！？.!?”\"]$", line)]
    assert [line for line in prose if line not in lines] == []
    assert [line for line in lines if line in wanted.furniture] == []
    assert [line for line in lines if line in wanted.body] == lines, "in order, unaltered"
    assert len(lines) >= 0.8 * len(wanted.body)
    assert found.title == wanted.title


@pytest.mark.parametrize(
    ("name", "published", "source"),
    [
        ("portal", "2025-11-20T08:15", "云泽晨报"),
        ("government", "2025-11-05T16:40", "市住房和城乡建设局"),
        ("newspaper", "2025-12-02", "南屿日报"),
        ("blog", "2025-10-12", None),
        ("wechat", "2025-08-16T22:30", None),
        ("taiwan", "2025-12-08T14:05", "南嶼新聞網"),
        ("english_local", "2025-11-14T06:05", None),
        ("english_newspaper", "2026-03-10T18:42-04:00", "Tarn Valley Gazette"),
        ("english_blog", "2025-04-14", None),
        ("live_report", "2025-09-08", None),
        ("local_portal", "2026-02-26T09:14:33", "平澜日报"),
        ("half_year", "2025-08-21T20:14:05", "证券日讯"),
        ("hongkong_notice", "2025-06-12", None),
    ],
)
def test_the_page_says_when_and_where_it_was_published(name: str, published: str, source: str | None) -> None:
    found = cleaned(page(Path(__file__).parent / "pages" / f"{name}.txt").text)
    assert (found.published, found.published_from) == (published, "text")
    assert found.source == source


@pytest.mark.parametrize(
    ("name", "source", "author"),
    [
        ("english_daily", "Northfield Examiner", "Priya Raman"),
        ("english_recipe", None, "Marion Fell"),
        ("taiwan_railway", "雲嶺時報", "簡佑霖"),
        ("interview", None, "苏夏"),
        ("official_notice", "青山市人民政府办公室", None),
        ("english_statistics", None, None),
        ("english_encyclopaedia", None, None),
    ],
)
def test_the_page_says_who_wrote_it_with_and_without_a_label(name: str, source: str | None, author: str | None) -> None:
    found = cleaned(page(Path(__file__).parent / "pages" / f"{name}.txt").text)
    assert (found.source, found.author) == (source, author)


def test_the_day_of_the_next_issue_is_not_when_this_one_was_published() -> None:
    found = cleaned(page(Path(__file__).parent / "pages" / "english_statistics.txt").text)
    assert found.published == "2025-11-12"


def test_every_ingredient_is_kept_with_or_without_its_amount() -> None:
    found = cleaned(page(Path(__file__).parent / "pages" / "english_recipe.txt").text).text
    assert "Ingredients\n3 large leeks, white and pale green parts only\n" in found
    assert "\nSalt and black pepper\nA small bunch of parsley\nMethod\n" in found


def test_what_an_interviewer_asks_is_no_byline() -> None:
    lines = cleaned(page(Path(__file__).parent / "pages" / "interview.txt").text).text.split("\n")
    assert sum(line.startswith("记者：") for line in lines) == 4


def test_a_title_that_the_format_knows_costs_the_text_no_line() -> None:
    text = "Dear all,\n\nThe canteen opens at seven from the first of March.\n\nBest wishes"
    assert clean(Raw(text, PLAIN, title="New hours"), "mail.eml", "0" * 64).text == text


def test_what_is_taken_off_is_told_with_its_rule() -> None:
    wanted = page(Path(__file__).parent / "pages" / "portal.txt")
    removed = {line: item.rule for item in cleaned(wanted.text).removed for line in item.text.split("\n")}
    assert set(removed) == (set(wanted.text.split("\n")) - set(wanted.body))
    assert removed["分享到："] == "share line"
    assert removed["2025-11-18 10:22"] == "time stamp"
    assert removed["相关新闻"] == "closing section"
    assert removed[wanted.title] == "title, kept as such"


def test_keep_all_takes_the_whole_text() -> None:
    wanted = page(Path(__file__).parent / "pages" / "portal.txt")
    found = clean(Raw(wanted.text, PLAIN), "page.txt", "0" * 64, keep_all=True)
    assert found.text == wanted.text


def test_lines_that_many_files_of_a_folder_have_are_furniture() -> None:
    body = "\n".join(f"第{number}段说的是今年收成比去年好，价格也没有下降。" for number in range(9))
    slogan = "让每一粒米都有故事，是我们十年不变的心愿。"
    text = f"稻花村的秋天\n2025-10-01 08:00\n{body}\n{slogan}\n分享到：\n微信\n微博\n相关阅读"
    assert slogan in cleaned(text).text
    assert slogan not in clean_dump(text, repeated=[slogan]).text


def test_plain_prose_loses_nothing_but_its_head() -> None:
    text = (
        "Notes on a dry summer\nBy Ada Quill, The Hedgerow\n3 August 2025\n\nNo rain fell in July.\n\n"
        "The wells:\n- North, 3 metres\n"
        '- South, dry\n\n"We carry water," says Finn.\n\nMore next week'
    )
    found = cleaned(text)
    assert found.title == "Notes on a dry summer"
    assert found.text.startswith("No rain fell in July.")
    assert found.text.endswith("More next week")
    assert "- South, dry" in found.text
    assert (found.published, found.author) == ("2025-08-03", "Ada Quill")


def test_links_under_prose_are_off_where_nothing_follows_them() -> None:
    text = (
        "Notes on a dry summer\n\nNo rain fell in July, and the wells went dry.\n\nHelp\n\nThe rain came in August, after all."
    )
    assert cleaned(f"{text}\n\nSubscribe · RSS").text == cleaned(text).text
    assert cleaned(text).text.endswith("Help\n\nThe rain came in August, after all.")


def entries(times: list[str], name: str = "") -> str:
    """A page of short reports, each under its time of day and, of comments, its writer's name."""
    told = [f"{name}{time}\nThe wind turned\nThe wind turned at {time}, and boats stayed in.\nShare" for time in times]
    return "\n".join(
        ["Home", "News", "Live: the storm over the bay", *told, "Most read", "Two ships collide", "Privacy policy"]
    )


@pytest.mark.parametrize("times", [["Posted 17:52 17:52", "Posted 16:30 16:30", "Posted 9:05 9:05"], ["9.15", "10.40", "11.02"],
                                   ["1:40 PM", "12:10 PM", "11:55 AM"]])  # fmt: skip
def test_a_running_report_keeps_every_entry_with_its_time_and_heading(times: list[str]) -> None:
    found = cleaned(entries(times))
    assert found.text.count("The wind turned\n") == 3
    assert [line for line in found.text.split("\n") if line in times] == times
    assert not re.search("Share|Most read|collide", found.text)


def test_times_out_of_order_or_under_names_are_no_entries() -> None:
    for text in (entries(["9.15", "11.02", "10.40"]), entries(["9.15", "10.40", "11.02"], "Ada says:\n")):
        assert not re.search(r"(?m)^10\.40$", cleaned(text).text)


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("By Nadia Prowse, Tarn Valley Gazette", "Tarn Valley Gazette"),
        ("By Jane Doe, Political Correspondent", None),
        ("By Jane Doe, New York", None),
        ("Thu 5 March 2026", None),
        ("Last updated 23:58, 8 September 2025", None),
        ("发布人：后勤处 浏览次数：1307", None),
        ("发布日期：2025-03-04　浏览次数：1307　字号：【大 中 小】", None),
        ("发布机构：市水务局 发布日期：2025-03-04", "市水务局"),
    ],
)
def test_a_source_is_a_publisher_and_no_other_word_of_the_head(line: str, source: str | None) -> None:
    assert told([line])[0] == source


def test_prose_wrapped_at_a_fixed_width_becomes_paragraphs() -> None:
    lines = ["The mill has stood by the river since the year in which the first bridge",
             "was built, and nobody remembers it empty. Its wheel turned for the last",
             "time in the spring of 1961, when the new weir took the water away from"]  # fmt: skip
    found = cleaned("\n".join([*lines, "it.", "", "It is a house now."]))
    assert found.text.split("\n\n") == [" ".join([*lines, "it."]), "It is a house now."]


def test_a_page_without_a_date_is_dated_by_what_it_names_before_it_was_saved() -> None:
    stamps = "\n".join(f"某地发生了一件有趣的小事{day}\n某某日报\n2026-01-{day} 10:00:00" for day in range(17, 24))
    body = "1月12日，各方在会议上交换了意见。\n\n会议原定去年12月3日举行。\n\n下一次会议将于3月1日召开，地点还没有确定。"
    found = cleaned(f"江岸首页 > 正文\n会议结束之后\n0\n分享至\n{body}\n相关推荐\n热点推荐\n{stamps}")
    assert (found.published, found.published_from) == ("2026-01-12", "estimate")


def test_prose_without_any_date_stays_undated() -> None:
    found = cleaned("河边的人\n\n老周每天五点起床，先去看一眼水位。\n\n他说1月12日的雾最大。")
    assert (found.published, found.published_from) == (None, None)


LINES = ["相关推荐", "0", "分享", "Share", "一句话。", "A sentence of some length, it is.", "2026-01-01 10:00", "", "|", "标题"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=40))
def test_any_lines_are_cleaned_to_lines_of_the_text(lines: list[str]) -> None:
    found = cleaned("\n".join(lines))
    assert [line for line in found.text.split("\n") if line and line not in lines] == []


@pytest.mark.skipif(not REAL, reason="the shared pages are not here")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name[:3])
def test_the_real_pages_keep_their_body_and_nothing_else(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    closing = next(number for number, line in enumerate(lines) if re.match("特别声明|文中图片源自", line))
    opening = next(number for number, line in enumerate(lines) if line == "分享至") + 1
    found = cleaned(path.read_text(encoding="utf-8"), str(path))
    assert [line for line in found.text.split("\n") if line] == lines[opening:closing]
    assert found.title == lines[1]
    assert found.source == "网易"
    assert found.published_from == "estimate"
    assert found.published is not None
    assert "2025-10-31" <= found.published <= "2026-01-14"
