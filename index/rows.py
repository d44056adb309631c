"""Passages and articles <-> the rows of the store: compact, and each with a checksum of all that it says.

A row's checksum starts from the index's own id and the row's key, so that a row of another index, or of another place in this
one, fails it as a flipped bit does.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from dataclasses import fields
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from index.errors import IndexDamaged
from index.passages import Columns, Passages, Texts
from index.types import Article, ArticleSummary, Encoding, Removed, SourceFile, Span, StoredPassage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from index.types import Passage

# number, start, end; how many sentences, tokens, dimensions, sentence vectors; bytes of the article's id, language, one offset
_HEAD = struct.Struct("<IIIHHHHHBB")
_NARROW = 65536
_U2 = np.dtype("<u2")
_SPAN = partial(tuple.__new__, Span)  # half the time of Span(), of which an answer makes thousands
_LEVEL = 6
_SUMMARY = tuple(field.name for field in fields(ArticleSummary) if field.name != "id")


def encode(text: str) -> bytes:
    """UTF-8; a lone surrogate, as file names may hold, passes."""
    return text.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> str:
    """The inverse of :func:`encode`."""
    return data.decode("utf-8", "surrogatepass")


def check(seed: int, *parts: object) -> int:
    """CRC-32 of a row's parts, seeded by the index it is in; -1, which is none, when one is of a kind that no row holds."""
    value, crc32 = seed, zlib.crc32
    for part in parts:
        if isinstance(part, int):
            value = crc32(b"%d;" % part, value)
        elif isinstance(part, bytes):
            value = crc32(part, value)
        elif isinstance(part, str):
            value = crc32(b"t" + encode(part), value)
        else:
            return -1
    return value


def text_hash(text: str, sentences: Sequence[Span]) -> int:
    """A signed 64-bit number that tells passages of the same text and the same sentences."""
    digest = hashlib.blake2b(encode(text), digest_size=8)
    digest.update(struct.pack(f"<{2 * len(sentences)}I", *chain.from_iterable(sentences)))
    return int.from_bytes(digest.digest(), "little", signed=True)


def quantise(vectors: NDArray[Any]) -> bytes:
    """(n, d) -> n float32 scales, then n x d int8: a quarter of the size; a cosine moves by about 0.0005."""
    scales, codes = _scaled(np.atleast_2d(np.asarray(vectors, dtype=np.float32)))
    return scales.tobytes() + codes.tobytes()


def quantised(vectors: NDArray[np.float32]) -> list[bytes]:
    """(n, d) -> what :func:`quantise` makes of each."""
    scales, codes = _scaled(vectors)
    return [scale.tobytes() + code.tobytes() for scale, code in zip(scales, codes, strict=True)]


def _scaled(vectors: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    scales = np.maximum(np.abs(vectors).max(axis=1, initial=0.0), 1e-12) / 127.0
    return scales.astype("<f4"), np.rint(vectors / scales[:, None]).astype(np.int8)


def dequantise(data: bytes | memoryview, count: int, dimensions: int) -> NDArray[np.float32]:
    """The inverse of :func:`quantise`, each row made unit length again (a zero row stays zero)."""
    return _unit(np.frombuffer(data, np.int8, count * dimensions, 4 * count).reshape(count, dimensions))


class Coded(NamedTuple):
    """A passage's sentence bounds and encoding as its row holds them: ``data``, and how much of what is in it.

    ``extra`` counts sentence vectors; ``width`` is of one bound, in bytes.
    """

    sentences: int
    tokens: int
    dimensions: int
    extra: int
    width: int
    data: bytes

    @property
    def size(self) -> int:
        """How many bytes ``data`` has to have."""
        return _coded_size(self.sentences, self.tokens, self.dimensions, self.extra, self.width)

    @property
    def ids(self) -> NDArray[np.uint16]:
        """The tokens, in text order."""
        return np.frombuffer(self.data, _U2, self.tokens, 2 * self.sentences * (self.width + 1))


def _coded_size(sentences: int, tokens: int, dimensions: int, extra: int, width: int) -> int:
    return 2 * sentences * (width + 1) + 2 * tokens + (1 + extra) * (4 + dimensions)


def code(passages: Sequence[Passage], encodings: Sequence[Encoding]) -> list[Coded]:
    """What rows say of the passages' sentences and encodings."""
    vectors = quantised(np.array([one.vector for one in encodings], np.float32))
    return [_code(*of) for of in zip(passages, encodings, vectors, strict=True)]


def _code(passage: Passage, encoding: Encoding, vector: bytes) -> Coded:
    start, extra = passage.start, encoding.sentences
    bounds = [place - start for span in passage.sentences for place in span]
    wide = passage.end - start >= _NARROW
    data = b"".join((
        struct.pack(f"<{len(bounds)}{'I' if wide else 'H'}", *bounds),
        np.asarray(encoding.ends, dtype="<u2").tobytes(),
        np.asarray(encoding.tokens, dtype="<u2").tobytes(),
        vector,
        b"" if extra is None else quantise(extra),
    ))  # fmt: skip
    vectors = 0 if extra is None else len(extra)
    return Coded(len(bounds) // 2, len(encoding.tokens), len(encoding.vector), vectors, 4 if wide else 2, data)


def vectors_of(coded: Sequence[Coded]) -> NDArray[np.float32]:
    """(n, d): the passages' vectors, as they are read back from the store."""
    starts = [_coded_size(one.sentences, one.tokens, 0, -1, one.width) + 4 for one in coded]
    parts = [one.data[at : at + one.dimensions] for one, at in zip(coded, starts, strict=True)]
    return _unit(np.frombuffer(b"".join(parts), np.int8).reshape(len(parts), -1))


class PassageRow(NamedTuple):
    """What is packed of one passage."""

    article_id: str
    language: str
    number: int
    start: int
    end: int
    text: str
    coded: Coded


class Place(NamedTuple):
    """Where a passage's row is: part of its checksum."""

    seed: int
    key: int
    article: int
    mark: int


def pack_passage(row: PassageRow, place: Place) -> tuple[bytes, int]:
    """The bytes of a passage and their checksum.

    Its text is not compressed: that would take a sixth off the index, and add a quarter to the time of reading it.
    """
    coded, identity, language = row.coded, encode(row.article_id), encode(row.language)
    head = _HEAD.pack(
        row.number, row.start, row.end, coded.sentences, coded.tokens, coded.dimensions, coded.extra, len(identity),
        len(language), coded.width,
    )  # fmt: skip
    body = b"".join((head, identity, language, coded.data, encode(row.text)))
    return body, _check_passage(*place, body)


def plain(body: bytes) -> bytes:
    """A passage's bytes as stores before version 3 held them, its text compressed -> as they are held now."""
    at = _text_at(_HEAD.unpack_from(body))
    return body[:at] + zlib.decompress(body[at:])


def _text_at(head: tuple[int, ...]) -> int:
    """Where in a row its text begins: it is the last."""
    _, _, _, spans, tokens, dimensions, extra, identity, language, width = head
    return _HEAD.size + identity + language + _coded_size(spans, tokens, dimensions, extra, width)


def unpack_passage(key: int, article: int, mark: int, body: bytes, checksum: int, *, seed: int) -> StoredPassage:
    """The inverse of :func:`pack_passage`, of a row as it stands in the store.

    Raises:
        index.errors.IndexDamaged: when the bytes are not those that were packed.
    """
    return unpack_passages([(key, article, mark, body, checksum)], seed)[0]


def unpack_passages(found: Sequence[tuple[int, int, int, bytes, int]], seed: int) -> Passages:
    """The passages of several rows; raises what :func:`unpack_passage` raises.

    The loop only cuts the rows apart: numbers are made of all of them at once, and objects of those that are asked for.
    """
    heads: list[tuple[int, ...]] = []
    languages, texts, bounds, ends, ids, codes = [], Texts(decode), [], [], [], []
    extras: list[NDArray[np.float16] | None] = []
    for row in found:
        head, body = _checked(row, seed), row[3]
        _, _, _, spans, tokens, dimensions, extra, identity, language, width = head
        at = _HEAD.size + identity
        languages.append(str(body[at : (at := at + language)], "utf-8", "surrogatepass"))
        bounds.append(body[at : (at := at + 2 * spans * width)])
        ends.append(body[at : (at := at + 2 * spans)])
        ids.append(body[at : (at := at + 2 * tokens)])
        codes.append(body[at + 4 : (at := at + 4 + dimensions)])
        extras.append(None)
        if extra:
            extras[-1] = dequantise(body[at : (at := at + extra * (4 + dimensions))], extra, dimensions).astype(np.float16)
        texts.add(body, at)
        heads.append(head)
    counts, lengths = (np.array([head[part] for head in heads], np.int64) for part in (3, 4))
    columns = Columns(
        np.array([row[0] for row in found], np.int64), languages, texts,
        _unit(np.frombuffer(b"".join(codes), np.int8).reshape(len(codes), -1 if codes else 0)),
        np.frombuffer(b"".join(ids), _U2), lengths, np.frombuffer(b"".join(ends), _U2),
        _starts(bounds, heads), counts, extras,
    )  # fmt: skip
    return Passages(columns, partial(_passage, [(row[0], row[3]) for row in found], heads, columns))


def _starts(bounds: Sequence[bytes], heads: Sequence[tuple[int, ...]]) -> NDArray[np.int64]:
    """Where the sentences of all passages begin, each among the characters of its passage."""
    if all(head[-1] == 2 for head in heads):
        return np.frombuffer(b"".join(bounds), _U2)[::2].astype(np.int64)
    parts = [np.frombuffer(one, f"<u{head[-1]}")[::2] for one, head in zip(bounds, heads, strict=True)]
    return np.concatenate(parts).astype(np.int64)


def _passage(bodies: Sequence[tuple[int, bytes]], heads: Sequence[tuple[int, ...]], columns: Columns, i: int) -> StoredPassage:
    """The object of one of the passages."""
    (key, body), (number, start, end, spans, tokens, _, _, identity, language, width) = bodies[i], heads[i]
    middle = _HEAD.size + identity
    bounds = struct.unpack_from(f"<{2 * spans}{'H' if width == 2 else 'I'}", body, middle + language)
    places = iter([start + bound for bound in bounds])
    at = middle + language + 2 * spans * width
    numbers = np.frombuffer(body, _U2, spans + tokens, at)
    return StoredPassage(
        key, decode(body[_HEAD.size : middle]), number, start, end, columns.texts[i], columns.languages[i],
        tuple(map(_SPAN, zip(places, places, strict=True))),
        Encoding(columns.vectors[i], numbers[spans:], numbers[:spans], columns.extras[i]),
    )  # fmt: skip


def unpack_texts(found: Sequence[tuple[int, int, int, bytes, int]], seed: int) -> list[tuple[int, int, str]]:
    """Only where the passages of several rows lie and their texts; raises what :func:`unpack_passage` raises."""
    made: list[tuple[int, int, str]] = []
    for row in found:
        head = _checked(row, seed)
        made.append((head[1], head[2], decode(row[3][_text_at(head) :])))
    return made


def _checked(row: tuple[int, int, int, bytes, int], seed: int) -> tuple[int, ...]:
    """The head of a passage's row that passes its checksum."""
    key, article, mark, body, checksum = row
    whole = type(key) is int and type(article) is int and type(mark) is int and type(body) is bytes
    if not whole or _check_passage(seed, key, article, mark, body) != checksum:
        raise IndexDamaged(f"passage {key} fails its checksum; run `pullquote verify`, then add its article again")
    return _HEAD.unpack_from(body)


def _check_passage(seed: int, key: int, article: int, mark: int, body: bytes) -> int:
    """What :func:`check` finds, in one piece: an answer reads hundreds."""
    return zlib.crc32(body, zlib.crc32(b"%d;%d;%d;" % (key, article, mark), seed))


def _unit(codes: NDArray[np.int8]) -> NDArray[np.float32]:
    vectors: NDArray[np.float32] = codes.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    np.divide(vectors, np.maximum(lengths, 1e-12)[:, None], out=vectors)
    return vectors


def vector_of(body: bytes) -> NDArray[np.float32]:
    """Only the vector of a packed passage, for building what is searched."""
    _, _, _, spans, tokens, dimensions, _, identity, language, width = _HEAD.unpack_from(body)
    at = _HEAD.size + identity + language + 2 * spans * width + 2 * spans + 2 * tokens
    vector: NDArray[np.float32] = dequantise(body[at : at + 4 + dimensions], 1, dimensions)[0]
    return vector


def gaps(text: str, passages: Iterable[tuple[int, int]]) -> str:
    """What of ``text`` stands in no passage, run together: with the passages' own texts it makes the whole again."""
    found, reached = [], 0
    for start, end in sorted(passages):
        found.append(text[reached:start])
        reached = max(reached, end)
    return "".join((*found, text[reached:]))


def join(between: str, passages: Iterable[tuple[int, int, str]]) -> str:
    """The inverse of :func:`gaps`: the whole text of an article from its passages and what stands between them."""
    parts, reached, taken = [], 0, 0
    for start, end, text in sorted(passages):
        if start > reached:
            parts.append(between[taken : taken + start - reached])
            taken += start - reached
            reached = start
        if end > reached:
            parts.append(text[reached - start :])
            reached = end
    return "".join((*parts, between[taken:]))


def brief(article: Article, passages: int) -> ArticleSummary:
    """An article without its text."""
    return ArticleSummary(
        article.id, article.title, article.source, article.published, article.language, article.path, article.sha256,
        len(article.text), passages, article.collections,
    )  # fmt: skip


def pack_article(article: Article, passages: Sequence[tuple[int, int]], seed: int, n: int) -> tuple[str, bytes, int]:
    """An article's row: its head (what a list says of it), the rest, and their checksum."""
    about = brief(article, len(passages))
    head = json.dumps([getattr(about, name) for name in _SUMMARY], separators=(",", ":"))
    rest = zlib.compress(json.dumps([
        gaps(article.text, passages), zlib.crc32(encode(article.text)), article.published_from, article.author, article.url,
        article.pages, [[removed.text, removed.rule] for removed in article.removed], article.copy_of,
    ], separators=(",", ":")).encode(), _LEVEL)  # fmt: skip
    return head, rest, check(seed, n, encode(article.id), signed(article.signature), head, rest)


class ArticleRow(NamedTuple):
    """An article's row as it stands in the store."""

    n: int
    id: bytes
    signature: int
    head: str
    rest: bytes
    crc: int


def unpack_head(row: ArticleRow, seed: int) -> ArticleSummary:
    """What a list says of an article, from its row as it stands in the store.

    Raises:
        index.errors.IndexDamaged: when the row is not as it was packed.
    """
    n, identity, signature, head, rest, checksum = row
    if check(seed, n, identity, signature, head, rest) != checksum:
        raise IndexDamaged(f"article number {n} fails its checksum; run `pullquote verify`, then add its file again")
    title, source, published, language, path, sha256, characters, passages, collections = json.loads(head)
    return ArticleSummary(
        decode(identity), title, source, published, language, path, sha256, characters, passages, tuple(collections)
    )


def unpack_article(row: ArticleRow, about: ArticleSummary, passages: Iterable[tuple[int, int, str]]) -> Article:
    """The inverse of :func:`pack_article`, with the texts of the article's passages.

    Raises:
        index.errors.IndexDamaged: when the text put together is not the one that was taken apart.
    """
    between, checksum, published_from, author, url, pages, removed, copy_of = json.loads(zlib.decompress(row.rest))
    text = join(between, passages)
    if zlib.crc32(encode(text)) != checksum:
        raise IndexDamaged(f"article {about.id} fails its checksum; run `pullquote verify`, then add its file again")
    return Article(
        about.id, about.title, text, about.language, about.path, about.sha256, about.source, about.published, published_from,
        author, url, tuple(pages), about.collections, tuple(Removed(*one) for one in removed), row.signature, copy_of,
    )  # fmt: skip


def signed(number: int) -> int:
    """A 64-bit number as SQLite holds it; the same for numbers that are signed already."""
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)


def pack_file(file: SourceFile, articles: Sequence[str], seed: int) -> tuple[bytes, str, int]:
    """A file's row: its path, the rest, and their checksum."""
    path, body = encode(file.path), json.dumps([file.size, file.modified_ns, file.sha256, list(articles)])
    return path, body, check(seed, path, body)


def unpack_file(seed: int, path: bytes, body: str, checksum: int) -> tuple[SourceFile, tuple[str, ...]]:
    """The inverse of :func:`pack_file`."""
    if check(seed, path, body) != checksum:
        raise IndexDamaged(f"the record of {decode(path)} fails its checksum; run `pullquote verify`, then add the file again")
    size, modified_ns, sha256, articles = json.loads(body)
    return SourceFile(decode(path), size, modified_ns, sha256), tuple(articles)
