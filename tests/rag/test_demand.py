"""What a question demands of its answer: the words it cannot do without, and what a number must count."""

from __future__ import annotations

import pytest

from rag.demand import demand
from rag.question import read


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who is the captain of the Anneke Bol?", ("captain",)),
        ("What is the name of Roland Finch's wife?", ("wife",)),
        ("What is the salary of coach Marek Dolny?", ("salary",)),
        ("In which hotel will the juniors stay in Plovdiv?", ("hotel",)),
        ("Which architect designed the boathouse?", ("architect", "designed")),
        ("Where was Maeve Hollis born?", ("born",)),
        ("Who owns the mill at Carrick?", ("owns",)),
        ("What did the valve cost?", ("cost",)),
        ("沈砚秋的丈夫是做什么工作的？", ("丈夫",)),
        ("范奥斯特的薪水是多少？", ("薪水",)),
        ("罗听澜是哪所大学毕业的？", ("大学", "毕业")),
        ("谁设计了白鹭湖的水闸？", ("设计",)),
        ("新急诊楼由谁承建？", ("承建",)),
        ("芬兰总理在北京住哪家酒店？", ("酒店",)),
        ("黄河站现任站长是谁？", ("站长",)),
    ],
)
def test_some_words_an_answer_must_say(question: str, words: tuple[str, ...]) -> None:
    assert demand(read(question)).words == words


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How many dockers were hurt in the strike?", "#dockers"),
        ("How many Canadian soldiers take part?", "#soldiers"),
        ("第三医院一共有多少张床位？", "#床位"),
        ("凤尾岛上有几所学校？", "#学校"),
        ("爱尔兰去年向中国出口了多少吨牛肉？", "#吨"),
        ("凤尾岛上住着多少人？", "#人"),
    ],
)
def test_a_number_must_count_what_is_asked_for(question: str, unit: str) -> None:
    assert demand(read(question)).words[-1] == unit


@pytest.mark.parametrize(
    "question",
    [
        "What effect did the flood have?",
        "Which genre influenced the band?",
        "What happened on Monday?",
        "黄鳍紫鱼的身体是什么颜色的？",
        "两国签了什么协议？",
        "In which countries does Delvaux own chains?",
    ],
)
def test_words_that_answers_seldom_say_are_not_demanded(question: str) -> None:
    assert demand(read(question)).aspects == ()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who is the captain of the ship?", "船长顾北辰说，全程雇了两次破冰引航。"),
        ("Who owns the farm?", "the land belongs to the sisters dunbar"),
        ("新楼的设计师是谁？", "the architect was edmund loach"),
        ("Who founded the company?", "茶厂由邱鹤年创办。"),
        ("How old was his wife?", "he married ines in 1990"),
    ],
)
def test_the_same_is_said_in_other_words_and_in_the_other_language(question: str, text: str) -> None:
    assert all(one.search(text) for one in demand(read(question)).aspects)
