"""From a store to what its claims say about each other, and back into the store: renewed in part, it is as if whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from conftest import quads_of
from records import ALLIANCE, BASE, BRIGADE, KNOWN, MIRROR, hand_record, span

from kg.errors import RuleError
from kg.inference.claims import Rules, adopted, adoption, found_before, renewal
from kg.inference.claims.figures import load_rule_sets
from kg.inference.claims.grading import load_grade_rules, read_grade_rule
from kg.inference.claims.ratings import Rating
from kg.mapping.frame import Frame
from kg.mapping.vocabulary import PREFIXES
from kg.reading.article import text_hash
from kg.record import Actor, Claim, Incident, Place, Record, Statement
from kg.store.graphs import Change, GraphStore

RULES = Rules(base=BASE, rule_sets=load_rule_sets())
KESH = Place("kesh", "Kesh", text="Kesh")
DAY = "2020-10-09"
WIRE = Actor("delta-wire", "Delta Wire", "outlet")
POST = Actor("southern-post", "Southern Post", "outlet")
LINES = {
    "ten": "The Northern Alliance said that ten civilians were killed when rockets fell on Kesh on 9 October.",
    "four": "The Red Brigade said that four civilians were killed when rockets fell on Kesh on 9 October.",
    "blame": "The Northern Alliance blamed the Red Brigade when rockets fell on Kesh on 9 October.",
    "denial": "The Red Brigade denied that it fired when rockets fell on Kesh on 9 October.",
    "claimed": "The Red Brigade claimed responsibility when rockets fell on Kesh on 9 October.",
}
SPEAKERS = {"ten": ALLIANCE, "four": BRIGADE, "blame": ALLIANCE, "denial": BRIGADE, "claimed": BRIGADE}


def record(name: str, outlet: Actor, *lines: str, published: str = "2020-10-10", via: Actor | None = None) -> Record:
    """Return an article of some of the lines above, with the statement and the claim that each of them makes."""
    text = "\n\n".join(LINES[line] for line in lines) + "\n"
    incident = Incident("i1", "shelling", span("rockets fell", text), date=DAY, places=(KESH,))
    statements, claims = [], []
    for number, line in enumerate(lines):
        start = text.index(LINES[line])
        words = LINES[line].partition(" that " if " that " in LINES[line] else " ")[2].rstrip(".")
        statements.append(Statement(f"s{number}", span(words, text, after=start), SPEAKERS[line]))
        known = {"incident": "i1", "statement": f"s{number}"}
        if line in ("ten", "four"):
            count = {"ten": 10, "four": 4}[line]
            figure = span(f"{line} civilians", text, after=start)
            claims.append(Claim(f"c{number}", "casualties", figure, effect="killed", low=count, high=count, **known))  # type: ignore[arg-type]
        elif line == "denial":
            claims.append(Claim(f"c{number}", "denial", span("it fired", text, after=start), **known))  # type: ignore[arg-type]
        else:
            words = "blamed the Red Brigade" if line == "blame" else "claimed responsibility"
            claims.append(
                Claim(f"c{number}", "responsibility", span(words, text, after=start), agent=BRIGADE, **known)  # type: ignore[arg-type]
            )
    return Record(
        id=name, text=text, sha256=text_hash(text), title=name, outlet=outlet, via=via, published=published,
        statements=tuple(statements), incidents=(incident,), claims=tuple(claims),
    )  # fmt: skip


def store_of(*records: Record) -> GraphStore:
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    store.commit([Change(add=quads_of(one)) for one in records])
    return store


def reports(*records: Record) -> list[str]:
    return sorted(iri for one in records for iri in Frame.of(one, base=BASE, known=KNOWN).reports.values())


def renew(
    store: GraphStore,
    incidents: dict[str, list[str]],
    rules: Rules = RULES,
    *,
    gone: Iterable[str] = (),
    articles: Iterable[str] = (),
) -> None:
    members = {f"{BASE}incident/{name}": several for name, several in incidents.items()}
    members |= {f"{BASE}incident/{name}": [] for name in gone}
    found = renewal(store, members, articles=list(articles), rules=rules)
    store.commit([adoption(store, rules), *found])


def found_in(store: GraphStore) -> set[str]:
    query = "SELECT ?s ?p ?o ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }"
    return set(store.select_lines(query, 3, graph=f"{BASE}graph/inference/claims").splitlines())


def grade(store: GraphStore, scheme: str = "airwars", incident: str = "kesh") -> tuple[str, list[str]] | None:
    """Return the grade of an incident with its reasons."""
    rows = store.select(
        f"SELECT ?value ?reason WHERE {{ <{BASE}incident/{incident}> onr:grade ?grade . "
        f"?grade onr:ruleSet <{BASE}plan/grade-{scheme}-1> ; rdf:value ?value ; onr:reason ?reason }}"
    )
    values = {value.value.rpartition("#")[2] for value, _ in rows if value}
    assert len(values) <= 1
    return (values.pop(), sorted(reason.value for _, reason in rows if reason)) if values else None


def graded(*records: Record, rules: Rules = RULES, scheme: str = "airwars") -> tuple[str, list[str]] | None:
    store = store_of(*records)
    renew(store, {"kesh": reports(*records)}, rules)
    return grade(store, scheme)


def test_a_belligerent_that_claims_it_confirms_an_incident() -> None:
    assert graded(record("a", POST, "ten", "claimed"), record("b", WIRE, "denial")) == (
        "confirmed",
        ["Red Brigade itself says that it carried it out"],
    )


def test_a_perpetrator_that_tells_of_it_as_its_own_doing_confirms_it() -> None:
    told = record("a", POST, "four")
    assert graded(replace(told, incidents=(replace(told.incidents[0], perpetrators=(BRIGADE,)),)))[0] == "confirmed"  # type: ignore[index]


def test_a_perpetrator_that_tells_of_it_and_denies_it_elsewhere_does_not_confirm_it() -> None:
    told = record("a", POST, "four", "blame")
    told = replace(told, incidents=(replace(told.incidents[0], perpetrators=(BRIGADE,)),))
    value, reasons = graded(told, record("b", WIRE, "denial")) or ("", [])
    assert value == "contested"
    assert reasons == ["Red Brigade denies (“it fired”) what “blamed the Red Brigade” says"]


def test_a_denial_of_what_somebody_is_blamed_for_contests_an_incident_and_differing_figures_do_not() -> None:
    value, reasons = graded(record("a", POST, "blame"), record("b", WIRE, "denial")) or ("", [])
    assert value == "contested"
    assert reasons == ["Red Brigade denies (“it fired”) what “blamed the Red Brigade” says"]
    assert graded(record("a", POST, "ten"), record("b", WIRE, "four"))[0] == "fair"  # type: ignore[index]


def test_two_independent_origins_are_fair_one_is_weak_however_often_it_is_printed() -> None:
    assert graded(record("a", POST, "ten"), record("b", WIRE, "four")) == (
        "fair",
        ["2 independent origins report it"],
    )
    assert graded(record("a", POST, "ten"), record("b", WIRE, "ten"), record("c", MIRROR, "ten")) == (
        "weak",
        ["Northern Alliance alone reports it"],
    )


def test_who_only_denies_it_does_not_report_it() -> None:
    assert graded(record("a", POST, "ten"), record("b", WIRE, "denial"))[0] == "weak"  # type: ignore[index]


def test_two_sources_of_deaths_are_what_iraq_body_count_asks_for() -> None:
    two = graded(record("a", POST, "ten"), record("b", WIRE, "four"), scheme="ibc")
    assert two == ("two_sources", ["2 independent origins report deaths"])
    one = graded(record("a", POST, "ten", "blame"), record("b", WIRE, "ten"), scheme="ibc")
    assert one == ("one_source", ["Northern Alliance alone reports deaths"])
    assert graded(record("a", POST, "blame"), scheme="ibc") is None


@pytest.mark.parametrize(("code", "expected"), [("D", "weak"), ("E", "weak"), ("C", "fair"), ("F", "fair")])
def test_a_source_that_the_operator_rates_unreliable_does_not_count(code: str, expected: str) -> None:
    rules = replace(RULES, ratings=(Rating("actor/red-brigade", code, "A. Editor", "2020-11-01"),))
    value, reasons = graded(record("a", POST, "ten"), record("b", WIRE, "four"), rules=rules) or ("", [])
    assert value == expected
    doubtful = "Red Brigade reports it, but is rated unreliable"
    assert (doubtful in reasons) == (expected == "weak")


def test_a_grade_leads_to_the_claims_and_their_statements() -> None:
    store = store_of(record("a", POST, "blame"), record("b", WIRE, "denial"))
    renew(store, {"kesh": reports(record("a", POST, "blame"), record("b", WIRE, "denial"))})
    rows = store.select(
        "SELECT DISTINCT ?words WHERE { ?grade a onr:Grade ; prov:wasDerivedFrom ?claim . "
        "?statement onr:expresses ?claim ; schema:text ?words } ORDER BY ?words"
    )
    assert [row[0].value for row in rows if row[0]] == [
        "Northern Alliance blamed the Red Brigade when rockets fell on Kesh on 9 October",
        "it fired when rockets fell on Kesh on 9 October",
    ]


def test_each_plan_that_is_named_is_described() -> None:
    store = store_of(record("a", POST, "ten"), record("b", WIRE, "four"))
    renew(store, {"kesh": reports(record("a", POST, "ten"), record("b", WIRE, "four"))})
    rows = store.select(
        "SELECT DISTINCT ?plan ?version WHERE { ?thing onr:ruleSet ?plan . "
        "OPTIONAL { ?plan a prov:Plan ; schema:softwareVersion ?version } } ORDER BY ?plan"
    )
    plans = [(plan.value.removeprefix(f"{BASE}plan/"), version and version.value) for plan, version in rows if plan]
    names = ("claims", "figures-acled", "figures-default", "grade-airwars", "grade-ibc")
    assert plans == [(f"{name}-1", "1") for name in names]


def test_the_number_of_origins_stands_at_the_incident_and_at_each_figure() -> None:
    several = (record("a", POST, "ten"), record("b", WIRE, "ten"), record("c", MIRROR, "four"))
    store = store_of(*several)
    renew(store, {"kesh": reports(*several)})
    (row,) = store.select(f"SELECT ?number WHERE {{ <{BASE}incident/kesh> onr:originCount ?number }}")
    assert row[0] is not None and row[0].value == "2"
    rows = store.select(
        "SELECT ?words ?number (COUNT(?origin) AS ?listed) WHERE { ?claim schema:text ?words ; "
        "onr:originCount ?number ; onr:supportedBy ?origin } GROUP BY ?claim ?words ?number ORDER BY ?words"
    )
    assert [[term.value for term in row if term] for row in rows] == [
        ["four civilians", "1", "1"],
        ["ten civilians", "1", "1"],
        ["ten civilians", "1", "1"],
    ]


def big() -> dict[str, Record]:
    outlets = (POST, WIRE, MIRROR)
    kinds = (("ten",), ("four", "blame"), ("ten", "denial"), ("four",), ("ten", "four", "claimed"))
    return {
        f"r{number}": record(f"r{number}", outlets[number % 3], *kinds[number % 5], published=f"2020-10-{10 + number}")
        for number in range(9)
    }


def test_to_renew_the_incidents_that_changed_gives_what_renewing_all_gives() -> None:
    records = big()
    names = list(records)
    before = {"one": names[:3], "two": names[3:5], "three": names[5:8]}
    after = {"one": names[:4], "two": [names[4], names[8]], "four": names[5:8]}

    def members(incidents: dict[str, list[str]]) -> dict[str, list[str]]:
        return {name: reports(*(records[one] for one in several)) for name, several in incidents.items()}

    whole = store_of(*records.values())
    renew(whole, members(after))
    parts = store_of(*(records[one] for one in names[:8]))
    for name, several in members(before).items():
        renew(parts, {name: several})
    parts.commit([Change(add=quads_of(records["r8"]))])
    renew(parts, members(after), gone=["three"])
    assert found_in(parts) == found_in(whole)
    assert parts.quads() == whole.quads()


def test_renewing_twice_changes_nothing() -> None:
    several = list(big().values())
    store = store_of(*several)
    renew(store, {"kesh": reports(*several)})
    first = store.quads()
    renew(store, {"kesh": reports(*several)})
    assert store.quads() == first


def test_what_was_found_about_an_incident_that_is_no_more_goes() -> None:
    several = list(big().values())
    store = store_of(*several)
    before = store.quads()
    renew(store, {"kesh": reports(*several)})
    assert found_in(store)
    store.commit([Change(remove=found_before(store, [f"{BASE}incident/kesh"], [], base=BASE))])
    assert found_in(store) == set()
    assert set(before.splitlines()) <= set(store.quads().splitlines())


def test_the_ratings_of_a_store_are_those_of_the_file_and_no_others() -> None:
    store = store_of(record("a", POST, "ten"))
    rated = replace(RULES, ratings=(Rating("actor/red-brigade", "B", "A. Editor", "2020-11-01"),))
    for rules, expected in ((rated, ["reliability_B"]), (rated, ["reliability_B"]), (RULES, [])):
        store.commit([adoption(store, rules)])
        rows = store.select("SELECT ?code WHERE { ?rating a onr:Rating ; rdf:value ?code }")
        assert [row[0].value.rpartition("#")[2] for row in rows if row[0]] == expected
        assert [adopted(store, one) for one in (RULES, rated)] == [rules is RULES, rules is rated]


def test_the_shipped_grades_are_these() -> None:
    assert [(rule.scheme, rule.order, rule.name) for rule in load_grade_rules()] == [
        ("airwars", 1, "confirmed"),
        ("airwars", 2, "contested"),
        ("airwars", 3, "fair"),
        ("airwars", 4, "weak"),
        ("ibc", 1, "two-sources"),
        ("ibc", 2, "one-source"),
    ]
    for rule in load_grade_rules():
        assert f"<plan/grade-{rule.scheme}-{rule.version}>" in rule.text, rule.name


@pytest.mark.parametrize("name", ["airwars", "airwars-x-fair"])
def test_a_grade_rule_needs_a_name_and_a_header(name: str) -> None:
    with pytest.raises(RuleError, match="expected scheme-order-grade"):
        read_grade_rule(name, "#title: T\n#description: D\n#version: 1\n")
    with pytest.raises(RuleError, match="#title"):
        read_grade_rule("airwars-1-fair", "CONSTRUCT {} WHERE {}")


def article(record_: Record) -> str:
    return Frame.of(record_, base=BASE, known=KNOWN).article


def pairs(store: GraphStore) -> list[tuple[str, str]]:
    rows = store.select(
        "SELECT ?one ?other WHERE { ?relation onr:rule 'same-words' ; rdf:subject/schema:text ?one ; "
        "rdf:object/schema:text ?other } ORDER BY ?one ?other"
    )
    return [(row[0].value[:20], row[1].value[:20]) for row in rows if row[0] and row[1]]


def renew_statements(store: GraphStore, *records: Record) -> None:
    renew(store, {}, articles=[article(one) for one in records])


def test_the_same_words_of_the_same_source_are_one_statement_and_no_second_source() -> None:
    several = (record("a", POST, "ten", "blame"), record("b", WIRE, "ten"), record("c", MIRROR, "four"))
    store = store_of(*several)
    renew_statements(store, *several)
    assert pairs(store) == [("ten civilians were k", "ten civilians were k")]
    (row,) = store.select(
        "SELECT ?independent ?reason WHERE { ?one onr:independent ?independent ; onr:reason ?reason }"
    )
    assert row[0] is not None and row[0].value == "false"
    assert row[1] is not None and row[1].value.endswith("give the same words of the same source")


def test_statements_that_come_later_give_what_all_at_once_give_and_go_with_their_article() -> None:
    several = list(big().values())
    whole = store_of(*several)
    renew_statements(whole, *several)
    for late in several[:3]:
        parts = store_of(*(one for one in several if one is not late))
        renew_statements(parts, *(one for one in several if one is not late))
        without = parts.quads()
        parts.commit([Change(add=quads_of(late))])
        renew_statements(parts, late)
        assert parts.quads() == whole.quads()
        parts.commit([Change(remove=found_before(parts, [], [article(late)], base=BASE))])
        assert {line for line in parts.quads().splitlines() if "graph/inference/statements" in line} == {
            line for line in without.splitlines() if "graph/inference/statements" in line
        }


def test_the_hand_record_goes_through_all_of_it() -> None:
    store = store_of(hand_record())
    renew(store, {str(place): [report] for place, report in enumerate(reports(hand_record()))})
    rows = store.select(
        "SELECT ?kind ?one ?other WHERE { ?relation rdf:predicate ?kind ; rdf:subject/schema:text ?one ; "
        "rdf:object/schema:text ?other } ORDER BY ?kind ?one ?other"
    )
    assert [tuple(term.value.rpartition("#")[2] for term in row if term) for row in rows] == [
        ("contradicts", "denied that it had fired", "The Red Brigade fired them"),
        ("qualifies", "at least three civilians", "up to nine dead"),
    ]
