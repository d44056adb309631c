"""Adding articles, from the command line and the page alike: what changes the articles renews what is measured of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index import sync

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    from index.local import LocalIndex
    from index.sync import Summary


def add(index: LocalIndex, paths: Iterable[str | os.PathLike[str]], **options: Any) -> Summary:
    """:func:`index.sync.add`, then the calibration anew where articles came, changed or went."""
    return _measured(index, sync.add(index, paths, **options))


def watch(index: LocalIndex, paths: Iterable[str | os.PathLike[str]], **options: Any) -> Iterator[Summary]:
    """:func:`index.sync.watch`, with the calibration anew after each change."""
    for summary in sync.watch(index, paths, **options):
        yield _measured(index, summary)


def _measured(index: LocalIndex, summary: Summary) -> Summary:
    from rag import calibration

    if summary.added or summary.changed or summary.removed:
        calibration.renew(index, index.path)
    return summary
