"""Files made to hurt: each is named with what is wrong with it, its neighbours go in, and nothing outlives its limits."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import sync
from index.child import Limits
from index.clean import clean
from index.errors import FileError
from index.jobs import Task
from index.load import Loaded, Readers
from index.local import LocalIndex
from index.reader import parse
from index.walk import walk
from tests.index.samples import ENGLISH, SAMPLES, archive, docx, html
from tests.index.tiny import TinyEmbedder

LIMITS = Limits(seconds=8, memory=1_000_000_000)


def bomb(size: int) -> bytes:
    """A zip whose one entry is of that many bytes, all the same."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made, made.open("bomb.txt", "w", force_zip64=True) as entry:
        for _ in range(size // 1_000_000):
            entry.write(b" " * 1_000_000)
    return buffer.getvalue()


def liar() -> bytes:
    """A zip whose entry is far larger than it declares."""
    made = bytearray(bomb(30_000_000))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        made[made.find(signature) + offset : made.find(signature) + offset + 4] = struct.pack("<I", 500)
    return bytes(made)


def entities(levels: int = 9) -> str:
    defined = '<!ENTITY a0 "ha ha ha ha ha ha ha ha ha ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, levels + 1)
    )
    return f'<?xml version="1.0"?><!DOCTYPE x [{defined}<!ENTITY file SYSTEM "file:///etc/passwd">]>'


def laughing_docx() -> bytes:
    with zipfile.ZipFile(io.BytesIO(docx())) as whole:
        kept = {name: whole.read(name) for name in whole.namelist()}
    document = kept["word/document.xml"].decode()
    document = entities() + document[document.index("?>") + 2 :]
    kept["word/document.xml"] = document.replace("<w:body>", "<w:body><w:p><w:r><w:t>&a9;&file;</w:t></w:r></w:p>", 1).encode()
    return archive(dict(kept))


def laughing_epub() -> bytes:
    with zipfile.ZipFile(io.BytesIO(SAMPLES["epub"])) as whole:
        kept: dict[str, bytes | str] = {name: whole.read(name) for name in whole.namelist()}
    package = bytes(kept["OEBPS/book.opf"]).decode()  # type: ignore[arg-type]
    kept["OEBPS/book.opf"] = entities() + package.replace("渡口停航", "&a9;&file;")
    kept["OEBPS/one.xhtml"] = entities() + "<html><body><p>&a9;&file;</p></body></html>"
    return archive(kept)


def flate_pdf() -> bytes:
    content = zlib.compress(b"BT (x) Tj ET " + b" " * 300_000_000, 9)
    stream = b"3 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n4 0 obj" % (len(content), content)
    return SAMPLES["pdf"].replace(b"4 0 obj", b"9 0 obj").replace(b"3 0 obj", stream, 1)


@cache
def hostile() -> dict[str, bytes]:
    return {
        "bomb.zip": bomb(450_000_000),
        "ratio.zip": bomb(90_000_000),
        "liar.zip": liar(),
        "many.zip": archive({f"{n}.txt": "x" for n in range(10_001)}),
        "nested.zip": archive({"a.zip": archive({"b.zip": archive({"c.zip": archive({"d.txt": ENGLISH})})})}),
        "bomb.docx": archive({"word/document.xml": b" " * 150_000_000}),
        "laugh.docx": laughing_docx(),
        "laugh.epub": laughing_epub(),
        "attributes.html": b"<html><body><p " + b"".join(b"a%d=1 " % n for n in range(2_000_000)) + b">x</p></body></html>",
        "deep.html": b"<html><body>" + b"<div>" * 100_000 + ENGLISH.encode() + b"</div>" * 100_000,
        "deep.json": b"[" * 100_000,
        "deep.jsonl": b'{"id": "x", "text": ' + b"[" * 100_000,
        "flate.pdf": flate_pdf(),
        "tiny.html": b"<html><body>" + b"<p>x" * 280_000,
        "numbers.json": b'[{"id": ' + b"9" * 100_000 + b', "text": "x"}]',
    }


@pytest.mark.slow
def test_files_made_to_hurt_are_named_and_their_neighbours_go_in(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, content in hostile().items():
        (folder / name).write_bytes(content)
    for name in ("a-first.txt", "zz-last.txt", "m-middle.html"):
        (folder / name).write_text(html() if name.endswith("html") else f"{name}\n\n{ENGLISH} This is {name}.")
    index = LocalIndex.create(tmp_path / "a.index", TinyEmbedder())
    summary = sync.add(index, [folder], limits=LIMITS)
    failed = {Path(re.split(": |, ", path)[0]).name: reason for path, reason in summary.failed}
    stored = {Path(article.path).name for article in index.summaries()}
    assert {"a-first.txt", "zz-last.txt", "m-middle.html"} <= stored
    assert set(failed) | stored >= set(hostile())
    for name in ("bomb.zip", "ratio.zip", "liar.zip", "many.zip", "nested.zip", "bomb.docx", "deep.json", "deep.jsonl"):
        assert name in failed, name
    assert "100:1" in failed["ratio.zip"]
    assert "10,001 entries" in failed["many.zip"]
    for article in index.articles([about.id for about in index.summaries()]):
        assert "root:" not in article.text, "no file outside is read"
        assert "ha ha ha" not in article.text, "no entity is expanded"
        assert len(article.text) < 1_000_000


def test_a_child_that_hangs_is_ended_and_the_next_file_is_read(tmp_path: Path) -> None:
    bad, good = tmp_path / "a.html", tmp_path / "b.txt"
    bad.write_bytes(hostile()["attributes.html"])
    good.write_text(ENGLISH)
    with Readers(1, Limits(seconds=3)) as readers:
        results = [list(reading.results) for reading in readers.read([Task(file) for file in walk([bad, good]).found])]
    assert [type(result) for result in results[0]] in ([FileError], [Loaded])
    assert [result.article.text for result in results[1] if isinstance(result, Loaded)] == [ENGLISH]


def test_a_child_without_memory_says_so_and_goes_on(tmp_path: Path) -> None:
    large, good = tmp_path / "a.html", tmp_path / "b.txt"
    large.write_bytes(b"<html><body>" + b"<p>x" * 3_000_000)
    good.write_text(ENGLISH)
    with Readers(1, Limits(seconds=20, memory=450_000_000)) as readers:
        results = [list(reading.results) for reading in readers.read([Task(file) for file in walk([large, good]).found])]
    assert [type(result) for result in results[0]] == [FileError]
    assert [result.article.text for result in results[1] if isinstance(result, Loaded)] == [ENGLISH]


def test_a_pipe_that_takes_a_files_place_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(ENGLISH)
    found = walk([path]).found
    path.unlink()
    os.mkfifo(path)
    with Readers(1, LIMITS) as readers:
        [results] = [list(reading.results) for reading in readers.read([Task(file) for file in found])]
    assert [str(result) for result in results] == [f"{path}: is not a regular file; leave it out"]


def survives(content: bytes, name: str) -> None:
    """The reader gives articles or says what is wrong, and nothing else."""
    try:
        for found in parse(content, name):
            if not isinstance(found, FileError):
                clean(found, name, "0" * 64)
    except FileError as error:
        problem = str(error)
    else:
        return
    assert "\n" not in problem


def test_an_entry_without_a_name_is_left_out() -> None:
    survives(archive({"a.txt": ENGLISH}).replace(b"a.txt", b"\x00.txt"), "file.zip")


@st.composite
def damaged(draw: st.DrawFn, kind: str) -> bytes:
    """A file of that kind, cut short, with bytes changed, or with a piece of it repeated."""
    content = bytearray(SAMPLES[kind])
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(content) - 1))
        content[place] = draw(st.integers(0, 255))
    if draw(st.booleans()):
        start = draw(st.integers(0, len(content)))
        content[start:start] = content[start : start + draw(st.integers(0, 60))]
    return bytes(content[: draw(st.integers(0, len(content)))]) if draw(st.booleans()) else bytes(content)


@pytest.mark.parametrize("kind", SAMPLES)
def test_truncated_and_random_bytes_are_survived(kind: str) -> None:
    @settings(
        max_examples=int(os.environ.get("PULLQUOTE_FUZZ", "2000")),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(damaged(kind) | st.binary(max_size=400))
    def survived(content: bytes) -> None:
        survives(content, f"file.{kind}")

    survived()
