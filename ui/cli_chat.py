"""The command that opens the page: chat."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli_options import DEFAULT_INDEX, IndexFolder, LogLevel, LogText, Rerank, Strictness


def chat(
    index: IndexFolder = DEFAULT_INDEX,
    host: Annotated[
        str, typer.Option("--host", metavar="H", help="The address to listen on; others need --auth.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="P", min=0, max=65535, help="The port; 0 takes a free one.")] = 7860,
    auth: Annotated[
        str | None, typer.Option("--auth", metavar="USERS", envvar="PULLQUOTE_AUTH", help="user:password, or a file of users.")
    ] = None,
    mcp: Annotated[bool, typer.Option("--mcp", help="Offer ask, search and read_article as MCP tools at /mcp.")] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="No adding or removing of articles from the page.")] = False,
    strictness: Strictness = "normal",
    rerank: Rerank = None,
    processes: Annotated[
        int | None,
        typer.Option("--processes", metavar="N", min=0, max=64, help="How many processes answer; default: one for each core."),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(
            "--rate",
            metavar="N",
            min=0,
            help="Calls a second for each client, 20 times as many at once; 0: any number.  [default: 50, or 5 with --host]",
        ),
    ] = None,
    log_level: LogLevel = "warning",
    log_text: LogText = False,
) -> None:
    """Open the chat page; Ctrl-C stops it."""
    from ui.server import serve

    serve(
        index,
        host,
        port,
        auth=auth,
        mcp=mcp,
        read_only=read_only,
        strictness=strictness,
        rerank=rerank,
        processes=processes,
        rate=rate,
    )


COMMANDS = (chat,)
