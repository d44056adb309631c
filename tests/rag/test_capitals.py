"""A capital stands for its country, in either language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import rag.capitals
from rag.capitals import capitals_in
from rag.names import countries_in

ROWS = json.loads(Path(rag.capitals.__file__).with_name("capitals.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["en"])
def test_a_capital_has_the_key_that_its_countrys_name_has(row: dict[str, str]) -> None:
    [country] = countries_in(row["country"])
    for city in (row["en"], row["zh"]):
        [found] = capitals_in(city)
        assert (found.key, found.kind, found.text) == (country.key, "country", city)


def test_they_are_found_in_order_where_they_stand_and_not_within_another_word() -> None:
    text = "From Hanoi she flew to Brasília; Romeo stayed in Romero Street."
    assert [text[name.start : name.end] for name in capitals_in(text)] == ["Hanoi", "Brasília"]
    assert [name.key for name in capitals_in("她從東京飛往首爾。")] == ["Japan", "South Korea"]


def test_a_country_whose_name_has_another_city_in_it_is_itself_and_so_is_the_city() -> None:
    assert [name.key for name in capitals_in("羅馬尼亞總統飛抵羅馬。")] == ["Italy"]
    assert [name.key for name in countries_in("罗马尼亚总统飞抵罗马。")] == ["Romania"]
    assert not countries_in("大马士革")
    assert [name.key for name in countries_in("大马总理在大马士革。")] == ["Malaysia"]
