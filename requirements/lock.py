"""Write chat.txt and test.txt: every package pinned with the hashes of its files, for Python 3.10 to 3.13 on any platform.

    make lock

torch is left out, and with it what only its CUDA build needs: the same version comes as several builds (CPU or CUDA, by
platform and package index), so no one list of hashes fits. It is pinned in torch.txt, and the bundled model does not use it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
LEFT_OUT = re.compile(r"^(torch|triton|nvidia-|cuda-)")


def resolve(*extra: str) -> dict[str, str]:
    """The pinned packages: the line that starts each block, up to its hashes, -> the whole block."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-annotate", "--no-header"]
    command += ["--universal", "--python-version", "3.10", "--generate-hashes", "-c", "requirements/torch.txt"]
    command += [*extra, "pyproject.toml", "requirements/build.in"]
    text = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    blocks = re.split(r"\n(?=\S)", text.strip())
    return {block.split(" \\")[0]: block for block in blocks if not LEFT_OUT.match(block)}


def write(name: str, blocks: list[str]) -> None:
    head = "# Made by `make lock`; see lock.py. Install with --no-deps --require-hashes.\n"
    (HERE / name).write_text(head + "\n".join(blocks) + "\n", encoding="utf-8")
    print(f"{name}: {len(blocks)} packages")


if __name__ == "__main__":
    chat, test = resolve(), resolve("--extra", "test")
    moved = {pin.split(" ;")[0] for pin in chat} - {pin.split(" ;")[0] for pin in test}
    if moved:
        sys.exit(f"the test extras change the version of {', '.join(sorted(moved))}: pin it in pyproject.toml")
    write("chat.txt", list(chat.values()))
    write("test.txt", [block for pin, block in test.items() if pin not in chat])
