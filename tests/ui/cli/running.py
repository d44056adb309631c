"""What a command leaves behind, and how it is called."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).parents[3]
ARTICLES = ROOT / "articles"


@dataclass(frozen=True)
class Run:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which has to be one JSON object and nothing else."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def error(self) -> str:
        """Standard error, which has to be one line without a traceback."""
        assert "Traceback" not in self.err
        [line] = self.err.strip().splitlines()
        assert line.startswith("pullquote: ")
        return line


class Pullquote(Protocol):
    def __call__(self, *arguments: str | Path, cwd: Path | None = None, stdin: str = "", **environment: str) -> Run: ...


def on_terminal(arguments: list[str], cwd: Path) -> str:
    """What a command writes when standard output is a terminal."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-m", "ui.cli", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=cwd,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # the other side is closed
                break
            if not more:
                break
            seen += more
        process.wait()
    os.close(ours)
    return seen.decode()
