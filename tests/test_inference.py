"""The stage that infers incidents from the reports of many articles."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import chain, permutations, product
from pathlib import Path

import pytest
from conftest import put_records, quads_of
from records import BASE, KNOWN, MIRROR, hand_record

from kg import inference, mapping
from kg.gazetteer import Gazetteer
from kg.inference.claims import utterances
from kg.inference.reading import ReportReader
from kg.inference.things import Things, parts
from kg.mapping.described import Described, described, described_in, pack, unpack
from kg.mapping.iris import INFERENCE, mint_incident
from kg.mapping.quads import read_triples
from kg.mapping.vocabulary import PREFIXES
from kg.record import Place, Record
from kg.store.graphs import Change, GraphStore
from kg.validation import check_triples

RULES = inference.Rules.load(BASE)


def store_of_hand() -> GraphStore:
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    put_records(store, hand_record())
    return store


def reports_of(store: GraphStore) -> list[str]:
    return [row[0].value for row in store.select("SELECT ?r WHERE { ?r a onr:IncidentReport }") if row[0]]


def test_a_report_is_read_as_the_article_gives_it() -> None:
    store = store_of_hand()
    reader = ReportReader(Things(store, base=BASE), Gazetteer.load())
    reports = {one.type: one for one in reader.read([*reports_of(store), f"{BASE}report/none"])}
    assert len(reports) == 3
    shelling = reports["shelling"]
    assert (shelling.earliest, shelling.latest, shelling.published) == ("2020-10-09", "2020-10-09", "2020-10-09")
    assert [site.name for site in shelling.places] == ["market of Kesh", "Kesh"]
    assert shelling.article == mapping.article_iri(hand_record(), base=BASE)
    assert shelling.words in shelling.context
    assert {one.effect for one in shelling.figures} >= {"killed"}
    (mirror,) = store.select(f"SELECT ?outlet WHERE {{ ?outlet rdfs:label '{MIRROR.name}' }}")[0]
    assert mirror is not None and shelling.outlet == mirror.value


def test_an_incident_has_the_iri_of_its_first_report_and_says_how_many_it_has() -> None:
    store = store_of_hand()
    members = "SELECT ?report ?incident ?n WHERE { ?report onr:reportOf ?incident . ?incident onr:reportCount ?n }"
    rows = store.select(members)
    assert len(rows) == 3
    for report, incident, number in rows:
        assert report and incident and number
        assert incident.value == mint_incident(report.value, base=BASE)
        assert number.value == "1"


def test_what_is_settled_is_no_longer_marked_and_settling_again_changes_nothing() -> None:
    store = store_of_hand()
    before = store.quads()
    assert "UnsettledGraph" not in before
    assert list(inference.settle(store, rules=RULES)) == []
    assert store.quads() == before


def test_a_graph_that_goes_takes_its_incidents_and_what_was_found_about_them_with_it() -> None:
    store, record = store_of_hand(), hand_record()
    other = replace(record, id="other", url=None)
    fresh = store.quads()
    put_records(store, other)
    assert 0 < fresh.count("ontology#origin>") < store.quads().count("ontology#origin>")
    graph = mapping.graph_iri(other, base=BASE)
    change = inference.unsettle(store, base=BASE, old=[graph])
    provenance = "".join(line for line in store.quads().splitlines(keepends=True) if f"<{graph}>" in line)
    store.commit([replace(change, drop=(graph,), remove=change.remove + provenance)])
    list(inference.settle(store, rules=RULES))
    assert store.quads() == fresh


def several(number: int = 3) -> list[Record]:
    """Return the same account of three events by several outlets on consecutive days, the earliest first."""
    record = hand_record()
    return [replace(record, id=f"copy-{day}", url=None, published=f"2020-10-1{day}") for day in range(number)]


def inferred(store: GraphStore) -> set[str]:
    """Return the lines of the graph of inferences."""
    query = "SELECT ?s ?p ?o ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }"
    lines = store.select_lines(query, 3, graph=BASE + INFERENCE)
    return set(lines.splitlines())


def stored(*records: Record) -> GraphStore:
    """Return a store into which these came one by one."""
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    for record in records:
        put_records(store, record)
    return store


def test_reports_of_several_articles_are_of_one_incident_with_score_reasons_and_rules() -> None:
    store = stored(*several(2))
    rows = store.select(
        "SELECT ?one ?other ?score ?reason ?version WHERE { ?one onr:sameIncidentAs ?other ; onr:reportOf ?incident . "
        "?other onr:reportOf ?incident . ?tie a onr:ReportRelation ; rdf:subject ?one ; rdf:object ?other ; "
        "rdf:predicate onr:sameIncidentAs ; onr:score ?score ; onr:reason ?reason ; "
        "onr:ruleSet/schema:softwareVersion ?version . FILTER(CONTAINS(?reason, 'same-day')) }"
    )
    assert len(rows) == 2  # the third event is told without a date
    for one, other, score, reason, version in rows:
        assert one and other and score and reason and version
        assert one.value != other.value and 0.5 < float(score.value) <= 1 and version.value == "1"
        assert reason.value.startswith("same-day (+2.0): both are of ")
    report = check_triples(read_triples(store.select_lines("SELECT ?s ?p ?o WHERE { ?s ?p ?o }", 3)))
    assert report.conforms, report.text()


def test_an_incident_keeps_its_iri_when_later_reports_join_and_the_younger_one_says_what_replaced_it() -> None:
    first, second, third = several()

    def oldest(store: GraphStore) -> set[str]:
        rows = store.select("SELECT ?incident ?report WHERE { ?report onr:reportOf ?incident }")
        return {row[0].value for row in rows if row[0]}

    alone = oldest(stored(first))
    assert oldest(stored(first, second)) == oldest(stored(first, second, third)) == alone
    late = stored(second)
    younger = oldest(late)
    put_records(late, first)
    assert oldest(late) == alone
    replaced = late.select("SELECT ?younger ?older WHERE { ?younger dcterms:isReplacedBy ?older }")
    assert {one.value for one, _ in replaced if one} == younger
    assert {other.value for _, other in replaced if other} == alone


def test_in_whatever_order_articles_come_and_go_the_same_is_inferred() -> None:
    records = several()
    whole = inferred(stored(*records))
    for order in permutations(records):
        assert inferred(stored(*order)) == whole
    together = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    put_records(together, *records)
    assert inferred(together) == whole


def test_a_place_that_articles_name_in_several_ways_is_compared_by_the_name_that_the_gazetteer_gives() -> None:
    names, records = iter(("Old Mosul", "mosul", "Mosul suburbs")), []
    for record in several():
        place = Place("mosul", next(names), precision="town", text="Mosul")
        incidents = tuple(replace(one, places=(place,)) for one in record.incidents)
        records.append(replace(record, incidents=incidents))

    def settled(*steps: list[Record]) -> set[str]:
        store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
        stage = inference.Inference(store, RULES)  # keeps what it has read
        for step in steps:
            stage.take_in([coming(one, known=frozenset({"mosul"})) for one in step])
        return inferred(store)

    whole = settled(records)
    for order in permutations(records):
        assert settled(*([one] for one in order)) == whole


def test_what_settling_yields_is_what_has_changed() -> None:
    first, second, third = several()
    store = stored(second, third)
    before = {row[0].value for row in store.select("SELECT ?i ?r WHERE { ?r onr:reportOf ?i }") if row[0]}
    graph = mapping.graph_iri(first, base=BASE)
    other = replace(hand_record(), id="elsewhere", url=None, published="2011-01-01", incidents=(), claims=())
    put_records(store, other)
    change = inference.unsettle(store, base=BASE, new=[graph])
    store.commit([Change(add=quads_of(first)), change])
    (settled,) = inference.settle(store, rules=RULES)
    assert all(len(reports) == 3 for reports in settled.incidents.values()) and len(settled.incidents) == 3
    assert settled.gone == before
    assert list(inference.settle(store, rules=RULES)) == []


def coming(record: Record, *, known: frozenset[str] = KNOWN) -> inference.Coming:
    """Return a record as a build hands it to the inference."""
    graph, described = mapping.graph_iri(record, base=BASE), pack(described_by(record, known=known))
    return inference.Coming(graph, quads_of(record, known=known), described)


def described_by(record: Record, *, known: frozenset[str] = KNOWN) -> Described:
    return described(mapping.article_triples(record, base=BASE, known=known), base=BASE)


def but_for_positions(things: Things, iris: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """Return what is said of things, but for the positions of words: their quotes say them as well."""
    return {
        iri: {
            name: kept for name, values in known.items() if (kept := [one for one in values if "#position=" not in one])
        }
        for iri, known in things.of(iris).items()
    }


def test_what_is_learned_of_an_article_is_what_the_store_says_of_it() -> None:
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    learning = Things(store, base=BASE)
    met: set[str] = set()
    for number, record in enumerate(several()):
        assert record.outlet is not None
        record = replace(record, outlet=replace(record.outlet, aliases=(f"Paper {number}",)))
        found = described_by(record)
        learning.learn(found)
        met |= found.own.keys() | found.shared.keys()
        before = but_for_positions(learning, found.own), but_for_positions(learning, met)
        store.commit([Change(add=quads_of(record))])
        if number != 1:  # of two that come together, too
            learning.forget_coming()
        after = but_for_positions(Things(store, base=BASE), found.own), but_for_positions(Things(store, base=BASE), met)
        assert before == after  # of actors what all articles say
        learning.forget()
    assert any({"Paper 0", "Paper 1", "Paper 2"} <= {*chain(*known.values())} for known in learning.of(met).values())


def test_what_articles_describe_is_read_out_of_their_quads_as_well() -> None:
    for record in several():
        one = coming(record)
        assert described_in(one.quads, one.graph, base=BASE) == unpack(one.described)


def test_what_many_reports_are_made_of_is_known_until_all_of_them_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inference, "parts", lambda several, size=1: parts(several, size))
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    inference.Inference(store, RULES).take_in(map(coming, several()))
    assert inferred(store) == inferred(stored(*several()))


@pytest.mark.parametrize("on_disk", [False, True])
@pytest.mark.parametrize("together", [1, 2, 3])
def test_articles_that_are_settled_as_they_come_are_settled_as_if_they_had_been_there(
    tmp_path: Path, together: int, on_disk: bool
) -> None:
    records = several()
    whole = inferred(stored(*records))
    for case, (silent, stored_before) in enumerate(product([None, *records], repeat=2)):
        with (
            GraphStore.open(tmp_path / str(case), write=True, prefixes=PREFIXES, base=BASE)
            if on_disk
            else GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
        ) as store:
            stage = inference.Inference(store, RULES)
            for step in parts(records, together):
                articles = [coming(one) for one in step]
                store.commit([stage.unsettle(new=[one.graph for one in articles], mark=False)])
                for number, record in enumerate(step):
                    if record is stored_before:
                        store.commit([Change(add=articles[number].quads)])
                        articles[number] = inference.Coming(articles[number].graph)
                    elif record is silent:
                        articles[number] = articles[number]._replace(described=b"")
                stage.take_in(articles)
                list(stage.settle())  # what was there before the store had rules
            assert inferred(store) == whole


def test_statements_that_were_just_learned_are_not_read_again_however_few_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    def read_printed(things: Things, statements: Collection[str]) -> dict[str, utterances.Printed]:
        read.extend(statements)
        return printed(things, statements)

    printed = utterances.read_printed
    monkeypatch.setattr(utterances, "read_printed", read_printed)
    monkeypatch.setattr(utterances, "_KEPT", 0)
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    stage = inference.Inference(store, RULES)
    records = several()
    stage.take_in(map(coming, records))
    assert len(read) == len(set(read)) > len(records)
    assert inferred(store) == inferred(stored(*records))
