"""Count the rows of a table as it is written, from its bytes: whoever cuts an answer has to know that he did.

Oxigraph writes a table straight from its evaluation to the output, so that nobody sees the rows on their way.
"""

from __future__ import annotations

import re

from kg.store.formats import ResultFormat

# A row that binds anything begins so; within a string the quotation mark that the colon follows would be escaped.
_JSON_ROW = re.compile(rb'[\[,]\{"[^"]+":\{"type":"')
_XML_ROW = re.compile(rb"<result>")
_LONGEST_ROW_START = 256


class RowCount:
    """The rows of a table in what was read so far; the heading of CSV and TSV is none.

    JSON rows that bind nothing are not counted: they cannot be told from text.
    """

    def __init__(self, form: ResultFormat) -> None:
        self._form = form
        self._lines = 0
        self._found = 0
        self._in_quotes = False
        self._kept = b""

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return max(0, self._lines - 1) if self._form in (ResultFormat.csv, ResultFormat.tsv) else self._found

    def read(self, data: bytes) -> None:
        """Count on in the next part."""
        if self._form is ResultFormat.tsv:
            self._lines += data.count(b"\n")
        elif self._form is ResultFormat.csv:
            self._read_csv(data)
        else:
            pattern = _XML_ROW if self._form is ResultFormat.xml else _JSON_ROW
            text, end = self._kept + data, 0
            for found in pattern.finditer(text):
                self._found, end = self._found + 1, found.end()
            self._kept = text[max(end, len(text) - _LONGEST_ROW_START) :]

    def _read_csv(self, data: bytes) -> None:
        for part in data.split(b'"'):
            self._lines += 0 if self._in_quotes else part.count(b"\n")
            self._in_quotes = not self._in_quotes
        self._in_quotes = not self._in_quotes  # one quotation mark fewer than parts
