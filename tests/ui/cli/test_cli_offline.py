"""Nothing leaves the machine: reading articles and answering questions opens no connection and asks for no name."""

import os
import subprocess
import sys
from pathlib import Path

from tests.ui.cli.running import ROOT, Pullquote

CUT_OFF = """
import socket, sys

def refuse(*arguments, **options):
    raise AssertionError(f"a connection was tried: {arguments}")

for name in ("connect", "connect_ex"):
    setattr(socket.socket, name, refuse)
socket.getaddrinfo = socket.create_connection = refuse
from ui.cli import main
sys.exit(main(sys.argv[1:]))
"""


def cut_off(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", CUT_OFF, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_adding_and_asking_need_no_network(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "x.index"
    added = cut_off("add", folder, "--index", index)
    assert added.returncode == 0, added.stderr
    asked = cut_off("ask", "How many ships waited outside the harbour?", "--index", index)
    assert asked.returncode == 0, asked.stderr
    assert "Forty ships" in asked.stdout


def test_an_index_keeps_nothing_outside_its_folder(pullquote: Pullquote, folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    before = {path.name for path in tmp_path.iterdir()}
    environment = {"HOME": str(home), "XDG_CACHE_HOME": str(home), "TMPDIR": str(home)}
    pullquote("add", folder, "--index", tmp_path / "x.index", cwd=tmp_path, **environment)
    pullquote("ask", "How many ships waited outside the harbour?", "--index", tmp_path / "x.index", cwd=tmp_path, **environment)
    assert {path.name for path in tmp_path.iterdir()} - before == {"x.index"}
    assert list(home.iterdir()) == []
