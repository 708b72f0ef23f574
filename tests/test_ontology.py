from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from itertools import chain

import pyoxigraph
import pytest
from claims import everything_inferred
from conftest import put_records
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DefinedNamespace
from records import BASE, KNOWN, hand_record

from kg.linking.finding import Found
from kg.linking.graph import graph_quads
from kg.linking.items import add_offices, read_facts
from kg.linking.links import Link
from kg.mapping import Run, article_quads, graph_of, provenance_quads, vocabulary
from kg.mapping.iris import INFERENCE
from kg.mapping.quads import Literal as Words
from kg.mapping.quads import Quad
from kg.mapping.revisions import Edit, history_quads
from kg.mapping.vocabulary import EDTF, GEO, ITYPE, ONR, PREFIXES, STYPE, VAL, WD, WDT
from kg.review.decisions import Correction, Decision
from kg.review.graph import decision_quads, overlay_quads
from kg.review.view import Overlay
from kg.store.graphs import GraphStore, Term

FILES = ["incident-types.ttl", "onrecord.ttl", "source-types.ttl", "values.ttl"]
OWN = {"onrecord.ttl": ONR, "incident-types.ttl": ITYPE, "source-types.ttl": STYPE, "values.ttl": VAL}
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
BUILT_IN = (str(RDF), str(RDFS), str(OWL), str(XSD))
ASKED = "2024-05-17T12:00:00Z"
ITYPE_ACLED = URIRef(f"{ITYPE._NS}ACLED")
DATATYPES_OF_OWL = {RDFS.Literal, XSD.string, XSD.integer, XSD.decimal, XSD.boolean, XSD.dateTime, XSD.anyURI}


def read(name: str) -> Graph:
    return Graph().parse(data=files("ontology").joinpath(name).read_text("utf-8"), format="turtle")


def all_files() -> Graph:
    whole = Graph()
    for name in FILES:
        whole += read(name)
    return whole


def names(terms: type[DefinedNamespace]) -> set[str]:
    return {name for name in terms.__annotations__ if not name.startswith("_")}


def own_subjects(name: str) -> set[URIRef]:
    return {one for one in read(name).subjects() if isinstance(one, URIRef) and str(one).startswith(str(OWN[name]._NS))}


def closed_vocabularies() -> Iterator[type[DefinedNamespace]]:
    for value in vars(vocabulary).values():
        if isinstance(value, type) and issubclass(value, DefinedNamespace) and value.__module__ == vocabulary.__name__:
            yield value


def written() -> Graph:
    record = hand_record()
    run = Run(version="1", model="m", settings=(("language", "en"),), started="2020-10-10T08:00:00Z")
    said = graph_of(
        chain(
            article_quads(record, base=BASE, known=KNOWN),
            provenance_quads(record, base=BASE, run=run),
            history_quads(f"{BASE}article/1", [Edit("urn:before", "urn:after", "2020-10-11T08:00:00Z")], {}, base=BASE),
            everything_inferred(BASE),
            graph_quads(everything_found(), base=BASE, run=run, endpoint="http://e/sparql", asked=ASKED),
            everything_decided(),
        )
    )
    return inferred() + said


def inferred() -> Graph:
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    put_records(store, hand_record(), replace(hand_record(), id="again", url=None))
    query = "SELECT ?s ?p ?o ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }"
    return Graph().parse(data=store.select_lines(query, 3, graph=BASE + INFERENCE), format="nt")


def everything_decided() -> Iterator[Quad]:
    """Yield decisions of each verdict and what they change."""
    pairs = tuple(Correction(field, (f"{BASE}report/2",), (f"{BASE}report/3",)) for field in ("same", "different"))
    for number, (verdict, corrections) in enumerate((("rejected", ()), ("reopened", ()), ("corrected", pairs))):
        one = Decision(
            kind="incident", target=f"{BASE}report/1", verdict=verdict, by="Ada", at=f"2020-10-1{number}T08:00:00Z",  # type: ignore[arg-type]
            note="Why.", about="What.", corrections=corrections,
        )  # fmt: skip
        yield from decision_quads([one, replace(one, at="2020-10-20T08:00:00Z")], base=BASE)
    overlay = Overlay(put=frozenset({("urn:s", str(ONR.cue), Words("said"))}))
    yield from overlay_quads(f"{BASE}article/1", overlay, [f"{BASE}decision/1"], base=BASE)


def everything_found() -> Found:
    """Return links of both kinds, and an item of which everything is known."""
    target = str(WD.Q42)
    facts: list[tuple[str, Term]] = [
        (str(RDFS.label), Term("literal", "Northern Alliance", None, "en")),
        (str(SKOS.altLabel), Term("literal", "NA", None, "en")),
        ("http://schema.org/description", Term("literal", "alliance", None, "en")),
        (str(OWL.sameAs), Term("iri", str(WD.Q43))),
        (str(WDT.P625), Term("literal", "Point(43.5 35.25)", str(GEO.wktLiteral))),
        *((str(one), Term("iri", str(WD.Q1))) for one in (WDT.P17, WDT.P27, WDT.P31, WDT.P131, WDT.P361, WDT.P749)),
        *((str(one), Term("literal", ASKED, str(XSD.dateTime))) for one in (WDT.P571, WDT.P576)),
        (str(WDT.P856), Term("iri", "https://alliance.example/")),
        *((str(one), Term("literal", "1", str(XSD.string))) for one in (WDT.P1566, WDT.P6766)),
    ]
    items = read_facts((Term("iri", target), Term("iri", prop), value) for prop, value in facts)
    held = Term("iri", "http://www.wikidata.org/entity/statement/Q42-1")
    day = Term("literal", ASKED, str(XSD.dateTime))
    add_offices(items, [(Term("iri", target), held, Term("iri", str(WD.Q44)), day, day)])
    entity = f"{BASE}actor/northern-alliance"
    links = [Link(entity, target, 1.0, ("its page is about it",), True, ASKED)]
    links.append(Link(f"{BASE}place/kesh", str(WD.Q64), 0.7, ("its name",), False, ASKED))
    return Found(tuple(links), tuple(items.values()), {str(WD.Q1): ("Iraq",)})


def test_the_ontology_is_these_files() -> None:
    assert sorted(one.name for one in files("ontology").iterdir() if one.name.endswith(".ttl")) == FILES


@pytest.mark.parametrize("name", FILES)
def test_rdflib_and_oxigraph_read_the_same_triples(name: str) -> None:
    text = files("ontology").joinpath(name).read_text("utf-8")
    triples = list(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE))
    again = Graph().parse(data="".join(f"{one.triple} .\n" for one in triples), format="nt")
    assert isomorphic(read(name), again)
    assert len(triples) > 100


def test_the_terms_in_code_are_those_of_the_ontology() -> None:
    defined = {str(term).removeprefix(str(ONR._NS)) for term in own_subjects("onrecord.ttl")}
    assert names(ONR) == defined


@pytest.mark.parametrize(
    ("terms", "name", "schemes"),
    [
        (ITYPE, "incident-types.ttl", {URIRef("https://w3id.org/onrecord/incident-types")}),
        (STYPE, "source-types.ttl", {URIRef("https://w3id.org/onrecord/source-types")}),
        (
            VAL,
            "values.ttl",
            {
                URIRef(f"{VAL._NS}{scheme}")
                for scheme in (
                    "Modes",
                    "Media",
                    "Certainties",
                    "Precisions",
                    "Effects",
                    "Parts",
                    "ActorKinds",
                    "Grades",
                    "Reliabilities",
                    "Credibilities",
                    "Verdicts",
                )
            },
        ),
    ],
)
def test_the_concepts_in_code_are_those_of_the_schemes(
    terms: type[DefinedNamespace], name: str, schemes: set[URIRef]
) -> None:
    graph = read(name)
    concepts = {one for scheme in schemes for one in graph.subjects(SKOS.inScheme, scheme)}
    assert names(terms) == {str(one).removeprefix(str(terms._NS)) for one in concepts}
    assert schemes <= set(graph.subjects(RDF.type, SKOS.ConceptScheme))


@pytest.mark.parametrize("name", FILES)
def test_every_own_term_is_labelled_commented_and_says_where_it_is_defined(name: str) -> None:
    graph = read(name)
    for term in own_subjects(name):
        [label] = graph.objects(term, RDFS.label)
        [comment] = graph.objects(term, RDFS.comment)
        assert isinstance(label, Literal)
        assert label.language == "en"
        assert isinstance(comment, Literal)
        assert comment.endswith(".")
        assert (term, RDFS.isDefinedBy, URIRef(f"https://w3id.org/onrecord/{home(name)}")) in graph


def home(name: str) -> str:
    return "ontology" if name == "onrecord.ttl" else name.removesuffix(".ttl")


def test_every_own_class_and_most_own_properties_are_tied_to_a_standard() -> None:
    graph = read("onrecord.ttl")
    ties = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, RDFS.seeAlso)
    for term in own_subjects("onrecord.ttl"):
        if (term, RDF.type, OWL.Class) in graph:
            assert reaches_a_standard(graph, term), term
        else:
            assert any(graph.objects(term, tie) for tie in ties), term


def reaches_a_standard(graph: Graph, term: URIRef) -> bool:
    ancestors = set(graph.transitive_objects(term, RDFS.subClassOf)) - {term}
    return any(not str(one).startswith(str(ONR._NS)) for one in ancestors)


def test_no_term_is_of_two_kinds() -> None:
    graph = all_files()
    kinds = (OWL.Class, *PROPERTY_KINDS, RDFS.Datatype)
    for term in set(graph.subjects(RDF.type, None)):
        assert sum((term, RDF.type, kind) in graph for kind in kinds) <= 1, term


def test_every_term_that_an_axiom_or_an_assertion_uses_is_declared() -> None:
    for name in FILES:
        graph = read(name)
        for prop in set(graph.predicates()):
            assert str(prop).startswith(BUILT_IN) or any((prop, RDF.type, kind) in graph for kind in PROPERTY_KINDS), (
                name,
                prop,
            )
        for one in set(graph.objects(None, RDF.type)):
            assert str(one).startswith(BUILT_IN) or (one, RDF.type, OWL.Class) in graph, (name, one)


def test_domains_are_classes_and_ranges_fit_the_kind_of_property() -> None:
    graph = read("onrecord.ttl")
    for domain in graph.objects(None, RDFS.domain):
        assert (domain, RDF.type, OWL.Class) in graph
        if isinstance(domain, BNode):
            members = list(graph.items(graph.value(domain, OWL.unionOf)))
            assert len(members) > 1
            assert all((member, RDF.type, OWL.Class) in graph for member in members)
    for prop, value in graph.subject_objects(RDFS.range):
        if (prop, RDF.type, OWL.ObjectProperty) in graph:
            assert (value, RDF.type, OWL.Class) in graph, prop
        else:
            assert value in DATATYPES_OF_OWL, prop


def test_superiors_are_of_the_same_kind() -> None:
    graph = read("onrecord.ttl")
    for lower, upper in graph.subject_objects(RDFS.subPropertyOf):
        assert any((lower, RDF.type, kind) in graph and (upper, RDF.type, kind) in graph for kind in PROPERTY_KINDS)
    for lower, upper in graph.subject_objects(RDFS.subClassOf):
        assert (lower, RDF.type, OWL.Class) in graph
        assert (upper, RDF.type, OWL.Class) in graph


def test_whatever_the_mapping_writes_is_declared_as_what_it_is_used_as() -> None:
    declared = all_files()
    for _, prop, value in written():
        if str(prop).startswith(BUILT_IN):
            continue
        kinds = set(declared.objects(prop, RDF.type)) & set(PROPERTY_KINDS)
        expected = OWL.DatatypeProperty if isinstance(value, Literal) else OWL.ObjectProperty
        assert kinds in ({expected}, {OWL.AnnotationProperty}), prop
    for one in written().objects(None, RDF.type):
        assert (one, RDF.type, OWL.Class) in declared, one


def test_every_term_listed_in_code_is_one_that_the_mapping_writes() -> None:
    graph = written()
    used = set(graph.predicates()) | set(graph.objects(None, RDF.type)) | {GEO.wktLiteral, EDTF.EDTF}
    used |= set(graph.objects(None, ONR.correctedProperty)) | {ONR.UnsettledGraph}  # gone when all is inferred
    for terms in closed_vocabularies():
        if terms not in (ITYPE, STYPE, VAL):
            assert {terms[name] for name in names(terms)} <= used, terms.__name__


def test_a_term_that_is_not_listed_is_an_error() -> None:
    for terms in closed_vocabularies():
        with pytest.raises(AttributeError):
            _ = terms.headlnie
        assert str(terms._NS) in PREFIXES.values()


def test_the_context_gives_back_the_graph_that_it_wrote() -> None:
    context = json.loads(files("ontology").joinpath("context.jsonld").read_text("utf-8"))["@context"]
    graph = Graph()
    graph += graph_of(article_quads(hand_record(), base=BASE, known=KNOWN))
    compact = graph.serialize(format="json-ld", context=context)
    assert '"claimant":' in compact
    quads = pyoxigraph.parse(compact, format=pyoxigraph.RdfFormat.JSON_LD)
    assert isomorphic(graph, Graph().parse(data="".join(f"{one.triple} .\n" for one in quads), format="nt"))


def test_the_context_names_every_own_term_and_types_it_as_the_ontology_does() -> None:
    context = json.loads(files("ontology").joinpath("context.jsonld").read_text("utf-8"))["@context"]
    graph = read("onrecord.ttl")
    for name in names(ONR):
        entry = context[name]
        assert (entry if isinstance(entry, str) else entry["@id"]) == f"onr:{name}"
        is_link = (ONR[name], RDF.type, OWL.ObjectProperty) in graph
        assert (isinstance(entry, dict) and entry.get("@type") == "@id") == is_link, name
    for prefix, namespace in PREFIXES.items():
        assert context[prefix] == namespace or prefix in names(ONR)


def test_incident_types_match_the_types_of_acled() -> None:
    graph = read("incident-types.ttl")
    scheme = URIRef("https://w3id.org/onrecord/incident-types")
    matches = (SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
    for concept in graph.subjects(SKOS.inScheme, scheme):
        matched = {other for match in matches for other in graph.objects(concept, match)}
        assert any((other, SKOS.inScheme, ITYPE_ACLED) in graph for other in matched), concept
