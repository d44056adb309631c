# ruff: noqa: E501 (a rule is one line, to be read as one)
"""The rules for English dates and periods. They see the text as it stands: "May" and "March" need their capital."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.patterns import lazily
from rag import calendar as cal
from rag.calendar import Context, Period

if TYPE_CHECKING:
    from collections.abc import Callable

    Build = Callable[[re.Match[str], Context], Period | None]
    Rule = tuple[re.Pattern[str], Build]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "several": 5, "few": 3, "couple": 2,
}  # fmt: skip
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"january|february|april|june|july|august|september|october|november|december|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
LOWER_MONTH = r"(?:(?<=in )|(?<=since )|(?<=last )|(?<=of )|(?<=on )|(?<=by ))(?:march|may)(?=\s+\d|[,.?!]|$)"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
YEAR = r"(?:1\d{3}|20\d{2}|21\d{2})"
WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day|\.)"
COUNT = rf"(?:\d{{1,4}}|{'|'.join(_WORDS)})"
UNIT = r"(?P<u>day|week|month|year)s?"
SEASON = r"(?:spring|summer|autumn|fall|winter|Spring|Summer|Autumn|Fall|Winter)"
PART = r"(?:early|mid|late|the beginning of|the start of|the middle of|the end of|end of)"
_PARTS = {
    "early": "early", "mid": "middle", "late": "late", "beginning": "early", "start": "early", "middle": "middle", "end": "end",
    "first half": "first half", "second half": "second half", "spring": "spring", "summer": "summer", "autumn": "autumn", "fall": "autumn",
    "winter": "winter",
}  # fmt: skip
_FUTURE = lazily(
    r"\b(?:will|shall|plans?|planned|planning|is to|are to|set to|due|expected|expects?|scheduled|upcoming|next|tomorrow|forthcoming|intends?|"
    r"hopes? to|would)\b"
)


def rules(text: str) -> list[Rule]:
    """The rules that may match in a text, each of which needs one of its cues: a pattern, and what makes a period of its match.

    Of rules that match at one place the longest wins.
    """
    plain = _plain(text) if _WRITTEN.search(text) else ""
    there = [cue for cue in _CUES if cue in plain]
    return [(pattern, build) for cues, pattern, build in _RULES if not cues.isdisjoint(there)]


def _plain(text: str) -> str:
    """In lower case, each digit of any script a 0: what cues are looked for in."""
    lowered = text.lower()
    return lowered.translate(_ZEROS) if lowered.isascii() else _DIGIT.sub("0", lowered)


def future(text: str) -> bool:
    """Whether a sentence speaks of what is to come."""
    return _FUTURE.search(text) is not None


def _month_number(text: str) -> int:
    return _MONTHS.index(text[:3].lower()) + 1


def count(text: str) -> int:
    """The value of a numeral or a small number word."""
    return int(text) if text.isdecimal() else _WORDS[text.lower()]


def _part(text: str | None) -> str:
    words = (text or "").lower().removeprefix("the ").removesuffix(" of").strip(" -")
    return _PARTS.get(words, "")


def _date(match: re.Match[str], context: Context) -> Period | None:
    """``January 14, 2026``, ``14 January``, ``Jan. 14-16``, ``late January 2026``, ``in January``."""
    groups = match.groupdict()
    month = _month_number(groups["m"])
    days = [int(re.sub(r"\D", "", groups[name])) for name in ("d", "to") if groups.get(name)]
    year = int(groups["y"]) if groups.get("y") else None
    part = _part(groups.get("part")).replace("end", "late")
    if not days:
        return cal.a_month(year, month, part) if year else cal.without_year(context, month, None, part)
    found = [cal.a_day(year, month, day) if year else cal.without_year(context, month, day) for day in days]
    if not all(found):
        return None
    first, last = found[0], found[-1]
    return Period(first.first, last.last) if first and last and first.first <= last.last else None


def _month_of_year_word(match: re.Match[str], context: Context) -> Period | None:
    """``last January``, ``January this year``, ``May last year``."""
    if context.reference is None:
        return None
    month = _month_number(match["m"])
    if match["after"]:
        year = context.reference.year + {"last": -1, "this": 0, "next": 1}[match["after"].lower()]
    else:
        step = {"last": -1, "this": 0, "next": 1}[match["before"].lower()]
        year = context.reference.year
        if step < 0 and month >= context.reference.month:
            year -= 1
        if step > 0 and month <= context.reference.month:
            year += 1
    return cal.a_month(year, month)


def _iso(match: re.Match[str], _context: Context) -> Period | None:
    return cal.a_day(int(match[1]), int(match[2]), int(match[3]))


def _slashes(match: re.Match[str], _context: Context) -> Period | None:
    """``13/01/2026`` or ``01/13/2026``: only where one of the two cannot be a month."""
    first, second, year = (int(part) for part in match.groups())
    if first > 12:
        return cal.a_day(year, second, first)
    return cal.a_day(year, first, second) if second > 12 or first == second else None


def _years(match: re.Match[str], _context: Context) -> Period | None:
    first, last = int(match["a"]), int(match["b"])
    return cal.years(first, last if last > 99 else first // 100 * 100 + last)


def _year(match: re.Match[str], _context: Context) -> Period | None:
    return cal.a_year(int(match["y"]), _part(match["part"]))


def _decade(match: re.Match[str], _context: Context) -> Period | None:
    """``the 1990s``, ``the early 1990s``."""
    start = int(match["y"])
    return cal.years(start, start + (99 if start % 100 == 0 and start < 2000 else 9))


def _century(match: re.Match[str], _context: Context) -> Period | None:
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
             "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first")  # fmt: skip
    text = match["n"].lower()
    century = int(text.rstrip("stndrh")) if text[0].isdecimal() else words.index(text) + 1
    return cal.years(max(1, (century - 1) * 100), century * 100 - 1) if 1 <= century <= 30 else None


def _year_word(match: re.Match[str], context: Context) -> Period | None:
    """``last year``, ``early this year``, ``the end of the year``, ``next month``, ``last week``, ``last summer``."""
    if context.reference is None:
        return None
    step = {"last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1}.get(match["w"].lower(), 0)
    unit, part = match["u"].lower(), _part(match["part"])
    if unit == "year":
        return cal.a_year(context.reference.year + step, part)
    if unit == "month":
        moved = cal.shift_months(context.reference.replace(day=1), step)
        return cal.a_month(moved.year, moved.month, part.replace("end", "late")) if moved else None
    if unit == "week":
        return cal.a_week(context.reference, step)
    if unit == "weekend":
        week = cal.a_week(context.reference, step)
        return Period(cal.shift(week.first, 5) or week.first, week.last) if week else None
    season = cal.a_year(context.reference.year, _part(unit))
    if season and step < 0 and season.last >= context.reference:
        season = cal.a_year(context.reference.year - 1, _part(unit))
    if season and step > 0 and season.first <= context.reference:
        season = cal.a_year(context.reference.year + 1, _part(unit))
    return season


def _by_the_end(match: re.Match[str], context: Context) -> Period | None:
    """``by the end of the year``, ``by year-end``, ``before the end of the month``: from the article's own day on."""
    if context.reference is None:
        return None
    month = "month" in match[0]
    whole = cal.a_month(context.reference.year, context.reference.month) if month else cal.a_year(context.reference.year)
    return Period(context.reference, whole.last) if whole else None


def _part_of_year(match: re.Match[str], context: Context) -> Period | None:
    """``the third quarter of 2025``, ``Q3 2025``, ``the first half of last year``, ``summer 2025``."""
    step = {"last": -1, "this": 0, "next": 1, "the": 0}.get((match["w"] or "").lower())
    year = int(match["y"]) if match["y"] else None
    if year is None and context.reference:
        year = context.reference.year + (step or 0)
    if year is None:
        return None
    text = match["part"].lower()
    if "quarter" in text or text[0] == "q":
        order = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
        quarter = int(text[1]) if text[0] == "q" else order[text.split()[0]]
        return cal.a_year(year, f"q{quarter}")
    return cal.a_year(year, _part(text))


def _weekday(match: re.Match[str], context: Context) -> Period | None:
    """``last Friday``, ``on Friday``, ``next Tuesday``: of the week named, or the nearest that the tense allows."""
    number_of_day, word = _WEEKDAYS.index(match["d"][:3].lower()), (match["w"] or "").lower()
    if word == "last" and context.reference:
        back = (context.reference.weekday() - number_of_day) % 7 or 7
        return cal.one(cal.shift(context.reference, -back))
    return cal.weekday(context, number_of_day, {"next": 1, "this": 0}.get(word))


def _relative_day(match: re.Match[str], context: Context) -> Period | None:
    steps = {
        "yesterday": -1,
        "last night": -1,
        "today": 0,
        "tonight": 0,
        "this morning": 0,
        "this afternoon": 0,
        "this evening": 0,
        "tomorrow": 1,
    }
    text = match[0].lower()
    if text.startswith("the day "):
        return cal.one(cal.shift(context.reference, -2 if "before" in text else 2)) if context.reference else None
    return cal.one(cal.shift(context.reference, steps[text])) if context.reference else None


def _then(match: re.Match[str], context: Context) -> Period | None:
    """``the next day``, ``the same day``, ``a day earlier``: counted from the day named before."""
    if context.base is None or (context.previous and context.previous.days > 31):
        return None
    text = match[0].lower()
    step = 1 if "next" in text or "following" in text else -1 if "before" in text or "previous" in text else 0
    return cal.one(cal.shift(context.base, step))


def _later(match: re.Match[str], context: Context) -> Period | None:
    """``five days later`` from the day named before; ``two weeks ago`` from the article's own."""
    ago = match["dir"] == "ago"
    base = context.reference if ago else context.base
    steps = count(match["n"])
    return cal.offset(base, -steps if match["dir"] in ("ago", "earlier") else steps, match["u"]) if base else None


def _in_future(match: re.Match[str], context: Context) -> Period | None:
    """``in five days``, ``within two weeks``, ``over the next three years``."""
    if context.reference is None:
        return None
    steps, unit = count(match["n"]), match["u"]
    if match["way"].lower() == "in":
        return cal.offset(context.reference, steps, unit) if context.future else None
    return cal.span(context.reference, steps, unit)


def _lately(match: re.Match[str], context: Context) -> Period | None:
    """``over the past three years``, ``in the last two weeks``."""
    return cal.span(context.reference, -count(match["n"]), match["u"]) if context.reference else None


def _holiday(match: re.Match[str], context: Context) -> Period | None:
    month, day = {"c": (12, 25), "n": (1, 1)}[match["h"][0].lower()]
    if "eve" in match["h"].lower():
        month, day = 12, day - 1 or 31
    return cal.a_day(int(match["y"]), month, day) if match["y"] else cal.without_year(context, month, day)


_I = re.IGNORECASE
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty-first)"
_BEFORE_YEAR = (
    r"(?:(?<=in )|(?<=In )|(?<=since )|(?<=Since )|(?<=by )|(?<=By )|(?<=until )|(?<=till )|(?<=during )|(?<=of )|(?<=from )|(?<=From )|(?<=to )|"
    r"(?<=after )|(?<=After )|(?<=before )|(?<=Before )|(?<=around )|(?<=year )|(?<=through )|(?<=and )|(?<=circa )|(?<=\()|(?<=early )|(?<=late )|"
    r"(?<=mid-)|(?<=end of )|(?<=, )|(?<=for )|(?<=throughout )|(?<=between )|(?<=the )|(?<=was )|^)"
)
_WRITTEN = lazily(r"[A-Za-z\d]")
_DIGIT = lazily(r"\d")
_ZEROS = str.maketrans("123456789", "0" * 9)
_A_YEAR = ("0000",)
_MONTH_CUES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNIT_CUES = ("day", "week", "month", "year")
_SEASON_CUES = ("spring", "summer", "autumn", "fall", "winter")
_BY_CUES: list[tuple[tuple[str, ...], re.Pattern[str], Build]] = [
    (("0000-0", "0000/0", "0000.0"), lazily(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), _iso),
    (("0/0",), lazily(rf"(?<![\d/])(\d{{1,2}})/(\d{{1,2}})/({YEAR})(?![\d/])"), _slashes),
    (_MONTH_CUES, lazily(rf"\b(?P<m>{MONTH})\s+(?P<d>{DAY})(?:\s?(?:[-–—]|to|and|through)\s?(?P<to>{DAY}))?(?!\d|:\d|,\d|\s?%|\s(?:percent|per cent))(?:,?\s+(?P<y>{YEAR})\b)?"), _date),
    (_MONTH_CUES, lazily(rf"\b(?:the\s)?(?P<d>{DAY})(?:\s?(?:[-–—]|to|and|through)\s?(?P<to>{DAY}))?(?:\sof)?\s+(?P<m>{MONTH})\b(?:,?\s+(?P<y>{YEAR})\b)?"), _date),
    (_MONTH_CUES, lazily(rf"\b(?:(?P<part>{PART})[\s-])?(?P<m>{MONTH}|{LOWER_MONTH})(?![\w’']|\son\s[A-Z])(?:,?\s+(?:of\s)?(?P<y>{YEAR})\b)?"), _date),
    (_MONTH_CUES, lazily(rf"\b(?:(?P<before>[Ll]ast|[Tt]his|[Nn]ext)\s(?P<m>{MONTH}))\b(?P<after>)"), _month_of_year_word),
    (_MONTH_CUES, lazily(rf"\b(?P<before>)(?P<m>{MONTH})\s(?:of\s)?(?P<after>last|this|next)\syear"), _month_of_year_word),
    (_A_YEAR, lazily(rf"\b(?:(?:from|between)\s)?(?P<a>{YEAR})\s?(?:[-–—]|to|and|until|through)\s?(?P<b>{YEAR}|\d{{2}})\b(?![-/]\d)", _I), _years),
    (_A_YEAR, lazily(rf"(?=1[0-8]|early|mid|late|the|end){_BEFORE_YEAR}(?:(?P<part>{PART})[\s-])?(?P<y>1[0-8]\d\d)\b(?![,.]?\d|\s?%|\s(?:people|men|women|troops|soldiers|km|miles|feet|meters|metres|tons|tonnes))"), _year),
    (_A_YEAR, lazily(rf"(?<![\d$€£¥,.-])\b(?:(?P<part>{PART})[\s-])?(?P<y>19\d\d|20\d\d|21\d\d)\b(?![,.]\d|\s?%|-?\d|\s(?:people|men|women|troops|soldiers|km|miles|feet|meters|metres|tons|tonnes|square))"), _year),
    (_A_YEAR, lazily(r"\b(?:the\s)?(?:early\s|mid-?\s?|late\s)?(?P<y>1\d\d0|20\d0)['’]?s\b", _I), _decade),
    (("century",), lazily(rf"\b(?:the\s)?(?:early\s|mid-?|late\s)?(?P<n>\d{{1,2}}(?:st|nd|rd|th)|{_ORDINAL})[\s-]century\b", _I), _century),
    ((*_UNIT_CUES, *_SEASON_CUES), lazily(rf"\b(?:(?P<part>{PART})\s)?(?P<w>last|previous|past|this|next|coming)\s(?P<u>year|month|weekend|week|{SEASON})\b(?!['’]s\s(?:old))(?!(?<=fall)\s(?:in|of|by|to|from)\b)", _I), _year_word),
    (_UNIT_CUES, lazily(r"\b(?:(?P<part>the beginning of|the start of|the middle of|the end of|end of)\s)(?P<w>the)\s(?P<u>year|month)\b", _I), _year_word),
    (_UNIT_CUES, lazily(r"\b(?:by|before)\s(?:the\s)?(?:end\sof\s(?:the|this)\s(?:year|month)|year[-\s]end|month[-\s]end)\b", _I), _by_the_end),
    (("quarter", "half", "q0"), lazily(rf"\b(?:the\s)?(?P<part>(?:first|second|third|fourth|last)\squarter|(?:first|second)\shalf|Q[1-4])(?:\s(?:of\s)?(?:(?P<y>{YEAR})|(?P<w>last|this|next|the)\syear))?\b", _I), _part_of_year),
    (_SEASON_CUES, lazily(rf"\b(?:the\s)?(?P<part>{SEASON})(?:\sof)?\s(?:(?P<y>{YEAR})|(?P<w>last|this|next)\syear)\b"), _part_of_year),
    (("mon", "tue", "wed", "thu", "fri", "sat", "sun"), lazily(rf"\b(?:(?P<w>[Ll]ast|[Nn]ext|[Tt]his)\s)?(?P<d>{WEEKDAY})s?\b"), _weekday),
    (("day", "night", "tomorrow", "morning", "afternoon", "evening"), lazily(r"\b(?:yesterday|today|tonight|tomorrow|last night|this (?:morning|afternoon|evening)|the day (?:before yesterday|after tomorrow))\b", _I), _relative_day),
    (("day",), lazily(r"\b(?:the\s(?:next|following|same|previous)\sday|that\s(?:same\s)?day|the\sday\sbefore(?!\s\w+day)(?=[,.;]|$))", _I), _then),
    (("later", "ago", "earlier"), lazily(rf"\b(?:an?\s(?=few|couple))?(?P<n>{COUNT})\s(?:of\s)?{UNIT}\s(?P<dir>later|ago|earlier)\b", _I), _later),
    (_UNIT_CUES, lazily(rf"\b(?P<way>in|within|over the next|in the next|over the coming|in the coming)\s(?P<n>{COUNT})\s{UNIT}\b(?!\sof)", _I), _in_future),
    (("past", "last"), lazily(rf"\b(?:over|in|during|for|within)?\s?the\s(?:past|last)\s(?P<n>{COUNT})\s{UNIT}\b", _I), _lately),
    (("christmas", "new year"), lazily(rf"\b(?P<h>Christmas(?:\sDay|\sEve)?|New Year['’]s (?:Day|Eve))(?:,?\s(?:in\s)?(?P<y>{YEAR}))?\b"), _holiday),
]  # fmt: skip
_RULES = [(frozenset(cues), pattern, build) for cues, pattern, build in _BY_CUES]
_CUES = tuple(frozenset[str]().union(*(cues for cues, _, _ in _RULES)))
