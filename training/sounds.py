"""Which letters give which syllable, from names known in both scripts -> index/model/sounds.safetensors.

A name's letters are cut into as many pieces as its Chinese form has characters; how they were cut is not known and is estimated
(expectation maximisation over all cuts). Most dictionary lines are translations and no transliterations: a pair of which no
cut is likely counts ever less. ``python -m training.sounds`` writes the table and prints how many of the names that were held
out are found among the others by their sound.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors.numpy import save_file

from index import embed
from index.analyse import fold
from index.sounds import LONGEST_PIECE, Sounds, Spellings, number
from training import data

if TYPE_CHECKING:
    from numpy.typing import NDArray

READINGS = Path(__file__).with_name("readings.txt")
TARGET = Path(embed.__file__).parent / "model" / "sounds.safetensors"
_LEXICON = "lexicon.tsv.gz"
_SOURCES = (
    _LEXICON,
    "dbp15k_entities.tsv.gz",
    "cedict_2026_words.tsv.gz",
    "ecdict_words.tsv.gz",
    "cldr_countries.tsv.gz",
)
_CAPITAL = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_MOST = (14, 6)  # letters, characters of a name
_HELD_OUT = 1_000
_KNOWN = -9.3  # mean log likelihood of a character above which a pair is taken for a transliteration
_LEAST = 3e-7  # chance under which a piece's syllable is left out


def readings() -> dict[str, str]:
    """Each Han character's usual syllable, without its tone."""
    rows = [line.split() for line in READINGS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {character: syllable for syllable, characters in rows for character in characters}


def names() -> tuple[list[tuple[str, str]], set[str]]:
    """(letters, characters) of what may be a name in both scripts, and the characters of those that surely are one.

    A Chinese name with dots in it is a transliteration, part by part.
    """
    found: dict[tuple[str, str], None] = {}
    sure: set[str] = set()
    known = readings()
    for source in _SOURCES:
        for row in data.lines(source):
            english, chinese = (fold_off(cell) for cell in row[:2])
            parts = re.split("[·•・]", fold(chinese))
            if not all(map(_HAN.fullmatch, parts)) or not (_CAPITAL.fullmatch(english) or source == _LEXICON):
                continue
            words = english.split()
            if len(parts) > 1:
                pairs = list(zip(words, parts, strict=True)) if len(words) == len(parts) else []
                sure.update(part for _, part in pairs)
            else:
                pairs = [("".join(words), parts[0])] if len(words) == 1 or (len(words) <= 3 and len(parts[0]) <= 4) else []
            for word, part in pairs:
                letters = re.sub(r"[^a-z]", "", fold(word))
                if 2 <= len(letters) <= _MOST[0] and len(part) <= min(_MOST[1], len(letters)) and all(c in known for c in part):
                    found[letters, part] = None
    return list(found), sure


def fold_off(cell: str) -> str:
    """A dictionary's cell without what it says in brackets or after a comma."""
    return re.sub(r"\(.*?\)|,.*", "", cell).strip()


@dataclass(frozen=True)
class Cuts:
    """Every way to cut names, padded: ``cells`` (n, characters, letters + 1, 7) numbers the pairs of piece and syllable.

    ``pairs`` (p,) is piece * 1024 + syllable for each number, and -1 for what is no cut; ``lengths`` and ``counts`` (n,) are
    how many letters and how many characters each name has.
    """

    cells: NDArray[np.int32]
    pairs: NDArray[np.int64]
    lengths: NDArray[np.int64]
    counts: NDArray[np.int64]
    pieces: list[str]
    syllables: list[str]


def cuts(pairs: list[tuple[str, str]]) -> Cuts:
    known = readings()
    pieces, syllables = {"": 0}, {syllable: i for i, syllable in enumerate(sorted(set(known.values())))}
    taken = np.full((len(pairs), _MOST[0] + 1, LONGEST_PIECE + 1), -1, np.int64)
    said = np.full((len(pairs), _MOST[1]), -1, np.int64)
    for n, (letters, characters) in enumerate(pairs):
        said[n, : len(characters)] = [syllables[known[character]] for character in characters]
        for i in range(len(letters) + 1):
            for length in range(min(LONGEST_PIECE, len(letters) - i) + 1):
                taken[n, i, length] = pieces.setdefault(letters[i : i + length], len(pieces))
    keys = taken[:, None] * 1024 + said[:, :, None, None]
    keys[(taken[:, None] < 0) | (said[:, :, None, None] < 0)] = -1
    unique, cells = np.unique(keys, return_inverse=True)
    lengths, counts = (np.array([len(pair[side]) for pair in pairs]) for side in (0, 1))
    return Cuts(cells.reshape(keys.shape).astype(np.int32), unique, lengths, counts, list(pieces), list(syllables))


def estimate(given: Cuts, rounds: int = 8) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The chance of each of ``given.pairs``, and each name's log likelihood a character."""
    chances = _guess(given)
    rows = np.arange(len(given.lengths))
    belief = np.ones(len(rows))
    for turn in range(rounds):
        cell = chances[given.cells]
        ahead = np.zeros((len(rows), _MOST[1] + 1, _MOST[0] + 1))
        behind = np.zeros_like(ahead)
        ahead[:, 0, 0] = 1
        behind[rows, given.counts, given.lengths] = 1
        steps = [
            (i, n, slice(None, _MOST[0] + 1 - n), slice(n, None)) for i in range(_MOST[1]) for n in range(LONGEST_PIECE + 1)
        ]
        for i, n, start, end in steps:
            ahead[:, i + 1, end] += ahead[:, i, start] * cell[:, i, start, n]
        for i, n, start, end in reversed(steps):
            behind[:, i, start] += behind[:, i + 1, end] * cell[:, i, start, n]
        likely = ahead[rows, given.counts, given.lengths]
        share = np.where(likely > 0, belief / np.maximum(likely, 1e-300), 0)[:, None]
        counted = np.zeros(len(chances))
        for i, n, start, end in steps:
            used = ahead[:, i, start] * cell[:, i, start, n] * behind[:, i + 1, end] * share
            counted += np.bincount(given.cells[:, i, start, n].ravel(), used.ravel(), len(chances))
        counted[given.pairs < 0] = 0
        chances = counted / counted.sum()
        each = np.log(np.maximum(likely, 1e-300)) / given.counts
        if turn >= 2:
            belief = 1 / (1 + np.exp(np.minimum(-2 * (each + 9), 50)))
    return chances, each


def _guess(given: Cuts) -> NDArray[np.float64]:
    """A first guess: a piece sounds like the syllable that begins like it, and more like the one that is spelled like it."""
    chances = np.zeros(len(given.pairs))
    for i, key in enumerate(given.pairs.tolist()):
        if key >= 0:
            piece, syllable = given.pieces[key // 1024], given.syllables[key % 1024]
            chances[i] = 1 + 20 * (piece[0] == syllable[0]) + 20 * (piece == syllable) if piece else 0.02
    guessed: NDArray[np.float64] = chances / chances.sum()
    return guessed


def ratios(named: list[str]) -> dict[str, float]:
    """log p(character | its syllable, in a name) - log p(character in any text)."""
    known = readings()
    texts = [
        text
        for pairs in (*data.bilingual_pairs()[1:2], data.sentence_pairs("tatoeba_manythings.tsv.gz"))
        for text in pairs.right
    ]
    texts += [context for context, _ in data.questions(data.DATA / "drcd_test.json.gz")]
    usual = Counter(character for text in texts for character in fold(text) if character in known)
    counted = Counter(character for name in named for character in name)
    syllables: Counter[str] = Counter()
    for character, count in counted.items():
        syllables[known[character]] += count
    total = usual.total() + 5 * len(known)
    return {
        character: float(
            np.log((counted[character] + 0.2) / (syllables[syllable] + 2)) - np.log((usual[character] + 5) / total)
        )
        for character, syllable in known.items()
    }  # fmt: skip


def write(path: Path = TARGET, seed: int = 0) -> list[tuple[str, str]]:
    """Write the table; the pairs that were held out."""
    pairs, sure = names()
    random.Random(seed).shuffle(pairs)
    held = [pair for pair in pairs if pair[1] in sure and len(pair[1]) > 1][:_HELD_OUT]
    hidden = {text for pair in held for text in pair}
    used = [pair for pair in pairs if not hidden & set(pair)]
    given = cuts(used)
    chances, each = estimate(given)
    kept = [i for i in np.flatnonzero(chances > _LEAST) if given.pairs[i] >= 0]
    rows = sorted(
        (number(given.pieces[key // 1024]), key % 1024, float(np.log(chances[i])))
        for i, key in zip(kept, given.pairs[kept].tolist(), strict=True)
    )
    known = readings()
    numbers = {syllable: i for i, syllable in enumerate(given.syllables)}
    ratio = ratios([name for (_, name), likely in zip(used, each, strict=True) if likely > _KNOWN])
    characters = sorted(known)
    arrays: dict[str, NDArray[np.generic]] = {
        "characters": np.array([ord(character) for character in characters], np.uint16),
        "syllables": np.array([numbers[known[character]] for character in characters], np.uint16),
        "ratios": np.array([ratio[character] for character in characters], np.float16),
        "pieces": np.array([row[0] for row in rows], np.uint32),
        "said": np.array([row[1] for row in rows], np.uint16),
        "joint": np.array([row[2] for row in rows], np.float16),
    }
    save_file(arrays, path)
    path.chmod(0o644)
    return held


def found_among(table: Sounds, held: list[tuple[str, str]], asked: int = 300) -> tuple[float, float]:
    """How many held-out names come first among all held-out names of the other script: Latin asked, Han asked."""
    han = table.spoken(np.array([ord(character) for character in "。".join(sorted({pair[1] for pair in held}))], np.uint16))
    names = {pair[1] for pair in held}
    latin = Spellings([pair[0] for pair in held])
    first = [0, 0]
    for letters, characters in held[:asked]:
        odds = {text: value for text, value in table.in_han(letters, han).items() if text in names}
        first[0] += bool(odds) and max(odds, key=odds.__getitem__) == characters
        spelled = table.in_latin(characters, latin)
        first[1] += bool(spelled) and max(spelled, key=spelled.__getitem__) == letters
    return first[0] / len(held[:asked]), first[1] / len(held[:asked])


if __name__ == "__main__":
    left_out = write()
    print(
        f"{len(left_out)} names held out; first among them by sound: %.3f of Latin, %.3f of Han"
        % found_among(Sounds(TARGET), left_out)
    )
