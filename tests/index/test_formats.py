"""Any article file goes in: by its content, whatever its suffix and encoding."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.clean import clean
from index.errors import FileError
from index.formats import html as pages
from index.formats.encoding import decode
from index.formats.html import iso
from index.reader import parse
from index.types import Article
from tests.index.samples import BODY, CHINESE, ENGLISH, SAMPLES, TITLE, archive, html, pdf


def read(content: bytes, name: str = "file") -> list[Article]:
    found = list(parse(content, name))
    assert not [item for item in found if isinstance(item, FileError)]
    return [clean(item, name, "0" * 64) for item in found if not isinstance(item, FileError)]


def failure(content: bytes, name: str = "file") -> FileError:
    try:
        found = list(parse(content, name))
    except FileError as problem:
        return problem
    return next(item for item in found if isinstance(item, FileError))


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("named", ["true", "wrong"])
def test_each_format_is_known_by_its_content(kind: str, named: str) -> None:
    if kind == "md" and named == "wrong":
        pytest.skip("one heading alone is no sign of Markdown")
    articles = read(SAMPLES[kind], f"file.{kind}" if named == "true" else "file.dat")
    text = "\n".join(article.text for article in articles)
    if kind == "pdf":
        assert (
            text
            == "The old ferry made its last run this morning, after ninety years on the river. The new bridge opens tomorrow."
        )
    else:
        assert CHINESE in text
        assert ENGLISH in text


@pytest.mark.parametrize("kind", ["md", "html", "mhtml", "docx", "epub", "txt"])
def test_the_title_is_told_and_not_repeated_in_the_text(kind: str) -> None:
    [article] = read(SAMPLES[kind], f"file.{kind}")
    assert article.title == TITLE
    assert TITLE not in article.text
    assert [line for line in BODY if line not in article.text] == []
    assert article.language == "zh"


def test_html_gives_its_metadata_and_runs_no_script() -> None:
    [article] = read(SAMPLES["html"])
    assert (article.published, article.published_from, article.source) == ("2026-01-05T09:30:00+08:00", "metadata", "渡口报")
    assert "alert" not in article.text
    assert "栏目" not in article.text


def test_a_page_laid_out_by_tables_is_read_as_a_page() -> None:
    menu = "<tr><td>首页</td><td>机构</td><td>下载</td></tr>"
    notice = f"<table><tr><td>{'<br><br>'.join(BODY * 3)}</td></tr></table>"
    page = f"<html><body><table>{menu}<tr><td>{notice}</td></tr></table></body></html>"
    [article] = read(page.encode())
    assert not any("|" in line for line in article.text.split("\n"))
    assert CHINESE in article.text.split("\n")


def test_lists_and_tables_of_a_word_document_stay_in_order() -> None:
    [article] = read(SAMPLES["docx"])
    assert article.text.endswith("- 票价两元\n\n班次 | 12")


def test_pages_of_a_pdf_are_told_and_their_running_heads_are_off() -> None:
    towns = ["Ashby", "Brill", "Calder"]
    lines = {
        town: [f"In {town} line {n} of the report says a little more about the river and" for n in range(6)] for town in towns
    }
    pages = [["The River Report 2025", *lines[town], f"{town} is served.", f"Page {n} of 3"] for n, town in enumerate(towns, 1)]
    [article] = read(pdf(pages))
    assert len(article.pages) == 3
    assert all(article.text[start:].startswith(f"In {town} line 0") for start, town in zip(article.pages, towns, strict=True))
    assert {item.text.split("\n")[0] for item in article.removed} == {"The River Report 2025"}


def test_a_sentence_that_goes_over_a_page_is_one() -> None:
    [article] = read(pdf([["The ferry that had crossed the river for so many years"], ["will not run any more."]]))
    assert article.text == "The ferry that had crossed the river for so many years will not run any more."
    assert article.text[article.pages[1] :] == "will not run any more."


def test_chapters_of_a_book_are_its_pages() -> None:
    [article] = read(SAMPLES["epub"])
    assert article.text[article.pages[1] :].startswith(BODY[2])
    assert (article.author, article.published) == ("Ada Quill", "2025-06-01")


def test_front_matter_tells_of_a_markdown_article() -> None:
    content = f"---\ntitle: {TITLE}\ndate: 2026-01-05\nsource: 渡口报\n---\n\n"
    content += f"{CHINESE}\n\n**{ENGLISH}** [more](https://example.org)\n"
    [article] = read(content.encode(), "a.md")
    assert (article.title, article.published, article.published_from, article.source) == (
        TITLE,
        "2026-01-05",
        "metadata",
        "渡口报",
    )
    assert article.text == f"{CHINESE}\n\n{ENGLISH} more"


def test_data_is_taken_as_it_is() -> None:
    text = "  首页 > 正文\n分享\u00a0到：\t\r\n一句话。\n\n\n\n相关推荐 "
    record = {"id": 7, "text": text, "title": "T", "published": "2026-01-05", "source": "S", "url": "https://example.org"}
    [article] = read(json.dumps(record).encode(), "a.jsonl")
    assert (article.id, article.text, article.title) == ("7", text, "T")
    assert (article.published, article.published_from, article.source) == ("2026-01-05", "data", "S")


def test_a_bad_line_is_named_and_the_others_go_in() -> None:
    lines = ['{"id": "a", "text": "One."}', '{"id": "b", "text": ', '{"id": "c"}', "[" * 50_000, '{"id": "d", "text": "Four."}']
    found = list(parse("\n".join(lines).encode(), "a.jsonl"))
    assert [str(item).split(":")[0] for item in found if isinstance(item, FileError)] == [
        f"a.jsonl, line {n}" for n in (2, 3, 4)
    ]
    assert [item.id for item in found if not isinstance(item, FileError)] == ["a", "d"]


def test_an_archive_gives_what_it_holds_and_names_what_it_cannot() -> None:
    content = archive(
        {
            "one.txt": CHINESE,
            "two.bin": b"\x89PNG\r\n",
            "__MACOSX/x.txt": "x",
            "deep/three.jsonl": '{"id": "t", "text": "Three."}',
        }
    )
    found = list(parse(content, "a.zip"))
    assert [item.part for item in found if not isinstance(item, FileError)] == ["t", "one.txt"]
    assert [str(item) for item in found if isinstance(item, FileError)] == [
        "a.zip: two.bin: is an image, not an article; leave it out"
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.4 broken", "damaged PDF"),
        (b"PK\x03\x04broken", "damaged archive"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old word processor"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (bytes(range(256)) * 8, "not text"),
        (b"{\\rtf1 x}", "old word processor"),
        (pdf([[]]), "PDF without text"),
        (archive({}), "without articles"),
        (b"<html><body><script>x()</script></body></html>", "without text"),
        (b'[{"id": 1}]', 'has no "text"'),
        (b"text,title\n,x\n", "has no text"),
        (b'{"a": ' * 10_000, "is not valid JSON"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_line(content: bytes, says: str) -> None:
    problem = failure(content)
    assert says in str(problem)
    assert "\n" not in str(problem)
    assert problem.remedy


LONG = CHINESE * 4
TRADITIONAL = "今天上午，渡口的老船停航了。明天起由新橋通行，乘客請改搭公車，詳情請洽輪船公司。"
JAPANESE = "今日の朝、古い渡し船は最後の運航を終えました。明日からは新しい橋が使えます。"
WESTERN = "Le café de l’été dernier était fermé – « déjà vu », écrit-il. Naïve façade, garçon, forêt, œuvre."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "utf-16"),
        (CHINESE + "\n2026", "utf-16-le"),
        (CHINESE + "\n2026", "utf-16-be"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        (CHINESE, "gb18030"),
        ("渡口停航，新桥通行。", "gbk"),
        (LONG, "gb2312"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "big5hkscs"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "cp932"),
        (WESTERN, "cp1252"),
        (ENGLISH, "ascii"),
        ("Ein schöner Tag, größer als üblich.", "cp1252"),
        ("镕基、喆、𠮷野家的招牌很旧了，店主却不肯换。", "gb18030"),
    ],
)
def test_text_is_decoded_whatever_its_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


def test_what_is_declared_gb2312_is_read_as_gb18030() -> None:
    text = "镕基和喆的店，招牌写着𠮷野家。"
    page = html([text, *BODY]).replace("charset='utf-8'", "charset='gb2312'")
    [article] = read(page.encode("gb18030"))
    assert text in article.text


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec="gb18030", categories=("Lo", "Nd", "Po")), min_size=1, max_size=80))
def test_utf_8_is_never_taken_for_anything_else(text: str) -> None:
    assert decode(text.encode("utf-8"), "a.txt") == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-01-05T09:30:00+08:00", "2026-01-05T09:30:00+08:00"),
        ("2026-01-05T09:30:00.000Z", "2026-01-05T09:30:00+00:00"),
        ("2026-1-5 9:30", "2026-01-05T09:30"),
        ("2026/01/05", "2026-01-05"),
        ("2026-13-40", None),
        ("yesterday", None),
    ],
)
def test_dates_of_metadata_become_iso(value: str, expected: str | None) -> None:
    assert iso(value) == expected


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (b"=?utf-8?B?5rih5Y+j5YGc6Iiq?=", "渡口停航"),
        (b"The ferry =?iso-8859-1?Q?caf=E9?=", "The ferry café"),
        (b"=?no-such-code?Q?x?=", "=?no-such-code?Q?x?="),
    ],
)
def test_a_mails_subject_is_its_title_in_plain_characters(subject: bytes, title: str) -> None:
    mail = (
        b"MIME-Version: 1.0\r\nSubject: "
        + subject
        + b"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe ferry stopped on Monday. It runs again.\r\n"
    )
    [found] = parse(mail, "mail.mhtml")
    assert not isinstance(found, FileError)
    assert found.title == title


def test_a_mail_says_who_sent_it_and_when() -> None:
    mail = (
        b'From: "Ada Quill" <ada@example.org>\r\nDate: Mon, 3 Feb 2025 09:12:00 +0100\r\nMIME-Version: 1.0\r\n'
        b"Subject: Hours\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDear all,\r\n\r\nWe open at seven.\r\n"
    )
    [found] = read(mail, "mail.eml")
    assert (found.author, found.published, found.published_from) == ("Ada Quill", "2025-02-03T09:12:00+01:00", "metadata")
    assert found.text == "Dear all,\n\nWe open at seven."


@pytest.mark.parametrize(
    ("sender", "author"),
    [
        ("=?utf-8?q?M=C3=BCller=2C_Anna?= <anna@example.org>", "Müller, Anna"),
        ('"Quill, Ada" <ada@example.org>', "Quill, Ada"),
        ("ada@example.org", "ada@example.org"),
    ],
)
def test_the_comma_in_a_senders_name_does_not_end_it(sender: str, author: str) -> None:
    [found] = read(f"From: {sender}\nMIME-Version: 1.0\nSubject: Hours\n\nWe open at seven.\n".encode(), "mail.eml")
    assert found.author == author


@pytest.mark.parametrize(
    "day", ["Mon, 3 Feb 2025 09:12:00 +99999999999999999999", "Mon, 99999999999999999999 Feb 2025 09:12:00 +0000"]
)
def test_a_mail_sent_on_no_day_at_all_is_read(day: str) -> None:
    [found] = read(f"Date: {day}\nMIME-Version: 1.0\nSubject: Hours\n\nWe open at seven.\n".encode(), "mail.eml")
    assert (found.text, found.published) == ("We open at seven.", None)


SAID = """1
00:00:01,000 --> 00:00:04,000
<i>Welcome to the</i>
rope walk.

2
00:00:04,500 --> 00:00:08,000
It was built in 1790.
"""


@pytest.mark.parametrize("said", [SAID, "WEBVTT\n\nNOTE by hand\n\n" + SAID.replace(",", "."), SAID.replace("\n", "\r\n")])
def test_of_subtitles_only_what_is_said_is_read(said: str) -> None:
    [found] = read(said.encode(), "film.srt")
    assert found.text == "Welcome to the rope walk. It was built in 1790."


def test_signs_that_subtitles_of_the_web_write_as_html_does_are_read_as_meant() -> None:
    cue = "00:01.000 --> 00:04.000\n&gt;&gt; <b>Reed &amp; Sons</b> made rope.\n"
    [found] = read(f"WEBVTT\n\n{cue}".encode(), "film.vtt")
    assert found.text == ">> Reed & Sons made rope."
    [found] = read(f"1\n00:{cue.replace('.000', ',000').replace('--> ', '--> 00:')}".encode(), "film.srt")
    assert found.text == "&gt;&gt; Reed &amp; Sons made rope."


def test_subtitles_without_a_full_stop_keep_their_lines() -> None:
    [found] = read(SAID.replace(".\n", "\n").encode(), "film.txt")
    assert found.text == "Welcome to the rope walk\nIt was built in 1790"


def test_a_bracket_before_a_link_of_a_markdown_article_stays() -> None:
    [found] = read(b"# Weir\n\nIt has eels [see [the count](http://x/1) and [the map][m] and brackets [[here]].", "a.md")
    assert found.text == "It has eels [see the count and the map and brackets [[here]]."


def test_a_footnote_is_part_of_a_markdown_article_and_its_mark_is_not() -> None:
    [found] = read(
        b"# Weir\n\nIt is 41 metres long.[^1]\n\n- [x] Count the eels\n\n[^1]: County record office.\n[a]: http://x",
        "a.md",
    )
    assert found.text == "It is 41 metres long.\n\n- Count the eels\n\nCounty record office."


@pytest.mark.parametrize(
    ("shown", "headline", "source"),
    [
        ("{} - The Harbour Courier", TITLE, "The Harbour Courier"),
        ("{}_渡口报", TITLE, "渡口报"),
        ("Opinion | {}", TITLE, None),
        ("{}", TITLE, None),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(shown: str, headline: str, source: str | None) -> None:
    body = "".join(f"<p>{line}</p>" for line in BODY)
    head = f"<html><head><title>{shown.format(TITLE)}</title></head>"
    [found] = read(f"{head}<body><h2>{TITLE}</h2><article>{body * 3}</article></body></html>".encode(), "a.html")
    assert (found.title, found.source) == (headline, source)


@pytest.mark.parametrize("shown", ["_init_ explained", "| The Harbour Courier", "渡口报 |"])
def test_what_stands_on_one_side_of_a_mark_alone_leaves_the_page_its_title(shown: str) -> None:
    body = "\n\n".join(f"<p>{line}</p>" for line in BODY)
    [found] = read(f"<html><head><title>{shown}</title></head><body>\n\n{body}</body></html>".encode(), "a.html")
    assert found.title.strip()


def test_a_year_that_a_page_speaks_of_is_not_when_it_was_published() -> None:
    body = "<p>2013年大桥通车以前，进出河口只有渡轮，一天四班，风浪大的时候停航，居民出门要等上半天。</p>" * 3
    [found] = read(f"<html><head><title>河口</title></head><body><article>{body}</article></body></html>".encode(), "a.html")
    assert found.published is None


def test_a_page_from_which_no_article_is_told_loses_its_menu() -> None:
    menu = "<div><a>首页</a><br><a>登录</a></div>"
    body = "<br><br>".join(f"　　{line}" for line in BODY)
    head = f"<div>{TITLE}</div><div>2025-09-03 09:10</div>"
    [found] = read(f"<html><body>{menu}{head}<div>{body}</div><div>版权所有 渡口报</div></body></html>".encode(), "a.html")
    assert found.text.split("\n\n") == BODY


def test_a_mail_whose_subject_is_in_no_code_at_all_is_read() -> None:
    head = b"MIME-Version: 1.0\r\nSubject: \xff\xfe caf\xe9\r\nContent-Type: text/plain\r\n\r\n"
    [found] = parse(head + b"The ferry stopped on Monday.\r\n", "mail.mhtml")
    assert not isinstance(found, FileError)
    assert "caf" in (found.title or "")


@pytest.mark.parametrize("tag", ["div", "blockquote", "q"])
def test_a_page_is_read_however_deep_its_tags_lie(tag: str) -> None:
    deep = f"<{tag}>" * 300 + "<p>The bridge opened on Monday after three years of work.</p>" + f"</{tag}>" * 300
    page = f"<html><body>{deep}<p>The ferry that it replaces has stopped for good.</p></body></html>"
    [raw] = pages.read(page, "deep.html")
    assert "The bridge opened on Monday" in raw.text
    assert "stopped for good" in raw.text
