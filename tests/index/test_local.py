"""LocalIndex: the contract of every index, and what is its own: writing, generations, one writer at a time."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index import derived, store
from index.errors import ArticleNotFound, IndexDamaged, IndexLocked, IndexNotFound, ModelMismatch, StorageError
from index.local import LocalIndex
from index.terms import QueryTerm
from index.types import Removed, SourceFile
from tests.index.contract import CITIES, IndexContract, library, term
from tests.index.tiny import TinyEmbedder, article, file, passages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Article
    from index.writer import Writer


ROOT = str(Path(__file__).parents[2])


def put(writer: Writer, *articles: Article) -> None:
    for one in articles:
        writer.put(one, passages(one), file(one))


@pytest.fixture
def embedder() -> TinyEmbedder:
    return TinyEmbedder()


@pytest.fixture
def index(tmp_path: Path, embedder: TinyEmbedder) -> LocalIndex:
    return LocalIndex.create(tmp_path / "a.index", embedder)


@pytest.fixture
def full(index: LocalIndex) -> LocalIndex:
    with index.writer() as writer:
        put(writer, *library())
    index.refresh()
    return index


class TestLocalIndexKeepsTheContract(IndexContract):
    def build(self, folder: Path, articles: Sequence[Article], embedder: TinyEmbedder) -> LocalIndex:
        index = LocalIndex.create(folder, embedder)
        with index.writer() as writer:
            put(writer, *articles)
        index.refresh()
        return index


class TestOpening:
    def test_no_index_is_an_error_that_names_the_remedy(self, tmp_path: Path) -> None:
        with pytest.raises(IndexNotFound, match="pullquote add"):
            LocalIndex.open(tmp_path / "none.index")
        (tmp_path / "empty").mkdir()
        with pytest.raises(IndexNotFound, match="pullquote add"):
            LocalIndex.open(tmp_path / "empty")

    def test_another_programs_database_is_not_an_index(self, tmp_path: Path) -> None:
        import sqlite3

        db = sqlite3.connect(tmp_path / "store.db")
        db.execute("CREATE TABLE t (a)")
        db.execute("PRAGMA user_version=1")
        db.commit()
        db.close()
        with pytest.raises(IndexNotFound, match="not an index"):
            LocalIndex.open(tmp_path)

    def test_create_opens_the_index_that_is_there(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        assert len(LocalIndex.create(full.path, embedder).summaries()) == len(library())

    def test_another_model_is_refused(self, full: LocalIndex) -> None:
        other = TinyEmbedder()
        other.fingerprint = "tiny-2"
        with pytest.raises(ModelMismatch, match="another model"):
            LocalIndex.open(full.path, other)
        with pytest.raises(ModelMismatch, match="made with the model tiny"):
            LocalIndex.create(full.path, "bundled")

    def test_a_closed_index_opens_again_on_use(self, full: LocalIndex) -> None:
        with full:
            pass
        assert len(full.summaries()) == len(library())


class TestWriting:
    def test_a_replaced_article_is_replaced_in_one_step(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        with full.writer() as writer:
            put(writer, article("a3", "Nothing of Lagos remains.", "All is new."))
        full.refresh()
        assert full.articles(["a3"])[0].text == "Nothing of Lagos remains. All is new."
        assert len(full.summaries()) == len(library())
        found = full.read(full.search_terms([term("Lagos")], 10).keys)
        assert [p.text for p in found] == ["Nothing of Lagos remains. All is new."]
        [hits] = full.search_vectors(embedder.embed_questions(["Nobody in Lagos had expected"]), 100)
        assert len(full.read(hits.keys)) == len(hits.keys) == full.statistics().passages

    def test_all_of_an_article_comes_back(self, index: LocalIndex) -> None:
        whole = dataclasses.replace(
            article("w", "One sentence.", "Two sentences."),
            text="\n\n  Head  \nOne sentence. Two sentences.\n\n尾巴 tail\n",
            published_from="metadata",
            author="A. Writer",
            url="https://example.org/a?b=c",
            pages=(0, 7),
            removed=(Removed("特别声明", "declaration"),),
            signature=-(2**63),
            copy_of="v",
        )
        inner = passages(article("w", "One sentence.", "Two sentences."))
        at = whole.text.index("One")
        moved = [
            dataclasses.replace(
                p, start=p.start + at, end=p.end + at, sentences=tuple(type(s)(s.start + at, s.end + at) for s in p.sentences)
            )
            for p in inner
        ]
        with index.writer() as writer:
            writer.put(whole, moved, file(whole))
        index.refresh()
        assert index.articles(["w"]) == [whole]
        assert index.signatures() == {"w": -(2**63)}

    def test_an_article_without_a_sentence_is_kept(self, index: LocalIndex) -> None:
        one = article("blank")
        with index.writer() as writer:
            writer.put(one, [], file(one))
        index.refresh()
        assert index.articles(["blank"]) == [one]

    def test_names_that_are_not_valid_unicode_are_kept(self, index: LocalIndex) -> None:
        one = article("a\udce9", "Text here.", title="\ud800", path="/x/\udcff.txt")
        with index.writer() as writer:
            put(writer, one)
        index.refresh()
        assert index.articles(["a\udce9"]) == [one]
        assert "/x/\udcff.txt" in index.files()

    def test_the_same_text_is_never_embedded_twice(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        embedder.encoded.clear()
        again = [dataclasses.replace(one, title="New title") for one in library()]
        with full.writer() as writer:
            put(writer, *again)
            put(writer, dataclasses.replace(library()[0], id="copy", path="/articles/copy.txt"))
            put(writer, article("p", "Only this is new."), article("q", "Only this is new."))
        assert embedder.encoded == ["Only this is new."]
        full.refresh()
        assert [one.title for one in full.articles(["a1", "a2"])] == ["New title"] * 2

    def test_put_twice_in_one_commit_keeps_the_last(self, index: LocalIndex) -> None:
        with index.writer() as writer:
            put(writer, article("x", "First version."), article("x", "Second version."))
        index.refresh()
        assert index.articles(["x"])[0].text == "Second version."
        assert index.statistics().passages == 1
        assert index.verify().problems == ()

    def test_a_removed_article_leaves_nothing_behind(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        with full.writer() as writer:
            writer.remove("a3")
        full.refresh()
        assert "a3" not in {one.id for one in full.summaries()}
        assert len(full.search_terms([term("Lagos")], 5).keys) == 0
        [hits] = full.search_vectors(embedder.embed_questions(["The minister of Lagos"]), 100)
        assert "a3" not in {p.article_id for p in full.read(hits.keys)}
        assert "/articles/a3.txt" not in full.files()

    def test_removing_what_is_not_there_is_an_error_and_changes_nothing(self, full: LocalIndex) -> None:
        before = full.generation
        with full.writer() as writer, pytest.raises(ArticleNotFound):
            writer.remove("nowhere")
        assert not full.refresh()
        assert full.generation == before

    def test_an_exception_in_the_block_leaves_the_index_as_it_was(self, full: LocalIndex) -> None:
        def half_done() -> None:
            with full.writer() as writer:
                writer.remove("a1")
                put(writer, article("new", "Never seen."))
                raise RuntimeError("stop")

        with pytest.raises(RuntimeError, match="stop"):
            half_done()
        assert not full.refresh()
        assert len(full.summaries()) == len(library())

    def test_a_model_that_fails_leaves_the_index_as_it_was(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        def broken(texts: object, sentences: object) -> list[object]:
            raise MemoryError("no room")

        embedder.encode = broken  # type: ignore[method-assign,assignment]
        with pytest.raises(MemoryError), full.writer() as writer:
            put(writer, article("new", "Never seen."))
        del embedder.encode
        assert not full.refresh()
        with full.writer() as writer:
            put(writer, article("new", "Seen now."))
        assert full.refresh()
        assert full.verify().problems == ()

    def test_a_commit_without_changes_makes_no_generation(self, full: LocalIndex) -> None:
        with full.writer() as writer:
            assert writer.commit() == full.generation
        assert not full.refresh()

    def test_several_commits_of_one_writer(self, index: LocalIndex) -> None:
        with index.writer() as writer:
            generations = []
            for i in range(5):
                put(writer, article(f"n{i}", f"Sentence number {i}."))
                generations.append(writer.commit())
        assert generations == [1, 2, 3, 4, 5]
        index.refresh()
        assert len(index.summaries()) == 5
        assert index.verify().problems == ()


class TestFiles:
    def test_a_file_remembers_its_articles(self, index: LocalIndex) -> None:
        data = SourceFile("/data.jsonl", 10, 20, "s1")
        with index.writer() as writer:
            for name in ("a", "b"):
                one = article(name, f"Text of {name}.")
                writer.put(one, passages(one), data)
        index.refresh()
        stored = index.files()["/data.jsonl"]
        assert (stored.file, stored.article_ids) == (data, ("a", "b"))

    def test_what_a_changed_file_holds_no_more_goes_with_its_commit(self, index: LocalIndex) -> None:
        first, second = SourceFile("/data.jsonl", 10, 20, "s1"), SourceFile("/data.jsonl", 11, 21, "s2")
        with index.writer() as writer:
            for name in ("a", "b"):
                one = article(name, f"Text of {name}.")
                writer.put(one, passages(one), first)
        with index.writer() as writer:
            for name in ("b", "c"):
                one = article(name, f"Text of {name}.")
                writer.put(one, passages(one), second)
        index.refresh()
        assert [one.id for one in index.summaries()] == ["b", "c"]
        assert index.files()["/data.jsonl"].article_ids == ("b", "c")

    def test_an_article_lives_as_long_as_one_of_its_files(self, index: LocalIndex) -> None:
        one = article("a", "Text of a.")
        with index.writer() as writer:
            put(writer, one)
            writer.link("a", SourceFile("/copy.txt", 1, 2, one.sha256))
        with index.writer() as writer:
            writer.forget(one.path)
            writer.forget("/never/seen.txt")
        index.refresh()
        assert [about.id for about in index.summaries()] == ["a"]
        with index.writer() as writer:
            writer.forget("/copy.txt")
        index.refresh()
        assert index.summaries() == []
        assert index.files() == {}

    def test_a_link_to_no_article_is_an_error(self, index: LocalIndex) -> None:
        with index.writer() as writer, pytest.raises(ArticleNotFound):
            writer.link("nowhere", SourceFile("/x", 1, 1, "s"))


class TestGenerations:
    def test_a_reader_keeps_its_generation_until_it_refreshes(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        reader = LocalIndex.open(full.path, embedder)
        assert reader.generation == 1
        for i in range(4):
            with full.writer() as writer:
                writer.remove(f"a{i}")
                put(writer, article(f"new{i}", f"Brand new number {i}."))
        assert reader.generation == 1
        [hits] = reader.search_vectors(embedder.embed_questions(["The minister of Paris arrived"]), 100)
        assert {p.article_id for p in reader.read(hits.keys)} == {one.id for one in library()}
        assert reader.articles(["a0"]) == [library()[0]]
        assert len(reader.search_terms([QueryTerm("minister")], 100).keys) == len(library())
        assert reader.refresh()
        assert reader.generation == 5
        found = reader.read(reader.search_terms([QueryTerm("brand")], 9).keys)
        assert [p.text for p in found] == [f"Brand new number {i}." for i in range(4)]

    def test_only_the_newest_generation_stays_on_disk(self, full: LocalIndex) -> None:
        for i in range(3):
            with full.writer() as writer:
                put(writer, article(f"x{i}", f"Sentence {i}."))
        assert len(list((full.path / "derived").iterdir())) == 1

    def test_readers_in_other_threads_never_see_half_a_generation(self, index: LocalIndex, embedder: TinyEmbedder) -> None:
        """Each generation holds as many articles of a kind as its number says; all must always agree."""
        stop, wrong = threading.Event(), []

        def read() -> None:
            reader = LocalIndex.open(index.path, embedder)
            try:
                while not stop.is_set():
                    reader.refresh()
                    generation = reader.generation
                    seen = (
                        len(reader.summaries()), reader.statistics().passages,
                        len(reader.search_terms([QueryTerm("sentence")], 100).keys),
                        len(reader.search_vectors(embedder.embed_questions(["sentence"]), 100)[0].keys),
                    )  # fmt: skip
                    if seen != (generation,) * 4:
                        wrong.append((generation, seen))
            except Exception as error:
                wrong.append(error)

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for i in range(15):
            with index.writer() as writer:
                put(writer, article(f"s{i}", f"Sentence {i} of many."))
        stop.set()
        for thread in threads:
            thread.join()
        assert wrong == []


class TestOneWriter:
    def test_a_second_writer_gets_a_clear_error(self, full: LocalIndex) -> None:
        with full.writer(), pytest.raises(IndexLocked, match=r"process \d+ is writing"):
            full.writer(wait_s=0.1)

    def test_a_second_writer_waits_for_the_first(self, full: LocalIndex) -> None:
        first = full.writer()
        threading.Timer(0.3, first.close).start()
        with full.writer(wait_s=300) as second:
            put(second, article("late", "Better late."))
        full.refresh()
        assert full.articles(["late"])

    def test_the_lock_of_a_killed_process_is_taken_over(self, full: LocalIndex) -> None:
        script = (
            "import sys, time; from index.lock import WriterLock; from pathlib import Path;"
            f"lock = WriterLock(Path({str(full.path / 'writer.lock')!r}), 1); print('held', flush=True); time.sleep(600)"
        )
        holder = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(IndexLocked, match=f"process {holder.pid}"):
            full.writer(wait_s=0.1)
        holder.kill()
        holder.wait()
        holder.stdout.close()
        with full.writer(wait_s=300) as writer:
            put(writer, article("after", "Taken over."))


class TestRebuilding:
    def test_what_is_searched_is_made_again_when_it_is_gone(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        import shutil

        shutil.rmtree(full.path / "derived")
        again = LocalIndex.open(full.path, embedder)
        assert len(again.search_terms([QueryTerm("minister")], 100).keys) == len(library())
        [hits] = again.search_vectors(embedder.embed_questions(["Nobody in Oslo had expected number 5."]), 1)
        assert again.read(hits.keys)[0].article_id == "a5"

    def test_what_is_swept_late_makes_no_index_stale(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        """tantivy may sweep its folder when the writer has long finished: what no search reads may change or go."""
        with full.writer() as writer:
            writer.remove("a5")
        state = store.newest(full.path)
        folder = derived.folder_of(full.path, state)
        swept = folder / derived.TERMS / ".managed.json"
        swept.write_text(json.dumps(json.loads(swept.read_text())[::-1], indent=1))
        (folder / derived.TERMS / "0123456789abcdef0123456789abcdef.idx").write_bytes(b"of no segment")
        assert derived.open_derived(folder, state).terms.count() == state.passages
        with LocalIndex.open(full.path, embedder).writer() as writer:
            put(writer, article("late", "The sweeping goes on."))
        newest = store.newest(full.path)
        assert (derived.folder_of(full.path, newest) / derived.TERMS / ".managed.json").exists()
        assert derived.open_derived(derived.folder_of(full.path, newest), newest).terms.count() == newest.passages

    def test_a_reader_beside_a_writer_makes_its_own(self, full: LocalIndex, embedder: TinyEmbedder) -> None:
        import shutil

        with full.writer():
            shutil.rmtree(full.path / "derived")
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
        """With the sizes of real collections scaled down: exact, then IVF, trained anew, merged, thinned out."""
        from index import vectors

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
