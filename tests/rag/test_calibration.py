"""An index is measured when articles are added: by impossible questions made from itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.local import LocalIndex
from index.split import split
from index.types import SourceFile
from rag.calibration import FILE, Calibration, calibrate, load, save
from tests.rag.conftest import article, built

if TYPE_CHECKING:
    from pathlib import Path

    from tests.rag.conftest import Make

ENGLISH = (
    "The harbour of town {0} reopened on Sunday after a strike of {0} days. "
    "The mayor thanked the crews of {0} ships for their patience."
)
CHINESE = "第{0}号矿山去年产出{0}万吨精矿，大部分运往南方的工厂加工。矿长说，今年的产量会再增加一成。"


def test_each_pair_of_languages_is_measured_and_bounded(make: Make) -> None:
    articles = [article(f"e{n}", ENGLISH.format(n + 2), language="en") for n in range(20)]
    articles += [article(f"z{n}", CHINESE.format(n + 2)) for n in range(20)]
    found = calibrate(make(articles))
    assert {"en->en", "zh->zh"} <= set(found.shifts)
    assert all(-0.2 <= shift <= 0.2 for shift in found.shifts.values())


def test_the_same_articles_are_measured_alike_however_often_they_were_committed(tmp_path: Path) -> None:
    articles = [article(f"e{n}", ENGLISH.format(n + 2), language="en") for n in range(12)]
    at_once, one_by_one = built(tmp_path / "once", articles), LocalIndex.create(tmp_path / "each")
    for one in articles:
        with one_by_one.writer() as writer:
            writer.put(one, split(one), SourceFile(one.path, len(one.text), 1, one.sha256))
    one_by_one.refresh()
    assert one_by_one.generation > at_once.generation
    assert calibrate(one_by_one).shifts == calibrate(at_once).shifts


def test_an_index_too_small_to_measure_is_left_as_it_is(make: Make) -> None:
    assert calibrate(make([])).shifts == {}
    assert calibrate(make([article("one", CHINESE.format(3))])).shifts == {}


def test_it_is_kept_beside_the_index_and_a_damaged_one_counts_for_nothing(tmp_path: Path) -> None:
    kept = Calibration(3, {"en->zh": 0.15})
    save(kept, tmp_path)
    assert load(tmp_path) == kept
    assert kept.shift("en", "zh") == 0.15
    assert kept.shift("zh", "en") == 0.0
    for damaged in ("", "[]", '{"generation": 1}', '{"generation": 1, "shifts": {"en->zh": "far"}}', "\x00"):
        (tmp_path / FILE).write_text(damaged, encoding="utf-8")
        assert load(tmp_path) == Calibration()
    assert load(tmp_path / "nowhere") == Calibration()
