"""HTML and saved web archives (MHTML): trafilatura finds the article, the page's own metadata says where it is from."""

from __future__ import annotations

import email.errors
import email.header
import email.message
import email.policy
import email.utils
import json
import re
from collections import deque
from typing import TYPE_CHECKING, Any

import lxml.html
from lxml import etree

from index.clean_dates import names_day
from index.clean_hints import hint
from index.clean_shape import weight
from index.errors import FileError
from index.formats.encoding import charset, decode
from index.formats.inner_text import inner_text
from index.formats.raw import BODY, PLAIN, Raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_DATE_NAMES = (
    "article:published_time", "datepublished", "og:published_time", "og:article:published_time", "pubdate", "publishdate",
    "publish_date", "publication_date", "sailthru.date", "dc.date.issued", "dc.date", "dcterms.created", "parsely-pub-date",
    "weibo:article:create_at", "bytedance:published_time", "_pubtime", "date",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?")
_ENOUGH = 200
_MENU_LINES = 3
_SITE = re.compile(r"\s+[-–—|·»]\s+|\s*[|｜_]\s*|(?<=[\u4e00-\u9fff！？”」』）])\s*[-–—]{1,2}\s*(?=[\u4e00-\u9fff])")
_LONGEST_SITE = 30
_LONGEST_TITLE = 500
_LONGEST_NAME = 100
_CONTAINERS = re.compile(
    r"(?:\s*</?(?!(?:html|head|body|title|meta|link|script|style|noscript|template|time|p|h[1-6]|br)\b)[a-z][^<>]*>)+", re.I
)


def read(text: str, name: str, url: str | None = None) -> Iterator[Raw]:
    """The article of a page; all of the page's text, for the cleaner of dumps, where no article is found in it."""
    from trafilatura import bare_extraction

    tree, is_whole = _parsed(text, name)
    if not is_whole:
        text = flattened(text)
        tree = parse(text, name)
    whole = inner_text(tree)
    if not whole.strip():
        raise FileError(name, "is a page without text", "save the page when its text shows")
    facts = _facts(tree)
    found: Any = bare_extraction(text, url=url, include_comments=False, include_tables=True, with_metadata=True)
    body = _paragraphs(found.text) if found and found.text else ""
    if _is_layout(body):
        body = ""
    is_body = (len(body) >= _ENOUGH or len(body) >= len(whole) // 2) and not _begins_with_menu(body)
    published, origin = facts.get("published"), "metadata"
    # The first of a month or year may be made of a month or year that the text speaks of.
    if not published and found and found.date and (not found.date.endswith("-01") or names_day(whole, found.date)):
        published, origin = found.date, "text"
    title, site = _headline((found and found.title) or facts.get("title"), facts.get("top"), whole)
    yield Raw(
        body if is_body else whole,
        BODY if is_body else PLAIN,
        title=title,
        author=(found and found.author) or facts.get("author"),
        source=(found and (found.sitename or found.hostname)) or facts.get("source") or site,
        published=published,
        published_from=origin if published else None,
        url=url or (found and found.url) or None,
        whole=whole,
    )


def _begins_with_menu(body: str) -> bool:
    """Whether a text begins with a menu: no article was told from the page, all of it was taken."""
    return any(hint(line) == "navigation" for line in body.split("\n", _MENU_LINES)[:_MENU_LINES])


def _headline(title: str | None, top: str | None, whole: str) -> tuple[str | None, str | None]:
    """The title without the name of the site or section beside it, where it stands without it on the page too; the name.

    ``top`` is what the window's title bar would show.
    """
    lines = {" ".join(line.split()) for line in whole.split("\n") if line.strip()}
    for shown in filter(None, (title, top)):
        for mark in _SITE.finditer(shown, 0, _LONGEST_TITLE):
            head, rest = shown[: mark.start()], shown[mark.end() :]
            if rest in lines and (len(rest) > len(head) or head not in lines) and title in (shown, head):
                return rest, None
            if head in lines and (title is None or title.startswith(head)):
                return head, rest if len(rest) <= _LONGEST_SITE and not _SITE.search(rest) else None
    return title, None


def parse(text: str, name: str) -> HtmlElement:
    """The tree of a page; nothing outside it is ever fetched."""
    return _parsed(text, name)[0]


def flattened(text: str) -> str:
    """The page with all tags but those of scripts, paragraphs and the head made line breaks."""
    return _CONTAINERS.sub("<br>", text)


def _parsed(text: str, name: str) -> tuple[HtmlElement, bool]:
    """The tree of a page, and whether all of the page is in it.

    What lies too deep is left out by the parser without a word, and so is all that comes after it.
    """
    parser = lxml.html.HTMLParser(no_network=True, remove_comments=False, huge_tree=False)
    stripped = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""))
    try:
        tree = lxml.html.document_fromstring(stripped, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise FileError(name, "is not HTML that can be read", "save the page again, or its text as .txt") from None
    return tree, not any("xcessive depth" in entry.message for entry in parser.error_log)


def read_mhtml(data: bytes, name: str) -> Iterator[Raw]:
    """The first page of a saved web archive, or the plain text of a mail."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for wanted in ("text/html", "application/xhtml+xml", "text/plain"):
        for part in message.walk():
            if part.get_content_type() != wanted:
                continue
            payload = part.get_payload(decode=True)
            if not isinstance(payload, bytes) or not payload.strip():
                continue
            text = decode(payload, name, part.get_content_charset() or charset(payload))
            location = part.get("Content-Location") or message.get("Snapshot-Content-Location")
            if wanted == "text/plain":
                yield Raw(text.replace("\r\n", "\n"), PLAIN, title=_subject(message), **_sent(message))
            else:
                yield from read(text, name, str(location) if location and str(location).startswith("http") else None)
            return
    raise FileError(name, "is a web archive without a page", "save the page again")


def _sent(message: email.message.Message) -> dict[str, Any]:
    """By whom and when a mail was sent, as far as it says so."""
    sent: dict[str, Any] = {}
    # The address is taken apart first: a name may have a comma once it is in plain characters.
    name, address = email.utils.parseaddr(str(message.get("From", "")))
    if name or address:
        sent["author"] = _plain(name or address)
    try:
        sent["published"] = email.utils.parsedate_to_datetime(str(message.get("Date"))).isoformat()
        sent["published_from"] = "metadata"
    except (ValueError, TypeError, OverflowError):
        pass
    return sent


def _subject(message: email.message.Message) -> str | None:
    """The subject of a mail, or none."""
    subject = message.get("Subject")
    return None if subject is None else _plain(subject)


def _plain(value: str | email.header.Header) -> str:
    """What a mail's head says in plain characters, whichever of the encodings of RFC 2047 it has."""
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except (ValueError, LookupError, email.errors.MessageError):
        return str(value)


def _facts(tree: HtmlElement) -> dict[str, str]:
    """The title and published date that the page's metadata states."""
    facts: dict[str, str] = {}
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if name and meta.get("content"):
            named.setdefault(name, meta.get("content"))
    stated = [*_linked_dates(tree), *(named[name] for name in _DATE_NAMES if name in named)]
    stated += [time.get("datetime", "") for time in tree.iter("time") if time.get("pubdate") is not None]
    published = next((date for value in stated if (date := iso(value))), None)
    if published:
        facts["published"] = published
    top = tree.findtext(".//title")
    for key, value in (("title", named.get("og:title") or top), ("top", top)):
        if value and value.strip():
            facts[key] = " ".join(value.split())
    for node in (node for text in _linked_texts(tree) for node in _nodes(_data(text))):
        for key, name, kind in (("author", "author", "Person"), ("source", "publisher", "Organization")):
            if "datePublished" in node and (value := _named(node.get(name), kind)):
                facts.setdefault(key, value)
    return facts


def _named(value: Any, kind: str) -> str | None:
    """The name that JSON-LD gives of somebody, or of the first of several, of that kind."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") if str(value.get("@type", kind)).endswith(kind) else None
    return " ".join(value.split())[:_LONGEST_NAME] or None if isinstance(value, str) else None


def _linked_dates(tree: HtmlElement) -> Iterator[str]:
    """Every datePublished of the page's JSON-LD, in order, of what is no JSON too."""
    for text in _linked_texts(tree):
        if (data := _data(text)) is None:
            yield from re.findall(r'"datePublished"\s*:\s*"([^"]{8,40})"', text)
        yield from (node["datePublished"] for node in _nodes(data) if isinstance(node.get("datePublished"), str))


def _linked_texts(tree: HtmlElement) -> Iterator[str]:
    return (script.text for script in tree.iter("script") if "ld+json" in (script.get("type") or "") and script.text)


def _data(text: str) -> Any:
    """The JSON of a script; None when it is none."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Every object within some JSON, in order."""
    waiting = deque([data])
    while waiting:
        node = waiting.popleft()
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def iso(value: str) -> str | None:
    """ISO 8601 of a date in numbers, with its time and offset where given."""
    match = _ISO.search(value)
    if not match or not (
        1 <= int(match.group(2)) <= 12 and 1 <= int(match.group(3)) <= 31 and 1900 <= int(match.group(1)) <= 2100
    ):
        return None
    year, month, day, time, zone = match.groups()
    date = f"{year}-{int(month):02}-{int(day):02}"
    if not time:
        return date
    offset = "" if not zone else "+00:00" if zone == "Z" else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    return f"{date}T{time.zfill(5) if len(time) < 6 else time.zfill(8)}{offset}"


def _is_layout(body: str) -> bool:
    """Whether most of a text came out as rows of a table with prose in their cells: a page laid out by tables."""
    rows = [line for line in body.split("\n") if line.startswith("|")]
    return sum(map(len, rows)) > 0.5 * len(body) and any(weight(cell) > 200 for row in rows for cell in row.split("|"))


def _paragraphs(text: str) -> str:
    """Trafilatura's lines with a blank one between paragraphs; rows of a table and items of a list stay together."""
    lines = [line.strip() for line in text.split("\n") if line.strip(" |-:")]
    done: list[str] = []
    last = ""
    for line in lines:
        kind = "row" if line.count("|") else "item" if line.startswith("- ") else ""
        if done:
            done.append("\n" if kind and kind == last else "\n\n")
        last = kind
        done.append(line)
    return "".join(done)
