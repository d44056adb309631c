"""The page over the sample collection, as `pullquote chat` serves it, in processes of its own."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]


@contextlib.contextmanager
def served(index: Path, *options: str, log: TextIO = sys.stderr) -> Iterator[tuple[str, int]]:
    """Index the sample articles at ``index`` and serve them: the page's address, and the number of the process."""
    command = [sys.executable, "-m", "ui.cli"]
    subprocess.run(
        [*command, "add", str(ROOT / "articles"), "--index", str(index)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    chat = [*command, "chat", "--index", str(index), "--port", "0", *options]
    server = subprocess.Popen(chat, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    said = server.stderr.readline()
    copying = threading.Thread(target=shutil.copyfileobj, args=(server.stderr, log), daemon=True)
    copying.start()
    try:
        address = re.search(r"http://\S+", said)
        assert address, said
        yield address.group(), server.pid
    finally:
        server.terminate()
        server.wait()
        copying.join()
