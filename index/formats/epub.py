"""EPUB: its chapters in reading order, through the reader of HTML's text. A book is one article; a chapter begins a
page.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from index.errors import FileError
from index.formats.archive import open_archive, read_entry
from index.formats.encoding import charset, decode
from index.formats.html import iso, parse
from index.formats.inner_text import inner_text
from index.formats.raw import BODY, Raw

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_DC = "{http://purl.org/dc/elements/1.1/}"


def read(data: bytes, name: str) -> Iterator[Raw]:
    """One document."""
    with open_archive(data, name) as archive:
        package_name = _package_name(archive, name)
        package = _xml(archive, package_name, name)
        chapters = [text for path in _spine(package, package_name) if (text := _chapter(archive, path, name))]
    if not chapters:
        raise FileError(name, "is an EPUB without text", "leave it out")
    starts, position = [], 0
    for chapter in chapters:
        starts.append(position)
        position += len(chapter) + 2
    facts = {
        key: " ".join(found.split())
        for key in ("title", "creator", "date", "publisher")
        if (found := package.findtext(f".//{_DC}{key}"))
    }
    published = iso(facts.get("date", ""))
    yield Raw(
        "\n\n".join(chapters),
        BODY,
        title=facts.get("title"),
        author=facts.get("creator"),
        source=facts.get("publisher"),
        published=published,
        published_from="metadata" if published else None,
        pages=tuple(starts),
    )


def _package_name(archive: zipfile.ZipFile, name: str) -> str:
    container = _xml(archive, "META-INF/container.xml", name)
    for element in container.iter("{*}rootfile"):
        if element.get("full-path"):
            return str(element.get("full-path"))
    raise FileError(name, "is an EPUB that names no package", "make or save it again")


def _xml(archive: zipfile.ZipFile, path: str, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, load_dtd=False)
    try:
        root = etree.fromstring(read_entry(archive, archive.getinfo(path), name), parser)
    except (KeyError, etree.LxmlError, ValueError):
        root = None
    if root is None:
        raise FileError(name, f"is a damaged EPUB ({path})", "make or save it again")
    return root


def _spine(package: etree._Element, package_name: str) -> Iterator[str]:
    base = posixpath.dirname(package_name)
    paths = {
        item.get("id"): item.get("href", "") for item in package.iter("{*}item") if "nav" not in item.get("properties", "")
    }
    for reference in package.iter("{*}itemref"):
        href = paths.get(reference.get("idref"))
        if href:
            yield posixpath.normpath(posixpath.join(base, unquote(href.split("#")[0])))


def _chapter(archive: zipfile.ZipFile, path: str, name: str) -> str:
    try:
        data = read_entry(archive, archive.getinfo(path), name)
    except KeyError:
        return ""
    if not data.strip():
        return ""
    text = inner_text(parse(decode(data, name, charset(data)), name))
    return re.sub(r"\n{2,}", "\n\n", text).strip()
