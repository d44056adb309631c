"""Questions for a list, on real indexes: who and what is a row, by which date, and what is planned or only drawn in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rag import Assistant
from tests.rag.conftest import article
from tests.rag.test_answer import VISITS

if TYPE_CHECKING:
    from tests.rag.conftest import Make

LIST = article(
    "list",
    "1月12日，七国集团在华盛顿开会。\n\n"
    "名单显示，从去年12月1日到今年1月17日，有三个国家的领导人到访，分别是法国、德国和加拿大。\n\n"
    "加拿大总理卡尼1月14日动身前往中国。\n\n"
    "法国总统马克龙去年12月3日到访北京。\n\n"
    "在他抵达五天之后，德国外长瓦德富尔也到了。\n\n"
    "芬兰总理的访问定在1月25日。\n\n"
    "英国首相斯塔默的访问也在筹备。",
    published="2026-01-17",
)


@pytest.mark.parametrize("question", ["谁访问了中国？", "Who has visited China?"])
def test_who_only_plans_a_visit_has_not_paid_one(make: Make, question: str) -> None:
    answer = Assistant(make([VISITS])).ask(question)
    assert {row.entity for row in answer.rows} == {"马克龙", "瓦德富尔", "卡尼"}


def test_what_is_named_behind_the_visit_in_its_clause_is_not_who_paid_it(make: Make) -> None:
    text = "法国总统主张欧洲自主，此次访华也是在传递信号：欧洲对华政策不会完全跟着美国走。各方都在看巴黎的下一步。"
    answer = Assistant(make([article("signal", text, published="2026-01-15")])).ask("哪些国家访问了中国？")
    assert [row.entity for row in answer.rows] == ["法国"]


def test_who_is_drawn_into_something_joins_it(make: Make) -> None:
    text = "除七国集团外，美国还拉拢了澳大利亚、韩国、泰国等国家，加入其主导的关键矿产联盟。"
    answer = Assistant(make([article("alliance", text, published="2025-10-31")])).ask("哪些国家加入了关键矿产联盟？")
    assert {"澳大利亚", "韩国", "泰国"} <= {row.entity for row in answer.rows}
    assert "美国" not in {row.entity for row in answer.rows}


def test_who_plans_a_visit_is_named_when_plans_are_asked_for(make: Make) -> None:
    answer = Assistant(make([VISITS])).ask("谁计划访问中国？")
    assert {row.entity for row in answer.rows} == {"斯塔默", "特朗普"}


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("哪些国家将访问中国？", {"英国", "美国"}),
        ("Which leaders plan to visit China this year?", {"斯塔默", "特朗普"}),
    ],
)
def test_plans_asked_for_come_first_and_whoever_has_been_is_not_among_them(make: Make, question: str, named: set[str]) -> None:
    answer = Assistant(make([VISITS])).ask(question)
    assert {row.entity for row in answer.rows} == named
    assert "斯塔默" in answer.quotes[0].text


MAKERS = [
    article("zh", "据本报报道，恒磁科技和江源电子生产稀土磁体。", published="2026-01-15"),
    article(
        "en",
        "Hengci Technology and Jiangyuan Motors make rare earth magnets, the Ledger reports.",
        language="en",
        published="2026-01-16",
    ),
]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("哪些公司生产稀土磁体？", {"恒磁科技", "江源电子", "Jiangyuan Motors"}),
        ("Which companies make rare earth magnets?", {"Hengci Technology", "江源电子", "Jiangyuan Motors"}),
    ],
)
def test_one_name_in_two_scripts_is_one_row_in_the_readers_own(make: Make, question: str, named: set[str]) -> None:
    answer = Assistant(make(MAKERS)).ask(question)
    assert {row.entity for row in answer.rows} == named


@pytest.mark.parametrize("question", ["会后有哪些国家领导人访华？", "Which countries visited China after the meeting?"])
def test_a_row_takes_its_date_from_the_sentence_that_dates_it(make: Make, question: str) -> None:
    answer = Assistant(make([LIST])).ask(question, quotes=6)
    known = {row.quote: row.date for row in answer.rows}
    rows = {row.entity: (row.date, row.when) for row in answer.rows}
    chinese = answer.language == "zh"
    assert rows["加拿大" if chinese else "Canada"] == ("2026-01-14", "inside")
    assert rows["法国" if chinese else "France"] == ("2025-12-03", "outside")
    assert rows["德国" if chinese else "Germany"] == ("2025-12-08", "outside")
    assert rows["英国" if chinese else "United Kingdom"][0] is None, "the day of another's visit is not its own"
    assert all(0 <= number < len(answer.quotes) for number in known)


@pytest.mark.parametrize(
    ("question", "text", "language", "told"),
    [
        (
            "Which projects are on the list of the Harlesby pact?",
            "The Harlesby pact was signed on Monday. The first project on the list is a zinc mine at Cold Fell. "
            "The second is a smelter, which a Norwegian firm wants to run. Dinner was served on the terrace.",
            "en",
            ("zinc mine", "smelter"),
        ),
        (
            "哪些代表投票反对青石镇的方案？",
            "青石镇的方案昨天表决。投票反对方案的代表有两名。两人分别是修鞋匠葛长庚和教师鲁小萍。会后大家在食堂吃了晚饭。",
            "zh",
            ("反对方案", "葛长庚"),
        ),
    ],
)
def test_the_quote_of_a_list_goes_on_with_what_the_next_sentence_counts_on(
    make: Make, question: str, text: str, language: str, told: tuple[str, str]
) -> None:
    found = Assistant(make([article("one", text, language=language)])).ask(question)
    quotes = found.quotes or found.nearest
    assert any(all(words in quote.text for words in told) for quote in quotes)


GRAIN = article(
    "grain",
    "The grain pact between Uruguay and Chile was renewed in Lisbon. Serbia and Estonia voted against the grain pact. "
    "Ships of Malta carry most of the grain of the pact.",
    language="en",
    published="2026-03-02",
)


@pytest.mark.parametrize("question", ["Which countries voted against the grain pact?", "哪些国家投票反对粮食协定？"])
def test_who_did_what_is_asked_is_listed_not_whoever_it_was_done_to(make: Make, question: str) -> None:
    answer = Assistant(make([GRAIN])).ask(question)
    assert {row.entity for row in answer.rows} in ({"Serbia", "Estonia"}, {"塞尔维亚", "爱沙尼亚"})


TOUR = article(
    "tour",
    "3月4日，蒙古国总理抵达多哈。两天之后，尼泊尔总统也来到多哈。加纳总统原定3月7日访问卡塔尔，因国内选举推迟到五月。"
    "秘鲁外长3月9日抵达河内，同越南外长会谈。",
    published="2026-03-12",
)


@pytest.mark.parametrize("question", ["哪些国家的领导人3月访问了多哈？", "Which countries' leaders visited Doha in March?"])
def test_the_country_of_the_capital_that_was_visited_is_no_visitor_nor_is_who_put_off_the_journey(
    make: Make, question: str
) -> None:
    answer = Assistant(make([TOUR])).ask(question)
    assert {row.entity for row in answer.rows} in ({"蒙古", "尼泊尔"}, {"Mongolia", "Nepal"})
