"""What claims say about each other, settled with the incidents: by which rules, what goes with it, what is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from conftest import commit_settled, open_store, put_records
from records import BASE, hand_record

from kg import inference, mapping
from kg.inference.claims import utterances
from kg.inference.claims.ratings import Rating
from kg.inference.updating import GradeChange, InferenceReport, infer
from kg.mapping.iris import CLAIMS, INFERENCE, STATEMENTS
from kg.mapping.vocabulary import PREFIXES
from kg.record import Record
from kg.store.graphs import Change, GraphStore
from kg.store.texts import TextStore
from kg.trace import trace

RULES = inference.Rules.load(BASE)


def store_of(*records: Record) -> GraphStore:
    """Return a store into which these came one by one."""
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    for record in records:
        put_records(store, record)
    return store


def store_of_hand() -> GraphStore:
    return store_of(hand_record())


def graded(store: GraphStore) -> list[tuple[str, str]]:
    """Return how often each grade is given after Airwars."""
    rows = store.select(
        "SELECT ?grade (COUNT(?one) AS ?number) WHERE { ?one a onr:Grade ; rdf:value ?grade ; onr:ruleSet ?plan "
        "FILTER(CONTAINS(STR(?plan), 'airwars')) } GROUP BY ?grade ORDER BY ?grade"
    )
    return [(grade.value.rpartition("#")[2], number.value) for grade, number in rows if grade and number]


def test_what_claims_say_about_each_other_is_settled_with_the_incidents() -> None:
    store = store_of_hand()
    assert graded(store) == [("contested", "1"), ("fair", "1"), ("weak", "1")]
    rows = store.select(
        "SELECT ?graph (COUNT(*) AS ?number) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"
    )
    names = [graph.value.removeprefix(f"{BASE}graph/") for graph, _ in rows if graph]
    assert {"inference", "inference/claims", "rules"} <= set(names)


def test_other_rules_settle_everything_anew_and_the_same_rules_nothing() -> None:
    store = store_of_hand()
    before = store.quads()
    assert not list(inference.settle(store, rules=inference.Rules.load(BASE)))
    rated = replace(RULES, ratings=(Rating("actor/sana", "E", "A. Editor", "2020-11-01", "often wrong"),))
    assert sum(len(one.incidents) for one in inference.settle(store, rules=rated)) == 3
    assert "reliability_E" in store.quads()
    assert list(inference.settle(store, rules=rated)) == []
    assert sum(len(one.incidents) for one in inference.settle(store, rules=RULES)) == 3
    assert store.quads() == before


def test_all_of_what_is_inferred_can_be_thrown_away_and_computed_again() -> None:
    store = store_of_hand()
    before = store.quads()
    for graph in ("inference/claims", "inference/statements"):
        store.update(f"DROP SILENT GRAPH <{BASE}graph/{graph}>", direct=f"{BASE}graph/direct")
    assert store.quads() != before
    store.commit(inference.unsettle_all(store, rules=RULES))
    list(inference.settle(store, rules=RULES))
    assert store.quads() == before


def test_what_others_left_behind_of_incidents_that_are_not_there_goes() -> None:
    store = store_of_hand()
    before = store.quads()
    left = (
        f"<{BASE}report/x> onr:reportOf <{BASE}incident/x> . <{BASE}incident/x> a onr:Incident",
        f"<{BASE}origin/x> a onr:Origin ; onr:incident <{BASE}incident/y>",
    )
    for graph, triples in zip(("inference", "inference/claims"), left, strict=True):
        store.update(f"INSERT DATA {{ GRAPH <{BASE}graph/{graph}> {{ {triples} }} }}", direct=f"{BASE}graph/direct")
    assert store.quads() != before
    store.commit([inference.stale(store, base=BASE)])
    assert store.quads() == before


def test_inferring_says_what_has_changed(tmp_path: Path) -> None:
    with open_store(tmp_path, write=True) as store:
        put_records(store, hand_record())
        store.commit([])
    report = infer(tmp_path, RULES)
    assert (report.incidents, report.regraded, +report.came, +report.went) == (0, [], Counter(), Counter())
    rated = replace(RULES, rule_sets=tuple(one for one in RULES.rule_sets if one.name == "default"))
    report = infer(tmp_path, rated)
    assert report.incidents == 3
    assert report.came["tally"] == 0 < report.went["tally"]
    report = infer(tmp_path, RULES, everything=True)
    assert report.came["tally"] > 0 == report.went["tally"]
    assert report.regraded == []


def test_other_code_is_left_to_be_inferred_by_when_it_is_asked_for(tmp_path: Path) -> None:
    with open_store(tmp_path, write=True) as store:
        put_records(store, hand_record())
        graphs = f"<{BASE}graph/inference/claims>", f"<{BASE}graph/rules>"
        line = f'{graphs[0]} <https://schema.org/softwareVersion> "{RULES.made_with}" {graphs[1]} .\n'
        store.commit([Change(remove=line, add=line.replace(RULES.made_with, "earlier"))])
        assert list(inference.settle(store, rules=RULES)) == []
        assert inference.adopted(store, RULES) and not inference.up_to_date(store, RULES)
    assert infer(tmp_path, RULES).incidents == 3
    assert infer(tmp_path, RULES).incidents == 0


def test_a_grade_that_becomes_another_is_told_with_both() -> None:
    report = InferenceReport()
    lines = [
        f"<{BASE}incident/a#grade-airwars> <http://www.w3.org/1999/02/22-rdf-syntax-ns#value> "
        f"<https://w3id.org/onrecord/values#{value}> <{BASE}graph/inference/claims> .\n"
        for value in ("weak", "fair")
    ]
    report.count([Change(remove=lines[0], add=lines[1])])
    report.count([Change(add=lines[0].replace("incident/a", "incident/b"))])
    assert report.regraded == [GradeChange(f"{BASE}incident/a", "airwars", "weak", "fair")]


def test_in_whatever_order_articles_come_the_same_is_found_about_their_claims() -> None:
    record = hand_record()
    records = [replace(record, id=f"copy-{day}", url=None, published=f"2020-10-1{day}") for day in range(3)]

    def found(store: GraphStore) -> list[str]:
        query = "SELECT ?s ?p ?o ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }"
        lines = [store.select_lines(query, 4, graph=BASE + name) for name in (INFERENCE, CLAIMS, STATEMENTS)]
        assert all(lines)
        return sorted("".join(lines).splitlines())

    whole = found(store_of(*records))
    for order in permutations(records):
        assert found(store_of(*order)) == whole
    together = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    put_records(together, *records)
    assert found(together) == whole


def test_a_statement_is_tied_to_the_earliest_that_it_repeats_whatever_comes_and_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(utterances, "_EARLIEST", 2)
    records = [replace(hand_record(), id=f"copy-{day}", url=None, published=f"2020-10-1{day}") for day in range(4)]

    def ties(store: GraphStore) -> list[list[str]]:
        query = "SELECT ?later ?earlier WHERE { ?tie onr:rule 'same-words' ; rdf:subject ?earlier ; rdf:object ?later }"
        return sorted(store.texts(query))

    whole = store_of(*records)
    assert set(Counter(later for later, _ in ties(whole)).values()) == {1, 2}
    assert ties(store_of(*reversed(records))) == ties(whole)
    graph = mapping.graph_iri(records[0], base=BASE)
    commit_settled(whole, [Change(drop=(graph,))], new=[], old=[graph])
    assert ties(whole) == ties(store_of(*records[1:]))


def test_a_trace_shows_what_stands_against_a_claim_whose_word_it_is_and_how_its_incident_is_graded(
    tmp_path: Path,
) -> None:
    store = store_of_hand()
    (denial,) = store.texts("SELECT ?claim { ?claim a onr:Denial }")
    (found,) = trace(denial[0], graphs=store, texts=TextStore(tmp_path))
    assert [(one.kind, one.words, one.claimants, one.independent) for one in found.relations] == [
        ("contradicts", "The Red Brigade fired them", ("Amina Daud",), True),
    ]
    assert [one.name for one in found.origins] == ["Red Brigade"]
    assert found.incident is not None and (found.incident.reports, found.incident.origins) == (1, 2)
    grades = {one.scheme: (one.grade, one.reasons) for one in found.incident.grades}
    assert grades["Grades after Airwars"] == ("contested", tuple(sorted(one.reason for one in found.relations)))
    (said,) = store.texts("SELECT ?statement { ?statement onr:expresses ?claim . ?claim a onr:Denial }")
    (found,) = trace(said[0], graphs=store, texts=TextStore(tmp_path))
    assert (found.relations, found.origins, found.incident) == ((), (), None)
