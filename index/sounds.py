"""A name -> how the other script spells it: Hagrid and 海格, Zuo Zimu and 左子穆, going by nothing but their sound.

A name of one script is cut into pieces, each of which gives one syllable of the other; how likely which letters give which
syllable is estimated from names whose both spellings are known (``training.sounds``). What is looked for is looked for in a
given text, so that nothing is invented.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.arrays import mapped, shipped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

LONGEST_PIECE = 6  # letters that give one syllable: "zhuang"
LONGEST_NAME = 18  # letters
SYLLABLES = 7
_LETTERS = 27  # a piece is a number in this base, and no letter is 0, so that "a" is not "aa"
_NEVER = np.float32(-99)
_OTHER_NAME = 2.0  # - log of what share of all text is other names
_LETTER = -3.3  # log p of a letter, were all as likely
_LEAST = (1.0, 3.0, 4.5, 6.0, 7.0, 8.0, 9.0)  # how far a name must have proved itself after each syllable to be read on


def number(piece: str) -> int:
    """Lower-case letters as a number, "" as 0."""
    value = 0
    for letter in piece:
        value = value * _LETTERS + ord(letter) - 96
    return value


class Sounds:
    """The table that ``training.sounds`` writes, in memory.

    Raises:
        index.errors.ModelError: when the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        with shipped(path, "table of sounds"):
            arrays = mapped(path)
            characters, syllables, ratios = (arrays[name] for name in ("characters", "syllables", "ratios"))
            self._pieces, self._said = arrays["pieces"].astype(np.int64), arrays["said"].astype(np.int64)
            self._joint: Floats = arrays["joint"].astype(np.float32)
        self._count = int(syllables.max()) + 1
        # One more syllable stands for everything that has none; no piece gives it.
        self._syllable = np.full(65_536, self._count, np.int16)
        self._syllable[characters] = syllables
        self._first: Ints = np.flatnonzero(np.diff(self._pieces, prepend=-1))
        self._numbers: Ints = self._pieces[self._first]
        likely = np.exp(self._joint)
        self._alone: Floats = np.log(np.add.reduceat(likely, self._first))
        self._often: Floats = np.log(np.bincount(self._said, likely, self._count) + 1e-9).astype(np.float32)
        # A character of names may also be of another name than the one looked for.
        self._ratio = np.zeros(65_536, np.float32)
        self._ratio[characters] = np.minimum(ratios.astype(np.float32), _OTHER_NAME - self._often[syllables])

    @cached_property
    def _by_syllable(self) -> tuple[Ints, NDArray[np.int64]]:
        """The rows of the table in the order of their syllables, and where each syllable's begin."""
        order = np.argsort(self._said, kind="stable")
        return order, np.searchsorted(self._said[order], np.arange(self._count + 1))

    def named(self, text: str) -> float:
        """How much more a run of Han characters is like a name than like other text, as the logarithm of odds."""
        codes = np.array([ord(character) & 0xFFFF for character in text])
        known = self._syllable[codes] < self._count
        return float(np.where(known, self._ratio[codes] + np.append(self._often, 0)[self._syllable[codes]], -3).sum())

    def in_han(self, name: str, codes: NDArray[np.uint16]) -> dict[str, float]:
        """{run of characters: log odds that it is ``name`` rather than chance} of the folded code points of a text."""
        rows, alone = self._rows(name)
        padded = np.concatenate([codes, np.zeros(SYLLABLES, np.uint16)])
        syllables, ratios = self._syllable[padded], self._ratio[padded]
        start = np.flatnonzero(rows[0].max(axis=0)[syllables[: len(codes)]] + ratios[: len(codes)] > _LEAST[0])
        used = np.zeros(len(start), np.int64)
        proof, surprise = np.zeros(len(start), np.float32), np.zeros(len(start), np.float32)
        whole = self._whole(name)
        found: dict[str, float] = {}
        for length in range(1, SYLLABLES + 1):
            at = start + length - 1
            next_proof = proof[:, None] + rows[used, :, syllables[at]] + ratios[at][:, None]
            row, letters = np.nonzero(next_proof > _LEAST[length - 1])
            proof, surprise = next_proof[row, letters], surprise[row] + alone[used[row], letters]
            start, used = start[row], used[row] + letters
            for i in np.flatnonzero(used == len(name)):
                text = "".join(map(chr, padded[start[i] : start[i] + length].tolist()))
                found[text] = max(found.get(text, -99.0), float(proof[i] + surprise[i]) - whole)
        return found

    def in_latin(self, name: str, words: Spellings) -> dict[str, float]:
        """{word: log odds that it is ``name`` rather than chance} of the words of a text."""
        syllables = self._syllable[[ord(character) & 0xFFFF for character in name]]
        if not len(words.texts) or (syllables == self._count).any():
            return {}
        order, starts = self._by_syllable
        word, used, proof = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
        for i, syllable in enumerate(syllables.tolist()):
            rows = order[starts[syllable] : starts[syllable + 1]]
            pieces, gains = self._pieces[rows], self._joint[rows] - self._often[syllable]
            if i == 0:
                word, used, which = words.beginning(pieces)
                proof = gains[which]
                continue
            numbers = words.pieces(word, used)
            place = np.minimum(np.searchsorted(pieces, numbers), len(pieces) - 1)
            row, letters = np.nonzero(pieces[place] == numbers)
            proof = proof[row] + gains[place[row, letters]]
            word, used = word[row], used[row] + letters
        found: dict[str, float] = {}
        # However unlikely its letters are, a word that these syllables hardly give is not the name.
        for end in np.flatnonzero((used == words.lengths[word]) & (proof > _LETTER * used)):
            text = words.texts[word[end]]
            found[text] = max(found.get(text, -99.0), float(proof[end]))
        return {text: odds - self._whole(text) for text, odds in found.items()}

    def _look_up(self, numbers: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        place = np.minimum(np.searchsorted(self._numbers, numbers), len(self._numbers) - 1)
        return place, self._numbers[place] == numbers

    def _rows(self, name: str) -> tuple[Floats, Floats]:
        """From each letter on, for each length of a piece: log p(syllable | piece), and log p(piece)."""
        cuts = [(i, n) for i in range(len(name) + 1) for n in range(min(LONGEST_PIECE, len(name) - i) + 1)]
        place, there = self._look_up(np.array([number(name[i : i + n]) for i, n in cuts], np.int64))
        rows = np.full((len(name) + 1, LONGEST_PIECE + 1, self._count + 1), _NEVER, np.float32)
        alone = np.zeros((len(name) + 1, LONGEST_PIECE + 1), np.float32)
        ends = np.append(self._first, len(self._pieces))
        for (i, n), piece, known in zip(cuts, place.tolist(), there.tolist(), strict=True):
            if known:
                part = slice(ends[piece], ends[piece + 1])
                alone[i, n] = self._alone[piece]
                rows[i, n, self._said[part]] = self._joint[part] - self._alone[piece]
        return rows, alone

    def _whole(self, name: str) -> float:
        """The logarithm of p(letters), however they are cut."""
        cuts = [(i, n) for i in range(len(name)) for n in range(1, min(LONGEST_PIECE, len(name) - i) + 1)]
        place, there = self._look_up(np.array([number(name[i : i + n]) for i, n in cuts], np.int64))
        likely = np.where(there, np.exp(self._alone[place]), 0).tolist()
        total = [1.0] + [0.0] * len(name)
        for (i, n), p in zip(cuts, likely, strict=True):
            total[i + n] += total[i] * p
        return float(np.log(max(total[-1], 1e-300)))


class Spellings:
    """Words of Latin letters, each once, laid out for :meth:`Sounds.in_latin`; ``texts`` are lower-case letters a to z."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = [text for text in dict.fromkeys(texts) if 1 < len(text) <= LONGEST_NAME]
        self.lengths = np.array([len(text) for text in self.texts], np.int64)
        width = LONGEST_NAME + LONGEST_PIECE
        rows = "".join(text.ljust(width, "`") for text in self.texts).encode()
        self._letters = np.frombuffer(rows, np.uint8).reshape(-1, width).astype(np.int64) - 96
        first = self.pieces(np.arange(len(self.texts)), np.zeros(len(self.texts), np.int64)).ravel()
        self._order = np.argsort(first, kind="stable")
        self._sorted = first[self._order]

    def pieces(self, words: Ints, used: Ints) -> Ints:
        """(n, 7): the piece of each length that follows the letters used, -1 where the word has ended."""
        found = np.zeros((len(words), LONGEST_PIECE + 1), np.int64)
        for length in range(1, LONGEST_PIECE + 1):
            letter, before = self._letters[words, used + length - 1], found[:, length - 1]
            found[:, length] = np.where((letter > 0) & (before >= 0), before * _LETTERS + letter, -1)
        return found

    def beginning(self, pieces: Ints) -> tuple[Ints, Ints, Ints]:
        """The words that begin with any of ``pieces``: which word, how long the piece is, and which piece it is."""
        low, high = np.searchsorted(self._sorted, pieces), np.searchsorted(self._sorted, pieces, "right")
        which = np.repeat(np.arange(len(pieces)), high - low)
        within = np.arange(len(which)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
        flat = self._order[low[which] + within]
        return flat // (LONGEST_PIECE + 1), flat % (LONGEST_PIECE + 1), which
