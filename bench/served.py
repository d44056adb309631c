"""The page over the sample collection, in a process of its own: what is measured is served as `pullquote chat` serves it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]


@contextlib.contextmanager
def served(index: Path) -> Iterator[tuple[str, int]]:
    """Index the sample articles at ``index`` and serve them: the page's address, and the number of the process."""
    subprocess.run([sys.executable, "-m", "ui.cli", "add", str(ROOT / "articles"), "--index", str(index)], cwd=ROOT, check=True)
    start = f"from ui.app import serve; serve({str(index)!r}, port=0, announce=lambda url: print(url, flush=True))"
    server = subprocess.Popen([sys.executable, "-c", start], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield server.stdout.readline().strip(), server.pid
    finally:
        server.terminate()
        server.wait()
