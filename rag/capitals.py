"""Cities that stand for their country in the news: what Hanoi decided, who flew to Beijing.

``capitals.json`` was written for this project: of a country its city in both languages, and of two countries the house of their
government.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from index.analyse import fold, is_han
from rag.names import Name, beginning, countries_in


def capitals_in(text: str) -> list[Name]:
    """The capitals that a text names, in order; ``key`` is the country's, as of :func:`rag.names.countries_in`.

    Not what a longer name of another country has in it, as Romania's, 罗马尼亚, has Rome's.
    """
    countries, pattern = _capitals()
    found = [
        Name(text[one.start() : one.end()], *one.span(), "country", countries[one[0]]) for one in pattern.finditer(fold(text))
    ]
    named = countries_in(text) if found else []
    return [one for one in found if not any(name.start <= one.start < name.end and name.key != one.key for name in named)]


@cache
def _capitals() -> tuple[dict[str, str], re.Pattern[str]]:
    """Each city, folded, and its country; and what finds them."""
    rows = json.loads((Path(__file__).parent / "capitals.json").read_text(encoding="utf-8"))
    found = {fold(row[language]): row["country"] for row in rows for language in ("en", "zh")}
    latin, han = [re.escape(city) for city in found if not is_han(city)], [city for city in found if is_han(city)]
    return found, re.compile(rf"\b(?:{'|'.join(latin)})\b|{beginning(han)}(?:{'|'.join(han)})")
