"""What a format gives: a document before it is cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.types import Removed

AS_IS = "as is"
PLAIN = "plain"
BODY = "body"


@dataclass(frozen=True, slots=True)
class Raw:
    """A document as its format gives it.

    ``form`` says what is left to do: ``plain`` text may hold a page's furniture, or be prose wrapped at a fixed
    width; of a ``body`` the furniture is off; text that is ``as is`` must not be touched. ``whole`` is the text with
    nothing taken off, where that is not ``text`` itself. ``part`` names the document within its file, where a file
    holds several.
    """

    text: str
    form: str
    id: str | None = None
    part: str | None = None
    title: str | None = None
    author: str | None = None
    source: str | None = None
    published: str | None = None
    published_from: str | None = None
    url: str | None = None
    language: str | None = None
    pages: tuple[int, ...] = ()
    removed: tuple[Removed, ...] = ()
    whole: str | None = None
