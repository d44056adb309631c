"""Which words answers use for a question's, however few patterns are tried to find that out."""

from __future__ import annotations

import re

import pytest

from rag import must_say


def test_a_word_is_related_by_all_groups_that_match_it_and_no_others() -> None:
    groups = [(re.compile(group), must_say._whole(group)) for group in must_say._GROUPS]
    parts = {part for group in must_say._GROUPS for part in re.findall(r"[a-z -]+|[\u4e00-\u9fff]+", group)}
    words = {part + ending for part in parts for ending in ("", "s", "ed", "er", "ing", "者")}
    for word in words:
        assert must_say.related(word) == tuple(whole for pattern, whole in groups if pattern.fullmatch(word)), word


@pytest.mark.parametrize(("word", "answer"), [("owner", "he bought it"), ("email", "邮箱是"), ("学费", "tuition is free")])
def test_what_is_related_is_found_in_either_language(word: str, answer: str) -> None:
    assert any(re.search(one, answer) for one in must_say.related(word))


@pytest.mark.parametrize("word", ["", "harbour", "own(", "的"])
def test_most_words_are_related_to_none(word: str) -> None:
    assert must_say.related(word) == ()
