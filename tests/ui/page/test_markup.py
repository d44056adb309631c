"""Text that becomes HTML stays text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.page.hostile import HOSTILE
from ui.markup import Markup, el, escape, join, stylesheet


class Read(HTMLParser):
    """What a parser finds: tags, attributes, text."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


# What no parser shows is written as U+FFFD; all else has to come back as it went in.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@given(texts)
def test_a_text_comes_back_as_it_went_in(text):
    found = Read(el("p", {"title": text}, text))
    assert found.tags == ["p"]
    assert found.text == text
    assert found.attributes == [("title", text)]


@pytest.mark.parametrize("text", HOSTILE[::7])
def test_a_hostile_text_makes_no_element_and_no_attribute(text):
    found = Read(el("p", {"title": text}, text))
    assert (found.tags, found.text, found.attributes) == (["p"], text, [("title", text)])


@given(st.text())
def test_no_text_can_break_out_or_break_the_encoding(text):
    markup = escape(text)
    assert not set("<>\"'") & set(markup)
    markup.encode("utf-8")


def test_only_markup_is_taken_as_markup():
    assert join("<b>", el("i", {}, "<u>"), None, 3, ["<s>", Markup("<br>")]) == "&lt;b&gt;<i>&lt;u&gt;</i>3&lt;s&gt;<br>"


@pytest.mark.parametrize("name", ["script", "iframe", "object", "onclick", "OnLoad", "a b", "x>", ""])
def test_what_could_act_cannot_be_named(name):
    with pytest.raises(ValueError, match="may not stand in a page"):
        el("p", {name: "x"})


def test_a_style_sheet_cannot_end_itself():
    with pytest.raises(ValueError, match="style sheet"):
        stylesheet("a{} </style><script>")
