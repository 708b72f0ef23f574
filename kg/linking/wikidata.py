"""The questions that are put to Wikidata's endpoint, as SPARQL texts, each about a batch of things.

What is asked about stands in a VALUES block as escaped terms: IRIs made of checked ids or percent-encoded titles, and
literals. The queries are plain SPARQL 1.1 over the published RDF form of Wikidata
(https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format), so that any copy of it can answer them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal
from urllib.parse import quote

from kg.mapping import quads
from kg.mapping.quads import term
from kg.mapping.vocabulary import WD, WDT

ITEMS_A_QUERY = 50
NAMES_A_QUERY = 100
ROWS = 20_000
"""Rows of an answer to a question about names, of which some are very common."""

LANGUAGES = ("en", "mul")
"""The languages of the labels that are read; `mul` holds what is the same in all."""

ValueKind = Literal["item", "address", "date", "point", "text"]

FACTS: Mapping[str, ValueKind] = {
    str(WDT.P17): "item",
    str(WDT.P27): "item",
    str(WDT.P31): "item",
    str(WDT.P131): "item",
    str(WDT.P361): "item",
    str(WDT.P571): "date",
    str(WDT.P576): "date",
    str(WDT.P625): "point",
    str(WDT.P749): "item",
    str(WDT.P856): "address",
    str(WDT.P1566): "text",
    str(WDT.P6766): "text",
}
"""The properties whose values are fetched, and what their values are."""

_PREFIXES = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "p": "http://www.wikidata.org/prop/",
    "pq": "http://www.wikidata.org/prop/qualifier/",
    "ps": "http://www.wikidata.org/prop/statement/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "wikibase": "http://wikiba.se/ontology#",
}
_ITEM = re.compile(re.escape(str(WD)) + r"Q[1-9][0-9]*")
_KEPT_IN_TITLES = ";@$!*(),/~:"
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_IN_LANGUAGES = ", ".join(f'"{language}"' for language in LANGUAGES)


def is_item(iri: str) -> bool:
    """Say whether an IRI is that of an item."""
    return _ITEM.fullmatch(iri) is not None


def page_iri(title: str) -> str:
    """Return the IRI by which Wikidata names a page of the English Wikipedia: its address as MediaWiki writes it."""
    return "https://en.wikipedia.org/wiki/" + quote(title.replace(" ", "_"), safe=_KEPT_IN_TITLES)


def page_queries(titles: Iterable[str]) -> Iterator[str]:
    """Yield queries for the items that pages are about: rows of ?page ?item."""
    for batch in _batches(sorted({page_iri(title) for title in titles}), ITEMS_A_QUERY):
        yield _query("?page ?item", "page", map(term, batch), "?page schema:about ?item .")


def name_queries(names: Iterable[str]) -> Iterator[str]:
    """Yield queries for items that have one of the names: rows of ?name ?item ?sitelinks.

    `sitelinks` is how many pages of the Wikimedia projects are about the item.
    """
    literals = sorted(term(quads.Literal(name, language=tag)) for name in set(names) for tag in _tags(name))
    pattern = f"""\
?item rdfs:label|skos:altLabel ?name .
  OPTIONAL {{ ?item wikibase:sitelinks ?sitelinks }}
  FILTER (STRSTARTS(STR(?item), "{WD}Q"))"""
    for batch in _batches(literals, NAMES_A_QUERY):
        yield _query("DISTINCT ?name ?item ?sitelinks", "name", batch, pattern) + f"LIMIT {ROWS}\n"


def id_queries(ids: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield queries for items that have an id in a catalogue of places: rows of ?property ?id ?item.

    `ids` are pairs of a property's IRI and a value.
    """
    pairs = [f"({term(prop)} {term(quads.Literal(value))})" for prop, value in sorted(set(ids))]
    for batch in _batches(pairs, NAMES_A_QUERY):
        yield _query("?property ?id ?item", ("property", "id"), batch, "?item ?property ?id .")


def fact_queries(items: Iterable[str]) -> Iterator[str]:
    """Yield queries for what is said of items: rows of ?item ?property ?value."""
    properties = " ".join(f"wdt:{one.removeprefix(str(WDT._NS))}" for one in FACTS)
    pattern = f"""\
VALUES ?property {{ rdfs:label skos:altLabel schema:description owl:sameAs {properties} }}
  ?item ?property ?value .
  FILTER (!isLiteral(?value) || LANG(?value) IN ("", {_IN_LANGUAGES}))"""
    for batch in _item_batches(items):
        yield _query("?item ?property ?value", "item", batch, pattern)


def office_queries(items: Iterable[str]) -> Iterator[str]:
    """Yield queries for the offices of people: rows of ?item ?statement ?office ?start ?end."""
    pattern = """\
?item p:P39 ?statement .
  ?statement ps:P39 ?office .
  OPTIONAL { ?statement pq:P580 ?start }
  OPTIONAL { ?statement pq:P582 ?end }
  FILTER NOT EXISTS { ?statement wikibase:rank wikibase:DeprecatedRank }"""
    for batch in _item_batches(items):
        yield _query("?item ?statement ?office ?start ?end", "item", batch, pattern)


def label_queries(items: Iterable[str]) -> Iterator[str]:
    """Yield queries for the labels of items: rows of ?item ?label."""
    pattern = f"""\
?item rdfs:label ?label .
  FILTER (LANG(?label) IN ({_IN_LANGUAGES}))"""
    for batch in _item_batches(items):
        yield _query("?item ?label", "item", batch, pattern)


def class_queries(classes: Iterable[str]) -> Iterator[str]:
    """Yield queries for the names of classes and of those right above them: rows of ?item ?label."""
    pattern = f"""\
?item wdt:P279? ?class .
  ?class rdfs:label ?label .
  FILTER (LANG(?label) IN ({_IN_LANGUAGES}))"""
    for batch in _item_batches(classes):
        yield _query("DISTINCT ?item ?label", "item", batch, pattern)


def _item_batches(items: Iterable[str]) -> Iterator[Sequence[str]]:
    known = sorted({one for one in items if is_item(one)}, key=lambda one: int(one.rpartition("Q")[2]))
    return _batches([f"wd:{one.removeprefix(str(WD))}" for one in known], ITEMS_A_QUERY)


def _batches(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _query(selected: str, asked: str | tuple[str, ...], values: Iterable[str], pattern: str) -> str:
    variables = f"?{asked}" if isinstance(asked, str) else f"({' '.join(f'?{one}' for one in asked)})"
    listed = "\n    ".join(values)
    prologue = "".join(
        f"PREFIX {prefix}: <{namespace}>\n"
        for prefix, namespace in _PREFIXES.items()
        if re.search(rf"\b{prefix}:", f"{listed} {pattern}")
    )
    return f"{prologue}SELECT {selected} WHERE {{\n  VALUES {variables} {{\n    {listed}\n  }}\n  {pattern}\n}}\n"


def _tags(name: str) -> tuple[str, ...]:
    return ("ar",) if _ARABIC.search(name) else LANGUAGES
