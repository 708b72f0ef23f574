"""The stage that infers incidents from the reports of many articles."""

from __future__ import annotations

from dataclasses import replace

from conftest import put_records
from records import BASE, MIRROR, hand_record

from kg import inference, mapping
from kg.gazetteer import Gazetteer
from kg.inference.reports import ReportReader
from kg.mapping.iris import mint_incident
from kg.mapping.vocabulary import PREFIXES
from kg.store.graphs import GraphStore

RULES = inference.Rules.load(BASE)


def store_of_hand() -> GraphStore:
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    put_records(store, hand_record())
    return store


def reports_of(store: GraphStore) -> list[str]:
    return [row[0].value for row in store.select("SELECT ?r WHERE { ?r a onr:IncidentReport }") if row[0]]


def test_a_report_is_read_as_the_article_gives_it() -> None:
    store = store_of_hand()
    reader = ReportReader(store, Gazetteer.load())
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


RULES = inference.Rules.load(BASE)
