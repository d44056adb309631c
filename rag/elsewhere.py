"""Whether what is found is told of the countries that a question names, or only of others."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from index.analyse import HAN
from index.patterns import lazily
from rag.capitals import capitals_in
from rag.names import countries_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.question import Question

_NAME_GOES_ON = lazily(
    f"\\s[A-Z]|[{HAN}]{{0,10}}(?:大学|学院|银行|公司|集团|协会|队|杯|报|条约|大學|學院|銀行|集團|協會|隊|報|條約)"
)
_NAME_BEGUN = lazily(r"[A-Z][\w’'-]*\s(?:of\s(?:the\s)?|and\s)?$")
"""What shows that a country's name is part of another name: American Idol, Bank of China, 中国银行."""


def unsaid(question: Question, texts: Sequence[str]) -> bool:
    """Whether the question names a country that none of the texts names; not as part of a name ("American Idol")."""
    asked = _asked(question)
    return bool(asked) and not asked.issubset(chain.from_iterable(map(_named, texts)))


def told_elsewhere(question: Question, likeliest: Sequence[str]) -> bool:
    """Whether the likeliest sentences, each with what leads up to it and what its article begins with, are told of other
    countries than those that the question names: the first says others, and none says them all.

    Not for a list, whose members each have a country of their own; nor where the first names none: it may be of one's own.
    """
    asked = _asked(question) if question.kind != "list" else frozenset()
    named = [_named(text) for text in likeliest] if asked else []
    return bool(named) and bool(named[0] - asked) and not any(asked <= one for one in named)


def _asked(question: Question) -> frozenset[str]:
    """The countries that a question names, not as part of another name or of a title."""
    titles = [name for name in question.names if name.kind == "title"]
    return frozenset(
        name.key
        for name in question.names
        if name.kind == "country"
        and not _NAME_GOES_ON.match(question.text, name.end)
        and not _NAME_BEGUN.search(question.text[: name.start])
        and not any(title.start <= name.start < title.end for title in titles)
    )


def _named(text: str) -> frozenset[str]:
    """The countries that a text names, or a city that stands for them."""
    return frozenset(name.key for name in (*countries_in(text), *capitals_in(text)))
