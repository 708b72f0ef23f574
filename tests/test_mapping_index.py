"""The graph that the gate reads: it answers as rdflib's own graph does."""

from __future__ import annotations

import pytest
from rdflib import Graph

from kg.mapping.index import IndexedGraph, name_of

TURTLE = """
@prefix : <http://example.org/> .
:a :knows :b , :c , :a ; :name "A" ; :age 3 .
:b :knows :c ; :name "B" ; :age 4 .
:c :knows :a ; :name "A" ; :age 5 .
[] :knows :c ; :name "D"@en .
"""


@pytest.fixture(scope="module")
def plain() -> Graph:
    return Graph().parse(data=TURTLE, format="turtle")


@pytest.mark.parametrize(
    "pattern",
    [
        "?x :knows ?y",
        "?x :knows ?x",
        "?x ?p ?y . ?y ?p ?x",
        "?x :knows ?y . ?y :knows ?z . ?z :knows ?x",
        "?x :knows [ :name ?name ]",
        "?x :name ?n . ?y :name ?n FILTER (?x != ?y)",
        "?x :age ?a FILTER (?a + 1 > 4)",
        "{ ?x :name 'A' } UNION { ?x :age 4 } ?x :knows ?y",
        "?x :knows ?y OPTIONAL { ?y :age ?a . ?y :name 'B' }",
        "?x :knows+ :c . FILTER NOT EXISTS { ?x :age 5 }",
        "{ SELECT DISTINCT ?n WHERE { ?x :name ?n } } ?y :name ?n",
        "?x :hates ?y",
        "",
    ],
)
@pytest.mark.parametrize("bound", [False, True], ids=["free", "bound"])
def test_a_query_has_the_solutions_that_rdflib_finds(plain: Graph, pattern: str, bound: bool) -> None:
    query = f"PREFIX : <http://example.org/> SELECT * WHERE {{ {pattern} }}"
    bindings = {"x": name_of("http://example.org/a")} if bound else {}
    expected = plain.query(query, initBindings=bindings)
    found = IndexedGraph(plain).query(query, initBindings=bindings)
    assert _rows(found) == _rows(expected)


def _rows(result: object) -> list[str]:
    return sorted(str(sorted(row.asdict().items())) for row in result)  # type: ignore[attr-defined]


def test_a_name_has_one_term_however_often_it_is_asked_for() -> None:
    assert name_of("http://example.org/one") is name_of("http://example.org/" + "one")
