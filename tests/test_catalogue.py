"""The catalogue of shipped queries: what a file must say, and how a parameter gets its value."""

from __future__ import annotations

import pytest
from conftest import open_store

from kg.errors import QueryError, UnknownQueryError
from kg.queries import ShippedQuery, bind, find_query, load_queries, read_query
from kg.store.graphs import GraphStore

TEXT = """\
#title: Names
#description: The names of an actor,
#description: and their number.
#param actor: iri: whose names
#param name: text: only this one
#param least: integer: at least so many
#param day: date: on this day
SELECT ?actor ?name ?least ?day WHERE {
  VALUES ?actor { <actor/nobody> } # VALUES ?actor { <comment> }
  VALUES ?name { "VALUES ?actor { <string> }" }
  VALUES ?least { 1 }
  VALUES ?day { "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> }
}
"""


@pytest.fixture
def query() -> ShippedQuery:
    return read_query("names", TEXT)


def row(query: ShippedQuery, **values: str) -> list[str]:
    store = GraphStore.in_memory(base="http://e/")
    (found,) = store.select(bind(query, values))
    return [term.value for term in found if term]


def test_the_head_of_a_file_documents_it(query: ShippedQuery) -> None:
    assert (query.title, query.description) == ("Names", "The names of an actor, and their number.")
    assert [(one.name, one.kind, one.help) for one in query.parameters][:2] == [
        ("actor", "iri", "whose names"),
        ("name", "text", "only this one"),
    ]
    assert [one.default for one in query.parameters][::2] == ["<actor/nobody>", "1"]


def test_a_query_runs_with_its_defaults(query: ShippedQuery) -> None:
    assert row(query) == ["http://e/actor/nobody", "VALUES ?actor { <string> }", "1", "2020-01-01"]


@pytest.mark.parametrize(
    ("name", "value", "position", "expected"),
    [
        ("actor", "actor/somebody", 0, "http://e/actor/somebody"),
        ("actor", "https://other.example/x", 0, "https://other.example/x"),
        ("actor", "wd:Q42", 0, "http://www.wikidata.org/entity/Q42"),
        ("name", 'a "quoted" \\ name } # \n', 1, 'a "quoted" \\ name } # \n'),
        ("name", "'''", 1, "'''"),
        ("least", "-7", 2, "-7"),
        ("day", "2018-10-31", 3, "2018-10-31"),
    ],
)
def test_a_parameter_gets_its_value_as_one_term(
    query: ShippedQuery, name: str, value: str, position: int, expected: str
) -> None:
    assert row(query, **{name: value})[position] == expected


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("actor", "x> } DROP ALL #", "expected an IRI"),
        ("actor", "", "expected an IRI"),
        ("least", "1 } #", "expected a whole number"),
        ("day", "soon", "expected a date"),
        ("colour", "red", "has no parameter 'colour': expected actor, day, least, name"),
    ],
)
def test_a_value_of_another_kind_is_refused(query: ShippedQuery, name: str, value: str, message: str) -> None:
    with pytest.raises(UnknownQueryError, match=message):
        bind(query, {name: value})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * {}", "expected one '#title:' line"),
        ("#title: T\nSELECT * {}", "'#description:'"),
        ("#title: T\n#description: D\n#param x\nSELECT * {}", "expected '#param name: iri"),
        ("#title: T\n#description: D\n#param x: colour: c\nSELECT * {}", "expected '#param name: iri"),
        ("#title: T\n#description: D\n#param x: text: c\nSELECT * {}", r"expected 'VALUES \?x \{ term \}'"),
    ],
)
def test_a_file_that_breaks_the_convention_says_what_it_lacks(text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        read_query("broken", text)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownQueryError, match="expected incidents"):
        find_query("incident")


def test_every_shipped_query_runs_and_names_what_it_selects(kesh: object) -> None:
    queries = load_queries()
    assert "incidents" in {query.name for query in queries}
    with open_store(kesh) as store:  # type: ignore[arg-type]
        for query in queries:
            answer = store.query(query.text)
            assert answer.kind == "graph" or answer.variables


def test_incidents_are_listed_with_the_number_of_claims_about_them(kesh: object) -> None:
    with open_store(kesh) as store:  # type: ignore[arg-type]
        rows = store.select(find_query("incidents").text)
    assert [(row[1].value.rpartition("#")[2], row[5].value) for row in rows if row[1] and row[5]] == [
        ("shelling", "7"),
        ("territory_change", "1"),
        ("other", "0"),
    ]
