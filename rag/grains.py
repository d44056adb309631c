"""How well passages say what a question asks, at three grains: passage, sentence, token; and word by word in either language.

All candidates of a question are scored at once in numpy; nothing here loops over passages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from index import analyse
from index.arrays import distinct, stretches, widened
from rag.expand import PRIOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.passages import Columns
    from index.static import StaticModel
    from index.types import Statistics
    from rag.expand import Expansion

    Floats = NDArray[np.float32]

_LETTER, _DIGIT, _HAN = 1, 2, 3
_ENDINGS = np.array([0, 0, 0, 1, 3])  # letters that a surface of so many letters may have after it
_LONGEST_ENDING = 3
_COMPARED = 60  # characters of a surface
_ALIKE = 0.015  # the mean cosine of two tokens of one sentence


@dataclass(frozen=True, slots=True)
class Layout:
    """Tokens of passages end to end.

    Sentence i has those from ``sentences[i]`` and belongs to passage ``owner[i]``; passage j has the sentences from
    ``passages[j]``.
    """

    tokens: NDArray[np.uint16]
    sentences: NDArray[np.int64]
    passages: NDArray[np.int64]
    owner: NDArray[np.int64]

    def of(self, passage: int) -> slice:
        """The sentences of one passage."""
        last = passage + 1 < len(self.passages)
        return slice(int(self.passages[passage]), int(self.passages[passage + 1]) if last else len(self.owner))

    def best(self, values: Floats) -> Floats:
        """The highest value among each passage's sentences; ``values`` is (..., s)."""
        found: Floats = np.maximum.reduceat(values, self.passages, axis=-1)
        return found


def layout(passages: Columns, chosen: NDArray[np.int64] | None = None) -> Layout:
    """Lay out passages, or those ``chosen``, for scoring; every passage has at least one sentence, every sentence a token."""
    tokens, ends, lengths, counts = passages.tokens, passages.ends, passages.lengths, passages.counts
    if chosen is not None:
        tokens, ends = tokens[stretches(lengths, chosen)], ends[stretches(counts, chosen)]
        lengths, counts = lengths[chosen], counts[chosen]
    owner = np.repeat(np.arange(len(counts)), counts)
    stops = ends + (np.cumsum(lengths) - lengths)[owner]
    # A sentence without a token borrows its neighbour's: reduceat cannot sum nothing.
    starts = np.minimum(np.concatenate([[0], stops[:-1]]), len(tokens) - 1)
    return Layout(tokens, starts, np.cumsum(counts) - counts, owner)


@dataclass(frozen=True, slots=True)
class Text:
    """The folded text of passages end to end; ``sentences`` (s,) says where each sentence begins in it."""

    codes: NDArray[np.uint16]
    sentences: NDArray[np.int64]


def text_of(passages: Columns) -> Text:
    """The sentences are those of :func:`layout`."""
    lengths = np.array([len(text) + 1 for text in passages.texts])
    starts = np.cumsum(lengths) - lengths
    return Text(codes("\n".join(passages.texts)), passages.starts + np.repeat(starts, passages.counts))


@cache
def _tables() -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """Folding and the class of every character of the basic plane, as arrays to index with code points."""
    folds = np.arange(65_536, dtype=np.uint16)
    for old, new in analyse.folding().items():
        if old < 65_536 and new < 65_536:
            folds[old] = new
    kinds = np.full(65_536, _LETTER, np.uint8)
    kinds[:0x600] = [_kind(chr(code)) for code in range(0x600)]
    kinds[0x2000:0x3040] = 0
    kinds[0x3400:0xA000] = _HAN
    kinds[0xF900:0xFB00] = _HAN
    kinds[0xD800:0xF900] = 0
    kinds[0xFE00:] = 0
    return folds, kinds


def _kind(character: str) -> int:
    return _LETTER if character.isalpha() else _DIGIT if character.isdigit() else 0


def codes(text: str) -> NDArray[np.uint16]:
    """Folded code points; one beyond the basic plane becomes 0."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    if len(units) != len(text):
        wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        units = np.where(wide < 65_536, wide, 0).astype(np.uint16)
    folded: NDArray[np.uint16] = _tables()[0].take(units)
    return folded


def said(expansion: Expansion, text: Text) -> Floats:
    """(w, s): the probability that each sentence says each word, by the surfaces that stand in it."""
    found = np.zeros((len(expansion.words), len(text.sentences)), np.float32)
    # The likeliest last: of several values for one place the last one stays.
    alternatives = sorted((one for one in expansion.alternatives if one.text), key=lambda one: one.weight)
    which, places = standing([one.text for one in alternatives], text.codes)
    if len(which):
        sentences = np.searchsorted(text.sentences, places, "right") - 1
        counts = np.array([len(one.words) for one in alternatives])
        words = np.array([word for one in alternatives for word in one.words])
        weights = np.array([one.weight for one in alternatives], np.float32)
        pairs = np.repeat(np.arange(len(which)), counts[which])
        found[words[stretches(counts, which)], sentences[pairs]] = weights[which[pairs]]
    return found


def standing(surfaces: Sequence[str], codes: NDArray[np.uint16]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each surface begins in a long text: (m,) which surface, ascending, and (m,) where.

    Anywhere for Han; at a word's start for letters, a short ending allowed; whole numbers. All are looked for at once: one pass
    finds the places of all their first two characters, and what is left of those is compared character by character.
    """
    if not surfaces:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    lengths = np.array([min(len(one), _COMPARED) for one in surfaces])
    width = int(lengths.max()) + 1
    rows = "".join([one[:_COMPARED].ljust(width, "\0") for one in surfaces]).encode("utf-32-le", "surrogatepass")
    letters = np.frombuffer(rows, np.uint32).reshape(-1, width).astype(np.uint16)
    padding = np.zeros(_COMPARED + _LONGEST_ENDING + 1, np.uint16)
    padded = np.concatenate([padding[:1], codes, padding])
    which, places = _beginning(letters, lengths, padded)
    same = _going_on(letters, lengths, which, places, padded)
    which, places = which[same], places[same]
    kept = _whole(letters, lengths, which, places, padded)
    return which[kept], places[kept] - 1


def _going_on(
    letters: NDArray[np.uint16], lengths: NDArray[np.int64], which: NDArray[np.int64], places: NDArray[np.int64],
    padded: NDArray[np.uint16],
) -> NDArray[np.bool_]:  # fmt: skip
    """Where two characters of a surface stand, do the others too? Few go on for long, and only those are looked at again."""
    width, flat, ends = letters.shape[1], letters.ravel(), lengths[which]
    found = np.ones(len(which), bool)
    going = np.flatnonzero(ends > 2)
    for offset in range(2, width):
        same = padded.take(places.take(going) + offset) == flat.take(which.take(going) * width + offset)
        found[going[~same]] = False
        going = going[same]
        going = going[ends.take(going) > offset + 1]
        if not len(going):
            break
    return found


def _beginning(
    letters: NDArray[np.uint16], lengths: NDArray[np.int64], padded: NDArray[np.uint16]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the first two characters of each surface stand, or its only one."""
    pairs = lengths > 1
    kinds, group = np.unique(_slot(letters[:, 0], letters[:, 1])[pairs], return_inverse=True)
    marked, numbers = np.zeros(65_536, bool), np.zeros(65_536, np.uint16)
    marked[kinds], numbers[kinds] = True, np.arange(len(kinds))
    slots = _slot(padded[1:-1], padded[2:])
    there = np.flatnonzero(marked.take(slots))
    groups = numbers.take(slots.take(there))
    there, sizes = there[np.argsort(groups, kind="stable")] + 1, np.bincount(groups, minlength=len(kinds))
    which, places = np.repeat(np.flatnonzero(pairs), sizes[group]), there[stretches(sizes, group)]
    # Of one slot, what has the same first character has the same second one.
    same = padded[places] == letters[which, 0]
    which, places = which[same], places[same]
    alone = [np.flatnonzero(padded == letters[i, 0]) for i in np.flatnonzero(~pairs)]
    if alone:
        which = np.concatenate([which, np.repeat(np.flatnonzero(~pairs), [len(one) for one in alone])])
        order = np.argsort(which, kind="stable")
        which, places = which[order], np.concatenate([places, *alone])[order]
    return which, places


def _slot(first: NDArray[np.uint16], second: NDArray[np.uint16]) -> NDArray[np.uint16]:
    slots: NDArray[np.uint16] = first * np.uint16(40_503) ^ second  # 16 bits, so that the multiplication wraps
    return slots


def _whole(
    letters: NDArray[np.uint16], lengths: NDArray[np.int64], which: NDArray[np.int64], places: NDArray[np.int64],
    padded: NDArray[np.uint16],
) -> NDArray[np.bool_]:  # fmt: skip
    """Which places are not the middle of another word or number."""
    kinds = _tables()[1]
    first, last = kinds[letters[:, 0]][which], kinds[letters[np.arange(len(lengths)), lengths - 1]][which]
    kept: NDArray[np.bool_] = (kinds[padded[places - 1]] != first) | (first == _HAN) | (first == 0)
    after = places + lengths[which]
    kept &= (last != _DIGIT) | (kinds[padded[after]] != _DIGIT)
    endings = _ENDINGS[np.minimum(lengths, len(_ENDINGS) - 1)][which]
    running = last == _LETTER
    for more in range(_LONGEST_ENDING + 1):
        running &= kinds[padded[after + more]] == _LETTER
        kept &= ~running | (endings > more)
    return kept


@dataclass(frozen=True, slots=True)
class TokenGrain:
    """``sentences`` (s,) and ``passages`` (n,): how much of the question's token weight each says, 0..1.

    ``words`` (w, s): the probability that each sentence says each word of the question, by the word's own tokens.
    """

    sentences: Floats
    passages: Floats
    words: Floats

    def of(self, passages: NDArray[np.int64], sentences: NDArray[np.int64]) -> TokenGrain:
        """The same of some passages, whose sentences are those."""
        return TokenGrain(self.sentences[sentences], self.passages[passages], self.words[:, sentences])


def token_grain(question: str, words: Sequence[str], model: StaticModel, statistics: Statistics, rows: Layout) -> TokenGrain:
    """Score sentences token by token.

    Each token's best cosine is taken as a probability that it is said, weighted by its expected idf: the probabilistic
    structured query of cross-language retrieval (Darwish and Oard, 2003) over token vectors.
    """
    whole, *parts = (ids.tolist() for ids in model.tokens([question, *words]))
    asked = sorted({token for ids in (whole, *parts) for token in ids} - {0})
    if not asked:
        nothing = np.zeros(len(rows.owner), np.float32)
        return TokenGrain(nothing, np.zeros(len(rows.passages), np.float32), np.zeros((len(words), len(nothing)), np.float32))
    ids, cosines = model.neighbours
    near, likely = ids[asked], _likely().take(cosines[asked])
    best = _best(near, likely, model.vocabulary, rows)
    weights = _token_weights(near, likely, model.frequencies, statistics) * np.array([token in whole for token in asked])
    weights /= max(float(weights.sum()), 1e-6)
    shares = np.zeros((len(words), len(asked)), np.float32)
    for i, part in enumerate(parts):
        shares[i, [asked.index(token) for token in part if token]] = 1 / max(len(part), 1)
    return TokenGrain(times(weights, best), times(weights, rows.best(best)), times(shares, best))


@cache
def _likely() -> Floats:
    """(256,): how likely a token says another, by their cosine in steps of 1/255; 0 is no neighbour."""
    close = np.arange(256, dtype=np.float32) / 255
    likely: Floats = np.where(close > 0, 1 / (1 + np.exp(-12 * (close - 0.5))), 0).astype(np.float32)
    return likely


def times(weights: Floats, values: Floats) -> Floats:
    """``weights @ values`` by this thread alone: those that BLAS wakes for it spin for longer than the work takes."""
    found: Floats = np.einsum("...m,mn->...n", weights, values)
    return found


def _best(near: NDArray[np.uint16], likely: Floats, vocabulary: int, rows: Layout) -> Floats:
    """(m, s): for each token asked the highest probability among each sentence's tokens; few of those are near to any."""
    asked, sentences = len(near), len(rows.owner)
    best = np.zeros((asked, sentences), np.float32)
    # Which tokens are near to any, numbered, and where among ``near``, put in the order of these numbers, each begins.
    marked, number = np.zeros(vocabulary, bool), np.empty(vocabulary, np.uint16)
    marked[near] = True
    held = np.flatnonzero(marked)
    number[held] = np.arange(len(held))
    numbers = number.take(near.ravel())
    order, counts = np.argsort(numbers, kind="stable"), np.bincount(numbers)
    starts = np.cumsum(counts) - counts
    there = np.flatnonzero(marked.take(rows.tokens))
    each = number.take(rows.tokens.take(there))
    times_near = counts.take(each)
    ends = np.cumsum(times_near)
    pairs = order.take(np.arange(int(times_near.sum())) + np.repeat(starts.take(each) - (ends - times_near), times_near))
    owners = np.repeat(np.arange(sentences), np.diff(np.searchsorted(there, rows.sentences), append=len(there)))
    begins = np.repeat(np.arange(asked) * sentences, near.shape[1])  # of the rows of ``best``
    np.maximum.at(best.reshape(-1), begins.take(pairs) + np.repeat(owners, times_near), likely.ravel().take(pairs))
    return best


def _token_weights(near: NDArray[np.uint16], likely: Floats, usual: Floats, statistics: Statistics) -> Floats:
    sure = np.where(likely > 0.3, likely, 0)
    held = np.minimum((sure * statistics.token_passages[near]).sum(axis=1), statistics.passages)
    rate = (held + PRIOR * (sure * usual[near]).sum(axis=1) + 0.05) / (statistics.passages + PRIOR)
    weights: Floats = np.maximum(-np.log(np.minimum(rate, 1)), 0.02).astype(np.float32)
    return weights


def sentence_cosines(vector: Floats, model: StaticModel, rows: Layout) -> Floats:
    """(s,) cosines of the sentences' means with ``vector``, the length of a sum of vectors estimated from their own lengths.

    Summing the vectors themselves takes many times as long; the estimate correlates .95 to .98 with the true length.
    """
    held, each = distinct(rows.tokens, model.vocabulary)
    vectors = widened(model.vectors.take(held, axis=0))  # in two thirds of the time that indexing takes
    lengths = model.lengths.take(rows.tokens)
    squares = np.add.reduceat(lengths * lengths, rows.sentences)
    sums = np.add.reduceat(lengths, rows.sentences)
    length = np.sqrt(squares + _ALIKE * np.maximum(sums * sums - squares, 0))
    found: Floats = np.add.reduceat(times(vector, vectors.T)[each], rows.sentences) / (length + 1e-9)
    return found
