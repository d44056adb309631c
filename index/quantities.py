"""Numbers, shares and days as either language writes them: 8.5 billion, 85亿; 85%, 百分之八十五; 14 January, 1月14日."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from index.patterns import lazily

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join([*_MONTHS, *(rf"{name[:3]}\.?" for name in _MONTHS if name != "may"), r"sept\.?"])
_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "bn": 9, "mn": 6, "m": 6, "k": 3}
_HAN_SCALES = {"千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12, "兆": 12}
_DIGITS = "零一二三四五六七八九"
_VALUES = {character: value for value, character in enumerate(_DIGITS)} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = "[零〇一二两三四五六七八九十百千万亿]"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"

_DAY = lazily(
    rf"(?<![a-z\d])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})(?![a-z])"
    rf"|(?<![a-z])(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}})(?!\d)"
    rf"|(?P<month3>\d{{1,2}}|{_HAN_NUMBER}{{1,2}})月(?P<day3>\d{{1,2}}|{_HAN_NUMBER}{{1,3}})[日号]"
)
_SHARE = lazily(
    rf"(?P<share>{_NUMBER}) ?(?:%|percent\b|per cent\b)|百分之(?P<han>{_HAN_NUMBER}+(?:点{_HAN_NUMBER}+)?|{_NUMBER})"
)
_COUNT = lazily(
    rf"(?P<number>{_NUMBER}) ?(?P<scale>thousand|million|billion|trillion|bn|mn|[千百十]?[万亿]|万亿|兆|千)?"
    r"(?![a-z%\d月日号年])"
    rf"|(?P<han>{_HAN_NUMBER}{{2,}})"
)
_YEAR = lazily(r"(?P<han>[零〇一二三四五六七八九]{4})年?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """What stands at ``start:end`` of a folded text, and other ways to write the same, folded."""

    start: int
    end: int
    surfaces: tuple[str, ...]


def quantities(folded: str) -> list[Quantity]:
    """The quantities of a folded text, the longest reading at each place."""
    found: list[Quantity] = []
    taken = [False] * len(folded)
    for pattern, read in ((_DAY, _days), (_SHARE, _shares), (_YEAR, _years), (_COUNT, _counts)):
        for match in pattern.finditer(folded):
            if any(taken[match.start() : match.end()]):
                continue
            surfaces = tuple(dict.fromkeys(one for one in read(match) if one != match.group()))
            if surfaces:
                found.append(Quantity(match.start(), match.end(), surfaces))
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
    return found


def _days(match: re.Match[str]) -> list[str]:
    name = match["month"] or match["month2"]
    month = _month(name) if name else _whole(match["month3"])
    day = int(match["day"] or match["day2"]) if name else _whole(match["day3"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return []
    full = _MONTHS[month - 1]
    short = full[:3]
    return [
        f"{month}月{day}日", f"{han(month)}月{han(day)}日", f"{month}月{day}号",
        f"{full} {day}", f"{day} {full}", f"{short} {day}", f"{short}. {day}", f"{day} {short}",
    ]  # fmt: skip


def _month(name: str) -> int:
    return next(i for i, full in enumerate(_MONTHS, 1) if full.startswith(name.rstrip(".")[:3]))


def _whole(text: str) -> int:
    return int(text) if text.isdigit() else int(value(text) or 0)


def _shares(match: re.Match[str]) -> list[str]:
    if match["share"]:
        number = _plain(Decimal(match["share"].replace(",", "")))
    else:
        whole, _, part = match["han"].partition("点")
        read = value(whole) if not whole[0].isdigit() else Decimal(whole)
        if read is None:
            return []
        number = _plain(read) + ("." + "".join(str(_VALUES.get(c, 0)) for c in part) if part else "")
    whole, _, part = number.partition(".")
    spoken = han(int(whole)) + ("点" + "".join(_DIGITS[int(c)] for c in part) if part else "")
    return [f"{number}%", f"{number} percent", f"{number} per cent", f"百分之{spoken}", f"{number}个百分点"]


def _years(match: re.Match[str]) -> list[str]:
    return ["".join(str(_VALUES[c]) for c in match["han"])]


def _counts(match: re.Match[str]) -> list[str]:
    if match["number"]:
        scale = match["scale"] or ""
        power = _SCALES.get(scale, _HAN_SCALES.get(scale, 0))
        number = Decimal(match["number"].replace(",", "")) * Decimal(10) ** power
        if not scale and re.fullmatch(r"1[5-9]\d\d|20\d\d", match["number"]):
            return []  # a year is never written otherwise than by its digits
    else:
        read = value(match["han"])
        if read is None:
            return []
        number = read
    return written(number) if number >= 10 else []


def written(number: Decimal) -> list[str]:
    """The usual ways to write a number of ten or more, in both languages."""
    found = [_plain(number)]
    whole = number == number.to_integral_value()
    if whole and number < 10**15:
        found.append(f"{int(number):,}")
        found.append(han(int(number)))
    for name, power in (("万亿", 12), ("亿", 8), ("万", 4)):
        share = number / Decimal(10) ** power
        if 1 <= share < 10**4 and len(_plain(share)) <= 7:
            found.append(f"{_plain(share)}{name}")
    for name, power in (("trillion", 12), ("billion", 9), ("million", 6), ("thousand", 3)):
        share = number / Decimal(10) ** power
        if 1 <= share < 10**4 and len(_plain(share)) <= 7:
            found.append(f"{_plain(share)} {name}")
    return found


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def han(number: int) -> str:
    """A whole number below 10^16 in Chinese numerals."""
    if number < 10:
        return _DIGITS[number]
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            gap = "零" if low and low < unit // 10 else ""
            return han(high) + name + gap + (han(low) if low else "")
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        digit, rest = divmod(number, unit)
        if digit:
            text += ("" if unit == 10 and digit == 1 and not text else _DIGITS[digit]) + name
        elif text and not text.endswith("零") and number:
            text += "零"
        number = rest
    return text + (_DIGITS[number] if number else "") if number else text.rstrip("零")


def value(numeral: str) -> Decimal | None:
    """The value of Chinese numerals; None when they are no number."""
    for name, unit in (("亿", 10**8), ("万", 10**4)):
        high, found, low = numeral.rpartition(name)
        if found:
            parts = value(high or "一"), value(low or "零")
            return None if parts[0] is None or parts[1] is None else parts[0] * unit + parts[1]
    total = digit = 0
    for character in numeral:
        if character in _VALUES:
            digit = _VALUES[character]
        elif character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            return None
    return Decimal(total + digit)
