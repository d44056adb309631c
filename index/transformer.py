"""Any sentence-transformers model, by name or folder, with its own prompts. Imports torch: only when one is asked for."""

from __future__ import annotations

import contextlib
import hashlib
import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import ModelError
from index.static import unit
from index.types import Encoding, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.static import StaticModel

_BATCH = 32
_HUB_S = 10.0
_BGE_EN = "Represent this sentence for searching relevant passages: "
_BGE_ZH = "为这个句子生成表示以用于检索相关文章："
_TASK = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
# Families whose models want prompts that their own files may not name: what the name holds, query prompt, passage prompt.
_FAMILIES = (
    (("e5", "instruct"), _TASK + " ", ""),
    (("e5",), "query: ", "passage: "),
    (("bge-m3",), "", ""),
    (("bge", "zh"), _BGE_ZH, ""),
    (("bge",), _BGE_EN, ""),
    (("gte-qwen",), _TASK + " ", ""),
    (("qwen3", "embedding"), _TASK, ""),
)


def prompts(name: str, own: dict[str, str]) -> tuple[str, str]:
    """(query prompt, passage prompt): the model's own where it names them, else its family's, else none."""
    query, passage = own.get("query"), own.get("passage") or own.get("document")
    if query or passage:
        return query or "", passage or ""
    stem = name.lower()
    for parts, family_query, family_passage in _FAMILIES:
        if all(part in stem for part in parts):
            return family_query, family_passage
    return "", ""


class TransformerModel:
    """See :class:`index.embed.Embedder`. ``bundled`` gives the tokens, so that the token grain works beside any model.

    Raises:
        index.errors.ModelError: when the model is neither on this machine nor to be had.
    """

    def __init__(self, name: str, bundled: StaticModel, *, device: str | None = None, batch: int | None = None) -> None:
        self.name = name
        self._bundled = bundled
        self._batch = batch or _BATCH
        self._model = _open(name, device)
        self._query, self._passage = prompts(name, dict(self._model.prompts))

    @cached_property
    def dimensions(self) -> int:
        return len(self._embed(["a"], "")[0])

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over prompts and weights: a sample of every tensor, enough to tell two trainings apart in milliseconds."""
        digest = hashlib.sha256(json.dumps([self._query, self._passage]).encode())
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(f"{key} {tuple(tensor.shape)}".encode())
            flat = tensor.detach().flatten()
            digest.update(flat[:: max(1, len(flat) // 256)].float().cpu().numpy().tobytes())
        digest.update(json.dumps(sorted(self._bundled.fingerprint)).encode())
        return digest.hexdigest()

    def encode(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoding]:
        """Encode passages and, as its vectors are no means of tokens, each of their sentences."""
        spans = [list(given) or [Span(0, len(text))] for text, given in zip(texts, sentences, strict=True)]
        pieces = [text[start:end] for text, cut in zip(texts, spans, strict=True) for start, end in cut]
        vectors, rows = self._embed(texts, self._passage), self._embed(pieces, self._passage).astype(np.float16)
        found, first = [], 0
        for plain, vector in zip(self._bundled.encode(texts, sentences), vectors, strict=True):
            last = first + len(plain.ends)
            found.append(Encoding(vector, plain.tokens, plain.ends, rows[first:last]))
            first = last
        return found

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """(n, d) float32 of unit length, with the query prompt."""
        return self._embed(questions, self._query)

    def _embed(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        vectors = self._model.encode(
            [prompt + text for text in texts], prompt="", batch_size=self._batch, show_progress_bar=False, convert_to_numpy=True
        )
        return unit(np.asarray(vectors, np.float32))


def _open(name: str, device: str | None) -> Any:
    folder = Path(name).expanduser()
    if not folder.is_dir() and (folder.is_absolute() or name.startswith((".", "~"))):
        raise ModelError(f"{name}: no such folder; give a folder with a sentence-transformers model, or a model's name")
    try:
        if folder.is_dir():
            return _loaded(str(folder), device)
        if _is_cached(name):
            with contextlib.suppress(Exception):  # part of it may be missing
                return _loaded(name, device, local_files_only=True)
        _ask_hub(name)
        return _loaded(name, device)
    except Exception as error:  # the hub, torch and transformers raise whatever they like
        raise ModelError(_remedy(name, folder, error)) from error


def _loaded(name: str, device: str | None, **options: Any) -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(name, device=device, **options)


def _repositories(name: str) -> tuple[str, ...]:
    """What sentence-transformers looks for under a name."""
    return (name,) if "/" in name else (f"sentence-transformers/{name}", name)


def _is_cached(name: str) -> bool:
    from huggingface_hub import try_to_load_from_cache

    return any(
        isinstance(try_to_load_from_cache(repository, file), str)
        for repository in _repositories(name)
        for file in ("modules.json", "config.json")
    )


def _ask_hub(name: str) -> None:
    """Is the model there? Asked once: the libraries ask for file after file, and each time again for half a minute."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import RepositoryNotFoundError

    *first, last = _repositories(name)
    for repository in first:
        with contextlib.suppress(RepositoryNotFoundError):
            HfApi().model_info(repository, timeout=_HUB_S)
            return
    HfApi().model_info(last, timeout=_HUB_S)


def _remedy(name: str, folder: Path, error: Exception) -> str:
    reason = " ".join(str(error).split())[:160] or type(error).__name__
    if folder.is_dir():
        return f"{name}: not a sentence-transformers model ({reason}); give a folder that SentenceTransformer.save made"
    return (
        f"{name}: not on this machine and not to be downloaded ({reason}); connect once and run `hf download {name}`, "
        "or give a local folder, or use the bundled model"
    )
