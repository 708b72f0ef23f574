"""Reads the article out of a web page with trafilatura, and what the page declares about it.

The publication date is taken only from where the page declares one: trafilatura would also guess it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from kg.errors import ReadingError
from kg.reading.article import normalised
from kg.reading.decoding import decode
from kg.reading.entries import Entry

# From schema.org, Open Graph, Dublin Core and the habits of news sites; the telling ones first.
_DATE_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "article.published",
    "publish-date",
    "publish_date",
    "publication_date",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "dcterms.created",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "date",
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
LARGEST_PAGE = 20_000_000
"""Bytes of one page."""

_SHORTEST_PARAGRAPH = 60  # a page without a line of this length is a menu or a notice


def html_entry(data: bytes, *, source: str, stem: str, charset: str | None = None) -> Entry:
    """Return the entry of a web page, of which the server said that it has this charset.

    Raises ReadingError when it has no article.
    """
    if not data.strip():
        raise ReadingError("is empty, expected a web page")
    declared = _CHARSET.search(data[:4096])
    decoded = decode(data, declared=charset or (declared[1].decode("ascii") if declared else None))
    page = _Page()
    page.feed(decoded.text)
    page.close()
    text, fields = _extracted(decoded.text)
    if not any(len(line) >= _SHORTEST_PARAGRAPH for line in text.split("\n")):
        raise ReadingError("has no article in its HTML, expected a page with a text of some length")
    own = {"published": page.published, "language": page.language}
    fields |= {name: value for name, value in own.items() if value}
    return Entry(source=source, source_file=source, fallback_id=stem, text=text, fields=fields, notes=decoded.notes)


def _extracted(page: str) -> tuple[str, dict[str, str]]:
    """Return the main text of a page, a paragraph a line, and the fields trafilatura finds."""
    from trafilatura import bare_extraction  # a fifth of a second to import: only who reads HTML pays it
    from trafilatura.settings import Document

    found = bare_extraction(page, include_comments=False, with_metadata=True)
    if not isinstance(found, Document):
        return "", {}
    fields = {"title": found.title, "byline": found.author, "outlet": found.sitename, "url": found.url}
    return normalised((found.text or "").strip()), {name: value for name, value in fields.items() if value}


class _Page(HTMLParser):
    """Collects the language and the publication date that a page declares."""

    def __init__(self) -> None:
        super().__init__()
        self.language: str | None = None
        self._dates: dict[str, str] = {}
        self._script: list[str] | None = None

    @property
    def published(self) -> str | None:
        """The date as the page prints it, from its most telling declaration."""
        return next((self._dates[name] for name in ("json-ld", *_DATE_NAMES, "time") if name in self._dates), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what a tag declares."""
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = values.get("lang") or values.get("xml:lang")
        elif tag == "meta":
            name = values.get("property") or values.get("name") or values.get("itemprop") or ""
            self._add(name.lower(), values.get("content", ""))
        elif tag == "time" and ("pubdate" in values or values.get("itemprop", "").lower() == "datepublished"):
            self._add("time", values.get("datetime", ""))
        elif tag == "script" and values.get("type", "").lower() == "application/ld+json":
            self._script = []

    def handle_data(self, data: str) -> None:
        """Keep what stands in a JSON-LD script."""
        if self._script is not None:
            self._script.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Read a JSON-LD script when it ends."""
        if tag == "script" and self._script is not None:
            self._add("json-ld", _published_in("".join(self._script)))
            self._script = None

    def _add(self, name: str, value: str) -> None:
        if value.strip():
            self._dates.setdefault(name, value)


def _published_in(script: str) -> str:
    """Return the first datePublished of a JSON-LD script, or an empty string."""
    try:
        dates = [node.get("datePublished") for node in _objects(json.loads(script))]
    except (ValueError, RecursionError):
        return ""
    return next((date for date in dates if isinstance(date, str)), "")


def _objects(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _objects(part)
