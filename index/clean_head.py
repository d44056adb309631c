"""The head of a text: its title, and the lines that say who wrote it, where and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from index.clean_dates import without_date
from index.clean_hints import CJK, hint
from index.clean_sentences import is_asked
from index.clean_shape import CITED, ends, weight
from index.patterns import lazily

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SOURCE = lazily(
    r"(?:来源|來源|稿源|出处|信息来源|发布机构|发布机关|发文机关|发布单位|供稿单位|source|(?<!.)from)\s*[:：]\s*"
    r"([^\s|｜,，;；]{2,30}(?: [A-Z][\w.&]*){0,4})",
    re.I,
)
_AUTHOR = lazily(
    r"(?:作者|记者|記者|撰文|撰稿|编译|作 者)(?:\s*[:：/／丨]\s*|\s+)([^\s|｜,，;；:：/／]{2,20})"
    r"|(?<!正)文\s?[:：/／丨]\s?([^\s|｜,，;；:：/／]{2,20})"
    r"|(?<!\w)(?i:by):? ((?:[A-ZÀ-Þ][\w.'’-]+(?: (?:de|van|von|der|al|bin) )?\s?){1,4})"
)
_NEWSROOM = (
    r"Gazette|Times|News|Post|Herald|Tribune|Journal|Courier|Chronicle|Observer|Telegraph|Guardian|Star|Press|Daily|Weekly|"
    r"Independent|Standard|Mail|Express|Echo|Mercury|Record|Register|Review|Magazine|Today|Network|Agency|Service|Sun|Globe|"
    r"Dispatch|Sentinel|Examiner|Ledger|Argus|Bulletin|Monitor|Mirror|Media|Radio|Reuters|Xinhua|AP|AFP|BBC|CNN|NPR|UPI"
)
_SIGNED = lazily(
    rf"^(?i:by) [^,|，]{{3,60}}(?:\s*[,|]\s*| for )"
    rf"((?:[Tt]he )?(?:[A-Z][\w.&'’-]* (?:(?:of|and) )?){{0,5}}(?:{_NEWSROOM})(?!\w))"
)
_CRUMB = lazily(r"^(?:您所在的位置[:：]\s*|当前位置[:：]\s*)?(\S{2,12}?)\s*[>»›＞]")
_LABEL = lazily(
    r"(?:来源|來源|稿源|出处|信息来源|发布机构|发文机关|发布单位|作者|记者|記者|撰文|source|author|by)\s*[:：]?", re.I
)
_DATELINE = lazily(
    r"[（(]?(?P<source>(?!本)[\u4e00-\u9fff]{1,7}?(?:社|[日晚早]?[报報]|网|網|电视台|電視台|新闻|新聞|在线|财经|週刊|周刊))?"
    r"(?:本报|本刊)?(?:[\u4e00-\u9fff]{0,8}?(?:\d{1,2}月)?\d{1,2}日(?:电|電|讯|訊)|讯|訊)?"
    r"[（(]?(?:总台|特约|实习)?(?:记者|記者)\s?(?P<author>[\u4e00-\u9fff]{2,3}(?:[ 、][\u4e00-\u9fff]{2,3})*?)"
    r"(?:[）)]|[\u4e00-\u9fff]{2,4}\d{1,2}日(?:电|電|專電|专电))"
)
_BETWEEN = lazily(r"(?i:photo(?:graph)?s?|picture|image|illustration|video|translated|edited|art)\W*$")
_CAREER = lazily(r"(?i:.{0,60}\b(?:correspondent|reporter|editor|writer|columnist|journalist)\b.{0,40})")
_AT = lazily(r"((?:[A-ZÀ-Þ][\w.'’-]+ ){2,3})(?:at|in) [A-Z][\w' ]{2,30}")
_ROLE = lazily(
    r"(?:驻\S{1,6})?(?:本报|特约|实习)?(?:记者|記者|撰稿|编译|通讯员|编辑|作者|文)(?:[:：/丨]|\s)\s*\S{2,20}"
    r"|(?i:\bby\b|\bfrom our\b).*|\bfrom\s*$"
)
_PERSON = lazily(
    r"((?:[A-ZÀ-Þ][\w.'’-]*[a-zà-ÿ.] )(?:(?:de|van|von|der|al|bin) )?(?:[A-ZÀ-Þ][\w.'’-]* )?[A-ZÀ-Þ][\w'’-]*[a-zà-ÿ])"
    r"(?: \([\w ]{2,12}\))?(?:(?:,| and| &) .{3,60})?$"
)
_PUBLISHER = lazily(
    rf"(?:[Tt]he )?(?:[A-Z][\w.&'’-]* (?:(?:of|and) )?){{0,4}}(?:{_NEWSROOM})"
    r"|[\u4e00-\u9fff]{2,8}(?:[日晚早晨时時商快][报報]|都市[报報]|青年[报報]|周刊|週刊|在线|在線|新闻网|新聞網|新闻|新聞|"
    r"电视台|電視台|通讯社|通訊社|传媒|傳媒|融媒体?|融媒体中心)"
)
_DESK = lazily(
    r"([\u4e00-\u9fff]{2,8}(?:[报報网網社台臺]|新闻|新聞|週刊|周刊))\s*[／/]\s*(?:记者|記者|特派|综合|綜合|实习|實習)"
)
_DEFINES = lazily(r" ?[（(]|,? (?:is|was|are|were|refers) |，?(?:是|位于|位於|又称|又稱|简称|簡稱|指)")
_NEAR = 2
_MOST_LINES = 6
_LONGEST = 160.0
_SENTENCE = lazily(r"(?:[。；：:]|(?<!\.)\.)[”’」』）)\"']*(?: ?[（(][^()（）]{3,60}[)）])?" + CITED + "$")
_TITLE = (8.0, 300.0)
_ABOVE = 25
_HEADLINE = 25.0
_SUMMED_UP = 0.5


@dataclass(frozen=True, slots=True)
class Head:
    """``lines`` is how many lines stand above the text, ``title`` the place of the title among them; None when there
    is none.
    """

    lines: int
    title: int | None


def head_of(lines: Sequence[str]) -> Head:
    """The head of plain prose: short lines that end no sentence, above the first that does.

    Without a byline or date among them only the first is taken, as the title; they may be headings else.
    """
    length = 0
    while length < min(_MOST_LINES, len(lines) - 1) and _is_short(lines[length]):
        length += 1
    if not length:
        return Head(0, None)
    told = any(hint(line) in ("byline", "time stamp") or without_date(line) != line for line in lines[:length])
    if hint(lines[0]) in ("byline", "time stamp"):
        return Head(length if length <= 2 else 1, None)
    return Head(length if told else 1, 0)


def _is_short(line: str) -> bool:
    asks = line.endswith(("?", "？", "!", "！"))
    return weight(line) <= _LONGEST and (not ends(line) or asks or hint(line) in ("byline", "time stamp"))


def title_above(lines: Sequence[str], hints: Sequence[str | None], first: int, body: str) -> int | None:
    """The place of the line, at or above place ``first`` where the article begins, that is likest to its title.

    ``body`` is the text below. A title shares its words, is no furniture, and is near.
    """

    def below(place: int) -> Iterable[tuple[str | None, str]]:
        """The few lines under one, as far as the article."""
        return zip(hints[place + 1 : min(place + 7, first)], lines[place + 1 : min(place + 7, first)], strict=True)

    defined = next((p for p in range(first - 1, max(-1, first - _ABOVE), -1) if _is_defined(lines[p], body)), None)
    if defined is not None:
        return defined
    best, found = 0.0, None
    scores: dict[int, float] = {}
    for place in range(max(0, first - _ABOVE), min(first + 1, len(lines))):
        line = lines[place]
        if hints[place] is not None or not _TITLE[0] <= weight(line) <= _TITLE[1] or _SENTENCE.search(line):
            continue
        if place == first and not (_is_short(line) or line.endswith(("...", "…", "”", '"', "」"))):
            continue
        if (rest := without_date(line)) != line and weight(rest.strip()) < 2 * _TITLE[0]:
            continue
        score = _shared(line, body) * min(1.0, weight(line) / 40) - 0.02 * (first - place)
        score += (
            0.3
            * min(1.0, weight(line) / 40)
            * any(kind in ("byline", "time stamp") or (kind == "comment" and "发表于" in text) for kind, text in below(place))
        )
        scores[place] = score
        if score > best:
            best, found = score, place
    # A line that sums the article up says more of its words than the title right above does.
    above = -1 if found is None else found - 1
    return (
        above
        if weight(lines[above]) >= _HEADLINE and "|" not in lines[above] and scores.get(above, 0.0) > _SUMMED_UP * best
        else found
    )


def _is_defined(line: str, body: str) -> bool:
    """Whether the text begins by saying what the line is, as an encyclopaedia does."""
    opening = re.sub(r"^(?:The|An?) ", "", body[: len(line) + 20])
    return weight(line) >= _TITLE[0] and opening.startswith(line) and _DEFINES.match(opening[len(line) :]) is not None


def _shared(line: str, body: str) -> float:
    """The share of a line's words, or pairs of Chinese characters, that the body has."""
    if len(CJK.findall(line)) > 0.2 * len(line):
        kept = re.sub(r"[\W_]", "", line)
        parts = [kept[place : place + 2] for place in range(len(kept) - 1)]
    else:
        body = body.lower()
        parts = [word for word in re.findall(r"\w+", line.lower()) if len(word) > 3]
    return (0.2 + sum(part in body for part in parts)) / (1 + len(parts))


def told(lines: Sequence[str], top: str | None = None, opening: Sequence[str] = ()) -> tuple[str | None, str | None]:
    """The source and author that the lines about an article name.

    ``lines`` are read from first to last; ``top`` is the first line of the page, whose path may begin with the site's
    name; ``opening`` are the article's first lines, which may begin with where and by whom they were sent.
    """
    source = author = None
    for line in lines:
        if weight(line) > _LONGEST or is_asked(line):
            continue
        if source is None and (match := _SOURCE.search(line) or _DESK.match(line)):
            source = match.group(1)
        match = _AUTHOR.search(line)
        if author is None and match and not _BETWEEN.search(line[: match.start()]):
            author = next(filter(None, match.groups())).strip()
    author = author or _signed_above(lines)
    dateline = next((found for line in opening if (found := _DATELINE.match(line))), None)
    if dateline:
        source, author = source or dateline["source"], author or dateline["author"]
    source = source or next((named.group(1) for line in lines if (named := _SIGNED.match(line))), None)
    source = source or next((name for line in lines if (name := _publisher(line))), None)
    source = source and source.strip(" ／/-–—·（(《》")
    if source is None and top and (match := _CRUMB.match(top)) and CJK.search(match.group(1)):
        source = re.sub(r"(?:网)?(?:首页|首頁)$", "", match.group(1)) or None
    return source, author


def labelled(lines: Sequence[str]) -> list[str]:
    """The lines, a label that stands alone joined with the line under it, which it names."""
    done: list[str] = []
    for line in lines:
        if done and _LABEL.fullmatch(done[-1]):
            mark = "" if done[-1].endswith((":", "：")) or CJK.search(done[-1]) is None else "："
            done[-1] = f"{done[-1]}{mark} {line}" if CJK.search(done[-1]) is None else f"{done[-1]}{mark}{line}"
        else:
            done.append(line)
    return done


def _signed_above(lines: Sequence[str]) -> str | None:
    """The author who is named on a line of their own, above their office or before the place they write from.

    ``lines`` run upwards, from the text to the title.
    """
    for line in lines:
        if at := _AT.fullmatch(line):
            return at.group(1).strip()
    for office, name in pairwise(lines):
        if _CAREER.fullmatch(office) and re.fullmatch(r"(?:[A-ZÀ-Þ][\w.'’-]+ ?){2,4}", name):
            return name
    return None


def unlabelled(under: Sequence[str], page: str) -> tuple[str | None, str | None]:
    """The source and the author who stand without a label between title and text, near a date or an office.

    ``under`` are the lines below the title; a publisher is named elsewhere on the page too.
    """
    source = author = None
    for place, line in enumerate(under):
        near = [*under[max(0, place - _NEAR) : place], *under[place + 1 : place + 1 + _NEAR]]
        if not any(hint(other) in ("time stamp", "byline") or without_date(other) != other for other in near):
            continue
        if _PUBLISHER.fullmatch(line):
            source = source or (line if page.count(line) > 1 or CJK.search(line) else None)
        elif hint(line) is None and (name := _PERSON.match(line)):
            author = author or name.group(1)
    return source, author


def is_name(line: str) -> bool:
    """Whether a line of a head is no more than a name, such as the publisher's."""
    return (
        hint(line) is None
        and weight(line) <= 80
        and without_date(line) == line
        and bool(re.search(r"[^\W\d_]{2}", line))
        and not ends(line)
    )


def _publisher(line: str) -> str | None:
    """What is left of a line with a date once the date and the author are taken off: who published it."""
    rest = without_date(line)
    if rest != line and (named := re.search("《([^》]{2,20})》", rest)):
        return named.group(1)
    if rest == line or hint(rest.strip()) in (
        "navigation",
        "share line",
        "counter",
        "closing section",
        "legal notice",
        "comment",
    ):
        return None
    rest = re.sub(r"\s*(?:阅读|浏览|评论|点击|閱讀)(?:次数|量|数)?\s*[:：]?\s*[\d.]+\s*[万kKwW]?\+?", "", _ROLE.sub("", rest))
    rest = re.sub(
        r"\b[A-Z]{1,3}T\b|(?i:\b(?:first published|last|published|updated|posted|modified|edited|gmt|utc|on|at|"
        r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|a\.?m|p\.?m)\b[:.]?)",
        "",
        rest,
    )
    rest = re.sub(r"(?:字号|字体|字型|字級)[:：].*|^\W*in (?=[A-Z])", "", rest)
    if re.match(r"\W*编辑于", line) or re.search(r"IP\s?属地", line):
        return None
    rest = re.sub(
        r"(?i:\b(?:(?:start|release|issue|publication|effective) )?date\b)|"
        r"出版|刊登|上載|上传|建立|創建|创建|最后更新|最後更新|[\u4e00-\u9fff]{0,4}(?:时间|日期|時間)|发布人|发布者|时间|日期|发布于|发表于|编辑于|更新于?|星期.|周[一二三四五六日]",
        "",
        rest,
    ).strip(" \u3000,，:：|｜/·-–—()（）[]【】")
    part = re.split(r"\s{2,}|\u3000|[|｜·]", rest)[0].strip()
    return (
        part
        if 2 <= len(part) <= 40
        and re.search(r"[^\W\d_]{2}", part)
        and not re.search(r"[。，；:：]|^(?:原创|转载|该|本|(?i:this|page|the page|last|next)\b)", part)
        else None
    )
