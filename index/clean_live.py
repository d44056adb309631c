"""Pages of many pieces: a running report's entries, a question's answers, what is said in a film, the ingredients of a dish,
what is listed as contents, as key points, or for and against a thing. Which lines are they?
"""

from __future__ import annotations

import re
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING

from index.clean_shape import is_paragraph, is_prose
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
_AMOUNTS = 3
_HEADED_BY = 3
_TRAILING = 4
_AMOUNT_WEIGHT = 160.0
_NUMBER = r"(?:\d[\d.,/–-]*(?: ?[½¼¾⅓⅔⅛])?|[½¼¾⅓⅔⅛]|[一二两三四五六七八九十半]+)"
_AMOUNT = lazily(
    rf"\W{{0,3}}(?:(?:about|scant|heaped) )?{_NUMBER}(?: ?x ?{_NUMBER})? ?(?:(?:level|heaped|large|small|medium)(?:-sized)? )?"
    r"(?:(?:cups?|tsps?|tbsps?|teaspoons?|tablespoons?|k?g|grams?|ml|cl|dl|l|lit(?:re|er)s?|pints?|oz|ounces?|lbs?|pounds?|"
    r"cloves?|cans?|tins?|pinch(?:es)?|sprigs?|slices?|bunch(?:es)?|sticks?|handfuls?|knobs?|heads?|stalks?|large|small|medium)\b"
    r"|eggs?\b).{0,90}"
    rf"|[^\d，。；]{{1,20}}?[\s:：]*{_NUMBER}\s?(?:克|公克|千克|公斤|斤|两|兩|毫升|升|[大小汤湯茶]?[匙勺]|个|個|颗|顆|只|隻|"
    r"片|根|瓣|块|塊|杯|把|条|條|段|朵|张|張|碗|k?g|ml)(?:[（(].{1,12}[)）])?"
    r"|[^\d，。；]{1,12}[\s:：]*(?:适量|適量|少许|少許)",
    re.I,
)
_TIPS = lazily(r"\W*(?:(?:cook'?s |recipe )?(?:tips?|notes?)|小贴士|小貼士|贴士|烹饪技巧|烹饪小技巧|tips)\W*", re.I)
_PROS = lazily(r"\W*(?:the )?(?:pros?|cons?|优点|優點|缺点|缺點)\W*", re.I)
_CONTENTS = lazily(r"\W*(?:目录|目錄|目次|(?:table of )?contents)\W*", re.I)
_ENTRY = lazily(r"[\d.、\s▪•·*-]*(.{2,60}?)\s*(?:\[.{2,10}\])?")
_MOST_ENTRIES = 40
_MOST_CONTENTS = 3
_SHORT = 40
_FEWEST_NAMED = 2
_LEAD = 40
_CUES = 5
_CUE_LINES = 4
_CUE_STEP = 60
_CUE = lazily(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")
_CLOCK = lazily(
    r"\W{0,3}(?:(?i:posted|published|updated|first posted)(?: at)?:? |(?:发布|更新)于?[:：]?\s?)?(\d{1,2})[:.：](\d{2})"
    r"(?::\d{2})?\s?(?:([AaPp])\.?[Mm]\.?)?(?: [A-Z]{2,4})?(?: (?:\d{1,2}[:.]\d{2}))?\W{0,3}"
)


def entries_of_live(shape: Shape) -> list[int]:
    """The places of the lines of a running report: times of day in order, each over a heading or sentences of its own.

    Comments have such times too, under the names of their writers, and seldom in order without a day.
    """
    if lines_of_film(shape):
        return []
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


def lines_of_film(shape: Shape) -> list[int]:
    """The places of the lines that are said in a film, each under the second in which it is: they need no full stop."""
    cues = [(place, second) for place, line in enumerate(shape.lines) if (second := _second(line)) is not None]
    start = next((number for number, (_, second) in enumerate(cues) if second < _CUE_STEP), len(cues))
    run = cues[start : start + 1]
    for place, second in cues[start + 1 :]:
        if second < run[-1][1] or place - run[-1][0] > _CUE_LINES:
            break
        run.append((place, second))
    if len(run) < _CUES or run[-1][1] - run[0][1] > _CUE_STEP * len(run):
        return []
    said = [p for (place, _), (below, _) in pairwise(run) for p in range(place + 1, below)]
    last = run[-1][0] + 1
    return [*said, *([last] if last < len(shape.lines) and shape.hints[last] is None else [])]


def _second(line: str) -> int | None:
    """The seconds since the beginning of a film of a line that is no more than that."""
    match = _CUE.fullmatch(line)
    if not match or int(match.group(3)) > 59:
        return None
    return 3600 * int(match.group(1) or 0) + 60 * int(match.group(2)) + int(match.group(3))


def amounts_of_recipe(shape: Shape) -> list[int]:
    """The places of a list of ingredients, most with how much of each, the heading above it, and the tips below."""
    places = {place for place, line in enumerate(shape.lines) if _is_amount(shape, place, line)}
    if len(places) < _AMOUNTS:
        return []
    kept: set[int] = set()
    for place in places:
        above = list(takewhile(lambda p: _is_beside(shape, p), range(place - 1, place - 1 - _HEADED_BY, -1)))
        below = list(takewhile(lambda p: _is_beside(shape, p), range(place + 1, place + 1 + _TRAILING)))
        if not places.isdisjoint((*above, *below)):
            kept.update((place, *above, *below))
    return sorted(kept | set(_tips(shape, max(kept, default=len(shape.lines)))))


def _is_amount(shape: Shape, place: int, line: str) -> bool:
    return shape.hints[place] is None and len(line) <= 120 and _AMOUNT.fullmatch(line) is not None


def _is_beside(shape: Shape, place: int) -> bool:
    """Whether a line may stand in a list of ingredients: what needs no amount, or a heading."""
    return (
        0 <= place < len(shape.lines)
        and shape.hints[place] is None
        and not shape.again[place]
        and shape.weights[place] <= _AMOUNT_WEIGHT
        and not (is_prose(shape, place) and not _AMOUNT.fullmatch(shape.lines[place]))
    )


def _tips(shape: Shape, start: int) -> list[int]:
    """The tips that end a recipe, with their heading."""
    heading = next((p for p in range(start, len(shape.lines)) if _TIPS.fullmatch(shape.lines[p])), None)
    if heading is None:
        return []
    tips = takewhile(
        lambda p: shape.hints[p] is None and bool(shape.stops[p]), range(heading + 1, min(heading + 6, len(shape.lines)))
    )
    found = list(tips)
    return [heading, *found] if found else []


def contents(shape: Shape) -> tuple[list[int], list[int]]:
    """The places of a list of contents, and of what it belongs to: the lead above it, and the headings that it names."""
    marked = (place for place, line in enumerate(shape.lines) if len(line) <= _SHORT and _CONTENTS.fullmatch(line))
    for place in islice(marked, _MOST_CONTENTS):
        named = _entries(shape, place + 1)
        end = place + 1 + len(named)
        above = (p for p in range(end, len(shape.lines)) if shape.hints[p] is None and _is_above_prose(shape, p))
        headings = {entry: p for p in above if (entry := _entry(shape.lines[p])) in named}
        listed = place + 2 + max(map(named.index, headings), default=0)
        if len(headings) >= _FEWEST_NAMED and 2 * len(headings) >= listed - place - 1:
            return list(range(place, listed)), [*_lead(shape, place), *headings.values()]
    return [], []


def _is_above_prose(shape: Shape, place: int) -> bool:
    return any(is_prose(shape, p) for p in range(place + 1, min(place + 1 + _HEADINGS, len(shape.lines))))


def _entries(shape: Shape, start: int) -> list[str]:
    """What a list of contents names, from its first line to the one before a heading that it has named."""
    named: list[str] = []
    for place in range(start, min(start + _MOST_ENTRIES, len(shape.lines))):
        entry = None if is_prose(shape, place) else _entry(shape.lines[place])
        if entry is None or entry in named:
            break
        named.append(entry)
    return named


def _entry(line: str) -> str | None:
    match = _ENTRY.fullmatch(line) if len(line) <= 70 else None
    return match.group(1) if match else None


def _lead(shape: Shape, below: int) -> list[int]:
    """The lines from the first paragraph above a list of contents down to it, but for furniture."""
    first = next((p for p in range(max(0, below - _LEAD), below) if is_paragraph(shape, p)), below)
    return [p for p in range(first, below) if shape.hints[p] is None]


def pros_and_cons(shape: Shape, first: int, last: int) -> list[int]:
    """The places of what speaks for and against a thing, listed in short lines under such a heading."""
    kept: list[int] = []
    for heading in range(max(0, first - _FAR), last):
        if _PROS.fullmatch(shape.lines[heading]):
            below = range(heading + 1, min(last, heading + 1 + _MOST_POINTS))
            kept += [heading, *takewhile(lambda p: shape.hints[p] is None, below)]
    return kept


def points_above(shape: Shape, first: int) -> list[int]:
    """The places of a list of key points, with its heading, above the line ``first``; short lines, but the article's."""
    for heading in range(first - 1, max(-1, first - _FAR), -1):
        if _POINTS.fullmatch(shape.lines[heading]):
            points = list(takewhile(lambda p: _is_point(shape, p), range(heading + 1, min(first, heading + 1 + _MOST_POINTS))))
            return [heading, *points] if len(points) > 1 else []
    return []


def _is_point(shape: Shape, place: int) -> bool:
    return shape.hints[place] is None and shape.weights[place] >= _POINT_WEIGHT
