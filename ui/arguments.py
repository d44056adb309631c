"""What programs and pages send, checked before it goes further: type, length, range; the message says what is meant."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from index.errors import InputError
from index.patterns import lazily
from index.types import Filter

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_QUESTION = 4000
STRICTNESS = ("strict", "normal", "loose")
# Line feeds and tabs are text; other control characters and lone surrogates are nobody's question.
_CONTROL = lazily("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def text(value: object, name: str, longest: int = 500) -> str:
    """A string without control characters.

    Raises:
        InputError: when it is no string, or longer than ``longest`` characters.
    """
    if not isinstance(value, str):
        raise InputError(f"{name} has to be text; give a string")
    if len(value) > longest:
        raise InputError(f"{name} is {len(value)} characters long; at most {longest} are taken")
    return _CONTROL.sub(" ", value)


def optional(value: object, name: str, longest: int = 500) -> str | None:
    """A string as :func:`text` has it, or None for none or an empty one."""
    return (text(value, name, longest).strip() or None) if value is not None else None


def number(value: object, name: str, least: int, most: int) -> int:
    """A whole number from ``least`` to ``most``.

    Raises:
        InputError: when it is none.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InputError(f"{name} has to be a whole number from {least} to {most}")
    return value


def date(value: object, name: str) -> datetime.date | None:
    """An ISO date, or None for none.

    Raises:
        InputError: when it is no date.
    """
    given = optional(value, name, 40)
    if given is None:
        return None
    try:
        return datetime.date.fromisoformat(given)
    except ValueError:
        raise InputError(f"{name} is no date; write it as 2026-01-14") from None


def texts(value: object, name: str, most: int = 200, longest: int = 500) -> tuple[str, ...]:
    """A list of strings; a single string counts as a list of one.

    Raises:
        InputError: when it is neither.
    """
    if value is None:
        return ()
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or len(given) > most:
        raise InputError(f"{name} has to be a list of at most {most} strings")
    return tuple(one for item in given if (one := text(item, name, longest).strip()))


@dataclass(frozen=True, slots=True)
class Limits:
    """What a search was limited to, as a page or a program sends it."""

    after: str | None = None
    before: str | None = None
    sources: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    strictness: str = "normal"

    @classmethod
    def read(cls, given: object, strictness: str = "normal") -> Limits:
        """From JSON: an object with the names of the fields, each of which may be missing.

        Raises:
            InputError: when one is not as it has to be.
        """
        if given is None:
            given = {}
        if not isinstance(given, dict):
            raise InputError("limits have to be an object with after, before, sources, collections, languages, strictness")
        fields: Mapping[str, Any] = given
        after, before = date(fields.get("after"), "after"), date(fields.get("before"), "before")
        if after and before and after > before:
            raise InputError("after lies later than before; swap them")
        wanted = optional(fields.get("strictness"), "strictness") or strictness
        if wanted not in STRICTNESS:
            raise InputError(f"strictness has to be one of {', '.join(STRICTNESS)}")
        return cls(
            after.isoformat() if after else None,
            before.isoformat() if before else None,
            texts(fields.get("sources"), "sources"),
            texts(fields.get("collections"), "collections"),
            texts(fields.get("languages"), "languages"),
            wanted,
        )

    def where(self) -> Filter:
        """What source, collection and language let through; the days go to the assistant, which knows what they bound."""
        return Filter(
            sources=frozenset(self.sources), collections=frozenset(self.collections), languages=frozenset(self.languages)
        )

    def listed(self) -> Filter:
        """What a list of articles shows: there the days bound when an article was published."""
        return replace(self.where(), after=date(self.after, "after"), before=date(self.before, "before"))

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)
