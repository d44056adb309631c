# ruff: noqa: E501 (a rule is one line, to be read as one)
"""Names and numbers in a text: countries in both languages, people, places, organisations, quoted titles."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.analyse import HAN, fold, tagged
from index.patterns import lazily

if TYPE_CHECKING:
    from collections.abc import Iterable


def words_of(text: str) -> frozenset[str]:
    """The words of a text that lists them, parted by blanks."""
    return frozenset(text.split())


_HAN = lazily(f"[{HAN}]")
_TITLE_ZH = (
    "国家主席|总统|总理|首相|国务卿|外交部长|外交大臣|外长|财政部长|财长|防长|国防部长|部长|大臣|主席|国王|女王|秘书长|议长|州长|市长|省长|总督|教皇|王储|副总统|副总理|副部长|大使|发言人|"
    "首席执行官|总裁|董事长|创始人|总干事|专员|特使|元首|领导人|代表|行长"
)
_TITLE_EN = (
    "president|prime minister|premier|chancellor|foreign minister|finance minister|defence minister|defense minister|minister|secretary of state|"
    "treasury secretary|secretary general|secretary-general|king|queen|pope|prince|chairman|chief executive|ceo|governor|mayor|spokesperson|"
    "spokesman|spokeswoman|ambassador|envoy|commissioner|director|leader|dr|mr|mrs|ms|sir|professor"
)
_QUOTED = lazily(r"《([^》]{1,40})》|“([^”]{1,30})”|「([^」]{1,30})」|\"([^\"]{2,40})\"|『([^』]{1,30})』")
_CAPITALS = lazily(
    r"(?<![\w’'-])(?:[A-Z][\w’'.&-]*[\w]|[A-Z](?:\.[A-Z])+\.?|[A-Z])(?:\s+(?:(?:of|the|de|la|von|van|der|al|bin|&|for|du|di)\s+(?=[A-Z]))?(?:[A-Z][\w’'.&-]*[\w]|[A-Z]\.?))*"
)
_LATIN_IN_HAN = lazily(r"[A-Za-z][A-Za-z0-9+.&-]*(?:\s[A-Z][A-Za-z0-9+.&-]*)*")
_NUMBER = lazily(r"(?<![A-Za-z\d.])\d+(?:[.,]\d+)*(?![A-Za-z]{2})")
_NOT_NAMES = words_of(
    "What Which Who Whom Whose When Where Why How Is Are Was Were Do Does Did Has Have Had Can Could Will Would Should May Might Must In On At The A An And "
    "But Or If For From To Of By With As After Before Since Until During Between According Name List Please I Monday Tuesday Wednesday Thursday Friday "
    "Saturday Sunday January February March April June July August September October November December Tell Give Besides Other Aside It He She They We You "
    "This That These Those There Then Also About Along Not No Yes Under Over Most Some Many All Each Every Both European Foreign Opposition Chinese Western Eastern Northern Southern Prime President Minister"
)

_TITLE_WORD = lazily(
    r"(?:(?:Former|Deputy|Vice|Acting|Then)[ -])*(?:President|Prime Minister|Premier|Chancellor|(?:Foreign|Finance|Defen[cs]e|Interior|Trade|Prime) "
    r"(?:Minister|Secretary)|Minister|Treasury Secretary|Secretary of State|Secretary[ -]General|Secretary|King|Queen|Pope|Chairman|Governor|Mayor|"
    r"Spokes(?:person|man|woman)|Ambassador|Senator|General|Sir|Dr|Mr|Mrs|Ms|Professor|Prof|Director)\b\.?(?=\s+[A-Z])"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name at ``start:end``. ``kind`` is ``country person place organisation title`` or ``name``; ``key`` is the same for every form
    of one country, and else the folded text.
    """

    text: str
    start: int
    end: int
    kind: str
    key: str


@cache
def _countries() -> tuple[dict[str, tuple[str, str]], re.Pattern[str], re.Pattern[str]]:
    """Every form of a country's name -> its two main names; and what finds them."""
    rows = json.loads((Path(__file__).parent / "countries.json").read_text(encoding="utf-8"))
    forms = {form: (row["en"], row["zh"]) for row in rows for form in (*row["forms_en"], *row["forms_zh"])}
    english = sorted((form for form in forms if not _HAN.search(form)), key=len, reverse=True)
    chinese = sorted((form for form in forms if _HAN.search(form)), key=len, reverse=True)
    return (
        forms,
        re.compile(rf"{beginning(english)}(?<![\w-])(?:{'|'.join(map(re.escape, english))})(?![\w])"),
        re.compile(
            # Damascus begins with what Malaysia is called for short.
            f"{beginning([*chinese, *_SHORT])}(?!大马士革)(?:{'|'.join(map(re.escape, chinese))}"
            + r"|(?<![全各两多外本该他邻我亚联爱])[美英法德俄日韩](?=国|媒|军|方|财长|外长|总统|首相|总理|中|欧)|(?<=[访驻赴])[华美英法德俄日韩])"
        ),
    )


def beginning(forms: Iterable[str]) -> str:
    """What looks ahead for the first character of any: to try hundreds of them at every place takes several times as long."""
    return f"(?=[{''.join(sorted({form[0] for form in forms}))}])"


_SHORT = {
    "美": "United States",
    "英": "United Kingdom",
    "法": "France",
    "德": "Germany",
    "俄": "Russia",
    "日": "Japan",
    "韩": "South Korea",
    "华": "China",
}


def countries_in(text: str) -> list[Name]:
    """The countries that a text names, in order; ``key`` is the English name."""
    return list(_countries_in(text))


@lru_cache(maxsize=4096)  # an answer looks at the same sentences several times
def _countries_in(text: str) -> tuple[Name, ...]:
    forms, english, chinese = _countries()
    found: list[Name] = []
    if _HAN.search(text):
        for match in chinese.finditer(fold(text)):
            key = forms[match[0]][0] if match[0] in forms else _SHORT[match[0]]
            found.append(Name(text[match.start() : match.end()], match.start(), match.end(), "country", key))
    found.extend(Name(match[0], *match.span(), "country", forms[match[0]][0]) for match in english.finditer(text))
    return tuple(sorted(found, key=lambda name: name.start))


def country_name(key: str, language: str) -> str:
    """A country's main name in English or Chinese."""
    return _main_names()[key] if language == "zh" else key


@cache
def _main_names() -> dict[str, str]:
    return dict(_countries()[0].values())


def numbers_in(text: str) -> tuple[str, ...]:
    """The numerals in a text, as they stand, commas of thousands taken out."""
    return tuple(match[0].replace(",", "") for match in _NUMBER.finditer(fold(text)))


@lru_cache(maxsize=4096)
def names_in(text: str, language: str) -> tuple[Name, ...]:
    """The names in a text, none overlapping, in order."""
    found = countries_in(text)
    found += [_name(text, *match.span(match.lastindex or 0), "title") for match in _QUOTED.finditer(text)]
    if _HAN.search(text):
        found += _chinese_names(text)
    found += _latin_names(text, language)
    return _apart(found)


def _name(text: str, start: int, end: int, kind: str) -> Name:
    return Name(text[start:end], start, end, kind, fold(text[start:end]).strip())


_SOUNDS = (
    "阿埃艾爱安昂奥巴白拜班邦包保鲍贝本比彼毕别波伯勃博布采查察达戴丹道德登邓迪蒂丁东杜多恩尔法范菲费芬冯夫弗福富盖甘冈高戈格葛根古哈海汉豪赫亨霍基吉加贾简杰金卡凯坎康考"
    "科克肯库夸拉莱赖兰朗劳勒雷黎里理利丽莉连林琳隆龙卢鲁路伦罗洛马玛麦曼毛梅门蒙米密莫默姆穆纳娜内尼妮涅宁纽诺努欧帕派潘庞佩彭皮珀普齐奇契恰乔切琼丘屈热荣茹儒瑞若萨塞赛森舍"
    "申圣施史舒斯司思松苏索塔泰坦汤唐陶特滕提廷图托脱瓦万旺威维韦魏温翁沃乌伍武西希席夏谢辛欣雅亚扬耶叶伊易尤约泽詹珍朱卓兹佐"
)
"""The characters that foreign names are spelt with."""
_FOREIGN = lazily(f"[{_SOUNDS}·]{{0,6}}")
_TITLED_ZH = lazily(rf"(?:{_TITLE_ZH})(?P<name>[{_SOUNDS}]{{2,7}}(?:·[{_SOUNDS}]{{2,7}})*)")
_TAGS = {"nr": "person", "nrt": "person", "nrfg": "person", "ns": "place", "nt": "organisation"}


def _chinese_names(text: str) -> list[Name]:
    """People, places and organisations by rjieba's tags; neighbouring pieces of one foreign name are joined."""
    found: list[Name] = []
    place = covered = 0
    folded = fold(text)
    found += [_name(text, *match.span("name"), "person") for match in _TITLED_ZH.finditer(folded)]
    for word, tag in tagged(folded):
        start = folded.find(word, place)
        if start < 0:
            continue
        place = start + len(word)
        kind = _TAGS.get(tag)
        if kind is None or not _HAN.match(word) or (len(word) == 1 and not (found and found[-1].end == start)):
            continue
        if start < covered:
            continue
        if kind == "person" and all(character in _SOUNDS for character in word) and (grown := _FOREIGN.match(folded, place)):
            place = covered = grown.end()
        if found and found[-1].end == start and found[-1].kind == kind == "person":
            found[-1] = _name(text, found[-1].start, place, kind)
        elif place - start > 1:
            found.append(_name(text, start, place, kind))
    return found


def _latin_names(text: str, language: str) -> list[Name]:
    """Runs of capitalised words, without what only begins a sentence and without titles and demonyms before a name."""
    found = []
    for match in (_CAPITALS if language != "zh" else _LATIN_IN_HAN).finditer(text):
        start = _after_head(text, *match.span())
        run = text[start : match.end()]
        run = re.sub(r"['’]s?$", "", run).rstrip(" .-’'") if not re.fullmatch(r"(?:[A-Z]\.)+[A-Z]?\.?", run) else run
        if len(run) > 1:
            found.append(_name(text, start, start + len(run), "name"))
    return found


def _after_head(text: str, start: int, end: int) -> int:
    """Where the name itself begins in a run of capitals."""
    english = _countries()[1]
    while start < end:
        head = english.match(text, start)
        if head and head.end() == end:
            return start
        word = head or _TITLE_WORD.match(text, start) or re.compile(r"[\w’'-]+").match(text, start)
        if not word or (not head and word[0] not in _NOT_NAMES and word.re.pattern != _TITLE_WORD.pattern):
            return start
        start = word.end()
        start += len(text[start:end]) - len(
            text[start:end].lstrip(" .’'s" if head and text[start : start + 2] in ("'s", "’s") else " .")
        )
    return start


def _apart(names: list[Name]) -> tuple[Name, ...]:
    """Countries all; of other names that overlap the longer; a country within a longer name ("Bank of China") stands beside it."""
    kept: list[Name] = [name for name in names if name.kind == "country"]
    for name in sorted((one for one in names if one.kind != "country"), key=lambda one: one.start - one.end):
        if all(name.end <= other.start or other.end <= name.start or _wider(name, other) for other in kept):
            kept.append(name)
    return tuple(sorted(kept, key=lambda one: (one.start, -one.end)))


def _wider(name: Name, other: Name) -> bool:
    return other.kind == "country" and name.start <= other.start and other.end <= name.end and len(name.text) > len(other.text)


def mentions(name: Name, folded: str, text: str) -> bool:
    """Whether a text names what a name names: a country in any form, a Chinese name by most of its characters."""
    if name.kind == "country":
        return any(other.key == name.key for other in countries_in(text))
    if name.key.split()[-1] in folded:
        return True
    pairs = [name.key[i : i + 2] for i in range(len(name.key) - 1)]
    return _HAN.search(name.key) is not None and len(pairs) > 1 and 2 * sum(pair in folded for pair in pairs) >= len(pairs)


def has_title(text: str) -> bool:
    """Whether a text names an office that a person holds."""
    return re.search(rf"{_TITLE_ZH}|\b(?:{_TITLE_EN})\b", fold(text)) is not None


def title_after(text: str, end: int) -> int:
    """Where the title ends that follows a country's name ("加拿大|总理", "Canada|'s prime minister"); ``end`` when none does."""
    match = re.compile(rf"(?:的|['’]s?)?\s?(?:{_TITLE_ZH}|(?:{_TITLE_EN})\b)").match(fold(text), end)
    return match.end() if match else end


def leaders_in(text: str) -> dict[str, str]:
    """Who is said, by title, to be of which country: "加拿大总理卡尼", "Canadian Prime Minister Mark Carney": folded name -> country."""
    found: dict[str, str] = {}
    for country in countries_in(text):
        rest = text[country.end : country.end + 60]
        match = _OF_COUNTRY_ZH.match(fold(rest)) if _HAN.search(country.text) else _OF_COUNTRY_EN.match(rest)
        if match:
            name = fold(match["name"])
            found[name] = country.key
            if " " in name:
                found[name.rsplit(" ", 1)[1]] = country.key
    return found


_OF_COUNTRY_ZH = lazily(rf"(?:的|新任|前)?(?:{_TITLE_ZH})(?P<name>[{_SOUNDS}]{{2,7}}(?:·[{_SOUNDS}]{{2,7}})*)")
_OF_COUNTRY_EN = lazily(
    rf"(?:['’]s?)?\s(?:new\s|former\s)?(?i:{_TITLE_EN})(?:\s(?i:{_TITLE_EN}))*,?\s(?P<name>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){{0,2}})"
)
