"""The three tools that another program's assistant gets over the Model Context Protocol: ask, search, read_article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcp.server.fastmcp import FastMCP

    from ui.endpoints import Endpoints

_ABOUT = (
    "Answers questions about a folder of articles, in Chinese and English, with verbatim quotes. A quote is text[start:end] "
    "of its article, never altered; cite it by article id and offsets. When the articles do not answer, refused is true."
)


def server(endpoints: Endpoints) -> FastMCP[Any]:
    """A stateless MCP server over streamable HTTP, whose one route the page's server takes over."""
    from mcp.server.fastmcp import FastMCP
    from mcp.server.fastmcp.exceptions import ToolError
    from mcp.server.transport_security import TransportSecuritySettings

    tools: FastMCP[Any] = FastMCP(
        "pullquote",
        instructions=_ABOUT,
        stateless_http=True,
        json_response=True,
        log_level="WARNING",
        # The page's own guard knows which host it serves.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )

    def told(call: Any, *arguments: Any) -> dict[str, Any]:
        import gradio as gr

        try:
            return dict(call(*arguments))
        except gr.Error as error:
            raise ToolError(error.message) from None

    def ask(question: str, quotes: int = 5, after: str | None = None, before: str | None = None) -> dict[str, Any]:
        """Ask the articles a question (English or Chinese).

        Returns verbatim quotes with article, offsets and SHA-256, or refused: true and why. after and before are ISO days.
        """
        return told(endpoints.ask, question, quotes, after, before)

    def search(query: str, k: int = 10) -> dict[str, Any]:
        """Find the k passages of the articles that are nearest to a query (English or Chinese)."""
        return told(endpoints.search, query, k)

    def read_article(article_id: str, start: int = 0, end: int | None = None) -> dict[str, Any]:
        """Read the cleaned text of an article by the id that a quote gives, whole or from character start to end."""
        return told(endpoints.read_article, article_id, start, end)

    for function in (ask, search, read_article):
        tools.tool()(function)
    return tools
