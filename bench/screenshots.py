"""The pictures of the page in docs/screenshots: desktop and phone, light and dark, English and Chinese.

    python bench/screenshots.py [--out docs/screenshots]

Needs Chromium and the test extras; the pictures show the sample collection.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from tests.browser.conftest import ARTICLES, CHROMIUM, FLAGS, ask  # noqa: E402
from tests.browser.serving import Live, make_index  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ENGLISH = "which countries visited China after the meeting"
CHINESE = "会后有哪些国家领导人访华?"


@dataclass(frozen=True)
class Picture:
    """One picture: what is asked, whether the first quote is opened, and what kind of visitor looks."""

    name: str
    question: str | None = None
    open_quote: bool = False
    language: str = "en-GB"
    dark: bool = False
    size: tuple[int, int] = (1440, 900)


PICTURES = (
    Picture("desktop-light-en", ENGLISH, open_quote=True),
    Picture("desktop-dark-en", ENGLISH, open_quote=True, dark=True),
    Picture("desktop-light-zh", CHINESE, open_quote=True, language="zh-CN"),
    Picture("desktop-answer-en", ENGLISH),
    Picture("desktop-welcome-en"),
    Picture("desktop-refusal-en", "Who won the football World Cup of 1998?"),
    Picture("phone-light-zh", CHINESE, language="zh-CN", size=(390, 844)),
    Picture("phone-article-zh", CHINESE, open_quote=True, language="zh-CN", size=(390, 844)),
    Picture("phone-dark-en", ENGLISH, dark=True, size=(390, 844)),
)


def take(browser: Browser, live: Live, picture: Picture, folder: Path) -> None:
    """Take one picture."""
    context = browser.new_context(
        locale=picture.language,
        viewport={"width": picture.size[0], "height": picture.size[1]},
        color_scheme="dark" if picture.dark else "light",
        device_scale_factor=1 if picture.size[0] > 500 else 2,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(live.url)
    page.wait_for_selector(".welcome")
    if picture.question:
        ask(page, picture.question)
    if picture.open_quote:
        _open(page)
    page.mouse.move(0, 0)
    page.wait_for_timeout(500)
    file = folder / f"{picture.name}.png"
    page.screenshot(path=file)
    context.close()
    with Image.open(file) as shot:
        shot.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)


def _open(page: Page) -> None:
    page.locator(".group .quote > .marker").first.click()
    page.locator("#page mark.now").first.wait_for()


def main() -> None:
    """Take all pictures, each from a server without chats."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    folder = arguments.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pullquote-") as place, sync_playwright() as playwright:
        articles = Path(place) / "articles"
        shutil.copytree(ARTICLES, articles)
        live = Live(make_index(Path(place) / "pictures.index", [articles]))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for picture in PICTURES:
            take(browser, live, picture, folder)
            for chat in live.service.chats.of_user(""):
                live.service.chats.delete("", chat["id"])
        browser.close()
        live.stop()


if __name__ == "__main__":
    main()
