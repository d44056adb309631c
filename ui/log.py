"""Logs: to standard error, one line a question, and what it said only when that is wanted."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.chats import Record

_questions = logging.getLogger("pullquote.questions")
_text = logging.getLogger("pullquote.text")
_text.disabled = True  # until `log_text` says otherwise
_OURS = ("pullquote", "index", "rag", "ui")


def log_to_stderr(level: str) -> None:
    """Log from ``level`` upwards; of other packages only warnings, whose lines could hold anything."""
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())


def log_text(wanted: bool) -> None:
    """Whether logs may hold the text of questions. It goes to a logger of its own, so that nothing else needs to know."""
    _text.disabled = not wanted


def log_answer(answer: Record) -> None:
    """Log one answered question at level info; its words go to a logger of their own, which is off by default."""
    _questions.info(
        "language=%s refused=%s quotes=%d articles=%d searched=%d seconds=%.3f",
        answer["language"],
        answer["refused"],
        len(answer["quotes"]),
        len({quote["article"]["id"] for quote in answer["quotes"]}),
        answer["searched"],
        answer["seconds"],
    )
    _text.info("question=%r", answer["question"])
