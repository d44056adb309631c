"""How well articles are told from saved pages of kinds that the extraction benchmark lacks: Chinese ones, answers, recipes.

    python bench/pages.py [FOLDER] [--verbose]

The pages (``bench/pages/*.txt``) were written for this project, most of them in the shape of a kind of site: a line's
first two characters say what it is, ``T `` the title, ``+ `` a line of the article, ``~ `` one that may be either, none
furniture. Precision and recall are of lines, averaged over pages; F1 is made of the averages.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from index.clean import tidy
from index.clean_dump import clean_dump

HERE = Path(__file__).parent / "pages"
MARKS = ("T ", "+ ", "~ ")


@dataclass(frozen=True, slots=True)
class Page:
    """A saved page: its lines, each with its mark, empty for furniture."""

    name: str
    lines: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return "\n".join(line for _, line in self.lines)

    @property
    def title(self) -> str | None:
        return next((line for mark, line in self.lines if mark == "T "), None)

    def marked(self, mark: str) -> list[str]:
        return [_plain(line) for found, line in self.lines if found == mark and line.strip()]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a page: lines of the article kept and lost, furniture kept, and whether its title was found."""

    kept: int
    lost: tuple[str, ...]
    furniture: tuple[str, ...]
    titled: bool


def read_page(path: Path) -> Page:
    rows = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    return Page(path.stem, tuple((row[:2], row[2:]) if row[:2] in MARKS else ("", row) for row in rows))


def pages(folder: Path = HERE) -> list[Page]:
    return [read_page(path) for path in sorted(folder.glob("*.txt"))]


def judge(page: Page) -> Result:
    cleaned = clean_dump(tidy(page.text))
    found = Counter(_plain(line) for line in cleaned.text.split("\n") if line.strip())
    body = page.marked("+ ")
    lost, left = [], found.copy()
    for line in body:
        if left[line]:
            left[line] -= 1
        else:
            lost.append(line)
    either = {*body, *page.marked("~ "), *page.marked("T ")}
    furniture = tuple(line for line in found.elements() if line not in either)
    return Result(len(body) - len(lost), tuple(lost), furniture, page.title in (None, cleaned.title))


def figures(results: list[Result]) -> tuple[float, float, float]:
    """Precision, recall and F1 of lines."""
    precision = sum(r.kept / max(1, r.kept + len(r.furniture)) for r in results) / len(results)
    recall = sum(r.kept / max(1, r.kept + len(r.lost)) for r in results) / len(results)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _plain(line: str) -> str:
    return " ".join(line.split())


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path, nargs="?", default=HERE)
    arguments.add_argument("--verbose", action="store_true")
    given = arguments.parse_args()
    found = pages(given.folder)
    results = [judge(page) for page in found]
    for page, result in zip(found, results, strict=True):
        told = f"kept {result.kept}, lost {len(result.lost)}, furniture {len(result.furniture)}"
        print(f"{page.name:26} {told}{'' if result.titled else ', another title'}")
        for mark, lines in (("lost", result.lost), ("furniture", result.furniture)) if given.verbose else ():
            for line in lines:
                print(f"    {mark}: {line[:90]}")
    precision, recall, f1 = figures(results)
    print(f"{len(found)} pages: precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")


if __name__ == "__main__":
    main()
