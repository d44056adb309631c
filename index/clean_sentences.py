"""Sentences that hold a word of furniture: does one speak of its page, to the reader, or tell something?

"Sign in to comment." and "Facebook said it would appeal." both begin with such a word; only the first is furniture. A
sentence is taken for furniture when it addresses the reader about the page, and for part of the article else.
"""

from __future__ import annotations

import re

from index.patterns import lazily

# Not a question or an exclamation: those are headlines, of the articles that a page links to.
_END = lazily(r"(?:[。；]|(?<=[^\W\d_]{2})\.|(?<=[\d%])\.)[”’」』）)\"']*(?:\s?\[\d{1,3}\])*$")
_LABELLED = lazily(r"\W*[^\W\d_]{2,6}\s*[:：丨|/]")
_ASKED = lazily(r"[\u4e00-\u9fff《》]{0,8}(?:记者|記者|编辑|編輯|作者|问|問)\s*[:：](?=[^:：]*[。？！?!][”」]?$)")
_ADDRESS = lazily(r"\S@\S+\.\w|https?://|\bwww\.")
_FEWEST_WORDS = 3
_FEWEST_CHARACTERS = 6
_CJK = lazily("[\u4e00-\u9fff]")

_ADDRESSES = lazily(
    r"(?:share (?:this|via|on|your)|sign (?:in|up)|subscribe (?:to|for|now|today|here)|click|tap|log ?in|"
    r"register (?:to|for|now)|"
    r"read (?:more|our|the full|next|also)|follow (?:us|me|our|\w+ on)|download (?:our|the)|join (?:us|our|"
    r"the (?:conversation|discussion))|"
    r"leave a|add a comment|post a|see (?:all|more|our)|view (?:all|more|image)|load|scroll (?:down|to)|skip|"
    r"enter your|please|"
    r"by (?:sign|click|submit|subscrib|continu|us)ing|thank you for (?:sign|subscrib)|want to (?:save|read)|tried this|"
    r"(?:article|story|text) continues|support for .* comes from|listen to (?:this|our)|watch (?:now|live|the video|our)|"
    r"get (?:the (?:latest|best|top)|our|email|your)|do you (?:have|know)|have (?:you )?a (?:story|tip)|email us|"
    r"contact us|write to us|"
    r"you (?:need|have to|must|have (?:\d+|one|two|three|no) )|you'll need|you(?:'|’)ve re|already (?:a |subscribed)|"
    r"subscribe and|be the first|your email|"
    r"\W*(?:请|請|欢迎|歡迎|快来|打开|打開|点击|點擊|扫描|扫一扫|掃|长按|長按|(?:关注|關注)(?:我们|我們|"
    r"本|.{0,8}(?:公众号|公眾號|微信|微博))|订阅|訂閱|登录后|登入|(?:下载|"
    r"下載).{0,8}(?:APP|客户端)|转发给|分享给|分享到|"
    r"喜欢(?:就|这|本)|觉得(?:不错|好看|有用)|更多.{0,14}(?:请|下载|关注|扫)|想(?:看|了解)更多|戳|猛戳|加入(?:我们|LINE)|"
    r"[\u4e00-\u9fff]{0,10}(?:二维码|公众号|公眾號)))",
    re.I,
)
_PAGE = lazily(
    r"本(?:文(?!件|化|明|学)|站|网|網|报(?!告)|報(?!告)|平台|刊|号|号|公众号|作品|页|頁)|凡.{0,8}注明|"
    r"作者(?:个人|本人|觀點|观点)|如有侵权|若有侵权|侵权.{0,6}(?:联系|删除)|"
    r"(?:转载|轉載)(?:请|須|须|時|时)|(?:未经|未經|非經|非经).{0,12}(?:授权|授權|许可|許可|允许|"
    r"同意).{0,24}(?:转载|轉載|复制|複製|镜像|摘编|使用|公開)|"
    r"(?:请勿|請勿|谢绝|严禁|禁止)(?:转载|轉載)|自媒体|仅供参考|僅供參考|据此|投资需谨慎|ICP[备证]|网安备|"
    r"网友.{0,6}(?:上传|观点|言论)|"
    r"上传并发布|\b(?:content|information) above\b|posted by a user|信息存储|隐私权|隱私權|版权(?:归|所有|"
    r"声明)|版權(?:所有|聲明)|"
    r"©|\(c\) ?(?:19|20)\d\d|all rights reserved\W*$|copyright (?:(?:19|20)\d\d|©)|may not be (?:reproduced|published|"
    r"republished)|"
    r"\b(?:this|our) (?:web ?site|site|material|content|article|page|platform|post)s?\b|\byou (?:agree|accept|consent|"
    r"acknowledge)\b|"
    r"by (?:using|continuing|clicking|signing|submitting)\b|\b(?:use|uses|using) (?:essential |some )?cookies\b|"
    r"do not sell my|\bcookies (?:are|that)\b|review our (?:privacy|terms)|trust principles|"
    r"terms (?:of (?:use|service)|and conditions)\W.{0,40}privacy|privacy policy (?:and|apply)|opinions? expressed|"
    r"not (?:constitute|investment) advice|"
    r"\badditional terms\b|\blicen[cs]e,? (?:except|v?\d)|creative commons",
    re.I,
)
_SIGNS = lazily(
    r"\d{4}|@|^\W*(?i:photo(?:graph)?s?|image|picture|source|credit|illustration|video)s?(?: by|:)|"
    r"[:：]\s*\S{1,20}[。.]?$|^\W*(?:文|图|摄|供图|编辑|编译)\s?[/／丨|]"
)
_OPEN_CLASS = lazily(
    r"(?<![\w.])(?!(?:and|for|the|from|with|editing|reporting|additional|staff|writer|in|at|of|by|via)\b)[a-z]{3,}"
)


def is_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does and has the length of one."""
    if not _END.search(line):
        return False
    if _CJK.search(line):
        return len(_CJK.findall(line)) >= _FEWEST_CHARACTERS
    return len(line.split()) >= _FEWEST_WORDS


def tells(line: str, kind: str) -> bool:
    """Whether a line whose words hint at ``kind`` of furniture is a sentence that tells something all the same."""
    if is_asked(line):
        return True
    if not is_sentence(line) or _ADDRESS.search(line):
        return False
    if kind == "legal notice":
        return not _PAGE.search(line)
    if kind == "byline":
        return not _LABELLED.match(line) and (not _SIGNS.search(line) if _CJK.search(line) else _is_told(line))
    return not _ADDRESSES.match(line) and not _PAGE.search(line)


def is_asked(line: str) -> bool:
    """Whether a line is what an interviewer asks or says, after the word for one and a colon."""
    said = _ASKED.match(line)
    return said is not None and (line[-1] in "？?" or len(_CJK.findall(line[said.end() :])) >= _FEWEST_CHARACTERS)


def _is_told(line: str) -> bool:
    """Whether an English byline-like line has a verb or more: words of its own beside names and connectives."""
    return not _SIGNS.search(line[:60]) and len(_OPEN_CLASS.findall(line)) > 1
