"""Knows which names the fields of an article go by in tables, JSON and header blocks, and reads their values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kg.errors import ReadingError

# Field -> the names it goes by, the telling ones first; names are compared without case, spaces and punctuation.
# From schema.org/NewsArticle, Open Graph, and the exports of common news scrapers and corpora.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "id": ("id", "articleid", "docid", "documentid", "unitid", "storiesid", "identifier", "guid", "uuid"),
    "text": (
        "text",
        "body",
        "content",
        "fulltext",
        "articlebody",
        "maintext",
        "articlecontent",
        "articletext",
        "article",
    ),
    "title": ("title", "headline", "articletitle", "heading"),
    "outlet": (
        "outlet",
        "publication",
        "publisher",
        "source",
        "medianame",
        "newspaper",
        "sitename",
        "site",
        "sourcedomain",
        "domain",
        "website",
    ),
    "via": ("via", "republisher", "republishedby"),
    "published": (
        "published",
        "datepublished",
        "publishdate",
        "publisheddate",
        "publicationdate",
        "dateofpublication",
        "datepublish",
        "publishedat",
        "publishedon",
        "pubdate",
        "date",
    ),
    "url": ("url", "link", "permalink", "articleurl", "mainentityofpage"),
    "byline": ("byline", "author", "authors", "writtenby"),
    "dateline": ("dateline",),
    "language": ("language", "lang", "inlanguage"),
}
_RANK = {name: (field, rank) for field, names in SYNONYMS.items() for rank, name in enumerate(names)}
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NAME_KEYS = ("name", "@value", "$date", "url", "@id", "id")


def field_of(name: str) -> str | None:
    """Return the field that a column, key or header line of this name holds."""
    known = _RANK.get(_squashed(name))
    return known[0] if known else None


def expected_names(field: str) -> str:
    """Return the commonest names of a field, for messages."""
    return ", ".join(SYNONYMS[field][:5])


def read_fields(values: Mapping[str, object]) -> dict[str, str]:
    """Return the known fields that have a value; of two names for one field the more telling wins.

    Raises ReadingError when the text is there but is not a string.
    """
    chosen: dict[str, tuple[int, str]] = {}
    for name, value in values.items():
        field, rank = _RANK.get(_squashed(name), (None, 0))
        if field is None or (field in chosen and chosen[field][0] <= rank):
            continue
        if field == "text" and value is not None and not isinstance(value, str):
            if rank == 0:
                raise ReadingError(f"field {name!r} holds {_kind(value)}, expected the article's text as a string")
            continue  # "article": {...} and the like are not the text
        text = _SURROGATE.sub("\ufffd", _as_text(value))
        if text.strip():
            chosen[field] = (rank, text)
    return {field: text for field, (_, text) in chosen.items()}


def _squashed(name: str) -> str:
    return re.sub(r"[\W_]", "", name.lower())


def _as_text(value: object) -> str:
    """Return a value as a string: a list joined, an object by its name."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        return next((_as_text(value[key]) for key in _NAME_KEYS if value.get(key)), "")
    if isinstance(value, Iterable):
        return ", ".join(text for text in map(_as_text, value) if text)
    return ""


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", bool: "true or false"}
    return names.get(type(value), "a number")
