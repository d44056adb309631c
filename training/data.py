"""The sources of ../shared/data as pairs of texts, cleaned of whatever the development questions also hold."""

from __future__ import annotations

import gzip
import itertools
import json
import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.analyse import fold

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
EVAL = Path(__file__).resolve().parents[2] / "shared" / "eval"
_SHINGLE = 30  # folded letters and digits in a row; long enough that sharing one means sharing a sentence


@dataclass(frozen=True)
class Pairs:
    """Texts that mean the same or answer each other, ``left[i]`` and ``right[i]``; ``kind``: dictionary, sentence or answer."""

    name: str
    kind: str
    left: list[str]
    right: list[str]

    def __len__(self) -> int:
        return len(self.left)


def lines(name: str) -> list[list[str]]:
    """The rows of a tab-separated file of data/."""
    with gzip.open(DATA / name, "rt", encoding="utf-8") as stream:
        return [line.rstrip("\n").split("\t") for line in stream]


def questions(path: Path) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """(context, [(question, answer start, answer)]) of a file in SQuAD's format, gzipped or not."""
    raw = path.read_bytes()
    data = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)["data"]
    found = []
    for article in data:
        for paragraph in article["paragraphs"]:
            asked = [(qa["question"], qa["answers"][0]["answer_start"], qa["answers"][0]["text"]) for qa in paragraph["qas"]]
            found.append((paragraph["context"], asked))
    return found


_PREFIX = re.compile(r"^(?:\[[^\]]*\]|\([^)]*\)|[a-z]+\.)\s*")
_NOISE = re.compile(r"\.\.\.|…|[<>=]")


def glosses(english: str, chinese: str) -> list[tuple[str, str]]:
    """A dictionary's line as clean pairs: labels, infinitive marks and dots off, one gloss each."""
    english = re.sub(r"\([^)]*\)", "", english)
    english = re.sub(r"^(?:to|fig\.|lit\.|a|an|the) ", "", english.strip())
    parts = re.split(r"\\n|[,;，；、]", chinese)
    cleaned = [_PREFIX.sub("", part.strip()).strip() for part in parts]
    return [(english, part) for part in cleaned if part and english and not _NOISE.search(part) and len(part) <= 20]


@cache
def known_words() -> frozenset[str]:
    """The words of the English texts and of the project's lexicon: what a dictionary's noisy tail is measured against."""
    seen: set[str] = set()
    for context, asked in questions(DATA / "squad_train.json.gz"):
        seen.update(re.findall(r"[a-z]+", context.lower()))
        for question, _, _ in asked:
            seen.update(re.findall(r"[a-z]+", question.lower()))
    for name in ("lexicon.tsv.gz", "bilingual_qa.tsv.gz", "tatoeba_manythings.tsv.gz"):
        for row in lines(name):
            seen.update(re.findall(r"[a-z]+", row[0].lower()))
    return frozenset(seen)


def dictionary(name: str, *, known_only: bool = False) -> Pairs:
    """One dictionary as pairs of glosses, each once."""
    pairs: dict[tuple[str, str], None] = {}
    for row in lines(name):
        if known_only and not all(word in known_words() for word in re.findall(r"[a-z]+", row[0].lower())):
            continue
        for pair in glosses(row[0], row[1]):
            pairs[pair] = None
    stem = name.split("_", maxsplit=1)[0].split(".", maxsplit=1)[0]
    return Pairs(stem, "dictionary", [a for a, _ in pairs], [b for _, b in pairs])


def sentence_pairs(name: str) -> Pairs:
    rows = [row for row in lines(name) if len(row) == 2 and row[0] and row[1]]
    return Pairs(name.split(".", maxsplit=1)[0], "sentence", [row[0] for row in rows], [row[1] for row in rows])


_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(0-9])|(?<=[。！？；])")


def answer_sentence(context: str, start: int) -> str:
    """The sentence of ``context`` around character ``start``."""
    cuts = [0, *(match.end() for match in _ENDS.finditer(context)), len(context)]
    for left, right in itertools.pairwise(cuts):
        if left <= start < right:
            return context[left:right].strip()
    return context


def answer_pairs(name: str) -> list[Pairs]:
    """Question with its passage, and question with the sentence that answers it."""
    passages, sentences, asked_all = [], [], []
    for context, asked in questions(DATA / name):
        for question, start, _ in asked:
            asked_all.append(question)
            passages.append(context)
            sentences.append(answer_sentence(context, start))
    stem = name.split("_", maxsplit=1)[0]
    return [Pairs(f"{stem}_passage", "answer", asked_all, passages), Pairs(f"{stem}_sentence", "answer", asked_all, sentences)]


def bilingual_pairs() -> list[Pairs]:
    """All ways from a question to its answer, and across languages, of bilingual_qa."""
    rows = [row for row in lines("bilingual_qa.tsv.gz") if len(row) == 4]
    columns = list(zip(*rows, strict=True))
    ways = [(0, 1), (0, 2), (1, 3), (0, 3), (1, 2), (2, 3)]
    return [
        Pairs(f"qa_{a}{b}", "sentence" if (a, b) in {(0, 1), (2, 3)} else "answer", list(columns[a]), list(columns[b]))
        for a, b in ways
    ]


def _compact(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


@cache
def evaluation_shingles() -> frozenset[str]:
    """Every window of ``_SHINGLE`` characters, at steps of one third of it, of the development passages and questions."""
    found = set()
    for path in sorted(EVAL.glob("*/*.json")):
        if path.parent.name == "extraction":
            continue
        for context, asked in questions(path):
            for text in [context, *(question for question, _, _ in asked)]:
                compact = _compact(text)
                found.update(compact[i : i + _SHINGLE] for i in range(0, max(1, len(compact) - _SHINGLE + 1), _SHINGLE // 3))
    return frozenset(found)


def decontaminated(pairs: Pairs) -> Pairs:
    """Without the pairs one side of which shares a run of characters with a development passage or question."""
    if pairs.kind == "dictionary":
        return pairs
    verdicts: dict[str, bool] = {}

    def clean(text: str) -> bool:
        if text not in verdicts:
            compact, forbidden = _compact(text), evaluation_shingles()
            verdicts[text] = not any(compact[i : i + _SHINGLE] in forbidden for i in range(max(1, len(compact) - _SHINGLE + 1)))
        return verdicts[text]

    kept = [i for i in range(len(pairs)) if clean(pairs.left[i]) and clean(pairs.right[i])]
    return Pairs(pairs.name, pairs.kind, [pairs.left[i] for i in kept], [pairs.right[i] for i in kept])


def everything(seed: int = 0) -> list[Pairs]:
    """All sources, decontaminated, each shuffled by ``seed``."""
    found = [
        dictionary("lexicon.tsv.gz"),
        dictionary("cedict_2026_words.tsv.gz"),
        dictionary("ecdict_words.tsv.gz", known_only=True),
        dictionary("omw_cow_wordnet.tsv.gz", known_only=True),
        dictionary("dbp15k_entities.tsv.gz"),
        dictionary("cldr_countries.tsv.gz"),
        sentence_pairs("tatoeba_manythings.tsv.gz"),
        sentence_pairs("python_docs_zh_cn.tsv.gz"),
        sentence_pairs("3am_captions.tsv.gz"),
        *bilingual_pairs(),
        *answer_pairs("squad_train.json.gz"),
        *answer_pairs("drcd_test.json.gz"),
    ]
    shuffled = []
    for pairs in map(decontaminated, found):
        order = list(range(len(pairs)))
        random.Random(seed).shuffle(order)
        shuffled.append(Pairs(pairs.name, pairs.kind, [pairs.left[i] for i in order], [pairs.right[i] for i in order]))
    return shuffled
