"""Are the packages `index`, `rag` and `ui` that Python finds the ones of this installation?

Their names are common words, so that another installed distribution may own one of them too; whichever comes first then hides
the other, and what follows would be a strange ImportError somewhere else.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
from pathlib import Path

from index.errors import PullquoteError

NAMES = ("index", "rag", "ui")
_HOUSE = Path(__file__).resolve().parent.parent


def check_names() -> None:
    """Make sure that all three packages are this installation's own.

    Raises:
        PullquoteError: when another distribution owns one of the names; the message says which.
    """
    for name in NAMES:
        spec = importlib.util.find_spec(name)
        folder = Path(spec.origin).resolve().parent if spec is not None and spec.origin else None
        if folder != _HOUSE / name:
            raise PullquoteError(
                f"the package '{name}' is found in {folder}, not in {_HOUSE / name}: {_owners(name)} hides pullquote's own; "
                "uninstall it or install pullquote in a virtual environment of its own"
            )
    shared = _shared()
    if shared:
        raise PullquoteError(
            f"the package '{shared}' is shared with {_owners(shared)}, which may have overwritten files of pullquote; "
            "install pullquote in a virtual environment of its own"
        )


def _shared() -> str | None:
    """A package into which another distribution has written as well.

    Reading what every installed distribution owns takes longer than a question does, so that is done only when a folder holds a
    module that pullquote did not bring.
    """
    try:
        files = importlib.metadata.distribution("pullquote").files or []
    except importlib.metadata.PackageNotFoundError:
        return None
    ours = {str(file) for file in files}
    if "ui/cli_names.py" not in ours:  # an editable installation: the packages are not among its files
        return None
    for name in NAMES:
        if any(f"{name}/{module.name}" not in ours for module in (_HOUSE / name).glob("*.py")) and _others(name):
            return name
    return None


def _others(name: str) -> list[str]:
    return sorted(set(importlib.metadata.packages_distributions().get(name, [])) - {"pullquote"})


def _owners(name: str) -> str:
    others = _others(name)
    return f"the distribution {' and '.join(others)}" if others else "another folder on Python's path"
