"""LocalIndex: the contract of every index, and what is its own: writing, generations, one writer at a time."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.errors import ArticleNotFound, IndexLocked, IndexNotFound, ModelMismatch
from index.local import LocalIndex
from index.terms import QueryTerm
from index.types import Removed, SourceFile
from tests.index.contract import IndexContract, library, term
from tests.index.tiny import TinyEmbedder, article, file, passages, put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Article


ROOT = str(Path(__file__).parents[2])


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
            with index.writer(wait_s=300) as writer:
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
