"""Sentences and passages: exact places, whole sentences, no text lost."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.split import PASSAGE_WEIGHT, is_wrapped, sentences, split
from index.types import Article

CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


def article(text: str, language: str = "zh") -> Article:
    return Article("a", "title", text, language, "a.txt", "0" * 64)


def texts(text: str, language: str = "zh") -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


def weight(text: str) -> float:
    return len(text) + 1.5 * len(CJK.findall(text))


@pytest.mark.parametrize(
    "expected",
    [
        ["他们来了。", "真的吗？！", "是的！", "走吧。"],
        ["他说：“我们到了。可以走了吗？”", "没有人回答。"],
        ["“好的。”她说。", "会议结束了。"],
        ["「不行！」", "門關上了。"],
        ["增长了3.5%，达到1.2万吨。", "比去年多。"],
        ["会议（见附件。）已经结束。", "下一次在六月。"],
        ["这件事……还没有完。", "以后再说。"],
        ["专家Dr. Smith在U.S. Steel任职。", "他同意。"],
        ["见https://example.org/x?y=1一页。", "第二句。"],
        ["第一点；第二点；第三点。", "结束。"],
        ["产量已经恢复到去年水平.", "出口还没有."],
        ['他说"可以。"', "然后离开。"],
        ["结论如此。[12]", "另见下文。"],
    ],
)
def test_chinese_sentences_end_where_a_reader_ends_them(expected: list[str]) -> None:
    assert texts("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["Dr. Smith of the U.S. Army said 3.5% is fine.", "He left."],
        ['"We came. We left."', "She nodded."],
        ["It rose to $1.2 billion on Jan. 5, 2026.", "It fell again."],
        ["Wait... what?!", "Nothing."],
    ],
)
def test_english_sentences_end_where_a_reader_ends_them(expected: list[str]) -> None:
    assert texts(" ".join(expected), "en") == expected


def test_the_end_of_a_line_ends_a_sentence() -> None:
    assert texts("一条没有句号的标题\n正文第一句。正文第二句\n\nA HEADLINE\nIts text.") == [
        "一条没有句号的标题", "正文第一句。", "正文第二句", "A HEADLINE", "Its text.",
    ]  # fmt: skip


def test_lines_wrapped_at_a_fixed_width_are_one_paragraph() -> None:
    text = (
        "The committee met on Tuesday in the old town hall to talk about the\n"
        "bridge. Its members, who had read the report, agreed that it could\n"
        "not wait for another winter. The work begins in the spring of next\n"
        "year."
    )
    assert is_wrapped(text.split("\n"))
    assert [piece.replace("\n", " ") for piece in texts(text, "en")] == [
        "The committee met on Tuesday in the old town hall to talk about the bridge.",
        "Its members, who had read the report, agreed that it could not wait for another winter.",
        "The work begins in the spring of next year.",
    ]


def test_a_list_of_short_lines_is_not_taken_for_wrapped_text() -> None:
    assert not is_wrapped(["Apples and pears", "Bread", "Milk from the farm shop", "Salt"])


def test_a_sentence_longer_than_a_passage_is_cut_at_its_clauses() -> None:
    text = "，".join(f"第{number}项内容需要所有人认真讨论" for number in range(100)) + "。"
    pieces = texts(text)
    assert "".join(pieces) == text
    assert all(piece.endswith(("，", "。")) for piece in pieces)
    assert all(weight(piece) <= PASSAGE_WEIGHT for piece in pieces)


def test_neighbouring_passages_share_a_short_sentence() -> None:
    text = "".join(f"这是第{number}句话，它说的是同一件事情。" for number in range(100))
    passages = split(article(text))
    assert len(passages) > 3
    for one, other in itertools.pairwise(passages):
        assert one.sentences[-1] == other.sentences[0]


def test_a_heading_begins_a_passage_and_does_not_end_one() -> None:
    section = "".join(f"这是第{number}句话，它说的是同一件事情。" for number in range(17))
    passages = split(article(f"{section}\n\n第二节\n\n{section}"))
    text = f"{section}\n\n第二节\n\n{section}"
    assert not any(text[p.start : p.end].endswith("第二节") for p in passages)


ALPHABET = st.sampled_from([*list("中文字句。！？；，“”「」()（）\"'.?! \n\u3000abcDEF12…"), "Dr. ", "3.5%", "\n\n", "U.S."])


@settings(max_examples=300, deadline=None)
@given(st.lists(ALPHABET, max_size=400).map("".join), st.sampled_from(["zh", "en", "ja", "de", "xx"]))
def test_no_text_is_lost_and_places_are_exact(text: str, language: str) -> None:
    spans = sentences(text, language)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(text[s.start : s.end].strip() == text[s.start : s.end] != "" for s in spans)
    assert re.sub(r"\s", "", "".join(text[a:b] for a, b in spans)) == re.sub(r"\s", "", text)

    passages = split(article(text, language))
    assert [p.number for p in passages] == list(range(len(passages)))
    for passage in passages:
        assert (passage.start, passage.end) == (passage.sentences[0].start, passage.sentences[-1].end)
        assert all(span in spans for span in passage.sentences)
    assert {span for p in passages for span in p.sentences} == set(spans)
