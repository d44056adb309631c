"""The page's three panes, empty: the rail, the conversation, the article. :mod:`ui.lists` holds what fills them."""

from __future__ import annotations

from ui.markup import Markup, el, join
from ui.words import LANGUAGES, WORDS

Words = dict[str, str]


def page_html(language: str, *, user: str | None, editable: bool) -> Markup:
    """The three panes, empty: rail, conversation, article. ``editable``: whether articles may be added and removed."""
    words = WORDS[language]
    return el(
        "div",
        {"class": "pq", "lang": language, "data-user": user},
        el("a", {"class": "skip", "href": "#question"}, words["skip"]),
        _rail(words, user, editable=editable),
        _talk(words),
        _reader(words),
        el("div", {"class": "scrim", "data-do": "close-rail"}),
        el("div", {"class": "hover-card", "role": "tooltip", "id": "hover-card", "hidden": True}),
        el(
            "button",
            {"type": "button", "class": "ask-selection", "data-do": "ask-selection", "hidden": True},
            words["ask_about"],
        ),
        el("div", {"class": "drop", "hidden": True, "aria-hidden": "true"}, words["drop_here"]) if editable else None,
        el("div", {"class": "toast", "role": "status", "aria-live": "polite"}),
        _keys(words),
    )


def tool(action: str, label: str, sign: str, **more: object) -> Markup:
    """A button that shows a sign and reads as a label."""
    box = {"type": "button", "class": "icon", "data-do": action, "aria-label": label, "title": label}
    return el("button", box | more, el("span", {"aria-hidden": "true"}, sign))


def _rail(words: Words, user: str | None, *, editable: bool) -> Markup:
    brand = el(
        "header",
        {"class": "brand"},
        el("span", {"class": "logo", "aria-hidden": "true", "lang": "en"}, "”"),
        el("strong", {}, "Pullquote"),
        tool("close-rail", words["close"], "×", **{"class": "icon narrow"}),
    )
    chats = el(
        "section",
        {"class": "chats", "aria-labelledby": "chats-head"},
        el("h2", {"id": "chats-head"}, words["chats"]),
        el("div", {"id": "chats"}),
    )
    add = el(
        "div",
        {"class": "adding"},
        el(
            "button",
            {"type": "button", "class": "add", "data-do": "pick-files"},
            el("span", {"aria-hidden": "true"}, "+ "),
            words["add_articles"],
        ),
        el(
            "input",
            {
                "type": "file",
                "id": "files",
                "multiple": True,
                "class": "sr",
                "tabindex": "-1",
                "aria-label": words["add_articles"],
            },
        ),
        el("div", {"id": "uploads", "role": "status", "aria-live": "polite"}),
    )
    articles = el(
        "section",
        {"class": "articles", "aria-labelledby": "articles-head"},
        el("h2", {"id": "articles-head"}, words["articles"], " ", el("span", {"class": "count", "id": "article-count"})),
        el(
            "details",
            {"class": "limits"},
            el("summary", {}, words["limits"], el("span", {"class": "badge", "hidden": True})),
            el("form", {"id": "limits", "aria-label": words["limits"]}),
        ),
        el(
            "input",
            {
                "type": "search",
                "id": "find-article",
                "placeholder": words["find_article"],
                "aria-label": words["find_article"],
                "autocomplete": "off",
            },
        ),
        el("div", {"id": "articles"}),
        add if editable else None,
    )
    new = el("button", {"type": "button", "class": "new-chat", "data-do": "new-chat"}, words["new_chat"])
    return el("nav", {"class": "rail", "aria-label": words["rail"]}, brand, new, chats, articles, _settings(words, user))


def _settings(words: Words, user: str | None) -> Markup:
    names = {"en": "English", "zh": "中文"}
    language = el(
        "select",
        {"id": "language", "aria-label": words["language_switch"]},
        (el("option", {"value": code, "lang": code, "selected": code == words["code"]}, names[code]) for code in LANGUAGES),
    )
    theme = el(
        "select",
        {"id": "theme", "aria-label": words["theme"]},
        (el("option", {"value": kind}, words[f"theme_{kind}"]) for kind in ("auto", "light", "dark")),
    )
    leave = el("a", {"href": "logout", "class": "leave"}, f"{words['sign_out']} ({user})") if user else None
    return el("footer", {"class": "settings"}, language, theme, tool("show-keys", words["keys"], "⌨"), leave)


def _talk(words: Words) -> Markup:
    menu = el(
        "details",
        {"class": "menu", "id": "export", "hidden": True},
        el("summary", {}, words["export"]),
        el(
            "div",
            {"class": "menu-items"},
            (
                el("button", {"type": "button", "data-do": "export", "data-form": form}, words[f"export_{key}"])
                for form, key in (("markdown", "md"), ("json", "json"), ("html", "html"))
            ),
        ),
    )
    bar = el(
        "header",
        {"class": "bar"},
        tool("open-rail", words["open_rail"], "☰", **{"class": "icon narrow"}),
        el("h1", {"id": "chat-title", "dir": "auto"}, "Pullquote"),
        menu,
    )
    composer = el(
        "form",
        {"class": "composer", "id": "composer"},
        el("label", {"class": "sr", "for": "question"}, words["question"]),
        el(
            "textarea",
            {
                "id": "question",
                "rows": 1,
                "placeholder": words["placeholder"],
                "maxlength": 4000,
                "dir": "auto",
                "enterkeyhint": "send",
            },
        ),
        el("button", {"type": "submit", "class": "ask", "id": "ask"}, words["ask"]),
        el("button", {"type": "button", "class": "ask stop", "data-do": "stop", "hidden": True}, words["stop"]),
        el(
            "p",
            {"class": "limited", "id": "limited", "hidden": True},
            words["limited"],
            " ",
            el("button", {"type": "button", "class": "tool", "data-do": "clear-limits"}, words["clear"]),
        ),
    )
    turns = el("div", {"class": "turns", "id": "turns", "role": "log", "aria-label": words["conversation"], "tabindex": "-1"})
    return el("main", {"class": "talk"}, bar, turns, composer)


def _reader(words: Words) -> Markup:
    steps = el(
        "div",
        {"class": "steps", "id": "steps", "hidden": True},
        tool("previous", words["previous"], "↑"),
        el("span", {"id": "step", "aria-live": "polite"}),
        tool("next", words["next"], "↓"),
    )
    bar = el(
        "header",
        {"class": "bar"},
        tool("close-reader", words["close"], "×"),
        steps,
        el("span", {"id": "reader-title", "dir": "auto"}),
        el(
            "span",
            {"class": "reader-tools"},
            el("button", {"type": "button", "class": "tool", "data-do": "copy-link"}, words["link"]),
            el("button", {"type": "button", "class": "tool", "data-do": "remove-article"}, words["remove"]),
        ),
    )
    return el(
        "aside",
        {"class": "reader", "aria-label": words["reader"], "hidden": True},
        bar,
        el("div", {"class": "page", "id": "page", "tabindex": "0", "role": "document", "aria-label": words["reader"]}),
    )


def _keys(words: Words) -> Markup:
    keys = (
        ("/", "key_focus"),
        ("j k ↓ ↑", "key_next"),
        ("Enter", "key_open"),
        ("Esc", "key_close"),
        ("Enter · Shift+Enter", "key_send"),
    )
    rows = (join(el("dt", {}, el("kbd", {}, key)), el("dd", {}, words[name])) for key, name in keys)
    return el(
        "dialog",
        {"class": "keys", "id": "keys", "aria-label": words["keys"]},
        el("h2", {}, words["keys"]),
        el("dl", {}, rows),
        el("form", {"method": "dialog"}, el("button", {"class": "quiet"}, words["close"])),
    )
