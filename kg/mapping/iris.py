"""Mint the IRIs of the graph: deterministic, from natural keys, under the base of a deployment.

1. The natural key of a thing is a tuple of strings that a reader would name it by (an article: its address).
2. Its IRI is base + kind + "/" + the first 24 hex digits of the SHA-256 of the key (96 bits).
3. What the gazetteer knows has the gazetteer's readable id in place of the hash.

Statements, claims and reports are keyed by their article and their words, not by their position, so
that they keep their IRIs when the article is corrected elsewhere. Evidence is keyed by revision and position:
its IRI is the revision's with an RFC 5147 fragment (https://www.rfc-editor.org/rfc/rfc5147#section-2.2).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Literal

Kind = Literal[
    "actor",
    "article",
    "association",
    "attribution",
    "claim",
    "decision",
    "edit",
    "graph",
    "identification",
    "incident",
    "link",
    "membership",
    "origin",
    "participation",
    "place",
    "plan",
    "rating",
    "relation",
    "report",
    "reviewer",
    "revision",
    "role",
    "run",
    "software",
    "source",
    "statement",
    "tally",
    "time",
]

CORRECTIONS = "graph/corrections/"
DECISIONS = "graph/decisions"
INFERENCE = "graph/inference"
CLAIMS = "graph/inference/claims"
STATEMENTS = "graph/inference/statements"
RATINGS = "graph/ratings"
RULES = "graph/rules"
DIRECT = "graph/direct"
PROVENANCE = "graph/provenance"
REVISIONS = "graph/revisions/"
WIKIDATA = "graph/wikidata"
WITHHELD = "graph/withheld/"

KEY_DIGITS = 24
"""Hex digits that stand for a natural key."""

_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_NOT_IN_SLUG = re.compile(r"[^0-9A-Za-z._~-]")


def key_hash(*key: str) -> str:
    """Return the hex digits that stand for a natural key."""
    return hashlib.sha256("\x1f".join(key).encode("utf-8")).hexdigest()[:KEY_DIGITS]


def mint(base: str, kind: Kind, *key: str) -> str:
    """Mint the IRI of the thing of a kind that has this natural key."""
    return f"{base}{kind}/{key_hash(*key)}"


def mint_known(base: str, kind: Kind, slug: str) -> str:
    """Mint the IRI of a thing that has a readable id of its own."""
    return f"{base}{kind}/{segment(slug)}"


def mint_article(base: str, url: str | None, article_id: str) -> str:
    """Mint the IRI of an article: by its address, by its id where it has none."""
    return mint(base, "article", "url", url) if url else mint(base, "article", "id", article_id)


def mint_revision(article: str, sha256: str, *, base: str) -> str:
    """Mint the IRI of an article's revision with this text."""
    return mint(base, "revision", article, sha256)


def mint_graph(revision: str, *, base: str) -> str:
    """Mint the name of the graph that holds what comes from a revision."""
    return f"{base}graph/{revision.rpartition('/')[2]}"


def mint_incident(report: str, *, base: str) -> str:
    """Mint the IRI of the incident whose first report this is."""
    return mint(base, "incident", report)


def mint_wikidata(item: str) -> str:
    """Mint the IRI of a Wikidata item from its id; an IRI is kept as it is."""
    return escaped(item) if ":" in item else f"http://www.wikidata.org/entity/{escaped(item)}"


def escaped(iri: str) -> str:
    """Return an IRI with the characters that RDF does not allow in one percent-encoded."""
    return _NOT_IN_IRI.sub(_percent, iri)


def segment(text: str) -> str:
    """Return text as one segment of an IRI, everything but unreserved characters percent-encoded."""
    return _NOT_IN_SLUG.sub(_percent, text)


@lru_cache(maxsize=20_000)
def normalised_name(name: str) -> str:
    """Return a name as it is compared: NFKC, case folded, white space single."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8"))
