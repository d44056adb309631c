"""What a question asks of one country is not answered by what is told of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rag import Assistant
from rag.elsewhere import told_elsewhere, unsaid
from rag.question import read
from tests.rag.conftest import article

if TYPE_CHECKING:
    from tests.rag.conftest import Make

FERRIES = (
    "Croatia's ferry workers walked out on Monday. Some 1,900 of them want an eighth more pay.",
    "The unions last called such a strike in Croatia in 2011; it went on for nine days.",
)


@pytest.mark.parametrize(
    "question",
    [
        "How many ferry workers walked out in Montenegro?",
        "意大利有多少渡轮工人罢工？",
        "How long did the strike in Albania go on?",
    ],
)
def test_another_countrys_strike_is_not_the_one_asked_about(question: str) -> None:
    assert told_elsewhere(read(question), FERRIES)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many ferry workers walked out in Croatia?", FERRIES),
        ("克罗地亚有多少渡轮工人罢工？", FERRIES),
        ("When did the president of Peru fly to Vietnam?", ("Peru's president landed in Hanoi on 3 May; Laos was next.",)),
        ("秘鲁总统什么时候到越南？", ("秘鲁总统5月3日抵达河内，随后前往老挝。",)),
        ("Which countries besides Italy went on strike?", FERRIES),
        ("在《法意条约》中，法国割让了哪里？", ("条约规定割让两省，奥地利作证。法方当日签字。",)),
        ("How high is the dam?", FERRIES),
    ],
)
def test_its_own_is(question: str, told: tuple[str, ...]) -> None:
    assert not told_elsewhere(read(question), told)


def test_a_text_that_names_no_country_may_be_of_ones_own() -> None:
    assert not told_elsewhere(read("How much is the grant for farmers in Slovenia?"), ("Each farmer is to get 900 euros.",))
    others = ("A warden shot the wolf on the pastures above the village.", "Norway's hunters shot 30 wolves.")
    assert not told_elsewhere(read("Who shot the wolf in Switzerland?"), others)
    assert told_elsewhere(read("Who shot the wolf in Switzerland?"), others[::-1])


def test_a_country_that_nothing_names_is_not_told_of() -> None:
    assert unsaid(read("How many ferry workers walked out in Montenegro?"), FERRIES)
    assert not unsaid(read("How many ferry workers walked out in Croatia?"), FERRIES)
    assert not unsaid(read("What did the Bank of China pay the ferry workers?"), FERRIES)


def test_a_country_is_named_by_its_capital_and_by_what_an_article_begins_with(make: Make) -> None:
    assert not unsaid(read("斯洛文尼亚为什么禁止他入境？"), ("Ljubljana declared him unwelcome.",))
    counted = "Ranger Sorin counted 117 bears by their paw prints."
    for title, refused in (("Romania's foresters count again", False), ("The foresters count again", True)):
        kept = make([article("bears", counted, language="en", title=title)])
        assert Assistant(kept).ask("How many bears were counted in Romania?").refused is refused


def test_the_assistant_refuses_such_a_question_and_answers_its_own(make: Make) -> None:
    told = " ".join(FERRIES) + " Montenegro and Albania lent two ships each for the islands."
    assistant = Assistant(make([article("ferries", told, language="en", title="Croatian ferries stand still")]))
    assert "1,900" in assistant.ask("How many ferry workers walked out in Croatia?").quotes[0].text
    assert assistant.ask("How many ferry workers walked out in Italy?").refused
