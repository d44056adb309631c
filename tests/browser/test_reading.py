"""The article beside the chat: each format opens at the place, keys step through quotes, links and copies lead back."""

from __future__ import annotations

import json
import threading
import zipfile
from pathlib import Path

import pytest

from tests.browser.conftest import ARTICLES, ask, remember_notices, wait_for_notice
from tests.browser.serving import Live, make_index
from tests.ui.page.making import timed
from ui.chats import Turn

pytestmark = pytest.mark.browser
QUESTION = "When did the Port of Kestrel go back to work?"
FACT = "The lighthouse of Marrow Point was painted green by the sailmaker Ines Halloway in 1907."
AROUND = (
    "Visitors to the coast ask about it more than about anything else, and the keepers have stopped counting them.",
    "Nobody has found out who paid for the paint, though the account books of the harbour were searched twice.",
)


@pytest.fixture(scope="module")
def formats(tmp_path_factory) -> Live:
    """One article in each format that can be written here, beside the sample collection's PDF."""
    folder = tmp_path_factory.mktemp("formats")
    body = [AROUND[0], FACT, AROUND[1]]

    def told(ending: str) -> list[str]:
        # Not twice the same text: the same article in two files would be one.
        return [*body, f"This is how the {ending} edition of the Marrow Point almanac told it to its readers that winter."]

    (folder / "plain.txt").write_text("\n\n".join(told("plain")), encoding="utf-8")
    (folder / "marked.md").write_text("# The lighthouse\n\n" + "\n\n".join(told("marked")), encoding="utf-8")
    paragraphs = "".join(f"<p>{line}</p>" for line in told("web"))
    article = f"<article><h1>The lighthouse</h1>{paragraphs}</article>"
    html = f"<!doctype html><html lang=en><head><title>The lighthouse</title></head><body>{article}</body></html>"
    (folder / "web.html").write_text(html, encoding="utf-8")
    (folder / "lines.jsonl").write_text(
        json.dumps({"id": "line", "title": "A line", "text": "\n".join(told("line"))}) + "\n", encoding="utf-8"
    )
    import docx

    document = docx.Document()
    document.add_heading("The lighthouse", 1)
    for line in told("word"):
        document.add_paragraph(line)
    document.save(str(folder / "word.docx"))
    _epub(folder / "book.epub", told("book"))
    live = Live(
        make_index(
            tmp_path_factory.mktemp("formats-index") / "formats.index", [folder, ARTICLES / "vessmark-rate-decision.pdf"]
        )
    )
    yield live
    live.stop()


def _epub(path: Path, lines: list[str]) -> None:
    body = "<h1>The lighthouse</h1>" + "".join(f"<p>{line}</p>" for line in lines)
    head = "<head><title>The lighthouse</title></head>"
    chapter = f"<html xmlns='http://www.w3.org/1999/xhtml'>{head}<body>{body}</body></html>"
    package = (
        "<package xmlns='http://www.idpf.org/2007/opf' version='3.0' unique-identifier='i'>"
        "<metadata xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        "<dc:identifier id='i'>x</dc:identifier><dc:title>The lighthouse</dc:title><dc:language>en</dc:language></metadata>"
        "<manifest><item id='c' href='c.xhtml' media-type='application/xhtml+xml'/></manifest>"
        "<spine><itemref idref='c'/></spine></package>"
    )
    container = (
        "<container version='1.0' xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
        "<rootfile full-path='p.opf' media-type='application/oebps-package+xml'/></rootfiles></container>"
    )
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", container)
        book.writestr("p.opf", package)
        book.writestr("c.xhtml", chapter)


def _place(live: Live, article_id: str, words: str) -> tuple[int, int]:
    text = live.call("read_article", article_id, 0, None)["text"]
    start = text.index(words)
    return start, start + len(words)


@pytest.mark.parametrize("ending", ["txt", "md", "html", "jsonl", "docx", "epub"])
def test_a_permalink_opens_each_format_at_the_place(visit, formats, ending):
    [article] = [a for a in formats.call("list_articles", "", None, 0, 100, None)["articles"] if a["file"].endswith(ending)]
    start, end = _place(formats, article["id"], FACT)
    page = visit(formats, f"/#/article/{article['id']}/{start}-{end}")
    page.locator("#page mark.now").first.wait_for()
    assert "".join(page.locator("#page mark.now").all_text_contents()) == FACT


def test_a_permalink_opens_a_pdf_at_the_place(visit, formats):
    [article] = [a for a in formats.call("list_articles", "", None, 0, 100, None)["articles"] if a["file"].endswith("pdf")]
    text = formats.call("read_article", article["id"], 0, None)["text"]
    start, end = 120, 260
    page = visit(formats, f"/#/article/{article['id']}/{start}-{end}")
    page.locator("#page mark.now").first.wait_for()
    assert "".join(page.locator("#page mark.now").all_text_contents()) == text[start:end].replace("\n", "")


def test_the_article_shows_every_line_of_its_text_and_no_other(visit, formats):
    page = visit(formats)
    for article in formats.call("list_articles", "", None, 0, 100, None)["articles"]:
        text = formats.call("read_article", article["id"], 0, None)["text"]
        page.locator(f'#articles [data-article="{article["id"]}"]').click()
        page.locator("#reader-title").get_by_text(article["title"], exact=True).wait_for()
        page.wait_for_function(f"document.querySelector('#page').textContent.includes({json.dumps(article['file'])})")
        shown = page.locator(".article-text p:not(.page-number)").all_text_contents()
        assert shown == [line for line in text.split("\n") if line.strip()]


def test_keys_step_through_the_quotes_and_close_the_article(visit, sample):
    page = visit(sample)
    ask(page, "哪些国家领导人访问了中国?")
    page.keyboard.press("Escape")
    numbers = page.locator(".group .quote > .marker")
    assert numbers.count() >= 2
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.quote')?.id") == page.locator(".group .quote").nth(0).get_attribute(
        "id"
    )
    page.keyboard.press("Enter")
    page.locator("#page mark.now").first.wait_for()
    assert page.locator("#step").text_content().startswith("1 of")
    page.keyboard.press("j")
    page.locator(".group .quote").nth(1).locator(".marker.now").wait_for()
    assert page.locator("#step").text_content().startswith("2 of")
    page.keyboard.press("ArrowUp")
    page.locator(".group .quote").nth(0).locator(".marker.now").wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".reader").is_hidden()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "question"


def test_the_open_article_is_marked_in_the_list(visit, sample):
    page = visit(sample)
    ask(page, QUESTION)
    page.locator(".quote:visible > .marker").first.click()
    page.locator("#page mark.now").first.wait_for()
    [marked] = page.locator("#articles li.current .open").all()
    assert marked.get_attribute("data-article") == page.locator(".quote:visible").first.get_attribute("data-article")
    page.get_by_label("Find an article").fill("kestrel")
    page.wait_for_function("document.querySelectorAll('#articles li').length < 5")
    assert page.locator("#articles li.current").count() == 1
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.locator(".reader").is_hidden()
    assert page.locator("#articles li.current").count() == 0


def test_the_page_says_that_it_waits_for_an_article(visit, own):
    page = visit(own)
    found, article = threading.Event(), own.service.article
    own.service.article = lambda name: (found.wait(), article(name))[1]
    try:
        page.locator("#articles .open").first.click()
        page.locator(".pq.busy").wait_for()
        page.wait_for_function("getComputedStyle(document.querySelector('.pq.busy'), '::before').opacity === '1'")
    finally:
        found.set()  # else the server would wait for ever, and who stops it too
    page.locator(".article-text p").first.wait_for()
    page.wait_for_function("!document.querySelector('.pq').classList.contains('busy')")


def test_next_and_previous_go_through_all_quotes(visit, sample):
    page = visit(sample)
    ask(page, "哪些国家领导人访问了中国?")
    count = page.locator(".group .quote").count()
    page.locator(".group .quote > .marker").first.click()
    for number in range(2, count + 1):
        page.get_by_role("button", name="Next quote").click()
        page.get_by_text(f"{number} of {count}", exact=True).wait_for()
    assert page.get_by_role("button", name="Next quote").is_disabled()


def test_a_copied_quote_carries_its_source_and_certificate(visit, sample):
    page = visit(sample)
    ask(page, QUESTION)
    quote = page.locator(".quote:visible").first
    remember_notices(page)
    quote.get_by_role("button", name="Copy").click()
    wait_for_notice(page, "Copied with its source and certificate")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert quote.locator("blockquote").text_content() in copied
    assert quote.get_attribute("data-sha256") in copied
    assert f"[{quote.get_attribute('data-start')}:{quote.get_attribute('data-end')}]" in copied


def test_a_quote_link_opens_the_page_at_that_place(visit, sample):
    page = visit(sample)
    ask(page, QUESTION)
    quote = page.locator(".quote:visible").first
    words = quote.locator("blockquote").text_content()
    remember_notices(page)
    quote.get_by_role("link", name="Link").click()
    wait_for_notice(page, "Link copied")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address.startswith(sample.url)
    other = visit(sample, address[len(sample.url) :])
    other.locator("#page mark.now").first.wait_for()
    assert "".join(other.locator("#page mark.now").all_text_contents()) == words.replace("\n", "")


def test_a_certificate_can_be_checked_from_the_page(visit, sample):
    page = visit(sample)
    ask(page, QUESTION)
    quote = page.locator(".quote:visible").first
    copying = quote.get_by_role("button", name="Copy")
    place = copying.bounding_box()
    quote.get_by_role("button", name="Certificate").click()
    assert quote.locator(".slip").bounding_box()["y"] > copying.bounding_box()["y"]
    assert copying.bounding_box() == place
    quote.get_by_role("button", name="Check now").click()
    quote.get_by_text("Verified").wait_for()


def test_selected_text_can_be_asked_about(visit, sample):
    page = visit(sample)
    page.locator("#articles .open").first.click()
    page.locator(".article-text p").first.wait_for()
    page.evaluate(
        """() => { const words = document.querySelector('.article-text p').firstChild;
        getSelection().setBaseAndExtent(words, 0, words, Math.min(12, words.length)); }"""
    )
    button = page.get_by_role("button", name="Ask about this")
    button.wait_for()
    chosen = page.evaluate("getSelection().toString().trim()")
    button.click()
    assert chosen in page.get_by_label("Question", exact=True).input_value()


def test_another_event_that_may_have_been_meant_is_asked_about_by_a_click(visit, own):
    told = timed()
    other = {"after": "2025-01-02", "before": None, "label": "after the flood of 2025-01-02", "event": "flood", "anchor": None}
    told["time"]["others"] = [other]
    chat = own.service.chats.keep("", None, Turn("other", "What happened after the storm?", told, {}))
    page = visit(own, f"/#/chat/{chat}")
    with page.expect_request("**/ask_in_chat") as asking:
        page.get_by_role("button", name="Or after the flood of 2 Jan 2025").click()
    question, _, limits, replaced, *_ = asking.value.post_data_json["data"]
    assert (question, limits["after"], replaced) == ("What happened after the storm?", "2025-01-02", "other")
    page.locator(".turn .answer").wait_for()
    assert page.locator(".turn").count() == 1


def test_on_paper_stands_the_whole_conversation_and_nothing_to_click(visit, own):
    chat = own.service.chats.keep("", None, Turn("paper", "What happened after the storm?", timed(), {}))
    page = visit(own, f"/#/chat/{chat}", dark=True, size=(900, 400))
    page.locator(".turn .answer").wait_for()
    page.emulate_media(media="print")
    page.locator(".composer").wait_for(state="hidden")
    assert page.locator(".composer, .rail, .bar, .quote-tools").locator("visible=true").count() == 0
    assert page.locator(".quote:visible").count() == 4
    assert page.evaluate("document.documentElement.scrollHeight") > 400
    assert page.locator(".question").evaluate("head => getComputedStyle(head).color") == "rgb(0, 0, 0)"


def test_on_a_phone_the_article_slides_over_the_chat_and_goes_back(visit, sample):
    page = visit(sample, size=(390, 844))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    ask(page, QUESTION)
    page.locator(".quote:visible > .marker").first.click()
    page.locator("#page mark.now").first.wait_for()
    box = page.locator(".reader").bounding_box()
    assert (box["x"], box["width"]) == (0, 390)
    assert page.evaluate("document.querySelector('.pq').scrollWidth") <= 390
    page.get_by_role("button", name="Close").locator("visible=true").click()
    assert page.locator(".quote:visible").first.is_visible()
    page.get_by_role("button", name="Chats and articles").click()
    assert page.locator(".rail").is_visible()
