"""Bytes -> text: byte order mark, strict UTF-8, what the file declares, then what its characters look like.

The short Chinese texts that a general detector confuses are told apart by their characters: a text read in its own
charset is made of the charset's common characters (the first level of GB 2312, of Big5, kana for Shift-JIS), and in
another of its rare ones.
"""

from __future__ import annotations

import codecs
import re

from index.errors import FileError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What pages declare, and the superset that their bytes are really in.
_SUPERSETS = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030",
    "big5": "big5hkscs", "big5-tw": "big5hkscs", "cp950": "big5hkscs", "shift_jis": "cp932", "shift-jis": "cp932",
    "sjis": "cp932", "x-sjis": "cp932", "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii":
    "cp1252", "ascii": "cp1252", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "unicode": "utf-16",
}  # fmt: skip
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]+)|<\?xml[^>]{0,100}encoding=[\"']([\w.-]+)", re.I)
_SAMPLE = 40_000
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """The text of ``data``.

    Raises:
        FileError: when it is not text in any encoding known here.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff")
    text = _utf8(data)
    # Latin text in UTF-16 is UTF-8 too, every second character of it a NUL.
    if b"\x00" in data and (text is None or data.count(0) > len(data) // 4):
        text = _utf16(data)
    elif text is None:
        text = _declared(data, declared) or _legacy(data)
    if text is None or len(_CONTROLS.findall(text, 0, _SAMPLE)) > 0.02 * min(len(text), _SAMPLE):
        raise FileError(name, "is not text in an encoding known here", "save it as UTF-8")
    return text


def charset(data: bytes) -> str | None:
    """The encoding that a page declares."""
    match = _CHARSET.search(data[:4096])
    return (match.group(1) or match.group(2)).decode("ascii", "replace") if match else None


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return text if broken <= 1 + len(text) // 1000 and sum(c > "\x7f" for c in text[:_SAMPLE]) > 4 * broken else None


def _utf16(data: bytes) -> str | None:
    """UTF-16 without its mark, in the byte order that gives the more usual characters."""
    best, text = 0.9, None
    for encoding in ("utf-16-le", "utf-16-be"):
        candidate = data[: len(data) & ~1].decode(encoding, "replace")
        sample = candidate[:_SAMPLE]
        usual = len(re.findall(r"[\t\n\r -~\u00a0-\u024f\u2010-\u203b\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]", sample))
        if usual > best * len(sample):
            best, text = usual / len(sample), candidate
    return text


def _declared(data: bytes, declared: str | None) -> str | None:
    if not declared:
        return None
    name = declared.strip().lower()
    try:
        text = data.decode(_SUPERSETS.get(name, name), "replace")
    except (LookupError, ValueError):
        return None
    return text if text.count("\ufffd") <= len(text) // 200 else None


def _legacy(data: bytes) -> str | None:
    sample = data[:_SAMPLE]
    scored = sorted(((_commonness(sample, encoding), encoding) for encoding in ("gb18030", "big5hkscs", "cp932")), reverse=True)
    share, encoding = scored[0]
    if share >= 0.7:
        return data.decode(encoding, "replace")
    high = sum(byte > 0x7F for byte in sample)
    if high <= 0.3 * len(sample):
        return data.decode("cp1252", "replace")
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return data.decode(best.encoding, "replace") if best else None


def _commonness(sample: bytes, encoding: str) -> float:
    """The share of common characters among those beyond ASCII, when ``sample`` is read in ``encoding``."""
    text = sample.decode(encoding, "replace")
    beyond = [character for character in text if character > "\x7f"]
    kana = sum("\u3041" <= character <= "\u30fe" for character in beyond)
    if not beyond or (encoding == "cp932" and kana < 0.15 * len(beyond)):
        return 0.0
    return sum(_is_common(character, encoding) for character in beyond) / len(beyond)


def _is_common(character: str, encoding: str) -> bool:
    if character == "\ufffd":
        return False
    code = character.encode(encoding, "replace")
    if len(code) != 2:
        return False
    lead, trail = code
    if encoding == "gb18030":
        return trail >= 0xA1 and (0xB0 <= lead <= 0xD7 or lead in (0xA1, 0xA3))
    if encoding == "big5hkscs":
        return 0xA4 <= lead <= 0xC6 or lead == 0xA1
    return 0x81 <= lead <= 0x97
