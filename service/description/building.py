"""The service and its data described in RDF, for machines: what it speaks, what is in it, under which licence.

The endpoint's own description is in the terms of SPARQL 1.1 Service Description
(https://www.w3.org/TR/sparql11-service-description/); the one of the data, at /.well-known/void, is in those of
VoID (https://www.w3.org/TR/void/) and DCAT (https://www.w3.org/TR/vocab-dcat-3/). What it counts is asked of the query
workers, once for each state of the store.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, VOID, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node
from starlette.concurrency import run_in_threadpool

from kg.mapping.vocabulary import PREFIXES
from kg.settings import Settings
from kg.store.formats import GraphFormat, ResultFormat
from kg.store.graphs import Answer, GraphStore, read_graph
from service.engine.state import state_of
from service.sparql import Endpoint

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
MEDIA_TYPES = Namespace("https://www.iana.org/assignments/media-types/")

SHOWN_GRAPHS = 1000
"""Named graphs that a description lists; a query lists all."""

_FORMAT_NAMES = {
    ResultFormat.json: "SPARQL_Results_JSON",
    ResultFormat.xml: "SPARQL_Results_XML",
    ResultFormat.csv: "SPARQL_Results_CSV",
    ResultFormat.tsv: "SPARQL_Results_TSV",
    GraphFormat.turtle: "Turtle",
    GraphFormat.ntriples: "N-Triples",
    GraphFormat.nquads: "N-Quads",
    GraphFormat.trig: "TriG",
    GraphFormat.rdfxml: "RDF_XML",
    GraphFormat.jsonld: "JSON-LD",
}
"""Local names in https://www.w3.org/ns/formats/."""

_TITLE = "On Record: who claimed what about which incident, according to which article"
_ABOUT = (
    "Statements and claims about incidents of conflict, each with the words of the article it was read in, their place "
    "in its text, who is cited and for whom. Claims are reported, not asserted."
)
_GRAPHS_QUERY = "SELECT ?graph WHERE { GRAPH ?graph {} }"


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is in the default graph: entities by class, triples by property, and how many of which there are."""

    classes: tuple[tuple[str, int], ...]
    properties: tuple[tuple[str, int], ...]
    subjects: int
    objects: int
    articles: int
    earliest: str | None
    latest: str | None

    @property
    def triples(self) -> int:
        return sum(number for _, number in self.properties)


class Description:
    """Describes one deployment; `root` is always the address that a client sees the service at, without a slash."""

    def __init__(self, settings: Settings, store: GraphStore, endpoint: Endpoint) -> None:
        self._settings = settings
        self._store = store
        self._endpoint = endpoint
        self._counted: tuple[str, _Counted] | None = None
        self._counting = asyncio.Lock()

    def service(self, root: str) -> Graph:
        """Return the description of the endpoint."""
        graph, service, data = _graph(), URIRef(f"{root}/sparql#service"), _dataset(root)
        graph.add((service, RDF.type, SD.Service))
        graph.add((service, SD.endpoint, URIRef(f"{root}/sparql")))
        graph.add((service, SD.supportedLanguage, SD.SPARQL11Query))
        graph.add((service, SD.feature, SD.UnionDefaultGraph))
        if self._settings.federation:
            graph.add((service, SD.feature, SD.BasicFederatedQuery))
        for form in _FORMAT_NAMES:
            graph.add((service, SD.resultFormat, FORMATS[_FORMAT_NAMES[form]]))
        graph.add((service, SD.defaultDataset, data))
        graph.add((data, RDF.type, SD.Dataset))
        graph.add((data, RDFS.seeAlso, URIRef(f"{root}/.well-known/void")))
        if self._settings.writable:
            update = URIRef(f"{root}/update#service")
            graph.add((update, RDF.type, SD.Service))
            graph.add((update, SD.endpoint, URIRef(f"{root}/update")))
            graph.add((update, SD.supportedLanguage, SD.SPARQL11Update))
            graph.add((update, SD.defaultDataset, data))
        return graph

    async def data(self, root: str) -> Graph:
        """Return the description of the data and of the ways to get at it. Raises QueryError when it cannot count."""
        counted = await self._count()
        names = await run_in_threadpool(self._store.graph_names)
        graph, data = self.service(root), _dataset(root)
        document = URIRef(f"{root}/.well-known/void")
        graph.add((document, RDF.type, VOID.DatasetDescription))
        graph.add((document, FOAF.primaryTopic, data))
        for kind in (VOID.Dataset, DCAT.Dataset):
            graph.add((data, RDF.type, kind))
        licence = URIRef(self._settings.data_license)
        for predicate, value in (
            (DCTERMS.title, Literal(_TITLE, "en")),
            (DCTERMS.description, Literal(_ABOUT, "en")),
            (DCTERMS.license, licence),
            (FOAF.homepage, URIRef(f"{root}/")),
            (DCAT.landingPage, URIRef(f"{root}/")),
            (VOID.sparqlEndpoint, URIRef(f"{root}/sparql")),
            (VOID.uriSpace, Literal(self._settings.base)),
            (VOID.uriLookupEndpoint, URIRef(f"{root}/resource?iri=")),
            (VOID.rootResource, URIRef(f"{root}/")),
        ):
            graph.add((data, predicate, value))
        _add_counts(graph, data, counted)
        _add_graphs(graph, data, names)
        _add_access(graph, data, root, licence, whole=counted.triples <= self._settings.query_rows)
        return graph

    async def _count(self) -> _Counted:
        async with self._counting:
            state = await state_of(self._store)
            if self._counted is None or self._counted[0] != state:
                self._counted = (state, await self._counts())
            return self._counted[1]

    async def _counts(self) -> _Counted:
        ask = self._endpoint.select
        classes = await ask("SELECT ?one (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?one } GROUP BY ?one")
        properties = await ask("SELECT ?one (COUNT(*) AS ?n) WHERE { ?s ?one ?o } GROUP BY ?one")
        subjects = await ask("SELECT ('' AS ?one) (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }")
        objects = await ask("SELECT ('' AS ?one) (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o }")
        (row,) = (
            await ask(
                "SELECT (COUNT(DISTINCT ?article) AS ?n) (MIN(?day) AS ?first) (MAX(?day) AS ?last) WHERE { "
                "?revision a onr:ArticleRevision ; prov:specializationOf ?article "
                "OPTIONAL { ?article schema:datePublished ?day } }"
            )
        ).rows()
        number, first, last = (None if term is None else term.value for term in row)
        return _Counted(
            _numbers(classes),
            _numbers(properties),
            dict(_numbers(subjects)).get("", 0),
            dict(_numbers(objects)).get("", 0),
            int(number or 0),
            first,
            last,
        )


def written(graph: Graph, form: GraphFormat) -> bytes:
    """Return a description in a format."""
    output = BytesIO()
    prefixes = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
    read_graph(graph.serialize(format="nt", encoding="utf-8")).write(output, form, prefixes)
    return output.getvalue()


def _graph() -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in (
        ("sd", SD),
        ("void", VOID),
        ("dcat", DCAT),
        ("dcterms", DCTERMS),
        ("foaf", FOAF),
        ("rdfs", RDFS),
        ("xsd", XSD),
        ("formats", FORMATS),
    ):
        graph.bind(prefix, str(namespace))
    return graph


def _dataset(root: str) -> URIRef:
    return URIRef(f"{root}/.well-known/void#dataset")


def _numbers(answer: Answer) -> tuple[tuple[str, int], ...]:
    return tuple((one.value, int(number.value)) for one, number in answer.rows() if one and number)


def _add_counts(graph: Graph, data: URIRef, counted: _Counted) -> None:
    for predicate, number in (
        (VOID.triples, counted.triples),
        (VOID.distinctSubjects, counted.subjects),
        (VOID.distinctObjects, counted.objects),
        (VOID.classes, len(counted.classes)),
        (VOID.properties, len(counted.properties)),
        (VOID.documents, counted.articles),
    ):
        graph.add((data, predicate, Literal(number)))
    for iri, number in counted.classes:
        part = BNode()
        graph.add((data, VOID.classPartition, part))
        graph.add((part, VOID["class"], URIRef(iri)))
        graph.add((part, VOID.entities, Literal(number)))
    for iri, number in counted.properties:
        part = BNode()
        graph.add((data, VOID.propertyPartition, part))
        graph.add((part, VOID.property, URIRef(iri)))
        graph.add((part, VOID.triples, Literal(number)))
    used = [iri for iri, _ in (*counted.classes, *counted.properties)]
    for namespace in PREFIXES.values():
        if any(iri.startswith(namespace) for iri in used):
            graph.add((data, VOID.vocabulary, URIRef(namespace)))
    if counted.earliest and counted.latest:
        period = BNode()
        graph.add((data, DCTERMS.temporal, period))
        graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
        for predicate, day in ((DCAT.startDate, counted.earliest), (DCAT.endDate, counted.latest)):
            graph.add((period, predicate, Literal(day[:10], datatype=XSD.date)))


def _add_graphs(graph: Graph, data: URIRef, names: Iterable[str]) -> None:
    """List the named graphs, those of the inference and the provenance before the many of articles."""
    ordered = sorted(names, key=lambda name: (name.count("/"), name))
    for name in ordered[:SHOWN_GRAPHS]:
        named = BNode()
        graph.add((data, SD.namedGraph, named))
        graph.add((named, RDF.type, SD.NamedGraph))
        graph.add((named, SD.name, URIRef(name)))
    note = f"{len(ordered)} named graphs; {_GRAPHS_QUERY} lists all of them"
    graph.add((data, RDFS.comment, Literal(note, "en")))


def _add_access(graph: Graph, data: URIRef, root: str, licence: Node, *, whole: bool) -> None:
    """Add the ways to get at the data; as a file only where the limit of rows lets all of it through (`whole`)."""
    service = URIRef(f"{root}/sparql#service")
    graph.add((service, RDF.type, DCAT.DataService))
    graph.add((service, DCTERMS.title, Literal("SPARQL 1.1 query", "en")))
    graph.add((service, DCAT.endpointURL, URIRef(f"{root}/sparql")))
    graph.add((service, DCAT.endpointDescription, URIRef(f"{root}/openapi.json")))
    graph.add((service, DCAT.servesDataset, data))
    by_query = BNode()
    graph.add((data, DCAT.distribution, by_query))
    graph.add((by_query, RDF.type, DCAT.Distribution))
    graph.add((by_query, DCAT.accessURL, URIRef(f"{root}/sparql")))
    graph.add((by_query, DCAT.accessService, service))
    graph.add((by_query, DCTERMS.license, licence))
    for form in GraphFormat:
        graph.add((data, VOID.feature, FORMATS[_FORMAT_NAMES[form]]))
        if whole and not form.names_graphs:
            dump, address = BNode(), URIRef(f"{root}/graph-store?default&format={form}")
            graph.add((data, VOID.dataDump, address))
            graph.add((data, DCAT.distribution, dump))
            graph.add((dump, RDF.type, DCAT.Distribution))
            graph.add((dump, DCAT.accessURL, address))
            graph.add((dump, DCAT.downloadURL, address))
            graph.add((dump, DCAT.mediaType, MEDIA_TYPES[form.media_type]))
            graph.add((dump, DCTERMS.license, licence))
