"""Whether the articles answer at all: a probability from what was and was not found, and how sure one must be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from index.analyse import HAN, fold
from index.errors import InputError
from index.patterns import lazily
from rag import network, retrieve, sentence
from rag.question import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rag.bound import Binding
    from rag.question import Question
    from rag.retrieve import Candidate
    from rag.sentence import Sentence

STRICTNESS = ("strict", "normal", "loose")
_PRECISE = ("age", "money", "percent")
"""What an answer cannot do without and a text shows by its form."""
_TOKEN = lazily(f"[a-z]+|\\d+|[{HAN}]")
_NO_LETTER = ("a", "i", "s", "t")
_BINDING = ("bound", "close", "aspect", "unit", "form", "subject", "ignorance", "qualified")
_OWN = (
    "lead_second", "lead_others", "most_words", "most_tokens", "most_cosine", "most_passage_words", "unsaid", "heaviest_unsaid",
    "unsaid_near", "heaviest_unsaid_near", "plain_unsaid", "plain_unsaid_near", "lacks",
    "names_unsaid", "names_unsaid_near", "numbers_unsaid", "numbers_unsaid_near", "numbers_apart",
    "held_near", "held_in_passage", "size", "asked_words", "mean_worth", "chinese",
    "seeks", "read", "read_most", *_BINDING,
)  # fmt: skip
SIGNS = (
    *(f"top_{name}" for name in retrieve.FEATURES),
    *(f"best_{name}" for name in sentence.FEATURES),
    *_OWN,
    *(f"kind_{kind}" for kind in KINDS),
)
"""What the probability is made of: the best passage's features, those of its likeliest sentence, how far ahead both are, what
of the question stays unsaid, in the passage and near the sentence (its weightiest word, its names, its numbers, and its plain
words: those that are neither), whether a number stands there beside what it stands beside in the question, whether the kind of
thing asked for is there, the size of the index (log), the question's length, weight, language and kind, the log odds that
reading the sentences gives for an answer in any of them and in the likeliest, and how well these bind what is asked to its
subject (:class:`rag.bound.Binding`)."""


def required(strictness: str) -> float:
    """The confidence below which a question is refused.

    Raises:
        InputError: for a word that is not one of :data:`STRICTNESS`.
    """
    if strictness not in STRICTNESS:
        raise InputError(f"strictness {strictness!r} is unknown: choose one of {', '.join(STRICTNESS)}")
    return {"strict": 0.5, "normal": 0.25, "loose": 0.1}[strictness]


def signs(  # noqa: PLR0917 (all that is known of a question)
    question: Question,
    candidates: Sequence[Candidate],
    sentences: Sequence[Sentence],
    matrix: NDArray[np.float32],
    articles: int,
    binding: Binding,
) -> NDArray[np.float32]:
    """(len(SIGNS),) float32, all zero when nothing was found.

    ``sentences`` and ``matrix`` are the pool and its features, see :mod:`rag.sentence`; ``articles`` counts those searched;
    ``binding`` is what the likeliest sentences bind, see :mod:`rag.bound`.
    """
    if not candidates or not sentences:
        return np.zeros(len(SIGNS), np.float32)
    scores = np.array([one.score for one in candidates[:6]], np.float32)
    best = _best(matrix)
    own = _own_signs(question, candidates, sentences, matrix, best)
    own["lead_second"] = float(scores[0] - scores[1]) if len(scores) > 1 else 0.3
    own["lead_others"] = float(scores[0] - scores[1:].mean()) if len(scores) > 1 else 0.3
    own |= {name: getattr(binding, name) for name in _BINDING}
    own["size"] = math.log(max(articles, 1)) / 10
    kinds = [float(question.kind == kind) for kind in KINDS]
    return np.nan_to_num(np.array([*candidates[0].features, *matrix[best], *(own[name] for name in _OWN), *kinds], np.float32))


def _best(matrix: NDArray[np.float32]) -> int:
    """The sentence that says most of the question, passage and neighbours counted."""
    names = sentence.FEATURES
    weights = np.zeros(len(names), np.float32)
    for name, value in {"words": 2.0, "tokens": 1.0, "passage": 3.0, "holds": 0.4, "unsaid": -1.0, "read": 0.1}.items():
        weights[names.index(name)] = value
    return int(np.argmax(matrix @ weights))


def _own_signs(
    question: Question, candidates: Sequence[Candidate], sentences: Sequence[Sentence], matrix: NDArray[np.float32], best: int
) -> dict[str, float]:
    names = sentence.FEATURES
    one = sentences[best]
    candidate = candidates[one.candidate]
    share = candidate.worth / max(float(candidate.worth.sum()), 1e-6)
    near = candidate.said[max(0, one.number - 1) : one.number + 2].max(axis=0) if len(share) else np.zeros(0, np.float32)
    whole = candidate.said.max(axis=0) if len(share) else near
    named = np.array([any(word in fold(name.text) for name in question.names) for word in candidate.asked], bool)
    digits = np.array([word[0].isdecimal() for word in candidate.asked], bool)
    missing, missing_near = share * (1 - whole), share * (1 - near)
    plain = share * ~(named | digits)
    plain /= max(float(plain.sum()), 1e-6)
    members = [i for i, other in enumerate(sentences) if other.candidate == one.candidate]
    holds, read = matrix[:, names.index("holds")], matrix[:, names.index("read")]
    return {
        "most_words": float(matrix[:, names.index("words")].max()),
        "most_tokens": float(matrix[:, names.index("tokens")].max()),
        "most_cosine": float(matrix[:, names.index("cosine")].max()),
        "most_passage_words": max(other.feature("words") for other in candidates),
        "unsaid": float(missing.sum()),
        "heaviest_unsaid": float(missing.max(initial=0.0)),
        "unsaid_near": float(missing_near.sum()),
        "heaviest_unsaid_near": float(missing_near.max(initial=0.0)),
        "plain_unsaid": float((plain * (1 - whole)).sum()),
        "plain_unsaid_near": float((plain * (1 - near)).sum()),
        "lacks": float(question.seeks in _PRECISE and not holds[members].any()),
        "names_unsaid": float((1 - whole)[named].max(initial=0.0)),
        "names_unsaid_near": float((1 - near)[named].max(initial=0.0)),
        "numbers_unsaid": float((1 - whole)[digits].max(initial=0.0)),
        "numbers_unsaid_near": float((1 - near)[digits].max(initial=0.0)),
        "numbers_apart": float(candidate.passage.language == question.language and _apart(question, candidate.passage.text)),
        "held_near": float(max(holds[best], matrix[best, names.index("holds_near")])) if question.seeks else 1.0,
        "held_in_passage": float(holds[members].max(initial=0.0)) if question.seeks else 1.0,
        "asked_words": len(candidate.asked) / 10,
        "mean_worth": float(candidate.worth.mean()) / 10 if len(share) else 0.0,
        "chinese": float(question.language == "zh"),
        "seeks": float(question.seeks is not None),
        "read": float(np.logaddexp.reduce(read)),
        "read_most": float(read.max()),
    }


def _apart(question: Question, text: str) -> bool:
    """Whether a number or single letter of the question ("line 8") stands in the text beside neither of its neighbours."""
    asked = _TOKEN.findall(question.folded)
    telling = [i for i, token in enumerate(asked) if token.isdecimal() or _is_letter(token)]
    said = "".join(_TOKEN.findall(fold(text))) if telling else ""
    return any("".join(asked[max(0, i - 1) : i + 1]) not in said and "".join(asked[i : i + 2]) not in said for i in telling)


def _is_letter(token: str) -> bool:
    return len(token) == 1 and token.isascii() and token not in _NO_LETTER


def odds(probability: float) -> float:
    """Its log odds."""
    return math.log(probability / (1 - probability))


def logit(found: NDArray[np.float32]) -> float:
    """The log odds that the question is answered, for :func:`signs`."""
    return float(network.load("refusal_weights", SIGNS).logits(found[None])[0])


def confidence(odds: float, shift: float) -> float:
    """The probability of an answer for these log odds, once what the index's calibration says is taken off."""
    return 1 / (1 + math.exp(min(50.0, max(-50.0, shift - odds))))
