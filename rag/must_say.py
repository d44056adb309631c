# ruff: noqa: E501 (a group is one line, to be read as one)
"""Words for what a question asks that its answer cannot do without: whose wife, captain, salary, hotel; and how else they are said.

A question for "the genre" or "the effect" is answered by sentences without these words. One for the captain of a ship is not.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from index.analyse import is_han
from index.patterns import alternatives, lazily
from rag.names import words_of

CLASSES = words_of(
    "country nation city town place person people man woman company firm year day month date time week century thing kind type sort part area region state way name "
    "job jobs trade profession occupation post position role living become became becomes happen happened happens take takes took part taking called named number amount leader leaders president presidents minister ministers countries companies people cities months days years share percentage percent proportion rate capacity industry sector part parts places things "
    "kinds types sorts 国家 国 城市 地方 地点 人 公司 企业 年 月 日 天 时候 时间 东西 事 事情 地区 方面 种 个 名字 名称 部分 领导人 总统 总理 数量 人员 人物 行业 领域 方面 国际 比例 份额 占比 一共 首席 地址"
)
"""What any sentence of the right form says, or what no answer says: a demand for one of these is met by the form alone."""
MEASURES = {
    word: rule
    for words, rule in (
        ("吨 公斤 千克 tonnes tons kilograms kilos", r"吨|公斤|千克|斤|\btons?\b|\btonnes?\b|\bkilo(?:gram)?s?\b|\bkg\b"),
        (
            "立方米 升 桶 litres gallons barrels",
            r"立方|升(?=[,，。；]|$)|桶|\blit(?:re|er)s?\b|\bgigalitres\b|\bcubic\b|\bgallons?\b|\bbarrels?\b",
        ),
        (
            "公里 米 厘米 海里 kilometres miles metres",
            r"公里|[米里](?![饭勒德兰])|\bkm\b|kilomet|\bmiles?\b|\bmet(?:re|er)s?\b|centimet|\bfeet\b",
        ),
        ("平方公里 平方米 公顷 亩 hectares acres", r"平方|公顷|亩|\bsquare\b|\bhectares?\b|\bacres?\b"),
        (
            "美元 元 欧元 英镑 加元 日元 卢比 dollars euros pounds yuan rupees kroner",
            r"元|镑|卢比|\b(?:dollars?|euros?|pounds?|yuan|rupees?|kroner|yen)\b|[$€£¥]",
        ),
        ("兆瓦 千瓦 megawatts kilowatts", r"兆瓦|千瓦|\b(?:mega|giga|kilo)watts?\b|\bMW\b"),
    )
    for word in words.split()
}
"""Units of measure, and what measures the same."""
MONEY = lazily(
    r"cost|costs|price|prices|fee|fees|pay|pays|paid|earn|earns|salary|wage|wages|spend|spent|charge|charges|fine|rent|invest|invested|worth|budget|造价|成本|费用|价格|售价|票价|门票|学费|年薪|月薪|薪水|工资|薪|花|付|赔|卖|挣|赚|罚|房租|房钱|租金|奖金|营业额|总投资|投资额"
)
SPENT = lazily(r"costs?|prices?|pays?|paid|spends?|spent|invest(?:ed)?|worth|花|付|造价|成本|费用|价格|投资|总投资|投资额|拨款")
PERSONAL = lazily(
    r"salar(?:y|ies)|wages?|earns?|wife|husband|spouse|father|mother|son|daughter|brother|sister|born|birthplace|die|died|university|college|degree|年薪|月薪|薪水|工资|丈夫|妻子|父亲|母亲|儿子|女儿|爱人|出生|大学|毕业|学校|大学毕业"
)
PEOPLE = lazily(r"人(?!民币)|名|位|people|persons?|men\b|women\b")
"""Words for what is paid; for what anything costs; for what is said of one person; and what counts people."""

_GROUPS = (
    r"owns?|own(?:ed|ers?|ership)|proprietors?|belongs?|belonged|bought|buys|acquired?|bosses|boss|landlords?|leased?|老板|业主|店主|船东|船主|东家|房东|所有者|拥有|持有|买下|收购|名下|旗下|归属",
    r"salar(?:y|ies)|wages?|earns?|earned|paid|pays?|income|年薪|月薪|薪水|工资|薪酬|薪金|收入|工钱|待遇|赚|俸禄",
    r"costs?|prices?|priced|fees?|charges?|charged|worth|paid|pays?|spends?|spent|invest(?:s|ed|ment)?|investing|budget|价|成本|费用|耗资|花费|花|投资|资金|付|收费|支付|斥资|房租|租金|拨款|经费",
    r"tickets?|admission|entry fee|entrance fee|门票|票价|入场券|购票",
    r"tuition|school fees?|学费",
    r"wife|wives|husbands?|spouses?|married|marry|marries|wed|wedding|widow|丈夫|妻子|爱人|夫人|太太|老公|老婆|配偶|嫁|娶|结婚|成婚|遗孀",
    r"mothers?|fathers?|parents?|mum|dad|母亲|父亲|妈妈|爸爸|父母|爹|娘",
    r"sons?|daughters?|child|children|kids?|儿子|女儿|子女|孩子|儿女|之子|之女",
    r"brothers?|sisters?|siblings?|哥哥|弟弟|姐姐|妹妹|兄弟|姐妹|兄妹|姐弟",
    r"design(?:s|ed|er|ers)?|architects?|drew up|设计|建筑师",
    r"built|build|builds|builders?|construct(?:s|ed|ion)?|contractors?|shipyards?|yard|made|承建|建造|建成|修建|兴建|营造|营造商|承建商|船厂|造船|施工|制造|所建",
    r"found(?:s|ed|er|ers|ing)|co-?founders?|established|set up|started|创办|创立|创建|成立|创始人|设立|建立",
    r"wrote|writes|written|authors?|作者|撰写|著者|所著|写的|执笔",
    r"composed|composers?|score|soundtrack|作曲|配乐|作曲家|谱曲",
    r"photographers?|cinematograph(?:er|y)|camera(?:man|work)?|photos?|摄影师|摄影|摄像|掌镜",
    r"born|birth|birthplace|birthday|出生|生于|出生地|降生|籍贯|native",
    r"captains?|skippers?|master|commanders?|commanded|船长|队长|舰长|机长",
    r"coach(?:es)?|coached|trainers?|managers?|主教练|教练|主帅",
    r"chair(?:man|woman|person)?s?|chaired|董事长|主席|会长|理事长",
    r"chair(?:ed|s|ing)|presid(?:e|es|ed|ing)|hosted|hosts|convened|主持|主导|牵头|召集|召开|led by|主办",
    r"populations?|inhabitants?|residents?|人口|居民|常住",
    r"chief executive|ceo|首席执行官|总裁|总经理|行政总裁|执行长",
    r"finance chief|chief financial officer|cfo|treasurer|finance director|财务总监|财务长|首席财务官|财务负责人",
    r"managers?|managed|manages|runs?|heads?|headed|leads?|leaders?|led|directors?|chief|principals?|负责人|领导|主持|主管|经理|校长|院长|厂长|站长|所长|馆长|局长|社长|主任|带队|率领|团长|领衔",
    r"principals?|head ?teachers?|headmasters?|headmistress|校长",
    r"spokes(?:man|woman|person)|发言人",
    r"mayors?|市长|镇长",
    r"engineers?|工程师|技师",
    r"lawyers?|solicitors?|barristers?|attorneys?|counsel|律师|辩护人|代理人",
    r"doctors?|surgeons?|physicians?|医生|医师|大夫",
    r"foreman|foreperson|陪审团团长|组长",
    r"soloists?|独奏|独唱",
    r"editors?|edited|编辑|主编|总编",
    r"translators?|translated|interpreters?|译者|翻译|译",
    r"hurt|injur(?:ed|ies|y)|wounded|casualt(?:y|ies)|受伤|伤者|伤亡|负伤|伤员|轻伤|重伤",
    r"died|dies|die|death|deaths|killed|dead|drowned|perished|死|去世|逝世|丧生|遇难|身亡|病逝|罹难|牺牲",
    r"employees?|employs?|employed|staff|workers|workforce|员工|职工|雇员|雇用|工人|在职",
    r"teachers?|老师|教师|教员|教职工",
    r"passengers?|乘客|旅客|载客",
    r"spectators?|audience|watched|观众|到场",
    r"stud(?:y|ies|ied)|graduated?|graduates?|degree|universit(?:y|ies)|college|大学|学院|毕业|就读|求学|母校|学府|alma mater",
    r"hotels?|inn|guest ?house|stay(?:s|ed|ing)? at|酒店|宾馆|旅馆|饭店|下榻|旅店|客栈",
    r"phone|telephone|phone number|telephone number|hotline number|call|电话|电话号码|手机|热线号码|拨打",
    r"address|地址|门牌",
    r"e-?mail|邮箱|邮件",
    r"stock code|ticker|股票代码|证券代码",
    r"insurers?|insured|insurance|保险公司|投保|承保|保险",
    r"sponsors?|sponsored|赞助|赞助商|冠名",
    r"newspapers?|报纸|报社|日报|晚报|时报",
    r"bank|banks|lent|lends?|lenders?|loans?|loaned|银行|贷款|放贷|借给|借款",
    r"political party|party|政党|党派|党员|党",
    r"restaurants?|餐馆|饭馆|餐厅|酒楼",
    r"revenues?|turnover|sales|营业额|营收|销售额|收入",
    r"profits?|earnings?|利润|净利|盈利|净利润",
    r"(?:economic )?(?:loss|losses|damage)|损失|经济损失",
    r"factor(?:y|ies)|工厂|厂家|厂商|生产商|制造商|manufacturers?|made by|maker",
    r"suppli(?:er|ers|ed|es)|supply|供应|供应商|供货|采购|提供",
    r"widow|stepfather|stepmother|uncle|aunt|cousin|nephew|niece|grand(?:father|mother|son|daughter)|叔叔|伯父|姑姑|表哥|侄子|外甥|祖父|祖母|爷爷|奶奶|外公|外婆|孙子|孙女",
    r"first novel|debut|处女作",
    r"causes?|caused|reasons?|motives?|because|due to|blamed?|原因|起因|导致|引发|引起|由于|因为|诱因|动机|所致",
    r"nicknames?|nicknamed|绰号|外号|昵称",
    r"passwords?|密码",
    r"blood type|血型",
    r"tall|height|身高",
    r"weigh(?:s|ed|t)?|体重|重量|重达",
)
_HEAD = lazily(r"(?:[^\\.^$*+?{}\[\]()|](?![*?{]))*")
"""What every word that an alternative matches begins with: its characters up to the first that stands for others or may be
left out."""
_LATIN_PARTS = lazily(r"\|(?![^(]*\))")
_ROLE = lazily(
    r"[a-z]+(?:wright|smith|keeper|master|ist|ician|grapher|ologist|director|officer|secretary|minister|governor|owner|bidder|maker|buyer|seller|photographer|curator|conductor|foreman|carpenter|engineer)s?|.{1,3}(?:师|员|长|商|官|教练|秘书|总监|主任|经理|顾问|代理|导演|编剧|馆主|站长|主人)"
)
_NO_ROLE = lazily(r".*(?:成员|人员|会员|部长|队员|市长|省长|州长)$")


def related(word: str) -> tuple[str, ...]:
    """What finds, in either language, the words that answers use for a word: who owns it, who bought it, whose it is."""
    return _related(word)


def must_be_said(word: str) -> bool:
    """Whether an answer must say this word, or one for the same, if the question asks for it."""
    return bool(_related(word)) or (_ROLE.fullmatch(word) is not None and not _NO_ROLE.fullmatch(word))


@lru_cache(maxsize=512)
def _related(word: str) -> tuple[str, ...]:
    found = (group for head, one, group in _alternatives() if word.startswith(head) and re.fullmatch(one, word))
    return tuple(_whole(group) for group in dict.fromkeys(found))


@cache
def _alternatives() -> tuple[tuple[str, str, str], ...]:
    """Each alternative of each group: the letters that it begins with, itself, its group.

    To compile all the groups takes 50 ms; a word begins like few of their alternatives.
    """
    found = ((_HEAD.match(one), one, group) for group in _GROUPS for one in alternatives(group))
    return tuple((head[0] if head else "", one, group) for head, one, group in found)


def _whole(pattern: str) -> str:
    """A group's words: Latin ones as whole words."""
    return "|".join(part if is_han(part) else rf"\b(?:{part})\b" for part in _LATIN_PARTS.split(pattern))
