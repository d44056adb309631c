"""``python -m training``: data -> index/model and rag/retrieve_weights.py, seeds fixed; bench.retrieval prints the table."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from index import embed
from index.static import StaticModel
from index.table import write_table
from training import data, export, fusion, late, neighbours, notes, sounds, static, table, tokenizer, translation

_MODEL = Path(embed.__file__).parent / "model"
_RUNNING = ("tatoeba_manythings", "python_docs_zh_cn", "3am_captions", "qa_01", "qa_23")
_FORWARD = ("qa_02", "qa_13", "qa_03", "qa_12", "qa_23", "qa_01", "tatoeba_manythings", "3am_captions", "python_docs_zh_cn")
_BACKWARD = ("qa_23", "qa_01", "tatoeba_manythings", "3am_captions")


def answers(sources: dict[str, static.Source], words: tokenizer.Tokenizer) -> list[static.Source]:
    """What the second stage learns from: questions in the order of their articles, and translations in both directions."""
    ordered = [data.decontaminated(data.answer_pairs(name)[1]) for name in ("squad_train.json.gz", "drcd_test.json.gz")]
    turned = [static.Source(s.name, s.kind, s.right, s.left) for s in (sources[name] for name in _BACKWARD)]
    return static.encoded(words, ordered) + [sources[name] for name in _FORWARD] + turned


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=_MODEL, help="where the model goes")
    parser.add_argument("--steps", type=int, default=3_000, help="batches of the first stage")
    parser.add_argument("--late-steps", type=int, default=1_300, help="batches of the second stage; 0 leaves it out")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    began = time.monotonic()

    def done(what: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {what}", flush=True)

    pairs = data.everything()
    done(f"{sum(map(len, pairs))} pairs, decontaminated")
    words = tokenizer.train_tokenizer(pairs, limit=20_000)
    usual = export.frequencies(words, pairs)
    done(f"tokenizer of {words.get_vocab_size()} tokens")
    sources = static.encoded(words, pairs)
    vectors = static.train(sources, words.get_vocab_size(), steps=given.steps)
    done("token vectors, first stage")
    if given.late_steps:
        by_name = {source.name: source for source in sources}
        vectors = late.train(vectors, answers(by_name, words), sources, usual.astype(np.float32), steps=given.late_steps)
        done("token vectors, second stage")
    export.write_model(given.folder, words, vectors, usual)
    neighbours.write_neighbours(given.folder / "neighbours.safetensors", vectors, neighbours.han_tokens(words))
    done("neighbours")
    lexical = translation.estimate(one for one in pairs if one.kind == "dictionary" or one.name in _RUNNING)
    model = StaticModel(embed.BUNDLED, given.folder)
    to_chinese, to_english = table.tables(table.entries(lexical, pairs[0], model))
    write_table(given.folder / "to_chinese.safetensors", to_chinese)
    write_table(given.folder / "to_english.safetensors", to_english)
    notes.write(given.folder)
    done(f"translation table, {sum(map(len, to_chinese.values()))} pairs")
    sounds.write(given.folder / sounds.TARGET.name)
    done("names by sound")
    if given.folder == _MODEL:
        fusion.write(fusion.fit(fusion.collect()))
        done("fusion weights; now python -m bench.retrieval")


if __name__ == "__main__":
    main()
