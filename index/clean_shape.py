"""The shape of a line and of its neighbours, as numbers: what tells prose from furniture whatever the site or language.

A Chinese character counts as 2.5 Latin ones, so that weights fitted on English pages hold for Chinese ones.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from index.clean_hints import CJK, HINTS, hint, is_caption
from index.patterns import lazily

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

KINDS = (*HINTS, "time stamp")
# What an encyclopaedia names its source by may follow a sentence: [3], [12-13], [4]:27.
CITED = r"(?:\s?[\[［【](?:\d{1,3}|[a-z]|注 ?\d)(?:[-–,，]\d{1,3})*[\]］】](?::\d[\d–-]*)?)*"
_STOP = lazily(rf"[。！？!?.…:：;；][”’」』）)\"'\]]*{CITED}$")
# Begun at the first of a run of dots alone: begun at each, a line of dots would take the square of its length.
_TEASER = lazily(r"(?:(?<!\.)\.\.\.|(?<!…)…)\W*$")
_INNER = lazily(r"[，,、；;。！？：:—](?!\d)|\. (?=[A-Z“\"])")
_ITEM = lazily(r"[-*•·▪◦–]\s|\(?\d{1,3}[.)、）]\s?\S|[一二三四五六七八九十]{1,3}、")
_CELL = lazily(r"\s*[|｜\t]\s*")
_QUOTE = lazily('[“"「『‘]')
_PROSE_WEIGHT = 30.0
_PARAGRAPH_WEIGHT = 80.0
_SHORT_WEIGHT = 12.0
_SENTENCE_END = lazily(rf"[。！？!?.；;][”’」』）)\"']*{CITED}$")
_SPEAKER = 40.0
_TURNS = 3
_AROUND = (-3, -2, -1, 1, 2, 3)
_WINDOWS = (4, 10, 25)


def weight(line: str) -> float:
    """The length of a line in Latin characters."""
    return len(line) + 1.5 * len(CJK.findall(line))


def ends(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    return bool(_STOP.search(line))


class Shape:
    """The lines of a text (none blank), each with its kind of hint, its weight, and its row of numbers."""

    def __init__(self, lines: Sequence[str], repeated: Collection[str] = ()) -> None:
        self.lines = lines
        self.hints = [hint(line) for line in lines]
        self.rows_of_table = _tables(lines)
        for place in self.rows_of_table:
            self.hints[place] = None
        self.weights = np.array([weight(line) for line in lines], dtype=np.float64)
        self.stops = np.array([ends(line) for line in lines], dtype=np.float64)
        counts = Counter(lines)
        speakers = _speakers(lines, self.hints, counts)
        self.again = np.array(
            [(counts[line] > 1 and line not in speakers) or line in repeated for line in lines], dtype=np.float64
        )
        self.prose = np.clip(self.weights / 200, 0, 1.5) * (0.4 + 0.6 * self.stops) * (self.weights > 30)

    def rows(self) -> NDArray[np.float64]:
        """(n, f): the shape of each line and of those around it."""
        alone = self._alone()
        hinted = np.array([kind is not None for kind in self.hints], dtype=np.float64)
        columns = [alone]
        for distance in _AROUND:
            near = np.column_stack([self.prose, np.minimum(self.weights, 100) / 100, self.stops, hinted])
            columns.append(_shifted(near, distance))
        columns.append(np.column_stack([_window(self.prose, size) for size in _WINDOWS]))
        columns.append(np.column_stack([_window(hinted, size) for size in _WINDOWS]))
        return np.concatenate(columns, axis=1)

    def _alone(self) -> NDArray[np.float64]:
        kinds = np.array([[kind == name for name in KINDS] for kind in self.hints], dtype=np.float64)
        texts = self.lines
        digits = np.array([sum(map(str.isdigit, line)) / max(1, len(line)) for line in texts])
        inner = np.array([min(4, len(_INNER.findall(line))) / 4 for line in texts])
        marks = np.array(
            [
                [bool(p.search(line)) if p is _TEASER else bool(p.match(line)) for p in (_TEASER, _ITEM, _QUOTE)]
                for line in texts
            ]
        )
        w, stop = self.weights, self.stops
        return np.column_stack(
            [
                np.ones(len(texts)),
                np.minimum(w, 400) / 100,
                np.log1p(w) / 5,
                stop,
                stop * (w > 60),
                w < 20,
                (w < 50) * (1 - stop),
                w > 150,
                inner,
                digits,
                self.again,
                marks.astype(np.float64),
                kinds,
            ]
        )

    def places(self, core: tuple[int, int]) -> NDArray[np.float64]:
        """(n, 8): where each line lies to the lines ``core``, half open, and how many closing marks lie between."""
        n = len(self.lines)
        first, last = core
        place = np.arange(n)
        before = np.maximum(0, first - place)
        after = np.maximum(0, place - last + 1)
        closing = np.array([kind in ("closing section", "comment", "legal notice") for kind in self.hints], dtype=np.float64)
        total = np.cumsum(closing)
        passed = np.where(place >= first, total - (total[first - 1] if first else 0), 0) - closing * (place >= first)
        inside = (before == 0) & (after == 0)
        return np.column_stack(
            [
                before > 0,
                np.log1p(before),
                after > 0,
                np.log1p(after),
                passed > 0,
                np.minimum(passed, 5),
                inside * (place < first + 3),
                inside * (place > last - 4),
            ]
        )

    def openings(self) -> NDArray[np.float64]:
        """(n,): whether a line stands under a byline or time stamp, as an article's first one does, but for furniture
        between.
        """
        found = np.zeros(len(self.lines))
        told, plain = -100, 0
        for place, kind in enumerate(self.hints):
            if kind in ("byline", "time stamp"):
                told, plain = place, 0
            elif kind is None:
                found[place] = place - told <= 12 and plain < 3
                plain += 1
        return found


def is_prose(shape: Shape, place: int) -> bool:
    """Whether a line is a sentence or more, and no furniture."""
    if place in shape.rows_of_table:
        return True
    plain = shape.hints[place] is None and not shape.again[place]
    if plain and is_caption(shape.lines[place]):
        return True
    return plain and shape.weights[place] >= _PROSE_WEIGHT and bool(_SENTENCE_END.search(shape.lines[place]))


def is_short_sentence(shape: Shape, place: int) -> bool:
    """Whether a line ends as a statement does, short as it is, and is no furniture: an answer in a talk."""
    plain = shape.hints[place] is None and not shape.again[place]
    return plain and shape.weights[place] >= _SHORT_WEIGHT and shape.lines[place].rstrip("”’」』）)\"'").endswith(("。", "."))


def is_paragraph(shape: Shape, place: int) -> bool:
    """Whether a line is a paragraph of prose: longer than a headline or a teaser's sentence."""
    return place not in shape.rows_of_table and is_prose(shape, place) and shape.weights[place] >= _PARAGRAPH_WEIGHT


def _speakers(lines: Sequence[str], hints: Sequence[str | None], counts: Mapping[str, int]) -> frozenset[str]:
    """The names that stand on lines of their own above what each of two or more says, in turn, as interviews are set."""
    named = [
        place for place, line in enumerate(lines) if counts[line] > 1 and weight(line) <= _SPEAKER and hints[place] is None
    ]
    turns = [place for place in named if place + 1 < len(lines) and counts[lines[place + 1]] == 1 and not ends(lines[place])]
    told = Counter(lines[place] for place in turns)
    speaking = frozenset(line for line, count in told.items() if count == counts[line])
    changes = sum(
        lines[above] != lines[below] for above, below in pairwise(place for place in turns if lines[place] in speaking)
    )
    return speaking if len(speaking) > 1 and changes >= _TURNS else frozenset()


def _tables(lines: Sequence[str]) -> frozenset[int]:
    """The places of the rows of tables: neighbours with as many columns, most of them with numbers or parted by tabs.

    A row above with about as many columns is their header.
    """
    columns = [len(_CELL.split(line)) for line in lines]
    found: set[int] = set()
    start = 0
    for place in range(1, len(lines) + 1):
        if place < len(lines) and columns[place] == columns[start]:
            continue
        run = range(start, place)
        if columns[start] > 1 and len(run) > 2 and _is_table([lines[row] for row in run]):
            found.update(run)
            if start and columns[start] > 2 and "\t" in lines[start - 1] and abs(columns[start - 1] - columns[start]) == 1:
                found.add(start - 1)
        start = place
    return frozenset(found)


def _is_table(rows: Sequence[str]) -> bool:
    """Whether rows of as many columns are a table's: menus laid out in rows are named by words of furniture."""
    if sum(any(map(str.isdigit, row)) for row in rows) >= 0.6 * len(rows):
        return True
    cells = [cell.strip() for row in rows for cell in row.split("\t")]
    return all("\t" in row for row in rows) and sum(hint(cell) is not None for cell in cells) < 0.2 * len(cells)


def _shifted(values: NDArray[np.float64], distance: int) -> NDArray[np.float64]:
    """The rows ``distance`` lines further on; zeros beyond the ends."""
    moved = np.zeros_like(values)
    if abs(distance) < len(values):
        if distance > 0:
            moved[:-distance] = values[distance:]
        else:
            moved[-distance:] = values[:distance]
    return moved


def _window(values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """The mean over the lines up to ``size`` away, without the line itself."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    place = np.arange(len(values))
    low, high = np.maximum(0, place - size), np.minimum(len(values), place + size + 1)
    mean: NDArray[np.float64] = (total[high] - total[low] - values) / np.maximum(1, high - low - 1)
    return mean
