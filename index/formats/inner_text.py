"""What a browser's innerText gives of a page: its visible text, a line a block, a blank line about a paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HIDDEN = frozenset(
    [
        "script",
        "style",
        "template",
        "head",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "canvas",
        "map",
        "area",
        "input",
        "textarea",
        "select",
        "datalist",
        "progress",
        "meter",
        "param",
        "source",
        "track",
        "picture",
        "base",
        "link",
        "meta",
        "title",
        "frame",
        "frameset",
    ]
) - {"picture"}
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6"])
_SPACE = re.compile(r"[ \t\n\r\f]+")


def inner_text(root: HtmlElement) -> str:
    """The visible text of a parsed page; hidden elements, scripts and the head are left out."""
    pieces: list[str] = []
    skipping = pre = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if not skipping:
                _add(pieces, element.tail, pre)
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if skipping or _is_hidden(element, tag):
                skipping += 1
                continue
            pre += tag == "pre"
            pieces.append(_before(tag))
            _add(pieces, element.text, pre)
        else:
            if skipping:
                skipping -= 1
            else:
                pre -= tag == "pre"
                pieces.append(_after(tag))
            if not skipping and element is not root:
                _add(pieces, element.tail, pre)
    return _collapsed("".join(pieces))


def _is_hidden(element: HtmlElement, tag: str) -> bool:
    if tag in _HIDDEN or "hidden" in element.attrib:
        return True
    style = element.get("style")
    return bool(style) and re.search(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", style, re.I) is not None


def _before(tag: str) -> str:
    return "\x02" if tag in _PARAGRAPHS else "\x01" if tag in _BLOCKS else ""


def _after(tag: str) -> str:
    if tag == "br":
        return "\n"
    return "\t" if tag in ("td", "th") else _before(tag)


def _add(pieces: list[str], text: str | None, pre: int) -> None:
    if text:
        text = text.replace("\x01", "").replace("\x02", "")
        pieces.append(text if pre else _SPACE.sub(" ", text))


def _collapsed(text: str) -> str:
    r"""Marks of blocks (\1) and paragraphs (\2) made line ends: as many as the strongest of a run asks for."""
    text = re.sub(r"[ \t]*([\x01\x02])[ \t]*", r"\1", text)
    text = re.sub(r"[\x01\x02]+", lambda run: "\n\n" if "\x02" in run.group() else "\n", text)
    text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()
