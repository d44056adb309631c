# ruff: noqa: E501 (a rule is one line, to be read as one)
"""Makes rag/countries.json: the names of countries in both languages (CLDR), with the project's own aliases and demonyms.

    python -m training.countries ../shared/data/cldr_countries.tsv.gz rag/countries.json

CLDR's names are under the Unicode licence; the additions below were written for this project.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

# English name in CLDR: words for its people and things, other English names; Chinese other names and short forms
MORE = """
Afghanistan: Afghan, Afghans
Albania: Albanian, Albanians
Algeria: Algerian, Algerians
Angola: Angolan, Angolans
Argentina: Argentine, Argentinian, Argentines
Armenia: Armenian, Armenians
Australia: Australian, Australians, Canberra government; 澳洲, 澳方, 澳总理
Austria: Austrian, Austrians
Azerbaijan: Azerbaijani, Azeri
Bahrain: Bahraini
Bangladesh: Bangladeshi; 孟加拉
Belarus: Belarusian, Belarusians
Belgium: Belgian, Belgians
Bolivia: Bolivian
Bosnia & Herzegovina: Bosnia, Bosnian; 波黑
Botswana: Botswanan
Brazil: Brazilian, Brazilians
Bulgaria: Bulgarian
Cambodia: Cambodian
Cameroon: Cameroonian
Canada: Canadian, Canadians; 加方, 加总理
Chile: Chilean
China: Chinese, PRC, People's Republic of China; 中方, 中华人民共和国, 我国
Colombia: Colombian
Congo - Kinshasa: DRC, Democratic Republic of Congo, Democratic Republic of the Congo, Congolese; 刚果（金）, 刚果(金), 刚果民主共和国
Congo - Brazzaville: Republic of the Congo; 刚果（布）, 刚果(布)
Costa Rica: Costa Rican
Croatia: Croatian
Cuba: Cuban
Cyprus: Cypriot
Czechia: Czech, Czech Republic; 捷克共和国
Côte d’Ivoire: Ivory Coast, Ivorian, Côte d'Ivoire; 象牙海岸
Denmark: Danish, Dane, Danes; 丹方
Dominican Republic: Dominican
Ecuador: Ecuadorian, Ecuadorean
Egypt: Egyptian
Estonia: Estonian
Ethiopia: Ethiopian
Fiji: Fijian
Finland: Finnish, Finn, Finns
France: French, Frenchman; 法方, 法总统
Georgia: Georgian
Germany: German, Germans; 德方, 德外长, 联邦德国
Ghana: Ghanaian
Greece: Greek, Greeks
Greenland: Greenlandic, Greenlander, Greenlanders; 格陵兰岛
Guatemala: Guatemalan
Haiti: Haitian
Honduras: Honduran
Hong Kong SAR China: Hong Kong; 香港
Hungary: Hungarian, Hungarians
Iceland: Icelandic
India: Indian, Indians; 印方
Indonesia: Indonesian; 印尼
Iran: Iranian, Iranians; 伊方
Iraq: Iraqi
Ireland: Irish
Israel: Israeli, Israelis; 以方
Italy: Italian, Italians; 意方
Jamaica: Jamaican
Japan: Japanese; 日方, 日相
Jordan: Jordanian
Kazakhstan: Kazakh
Kenya: Kenyan
Kuwait: Kuwaiti
Kyrgyzstan: Kyrgyz
Laos: Laotian, Lao
Latvia: Latvian
Lebanon: Lebanese
Liberia: Liberian
Libya: Libyan
Lithuania: Lithuanian
Luxembourg: Luxembourgish
Macao SAR China: Macao, Macau; 澳门
Madagascar: Malagasy
Malaysia: Malaysian; 大马, 马方
Maldives: Maldivian
Mexico: Mexican, Mexicans; 墨方
Moldova: Moldovan
Mongolia: Mongolian; 蒙古国
Montenegro: Montenegrin
Morocco: Moroccan
Mozambique: Mozambican
Myanmar (Burma): Myanmar, Burma, Burmese
Namibia: Namibian
Nepal: Nepali, Nepalese
Netherlands: Dutch, Holland; 荷方
New Zealand: New Zealander; 新西兰
Nicaragua: Nicaraguan
Nigeria: Nigerian
North Korea: North Korean, DPRK; 北韩, 朝鲜民主主义人民共和国
North Macedonia: Macedonian
Norway: Norwegian, Norwegians; 挪方
Pakistan: Pakistani
Palestinian Territories: Palestine, Palestinian, Palestinians; 巴勒斯坦
Panama: Panamanian
Papua New Guinea: Papua New Guinean; 巴新
Paraguay: Paraguayan
Peru: Peruvian
Philippines: Philippine, Filipino, Filipinos; 菲方
Poland: Polish, Pole, Poles
Portugal: Portuguese
Qatar: Qatari
Romania: Romanian
Russia: Russian, Russians, Russian Federation; 俄方, 俄国, 俄罗斯联邦
Rwanda: Rwandan
Saudi Arabia: Saudi, Saudis; 沙特, 沙烏地阿拉伯
Senegal: Senegalese
Serbia: Serbian, Serb, Serbs
Singapore: Singaporean; 新方
Slovakia: Slovak
Slovenia: Slovene, Slovenian
Somalia: Somali
South Africa: South African
South Korea: South Korean, South Koreans, Republic of Korea; 韩方, 南韩, 大韩民国
South Sudan: South Sudanese
Spain: Spanish, Spaniard, Spaniards
Sri Lanka: Sri Lankan
Sudan: Sudanese
Sweden: Swedish, Swede, Swedes; 瑞方
Switzerland: Swiss
Syria: Syrian
Taiwan: Taiwanese
Tajikistan: Tajik
Tanzania: Tanzanian
Thailand: Thai, Thais; 泰方
Timor-Leste: East Timor, Timorese
Tunisia: Tunisian
Turkey: Turkish, Turk, Turks, Türkiye; 土方
Turkmenistan: Turkmen
Uganda: Ugandan
Ukraine: Ukrainian, Ukrainians; 乌方
United Arab Emirates: UAE, Emirati; 阿联酋
United Kingdom: UK, U.K., Britain, Great Britain, British, Briton, Britons; 英方, 英相, 大不列颠
United States: US, U.S., USA, U.S.A., America, American, Americans; 美方, 美利坚
Uruguay: Uruguayan
Uzbekistan: Uzbek
Vatican City: Vatican, Holy See; 教廷
Venezuela: Venezuelan
Vietnam: Vietnamese; 越方
Yemen: Yemeni
Zambia: Zambian
Zimbabwe: Zimbabwean
"""
LEFT_OUT = {
    "Jersey",
    "Guernsey",
    "Bouvet Island",
    "Heard & McDonald Islands",
    "U.S. Outlying Islands",
    "St. Martin",
    "Sint Maarten",
}
SHORT = {"Hong Kong SAR China": "Hong Kong", "Macao SAR China": "Macao", "Myanmar (Burma)": "Myanmar", "Palestinian Territories": "Palestine",
         "Congo - Kinshasa": "DR Congo", "Congo - Brazzaville": "Congo"}  # fmt: skip
SHORT_ZH = {
    "香港": "中国香港特别行政区",
    "澳门": "中国澳门特别行政区",
    "阿联酋": "阿拉伯联合酋长国",
    "沙特": "沙特阿拉伯",
    "巴勒斯坦": "巴勒斯坦领土",
}


def main(source: str, target: str) -> None:
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        names = [line.rstrip("\n").split("\t") for line in lines]
    more: dict[str, tuple[list[str], list[str]]] = {}
    for line in MORE.strip().splitlines():
        name, _, rest = line.partition(": ")
        english, _, chinese = rest.partition(";")
        more[name] = (
            [part.strip() for part in english.split(",") if part.strip()],
            [part.strip() for part in chinese.split(",") if part.strip()],
        )
    table = []
    for english, chinese in names:
        if english in LEFT_OUT:
            continue
        extra = more.pop(english, ([], []))
        short = next((new for new, old in SHORT_ZH.items() if old == chinese), chinese)
        main_name = SHORT.get(english, english)
        forms = [
            form
            for form in dict.fromkeys([main_name, english, english.replace("’", "'"), english.replace("&", "and"), *extra[0]])
            if "(" not in form and " - " not in form
        ]
        table.append(
            {"en": main_name, "zh": short, "forms_en": forms, "forms_zh": list(dict.fromkeys([short, chinese, *extra[1]]))}
        )
    if more:
        raise SystemExit(f"not in CLDR: {sorted(more)}")
    Path(target).write_text(
        "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in table) + "\n]\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
