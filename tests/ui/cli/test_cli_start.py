"""How the command starts, writes and stops."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.cli.running import ROOT, Pullquote, on_terminal

COMMANDS = ["add", "remove", "restore", "list", "show", "ask", "search", "verify", "eval", "chat"]
HEAVY = ("torch", "gradio", "sentence_transformers", "transformers", "pandas", "trafilatura")


def imported(arguments: list[str], cwd: Path) -> set[str]:
    """The heavy packages that a command has imported by the time it ends."""
    code = (
        "import sys; from ui.cli import main; main(sys.argv[1:]);"
        f"print('imported', *[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
    )
    [line] = [line for line in done.stderr.splitlines() if line.startswith("imported")]
    return set(line.split()[1:])


def test_asking_imports_neither_torch_nor_gradio(sample: Path, tmp_path: Path) -> None:
    assert imported(["ask", "which countries visited China", "--index", str(sample), "--json"], tmp_path) == set()


def test_adding_imports_neither_torch_nor_gradio(folder: Path, tmp_path: Path) -> None:
    assert not imported(["add", str(folder), "--index", str(tmp_path / "x.index")], tmp_path) & {
        "torch",
        "gradio",
        "sentence_transformers",
    }


def test_help_needs_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys, ui.cli; print(*[name for name in ('numpy', 'faiss', 'tantivy', 'gradio', 'rag') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""


def test_help_lists_exactly_these_commands(pullquote: Pullquote) -> None:
    section = pullquote("--help").out.split("Commands:")[1].split("Exit status")[0]
    assert re.findall(r"^  (\w+)", section, re.M) == COMMANDS


def test_a_byte_that_is_no_text_in_a_question_is_no_traceback(sample: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable.encode(),
            b"-m",
            b"ui.cli",
            b"ask",
            b"which \xff\xfe countries",
            b"--json",
            b"--index",
            os.fsencode(sample),
        ],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode in {0, 2, 3}
    assert b"Traceback" not in done.stderr


def test_chinese_is_written_as_utf8_whatever_the_locale(pullquote: Pullquote, sample: Path) -> None:
    done = pullquote("show", "visits-after-washington", "--index", sample, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.status == 0
    assert "加拿大" in done.out


@pytest.mark.parametrize("reader", ["head -c 1 >/dev/null", "true"], ids=["after a byte", "before any"])
def test_a_reader_that_goes_away_is_no_fault(reader: str, sample: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m ui.cli show visits-after-washington --index '{sample}'"
    done = subprocess.run(
        ["bash", "-c", f"{command} | {reader}; echo ${{PIPESTATUS[0]}}"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "0"
    assert done.stderr == ""


def test_an_article_cannot_steer_the_terminal(pullquote: Pullquote, tmp_path: Path) -> None:
    text = "A sentence \x1b]0;owned\x07 with \x1b[31mcontrol\x1b[0m and \u202eturned\u202c text."
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": ' + json.dumps(text) + "}\n", encoding="utf-8")
    index = tmp_path / "x.index"
    assert pullquote("add", tmp_path / "a.jsonl", "--index", index).status == 0
    seen = on_terminal(["show", "a", "--index", str(index)], tmp_path)
    assert "\x1b" not in seen
    assert "\u202e" not in seen
    assert "\\x1b" in seen
    assert pullquote("show", "a", "--index", index).out == text + "\n"


def test_a_fault_is_one_line_too(pullquote: Pullquote, tmp_path: Path) -> None:
    index = tmp_path / "x.index"
    index.mkdir()
    (index / "store.db").write_bytes(b"this is no database" * 100)
    done = pullquote("list", "--index", index)
    assert done.status in {1, 2}
    assert "x.index" in done.error
