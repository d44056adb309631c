# ruff: noqa: E501 (a rule is one line, to be read as one)
"""The rules for Chinese dates and periods. They see folded text (:func:`index.analyse.fold`): simplified, narrow, lower case."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from index.patterns import lazily
from rag import calendar as cal
from rag.calendar import Context, Period, number

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    Build = Callable[[re.Match[str], Context], Period | None]
    Rule = tuple[re.Pattern[str], Build]

N = r"(?:\d{1,3}|[一二三四五六七八九十百两廿]{1,5})"
ROC_YEAR = r"民国(?:元|\d{1,3}|[一二三四五六七八九十百]{1,4})年"
YEAR = r"(?:公元)?(?:(?<![\d.])\d{3,4}|[一二][〇○零一二三四五六七八九]{3})年"
YEAR_WORD = rf"{ROC_YEAR}|今年|去年|前年|大前年|明年|后年|本年度?|当年|同年|次年|翌年|隔年|上年"
MONTH = r"(?:(?<!\d)(?:1[0-2]|0?[1-9])|十[一二]|[一二三四五六七八九十])月(?!球|亮|饼|薪|租)份?"
MONTH_WORD = r"本月|这个月|上个?月|下个?月|当月|同月|次月|翌月"
DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]|二十|十|廿[一二三四五六七八九]?|[一二三四五六七八九])[日号]"
NOT_DAY = r"(?!元|本|报|内|后|前|间|均|常|线|楼|院|文|语|圆|军|方|企|子|益|渐|程)"
PART = r"上旬|中旬|下旬|初|底|末|中(?=[,，、。]|$)"
YEAR_PART = r"年?初|年?底|年?末|年中|上半年|下半年|(?:第?[一二三四1-4]|首)个?季度?|夏秋|春夏|春[天季]?(?!节)|夏[天季]?|秋[天季]?|冬[天季]?"
_PARTS = {"上旬": "early", "中旬": "middle", "下旬": "late", "初": "early", "底": "late", "末": "late", "中": "middle"}
_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "个月": "month", "月": "month", "年": "year"}
_DAYS = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1, "今天": 0, "今日": 0, "今早": 0, "今晚": 0, "今晨": 0, "明天": 1, "明日": 1,
    "后天": 2,
}  # fmt: skip
_THEN = {
    "当天": 0,
    "当日": 0,
    "同日": 0,
    "同一天": 0,
    "当晚": 0,
    "次日": 1,
    "翌日": 1,
    "第二天": 1,
    "隔天": 1,
    "隔日": 1,
    "前一天": -1,
    "前一日": -1,
}
_BACK = {"今": 0, "本": 0, "去": -1, "上": -1, "前": -2, "大": -3, "明": 1, "后": 2}
_WEEKS = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}


def rules(folded: str) -> list[Rule]:
    """The rules that may match in a text, each of which needs one of its cues: a pattern, and what makes a period of its match.

    Of rules that match at one place the longest wins.
    """
    there = [cue for cue in _CUES if cue in folded]
    return [(pattern, build) for cues, pattern, build in _RULES if not cues.isdisjoint(there)]


def future(text: str) -> bool:
    """Whether a sentence speaks of what is to come."""
    return _FUTURE.search(text) is not None


_FUTURE = lazily(r"将[于在会]|将(?=访|出|举|到|前|对)|计划|预计|定于|拟|即将|打算|有望|届时|安排在|准备|明[年天日]|下[个周月]")


def _year(text: str, context: Context) -> int | None:
    """The year that ``2026年``, ``二〇二六年`` or ``去年`` means."""
    digits = text.removeprefix("公元").removesuffix("年")
    if digits.startswith("民国"):
        value = number(digits[2:])
        return 1911 + value if value else None
    value = number(digits)
    if value is not None:
        return value if 1 <= value <= 2199 else None
    if text.startswith(("当", "同", "次", "翌", "隔")):
        base = context.base
        return base.year + (text[0] in "次翌隔") if base else None
    return context.reference.year + _BACK[text[0]] if context.reference else None


def _month(text: str, context: Context) -> tuple[int, int] | None:
    """Year and month that ``上个月`` or ``当月`` means."""
    base = context.base if text[0] in "当同次翌" else context.reference
    if base is None:
        return None
    moved = cal.shift_months(base, {"上": -1, "下": 1, "次": 1, "翌": 1}.get(text[0], 0))
    return (moved.year, moved.month) if moved else None


def _day_of_month(match: re.Match[str], context: Context) -> Period | None:
    """``2026年1月14日``, ``去年5月``, ``1月14日``, ``上月底``."""
    day = number(match["d"][:-1]) if match["d"] else None
    part = _PARTS.get(match["part"] or "", "")
    if match["mw"]:
        found = _month(match["mw"], context)
        if not found:
            return None
        return cal.a_day(*found, day) if day else cal.a_month(*found, part)
    month = number(match["m"].rstrip("份").removesuffix("月"))
    if month is None:
        return None
    if match["y"]:
        year = _year(match["y"], context)
        if year is None:
            return None
        return cal.a_day(year, month, day) if day else cal.a_month(year, month, part)
    return cal.without_year(context, month, day, part)


def _year_part(text: str) -> str:
    stripped = text.removeprefix("年")
    if "季" in text and text[0] not in "春夏秋冬":
        digit = number(text.lstrip("第")[0]) or 1
        return f"q{digit}"
    return {
        "初": "early", "底": "end", "末": "end", "中": "middle", "上半年": "first half", "下半年": "second half",
        "夏秋": "summer and autumn", "春夏": "spring and summer",
    }.get(stripped, {"春": "spring", "夏": "summer", "秋": "autumn", "冬": "winter"}.get(stripped[0], ""))  # fmt: skip


def _of_year(match: re.Match[str], context: Context) -> Period | None:
    """``2026年``, ``去年底``, ``2025年第三季度``, ``今年上半年``."""
    year = _year(match["y"], context)
    return cal.a_year(year, _year_part(match["part"]) if match["part"] else "") if year else None


def _part_alone(match: re.Match[str], context: Context) -> Period | None:
    """``年底``, ``上半年``, ``三季度``, ``月底``: of the article's own year or month."""
    if context.reference is None:
        return None
    if match[0].startswith("月"):
        return cal.a_month(context.reference.year, context.reference.month, _PARTS[match[0][1]])
    return cal.a_year(context.reference.year, _year_part(match[0]))


def _until_end(match: re.Match[str], context: Context) -> Period | None:
    """``年底前``, ``月底前``, ``年内``: from the article's own day to that end."""
    if context.reference is None:
        return None
    whole = (
        cal.a_month(context.reference.year, context.reference.month)
        if match["unit"] == "月"
        else cal.a_year(context.reference.year)
    )
    return Period(context.reference, whole.last) if whole else None


def _ago(match: re.Match[str], context: Context) -> Period | None:
    """``5天后`` from the day named before; ``三天前`` from the article's own."""
    back = match["dir"] == "前"
    base = context.reference if back else context.base
    if base is None:
        return None
    unit, count = _UNITS[match["u"]], match["n"]
    if count in ("几", "数", "多"):
        near, far = cal.offset(base, -2 if back else 2, unit), cal.offset(base, -9 if back else 9, unit)
        return Period(min(near.first, far.first), max(near.last, far.last)) if near and far else None
    if count == "半":
        return cal.offset(base, -6 if back else 6, "month") if unit == "year" else None
    value = number(count)
    return None if value is None else cal.offset(base, -value if back else value, unit)


def _lately(match: re.Match[str], context: Context) -> Period | None:
    """``过去三年``, ``近5年来``, ``未来十年``."""
    value = 6 if match["n"] == "半" else number(match["n"])
    if context.reference is None or value is None:
        return None
    unit = "month" if match["n"] == "半" else _UNITS[match["u"]]
    return cal.span(context.reference, value if match["way"] in ("未来", "今后", "接下来") else -value, unit)


def _relative_day(match: re.Match[str], context: Context) -> Period | None:
    day = cal.shift(context.reference, _DAYS[match[0]]) if context.reference else None
    return cal.one(day)


def _then(match: re.Match[str], context: Context) -> Period | None:
    """``次日``, ``当天``: counted from the day named before."""
    if context.previous is None or context.previous.days > 31:
        return None  # no day was named that it could be counted from; the article's own is another
    return cal.one(cal.shift(context.base, _THEN[match[0]])) if context.base else None


def _weekday(match: re.Match[str], context: Context) -> Period | None:
    weeks = _WEEKS[match["w"]] if match["w"] else None
    if match["d"] == "末":
        saturday, sunday = cal.weekday(context, 5, weeks), cal.weekday(context, 6, weeks)
        return Period(saturday.first, sunday.last) if saturday and sunday and saturday < sunday else saturday
    return cal.weekday(context, "一二三四五六日天".index(match["d"]) if match["d"] != "天" else 6, weeks)


def _week(match: re.Match[str], context: Context) -> Period | None:
    return cal.a_week(context.reference, _WEEKS[match["w"]]) if context.reference else None


def _century(match: re.Match[str], context: Context) -> Period | None:
    """``20世纪90年代``, ``上世纪九十年代``, ``21世纪``."""
    if match["n"] in ("上", "本"):
        if context.reference is None:
            return None
        century = context.reference.year // 100 + (match["n"] == "本")
    else:
        century = number(match["n"]) or 0
    if not 1 <= century <= 30:
        return None
    start = (century - 1) * 100
    decade = number(match["ten"]) if match["ten"] else None
    return cal.years(max(1, start), start + 99) if decade is None else cal.years(start + decade, start + decade + 9)


def _decade(match: re.Match[str], _context: Context) -> Period | None:
    """``90年代``, ``1990年代``."""
    value = number(match["ten"]) or 0
    start = value if value >= 1000 else 1900 + value if value >= 30 else 2000 + value
    return cal.years(start, start + 9)


def _iso(match: re.Match[str], _context: Context) -> Period | None:
    return cal.a_day(int(match[1]), int(match[2]), int(match[3]))


def _years(match: re.Match[str], _context: Context) -> Period | None:
    first, last = int(match[1]), int(match[2])
    return cal.years(first, last if last > 99 else first // 100 * 100 + last)


def _months(match: re.Match[str], context: Context) -> Period | None:
    """``1-3月``, ``今年1至9月``."""
    first, last = int(match["a"]), int(match["b"])
    if match["y"]:
        year = _year(match["y"], context)
    else:
        found = cal.without_year(context, last, None)
        year = found.first.year if found else None
    return cal.months(year, first, last) if year and 1 <= first < last <= 12 else None


def _bare_day(match: re.Match[str], context: Context) -> Period | None:
    value = number(match["d"][:-1])
    return cal.bare_day(context, value) if value else None


def _holiday(match: re.Match[str], context: Context) -> Period | None:
    """Feasts of a fixed day."""
    month, day = {"元": (1, 1), "圣": (12, 25), "平": (12, 24), "国": (10, 1), "劳": (5, 1), "情": (2, 14)}[match["h"][0]]
    if match["y"]:
        year = _year(match["y"], context)
        return cal.a_day(year, month, day) if year else None
    return cal.without_year(context, month, day)


def _ever_since(match: re.Match[str], context: Context) -> Period | None:
    """``今年以来``, ``2024年以来``, ``去年至今``: up to the article's own day."""
    year = _year(match["y"], context)
    whole = cal.a_year(year) if year else None
    if not whole:
        return None
    last = context.reference if context.reference and context.reference >= whole.first else date.max
    return Period(whole.first, last)


_LATELY = ("过去", "近", "未来", "今后", "接下来")
_WEEK = ("周", "星期", "礼拜")
_BY_CUES: list[tuple[tuple[str, ...], re.Pattern[str], Build]] = [
    (("-", "/", "."), lazily(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), _iso),
    (("年",), lazily(r"(?<!\d)([12]\d{3})年?\s*[-–—~至到]+\s*([12]\d{3}|\d{2})年(?!代|前|后)"), _years),
    (("月",), lazily(rf"(?:(?P<y>{YEAR}|{YEAR_WORD}))?(?<![\d.])(?P<a>\d{{1,2}})月?\s*[-–—~至到]\s*(?P<b>\d{{1,2}})月份?(?!\s*\d{{1,2}}[日号])"), _months),
    (("月",), lazily(rf"(?:(?P<y>{YEAR}|{YEAR_WORD})的?\s*)?(?:(?P<mw>{MONTH_WORD})|(?P<m>{MONTH}))\s*(?:(?P<d>{DAY}){NOT_DAY})?(?P<part>{PART})?"), _day_of_month),
    (("年",), lazily(rf"(?P<y>{YEAR}|{YEAR_WORD})(?!代|历史|级|版|款|制|龄)(?:的?(?P<part>{YEAR_PART}))?"), _of_year),
    (("以来", "至今"), lazily(rf"(?P<y>{YEAR}|{YEAR_WORD})(?:以来|至今|起至今)"), _ever_since),
    (("底", "末", "年内"), lazily(rf"(?:{YEAR}|今|本|明)?(?:(?P<unit>年|月)(?:底|末)(?:之|以)?前|(?<!\d)(?<=[,，。、今本])年内)"), _until_end),
    (("年底", "年末", "年初", "月底", "月末", "月初", "半年", "季度"), lazily(r"(?<![\d一二三四五六七八九十今明去前后上下整全])年(?:底|末|初)|(?<![个\d本上下])月(?:底|末|初)|(?<!年)[上下]半年|(?<!年)第?[一二三四]季度"), _part_alone),
    (("前", "后"), lazily(rf"(?P<n>{N}|半|几|数)(?P<u>天|日|周|星期|礼拜|个月|年)(?:之|以)?(?P<dir>后|前)(?!期|景|者|[,，]?[^。]{{0,2}}世纪)"), _ago),
    (_LATELY, lazily(rf"(?P<way>过去|近|最近|未来|今后|接下来)的?(?P<n>{N}|半)个?(?P<u>天|日|周|星期|礼拜|(?<=个)月|年)(?P<x>来|里|间|中|内)?"), _lately),
    (_LATELY, lazily(rf"(?P<way>过去|近|最近|未来|今后|接下来)的?(?P<n>{N})(?P<u>个月)(?P<x>来|里|间|中|内)?"), _lately),
    (("天", "日", "晚", "夜", "早", "晨"), lazily("|".join(_DAYS)), _relative_day),
    (("天", "日", "晚"), lazily("|".join(_THEN)), _then),
    (_WEEK, lazily(r"(?P<w>上上|下下|上|本|这|下)?(?:个)?(?:周|星期|礼拜)(?P<d>[一二三四五六日天末])(?!年|期|岁|边|围|个)"), _weekday),
    (_WEEK, lazily(r"(?P<w>上上|下下|上|本|这|下)(?:个)?(?:周|星期|礼拜)(?![一二三四五六日天末])"), _week),
    (("世纪",), lazily(r"(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3}|上|本)(?:个)?世纪(?:(?P<ten>\d0|[一二三四五六七八九]十)年代)?"), _century),
    (("年代",), lazily(r"(?<!世纪)(?P<ten>\d{3}0|\d0|[二三四五六七八九]十)年代"), _decade),
    (("日", "号"), lazily(rf"(?<![\d月.一二三四五六七八九十第每几数])(?P<d>(?:3[01]|[12]\d|[1-9])[日号]){NOT_DAY}(?!线|楼|院|机|门|店|选|球|位|人|台)"), _bare_day),
    (("元旦", "圣诞节", "平安夜", "国庆节", "劳动节", "情人节"), lazily(rf"(?:(?P<y>{YEAR}|{YEAR_WORD})的?)?(?P<h>元旦|圣诞节|平安夜|国庆节|劳动节|情人节)"), _holiday),
]  # fmt: skip
_RULES = [(frozenset(cues), pattern, build) for cues, pattern, build in _BY_CUES]
_CUES = tuple(frozenset[str]().union(*(cues for cues, _, _ in _RULES)))
