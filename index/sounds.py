"""A name -> how the other script spells it: Hagrid and 海格, Zuo Zimu and 左子穆, going by nothing but their sound.

A name of one script is cut into pieces, each of which gives one syllable of the other; how likely which letters give which
syllable is estimated from names whose both spellings are known (``training.sounds``). What is looked for is looked for in a
given text, so that nothing is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.arrays import mapped, shipped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64] | NDArray[np.int32]

LONGEST_PIECE = 6  # letters that give one syllable: "zhuang"
LONGEST_NAME = 18  # letters
SYLLABLES = 7
_LETTERS = 27  # a piece is a number in this base, and no letter is 0, so that "a" is not "aa"
_NEVER = np.float32(-99)
_OTHER_NAME = 2.0  # - log of what share of all text is other names
_LETTER = -3.3  # log p of a letter, were all as likely
_ROUNDING = 0.01  # more than sums of a few single floats are off by
_LEAST = (1.0, 3.0, 4.5, 6.0, 7.0, 8.0, 9.0)  # how far a name must have proved itself after each syllable to be read on


def number(piece: str) -> int:
    """Lower-case letters as a number, "" as 0."""
    value = 0
    for letter in piece:
        value = value * _LETTERS + ord(letter) - 96
    return value


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text's code points, each one's syllable, and how much more it is of names than of other text (log odds).

    A name may begin at the places ``likely``. What follows the text has no sound.
    """

    codes: NDArray[np.uint16]
    syllables: NDArray[np.int16]
    ratios: Floats
    likely: NDArray[np.int64]


class Sounds:
    """The table that ``training.sounds`` writes, in memory.

    Raises:
        index.errors.ModelError: when the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        with shipped(path, "table of sounds"):
            arrays = mapped(path)
            characters, syllables, ratios = (arrays[name] for name in ("characters", "syllables", "ratios"))
            self._pieces, self._said = arrays["pieces"].astype(np.int32), arrays["said"].astype(np.int64)
            self._joint: Floats = arrays["joint"].astype(np.float32)
        self._count = int(syllables.max()) + 1
        # One more syllable stands for everything that has none; no piece gives it.
        self._syllable = np.full(65_536, self._count, np.int16)
        self._syllable[characters] = syllables
        self._first: Ints = np.flatnonzero(np.diff(self._pieces, prepend=-1))
        self._counts = np.diff(self._first, append=len(self._pieces))
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

    def spoken(self, codes: NDArray[np.uint16]) -> Spoken:
        """The folded code points of a text, laid out for :meth:`in_han`."""
        padded = np.concatenate([codes, np.zeros(SYLLABLES, np.uint16)])
        ratios = self._ratio.take(padded)
        # No piece makes a syllable surer than sure: a name begins with a character that is more of names than of other text.
        likely = np.flatnonzero(ratios > _LEAST[0] - _ROUNDING)
        return Spoken(padded, self._syllable.take(padded), ratios, likely)

    def in_han(self, name: str, text: Spoken, least: float = -np.inf) -> dict[str, float]:
        """{run of characters: log odds that it is ``name`` rather than chance} of a text, those above ``least``."""
        pieces = _pieces([name])
        rows, alone = self._rows(pieces[0, : len(name) + 1])
        whole = self._wholes(pieces, [len(name)])[0]
        syllables, ratios, width = text.syllables, text.ratios, self._count + 1
        likely = rows[:width].max(axis=1).take(syllables.take(text.likely)) + ratios.take(text.likely)
        start = text.likely[likely > _LEAST[0]]
        used = np.zeros(len(start), np.int64)
        proof, surprise = np.zeros(len(start), np.float32), np.zeros(len(start), np.float32)
        found: dict[str, float] = {}
        for length in range(1, SYLLABLES + 1):
            at = start + length - 1
            next_proof = proof[:, None] + rows.take(used * width + syllables.take(at), axis=0) + ratios.take(at)[:, None]
            going = np.flatnonzero(next_proof > _LEAST[length - 1])
            row, letters = np.divmod(going, LONGEST_PIECE + 1)
            start, used_before = start.take(row), used.take(row)
            surprise = surprise.take(row) + alone[used_before, letters]
            proof, used = next_proof.ravel().take(going), used_before + letters
            if not len(start):
                break
            odds = (proof + surprise).astype(np.float64) - whole
            ends = np.flatnonzero((used == len(name)) & (odds > least))
            for first, value in zip(start[ends].tolist(), odds[ends].tolist(), strict=True):
                run = text.codes[first : first + length].tobytes().decode("utf-16-le", "surrogatepass")
                found[run] = max(found.get(run, value), value)
        return found

    def in_latin(self, name: str, words: Spellings) -> dict[str, float]:
        """{word: log odds that it is ``name`` rather than chance} of the words of a text."""
        syllables = self._syllable[[ord(character) & 0xFFFF for character in name]]
        if not len(words.texts) or (syllables == self._count).any():
            return {}
        order, starts = self._by_syllable
        best = self._best_left(syllables)
        word: Ints = np.zeros(0, np.int64)
        used: Ints = np.zeros(0, np.int64)
        proof = np.zeros(0, np.float32)
        for i, syllable in enumerate(syllables.tolist()):
            rows = order[starts[syllable] : starts[syllable + 1]]
            pieces, gains = self._pieces[rows], self._joint[rows] - self._often[syllable]
            if i == 0:
                word, used, which = words.beginning(pieces)
                proof = gains[which]
            else:
                row, letters, which = words.going_on(word, used, pieces)
                word, used, proof = word[row], used[row] + letters, proof[row] + gains[which]
            # Most words are out of the question long before they end.
            length = words.lengths[word]
            hopeful = proof + best[i + 1][length - used] > _LETTER * length - _ROUNDING
            word, used, proof = word[hopeful], used[hopeful], proof[hopeful]
        # However unlikely its letters are, a word that these syllables hardly give is not the name.
        ends = np.flatnonzero((used == words.lengths[word]) & (proof > _LETTER * used))
        found: dict[int, float] = {}
        for one, odds in zip(word[ends].tolist(), proof[ends].tolist(), strict=True):
            found[one] = max(found.get(one, -99.0), odds)
        chances = self._wholes(words.pieces[list(found)], words.lengths[list(found)].tolist())
        return {words.texts[one]: odds - chance for (one, odds), chance in zip(found.items(), chances, strict=True)}

    @cached_property
    def _best_piece(self) -> Floats:
        """(syllables, 7): log p(piece | syllable) of the likeliest piece of each length, empty ones first."""
        best = np.full((self._count, LONGEST_PIECE + 1), _NEVER, np.float32)
        shortest = np.cumsum(_LETTERS ** np.arange(LONGEST_PIECE))  # "a", "aa", "aaa" as numbers
        lengths = np.searchsorted(shortest, self._pieces, "right")
        np.maximum.at(best, (self._said, lengths), self._joint)
        best -= self._often[:, None]
        return best

    def _best_left(self, syllables: NDArray[np.int16]) -> Floats:
        """(s + 1, letters + 1): the most that the syllables from the i-th on can be given by so many letters."""
        best = np.full((len(syllables) + 1, LONGEST_NAME + 1), _NEVER, np.float32)
        best[-1, 0] = 0
        # Each number of letters, and what is left of it after a piece of each length.
        left = np.arange(LONGEST_NAME + 1)[:, None] - np.arange(LONGEST_PIECE + 1)
        for i in reversed(range(len(syllables))):
            after = np.where(left >= 0, best[i + 1][left], _NEVER)
            best[i] = (after + self._best_piece[syllables[i]]).max(axis=1)
        return best

    def _look_up(self, numbers: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        place = np.minimum(np.searchsorted(self._numbers, numbers), len(self._numbers) - 1)
        return place, self._numbers[place] == numbers

    def _rows(self, pieces: Ints) -> tuple[Floats, Floats]:
        """From each letter on, by length of a piece: log p(syllable | piece), (letters * syllables, 7), log p(piece)."""
        place, there = self._look_up(pieces)
        start, length = np.nonzero(there)
        known = place[start, length]
        alone = np.zeros(there.shape, np.float32)
        alone[start, length] = self._alone[known]
        # Each piece has a row of the table for each of its syllables.
        counts = self._counts[known]
        parts = np.repeat(self._first[known] - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
        width = self._count + 1
        rows = np.full((len(pieces) * width, LONGEST_PIECE + 1), _NEVER, np.float32)
        each = np.repeat(np.arange(len(known)), counts)
        rows[start[each] * width + self._said[parts], length[each]] = self._joint[parts] - self._alone[known[each]]
        return rows, alone

    def _wholes(self, pieces: Ints, lengths: Sequence[int]) -> list[float]:
        """The logarithm of p(letters) of each word, however its letters are cut; ``pieces`` as :class:`Spellings` has them."""
        place, there = self._look_up(pieces)
        likely = np.where(there, np.exp(self._alone[place]), 0)
        return [_summed(rows, length) for rows, length in zip(likely.tolist(), lengths, strict=True)]


def _summed(likely: Sequence[Sequence[float]], letters: int) -> float:
    """The logarithm of the sum, over all ways to cut so many letters, of the product of their pieces' probabilities."""
    total = [1.0] + [0.0] * letters
    for i in range(letters):
        for n in range(1, min(LONGEST_PIECE, letters - i) + 1):
            total[i + n] += total[i] * likely[i][n]
    return float(np.log(max(total[-1], 1e-300)))


class Spellings:
    """Words of Latin letters, each once, laid out for :meth:`Sounds.in_latin`; ``texts`` are lower-case letters a to z.

    ``pieces`` is (n, letters, 7): the piece of each length from each letter on, -1 where the word has ended.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = [text for text in dict.fromkeys(texts) if 1 < len(text) <= LONGEST_NAME]
        self.lengths = np.array([len(text) for text in self.texts], np.int64)
        self.pieces = _pieces(self.texts)
        first = self.pieces[:, 0].ravel()
        self._order = np.argsort(first, kind="stable")
        self._sorted = first[self._order]

    def beginning(self, pieces: Ints) -> tuple[Ints, Ints, Ints]:
        """The words that begin with any of ``pieces``: which word, how long the piece is, and which piece it is."""
        low, high = np.searchsorted(self._sorted, pieces), np.searchsorted(self._sorted, pieces, "right")
        which = np.repeat(np.arange(len(pieces)), high - low)
        within = np.arange(len(which)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
        flat = self._order[low[which] + within]
        return flat // (LONGEST_PIECE + 1), flat % (LONGEST_PIECE + 1), which

    def going_on(self, word: Ints, used: Ints, pieces: Ints) -> tuple[Ints, Ints, Ints]:
        """Those of the words, so many letters of each being used, that go on with any of ``pieces``, which are in order: the
        word's place among those given, how long the piece is, and which piece it is.
        """
        numbers = self.pieces[word, used]
        place = np.minimum(np.searchsorted(pieces, numbers), len(pieces) - 1)
        row, length = np.nonzero(pieces[place] == numbers)
        return row, length, place[row, length]


def _pieces(texts: Sequence[str]) -> Ints:
    width = LONGEST_NAME + LONGEST_PIECE
    rows = "".join([text.ljust(width, "`") for text in texts]).encode()
    letters = np.frombuffer(rows, np.uint8).reshape(-1, width).astype(np.int32) - 96
    pieces = [np.zeros((len(texts), LONGEST_NAME + 1), np.int32)]
    for length in range(LONGEST_PIECE):
        letter, before = letters[:, length : length + LONGEST_NAME + 1], pieces[-1]
        pieces.append(np.where((letter > 0) & (before >= 0), before * np.int32(_LETTERS) + letter, np.int32(-1)))
    return np.stack(pieces, axis=2)
