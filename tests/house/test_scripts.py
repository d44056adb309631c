"""The page's own scripts run no text as code: the policy that lets automation evaluate strings in the page stays harmless."""

import re
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parents[2] / "ui").glob("*.js"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_runs_no_text_as_code(path: Path) -> None:
    code = path.read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|\bFunction\(|set(?:Timeout|Interval)\(\s*[\"'`]|document\.write|\bimport\(", code)
    assert not re.search(r"insertAdjacentHTML|outerHTML\s*=|createContextualFragment", code)
    # HTML comes in by one function and one template, from the server, which escapes.
    assert code.count("innerHTML") == {"api.js": 1, "page.js": 1}.get(path.name, 0)
