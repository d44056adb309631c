"""The page's own words in English and Chinese, and how it writes dates. Quotes and titles are never translated."""

from __future__ import annotations

import datetime

LANGUAGES = ("en", "zh")

_TABLE: dict[str, tuple[str, str]] = {
    "code": ("en", "zh"),
    # frame
    "skip": ("Skip to the question", "跳到提问框"),
    "rail": ("Chats and articles", "对话与文章"),
    "open_rail": ("Chats and articles", "对话与文章"),
    "close": ("Close", "关闭"),
    "new_chat": ("New chat", "新对话"),
    "chats": ("Chats", "对话"),
    "no_chats": ("Your chats are kept here.", "对话会保存在这里。"),
    "rename": ("Rename", "重命名"),
    "delete": ("Delete", "删除"),
    "really_delete": ("Delete this chat for good?", "永久删除这个对话?"),
    "really_remove": ("Remove this article from the index?", "从索引中移除这篇文章?"),
    "articles": ("Articles", "文章"),
    "find_article": ("Find an article", "查找文章"),
    "no_articles": (
        "No articles yet. Drop files here, or use the button below.",
        "还没有文章。把文件拖到这里，或点下面的按钮。",
    ),
    "none_found": ("No article fits.", "没有符合的文章。"),
    "more": ("Show more", "显示更多"),
    "add_articles": ("Add articles", "添加文章"),
    "drop_here": ("Drop files to add them", "松开即可添加文件"),
    "remove": ("Remove", "移除"),
    "language_switch": ("Page language", "界面语言"),
    "theme": ("Appearance", "外观"),
    "theme_auto": ("Like the system", "跟随系统"),
    "theme_light": ("Light", "浅色"),
    "theme_dark": ("Dark", "深色"),
    "keys": ("Keyboard", "快捷键"),
    "key_focus": ("ask a question", "提问"),
    "key_next": ("next / previous quote", "下一条 / 上一条引文"),
    "key_open": ("open the quote in its article", "在文章中打开引文"),
    "key_close": ("close the article", "关闭文章"),
    "key_send": ("send · new line", "发送 · 换行"),
    "sign_out": ("Sign out", "退出登录"),
    # limits of a search
    "limits": ("Limit the search", "限定范围"),
    "collections": ("Collections", "文集"),
    "source": ("Source", "来源"),
    "any": ("Any", "不限"),
    "language": ("Language", "语言"),
    "from": ("Published from", "发表自"),
    "to": ("to", "至"),
    "from_day": ("From", "自"),
    "strictness": ("How sure to be", "把握程度"),
    "strict": ("Strict", "严格"),
    "normal": ("Normal", "一般"),
    "loose": ("Loose", "宽松"),
    "clear": ("Clear", "清除"),
    "limited": ("The search is limited.", "检索范围已限定。"),
    # conversation
    "conversation": ("Conversation", "对话"),
    "question": ("Question", "问题"),
    "ask": ("Ask", "提问"),
    "stop": ("Stop", "停止"),
    "placeholder": ("Ask the articles a question", "向文章提问"),
    "thinking": ("Reading the articles", "正在查阅文章"),
    "stopped": ("Stopped.", "已停止。"),
    "retry": ("Ask again", "重新提问"),
    "edit": ("Edit", "编辑"),
    "welcome": ("What would you like to know?", "想了解什么?"),
    "welcome_text": (
        "Every answer is made of verbatim quotes. Click one to read it in its place in the article. "
        "If the articles do not answer, you are told so.",
        "每个回答都由文章原句组成。点击引文，即可在原文中查看。文章没有答案时，会直接告诉你。",
    ),
    "suggestions": ("The articles can answer", "可以这样问"),
    "welcome_empty": ("Start with some articles", "先添加一些文章"),
    "welcome_empty_text": (
        "Add text, Markdown, HTML, PDF, Word, EPUB or JSON Lines files. They stay on this machine.",
        "可添加文本、Markdown、HTML、PDF、Word、EPUB 或 JSON Lines 文件。文件只留在这台机器上。",
    ),
    "asked_as": ("Asked as", "实际提问"),
    "export": ("Export", "导出"),
    "export_md": ("Markdown", "Markdown"),
    "export_json": ("JSON", "JSON"),
    "export_html": ("Dossier (HTML)", "卷宗 (HTML)"),
    # an answer
    "answer": ("Answer", "回答"),
    "found_one": ("One quote from the articles.", "找到 1 条引文。"),
    "found": ("{n} quotes from {articles} articles.", "{n} 条引文，来自 {articles} 篇文章。"),
    "found_single": ("{n} quotes from one article.", "{n} 条引文，来自一篇文章。"),
    "answering_one": ("1 quote answers this", "1 条引文回答了这个问题"),
    "answering": ("{n} quotes answer this", "{n} 条引文回答了这个问题"),
    "less_below_one": ("{answering}; 1 less likely passage below.", "{answering}；另有 1 个可能性较小的段落，见下方。"),
    "less_below": ("{answering}; {n} less likely passages below.", "{answering}；另有 {n} 个可能性较小的段落，见下方。"),
    "less": ("Less likely passages ({n})", "可能性较小的段落（{n}）"),
    "none_inside": (
        "Nothing in the articles falls within the period asked for; these lie near it.",
        "文章中没有所问时间内的内容；以下是相近的内容。",
    ),
    "open_quote": ("Quote {n}: open in its article", "引文 {n}：在文章中打开"),
    "open_near": ("Passage {n}: open in its article", "原文 {n}：在文章中打开"),
    "open_anchor": ("The passage that dates it: open in its article", "据以定时间的原文：在文章中打开"),
    "quoted_by": ("{n} sources carry these words", "{n} 个来源刊有这段文字"),
    "page_n": ("p. {n}", "第 {n} 页"),
    "undated_source": ("undated", "日期不详"),
    "copy": ("Copy", "复制"),
    "copied": ("Copied with its source and certificate", "已复制（含出处与凭证）"),
    "link": ("Link", "链接"),
    "link_copied": ("Link copied", "链接已复制"),
    "certificate": ("Certificate", "凭证"),
    "certificate_text": ("Characters {start} to {end} of the article, exactly.", "原文第 {start} 至 {end} 个字符，一字不差。"),
    "file": ("File", "文件"),
    "source changed": ("The source file has changed since", "原文件已有改动"),
    "source gone": ("The source file is gone", "原文件已不存在"),
    "not verbatim": ("Not verbatim", "与原文不符"),
    "check": ("Check now", "立即核对"),
    "verified": ("Verified", "核对无误"),
    "inside": ("In the period asked for", "所问时间之内"),
    "outside_before": ("Before that", "在此之前"),
    "outside_after": ("After that", "在此之后"),
    "outside": ("Outside that period", "不在所问时间内"),
    "planned": ("Planned or announced", "计划或已宣布"),
    "undated": ("No date given", "未注明日期"),
    "period": ("Period", "时间范围"),
    "change": ("Change", "更改"),
    "apply": ("Ask with this period", "按此时间提问"),
    "anchor": ("Taken from", "依据"),
    "or_period": ("Or {label}", "或{label}"),
    "rows": ("At a glance", "一览"),
    "row_entity": ("Who or what", "对象"),
    "row_date": ("Date", "日期"),
    "row_when": ("When", "时间"),
    "row_quote": ("Quote", "引文"),
    "timeline": ("The quotes in time", "时间线"),
    "details": ("How this was found", "检索过程"),
    "details_text": ("{searched} articles searched in {seconds} s.", "检索 {searched} 篇文章，用时 {seconds} 秒。"),
    # refusal
    "refused": ("The articles do not answer this.", "文章没有回答这个问题。"),
    "help_words": ("You could ask in other words.", "可以换个说法再问。"),
    "help_articles": ("Add some articles, then ask again.", "请先添加文章，再提问。"),
    "unlimit": ("Lift the limits and ask again", "取消限定再问"),
    "ask_loosely": ("Look more loosely", "放宽条件再找"),
    "nearest": ("Nearest passages. They do not answer the question.", "最接近的原文（并未回答问题）"),
    # reader
    "reader": ("Article", "文章"),
    "previous": ("Previous quote", "上一条引文"),
    "next": ("Next quote", "下一条引文"),
    "n_of": ("{n} of {all}", "{n} / {all}"),
    "published": ("Published", "发表"),
    "about_day": ("about {day}", "约{day}"),
    "published_from": ("read from {where}", "取自{where}"),
    "where_metadata": ("the page's metadata", "网页元数据"),
    "where_text": ("the text", "正文"),
    "where_file name": ("the file name", "文件名"),
    "where_data": ("the data", "数据"),
    "author": ("Author", "作者"),
    "characters": ("{n} characters", "{n} 字"),
    "receipt": ("What cleaning took off ({n})", "清理掉的内容 ({n})"),
    "restore": ("Keep the whole text instead", "改为保留全文"),
    "restored": ("The whole text is kept now", "已保留全文"),
    "copy_of": ("Nearly the same as {id}", "与 {id} 几乎相同"),
    "original": ("Original address", "原文地址"),
    "ask_about": ("Ask about this", "就此提问"),
    "about_this": ("What do the articles say about “{text}”?", "关于“{text}”，文章里怎么说?"),
    "gone": ("This article is no longer in the index; the quote is kept as it was.", "这篇文章已不在索引中；引文保留原样。"),
    # dossier
    "dossier": ("Dossier", "卷宗"),
    "dossier_made": (
        "Made by Pullquote from {n} articles. Every quote is a slice of its source file's text, unaltered.",
        "由 Pullquote 根据 {n} 篇文章生成。每条引文均为原文截取，未作改动。",
    ),
    "dossier_check": (
        "To check it again, save the JSON below as answer.json and run: pullquote verify answer.json",
        "如需复核，将下方 JSON 存为 answer.json，运行：pullquote verify answer.json",
    ),
    "surroundings": ("In its place", "上下文"),
    # adding
    "uploading": ("Uploading", "正在上传"),
    "reading": ("Reading {done} of {all}", "正在读取 {done} / {all}"),
    "indexing": ("Preparing to search", "正在建立索引"),
    "sum_added": ("{n} added", "新增 {n}"),
    "sum_changed": ("{n} changed", "更新 {n}"),
    "sum_unchanged": ("{n} already there", "已有 {n}"),
    "sum_duplicates": ("{n} duplicates", "重复 {n}"),
    "sum_moved": ("{n} moved", "移动 {n}"),
    "sum_removed": ("{n} removed", "移除 {n}"),
    "sum_failed": ("{n} not added", "未添加 {n}"),
    # faults
    "offline": (
        "The server does not answer. If it has stopped, start it again with “pullquote chat”; then try once more.",
        "服务器没有响应。如果它已停止，请用“pullquote chat”重新启动，然后再试一次。",
    ),
    "once_more": ("Try again", "再试一次"),
    "no_article": ("The article that this link leads to is not here (any more).", "这个链接指向的文章不在这里（或已移除）。"),
    "no_chat": ("The chat that this link leads to is not here (any more).", "这个链接指向的对话不在这里（或已删除）。"),
    "fault": (
        "Something went wrong here. Try once more; if it goes wrong again, the log of the server says what it was.",
        "出错了。请再试一次；如果仍然出错，服务器日志会说明原因。",
    ),
    "busy": ("Many people are asking at once. Please try again in a moment.", "提问的人太多，请稍后再试。"),
    "too_big": (
        "{name}: larger than this server takes at once. Add fewer files, or smaller ones, at a time.",
        "{name}：超过服务器一次可接收的大小。请一次少添加一些，或添加较小的文件。",
    ),
}

WORDS: dict[str, dict[str, str]] = {
    language: {key: pair[number] for key, pair in _TABLE.items()} for number, language in enumerate(LANGUAGES)
}

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAMES = {"zh": ("Chinese", "中文"), "en": ("English", "英文")}


def page_language(wanted: object) -> str:
    """``zh`` for any Chinese tag of BCP 47, else ``en``: also for what a program sends that is no tag."""
    return "zh" if isinstance(wanted, str) and wanted.lower().startswith("zh") else "en"


def language_name(code: str, language: str) -> str:
    """What the page calls the language of an article; its code where it has no word for it."""
    pair = _NAMES.get(code.partition("-")[0])
    return pair[LANGUAGES.index(language)] if pair else code


def show_date(iso: str | None, language: str) -> str:
    """An ISO date or time as the page writes it: ``13 Jan 2026``, ``2026年1月13日``; what is no date stays as it is."""
    if not iso:
        return ""
    try:
        day = datetime.date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def show_published(iso: str | None, read_from: str | None, language: str) -> str:
    """The date of an article as :func:`show_date` has it; one that was estimated is called so: ``about 13 Jan 2026``."""
    day = show_date(iso, language)
    return WORDS[language]["about_day"].format(day=day) if day and read_from == "estimate" else day
