# ruff: noqa: E501 (a part is one line, to be read as one)
"""What an owner has one of: a country its president and its central bank, a firm its chief executive, a team its captain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.patterns import lazily

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Part:
    """What an owner has one of. ``said`` finds it said; ``own`` finds names of it that say whose it is: the Riksbank, Sweden's.

    ``held`` is set where a person holds it, who may be told of by name alone; ``anyones`` where not only countries have one.
    """

    said: re.Pattern[str]
    own: tuple[tuple[re.Pattern[str], str], ...] = ()
    held: bool = False
    anyones: bool = False


def _office(said: str, *, anyones: bool = False) -> Part:
    return Part(lazily(said), held=True, anyones=anyones)


def _institution(said: str, **own: str) -> Part:
    """``own`` gives, by owner, with _ for a blank, the names of its own."""
    return Part(
        lazily("|".join([said, *own.values()])), tuple((lazily(one), owner.replace("_", " ")) for owner, one in own.items())
    )


def _figures(*said: str) -> Iterator[Part]:
    """What is counted of a country, and told by the year and country by country."""
    yield from map(_institution, said)


_DEPARTMENTS = (
    ("外交", "foreign"), ("财政", "finance"), ("国防", "defen[cs]e"), ("教育", "education"), ("卫生|保健|厚生", "health"), ("交通|运输", "transport"), ("商务|贸易", "trade|commerce"),
    ("农业", "agriculture|farm"), ("能源", "energy"), ("环境|环保", "environment"), ("内政", "interior|home"), ("司法", "justice"), ("文化", "culture"), ("劳动|劳工", "labou?r"),
)  # fmt: skip
_SHORT = {
    "外交": (r"外长(?![会们级])|外交大臣|国务卿|\bsecretary of state\b", r"外交部|\bstate department\b"),
    "财政": (r"财长(?![会们级])|\btreasury secretary\b|\bchancellor of the exchequer\b", r"财政部|\btreasury\b"),
    "国防": (r"防长(?![会们级])", r"国防部|\bpentagon\b|五角大楼"),
}
"""Other words for a department's minister, and for the department."""


def _ministers() -> Iterator[Part]:
    """The minister of each department, and the department, for which its minister may speak."""
    for zh, en in _DEPARTMENTS:
        other, ministry = _SHORT.get(zh, (None, f"(?:{zh})部"))
        called = [rf"(?<!副)(?:{zh})[^副，。、\s]{{0,4}}?(?:部长|大臣|长官)", other, rf"\b(?:{en}) (?:minister|secretary)\b"]
        minister = "|".join(filter(None, called))
        yield _office(minister)
        yield _institution(
            rf"{ministry}(?!长)|{minister}|\b(?:{en}) (?:ministry|department|office)\b|\b(?:ministry|department) of (?:{en})\b"
        )


PARTS = (
    _office(r"(?<!副)总统|国家主席|(?<!vice )(?<!vice-)\bpresident\b"),
    _office(r"(?<!副)总理|首相|(?<!deputy )\bprime minister\b|\bpremier\b|\bchancellor\b(?! of the exchequer)"),
    *_ministers(),
    _office(r"国王(?!位)|女王|\bking\b|\bqueen\b"),
    _office(r"大使(?!馆)|\bambassador\b"),
    _office(r"首席执行官|(?:行政)?总裁|总经理|\bmanaging director\b|\bchief executive\b(?! officer of)|\bceo\b", anyones=True),
    _office(r"董事长|董事会主席|\bchair(?:man|woman|person)?\b", anyones=True),
    _office(r"主教练|主帅|\b(?:head )?coach\b(?!es)", anyones=True),
    _office(r"队长|\bcaptain\b|\bskipper\b", anyones=True),
    _office(r"市长|镇长|\bmayor\b", anyones=True),
    _office(r"行长|(?:州|省)长|总督|\bgovernor\b"),
    _institution(
        r"央行|中央银行|国家银行|储备银行|(?:(?<=日本)|(?<=韩国)|(?<=加拿大)|(?<=以色列)|(?<=印尼)|(?<=印度尼西亚)|(?<=墨西哥))银行|\bcentral bank\b|\b(?:reserve|national) bank\b|\bbank(?= of (?!america|china|communications|east asia)[a-z])",
        United_States=r"美联储|联储局|\bfederal reserve\b|\bthe fed\b", European_Union=r"欧洲央行|欧洲中央银行|\becb\b|\beuropean central bank\b",
        United_Kingdom=r"英格兰银行|\bbank of england\b|\bboe\b", Japan=r"日银|\bboj\b", China=r"人民银行|\bpeople['’]s bank\b|\bpboc\b", Sweden=r"\briksbank\b", Norway=r"\bnorges bank\b",
        Germany=r"德意志联邦银行|\bbundesbank\b", Indonesia=r"\bbank indonesia\b",
    ),
    _institution(
        r"议会|国会|议院|众院|参院|[上下]院|立法[会院]|议员|全国人大|\bparliament(?:s|ary|arians?)?\b|\bcongress\b|\bsenat(?:e|ors?)\b|\blegislat(?:ure|ors?)\b|\blawmakers?\b|\bmps?\b|\bnational assembly\b|\bhouse of (?:commons|lords|representatives)\b|\b(?:lower|upper) house\b",
        European_Union=r"欧洲议会|\beuropean parliament\b", United_States=r"\bcapitol hill\b", Germany=r"联邦议院|\bbundes(?:tag|rat)\b", Russia=r"杜马|\bduma\b", Israel=r"\bknesset\b",
        Norway=r"\bstorting\b", Sweden=r"\briksdag\b", Denmark=r"\bfolketing\b", Japan=r"\bnational diet\b", Poland=r"\bsejm\b",
    ),
    _institution(r"军队|陆军|国防军|军方|\barmy\b|\barmed forces\b"),
    _institution(r"海军|\bnavy\b"),
    _institution(r"空军|\bair force\b"),
    _institution(r"最高法院|宪法法院|\b(?:supreme|constitutional) court\b"),
    *_figures(
        r"出生率|生育率|\bbirth ?rate\b|\bfertility\b",
        r"通胀|通货膨胀|\binflation\b|\bconsumer prices\b",
        r"失业率|\bunemployment\b|\bjobless\b",
        r"国内生产总值|经济(?:增长|增速|萎缩)|\bgdp\b|\bgross domestic product\b|\beconomic growth\b|\beconomy (?:grew|shrank|expanded)\b",
        r"利率|\b(?:interest|key|policy|benchmark) rates?\b",
        r"最低工资|\bminimum wage\b",
        r"赤字|\bdeficit\b",
    ),
)  # fmt: skip
LEADER = _office(
    r"国家元首|国家领导人|领导人|元首|负责人|掌门人|\bheads? of (?:state|government)\b|\b(?:leader|head|boss|chief)\b(?! executive| of sta)",
    anyones=True,
)
"""What may be called who holds any office."""
