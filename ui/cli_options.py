"""The options that several commands share, each written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.arguments import STRICTNESS
from ui.log import log_text, log_to_stderr

DEFAULT_INDEX = Path("pullquote.index")
LEVELS = ("debug", "info", "warning", "error")


def _set_log_level(level: str) -> str:
    if level.lower() not in LEVELS:
        raise typer.BadParameter(f"'{level}' is none of {', '.join(LEVELS)}.")
    log_to_stderr(level)
    return level


def _set_log_text(wanted: bool) -> bool:
    log_text(wanted)
    return wanted


def _check_strictness(word: str) -> str:
    if word not in STRICTNESS:
        raise typer.BadParameter(f"'{word}' is none of {', '.join(STRICTNESS)}.")
    return word


IndexFolder = Annotated[Path, typer.Option("--index", envvar="PULLQUOTE_INDEX", metavar="DIR", help="The index.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object to standard output.")]
After = Annotated[str | None, typer.Option("--after", metavar="DATE", help="Only articles published on this day or later.")]
Before = Annotated[str | None, typer.Option("--before", metavar="DATE", help="Only articles published on this day or earlier.")]
Source = Annotated[str | None, typer.Option("--source", metavar="NAME", help="Only articles of this source.")]
Collection = Annotated[str | None, typer.Option("--collection", metavar="NAME", help="Only articles of this collection.")]
Strictness = Annotated[
    str,
    typer.Option(
        "--strictness",
        callback=_check_strictness,
        metavar="WORD",
        help="How sure an answer has to be: strict, normal or loose.",
    ),
]
Rerank = Annotated[
    str | None, typer.Option("--rerank", metavar="NAME", help="Rerank passages with this sentence-transformers CrossEncoder.")
]
Trace = Annotated[bool, typer.Option("--trace", help="Say how many seconds each stage took, as JSON.")]
LogLevel = Annotated[
    str,
    typer.Option("--log-level", callback=_set_log_level, metavar="LEVEL", help="Log debug, info, warning or error and above."),
]
LogText = Annotated[
    bool, typer.Option("--log-text", callback=_set_log_text, help="Let logs hold the text of questions; else they never do.")
]
