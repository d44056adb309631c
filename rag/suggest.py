# ruff: noqa: E501 (a rule is one line, to be read as one)
"""Questions to begin with, made from sentences of the articles at hand, each one tried before it is offered."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from index.analyse import HAN
from index.patterns import lazily
from index.split import sentences
from rag.calendar import iso_day
from rag.names import countries_in, country_name, names_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from index.base import Index
    from index.types import Article

ARTICLES, SENTENCES = 12, 60
"""How many articles, and how many sentences of each, are looked at."""
_TRIES = 5
"""How many questions are tried for each that is wanted."""

_VISIT_ZH = lazily(
    rf"(?:^|[,，])(?:\d+年)?\d+月\d+日[,，]?(?P<who>[{HAN}]{{2,12}}?)(?P<what>(?:启程)?访[华问美日俄][^,，。；;]{{0,12}}|(?:宣布|签署|抵达|会见|召开|举行|发布|批准|通过)[^,，。；;]{{2,18}})"
)
_SAID_ZH = lazily(
    rf"(?:^|[,，。“”：:])(?P<who>(?:[{HAN}]{{2,10}}(?:发言人|部长|外长|总理|总统|秘书长|首席执行官|董事长|研究员|教授|主席))(?P<name>[{HAN}·]{{2,4}}))(?:表示|说|认为|指出|称)"
)
_NUMBER_ZH = lazily(
    rf"(?:启动|投资|建成|签署|拥有|设立|共有|生产|出口|达到|雇用|派出)(?:了)?(?P<n>\d[\d.,]*)(?P<unit>[个名家座项艘架])(?P<noun>[{HAN}]{{2,10}})(?=[,，。；;、]|$)"
)
_DAY_ZH = r"(?:(?:\d{4}|去|今|明)年)?(?:\d+月\d+日|[一二三四五六七八九十]+月[一二三四五六七八九十]+日)"
_WHEN_ZH = lazily(
    rf"(?:^|[,，])(?P<who>(?!原定)[{HAN}·]{{2,14}}?)(?:在|于|已于|从)?{_DAY_ZH}(?P<what>(?:动身|启程|到访|抵达|访|前往|离开|宣布|签署|公布|举行|召开|开业|投产|通过|发布|起航|开幕)[^,，。；;“”]{{0,16}})(?=[,，。；;])"
)
_WHO_ZH = lazily(
    rf"(?:^|[,，。“”：:])(?P<role>[{HAN}]{{2,10}}(?:公司|集团|科技|银行|部|院|局|协会|大学|港|市|省)(?:董事长|首席执行官|发言人|总裁|行长|部长|所长|主任|市长))(?P<name>[{HAN}·]{{2,4}}?)(?=表示|说|认为|指出|称|对|在|上)"
)
_WHY_ZH = lazily(
    r"(?:^|[,，])(?:因为|由于)[^,，。]{2,20}[,，](?P<what>(?!原|推迟|早已|[已也没不就才都还他她它这那并且但而又再从被未将])[^,，。“”]{6,22})(?=[,，。])|^(?P<what2>(?!.{0,6}原[定计])[^,，。“”]{4,18})[,，](?:是)?因为"
)
_COUNT_ZH = r"(?:\d[\d.,]*[万亿]?|[一二三四五六七八九十百千万两]{1,6})"
_HAS_ZH = lazily(
    rf"(?:^|[,，])(?P<who>(?!其中|此外|另有|目前|至今)[{HAN}·]{{2,12}}?)(?P<verb>共有|设有|拥有|建有|收藏了?|雇用|有)(?:大约|约|近|超过)?{_COUNT_ZH}(?P<unit>[个名家座项艘架间张台所条只头册本种])(?P<noun>[{HAN}]{{2,8}})(?=[,，。;；、]|$)"
)
_PLAN_ZH = lazily(
    rf"(?:^|[,，])(?P<who>[{HAN}·]{{0,12}}?)(?P<verb>要招|招聘|招募|接诊|派出|捐出|救出|选出|转移)(?:大约|约|近)?{_COUNT_ZH}(?P<noun>[名个位人][{HAN}]{{0,6}})(?=[,，。;；、]|$)"
)
_COST_ZH = lazily(
    rf"(?:^|[,，])(?P<what>[{HAN}·]{{2,12}}?)的?(?P<cost>总投资|投资总额|造价|门票|票价)(?:额)?(?:约|为|达|是)?{_COUNT_ZH}[{HAN}]{{0,3}}元"
)
_PLACE_ZH = lazily(
    rf"(?:^|[,，])(?P<who>(?!原定)[{HAN}·《》“”]{{2,16}}?)(?:{_DAY_ZH})?(?:[上下]午|晚)?在(?P<where>[{HAN}]{{2,8}}?)(?P<what>举行|召开|首映|开幕|成立|落户|靠岸|会面|会晤)(?=[,，。;；]|了)"
)
_CAUSE_ZH = lazily(
    rf"(?:^|[,，])(?P<who>(?!原定|此前|就在)[{HAN}·]{{2,14}}?)(?:因为|由于|因)(?P<why>[^,，。因]{{2,18}}?)(?:而|被)?(?P<what>取消|推迟|停课|停工|停产|延期|关闭|中断|缺席|落选)(?P<rest>[^,，。;；]{{0,8}})(?=[,，。;；]|$)"
)
_FOUNDED_ZH = lazily(
    rf"(?:^|[,，。])(?P<what>[{HAN}]{{2,10}}?)(?:是[^,，。]{{2,16}}[,，])?(?:\d{{4}}年)?由[{HAN}]{{2,12}}(?P<verb>创办|创立|设计|修建|承建|捐建|主持)"
)
_SPEAKS_ZH = lazily(
    rf"(?:^|[,，。“”：:])(?:[{HAN}]{{0,14}}?)(?P<name>[{HAN}]{{2,4}})(?:表示|介绍|解释|认为|提醒|指出|透露)(?=[,，:：说])"
)
_SAID_EN = lazily(
    r"\bsaid (?P<who>[A-Z][\w’'-]+ (?:van |de |von )?[A-Z][\w’'-]+)|(?P<who2>[A-Z][\w’'-]+ (?:van |de |von )?[A-Z][\w’'-]+),? (?:who [^,.]{3,60},? )?(?:said|told)\b"
)
_NUMBER_EN = lazily(
    r"(?P<n>\b\d[\d,]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)) (?P<noun>(?:[a-z]+ )?[a-z]+s) (?P<verb>(?:take part|took part|were|are|have|had|will|went|came|died|joined|work|live|voted)\b[^,.;:“”\"()]{0,50})(?=[,.;:]|$)"
)
_PAST = {
    "opened": "open", "reopened": "reopen", "landed": "land", "left": "leave", "arrived": "arrive", "closed": "close", "began": "begin", "signed": "sign",
    "visited": "visit", "flew": "fly", "met": "meet", "decided": "decide", "agreed": "agree", "announced": "announce", "voted": "vote", "granted": "grant",
    "started": "start", "ended": "end", "cancelled": "cancel", "published": "publish", "won": "win", "sold": "sell", "bought": "buy", "rejected": "reject",
    "stopped": "stop", "refused": "refuse", "resigned": "resign", "chose": "choose", "killed": "kill", "raised": "raise", "cut": "cut", "fell": "fall", "rose": "rise",
}  # fmt: skip
_WHO_DID = r"(?P<who>The (?:(?!and\b)[\w’'-]+ ){0,5}?[\w’'-]+|[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){1,4}(?:['’]s [a-z]+)?)"
_WHEN_EN = lazily(
    rf"^{_WHO_DID} (?P<verb>{'|'.join(_PAST)}|will (?P<base>[a-z]+))\b(?P<what>[^,.;:“”\"()]{{0,60}}?) (?:on|in|at the end of) (?=\d|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December)"
)
_WHY_EN = lazily(rf"^{_WHO_DID} (?P<verb>{'|'.join(_PAST)}|was|were|is|are)\b(?P<what>[^,.;:“”\"()]{{3,70}}?),? because ")
_WHO_EN = lazily(
    r"(?P<name>[A-Z][\w’'-]+ (?:van |de |von )?[A-Z][\w’'-]+), (?:the |an? )?(?P<role>(?!(?:the|an?) )(?:[a-z]+ ){0,3}?(?:head|manager|director|chief|governor|minister|spokesman|spokeswoman|chairman|chairwoman|mayor|captain|owner|leader|envoy) (?:of|at|for) [^,.;:“”\"()]{3,40})(?=[,.])"
)
_EVENT_EN = lazily(
    r"\b[Oo]n (?P<day>\d{1,2} [A-Z][a-z]+|[A-Z][a-z]+ \d{1,2}),? (?P<what>(?:the |[A-Z])[^,.;:“”\"()]{12,60})(?=[,.;])"
)


def suggestions(index: Index, answered: Callable[[str], bool], n: int, language: str | None) -> list[str]:
    """At most ``n`` questions that the articles answer, from different articles as far as possible.

    ``answered`` tells whether a question is answered and not refused; ``language`` is ``zh`` or ``en``, or None for each
    article's own.
    """
    articles = _newest(index)
    made = [
        (kind, article.id, question)
        for article in articles
        if language in (None, article.language)
        for kind, question in dict.fromkeys(_of_article(article))
    ]
    made = [*made, *(("about", "", question) for question in _about_countries(articles, language))]
    found: list[str] = []
    kinds, sources = Counter[str](), Counter[str]()
    for _ in range(_TRIES * n):
        if len(found) >= n or not made:
            break
        chosen = min(made, key=lambda one: (one[0] == "about", kinds[one[0]], sources[one[1]]))
        made.remove(chosen)
        kind, source, question = chosen
        if question not in found and answered(question):
            found.append(question)
            kinds[kind] += 1
            sources[source] += 1
    return found


def _newest(index: Index) -> list[Article]:
    listed = sorted(index.summaries(), key=lambda one: (iso_day(one.published) is not None, str(one.published)), reverse=True)
    return index.articles([one.id for one in listed[:ARTICLES]]) if listed else []


def _of_article(article: Article) -> Iterator[tuple[str, str]]:
    """(kind, question) of every sentence that answers one."""
    spans = sentences(article.text, article.language)[:SENTENCES]
    if article.language in ("zh", "en"):
        make = _chinese if article.language == "zh" else _english
        for start, end in spans:
            yield from make(article.text[start:end])


def _chinese(sentence: str) -> Iterator[tuple[str, str]]:
    if match := _VISIT_ZH.search(sentence) or _WHEN_ZH.search(sentence):
        yield "when", f"{match['who']}什么时候{match['what']}？"
    if match := _NUMBER_ZH.search(sentence):
        yield "how many", f"{match[0].replace(match['n'], '多少', 1)}？"
    yield from _chinese_amounts(sentence)
    if match := _PLACE_ZH.search(sentence):
        yield "where", f"{match['who']}在哪里{match['what']}？"
    if match := _CAUSE_ZH.search(sentence):
        yield "why", f"{match['who']}为什么{match['what']}{match['rest']}？"
    if match := _FOUNDED_ZH.search(sentence):
        yield "who", f"{match['what']}是由谁{match['verb']}的？"
    if match := _WHO_ZH.search(sentence):
        yield "who", f"{match['role']}是谁？"
    if match := _WHY_ZH.search(sentence):
        yield "why", f"为什么{match['what'] or match['what2']}？"
    if match := _SAID_ZH.search(sentence):
        yield "said", f"{match['who']}说了什么？"
    elif (match := _SPEAKS_ZH.search(sentence)) and any(
        name.kind == "person" and name.text == match["name"] for name in names_in(sentence, "zh")
    ):
        yield "said", f"{match['name']}说了什么？"


def _chinese_amounts(sentence: str) -> Iterator[tuple[str, str]]:
    """Questions after how many there are, are wanted, and what a thing costs."""
    if match := _HAS_ZH.search(sentence):
        yield "how many", f"{match['who']}有多少{match['unit']}{match['noun']}？"
    if match := _PLAN_ZH.search(sentence):
        yield "how many", f"{match['who']}{match['verb']}多少{match['noun']}？"
    if match := _COST_ZH.search(sentence):
        yield "how much", f"{match['what']}的{match['cost']}是多少？"


def _english(sentence: str) -> Iterator[tuple[str, str]]:
    if match := _WHEN_EN.search(sentence):
        base = match["base"] or _PAST[match["verb"]]
        yield "when", f"When {'will' if match['base'] else 'did'} {_inside(match['who'])} {base}{match['what']}?"
    if match := _NUMBER_EN.search(sentence):
        yield "how many", f"How many {match['noun']} {match['verb'].strip()}?"
    if match := _WHO_EN.search(sentence):
        yield "who", f"Who is the {match['role']}?"
    if match := _WHY_EN.search(sentence):
        base = _PAST.get(match["verb"])
        who = _inside(match["who"])
        yield "why", f"Why did {who} {base}{match['what']}?" if base else f"Why {match['verb']} {who}{match['what']}?"
    if match := _SAID_EN.search(sentence):
        yield "said", f"What did {match['who'] or match['who2']} say?"
    if match := _EVENT_EN.search(sentence):
        yield "what", f"What happened on {match['day']}?"


def _inside(who: str) -> str:
    """A sentence's subject, within a sentence."""
    return re.sub(r"^(?:The|An?)\b", lambda match: match[0].lower(), who)


def _about_countries(articles: Sequence[Article], language: str | None) -> Iterator[str]:
    """The countries most spoken of: questions for a language that no article is in, or for articles without a pattern."""
    counts = Counter(name.key for article in articles for name in countries_in(article.text))
    chinese = language == "zh" or (language is None and any(article.language == "zh" for article in articles))
    for key, _ in counts.most_common(6):
        name = country_name(key, "zh" if chinese else "en")
        the = "the " if name.startswith(("United", "Netherlands", "Philippines")) else ""
        yield f"关于{name}说了什么？" if chinese else f"What is said about {the}{name}?"
