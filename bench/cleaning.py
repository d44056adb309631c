"""How well articles are told from their pages: F1 on the article extraction benchmark, as HTML and as saved text.

    python bench/cleaning.py ../shared/eval/extraction [--half first|second] [--worst N]

The metric is that benchmark's: tokens are ``\\w+``, shingles runs of four as multisets; precision and recall are
averaged over pages and F1 is made of the averages. ``trafilatura`` is that library alone, in the same run; ``dump``
is the page turned into what a browser's innerText gives, a line a block; ``dump, no blank lines`` the same without
the blank lines about paragraphs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import trafilatura

from index.clean import clean, tidy
from index.clean_dump import clean_dump
from index.formats.html import parse, read
from index.formats.inner_text import inner_text

if TYPE_CHECKING:
    from collections.abc import Callable


def shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = re.findall(r"\w+", text)
    size = min(4, len(tokens)) or 1
    return Counter(tuple(tokens[i : i + size]) for i in range(max(0, len(tokens) - size + 1)))


def figures(found: str, truth: str) -> tuple[float, float]:
    """Precision and recall of one page."""
    ours, theirs = shingles(found), shingles(truth)
    common = sum((ours & theirs).values())
    return (
        common / total if (total := sum(ours.values())) else 0.0,
        common / total if (total := sum(theirs.values())) else 0.0,
    )


def by_trafilatura(page: str) -> str:
    return trafilatura.extract(page, include_comments=False) or ""


def by_html(page: str) -> str:
    return "\n".join(clean(raw, "page.html", "").text for raw in read(page, "page.html"))


def dump(page: str) -> str:
    return inner_text(parse(page, "page.html"))


def by_dump(page: str) -> str:
    return clean_dump(tidy(dump(page))).text


def by_tight_dump(page: str) -> str:
    return clean_dump(tidy(re.sub(r"\n+", "\n", dump(page)))).text


WAYS: dict[str, Callable[[str], str]] = {
    "trafilatura": by_trafilatura,
    "html": by_html,
    "dump": by_dump,
    "dump, no blank lines": by_tight_dump,
    "dump, all kept": dump,
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--half", choices=["first", "second"])
    arguments.add_argument("--ways", nargs="*", choices=list(WAYS), default=list(WAYS))
    arguments.add_argument("--worst", type=int, default=0)
    given = arguments.parse_args()
    truth = json.loads((given.folder / "ground-truth.json").read_text(encoding="utf-8"))
    names = sorted(truth)
    names = names if not given.half else names[given.half == "second" :: 2]
    print(f"{len(names)} pages{f', {given.half} half' if given.half else ''}")
    for way in given.ways:
        rows = []
        for name in names:
            page = gzip.decompress((given.folder / "html" / f"{name}.html.gz").read_bytes()).decode("utf-8", "replace")
            rows.append((*figures(WAYS[way](page), truth[name]["articleBody"]), name))
        precision, recall = (sum(row[i] for row in rows) / len(rows) for i in (0, 1))
        print(
            f"{way:22} precision {precision:.3f}  recall {recall:.3f}  F1 {2 * precision * recall / (precision + recall):.3f}"
        )
        for row in sorted(rows, key=lambda row: row[0] * row[1])[: given.worst]:
            print(f"    {row[0]:.2f} {row[1]:.2f} {row[2]} {truth[row[2]]['url']}")


if __name__ == "__main__":
    main()
