# ruff: noqa: E501
"""Reading-comprehension sets as articles and questions: what bench/quotes.py, bench/refusal.py and training/quotes.py measure on."""

from __future__ import annotations

import gzip
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.local import LocalIndex
from index.split import split
from index.types import Article, SourceFile

SHARED = Path(__file__).resolve().parents[2] / "shared"
EVAL, DATA = SHARED / "eval", SHARED / "data"


@dataclass(frozen=True)
class Asked:
    """A question, the id of the article that answers it, the group of articles that it is of, and the answers as they stand;
    none where the article only seems to answer."""

    question: str
    article: str
    group: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class ReadingSet:
    """Articles of one language and the questions to them, of one language; of both where the direction is "any"."""

    name: str
    direction: str
    articles: tuple[Article, ...]
    questions: tuple[Asked, ...]


def read(path: Path) -> dict[str, Any]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    data: dict[str, Any] = json.loads(content)
    return data


def squad(
    path: Path, name: str, direction: str, questions: dict[str, str] | None = None, most: int | None = None
) -> ReadingSet:
    """A file in SQuAD's layout; ``questions`` replaces each question's text by its id."""
    language = direction.split("->")[1]
    articles, asked = [], []
    for number, document in enumerate(read(path)["data"]):
        if most is not None and number >= most:
            break
        for place, paragraph in enumerate(document["paragraphs"]):
            article = Article(
                id=f"{number}-{place}",
                title="",
                text=paragraph["context"],
                language=language,
                path=f"{number}-{place}.txt",
                sha256=f"{number}-{place}",
            )
            articles.append(article)
            for qa in paragraph["qas"]:
                text = (questions or {}).get(qa["id"], qa["question"])
                answers = tuple(dict.fromkeys(answer["text"] for answer in qa["answers"]))
                if questions is None or qa["id"] in questions:
                    asked.append(Asked(text, article.id, str(number), answers))
    return ReadingSet(name, direction, tuple(articles), tuple(asked))


def questions_by_id(path: Path) -> dict[str, str]:
    return {
        qa["id"]: qa["question"]
        for document in read(path)["data"]
        for paragraph in document["paragraphs"]
        for qa in paragraph["qas"]
    }


def cmrc(path: Path) -> ReadingSet:
    articles, asked = [], []
    for number, paragraph in enumerate(read_list(path)):
        text = paragraph["context_text"]
        articles.append(Article(id=f"{number}", title="", text=text, language="zh", path=f"{number}.txt", sha256=f"{number}"))
        asked.extend(
            Asked(qa["query_text"], f"{number}", f"{number}", tuple(dict.fromkeys(qa["answers"]))) for qa in paragraph["qas"]
        )
    return ReadingSet("CMRC trial", "zh->zh", tuple(articles), tuple(asked))


def read_list(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        data = json.load(file)
    if isinstance(data, dict):
        return [
            {
                "context_text": p["context"],
                "qas": [{"query_text": q["question"], "answers": [a["text"] for a in q["answers"]]} for q in p["qas"]],
            }
            for d in data["data"]
            for p in d["paragraphs"]
        ]
    return list(data)


def xquad(direction: str) -> ReadingSet:
    question, passage = direction.split("->")
    texts = questions_by_id(EVAL / "xquad" / f"xquad.{question}.json")
    return squad(EVAL / "xquad" / f"xquad.{passage}.json", "XQuAD", direction, texts)


def bipar(direction: str) -> ReadingSet:
    file = {"en->en": "Monolingual_EN", "zh->zh": "Monolingual_ZH", "en->zh": "Crosslingual_QEN", "zh->en": "Crosslingual_QZH"}[
        direction
    ]
    return squad(EVAL / "bipar" / f"{file}_valid.json", "BiPaR valid", direction)


def drcd_test() -> ReadingSet:
    return squad(DATA / "drcd_test.json.gz", "DRCD test", "zh->zh")


def drcd() -> ReadingSet:
    return squad(EVAL / "drcd" / "DRCD_dev.json", "DRCD dev", "zh->zh")


def cmrc_trial() -> ReadingSet:
    return cmrc(EVAL / "cmrc2018" / "cmrc2018_trial.json")


def squad_train(most: int = 40) -> ReadingSet:
    return squad(DATA / "squad_train.json.gz", "SQuAD train", "en->en", most=most)


def bilingual(direction: str, group: int = 6) -> ReadingSet:
    """The project's question-answer sentences, ``group`` of them to an article; the whole sentence is the answer."""
    question, passage = direction.split("->")
    with gzip.open(DATA / "bilingual_qa.tsv.gz", "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    rows = [row for row in rows if len(row) == 4]
    articles, asked = [], []
    step = len(rows) // group
    for number in range(step):
        members = [rows[number + step * place] for place in range(group)]
        answers = [row[2 if passage == "en" else 3].strip() for row in members]
        articles.append(
            Article(
                id=f"{number}", title="", text="\n".join(answers), language=passage, path=f"{number}.txt", sha256=f"{number}"
            )
        )
        asked += [
            Asked(row[0 if question == "en" else 1], f"{number}", f"{number}", (answer,))
            for row, answer in zip(members, answers, strict=True)
        ]
    return ReadingSet("bilingual QA", direction, tuple(articles), tuple(asked))


def written(folder: Path) -> ReadingSet:
    """Articles written for the project, with questions of both languages; every other one is not answered, though its words are there."""
    articles = tuple(
        Article(id=one["id"], title=one["title"], text=one["text"], language=one["language"], path=one["id"], sha256=one["id"],
                published=one["published"], source=one["source"])
        for one in lines(folder / "articles.jsonl")
    )  # fmt: skip
    asked = [
        Asked(one["question"], one["article"], one["article"], tuple(one["evidence"]))
        for one in lines(folder / "questions.jsonl")
    ]
    return ReadingSet("written", "any", articles, tuple(asked))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def build(folder: Path, data: ReadingSet) -> LocalIndex:
    """An index of the set's articles, made anew in ``folder``."""
    shutil.rmtree(folder, ignore_errors=True)
    index = LocalIndex.create(folder)
    with index.writer() as writer:
        for article in data.articles:
            writer.put(article, split(article), SourceFile(article.path, 1, 1, article.sha256))
    index.refresh()
    return index


def squeeze(text: str) -> str:
    """A text as answers are compared: folded, without white space."""
    from index.analyse import fold

    return "".join(fold(text).split())
