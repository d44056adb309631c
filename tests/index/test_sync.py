"""Adding folders: only what changed is read, what moved keeps its id, and one bad file does not keep its neighbours out."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from index import run, sync
from index.errors import ArticleNotFound, InputError
from index.local import LocalIndex
from index.types import Filter
from tests.index.samples import BODY, CHINESE, ENGLISH, SAMPLES, archive
from tests.index.tiny import TinyEmbedder

PROSE = "\n\n".join(BODY)
PAGE = f"江岸网 > 新闻 > 正文\n登录 注册\n渡口停航了\n2026-01-05 08:00\n来源：渡口报\n{PROSE}\n"
PAGE += "分享到：\n微信\n微博\n相关新闻\n某处开了一家店\n评论 12\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "press"
    made.mkdir()
    return made


def write(path: Path, text: str | bytes, *, age: int = 100) -> Path:
    """A file of that content, last changed ``age`` seconds ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    stamp = path.stat().st_mtime_ns - age * 10**9
    os.utime(path, ns=(stamp, stamp))
    return path


def story(number: int) -> str:
    return f"Story {number}\n\n" + " ".join(
        f"Sentence {n} of story {number} is about town {number * 7 + n}." for n in range(30)
    )


def ids(index: LocalIndex) -> list[str]:
    return [article.id for article in index.summaries()]


def text(index: LocalIndex, article_id: str) -> str:
    return index.articles([article_id])[0].text


def test_every_format_goes_in(index: LocalIndex, folder: Path) -> None:
    for kind, content in SAMPLES.items():
        write(folder / f"{kind}-file.{kind}", content)
    summary = sync.add(index, [folder])
    assert summary.failed == []
    # The same text in another format is the same article; data keeps the ids it gives.
    assert {"a0", "a1", "c0", "pdf-file", "docx-file", "one", "two"} <= set(ids(index))
    assert summary.added + summary.duplicates == len(SAMPLES) - 2 + 4 + 4 + 1
    for article in index.articles(ids(index)):
        assert Path(article.path).is_file()
        assert article.collections == ("press",)


def test_what_did_not_change_is_not_opened(index: LocalIndex, folder: Path, embedder: TinyEmbedder) -> None:
    for number in range(20):
        write(folder / f"story-{number}.txt", story(number))
    assert sync.add(index, [folder]).added == 20
    generation, embedded = index.generation, len(embedder.encoded)
    for path in folder.iterdir():
        stamp = path.stat().st_mtime_ns
        path.write_bytes(b"#" * path.stat().st_size)
        os.utime(path, ns=(stamp, stamp))
    summary = sync.add(index, [folder])
    assert (summary.unchanged, summary.added, summary.changed) == (20, 0, 0)
    assert summary.is_empty
    assert (index.generation, len(embedder.encoded)) == (generation, embedded)


def test_a_touched_file_is_not_parsed_again(index: LocalIndex, folder: Path, embedder: TinyEmbedder) -> None:
    path = write(folder / "one.txt", story(1))
    sync.add(index, [folder])
    embedded = len(embedder.encoded)
    os.utime(path)
    assert sync.add(index, [folder]).unchanged == 1
    assert sync.add(index, [folder]).unchanged == 1
    assert len(embedder.encoded) == embedded


def test_a_changed_file_replaces_its_article_under_its_id(index: LocalIndex, folder: Path) -> None:
    write(folder / "one.txt", story(1))
    sync.add(index, [folder])
    write(folder / "one.txt", story(2), age=50)
    summary = sync.add(index, [folder])
    assert (summary.added, summary.changed, summary.removed) == (0, 1, 0)
    assert ids(index) == ["one"]
    assert "story 2" in text(index, "one")


def test_a_file_of_data_keeps_what_stayed_and_drops_what_went(index: LocalIndex, folder: Path, embedder: TinyEmbedder) -> None:
    records = [{"id": f"r{number}", "text": story(number)} for number in range(6)]
    write(folder / "wire.jsonl", "\n".join(map(json.dumps, records)))
    assert sync.add(index, [folder]).added == 6
    embedder.encoded.clear()
    records[2]["text"] = story(40)
    write(folder / "wire.jsonl", "\n".join(map(json.dumps, records[1:])), age=50)
    summary = sync.add(index, [folder])
    assert (summary.changed, summary.removed) == (5, 1)
    assert sorted(ids(index)) == ["r1", "r2", "r3", "r4", "r5"]
    assert all("story 40" in made for made in embedder.encoded), "nothing is embedded twice"


def test_a_moved_file_keeps_its_id(index: LocalIndex, folder: Path, embedder: TinyEmbedder) -> None:
    path = write(folder / "one.txt", story(1))
    sync.add(index, [folder])
    embedder.encoded.clear()
    moved = folder / "archive" / "renamed.txt"
    moved.parent.mkdir()
    path.rename(moved)
    summary = sync.add(index, [folder])
    assert (summary.moved, summary.added, summary.removed) == (1, 0, 0)
    assert ids(index) == ["one"]
    assert index.articles(["one"])[0].path == str(moved)
    assert embedder.encoded == []


def test_the_same_content_twice_is_one_article_until_one_changes(index: LocalIndex, folder: Path) -> None:
    write(folder / "a.txt", story(1))
    write(folder / "b.txt", story(1))
    assert (sync.add(index, [folder]).duplicates, ids(index)) == (1, ["a"])
    assert [held.article_ids for held in index.files().values()] == [("a",), ("a",)]
    (folder / "a.txt").unlink()
    assert sync.add(index, [folder], prune=True).removed == 0
    assert index.articles(["a"])[0].path == str(folder / "b.txt")
    write(folder / "a.txt", story(1))
    sync.add(index, [folder])
    write(folder / "b.txt", story(2), age=50)
    sync.add(index, [folder])
    assert {"story 1" in text(index, one) for one in ids(index)} == {True, False}
    assert len(ids(index)) == 2


def test_a_near_copy_is_marked_as_one(index: LocalIndex, folder: Path) -> None:
    write(folder / "wire.txt", story(1))
    write(folder / "reprint.txt", story(1).replace("Sentence 3 ", "Phrase three ") + " Edited by the night desk.")
    write(folder / "other.txt", story(9))
    summary = sync.add(index, [folder / "wire.txt", folder])
    assert (summary.added, summary.copies) == (3, 1)
    assert {article.id: article.copy_of for article in index.articles(ids(index))} == {
        "wire": None,
        "reprint": "wire",
        "other": None,
    }


def test_prune_removes_what_is_gone_under_the_paths_given_only(index: LocalIndex, folder: Path, tmp_path: Path) -> None:
    one, other = write(folder / "one.txt", story(1)), write(tmp_path / "else" / "two.txt", story(2))
    sync.add(index, [folder, tmp_path / "else"])
    one.unlink()
    other.unlink()
    write(folder / "three.txt", story(3))
    assert sync.add(index, [folder]).removed == 0
    assert sync.add(index, [folder], prune=True).removed == 1
    assert sorted(ids(index)) == ["three", "two"]


def test_equal_stems_get_numbers_and_keep_them(index: LocalIndex, folder: Path) -> None:
    write(folder / "a" / "news.txt", story(1))
    write(folder / "b" / "news.txt", story(2))
    sync.add(index, [folder])
    assert ids(index) == ["news", "news-2"]
    write(folder / "b" / "news.txt", story(3), age=50)
    assert sync.add(index, [folder]).changed == 1
    assert "story 3" in text(index, "news-2")


def test_an_id_is_one_line_whatever_its_file_is_called(index: LocalIndex, folder: Path) -> None:
    write(folder / "two\nlines.txt", story(1))
    sync.add(index, [folder])
    assert ids(index) == ["two lines"]


def test_an_id_that_is_another_files_is_refused(index: LocalIndex, folder: Path) -> None:
    write(folder / "a.jsonl", json.dumps({"id": "x", "text": "One story."}))
    write(folder / "b.jsonl", json.dumps({"id": "x", "text": "Another story."}))
    summary = sync.add(index, [folder])
    assert [path for path, _ in summary.failed] == [str(folder / "b.jsonl")]
    assert "the id x is used by" in summary.failed[0][1]
    assert text(index, "x") == "One story."


def test_bad_files_are_named_and_their_neighbours_go_in(index: LocalIndex, folder: Path) -> None:
    write(folder / "good.txt", story(1))
    write(folder / "broken.pdf", b"%PDF-1.7 nothing")
    write(folder / "empty.txt", b"")
    write(folder / "wire.jsonl", '{"id": "a", "text": "A story."}\n{"id": \n')
    summary = sync.add(index, [folder, folder / "missing.txt"])
    reasons = {Path(path).name: reason for path, reason in summary.failed}
    assert set(reasons) == {"broken.pdf", "empty.txt", "wire.jsonl, line 2", "missing.txt"}
    assert all("; " in reason for reason in reasons.values())
    assert sorted(ids(index)) == ["a", "good"]
    again = sync.add(index, [folder])
    assert {Path(path).name for path, _ in again.failed} == {"broken.pdf", "empty.txt", "wire.jsonl, line 2"}, (
        "told of until mended"
    )


def test_a_file_that_breaks_keeps_its_earlier_article(index: LocalIndex, folder: Path) -> None:
    write(folder / "one.md", "# One\n\nThe earlier text.")
    sync.add(index, [folder])
    write(folder / "one.md", b"", age=50)
    summary = sync.add(index, [folder])
    assert "earlier articles are kept" in summary.failed[0][1]
    assert text(index, "one") == "The earlier text."


def test_a_folder_without_articles_is_said_to_have_none(index: LocalIndex, folder: Path) -> None:
    write(folder / "README.md", "About this folder.")
    write(folder / "photo.jpg", b"\xff\xd8\xff")
    summary = sync.add(index, [folder])
    assert summary.failed == [(str(folder), "holds no articles; give a folder or file that does")]
    assert len(summary.skipped) == 2


def test_a_readme_is_added_when_it_is_named(index: LocalIndex, folder: Path) -> None:
    sync.add(index, [write(folder / "README.md", "# About\n\nA text about this folder.")])
    assert ids(index) == ["README"]


def test_articles_are_in_the_collections_they_were_added_to(index: LocalIndex, folder: Path) -> None:
    write(folder / "one.txt", story(1))
    sync.add(index, [folder])
    sync.add(index, [folder], collection="trade")
    assert index.summaries()[0].collections == ("press", "trade")
    assert index.summaries(Filter(collections=frozenset({"trade"})))
    write(folder / "one.txt", story(2), age=50)
    sync.add(index, [folder])
    assert index.summaries()[0].collections == ("press", "trade")


def test_keep_all_takes_the_raw_text_of_what_was_cleaned_before(index: LocalIndex, folder: Path) -> None:
    path = write(folder / "page.txt", PAGE)
    sync.add(index, [folder])
    assert text(index, "page") == PROSE
    assert sync.add(index, [folder], keep_all=True).changed == 1
    assert text(index, "page") == PAGE.strip()
    assert sync.add(index, [folder], keep_all=True).unchanged == 1
    write(path, PAGE.replace("渡口报", "江岸报"), age=50)
    sync.add(index, [folder])
    assert "分享到" in text(index, "page"), "it stays whole when its file changes"


def test_restore_takes_one_articles_raw_text(index: LocalIndex, folder: Path) -> None:
    path = write(folder / "page.txt", PAGE)
    sync.add(index, [folder])
    restored = sync.restore(index, "page")
    assert restored.text == text(index, "page") == PAGE.strip()
    assert index.articles(["page"])[0].title == "渡口停航了"
    with pytest.raises(ArticleNotFound):
        sync.restore(index, "nothing")
    write(path, story(1))
    with pytest.raises(InputError, match="has changed"):
        sync.restore(index, "page")
    path.unlink()
    with pytest.raises(InputError, match="is gone"):
        sync.restore(index, "page")


def test_a_long_receipt_is_kept_short_and_told_in_full(index: LocalIndex, folder: Path) -> None:
    more = "\n".join(f"某地第{number}号新闻标题就在这里\n某某日报\n2026-01-05 10:{number % 60:02}" for number in range(400))
    write(folder / "page.txt", PAGE + more)
    sync.add(index, [folder])
    kept = index.articles(["page"])[0].removed
    assert sum(len(item.text) for item in kept) < 6_200
    assert "more characters" in kept[-1].text
    told = "\n".join(item.text for item in sync.receipt(index, "page"))
    assert "第399号新闻标题" in told


def test_an_interruption_keeps_what_was_done(index: LocalIndex, folder: Path) -> None:
    for number in range(9):
        write(folder / f"{number}.txt", story(number))

    def interrupt(done: int, total: int, _: str) -> None:
        assert total == 9
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync.add(index, [folder], progress=interrupt)
    index.refresh()
    assert ids(index) == ["0", "1", "2", "3"]
    assert (summary := sync.add(index, [folder])).unchanged == 4
    assert summary.added == 5


def test_progress_counts_articles(index: LocalIndex, folder: Path) -> None:
    write(folder / "a.txt", story(1))
    write(folder / "wire.jsonl", "".join(json.dumps({"id": f"r{n}", "text": f"Story {n}."}) + "\n" for n in range(120)))
    told: list[tuple[int, int]] = []
    sync.add(index, [folder], progress=lambda done, total, _: told.append((done, total)))
    assert told[-1] == (121, 121)
    assert len(told) > 2
    assert told == sorted(told)


def test_links_out_of_the_folder_pipes_and_indexes_are_passed_over(index: LocalIndex, folder: Path, tmp_path: Path) -> None:
    write(folder / "one.txt", story(1))
    write(folder / ".hidden" / "two.txt", story(2))
    (folder / "out.txt").symlink_to(write(tmp_path / "secret.txt", story(3)))
    (folder / "in.txt").symlink_to(folder / "one.txt")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    inner = LocalIndex.create(folder / "b.index", TinyEmbedder())
    assert inner.generation >= 0
    summary = sync.add(index, [folder])
    assert ids(index) == ["one"]
    assert sorted((Path(path).name, reason) for path, reason in summary.skipped) == [
        ("out.txt", "is a link out of the folder"),
        ("pipe.txt", "is a named pipe"),
    ]
    assert sync.add(index, [folder / "pipe.txt"]).failed == [
        (str(folder / "pipe.txt"), "is a named pipe, not a file; leave it out")
    ]


def test_an_archives_articles_have_their_entries_names(index: LocalIndex, folder: Path) -> None:
    write(folder / "all.zip", archive({"one.txt": story(1), "more/two.txt": story(2)}))
    sync.add(index, [folder])
    assert sorted(ids(index)) == ["one", "two"]
    write(folder / "all.zip", archive({"one.txt": story(1), "more/two.txt": story(5)}), age=50)
    assert sync.add(index, [folder]).changed == 2
    assert sorted(ids(index)) == ["one", "two"]
    assert CHINESE not in text(index, "one")
    assert "story 5" in text(index, "two")


def test_names_of_files_may_be_anything(index: LocalIndex, folder: Path) -> None:
    odd = os.fsdecode(os.fsencode(folder) + b"/\xff\xfe name.txt")
    Path(odd).write_text(story(1))
    write(folder / "渡口 报道 (1).txt", ENGLISH)
    summary = sync.add(index, [folder])
    assert (summary.added, summary.failed) == (2, [])
    assert "渡口 报道 (1)" in ids(index)


def test_a_folder_that_is_followed_is_kept_up_to_date(index: LocalIndex, folder: Path) -> None:
    write(folder / "one.txt", story(1))
    sync.add(index, [folder])
    stop, done = threading.Event(), []

    def change() -> None:
        write(folder / "two.txt", story(2))

    started = threading.Timer(1.0, change)
    started.start()
    for summary in sync.watch(index, [folder], stop=stop):
        done.append(summary.added)
        stop.set()
    assert done == [1]
    assert sorted(ids(index)) == ["one", "two"]


def test_during_a_long_run_the_log_of_the_store_begins_anew_at_each_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_COMMIT_SECONDS", 0.0)
    monkeypatch.setattr(run, "_COMMITTING", 0.0)
    paths = [write(tmp_path / "press" / f"{number:02}.txt", story(number)) for number in range(40)]
    index = LocalIndex.create(tmp_path / "x.index", TinyEmbedder())
    log: list[int] = []
    sync.add(index, paths, progress=lambda *_: log.append((tmp_path / "x.index" / "store.db-wal").stat().st_size))
    assert index.generation >= 40
    assert max(log) < 2 * max(log[:8])
