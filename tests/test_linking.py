"""Links to Wikidata: what is confirmed, what is proposed and why, and what a run does to the store."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
import rdflib
from conftest import open_store, put_record
from records import BASE, hand_record
from wikidata import DATA, Proxy, Reply, proxy_before, wikidata_server

from kg.audit import check_store
from kg.errors import QueryError, QueryRefusedError
from kg.gazetteer import Gazetteer
from kg.linking import run, wikidata
from kg.linking.entities import PLACE, Entity, read_entities
from kg.linking.finding import Answered, Decisions, Found, find_links
from kg.linking.items import Item, read_facts
from kg.linking.links import Link, link_quads, mint_link
from kg.linking.scoring import best_fits, judge, kilometres
from kg.mapping.iris import WIKIDATA
from kg.mapping.vocabulary import ONR, WD, WDT
from kg.queries import bind, find_query
from kg.record import Actor, Record
from kg.remote import Endpoint, fetch_results
from kg.review.deciding import Wish, decide
from kg.review.decisions import Verdict
from kg.store.formats import GraphFormat
from kg.store.graphs import Term, read_results
from kg.store.texts import TextStore

NOW = datetime(2024, 5, 17, 12, 0, tzinfo=UTC)
ACTORS = ("islamic-state", "peshmerga", "masrour-barzani", "sirwan-barzani", "rudaw", "kurdistan-24")
PLACES = ("kirkuk", "makhmur", "khanukah-mountain", "hawija")


def conflict_record() -> Record:
    """Return the hand-written record with actors and places of the gazetteer, and a group that it does not know."""
    gazetteer = Gazetteer.load()
    actors = [entry.reference() for one in ACTORS if (entry := gazetteer.actor(one))]
    places = [entry.reference() for one in PLACES if (entry := gazetteer.place(one))]
    falcons = Actor("falcons-of-the-north", "Falcons of the North", "armed_group")
    record = hand_record()
    first = record.incidents[0]
    assert len(actors) == len(ACTORS) and len(places) == len(PLACES)
    return replace(
        record,
        outlet=actors[4],
        via=None,
        statements=(),
        claims=(),
        incidents=(
            replace(first, places=tuple(places[:2]), perpetrators=(actors[0], falcons), supporters=(), targets=()),
            replace(
                record.incidents[1], places=tuple(places[2:]), perpetrators=tuple(actors[1:4]), targets=(actors[5],)
            ),
        ),
    )


KNOWN = frozenset({*ACTORS, *PLACES})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with wikidata_server(tmp_path_factory.mktemp("wikidata")) as address:
        yield address


@pytest.fixture
def proxy(server: str) -> Iterator[Proxy]:
    with proxy_before(server) as one:
        yield one


@pytest.fixture
def store(tmp_path: Path) -> Path:
    directory = tmp_path / "store"
    put_record(directory, conflict_record(), known=KNOWN)
    return directory


def link(store: Path, address: str, *, now: datetime = NOW, dry_run: bool = False, days: float = 30) -> run.LinkReport:
    endpoint = Endpoint(url=address, seconds=5, tries=2, pause=0.05)
    return run.link(store, base=BASE, endpoint=endpoint, cache_days=days, dry_run=dry_run, clock=lambda: now)


def links_in(store: Path) -> dict[str, list[tuple[str, str, float]]]:
    """Return the links of a store by the entity's last segment: how they stand, the item, the score."""
    query = """
    SELECT ?entity ?how ?target ?score WHERE {
      GRAPH <graph/wikidata> {
        ?entity ?how ?target .
        ?link a onr:Link ; onr:linkedEntity ?entity ; onr:linkTarget ?target ; onr:score ?score
      }
    } ORDER BY ?entity DESC(?score) ?target
    """
    found: dict[str, list[tuple[str, str, float]]] = {}
    with open_store(store) as graphs:
        for row in graphs.select(query):
            entity, how, target, score = (term.value for term in row if term)
            name = entity.rpartition("/")[2]
            found.setdefault(name, []).append((how.rpartition("#")[2], target.rpartition("/")[2], float(score)))
    return found


def reasons(store: Path, entity: str, item: str) -> list[str]:
    query = f"""
    SELECT ?reason WHERE {{
      ?link a onr:Link ; onr:linkedEntity <{entity}> ; onr:linkTarget wd:{item} ; onr:reason ?reason
    }} ORDER BY ?reason
    """
    with open_store(store) as graphs:
        return [row[0].value for row in graphs.select(query) if row[0]]


# A run against a real server


def test_links_are_confirmed_by_evidence_and_by_page_and_proposed_by_fit(server: str, store: Path) -> None:
    report = link(store, server)
    found = links_in(store)
    assert found["islamic-state"] == [("sameAs", "Q2429253", 1.0)]
    assert found["peshmerga"] == [("sameAs", "Q900040", 1.0)]
    assert found["makhmur"] == [("sameAs", "Q900041", 1.0)]
    assert [(how, item) for how, item, _ in found["sirwan-barzani"]] == [
        ("closeMatch", "Q900050"),
        ("closeMatch", "Q900051"),
    ]
    assert [(how, item) for how, item, _ in found["khanukah-mountain"]] == [("closeMatch", "Q900053")]
    assert found["hawija"] == [("closeMatch", "Q900055", 0.95)]
    assert found["kurdistan-24"] == [("closeMatch", "Q900058", 0.95)]
    assert "rudaw" not in found
    assert any("Rudaw Media Network: not the item of its page" in note for note in report.notes)
    assert (report.confirmed, report.proposed) == (5, 6)


def test_a_link_gives_its_reasons(server: str, store: Path) -> None:
    link(store, server)
    assert reasons(store, "actor/peshmerga", "Q900040") == ["the page 'Peshmerga' of the English Wikipedia is about it"]
    assert reasons(store, "actor/sirwan-barzani", "Q900050") == [
        "1 other item with this name would fit",
        "Wikidata calls it human",
        "Wikidata describes it as 'military leader'",
        "Wikidata's label is its name, 'Sirwan Barzani'",
        "both belong to Iraq",
    ]
    assert "the two points are 0.5 km apart" in reasons(store, "place/khanukah-mountain", "Q900053")
    assert "both have the id 390188 in a catalogue of places" in reasons(store, "place/hawija", "Q900055")
    assert "both have the address kurdistan24.net" in reasons(store, "actor/kurdistan-24", "Q900058")
    (evidence,) = reasons(store, "actor/islamic-state", "Q2429253")
    assert evidence.startswith("the gazetteer gives it with evidence: github:")


def test_what_wikidata_says_of_the_items_is_fetched(server: str, store: Path) -> None:
    link(store, server)
    query = """
    SELECT ?what WHERE {
      { wd:Q5892168 p:P39 ?held . ?held ps:P39/rdfs:label ?what }
      UNION { wd:Q5892168 p:P39/pq:P580 ?what }
      UNION { wd:Q173310 wdt:P625|wdt:P131/rdfs:label|wdt:P17/rdfs:label ?what }
      UNION { wd:Q2429253 rdfs:label|skos:altLabel|schema:description|wdt:P571|wdt:P31/rdfs:label ?what }
    } ORDER BY ?what
    """
    with open_store(store) as graphs:
        said = {row[0].value for row in graphs.select(query) if row[0]}
    assert said == {
        "2013-04-08T00:00:00Z", "2019-07-10T00:00:00Z", "Daesh", "Iraq", "Islamic State", "Kirkuk Governorate",
        "Point(44.39 35.47)", "Prime Minister of the Kurdistan Region", "armed group", "militia",
    }  # fmt: skip


def test_the_graph_says_whence_and_when_and_by_which_run(server: str, store: Path) -> None:
    link(store, server)
    query = """
    SELECT ?source ?at ?name ?value WHERE {
      <graph/wikidata> a onr:LinkGraph ; prov:hadPrimarySource ?source ; prov:generatedAtTime ?at ;
        prov:wasGeneratedBy/prov:qualifiedAssociation/prov:hadPlan/onr:setting ?setting .
      ?setting schema:name ?name ; schema:value ?value
    }
    """
    with open_store(store) as graphs:
        rows = [[term.value for term in row if term] for row in graphs.select(query)]
    assert {row[0] for row in rows} == {server}
    assert {row[1] for row in rows} == {"2024-05-17T12:00:00Z"}
    assert {row[2] for row in rows} == {"data-gazetteer", "data-link-rules", "setting-endpoint", "version"}


def test_a_linked_store_conforms(server: str, store: Path) -> None:
    link(store, server)
    with open_store(store) as graphs:
        report = check_store(graphs, TextStore(store))
    assert report.conforms, report.text()


def test_running_again_from_disk_asks_nothing_and_gives_the_same_graph(proxy: Proxy, store: Path) -> None:
    first = link(store, proxy.address)
    assert first.asked == len(proxy.queries) == len(first.questions) > 5
    with open_store(store) as graphs:
        quads = graphs.quads()
    again = link(store, proxy.address, now=NOW + timedelta(days=29))
    assert (again.asked, len(proxy.queries)) == (0, first.asked)
    with open_store(store) as graphs:
        assert graphs.quads() == quads


def test_answers_that_are_too_old_are_asked_for_again(proxy: Proxy, store: Path) -> None:
    first = link(store, proxy.address)
    later = link(store, proxy.address, now=NOW + timedelta(days=31))
    assert later.asked == first.asked
    assert len(list((store / "answers").rglob("*.gz"))) == first.asked
    with open_store(store) as graphs:
        (row,) = graphs.select("SELECT ?at WHERE { <graph/wikidata> prov:generatedAtTime ?at }")
    assert row[0] is not None and row[0].value == "2024-06-17T12:00:00Z"


def test_another_endpoint_s_links_take_the_place_of_the_first_s(server: str, store: Path, tmp_path: Path) -> None:
    link(store, server)
    (other := tmp_path / "other").mkdir()
    with wikidata_server(other, DATA.replace("Q900040", "Q900099")) as address:
        link(store, address)
    assert links_in(store)["peshmerga"] == [("sameAs", "Q900099", 1.0)]
    with open_store(store) as graphs:
        (row,) = graphs.select("SELECT ?source WHERE { <graph/wikidata> prov:hadPrimarySource ?source }")
    assert row[0] is not None and row[0].value == address


def test_a_dry_run_asks_and_changes_nothing(proxy: Proxy, store: Path) -> None:
    with open_store(store) as graphs:
        quads = graphs.quads()
    report = link(store, proxy.address, dry_run=True)
    assert proxy.queries == []
    assert report.asked == len(report.questions) >= 3
    texts = "\n".join(one.query for one in report.questions)
    assert "<https://en.wikipedia.org/wiki/Makhmur,_Iraq>" in texts
    assert '"Sirwan Barzani"@en' in texts
    assert "wd:Q2429253" in texts
    assert not (store / "answers").exists()
    with open_store(store) as graphs:
        assert graphs.quads() == quads


def test_a_dry_run_after_a_run_has_nothing_to_ask(server: str, store: Path) -> None:
    link(store, server)
    assert link(store, server, dry_run=True).asked == 0


# Queries over what was fetched


def rows_of(store: Path, query: str, *columns: str, **values: str) -> list[list[str]]:
    with open_store(store) as graphs:
        answer = graphs.query(bind(find_query(query), values))
        places = [answer.variables.index(one) for one in columns]
        rows = list(answer.rows())
    return [["" if row[place] is None else row[place].value for place in places] for row in rows]  # type: ignore[union-attr]


def test_a_shipped_query_gives_what_wikidata_says(server: str, store: Path) -> None:
    link(store, server)
    rows = rows_of(store, "wikidata-facts", "name", "fact", "value", "from")
    assert [
        "Masrour Barzani",
        "holds the office",
        "Prime Minister of the Kurdistan Region",
        "2019-07-10T00:00:00Z",
    ] in rows
    assert ["Kirkuk", "lies in", "Kirkuk Governorate", ""] in rows
    assert ["Islamic State", "is a", "militia", ""] in rows
    of_one = rows_of(store, "wikidata-facts", "name", entity="actor/peshmerga")
    assert of_one and {name for (name,) in of_one} == {"Peshmerga"}


def test_a_shipped_query_gives_proposals_with_reasons(server: str, store: Path) -> None:
    link(store, server)
    rows = rows_of(store, "link-proposals", "name", "wikidata", "score", "reasons")
    assert [float(score) for _, _, score, _ in rows] == sorted((float(score) for _, _, score, _ in rows), reverse=True)
    (falcons,) = [row for row in rows if row[0] == "Falcons of the North"]
    assert falcons[1] == f"{WD}Q900056"
    assert "Wikidata knows 'Grey Falcons' also as 'Falcons of the North'" in falcons[3]
    assert len(rows_of(store, "link-proposals", "name", entity="actor/sirwan-barzani")) == 2


def federated(server: str) -> str:
    """Return the federated example, asking the server on the loopback in the stead of Wikidata's."""
    text = files("kg.queries").joinpath("federated/actors-with-live-facts.rq").read_text("utf-8")
    assert text.count("<https://query.wikidata.org/sparql>") == 1
    return text.replace("https://query.wikidata.org/sparql", server)


EXPECTED = {
    ("Islamic State", "is a", "militia"),
    ("Masrour Barzani", "is a", "human"),
    ("Peshmerga", "is a", "armed forces"),
    ("Peshmerga", "country", "Iraq"),
}


def test_the_federated_query_runs_on_an_endpoint_that_allows_service(server: str, store: Path, tmp_path: Path) -> None:
    link(store, server)
    with open_store(store) as graphs:
        lines = io.BytesIO()
        graphs.export(lines, GraphFormat.ntriples)
    (folder := tmp_path / "ours").mkdir()
    with wikidata_server(folder, lines.getvalue().decode()) as address:
        rows = read_results(fetch_results(Endpoint(url=address), federated(server))).rows()
        assert {tuple(term.value for term in row[:3] if term) for row in rows} == EXPECTED


def test_the_federated_query_runs_in_rdflib(server: str, store: Path) -> None:
    link(store, server)
    with open_store(store) as graphs:
        lines = io.BytesIO()
        graphs.export(lines, GraphFormat.ntriples)
    graph = rdflib.Graph().parse(data=lines.getvalue(), format="nt")
    assert {tuple(map(str, row))[:3] for row in graph.query(federated(server))} == EXPECTED  # type: ignore[arg-type]


def test_our_own_store_refuses_the_federated_query(store: Path, server: str) -> None:
    with open_store(store) as graphs, pytest.raises(QueryRefusedError, match="SERVICE is refused"):
        graphs.query(federated(server))


# The command


def test_the_command_links_and_says_what_it_did(server: str, store: Path) -> None:
    def onrecord(*words: str, code: int = 0) -> tuple[str, str]:
        settings = {"ONRECORD_BASE": BASE, "ONRECORD_STORE": str(store), "ONRECORD_WIKIDATA_ENDPOINT": server}
        command = [str(Path(sys.executable).with_name("onrecord")), "link", *words]
        ended = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, timeout=60)
        assert ended.returncode == code, ended.stderr
        return ended.stdout, ended.stderr

    asked, said = onrecord("--dry-run")
    assert asked.count("SELECT") >= 3 and "questions would be sent, 0 answered from disk" in said
    out, said = onrecord()
    assert out == ""
    assert "note Rudaw Media Network: not the item of its page" in said
    assert "of 11 actors and places 5 linked, 6 links proposed" in said
    assert f"sent to {server}, 0 answered from disk" in said
    asked, said = onrecord("--dry-run")
    assert asked == "" and "0 questions would be sent" in said
    _, said = onrecord("--endpoint", "http://127.0.0.1:9/", code=1)
    assert "cannot be reached" in said and "nothing was changed" in said


# When the endpoint fails


@pytest.mark.parametrize(
    "replies",
    [
        [Reply(500)] * 2,
        [Reply(503), Reply(429, {"Retry-After": "0"})],
        [Reply(body=b"<html>")],
        [Reply(302, {"Location": "http://127.0.0.1:9/"})],
        [Reply(body=b'{"head":{"vars":[]},"results":{"bindings":[]}}', cut=9)] * 2,
    ],
    ids=["500", "busy", "garbage", "redirect", "cut"],
)
@pytest.mark.parametrize("after", [0, 2])
def test_a_run_that_fails_changes_nothing_and_goes_on_later(
    proxy: Proxy, store: Path, replies: list[Reply], after: int
) -> None:
    with open_store(store) as graphs:
        quads = graphs.quads()
    proxy.replies = [None] * after + list(replies)
    with pytest.raises(QueryError):
        link(store, proxy.address)
    with open_store(store) as graphs:
        assert graphs.quads() == quads
    proxy.replies = []
    report = link(store, proxy.address)
    assert len(report.questions) - report.asked == after
    assert report.confirmed == 5


def test_nobody_there_changes_nothing(store: Path) -> None:
    with open_store(store) as graphs:
        quads = graphs.quads()
    with pytest.raises(QueryError, match="cannot be reached"):
        link(store, "http://127.0.0.1:9/sparql")
    with open_store(store) as graphs:
        assert graphs.quads() == quads


def test_rows_that_are_no_facts_are_left_out(store: Path, tmp_path: Path) -> None:
    hostile = """
    wd:Q900040 rdfs:label "Peshmerga"@en , "Bare" , 7 , wd:Q900001 ; wdt:P31 wd:Q900009 , "text" , _:unknown ,
      <http://www.wikidata.org/.well-known/genid/1> ; wdt:P571 "long ago" , "2000"^^xsd:gYear , _:unknown ;
      wdt:P625 "Point(999 1)"^^geo:wktLiteral , "Point(1 2)" , "POLYGON((1 2))"^^geo:wktLiteral ;
      wdt:P856 <javascript:alert(1)> , "http://text.example" , <https://good.example/a|b> ; wdt:P1566 wd:Q1 , "12" ;
      p:P39 _:held , <http://evil.example/statement> .
    <http://evil.example/statement> ps:P39 wd:Q900030 .
    _:held ps:P39 wd:Q900030 .
    <https://en.wikipedia.org/wiki/Makhmur,_Iraq> schema:about <http://evil.example/item> , "Q1" .
    """
    (folder := tmp_path / "hostile").mkdir()
    page = "<https://en.wikipedia.org/wiki/Peshmerga> schema:about wd:Q900040 .\n"
    with wikidata_server(folder, DATA.split("# classes")[0] + page + hostile.replace("|b", "")) as address:
        link(store, address)
    with open_store(store) as graphs:
        rows = graphs.select("SELECT ?p ?o WHERE { GRAPH <graph/wikidata> { wd:Q900040 ?p ?o } } ORDER BY ?p ?o")
    said = [(p.value.rpartition("/")[2].rpartition("#")[2], o.value) for p, o in rows if p and o]
    assert sorted(said) == [
        ("P1566", "12"),
        ("P31", f"{WD}Q900009"),
        ("P856", "https://good.example/a"),
        ("label", "Peshmerga"),
    ]
    assert "makhmur" not in links_in(store)


# Decisions


def find(store: Path, server: str, decisions: Decisions) -> Found:
    endpoint = Endpoint(url=server)

    def ask(query: str) -> Answered:
        return Answered(tuple(read_results(fetch_results(endpoint, query)).rows()), "2024-05-17T12:00:00Z")

    with open_store(store) as graphs:
        entities = read_entities(graphs, Gazetteer.load(), base=BASE)
    return find_links(entities, ask=ask, base=BASE, decisions=decisions)


def pairs(found: Found, entity: str) -> list[tuple[str, bool]]:
    return [(one.target.removeprefix(str(WD)), one.confirmed) for one in found.links if one.entity == BASE + entity]


@pytest.mark.parametrize(
    ("entity", "item", "left"),
    [
        ("actor/sirwan-barzani", "Q900050", [("Q900051", False)]),
        ("place/hawija", "Q900055", []),
        ("actor/peshmerga", "Q900040", []),
        ("actor/islamic-state", "Q2429253", []),
    ],
)
def test_a_rejected_link_is_never_made_again(
    server: str, store: Path, entity: str, item: str, left: list[tuple[str, bool]]
) -> None:
    rejected = frozenset({mint_link(BASE, BASE + entity, str(WD) + item)})
    assert pairs(find(store, server, Decisions(rejected=rejected)), entity) == left


def test_an_accepted_link_is_confirmed_and_ends_the_other_proposals(server: str, store: Path) -> None:
    entity, item = f"{BASE}actor/sirwan-barzani", f"{WD}Q900051"
    decisions = Decisions(accepted={mint_link(BASE, entity, item): (entity, item)})
    found = find(store, server, decisions)
    assert pairs(found, "actor/sirwan-barzani") == [("Q900051", True)]
    (link_of,) = [one for one in found.links if one.entity == entity]
    assert link_of.reasons == ("accepted in review",)
    assert any(one.iri == item for one in found.items)


def test_an_item_that_is_confirmed_for_one_is_not_proposed_for_another(server: str, store: Path) -> None:
    entity, item = f"{BASE}actor/masrour-barzani", f"{WD}Q900050"
    found = find(store, server, Decisions(accepted={mint_link(BASE, entity, item): (entity, item)}))
    assert pairs(found, "actor/sirwan-barzani") == [("Q900051", False)]


def test_a_run_respects_what_was_decided_in_review(server: str, store: Path) -> None:
    link(store, server)

    def say(verdict: Verdict, row: str, second: int, **fields: list[str]) -> None:
        at = f"2024-05-18T12:00:0{second}Z"
        decide(store, Wish(kind="link", rows=[row], verdict=verdict, by="Ada", at=at, fields=fields), base=BASE)

    say("accepted", "actor/sirwan-barzani=Q900051", 1)
    say("rejected", "place/hawija=Q900055", 2)
    say("corrected", "actor/kurdistan-24=Q900058", 3, item=["Q900040"])
    for _ in range(2):  # at once, and after a run
        with open_store(store) as graphs:
            same = graphs.select("SELECT ?e ?item { ?e owl:sameAs ?item FILTER(STRSTARTS(STR(?e), STR(<actor/>))) }")
            proposed = graphs.select("SELECT ?item { <place/hawija> skos:closeMatch|owl:sameAs ?item }")
        found = {(e.value.removeprefix(BASE), item.value.rpartition("/")[2]) for e, item in same if e and item}
        assert {("actor/sirwan-barzani", "Q900051"), ("actor/kurdistan-24", "Q900040")} <= found
        assert ("actor/kurdistan-24", "Q900058") not in found
        assert proposed == []
        link(store, server)
    assert links_in(store)["sirwan-barzani"] == [("sameAs", "Q900051", 1.0)]
    assert links_in(store)["kurdistan-24"] == [("sameAs", "Q900040", 1.0)]
    assert "hawija" not in links_in(store)
    with open_store(store) as graphs:
        assert check_store(graphs, TextStore(store)).conforms


def test_the_iri_of_a_link_is_that_of_its_ends() -> None:
    assert mint_link(BASE, "http://e/a", "http://e/b") == mint_link(BASE, "http://e/a", "http://e/b")
    assert mint_link(BASE, "http://e/a", "http://e/b") != mint_link(BASE, "http://e/b", "http://e/a")
    (_, kind, *_) = link_quads(
        [Link("http://e/a", "http://e/b", 0.61234, ("r",), False, "2024-05-17T12:00:00Z")], base=BASE
    )
    assert kind.object == str(ONR.Link) and kind.graph == BASE + WIKIDATA


# Questions


def test_titles_become_the_addresses_that_wikidata_uses() -> None:
    assert wikidata.page_iri("Kata'ib Hezbollah") == "https://en.wikipedia.org/wiki/Kata%27ib_Hezbollah"
    assert wikidata.page_iri("Mercury_(planet)") == "https://en.wikipedia.org/wiki/Mercury_(planet)"
    assert wikidata.page_iri("A–B, C?&#<>") == "https://en.wikipedia.org/wiki/A%E2%80%93B,_C%3F%26%23%3C%3E"


@pytest.mark.parametrize("name", ['a" . } DROP ALL #', "'''", "x\ny", "\\", "}", "٣ قتلى", "?item", "\x00\x1f"])
def test_a_name_cannot_break_out_of_its_question(server: str, name: str) -> None:
    for query in wikidata.name_queries([name, "Grey Falcons"]):
        rows = list(read_results(fetch_results(Endpoint(url=server), query)).rows())
        assert [row[1].value.removeprefix(str(WD)) for row in rows if row[1]] == ["Q900056"]


def test_questions_come_in_batches() -> None:
    items = [f"{WD}Q{number}" for number in range(1, 121)] + ["http://evil.example/> } #", f"{WD}P31"]
    queries = list(wikidata.fact_queries(items))
    assert len(queries) == 3
    assert "evil" not in "".join(queries) and "wd:P31" not in "".join(queries)
    assert list(wikidata.fact_queries([])) == list(wikidata.page_queries([])) == list(wikidata.name_queries([])) == []
    assert list(wikidata.fact_queries(reversed(items))) == queries


# Scores


def item(number: int, *, label: str = "Kesh", alias: str = "", **facts: str | float) -> Item:
    """Return an item with a label and facts: kind (Q of its class), country (Q), lat and lon."""
    rows: list[tuple[Term | None, ...]] = []
    iri = Term("iri", f"{WD}Q{number}")

    def add(prop: str, value: Term) -> None:
        rows.append((iri, Term("iri", prop), value))

    add("http://www.w3.org/2000/01/rdf-schema#label", Term("literal", label, None, "en"))
    if alias:
        add("http://www.w3.org/2004/02/skos/core#altLabel", Term("literal", alias, None, "en"))
    for name, prop in (("kind", WDT.P31), ("country", WDT.P17), ("within", WDT.P131)):
        if name in facts:
            add(str(prop), Term("iri", f"{WD}{facts[name]}"))
    if "lat" in facts:
        point = f"Point({facts['lon']} {facts['lat']})"
        add(str(WDT.P625), Term("literal", point, "http://www.opengis.net/ont/geosparql#wktLiteral"))
    return read_facts(rows)[iri.value]


NAMES = {
    f"{WD}Q1": ("town",),
    f"{WD}Q2": ("human",),
    f"{WD}Q3": ("Iraq",),
    f"{WD}Q4": ("Utopia",),
    f"{WD}Q5": ("Makhmur District",),
}
KESH = Entity(
    f"{BASE}place/kesh", "Kesh", PLACE, ("Kesh", "Kish"), country=("Iraq", "Republic of Iraq"), lat=35.0, lon=43.0
)


def score(entity: Entity, *items: Item) -> list[float]:
    return [round(fit.score, 2) for fit in best_fits(entity, items, NAMES, classes=NAMES)]


def test_what_speaks_for_an_item_raises_its_score() -> None:
    bare = item(10)
    typed, placed = item(11, kind="Q1"), item(12, kind="Q1", country="Q3", lat=35.01, lon=43.01)
    assert score(KESH, bare) < score(KESH, typed) < score(KESH, placed)
    assert score(KESH, placed, typed)[0] < score(KESH, placed)[0]
    assert score(KESH, item(13, label="Kish", kind="Q1")) < score(KESH, typed)
    assert score(KESH, item(14, label="Other", alias="Kesh", kind="Q1")) < score(
        KESH, item(13, label="Kish", kind="Q1")
    )
    assert all(0 <= one <= 1 for one in score(KESH, bare, typed, placed))


def test_a_name_alone_is_never_more_than_a_hint() -> None:
    nobody = Entity(f"{BASE}actor/x", "Abu Kesh", "person", ("Abu Kesh",))
    (fit,) = best_fits(nobody, [item(15, label="Abu Kesh", kind="Q2")], NAMES, classes=NAMES)
    assert fit.score < 0.7
    assert "nothing but name and kind can be compared" in fit.reasons


@pytest.mark.parametrize(
    "other",
    [item(20, kind="Q2"), item(21, kind="Q1", country="Q4"), item(22, kind="Q1", lat=50.0, lon=10.0)],
    ids=["a person", "another country", "far away"],
)
def test_what_cannot_be_is_no_fit(other: Item) -> None:
    assert score(KESH, other) == []


def test_a_person_may_be_a_citizen_of_another_state() -> None:
    person = Entity(f"{BASE}actor/x", "Kesh", "person", ("Kesh",), country=("Iraq",))
    here, there = item(30, kind="Q2", country="Q3"), item(31, kind="Q2", country="Q4")
    assert [fit.item for fit in best_fits(person, [there, here], NAMES, classes=NAMES)] == [here, there]


def test_every_feature_that_is_known_has_a_reason() -> None:
    for one in (item(40), item(41, kind="Q1", country="Q3", within="Q5", lat=35.0, lon=43.0), item(42, kind="Q2")):
        for feature in judge(KESH, one, NAMES, classes=NAMES):
            assert (feature.reason is None) == (feature.value == 0.5), feature


def test_the_distance_is_that_on_earth() -> None:
    assert kilometres(35.46806, 44.39222, 36.19117, 44.00944) == pytest.approx(87.4, abs=0.5)
    assert kilometres(0, 179.9, 0, -179.9) == pytest.approx(22.2, abs=0.1)


def test_the_words_of_classes_are_data_in_order() -> None:
    lines = files("kg.linking").joinpath("data/classes.csv").read_text("utf-8").splitlines()
    rows = list(csv.reader(lines[2:]))
    assert lines[0].startswith("# ")
    assert [row[0] for row in rows] == sorted({row[0] for row in rows})
    kinds = {"person", "place", "organisation", "armed_group", "government", "coalition", "outlet", "none"}
    assert {row[1] for row in rows} == kinds


def test_a_word_within_a_longer_one_does_not_count() -> None:
    classes = {f"{WD}Q1": ("human settlement",)}
    (fit,) = best_fits(KESH, [item(50, kind="Q1")], {}, classes=classes)
    assert "Wikidata calls it human settlement" in fit.reasons


# Entities


def test_groups_and_unnamed_sources_are_not_linked(store: Path) -> None:
    put_record(store, hand_record())
    with open_store(store) as graphs:
        entities = {one.iri.removeprefix(BASE): one for one in read_entities(graphs, Gazetteer.load(), base=BASE)}
    labels = {one.label for one in entities.values()}
    assert {"Northern Alliance", "Falcons of the North", "Kesh", "two villages"} <= labels
    assert not labels & {"A medical source", "a colleague", "civilians"}
    alliance = next(one for one in entities.values() if one.label == "Northern Alliance")
    assert (alliance.item, alliance.names) == (f"{WD}Q42", ("Northern Alliance", "NA"))


def test_what_the_gazetteer_knows_describes_an_entity(store: Path) -> None:
    with open_store(store) as graphs:
        entities = {one.iri.removeprefix(BASE): one for one in read_entities(graphs, Gazetteer.load(), base=BASE)}
    sirwan, hawija = entities["actor/sirwan-barzani"], entities["place/hawija"]
    assert {"Kurdistan Region", "Iraq"} <= set(sirwan.country)
    assert {"Peshmerga", "Commander"} <= set(sirwan.within)
    assert "Kirkuk Governorate" in hawija.within
    assert hawija.ids == ((str(WDT.P1566), "390188"),)
    assert entities["actor/peshmerga"].page == "Peshmerga"
