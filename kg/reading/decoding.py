"""Turns bytes into text and says which encoding that took.

1. Files of a known binary kind are refused by their first bytes.
2. A byte order mark decides; then UTF-8; then the encoding an HTML page declares.
3. UTF-8 with a few damaged bytes stays UTF-8: each stands as U+FFFD.
4. English with a few marks is Windows Western; anything else is left to charset-normalizer.
5. What then holds many control characters is refused as binary.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from kg.errors import ReadingError
from kg.reading.language import is_english

_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip file whose name does not end in .gz"),
    (b"SQLite format 3\0", "an SQLite database"),
)
_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = (  # https://encoding.spec.whatwg.org/#names-and-labels, less what no article is written in
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866 cp874 cp932 cp949 big5 euc_jp gb18030 "
    "iso8859_2 iso8859_5 iso8859_6 iso8859_7 iso8859_8 koi8_r koi8_u utf_16_be utf_16_le"
).split()
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f\ufffd]")
_CONTROL_SHARE = 0.05  # prose has none; a stray NUL in a real article stays far below
_FEW_MARKS = 0.1
_SAMPLE = 100_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the remarks its decoding earned."""

    text: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """Return the text of data; `declared` is the encoding the document says it has.

    Raises ReadingError when data is binary or in no encoding that can be told.
    """
    _check_magic(data)
    decoded = _marked(data) or _utf8(data) or _declared(data, declared) or _damaged_utf8(data) or _detected(data)
    _check_controls(decoded.text)
    return decoded


class TextLines(Iterable[str]):
    """Lines of text out of lines of bytes, each decoded as UTF-8 or, failing that, by its own look.

    Line ends stay as they are, and a lone carriage return ends a line too. `take_notes` returns the
    remarks on the lines given since it was last called.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._encoding: str | None = None
        self._notes: dict[str, None] = {}

    def __iter__(self) -> Iterator[str]:
        first = next(self._lines, b"")
        _check_magic(first)
        if _mark(first):
            whole = decode(b"".join(chain([first], self._lines)))
            self._notes.update(dict.fromkeys(whole.notes))
            yield from io.StringIO(whole.text.removeprefix("\ufeff"), newline="")
            return
        for number, line in enumerate(chain([first], self._lines)):
            text = self._decoded(line)
            if number == 0:
                _check_controls(text)
                text = text.removeprefix("\ufeff")
            yield from io.StringIO(text, newline="")

    def take_notes(self) -> tuple[str, ...]:
        """Return, once, the remarks on the lines given so far."""
        notes = tuple(self._notes)
        self._notes.clear()
        return notes

    def _decoded(self, line: bytes) -> str:
        decoded = _utf8(line) or _declared(line, self._encoding) or _damaged_utf8(line)
        if decoded is None:
            self._encoding = _detected_encoding(line)
            decoded = _as(line, self._encoding)
        self._notes.update(dict.fromkeys(decoded.notes))
        return decoded.text


def _check_magic(data: bytes) -> None:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise ReadingError(f"is {kind}, expected text")


def _check_controls(text: str) -> None:
    sample = text[:_SAMPLE]
    controls = len(_CONTROL.findall(sample))
    if controls > len(sample) * _CONTROL_SHARE:
        raise ReadingError(f"is binary ({controls} of its first {len(sample)} characters are controls), expected text")


def _mark(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _marked(data: bytes) -> Decoded | None:
    encoding = _mark(data)
    if encoding is None:
        return None
    try:
        return _as(data, encoding)
    except UnicodeDecodeError as error:
        raise ReadingError(f"begins as {encoding.upper()} but breaks off at byte {error.start}") from error


def _utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        return None


def _declared(data: bytes, encoding: str | None) -> Decoded | None:
    if encoding is None:
        return None
    try:
        return _as(data, encoding)
    except (LookupError, UnicodeError):
        return None


def _damaged_utf8(data: bytes) -> Decoded | None:
    """Decode UTF-8 with some bytes damaged; None when most of what is not ASCII is no UTF-8."""
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    if len(_NOT_ASCII.findall(text)) < 3 * damaged:
        return None
    return Decoded(text, (f"places where its UTF-8 is damaged and U+FFFD stands: {damaged}",))


def _detected(data: bytes) -> Decoded:
    return _as(data, _detected_encoding(data))


def _detected_encoding(data: bytes) -> str:
    if _is_western_english(data):
        return "cp1252"
    from charset_normalizer import from_bytes  # a slow import for the few files that need it

    matches = from_bytes(data, cp_isolation=_LEGACY)
    best = matches.best()
    if best is None:
        raise ReadingError("is binary or in no encoding that can be told, expected UTF-8 text")
    # Several encodings often fit equally well; of those, Windows Western is by far the commonest.
    as_good = [m for m in matches if m.chaos <= best.chaos and m.coherence >= best.coherence]
    return "cp1252" if any("cp1252" in match.could_be_from_charset for match in as_good) else best.encoding


def _is_western_english(data: bytes) -> bool:
    """Tell English with a few typographic marks, where one byte encoding looks as good as another to a detector."""
    ascii_part = data.decode("ascii", errors="ignore")
    foreign = len(data) - len(ascii_part)
    if foreign > _FEW_MARKS * len(data) or _CONTROL.search(ascii_part) or is_english(ascii_part) is False:
        return False
    return _declared(data, "cp1252") is not None


def _as(data: bytes, encoding: str) -> Decoded:
    return Decoded(data.decode(encoding), (f"read as {codecs.lookup(encoding).name}",))
