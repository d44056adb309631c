"""The licence of every package that pullquote brings along, its own dependencies first.

python bench/licences.py            the whole list
python bench/licences.py --check    exit status 1 when one of them may not be used here, or states none
"""

from __future__ import annotations

import argparse
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# AGPL reaches users of a network service; GPL reaches what is linked. LGPL and MPL reach only their own files.
_FORBIDDEN = re.compile(r"\bAGPL|affero|(?<!L)\bGPL|(?<!lesser )general public license|not stated", re.I)


def packages(root: str = "pullquote") -> dict[str, tuple[Distribution, bool]]:
    """Name -> (distribution, whether the root asks for it itself), of all that the root needs here, without its extras."""
    found: dict[str, tuple[Distribution, bool]] = {}
    waiting = [(requirement, True) for requirement in _needs(distribution(root), set())]
    while waiting:
        requirement, direct = waiting.pop(0)
        name = canonicalize_name(requirement.name)
        known = found.get(name)
        if known is not None and (not requirement.extras or known[1] or not direct):
            continue
        try:
            package = distribution(requirement.name)
        except PackageNotFoundError:
            continue
        found[name] = (package, direct)
        waiting += [(needed, False) for needed in _needs(package, requirement.extras)]
    return found


def _needs(package: Distribution, extras: set[str]) -> list[Requirement]:
    every = [Requirement(text) for text in package.requires or []]
    return [
        one for one in every if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras or {""})
    ]


def licence(package: Distribution) -> str:
    """What the package says of itself: its SPDX expression, else its classifiers, else the first line of its licence field."""
    metadata = package.metadata
    if metadata.get("License-Expression"):
        return str(metadata["License-Expression"])
    classifiers = [line.split(" :: ")[-1] for line in metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    named = [name for name in classifiers if name != "OSI Approved"]
    if named:
        return " and ".join(named)
    return (metadata.get("License") or "").strip().split("\n")[0] or "not stated"


def usable(text: str) -> bool:
    """Whether at least one of the licences offered may be used here."""
    return any(not _FORBIDDEN.search(offered) for offered in re.split(r"\bOR\b", text))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    found = sorted(packages().items(), key=lambda item: (not item[1][1], item[0]))
    wrong = []
    for name, (package, direct) in found:
        text = licence(package)
        if not usable(text):
            wrong.append(f"{name}: {text}")
        if not check:
            print(f"{name:26} {package.version:14} {'direct' if direct else '':8} {text}")
    for line in wrong:
        print(f"not usable here: {line}", file=sys.stderr)
    return 1 if check and wrong else 0


if __name__ == "__main__":
    sys.exit(main())
