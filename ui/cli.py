"""The `pullquote` command: reads the arguments, calls index/ and rag/, prints, and turns every error into one line.

Heavy imports stay inside the commands that need them, so that `--help` is quick and `ask` imports neither torch nor gradio.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from typing import TYPE_CHECKING, cast

import typer

from index.errors import InputError, PullquoteError
from ui import cli_articles, cli_chat, cli_questions
from ui.cli_names import check_names
from ui.cli_output import ReaderGone, complain, prepare_streams

if TYPE_CHECKING:
    from collections.abc import Sequence

ANSWERED, FAULT, WRONG, REFUSED, INTERRUPTED = 0, 1, 2, 3, 130

app = typer.Typer(
    name="pullquote",
    help="Ask a folder of articles, in Chinese or English, and get verbatim quotes that you can check.",
    epilog="Exit status: 0 answered, 3 refused (the articles do not answer), 2 wrong usage or bad input, 1 a fault.",
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"pullquote {version('pullquote')}")
        raise typer.Exit


@app.callback()
def _pullquote(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version and stop."),
) -> None:
    """Ask a folder of articles, in Chinese or English, and get verbatim quotes that you can check."""


for _module in (cli_articles, cli_questions, cli_chat):
    for _command in _module.COMMANDS:
        app.command(_command.__name__.removeprefix("command_"), no_args_is_help=False)(_command)

# typer does not export the base of its usage errors; every one of them descends from it and so does this one.
_UsageError = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status, never an exception.

    Returns:
        0 answered or done, 3 refused, 2 wrong usage or bad input, 1 a fault, 130 interrupted.
    """
    # numpy is not imported yet. What BLAS would share out is too small: its threads would wait busily beside those that answer.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    prepare_streams()
    if arguments is not None:
        return _run(list(arguments))
    # The process is this command's own: little of what it makes becomes garbage, and nothing need be looked through at its end.
    gc.set_threshold(100_000, 20, 100)
    try:
        return _run(sys.argv[1:])
    finally:
        gc.freeze()


def _run(given: list[str]) -> int:
    try:
        check_names()
        status = app(given or ["--help"], prog_name="pullquote", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, ReaderGone):
        # Whoever read our output has gone (`pullquote show x | head`); Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ANSWERED
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted()
    except Exception as error:
        return _explain(error)
    if status == INTERRUPTED:
        return _interrupted()
    if not given:
        return WRONG
    return status if isinstance(status, int) else ANSWERED


def _interrupted() -> int:
    complain("stopped; what was committed stays, and the next run goes on from there")
    return INTERRUPTED


def _explain(error: Exception) -> int:
    """Say in one line what went wrong; the exit status that stands for it."""
    if isinstance(error, _UsageError):
        complain(f"{cast('typer.BadParameter', error).format_message()} Try 'pullquote --help'.")
        return WRONG
    logging.getLogger("pullquote").debug("the error in full", exc_info=error)
    if isinstance(error, PullquoteError):
        complain(str(error))
        return WRONG if isinstance(error, InputError) else FAULT
    complain(f"{type(error).__name__}: {error} (a fault in pullquote or in this machine; --log-level debug shows where)")
    return FAULT


if __name__ == "__main__":
    sys.exit(main())
