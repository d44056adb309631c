"""How Chinese shortens a verb and the country after it: 访问中国 is 访华, 前往美国 赴美; and what the short form stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

VERBS = {
    "访": ("访问", "到访", "出访", "造访"),
    "赴": ("前往", "赴"),
    "抵": ("抵达", "到达"),
    "援": ("援助",),
}
"""The short form of a verb, and the verbs that it stands for, the usual one first."""
COUNTRIES = {
    "中国": "华中", "美国": "美", "日本": "日", "英国": "英", "法国": "法", "德国": "德", "俄罗斯": "俄", "韩国": "韩",
    "朝鲜": "朝", "印度": "印", "加拿大": "加", "澳大利亚": "澳", "欧盟": "欧", "台湾": "台", "香港": "港", "越南": "越",
    "伊朗": "伊", "以色列": "以", "乌克兰": "乌", "菲律宾": "菲", "泰国": "泰", "蒙古": "蒙", "巴西": "巴",
}  # fmt: skip
"""The short forms of a country, one character each, the usual one first."""
_SURE = 0.95  # the usual short form of both; one that is not usual proves less
_LESS = 0.7
_SHORT_VERBS = {verb: short for short, verbs in VERBS.items() for verb in verbs}
_LONG_COUNTRIES = {short: name for name, shorts in COUNTRIES.items() for short in shorts}


def shortened(words: Sequence[str]) -> list[tuple[str, float, tuple[int, ...]]]:
    """What says a verb and a country among ``words``, simplified Chinese: (surface, probability, the words it says)."""
    found: list[tuple[str, float, tuple[int, ...]]] = []
    for verb, short in ((i, _SHORT_VERBS[word]) for i, word in enumerate(words) if word in _SHORT_VERBS):
        for country, shorts in ((i, COUNTRIES[word]) for i, word in enumerate(words) if word in COUNTRIES):
            found += [(short + one, _SURE if one == shorts[0] else _LESS, (verb, country)) for one in shorts]
    for i, word in enumerate(words):
        if len(word) == 2 and word[0] in VERBS and word[1] in _LONG_COUNTRIES:
            country_name = _LONG_COUNTRIES[word[1]]
            found += [(verb + after + country_name, _SURE, (i,)) for verb in VERBS[word[0]] for after in ("", "了")]
    return found
