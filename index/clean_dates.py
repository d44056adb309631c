"""The day a text was published: as it states it, as its file is called, or the best estimate that it allows.

A saved page often carries no date of its own. Then the time stamps of its furniture (recommended headlines) say when
it was saved, which bounds the day from above; the last day that the article itself names before that bounds it from
below, and news is written soon after what it tells: that last day is the estimate.
"""

from __future__ import annotations

import datetime
import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from index.clean_hints import hint
from index.patterns import lazily

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MONTHS = {name: number for number, names in enumerate(
    ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sep sept",
     "october oct", "november nov", "december dec"), 1) for name in names.split()}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
# Names of zones that mean one offset only: CST and IST are several.
_ZONES = {"EST": "-05:00", "EDT": "-04:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00", "PST": "-08:00",
          "PDT": "-07:00", "BST": "+01:00", "CET": "+01:00", "CEST": "+02:00", "JST": "+09:00", "HKT": "+08:00"}  # fmt: skip
_TIME = (
    r"(?:[T ,，]{0,3}(?:at |星期[一二三四五六日天] ?|周[一二三四五六日] ?)?"
    r"(\d{1,2}:\d{2}(?::\d{2})?)(?!\d)(?:\.\d+)?\s*(?:([AaPp])\.?[Mm]\b\.?)?\s*(Z\b|[+-]\d{2}:?\d{2}|(?:UTC|GMT|"
    + "|".join(_ZONES)
    + r")\b)?)?"
)
_FULL = lazily(
    rf"(?<![\d.])(?:(20\d\d|19\d\d)(?:\s?年\s?|[-/.])(\d{{1,2}})(?:\s?月\s?|[-/.])(\d{{1,2}})(?:\s?日|(?![\d]))"
    rf"|\b(?i:({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(20\d\d|19\d\d))"
    rf"|\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?i:({_MONTH})\.?),?\s+(20\d\d|19\d\d)){_TIME}"
)
_COUNT = "[一二三四五六七八九十廿]{1,3}"
_PARTIAL = lazily(
    rf"(?<![\d年/.-])(\d{{1,2}}|{_COUNT})月(\d{{1,2}}|{_COUNT})日"
    rf"|\b(?i:({_MONTH})\.?)\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!,?\s*\d{{4}})"
)
_STAMP = lazily(r"^\W{0,3}(?:20\d\d)[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ T]*(?:\d{1,2}:\d{2}(?::\d{2})?)?\W{0,3}$")
# Days that a text names as other than its own.
_QUOTED = lazily(
    r"(?i:retrieved|accessed|\bnext (?:release|review|update|issue|edition|meeting))|下次|下一次|下期"
    r"|引用日期|訪問日期|访问日期|检索于|(?:出发|活动|报名|截止|开始|开幕|会议|比赛|上映|入住)(?:时间|日期)"
)
_NUMBERED = lazily(r"(?<![\d/.-])(\d{1,2})([/.])(\d{1,2})\2(20\d\d|19\d\d)(?![\d/.-])")
_STATES = lazily(
    r"(?i:publish|posted|updated|reviewed|edited|date|written|released|\bby\b|\bon\b)|创建|建立|出版|发布|發布|发表|發表|时间|時間|日期|来源|來源|编辑|記者|记者|作者|更新|电$|電$|讯|訊"
)
_UPDATED = lazily(r"(?i:updated|modified|edited|reviewed)|更新|修改")
_NAME = lazily(r"(?<!\d)(20\d\d|19\d\d)[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_LONGEST_LINE = 120
_LONGEST_SIGNATURE = 20
_YEAR = datetime.timedelta(days=366)


def clean_date(value: str) -> str | None:
    """ISO 8601 of a date in any common way of writing, with time and offset where given; None when it is none."""
    value = re.sub(r"(?<=:\d\d)\s*([+-]\d\d):?(\d\d)$", r"\1:\2", value.strip())
    for parse in (datetime.date.fromisoformat, datetime.datetime.fromisoformat):
        try:
            parse(value.replace("Z", "+00:00") if len(value) > 10 else value)
        except ValueError:
            continue
        return (
            value.replace(" ", "T", 1)
            if len(value) > 10
            else f"{value[:4]}-{value[-5:-3]}-{value[-2:]}"
            if "-" in value
            else None
        )
    match = _FULL.search(value)
    return _iso(match) if match else None


def stated(above: Sequence[str], text: str, below: Sequence[str] = ()) -> str | None:
    """The date that a text states as its own: on a line of its head, a byline that opens it, or one right below it.

    ``above`` and ``below`` are the lines taken off around ``text``; what follows a closing section is other articles'.
    """
    opening = [line for line in text.split("\n")[:6] if hint(line) in ("byline", "time stamp")]
    ending: list[str] = []
    for line in below:
        kind = hint(line)
        if kind == "closing section" and not _STATES.search(line):
            break
        if kind != "time stamp" and _STATES.search(line):
            ending.append(line)
    ending += [line for line in text.split("\n")[-2:] if len(line) <= _LONGEST_SIGNATURE and _FULL.match(plain_digits(line))]
    # The day of publication before that of an update, and the line nearest the text first.
    for line in map(plain_digits, sorted([*reversed(above), *opening, *ending], key=_tells_update)):
        match = (
            _FULL.search(_NUMBERED.sub(_by_number, line)) if len(line) <= _LONGEST_LINE and not _QUOTED.search(line) else None
        )
        if match and _iso(match) and (_STATES.search(line) or len(line) - len(match.group()) <= 60):
            return _iso(match)
    return None


def _by_number(match: re.Match[str]) -> str:
    """A day in numbers, its year last, as ISO 8601 where only one order of day and month is possible."""
    first, second, year = int(match.group(1)), int(match.group(3)), match.group(4)
    day, month = (first, second) if first > 12 else (second, first)
    return f"{year}-{month:02}-{day:02}" if day > 12 >= month or first == second else match.group()


def _tells_update(line: str) -> bool:
    """Whether the first day of a line is that of an update."""
    match = _FULL.search(line)
    return bool(_UPDATED.search(line[: match.start()] if match else line))


def plain_digits(line: str) -> str:
    """The line with the digits that are as wide as a Chinese character made plain ones."""
    return line.translate(_WIDE)


def without_date(line: str) -> str:
    """The line without its full dates and times; the line itself when it has none."""
    return _FULL.sub("", line)


def names_day(text: str, day: str) -> bool:
    """Whether a text names the day ``day`` (ISO 8601), in whichever way of writing."""
    return any(found is not None and found.isoformat() == day for found in map(_date, _FULL.finditer(text)))


def from_name(path: str) -> str | None:
    """The date in a file's name, such as ``2026-01-13-summit.txt``."""
    match = _NAME.search(PurePath(path).stem)
    return _day(*map(int, match.groups())) if match else None


def stamps(lines: Sequence[str]) -> datetime.date | None:
    """The latest of the lines that are nothing but a time stamp: the day on which the page was saved."""
    days = [day for line in lines if _STAMP.match(line) and (match := _FULL.search(line)) and (day := _date(match))]
    return max(days, default=None)


def estimated(text: str, saved: datetime.date | None) -> str | None:
    """The last day that the text names and that is not after ``saved``; ``saved`` itself when the text names none of
    its year.
    """
    full = [day for match in _FULL.finditer(text) if (day := _date(match))]
    limit = saved or max(full, default=None)
    if limit is None:
        return None
    named = [day for day in [*full, *_partial(text, limit)] if day <= limit]
    if not saved:
        return None
    last = max(named, default=None)
    return (last if last and saved - last <= _YEAR else saved).isoformat()


def _partial(text: str, limit: datetime.date) -> Iterator[datetime.date]:
    """Days without a year, in the last year that puts them before ``limit``."""
    for match in _PARTIAL.finditer(text):
        month, day, name, number = match.groups()
        parts = (_number(month), _number(day)) if month else (_MONTHS[name.lower()], int(number))
        for year in (limit.year, limit.year - 1):
            iso = _day(year, *parts)
            if iso and datetime.date.fromisoformat(iso) <= limit:
                yield datetime.date.fromisoformat(iso)
                break


def _number(text: str) -> int:
    """A number below 100 in digits or in Chinese."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.replace("廿", "二十").rpartition("十")
    units = "零一二三四五六七八九"
    if not ten:
        return units.find(text) if len(text) == 1 else 0
    return 10 * (units.find(tens) if tens else 1) + (units.find(ones) if ones else 0)


def _parts(match: re.Match[str]) -> tuple[int, int, int]:
    year, month, day, name, number, year_after, number_before, name_after, year_last = match.groups()[:9]
    if year:
        return int(year), int(month), int(day)
    if name:
        return int(year_after), _MONTHS[name.lower()], int(number)
    return int(year_last), _MONTHS[name_after.lower()], int(number_before)


def _date(match: re.Match[str]) -> datetime.date | None:
    iso = _day(*_parts(match))
    return datetime.date.fromisoformat(iso) if iso else None


def _iso(match: re.Match[str]) -> str | None:
    day = _day(*_parts(match))
    time, half, zone = match.group(10), match.group(11), match.group(12)
    if not day or not time or int(time.split(":")[0]) > 23:
        return day
    hour, rest = time.split(":", 1)
    if half and 1 <= int(hour) <= 12:
        hour = str(int(hour) % 12 + (12 if half in "pP" else 0))
    return f"{day}T{hour.zfill(2)}:{rest}{_offset(zone)}"


def _offset(zone: str | None) -> str:
    if not zone or zone in ("Z", "UTC", "GMT"):
        return "+00:00" if zone else ""
    return _ZONES.get(zone) or (zone if ":" in zone else f"{zone[:3]}:{zone[3:]}")


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
