"""Rules that no line of what ships may break: no pickle, no code from a model, no home-made parsing of HTML into a page."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for package in ("index", "rag", "ui") for path in (ROOT / package).rglob("*.py"))
PICKLES = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "cloudpickle"}
WEIGHTS = {".safetensors", ".json", ".txt", ".md", ".gz", ".npy", ".npz", ".tsv", ".model", ""}


def names(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_no_module_can_unpickle(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & PICKLES
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in PICKLES
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            assert isinstance(node.value, ast.Constant)
            assert node.value.value is False


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_no_module_runs_code_of_others(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec", "compile", "__import__"}
        if isinstance(node, ast.keyword) and node.arg in {"trust_remote_code", "shell"}:
            assert isinstance(node.value, ast.Constant)
            assert node.value.value is False


def test_the_model_is_data_only() -> None:
    for path in (ROOT / "index" / "model").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.suffix in WEIGHTS, names(path)
            assert path.suffix != ".npy" or path.read_bytes()[:6] == b"\x93NUMPY"


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_only_the_command_line_prints(path: Path) -> None:
    if path.parent.name == "ui" and path.name.startswith("cli"):
        return
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call, ast.Name) and call.id == "print"]
