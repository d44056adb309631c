"""Write docs/cli.md from what `pullquote --help` says of each command.

python bench/cli_help.py
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAD = """# The command line

Made from `pullquote --help` by `python bench/cli_help.py`.

`--index` defaults to `$PULLQUOTE_INDEX`, then to `./pullquote.index`. `--json` prints one JSON object to standard output;
everything else goes to standard error. Exit status: 0 answered, 3 refused (the articles do not answer), 2 wrong usage or bad
input, 1 a fault. Every error is one line that names the thing at fault and what to do about it.
"""


def help_of(*command: str) -> str:
    """What `--help` prints, in 100 columns."""
    environment = os.environ | {"COLUMNS": "100", "TERMINAL_WIDTH": "100", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-m", "ui.cli", *command, "--help"], env=environment, check=True, capture_output=True, text=True
    )
    return run.stdout.strip()


def main() -> None:
    top = help_of()
    commands = re.findall(r"^  (\w+)", top.split("Commands:")[1].split("Exit status")[0], re.MULTILINE)
    sections = [f"## {command}\n\n```\n{help_of(command)}\n```\n" for command in commands]
    (ROOT / "docs" / "cli.md").write_text("\n".join([HEAD, f"```\n{top}\n```\n", *sections]), encoding="utf-8")
    print(f"docs/cli.md: {len(commands)} commands")


if __name__ == "__main__":
    main()
