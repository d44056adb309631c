"""Run the examples of README.md anew and put what they print in the place of what stands there.

    python bench/readme.py            rewrite README.md
    python bench/readme.py --check    exit status 1 when an example would print something else

An example is a fenced block after a comment: `<!-- shell -->` for one whose first line is a command, `<!-- python -->` for code
that is followed by the block of its output. They are run in order, in a folder that holds `articles/`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
SHELL = re.compile(r"(<!-- shell -->\n```console\n\$ )(?P<command>[^\n]*)\n(?P<output>.*?)(?P<end>```)", re.DOTALL)
PYTHON = re.compile(r"(<!-- python -->\n```python\n)(?P<code>.*?)```\n\n```\n(?P<output>.*?)(?P<end>```)", re.DOTALL)


def run(command: str | list[str], folder: Path) -> str:
    """What a command prints, trailing spaces off."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command,
        shell=isinstance(command, str),
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    printed = done.stdout.replace(f"{folder}/", "")  # a reader's folder has a name of its own
    return "".join(line.rstrip() + "\n" for line in printed.splitlines())


def renewed(text: str, folder: Path) -> str:
    """The README with every output as it is now."""
    text = SHELL.sub(lambda one: f"{one[1]}{one['command']}\n{run(one['command'], folder)}{one['end']}", text)
    return PYTHON.sub(
        lambda one: f"{one[1]}{one['code']}```\n\n```\n{run([sys.executable, '-c', one['code']], folder)}{one['end']}", text
    )


def main() -> int:
    before = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "articles").symlink_to(ROOT / "articles")
        after = renewed(before, folder)
    if "--check" in sys.argv:
        return int(without_times(before) != without_times(after))
    README.write_text(after, encoding="utf-8")
    return 0


def without_times(text: str) -> str:
    return re.sub(r"\(\d+\.\d s\)", "", text)


if __name__ == "__main__":
    sys.exit(main())
