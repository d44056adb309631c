"""An article -> its sentences and passages.

The end of a line ends a sentence, except in text that was wrapped at a fixed width. Within a line, Latin script goes through
sentencex; lines with Chinese or Japanese have rules of their own, because sentencex parts a quotation from the words that say
who spoke, and leaves a closing quote at the head of the next sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sentencex

from index.patterns import lazily
from index.types import Passage, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.types import Article

CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
PASSAGE_WEIGHT = 1000
"""The largest weight of a passage, and of a sentence: a Latin character weighs 1, a Chinese one 2.5."""
OVERLAP_WEIGHT = 250
"""A last sentence up to this weight is repeated at the head of the next passage."""
_CJK_WEIGHT = 1.5
_LIGHT = PASSAGE_WEIGHT / (1 + _CJK_WEIGHT)  # characters that fit a passage whatever they are; few sentences have more
_WHOLE_QUOTATION = 180

_CJK = lazily(f"[{CJK}]")
_CJK_RUN = lazily(f"[{CJK}]+")  # fewer than characters
_MARK = lazily('[。！？!?｡．.“”‘’「」『』（）()"]')
_OPEN, _CLOSE = "“「『（(", "”」』）)"
_PAIR = dict(zip(_CLOSE, _OPEN, strict=True))
_TRAIL = lazily("[。！？!?｡．.…]*[”’」』）)\"'】》〉]*(?:\\[\\d{1,3}\\])*")
_STARTS_NEXT = lazily(rf"\s+[A-Z“\"‘({CJK}]|\s*$")
_SPOKEN = lazily(
    "[^。！？!?“「『：:\n]{0,16}?(?:说|說|道|问|問|表示|指出|称|稱|强调|強調|回答|喊|写|寫|认为|認為|坦言|感叹|感嘆)"
)
_SOFT = (lazily("[；;]\\s*"), lazily("[，,、：:—]+\\s*"), lazily(r"\s+"))
_ENDS = lazily(r"[。！？!?.:：;；…”’」』）)\"']\s*$")
_GOES_ON = lazily(rf"\s*[a-z\u00df-\u00ff{CJK}0-9（(“\"，。、；：]")
_NARROWEST, _WIDEST = 40, 130


def split(article: Article) -> list[Passage]:
    """The passages of an article, in order: whole sentences, at most about 400 Chinese or 1,000 Latin characters.

    Neighbours within a section share a sentence when it is short. A heading begins a passage rather than ending one. Every
    sentence of the text is in a passage; an article without a sentence has none.
    """
    text = article.text
    spans = sentences(text, article.language)
    weights = [end - start for start, end in spans] if text.isascii() else [_weight(text, span) for span in spans]
    passages: list[Passage] = []
    for first, last in _groups(text, spans, weights):
        inside = tuple(spans[first:last])
        passages.append(Passage(article.id, len(passages), inside[0].start, inside[-1].end, inside))
    return passages


def sentences(text: str, language: str) -> list[Span]:
    """The sentences of ``text`` in order, without white space around them; together they hold all that is not white space.

    ``language`` is a two-letter code, for the abbreviations of Latin scripts.
    """
    spans: list[Span] = []
    for start, end in _blocks(text):
        line = text[start:end].replace("\n", " ")
        ends = _cjk_ends(line) if _CJK.search(line) else _latin_ends(line, language)
        for first, last in _stripped(line, ends):
            if last - first <= _LIGHT:
                spans.append(Span(start + first, start + last))
            else:
                spans.extend(Span(start + a, start + b) for a, b in _shortened(line, (first, last)))
    return spans


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether neighbouring lines (none blank) are one paragraph broken at a fixed width.

    Then each line but the last is as long as it could be: the first word of the next would not have fitted.
    """
    if len(lines) < 3:
        return False
    widths = [_width(line) for line in lines]
    widest = max(widths)
    if not _NARROWEST <= widest <= _WIDEST or widths[-1] > widest:
        return False
    if sum(bool(_ENDS.search(line)) for line in lines[:-1]) > 0.5 * (len(lines) - 1):
        return False
    # Wrapped text breaks within its sentences; lines of a list or a head begin anew.
    if sum(bool(_GOES_ON.match(line)) for line in lines[1:]) < max(1, 0.3 * (len(lines) - 1)):
        return False
    full = sum(width + _first_word(following) > widest - 2 for width, following in zip(widths[:-1], lines[1:], strict=True))
    return full >= 0.9 * (len(lines) - 1)


def _width(line: str) -> int:
    return len(line) + len(_CJK.findall(line))


def _first_word(line: str) -> int:
    word = line.lstrip().split(" ", 1)[0]
    return 2 if _CJK.match(word) else 1 + len(word)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Each line, or a run of lines that were wrapped, as (start, end)."""
    run: list[tuple[int, int]] = []
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        if line.strip():
            run.append((position, end))
        elif run:
            yield from _joined(text, run)
            run = []
        position = end + 1
    if run:
        yield from _joined(text, run)


def _joined(text: str, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if is_wrapped([text[start:end] for start, end in run]):
        return [(run[0][0], run[-1][1])]
    return run


def _latin_ends(line: str, language: str) -> list[int]:
    ends: list[int] = []
    position = 0
    for piece in sentencex.segment(language, line):
        position += len(piece)
        ends.append(position)
    return ends


def _cjk_ends(line: str) -> list[int]:
    """Where the sentences of a line with Chinese or Japanese end."""
    ends: list[int] = []
    begin = done = 0
    opened: list[tuple[str, int]] = []
    for mark in _MARK.finditer(line):
        at, character = mark.start(), mark.group()
        if at < done:
            continue
        if character in _OPEN or character in _CLOSE or character == '"':
            _turn(opened, character, at)
            continue
        if not _ends_sentence(line, begin, at):
            continue
        done = _trail_end(line, at, opened)
        inside = bool(opened) and at - opened[0][1] < _WHOLE_QUOTATION
        if inside or not _finished(line, begin, done):
            continue
        ends.append(done)
        begin = done
        opened.clear()
    return [*ends, len(line)] if begin < len(line) else ends


def _turn(opened: list[tuple[str, int]], character: str, at: int) -> None:
    """Open or close a quotation or bracket; one that was never closed is forgotten when an outer one closes."""
    if character in _OPEN or (character == '"' and all(mark != '"' for mark, _ in opened)):
        opened.append((character, at))
        return
    opening = _PAIR.get(character, character)
    for depth in range(len(opened) - 1, -1, -1):
        if opened[depth][0] == opening:
            del opened[depth:]
            return


def _ends_sentence(line: str, begin: int, at: int) -> bool:
    character = line[at]
    if character in "。！？｡":
        return True
    if character in "!?":
        return not re.match(r"[\w=&/]", line[at + 1 : at + 2], re.ASCII)
    if at == begin or at - begin < 6:
        return False
    before, after = line[at - 1], line[at + 1 : at + 2]
    if _CJK.match(before):
        return after != "."
    word = re.search(r"[^\s.]*$", line[begin:at])
    return bool(word and len(word.group()) > 3 and _STARTS_NEXT.match(line, at + 1))


def _trail_end(line: str, at: int, opened: list[tuple[str, int]]) -> int:
    """The end of the run of stops and closing marks that begins at ``at``; what it closes is taken off ``opened``."""
    match = _TRAIL.match(line, at)
    end = match.end() if match else at + 1
    for index in range(at, end):
        if line[index] == '"' and all(mark != '"' for mark, _ in opened):
            return index
        if line[index] in _CLOSE or line[index] == '"':
            _turn(opened, line[index], index)
    return end


def _finished(line: str, begin: int, end: int) -> bool:
    """Whether a sentence ends here, and not a bracket within one or a quotation whose speaker is named after it."""
    if line[end - 1] in "）)":
        opening = max(line.rfind("（", begin, end), line.rfind("(", begin, end))
        return not line[begin : max(opening, begin)].strip() or line[end - 2] not in "。！？!?｡．."
    if line[end - 1] not in '”」』"' or line[begin:end].lstrip()[:1] not in '“「『"':
        return True
    return not _SPOKEN.match(line, end)


def _stripped(line: str, ends: list[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for end in ends:
        piece = line[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = left + len(piece.strip())
        if right > left:
            yield left, right
        start = end


def _weight(text: str, span: tuple[int, int]) -> float:
    start, end = span
    return end - start + _CJK_WEIGHT * sum(map(len, _CJK_RUN.findall(text, start, end)))


def _shortened(line: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The sentence itself, or its clauses when it is too heavy for a passage; cut anywhere where nothing parts it."""
    start, end = span
    while start < end:
        if _weight(line, (start, end)) <= PASSAGE_WEIGHT:
            yield start, end
            return
        limit = _reach(line, start, end)
        cut = next((found for mark in _SOFT if (found := _last(mark, line, start, limit))), limit)
        right = start + len(line[start:cut].rstrip())
        if right > start:
            yield start, right
        start = cut + len(line[cut:end]) - len(line[cut:end].lstrip())


def _reach(line: str, start: int, end: int) -> int:
    """How far from ``start`` the greatest weight of a passage goes."""
    weight = 0.0
    for index in range(start, end):
        weight += 1 + _CJK_WEIGHT * bool(_CJK.match(line, index))
        if weight > PASSAGE_WEIGHT:
            return max(index, start + 1)
    return end


def _last(mark: re.Pattern[str], line: str, start: int, limit: int) -> int | None:
    """The end of the last such mark in the second half of the reach."""
    found = None
    for match in mark.finditer(line, start + (limit - start) // 2, limit):
        found = match.end()
    return found


def _groups(text: str, spans: Sequence[Span], weights: Sequence[float]) -> Iterator[tuple[int, int]]:
    """The sentences of each passage as (first, last), half open."""
    first, total = 0, 0.0
    for number, weight in enumerate(weights):
        if number > first and total + weight > PASSAGE_WEIGHT:
            cut = _before_heading(text, spans, first, number)
            yield first, cut
            first = _with_overlap(text, spans, weights, first, cut)
            if sum(weights[first : number + 1]) > PASSAGE_WEIGHT:
                first = cut
            total = sum(weights[first:number])
        total += weight
    if first < len(spans):
        yield first, len(spans)


def _before_heading(text: str, spans: Sequence[Span], first: int, number: int) -> int:
    """The cut moved back over headings, so that none stands at the foot of a passage."""
    cut = number
    while cut > first + 1 and _is_heading(text, spans[cut - 1]):
        cut -= 1
    return cut


def _with_overlap(text: str, spans: Sequence[Span], weights: Sequence[float], first: int, cut: int) -> int:
    if cut - first < 2 or weights[cut - 1] > OVERLAP_WEIGHT or _is_heading(text, spans[cut]):
        return cut
    return cut - 1


def _is_heading(text: str, span: Span) -> bool:
    alone = text[span.end : span.end + 1] in ("\n", "") and (span.start == 0 or text[span.start - 1] == "\n")
    return alone and _weight(text, span) <= 100 and not re.search(r"[。！？!?.;；,，、”\"]$", text[span.start : span.end])
