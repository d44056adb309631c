"""One Chromium and one server for all browser tests; each test gets a fresh context, and its requests are watched."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.serving import Live, make_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ARTICLES = Path(__file__).parents[2] / "articles"
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "/usr/bin/chromium"
)
# How long to wait for what has to come: long enough for a machine that is busy with other things.
PATIENCE_MS = 240_000
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"needs Chromium at {CHROMIUM}: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE_MS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The page over the sample collection. Tests may keep chats in it and add to it, and take away only what they added."""
    live = Live(make_index(tmp_path_factory.mktemp("sample") / "sample.index", [ARTICLES]))
    yield live
    live.stop()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small index, to be copied by tests that change theirs."""
    files = [ARTICLES / name for name in ("kestrel-port-strike.txt", "corvane-saltmarsh.txt", "kewan-xinpian.txt")]
    return make_index(tmp_path_factory.mktemp("prepared") / "own.index", files)


@pytest.fixture
def own(prepared: Path, tmp_path: Path) -> Iterator[Live]:
    """A server of the test's own, over a small index of its own."""
    live = Live(Path(shutil.copytree(prepared, tmp_path / "own.index")))
    yield live
    live.stop()


class Watched:
    """What a page did that a test has to know of: requests to elsewhere, errors of scripts, what a policy stopped."""

    def __init__(self, page: Page, home: str) -> None:
        self.outside: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda r: None if r.url.startswith((home, "data:", "blob:")) else self.outside.append(r.url))
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[Callable[[str, tuple[int, int], bool], BrowserContext]]:
    """A visitor of a language, size and colour scheme; kept for the whole session, so that Gradio's own files load once."""
    made: dict[tuple[object, ...], BrowserContext] = {}

    def context(language: str, size: tuple[int, int], dark: bool) -> BrowserContext:
        if (language, size, dark) not in made:
            made[language, size, dark] = browser.new_context(
                locale=language,
                viewport={"width": size[0], "height": size[1]},
                color_scheme="dark" if dark else "light",
                has_touch=size[0] < 500,
                reduced_motion="reduce",
                permissions=["clipboard-read", "clipboard-write"],
            )
            made[language, size, dark].set_default_timeout(PATIENCE_MS)
        return made[language, size, dark]

    yield context
    for one in made.values():
        one.close()


@pytest.fixture
def visit(contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Open the page of a server as a visitor whose browser remembers nothing of earlier tests.

    After the test: nothing outside was asked for, and no script failed.
    """
    pages: list[tuple[Page, Watched]] = []

    def open_page(
        live: Live, path: str = "/", language: str = "en-GB", size: tuple[int, int] = (1440, 900), dark: bool = False
    ) -> Page:
        page = contexts(language, size, dark).new_page()
        pages.append((page, Watched(page, live.url)))
        page.goto(live.url + path)
        page.wait_for_selector(".pq")
        page.wait_for_selector("#articles > *", state="attached")
        return page

    yield open_page
    for page, watched in pages:
        page.evaluate("localStorage.clear()")
        page.close()
        assert watched.outside == []
        assert watched.errors == []


def remember_notices(page: Page) -> None:
    """Keep what the page says in passing: a notice goes after seconds, which a busy machine may take to look."""
    page.evaluate(
        """() => { window.notices = []; const box = document.querySelector('.toast');
        new MutationObserver(() => window.notices.push(box.textContent)).observe(box, {childList: true}); }"""
    )


def wait_for_notice(page: Page, text: str) -> None:
    """Wait until the page has said that, since :func:`remember_notices`."""
    page.wait_for_function("text => window.notices.some((said) => said.includes(text))", arg=text)


def ask(page: Page, question: str) -> None:
    """Type a question, send it, wait for its answer."""
    before = page.locator(".turn .answer").count()
    page.get_by_role("textbox", name="Question").or_(page.get_by_role("textbox", name="问题")).fill(question)
    page.keyboard.press("Enter")
    page.locator(".turn .answer").nth(before).wait_for()
