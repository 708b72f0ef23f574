from __future__ import annotations

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, Graph, URIRef
from rdflib.compare import isomorphic
from records import BASE, KNOWN, hand_record

from kg.mapping import Literal, Quad, article_quads, graph_of, nquads
from kg.mapping.index import IndexedGraph
from kg.mapping.vocabulary import ONR, PREFIXES, XSD

PATTERN = [(s, p, o) for s in (True, False) for p in (True, False) for o in (True, False)]
IRIS = st.sampled_from([f"https://example.org/{name}" for name in "abcd"])
TEXTS = st.text(st.characters(blacklist_categories=["Cs"]))
LITERALS = st.builds(
    Literal, TEXTS, st.sampled_from([None, "https://example.org/type"]), st.none()
) | st.builds(Literal, TEXTS, st.none(), st.sampled_from(["en", "en-gb", "ar"]))  # fmt: skip
QUADS = st.lists(st.builds(Quad, IRIS, IRIS, IRIS | LITERALS, IRIS))


@given(QUADS)
def test_n_quads_say_the_quads_and_nothing_else(quads: list[Quad]) -> None:
    parsed = {
        Quad(one.subject.value, one.predicate.value, ours(one.object), one.graph_name.value)
        for one in pyoxigraph.parse(nquads(quads), format=pyoxigraph.RdfFormat.N_QUADS)
    }
    assert parsed == set(quads)


def ours(term: pyoxigraph.NamedNode | pyoxigraph.Literal) -> str | Literal:
    if isinstance(term, pyoxigraph.NamedNode):
        return term.value
    if term.language:
        return Literal(term.value, language=term.language)
    datatype = term.datatype.value
    return Literal(term.value, None if datatype == str(XSD.string) else datatype)


@given(QUADS)
def test_n_quads_do_not_depend_on_order_or_repetition(quads: list[Quad]) -> None:
    assert nquads(quads) == nquads([*reversed(quads), *quads])
    assert nquads(quads).count("\n") == len(set(quads))


def test_n_quads_are_canonical() -> None:
    quads = [
        Quad("https://example.org/b", "https://example.org/p", Literal('a\t"b"\\\n\x01\x7fé'), "https://example.org/g"),
        Quad("https://example.org/a", "https://example.org/p", Literal("نعم", language="ar"), "https://example.org/g"),
    ]
    assert nquads(quads) == (
        '<https://example.org/a> <https://example.org/p> "نعم"@ar <https://example.org/g> .\n'
        '<https://example.org/b> <https://example.org/p> "a\\t\\"b\\"\\\\\\n\\u0001\\u007Fé" '
        "<https://example.org/g> .\n"
    )


def test_the_store_gives_back_what_the_mapping_wrote_byte_for_byte() -> None:
    written = nquads(article_quads(hand_record(), base=BASE, known=KNOWN))
    store = pyoxigraph.Store()
    store.load(written, format=pyoxigraph.RdfFormat.N_QUADS)
    read = store.dump(format=pyoxigraph.RdfFormat.N_QUADS).decode()
    assert "".join(sorted(f"{line}\n" for line in read.splitlines())) == written


def test_rdflib_reads_the_n_quads_as_the_graph_that_it_is_given() -> None:
    quads = article_quads(hand_record(), base=BASE, known=KNOWN)
    triples = "".join(
        f"{one.triple} .\n" for one in pyoxigraph.parse(nquads(quads), format=pyoxigraph.RdfFormat.N_QUADS)
    )
    assert isomorphic(Graph().parse(data=triples, format="nt"), Graph() + graph_of(quads))


@pytest.fixture(scope="module")
def plain() -> Graph:
    return Graph() + graph_of(article_quads(hand_record(), base=BASE, known=KNOWN))


@pytest.fixture(scope="module")
def indexed() -> IndexedGraph:
    graph = graph_of(article_quads(hand_record(), base=BASE, known=KNOWN))
    assert isinstance(graph, IndexedGraph)
    return graph


@pytest.mark.parametrize("given_parts", PATTERN)
def test_an_indexed_graph_answers_every_pattern_as_rdflib_does(
    plain: Graph, indexed: IndexedGraph, given_parts: tuple[bool, bool, bool]
) -> None:
    for triple in list(plain)[::25]:
        pattern = tuple(part if known else None for part, known in zip(triple, given_parts, strict=True))
        assert set(indexed.triples(pattern)) == set(plain.triples(pattern))
        assert set(indexed.objects(pattern[0], pattern[1])) == set(plain.objects(pattern[0], pattern[1]))
        assert set(indexed.subjects(pattern[1], pattern[2])) == set(plain.subjects(pattern[1], pattern[2]))
        assert triple in indexed
    assert (URIRef("https://example.org/none"), None, None) not in indexed


def test_an_indexed_graph_holds_each_triple_once(plain: Graph, indexed: IndexedGraph) -> None:
    again = IndexedGraph([*plain, *plain])
    assert len(again) == len(plain) == len(indexed) == len(list(again))
    assert set(again) == set(plain)


def test_an_indexed_graph_answers_queries_and_paths(plain: Graph, indexed: IndexedGraph) -> None:
    prefixes = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
    query = prefixes + (
        "SELECT ?claim ?words WHERE { ?said a onr:Statement ; onr:expresses ?claim . "
        "?claim onr:evidence/oa:hasSelector/oa:exact|schema:text ?words . "
        "OPTIONAL { ?claim schema:minValue ?low } FILTER (!BOUND(?low) || ?low > 1) }"
    )
    assert set(indexed.query(query)) == set(plain.query(query)) != set()
    assert set(indexed.query(query)) == set(plain.query(query))
    path = RDF.type / RDF.type | ONR.expresses / ONR.evidence
    assert set(indexed.subject_objects(path)) == set(plain.subject_objects(path)) != set()


def test_an_indexed_graph_only_grows(plain: Graph) -> None:
    graph = IndexedGraph()
    triple = next(iter(plain))
    assert graph.add(triple).add(triple) is graph
    assert list(graph) == [triple]
    with pytest.raises(NotImplementedError, match="only grows"):
        graph.remove(triple)


@given(st.lists(st.tuples(IRIS, IRIS, LITERALS)))
def test_literals_are_found_by_value(triples: list[tuple[str, str, Literal]]) -> None:
    graph = graph_of(Quad(*triple, "https://example.org/g") for triple in triples)
    for subject, predicate, value in triples:
        term = rdflib.Literal(
            value.text,
            datatype=URIRef(value.datatype) if value.datatype else None,
            lang=value.language,
        )
        assert URIRef(subject) in set(graph.subjects(URIRef(predicate), term))
