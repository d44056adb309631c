"""Hostile texts in every place of the page: none acts, none asks for anything outside, all are shown as they are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from index.types import Article
from rag.types import Answer, DateMention, Quote, Row, Time
from tests.browser.serving import Live, make_index
from tests.ui.page.hostile import HOSTILE
from ui.chats import Turn

pytestmark = pytest.mark.browser
ARTICLES = 40
EACH = 21  # hostile texts in the body of each article: 840 in all

# What none of these texts may bring into the page. Ours are one axis, in a figure, and the forms of the frame.
FOREIGN = """() => {
  const found = [...document.querySelectorAll('.pq *')].filter((e) =>
    /^(script|img|iframe|object|embed|link|style|meta|base|video|audio|template|math|title|noscript)$/i.test(e.tagName) ||
    (e.tagName.toLowerCase() === 'svg' && !e.matches('.axis')) ||
    [...e.attributes].some((a) => /^on/i.test(a.name) || /^\\s*javascript:/i.test(a.value)));
  return { ran: window.__ran, foreign: found.map((e) => e.outerHTML.slice(0, 200)) };
}"""


def texts(number: int) -> list[str]:
    return [HOSTILE[(number * EACH + n) % len(HOSTILE)].replace("\n", " ") for n in range(EACH)]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Live:
    """Articles whose titles, sources, ids, file name and text are hostile, and a chat of hostile quotes."""
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / "<img src=x onerror=window.__ran=1>.jsonl"
    lines = [
        {"id": f"{n}{HOSTILE[n * 3]}"[:200], "title": HOSTILE[n * 5], "source": HOSTILE[n * 7 + 1], "text": "\n".join(texts(n))}
        for n in range(ARTICLES)
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    live = Live(make_index(tmp_path_factory.mktemp("hostile-index") / "hostile.index", [file]))
    yield live
    live.stop()


def assert_nothing_acted(page: Any) -> None:
    assert page.evaluate(FOREIGN) == {"ran": None, "foreign": []}
    page.get_by_label("Question", exact=True).click()  # nothing lies over the page


def test_five_hundred_hostile_texts_in_articles_are_shown_as_they_are(visit, hostile):
    assert len(HOSTILE) >= 500
    page = visit(hostile)
    listed = hostile.call("list_articles", "", None, 0, 100, None)["articles"]
    assert len(listed) == ARTICLES
    titles = page.locator("#articles .title").all_text_contents()
    assert titles == [article["title"] for article in listed]
    shown = set()
    for number, article in enumerate(listed):
        page.locator("#articles .open").nth(number).click()
        page.locator("#page .article-file").first.wait_for()
        page.wait_for_function("title => document.querySelector('#reader-title').textContent === title", arg=article["title"])
        text = hostile.call("read_article", article["id"], 0, None)["text"]
        lines = [line for line in text.split("\n") if line.strip()]
        page.wait_for_function("first => document.querySelector('.article-text p').textContent === first", arg=lines[0])
        assert page.locator(".article-text p").all_text_contents() == lines
        shown.update(lines)
    assert len(shown) >= 500
    assert_nothing_acted(page)


def hostile_answer(number: int) -> Answer:
    body = HOSTILE[number * 29 : number * 29 + 29] or HOSTILE[:29]
    of = Article(
        id=body[0], title=body[1], text="\n".join(body), language=body[2], path=body[3], sha256=body[4], source=body[5]
    )
    quotes, at = [], 0
    for words in body:
        date = DateMention(words, at, at + 1, "2026-01-0" + str(1 + len(quotes) % 9), "2026-01-09")
        quotes.append(Quote(words, at, at + len(words), 0.5, of, (date,), ("inside", "outside", "planned")[at % 3]))
        at += len(words) + 1
    rows = tuple(Row(words, words, n % len(quotes), "inside") for n, words in enumerate(body[:6]))
    period = Time(body[6], body[7], label=body[8], event=body[9], anchor=quotes[3])
    told = {"rows": rows, "time": period, "language": body[10], "asked": body[11], "trace": {body[12]: 0.1}}
    if number % 2:
        return Answer(body[13], True, body[14], nearest=tuple(quotes), **told)
    return Answer(body[13], False, None, tuple(quotes), **told)


def test_hostile_quotes_questions_reasons_and_chat_names_are_shown_as_they_are(visit, hostile):
    chats = hostile.service.chats
    answers = [hostile_answer(number) for number in range(8)]
    chat = None
    for number, answer in enumerate(answers):
        chat = chats.keep("", chat, Turn(f"h{number}", answer.question, answer.to_dict(), {}))
    chats.rename("", chat, HOSTILE[40])
    page = visit(hostile, f"/#/chat/{chat}")
    page.locator(".turn").nth(7).locator(".answer").wait_for()
    wanted = []
    for answer in answers:
        standings = [quote.when for quote in answer.quotes]  # they are grouped in the order in which they come
        quotes = answer.nearest or sorted(answer.quotes, key=lambda quote: standings.index(quote.when))
        wanted += [quote.text for quote in quotes] + ([answer.time.anchor.text] if not answer.refused else [])
    assert page.locator("blockquote").all_text_contents() == wanted
    assert page.locator(".turn .question").all_text_contents() == [answer.question for answer in answers]
    assert page.locator("#chat-title").text_content() == " ".join(HOSTILE[40].split())[:80]
    assert page.locator("#chats .open").first.text_content() == " ".join(HOSTILE[40].split())[:80]
    page.locator(".lead .marker").first.hover()
    assert page.locator("#hover-card .words").text_content() == wanted[0]
    assert_nothing_acted(page)
    for form in ("html", "markdown", "json"):
        exported = hostile.call("export_chat", chat, form)
        if form == "html":
            other = page.context.new_page()
            other.set_content(exported)
            assert other.evaluate("window.__ran") is None
            assert other.locator("script, img, iframe, svg, form, link, base, video").count() == 0
            other.close()


def test_a_hostile_question_is_asked_and_shown_as_it_is(visit, hostile):
    page = visit(hostile)
    for number in (3, 200, 500):
        question = "What is " + HOSTILE[number].replace("\n", " ")
        page.get_by_label("Question", exact=True).fill(question)
        page.keyboard.press("Enter")
        page.locator(".turn:last-child .answer, .turn:last-child .problem").first.wait_for()
        assert page.locator(".turn .question").last.text_content() == question
    assert_nothing_acted(page)


def test_text_that_reorders_itself_does_not_reorder_the_page(visit, hostile):
    page = visit(hostile)
    isolated = "all => all.every((e) => /isolate|plaintext/.test(getComputedStyle(e).unicodeBidi))"
    assert page.locator("#articles .title").evaluate_all(isolated)
