"""Imports run one way only: ui -> rag -> index; and what `ask` needs stays light."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALLOWED = {"index": {"index"}, "rag": {"rag", "index"}, "ui": {"ui", "rag", "index"}}
MODULES = sorted(path for package in ALLOWED for path in (ROOT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The names of all modules that a file imports, wherever in it, dotted."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute, so that the way they run can be read"
            found.add(node.module or "")
    return found


def names(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_imports_run_from_ui_over_rag_to_index(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    for module in imported(path):
        top = module.split(".")[0]
        assert top not in ALLOWED or top in ALLOWED[package], f"{names(path)} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_nothing_that_ships_imports_what_does_not(path: Path) -> None:
    assert not {module.split(".")[0] for module in imported(path)} & {"tests", "bench", "training"}


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_a_module_is_short_enough_to_be_read_at_once(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_each_package_tells_its_path_in_its_docstring() -> None:
    for package in ALLOWED:
        docstring = ast.get_docstring(ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8")))
        assert docstring
        assert "->" in docstring
