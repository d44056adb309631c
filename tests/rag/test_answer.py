"""From articles to an answer, on real indexes: verbatim quotes, time, lists, copies of a wire, refusals, follow-ups."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexNotFound, InputError, QuestionError
from index.types import Article
from rag import Assistant, ask
from tests.rag.conftest import article

if TYPE_CHECKING:
    from pathlib import Path

    from rag import Answer
    from tests.rag.conftest import Make

VISITS = article(
    "visits",
    "当地时间1月12日，七国集团在华盛顿召开会议，讨论稀土供应链。\n\n"
    "而各国似乎看懂了形势，一个接着一个访华。\n\n"
    "2025年12月3日，法国总统马克龙访华，仅5天后，德国外长瓦德富尔访华。\n\n"
    "1月14日，加拿大总理卡尼启程访华。\n\n"
    "英国首相斯塔默计划访华，美国总统特朗普也放出访华风声。\n\n"
    "荷兰特使取消了访华行程。\n\n"
    "澳大利亚八成五的精矿运到中国加工，本土缺少分离技术。",
    published="2026-01-15",
)
WIRE = (
    "The port of Kestrel reopened on Sunday after a strike of five days, the harbour authority said. "
    "Forty ships were waiting outside."
)
COPIES = [
    article("ledger", WIRE, language="en", published="2026-01-12", source="Ledger"),
    article("post", WIRE, language="en", published="2026-01-11", source="Post"),
    article("bread", "Sourdough needs flour, water, salt and two days of patience.", language="en", published="2026-01-02"),
]


def verbatim(answer: Answer) -> bool:
    return all(quote.article.text[quote.start : quote.end] == quote.text for quote in (*answer.quotes, *answer.nearest))


@pytest.mark.parametrize(
    "question",
    ["which countries visited China after the meeting", "会议结束后哪些国家访华?", "会议之后哪些国家访问了中国？"],
)
def test_a_list_hung_on_an_event_is_answered_by_how_each_stands_to_it(make: Make, question: str) -> None:
    answer = Assistant(make([VISITS])).ask(question)
    assert not answer.refused
    assert verbatim(answer)
    assert answer.time is not None
    assert answer.time.label == (
        "2026年1月12日华盛顿会议之后" if answer.language == "zh" else "after the meeting of 2026-01-12 in Washington"
    )
    assert answer.time.anchor is not None
    assert answer.time.anchor.text.startswith("当地时间1月12日")
    stands = {
        words: quote.when for quote in answer.quotes for words in ("卡尼启程", "马克龙访华", "斯塔默") if words in quote.text
    }
    assert stands == {"卡尼启程": "inside", "马克龙访华": "outside", "斯塔默": "planned"}
    assert "卡尼启程" in answer.quotes[0].text
    chinese = answer.language == "zh"
    rows = {row.entity: (row.date, row.when) for row in answer.rows}
    assert rows["加拿大" if chinese else "Canada"] == ("2026-01-14", "inside")
    assert rows["法国" if chinese else "France"] == ("2025-12-03", "outside")
    assert rows["德国" if chinese else "Germany"] == ("2025-12-08", "outside")
    assert rows["英国" if chinese else "United Kingdom"][1] == "planned"
    assert not {"荷兰", "Netherlands", "中国", "China"} & set(rows)
    assert all(0 <= row.quote < len(answer.quotes) for row in answer.rows)


@pytest.mark.parametrize(
    "question",
    [
        "When will the Japanese prime minister visit China?",
        "日本首相什么时候访华？",
        "哪一天巴西总统访华？",
        "Did the king of Spain visit China?",
    ],
)
def test_a_country_that_nothing_names_has_done_nothing(make: Make, question: str) -> None:
    assert Assistant(make([VISITS])).ask(question).refused


def test_a_country_within_another_name_need_not_be_told_of(make: Make) -> None:
    text = "The show was founded by Simon Fuller in 2002. American singers queued in Denver. Its host, Ryan Sills, has stayed."
    answer = Assistant(make([article("idol", text, language="en")])).ask("Who founded the show Swiss Idol?")
    assert not answer.refused
    assert "Simon Fuller" in answer.quotes[0].text


MEETINGS = [
    VISITS,
    article(
        "toronto",
        "10月31日，七国集团能源部长会议在多伦多举行，会议成立了关键矿产生产联盟。\n\n会议还公布了二十六个项目。\n\n会议之后，清单送到各国。",
        published="2025-11-03",
    ),
]


@pytest.mark.parametrize(
    "question", ["会议之后哪些国家的领导人访华了？", "Which countries' leaders visited China after the meeting?"]
)
def test_the_event_is_the_one_that_the_question_is_about_and_others_are_offered(make: Make, question: str) -> None:
    time = Assistant(make(MEETINGS)).ask(question).time
    assert time is not None
    assert time.after == "2026-01-12"
    assert "2025-10-31" in [other.after for other in time.others]


@pytest.mark.parametrize("question", ["Who visited China before the meeting?", "会议之前谁访华了？"])
def test_a_visit_elsewhere_is_not_listed(make: Make, question: str) -> None:
    elsewhere = article("lynas", "10月20日，特朗普与到访的澳大利亚总理阿尔巴尼斯签署了矿产协议。", published="2025-10-22")
    answer = Assistant(make([VISITS, elsewhere])).ask(question)
    assert "阿尔巴尼斯" not in [row.entity for row in answer.rows]
    assert {"马克龙", "瓦德富尔"} <= {row.entity for row in answer.rows}


def test_a_period_may_have_two_bounds(make: Make) -> None:
    time = Assistant(make([VISITS])).ask("Which countries visited China after 20 January 2026 and before 24 January 2026?").time
    assert time is not None
    assert (time.after, time.before) == ("2026-01-21", "2026-01-23")


def test_the_reader_can_change_the_time(make: Make) -> None:
    answer = Assistant(make([VISITS])).ask("会议结束后哪些国家访华?", after="2025-12-01")
    assert answer.time is not None
    assert (answer.time.after, answer.time.before) == ("2025-12-01", None)
    assert {row.entity for row in answer.rows if row.when == "inside"} >= {"加拿大", "法国", "德国"}


def test_a_question_without_a_time_says_nothing_of_when(make: Make) -> None:
    answer = Assistant(make([VISITS])).ask("澳大利亚的精矿运到哪里加工?")
    assert answer.time is None
    assert {quote.when for quote in answer.quotes} <= {None}


def test_a_wire_text_of_two_outlets_is_shown_once_and_the_earlier(make: Make) -> None:
    answer = Assistant(make(COPIES), strictness="loose").ask("When did the port of Kestrel reopen?")
    assert [quote.article.id for quote in answer.quotes if "reopened" in quote.text] == ["post"]
    assert answer.quotes[0].sources == 2


def test_what_the_articles_do_not_say_is_refused_with_the_nearest_misses(make: Make) -> None:
    answer = Assistant(make([VISITS, *COPIES])).ask("Who won the chess championship in Reykjavik?")
    assert answer.refused
    assert answer.quotes == ()
    assert answer.reason == "The 4 articles searched do not answer this."
    assert verbatim(answer)
    assert Assistant(make([])).ask("谁赢了?").reason == "没有可供检索的文章。"


def test_a_filter_that_lets_nothing_through_is_named_with_the_sources_most_like_it(make: Make) -> None:
    assistant = Assistant(make([VISITS, *COPIES]))
    named = sorted({article.source for article in (VISITS, *COPIES) if article.source})[0]
    english = assistant.ask("Who won?", source=named[:-1])
    assert english.reason == f"No article fits the filter: source {named[:-1]}. The sources most like it: {named}."
    chinese = assistant.ask("谁赢了?", source="nobody", collection="none")
    assert chinese.reason == "没有符合筛选条件的文章（来源 nobody；合集 none）。"
    assert assistant.ask("Who won?", source=named).reason != english.reason


def test_a_follow_up_shows_what_was_really_asked(make: Make) -> None:
    answer = Assistant(make([VISITS]), strictness="loose").ask("那加拿大呢?", history=["法国总统什么时候访华?"])
    assert answer.question == "那加拿大呢?"
    assert answer.asked is not None
    assert "加拿大" in answer.asked
    assert "卡尼" in answer.quotes[0].text


def test_the_json_of_an_answer_has_the_keys_of_the_design(make: Make) -> None:
    data = json.loads(json.dumps(Assistant(make([VISITS])).ask("会议结束后哪些国家访华?").to_dict(), ensure_ascii=False))
    assert {"question", "refused", "reason", "quotes", "rows", "time", "nearest", "seconds"} <= set(data)
    assert {"text", "start", "end", "score", "article", "dates", "when"} <= set(data["quotes"][0])
    assert {"id", "title", "source", "published", "path", "sha256"} <= set(data["quotes"][0]["article"])
    assert all(0 <= quote["score"] <= 1 for quote in data["quotes"])


def test_filters_and_limits(make: Make) -> None:
    assistant = Assistant(make([VISITS, *COPIES]), strictness="loose")
    assert {quote.article.source for quote in assistant.ask("port of Kestrel", source="Post").quotes} <= {"Post"}
    assert {hit.article.id for hit in assistant.search("port of Kestrel", after="2026-01-12")} <= {"ledger", "visits"}
    assert len(assistant.ask("Which port reopened?", quotes=1).quotes) <= 1
    with pytest.raises(InputError, match="2026-13-01"):
        assistant.ask("Which port?", after="2026-13-01")
    with pytest.raises(InputError, match="quotes"):
        assistant.ask("Which port?", quotes=0)
    with pytest.raises(InputError, match="strict, normal, loose"):
        Assistant(make([VISITS]), strictness="lax")


def test_half_a_character_in_a_question_is_no_fault(make: Make) -> None:
    assistant = Assistant(make([VISITS]))
    assert assistant.ask("Who came \ud83d to Beijing?").question == "Who came ? to Beijing?"
    assert assistant.search("Beijing \udc80", k=1)
    assert assistant.ask("And to Oslo?", history=["Who came \ud83d to Beijing?"]).asked


@pytest.mark.parametrize("wrong", [None, 3, b"Who came?", ["Who came?"]])
def test_a_question_that_is_no_text_is_said_to_be_none(make: Make, wrong: Any) -> None:
    assistant = Assistant(make([VISITS]))
    with pytest.raises(QuestionError, match="string"):
        assistant.ask(wrong)
    with pytest.raises(QuestionError, match="string"):
        assistant.search(wrong)
    with pytest.raises(QuestionError, match="string"):
        assistant.ask("Who came?", history=[wrong])


@pytest.mark.parametrize(
    "options",
    [
        {"quotes": "3"},
        {"quotes": None},
        {"quotes": 2.5},
        {"after": 5},
        {"before": b"2026-01-12"},
        {"source": 5},
        {"collection": ["a"]},
    ],
)
def test_an_option_of_another_type_is_an_error_with_a_remedy(make: Make, options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"choose 1 to|write it as|give it as a string"):
        Assistant(make([VISITS])).ask("Who came?", **options)


def test_no_question_and_no_index_are_errors_with_a_remedy(make: Make, tmp_path: Path) -> None:
    with pytest.raises(QuestionError):
        Assistant(make([VISITS])).ask("   ")
    with pytest.raises(IndexNotFound):
        ask("Who came?", index=tmp_path / "nowhere")


INTERVIEW = article(
    "interview",
    "Third Quarter of the Beekeeper\n\n"
    "How did the beekeeper of Lowmoor save her hives?\n\n"
    "I wrapped the hives of Lowmoor in wool before the frost and fed the bees of every hive on sugar water.\n\n"
    "The beekeeper sells honey at the Saturday market.",
    language="en",
)


@pytest.mark.parametrize(
    "question", ["How did the beekeeper of Lowmoor save her hives?", "What happened in the third quarter of the beekeeper?"]
)
def test_neither_a_question_nor_a_heading_is_the_first_quote(make: Make, question: str) -> None:
    answer = Assistant(make([INTERVIEW, *COPIES]), strictness="loose").ask(question)
    first = (*answer.quotes, *answer.nearest)[0]
    assert not first.text.startswith(("Third Quarter", "How did"))


def test_what_a_question_in_the_text_is_answered_with_is_the_first_quote(make: Make) -> None:
    answer = Assistant(make([INTERVIEW, *COPIES]), strictness="loose").ask("How did the beekeeper of Lowmoor save her hives?")
    assert "wrapped the hives" in (*answer.quotes, *answer.nearest)[0].text


def test_suggested_questions_are_answered(make: Make) -> None:
    assistant = Assistant(make([VISITS, *COPIES]))
    for language in (None, "zh", "en"):
        assert all(not assistant.ask(question).refused for question in assistant.suggestions(3, language))


def test_suggested_questions_ask_for_several_kinds_of_thing(make: Make) -> None:
    harbour = article(
        "harbour",
        "The harbour authority of Kestrel announced a new pier on Monday. "
        "Tom Hale, the manager of the port, said work starts in May. "
        "The old pier was closed because a storm had cracked its wall. Forty ships were waiting outside on Friday.",
        language="en",
        published="2026-01-12",
    )
    asked = Assistant(make([harbour, COPIES[2]])).suggestions(4, "en")
    assert len({question.split()[0] for question in asked}) >= 3


WORDS = st.sampled_from(
    [
        "加拿大",
        "总理",
        "访华",
        "。",
        "\n",
        "1月14日",
        "Canada",
        "visited",
        "China",
        ". ",
        "（“",
        "”）",
        "🙂",
        "\u3000",
        " ",
        "５天后",
        "㊙",
        "é",
        "𠮷",
    ]
)


@settings(max_examples=12)
@given(
    texts=st.lists(st.lists(WORDS, min_size=3, max_size=40).map("".join), min_size=1, max_size=3),
    question=st.sampled_from(["哪些国家访华?", "Who visited China in January?"]),
)
def test_every_quote_is_its_slice_of_the_article(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], question: str
) -> None:
    from tests.rag.conftest import built

    articles = [dataclasses.replace(article(f"a{n}", text), published="2026-01-15") for n, text in enumerate(texts)]
    answer = Assistant(built(tmp_path_factory.mktemp("i") / "index", articles), strictness="loose").ask(question)
    assert verbatim(answer)
    for quote in answer.quotes:
        assert quote.text == quote.text.strip() != ""
        assert all(quote.article.text[date.start : date.end] == date.text for date in quote.dates)


def test_an_article_is_what_it_was(make: Make) -> None:
    kept = make([VISITS]).articles(["visits"])[0]
    assert isinstance(kept, Article)
    assert kept.text == VISITS.text


def test_a_bare_day_of_the_week_is_that_of_each_article(make: Make) -> None:
    old = article(
        "strike", "The union met on Monday night and called off the strike at the port.", language="en", published="2025-11-04"
    )
    new = article("later", "The museum opened a new wing yesterday.", language="en", published="2025-12-20")
    answer = Assistant(make([old, new])).ask("What did the union do on Monday night?")
    assert not answer.refused
    assert answer.quotes[0].article.id == "strike"
    assert answer.time is None


def test_suggestions_in_chinese_ask_for_several_kinds_of_thing(make: Make) -> None:
    hospital = article(
        "hospital",
        "青岚市第三医院新急诊楼昨天启用，总投资2.3亿元，由青岚建工集团承建。\n\n新急诊楼设有24张床位。\n\n今年计划招聘护士，医院要招九十名医生。\n\n"
        "急诊科主任沈砚秋认为，人手仍然不足。\n\n运动会因为台风推迟三天。",
        published="2025-09-18",
    )
    asked = Assistant(make([hospital])).suggestions(6, language="zh")
    assert sum(not question.startswith("关于") for question in asked) >= 3
    assert len(set(asked)) == len(asked)
