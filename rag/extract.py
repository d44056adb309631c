"""Where in the passages the answer stands, if anywhere: a small network that reads the question and the passages' tokens.

For each token it looks at the aligned question (what of it the token is like, DrQA's soft alignment: Chen et al., 2017), at the
tokens around it by gated convolutions (Dauphin et al., 2017), at its sentence and the one before. The tokens of all passages
and "no answer" share one softmax (Clark and Gardner, 2018). It knows words only by the bundled model's vectors, in which both
languages lie, so that what it learnt in one holds in the other. ``training/extract.py`` fits ``extract.safetensors``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
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
_ZERO = np.float32(0)
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
    return {name: np.ascontiguousarray(array, np.float32) for name, array in arrays.items()}


def extract(
    question: NDArray[np.uint16], passages: Sequence[tuple[NDArray[np.uint16], NDArray[np.uint16]]], model: StaticModel
) -> Extraction:
    """Read ``passages``, each given by its tokens (t,), one at least, and where its sentences end among them (s,)."""
    if not len(question) or not passages:
        return Extraction(tuple(np.full(len(ends), UNREAD, np.float32) for _, ends in passages))
    weights, rows = _weights(), _Rows(passages)
    asked = question[:LONGEST_QUESTION].astype(np.int64)
    words, place = distinct(rows.tokens, model.vocabulary)
    of_words, reading = _Vectors(words, model), _Question(_Vectors(asked, model), weights)
    cosines = of_words.unit @ reading.vectors.unit.T
    padded = rows.spread(_word_inputs(of_words, words[:, None] == asked, cosines, reading, weights), place)
    padded[rows.begun] += weights["first"]
    np.maximum(padded, _ZERO, out=padded)
    said = np.clip(np.maximum.reduceat(cosines[place], rows.sentences), 0, 1)
    logits = _token_logits(padded, rows, said, reading, weights)
    nothing = _nothing(said, rows, reading, weights)
    sums = _log_sums(logits, rows.sentences) - nothing
    return Extraction(rows.by_passage(sums))


def read_through(question: str, passages: Sequence[StoredPassage], model: StaticModel) -> Extraction:
    """:func:`extract` for texts that are not cut into tokens yet, and passages as an index has them."""
    return extract(model.tokens([question])[0], [(p.encoding.tokens, p.encoding.ends) for p in passages], model)


class _Vectors:
    """Tokens' directions (n, d) and the logs of their lengths (n,)."""

    def __init__(self, ids: Ids, model: StaticModel) -> None:
        self.unit = widened(model.vectors[ids])
        lengths = np.sqrt(np.einsum("ij,ij->i", self.unit, self.unit))
        self.unit /= lengths[:, None]
        self.log = np.log(lengths)
        self.weight = lengths / np.float32(_NORM)

    def projected(self, weights: Weights) -> Floats:
        projected: Floats = self.unit @ weights["proj"] + self.log[:, None] * weights["proj_log"] + weights["proj_bias"]
        return projected


class _Question:
    """The question read: its tokens in context (q, h), and the whole of it (h,)."""

    def __init__(self, vectors: _Vectors, weights: Weights) -> None:
        self.vectors = vectors
        own = vectors.projected(weights)
        around = np.pad(own, ((1, 1), (0, 0)))
        taps = weights["question"]
        mixed = sum((around[i : i + len(own)] @ taps[i] for i in range(3)), weights["question_bias"])
        self.tokens: Floats = np.maximum(mixed, 0) + own
        self.share: Floats = vectors.weight / vectors.weight.sum()
        attention = _softmax(self.tokens @ weights["attention"])
        self.whole: Floats = np.tanh(attention @ self.tokens @ weights["whole"] + weights["whole_bias"])

    def parts(self, said: Floats) -> tuple[Floats, Floats, Floats]:
        """For ``said`` (n, q): what is not said of the question (n, h), what is (n, h), and its share (n, 1)."""
        found: Floats = self.share * said
        missing: Floats = self.share - found
        share: Floats = found.sum(axis=1, keepdims=True)
        return missing @ self.tokens, found @ self.tokens, share


class _Rows:
    """The passages' tokens end to end, cut to what is read; ``at`` is where each stands when gaps part the passages, whose
    places are ``gaps``; ``begun`` is where each sentence begins there.
    """

    def __init__(self, passages: Sequence[tuple[NDArray[np.uint16], NDArray[np.uint16]]]) -> None:
        kept = [tokens[:LONGEST_PASSAGE] for tokens, _ in passages]
        lengths = np.array([len(tokens) for tokens in kept])
        self.tokens = np.concatenate(kept).astype(np.int64)
        self.passages = np.cumsum(lengths) - lengths
        self.at = np.arange(len(self.tokens)) + np.repeat(_GAP * (1 + np.arange(len(kept))), lengths)
        self.gaps = np.repeat(np.append(self.passages, len(self.tokens)) + _GAP * np.arange(len(kept) + 1), _GAP)
        self.gaps += np.tile(np.arange(_GAP), len(kept) + 1)
        begins = [np.concatenate([[0], ends[:-1]]).astype(np.int64) for _, ends in passages]
        # A sentence without a token, or beyond what is read, is not among ``sentences``.
        self._read = [
            (begin < np.minimum(ends, length)) for begin, (_, ends), length in zip(begins, passages, lengths, strict=True)
        ]
        self.sentences = np.concatenate([b[r] + start for b, r, start in zip(begins, self._read, self.passages, strict=True)])
        self.owner = np.repeat(np.arange(len(kept)), [int(r.sum()) for r in self._read])
        self.begun = self.at[self.sentences]
        self.sizes = np.diff(self.sentences, append=len(self.tokens))
        self.begins = np.flatnonzero(np.diff(self.owner, prepend=-1))

    def spread(self, values: Floats, place: Ids) -> Floats:
        """(padded length, h): of each token its row of ``values``, zeros in the gaps."""
        found = np.zeros((len(self.tokens) + len(self.gaps), values.shape[1]), np.float32)
        found[self.at] = values[place]
        return found

    def by_passage(self, values: Floats) -> tuple[Floats, ...]:
        """The sentences' values (all of them, those not read too) passage by passage."""
        found, start = [], 0
        for read in self._read:
            one = np.full(len(read), UNREAD, np.float32)
            one[read] = values[start : start + int(read.sum())]
            start += int(read.sum())
            found.append(one)
        return tuple(found)


def _word_inputs(words: _Vectors, same: NDArray[np.bool_], cosines: Floats, reading: _Question, weights: Weights) -> Floats:
    """(n, h): what a token is, what of the question it is like, and how much; the same wherever the token stands."""
    own = words.projected(weights)
    like = _softmax(weights["sharpness"] * cosines) @ reading.tokens
    exact, weight = same.astype(np.float32), reading.vectors.weight
    likeness = np.stack(
        [
            cosines.max(axis=1),
            (cosines * weight).max(axis=1),
            exact.max(axis=1),
            (exact * weight).max(axis=1),
            words.log,
        ],
        axis=1,
    )
    inputs: Floats = np.concatenate([own, like, own * like, likeness], axis=1) @ weights["input"]
    inputs += weights["input_bias"]
    return inputs


def _token_logits(padded: Floats, rows: _Rows, said: Floats, reading: _Question, weights: Weights) -> Floats:
    """(t,): for each token, how likely it is of the answer; ``said`` (s, q): how far a sentence says each of the question's."""
    for number in (0, 1):
        padded = _convolved(padded, number, rows, reading, weights)
    # A passage's last sentence runs on over the gap, whose zeros change neither.
    sums = np.add.reduceat(padded, rows.begun) / rows.sizes[:, None].astype(np.float32)
    peaks = np.maximum(np.maximum.reduceat(padded, rows.begun), 0)
    of_passage = np.maximum.reduceat(said, rows.begins)[rows.owner]
    own = np.concatenate([sums, peaks, *reading.parts(said), (of_passage @ reading.share)[:, None]], axis=1)
    before = np.concatenate([np.zeros_like(own[:1]), own[:-1]])
    before[rows.begins] = 0
    sentences = np.maximum(np.concatenate([own, before], axis=1) @ weights["sentence"] + weights["sentence_bias"], 0)
    back = sentences @ weights["back"] + weights["back_bias"]
    padded[rows.begun[0] :] += np.repeat(back, np.diff(rows.begun, append=len(padded)), axis=0)
    padded[rows.gaps] = 0
    for number in (2, 3):
        padded = _convolved(padded, number, rows, reading, weights)
    own_logits = (np.maximum(padded, _ZERO, out=padded) @ weights["out"])[rows.at] + weights["out_bias"]
    logits: Floats = own_logits + np.repeat(sentences @ weights["sentence_out"], rows.sizes)
    return logits


def _convolved(padded: Floats, number: int, rows: _Rows, reading: _Question, weights: Weights) -> Floats:
    """A residual block: a depthwise convolution, scaled and shifted by the question, then mixed."""
    step = DILATIONS[number]
    size = len(padded) - step * (WIDTH - 1)  # the gaps at both ends are wide enough
    scale = 1 + reading.whole @ weights[f"gain{number}"] + weights[f"gain_bias{number}"]
    shift = reading.whole @ weights[f"shift{number}"] + weights[f"shift_bias{number}"] + weights[f"taps_bias{number}"] * scale
    row, item = padded.strides
    windows = as_strided(padded, (size, WIDTH, padded.shape[1]), (row, step * row, item), writeable=False)
    # In one pass: a product and a sum a tap walk through memory ten times.
    around: Floats = np.einsum("nth,th->nh", windows, weights[f"taps{number}"] * scale)
    around += shift
    np.maximum(around, _ZERO, out=around)
    reach = step * (WIDTH // 2)
    found: Floats = np.zeros_like(padded)
    inner = np.matmul(around, weights[f"mix{number}"], out=found[reach : reach + size])
    inner += weights[f"mix_bias{number}"]
    inner += padded[reach : reach + size]
    found[rows.gaps] = 0
    return found


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
    exponents = np.exp(values - values.max(axis=-1, keepdims=True))
    shares: Floats = exponents / exponents.sum(axis=-1, keepdims=True)
    return shares


def _log_sums(values: Floats, starts: Ids) -> Floats:
    """(s,) the log of the summed exponentials of each stretch."""
    peaks = np.maximum.reduceat(values, starts)
    sizes = np.diff(starts, append=len(values))
    sums: Floats = peaks + np.log(np.add.reduceat(np.exp(values - np.repeat(peaks, sizes)), starts))
    return sums
