"""The page's parts without a browser: articles and answers made here, and one server over the sample collection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import ARTICLES
from tests.browser.serving import Live, make_index

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A page over the sample collection, with MCP; tests only read from it and keep chats in it."""
    live = Live(make_index(tmp_path_factory.mktemp("page") / "page.index", [ARTICLES]), mcp=True)
    yield live
    live.stop()
