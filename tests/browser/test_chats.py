"""Conversations: follow-ups, asking anew, keeping, renaming, deleting, exporting, and a restart of the server."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from tests.browser.conftest import PATIENCE_MS, ask, remember_notices, wait_for_notice
from tests.browser.serving import Live

pytestmark = pytest.mark.browser
QUESTION = "When did the Port of Kestrel go back to work?"


def test_a_chat_survives_a_restart_with_its_quotes(visit, own):
    page = visit(own)
    ask(page, QUESTION)
    quotes = page.locator(".quote blockquote").all_text_contents()
    address = page.evaluate("location.hash")
    own.stop()
    again = Live(own.index)
    try:
        page = visit(again, "/" + address)
        page.locator(".turn .answer").wait_for()
        assert page.locator(".quote blockquote").all_text_contents() == quotes
        assert page.locator("#chats li").count() == 1
        page.locator(".quote:visible > .marker").first.click()
        page.locator("#page mark.now").first.wait_for()
    finally:
        again.stop()


def test_quotes_of_an_article_that_was_removed_stay_in_the_chat(visit, own):
    page = visit(own)
    ask(page, QUESTION)
    quotes = page.locator(".quote blockquote").all_text_contents()
    chat = page.evaluate("location.hash")
    own.call("remove_article", page.locator(".quote:visible").first.get_attribute("data-article"))
    page = visit(own, "/" + chat)
    page.locator(".turn .answer").wait_for()
    assert page.locator(".quote blockquote").all_text_contents() == quotes


def test_a_follow_up_shows_the_question_that_was_really_asked_and_lets_it_be_edited(visit, own):
    page = visit(own)
    ask(page, "How much does the Corvane plant cost?")
    assert page.locator("#chat-title").get_attribute("class") == "echo"  # it would only repeat the question below it
    ask(page, "And when was that?")
    assert page.locator("#chat-title").get_attribute("class") == ""
    context = page.locator(".turn").nth(1).locator(".context")
    assert "Corvane" in context.locator("q").text_content()
    context.get_by_role("button", name="Edit").click()
    assert "Corvane" in page.get_by_label("Question", exact=True).input_value()


def test_a_question_can_be_asked_anew_and_edited_in_its_place(visit, own):
    page = visit(own)
    ask(page, QUESTION)
    first = page.locator(".turn").get_attribute("id")
    page.locator(".turn").hover()
    page.get_by_role("button", name="Ask again").click()
    page.wait_for_function(
        "first => document.querySelector('.turn .answer') && document.querySelector('.turn').id !== first", arg=first
    )
    assert page.locator(".turn").count() == 1
    page.locator(".turn").hover()
    page.get_by_role("button", name="Edit").click()
    box = page.get_by_label("Question", exact=True)
    assert box.input_value() == QUESTION
    box.fill("How long did the strike at the Port of Kestrel last?")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="How long did the strike").wait_for()
    page.locator(".turn .answer").wait_for()
    assert page.locator(".turn").count() == 1
    page.reload()
    page.locator(".turn .answer").wait_for()
    assert page.locator(".turn .question").all_text_contents() == ["How long did the strike at the Port of Kestrel last?"]


def test_chats_are_listed_renamed_and_deleted(visit, own):
    page = visit(own)
    ask(page, QUESTION)
    page.get_by_role("button", name="New chat").click()
    ask(page, "How much does the Corvane plant cost?")
    page.wait_for_function("document.querySelectorAll('#chats li').length === 2")
    first = page.locator("#chats li").first
    first.hover()
    first.get_by_role("button", name="Rename").click()
    page.locator("#chats input").fill("Chips <b>& money</b>")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Chips <b>& money</b>", exact=True).wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    first = page.locator("#chats li").first
    first.hover()
    first.get_by_role("button", name="Delete").click()
    page.locator(".welcome").wait_for()
    page.wait_for_function("document.querySelectorAll('#chats li').length === 1")


@pytest.mark.parametrize(("form", "ending"), [("Markdown", ".md"), ("JSON", ".json"), ("Dossier (HTML)", ".html")])
def test_a_chat_can_be_exported(visit, own, tmp_path, form, ending):
    page = visit(own)
    ask(page, QUESTION)
    words = page.locator(".quote:visible blockquote").first.text_content()
    page.locator("#export summary").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=form).click()
    file = tmp_path / f"export{ending}"
    waiting.value.save_as(file)
    assert waiting.value.suggested_filename.endswith(ending)
    text = file.read_text(encoding="utf-8")
    if ending == ".json":
        assert json.loads(text)["turns"][0]["answer"]["quotes"][0]["text"] == words
    elif ending == ".html":
        other = page.context.browser.new_page()
        other.goto(Path(file).as_uri())
        assert other.locator("blockquote").first.text_content() == words
        assert other.locator("mark").first.text_content() == words
        other.close()
    else:
        assert words.split("\n")[0].split("*")[0][:40] in text.replace("\\", "")


def test_a_question_under_way_can_be_stopped(visit, own):
    page = visit(own)
    page.route("**/ask_in_chat", lambda _: None)
    page.get_by_label("Question", exact=True).fill(QUESTION)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Stop").click()
    stopped = page.locator(".turn .stopped")
    assert stopped.text_content().startswith("Stopped.")
    page.unroute("**/ask_in_chat")
    stopped.get_by_role("button", name="Ask again").click()
    page.locator(".turn .answer").wait_for()
    assert page.locator(".turn").count() == 1


def test_an_answer_that_was_stopped_does_not_come_up_later(visit, own):
    page = visit(own)
    # Stopped while the server is at it: the question gets there, its answer is late.
    answering, ask_it = threading.Event(), own.service.assistant.ask
    own.service.assistant.ask = lambda *a, **k: (answering.wait(), ask_it(*a, **k))[1]
    page.get_by_label("Question", exact=True).fill(QUESTION)
    with page.expect_request("**/ask_in_chat"):
        page.keyboard.press("Enter")
    with page.expect_response("**/stop_question") as stopping:
        page.get_by_role("button", name="Stop").click()
    assert stopping.value.json()["data"] == [{"chat": None}]
    answering.set()
    own.call("ask", QUESTION, 5, None, None, None, None, None, None)
    page.reload()
    page.locator(".welcome").wait_for()
    assert own.service.chats.of_user("") == []


def test_a_chat_is_renamed_by_keyboard_and_the_keyboard_stays_with_it(visit, own):
    page = visit(own)
    ask(page, QUESTION)
    item = page.locator("#chats li").first
    item.locator(".open").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#chats input").wait_for()
    page.keyboard.type("Harbour")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.textContent === 'Harbour'")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#chats input").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.textContent === 'Harbour'")


def test_escape_closes_the_menu_and_gives_the_keyboard_back(visit, own):
    page = visit(own)
    ask(page, QUESTION)
    page.locator("#export summary").click()
    page.get_by_role("button", name="Markdown").focus()
    page.keyboard.press("Escape")
    assert page.locator("#export").get_attribute("open") is None
    assert page.evaluate("document.activeElement.textContent") == "Export"


@pytest.mark.parametrize(
    ("language", "why", "again"), [("en-GB", "does not answer", "Try again"), ("zh-CN", "服务器没有响应", "再试一次")]
)
def test_a_page_that_cannot_be_fetched_says_why_and_tries_again(own, browser, language, why, again):
    context = browser.new_context(locale=language)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.route("**/gradio_api/run/page", lambda route: route.abort())
    page.goto(own.url)
    page.locator(".unopened .problem").wait_for()
    assert why in page.locator(".unopened").text_content()
    page.unroute("**/gradio_api/run/page")
    page.get_by_role("button", name=again).click()
    page.locator(".welcome").wait_for()
    context.close()


@pytest.mark.parametrize(
    ("address", "told"), [("#/chat/none", "The chat that this link"), ("#/article/none", "The article that this")]
)
def test_a_link_to_what_is_gone_says_so_in_the_page_s_words(own, browser, address, told):
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(own.url)
    page.wait_for_selector(".welcome")
    remember_notices(page)
    page.evaluate("address => { location.hash = address; }", address)
    wait_for_notice(page, told)
    assert page.locator(".reader").is_hidden()
    context.close()


def test_a_server_that_is_gone_is_said_to_be_gone(visit, own, browser):
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(own.url)
    page.wait_for_selector(".welcome")
    own.stop()
    page.get_by_label("Question", exact=True).fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".problem").wait_for()
    assert "does not answer" in page.locator(".problem").text_content()
    context.close()
