"""What is noted of every translation: its rarest token and its words -> index/model/notes.safetensors.

Made of the tables, the tokenizer and the frequencies as they stand in the model's folder, and of rjieba's dictionary:
``python -m training.notes`` writes the file anew in half a minute.
"""

from __future__ import annotations

from pathlib import Path

from index import analyse, embed
from index.static import StaticModel
from index.table import Table, write_notes
from index.translate import NOTES, TABLES
from rag.expand import rarest


def write(folder: Path) -> None:
    """Write the notes of the tables in a model's folder."""
    model = StaticModel(embed.BUNDLED, folder)
    tables = {name: Table(folder / f"{name}.safetensors") for name in TABLES}
    write_notes(folder / NOTES, tables, lambda texts: rarest(texts, model), _han_words)


def _han_words(text: str) -> list[str]:
    """The words of Han text, whose cutting is dear; those of other texts are found where they are asked for."""
    return analyse.words(text) if all(map(analyse.is_han, text)) else []


if __name__ == "__main__":
    write(Path(embed.__file__).parent / "model")
