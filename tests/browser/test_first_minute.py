"""A new user's first minute, in both languages: open, click a suggestion or type, read quotes, open one in its article."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import ask

pytestmark = pytest.mark.browser

# Each is answered by one sentence of the sample collection, in either language.
QUESTIONS = {
    "en-GB": "When did the Port of Kestrel go back to work?",
    "zh-CN": "科万半导体的新芯片工厂选址在哪里?",
}
WORDS = {"en-GB": ("Ask", "What would you like to know?"), "zh-CN": ("提问", "想了解什么?")}


@pytest.mark.parametrize("language", QUESTIONS)
def test_the_page_speaks_the_language_of_the_browser(visit, sample, language):
    page = visit(sample, language=language)
    button, welcome = WORDS[language]
    assert page.get_by_role("button", name=button, exact=True).is_visible()
    assert page.get_by_role("heading", name=welcome).is_visible()
    assert page.locator("html").get_attribute("lang").startswith(language[:2])


@pytest.mark.parametrize("language", QUESTIONS)
def test_a_typed_question_is_answered_with_quotes_that_open_at_their_place(visit, sample, language):
    page = visit(sample, language=language)
    ask(page, QUESTIONS[language])
    quote = page.locator(".quote:visible").first
    words = quote.locator("blockquote").text_content()
    quote.locator(".marker").click()
    marked = page.locator("#page mark.now")
    marked.first.wait_for()
    assert "".join(marked.all_text_contents()) == "".join(words.split("\n"))
    assert marked.first.is_visible()
    inside = "r => r.top >= 0 && r.bottom <= innerHeight"
    assert marked.first.evaluate(f"m => ({inside})(m.getBoundingClientRect())")


def test_a_suggested_question_is_answered(visit, sample):
    page = visit(sample)
    suggestion = page.locator(".suggestions button").first
    text = suggestion.text_content()
    suggestion.click()
    page.locator(".turn .answer").wait_for()
    assert page.locator(".turn .question").text_content() == text
    assert page.locator(".quote:visible").count() >= 1


def test_what_the_articles_do_not_answer_is_refused_with_near_misses_named_so(visit, sample):
    page = visit(sample)
    ask(page, "Who won the 1987 chess tournament of Reykjavik?")
    refusal = page.locator(".refusal")
    assert refusal.is_visible()
    assert page.locator(".quotes .quote:visible").count() == 0
    if page.locator(".nearest").count():
        page.locator(".nearest > summary").click()
        assert "not answer" in page.locator(".nearest > summary").text_content()
        page.locator(".nearest .marker").first.click()
        page.locator("#page mark.now").first.wait_for()


def test_every_quote_shows_title_date_and_language(visit, sample):
    page = visit(sample)
    ask(page, QUESTIONS["en-GB"])
    line = page.locator(".quote:visible .source-line").first
    assert line.locator(".title").text_content()
    assert re.search(r"English|Chinese", line.text_content())


def test_hovering_a_number_shows_the_quote_and_its_source(visit, sample):
    page = visit(sample)
    ask(page, QUESTIONS["en-GB"])
    page.locator(".lead .marker").first.hover()
    card = page.get_by_role("tooltip")
    card.wait_for()
    words = page.locator(".quote:visible blockquote").first.text_content()
    assert card.locator(".words").text_content() == words


def test_the_page_language_can_be_switched_and_keeps_the_chat(visit, sample):
    page = visit(sample)
    ask(page, QUESTIONS["en-GB"])
    page.get_by_label("Page language").select_option("zh")
    page.get_by_role("button", name="提问", exact=True).wait_for()
    page.locator(".turn .answer").wait_for()
    assert page.locator(".turn .question").text_content() == QUESTIONS["en-GB"]


def test_dark_is_dark_and_can_be_switched(visit, sample):
    page = visit(sample, dark=True)
    ground = "getComputedStyle(document.querySelector('#pullquote')).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_label("Appearance").select_option("light")
    light = page.evaluate(ground)

    def brightness(colour: str) -> int:
        return sum(int(part) for part in re.findall(r"\d+", colour)[:3])

    assert brightness(dark) < 150
    assert brightness(light) > 600
    page.reload()
    page.wait_for_selector(".pq")
    assert page.evaluate(ground) == light
