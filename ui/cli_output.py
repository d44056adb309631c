"""What the command line writes: JSON for programs, text for people, complaints to standard error."""

from __future__ import annotations

import io
import json
import re
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What could steer a terminal: control characters and the marks that turn the direction of text.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class ReaderGone(Exception):
    """Whoever read standard output has gone. No OSError: typer would end the program with the status of a fault."""


def prepare_streams() -> None:
    """Write UTF-8 whatever the locale says, and lone surrogates (bytes in an argument that are no text) as escapes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(text: str = "", end: str = "\n") -> None:
    """Write to standard output: as it is into a file or pipe, made harmless on a terminal.

    Raises:
        ReaderGone: when nobody reads it any more.
    """
    try:
        print(harmless(text) if sys.stdout.isatty() else text, end=end)
    except BrokenPipeError as error:
        raise ReaderGone from error


def say_json(value: dict[str, Any]) -> None:
    """Write one JSON object to standard output."""
    say(json.dumps(value, ensure_ascii=False))


def note(text: str) -> None:
    """Write to standard error what is neither answer nor error."""
    print(harmless(text), file=sys.stderr)


def complain(text: str) -> None:
    """Write an error to standard error, as one line."""
    note("pullquote: " + " ".join(text.split()))


def harmless(text: str) -> str:
    """The text with every character that could steer a terminal shown as an escape."""
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows as lines with aligned columns; a Chinese character takes two places."""
    cells = [[cell.replace("\n", " ") for cell in row] for row in rows]
    if not cells:
        return []
    widths = [max(width(row[i]) for row in cells) for i in range(len(cells[0]))]
    return ["  ".join(cell + " " * (widths[i] - width(cell)) for i, cell in enumerate(row)).rstrip() for row in cells]


def width(text: str) -> int:
    """How many places the text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
