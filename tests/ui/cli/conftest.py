"""The `pullquote` command as a user runs it: a process of its own, a real index, real articles."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.cli.running import ARTICLES, ROOT, Pullquote, Run


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real pages and public questions, which are not part of the project."""
    place = ROOT.parent / "shared"
    if not place.is_dir():
        pytest.skip("needs ../shared")
    return place


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is not the project's."""
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(scope="session")
def pullquote(elsewhere: Path) -> Pullquote:
    def run(*arguments: str | Path, cwd: Path | None = None, stdin: str = "", **environment: str) -> Run:
        inherited = {name: value for name, value in os.environ.items() if name != "PULLQUOTE_INDEX"}
        done = subprocess.run(
            [sys.executable, "-m", "ui.cli", *map(str, arguments)],
            cwd=cwd or elsewhere,
            env=inherited | {"PYTHONPATH": str(ROOT)} | environment,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=1000,
            check=False,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def sample(pullquote: Pullquote, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample collection; tests only read it."""
    index = tmp_path_factory.mktemp("sample") / "sample.index"
    done = pullquote("add", ARTICLES, "--index", index)
    assert done.status == 0, done.err
    return index


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles of the user's own."""
    place = tmp_path / "my articles"
    place.mkdir()
    (place / "harbour.txt").write_text(
        "Harbour reopens after storm\n\nBy Jane Doe, 3 March 2025\n\nThe harbour of Port Wylde reopened on Monday. "
        "Forty ships had waited outside for two days. The repairs cost 2.5 million dollars.\n",
        encoding="utf-8",
    )
    (place / "桥.txt").write_text(
        "新桥通车\n\n2025年3月5日\n\n河口市的新桥星期三通车。大桥全长三公里，花了四年建成。市长说，过河时间从一小时缩短到五分钟。\n",
        encoding="utf-8",
    )
    return place
