"""Reads articles out of WARC files (ISO 28500), as those of Common Crawl's news crawl: one entry for each web page.

A page is a response with status 200 in HTML; what else a crawl has kept (pictures, redirections, requests) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any

from kg.errors import ReadingError
from kg.reading.entries import Entry, Refusal
from kg.reading.files import needed
from kg.reading.html import LARGEST_PAGE, html_entry
from kg.reading.pieces import Part

_HTML = ("text/html", "application/xhtml+xml")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def warc_entries(stream: IO[bytes], *, source: str, stem: str, part: Part | None = None) -> Iterator[Entry | Refusal]:
    """Yield the pages of a WARC file, packed or not, or of a part of it.

    Raises ReadingError, behind the pages before, where the file is damaged, and when warcio is not installed.
    """
    number = part.before if part else 0
    for _, record in _records(stream, part):
        if _is_page(record):
            number += 1
            address = record.rec_headers.get_header("WARC-Target-URI")
            yield _entry(record, address, f"{source}, page {number} ({address})", source, f"{stem}-{number}")
    if not number:
        raise ReadingError("has no web page, expected responses in HTML")


def page_offsets(stream: IO[bytes]) -> Iterator[int]:
    """Yield the places at which the records of pages begin in a WARC file. Raises ReadingError."""
    for offset, record in _records(stream, None):
        if _is_page(record):
            yield offset


def _records(stream: IO[bytes], part: Part | None) -> Iterator[tuple[int, Any]]:
    iterating, failing = needed("warcio.archiveiterator"), needed("warcio.exceptions")
    if part:
        stream.seek(part.start)
    try:
        records = iterating.ArchiveIterator(stream)
        for record in records:
            offset = records.offset  # to ask for it by its method would read the record
            if part and offset >= part.end:
                return
            yield offset, record
    except (failing.ArchiveLoadFailed, EOFError) as error:
        raise ReadingError(f"is no WARC file that can be read: {' '.join(str(error).split())}") from error


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = record.http_headers.get_header("Content-Type") or ""
    return bool(record.http_headers.get_statuscode() == "200" and kind.split(";")[0].strip().lower() in _HTML)


def _entry(record: Any, address: str, place: str, source: str, fallback_id: str) -> Entry | Refusal:
    data = record.content_stream().read(LARGEST_PAGE + 1)
    if len(data) > LARGEST_PAGE:
        return Refusal(place, f"has more than {LARGEST_PAGE:,} bytes, expected a page of an article")
    charset = _CHARSET.search(record.http_headers.get_header("Content-Type"))
    try:
        entry = html_entry(data, source=place, stem=fallback_id, charset=charset[1] if charset else None)
    except ReadingError as error:
        return Refusal(place, str(error))
    own = entry.fields.get("url", "")
    url = own if own.startswith(("http://", "https://")) else address
    return replace(entry, source_file=source, fields={**entry.fields, "url": url})
