"""The answer extractor: numpy computes what was trained, and what it says holds for passages however they come."""

from __future__ import annotations

import numpy as np
import pytest

from index import embed
from index.split import sentences
from rag import extract
from rag.extract import UNREAD, Extraction


def read(question: str, *passages: str) -> Extraction:
    model = embed.bundled()
    found = []
    for text in passages:
        spans = sentences(text, "zh" if "。" in text else "en")
        parts = model.tokens([text[start:end] for start, end in spans])
        found.append((np.concatenate(parts), np.cumsum([len(part) for part in parts]).astype(np.uint16)))
    return extract.extract(model.tokens([question])[0], found, model)


def test_numpy_computes_what_torch_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch")
    from training import extract as trainer
    from training.extract_examples import Example, Read

    model = embed.bundled()
    torch.manual_seed(3)
    net = trainer.Extractor(model)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    weights = {name: array.astype(np.float32) for name, array in trainer.arrays(net).items()}
    net.load_state_dict({name: tensor.half().float() for name, tensor in net.state_dict().items()})
    again = trainer.Extractor(model)
    trainer.started(again, weights)
    assert all(np.array_equal(array, weights[name]) for name, array in trainer.arrays(again).items())
    monkeypatch.setattr(extract, "tokens_of", lambda model: extract.Tokens(model, extract.prepared(weights)))
    rng = np.random.default_rng(5)
    passages = [
        (rng.integers(1, model.vocabulary, 40), np.array([7, 20, 40])),
        (rng.integers(1, model.vocabulary, 9), np.array([9])),
    ]
    question = np.concatenate([passages[0][0][:3], rng.integers(1, model.vocabulary, 5)])
    reads = [Read(tokens, ends, tokens[:0]) for tokens, ends in passages]
    inputs, _ = trainer.batch([Example(question, reads)])
    with torch.no_grad():
        logits, nothing = net(inputs)
    found = extract.extract(
        question.astype(np.uint16), [(tokens.astype(np.uint16), ends.astype(np.uint16)) for tokens, ends in passages], model
    )
    expected = [
        float(logits[0, p, first:last].logsumexp(0) - nothing[0])
        for p, (_, ends) in enumerate(passages)
        for first, last in zip([0, *ends[:-1]], ends, strict=True)
    ]
    np.testing.assert_allclose(np.concatenate(found.sentences), expected, rtol=0.01, atol=0.01)
    assert found.answered == pytest.approx(float(logits.flatten().logsumexp(0) - nothing[0]), abs=0.02)


@pytest.mark.parametrize(
    ("question", "passage", "answering"),
    [
        (
            "How long does the ear infection last?",
            "The ear infection is common among swimmers. It is caused by water. It usually lasts ten days.",
            2,
        ),
        (
            "Who designed the bridge?",
            "The bridge crosses the river at Tarn. It was designed by the engineer Elspeth Grant. Tickets cost four pounds.",
            1,
        ),
        ("大桥是哪一年建成的？", "大桥横跨清江。大桥于1978年建成通车。每天有两万人从桥上走过。", 1),
        ("When was the bridge finished?", "大桥横跨清江。大桥于1978年建成通车。每天有两万人从桥上走过。", 1),
    ],
)
def test_the_sentence_that_answers_has_the_highest_odds(question: str, passage: str, answering: int) -> None:
    found = read(question, passage).sentences[0]
    assert int(np.argmax(found)) == answering


@pytest.mark.parametrize(
    ("question", "there", "gone"),
    [
        (
            "Who is the captain of the ferry?",
            "The ferry sails at noon. Its captain is Duncan Reay. It carries 300 people.",
            "The ferry sails at noon. It carries 300 people. It was built in Gdansk.",
        ),
        ("船长是谁？", "渡轮中午开船。船长是罗嵩。船上有三百人。", "渡轮中午开船。船上有三百人。它造于大连。"),
    ],
)
def test_without_the_sentence_that_answers_the_odds_fall(question: str, there: str, gone: str) -> None:
    assert read(question, there).answered > read(question, gone).answered + 1


def test_passages_come_in_any_order() -> None:
    one, other = "It rained. The mayor spoke at noon.", "The bridge is closed. Nobody knows why."
    there, back = read("When did the mayor speak?", one, other), read("When did the mayor speak?", other, one)
    np.testing.assert_allclose(there.sentences[0], back.sentences[1], atol=1e-4)
    assert there.answered == pytest.approx(back.answered, abs=1e-4)


def test_nothing_asked_or_nothing_to_read_is_no_answer() -> None:
    model = embed.bundled()
    passage = np.array([5, 6, 7], np.uint16), np.array([3], np.uint16)
    assert extract.extract(np.zeros(0, np.uint16), [passage], model) == Extraction((pytest.approx([UNREAD]),))
    assert extract.extract(np.array([5], np.uint16), [], model) == Extraction(())


def test_a_sentence_beyond_what_is_read_is_marked_so() -> None:
    model = embed.bundled()
    long = np.full(extract.LONGEST_PASSAGE + 30, 9, np.uint16)
    ends = np.array([10, extract.LONGEST_PASSAGE + 5, len(long)], np.uint16)
    found = extract.extract(np.array([9, 11], np.uint16), [(long, ends)], model).sentences[0]
    assert found[2] == UNREAD
    assert (found[:2] != UNREAD).all()
