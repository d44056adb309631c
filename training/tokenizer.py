"""The bundled tokenizer: BPE over folded text, its merges learned inside Chinese words and English words only."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

import rjieba
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from index.analyse import HAN, fold, folding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from training.data import Pairs

VOCABULARY = 65_000  # ids fit in uint16
_HAN = HAN.encode("ascii").decode("unicode_escape")  # Oniguruma does not read Python's escapes
_RUNS = Regex(rf"[{_HAN}]+|\p{{N}}+|[\p{{L}}\p{{M}}&&[^{_HAN}]]+|[^\s\p{{L}}\p{{M}}\p{{N}}]")


class _DoubleArray:
    """A trie in darts-clone's layout, which the ``Precompiled`` normalizer reads (32 bits a unit: label, leaf flag, offset)."""

    def __init__(self, values: dict[bytes, int]) -> None:
        self.units: dict[int, int] = {0: 0}
        self.taken = {0}
        self.bases: set[int] = set()
        self.free = 1
        self._place(0, sorted(values.items()), 0)

    def _place(self, node: int, entries: list[tuple[bytes, int]], depth: int) -> None:
        groups: dict[int, list[tuple[bytes, int]]] = {}
        for key, value in entries:
            groups.setdefault(key[depth] if depth < len(key) else 0, []).append((key, value))
        base = self._base(list(groups), node)
        self.units[node] |= self._offset(node ^ base)
        if 0 in groups:
            self.units[node] |= 1 << 8
            self.units[base] = groups[0][0][1] | 1 << 31
        for label in groups:
            self.taken.add(base ^ label)
            if label:
                self.units[base ^ label] = label
        for label, group in groups.items():
            if label:
                self._place(base ^ label, group, depth + 1)

    def _base(self, labels: list[int], node: int) -> int:
        base = self.free
        # No two nodes may share a base, or a key of one would be found under the other.
        while base in self.bases or any((base ^ label) in self.taken for label in labels) or not self._reachable(node ^ base):
            base += 1
        self.bases.add(base)
        self.free = max(self.free, base - 256)
        return base

    @staticmethod
    def _reachable(offset: int) -> bool:
        return offset < 1 << 21 or (offset < 1 << 29 and offset & 0xFF == 0)

    @staticmethod
    def _offset(offset: int) -> int:
        return offset << 10 if offset < 1 << 21 else (offset << 2) | 1 << 9

    def pack(self) -> bytes:
        size = (max(self.units) // 256 + 1) * 256
        return struct.pack(f"<{size}I", *(self.units.get(i, 0) for i in range(size)))


def character_map() -> bytes:
    """:func:`index.analyse.folding` as a precompiled map of SentencePiece, so that ``tokenizer.json`` alone folds."""
    blob, values = b"", {}
    for old, new in folding().items():
        values[chr(old).encode()] = len(blob)
        blob += chr(new).encode() + b"\0"
    trie = _DoubleArray(values).pack()
    return struct.pack("<I", len(trie)) + trie + blob


def _normalizer() -> normalizers.Normalizer:
    return normalizers.Sequence([normalizers.NFKC(), normalizers.Precompiled(character_map())])


def _words(sources: list[Pairs], limit: int) -> Iterator[str]:
    """Text with spaces between Chinese words, so that no merge learns to span them; short sources as often as long ones."""
    for pairs in sources:
        for side in (pairs.left, pairs.right):
            texts = list(dict.fromkeys(side))[:limit]
            # A name seen once in the lexicon must still become a token.
            repeats = 3 if pairs.name == "lexicon" else 1
            for text in texts:
                folded = fold(text)
                yield from [folded if pairs.name == "lexicon" and len(folded) <= 4 else " ".join(rjieba.cut(folded))] * repeats


def train_tokenizer(sources: list[Pairs], size: int = VOCABULARY, limit: int = 40_000) -> Tokenizer:
    """BPE of ``size`` ids at most; a run of Han characters, of letters or of digits is never joined with anything else."""
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(_RUNS, behavior="removed", invert=True)
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=["[UNK]"], limit_alphabet=9_000, max_token_length=16, show_progress=False
    )
    tokenizer.train_from_iterator(_words(sources, limit), trainer=trainer)
    tokenizer.normalizer = _normalizer()
    return tokenizer


def serialised(tokenizer: Tokenizer) -> str:
    """tokenizer.json without indentation, a third smaller."""
    return json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":"))
