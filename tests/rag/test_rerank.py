"""A cross-encoder orders candidates again; what it is not given, or cannot be had, changes nothing or says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.errors import ModelError
from rag import Assistant
from rag.rerank import CrossEncoderReranker
from rag.retrieve import retrieve
from tests.rag.conftest import article, built

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of two small layers with random weights, made here."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("cross")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "storm", "bread", "ship", "a", "the", "."]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, num_labels=1
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


def test_the_same_passages_in_the_model_s_order_with_scores_that_fall(tiny: Path, tmp_path: Path) -> None:
    index = built(
        tmp_path / "x.index", [article(f"a{i}", f"A storm. The bread {i}. The ship.", language="en") for i in range(5)]
    )
    found = retrieve(index, "the storm")
    again = CrossEncoderReranker(str(tiny), device="cpu").rerank("the storm", found)
    assert {c.passage.key for c in again} == {c.passage.key for c in found}
    assert [c.score for c in again] == sorted((c.score for c in found), reverse=True)


def test_only_the_first_are_ranked_again(tiny: Path, tmp_path: Path) -> None:
    index = built(tmp_path / "x.index", [article(f"a{i}", f"A storm. The bread {i}.", language="en") for i in range(5)])
    found = retrieve(index, "the storm")
    again = CrossEncoderReranker(str(tiny), device="cpu", depth=2).rerank("the storm", found)
    assert [c.passage.key for c in again[2:]] == [c.passage.key for c in found[2:]]


def test_an_assistant_with_a_reranker_searches_in_its_order(tiny: Path, tmp_path: Path) -> None:
    articles = [article(f"a{i}", f"A storm. The bread {i}. The ship.", language="en") for i in range(5)]
    index = built(tmp_path / "x.index", articles)
    hits = Assistant(index, rerank=str(tiny)).search("the storm", k=5)
    wanted = CrossEncoderReranker(str(tiny)).rerank("the storm", retrieve(index, "the storm", k=5))
    assert [hit.article.id for hit in hits] == [candidate.passage.article_id for candidate in wanted]


def test_a_model_that_cannot_be_had_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="--rerank"):
        CrossEncoderReranker("nobody-at-all/no-such-model")
