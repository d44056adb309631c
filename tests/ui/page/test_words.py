"""The page speaks both languages fully."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ui.words
from ui.words import WORDS, language_name, page_language, show_date

HERE = Path(ui.words.__file__)


def test_each_language_has_every_word_with_the_same_places_to_fill():
    english, chinese = WORDS["en"], WORDS["zh"]
    assert english.keys() == chinese.keys()
    for key in english:
        assert english[key]
        assert chinese[key]
        assert sorted(re.findall(r"\{\w+\}", english[key])) == sorted(re.findall(r"\{\w+\}", chinese[key])), key


def test_every_word_is_said_somewhere_by_its_name_or_by_that_of_its_kind():
    sources = "".join(
        path.read_text(encoding="utf-8") for path in HERE.parent.iterdir() if path.suffix in (".py", ".js") and path != HERE
    )
    begun, ended = re.findall(r'f"([a-z]+_)\{', sources), re.findall(r'f"\{[a-z]+\}(_[a-z]+)"', sources)
    said = {key for key in WORDS["en"] if re.search(rf"[\"']{re.escape(key)}[\"']", sources)}
    said |= {key for key in WORDS["en"] if key.startswith(tuple(begun)) or key.endswith(tuple(ended))}
    # What a checked quote is comes from rag/certificate.py.
    assert set(WORDS["en"]) - said == {"source changed", "source gone", "not verbatim"}


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [("zh", "zh"), ("zh-TW", "zh"), ("ZH-Hans-CN", "zh"), ("en-GB", "en"), ("fr", "en"), ("", "en"), (None, "en")],
)
def test_a_browser_language_leads_to_a_page_language(wanted, shown):
    assert page_language(wanted) == shown


def test_dates_are_written_as_each_language_writes_them():
    assert show_date("2026-01-13T18:40:00+08:00", "en") == "13 Jan 2026"
    assert show_date("2026-01-13", "zh") == "2026年1月13日"
    assert show_date("sometime", "en") == "sometime"
    assert show_date(None, "zh") == ""


def test_a_language_without_a_name_is_shown_by_its_code():
    assert language_name("zh-Hant", "en") == "Chinese"
    assert language_name("fr", "zh") == "fr"
