"""Token vectors and tokenizer -> index/model, in sentence-transformers' own layout."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.numpy import save_file

from index.pieces import write_pieces
from index.static import lengths
from training.tokenizer import serialised

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from training.data import Pairs

_PACKAGE = "sentence_transformers.models"


def write_model(folder: Path, tokenizer: Tokenizer, vectors: NDArray[np.float32], usual: NDArray[np.float16]) -> None:
    """modules.json, model.safetensors (half precision), tokenizer.json: what ``SentenceTransformer(folder)`` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": f"{_PACKAGE}.StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": f"{_PACKAGE}.Normalize"},
    ]
    (folder / "modules.json").write_text(json.dumps(modules, indent=1) + "\n", encoding="utf-8")
    (folder / "1_Normalize").mkdir(exist_ok=True)
    (folder / "1_Normalize" / "config.json").write_text("{}\n", encoding="utf-8")
    save_file({"embedding.weight": vectors.astype(np.float16)}, folder / "model.safetensors")
    about: dict[str, NDArray[Any]] = {"frequencies": usual, "lengths": lengths(vectors.astype(np.float16))}
    save_file(about, folder / "frequencies.safetensors")
    (folder / "tokenizer.json").write_text(serialised(tokenizer), encoding="utf-8")
    write_pieces(folder)
    for file in folder.glob("*.safetensors"):
        file.chmod(0o644)  # safetensors makes files that only their owner may read


def frequencies(tokenizer: Tokenizer, sources: list[Pairs]) -> NDArray[np.float16]:
    """(V,): the share of passages that hold each token, of the language that has it more often."""
    by_name = {pairs.name: pairs for pairs in sources}
    chinese = list(dict.fromkeys(by_name["qa_13"].right))
    groups = [
        list(dict.fromkeys(by_name["squad_passage"].right)),
        list(dict.fromkeys(by_name["drcd_passage"].right)) + ["".join(chinese[i : i + 6]) for i in range(0, len(chinese), 6)],
    ]
    rates = []
    for texts in groups:
        counts = np.zeros(tokenizer.get_vocab_size())
        for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False):
            counts[np.unique(encoding.ids)] += 1
        rates.append(counts / len(texts))
    return np.maximum(*rates).astype(np.float16)
