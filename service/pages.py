"""The pages for people: plain HTML from templates, without scripts and without anything from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

from kg.mapping.vocabulary import PREFIXES
from kg.queries import ShippedQuery, load_queries
from kg.settings import Settings
from kg.store.formats import GraphFormat, ResultFormat
from kg.store.graphs import Answer, GraphStore, Term
from service.rendering import Renderer
from service.terminal import Shortener

SHOWN_ROWS = 1000
"""Rows that a page shows of a result; the other formats give all."""

_OWN_TERMS = tuple(PREFIXES[prefix] for prefix in ("onr", "itype", "stype", "val"))


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table shows of a term: its text, and where it leads."""

    text: str
    link: str | None = None


class Pages:
    """Writes the pages of one deployment."""

    def __init__(self, settings: Settings, store: GraphStore) -> None:
        self._render = Renderer(settings.root_path, settings.base)
        self._base = settings.base
        self._root = settings.root_path
        self._tiles = settings.tiles
        self._store = store
        self._shortened = Shortener(settings.base, PREFIXES)
        self._queries = load_queries(settings.queries)
        self._sized = lru_cache(maxsize=1)(lambda state: store.size())

    def queries(self) -> list[tuple[ShippedQuery, str]]:
        """Return the shipped queries and the operator's own, each with the address that runs it."""
        return [(query, self.link_to_query(query.text)) for query in self._queries]

    def triples(self) -> int:
        """Return how many triples are in the graph; counted once for each state of the store, which takes its time."""
        return self._sized(self._store.state())

    def query_form(self, query: str = "") -> str:
        """Return the page to write a query on."""
        return self._page(
            "query.html",
            query=query or _FIRST_QUERY,
            queries=self.queries(),
            prefixes=PREFIXES,
            tiles=self._tiles,
        )

    def answer(self, query: str, answer: Answer) -> str:
        """Return the page of a table or a truth value."""
        rows = [[self._cell(term) for term in row] for row in islice(answer.rows(), SHOWN_ROWS + 1)]
        cut = len(rows) > SHOWN_ROWS
        links = {form: self.link_to_query(query, form) for form in ResultFormat}
        return self._page("query.html", query=query, answer=answer, rows=rows[:SHOWN_ROWS], cut=cut, links=links)

    def graph(self, query: str, turtle: str) -> str:
        """Return the page of a graph, in Turtle."""
        links = {form: self.link_to_query(query, form) for form in GraphFormat}
        return self._page("query.html", query=query, turtle=turtle, links=links)

    def resource(self, iri: str, answer: Answer) -> str:
        """Return the page of one thing: what it says, and what says something of it."""
        outward: list[tuple[Cell, Cell]] = []
        inward: list[tuple[Cell, Cell]] = []
        for subject, predicate, value in answer.rows():
            if subject is not None and predicate is not None and value is not None:
                if subject.value == iri:
                    outward.append((self._cell(predicate), self._cell(value)))
                else:
                    inward.append((self._cell(subject), self._cell(predicate)))
        return self._page(
            "resource.html",
            iri=iri,
            name=self._shortened(iri),
            outward=sorted(outward, key=_texts),
            inward=sorted(inward, key=_texts),
        )

    def docs(self, openapi: dict[str, Any]) -> str:
        """Return the page about the interface, from its OpenAPI description."""
        return self._page("docs.html", openapi=openapi, prefixes=PREFIXES, base=self._base)

    def link_to_query(self, query: str, form: str | None = None) -> str:
        """Return the address that runs a query, in a format by name."""
        parameters = {"query": query} if form is None else {"query": query, "format": form}
        return f"{self._root}/sparql?{urlencode(parameters)}"

    def link_to_resource(self, iri: str) -> str | None:
        """Return the address at which this service describes an IRI; another's web address as it is."""
        if iri.startswith(self._base) and "#" not in iri and "?" not in iri:
            return f"{self._root}/about/{quote(iri.removeprefix(self._base))}"
        if iri.startswith((self._base, *_OWN_TERMS)):
            return f"{self._root}/resource?{urlencode({'iri': iri})}"
        return iri if iri.startswith(("http://", "https://")) else None

    def _cell(self, term: Term | None) -> Cell:
        if term is None:
            return Cell("")
        if term.kind != "iri":
            return Cell(term.value)
        text = self._shortened(term.value)
        return Cell(text, self.link_to_resource(term.value))

    def _page(self, template: str, **values: object) -> str:
        return self._render(template, section=template.partition(".")[0], **values)


_FIRST_QUERY = """\
PREFIX onr: <https://w3id.org/onrecord/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?name (COUNT(DISTINCT ?statement) AS ?statements) WHERE {
  ?statement a onr:Statement ; prov:wasAttributedTo ?speaker .
  ?speaker rdfs:label ?name
}
GROUP BY ?name ORDER BY DESC(?statements) LIMIT 20"""


def _texts(pair: tuple[Cell, Cell]) -> tuple[str, str]:
    return pair[0].text, pair[1].text
