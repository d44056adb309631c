"""add, remove, restore, list, show."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.cli.running import ARTICLES, ROOT, Pullquote, on_terminal


def ids(pullquote: Pullquote, index: Path) -> list[str]:
    return [article["id"] for article in pullquote("list", "--index", index, "--json").json["articles"]]


def test_a_folder_goes_in_and_is_listed(pullquote: Pullquote, folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "x.index"
    added = pullquote("add", folder, "--index", index)
    assert added.status == 0
    assert "2 added" in added.out
    listed = pullquote("list", "--index", index, "--json").json["articles"]
    assert {article["id"] for article in listed} == {"harbour", "桥"}
    keys = {"id", "title", "source", "published", "language", "path", "sha256", "characters", "passages"}
    assert all(keys <= article.keys() for article in listed)
    assert {article["language"] for article in listed} == {"en", "zh"}


def test_adding_again_reads_only_what_changed(pullquote: Pullquote, folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "x.index"
    pullquote("add", folder, "--index", index)
    (folder / "harbour.txt").write_text(
        "Harbour shut again\n\nA second storm has shut the harbour of Port Wylde until Friday.\n"
    )
    summary = pullquote("add", folder, "--index", index, "--json").json
    assert (summary["added"], summary["changed"], summary["unchanged"]) == (0, 1, 1)
    assert "second storm" in pullquote("show", "harbour", "--index", index).out


def test_the_index_is_named_by_option_by_environment_or_by_default(pullquote: Pullquote, folder: Path, tmp_path: Path) -> None:
    pullquote("add", folder / "harbour.txt", cwd=tmp_path)
    assert (tmp_path / "pullquote.index").is_dir()
    named = {"PULLQUOTE_INDEX": str(tmp_path / "named.index")}
    pullquote("add", folder, cwd=tmp_path, **named)
    assert len(pullquote("list", "--json", cwd=tmp_path, **named).json["articles"]) == 2
    assert len(pullquote("list", "--json", cwd=tmp_path).json["articles"]) == 1
    assert len(pullquote("list", "--json", "--index", "pullquote.index", cwd=tmp_path, **named).json["articles"]) == 1


def test_show_prints_the_text_that_offsets_count_in_and_nothing_else(pullquote: Pullquote, sample: Path) -> None:
    article = pullquote("list", "--index", sample, "--json").json["articles"][0]
    shown = pullquote("show", article["id"], "--index", sample)
    assert shown.err == ""
    assert len(shown.out.removesuffix("\n")) in {article["characters"], article["characters"] - 1}


def test_show_removed_says_what_was_taken_off_and_why(pullquote: Pullquote, sample: Path) -> None:
    kept = pullquote("show", "visits-after-washington", "--index", sample).out
    removed = pullquote("show", "visits-after-washington", "--index", sample, "--removed").out
    assert "江湾网首页" not in kept
    assert "江湾网首页" in removed
    assert all(line.startswith("[") for line in removed.splitlines() if "江湾网首页" in line)


def test_keep_all_and_restore_take_the_raw_text(pullquote: Pullquote, tmp_path: Path) -> None:
    page = ARTICLES / "visits-after-washington.txt"
    kept, cleaned = tmp_path / "kept.index", tmp_path / "cleaned.index"
    pullquote("add", page, "--index", kept, "--keep-all")
    assert "江湾网首页" in pullquote("show", page.stem, "--index", kept).out
    pullquote("add", page, "--index", cleaned)
    assert "江湾网首页" not in pullquote("show", page.stem, "--index", cleaned).out
    assert pullquote("restore", page.stem, "--index", cleaned).status == 0
    assert "江湾网首页" in pullquote("show", page.stem, "--index", cleaned).out


def test_remove_takes_an_article_out(pullquote: Pullquote, folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "x.index"
    pullquote("add", folder, "--index", index)
    assert pullquote("remove", "harbour", "--index", index).status == 0
    assert ids(pullquote, index) == ["桥"]


def test_remove_of_one_unknown_article_removes_none(pullquote: Pullquote, folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "x.index"
    pullquote("add", folder, "--index", index)
    done = pullquote("remove", "harbour", "no-such", "--index", index)
    assert done.status == 2
    assert "no-such" in done.error
    assert sorted(ids(pullquote, index)) == ["harbour", "桥"]


def test_prune_forgets_what_is_gone_from_the_folder(pullquote: Pullquote, folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "x.index"
    pullquote("add", folder, "--index", index)
    (folder / "桥.txt").unlink()
    assert "removed" not in pullquote("add", folder, "--index", index).out
    assert "1 removed" in pullquote("add", folder, "--index", index, "--prune").out
    assert ids(pullquote, index) == ["harbour"]


def test_collections_hold_articles_apart(pullquote: Pullquote, folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "x.index"
    pullquote("add", folder / "harbour.txt", "--index", index, "--collection", "ports")
    pullquote("add", folder / "桥.txt", "--index", index, "--collection", "桥梁")
    listed = pullquote("list", "--index", index, "--collection", "桥梁", "--json").json["articles"]
    assert [article["id"] for article in listed] == ["桥"]


def test_jsonl_articles_keep_their_ids_and_text(pullquote: Pullquote, tmp_path: Path) -> None:
    data = tmp_path / "wire.jsonl"
    lines = [
        {"id": "a/1", "text": "One sentence stands here.", "title": "First", "published": "2025-01-02"},
        {"id": "b 2", "text": "第二篇在这里。"},
    ]
    data.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    index = tmp_path / "x.index"
    assert pullquote("add", data, "--index", index).status == 0
    assert ids(pullquote, index) == ["a/1", "b 2"]
    assert pullquote("show", "a/1", "--index", index).out == "One sentence stands here.\n"


def test_the_real_pages_go_in(pullquote: Pullquote, shared: Path, tmp_path: Path) -> None:
    index = tmp_path / "x.index"
    done = pullquote("add", shared / "articles", "--index", index)
    assert done.status == 0, done.err
    assert "3 added" in done.out


def test_a_copy_of_a_file_is_one_article(pullquote: Pullquote, folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "harbour.txt", folder / "harbour copy.txt")
    index = tmp_path / "x.index"
    assert "1 duplicate" in pullquote("add", folder, "--index", index).out
    assert len(ids(pullquote, index)) == 2


def test_watch_takes_in_what_changes_until_it_is_stopped(folder: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-u",
        "-m",
        "ui.cli",
        "add",
        str(folder),
        "--index",
        str(tmp_path / "x.index"),
        "--watch",
        "--json",
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command,
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Tests that are started in the background inherit a Ctrl-C that is ignored; a user's terminal does not.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 (no threads here)
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["added"] == 2
        assert "Ctrl-C" in process.stderr.readline()
        later = None
        for number in range(60):  # the first change may come before the folder is followed
            (folder / f"news {number}.txt").write_text(
                f"News {number}\n\nThe mayor of Port Wylde opened bridge number {number} today.\n"
            )
            if select.select([process.stdout], [], [], 5)[0]:
                later = json.loads(process.stdout.readline())
                break
        process.send_signal(signal.SIGINT)
        assert process.wait(300) == 0, process.stderr.read()
    assert later is not None
    assert later["added"] >= 1


@pytest.mark.skipif(sys.platform != "linux", reason="sizes the terminal by an ioctl")
def test_a_terminal_sees_a_bar_and_a_pipe_does_not(pullquote: Pullquote, tmp_path: Path) -> None:
    assert pullquote("add", ARTICLES / "canberra-deal.txt", "--index", tmp_path / "x.index").err == ""
    seen = on_terminal(["add", str(ARTICLES / "canberra-deal.txt"), "--index", str(tmp_path / "y.index")], tmp_path)
    assert "articles" in seen
    assert "1 added" in seen
