"""Names in both languages: forms of one country are one, titles say who is of which country."""

from __future__ import annotations

import pytest

from rag.names import countries_in, country_name, leaders_in, names_in


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("加拿大总理卡尼", ["Canada"]),
        ("Canadian Prime Minister Mark Carney", ["Canada"]),
        ("the U.S. and Britain", ["United States", "United Kingdom"]),
        ("英美两国，韩方", ["South Korea"]),
        ("荷蘭與臺灣", ["Netherlands", "Taiwan"]),
        ("德国外长访华", ["Germany", "China"]),
        ("a polished floor", []),
    ],
)
def test_countries_by_any_form(text: str, keys: list[str]) -> None:
    assert [name.key for name in countries_in(text)] == keys


def test_a_country_has_its_name_in_the_language_asked_for() -> None:
    assert (country_name("Canada", "zh"), country_name("Canada", "en")) == ("加拿大", "Canada")


def test_a_title_says_of_which_country_someone_is() -> None:
    assert leaders_in("法国总统马克龙访华，仅5天后，德国外长瓦德富尔访华。") == {"马克龙": "France", "瓦德富尔": "Germany"}
    assert leaders_in("Canadian Prime Minister Mark Carney left.")["carney"] == "Canada"


def test_names_of_people_are_whole() -> None:
    assert "马克龙" in [name.text for name in names_in("马克龙是什么时候访华的?", "zh")]
    assert "斯塔默" in [name.text for name in names_in("英国首相斯塔默有访华计划吗?", "zh")]
    english = [name.text for name in names_in("British Prime Minister Keir Starmer met President Donald Trump in Paris.", "en")]
    assert english == ["British", "Keir Starmer", "Donald Trump", "Paris"]
