"""Articles through the page: added by button and by dragging, listed, found, limited to, removed; errors told in words."""

from __future__ import annotations

import pytest

from tests.browser.conftest import ask
from tests.browser.serving import Live

pytestmark = pytest.mark.browser

TEXT = (
    "Bees of Ostrow\n\nBy Jane Doe, 3 March 2025\n\n"
    "The beekeepers of Ostrow counted 412 hives in the spring. The mayor gave them a prize.\n"
)


def test_files_are_added_with_a_summary_and_the_bad_one_is_named(visit, own, tmp_path):
    good, bad = tmp_path / "bees.txt", tmp_path / "broken.pdf"
    good.write_text(TEXT, encoding="utf-8")
    bad.write_bytes(b"%PDF-1.4 this is none")
    page = visit(own)
    page.locator("#files").set_input_files([good, bad])
    page.locator("#uploads .summary").wait_for()
    assert "1 added · 1 not added" in page.locator("#uploads").text_content()
    assert "broken.pdf" in page.locator("#uploads .failed").text_content()
    assert str(tmp_path) not in page.locator("#uploads").text_content()
    page.get_by_role("button", name="Bees of Ostrow").wait_for()
    ask(page, "How many hives did the beekeepers of Ostrow count?")
    assert "412 hives" in page.locator(".quote:visible blockquote").first.text_content()
    page.locator("#uploads").get_by_role("button", name="Close").click()
    assert page.locator("#uploads").text_content() == ""


def test_many_files_that_cannot_be_read_leave_room_for_the_list_of_articles(visit, own):
    page = visit(own)
    bad = [
        {"name": f"broken{n}.pdf", "mimeType": "application/pdf", "buffer": f"%PDF-1.4 none {n}".encode()} for n in range(12)
    ]
    page.locator("#files").set_input_files(bad)
    page.locator("#uploads .summary").wait_for()
    assert page.locator("#uploads .failed li").count() == 12
    add, failed = page.locator(".rail .add").bounding_box(), page.locator(".failed").bounding_box()
    assert page.locator(".rail .articles").bounding_box()["y"] + 100 < add["y"]
    assert failed["height"] <= 0.3 * 900


def test_an_index_without_articles_asks_for_some(visit, tmp_path):
    live = Live(tmp_path / "empty.index")
    try:
        page = visit(live)
        assert page.get_by_role("heading", name="Start with some articles").is_visible()
        assert page.locator("#find-article").is_hidden()
        ask(page, "How many hives are there?")
        assert page.locator(".refusal .help").text_content().strip() == "Add some articles, then ask again."
        page.get_by_role("button", name="New chat").click()
        data = {"name": "bees.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
        page.locator("#files").set_input_files(data)
        page.locator("#uploads .summary").wait_for()
        page.get_by_role("heading", name="What would you like to know?").wait_for()
        assert page.locator("#find-article").is_visible()
    finally:
        live.stop()


def test_files_can_be_dropped_on_the_page(visit, own):
    page = visit(own)
    transfer = page.evaluate_handle(
        "text => { const d = new DataTransfer(); d.items.add(new File([text], 'bees.txt', {type: 'text/plain'})); return d; }",
        TEXT,
    )
    page.dispatch_event(".pq", "dragenter", {"dataTransfer": transfer})
    assert page.locator(".drop").is_visible()
    page.dispatch_event(".pq", "drop", {"dataTransfer": transfer})
    page.locator("#uploads .summary").wait_for()
    assert page.locator(".drop").is_hidden()
    page.get_by_role("button", name="Bees of Ostrow").wait_for()


def test_an_article_can_be_found_opened_and_removed(visit, own):
    page = visit(own)
    assert page.locator("#articles li").count() == 3
    page.get_by_label("Find an article").fill("kestrel")
    page.wait_for_function("document.querySelectorAll('#articles li').length === 1")
    page.locator("#articles .open").click()
    page.locator(".article-title").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove").click()
    page.wait_for_function("document.querySelectorAll('#articles li').length === 0")
    assert page.locator(".reader").is_hidden()
    assert own.call("list_articles", "", None, 0, 10, None)["total"] == 2


def test_the_search_can_be_limited_and_the_page_says_so(visit, own):
    page = visit(own)
    page.locator(".limits summary").click()
    page.locator("#limits select[name=language]").select_option("zh")
    page.wait_for_function("document.querySelectorAll('#articles li').length === 1")
    assert page.get_by_text("The search is limited.").is_visible()
    ask(page, "科万半导体的新工厂投资多少?")
    assert set(page.locator(".quote blockquote").evaluate_all("all => all.map(q => q.lang)")) <= {"zh"}
    page.locator("#limited button").click()
    page.wait_for_function("document.querySelectorAll('#articles li').length === 3")
    page.locator("#limits input[name=before]").fill("1999-12-31")
    page.get_by_text("No article fits.").wait_for()


def test_an_article_outside_the_limits_is_added_and_not_listed(visit, own):
    page = visit(own)
    page.locator(".limits summary").click()
    page.locator("#limits select[name=language]").select_option("zh")
    page.wait_for_function("document.querySelectorAll('#articles li').length === 1")
    page.locator("#files").set_input_files([{"name": "bees.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}])
    page.locator("#uploads .summary").wait_for()
    page.locator(".pq:not(.busy)").wait_for()
    assert page.locator("#articles li").count() == 1
    page.locator("#limited button").click()
    page.wait_for_function("document.querySelectorAll('#articles li').length === 4")


def test_a_refusal_within_limits_is_asked_again_without_them(visit, own):
    page = visit(own)
    page.locator(".limits summary").click()
    page.locator("#limits select[name=language]").select_option("zh")
    ask(page, "When did the Port of Kestrel go back to work?")
    page.locator(".refusal").get_by_role("button", name="Lift the limits and ask again").click()
    page.locator(".turn .quote:visible").first.wait_for()
    assert page.locator("#limited").is_hidden()


def test_a_ticked_collection_is_seen_to_be_ticked(visit, own):
    page = visit(own)
    page.locator(".limits summary").click()
    page.locator("#limits input[type=checkbox]").check()
    # Gradio's style sheet draws a tick of its own, white on nothing.
    assert page.locator("#limits input[type=checkbox]").evaluate("box => getComputedStyle(box).appearance") == "auto"
    assert page.locator("#limits select").first.evaluate("list => getComputedStyle(list).appearance") == "auto"


def test_a_page_for_reading_only_offers_no_changes_and_takes_none(visit, own):
    own.service.editable = False
    page = visit(own)
    assert page.get_by_role("button", name="Add articles").count() == 0
    status, told = own.post("remove_article", "kestrel-port-strike")
    assert status == 422
    assert "read-only" in told["error"]
