"""What no search finds has no finding; every constraint that is broken is found."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from records import annotated_records, hand_record, large_record
from test_shapes import PAIRS, graphs_of_pair
from test_validation_gate import (
    NOT_KNOWN,
    OTHER_CONSTRAINTS,
    SLOW,
    A,
    findings,
    light,
    made_up,
    mutated,
    shapes_with,
    triples_of,
)

from kg.mapping import Triple, read_triples
from kg.mapping.quads import statements
from kg.store.graphs import Change, GraphStore, in_graph
from kg.validation import SCOPE, Gate, Searches, read_shapes

SHAPES = read_shapes()
SEARCHES = Searches(SHAPES, Gate(SHAPES))
FIRST, SECOND = "https://example.org/graphs/first", "https://example.org/graphs/second"
SCOPES = {
    "some graphs": f"VALUES ?g {{ <{FIRST}> <{SECOND}> }} {SCOPE}",
    "all that queries see": "",
}


def stored(**graphs: Iterable[Triple]) -> GraphStore:
    store = GraphStore.in_memory()
    names = {"first": FIRST, "second": SECOND, "third": "https://example.org/graphs/third"}
    for name, triples in graphs.items():
        lines = [line.replace("<_:b0>", "_:b0") for line in statements(triples)]
        store.commit([Change(add=in_graph(lines, names[name]))])
    return store


def found(store: GraphStore, scope: str, searches: Searches = SEARCHES) -> set[str]:
    classes = [row[0] for row in store.texts("SELECT DISTINCT ?class WHERE { GRAPH ?g { ?node a ?class } }")]
    return searches.found(lambda query: [row[0] for row in store.texts(query)], scope, classes)


def as_stored(store: GraphStore) -> list[Triple]:
    return read_triples(store.triples_in(FIRST))


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_each_constraint_is_found_where_it_is_broken_and_nowhere_else(path: Path, scope: str) -> None:
    _, valid, invalid = graphs_of_pair(path)
    assert found(stored(first=light(valid)), SCOPES[scope]) == set()
    assert found(stored(first=light(invalid)), SCOPES[scope]) != set()


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_a_graph_is_searched_by_itself(path: Path) -> None:
    _, valid, invalid = graphs_of_pair(path)
    store = stored(first=light(valid), second=light(invalid), third=light(invalid))
    assert found(store, SCOPES["some graphs"]) == {SECOND}


def test_nothing_is_found_in_whole_articles(shared: Path) -> None:
    for record in (hand_record(), large_record(), *annotated_records(shared)):
        assert found(stored(first=triples_of(record)), SCOPES["some graphs"]) == set()


@settings(SLOW, max_examples=250)
@given(mutated())
def test_what_is_not_found_has_no_finding_however_a_graph_is_altered(triples: list[Triple]) -> None:
    store = stored(first=triples)
    for scope in SCOPES.values():
        if not found(store, scope):
            assert findings(as_stored(store)) == 0


@pytest.mark.parametrize("constraint", OTHER_CONSTRAINTS)
def test_also_what_the_shapes_do_not_use_yet_is_searched_for(constraint: str) -> None:
    shapes = shapes_with(constraint)
    searches = Searches(shapes, Gate(shapes))
    for number in range(60):
        store = stored(first=made_up(number))
        for scope in SCOPES.values():
            if not found(store, scope, searches):
                assert findings(as_stored(store), shapes) == 0, as_stored(store)


@pytest.mark.parametrize("constraint", NOT_KNOWN)
def test_what_the_gate_does_not_know_is_found_where_it_applies(constraint: str) -> None:
    shapes = shapes_with(constraint)
    searches = Searches(shapes, Gate(shapes))
    applies = ("https://example.org/a", A, "https://example.org/C")
    other = ("https://example.org/a", A, "https://example.org/D")
    assert found(stored(first=[applies], second=[other]), SCOPES["some graphs"], searches) == {FIRST}
