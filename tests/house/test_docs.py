"""What is documented is what is there."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.cli_help import help_of

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_command_and_option_is_documented() -> None:
    documented = read("docs/cli.md")
    commands = re.findall(r"^  (\w+)", help_of().split("Commands:")[1].split("Exit status")[0], re.MULTILINE)
    assert len(commands) >= 9
    for command in commands:
        section = documented.split(f"## {command}\n")[1].split("\n## ")[0]
        for option in re.findall(r"(?<!\S)--?[a-z][\w-]*", help_of(command).split("Options:")[1]):
            assert option in section, f"{command} {option}: run python bench/cli_help.py"


def test_every_module_stands_in_the_architecture() -> None:
    text = read("docs/architecture.md")
    missing = [
        path.relative_to(ROOT).as_posix()
        for package in ("index", "rag", "ui")
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.name != "__init__.py" and f"`{path.name}`" not in text
    ]
    assert missing == [], "each file of the house has a question it answers: add it to docs/architecture.md"


def test_every_dependency_has_its_reason() -> None:
    text = read("docs/dependencies.md")
    project = tomllib.loads(read("pyproject.toml"))["project"]
    for needed in [*project["dependencies"], *project["optional-dependencies"]["test"]]:
        name = re.split(r"[\[<>=!~ ]", needed)[0]
        assert re.search(rf"(\| |, ){re.escape(name)}(,| \|)", text), name


def test_every_promise_names_a_test_that_is_there() -> None:
    promises = read("SECURITY.md").split("## Promises")[1].split("\n## ")[0]
    rows = [row for row in promises.splitlines() if row.startswith("| ") and not row.startswith(("| promise", "| ---"))]
    assert len(rows) >= 10
    for row in rows:
        named = re.findall(r"`(tests/[\w./]+\.py)(?:::(\w+))?`", row)
        assert named, row
        for path, function in named:
            assert (ROOT / path).is_file(), f"{path} is not there"
            assert not function or f"def {function}(" in read(path), f"{path} has no {function}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if path.startswith(("http://", "https://", "mailto:")):
            continue
        place = (page.parent / path) if path else page
        assert place.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", place.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}, target


def test_commands_under_bench_explain_themselves() -> None:
    for path in sorted((ROOT / "bench").glob("*.py")):
        if path.name != "__init__.py":
            assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{path.name} has no docstring"


def test_the_makefile_names_its_targets() -> None:
    for target in ("chat", "test"):
        done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
