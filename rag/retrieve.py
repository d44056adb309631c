"""A question -> ranked passages: candidates by vectors and by terms of both languages, ranked again at every grain."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index import analyse, embed
from index.arrays import stretches
from index.base import EVERYTHING
from index.passages import Passages, together
from index.terms import QueryTerm
from rag import grains, ranking
from rag.expand import Expansion, expand, language, weighed
from rag.extract import read_through
from rag.heard import heard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.base import Index
    from index.passages import Columns
    from index.static import StaticModel
    from index.types import Filter, Hits, StoredPassage

    Floats = NDArray[np.float32]

FEATURES = ranking.SIGNS[:8]
"""Of a passage: those of :data:`rag.ranking.SIGNS` that quotes and refusal look at."""

SENTENCE_FEATURES = ("cosine", "tokens", "words")
"""The same of one sentence."""

_CANDIDATES = (90, 50, 90)
"""By vectors; by the question's own words; and by what may say them in the other language, which is less sure: of a collection
of ``_LARGE`` passages or more. In a smaller one fewer stand before the one that answers, so fewer are looked at: as many times
fewer as the ``_ROOT``-th root of how much smaller it is, two thirds at 1,000 passages. There two of 675 questions lost what
answers them from the ten best, in eight it moved up, in three down."""
_LARGE, _ROOT = 100_000, 12
_NARROW = 3  # a third of these is looked at for what is told in the question's own words
_WORDED = 60
"""Of the passages read, those whose words are looked at. By their tokens, and all else that is known without them, these hold
all of the three that 1,000 questions found best among all passages read, and 99.9 of 100 of the ten best."""
_MANY = 1.3
_FINALISTS = 24
_LISTENED = 40  # of each search, the passages in which a name of the other language is listened for


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage found for a question: the one at ``place`` of ``passages``, made an object when it is asked for.

    ``score`` compares across questions as far as shares of what was asked do. ``features`` is (len(FEATURES),) and
    ``sentences`` (s, len(SENTENCE_FEATURES)), float32, the rows in the order of ``passage.sentences``. ``said`` is (s, w): the
    probability that sentence i says the question's word j, ``asked[j]``, which is worth ``worth[j]`` (idf, natural log).
    ``signs`` is (len(rag.ranking.SIGNS),). ``read`` is (s,): the log odds that sentence i holds the answer, by
    :mod:`rag.extract`; None of a passage that was not read. Passages that were read are ranked by that too: their scores are
    the sums of their signs, dealt out from the highest down in their new order.
    """

    passages: Sequence[StoredPassage]
    place: int
    score: float
    features: Floats
    sentences: Floats
    said: Floats
    asked: tuple[str, ...]
    worth: Floats
    signs: Floats
    read: Floats | None = None

    @property
    def passage(self) -> StoredPassage:
        return self.passages[self.place]

    def feature(self, name: str) -> float:
        """One of :data:`FEATURES`."""
        return float(self.features[FEATURES.index(name)])


def retrieve(
    index: Index, question: str, *, k: int = 50, where: Filter = EVERYTHING, reading: bool = True, wide: bool = False,
    narrow: bool = False,
) -> list[Candidate]:  # fmt: skip
    """The ``k`` passages that best say what ``question`` asks, best first; none of an empty index.

    Passages are found, narrowed to those whose words are looked at, and the best of these are ranked by all signs. The first
    are read, and ranked again by what they are found to answer, unless ``reading`` is left out; those far behind the best one
    too when ``wide``, as :func:`rag.sentence.pool` has it. ``narrow`` looks at fewer passages: enough for what is told in the
    question's own words.
    """
    vector = index.embedder.embed_questions([question])
    found = _find(index, question, vector, where, _counts(index.statistics().passages, k, narrow=narrow))
    if not found.passages:
        return []
    worded = max(2 * k, _WORDED)  # a longer list has its last places to lose
    seen = _narrowed(_see(index, question, found, vector[0]), found.asked, worded)
    best = _best(seen, found.asked, vector[0], max(k, _FINALISTS))
    ranked = _ranked(best)
    if reading:
        ranked = _read_again(question, best, ranked, wide=wide)
    return [
        Candidate(
            seen.passages, int(best.places[i]), float(score), best.signs[i, : len(FEATURES)],
            best.sentences[best.rows.of(i)], best.said[best.rows.of(i)], found.asked.words, found.asked.weights, best.signs[i],
            ranked.read.get(i),
        )
        for i, score in zip(ranked.order[:k].tolist(), ranked.scores, strict=False)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """Passages that may answer, in the order of their keys, by what they were searched for and how the terms found them."""

    passages: Passages
    asked: Expansion
    lexical: list[Hits]


def _counts(held: int, k: int, *, narrow: bool) -> tuple[int, int, int]:
    """How many passages each search is asked for where ``held`` are searched: :data:`_CANDIDATES`, or a share of them.

    Not so small a share that ``k`` cannot be had, unless ``narrow``, which makes it a ``_NARROW``-th of what it would be.
    """
    share = min(1.0, max((held / _LARGE) ** (1 / _ROOT), k / _CANDIDATES[0])) / (_NARROW if narrow else 1)
    near, own, other = (math.ceil(share * count) for count in _CANDIDATES)
    return near, own, other


def _find(index: Index, question: str, vector: Floats, where: Filter, counts: tuple[int, int, int]) -> _Found:
    model, statistics = embed.bundled(), index.statistics()
    asked = expand(question, model, statistics)
    near = index.search_vectors(vector, counts[0], where)[0]
    lexical = _lexical(index, question, asked, where, counts[1:])
    keys = np.unique(np.concatenate([near.keys, *(one.hits.keys for one in lexical)]))
    passages = _read(index, keys)
    likely = {int(key) for hits in (near, *(one.hits for one in lexical)) for key in hits.keys[:_LISTENED]}
    mine = language(question)
    names = heard(question, asked, lambda: _in_other(passages.columns, likely, mine))
    if names:
        asked = weighed(asked.words, (*asked.alternatives, *names), model, statistics)
        # A name as the other language spells it finds the passages that have nothing else to be found by.
        lexical = _lexical(index, question, asked, where, counts[1:], before=lexical)
        more = np.setdiff1d(np.concatenate([one.hits.keys for one in lexical]), keys)
        passages = passages.with_more(_read(index, more)) if len(more) else passages
    return _Found(passages, asked, [one.hits for one in lexical])


def _in_other(passages: Columns, likely: set[int], mine: str) -> list[str]:
    """The texts of the likely passages in the other language."""
    about = enumerate(zip(passages.languages, passages.keys.tolist(), strict=True))
    return [passages.texts[i] for i, (language, key) in about if language != mine and key in likely]


def _read(index: Index, keys: NDArray[np.int64]) -> Passages:
    """In the order of their keys; without those that have no token."""
    found = together(index.read(np.sort(keys).tolist()))
    return found if found.columns.lengths.all() else Passages.of(p for p in found if len(p.encoding.tokens))


@dataclass(frozen=True, slots=True)
class _Seen:
    """n passages and what is known of them before their texts are looked at: their ``cosines`` with the question, their shares
    of BM25 (``lexical``), which are of another language (``cross``), and what their tokens say.
    """

    passages: Passages
    rows: grains.Layout
    tokens: grains.TokenGrain
    cosines: Floats
    lexical: Floats
    cross: Floats

    def some(self, places: NDArray[np.int64]) -> _Seen:
        """The same of those at some places."""
        passages, sentences = self.passages.some(places), stretches(self.passages.columns.counts, places)
        return _Seen(
            passages, grains.layout(passages.columns), self.tokens.of(places, sentences), self.cosines[places],
            self.lexical[places], self.cross[places],
        )  # fmt: skip

    def signs(self, words: _Words) -> Floats:
        """(n, len(ranking.SIGNS)); a sentence's cosine is taken to be its passage's."""
        rows = self.rows
        said = rows.best(words.said)
        meant = rows.best(words.meant) if words.meant is not words.said else said
        signs = np.empty((len(self.cosines), len(ranking.SIGNS)), np.float32)
        for i, sign in enumerate((
            self.cosines, self.cosines, self.tokens.passages, rows.best(self.tokens.sentences), words.worth(said),
            rows.best(words.sentences), self.lexical, self.cross, words.worth(meant), rows.best(words.meant_sentences),
        )):  # fmt: skip
            signs[:, i] = sign
        return signs


def _see(index: Index, question: str, found: _Found, vector: Floats) -> _Seen:
    """All that were found."""
    columns, mine = found.passages.columns, language(question)
    rows = grains.layout(columns)
    return _Seen(
        found.passages,
        rows,
        grains.token_grain(question, found.asked.words, embed.bundled(), index.statistics(), rows),
        grains.times(vector, columns.vectors.T),
        _bm25(columns.keys, found.lexical),
        np.array([one != mine for one in columns.languages], np.float32),
    )


def _narrowed(seen: _Seen, asked: Expansion, count: int) -> _Seen:
    """The ``count`` that may still be among the best, in their order: looking for words in the texts is dear.

    All of them where that would spare too few.
    """
    if len(seen.passages) <= _MANY * count:
        return seen
    scores = ranking.fused(seen.signs(_Words(asked, seen.tokens.words)))
    return seen.some(np.sort(np.argsort(-scores, kind="stable")[:count]))


@dataclass(frozen=True, slots=True)
class _Best:
    """The m best of the passages seen, at ``places`` among ``passages``, as a :class:`Candidate` has each of them."""

    passages: Passages
    places: NDArray[np.int64]
    rows: grains.Layout
    signs: Floats
    sentences: Floats
    said: Floats


def _best(seen: _Seen, asked: Expansion, vector: Floats, count: int) -> _Best:
    """By all signs, of which only these get their sentences' own cosines: looking at the sentences' vectors is dear, too."""
    columns = seen.passages.columns
    words = _Words(asked, seen.tokens.words, grains.said(asked, grains.text_of(columns)))
    signs = seen.signs(words)
    places = np.argsort(-ranking.fused(signs), kind="stable")[:count]
    signs, rows, of_these = signs[places], grains.layout(columns, places), stretches(columns.counts, places)
    cosines = _sentence_cosines([columns.extras[i] for i in places], vector, embed.bundled(), rows)
    signs[:, ranking.SIGNS.index("sentence_cosine")] = rows.best(cosines)
    sentences = np.column_stack([cosines, seen.tokens.sentences[of_these], words.sentences[of_these]])
    return _Best(seen.passages, places, rows, signs, sentences, np.ascontiguousarray(words.said[:, of_these].T))


@dataclass(frozen=True, slots=True)
class _Ranked:
    """The m best in ``order``, their ``scores`` from the highest down, and the log odds of the sentences of those ``read``."""

    order: NDArray[np.int64]
    scores: Floats
    read: dict[int, Floats]


def _ranked(best: _Best) -> _Ranked:
    """By the sums of their signs."""
    scores = ranking.fused(best.signs)
    order = np.argsort(-scores, kind="stable")
    return _Ranked(order, scores[order], {})


def _read_again(question: str, best: _Best, ranked: _Ranked, *, wide: bool) -> _Ranked:
    """The first are read, and ranked again by what they are found to answer."""
    count = ranking.worth_reading(ranked.scores, wide=wide)
    first, others = ranked.order[:count], ranked.order[count:]
    places = best.places[first]
    found = read_through(question, [best.passages[i] for i in places.tolist()], embed.bundled())
    again = first[ranking.order(best.signs[first], found, best.passages.columns.lengths[places])]
    read = dict(zip(first.tolist(), found.sentences, strict=True))
    return _Ranked(np.concatenate([again, others]), ranked.scores, read)


class _Words:
    """What each sentence says of the question's words: ``said`` (w, s) by surfaces, ``meant`` (w, s) by surfaces or tokens.

    Without surfaces tokens stand for both.
    """

    def __init__(self, asked: Expansion, tokens: Floats, said: Floats | None = None) -> None:
        self.said: Floats = tokens if said is None else said
        self.meant: Floats = tokens if said is None else np.maximum(said, tokens)
        self._share = asked.weights / max(float(asked.weights.sum()), 1e-6)
        self.sentences = self.worth(self.said)
        self.meant_sentences = self.sentences if said is None else self.worth(self.meant)

    def worth(self, said: Floats) -> Floats:
        """(n,) of (w, n): the share of the question's weight that is said, 0..1."""
        return np.minimum(grains.times(self._share, said), 1)


@dataclass(frozen=True, slots=True)
class _Search:
    """A lexical search that was made, and what it found."""

    terms: list[QueryTerm]
    hits: Hits


def _lexical(
    index: Index, question: str, asked: Expansion, where: Filter, counts: tuple[int, int], *,
    before: Sequence[_Search | None] = (None, None),
) -> list[_Search]:  # fmt: skip
    """One search a language: in a common one the question's own words would push every passage of the other language out.

    Of those made ``before`` a search for the same terms is not made again.
    """
    searches = zip(_terms(question, asked), counts, before, strict=True)
    return [
        made if made is not None and made.terms == terms else _Search(terms, index.search_terms(terms, count, where))
        for terms, count, made in searches
    ]


def _terms(question: str, asked: Expansion) -> list[list[QueryTerm]]:
    """Two queries: the question's own words, and what may say them in the other language, by its probability."""
    own: dict[tuple[str, str], float] = dict.fromkeys(((word, "words") for word in analyse.words(question)), 1.0)
    own |= dict.fromkeys(((pair, "bigrams") for pair in analyse.bigrams(question)), 0.5)
    other: dict[tuple[str, str], float] = {}
    chinese = language(question) == "zh"
    for alternative in asked.alternatives:
        han = analyse.is_han(alternative.text)
        terms = own if han == chinese else other
        for word in analyse.words(alternative.text) if alternative.terms is None else alternative.terms:
            terms[word, "words"] = max(terms.get((word, "words"), 0.0), alternative.weight)
        for pair in analyse.bigrams(alternative.text) if han else ():
            terms[pair, "bigrams"] = max(terms.get((pair, "bigrams"), 0.0), alternative.weight / 2)
    return [[QueryTerm(text, weight, field) for (text, field), weight in terms.items() if text] for terms in (own, other)]


def _sentence_cosines(
    kept: Sequence[NDArray[np.float16] | None], vector: Floats, model: StaticModel, rows: grains.Layout
) -> Floats:
    """Of the index's own model where it kept sentence vectors, else of the bundled one."""
    if any(sentences is None for sentences in kept):
        return grains.sentence_cosines(vector, model, rows)
    return grains.times(vector, np.concatenate([sentences for sentences in kept if sentences is not None]).astype(np.float32).T)


def _bm25(keys: NDArray[np.int64], lexical: list[Hits]) -> Floats:
    """Each search's scores over its best one's, the higher where a passage was found by both; ``keys`` are in order."""
    found = np.zeros(len(keys), np.float32)
    for hits in lexical:
        places = np.minimum(np.searchsorted(keys, hits.keys), len(keys) - 1)
        here = keys[places] == hits.keys
        shares = hits.scores / max(float(hits.scores.max(initial=0.0)), 1e-6)
        found[places[here]] = np.maximum(found[places[here]], shares[here])
    return found
