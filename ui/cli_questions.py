"""Commands that ask: ask, search, verify, eval."""

from __future__ import annotations

import json as json_module
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import InputError
from ui.arguments import LONGEST_QUESTION, date, text
from ui.cli_options import (
    DEFAULT_INDEX,
    After,
    AsJson,
    Before,
    Collection,
    IndexFolder,
    LogLevel,
    LogText,
    Rerank,
    Source,
    Strictness,
    Trace,
)
from ui.cli_output import note, say, say_json
from ui.cli_text import answer_lines, hit_lines, measures_lines

if TYPE_CHECKING:
    from rag.types import Answer

REFUSED, FAULT = 3, 1


def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="In Chinese or English.")],
    index: IndexFolder = DEFAULT_INDEX,
    quotes: Annotated[int, typer.Option("--quotes", metavar="N", min=1, max=50, help="At most so many quotes.")] = 5,
    after: After = None,
    before: Before = None,
    source: Source = None,
    collection: Collection = None,
    strictness: Strictness = "normal",
    rerank: Rerank = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Also write the answer as a page that needs nothing else.")
    ] = None,
    json: AsJson = False,
    trace: Trace = False,
    log_level: LogLevel = "warning",
    log_text: LogText = False,
) -> int:
    """Answer a question with verbatim quotes, or say that the articles do not answer it (exit status 3)."""
    from index.local import LocalIndex
    from rag import Assistant
    from ui.log import log_answer

    opened = LocalIndex.open(index)
    assistant = Assistant(opened, rerank=rerank, strictness=strictness)
    first, last = date(after, "--after"), date(before, "--before")
    answer = assistant.ask(
        text(question, "QUESTION", LONGEST_QUESTION),
        quotes=quotes,
        after=first,
        before=last,
        source=source,
        collection=collection,
    )
    told = answer.to_dict()
    log_answer(told)
    if html is not None:
        _write_page(html, answer, opened)
    if json:
        say_json(told)
    else:
        for line in answer_lines(answer):
            say(line)
    if trace:
        note(json_module.dumps({"trace": answer.trace}))
    return REFUSED if answer.refused else 0


def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Words or a question, in Chinese or English.")],
    index: IndexFolder = DEFAULT_INDEX,
    k: Annotated[int, typer.Option("-k", metavar="N", min=1, max=1000, help="At most so many passages.")] = 10,
    after: After = None,
    before: Before = None,
    source: Source = None,
    collection: Collection = None,
    rerank: Rerank = None,
    json: AsJson = False,
    log_level: LogLevel = "warning",
) -> None:
    """Find passages, best first."""
    import time

    from rag import Assistant
    from rag.json import search_to_dict

    assistant = Assistant(index, rerank=rerank)
    first, last = date(after, "--after"), date(before, "--before")
    started = time.perf_counter()
    hits = assistant.search(
        text(query, "QUERY", LONGEST_QUESTION), k=k, after=first, before=last, source=source, collection=collection
    )
    seconds = time.perf_counter() - started
    if json:
        say_json(search_to_dict(query, hits, seconds))
        return
    for line in hit_lines(hits):
        say(line)


def verify(
    answer: Annotated[
        Path | None, typer.Argument(metavar="[ANSWER.json]", help="An answer saved by `ask --json`; - reads standard input.")
    ] = None,
    index: IndexFolder = DEFAULT_INDEX,
    json: AsJson = False,
) -> int:
    """Check every quote of a saved answer against index and files; without one, read every byte of the index."""
    from index.local import LocalIndex
    from rag.certificate import check

    opened = LocalIndex.open(index)
    if answer is None:
        return _verify_index(opened.verify(), json)
    checks = check(_read_answer(answer), opened)
    if json:
        say_json({"verified": all(one.verified for one in checks), "checks": [asdict(one) for one in checks]})
    else:
        for one in checks:
            say(f"{one.status}: {one.article} {one.start}-{one.end}: {one.text}")
        if not checks:
            note("the answer holds no quotes")
    return 0 if all(one.verified for one in checks) else FAULT


def command_eval(
    questions: Annotated[Path, typer.Argument(metavar="QUESTIONS.jsonl", help="Questions with their evidence, one a line.")],
    index: IndexFolder = DEFAULT_INDEX,
    quotes: Annotated[int, typer.Option("--quotes", metavar="N", min=1, max=50, help="At most so many quotes an answer.")] = 5,
    strictness: Strictness = "normal",
    rerank: Rerank = None,
    json: AsJson = False,
    log_level: LogLevel = "warning",
    log_text: LogText = False,
) -> None:
    """Measure answers and retrieval on questions whose evidence is known."""
    from rag import Assistant
    from rag.evaluate import evaluate

    asked = read_questions(questions)
    measures = evaluate(Assistant(index, rerank=rerank, strictness=strictness), asked, quotes=quotes)
    if json:
        say_json(measures)
        return
    for line in measures_lines(measures):
        say(line)


def read_questions(path: Path) -> list[dict[str, Any]]:
    """The questions of a .jsonl file.

    Raises:
        InputError: naming the file, the line and what it lacks.
    """
    found = []
    for number, line in enumerate(_read(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            question = json_module.loads(line)
        except ValueError as error:
            raise InputError(f"{path}, line {number}: invalid JSON ({error}); each line is one object") from None
        if not isinstance(question, dict) or not isinstance(question.get("question"), str):
            raise InputError(f'{path}, line {number}: no question; each line is an object with "id", "question" and "evidence"')
        if not _is_evidence(question.get("evidence")):
            raise InputError(
                f'{path}, line {number}: "evidence" is no list of lists of text; write [["alternative", "alternative"]]'
            )
        found.append(question)
    if not found:
        raise InputError(f"{path}: no questions in it; write one JSON object a line")
    return found


def _is_evidence(value: Any) -> bool:
    """Whether a question's evidence, where it has any, is groups of alternatives."""
    if value is None:
        return True
    groups = value if isinstance(value, list) else [None]
    return all(isinstance(group, list) and group and all(isinstance(text, str) and text for text in group) for group in groups)


def _read_answer(path: Path) -> dict[str, Any]:
    text = sys.stdin.read() if str(path) == "-" else _read(path)
    try:
        saved = json_module.loads(text)
    except ValueError as error:
        raise InputError(f"{path}: invalid JSON ({error}); save an answer with `pullquote ask --json`") from None
    if not isinstance(saved, dict) or not isinstance(saved.get("quotes"), list):
        raise InputError(f"{path}: not an answer; save one with `pullquote ask --json`")
    return saved


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the path") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the path and its permissions") from None


def _write_page(path: Path, answer: Answer, index: Any) -> None:
    from ui.render import dossier_html

    try:
        path.write_text(dossier_html(answer, index), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); choose another file") from None


def _verify_index(report: Any, json: bool) -> int:
    if json:
        say_json(asdict(report))
    else:
        say(str(report))
    return 0 if report.ok else FAULT


COMMANDS = (ask, search, verify, command_eval)
