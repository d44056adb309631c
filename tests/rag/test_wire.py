"""What one process tells another arrives as it was: every field, and every character that a text can hold."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from index import pipes
from index.types import Article, Filter, Removed
from rag import wire
from rag.types import Answer, DateMention, Hit, Quote, Row, Time

text = st.text(st.characters(exclude_categories=()), max_size=12)  # lone surrogates, NUL and line separators with the rest
number, share = st.integers(0, 10**12), st.floats(allow_nan=False)
articles = st.builds(
    Article, *[text] * 6, source=st.none() | text, published=st.none() | text, published_from=st.none() | text,
    author=st.none() | text, url=st.none() | text, pages=st.tuples(number, number), collections=st.tuples(text),
    removed=st.lists(st.builds(Removed, text, text), max_size=2).map(tuple), signature=number, copy_of=st.none() | text,
)  # fmt: skip
days = st.builds(DateMention, text, number, number, text, text)
quotes = st.builds(
    Quote, text, number, number, share, articles, st.lists(days, max_size=2).map(tuple), st.none() | text, number,
    st.none() | number,
)  # fmt: skip
some = st.lists(quotes, max_size=3).map(tuple)
times = st.recursive(
    st.builds(Time, st.none() | text, st.none() | text, text, st.none() | text, st.none() | quotes),
    lambda inner: st.builds(
        Time, st.none() | text, st.none() | text, text, st.none() | text, st.none() | quotes, st.tuples(inner)
    ),
    max_leaves=3,
)
answers = st.builds(
    Answer, text, st.booleans(), st.none() | text, some,
    st.lists(st.builds(Row, text, st.none() | text, number, st.none() | text), max_size=2).map(tuple),
    st.none() | times, some, share, text, st.none() | text, number, st.dictionaries(text, share, max_size=3),
)  # fmt: skip
names = st.frozensets(text, max_size=3)
filters = st.builds(Filter, st.none() | st.dates(), st.none() | st.dates(), names, names, names, names)


def sent(value: wire.Wire) -> wire.Wire:
    """What comes out of a pipe that this went into."""
    pipe = io.BytesIO()
    pipes.send(pipe, value)
    pipe.seek(0)
    return pipes.receive(pipe)


@given(answers)
def test_an_answer_arrives_as_it_was(answer: Answer) -> None:
    assert wire.unpack_answer(sent(wire.pack_answer(answer))) == answer


@given(st.lists(st.builds(Hit, text, number, number, share, articles), max_size=3))
def test_hits_arrive_as_they_were(hits: list[Hit]) -> None:
    assert wire.unpack_hits(sent(wire.pack_hits(hits))) == hits


@given(filters, st.none() | st.dates(), st.lists(text, max_size=3))
def test_what_is_asked_with_arrives_as_it_was(where: Filter, day: object, history: list[str]) -> None:
    told = wire.unpack_options(sent(wire.pack_options({"where": where, "after": day, "history": history})))
    assert told == {"where": where, "after": str(day) if day else None, "history": history}


@given(quotes, st.integers(2, 5))
def test_an_article_is_sent_once_however_often_it_is_quoted(quote: Quote, count: int) -> None:
    packed = wire.pack_answer(Answer("who?", False, None, (quote,) * count))
    assert len(packed["articles"]) == 1
