"""Answers -> HTML. :mod:`ui.cards` makes a quote, :mod:`ui.reading` an article, :mod:`ui.frame` what stands around them.

All of them build on :mod:`ui.markup`, where everything is escaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cards import Shown, button, cards, facts, marker
from ui.dossier import dossier_html
from ui.markup import Markup, el, join
from ui.reading import article_html
from ui.standing import lines, period, standing
from ui.timeline import timeline_html
from ui.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.chats import Record

__all__ = ["answer_html", "article_html", "dossier_html", "turn_html"]

Numbered = list[tuple[int, "Record"]]
_FULL = 0.4
"""A quote that scores less than this share of the first is folded away."""


def turn_html(turn: str, question: str, answer: Record, language: str, limits: Record | None = None) -> Markup:
    """One question with its answer, as it stands in the conversation; ``turn`` is its id, ``language`` the page's.

    ``limits`` are those it was asked with: a refusal says what else could be tried.
    """
    words = WORDS[language]
    tools = el("span", {"class": "turn-tools"}, button("edit-question", words["edit"]), button("retry", words["retry"]))
    return el(
        "section",
        {"class": "turn", "id": f"turn-{turn}", "data-turn": turn, "aria-label": question[:120]},
        el("header", {"class": "asked"}, el("h2", {"class": "question", "dir": "auto"}, question), tools),
        _context(answer, words),
        answer_html(answer, turn, language, limits),
    )


def answer_html(answer: Record, turn: str, language: str, limits: Record | None = None) -> Markup:
    """An answer or a refusal. Its own words are in the question's language; what is clicked is labelled in the page's."""
    shown = Shown.of(turn, answer, language, limits)
    body = _refusal(answer, shown) if answer["refused"] else _found(answer, shown)
    return el("div", {"class": "answer", "lang": shown.own["code"]}, body, _details(answer, shown))


def _context(answer: Record, words: dict[str, str]) -> Markup | None:
    """The question that was really asked, where the conversation completed it."""
    asked = answer.get("asked")
    if not asked or asked == answer.get("question"):
        return None
    edit = button("edit-asked", words["edit"], asked=asked)
    return el("p", {"class": "context"}, f"{words['asked_as']}: ", el("q", {"dir": "auto"}, asked), " ", edit)


def _found(answer: Record, shown: Shown) -> Markup:
    time = answer.get("time")
    numbered, less = _weighed(answer)
    groups = [
        el("section", {"class": f"group {kind}"}, el("h3", {}, title) if title else None, cards(members, shown))
        for kind, title, members in _groups(numbered, time, shown.own)
    ]
    lead = _lead([quote for _, quote in numbered], len(less), shown.own)
    return join(
        el(
            "p",
            {"class": "lead"},
            lead,
            " ",
            el("span", {"class": "numbers"}, (marker(number, shown) for number, _ in numbered)),
        ),
        _period(time, shown) if time else None,
        _rows(answer, shown),
        groups,
        _less(less, shown) if less else None,
        timeline_html(numbered, time, shown),
        _anchor(time, shown),
    )


def _weighed(answer: Record) -> tuple[Numbered, Numbered]:
    """The quotes to show, and those to fold away, by their numbers. A list needs all of its quotes, and so does a period."""
    numbered = list(enumerate(answer["quotes"], 1))
    if len(answer.get("rows") or []) > 1 or any(quote.get("when") for _, quote in numbered):
        return numbered, []
    least = _FULL * numbered[0][1]["score"]
    shown = [(number, quote) for number, quote in numbered if number == 1 or quote["score"] >= least]
    return shown, [pair for pair in numbered if pair not in shown]


def _less(less: Numbered, shown: Shown) -> Markup:
    return el("details", {"class": "less"}, el("summary", {}, shown.own["less"].format(n=len(less))), cards(less, shown))


def _lead(quotes: Sequence[Record], less: int, own: dict[str, str]) -> str:
    articles = len({quote["article"]["id"] for quote in quotes})
    standing = [quote["when"] for quote in quotes if quote.get("when")]
    if standing and "inside" not in standing:
        return own["none_inside"]
    if less:
        answering = own["answering_one" if len(quotes) == 1 else "answering"].format(n=len(quotes))
        return own["less_below_one" if less == 1 else "less_below"].format(answering=answering, n=less)
    if len(quotes) == 1:
        return own["found_one"]
    return own["found" if articles > 1 else "found_single"].format(n=len(quotes), articles=articles)


def _groups(numbered: Numbered, time: Record | None, own: dict[str, str]) -> list[tuple[str, str | None, Numbered]]:
    """The quotes by how they stand to the period asked for, in the order in which they come: so numbers go up down the page."""
    if not any(quote.get("when") for _, quote in numbered):
        return [("all", None, numbered)]
    groups: dict[str, Numbered] = {}
    for number, quote in numbered:
        kind = standing(quote.get("when"), quote.get("dates") or [], time)
        groups.setdefault(kind, []).append((number, quote))
    return [(kind, own[kind], members) for kind, members in groups.items()]


def _period(time: Record, shown: Shown) -> Markup:
    """The period as it was understood, as a chip that opens to change it, with the quote that dates its event."""
    own, words = shown.own, shown.words
    event = join(el("q", {"dir": "auto"}, time["event"]), " → ") if time.get("event") else f"{own['period']}: "
    chip = el(
        "button",
        {"type": "button", "class": "chip", "data-do": "edit-period", "aria-expanded": "false", "title": words["change"]},
        event,
        el("strong", {}, period(time, own)),
        el("span", {"class": "pencil", "aria-hidden": "true"}, "\u00a0✎"),
        el("span", {"class": "sr"}, f" {words['change']}"),
    )
    form = el(
        "form",
        {"class": "period-form", "hidden": True},
        _day(words["from_day"], "after", time.get("after")),
        _day(words["to"], "before", time.get("before")),
        el("button", {"type": "submit", "class": "quiet"}, words["apply"]),
    )
    basis = el("span", {"class": "basis"}, own["anchor"], " ", marker(0, shown, "a")) if time.get("anchor") else None
    others = (_other(other, shown) for other in time.get("others") or [])
    return el("div", {"class": "period"}, chip, basis, others, form)


def _other(time: Record, shown: Shown) -> Markup:
    """Another event that may have been meant: a click asks with its period."""
    days = {"data-after": time.get("after"), "data-before": time.get("before")}
    label = shown.own["or_period"].format(label=period(time, shown.own))
    return el("button", {"type": "button", "class": "chip other", "data-do": "other-period", **days}, label)


def _anchor(time: Record | None, shown: Shown) -> Markup | None:
    """The card of the quote that dates the event: its number shows and opens it, so it need not stand in the page as well."""
    anchor = (time or {}).get("anchor")
    return el("div", {"hidden": True}, cards([(0, anchor)], shown, "a")) if anchor else None


def _day(label: str, name: str, value: str | None) -> Markup:
    return el("label", {}, label, " ", el("input", {"type": "date", "name": name, "value": (value or "")[:10]}))


def _rows(answer: Record, shown: Shown) -> Markup | None:
    own, listed = shown.own, lines(answer, shown.own)
    if not listed:
        return None
    timed = any(line.standing for line in listed)
    heads = [own["row_entity"], own["row_date"], *([own["row_when"]] if timed else []), own["row_quote"]]
    body = []
    for line in listed:
        cells = [
            el("th", {"scope": "row", "dir": "auto"}, line.entity),
            el("td", {"class": "date"}, line.day or "–"),
            el("td", {}, line.standing) if timed else None,
            el("td", {}, marker(line.number, shown)),
        ]
        body.append(el("tr", {"class": line.when}, cells))
    head = el("thead", {}, el("tr", {}, (el("th", {"scope": "col"}, name) for name in heads)))
    return el("table", {"class": "rows"}, el("caption", {}, own["rows"]), head, el("tbody", {}, body))


def _refusal(answer: Record, shown: Shown) -> Markup:
    own, nearest = shown.own, answer.get("nearest") or []
    near = el("details", {"class": "nearest"}, el("summary", {}, own["nearest"]), cards(enumerate(nearest, 1), shown, "n"))
    return el(
        "div",
        {"class": "refusal", "role": "note"},
        el("p", {"class": "lead"}, answer.get("reason") or own["refused"]),
        _help(answer, shown),
        near if nearest else None,
    )


def _help(answer: Record, shown: Shown) -> Markup:
    """What can be done about a refusal: only what would change anything."""
    narrowed = any(value for name, value in shown.limits.items() if name != "strictness")
    if not answer.get("searched") and not narrowed:
        return el("p", {"class": "help"}, shown.own["help_articles"])
    tries = [button("unlimit", shown.words["unlimit"])] if narrowed else []
    if answer.get("searched") and shown.limits.get("strictness") != "loose":
        tries.append(button("loosen", shown.words["ask_loosely"]))
    return el("p", {"class": "help"}, shown.own["help_words"], " ", tries)


def _details(answer: Record, shown: Shown) -> Markup:
    trace = answer.get("trace") or {}
    stages = el("p", {"class": "trace"}, facts(f"{stage} {seconds * 1000:.0f} ms" for stage, seconds in trace.items()))
    text = shown.own["details_text"].format(searched=answer.get("searched", 0), seconds=f"{answer.get('seconds', 0.0):.2f}")
    summary = el("summary", {}, shown.own["details"])
    return el("details", {"class": "found-how"}, summary, el("p", {}, text), stages if trace else None)
