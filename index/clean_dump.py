"""A saved page as text (select all, copy, paste) -> its article: the lines that are one, its title, what else the
page tells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.clean_dates import stamps
from index.clean_head import head_of, is_name, title_above, told
from index.clean_hints import hint
from index.clean_model import is_article
from index.clean_shape import Shape
from index.paragraphs import unwrap_blocks
from index.types import Removed

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection, Sequence

TITLE = "title, kept as such"
_FOR_CERTAIN = ("share line", "navigation", "advertisement", "legal notice", "counter", "time stamp", "comment")
_ABOVE = ("byline", "time stamp")
_BELOW = ("closing section", "legal notice", "comment")
_FINAL = ("closing section", "legal notice", "share line", "comment")
_FAR = 30
_GAP = 6
_PROSE_WEIGHT = 30.0
_SENTENCE_END = re.compile(r"[。！？!?.；;][”’」』）)\"']*$")
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_WRITTEN_DAY = re.compile(rf"(?:20\d\d|二[〇○零\d]..)年{_NUMBER}月{_NUMBER}日")
_ENTRIES = 3
_HEADINGS = 3
_CLOCK = re.compile(
    r"\W{0,3}(?:(?i:posted|published|updated|first posted)(?: at)?:? |(?:发布|更新)于?[:：]?\s?)?(\d{1,2})[:.：](\d{2})"
    r"(?::\d{2})?\s?(?:([AaPp])\.?[Mm]\.?)?(?: [A-Z]{2,4})?(?: (?:\d{1,2}[:.]\d{2}))?\W{0,3}"
)
_HEAD = 15
_FOOT = 8
_HEAD_LINES = 4


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text and what was learnt from the rest; ``saved`` is the day the page was saved, by its time stamps."""

    text: str
    title: str | None
    removed: tuple[Removed, ...]
    saved: datetime.date | None
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    source: str | None = None
    author: str | None = None


def clean_dump(text: str, *, title: str | None = None, repeated: Collection[str] = ()) -> Cleaned:
    """The article of a text that may be a saved page; of plain prose all of it, but for the lines of its head.

    ``repeated`` are lines that many files of the same folder have. ``title`` is taken where the format knows it.
    """
    spaced = unwrap_blocks(text).split("\n")
    places = [place for place, line in enumerate(spaced) if line.strip()]
    lines = [spaced[place].strip() for place in places]
    if not lines:
        return Cleaned("", title, (), None)
    shape = Shape(lines, repeated)
    page = is_page(shape)
    rules = _of_page(shape, repeated, title) if page else _of_prose(shape)
    stay = [place for place, rule in enumerate(rules) if not rule]
    first, last = (stay[0], stay[-1]) if stay else (len(lines), len(lines))
    # A byline may stand under the first sentence, where that leads into the article.
    opened = min(stay[1], first + _HEAD) if page and len(stay) > 1 else first
    above = [lines[place] for place in range(max(0, first - _HEAD), opened) if place != first]
    below = lines[last + 1 : last + 1 + _FOOT]
    signed = [line for line in below if hint(line) in ("byline", "closing section")]
    source, author = told([*reversed(above), *signed], lines[0] if page else None)
    if source is None and not page:
        source = next((line for line in above if line != lines[0] and is_name(line)), None)
    return Cleaned(
        _joined(spaced, [places[place] for place in stay]),
        title or next((line for line, rule in zip(lines, rules, strict=True) if rule == TITLE), None),
        tuple(Removed(line, rule) for line, rule in zip(lines, rules, strict=True) if rule),
        stamps(lines) if page else None,
        tuple(above),
        tuple(below),
        source,
        author,
    )


def body_head(text: str, title: str | None, removed: Sequence[Removed] = ()) -> Cleaned:
    """A text that is an article's body already, without the title that it may repeat and the byline under that."""
    lines = text.split("\n")
    above: list[Removed] = []
    while lines and len(above) < _HEAD_LINES:
        line = lines[0].strip()
        if line and title and " ".join(line.split()) == " ".join(title.split()):
            above.append(Removed(line, TITLE))
        elif line and hint(line) in _ABOVE and len(lines) > 1:
            above.append(Removed(line, "byline"))
        elif line:
            break
        lines.pop(0)
    end = _closing_line(lines)
    below = [Removed(line.strip(), hint(line.strip()) or "after the article") for line in lines[end:] if line.strip()]
    head = tuple(item.text for item in above if item.rule != TITLE)
    source, author = told(head)
    text = "\n".join(lines[:end]).strip("\n")
    return Cleaned(text, title, (*above, *removed, *below), None, head, (), source, author)


def _closing_line(lines: Sequence[str]) -> int:
    """As :func:`closing_of`, for lines with blank ones between."""
    filled = [place for place, line in enumerate(lines) if line.strip()]
    if not filled:
        return len(lines)
    end = closing_of(Shape([lines[place].strip() for place in filled]))
    return filled[end] if 0 < end < len(filled) else len(lines)


def is_page(shape: Shape) -> bool:
    """Whether a text has a page's furniture; prose with a byline or a few short lines has none."""
    told = sum(kind is not None and kind not in ("byline", "time stamp") for kind in shape.hints[2:])
    stamped = sum(kind == "time stamp" for kind in shape.hints[4:])
    short = int(((shape.weights < 40) & (shape.stops == 0)).sum())
    repeats = int(shape.again.sum())
    noise = told + max(0, stamped - 1) + repeats / 2
    return (noise >= 3 and noise >= 0.04 * len(shape.lines)) or (short >= 15 and short > 0.5 * len(shape.lines) and noise >= 1)


def _of_prose(shape: Shape) -> list[str]:
    """Why each line is taken off; empty for one that stays: all but the head, and what closing marks begin at the end."""
    head = head_of(shape.lines)
    rules = [(TITLE if place == head.title else "byline") if place < head.lines else "" for place in range(len(shape.lines))]
    end = closing_of(shape)
    for place in range(max(end, head.lines), len(rules)):
        rules[place] = shape.hints[place] or "after the article"
    return rules if not all(rules) else [""] * len(rules)


def closing_of(shape: Shape) -> int:
    """The place of the first closing mark that no prose follows; the number of lines when there is none."""
    last = max((place for place in range(len(shape.lines)) if is_prose(shape, place)), default=len(shape.lines) - 1)
    below = range(last + 1, len(shape.lines))
    # Links end a text only when nothing else follows them: a list of the article may have such a word.
    if below and shape.hints[below[-1]] == "navigation":
        linked = next(
            place for place in reversed(range(last, len(shape.lines))) if shape.hints[place] != "navigation" or place == last
        )
    else:
        linked = len(shape.lines)
    return next((place for place in below if shape.hints[place] in _FINAL or place > linked), len(shape.lines))


def _of_page(shape: Shape, repeated: Collection[str], known: str | None) -> list[str]:
    """Why each line is taken off; empty for one that stays."""
    kept = [bool(keep) for keep in is_article(shape)]
    for place, line in enumerate(shape.lines):
        if shape.hints[place] in _FOR_CERTAIN or line in repeated:
            kept[place] = False
    entries = entries_of_live(shape)
    for place in entries:
        kept[place] = True
    if not any(kept):
        # Better the longest line than nothing: a page of one paragraph.
        kept[int(shape.weights.argmax())] = True
    first, last = _ends(kept)
    near = [line for place, line in enumerate(shape.lines) if first - _FAR <= place <= last + _FAR and is_prose(shape, place)]
    title = shape.lines.index(known) if known in shape.lines else title_above(shape.lines, shape.hints, first, "\n".join(near))
    _reach(shape, kept, title)
    for place in entries:
        kept[place] = True
    if title is not None and title <= first and sum(kept) > 1:
        kept[title] = False
    first, last = _ends(kept)
    rules: list[str] = []
    for place, keep in enumerate(kept):
        if keep:
            rules.append("")
        elif place == title:
            rules.append(TITLE)
        else:
            where = "before the article" if place < first else "after the article" if place > last else "not of the article"
            rules.append(shape.hints[place] or where)
    return rules


def _ends(kept: list[bool]) -> tuple[int, int]:
    return kept.index(True), len(kept) - kept[::-1].index(True) - 1


def _reach(shape: Shape, kept: list[bool], title: int | None) -> None:
    """Keep the prose above what is kept, up to the title; the prose below, down to the closing marks; and all between.

    What the lines of a page are to each other decides only where the article is about; a promotion in its midst ends
    it not.
    """
    first, last = _ends(kept)
    gap = 0
    for place in range(first - 1, title if title is not None else max(-1, first - _HEAD), -1):
        address = place == first - 1 and shape.lines[place].endswith(("：", ":")) and shape.hints[place] is None
        kept[place] = address or is_prose(shape, place)
        gap = 0 if kept[place] else gap + (shape.hints[place] is None)
        if gap > _GAP:
            break
    gap = 0
    for place in range(last + 1, len(kept)):
        kept[place] = is_prose(shape, place)
        gap = 0 if kept[place] else gap + 1
        if gap > _GAP or shape.hints[place] in _BELOW:
            kept[place] = False
            break
    _sign_off(shape, kept)
    first, last = _ends(kept)
    # Stamps that stand right above sentences of the article, again and again, are its own: entries of a chronicle.
    entries = [p for p in range(first, last) if shape.hints[p] == "time stamp" and kept[p + 1] and is_prose(shape, p + 1)]
    for place in entries if len(entries) > 1 else ():
        kept[place] = True
    for place in range(first, last):
        kept[place] = kept[place] or is_prose(shape, place)


def _sign_off(shape: Shape, kept: list[bool]) -> None:
    """Keep the lines right below the text that sign it: a name, then a day written out."""
    _, last = _ends(kept)
    for length in (1, 2):
        signed = range(last + 1, last + 1 + length)
        if last + length < len(kept) and _WRITTEN_DAY.fullmatch(shape.lines[last + length]):
            if all(shape.weights[place] <= 80 and shape.hints[place] in (None, "time stamp") for place in signed):
                for place in signed:
                    kept[place] = True
            return


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


def is_prose(shape: Shape, place: int) -> bool:
    """Whether a line is a sentence or more, and no furniture."""
    if place in shape.rows_of_table:
        return True
    plain = shape.hints[place] is None and not shape.again[place]
    return plain and shape.weights[place] >= _PROSE_WEIGHT and bool(_SENTENCE_END.search(shape.lines[place]))


def _joined(spaced: Sequence[str], places: Sequence[int]) -> str:
    """The lines that stay, with a blank line where the source has one, or lines were taken out, between two of them."""
    done: list[str] = []
    before = -1
    for place in places:
        if done:
            done.append("\n" if place == before + 1 else "\n\n")
        done.append(spaced[place].strip("\u3000 ") if "\u3000" in spaced[place][:2] else spaced[place].rstrip())
        before = place
    return "".join(done)
