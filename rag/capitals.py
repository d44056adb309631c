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
from rag.names import Name, beginning


def capitals_in(text: str) -> list[Name]:
    """The capitals that a text names, in order; ``key`` is the country's, as of :func:`rag.names.countries_in`."""
    countries, pattern = _capitals()
    found = pattern.finditer(fold(text))
    return [Name(text[one.start() : one.end()], *one.span(), "country", countries[one[0]]) for one in found]


@cache
def _capitals() -> tuple[dict[str, str], re.Pattern[str]]:
    """Each city, folded, and its country; and what finds them."""
    rows = json.loads((Path(__file__).parent / "capitals.json").read_text(encoding="utf-8"))
    found = {fold(row[language]): row["country"] for row in rows for language in ("en", "zh")}
    latin, han = [re.escape(city) for city in found if not is_han(city)], [city for city in found if is_han(city)]
    return found, re.compile(rf"\b(?:{'|'.join(latin)})\b|{beginning(han)}(?:{'|'.join(han)})")
