"""Commands about the articles of an index: add, remove, restore, list, show."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InputError
from ui.cli_options import DEFAULT_INDEX, AsJson, Collection, IndexFolder, LogLevel, LogText
from ui.cli_output import complain, harmless, note, say, say_json, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from index.local import LocalIndex
    from index.sync import Summary

# A saved page brings dozens of pictures along.
_MOST_NOTES = 5

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or .jsonl of articles.")]
Articles = Annotated[list[str], typer.Argument(metavar="ARTICLE...", help="Ids, as `pullquote list` gives them.")]
OneArticle = Annotated[str, typer.Argument(metavar="ARTICLE", help="An id, as `pullquote list` gives it.")]


def add(
    paths: Paths,
    index: IndexFolder = DEFAULT_INDEX,
    collection: Annotated[
        str | None,
        typer.Option("--collection", metavar="NAME", help="Put them into this collection; default: the folder given."),
    ] = None,
    model: Annotated[
        str,
        typer.Option("--model", metavar="NAME", help="Embedding model of a new index: a sentence-transformers name or folder."),
    ] = "bundled",
    prune: Annotated[bool, typer.Option("--prune", help="Remove articles whose files are gone.")] = False,
    keep_all: Annotated[bool, typer.Option("--keep-all", help="Take the raw text, page furniture and all.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Then follow the folders, until Ctrl-C.")] = False,
    json: AsJson = False,
    log_level: LogLevel = "warning",
    log_text: LogText = False,
) -> int:
    """Read articles into the index (created when there is none); only what changed is read."""
    from ui import adding

    if "" in paths:
        raise InputError("a path is empty; give a file or folder, or . for this one")
    if not any(os.path.lexists(path) for path in paths):
        raise InputError(f"{paths[0]}: no such file or folder; check the path")
    opened = _open_or_create(index, model)
    with progress_bar() as progress:
        summary = adding.add(opened, paths, collection=collection, prune=prune, keep_all=keep_all, progress=progress)
    status = _report(summary, json)
    if watch:
        note("following the folders; Ctrl-C stops")
        with suppress(KeyboardInterrupt):
            for later in adding.watch(opened, paths, collection=collection, prune=prune, keep_all=keep_all):
                _report(later, json)
    return status


def remove(articles: Articles, index: IndexFolder = DEFAULT_INDEX, json: AsJson = False) -> None:
    """Take articles out of the index; their files stay where they are."""
    from index import sync
    from index.local import LocalIndex

    sync.remove(LocalIndex.open(index), articles)
    if json:
        say_json({"removed": articles})
    else:
        say(f"removed {', '.join(articles)}")


def restore(article: OneArticle, index: IndexFolder = DEFAULT_INDEX, json: AsJson = False) -> None:
    """Take an article's raw text instead of the cleaned one."""
    from index import sync
    from index.local import LocalIndex

    sync.restore(LocalIndex.open(index), article)
    if json:
        say_json({"restored": article})
    else:
        say(f"restored {article}: its raw text is searched now")


def command_list(index: IndexFolder = DEFAULT_INDEX, collection: Collection = None, json: AsJson = False) -> None:
    """List the articles of the index."""
    from index.local import LocalIndex
    from index.types import Filter

    articles = LocalIndex.open(index).summaries(Filter(collections=frozenset([collection] if collection else [])))
    if json:
        say_json({"articles": [asdict(article) for article in articles]})
        return
    rows = [(article.id, (article.published or "")[:10], article.source or "", article.title) for article in articles]
    for line in table(rows):
        say(line)


def show(
    article: OneArticle,
    index: IndexFolder = DEFAULT_INDEX,
    removed: Annotated[bool, typer.Option("--removed", help="What cleaning took off instead, and by which rule.")] = False,
) -> None:
    """Print the cleaned text of an article, and nothing else."""
    from index.local import LocalIndex

    [found] = LocalIndex.open(index).articles([article])
    if not removed:
        say(found.text, end="" if found.text.endswith("\n") else "\n")
        return
    if not found.removed:
        note(f"{article}: nothing was taken off")
    for stretch in found.removed:
        say(f"[{stretch.rule}] {stretch.text}")


def _open_or_create(path: Path, model: str | None) -> LocalIndex:
    """The index at the path; one that is there keeps its model when none is named."""
    from index.errors import IndexNotFound
    from index.local import LocalIndex

    if model is None:
        try:
            return LocalIndex.open(path)
        except IndexNotFound:
            model = "bundled"
    return LocalIndex.create(path, model=model)


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None]]:
    """A function of (articles done, articles in all, what is at hand) that draws a bar; silent when not on a terminal."""
    from tqdm import tqdm

    with tqdm(unit=" articles", disable=not sys.stderr.isatty(), dynamic_ncols=True, leave=False) as bar:

        def progress(done: int, total: int, name: str) -> None:
            bar.total = total
            bar.set_postfix_str(harmless(Path(name).name)[-40:], refresh=False)
            bar.update(done - bar.n)

        yield progress


def _report(summary: Summary, json: bool) -> int:
    """Say what came of the files; the exit status: 2 when one of them could not be read."""
    for path, reason in summary.failed:
        complain(f"{path}: {reason}")
    for path, reason in summary.skipped[:_MOST_NOTES]:
        note(f"{path}: skipped, {reason}")
    if len(summary.skipped) > _MOST_NOTES:
        note(f"and {len(summary.skipped) - _MOST_NOTES} more were skipped; --json names them all")
    if json:
        say_json(asdict(summary))
    else:
        counts = asdict(summary) | {"failed": len(summary.failed), "skipped": len(summary.skipped)}
        words = ("added", "changed", "unchanged", "duplicates", "moved", "removed", "failed", "skipped")
        done = ", ".join(f"{counts[word]} {word}" for word in words if counts[word])
        say(f"{done or 'nothing to do'} ({summary.seconds:.1f} s)")
    return 2 if summary.failed else 0


COMMANDS = (add, remove, restore, command_list, show)
