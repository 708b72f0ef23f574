"""SPARQL updates on the store: each operation of the language, and the default graph that follows."""

from __future__ import annotations

import pytest

from kg.errors import QueryRefusedError, QuerySyntaxError
from kg.store.formats import GraphFormat
from kg.store.graphs import Change, GraphStore

DIRECT = "urn:g:direct"


@pytest.fixture
def store() -> GraphStore:
    store = GraphStore.in_memory(prefixes={"x": "urn:x:"}, base="urn:base:")
    lines = "<urn:x:a> <urn:x:p> <urn:x:b> <urn:g:1> .\n<urn:x:a> <urn:x:p> <urn:x:b> <urn:g:2> .\n"
    store.commit([Change(add=lines + '<urn:x:a> <urn:x:q> "two" <urn:g:2> .\n')])
    return store


def quads(store: GraphStore) -> set[str]:
    return set(store.quads().replace("urn:x:", "").replace("urn:g:", "").splitlines())


A1, A2, Q2 = "<a> <p> <b> <1> .", "<a> <p> <b> <2> .", '<a> <q> "two" <2> .'
OWN = "<a> <p> <b> <direct> ."


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("INSERT DATA { GRAPH <urn:g:3> { x:c x:p 1, 'é\"\\n'@en } }", {A1, A2, Q2} | {
            '<c> <p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <3> .', '<c> <p> "é\\"\\n"@en <3> .'}),
        ("INSERT DATA { x:a x:p x:b }", {A1, A2, Q2, OWN}),
        ("DELETE DATA { GRAPH <urn:g:1> { x:a x:p x:b } }", {A2, Q2}),
        ("DELETE DATA { x:a x:p x:b }", {A1, A2, Q2}),
        ("DELETE { GRAPH ?g { ?s x:p ?o } } INSERT { GRAPH ?g { ?o x:p ?s } } WHERE { GRAPH ?g { ?s x:p ?o } }",
         {"<b> <p> <a> <1> .", "<b> <p> <a> <2> .", Q2}),
        ("WITH <urn:g:2> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(isLiteral(?o)) }", {A1, A2}),
        ("INSERT { GRAPH <urn:g:3> { ?s x:n ?o } } USING <urn:g:2> WHERE { ?s x:q ?o }",
         {A1, A2, Q2, '<a> <n> "two" <3> .'}),
        ("INSERT { GRAPH <urn:g:3> { ?s x:n ?o } } USING <urn:g:1> WHERE { ?s x:q ?o }", {A1, A2, Q2}),
        ("INSERT { GRAPH <urn:g:3> { ?s x:n ?g } } USING NAMED <urn:g:2> WHERE { GRAPH ?g { ?s x:p ?o } }",
         {A1, A2, Q2, "<a> <n> <2> <3> ."}),
        ("DELETE WHERE { GRAPH <urn:g:2> { ?s x:q ?o } }", {A1, A2}),
        ("INSERT { GRAPH <urn:g:3> { ?o x:r ?s } } WHERE { ?s x:q ?o }", {A1, A2, Q2}),  # a literal is no subject
        ("CLEAR GRAPH <urn:g:2>", {A1}),
        ("DROP SILENT GRAPH <urn:g:none>", {A1, A2, Q2}),
        ("CLEAR DEFAULT", {A1, A2, Q2}),
        ("INSERT DATA { x:a x:p x:b } ; CLEAR NAMED", {OWN}),
        ("CLEAR ALL", set()),
        ("COPY <urn:g:1> TO <urn:g:2>", {A1, A2}),
        ("ADD <urn:g:2> TO <urn:g:1>", {A1, A2, Q2, '<a> <q> "two" <1> .'}),
        ("MOVE <urn:g:2> TO <urn:g:1>", {A1, '<a> <q> "two" <1> .'}),
        ("MOVE <urn:g:1> TO DEFAULT", {A2, Q2, OWN}),
        ("CREATE GRAPH <urn:g:new>", {A1, A2, Q2}),
        ("PREFIX y: <urn:x:> DELETE WHERE { GRAPH ?g { y:a y:p ?o } } ; PREFIX z: <urn:x:> "
         "INSERT { GRAPH <urn:g:2> { ?s z:n y:m } } WHERE { ?s y:q ?v } ;", {Q2, "<a> <n> <m> <2> ."}),
    ],
)  # fmt: skip
def test_an_update_changes_named_graphs_and_the_default_graph_follows(
    store: GraphStore, update: str, expected: set[str]
) -> None:
    store.update(update, direct=DIRECT)
    assert quads(store) == expected
    union = {line.rpartition(" <")[0] for line in store.quads().splitlines()}
    found = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert {" ".join(map(str, row)) for row in found._result} == union  # type: ignore[union-attr]


def test_blank_nodes_of_a_template_are_new_for_each_solution(store: GraphStore) -> None:
    store.update("INSERT { GRAPH <urn:g:3> { [] x:of ?g } } WHERE { GRAPH ?g { x:a x:p x:b } }", direct=DIRECT)
    rows = store.select("SELECT DISTINCT ?b WHERE { GRAPH <urn:g:3> { ?b x:of ?g } }")
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("error", "update"),
    [
        (QuerySyntaxError, "CLEAR XYZ"),
        (QuerySyntaxError, "SELECT * WHERE { ?s ?p ?o }"),
        (QuerySyntaxError, "INSERT DATA { ?s x:p x:o }"),
        (QueryRefusedError, "LOAD <http://127.0.0.1:9/> INTO GRAPH <urn:g:3>"),
        (QueryRefusedError, "INSERT { ?s x:p x:o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s x:p x:o } }"),
    ],
)
def test_what_is_no_update_and_what_would_fetch_is_refused(
    store: GraphStore, error: type[Exception], update: str
) -> None:
    before = store.quads()
    with pytest.raises(error):
        store.update(update, direct=DIRECT)
    assert store.quads() == before


def test_a_dataset_is_named_once(store: GraphStore) -> None:
    with pytest.raises(QuerySyntaxError, match="dataset"):
        store.update(
            "INSERT { ?s x:n ?o } USING <urn:g:1> WHERE { ?s ?p ?o }", direct=DIRECT, default_graphs=["urn:g:2"]
        )


def test_a_graph_is_replaced_or_added_to(store: GraphStore) -> None:
    assert store.replace_graph("urn:g:3", b"<urn:x:c> a <urn:x:C> .", GraphFormat.turtle)
    assert not store.replace_graph("urn:g:3", b"<urn:x:d> a <urn:x:C> .", GraphFormat.turtle, keep=True)
    assert len(store.select("SELECT ?s WHERE { GRAPH <urn:g:3> { ?s a x:C } }")) == 2
    assert len(store.select("SELECT ?s WHERE { ?s a x:C }")) == 2
    assert not store.replace_graph("urn:g:3", b"<urn:x:e> a <urn:x:C> .", GraphFormat.turtle)
    assert len(store.select("SELECT ?s WHERE { ?s a x:C }")) == 1
    with pytest.raises(QuerySyntaxError, match="not turtle"):
        store.replace_graph("urn:g:3", b"no turtle", GraphFormat.turtle)


def test_an_empty_graph_is_one(store: GraphStore) -> None:
    assert store.replace_graph("urn:g:empty", b"", GraphFormat.turtle)
    assert store.has_graph("urn:g:empty") is store.is_local  # not every endpoint has empty graphs: none has here
