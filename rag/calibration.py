"""How sure one must be in this index: measured, when articles are added, on questions made from the index itself.

A sentence without some of its words asks for itself. Put to the index without its article, it is impossible. Where impossible
questions look more answerable than in the collections that the network of :mod:`rag.refusal` was fitted on, the bar rises, and
the other way round: for each pair of languages by itself.

It moves by little: in 14 collections of one language, of 11 to 356 articles (docs/quality.md), what such questions say hardly
went with the bar that real ones need, and one that trusts them more refuses wrongly where articles tell of one subject.
"""

from __future__ import annotations

import json
import random
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from index.translate import surfaces
from rag import bound, quote, refusal, sentence
from rag.question import content_words, language_of, read
from rag.retrieve import retrieve

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.base import Index
    from index.types import StoredPassage

FILE = "calibration.json"
QUESTIONS = 12
"""How many questions are made for each pair of languages."""
LANGUAGES = ("en", "zh")
_USUAL = {"same": -0.2, "cross": 0.1}
"""The log odds that nine in ten impossible questions stay under, in the mean of two small and two larger collections."""
_TRUST, _MOST, _FEWEST = 0.1, 0.2, 6
_KEPT = 0.65  # of a sentence's words


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is taken off the log odds of an answer, by the languages of question and passage (``en->zh``); of one generation."""

    generation: int = 0
    shifts: dict[str, float] = field(default_factory=dict)

    def shift(self, asked: str, found: str) -> float:
        return self.shifts.get(f"{asked}->{found}", 0.0)


def calibrate(index: Index) -> Calibration:
    """Measure an index. Takes a second or two, whatever its size."""
    # Not the generation: it counts commits, which depend on the clock, and the same articles are to be measured alike.
    rng = random.Random(index.statistics().passages)
    passages = _sample(index, rng)
    shifts = {}
    for asked in LANGUAGES:
        for found in LANGUAGES:
            mine = [one for one in passages if one.language == found]
            odds = [value for one in mine[:QUESTIONS] if (value := _impossible(index, one, asked, rng)) is not None]
            if len(odds) >= _FEWEST:
                usual = _USUAL["same" if asked == found else "cross"]
                shifts[f"{asked}->{found}"] = round(float(np.clip(_TRUST * (np.quantile(odds, 0.9) - usual), -_MOST, _MOST)), 3)
    return Calibration(index.generation, shifts)


def _sample(index: Index, rng: random.Random) -> list[StoredPassage]:
    """Passages from all over the index, in an order of chance; keys run upwards with gaps where articles are gone."""
    total = index.statistics().passages
    keys = sorted(rng.sample(range(1, 2 * total + 2), min(2 * total + 1, 8 * QUESTIONS))) if total else []
    passages = list(index.read(keys))
    rng.shuffle(passages)
    return passages


def _impossible(index: Index, passage: StoredPassage, asked: str, rng: random.Random) -> float | None:
    """The log odds of a question that a passage answers, once its article is out of the way; None when none can be made."""
    words = _question(passage, asked, rng)
    if words is None:
        return None
    question = read(words)
    candidates = [one for one in retrieve(index, question.text, k=100) if one.passage.article_id != passage.article_id]
    pool = sentence.pool(candidates)
    if not pool:
        return None
    matrix = sentence.features(question, candidates, pool)
    articles = {one.id: one for one in index.articles([one.passage.article_id for one in candidates])}
    binding = bound.binding(question, candidates, articles, pool, quote.softmax(quote.logits(question, matrix)))
    return refusal.logit(refusal.signs(question, candidates, pool, matrix, index.statistics().articles, binding))


def _question(passage: StoredPassage, asked: str, rng: random.Random) -> str | None:
    """Most words of one sentence, in the language asked for."""
    fitting = [text for text in passage.sentence_texts if 40 <= sentence.weight(text) <= 400]
    if not fitting:
        return None
    words: Sequence[str] = content_words(rng.choice(fitting))[:14]
    words = [word for word in words if rng.random() < _KEPT]
    if passage.language != asked:
        words = [other for word in words if (other := _translated(word, asked))]
    return " ".join(words) if len(words) >= 3 else None


def _translated(word: str, language: str) -> str | None:
    """The likeliest word for one of the other language."""
    found = [one for one in surfaces(word)[1] if language_of(one.text) == language and one.text != word]
    return max(found, key=lambda one: one.weight).text if found else None


def renew(index: Index, folder: Path) -> None:
    """Measure an index that has changed, and keep what was found beside it."""
    index.refresh()
    save(calibrate(index), folder)


def save(calibration: Calibration, folder: Path) -> None:
    """Keep it beside the index that it is of."""
    target = folder / FILE
    fresh = target.with_suffix(".new")
    fresh.write_text(json.dumps({"generation": calibration.generation, "shifts": calibration.shifts}), encoding="utf-8")
    fresh.replace(target)


def stamp(folder: Path) -> int:
    """What tells one calibration beside an index from the next; 0 when there is none."""
    try:
        return (folder / FILE).stat().st_mtime_ns
    except OSError:
        return 0


def load(folder: Path) -> Calibration:
    """The calibration kept beside an index; none that counts when there is none, or it is no JSON of ours."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        data = json.loads((folder / FILE).read_text(encoding="utf-8"))
        shifts = {str(pair): float(np.clip(float(value), -_MOST, _MOST)) for pair, value in data["shifts"].items()}
        return Calibration(int(data["generation"]), shifts)
    return Calibration()
