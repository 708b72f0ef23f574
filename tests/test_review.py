"""Reviews: what a decision changes in the view, that it is never lost, and what is refused."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from conftest import commit_settled, open_store, put_records, quads_of
from records import BASE, RAID, hand_record

from kg import mapping
from kg.audit import check_store
from kg.errors import ReviewError
from kg.linking.links import Link, link_quads, mint_link
from kg.mapping.iris import DECISIONS
from kg.mapping.quads import Literal, Quad, nquads
from kg.mapping.vocabulary import ITYPE, PREFIXES, RDF, RDFS, SEM, VAL
from kg.pipeline import build
from kg.queries import bind, find_query
from kg.reading.article import text_hash
from kg.record import Record
from kg.review.deciding import Wish, decide, take_in
from kg.review.decisions import Correction, Decision, Kind, State, standing
from kg.review.exchange import dump_decision, load_decisions
from kg.review.ledger import Ledger
from kg.review.rows import Filter, find_row, page_rows
from kg.revisions import replacement, revisions_of
from kg.settings import Settings
from kg.store.formats import GraphFormat
from kg.store.graphs import Change, GraphStore
from kg.store.place import Place
from kg.store.texts import TextStore

ADA = "Ada Byron"
ARTICLE = mapping.article_iri(hand_record(), base=BASE)
GRAPH = mapping.graph_iri(hand_record(), base=BASE)


def moment(number: int) -> str:
    return f"2024-05-06T07:{number // 60:02}:{number % 60:02}.000001Z"


@pytest.fixture
def store(kesh: Path, tmp_path: Path) -> Path:
    """Return a store of the hand-written record that a test may change."""
    return shutil.copytree(kesh, tmp_path / "store")


@pytest.fixture
def say(store: Path) -> Callable[..., Decision]:
    """Return a function that takes a decision in the store, each a second after the one before."""
    count = iter(range(1000))

    def decided(
        kind: str, verdict: str, row: str, /, by: str = ADA, note: str = "", **fields: str | Sequence[str]
    ) -> Decision:
        given = {name.replace("_", "-"): [one] if isinstance(one, str) else one for name, one in fields.items()}
        wish = Wish(kind=kind, rows=[row], verdict=verdict, by=by, at=moment(next(count)), note=note, fields=given)  # type: ignore[arg-type]
        return decide(store, wish, base=BASE)[0]

    return decided


def iri_of(kind: str, words: str, record: Record | None = None) -> str:
    """Return the IRI of the statement, claim or report with these words."""
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    store.commit([Change(add=quads_of(record or hand_record()))])
    if kind == "report":
        rows = store.select(
            "SELECT ?one ?words { ?one a onr:IncidentReport ; onr:evidence/oa:hasSelector/oa:exact ?words }"
        )
    else:
        rows = store.select(f"SELECT ?one ?words {{ ?one schema:text ?words FILTER(CONTAINS(STR(?one), '/{kind}/')) }}")
    (found,) = {one.value for one, text in rows if one and text and text.value == words}
    return found


RIFLES = iri_of("statement", "“We counted 17 rockets, and at least three civilians were killed,”")
MEDIC_SAID = iri_of("statement", "“up to nine dead”")
THREE = iri_of("claim", "at least three civilians")
NINE = iri_of("claim", "up to nine dead")
SHELLING = iri_of("report", "Rockets fell")
SEIZED = iri_of("report", "seized")


def values(directory: Path, subject: str, predicate: str, graph: str | None = None) -> set[str]:
    """Return the values of a property in the default graph, or in a named one."""
    pattern = f"<{subject}> {predicate} ?o"
    with open_store(directory) as graphs:
        rows = graphs.select(f"SELECT ?o {{ {f'GRAPH <{graph}> {{ {pattern} }}' if graph else pattern} }}")
        return {row[0].value for row in rows if row[0]}


def view(directory: Path) -> set[str]:
    """Return the default graph without the decisions and what they say of themselves."""
    with open_store(directory) as graphs:
        return _view(graphs)


def _view(graphs: GraphStore) -> set[str]:
    lines = set(graphs.select_lines("SELECT ?s ?p ?o { ?s ?p ?o }", 3).splitlines())
    elsewhere = f"SELECT ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{BASE}{DECISIONS}>) }}"
    other = set(graphs.select_lines(elsewhere, 3).splitlines())
    own = {line for line in lines if f"<{BASE}graph/corrections/" in line or f"<{BASE}graph/withheld/" in line}
    return (lines & other) - own


def machine(directory: Path) -> str:
    with open_store(directory) as graphs:
        return graphs.select_lines("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?s ?p ?o", 3, g=GRAPH)


# What stands


def decision(verdict: str, number: int, *corrections: Correction, target: str = THREE) -> Decision:
    return Decision(
        kind="claim", target=target, verdict=verdict, by=ADA, at=moment(number), corrections=corrections  # type: ignore[arg-type]
    )  # fmt: skip


LOW, HIGH, LOWER = Correction("low", ("5",)), Correction("high", ("9",)), Correction("low", ("4",))


@pytest.mark.parametrize(
    ("several", "state", "corrections"),
    [
        ([], "open", {}),
        ([decision("accepted", 1)], "accepted", {}),
        ([decision("accepted", 1), decision("rejected", 2)], "rejected", {}),
        ([decision("rejected", 1), decision("accepted", 2)], "accepted", {}),
        ([decision("corrected", 1, LOW), decision("accepted", 2)], "corrected", {"low": LOW}),
        ([decision("corrected", 1, LOW), decision("corrected", 2, HIGH)], "corrected", {"low": LOW, "high": HIGH}),
        ([decision("corrected", 1, LOW), decision("corrected", 2, LOWER)], "corrected", {"low": LOWER}),
        ([decision("corrected", 1, LOW), decision("rejected", 2)], "rejected", {"low": LOW}),
        ([decision("corrected", 1, LOW), decision("reopened", 2)], "open", {}),
        ([decision("reopened", 1), decision("rejected", 2)], "rejected", {}),
    ],
)
def test_later_decisions_on_the_same_thing_have_the_last_word(
    several: list[Decision], state: str, corrections: Mapping[str, Correction]
) -> None:
    for order in (several, several[::-1]):  # whatever order they come in
        found = standing(order)
        assert (found.state, found.corrections) == (state, corrections)


def test_a_decision_supersedes_those_that_have_nothing_left_to_say() -> None:
    first, second, third = decision("accepted", 1), decision("corrected", 2, LOW, HIGH), decision("corrected", 3, LOWER)
    last = decision("corrected", 4, replace(HIGH, values=("8",)))
    supersedes = standing([first, second, third, last]).supersedes
    assert supersedes == {first.id: (), second.id: (first.id,), third.id: (), last.id: (second.id,)}
    over = decision("reopened", 5)
    assert set(standing([first, second, third, last, over]).supersedes[over.id]) == {third.id, last.id}


# What a decision changes


def test_a_rejected_statement_leaves_the_default_graph_with_what_rests_on_it(
    store: Path, say: Callable[..., Decision]
) -> None:
    before = machine(store)
    attribution = values(store, RIFLES, "prov:qualifiedAttribution")
    say("statement", "rejected", RIFLES, note="a paraphrase")
    assert values(store, RIFLES, "?p") == set()
    assert values(store, THREE, "?p") == set()  # a claim that only it expresses
    assert attribution
    assert all(values(store, one, "?p") == set() for one in attribution)
    evidence = values(store, RIFLES, "onr:evidence", GRAPH)
    assert evidence
    assert all(values(store, one, "?p") == set() for one in evidence)
    assert machine(store) == before  # the named graph keeps what the machine said
    assert values(store, SHELLING, "rdf:type")  # what others rest on stays


def test_a_rejected_report_takes_the_claims_about_it_along(store: Path, say: Callable[..., Decision]) -> None:
    with open_store(store) as graphs:
        claims = [row[0].value for row in graphs.select(f"SELECT ?c {{ ?c schema:about <{SHELLING}> }}") if row[0]]
    say("incident", "rejected", SHELLING)
    assert len(claims) == 7
    assert all(values(store, claim, "?p") == set() for claim in (SHELLING, *claims))
    assert values(store, MEDIC_SAID, "rdf:type")  # what was said was said
    with open_store(store) as graphs:
        assert not graphs.select("SELECT ?role { ?role a sem:Role }")
        assert check_store(graphs, TextStore(store)).conforms


def test_a_rejected_claim_goes_alone(store: Path, say: Callable[..., Decision]) -> None:
    part = iri_of("claim", "Four people")
    say("claim", "rejected", NINE)
    assert values(store, NINE, "?p") == set()
    assert values(store, part, "dcterms:isPartOf") == set()
    assert values(store, part, "schema:minValue") == {"4"}
    assert values(store, MEDIC_SAID, "onr:expresses") == set()
    assert values(store, MEDIC_SAID, "rdf:type")


def test_accepting_changes_nothing_but_that_it_is_known_who_accepted(store: Path, say: Callable[..., Decision]) -> None:
    before = view(store)
    say("claim", "accepted", THREE, note="checked against the original")
    assert view(store) == before
    with open_store(store) as graphs:
        (row,) = graphs.select(
            "SELECT ?verdict ?name ?at ?note ?about { ?d a onr:Decision ; onr:verdict ?verdict ; onr:note ?note ;"
            " prov:wasAssociatedWith/rdfs:label ?name ; prov:endedAtTime ?at ; schema:description ?about }"
        )
    assert [term.value for term in row if term] == [
        str(VAL.accepted), ADA, moment(0), "checked against the original",
        "Northern Alliance: “at least three civilians”, effect killed, group civilians, low 3 (kesh-1, 2020-10-09)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "row", "fields", "predicate", "expected"),
    [
        ("claim", THREE, {"low": "5", "high": "7"}, "schema:minValue|schema:maxValue", {"5", "7"}),
        ("claim", NINE, {"high": "open"}, "schema:maxValue", set()),
        ("claim", THREE, {"effect": "injured"}, "onr:effect", {str(VAL.injured)}),
        ("claim", THREE, {"group": "Red Brigade"}, "onr:group/rdfs:label", {"Red Brigade"}),
        ("claim", THREE, {"group": "none"}, "onr:group", set()),
        ("claim", THREE, {"claimant": ["red-brigade", "the brigade"]}, "onr:claimant", {f"{BASE}actor/red-brigade"}),
        ("claim", THREE, {"incident": SEIZED}, "schema:about", {SEIZED}),
        ("statement", RIFLES, {"speaker": "person:Omar  Lune"}, "prov:wasAttributedTo/rdfs:label", {"Omar Lune"}),
        (
            "statement", RIFLES, {"speaker": "Omar Lune"},
            "prov:qualifiedAttribution/prov:agent/rdfs:label", {"Omar Lune"},
        ),
        ("statement", RIFLES, {"for": "actor/red-brigade"}, "onr:onBehalfOf/rdfs:label", {"Red Brigade"}),
        ("statement", RIFLES, {"for": "none"}, "onr:onBehalfOf", set()),
        ("statement", RIFLES, {"said-on": "2020-10-08"}, "onr:saidOn", {"2020-10-08"}),
        ("incident", SHELLING, {"type": "bombing"}, "sem:eventType", {str(ITYPE.bombing)}),
        ("incident", SHELLING, {"place": "kesh"}, "sem:hasPlace/rdfs:label", {"Kesh"}),
        ("incident", SHELLING, {"place": "none"}, "sem:hasPlace", set()),
        (
            "incident", SHELLING, {"date": "2020-10"},
            "onr:edtf|onr:earliest|onr:latest", {"2020-10", "2020-10-01", "2020-10-31"},
        ),
        ("incident", SHELLING, {"date": "2020-10-08"}, "sem:hasTime/onr:edtf", {"2020-10-08"}),
        ("incident", SHELLING, {"date": "none"}, "onr:edtf|onr:earliest|onr:latest|sem:hasTime", set()),
        (
            "incident", SHELLING, {"perpetrator": ["Northern Alliance", "Amina Daud"]},
            "sem:hasActor/rdf:value/rdfs:label", {"Northern Alliance", "Amina Daud", "civilians"},
        ),
        (
            "incident", SHELLING, {"target": "none"},
            "sem:hasActor/rdf:value/rdfs:label", {"Northern Alliance", "Red Brigade"},
        ),
    ],
)  # fmt: skip
def test_a_corrected_value_stands_in_the_place_of_the_machines(
    store: Path,
    say: Callable[..., Decision],
    kind: str,
    row: str,
    fields: dict[str, str],
    predicate: str,
    expected: set[str],
) -> None:
    before = machine(store)
    taken = say(kind, "corrected", row, **{name.replace("-", "_"): one for name, one in fields.items()})
    assert values(store, row, predicate) == expected
    assert machine(store) == before
    with open_store(store) as graphs:
        checked = check_store(graphs, TextStore(store))
        assert checked.conforms, checked.text()
        corrections = graphs.select("SELECT ?property ?d { ?d onr:correction/onr:correctedProperty ?property }")
    assert len(corrections) == len({(p.value, d.value) for p, d in corrections if p and d}) == len(fields)
    assert [one.field for one in taken.corrections] == sorted(fields)
    say(kind, "reopened", row)
    assert view(store) == view_of_new_store()


def view_of_new_store() -> set[str]:
    graphs = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    put_records(graphs, hand_record())
    return _view(graphs)


def test_the_claims_of_a_statement_follow_its_speaker_unless_they_have_their_own(
    store: Path, say: Callable[..., Decision]
) -> None:
    rockets = iri_of("claim", "17 rockets")
    say("claim", "corrected", THREE, claimant="Red Brigade")
    say("statement", "corrected", RIFLES, speaker="Omar Lune")
    assert values(store, THREE, "onr:claimant/rdfs:label") == {"Red Brigade"}
    assert values(store, rockets, "onr:claimant/rdfs:label") == {"Omar Lune"}


def test_what_was_corrected_to_what_it_was_is_as_it_was(store: Path, say: Callable[..., Decision]) -> None:
    before = view(store)
    say("claim", "corrected", THREE, low="3")
    say("incident", "corrected", SHELLING, perpetrator="Red Brigade")
    say("incident", "corrected", SEIZED, date="2020-10-02/2020-10-05")
    assert view(store) == before


def test_a_later_decision_replaces_an_earlier_one_and_both_are_kept(store: Path, say: Callable[..., Decision]) -> None:
    say("claim", "rejected", THREE, by="Bo")
    assert values(store, THREE, "schema:minValue") == set()
    say("claim", "corrected", THREE, low="4")
    assert values(store, THREE, "schema:minValue") == {"4"}
    say("claim", "corrected", THREE, low="6", high="6", note="the second edition")
    assert values(store, THREE, "schema:minValue") == {"6"}
    with open_store(store) as graphs:
        rows = graphs.select("SELECT ?new ?old { ?new onr:supersedes ?old }")
        assert len(rows) == 2
        ledger = Ledger.read(graphs, base=BASE)
    assert [one.verdict for one in ledger.on(THREE)] == ["rejected", "corrected", "corrected"]
    assert [ledger.in_force(one) for one in ledger.on(THREE)] == [False, False, True]
    assert ledger.on(THREE)[2].corrections[1].former == ("4",)


def test_the_shipped_query_tells_what_was_decided(store: Path, say: Callable[..., Decision]) -> None:
    say("claim", "accepted", THREE, by="Bo Carter")
    say("claim", "corrected", THREE, low="4", note="the second edition")
    with open_store(store) as graphs:
        answer = graphs.query(bind(find_query("decisions"), {}))
        rows = [dict(zip(answer.variables, row, strict=True)) for row in answer.rows()]
        of_bo = list(graphs.query(bind(find_query("decisions"), {"by": "carter"})).rows())
    columns = ("reviewer", "former", "value", "note", "inForce")
    told = [[term.value if (term := row[name]) else None for name in columns] for row in rows]
    assert told == [[ADA, "3", "4", "the second edition", "true"], ["Bo Carter", None, None, None, "false"]]
    assert len(of_bo) == 1


def test_reports_are_of_one_incident_or_not_pair_by_pair(store: Path, say: Callable[..., Decision]) -> None:
    third = iri_of("report", "Rockets hit")

    def pairs() -> tuple[set[frozenset[str]], set[frozenset[str]]]:
        with open_store(store) as graphs:
            same, different = Ledger.read(graphs, base=BASE).pairs()
        return set(same), set(different)

    before = view(store)
    say("incident", "corrected", SHELLING, same=[SEIZED, third])
    assert values(store, SHELLING, "onr:sameIncidentAs") == {SEIZED, third}
    say("incident", "corrected", third, different=SHELLING)  # the later word, from the other side
    assert pairs() == ({frozenset({SHELLING, SEIZED})}, {frozenset({SHELLING, third})})
    assert values(store, SHELLING, "onr:sameIncidentAs") == {SEIZED}
    assert values(store, third, "onr:otherIncidentThan") == {SHELLING}
    say("incident", "reopened", SHELLING)
    assert pairs() == (set(), {frozenset({SHELLING, third})})
    say("incident", "reopened", third)
    assert view(store) == before


def test_what_is_inferred_follows_the_view(store: Path, say: Callable[..., Decision]) -> None:
    say("incident", "corrected", SHELLING, type="bombing", date="2020-10-07", place="kesh")
    for predicate in ("sem:eventType", "onr:earliest", "sem:hasPlace"):
        assert values(store, SHELLING, f"onr:reportOf/{predicate}") == values(store, SHELLING, predicate) != set()
    (incident,) = values(store, SHELLING, "onr:reportOf")
    say("incident", "rejected", SHELLING)
    assert values(store, incident, "?p") == set()
    say("incident", "accepted", SHELLING)
    assert values(store, SHELLING, "onr:reportOf/onr:earliest") == {"2020-10-07"}


# Links


@pytest.fixture
def linked(store: Path) -> tuple[str, str, str]:
    """Put a proposed link into the store; return it, its entity and its item."""
    entity, item = f"{BASE}actor/red-brigade", "http://www.wikidata.org/entity/Q7"
    link = Link(entity, item, 0.7, ("the same name",), confirmed=False, asked=moment(0))
    with open_store(store, write=True) as graphs:
        graphs.commit([Change(add=nquads(link_quads([link], base=BASE)))])
    return mint_link(BASE, entity, item), entity, item


def test_an_accepted_proposal_is_the_same_and_no_proposal(
    store: Path, say: Callable[..., Decision], linked: tuple[str, str, str]
) -> None:
    link, entity, item = linked
    with open_store(store) as graphs:
        (row,) = page_rows(graphs, Ledger([], base=BASE), "link", Filter())[0]
    assert (row.iri, row.words, row.doubtful, row.confidence) == (link, "Red Brigade", True, 0.7)
    say("link", "accepted", link)
    assert values(store, entity, "owl:sameAs") == {item}
    assert values(store, entity, "skos:closeMatch") == set()


def test_a_rejected_link_is_seen_no_more_wherever_it_comes_from(
    store: Path, say: Callable[..., Decision], linked: tuple[str, str, str]
) -> None:
    link, entity, _ = linked
    say("link", "rejected", link)
    assert values(store, entity, "skos:closeMatch") == values(store, link, "onr:score") == set()
    alliance = f"{BASE}actor/northern-alliance"
    assert values(store, alliance, "owl:sameAs") == {"http://www.wikidata.org/entity/Q42"}
    say("link", "rejected", "actor/northern-alliance=Q42")  # which the gazetteer gives, and no run has made a link of
    assert values(store, alliance, "owl:sameAs") == set()
    say("link", "reopened", link)
    assert values(store, entity, "skos:closeMatch")


def test_a_corrected_link_leads_to_the_other_item(
    store: Path, say: Callable[..., Decision], linked: tuple[str, str, str]
) -> None:
    link, entity, _ = linked
    say("link", "corrected", link, item="Q8")
    assert values(store, entity, "owl:sameAs|skos:closeMatch") == {"http://www.wikidata.org/entity/Q8"}


# What is refused


@pytest.mark.parametrize(
    ("kind", "verdict", "row", "fields", "message"),
    [
        ("claim", "accepted", "claim/" + "0" * 24, {}, r"there is no claim 'claim/0+'"),
        ("claim", "accepted", "ffffff", {}, "no claim with an id that begins with 'ffffff'"),
        ("claim", "accepted", RIFLES, {}, "there is no claim"),
        ("claim", "accepted", "not an id", {}, "there is no claim 'not an id'"),
        ("claim", "corrected", THREE, {}, "nothing to correct: expected one of --claimant, --effect"),
        ("claim", "corrected", THREE, {"speaker": "Omar Lune"}, "a claim has no field 'speaker': expected claimant"),
        ("claim", "corrected", THREE, {"low": "three"}, "low='three': expected a whole number, or 'open'"),
        ("claim", "corrected", THREE, {"low": "9", "high": "2"}, "lowest figure is above its highest"),
        ("claim", "corrected", NINE, {"low": "10"}, "lowest figure is above its highest"),
        ("claim", "corrected", THREE, {"effect": "hurt"}, "effect='hurt': expected one of killed, injured"),
        ("claim", "corrected", THREE, {"low": ["1", "2"]}, "low: expected one value, got '1', '2'"),
        ("statement", "corrected", RIFLES, {"speaker": "none"}, "speaker: expected a value, who said it"),
        ("statement", "corrected", RIFLES, {"speaker": "Nobody"}, "no actor is named 'Nobody': expected an IRI"),
        ("statement", "corrected", RIFLES, {"speaker": "actor/nobody"}, "no actor is named 'actor/nobody'"),
        ("statement", "corrected", RIFLES, {"speaker": SHELLING}, "no actor is named"),
        ("statement", "corrected", RIFLES, {"said-on": "2020"}, "said-on='2020': expected a day"),
        ("incident", "corrected", SHELLING, {"type": "war"}, "type='war': expected one of airstrike"),
        ("incident", "corrected", SHELLING, {"date": "last week"}, "date='last week': expected a date"),
        ("incident", "corrected", SHELLING, {"date": "1750"}, "expected a date from 1900 on"),
        ("incident", "corrected", SHELLING, {"date": "2999-01-01"}, "is later than tomorrow"),
        ("incident", "corrected", SHELLING, {"place": "Nowhere"}, "no place is named 'Nowhere'"),
        ("incident", "corrected", SHELLING, {"same": SHELLING}, "expected another report"),
        ("link", "accepted", "actor/nobody=Q5", {}, "expected a link, or an entity of the graph"),
    ],
)
def test_what_is_wrong_is_refused_with_its_reason_and_nothing_is_written(
    store: Path, say: Callable[..., Decision], kind: str, verdict: str, row: str, fields: dict[str, str], message: str
) -> None:
    with open_store(store) as graphs:
        before = graphs.quads()
    with pytest.raises(ReviewError, match=message):
        say(kind, verdict, row, **{name.replace("-", "_"): one for name, one in fields.items()})
    with open_store(store) as graphs:
        assert graphs.quads() == before


def test_nobody_and_yesterday_decide_nothing(store: Path, say: Callable[..., Decision]) -> None:
    with pytest.raises(ReviewError, match="--by: expected your name"):
        say("claim", "accepted", THREE, by="  ")
    say("claim", "accepted", THREE)
    early = Wish(kind="claim", rows=[THREE], verdict="rejected", by=ADA, at="2024-05-06T06:00:00Z", fields={})
    with pytest.raises(ReviewError, match="not before 2024-05-06T06:00:00Z: check the clock"):
        decide(store, early, base=BASE)


def test_a_time_is_kept_in_one_form(store: Path) -> None:
    wish = Wish(
        kind="claim", rows=[THREE], verdict="accepted", by=ADA, at="2024-05-06T09:08:09.120000+02:00", fields={}
    )
    (taken,) = decide(store, wish, base=BASE)
    assert taken.at == "2024-05-06T07:08:09.12Z"
    with open_store(store) as graphs:
        assert Ledger.read(graphs, base=BASE).decisions() == [taken]
    line = json.loads(dump_decision(taken)) | {"at": "2024-05-06T07:08:09.120Z"}
    assert list(load_decisions([json.dumps(line)], base=BASE)) == [taken]


def test_a_row_may_be_named_by_the_beginning_of_its_id(store: Path, say: Callable[..., Decision]) -> None:
    digits = THREE.rpartition("/")[2]
    assert say("claim", "accepted", digits[:10]).target == THREE
    assert say("claim", "accepted", f"claim/{digits[:12]}…").target == THREE
    assert say("claim", "rejected", digits).target == THREE
    assert say("claim", "accepted", digits[:10]).target == THREE  # although it is in the default graph no more


# Never lost


def rows_to_decide() -> list[tuple[str, str, dict[str, list[str]]]]:
    return [
        ("claim", THREE, {"low": ["4"]}), ("claim", THREE, {"effect": ["injured"]}),
        ("claim", NINE, {"high": ["open"]}),
        ("statement", RIFLES, {"speaker": ["Omar Lune"]}), ("statement", MEDIC_SAID, {"for": ["Red Brigade"]}),
        ("incident", SHELLING, {"date": ["2020-10-08"]}), ("incident", SEIZED, {"place": ["kesh"]}),
        ("incident", SHELLING, {"perpetrator": ["none"]}), ("incident", SHELLING, {"same": [SEIZED]}),
        ("incident", SEIZED, {"different": [SHELLING]}),
    ]  # fmt: skip


def some_decisions(directory: Path, seed: int) -> list[Decision]:
    """Take some decisions at random in a store and return all that it has."""
    random = Random(seed)
    for number in range(6):
        kind, row, fields = random.choice(rows_to_decide())
        verdict = random.choice(["accepted", "rejected", "corrected", "corrected", "corrected", "reopened"])
        wish = Wish(
            kind=kind, rows=[row], verdict=verdict, by=ADA, at=moment(number),  # type: ignore[arg-type]
            fields=fields if verdict == "corrected" else {},
        )  # fmt: skip
        decide(directory, wish, base=BASE)
    with open_store(directory) as graphs:
        return Ledger.read(graphs, base=BASE).decisions()


def corrected_record() -> Record:
    """Return the record as the outlet corrected it: without the medical source."""
    record = hand_record()
    text = record.text + "\nA correction.\n"
    gone = ("s4", "s5")
    return replace(
        record,
        text=text,
        sha256=text_hash(text),
        statements=tuple(one for one in record.statements if one.id not in gone),
        claims=tuple(replace(one, part_of=None) for one in record.claims if one.statement not in gone),
    )


def put(graphs: GraphStore, record: Record) -> None:
    """Store a record as the pipeline does, in the light of the decisions there are."""
    quads, graph = quads_of(record), mapping.graph_iri(record, base=BASE)
    change = replacement(graphs, ARTICLE, quads, found_at="2020-10-12T08:00:00Z")
    reviewed = Ledger.read(graphs, base=BASE).change_of_build(graphs, ARTICLE, graph, quads)
    commit_settled(graphs, [change, reviewed], new=[graph], old=revisions_of(graphs, ARTICLE).values())


@pytest.mark.parametrize("seed", range(6))
def test_decisions_and_builds_give_the_same_default_graph_in_whatever_order(store: Path, seed: int) -> None:
    decisions = some_decisions(store, seed)
    decided = view(store)
    newer = replace(hand_record(), claims=hand_record().claims[1:])  # as newer code might read the same text
    for record in (newer, corrected_record(), hand_record()):
        with open_store(store, write=True) as graphs:
            put(graphs, record)
            first = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
            later, changes = Ledger([], base=BASE).changes_with(first, decisions)
            first.commit(changes)  # into an empty store: all are orphans
            assert len(later.orphans(first)) == len(decisions)
            put(first, record)
            last = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
            put(last, record)
            graph = mapping.graph_iri(record, base=BASE)
            commit_settled(last, Ledger([], base=BASE).changes_with(last, decisions)[1], new=[graph], old=[graph])
            assert first.quads() == last.quads()
            assert without_history(_view(graphs)) == without_history(_view(last))
    assert without_history(view(store)) == without_history(decided)


def without_history(lines: set[str]) -> set[str]:
    words = ("graph/", "/edit/", "invalidatedAtTime", "wasRevisionOf", "generatedAtTime", "specializationOf")
    return {line for line in lines if not any(word in line for word in words)}


@pytest.mark.parametrize("seed", range(3))
def test_what_is_exported_can_be_imported_into_a_new_store_and_twice(
    store: Path, kesh: Path, tmp_path: Path, seed: int
) -> None:
    decisions = some_decisions(store, seed)
    lines = [dump_decision(one) for one in decisions]
    assert list(load_decisions(lines, base=BASE)) == decisions
    other = shutil.copytree(kesh, tmp_path / "other")
    new, orphans = take_in(other, load_decisions(reversed(lines), base=BASE), base=BASE)
    assert (len(new), orphans) == (len(decisions), [])
    with open_store(store) as ours, open_store(other) as theirs:
        assert ours.quads() == theirs.quads()
    assert take_in(other, load_decisions(lines, base=BASE), base=BASE) == ([], [])


def test_a_dump_of_the_store_is_the_whole_of_it(store: Path, tmp_path: Path) -> None:
    some_decisions(store, 1)
    with open_store(store) as graphs, (tmp_path / "dump.trig").open("wb") as file:
        graphs.export(file, GraphFormat.trig)
    loaded = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    loaded.load(tmp_path / "dump.trig", GraphFormat.trig)
    assert _view(loaded) == view(store)
    assert len(Ledger.read(loaded, base=BASE).decisions()) == 6


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("{", "line 2: is not JSON"),
        ("[]", "line 2: '\\[\\]': expected a JSON object"),
        ({"by": ""}, "line 2: by: expected the name"),
        ({"at": "yesterday"}, "line 2: at='yesterday': expected a time"),
        ({"at": "2024-05-06T07:08:09"}, "expected a time with its zone"),
        ({"verdict": "maybe"}, "line 2: verdict: .*got 'maybe'"),
        ({"kind": "statement"}, "expected the IRI of a statement"),
        ({"target": "https://other.example/claim/1"}, "expected the IRI of a claim under https://example.org/id/"),
        ({"verdict": "corrected"}, "line 2: corrections: expected some"),
        ({"verdict": "corrected", "corrections": [{"field": "colour", "values": []}]}, "has no field 'colour'"),
        ({"verdict": "corrected", "corrections": [{"field": "low", "values": ["-1"]}]}, "low='-1': expected a whole"),
        ({"note": "another"}, "line 2: id '[0-9a-f]+' is not that of what the line says"),
        ({"mood": "glad"}, "line 2: mood"),
        ({"target": None}, "line 2: target"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_of_the_file_is_taken_in(
    change: str | dict[str, object], message: str
) -> None:
    right = dump_decision(decision("accepted", 1))
    wrong = change if isinstance(change, str) else json.dumps({**json.loads(right), **change})
    with pytest.raises(ReviewError, match=message):
        list(load_decisions([right, wrong], base=BASE))


@pytest.mark.parametrize("seed", range(2))
def test_killed_at_any_moment_a_review_loses_nothing_that_it_acknowledged(
    store: Path, place_of: Callable[[Path], Place], seed: int
) -> None:
    code = f"""
import itertools
from pathlib import PosixPath
from kg.review.deciding import Wish, decide
from kg.store.place import RemotePlace
for number in itertools.count():
    at = f"2024-05-06T{{number // 3600:02}}:{{number // 60 % 60:02}}:{{number % 60:02}}Z"
    fields = {{"low": [str(number % 3)]}}
    wish = Wish(kind="claim", rows=[{THREE!r}], verdict="corrected", by="Ada", at=at, fields=fields)
    print(decide({place_of(store)!r}, wish, base={BASE!r})[0].id, flush=True)
"""
    reviewer = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    with reviewer:
        assert reviewer.stdout is not None
        acknowledged = [reviewer.stdout.readline().strip()]
        time.sleep(0.3 + 0.4 * seed)
        reviewer.kill()
        acknowledged += reviewer.stdout.read().split()
    with open_store(store, write=True) as graphs:
        kept = Ledger.read(graphs, base=BASE).decisions()
        assert {one.id for one in kept} >= set(acknowledged)
        assert len(kept) <= len(acknowledged) + 1
        checked = check_store(graphs, TextStore(store))
        assert checked.conforms, checked.text()
        (row,) = graphs.select(f"SELECT ?low {{ <{THREE}> schema:minValue ?low }}")
        assert row[0] is not None
        assert row[0].value == kept[-1].corrections[0].values[0]


# Through builds


def test_decisions_survive_builds_and_what_lost_its_row_is_reported(tmp_path: Path) -> None:
    settings = Settings(base=BASE, workers=1, store=tmp_path / "store")
    article = tmp_path / "raid.txt"

    def read(text: str) -> tuple[str, ...]:
        article.write_text(text)
        return build([article], store_dir=settings.store, settings=settings).notes

    def decided(kind: str, words: str, number: int, **fields: list[str]) -> None:
        with open_store(settings.store) as graphs:
            (row,) = page_rows(graphs, Ledger.read(graphs, base=BASE), kind, Filter(text=words))[0]  # type: ignore[arg-type]
        verdict = "corrected" if fields else "rejected"
        wish = Wish(kind=kind, rows=[row.iri], verdict=verdict, by=ADA, at=moment(number), fields=fields)  # type: ignore[arg-type]
        decide(settings.store, wish, base=BASE)

    def speakers() -> set[str]:
        with open_store(settings.store) as graphs:
            rows = graphs.select("SELECT ?name { ?s a onr:Statement ; prov:wasAttributedTo/rdfs:label ?name }")
        return {row[0].value for row in rows if row[0]}

    read(RAID)
    decided("statement", "forty rifles", 1, speaker=["person:Mira Teske"])
    decided("statement", "one man had been wounded", 2)
    assert "Mira Teske" in speakers()
    notes = read(RAID.replace("detained two", "arrested two"))  # another text: what was decided on stays
    assert "Mira Teske" in speakers()
    assert not any("A witness" in name for name in speakers())
    assert not any("decisions of reviews" in note for note in notes)
    notes = read(RAID.replace("forty rifles", "fifty rifles"))
    assert "Mira Teske" not in speakers()
    assert "decisions of reviews on what is no longer in the graph: 1;" in notes[-1]
    read(RAID)  # and holds again when it comes back
    assert "Mira Teske" in speakers()
    with open_store(settings.store) as graphs:
        checked = check_store(graphs, TextStore(settings.store))
        assert checked.conforms, checked.text()
        assert Ledger.read(graphs, base=BASE).orphans(graphs) == []


# Listing


def listed(directory: Path, kind: str, **wanted: object) -> list[str]:
    with open_store(directory) as graphs:
        rows = page_rows(graphs, Ledger.read(graphs, base=BASE), kind, Filter(**wanted))[0]  # type: ignore[arg-type]
    return [row.words for row in rows]


def test_what_the_machine_is_least_sure_of_comes_first(kesh: Path) -> None:
    with open_store(kesh) as graphs:
        rows = page_rows(graphs, Ledger([], base=BASE), "statement", Filter())[0]
    sure = [row.confidence for row in rows if row.confidence is not None]
    assert len(rows) == 7
    assert sure == sorted(sure)
    assert {row.state for row in rows} == {"open"}
    row = next(row for row in rows if row.iri == RIFLES)
    assert row.fields["speaker"] == "Amina Daud"
    assert row.fields["for"] == "Northern Alliance"
    assert (row.article, row.published, row.rule) == ("kesh-1", "2020-10-09", None)


def test_rows_are_filtered_by_state_confidence_article_and_text(store: Path, say: Callable[..., Decision]) -> None:
    assert listed(store, "claim", below=0.5) == []
    assert "Rockets fell on the market of Kesh on Friday" not in listed(store, "statement", below=0.9)
    assert len(listed(store, "statement", below=0.9)) == 6
    assert listed(store, "claim", text="THREE civ") == ["at least three civilians"]
    assert len(listed(store, "claim", article="kesh-1")) == 9
    assert len(listed(store, "claim", article="https://mirror.example/kesh?a=1%7C2")) == 9
    assert listed(store, "claim", article="another") == []
    assert len(listed(store, "incident")) == 3
    say("claim", "rejected", THREE)
    say("claim", "corrected", NINE, high="8")
    assert listed(store, "claim", states=frozenset({"corrected"})) == ["up to nine dead"]
    (rejected,) = listed(store, "claim", states=frozenset({"rejected"}))
    assert "“at least three civilians”" in rejected
    assert len(listed(store, "claim")) == 7
    assert len(listed(store, "claim", states=frozenset({"open", "rejected", "corrected"}))) == 9


def test_a_contested_claim_is_doubtful_and_comes_first(store: Path, say: Callable[..., Decision]) -> None:
    contested = {"denied that it had fired", "The Red Brigade fired them"}
    assert set(listed(store, "claim")[:2]) == set(listed(store, "claim", doubtful=True)) == contested
    with open_store(store) as graphs:
        (denial,) = graphs.select("SELECT ?claim { ?claim a onr:Denial }")
    assert denial[0] is not None
    say("claim", "rejected", denial[0].value)
    assert listed(store, "claim", doubtful=True) == []


@pytest.mark.parametrize(
    "states", [("open",), ("corrected", "accepted"), ("open", "rejected", "corrected", "accepted")]
)
@pytest.mark.parametrize("kind", ["claim", "statement", "incident"])
def test_pages_of_a_queue_follow_each_other_as_its_whole_does(
    store: Path, say: Callable[..., Decision], kind: Kind, states: tuple[State, ...]
) -> None:
    say("claim", "rejected", THREE)
    say("claim", "corrected", NINE, high="8")
    say("statement", "accepted", RIFLES)
    wanted = Filter(states=frozenset(states))
    with open_store(store) as graphs:
        ledger = Ledger.read(graphs, base=BASE)
        whole = [row.iri for row in page_rows(graphs, ledger, kind, wanted)[0]]
        pages = [page_rows(graphs, ledger, kind, wanted, start=start, size=2) for start in range(0, len(whole) + 2, 2)]
    assert [row.iri for rows, _ in pages for row in rows] == whole
    assert {total for _, total in pages} == {len(whole)}


def test_a_report_with_many_actors_is_read_in_no_time(store: Path) -> None:
    """Each role may have several actors, and an incident several reports: their product is not to be gone through."""
    with open_store(store, write=True) as graphs:
        ((report, graph), *_) = graphs.select("SELECT ?r ?g WHERE { GRAPH ?g { ?r a onr:IncidentReport } }")
        assert report is not None and graph is not None
        triples = []
        for number, role in itertools.product(range(40), ("perpetrator", "supporter", "target")):
            part, actor = f"{BASE}part/{role}-{number}", f"{BASE}actor/{role}-{number}"
            triples += [
                Quad(report.value, str(SEM.hasActor), part, graph.value),
                Quad(part, str(SEM.roleType), str(VAL[role]), graph.value),
                Quad(part, str(RDF.value), actor, graph.value),
                Quad(actor, str(RDFS.label), Literal(f"{role} {number}"), graph.value),
            ]
        graphs.commit([Change(add=nquads(triples))])
        started = time.process_time()
        row = find_row(graphs, Ledger([], base=BASE), "incident", report.value)
        assert time.process_time() - started < 2
    assert row is not None
    assert all(row.fields[role].count(role) >= 40 for role in ("perpetrator", "supporter", "target"))
