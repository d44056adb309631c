# ruff: noqa: E501 (a table is read in its lines)
"""Cities that stand for their country in the news: what Hanoi decided, who flew to Beijing."""

from __future__ import annotations

import re
from functools import cache

from index.analyse import fold, is_han
from rag.names import Name, beginning

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
"""Country, city in English, city in Chinese; with the houses that stand for two governments."""


def capitals_in(text: str) -> list[Name]:
    """The capitals that a text names, in order; ``key`` is the country's, as of :func:`rag.names.countries_in`."""
    countries, pattern = _capitals()
    found = pattern.finditer(fold(text))
    return [Name(text[one.start() : one.end()], *one.span(), "country", countries[one[0]]) for one in found]


@cache
def _capitals() -> tuple[dict[str, str], re.Pattern[str]]:
    """Each city, folded, and its country; and what finds them."""
    found: dict[str, str] = {}
    for one in _CAPITALS.split("|"):
        country, english, chinese = (word.replace("_", " ") for word in one.split())
        found |= {fold(english): country, fold(chinese): country}
    latin, han = [re.escape(city) for city in found if not is_han(city)], [city for city in found if is_han(city)]
    return found, re.compile(rf"\b(?:{'|'.join(latin)})\b|{beginning(han)}(?:{'|'.join(han)})")
