"""Pages of many pieces: a running report and its entries, a question and its answers. Which lines are they?"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from index.clean_shape import is_prose
from index.patterns import lazily

if TYPE_CHECKING:
    from index.clean_shape import Shape

_ENTRIES = 3
_HEADINGS = 3
_POINTS = lazily(
    r"\W*(?:key (?:points|developments|takeaways|facts)|at a glance|what we know(?: so far)?|in brief|summary|highlights|"
    r"要点|要點|摘要|核心提示|内容提要|本文要点|要点速览|重点|重點|重點摘要)\W*",
    re.I,
)
_POINT_WEIGHT = 25.0
_MOST_POINTS = 8
_FAR = 30
_POSTS = 3
_POST_WEIGHT = 40.0
_POST_LINES = 8
_POST = lazily(
    r"[\d,.]+\s?[kK万]?\s?(?:个?回答|人赞同了该回答|人觉得有用|answers?)\W*|(?:asked|answered|"
    r"modified) .{3,40}|sorted by\W*|默认排序|"
    r"(?:采纳|最佳|全部|其他)(?:答案|回答)\W*|accepted answer\W*|best answer\W*",
    re.I,
)
_CLOCK = lazily(
    r"\W{0,3}(?:(?i:posted|published|updated|first posted)(?: at)?:? |(?:发布|更新)于?[:：]?\s?)?(\d{1,2})[:.：](\d{2})"
    r"(?::\d{2})?\s?(?:([AaPp])\.?[Mm]\.?)?(?: [A-Z]{2,4})?(?: (?:\d{1,2}[:.]\d{2}))?\W{0,3}"
)


def entries_of_live(shape: Shape) -> list[int]:
    """The places of the lines of a running report: times of day in order, each over a heading or sentences of its own.

    Comments have such times too, under the names of their writers, and seldom in order without a day.
    """
    found = [(place, minutes) for place, line in enumerate(shape.lines) if (minutes := _minutes(line)) is not None]
    found = [(place, minutes) for place, minutes in found if any(is_prose(shape, p) for p in _under(shape, place))]
    times = [minutes for _, minutes in found]
    if len(found) < _ENTRIES or times not in (sorted(times), sorted(times, reverse=True)) or len(set(times)) < _ENTRIES:
        return []
    if any(shape.hints[p] == "comment" for place, _ in found for p in (place - 1, place + 1) if 0 <= p < len(shape.lines)):
        return []
    kept: list[int] = []
    for place, _ in found:
        lines = _under(shape, place)
        last = max(p for p in lines if is_prose(shape, p))
        kept += [place, *(p for p in lines if p <= last)]
    return kept


def _under(shape: Shape, place: int) -> list[int]:
    """The lines of an entry, up to the first that is furniture or the next time."""
    found: list[int] = []
    for below in range(place + 1, len(shape.lines)):
        headed = len(found) >= _HEADINGS and not any(is_prose(shape, p) for p in found)
        if (shape.hints[below] is not None and not (shape.hints[below] == "time stamp" and not found)) or headed:
            break
        if _minutes(shape.lines[below]) is not None:
            break
        found.append(below)
    return found


def _minutes(line: str) -> int | None:
    """The minutes since midnight of a line that is no more than a time of day; None when it is more."""
    match = _CLOCK.fullmatch(line) if len(line) <= 40 else None
    if not match or int(match.group(1)) > 23 or int(match.group(2)) > 59:
        return None
    hour = int(match.group(1)) % 12 + (12 if match.group(3) in "pP" else 0) if match.group(3) else int(match.group(1))
    return hour * 60 + int(match.group(2))


def answers_of_question(shape: Shape) -> list[int]:
    """The places of the sentences of a page of answers to one question."""
    marks = [place for place, line in enumerate(shape.lines) if len(line) <= 50 and _POST.fullmatch(line)]
    if len(marks) < _POSTS or len({shape.lines[place] for place in marks}) < _POSTS:
        return []
    region = range(marks[0], min(marks[-1] + _POST_LINES, len(shape.lines)))
    return [place for place in region if is_prose(shape, place) and shape.weights[place] >= _POST_WEIGHT]


def points_above(shape: Shape, first: int) -> list[int]:
    """The places of a list of key points, with its heading, above the line ``first``; short lines, but the article's."""
    for heading in range(first - 1, max(-1, first - _FAR), -1):
        if _POINTS.fullmatch(shape.lines[heading]):
            points = list(takewhile(lambda p: _is_point(shape, p), range(heading + 1, min(first, heading + 1 + _MOST_POINTS))))
            return [heading, *points] if len(points) > 1 else []
    return []


def _is_point(shape: Shape, place: int) -> bool:
    return shape.hints[place] is None and shape.weights[place] >= _POINT_WEIGHT
