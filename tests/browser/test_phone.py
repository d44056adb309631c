"""On a phone: a finger can hit what it has to, nothing is wider than the glass, and what is covered is out of reach."""

from __future__ import annotations

import pytest

from tests.browser.conftest import ask
from tests.ui.page.making import timed
from ui.chats import Turn

pytestmark = pytest.mark.browser
PHONE = (360, 740)
QUESTION = "When did the Port of Kestrel go back to work?"
# What can be hit where it is, and is less than 40 pixels wide or high. A box to tick is hit by its whole line.
SMALL = """() => [...document.querySelectorAll('.pq :is(button, a, summary, select, input, textarea)')]
  .filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.closest('.sr, .skip, [inert], .tick'))
  .map((e) => [e.getBoundingClientRect(), `${e.className || e.id || e.tagName}: ${e.textContent.slice(0, 30)}`])
  .filter(([box]) => box.width && (box.width < 40 || box.height < 40))
  .map(([box, name]) => `${name} ${box.width} x ${box.height}`)"""
WIDTH = (
    "Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll('.turns, .page')].map(e => e.scrollWidth))"
)


def fits(page) -> None:
    assert page.evaluate(SMALL) == []
    assert page.evaluate(WIDTH) <= PHONE[0]


def test_a_finger_can_hit_everything(visit, sample):
    chat = sample.service.chats.keep("", None, Turn("phone", "What happened after the storm?", timed(), {}))
    page = visit(sample, size=PHONE)
    fits(page)
    page.evaluate(f"location.hash = '#/chat/{chat}'")
    page.locator(".turn .answer").wait_for()
    fits(page)
    page.locator("[data-do=certificate]").first.click()
    page.locator(".chip").first.click()
    fits(page)
    page.get_by_role("button", name="Chats and articles").click()
    page.locator(".limits summary").click()
    fits(page)
    page.locator("#articles .open").first.click()
    page.locator(".article-text p").first.wait_for()
    fits(page)
    sample.service.chats.delete("", chat)


def test_numbers_keep_small_circles_within_what_a_finger_hits(visit, sample):
    page = visit(sample, size=PHONE)
    ask(page, "Who won the 1987 chess tournament of Reykjavik?")
    page.locator(".nearest > summary").click()
    # Else the circle would be of 40 pixels, over the words beside it.
    clips = page.locator(".marker").evaluate_all("all => all.map((number) => getComputedStyle(number).backgroundClip)")
    assert set(clips) == {"content-box"}


def test_the_keyboard_on_the_glass_makes_room_for_the_answer(visit, sample):
    page = visit(sample, size=PHONE)
    ask(page, QUESTION)
    assert page.evaluate("document.activeElement.id") != "question"


def test_what_the_rail_covers_is_out_of_reach_until_it_closes(visit, sample):
    page = visit(sample, size=PHONE)
    page.get_by_role("button", name="Chats and articles").click()
    assert page.evaluate("document.activeElement.closest('.rail') !== null")
    assert page.evaluate("document.querySelector('.talk').inert")
    page.keyboard.press("Escape")
    assert page.locator(".rail").is_hidden()
    assert not page.evaluate("document.querySelector('.talk').inert")
    assert page.evaluate("document.activeElement.dataset.do") == "open-rail"


def test_what_is_chosen_in_the_rail_gets_the_keyboard(visit, sample):
    chat = sample.service.chats.keep("", None, Turn("rail", "What happened after the storm?", timed(), {}))
    page = visit(sample, size=PHONE)
    page.get_by_role("button", name="Chats and articles").click()
    page.locator(f'[data-chat="{chat}"] .open').click()
    page.locator(".turn .answer").wait_for()
    page.wait_for_function("document.activeElement.id === 'turns'")
    page.get_by_role("button", name="Chats and articles").click()
    page.locator("#articles .open").first.click()
    page.wait_for_function("document.activeElement.dataset.do === 'close-reader'")
    sample.service.chats.delete("", chat)


def test_asking_about_a_selection_leads_back_to_the_question(visit, sample):
    page = visit(sample, size=PHONE)
    page.get_by_role("button", name="Chats and articles").click()
    page.locator("#articles .open").first.click()
    page.locator(".article-text p").first.wait_for()
    page.evaluate(
        """() => { const words = document.querySelector('.article-text p').firstChild;
        getSelection().setBaseAndExtent(words, 0, words, Math.min(12, words.length)); }"""
    )
    page.get_by_role("button", name="Ask about this").click()
    assert page.locator(".reader").is_hidden()
    assert page.evaluate("document.activeElement.id") == "question"


def test_what_the_article_covers_is_out_of_reach_until_it_closes(visit, sample):
    page = visit(sample, size=PHONE)
    ask(page, QUESTION)
    page.locator(".quote:visible > .marker").first.click()
    page.locator("#page mark.now").first.wait_for()
    assert page.evaluate("document.querySelector('.talk').inert")
    number = page.locator(".quote:visible > .marker.now")
    assert (
        number.evaluate("number => getComputedStyle(number).backgroundClip") == "content-box"
    )  # or its circle would fill 40 pixels
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_function("!document.querySelector('.talk').inert")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className").startswith("marker")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
