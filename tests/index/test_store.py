"""The store: rows that come back as they went in or not at all, and versions that follow each other in steps."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import rows, store
from index.errors import IndexDamaged, IndexLocked, IndexVersionError, StorageError
from index.local import LocalIndex
from index.types import Encoding, Passage, Span
from tests.index.tiny import TinyEmbedder, article, file, passages

if TYPE_CHECKING:
    from pathlib import Path

TEXT = st.text(st.characters(codec=None), min_size=1, max_size=300)
SEED = 12345


def packed(text: str, cuts: list[int], extra: bool, start: int = 7) -> tuple[tuple[Span, ...], Encoding, bytes, int]:
    bounds = sorted({0, len(text), *(cut % len(text) for cut in cuts)})
    spans = tuple(Span(start + a, start + b) for a, b in pairwise(bounds))
    rng = np.random.default_rng(len(text))
    vector = rng.standard_normal(24).astype(np.float32)
    tokens = rng.integers(0, 65536, 5 * len(spans)).astype(np.uint16)
    ends = (np.arange(len(spans)) * 5 + 5).astype(np.uint16)
    more = rng.standard_normal((len(spans), 24)).astype(np.float16) if extra else None
    if more is not None:
        more = (more / np.linalg.norm(more.astype(np.float32), axis=1, keepdims=True)).astype(np.float16)
    encoding = Encoding(vector / np.linalg.norm(vector), tokens, ends, more)
    [coded] = rows.code([Passage("id-é", 3, start, start + len(text), spans)], [encoding])
    assert len(coded.data) == coded.size
    row = rows.PassageRow("id-é", "zh", 3, start, start + len(text), text, coded)
    return spans, encoding, *rows.pack_passage(row, rows.Place(SEED, 5, 6, -7))


@given(TEXT, st.lists(st.integers(0, 10**6), max_size=6), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_passage_comes_back_as_it_was(text: str, cuts: list[int], extra: bool) -> None:
    spans, encoding, body, crc = packed(text, cuts, extra)
    back = rows.unpack_passage(5, 6, -7, body, crc, seed=SEED)
    assert (back.key, back.article_id, back.number, back.language) == (5, "id-é", 3, "zh")
    assert (back.text, back.start, back.end, back.sentences) == (text, 7, 7 + len(text), spans)
    assert np.array_equal(back.encoding.tokens, encoding.tokens)
    assert np.array_equal(back.encoding.ends, encoding.ends)
    assert float(back.encoding.vector @ encoding.vector) > 0.999
    assert np.allclose(rows.vector_of(body), back.encoding.vector)
    assert (back.encoding.sentences is None) == (not extra)
    if back.encoding.sentences is not None and encoding.sentences is not None:
        assert np.allclose(back.encoding.sentences, encoding.sentences, atol=0.01)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_flipped_bit_is_never_served(data: st.DataObject) -> None:
    _, _, body, crc = packed("Some text of two sentences. And so on.", [20], False)
    damaged = bytearray(body)
    damaged[data.draw(st.integers(0, len(body) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(IndexDamaged, match="fails its checksum"):
        rows.unpack_passage(5, 6, -7, bytes(damaged), crc, seed=SEED)


@pytest.mark.parametrize(("key", "of", "mark", "seed"), [(4, 6, -7, SEED), (5, 7, -7, SEED), (5, 6, 7, SEED), (5, 6, -7, 1)])
def test_a_row_at_another_place_or_in_another_index_is_never_served(key: int, of: int, mark: int, seed: int) -> None:
    _, _, body, crc = packed("Some text.", [], False)
    with pytest.raises(IndexDamaged):
        rows.unpack_passage(key, of, mark, body, crc, seed=seed)


def test_a_passage_wider_than_two_bytes_can_say() -> None:
    text = "x" * 70_000
    _, _, body, crc = packed(text, [66_000], False)
    back = rows.unpack_passage(5, 6, -7, body, crc, seed=SEED)
    assert back.text == text
    assert back.sentences == (Span(7, 66_007), Span(66_007, 70_007))


@given(TEXT, st.lists(st.tuples(st.integers(0, 300), st.integers(1, 60)), max_size=6))
@settings(max_examples=200, deadline=None)
def test_passages_and_what_stands_between_make_the_whole_text_again(text: str, drawn: list[tuple[int, int]]) -> None:
    bounds = [(start, min(len(text), start + length)) for start, length in drawn if start < len(text)]
    between = rows.gaps(text, bounds)
    assert rows.join(between, [(start, end, text[start:end]) for start, end in bounds]) == text


@given(st.lists(st.lists(st.floats(-1, 1, width=32), min_size=8, max_size=8), min_size=1, max_size=5))
@settings(deadline=None)
def test_a_quantised_vector_keeps_its_direction(drawn: list[list[float]]) -> None:
    vectors = np.array(drawn, np.float32)
    back = rows.dequantise(rows.quantise(vectors), len(vectors), 8)
    for before, after in zip(vectors, back, strict=True):
        if np.abs(before).max() > 1e-6:
            assert float(before @ after) / float(np.linalg.norm(before)) > 0.999
        else:
            assert np.linalg.norm(after) <= 1.001


def aged(db: sqlite3.Connection) -> None:
    """Make a store one of version 1: no index of marks, and passages' texts compressed."""
    state = json.loads(db.execute("SELECT body FROM state").fetchone()[0])
    seed, total = zlib.crc32(state["index"].encode()), 0
    for row in db.execute("SELECT key, article, mark, body, crc FROM passages").fetchall():
        text = rows.encode(rows.unpack_passage(*row, seed=seed).text)
        body = row[3][: -len(text)] + zlib.compress(text)
        crc = rows.check(seed, *row[:3], body)
        db.execute("UPDATE passages SET body = ?, crc = ? WHERE key = ?", (body, crc, row[0]))
        total += crc
    (tokens,) = db.execute("SELECT tokens FROM state").fetchone()
    said = json.dumps({**state, "passage_sum": total % store.WRAP})
    db.execute("UPDATE state SET body = ?, crc = ?", (said, rows.check(0, said, tokens)))
    db.execute("DROP INDEX passages_mark")
    db.execute("PRAGMA user_version=1")
    db.commit()


class TestVersions:
    def made(self, folder: Path) -> Path:
        index = LocalIndex.create(folder, TinyEmbedder())
        with index.writer() as writer:
            one = article("a", "A sentence. And another.")
            writer.put(one, passages(one), file(one))
        index.close()
        return folder / store.STORE

    def test_an_older_store_is_brought_up_in_order(self, tmp_path: Path) -> None:
        path = self.made(tmp_path / "x.index")
        with contextlib.closing(sqlite3.connect(path)) as db:
            aged(db)
        index = LocalIndex.open(path.parent, TinyEmbedder())
        assert [about.id for about in index.summaries()] == ["a"]
        assert [passage.text for passage in index.read([1])] == ["A sentence. And another."]
        with contextlib.closing(sqlite3.connect(path)) as db:
            assert db.execute("PRAGMA user_version").fetchone() == (len(store.MIGRATIONS),)
            assert db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'passages_mark'").fetchone() == (1,)
        assert index.verify().problems == ()

    def test_a_step_that_fails_leaves_the_older_version(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(db: sqlite3.Connection) -> None:
            db.execute("CREATE TABLE half (a)")
            raise sqlite3.OperationalError("database or disk is full")

        path = self.made(tmp_path / "x.index")
        monkeypatch.setattr(store, "MIGRATIONS", (*store.MIGRATIONS, broken))
        with pytest.raises(StorageError, match="free some space"):
            LocalIndex.open(path.parent)
        monkeypatch.undo()
        assert len(LocalIndex.open(path.parent).summaries()) == 1

    @pytest.mark.parametrize(
        "damage",
        [
            """UPDATE state SET body = replace(body, '"generation"', '"generatiom"')""",
            "UPDATE state SET body = '{'",
            "UPDATE state SET body = NULL",
            "UPDATE state SET tokens = x'00'",
            "UPDATE state SET crc = x'00'",
        ],
    )
    def test_a_damaged_record_of_an_older_store_is_refused_and_not_signed_anew(self, tmp_path: Path, damage: str) -> None:
        path = self.made(tmp_path / "x.index")
        with contextlib.closing(sqlite3.connect(path)) as db:
            aged(db)
            db.execute("PRAGMA writable_schema=ON")
            db.execute("UPDATE sqlite_schema SET sql = replace(sql, ' NOT NULL', '') WHERE name = 'state'")
            db.commit()
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute(damage)
            db.commit()
        for _ in range(2):
            with pytest.raises(IndexDamaged, match=r"; restore a copy"):
                LocalIndex.open(path.parent, TinyEmbedder()).summaries()

    @pytest.mark.parametrize(
        "damage",
        [
            "UPDATE passages SET body = x'00' WHERE key = 1",
            "UPDATE passages SET crc = x'0011' WHERE key = 1",
            "DELETE FROM passages WHERE key = 1",
        ],
    )
    def test_what_is_damaged_or_gone_in_an_older_store_is_so_in_the_newer(self, tmp_path: Path, damage: str) -> None:
        path = self.made(tmp_path / "x.index")
        with contextlib.closing(sqlite3.connect(path)) as db:
            aged(db)
            db.execute(damage)
            db.commit()
        report = LocalIndex.open(path.parent, TinyEmbedder()).verify()
        assert report.lost == ("a",)

    def test_a_newer_store_is_refused(self, tmp_path: Path) -> None:
        path = self.made(tmp_path / "x.index")
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute(f"PRAGMA user_version={len(store.MIGRATIONS) + 1}")
        with pytest.raises(IndexVersionError, match="pip install -U"):
            LocalIndex.open(path.parent)


def test_an_index_on_a_disk_for_reading_only_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "a b?.index"
    with LocalIndex.create(root, TinyEmbedder()) as index, index.writer() as writer:
        one = article("a", "A sentence.", "And another.")
        writer.put(one, passages(one), file(one))
    there = sorted(root.iterdir())
    opened: list[str] = []
    connect = sqlite3.connect
    monkeypatch.setattr(store, "_on_fixed_disk", lambda path: True)
    monkeypatch.setattr(store.sqlite3, "connect", lambda name, **given: (opened.append(str(name)), connect(name, **given))[1])
    with LocalIndex.open(root, TinyEmbedder()) as index:
        assert [about.id for about in index.summaries()] == ["a"]
        assert index.read([1])[0].text
        assert not index.refresh()
    assert opened
    assert all(name.endswith("immutable=1") for name in opened)
    assert sorted(root.iterdir()) == there


@pytest.mark.parametrize(
    ("why", "remedy"),
    [("Read-only file system", "writable"), ("Not a directory", "a file stands"), ("No space left on device", "free some")],
)
def test_the_remedy_fits_what_the_disk_refused(tmp_path: Path, why: str, remedy: str) -> None:
    with pytest.raises(StorageError, match=remedy), store.faults(tmp_path):
        raise OSError(1, why)


@pytest.mark.parametrize(
    ("raised", "becomes"),
    [
        (sqlite3.OperationalError("database or disk is full"), StorageError),
        (sqlite3.OperationalError("disk I/O error"), StorageError),
        (sqlite3.OperationalError("attempt to write a readonly database"), StorageError),
        (sqlite3.OperationalError("database is locked"), IndexLocked),
        (sqlite3.DatabaseError("database disk image is malformed"), IndexDamaged),
        (sqlite3.DatabaseError("file is not a database"), IndexDamaged),
        (UnicodeDecodeError("utf-8", b"\xcc", 0, 1, "invalid continuation byte"), IndexDamaged),
        (OSError(28, "No space left on device"), StorageError),
    ],
)
def test_what_the_disk_says_becomes_one_line_with_a_remedy(tmp_path: Path, raised: Exception, becomes: type[Exception]) -> None:
    with pytest.raises(becomes, match=r"; ") as said, store.faults(tmp_path):
        raise raised
    assert "\n" not in str(said.value)
    assert str(tmp_path) in str(said.value)
