"""axe-core finds nothing serious, in light and dark, on a desk and on a phone; what is focused is seen to be."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest

from tests.browser.conftest import ask
from tests.ui.page.making import timed
from ui.chats import Turn

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def serious(page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("axe.run('.pq', {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
        if violation["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize(
    ("language", "size", "dark"), [("en-GB", (1440, 900), False), ("zh-CN", (1440, 900), True), ("zh-CN", (390, 844), False)]
)
def test_nothing_serious_is_found(visit, sample, language, size, dark):
    chat = sample.service.chats.keep("", None, Turn(f"axe{size[0]}{dark}", "What happened after the storm?", timed(), {}))
    page = visit(sample, f"/#/chat/{chat}", language=language, size=size, dark=dark)
    page.locator(".turn .answer").wait_for()
    assert serious(page) == []
    ask(page, "When did the Port of Kestrel go back to work?")
    page.locator(".turn").last.locator(".quote:visible > .marker").first.click()
    page.locator("#page mark.now").first.wait_for()
    assert serious(page) == []
    sample.service.chats.delete("", chat)


def test_the_welcome_and_its_rail_are_free_of_findings(visit, sample):
    page = visit(sample)
    page.locator(".limits summary").click()
    assert serious(page) == []


def test_a_keyboard_alone_reaches_question_quotes_and_article(visit, sample):
    page = visit(sample)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the question"
    page.keyboard.press("/")
    page.keyboard.type("When did the Port of Kestrel go back to work?")
    page.keyboard.press("Enter")
    page.locator(".turn .answer").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    page.locator("#page mark.now").first.wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className").startswith("marker")
