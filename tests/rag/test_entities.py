"""What a text names of the class that a list asks for."""

from __future__ import annotations

import pytest

from rag.entities import coordinated, entities
from rag.question import read


def named(question: str, text: str) -> list[str]:
    return [one.name for one in entities(read(question), text, {})]


@pytest.mark.parametrize(
    ("question", "text", "names"),
    [
        (
            "Which countries does it own shops in?",
            "It owns shops in Portugal, Austria and Slovenia.",
            ["Portugal", "Austria", "Slovenia"],
        ),
        ("Which countries were there?", "The Belgian group on the Dutch coast met Poland.", ["Poland"]),
        ("Which countries were there?", "The German foreign minister came.", ["Germany"]),
        ("哪些国家派了观察员？", "泰国、韩国和马来西亚派了观察员。", ["泰国", "韩国", "马来西亚"]),
        (
            "Which companies made an offer?",
            "Two bidders, the German group Kornfeld and the Irish investor Tullamore Partners, dropped out.",
            ["Kornfeld", "Tullamore Partners"],
        ),
        ("哪些公司生产磁体？", "恒磁科技董事长罗听澜说，新厂将试生产。", ["恒磁科技"]),
        (
            "Who voted against it?",
            "Ola Brandvik and Petra Lindahl of the Vessmark Central Bank wanted to wait.",
            ["Ola Brandvik", "Petra Lindahl"],
        ),
        (
            "Who was received?",
            "The foreign minister was received in Harlesby by Petra Lindahl.",
            ["Petra Lindahl"],
        ),
    ],
)
def test_only_things_of_the_class_asked_for_are_named(question: str, text: str, names: list[str]) -> None:
    assert named(question, text) == names


def test_what_is_listed_in_one_breath_goes_together() -> None:
    text = "It owns shops in Portugal, Austria and Slovenia, but Spain said no."
    found = entities(read("Which countries does it own shops in?"), text, {})
    assert [one.name for one in coordinated(text, found, found[:1])] == ["Portugal", "Austria", "Slovenia"]


@pytest.mark.parametrize("question", ["Which countries were there?", "哪些国家去了？"])
def test_each_stands_where_it_says(question: str) -> None:
    text = "Canada, 法国 and Japan came; 德国 did not."
    for one in entities(read(question), text, {}):
        assert 0 <= one.start < one.end <= len(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("澳大利亚莱纳斯公司的韦尔德山矿。", ["莱纳斯公司"]),
        ("恒磁科技公司宣布与东岭集团合作", ["恒磁科技公司", "东岭集团"]),
        ("联想集团收购了科万半导体", ["联想集团", "科万半导体"]),
        ("鲸海新能源科技股份有限公司与特斯拉公司", ["鲸海新能源科技股份有限公司", "特斯拉公司"]),
        ("联盟优先保障半导体的供应", []),
    ],
)
def test_chinese_companies_begin_where_their_names_do(text: str, names: list[str]) -> None:
    question = read("哪些公司？")
    assert [one.name for one in entities(question, text, {})] == names
