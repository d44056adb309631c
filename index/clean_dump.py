"""A saved page as text (select all, copy, paste) -> its article: the lines that are one, its title, what else the
page tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from index.clean_dates import plain_digits, stamps
from index.clean_head import Head, head_of, is_name, labelled, title_above, told, unlabelled
from index.clean_hints import hint
from index.clean_live import (
    amounts_of_recipe,
    answers_of_question,
    contents,
    entries_of_live,
    lines_of_film,
    points_above,
    pros_and_cons,
)
from index.clean_model import is_article
from index.clean_shape import Shape, is_paragraph, is_prose, is_short_sentence
from index.paragraphs import unwrap_blocks
from index.patterns import lazily
from index.types import Removed

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection, Sequence

TITLE = "title, kept as such"
_FOR_CERTAIN = ("share line", "navigation", "advertisement", "legal notice", "counter", "time stamp", "comment")
_ABOVE = ("byline", "time stamp")
_BELOW = ("closing section", "legal notice", "comment")
_FINAL = ("closing section", "legal notice", "share line", "comment")
_TRAILING = ("navigation", "advertisement")
_FAR = 30
_BOX = 12
_BOX_ABOVE = 12
_LIST = 25
_HEADING = 60.0
_PULLED = lazily(r"[“”\"「『‘][^“”\"「」『』]+[”“\"」』’]")
_QUOTED = 8
_RUN = 4
_GAP = 6
_SHORT_GAP = 2
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_WRITTEN_DAY = lazily(rf"(?:20\d\d|二[〇○零\d]..)年{_NUMBER}月{_NUMBER}日(?:[（(](?:星期|周).[）)])?")
_ENCLOSED = lazily(r"附件?\s*(?:\d{1,2}\s*)?[:：]\s*\S|\d{1,2}[.．、]\s*\S")
_ENCLOSURES = 8
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
    rules = _of_page(shape, repeated, title) if page else _of_prose(shape, title)
    stay = [place for place, rule in enumerate(rules) if not rule]
    first, last = (stay[0], stay[-1]) if stay else (len(lines), len(lines))
    # A byline may stand under the first sentence, where that leads into the article.
    opened = min(stay[1], first + _HEAD) if page and len(stay) > 1 else first
    above = [lines[place] for place in range(max(0, first - _HEAD), opened) if place != first]
    below = lines[last + 1 : last + 1 + _FOOT]
    signed = [line for line in below if hint(line) in ("byline", "closing section")]
    opening = [lines[place] for place in stay[:3]]
    named = title or next((line for line, rule in zip(lines, rules, strict=True) if rule == TITLE), None)
    source, author = told([*reversed(labelled(above)), *labelled(signed)], lines[0] if page else None, opening)
    if page and named in above:
        publisher, writer = unlabelled(above[above.index(named) + 1 :], "\n".join(lines))
        source, author = source or publisher, author or writer
    if source is None and not page:
        source = next((line for line in above if line != lines[0] and is_name(line)), None)
    return Cleaned(
        _joined(spaced, [places[place] for place in stay]),
        named,
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


def _of_prose(shape: Shape, known: str | None) -> list[str]:
    """Why each line is taken off; empty for one that stays: all but the head, and what closing marks begin at the end.

    A text whose title the format knows, and that does not begin with it or with what tells of it, has no head.
    """
    head = head_of(shape.lines)
    if known and head.title is not None and not any(line in known for line in shape.lines[: head.lines]):
        head = Head(0, None)
    rules = [(TITLE if place == head.title else "byline") if place < head.lines else "" for place in range(len(shape.lines))]
    end = closing_of(shape)
    for place in range(max(end, head.lines), len(rules)):
        rules[place] = shape.hints[place] or "after the article"
    return rules if not all(rules) else [""] * len(rules)


def closing_of(shape: Shape) -> int:
    """The place of the first closing mark that no prose follows; the number of lines when there is none."""
    last = max((place for place in range(len(shape.lines)) if is_prose(shape, place)), default=len(shape.lines) - 1)
    below = range(last + 1, len(shape.lines))
    # Links and promotions end a text only when nothing else follows them: a list of the article may have such a word.
    if below and shape.hints[below[-1]] in _TRAILING:
        linked = next(
            place for place in reversed(range(last, len(shape.lines))) if shape.hints[place] not in _TRAILING or place == last
        )
    else:
        linked = len(shape.lines)
    return next((place for place in below if shape.hints[place] in _FINAL or place > linked), len(shape.lines))


def _of_page(shape: Shape, repeated: Collection[str], known: str | None) -> list[str]:
    """Why each line is taken off; empty for one that stays."""
    kept, certain = _of_article(shape, repeated)
    first, last = _ends(kept)
    if known in shape.lines:
        title: int | None = shape.lines.index(known)
    else:
        near = [line for p, line in enumerate(shape.lines) if first - _FAR <= p <= last + _FAR and is_prose(shape, p)]
        title = title_above(shape.lines, _but_tables(shape), first, "\n".join(near))
    _reach(shape, kept, title)
    for place in certain:
        kept[place] = True
    if title is not None and title <= first and sum(kept) > 1:
        kept[title] = False
    return _reasons(shape, kept, title)


def _of_article(shape: Shape, repeated: Collection[str]) -> tuple[list[bool], list[int]]:
    """Which lines are the article's, and which of them are so for certain, before its title is known."""
    judged = is_article(shape)
    kept = [bool(keep) for keep in judged.kept]
    for place, line in enumerate(shape.lines):
        if shape.hints[place] in _FOR_CERTAIN or line in repeated:
            kept[place] = False
    listed, headed = contents(shape)
    for place in listed:
        kept[place], shape.hints[place] = False, "navigation"
    certain = [*entries_of_live(shape), *answers_of_question(shape), *lines_of_film(shape), *amounts_of_recipe(shape), *headed]
    for place in certain:
        kept[place] = True
    if not any(kept):
        # Better the longest line than nothing: a page of one paragraph.
        kept[int(shape.weights.argmax())] = True
    _reach_far(shape, kept, judged.core[1])
    points = [*points_above(shape, kept.index(True)), *pros_and_cons(shape, *_ends(kept))]
    for place in points:
        kept[place] = True
    return kept, [*certain, *points]


def _reasons(shape: Shape, kept: list[bool], title: int | None) -> list[str]:
    """Why each line is taken off; empty for one that stays."""
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


def _reach_far(shape: Shape, kept: list[bool], end: int) -> None:
    """Keep whole paragraphs beyond what is kept, where no more than a box of furniture lies between.

    What is below may be another article's, told of in a sentence or two: there only a run of paragraphs is
    the article's, or one before ``end``, where the lines that are likest to an article end.
    """
    first, last = _ends(kept)
    gap = 0
    for place in range(first - 1, max(-1, first - _FAR), -1):
        if is_paragraph(shape, place) or (not gap and is_prose(shape, place)):
            kept[place], gap = True, 0
            continue
        gap += 1
        if gap > _BOX_ABOVE:
            break
    gap = 0
    for place in range(last + 1, len(kept)):
        run = sum(is_paragraph(shape, p) for p in range(place, min(place + _RUN, len(kept))))
        if is_paragraph(shape, place) and (place < end or run > 1):
            kept[place], gap = True, 0
        gap += 1
        if gap > _BOX or (place >= end and shape.hints[place] in ("legal notice", "comment")):
            break


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
        kept[place] = is_prose(shape, place) or (gap < _SHORT_GAP and is_short_sentence(shape, place))
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
    _between(shape, kept)
    _pulled(shape, kept)


def _pulled(shape: Shape, kept: list[bool]) -> None:
    """Drop the quotes that a page shows large beside the sentence they are of."""
    body = "".join(_letters(line) for place, line in enumerate(shape.lines) if kept[place])
    for place, line in enumerate(shape.lines):
        letters = _letters(line) if kept[place] and _PULLED.fullmatch(line) else ""
        if len(letters) >= _QUOTED and body.count(letters) > 1:
            kept[place] = False


def _letters(line: str) -> str:
    return "".join(filter(str.isalnum, line))


def _between(shape: Shape, kept: list[bool]) -> None:
    """Keep what stands between two sentences of the article without a word of furniture: headings and lists.

    Where there is such a word, the list under a colon stays, and a heading right above the next sentence. Below a
    closing mark both would be the headlines of other articles.
    """
    first, last = _ends(kept)
    prose = [place for place in range(first, last + 1) if is_prose(shape, place)]
    closed = False
    for above, below in pairwise(prose):
        gap = range(above + 1, below)
        closed = closed or any(shape.hints[place] == "closing section" for place in gap)
        plain = [shape.hints[place] is None and not shape.again[place] for place in gap]
        if all(plain) and len(gap) <= _LIST and not closed:
            for place in gap:
                kept[place] = True
        elif gap:
            listed = shape.lines[above].endswith((":", "："))
            for place, is_plain in zip(gap, plain, strict=True):
                listed = (listed and is_plain) or (is_plain and shape.lines[place].endswith((":", "：")))
                kept[place] = kept[place] or listed
            if plain[-1] and (len(gap) == 1 or not plain[-2]) and shape.weights[below - 1] <= _HEADING and not closed:
                kept[below - 1] = True


def _sign_off(shape: Shape, kept: list[bool]) -> None:
    """Keep the lines right below the text that sign it: what is enclosed, a name, then a day written out."""
    _, last = _ends(kept)
    enclosed = len(list(takewhile(_ENCLOSED.match, shape.lines[last + 1 : last + 1 + _ENCLOSURES])))
    for length in (1 + enclosed, 2 + enclosed):
        signed = range(last + 1, last + 1 + length)
        if last + length < len(kept) and _WRITTEN_DAY.fullmatch(plain_digits(shape.lines[last + length])):
            if all(shape.weights[place] <= 80 and shape.hints[place] in (None, "time stamp") for place in signed):
                for place in signed:
                    kept[place] = True
            return


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


def _but_tables(shape: Shape) -> list[str | None]:
    """The kinds of the lines, with the rows of tables and contents, and what is said in a film, as such: no title is one."""
    of_others = shape.rows_of_table.union(lines_of_film(shape), contents(shape)[0])
    return ["no title" if place in of_others else kind for place, kind in enumerate(shape.hints)]
