"""Elements -> HTML: the one place where text becomes HTML, so that nothing can reach a page unescaped.

Every child and every attribute is escaped unless it is :class:`Markup`, which only this module makes. Nothing that an article,
a file name or a chat's name says can become anything but text.
"""

from __future__ import annotations

import functools
import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_VOID = frozenset({"br", "hr", "img", "input", "meta", "link"})
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*")
# An HTML parser drops or rewrites these even as character references: a lone surrogate is no character, NUL becomes U+FFFD.
_SPECIAL = re.compile("[&<>\"'\r\ud800-\udfff\x00]")
_UNSHOWABLE = re.compile("[\ud800-\udfff\x00]")


class Markup(str):
    """Text that is HTML already. Made here only."""

    __slots__ = ()


Child = str | int | float | None


def escape(value: object) -> Markup:
    """Escape for element content and for quoted attributes alike.

    A carriage return is written as a reference, as a parser would else turn it into a line feed and the text would differ from
    its article's.
    """
    text = str(value)
    if not _SPECIAL.search(text):
        return Markup(text)
    return Markup(html.escape(_UNSHOWABLE.sub("\ufffd", text)).replace("\r", "&#13;"))


def join(*children: Child | Iterable[Child]) -> Markup:
    """Children one after another; None is left out, plain text is escaped."""
    parts: list[str] = []
    for child in children:
        if child is None:
            continue
        if isinstance(child, Markup):
            parts.append(child)
        elif isinstance(child, (str, int, float)):
            parts.append(escape(child))
        else:
            parts.append(join(*child))
    return Markup("".join(parts))


def el(tag: str, attributes: Mapping[str, object] | None = None, /, *children: Child | Iterable[Child]) -> Markup:
    """One element. An attribute that is None or False is left out; one that is True stands without a value.

    Raises:
        ValueError: for a name of a tag or attribute that is not one, and for script, style and event handlers, which a page of
            ours never carries inline.
    """
    opening = [_checked(tag)]
    for name, value in (attributes or {}).items():
        if value is None or value is False:
            continue
        opening.append(_checked(name) if value is True else f'{_checked(name)}="{escape(value)}"')
    start = f"<{' '.join(opening)}>"
    if tag in _VOID:
        return Markup(start)
    return Markup(f"{start}{join(*children)}</{tag}>")


def stylesheet(css: str) -> Markup:
    """A ``<style>`` element of our own CSS, for a file that must stand alone.

    Raises:
        ValueError: when the CSS could end the element.
    """
    if "<" in css:
        msg = "a style sheet may not hold '<'"
        raise ValueError(msg)
    return Markup(f"<style>{css}</style>")


def document(language: str, head: Markup, body: Markup) -> str:
    """A whole HTML document."""
    return "<!doctype html>\n" + el("html", {"lang": language}, el("head", {}, head), el("body", {}, body))


@functools.lru_cache(maxsize=1024)
def _checked(name: str) -> str:
    if not _NAME.fullmatch(name) or name.lower() in {"script", "iframe", "object"} or name.lower().startswith("on"):
        msg = f"{name!r} may not stand in a page"
        raise ValueError(msg)
    return name
