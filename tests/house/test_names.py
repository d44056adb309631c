"""Another installed distribution that owns `rag`, `index` or `ui` is named at start, in one line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def install_other(folder: Path, package: str) -> None:
    """A distribution as pip would leave it behind."""
    (folder / package).mkdir()
    (folder / package / "__init__.py").write_text("")
    info = folder / "other_project-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other-project\nVersion: 1.0\n")
    (info / "RECORD").write_text(f"{package}/__init__.py,,\nother_project-1.0.dist-info/METADATA,,\n")


@pytest.mark.parametrize("package", ["rag"])
def test_a_package_that_hides_ours_is_named(tmp_path: Path, package: str) -> None:
    install_other(tmp_path, package)
    start = f"import sys; sys.path[:0] = [{str(ROOT)!r}]; import index, ui.cli; sys.path.insert(0, {str(tmp_path)!r})"
    run = subprocess.run(
        [sys.executable, "-c", f"{start}; sys.exit(ui.cli.main(['list']))"],
        env=os.environ | {"PYTHONPATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "other-project" in run.stderr
    assert f"'{package}'" in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1


def test_a_package_shared_with_another_distribution_is_named(tmp_path: Path) -> None:
    install_as_wheel_does(tmp_path)
    (tmp_path / "ui" / "foreign.py").write_text("")
    info = tmp_path / "other_project-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other-project\nVersion: 1.0\n")
    (info / "RECORD").write_text("ui/foreign.py,,\n")
    run = run_installed(tmp_path)
    assert run.returncode == 1
    assert "other-project" in run.stderr


def test_a_clean_installation_starts(tmp_path: Path) -> None:
    install_as_wheel_does(tmp_path)
    run = run_installed(tmp_path)
    assert run.returncode == 0, run.stderr


def install_as_wheel_does(folder: Path) -> None:
    import shutil

    names = []
    for package in ("index", "rag", "ui"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "model"))
        names += [path.relative_to(folder).as_posix() for path in (folder / package).rglob("*.py")]
    info = folder / "pullquote-9.9.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pullquote\nVersion: 9.9\n")
    (info / "RECORD").write_text("".join(f"{name},,\n" for name in names))


def run_installed(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", "--version"],
        env=os.environ | {"PYTHONPATH": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
