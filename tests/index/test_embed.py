"""The bundled model needs no torch and is the same in sentence-transformers; other models bring their own prompts."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import embed
from index.errors import ModelError
from index.static import StaticModel
from index.transformer import TransformerModel, prompts
from index.types import Span

FOLDER = Path(embed.__file__).parent / "model"
TEXTS = ["The prime minister visited China in January.", "加拿大总理卡尼启程访华。", "法國總統馬克龍", "São Paulo, 8.5 billion"]


def test_the_bundled_model_loads_the_same_through_sentence_transformers() -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(FOLDER), device="cpu").encode(TEXTS, convert_to_numpy=True).astype(np.float32)
    ours = embed.load().embed_questions(TEXTS)
    np.testing.assert_allclose(ours, theirs, atol=2e-3)


def test_loading_and_using_it_imports_neither_torch_nor_sentence_transformers() -> None:
    code = (
        "import sys; from index import embed; embed.load().embed_questions(['hello 你好']); "
        "sys.exit(any(name in sys.modules for name in ('torch', 'sentence_transformers', 'transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=FOLDER.parents[1]).returncode == 0


def test_either_script_gives_the_same_vector() -> None:
    simplified, traditional = embed.load().embed_questions(["法国总统马克龙访华", "法國總統馬克龍訪華"])
    assert float(simplified @ traditional) > 0.999


def test_a_question_is_nearer_to_its_answer_in_the_other_language_than_to_another() -> None:
    model = embed.load()
    texts = ["Who is the president of France?", "马克龙是法国总统。", "天气预报说明天下雨。"]
    question, right, wrong = model.embed_questions(texts)
    assert question @ right > question @ wrong + 0.2


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_tokens_within_the_vocabulary_and_a_finite_vector_of_length_one_or_zero(text: str) -> None:
    model = embed.bundled()
    [encoding] = model.encode([text], [[]])
    assert encoding.tokens.dtype == np.uint16
    assert not len(encoding.tokens) or int(encoding.tokens.max()) < model.vocabulary
    assert np.linalg.norm(encoding.vector) == pytest.approx(1 if len(encoding.tokens) else 0, abs=1e-3)


def test_tokens_are_counted_out_to_sentences() -> None:
    text = "Paris is in France. 北京在中国。"
    [encoding] = embed.bundled().encode([text], [[Span(0, 19), Span(20, len(text))]])
    first, second = embed.bundled().tokens([text[:19], text[20:]])
    assert encoding.ends.tolist() == [len(first), len(first) + len(second)]
    assert encoding.tokens.tolist() == [*first, *second]
    assert encoding.sentences is None


def test_a_changed_file_changes_the_fingerprint(tmp_path: Path) -> None:
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    before = StaticModel("x", tmp_path).fingerprint
    (tmp_path / "tokenizer.json").write_text((FOLDER / "tokenizer.json").read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert StaticModel("x", tmp_path).fingerprint != before


def test_a_damaged_model_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"no tensors")
    with pytest.raises(ModelError, match=r"reinstall"):
        _ = StaticModel("x", tmp_path).vectors


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("BAAI/bge-m3", "", ""),
        ("BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("BAAI/bge-large-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("thenlper/gte-base", "", ""),
        ("sentence-transformers/LaBSE", "", ""),
    ],
)
def test_families_have_their_prompts(name: str, query: str, passage: str) -> None:
    assert prompts(name, {}) == (query, passage)


def test_instructed_families_ask_with_an_instruction() -> None:
    for name in ("Qwen/Qwen3-Embedding-0.6B", "intfloat/multilingual-e5-large-instruct", "Alibaba-NLP/gte-Qwen2-1.5B-instruct"):
        query, passage = prompts(name, {})
        assert query.startswith("Instruct: ")
        assert "Query:" in query
        assert passage == ""


def test_a_model_s_own_prompts_come_before_its_family_s() -> None:
    assert prompts("my-e5", {"query": "q> ", "document": "d> "}) == ("q> ", "d> ")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model with prompts of its own, made here: static, 8 dimensions."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import StaticEmbedding
    from tokenizers import Tokenizer

    folder = tmp_path_factory.mktemp("tiny")
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    said = {"query": "ask ", "passage": "tell "}
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=8)], prompts=said)
    model.save(str(folder))
    return folder


def test_another_model_is_used_with_its_prompts(tiny: Path) -> None:
    model = embed.load(str(tiny), device="cpu", batch=2)
    assert isinstance(model, TransformerModel)
    assert (model.name, model.dimensions) == (str(tiny), 8)
    text = "One sentence. Another one."
    [passage] = model.encode([text], [[Span(0, 13), Span(14, len(text))]])
    assert passage.sentences is not None
    assert passage.sentences.shape == (2, 8)
    assert np.linalg.norm(passage.vector) == pytest.approx(1, abs=1e-4)
    assert not np.allclose(model.embed_questions([text])[0], passage.vector)


def test_its_tokens_are_those_of_the_bundled_tokenizer(tiny: Path) -> None:
    [mine] = embed.load(str(tiny), device="cpu").encode(["北京"], [[]])
    [bundled] = embed.bundled().encode(["北京"], [[]])
    assert mine.tokens.tolist() == bundled.tokens.tolist()


def test_two_models_of_one_shape_have_two_fingerprints(tiny: Path, tmp_path: Path) -> None:
    first = embed.load(str(tiny), device="cpu").fingerprint
    assert first == embed.load(str(tiny), device="cpu").fingerprint
    for path in tiny.rglob("*"):
        target = tmp_path / path.relative_to(tiny)
        if path.is_dir():
            target.mkdir()
        else:
            target.write_bytes(path.read_bytes())
    settings_file = tmp_path / "config_sentence_transformers.json"
    changed = json.loads(settings_file.read_text(encoding="utf-8"))
    changed["prompts"]["query"] = "other "
    settings_file.write_text(json.dumps(changed), encoding="utf-8")
    assert embed.load(str(tmp_path), device="cpu").fingerprint != first


@pytest.mark.parametrize("name", ["./no-such-folder", "nobody-at-all/no-such-model"])
def test_a_model_that_cannot_be_had_names_the_remedy(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match=r"local folder|give a folder") as caught:
        embed.load(name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["nobody-at-all/no-such-model", "no-such-model"])
def test_a_hub_that_does_not_serve_is_asked_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The libraries would ask for several files, five times each, for two minutes."""
    asked: list[str] = []

    class Broken(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(503)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Broken) as hub:
        threading.Thread(target=hub.serve_forever, daemon=True).start()
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", f"http://127.0.0.1:{hub.server_port}")
        with pytest.raises(ModelError, match="or use the bundled model"):
            embed.load(name)
        hub.shutdown()
    assert len(asked) == 1


def test_tokens_are_the_same_whether_remembered_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.static._KNOWN", 3)  # so few that each call forgets what the one before it learnt
    model, fresh = StaticModel("bundled", FOLDER), StaticModel("bundled", FOLDER)
    first = [ids.tolist() for ids in model.tokens([*TEXTS, TEXTS[0]])]
    assert [ids.tolist() for ids in model.tokens(["another", *reversed(TEXTS)])][1:] == first[3::-1]
    assert first == [fresh.tokens([text])[0].tolist() for text in [*TEXTS, TEXTS[0]]]


def test_the_lengths_kept_beside_the_vectors_are_theirs() -> None:
    model = embed.bundled()
    some = slice(0, model.vocabulary, 97)
    assert model.lengths[some] == pytest.approx(np.linalg.norm(model.vectors[some].astype(np.float32), axis=1), abs=1e-5)
