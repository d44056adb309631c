# ruff: noqa: E501 (a part is one line, to be read as one)
"""Whose president, central bank, captain it is: whether what is asked of an owner (Japan's central bank) is told of others only.

Sentences that tell of another country's central bank are like an answer in every word but one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.analyse import HAN, fold
from index.patterns import lazily
from rag.names import Name, countries_in, mentions, names_in
from rag.question import language_of

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from rag.question import Question


@dataclass(frozen=True, slots=True)
class _Part:
    """What an owner has one of. ``said`` finds it said; ``own`` finds names of it that say whose it is: the Riksbank, Sweden's.

    ``held`` is set where a person holds it, who may be told of by name alone; ``anyones`` where not only countries have one.
    """

    said: re.Pattern[str]
    own: tuple[tuple[re.Pattern[str], str], ...] = ()
    held: bool = False
    anyones: bool = False


def _office(said: str, *, anyones: bool = False) -> _Part:
    return _Part(lazily(said), held=True, anyones=anyones)


def _institution(said: str, **own: str) -> _Part:
    """``own`` gives, by owner, with _ for a blank, the names of its own."""
    return _Part(
        lazily("|".join([said, *own.values()])), tuple((lazily(one), owner.replace("_", " ")) for owner, one in own.items())
    )


_DEPARTMENTS = (
    ("外交", "foreign"), ("财政", "finance"), ("国防", "defen[cs]e"), ("教育", "education"), ("卫生", "health"), ("交通|运输", "transport"), ("商务|贸易", "trade|commerce"),
    ("农业", "agriculture|farm"), ("能源", "energy"), ("环境|环保", "environment"), ("内政", "interior|home"), ("司法", "justice"), ("文化", "culture"), ("劳动|劳工", "labou?r"),
)  # fmt: skip
_SHORT = {
    "外交": (r"外长(?![会们级])|外交大臣|国务卿|\bsecretary of state\b", r"外交部|\bstate department\b"),
    "财政": (r"财长(?![会们级])|\btreasury secretary\b|\bchancellor of the exchequer\b", r"财政部|\btreasury\b"),
    "国防": (r"防长(?![会们级])", r"国防部|\bpentagon\b|五角大楼"),
}
"""Other words for a department's minister, and for the department."""


def _ministers() -> Iterator[_Part]:
    """The minister of each department, and the department, for which its minister may speak."""
    for zh, en in _DEPARTMENTS:
        minister, ministry = _SHORT.get(zh, ("(?!)", f"(?:{zh})部"))
        minister = rf"(?<!副)(?:{zh})(?:部长|大臣)|{minister}|\b(?:{en}) (?:minister|secretary)\b"
        yield _office(minister)
        yield _institution(
            rf"{ministry}(?!长)|{minister}|\b(?:{en}) (?:ministry|department|office)\b|\b(?:ministry|department) of (?:{en})\b"
        )


_PARTS = (
    _office(r"(?<!副)总统|国家主席|(?<!vice )(?<!vice-)\bpresident\b"),
    _office(r"(?<!副)总理|首相|(?<!deputy )\bprime minister\b|\bpremier\b|\bchancellor\b(?! of the exchequer)"),
    *_ministers(),
    _office(r"国王(?!位)|女王|\bking\b|\bqueen\b"),
    _office(r"大使(?!馆)|\bambassador\b"),
    _office(r"首席执行官|行政总裁|\bchief executive\b(?! officer of)|\bceo\b", anyones=True),
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
)  # fmt: skip
_LEADER = _office(r"国家元首|国家领导人|领导人|元首|\bheads? of (?:state|government)\b|\bleader\b")
_UNION = lazily(
    r"欧盟|欧洲(?=央行|中央银行|议会|委员会|理事会)|\be(?:u|cb)\b|\beuropean (?:union|(?=central bank|parliament|commission|council))"
)
_ASKS_WHO = lazily(
    r"\bwho(?:['’]s| is| was)\b|\bwhat(?:['’]s| is| was) the name\b|\bname the\b|是谁|谁是|是哪位|叫什么|姓名|名字"
)
_BETWEEN = lazily(
    rf"(?:国家)?(?:[男女][{HAN}]?)?[队隊]?(?:的|['’]s?)?\s?(?:现任|新任|前任?|时任|新|(?:(?:new|former|then|current|acting|first|national|own|head|lower|upper|volleyball|football|cricket|women's|men's|team) ?){{1,3}})?"
)
"""What may stand between an owner and its part: 法国|前|总统, France|'s new| president, 日本|女排|主教练."""
_OF = lazily(r"\s(?:of|for)\s(?:the\s)?(?:(?:republic|union|kingdom|commonwealth)\sof\s(?:the\s)?)?")
_TO = lazily(r"\sto\s(?:the\s)?")
_POSSESSIVE = lazily(r"(?:['’]s?)?(?:\sthe)?\s*$")
_HOLDER = lazily(r"\s?(?=[A-Z][a-z])")
"""What stands between an office and who holds it: President| Trump."""
_NOBODY = lazily(
    r"(?:Federal|State|Royal|National|First|Grand|Supreme|People|Central|Upper|Lower|Vice|Deputy|Former|Acting|Provincial|"
    r"Continental|His|Her|Its|Their|Our|My|Your|One|Two|Three)\b"
)
"""What begins a run of capitals that says which kind of parliament it is, or that says nobody's name: Their coach."""


@dataclass(frozen=True, slots=True)
class _Owner:
    """Who has a part: the ``key`` of a country, the same for any of its names, or else a ``name``."""

    key: str | None
    name: Name | None = None


def told_of_others(question: Question, passages: Sequence[str], likeliest: str) -> bool:
    """Whether the question asks of a part of an owner (巴西总统, Canada's foreign minister, the Bank of Japan) which the passages
    that speak of such a part only tell of others'.

    Not where one of them may be the one asked for: its passage has named the owner before it, or nobody else; nor where the
    ``likeliest`` words name the owner, of whom they may say in other words what is asked.
    """
    asks_who = _ASKS_WHO.search(question.folded) is not None
    return any(
        _only_others(part, owner, question, passages)
        and not (_led(owner, passages) if asks_who and part.held else not asks_who and _otherwise(part, owner, likeliest))
        for part, owner in _asked(question)
    )


def _asked(question: Question) -> Iterator[tuple[_Part, _Owner]]:
    """The parts that a question asks of, and whose; not an office whose holder it names ("President Trump")."""
    text, folded = question.text, question.folded
    for part in _PARTS:
        for match in part.said.finditer(folded):
            named = _HOLDER.match(text, match.end()) or any(name.start == match.end() for name in question.names)
            if not (part.held and named):
                owners = _owners(part, text, folded, *match.span())
                yield from ((part, owner) for owner in owners if owner.key is not None or part.anyones)


def _only_others(part: _Part, asked: _Owner, question: Question, passages: Sequence[str]) -> bool:
    """Whether the part is spoken of, and everywhere as that of another."""
    told = False
    for text in passages:
        folded = fold(text)
        for match in part.said.finditer(folded):
            if asked.name is not None and language_of(text) != question.language:
                return False  # how the other language writes the name is not known
            owners = _owners(part, text, folded, *match.span())
            if asked.key is not None and any(owner.key is not None for owner in owners):
                owners = [owner for owner in owners if owner.key is not None]
            if any(_same(asked, owner) for owner in owners) or (not owners and _may_be(asked, text, match.start())):
                return False
            told = True
    return told


def _owners(part: _Part, text: str, folded: str, start: int, end: int) -> list[_Owner]:
    """Whose the part is that stands at a place, by its own name or by those that stand beside it."""
    for names, owner in part.own:
        if any(match.start() <= start and end <= match.end() for match in names.finditer(folded)):
            return [_Owner(owner)]
    countries = [name for name in _countries(text) if _beside(part, name, folded, start, end)]
    if countries:
        return [_Owner(name.key) for name in countries]
    return [_Owner(None, name) for name in _others(part, text, folded, start, end)]


def _others(part: _Part, text: str, folded: str, start: int, end: int) -> Iterator[Name]:
    """Names of no country that a part belongs to: Lufthansa|'s chief executive, Vessmark| Central Bank; not those of its holder.

    Where only countries have such a part, "the President of the Republic" and "Trump's foreign minister" are one country's all
    the same, and only a name grown together with the part tells of another.
    """
    for name in names_in(text, language_of(text)) if part.anyones or not part.held else ():
        if name.kind == "title" or (part.held and name.kind == "person") or _NOBODY.match(text, name.start):
            continue
        if name.start < start < name.end:
            own = _POSSESSIVE.sub("", text[name.start : start])
            yield Name(own, name.start, name.start + len(own), name.kind, fold(own))
        elif part.anyones and _beside(part, name, folded, start, end):
            yield name


def _beside(part: _Part, name: Name, folded: str, start: int, end: int) -> bool:
    if name.end <= start:
        return _BETWEEN.fullmatch(folded, name.end, start) is not None
    of = (_OF, _TO) if part.held else (_OF,)
    return end <= name.start and any(one.fullmatch(folded, end, name.start) for one in of)


def _same(asked: _Owner, owner: _Owner) -> bool:
    if asked.name is None or owner.name is None:
        return asked.key is not None and asked.key == owner.key
    return mentions(asked.name, owner.name.key, owner.name.text)


def _may_be(asked: _Owner, text: str, place: int) -> bool:
    """Whether a part that stands by itself may be the one asked for: its passage has named the owner before, or nobody else."""
    if asked.name is not None:
        return mentions(asked.name, fold(text), text) or not names_in(text[:place], language_of(text))
    before = {name.key for name in _countries(text) if name.start < place}
    return not before or asked.key in before


def _otherwise(part: _Part, owner: _Owner, text: str) -> bool:
    """Whether a text speaks of the owner, and of nobody's such part."""
    folded = fold(text)
    if part.said.search(folded):
        return False
    if owner.name is not None:
        return mentions(owner.name, folded, text)
    return owner.key in {name.key for name in _countries(text)}


def _led(owner: _Owner, passages: Sequence[str]) -> bool:
    """Whether somebody is called the leader of a country, without the office that makes him so."""
    for text in passages:
        folded = fold(text)
        for match in _LEADER.said.finditer(folded):
            if any(_same(owner, one) for one in _owners(_LEADER, text, folded, *match.span())):
                return True
    return False


def _countries(text: str) -> list[Name]:
    """The countries that a text names, and the European Union, which has a bank, a parliament and a president as they have."""
    unions = (Name(match[0], *match.span(), "country", "European Union") for match in _UNION.finditer(fold(text)))
    return [*countries_in(text), *unions]
