"""Certificates: whether the quotes of a saved answer still stand, word for word, in the files that they were taken from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ArticleNotFound, InputError

if TYPE_CHECKING:
    from index.base import Index
    from index.types import Article

VERIFIED, CHANGED, GONE, NOT_VERBATIM = "verified", "source changed", "source gone", "not verbatim"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Check:
    """What became of one quote: ``status`` is ``verified``, ``source changed``, ``source gone`` or ``not verbatim``."""

    quote: int
    status: str
    article: str
    path: str
    start: int
    end: int
    text: str

    @property
    def verified(self) -> bool:
        return self.status == VERIFIED


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a saved quote claims."""

    text: str
    start: int
    end: int
    article: str
    path: str
    sha256: str


def check(saved: dict[str, Any], index: Index) -> list[Check]:
    """Check each quote of an answer saved as JSON against the index and against the file itself.

    A quote is verified when the index holds its article, made from a file of the same SHA-256; that file is still there and
    unchanged; and the article's characters from ``start`` to ``end`` are the quote.

    Raises:
        InputError: when ``saved`` is not an answer as ``pullquote ask --json`` writes it.
    """
    claims = _claims(saved)
    hashes: dict[str, str | None] = {}
    return [
        Check(number, _status(claim, index, hashes), claim.article, claim.path, claim.start, claim.end, claim.text)
        for number, claim in enumerate(claims)
    ]


def _claims(saved: dict[str, Any]) -> list[_Claim]:
    try:
        claims = [
            _Claim(
                _is(str, quote["text"]),
                _is(int, quote["start"]),
                _is(int, quote["end"]),
                _is(str, quote["article"]["id"]),
                _is(str, quote["article"]["path"]),
                _is(str, quote["article"]["sha256"]),
            )
            for quote in saved["quotes"]
        ]
    except (KeyError, TypeError) as fault:
        raise InputError(f"this is not a saved answer ({fault}): give the JSON that 'pullquote ask --json' printed") from fault
    return claims


def _is(kind: type, value: Any) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not a {kind.__name__}")
    return value


def _status(claim: _Claim, index: Index, hashes: dict[str, str | None]) -> str:
    try:
        article = index.articles([claim.article])[0]
    except ArticleNotFound:
        return GONE
    if article.sha256 == claim.sha256 and not _verbatim(claim, article):
        return NOT_VERBATIM
    if article.path not in hashes:
        hashes[article.path] = _hash(Path(article.path))
    on_disk = hashes[article.path]
    if on_disk is None:
        return GONE
    return VERIFIED if on_disk == claim.sha256 == article.sha256 else CHANGED


def _verbatim(claim: _Claim, article: Article) -> bool:
    return 0 <= claim.start < claim.end <= len(article.text) and article.text[claim.start : claim.end] == claim.text


def _hash(path: Path) -> str | None:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()
