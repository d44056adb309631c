"""The pinned packages: complete, hashed, and agreeing with what the package says it needs, on Python 3.10 to 3.13."""

import re
import sys
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ("3.10", "3.11", "3.12", "3.13")


def blocks(name: str) -> list[str]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return re.split(r"\n(?=[A-Za-z])", text.split("\n", 1)[1].strip())


def pins(python: str, *names: str) -> dict[str, str]:
    """Package -> version, as chosen for a Python on Linux."""
    environment = default_environment() | {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": "linux",
    }
    found: dict[str, str] = {}
    for name in names:
        for block in blocks(name):
            requirement = Requirement(block.split(" \\")[0])
            if requirement.marker is None or requirement.marker.evaluate(dict(environment)):
                [pin] = requirement.specifier
                assert found.setdefault(canonicalize_name(requirement.name), pin.version) == pin.version
    return found


@pytest.mark.parametrize("name", ["chat.txt", "test.txt"])
def test_every_package_is_pinned_to_one_version_with_its_hashes(name: str) -> None:
    for block in blocks(name):
        assert "==" in block.split("\n")[0]
        assert "--hash=sha256:" in block


@pytest.mark.parametrize("python", PYTHONS)
def test_what_the_package_needs_is_pinned_within_its_bounds(python: str) -> None:
    pinned = pins(python, "chat.txt")
    for text in PROJECT["dependencies"]:
        needed = Requirement(text)
        assert needed.specifier.contains(pinned[canonicalize_name(needed.name)]), text


@pytest.mark.parametrize("python", PYTHONS)
def test_what_the_tests_need_is_pinned_within_its_bounds(python: str) -> None:
    pinned = pins(python, "chat.txt", "test.txt")
    for text in PROJECT["optional-dependencies"]["test"]:
        needed = Requirement(text)
        assert needed.specifier.contains(pinned[canonicalize_name(needed.name)]), text


def test_torch_is_pinned_apart() -> None:
    assert re.fullmatch(r"torch==[\d.]+\n", (ROOT / "requirements" / "torch.txt").read_text(encoding="utf-8"))
    assert not {"torch", "triton"} & pins("3.11", "chat.txt").keys()
