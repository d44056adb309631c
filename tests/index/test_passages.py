"""Passages in columns say what their objects say, however they come: from the store's rows or from another index."""

from __future__ import annotations

import numpy as np
import pytest

from index import rows
from index.passages import Passages, together
from index.types import Encoding, Passage, Span, StoredPassage

SEED = 7
TEXTS = ("One sentence. Another one.", "一句话。两句话。", "x" * 70_000)


def stored(key: int, text: str, extra: bool) -> tuple[int, int, int, bytes, int]:
    """A row of two sentences of the store, as it is read."""
    rng = np.random.default_rng(key)
    cut = len(text) // 2 if len(text) < 100 else 66_000
    spans = (Span(5, 5 + cut), Span(5 + cut, 5 + len(text)))
    vector = rng.standard_normal(8).astype(np.float32)
    tokens, ends = np.arange(key, key + 6, dtype=np.uint16), np.array([2, 6], np.uint16)
    more = np.eye(2, 8, dtype=np.float16) if extra else None
    passage = Passage("article", key, 5, 5 + len(text), spans)
    encoding = Encoding(vector / np.linalg.norm(vector), tokens, ends, more)
    language, [coded] = "zh" if "一" in text else "en", rows.code([passage], [encoding])
    row = rows.PassageRow("article", language, key, 5, 5 + len(text), text, coded)
    return (key, 1, -key, *rows.pack_passage(row, rows.Place(SEED, key, 1, -key)))


@pytest.mark.parametrize("extra", [False, True])
def test_columns_of_rows_are_those_of_the_objects_that_the_rows_make(extra: bool) -> None:
    read = rows.unpack_passages([stored(key, text, extra) for key, text in enumerate(TEXTS, 1)], SEED)
    made = Passages.of(list(read))
    for name in ("keys", "vectors", "tokens", "lengths", "ends", "starts", "counts"):
        assert np.array_equal(getattr(read.columns, name), getattr(made.columns, name)), name
    assert list(read.columns.texts) == list(made.columns.texts) == list(TEXTS)
    assert list(read.columns.languages) == list(made.columns.languages) == ["en", "zh", "en"]
    assert [one is not None for one in read.columns.extras] == [extra] * 3


def test_some_of_them_are_the_same_ones() -> None:
    read = rows.unpack_passages([stored(key, text, True) for key, text in enumerate(TEXTS, 1)], SEED)
    some, made = read.some(np.array([2, 0])), Passages.of([read[2], read[0]])
    assert some[0] is read[2]
    for name in ("keys", "vectors", "tokens", "lengths", "ends", "starts", "counts"):
        assert np.array_equal(getattr(some.columns, name), getattr(made.columns, name)), name
    assert (some.columns.texts, some.columns.languages) == (made.columns.texts, made.columns.languages)


def test_with_more_they_stand_in_the_order_of_their_keys() -> None:
    every = rows.unpack_passages([stored(key, text, True) for key, text in enumerate(TEXTS, 1)], SEED)
    middle, none = every.some(np.array([1])), every.some(np.zeros(0, np.int64))
    read = every.some(np.array([0, 2])).with_more(middle)
    for name in ("keys", "vectors", "tokens", "lengths", "ends", "starts", "counts"):
        assert np.array_equal(getattr(read.columns, name), getattr(every.columns, name)), name
    assert (list(read.columns.texts), list(read.columns.languages)) == (list(TEXTS), ["en", "zh", "en"])
    assert [read[place] is every[place] for place in range(3)] == [True] * 3
    assert middle.with_more(none) is middle is none.with_more(middle)


def test_an_object_is_made_once_and_found_from_either_end() -> None:
    read = rows.unpack_passages([stored(key, text, False) for key, text in enumerate(TEXTS, 1)], SEED)
    assert read[1] is read[1] is read[-2]
    assert [passage.key for passage in read[1:]] == [2, 3]
    with pytest.raises(IndexError):
        read[3]


def test_what_is_in_columns_already_stays_as_it_is() -> None:
    read = rows.unpack_passages([stored(1, TEXTS[0], False)], SEED)
    assert together(read) is read
    objects: list[StoredPassage] = list(read)
    assert list(together(objects)) == objects
    assert not len(together([]))
