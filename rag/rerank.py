"""Passages ranked again by a cross-encoder, when one is asked for: slower, and often better."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.retrieve import Candidate

_DEPTH = 20


class Reranker(Protocol):
    """Orders candidates again; the same candidates, each with a new score."""

    def rerank(self, question: str, candidates: Sequence[Candidate]) -> list[Candidate]: ...


class CrossEncoderReranker:
    """Any sentence-transformers CrossEncoder, by name or folder, over the first ``depth`` candidates.

    Raises:
        index.errors.ModelError: when the model is neither on this machine nor to be had; the message names the remedy.
    """

    def __init__(self, name: str, *, device: str | None = None, depth: int = _DEPTH) -> None:
        from sentence_transformers import CrossEncoder

        self.name = name
        self._depth = depth
        try:
            self._model = CrossEncoder(name, device=device)
        except Exception as error:  # the hub, torch and transformers raise whatever they like
            reason = " ".join(str(error).split())[:160] or type(error).__name__
            raise ModelError(
                f"{name}: no reranking model to be had ({reason}); connect once and run `hf download {name}`, "
                "or give a folder with a CrossEncoder, or leave --rerank out"
            ) from error

    def rerank(self, question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Best first. Scores keep their range, so that a refusal fitted on them still holds; their order is the model's."""
        first, rest = list(candidates[: self._depth]), list(candidates[self._depth :])
        if len(first) < 2:
            return first + rest
        marks = np.asarray(self._model.predict([(question, c.passage.text) for c in first], show_progress_bar=False), float)
        scores = sorted((c.score for c in first), reverse=True)
        order = np.argsort(-marks.reshape(len(first), -1)[:, 0], kind="stable")
        return [replace(first[i], score=score) for i, score in zip(order, scores, strict=True)] + rest
