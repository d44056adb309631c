"""LocalIndex: what is derived is made again, damage is told and put right, a full disk loses nothing, an index grows."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index import derived, segments, store, vectors
from index.errors import IndexDamaged, StorageError
from index.local import LocalIndex
from index.terms import QueryTerm
from tests.index.contract import CITIES, library
from tests.index.tiny import TinyEmbedder, article, put

if TYPE_CHECKING:
    pass


ROOT = str(Path(__file__).parents[2])


class TestRebuilding:
    def test_what_is_searched_is_made_again_when_it_is_gone(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        import shutil

        shutil.rmtree(full.path / "derived", ignore_errors=True)  # a reader that just opened may write a lock
        again = LocalIndex.open(full.path, embedder)
        assert len(again.search_terms([QueryTerm("minister")], 100).keys) == len(library())
        [hits] = again.search_vectors(embedder.embed_questions(["Nobody in Oslo had expected number 5."]), 1)
        assert again.read(hits.keys)[0].article_id == "a5"

    def test_files_that_no_search_reads_make_no_index_stale(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        with full.writer() as writer:
            writer.remove("a5")
        state = store.newest(full.path)
        folder = derived.folder_of(full.path, state)
        stray = "0123456789abcdef0123456789abcdef.idx"
        (folder / derived.TERMS / stray).write_bytes(b"of no segment")
        assert derived.open_derived(folder, state).terms.count() == state.passages
        with LocalIndex.open(full.path, embedder).writer() as writer:
            put(writer, article("late", "The sweeping goes on."))
        newest = store.newest(full.path)
        assert not (derived.folder_of(full.path, newest) / derived.TERMS / stray).exists()
        assert derived.open_derived(derived.folder_of(full.path, newest), newest).terms.count() == newest.passages

    def test_vectors_in_a_form_of_an_earlier_version_are_made_again(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        faiss, state = vectors.library(), store.newest(full.path)
        folder = derived.folder_of(full.path, state)
        lists = faiss.index_factory(state.dimensions, "IVF1,Flat", faiss.METRIC_INNER_PRODUCT)
        (folder / vectors.BASE).unlink()
        vectors.save(lists, folder / vectors.BASE)
        derived.seal(folder, state, 0, {})
        again = LocalIndex.open(full.path, embedder)
        [hits] = again.search_vectors(embedder.embed_questions(["Nobody in Oslo had expected number 5."]), 1)
        assert again.read(hits.keys)[0].article_id == "a5"

    def test_a_list_written_anew_is_not_taken_for_the_one_before(
        self, full: LocalIndex, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The file system may give a new file the number of one that was removed a moment ago."""
        monkeypatch.setattr(segments, "_MANY", 1)  # so that the list of files is written twice in a commit
        for number in range(3):
            with full.writer() as writer:
                put(writer, article(f"more {number}", "Written twice."))
            state = store.newest(full.path)
            assert derived.open_derived(derived.folder_of(full.path, state), state).terms.count() == state.passages

    def test_a_reader_beside_a_writer_makes_its_own(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        import shutil

        with full.writer():
            shutil.rmtree(full.path / "derived", ignore_errors=True)  # a reader that just opened may write a lock
            again = LocalIndex.open(full.path, embedder)
            assert len(again.search_terms([QueryTerm("minister")], 100).keys) == len(library())

    def test_a_store_gone_back_is_refused_until_verify_accepts_it(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        full.close()
        older = (full.path / "store.db").read_bytes()
        with full.writer() as writer:
            put(writer, article("new", "Acknowledged."))
        for name in ("store.db-wal", "store.db-shm"):
            (full.path / name).unlink(missing_ok=True)
        (full.path / "store.db").write_bytes(older)
        gone_back = LocalIndex.open(full.path, embedder)
        with pytest.raises(IndexDamaged, match="gone back to generation 1"):
            gone_back.summaries()
        report = gone_back.verify()
        assert "gone back" in report.problems[0]
        assert len(gone_back.summaries()) == len(library())

    def test_a_store_that_is_gone_is_not_taken_for_a_new_index(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        full.close()
        for path in full.path.glob("store.db*"):
            path.unlink()
        with pytest.raises(IndexDamaged, match="gone or empty"):
            LocalIndex.create(full.path, embedder)

    def test_damaged_articles_are_given_up_and_the_others_kept(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        import sqlite3

        full.close()
        db = sqlite3.connect(full.path / "store.db")
        [(n,)] = db.execute("SELECT n FROM articles WHERE id = ?", (b"a2",)).fetchall()
        db.execute("UPDATE passages SET body = zeroblob(length(body)) WHERE article = ?", (n,))
        db.commit()
        db.close()
        again = LocalIndex.open(full.path, embedder)
        with pytest.raises(IndexDamaged, match="fails its checksum"):
            again.articles(["a2"])
        report = again.verify()
        assert report.lost == ("a2",)
        assert not report.ok
        assert [one.id for one in again.summaries()] == [one.id for one in library() if one.id != "a2"]
        assert "/articles/a2.txt" not in again.files()
        assert again.verify().problems == ()
        with again.writer() as writer:
            put(writer, library()[2])
        again.refresh()
        assert again.articles(["a2"]) == [library()[2]]


class TestVerify:
    def test_readers_move_on_to_a_store_that_was_salvaged(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        import sqlite3

        reader = LocalIndex.open(full.path, embedder)
        assert len(reader.summaries()) == len(library())
        db = sqlite3.connect(full.path / "store.db")
        db.execute("UPDATE articles SET head = 'x' WHERE n = 1")
        db.commit()
        db.close()
        assert full.verify().lost == ("a0",)
        assert reader.articles(["a0"]) == [library()[0]]
        assert reader.refresh()
        assert len(reader.summaries()) == len(library()) - 1

    def test_verify_beside_a_busy_writer_finds_nothing_wrong(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        def write() -> None:
            for i in range(4):
                with full.writer() as writer:
                    put(writer, article(f"busy{i}", f"Sentence {i}."))

        worker = threading.Thread(target=write)
        worker.start()
        reports = []
        while worker.is_alive():
            reports.append(LocalIndex.open(full.path, embedder).verify())
        worker.join()
        assert [report.problems for report in reports] == [()] * len(reports)

    def test_a_sound_index_is_said_to_be(self, full: LocalIndex) -> None:
        report = full.verify()
        assert report.ok
        assert "sound" in str(report)
        assert (report.articles, report.generation) == (len(library()), 1)

    def test_a_row_brought_back_from_an_older_copy_is_seen(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        import sqlite3

        db = sqlite3.connect(full.path / "store.db")
        db.execute("CREATE TEMP TABLE old AS SELECT * FROM passages WHERE key = 1")
        with full.writer() as writer:
            put(writer, article("a0", "Quite another text."))
        db.execute("INSERT INTO passages SELECT * FROM old")
        db.commit()
        db.close()
        assert LocalIndex.open(full.path, embedder).verify().problems


class TestDisk:
    @pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
    def test_a_full_disk_is_an_error_that_leaves_what_was_saved(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        script = f"""
import resource, signal, sys
sys.path.insert(0, {str(__import__("pathlib").Path(__file__).parent)!r})
from tests.index.tiny import *
from index.local import LocalIndex
from index.errors import StorageError
index = LocalIndex.open({str(full.path)!r}, TinyEmbedder())
index.summaries()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    with index.writer() as writer:
        for i in range(3000):
            one = article(f"big{{i}}", f"Sentence {{i}} with {{i * 7919}} words to fill the disk.", f"And more {{i * 104729}}.")
            writer.put(one, passages(one), file(one))
except StorageError as error:
    print("refused:", error)
"""
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        assert done.stdout.startswith("refused:"), done.stderr
        assert "free some space" in done.stdout
        again = LocalIndex.open(full.path, embedder)
        assert len(again.summaries()) == len(library())
        with again.writer() as writer:
            put(writer, article("after", "Room again."))
        assert again.verify().problems == ()

    def test_an_index_that_cannot_be_made_is_a_storage_error(self, tmp_path: Path, embedder: TinyEmbedder) -> None:
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(StorageError):
            LocalIndex.create(tmp_path / "file" / "x.index", embedder)


class TestGrowing:
    def test_vectors_move_from_delta_to_base_and_back_to_nothing(
        self, index: LocalIndex, embedder: TinyEmbedder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """With the sizes of real collections scaled down: exact, then scanned, trained anew, merged, thinned out."""
        monkeypatch.setattr(vectors, "EXACT", 60)
        monkeypatch.setattr(vectors, "_DELTA", 16)
        rng = np.random.default_rng(1)
        there: set[str] = set()
        for step in range(12):
            with index.writer() as writer:
                for i in range(20):
                    name = f"g{step}-{i}"
                    put(writer, article(name, f"{CITIES[i % 8]} {step * 31 + i} saw {int(rng.integers(1e9))} birds."))
                    there.add(name)
                for name in rng.choice(sorted(there), 9 if step < 6 else 18, replace=False).tolist():
                    writer.remove(name)
                    there.discard(name)
            index.refresh()
            assert {one.id for one in index.summaries()} == there
            texts = {one.id: one.text for one in index.articles(sorted(there))}
            questions = embedder.embed_questions(list(texts.values()))
            found = [index.read(hits.keys)[0].article_id for hits in index.search_vectors(questions, 1)]
            assert found == list(texts)
        assert index.verify().problems == ()


def test_opening_imports_neither_vectors_nor_torch(full: LocalIndex) -> None:
    script = (
        "import sys; from index.local import LocalIndex; from index.terms import QueryTerm;"
        f"i = LocalIndex.open({str(full.path)!r}); assert len(i.search_terms([QueryTerm('minister')], 3).keys) == 3;"
        "assert 'faiss' not in sys.modules and 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
