"""Patterns that are compiled when they are first used: a process that reads one file, or answers one question, uses few."""

from __future__ import annotations

import re
from typing import cast

_USED = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "groupindex")


def lazily(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` gives, to be called the same way; it is no ``re.Pattern`` that functions of ``re`` would take."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


class _Lazy:
    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(self.pattern, self._flags)
        # From now on found before this method is: a call costs what it costs of the pattern itself.
        vars(self).update({used: getattr(compiled, used) for used in _USED})
        return getattr(compiled, name)
