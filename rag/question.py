# ruff: noqa: E501 (a rule is one line, to be read as one)
"""What a question asks: its language, its kind, the words and names it is about, its time and the event it hangs on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from index.analyse import HAN, fold, words
from index.errors import QuestionError
from index.patterns import lazily
from rag.names import names_in, numbers_in, words_of

if TYPE_CHECKING:
    from rag.names import Name

KINDS = ("who", "when", "where", "how many", "why", "how", "list", "said", "yes-no", "what")
LONGEST = 2000
"""Characters of the longest text that is taken for a question."""

_HAN = lazily(f"[{HAN}]")
_WORD = lazily(r"\w")

_ZH_KINDS: tuple[tuple[str, str], ...] = (
    ("list", r"哪些|哪几|哪[个位]国家的|有哪[些几]|分别是|都有谁|列出|列举|都有什么|谁都|各国有|哪[两三四五六七八九十\d]+[个位家国项大种名所座条件]"),
    ("why", r"为什么|为何|为了什么|何以|缘何|为啥|什么原因|原因是|何故|出于什么|怎么会|的原因|因何|什么理由"),
    ("when", r"什么时候|何时|哪一?年|哪一?天|哪一?日|哪个?月|几月|几号|什么时间|什么日期|何年|何日|多会儿|哪个时期|哪个年代|什么年代|哪一?个?世纪|何时候|哪个朝代"),
    ("how many", r"多少|多大|多高|多长|多久|多远|多重|多宽|多深|多快|百分之几|几成|几[个位名人次种年天岁家条艘架座场届级所小分月周项倍件只支部间层枚处号国段回支届座]|比例|规模有|是几|第几|人数|有几|几何"),
    ("where", r"哪里|哪儿|何处|何地|在哪|什么地方|哪个(?:国家|城市|地方|省|州|县|地区|区|国|市|洲|岛)|哪一?[座个]城市|位于|哪国|哪一个?(?:国家|省|州|县|地区)|那里"),
    ("who", r"谁|何人|哪位|哪一位|什么人|哪个人|哪名|哪一名"),
    ("said", r"(?:说了?|称|表示|评价|回应|看待|评论|解释|描述|强调|承诺|宣布|透露)(?:了)?(?:些)?(?:什么|哪些|如何|怎么)|(?:怎么|如何|怎样)(?:说|评价|回应|看|表态|评论|解释|形容|描述|看待)"),
    ("yes-no", r"吗[?？]?\s*$|是否|有没有|是不是|会不会|能不能|可不可以|有无|能否|对不对|(?<![什怎那多])么[?？]\s*$"),
    ("how", r"怎么|如何|怎样|怎么样"),
    ("what", r"什么|何种|哪个|哪一|哪项|哪种|哪家|哪部|哪本|何|啥"),
)  # fmt: skip
_EN_KINDS: tuple[tuple[str, str], ...] = (
    ("said", r"\bwhat (?:did|does|do|has|have) .{2,80}?\b(?:say|said|tell|announce|claim|think|argue|warn|promise|call for|state|respond)\b|\bhow did .{2,80}? (?:respond|react|describe|comment)|\bwhat (?:was|is) .{2,60}?(?:response|reaction|comment)"),
    ("list", r"\b(?:which|what)\s(?:\w+\s){0,3}?(?:countries|nations|companies|leaders|states|cities|people|presidents|ministers|firms|parties|organi[sz]ations|members|places|groups|measures|steps|reasons|factors|products|teams|universities|banks|regions|provinces|projects|agreements|deals|minerals|metals|languages|types|kinds|things|events|areas|elements|ways|islands|rivers|schools|categories|roles|heads|officials|delegations|works|books|films|songs)\b|\bwho all\b|^list\b|\bname (?:all|the|some|two|three|four)\b|\bwhat are (?:the|some)\b|\bwhich (?:two|three|four|five|six|several)\b|\bwho are the\b|\bwhat (?:two|three|four|five|six)\b|\bwho else\b"),
    ("why", r"\bwhy\b|\bfor what reason|\bwhat (?:was|is|were) the (?:\w+\s)?(?:reason|cause|purpose|motive)|\bwhat caused\b|\bhow come\b|\bwhat made\b|\bwhat led\b"),
    ("when", r"^(?!\W*(?:how (?:many|much|old|long|far|big|large|high)|who|why|where|which|what)\b).*\bwhen\b|\b(?:what|which) (?:year|day|date|month|century|decade|time)\b|\bon what (?:day|date)|\bsince when"),
    ("how many", r"\bhow (?:many|much|long|old|large|big|high|tall|far|fast|deep|wide|heavy|often|few|late|early|strong|soon|small)\b|\bwhat (?:percentage|percent|proportion|share|fraction|number|amount|size|age|length|height|distance|population|temperature|price|cost|speed|rate|sum|quantity|ratio)\b|\bwhat (?:is|was|are|were) the (?:\w+\s){0,3}?(?:percentage|proportion|number|amount|population|length|height|cost|price|rate|size|area|total|age|value|budget|distance|speed|score)\b|\bwhat .{0,40}\b(?:rate|price)\b"),
    ("where", r"\bwhere\b|\b(?:in|at|from|to) (?:what|which) (?:\w+\s)?(?:country|city|place|state|town|region|province|location|area|continent|county)\b|\b(?:what|which) (?:country|city|place|state|town|region|province|continent|county|location)\b"),
    ("who", r"\bwho(?:m|se)?\b|\b(?:what|which) (?:\w+\s)?(?:person|man|woman|president|leader|minister|author|actor|king|queen|scientist|player|singer|official)\b"),
    ("how", r"\bhow\b"),
    ("what", r"\bwhat\b|\bwhich\b"),
    ("yes-no", r"^(?:and |but |so )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)(?:n't)?\b"),
)  # fmt: skip
_SEEKS: tuple[tuple[str, str], ...] = (
    ("percent", r"百分|比例|占比|几成|采收率|利用率|增长率|通胀率|失业率|率(?:是|为|达|有)|\bpercent|\bproportion|\bshare of|\brate\b|\bratio\b|\bfraction\b"),
    ("money", r"多少钱|多少(?:[亿万]?[美欧日英]?元|资金|投资|美金|经费)|金额|价格|票价|售价|造价|造價|成本|薪|耗资|\bhow much (?:money|did .{1,60} (?:pay|cost|spend|sell|earn|invest|raise)|does .{1,60} cost|will .{1,60} cost|is .{1,40} worth|was .{1,60} (?:sold|paid|bought|spent|invested))|\bcost\b|\bprice\b|\bbudget\b|\bsalary\b|\bworth\b|\bfine\b|\bfee\b|\bfund\b"),
    ("age", r"几岁|多少岁|多大年纪|年龄|年纪|今年多大|多大了|多大岁|年事|岁数|享年|\bhow old\b|\bage\b"),
    ("duration", r"多久|多长时间|几年|几天|几个月|多少年|多少天|几小时|几分钟|几周|\bhow long\b|\bhow many (?:years|days|months|weeks|hours|minutes|decades)\b"),
)  # fmt: skip
_WHICH_NOUN = lazily(
    r"(?:which|what)\s+(?:other\s+|of the\s+|\w+\s+){0,2}?(countr(?:y|ies)|nations?|companies|company|firms?|bidders?|banks?|airlines?|carmakers?|makers?|manufacturers?|suppliers?|players?|actors?|actress(?:es)?|authors?|writers?|judges?|lawyers?|juniors?|students?|candidates?|artists?|athletes?|musicians?|composers?|singers?|scientists?|researchers?|officials?|members?|directors?|leaders?|presidents?|prime ministers?|ministers?|heads? of \w+|people|person|cit(?:y|ies)|states?|organi[sz]ations?)|\bwho\b"
)
_WHICH_NOUN_ZH = lazily(
    r"(?:哪些|哪几个|哪几位|哪个|哪位|哪国|哪两个?|哪[一二三四五六七八九十]个?)的?(国家|国|公司|企业|厂商|银行|集团|品牌|演员|选手|棋手|运动员|队员|成员|嘉宾|学生|作家|导演|教授|专家|律师|法官|候选人|球员|歌手|领导人|领袖|总统|总理|首相|元首|部长|外长|人|官员|城市|组织|机构|地区)?|各国|谁"
)
_CLASSES = {
    "country": "countr|nation|国家|国|各国|states?$", "company": "compan|firm|bidder|banks?$|airline|maker|manufacturer|supplier|公司|企业|厂商|银行|集团|品牌",
    "person": "player|actor|actress|author|writer|judge|lawyer|junior|student|candidate|artist|athlete|musician|composer|singer|scientist|researcher|official|member|director|演员|选手|棋手|运动员|队员|成员|嘉宾|学生|作家|导演|教授|专家|律师|法官|候选人|球员|歌手|leader|head|president|minister|people|person|领导人|领袖|总统|总理|首相|元首|部长|外长|^人|官员|who|谁", "city": "cit|城市",
    "organisation": "organi|组织|机构",
}  # fmt: skip
_STOP_EN = words_of(
    "a an the of in on at to for from by with about as into over after before since until during between through and or but if than that this these those "
    "is are was were be been being do does did done has have had will would shall should can could may might must not no yes it its he she they them his her "
    "their there here who whom whose what which when where why how many much long old any some all each every other else more most very so such own same "
    "s t d ll re ve m i you we me my your our us please tell name list also just ever"
)
_STOP_ZH = words_of(
    "的 了 是 在 和 与 及 或 有 被 把 对 从 到 为 以 于 之 其 而 就 都 也 还 又 吗 呢 吧 么 啊 呀 谁 什么 哪 哪里 哪儿 哪个 哪些 哪位 哪国 哪年 哪一年 何 何时 何地 何处 "
    "多少 几 几个 多久 多大 多长 多高 多远 为什么 为何 怎么 怎样 如何 怎么样 是否 有没有 请问 一 个 这 那 这个 那个 它 他 她 他们 她们 它们 我 你 我们 你们 会 能 可以 要 "
    "时候 什么时候 时间 所 者 中 上 下 里 内 后 前 等 位 名 种 由 于是 因为 所以 并 且 但 但是 哪一 哪一个 那么 会不会 是不是 地 得 着 过 很 更 最 年 月 日 请 告诉 第 一个 "
    "一些 某 某些 进行 其中 关于 哪一位 哪家 哪种 哪项 几位 几年 第几 干什么 做什么 叫 叫做 称为 被称为"
)
_FUTURE = lazily(
    r"\b(?:will|plan(?:s|ned|ning)? (?:to|a|for)|going to|next|upcoming|expected to|intends?|set to|scheduled)\b|计划(?=[^的?？。是])|(?:访\w|来)计划|打算|将(?:[会要在于访赴到来去派]|前往|参加|出席|加入|举行|举办|召开|推出|发布|启动|成立|继续|签)|准备|拟|明年|下[周个]|即将|预计"
)

_PAST = lazily(
    r"\b(?:ha[sd]|have|did|was|were|went|came|took|made|gave|won|lost|met|left|began|bought|sold|paid|built|led|said|told|[a-z]{2,}ed)\b|了|过(?!去|程|度)|曾|已"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read.

    ``folded`` is the text as terms are compared. ``kind`` is one of ``who when where how many why how list said yes-no what``; ``seeks`` is the kind of thing an answer must hold:
    ``person date place number percent money age duration``, or None when that is open. ``wanted`` is the class a list is of:
    ``country company person city organisation``, or None. ``words`` are the terms it is about, without those of any question;
    ``names`` the names in it and ``numbers`` its numerals. ``future`` is set where it asks for what is to come, ``past`` where
    it asks for what has been done.
    """

    text: str
    folded: str
    language: str
    kind: str
    seeks: str | None
    wanted: str | None
    words: tuple[str, ...]
    names: tuple[Name, ...]
    numbers: tuple[str, ...]
    future: bool
    past: bool


def well_formed(text: str) -> str:
    """The text without half characters, such as a terminal or a program may pass on: no tokenizer takes them.

    Raises:
        QuestionError: when it is no text.
    """
    if not isinstance(text, str):
        raise QuestionError(f"a question is text, not {text!r:.40}: give it as a string")
    return text.encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=64)  # the assistant looks whether it is one, then it is answered
def read(text: str) -> Question:
    """Read a question.

    Raises:
        QuestionError: when it holds no letter or digit, or is longer than ``LONGEST``.
    """
    text = text.strip()
    if not _WORD.search(text):
        raise QuestionError("the question is empty: type what you want to know")
    if len(text) > LONGEST:
        raise QuestionError(f"the question has {len(text)} characters, more than {LONGEST}: ask it more shortly")
    language = language_of(text)
    kind = _kind(text, language)
    folded = fold(text)
    future = _FUTURE.search(folded) is not None
    return Question(
        text=text,
        folded=folded,
        language=language,
        kind=kind,
        seeks=_seeks(folded, kind),
        wanted=_wanted(folded, kind),
        words=content_words(text),
        names=names_in(text, language),
        numbers=numbers_in(text),
        future=future,
        past=not future and _PAST.search(folded) is not None,
    )


def language_of(text: str) -> str:
    """``zh`` where Chinese characters carry the text, else ``en``; a Chinese name in an English question leaves it English."""
    han = len(_HAN.findall(text))
    latin = len(re.findall(r"[A-Za-z]+", text))
    return "zh" if han and han * 1.2 >= latin else "en"


def content_words(text: str) -> tuple[str, ...]:
    """The terms of a text without the words that any question has, each once, in order."""
    found = (word for word in words(text) if word not in _STOP_EN and word not in _STOP_ZH)
    return tuple(dict.fromkeys(found))


def _kind(text: str, language: str) -> str:
    folded = fold(text)
    for kind, pattern in _ZH_KINDS if language == "zh" else _EN_KINDS:
        if re.search(pattern, folded):
            return kind
    return "what"


def _seeks(folded: str, kind: str) -> str | None:
    if kind in ("how many", "what"):
        for seeks, pattern in _SEEKS:
            if re.search(pattern, folded):
                return seeks
    return {"who": "person", "when": "date", "where": "place", "how many": "number"}.get(kind)


def asked_for_until(folded: str) -> int:
    """Where the words end by which a question, folded, says of which class of things it asks: "which countries|"; 0 without any."""
    match = _WHICH_NOUN.search(folded) or _WHICH_NOUN_ZH.search(folded)
    return match.end() if match else 0


def _wanted(folded: str, kind: str) -> str | None:
    """The class of things that a question wants named."""
    if kind not in ("list", "where", "who", "what"):
        return None
    match = _WHICH_NOUN.search(folded) or _WHICH_NOUN_ZH.search(folded)
    noun = (match[1] or match[0]) if match else ""
    for name, pattern in _CLASSES.items():
        if noun and re.search(pattern, noun):
            return name
    return None
