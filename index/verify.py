"""Reading every byte of an index: is each row as it was written, do counts agree, does what is searched fit what is stored?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from index import rows, store
from index.errors import IndexDamaged

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from index.derived import Derived
    from index.store import State
    from index.types import SourceFile


@dataclass(frozen=True, slots=True)
class Report:
    """What reading all of an index found.

    ``problems`` are what was found wrong and ``repaired`` what was done about it. ``lost`` are ids of articles that had to
    be given up: their files must be added again. ``ok`` when none was.
    """

    ok: bool
    generation: int
    articles: int
    passages: int
    bytes: int
    seconds: float
    problems: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The report in lines."""
        head = f"generation {self.generation}: {self.articles} articles, {self.passages} passages, {self.bytes} bytes read"
        lines = [f"{head} in {self.seconds:.1f} s: {'sound' if not self.problems else 'see below'}"]
        lines += [f"found: {problem}" for problem in self.problems]
        lines += [f"done: {done}" for done in self.repaired]
        return "\n".join(lines + [f"lost: {identity}; add its file again" for identity in self.lost])


@dataclass(slots=True)
class Sound:
    """The rows of a store that are as they were written, and what is wrong with the others."""

    articles: dict[int, rows.ArticleRow] = field(default_factory=dict)
    files: list[tuple[SourceFile, tuple[str, ...]]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    tokens: NDArray[np.int32] = field(default_factory=lambda: np.zeros(store.VOCABULARY, np.int32))
    languages: dict[str, int] = field(default_factory=dict)
    article_sum: int = 0
    passage_sum: int = 0
    passages: int = 0


def check_store(db: sqlite3.Connection, state: State, root: Path) -> Sound:
    """Read all rows of the generation that ``db`` sees."""
    sound = Sound()
    with store.faults(root):
        wrong = [str(row[0]) for row in db.execute("PRAGMA integrity_check(20)")]
    sound.problems += [f"store.db: {line}" for line in wrong if line != "ok"]
    for row in _each(db, "SELECT n, id, signature, head, rest, crc FROM articles ORDER BY n", sound):
        _check_article(db, rows.ArticleRow(*row), state, sound)
    for row in _each(db, "SELECT path, body, crc FROM files", sound):
        _check_file(row, state, sound)
    _check_counts(db, state, sound)
    return sound


def _each(db: sqlite3.Connection, query: str, sound: Sound) -> Iterator[tuple[Any, ...]]:
    try:
        yield from db.execute(query)
    except Exception as error:
        # A page that cannot be walked ends the walk; what it held is found missing by the counts.
        sound.problems.append(f"store.db: {error}")


def _check_article(db: sqlite3.Connection, row: rows.ArticleRow, state: State, sound: Sound) -> None:
    if row.n in sound.articles:  # the walk over a damaged tree came by it again
        return
    try:
        about = rows.unpack_head(row, state.seed)
        found = db.execute("SELECT key, article, mark, body, crc FROM passages WHERE article = ?", (row.n,)).fetchall()
        passages = rows.unpack_passages(found, state.seed)
        rows.unpack_article(row, about, [(p.start, p.end, p.text) for p in passages])
        if len(passages) != about.passages:
            raise IndexDamaged(f"article {about.id} has {len(passages)} of its {about.passages} passages")
    except Exception as error:  # whatever a damaged row makes of itself
        sound.problems.append(str(error))
        sound.lost.append(rows.decode(row.id) if isinstance(row.id, bytes) else str(row.id))
        return
    sound.articles[row.n] = row
    sound.article_sum += row.crc
    sound.passage_sum += sum(one[4] for one in found)
    sound.passages += len(found)
    for passage in passages:
        sound.languages[passage.language] = sound.languages.get(passage.language, 0) + 1
        sound.tokens[np.unique(passage.encoding.tokens)] += 1


def _check_file(row: tuple[Any, ...], state: State, sound: Sound) -> None:
    try:
        sound.files.append(rows.unpack_file(state.seed, *row))
    except Exception as error:  # whatever a damaged row makes of itself
        sound.problems.append(str(error))


def _check_counts(db: sqlite3.Connection, state: State, sound: Sound) -> None:
    if sound.problems:
        return
    held = {"articles": len(sound.articles), "passages": sound.passages}
    for name, said in (("articles", state.articles), ("passages", state.passages)):
        if held[name] != said:
            sound.problems.append(f"the store holds {held[name]} {name}, and says {said}")
    if (sound.article_sum % store.WRAP, sound.passage_sum % store.WRAP) != (state.article_sum, state.passage_sum):
        sound.problems.append("the rows are not those that were written: some are of an older copy")
    if sound.languages != state.languages or not np.array_equal(sound.tokens, state.tokens):
        sound.problems.append("the counts of languages or tokens do not fit the passages")
    known = {rows.decode(identity) for (identity,) in db.execute("SELECT id FROM articles")}
    for file, ids in sound.files:
        if not known.issuperset(ids):
            sound.problems.append(f"{file.path}: its articles {sorted(set(ids) - known)} are not there")


def check_derived(db: sqlite3.Connection, opened: Derived) -> list[str]:
    """Does what is searched hold the very passages that are stored? ``opened`` has had its checksums checked."""
    found = np.array(db.execute("SELECT key, article FROM passages ORDER BY key").fetchall(), np.int64).reshape(-1, 2)
    problems = []
    if not (np.array_equal(found[:, 0], opened.rows.keys) and np.array_equal(found[:, 1], opened.rows.articles)):
        problems.append(f"{opened.folder.name}: rows.bin does not fit the store")
    if not np.isin(found[:, 0], opened.vectors.ids()).all():
        problems.append(f"{opened.folder.name}: vectors are missing")
    if opened.terms.count() != len(found):
        problems.append(f"{opened.folder.name}: terms holds {opened.terms.count()} passages, the store {len(found)}")
    return problems
