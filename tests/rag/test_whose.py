"""What is asked of an owner - a country's central bank, a firm's head - is not answered by what is told of another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rag import Assistant
from rag.question import read
from rag.whose import told_of_others
from tests.rag.conftest import article

if TYPE_CHECKING:
    from index.types import Article
    from tests.rag.conftest import Make

TALKS = article(
    "talks",
    "French President Emmanuel Macron and Germany's foreign minister, Johann Wadephul, met in Lisbon on Tuesday. "
    "They spoke of Canada and of Brazil, which sell both countries nickel. "
    "The Brazilian ambassador was not asked to the talks, an aide said.",
    language="en",
    published="2026-02-03",
)
VISIT = article(
    "visit",
    "法国总统马克龙和德国外长瓦德富尔周二在里斯本会面，谈到向两国出售镍的加拿大和巴西。",
    published="2026-02-03",
)
POLL = article(
    "poll",
    "Kenya went to the polls in August. The president, William Ruto, thanked the voters. "
    "The American president, Joe Biden, sent his good wishes.",
    language="en",
    published="2022-09-14",
)


RATES = article(
    "rates",
    "Turkey's central bank raised its key rate to 42 per cent on Thursday. Governor Fatih Karahan said that more may follow. "
    "The Swiss National Bank and the Riksbank left theirs where they were. The lira gained two per cent on the Japanese yen.",
    language="en",
    published="2026-02-06",
)
VOTE = article(
    "vote",
    "芬兰议会星期二以一百一十票对八十四票通过了核电站扩建法案。经济部长说，瑞典和爱沙尼亚都表示愿意购电。"
    "芬兰外交部发言人说，邻国事先都得到了通知。",
    published="2026-02-04",
)
MATCH = article(
    "match",
    "在多哈举行的半决赛中，卡塔尔队以2比1淘汰阿曼队。卡塔尔队主教练洛佩斯说，上半场踢得太慢。"
    "阿曼队队长哈布西在第80分钟受伤离场。约旦队将在决赛中迎战卡塔尔队。",
    published="2026-02-05",
)
FIRMS = article(
    "firms",
    "Halvard Shipping's chief executive, Tone Moen, and the chairman of Ostrava Lines, Petr Novak, signed the contract. "
    "Ferrum Marine, which had bid for it as well, made no comment.",
    language="en",
    published="2026-02-07",
)


@pytest.mark.parametrize(
    "question",
    [
        "Who is the president of Brazil?",
        "Who is Canada's foreign minister?",
        "What is the name of the Canadian foreign minister?",
        "巴西总统是谁？",
        "谁是加拿大的外长？",
    ],
)
def test_another_countrys_office_is_no_answer(make: Make, question: str) -> None:
    assert Assistant(make([TALKS, VISIT])).ask(question).refused


@pytest.mark.parametrize(
    ("question", "holder"),
    [
        ("Who is the president of France?", "Macron"),
        ("Who is Germany's foreign minister?", "Wadephul"),
        ("法国总统是谁？", "马克龙"),
        ("德国的外长是谁？", "瓦德富尔"),
    ],
)
def test_the_countrys_own_office_is(make: Make, question: str, holder: str) -> None:
    answer = Assistant(make([TALKS if holder.isascii() else VISIT])).ask(question)
    assert holder in answer.quotes[0].text


def test_an_office_without_its_country_is_that_of_the_country_the_passage_is_about(make: Make) -> None:
    answer = Assistant(make([POLL])).ask("Who is the president of Kenya?")
    assert "Ruto" in answer.quotes[0].text


PRICES = article(
    "prices",
    "Latvia's inflation fell to 2.1 per cent in May, and in Estonia to 2.6 per cent. Unemployment in Riga was 6.8 per cent. "
    "Growth is a matter for another day: Lithuania and Poland publish theirs in June.",
    language="en",
    published="2026-06-04",
)


@pytest.mark.parametrize(
    ("told", "question"),
    [
        (PRICES, "What is Poland's inflation rate?"),
        (PRICES, "立陶宛的通胀率是多少？"),
        (PRICES, "How high is unemployment in Poland?"),
        (RATES, "What did the Bank of Japan decide?"),
        (RATES, "What is the European Central Bank's key rate?"),
        (RATES, "日本央行把利率提高到多少？"),
        (VOTE, "瑞典议会投票结果如何？"),
        (VOTE, "How did Estonia's parliament vote?"),
        (VOTE, "爱沙尼亚外交部说了什么？"),
        (MATCH, "约旦队的主教练是谁？"),
        (MATCH, "阿曼队的主教练说了什么？"),
        (FIRMS, "Who is the chief executive of Ferrum Marine?"),
        (FIRMS, "Who is Halvard Shipping's chairman?"),
    ],
)
def test_what_another_owner_has_is_not_told_of_the_one_asked_about(told: Article, question: str) -> None:
    passage = " ".join(told.text.split())
    assert told_of_others(read(question), [passage], passage[:40])


@pytest.mark.parametrize(
    ("told", "question"),
    [
        (PRICES, "What is Latvia's inflation rate?"),
        (PRICES, "爱沙尼亚的通胀率是多少？"),
        (RATES, "What did Turkey's central bank decide?"),
        (RATES, "土耳其央行把利率提高到多少？"),
        (RATES, "What did the Swedish central bank decide?"),
        (RATES, "What did Switzerland's central bank do?"),
        (VOTE, "How did the Finnish parliament vote?"),
        (VOTE, "芬兰外交部说了什么？"),
        (MATCH, "阿曼队的队长是谁？"),
        (MATCH, "Who is the coach of the Qatar team?"),
        (FIRMS, "Who is the chairman of Ostrava Lines?"),
        (FIRMS, "Who is the head of Halvard Shipping?"),
        (POLL, "What did President Biden send?"),
    ],
)
def test_the_owners_own_is(told: Article, question: str) -> None:
    passage = " ".join(told.text.split())
    assert not told_of_others(read(question), [passage], passage[:40])


def test_another_passage_may_tell_of_it_without_naming_the_owner_again() -> None:
    bank = "The central bank left its rate where it was, the governor said."
    assert not told_of_others(read("What did Japan's central bank decide?"), [RATES.text, f"Tokyo, Japan. {bank}"], "")
    assert not told_of_others(read("What did Japan's central bank decide?"), [RATES.text, bank], "")


def test_what_the_likeliest_words_say_of_the_owner_by_other_words_is_an_answer() -> None:
    told = "French President Emmanuel Macron spoke first. Brazil's Lula da Silva landed in Rome on 3 May."
    assert not told_of_others(read("When did the president of Brazil come to Rome?"), [told], told[-50:])
    assert told_of_others(read("When did the president of Brazil come to Rome?"), [told], told[:46])


def test_how_another_language_writes_a_firm_is_not_known() -> None:
    told = "哈尔瓦德航运首席执行官莫恩和俄斯特拉发航线董事长诺瓦克在卑尔根签约。"
    assert not told_of_others(read("Who is the chief executive of Ferrum Marine?"), [told], told)


@pytest.mark.parametrize(
    ("told", "question"),
    [
        (FIRMS, "Who is Ferrum Marine's mayor?"),
        (FIRMS, "Who is the captain of Ostrava Lines?"),
        (RATES, "Who is Sweden's health minister?"),
        (MATCH, "东湖铜业的董事长是谁？"),
    ],
)
def test_who_holds_an_office_is_told_by_no_passage_that_speaks_of_none(told: Article, question: str) -> None:
    assert told_of_others(read(question), [told.text], told.text)


def test_a_leader_may_be_whoever_is_asked_for() -> None:
    told = "Ferrum Marine's boss, Ada Lind, said no. The leader of Norway praised her."
    assert not told_of_others(read("Who is the chief executive of Ferrum Marine?"), [told], told)
    assert not told_of_others(read("Who is the prime minister of Norway?"), [told], told)
