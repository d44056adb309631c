"""Where in the passages the answer stands, if anywhere: a small network that reads the question and the passages' tokens.

For each token it looks at the aligned question (what of it the token is like, DrQA's soft alignment: Chen et al., 2017), at the
tokens around it by gated convolutions (Dauphin et al., 2017), at its sentence and the one before. The tokens of all passages
and "no answer" share one softmax (Clark and Gardner, 2018). It knows words only by the bundled model's vectors, in which both
languages lie, so that what it learnt in one holds in the other. ``training/extract.py`` fits ``extract.safetensors``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import as_strided

from index.arrays import distinct, mapped, widened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.static import StaticModel
    from index.types import StoredPassage

    Floats = NDArray[np.float32]
    Ids = NDArray[np.int64]
    Weights = dict[str, Floats]

DILATIONS = (1, 2, 1, 2)
WIDTH = 5
"""Tokens that a convolution sees, its own in the middle."""
LONGEST_QUESTION, LONGEST_PASSAGE = 40, 400
"""Tokens; what comes after them is not read."""
_GAP = max(DILATIONS) * (WIDTH // 2)
_BLOCK = 2 * _GAP
"""Tokens that numpy convolves as one long row: a row a token costs it half as much again."""
_NORM = 8.0  # about the length of the heaviest token's vector


@dataclass(frozen=True, slots=True)
class Extraction:
    """``sentences``: for each passage (s,) the log odds that its sentence holds the answer, against that nothing does; a
    sentence beyond :data:`LONGEST_PASSAGE` has :data:`UNREAD`.
    """

    sentences: tuple[Floats, ...]

    @property
    def answered(self) -> float:
        """The log odds that any sentence holds the answer."""
        return float(np.logaddexp.reduce(np.concatenate([np.full(1, UNREAD, np.float32), *self.sentences])))


UNREAD = -20.0


@cache
def _weights() -> Weights:
    arrays = mapped(Path(__file__).with_name("extract.safetensors"))
    return prepared({name: np.ascontiguousarray(array, np.float32) for name, array in arrays.items()})


def prepared(weights: Weights) -> Weights:
    """The weights as they are stored, with those that are used together put together."""
    own, like, both, likeness = np.split(weights["input"], np.cumsum([len(weights["attention"])] * 3))
    blocks = range(len(DILATIONS))
    return weights | {
        "own": own, "like": like, "both": both, "likeness": np.vstack([likeness, weights["input_bias"]]),
        "turns": np.hstack([weights[f"{name}{i}"] for name in ("gain", "shift") for i in blocks]),
        "turns_bias": np.hstack([weights[f"{name}_bias{i}"] for name in ("gain", "shift") for i in blocks]),
    }  # fmt: skip


class Tokens:
    """What tokens are by themselves, found once a token and kept as half floats: 8 MB when all have been met."""

    def __init__(self, model: StaticModel, weights: Weights) -> None:
        self.model, self.weights = model, weights
        self._own = np.zeros((model.vocabulary, len(weights["proj_bias"])), np.float16)
        self._known = np.zeros(model.vocabulary, bool)

    def alone(self, ids: Ids) -> tuple[Floats, Floats, Floats]:
        """Their vectors (n, d), the lengths of these (n,), and what they are (n, h)."""
        vectors, lengths = widened(self.model.vectors[ids]), self.model.lengths[ids]
        new = ~self._known[ids]
        if new.any():
            self._learn(ids[new], vectors[new], lengths[new])
        return vectors, lengths, widened(self._own[ids])

    def _learn(self, ids: Ids, vectors: Floats, lengths: Floats) -> None:
        weights = self.weights
        own = (vectors @ weights["proj"]) / lengths[:, None]
        own += np.log(lengths)[:, None] * weights["proj_log"] + weights["proj_bias"]
        self._own[ids] = own
        self._known[ids] = True  # the last: another thread takes the token for known from now on


@cache
def tokens_of(model: StaticModel) -> Tokens:
    """Those of a model, as they were met so far."""
    return Tokens(model, _weights())


def extract(
    question: NDArray[np.uint16], passages: Sequence[tuple[NDArray[np.uint16], NDArray[np.uint16]]], model: StaticModel
) -> Extraction:
    """Read ``passages``, each given by its tokens (t,), one at least, and where its sentences end among them (s,)."""
    if not len(question) or not passages:
        return Extraction(tuple(np.full(len(ends), UNREAD, np.float32) for _, ends in passages))
    tokens, rows = tokens_of(model), _Rows(passages, model.vocabulary)
    weights, reading = tokens.weights, _Question(question[:LONGEST_QUESTION].astype(np.int64), tokens)
    words, place = distinct(rows.tokens, model.vocabulary + 1)
    inputs, cosines = _word_inputs(words[:-1], reading, tokens)
    said = np.clip(np.maximum.reduceat(cosines.take(place, axis=0), rows.begun), 0, 1)
    firsts = inputs[place[rows.begun]] + weights["first"]
    values = np.maximum(inputs, 0, out=inputs).take(place, axis=0)
    values[rows.begun] = np.maximum(firsts, 0)
    sums = _log_sums(values, rows, said, reading, weights) - _nothing(said, rows, reading, weights)
    return Extraction(rows.by_passage(sums))


def read_through(question: str, passages: Sequence[StoredPassage], model: StaticModel) -> Extraction:
    """:func:`extract` for texts that are not cut into tokens yet, and passages as an index has them."""
    return extract(model.tokens([question])[0], [(p.encoding.tokens, p.encoding.ends) for p in passages], model)


class _Question:
    """The question read: its tokens' ``ids``, directions ``unit`` (q, d) and ``weight`` (q,); its ``tokens`` in context (q, h),
    and the ``whole`` of it (h,).
    """

    def __init__(self, ids: Ids, tokens: Tokens) -> None:
        self.ids, weights = ids, tokens.weights
        vectors, lengths, own = tokens.alone(ids)
        self.unit: Floats = vectors / lengths[:, None]
        around = np.zeros((len(own) + 2, own.shape[1]), np.float32)
        around[1:-1] = own
        taps = weights["question"]
        mixed = sum((around[i : i + len(own)] @ taps[i] for i in range(3)), weights["question_bias"])
        self.weight: Floats = lengths / np.float32(_NORM)
        self.tokens: Floats = np.maximum(mixed, 0) + own
        self.share: Floats = self.weight / self.weight.sum()
        attention = _softmax(self.tokens @ weights["attention"])
        self.whole: Floats = np.tanh(attention @ self.tokens @ weights["whole"] + weights["whole_bias"])

    def parts(self, said: Floats) -> tuple[Floats, Floats, Floats]:
        """For ``said`` (n, q): what is not said of the question (n, h), what is (n, h), and its share (n, 1)."""
        found: Floats = self.share * said
        missing: Floats = self.share - found
        share: Floats = found.sum(axis=1, keepdims=True)
        return missing @ self.tokens, found @ self.tokens, share


class _Rows:
    """The passages' tokens end to end, cut to what is read, with gaps between them and at both ends, where ``gap`` stands.

    ``begun`` (s,) is where the sentences begin that are read, ``sizes`` (s,) how many tokens they have, ``spans`` (s,) with the
    gaps after them; ``owner`` (s,) is the passage of each, ``begins`` (n,) the first of each passage's sentences.
    """

    def __init__(self, passages: Sequence[tuple[NDArray[np.uint16], NDArray[np.uint16]]], gap: int) -> None:
        lengths = [min(len(tokens), LONGEST_PASSAGE) for tokens, _ in passages]
        *firsts, end = accumulate(lengths, lambda at, length: at + length + _GAP, initial=_GAP)
        self.tokens = np.full(-(-(end + _GAP) // _BLOCK) * _BLOCK, gap, np.int64)
        for (tokens, _), first, length in zip(passages, firsts, lengths, strict=True):
            self.tokens[first : first + length] = tokens[:length]
        self.gaps = np.flatnonzero(self.tokens == gap)
        counts = [len(ends) for _, ends in passages]
        self._stops = list(accumulate(counts))
        owner = np.repeat(np.arange(len(passages)), counts)
        ends = np.minimum(np.concatenate([ends for _, ends in passages]), np.array(lengths)[owner])
        begins = np.concatenate([[0], ends[:-1]])
        begins[[0, *self._stops[:-1]]] = 0
        # A sentence without a token, or beyond what is read, is not among them.
        self._read = begins < ends
        self.owner = owner[self._read]
        self.begun = (np.array(firsts)[owner] + begins)[self._read]
        self.sizes = (ends - begins)[self._read]
        self.spans = np.diff(self.begun, append=len(self.tokens))
        self.begins = np.flatnonzero(np.diff(self.owner, prepend=-1))

    def by_passage(self, values: Floats) -> tuple[Floats, ...]:
        """The sentences' values (all of them, those not read too) passage by passage."""
        found = np.full(len(self._read), UNREAD, np.float32)
        found[self._read] = values
        return tuple(found[start:stop] for start, stop in pairwise([0, *self._stops]))


def _word_inputs(words: Ids, reading: _Question, tokens: Tokens) -> tuple[Floats, Floats]:
    """(n + 1, h): what a token is, what of the question it is like, and how much; the same wherever the token stands.

    And (n + 1, q): its cosines with the question's tokens. The last row of both is a gap's, of zeros.
    """
    weights = tokens.weights
    vectors, lengths, own = tokens.alone(words)
    of_words = np.zeros((len(words) + 1, len(reading.ids)), np.float32)
    np.matmul(vectors, reading.unit.T, out=of_words[:-1])
    of_words[:-1] /= lengths[:, None]
    cosines = np.ascontiguousarray(of_words[:-1].T)
    like = np.exp(weights["sharpness"] * (cosines - cosines.max(axis=0)))
    like /= like.sum(axis=0)
    exact = np.isin(words, reading.ids, kind="table").astype(np.float32)
    likeness = np.stack([
        cosines.max(axis=0), (cosines * reading.weight[:, None]).max(axis=0), exact, exact * lengths / np.float32(_NORM),
        np.log(lengths), np.ones_like(lengths),
    ])  # fmt: skip
    inputs = np.zeros((len(words) + 1, own.shape[1]), np.float32)
    summed = np.matmul(own, weights["own"], out=inputs[:-1])
    summed += (own * (like.T @ reading.tokens)) @ weights["both"]
    summed += np.vstack([like, likeness]).T @ np.vstack([reading.tokens @ weights["like"], weights["likeness"]])
    return inputs, of_words


def _log_sums(values: Floats, rows: _Rows, said: Floats, reading: _Question, weights: Weights) -> Floats:
    """(s,): how likely the answer is in each sentence: the log of its tokens' summed odds.

    ``values`` (t, h) are the tokens' and are changed; ``said`` (s, q) is how far the sentence says each of the question's.
    """
    blocks = _Blocks(values, rows, reading, weights)
    blocks.convolve(0)
    blocks.convolve(1)
    # A passage's last sentence runs on over the gap, which changes neither.
    sums = (np.add.reduceat(values, rows.begun) + rows.spans[:, None] * blocks.rest) / rows.sizes[:, None]
    peaks = np.maximum(np.maximum.reduceat(values, rows.begun) + blocks.rest, 0)
    of_passage = np.maximum.reduceat(said, rows.begins)[rows.owner]
    own = np.concatenate([sums, peaks, *reading.parts(said), (of_passage @ reading.share)[:, None]], axis=1, dtype=np.float32)
    before = np.concatenate([np.zeros_like(own[:1]), own[:-1]])
    before[rows.begins] = 0
    sentences = np.maximum(np.concatenate([own, before], axis=1) @ weights["sentence"] + weights["sentence_bias"], 0)
    values[rows.begun[0] :] += np.repeat(sentences @ weights["back"] + weights["back_bias"], rows.spans, axis=0)
    blocks.clear_gaps()
    blocks.convolve(2)
    blocks.convolve(3)
    logits = np.maximum(values, -blocks.rest, out=values) @ weights["out"]
    logits[rows.gaps] = -np.inf
    peaks = np.maximum.reduceat(logits, rows.begun)
    logits[rows.begun[0] :] -= np.repeat(peaks, rows.spans)
    sums = np.log(np.add.reduceat(np.exp(logits), rows.begun))
    found: Floats = peaks + sums + sentences @ weights["sentence_out"] + (blocks.rest @ weights["out"] + weights["out_bias"])
    return found


class _Blocks:
    """Residual blocks, which change ``values`` (t, h): a depthwise convolution, scaled and shifted by the question, then mixed.

    ``rest`` (h,) is what is still to be added to every row: a bias is added to it once, not to thousands of rows. In the gaps
    stands its negative, so that they stay zero.
    """

    def __init__(self, values: Floats, rows: _Rows, reading: _Question, weights: Weights) -> None:
        self._values, self._rows, self._weights = values, rows, weights
        self.rest = np.zeros(values.shape[1], np.float32)
        turns = np.split(reading.whole @ weights["turns"] + weights["turns_bias"], 2 * len(DILATIONS))
        self._scales, self._shifts = turns[: len(DILATIONS)], turns[len(DILATIONS) :]
        count = len(values) - _BLOCK  # the gaps at both ends are wide enough
        self._around, self._mixed = np.empty((2, count, values.shape[1]), np.float32)

    def convolve(self, number: int) -> None:
        step, weights, width = DILATIONS[number], self._weights, self._values.shape[1]
        scale = 1 + self._scales[number]
        taps = weights[f"taps{number}"] * scale
        shift = self._shifts[number] + weights[f"taps_bias{number}"] * scale + taps.sum(axis=0) * self.rest
        row, item = self._values.strides
        rows = len(self._around) // _BLOCK
        shape, strides = (rows, WIDTH, _BLOCK * width), (_BLOCK * row, step * row, item)
        windows = as_strided(self._values, shape, strides, writeable=False)
        np.einsum("btj,tj->bj", windows, np.tile(taps, _BLOCK), out=self._around.reshape(rows, -1))
        # The positive part of what is shifted, less the shift, which goes to the rest.
        np.maximum(self._around, -shift, out=self._around)
        mix = weights[f"mix{number}"]
        reach = step * (WIDTH // 2)
        self._values[reach : reach + len(self._around)] += np.matmul(self._around, mix, out=self._mixed)
        self.rest = self.rest + weights[f"mix_bias{number}"] + shift @ mix
        self.clear_gaps()

    def clear_gaps(self) -> None:
        self._values[self._rows.gaps] = -self.rest


def _nothing(said: Floats, rows: _Rows, reading: _Question, weights: Weights) -> float:
    """The logit of "no answer": from the question, what of it is said and what is not."""
    by_passage = np.maximum.reduceat(said, rows.begins)
    anywhere = by_passage.max(axis=0)
    missing, found, share = reading.parts(anywhere[None])
    shares = [(said @ reading.share).max(), (by_passage @ reading.share).max(), share[0, 0], anywhere.min()]
    inputs = np.concatenate([reading.whole, missing[0], found[0], np.array(shares, np.float32)])
    hidden = np.maximum(inputs @ weights["nothing"] + weights["nothing_bias"], 0)
    return float(hidden @ weights["nothing_out"] + weights["nothing_out_bias"][0])


def _softmax(values: Floats) -> Floats:
    exponents = np.exp(values - values.max())
    shares: Floats = exponents / exponents.sum()
    return shares
