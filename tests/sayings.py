"""Reads who says what in short articles of our own."""

from __future__ import annotations

from kg.extract import Extractor
from kg.reading.article import Article


def said(text: str, extractor: Extractor) -> list[tuple[str, str]]:
    """Return speaker and content of each statement, in order."""
    record = extractor.extract(Article(id="t", text=text, published="2016-07-05"))
    return [(one.speaker.name, one.content.text) for one in record.statements]
