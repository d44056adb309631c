# ruff: noqa: E501 (a table is read in its lines)
"""Whether what is found is told of the countries that a question names, or only of others."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from index.analyse import HAN, fold, is_han
from index.patterns import lazily
from rag.names import countries_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.question import Question

_NAME_GOES_ON = lazily(
    f"\\s[A-Z]|[{HAN}]{{0,10}}(?:大学|学院|银行|公司|集团|协会|队|杯|报|条约|大學|學院|銀行|集團|協會|隊|報|條約)"
)
_NAME_BEGUN = lazily(r"[A-Z][\w’'-]*\s(?:of\s(?:the\s)?|and\s)?$")
"""What shows that a country's name is part of another name: American Idol, Bank of China, 中国银行."""
_CAPITALS = (
    "Afghanistan Kabul 喀布尔|Algeria Algiers 阿尔及尔|Argentina Buenos_Aires 布宜诺斯艾利斯|Armenia Yerevan 埃里温|Australia Canberra 堪培拉|Austria Vienna 维也纳|Azerbaijan Baku 巴库|"
    "Bangladesh Dhaka 达卡|Belarus Minsk 明斯克|Belgium Brussels 布鲁塞尔|Bolivia La_Paz 拉巴斯|Brazil Brasília 巴西利亚|Brazil Brasilia 巴西利亚|Bulgaria Sofia 索非亚|Cambodia Phnom_Penh 金边|Canada Ottawa 渥太华|"
    "Chile Santiago 圣地亚哥|China Beijing 北京|Colombia Bogotá 波哥大|Croatia Zagreb 萨格勒布|Cuba Havana 哈瓦那|Czechia Prague 布拉格|Denmark Copenhagen 哥本哈根|Ecuador Quito 基多|Egypt Cairo 开罗|Estonia Tallinn 塔林|"
    "Ethiopia Addis_Ababa 亚的斯亚贝巴|Finland Helsinki 赫尔辛基|France Paris 巴黎|Georgia Tbilisi 第比利斯|Germany Berlin 柏林|Ghana Accra 阿克拉|Greece Athens 雅典|Hungary Budapest 布达佩斯|Iceland Reykjavik 雷克雅未克|"
    "India Delhi 新德里|Indonesia Jakarta 雅加达|Iran Tehran 德黑兰|Iraq Baghdad 巴格达|Ireland Dublin 都柏林|Israel Jerusalem 耶路撒冷|Italy Rome 罗马|Japan Tokyo 东京|Jordan Amman 安曼|Kazakhstan Astana 阿斯塔纳|"
    "Kenya Nairobi 内罗毕|Kuwait Kuwait_City 科威特城|Kyrgyzstan Bishkek 比什凯克|Laos Vientiane 万象|Latvia Riga 里加|Lebanon Beirut 贝鲁特|Lithuania Vilnius 维尔纽斯|Malaysia Kuala_Lumpur 吉隆坡|Mexico Mexico_City 墨西哥城|"
    "Mongolia Ulaanbaatar 乌兰巴托|Morocco Rabat 拉巴特|Nepal Kathmandu 加德满都|Netherlands Hague 海牙|Netherlands Amsterdam 阿姆斯特丹|New_Zealand Wellington 惠灵顿|Nigeria Abuja 阿布贾|North_Korea Pyongyang 平壤|Norway Oslo 奥斯陆|"
    "Oman Muscat 马斯喀特|Pakistan Islamabad 伊斯兰堡|Peru Lima 利马|Philippines Manila 马尼拉|Poland Warsaw 华沙|Portugal Lisbon 里斯本|Qatar Doha 多哈|Romania Bucharest 布加勒斯特|Russia Moscow 莫斯科|Russia Kremlin 克里姆林宫|"
    "Saudi_Arabia Riyadh 利雅得|Serbia Belgrade 贝尔格莱德|Singapore Singapore 新加坡|Slovakia Bratislava 布拉迪斯拉发|Slovenia Ljubljana 卢布尔雅那|South_Africa Pretoria 比勒陀利亚|South_Korea Seoul 首尔|Spain Madrid 马德里|Sri_Lanka Colombo 科伦坡|"
    "Sweden Stockholm 斯德哥尔摩|Switzerland Bern 伯尔尼|Syria Damascus 大马士革|Taiwan Taipei 台北|Tajikistan Dushanbe 杜尚别|Tanzania Dodoma 多多马|Thailand Bangkok 曼谷|Tunisia Tunis 突尼斯城|Turkey Ankara 安卡拉|Ukraine Kyiv 基辅|"
    "United_Arab_Emirates Abu_Dhabi 阿布扎比|United_Kingdom London 伦敦|United_States Washington 华盛顿|United_States White_House 白宫|Uruguay Montevideo 蒙得维的亚|Uzbekistan Tashkent 塔什干|Venezuela Caracas 加拉加斯|Vietnam Hanoi 河内|Zambia Lusaka 卢萨卡"
)
"""Cities, and houses, that stand for a country in the news: what was decided in Hanoi, who flew to Beijing."""


def unsaid(question: Question, sentences: Sequence[str]) -> bool:
    """Whether the question names a country that none of the sentences names; not as part of a name ("American Idol")."""
    asked = _asked(question)
    return bool(asked) and not asked <= {name.key for text in sentences for name in countries_in(text)}


def told_elsewhere(question: Question, likeliest: Sequence[str]) -> bool:
    """Whether the likeliest sentences, each with what leads up to it and what its article begins with, are told of other
    countries than those that the question names: none says them all, and some say others.

    Not for a list, whose members each have a country of their own. A text that names no country may be of one's own.
    """
    asked = _asked(question) if question.kind != "list" else frozenset()
    named = [_named(text) for text in likeliest] if asked else []
    return bool(asked) and any(one - asked for one in named) and not any(asked <= one for one in named)


def _asked(question: Question) -> frozenset[str]:
    """The countries that a question names, not as part of another name or of a title."""
    titles = [name for name in question.names if name.kind == "title"]
    return frozenset(
        name.key
        for name in question.names
        if name.kind == "country"
        and not _NAME_GOES_ON.match(question.text, name.end)
        and not _NAME_BEGUN.search(question.text[: name.start])
        and not any(title.start <= name.start < title.end for title in titles)
    )


def _named(text: str) -> frozenset[str]:
    """The countries that a text names, or a city that stands for them."""
    capitals, pattern = _capitals()
    return frozenset({name.key for name in countries_in(text)} | {capitals[match[0]] for match in pattern.finditer(fold(text))})


@cache
def _capitals() -> tuple[dict[str, str], re.Pattern[str]]:
    """Each city, folded, and its country; and what finds them."""
    found: dict[str, str] = {}
    for one in _CAPITALS.split("|"):
        country, english, chinese = (word.replace("_", " ") for word in one.split())
        found |= {fold(english): country, fold(chinese): country}
    latin = "|".join(rf"\b{re.escape(city)}\b" for city in found if not is_han(city))
    return found, re.compile("|".join([latin, *(city for city in found if is_han(city))]))
