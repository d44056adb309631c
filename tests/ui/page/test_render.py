"""What the page makes of answers and articles."""

from __future__ import annotations

import re
from dataclasses import replace

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import ArticleSummary
from rag.types import Row
from tests.ui.page.making import answer, article, quote, timed
from ui.dossier import dossier, markdown
from ui.lists import articles_html
from ui.render import answer_html, article_html, turn_html


def parsed(markup: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(f"<div>{markup}</div>")


def by_class(of: lxml.html.HtmlElement, name: str) -> list[lxml.html.HtmlElement]:
    return of.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]")


def test_a_quote_is_shown_word_for_word_with_its_source():
    of = article()
    page = parsed(
        answer_html(
            answer(quote(of, "It closed on 8 March 2025. A ferry is planned for the summer.\nNobody was hurt.")), "t", "en"
        )
    )
    [shown] = page.xpath(".//blockquote")
    assert shown.text_content() == "It closed on 8 March 2025. A ferry is planned for the summer.\nNobody was hurt."
    line = by_class(page, "source-line")[0].text_content()
    assert all(part in line for part in ("The bridge", "The Ferry Post", "9 Mar 2025", "English"))


def test_quotes_are_grouped_by_how_they_stand_to_the_period():
    page = parsed(answer_html(timed(), "t", "en"))
    assert [head.text_content() for head in page.xpath(".//h3")] == [
        "In the period asked for",
        "Before that",
        "Planned or announced",
        "No date given",
    ]
    assert [n.text_content() for n in page.xpath(".//section//li/button")] == ["1", "2", "3", "4"]


def test_groups_come_as_their_quotes_do_so_that_numbers_go_up_down_the_page():
    told = timed()
    told["quotes"] = [told["quotes"][number] for number in (0, 3, 2, 1)]
    page = parsed(answer_html(told, "t", "en"))
    assert [n.text_content() for n in page.xpath(".//section//li/button")] == ["1", "2", "3", "4"]
    assert [head.text_content() for head in page.xpath(".//h3")][-1] == "Before that"


def test_a_period_writes_its_days_as_the_rest_of_the_page_does():
    told = timed()
    told["time"]["label"] = "after the storm of 2025-03-05"
    assert "after the storm of 5 Mar 2025" in by_class(parsed(answer_html(told, "t", "en")), "chip")[0].text_content()


def test_other_events_that_may_have_been_meant_are_offered_with_their_days():
    told = timed()
    other = {"after": "2025-01-02", "before": None, "label": "after the flood of 2025-01-02", "event": "flood", "anchor": None}
    told["time"]["others"] = [other]
    [offered] = by_class(parsed(answer_html(told, "t", "en")), "other")
    assert offered.text_content() == "Or after the flood of 2 Jan 2025"
    assert (offered.get("data-after"), offered.get("data-before")) == ("2025-01-02", None)


def test_a_quote_that_is_told_to_have_no_date_is_not_put_on_a_day():
    told = timed()
    told["quotes"][3]["dates"] = told["quotes"][0]["dates"]
    [figure] = parsed(answer_html(told, "t", "en")).xpath(".//figure")
    assert [dot.text_content() for dot in figure.xpath(".//button")] == ["2", "1", "3"]


def test_the_period_shows_what_it_was_understood_from_and_can_be_changed():
    page = parsed(answer_html(timed(), "t", "en"))
    [chip] = by_class(page, "chip")
    assert "after the storm" in chip.text_content()
    assert "after 5 March 2025" in chip.text_content()
    assert [i.get("value") for i in page.xpath(".//form//input")] == ["2025-03-05", ""]


def test_a_list_is_a_table_whose_numbers_lead_to_quotes():
    page = parsed(answer_html(timed(), "t", "en"))
    rows = [[cell.text_content() for cell in row] for row in page.xpath(".//tbody/tr")]
    assert rows == [["closing", "8 Mar 2025", "In the period asked for", "1"], ["opening", "3 Mar 2025", "Before that", "2"]]


def test_a_timeline_stands_where_three_quotes_are_dated():
    page = parsed(answer_html(timed(), "t", "en"))
    [figure] = page.xpath(".//figure")
    assert [dot.text_content() for dot in figure.xpath(".//button")] == ["2", "1", "3"]
    of = article()
    two = answer(
        quote(of, "It closed on 8 March 2025.", "2025-03-08"), quote(of, "A bridge opened on 3 March 2025.", "2025-03-03")
    )
    assert "<figure" not in answer_html(two, "t", "en")


def test_quotes_much_weaker_than_the_first_are_folded_away_under_their_numbers():
    of = article()
    quotes = [quote(of, words, score=score) for words, score in zip(of.text.split(".")[:4], (0.6, 0.1, 0.3, 0.09), strict=True)]
    page = parsed(answer_html(answer(*quotes), "t", "en"))
    assert "2 quotes answer this; 2 less likely passages below." in by_class(page, "lead")[0].text_content()
    assert [n.text_content() for n in page.xpath(".//section//li/button")] == ["1", "3"]
    [fold] = by_class(page, "less")
    assert fold.get("open") is None
    assert fold.xpath("./summary")[0].text_content() == "Less likely passages (2)"
    assert [n.text_content() for n in fold.xpath(".//li/button")] == ["2", "4"]


def test_lists_and_periods_show_all_their_quotes():
    of = article()
    weak = [quote(of, "Nobody was hurt.", score=0.9), quote(of, "It closed on 8 March 2025.", score=0.1)]
    listed = answer(*weak, rows=(Row("a", None, 0), Row("b", None, 1)))
    dated = answer(*(replace(one, when="undated") for one in weak))
    for told in (listed, dated):
        assert not by_class(parsed(answer_html(told, "t", "en")), "less")


@pytest.mark.parametrize(("language", "about"), [("en", "about 9 Mar 2025"), ("zh", "约2025年3月9日")])
def test_an_estimated_date_is_called_one_wherever_it_stands(language, about):
    of = article(published_from="estimate")
    told = answer(quote(of, "Nobody was hurt."), language=language)
    assert about in by_class(parsed(answer_html(told, "t", language)), "source-line")[0].text_content()
    assert about in article_html(of, [], language)
    assert about in dossier([told], _OneArticle(), "Storm")  # type: ignore[arg-type]
    assert about not in article_html(article(published_from="text"), [], language)
    listed = ArticleSummary(of.id, of.title, of.source, of.published, of.language, of.path, of.sha256, len(of.text), 1)
    assert about in articles_html([listed], 1, language, estimated={of.id})
    assert about not in articles_html([listed], 1, language)


def test_an_answer_speaks_the_language_of_its_question():
    of = article()
    chinese = answer(quote(of, "It closed on 8 March 2025."), question="桥什么时候关的?", language="zh")
    assert "找到 1 条引文" in answer_html(chinese, "t", "en")
    assert ">Copy<" in answer_html(chinese, "t", "en")


def test_a_refusal_gives_its_reason_and_names_near_misses_as_such():
    page = parsed(answer_html(answer(nearest=(quote(article(), "Nobody was hurt."),)), "t", "en"))
    assert "No article says so." in by_class(page, "refusal")[0].text_content()
    assert "do not answer" in by_class(page, "nearest")[0].text_content()
    assert not by_class(page, "group")


@pytest.mark.parametrize(
    ("searched", "limits", "offered"),
    [
        (3, {"strictness": "normal"}, ["loosen"]),
        (3, {"strictness": "loose"}, []),
        (3, {"strictness": "normal", "languages": ["zh"]}, ["unlimit", "loosen"]),
        (0, {"strictness": "normal", "languages": ["zh"]}, ["unlimit"]),
        (0, {"strictness": "normal"}, []),
    ],
)
def test_a_refusal_offers_only_what_could_change_it(searched, limits, offered):
    refused = answer() | {"searched": searched}
    [told] = by_class(parsed(answer_html(refused, "t", "en", limits)), "help")
    assert [one.get("data-do") for one in told.xpath(".//button")] == offered
    assert ("Add some articles" in told.text_content()) == (limits == {"strictness": "normal"} and not searched)


def test_the_question_really_asked_is_shown_where_it_differs():
    told = answer(quote(article(), "Nobody was hurt."), question="and then?", asked="What happened to the bridge then?")
    assert "What happened to the bridge then?" in turn_html("t", "and then?", told, "en")
    same = answer(quote(article(), "Nobody was hurt."), question="x?", asked="x?")
    assert 'class="context"' not in turn_html("t", "x?", same, "en")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=60), st.data())
def test_marks_cover_their_slice_of_the_article_and_nothing_else(text, data):
    places = st.integers(0, len(text))
    marks = [tuple(sorted((data.draw(places), data.draw(places)))) for _ in range(data.draw(st.integers(0, 3)))]
    # In a page that is parsed again, control characters would be dropped: here the markup itself is read.
    markup = str(article_html(article(text), marks, "en")).partition('class="article-text"')[2]
    for number, (start, end) in enumerate(marks):
        marked = re.findall(rf'<mark data-marks="(?:\d+ )*{number}(?: \d+)*">(.*?)</mark>', markup, re.DOTALL)
        lines = [line for line in _lines(text) if text[line[0] : line[1]].strip()]
        wanted = "".join(text[max(start, a) : min(end, b)] for a, b in lines)
        assert _plain("".join(marked)) == wanted


def _lines(text: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    for line in text.split("\n"):
        spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans


def _plain(markup: str) -> str:
    for escaped, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        markup = markup.replace(escaped, character)
    return markup


def test_pages_of_a_paged_article_are_numbered_where_they_begin():
    paged = article("One.\nTwo.\nThree.", pages=(0, 5, 10))
    page = parsed(article_html(paged, [], "en"))
    assert [p.text_content() for p in page.xpath(".//div/p")] == ["p. 1", "One.", "p. 2", "Two.", "p. 3", "Three."]


class _OneArticle:
    def articles(self, ids: list[str]) -> list[object]:
        return [article()]


def test_a_dossier_stands_alone_and_shows_each_quote_in_its_place():
    made = dossier([timed()], _OneArticle(), "Storm")  # type: ignore[arg-type]
    page = lxml.html.document_fromstring(made)
    assert not re.search(r'(?:src|href)="', made)
    assert page.xpath(".//meta[@http-equiv]/@content") == ["default-src 'none'; style-src 'unsafe-inline'"]
    assert page.xpath(".//mark/text()")[0] == "It closed on 8 March 2025."
    assert "ab" * 32 in made


def test_what_is_exported_says_which_quotes_are_not_of_the_time_asked_for():
    told = timed()
    told["time"]["label"] = "after the storm of 2025-03-05"
    page = lxml.html.document_fromstring(dossier([told], _OneArticle(), "Storm"))  # type: ignore[arg-type]
    assert [[cell.text_content() for cell in row] for row in page.xpath(".//tr")] == [
        ["closing", "8 Mar 2025", "In the period asked for", "[1]"],
        ["opening", "3 Mar 2025", "Before that", "[2]"],
    ]
    sources = [source.text_content() for source in by_class(page, "source")]
    standings = ["In the period asked for", "Before that", "Planned or announced", "No date given"]
    assert [source.rpartition(" · ")[2] for source in sources] == standings
    made = markdown([told], "Storm")
    assert "after the storm of 5 Mar 2025" in made
    assert "| opening | 3 Mar 2025 | Before that | \\[2\\] |" in made
    assert all(f", {standing}  " in made for standing in standings)


def test_a_dossier_does_not_show_surroundings_that_are_no_longer_the_quote_s():
    moved = timed()
    moved["quotes"][0]["start"] += 1
    assert "no longer in the index" in dossier([moved], _OneArticle(), "Storm")  # type: ignore[arg-type]


def test_markdown_says_what_the_quote_says_and_no_more():
    of = article("A *star* <b>bold</b> [link](http://x.invalid) `code`.")
    made = markdown([answer(quote(of, of.text))], "T")
    assert "<b>" not in made
    assert not re.search(r"(?<!\\)\]\(", made)
    assert made.count("> A \\*star\\*") == 1
