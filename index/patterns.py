"""Patterns that are compiled when they are first used: a process that reads one file, or answers one question, uses few."""

from __future__ import annotations

import re
from typing import cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")


def lazily(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` gives, to be called the same way; it is no ``re.Pattern`` that functions of ``re`` would take."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


class _Lazy:
    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(self.pattern, self.flags)
        # From now on found before this method is: a call costs what it costs of the pattern itself.
        vars(self).update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)
