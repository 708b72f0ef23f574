"""The gate never passes what pySHACL would report, and leaves to it whatever it does not know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import pyshacl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import SH, Graph
from records import BASE, KNOWN, annotated_records, hand_record, large_record
from test_shapes import PAIRS, RUN, graphs_of_pair

from kg.errors import ValidationError
from kg.mapping import Literal, Triple, article_quads, graph_of, provenance_quads, read_triples
from kg.mapping.vocabulary import ONR, XSD
from kg.record import Record
from kg.validation import Gate, Report, check_triples, read_shapes
from kg.validation.reference import judge

SHAPES = read_shapes()
GATE = Gate(SHAPES)
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def light(graph: Graph) -> list[Triple]:
    # rdflib writes the moments that it has read with an offset; a graph that is stored has them as they were written
    return read_triples(graph.serialize(format="nt").replace('+00:00"^^', 'Z"^^'))


def triples_of(record: Record) -> list[Triple]:
    quads = (
        *article_quads(record, base=BASE, known=KNOWN),
        *provenance_quads(record, base=BASE, run=RUN),
    )
    return [quad[:3] for quad in quads]


def small_record() -> Record:
    record = hand_record()
    return replace(record, statements=record.statements[:1], claims=(), incidents=record.incidents[:1])


def findings(triples: Sequence[Triple], shapes: Graph = SHAPES) -> int:
    """Return how many results pySHACL has, warnings too."""
    _, report, _ = pyshacl.validate(graph_of(triples), shacl_graph=shapes)
    return len(set(report.objects(None, SH.result)))


def test_the_shapes_have_nothing_that_the_gate_does_not_know() -> None:
    assert GATE.unsupported == []


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_the_gate_agrees_with_pyshacl_on_the_examples(path: Path) -> None:
    _, valid, invalid = graphs_of_pair(path)
    assert GATE.passes(light(valid))
    assert findings(light(valid)) == 0
    assert not GATE.passes(light(invalid))
    assert findings(light(invalid)) > 0


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_pyshacl_tells_of_the_doubted_shapes_what_it_tells_of_all(path: Path) -> None:
    triples = light(graphs_of_pair(path)[2])
    doubted = GATE.doubts(triples)
    assert doubted is None or len(doubted) == 1
    assert check_triples(triples) == judge(triples, SHAPES)


def test_the_gate_passes_whole_articles(shared: Path) -> None:
    records = [hand_record(), large_record(), *annotated_records(shared)]
    assert len(records) == 12
    assert all(GATE.passes(triples_of(record)) for record in records)


def test_the_gate_passes_a_warning_only_where_warnings_do_not_matter() -> None:
    record = hand_record()
    alone = replace(record, statements=(replace(record.statements[2], affiliation=None),), claims=())
    assert not GATE.passes(triples_of(alone))
    assert GATE.passes(triples_of(alone), warnings=False)
    assert check_triples(triples_of(alone)).results
    assert not check_triples(triples_of(alone), warnings=False).results


BASES = [triples_of(small_record()), *(light(graphs_of_pair(path)[1]) for path in PAIRS)]
ODD = [
    *("https://example.org/other", "_:b0", "ftp://example.org/", "http://www.wikidata.org/entity/Q42"),
    *(Literal(text) for text in ("", "words", "x" * 40, "“words”", "spokesman")),
    Literal("Worte", language="de"),
    *(Literal(text, str(XSD.integer)) for text in ("0", "-1", "7", "007", "seven", "99999999999999999999")),
    *(Literal(text, str(XSD.decimal)) for text in ("0.5", "1", "1.5", "-91", "0.50", "half")),
    *(Literal(text, str(XSD.date)) for text in ("2018-10-31", "1899-12-31", "2018-02-30", "2999-01-01", "2018-10-31Z")),
    Literal("words", str(XSD.string)),
    Literal("true", str(XSD.boolean)),
    Literal("2018-10-31T10:00:00Z", str(XSD.dateTime)),
    Literal("5", str(XSD.double)),
]


@st.composite
def mutated(draw: st.DrawFn) -> list[Triple]:
    """Draw a graph that conforms, with one to three of its triples taken out, changed or joined by another."""
    triples = list(draw(st.sampled_from(BASES)))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(triples) - 1))
        subject, predicate, value = triples[place]
        another = triples[draw(st.integers(0, len(triples) - 1))]
        odd = draw(st.sampled_from([*ODD, another[0], another[2], _retyped(value, draw)]))
        match draw(st.sampled_from(["delete", "value", "value", "subject", "predicate", "add", "add"])):
            case "delete":
                del triples[place]
            case "value":
                triples[place] = subject, predicate, odd
            case "subject":
                triples[place] = another[0], predicate, value
            case "predicate":
                triples[place] = subject, another[1], value
            case "add":
                triples.append((subject, predicate, odd))
        if not triples:
            break
    return triples


def _told(check: Callable[[list[Triple]], Report], triples: list[Triple]) -> Report | str:
    try:
        return check(triples)
    except ValidationError as error:
        return str(error)


def _agree(told: Report | str, whole: Report | str) -> bool:
    """True for the same report; where pySHACL gives up on a number that is none, as the other shapes find it, too."""
    if isinstance(whole, str) and "no value of its datatype" in whole:
        return isinstance(told, str) or not told.conforms
    return told == whole


def _retyped(value: str | Literal, draw: st.DrawFn) -> str | Literal:
    """Return a literal with another datatype or language, an IRI as a literal."""
    if isinstance(value, str):
        return Literal(value)
    datatype = draw(
        st.sampled_from([None, *map(str, (XSD.integer, XSD.decimal, XSD.date)), "https://example.org/type"])
    )
    return Literal(value.text, datatype, None if datatype else draw(st.sampled_from([None, "en", "EN", "ar"])))


@settings(SLOW, max_examples=250)
@given(mutated())
def test_what_the_gate_passes_has_no_finding_however_a_graph_is_altered(triples: list[Triple]) -> None:
    passed = GATE.passes(triples)
    assert passed or _agree(_told(check_triples, triples), _told(partial(judge, shapes=SHAPES), triples))
    if passed:
        assert findings(triples) == 0
    if GATE.passes(triples, warnings=False) and not passed:
        conforms, _, _ = pyshacl.validate(graph_of(triples), shacl_graph=SHAPES, allow_warnings=True)
        assert conforms


@pytest.mark.parametrize(("datatype", "ends"), [(XSD.integer, ("#start", "#end")), (XSD.decimal, ("#end",))])
def test_a_number_that_is_none_is_a_clear_error_where_it_is_reckoned_with(datatype: str, ends: tuple[str]) -> None:
    seven = Literal("seven", str(datatype))
    altered = [(s, p, seven if p.endswith(ends) else o) for s, p, o in triples_of(small_record())]
    assert not GATE.passes(altered)
    with pytest.raises(ValidationError, match="no value of its datatype"):
        check_triples(altered)


def test_a_date_that_is_none_is_found_also_where_it_is_compared() -> None:
    earliest, latest = str(ONR.earliest), str(ONR.latest)
    dates = {earliest: Literal("2018-02-30", str(XSD.date)), latest: Literal("2020-10-09", str(XSD.date))}
    altered = [(s, p, dates.get(p, o)) for s, p, o in triples_of(small_record())]
    assert {p for _, p, _ in altered} >= dates.keys()
    report = check_triples(altered)
    assert report == judge(altered, SHAPES)
    assert not report.conforms
    assert "2018-02-30" in {one.value for one in report.results}


PREFIXES = """
PREFIX : <https://example.org/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
OTHER_CONSTRAINTS = [
    ":S sh:property [ sh:path :p ; sh:minCount 2 ]",
    ":S sh:property [ sh:path :p ; sh:nodeKind sh:IRI ; sh:hasValue :a ]",
    ':S sh:property [ sh:path :p ; sh:hasValue :b , :a ]',
    ':S sh:property [ sh:path :p ; sh:in ( :a 1 "a" "a"@en ) ]',
    ":S sh:property [ sh:path :p ; sh:minExclusive 0 ; sh:maxExclusive 2 ]",
    ":S sh:property [ sh:path ( :p :q ) ; sh:maxCount 1 ]",
    ":S sh:property [ sh:path ( :p [ sh:inversePath :q ] ) ; sh:maxCount 1 ; sh:class :C ]",
    ":S sh:property [ sh:path [ sh:alternativePath ( :p :q ) ] ; sh:maxCount 1 ]",
    ":S sh:property [ sh:path :p ; sh:property [ sh:path :q ; sh:maxCount 1 ] ]",
    ":S sh:and ( [ sh:nodeKind sh:IRI ] [ sh:property [ sh:path :p ; sh:minCount 1 ] ] )",
    ":S sh:or ( [ sh:path :p ; sh:datatype xsd:integer ] [ sh:path :q ; sh:minCount 1 ] )",
    ":S sh:not [ sh:property [ sh:path :p ; sh:datatype xsd:integer ] ]",
    ":S sh:not [ sh:path :p ; sh:minInclusive 1 ]",
    ":S sh:not [ sh:or ( [ sh:path :p ; sh:minCount 1 ] [ sh:class :D ] ) ]",
    ":S sh:node :T . :T sh:property [ sh:path :p ; sh:minLength 2 ]",
    ":S sh:property [ sh:path :p ; sh:qualifiedValueShape [ sh:class :C ] ; sh:qualifiedMaxCount 0 ]",
    ":S sh:property [ sh:path :p ; sh:qualifiedValueShape [ sh:minInclusive 1 ] ; sh:qualifiedMinCount 2 ]",
    ":S sh:property [ sh:path :p ; sh:lessThan :q ]",
    ":S sh:property [ sh:path :p ; sh:datatype xsd:string ; sh:pattern 'A' ; sh:flags 'i' ]",
    ":S sh:deactivated true ; sh:property [ sh:path :p ; sh:maxCount 0 ]",
    ":S sh:sparql [ sh:select 'SELECT $this WHERE { $this :p ?x . ?y :p ?x . ?y a :D }' ]",
    ":S sh:sparql [ sh:select 'SELECT $this { { $this :p ?x } UNION { $this :q ?x } FILTER (?x > 1 || ?x = 0) }' ]",
    ":S sh:sparql [ sh:select 'SELECT $this WHERE { $this :p ?x . { ?x :q ?y } UNION { ?y :q ?x } }' ]",
    ":S sh:sparql [ sh:select 'SELECT $this WHERE { $this :p ?x , ?y . FILTER (STRLEN(?x) + 1 < STRLEN(?y)) }' ]",
]  # fmt: skip
A = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
NODES = [f"https://example.org/{name}" for name in "aaabc"]
PROPERTIES = ["https://example.org/p", "https://example.org/p", "https://example.org/q"]
CLASSES = ["https://example.org/C", "https://example.org/D"]
NUMBERS = [Literal(text, str(XSD.integer)) for text in ("0", "1", "2")]
WORDS = [*map(Literal, ("a", "aaa")), Literal("a", language="en"), Literal("b", "https://example.org/t")]


def made_up(number: int) -> list[Triple]:
    """Return a small graph about :a, which is of the class :C."""
    chance = Random(number)
    values = chance.choice([NODES, NUMBERS, WORDS, [*NODES, *NUMBERS, *WORDS]])
    triples: list[Triple] = [("https://example.org/a", A, "https://example.org/C")]
    for _ in range(chance.randint(0, 6)):
        subject = chance.choice(NODES)
        if chance.random() < 0.2:
            triples.append((subject, A, chance.choice(CLASSES)))
        else:
            triples.append((subject, chance.choice(PROPERTIES), chance.choice(values)))
    return triples


def shapes_with(constraint: str) -> Graph:
    declared = "<> a owl:Ontology ; sh:declare [ sh:prefix '' ; sh:namespace 'https://example.org/' ] ."
    prefixes = PREFIXES + "PREFIX owl: <http://www.w3.org/2002/07/owl#>\n"
    return Graph().parse(
        data=f"{prefixes}{declared}\n:S a sh:NodeShape ; sh:targetClass :C .\n{constraint} .".replace(
            "[ sh:select", "[ sh:prefixes <> ; sh:select"
        ),
        format="turtle",
        publicID="https://example.org/shapes",
    )


@pytest.mark.parametrize("constraint", OTHER_CONSTRAINTS)
def test_the_gate_knows_also_what_the_shapes_do_not_use_yet(constraint: str) -> None:
    shapes = shapes_with(constraint)
    gate = Gate(shapes)
    assert gate.unsupported == []
    passed, refused = 0, 0
    for number in range(60):
        triples = made_up(number)
        found = findings(triples, shapes)
        if gate.passes(triples):
            passed += 1
            assert found == 0, triples
        else:
            refused += found > 0
    assert passed
    assert refused or "deactivated" in constraint


NOT_KNOWN = [
    ":S sh:closed true",
    ":S sh:xone ( [ sh:class :D ] [ sh:nodeKind sh:IRI ] )",
    ":S sh:property [ sh:path :p ; sh:equals :q ]",
    ":S sh:property [ sh:path :p ; sh:disjoint :q ]",
    ":S sh:property [ sh:path :p ; sh:uniqueLang true ]",
    ":S sh:property [ sh:path :p ; sh:languageIn ( 'en' ) ]",
    ":S sh:property [ sh:path [ sh:zeroOrMorePath :p ] ; sh:maxCount 1 ]",
    ":S sh:property [ sh:path [ sh:inversePath ( :p :q ) ] ; sh:maxCount 1 ]",
    ":S sh:property [ sh:path :p ; sh:pattern 'a' ; sh:flags 's' ]",
    ":S sh:property [ sh:path :p ; sh:minInclusive '2018-01-01T00:00:00'^^xsd:dateTime ]",
    ":S sh:property [ sh:path :p ; sh:in ( '5'^^xsd:double ) ]",
    ":S sh:property [ sh:path :p ; sh:qualifiedValueShape :T , :V ; sh:qualifiedMinCount 1 ]",
    ":S sh:property [ sh:path :p ; sh:qualifiedValueShapesDisjoint true ]",
    ":S sh:not [ sh:severity sh:Warning ; sh:class :D ]",
    ":S sh:node :S",
    ":S sh:minCount 1",
    ":S sh:property [ sh:minCount 1 ]",
    ":S sh:somethingNew 1",
    ":S sh:sparql [ sh:select 'SELECT $this WHERE { $this :p ?x OPTIONAL { ?x :q ?y } }' ]",
    ":S sh:sparql [ sh:select 'SELECT $this WHERE { $this :p ?x FILTER NOT EXISTS { ?x :q ?y } }' ]",
    ":S sh:sparql [ sh:select 'SELECT $this WHERE { $this :p/:q ?x }' ]",
    ":S sh:sparql [ sh:select 'SELECT $this WHERE { $this ?p ?x }' ]",
    ":S sh:sparql [ sh:select 'SELECT $this WHERE { ?a :p ?b }' ]",
    ":S sh:sparql [ sh:select 'SELECT $this WHERE { { SELECT $this ?x WHERE { $this :p ?x } } }' ]",
    ":S sh:sparql [ sh:select 'SELECT $this WHERE { $this :p ?x FILTER (REGEX(?x, \"a\")) }' ]",
    ":S sh:sparql [ sh:select 'SELECT $this WHERE { { $this :p ?x } UNION { $this :q ?y } ?x :q ?z }' ]",
    ":S sh:sparql [ sh:ask 'ASK { $this :p ?x }' ]",
]  # fmt: skip


@pytest.mark.parametrize("constraint", NOT_KNOWN)
def test_what_the_gate_does_not_know_is_left_to_pyshacl_where_it_applies(constraint: str) -> None:
    gate = Gate(shapes_with(constraint))
    assert len(gate.unsupported) == 1
    assert not gate.passes([("https://example.org/a", A, "https://example.org/C")])
    assert gate.passes([("https://example.org/a", A, "https://example.org/D")])


@pytest.mark.parametrize(
    "constraint",
    [
        ":S sh:targetNode :a",
        ":S sh:targetObjectsOf :p",
        ":S sh:target [ sh:select 'SELECT ?this WHERE { ?this :p ?x }' ]",
        ":S a rdfs:Class",
        ":T a sh:NodeShape , :Kind . :Kind rdfs:subClassOf rdfs:Class",
        ":K a sh:ConstraintComponent ; sh:parameter [ sh:path :k ]",
    ],
)
def test_where_targets_are_not_known_everything_is_left_to_pyshacl(constraint: str) -> None:
    gate = Gate(shapes_with(constraint))
    assert gate.unsupported
    assert not gate.passes([("https://example.org/a", A, "https://example.org/D")])


@pytest.mark.parametrize(
    "triple",
    [
        ("https://example.org/C", "http://www.w3.org/2000/01/rdf-schema#subClassOf", "https://example.org/D"),
        *(
            ("https://example.org/a", "https://example.org/p", literal)
            for literal in ODD
            if isinstance(literal, Literal)
            and literal.text in ("007", "seven", "0.50", "half", "2018-02-30", "2018-10-31Z", "5")
        ),
        ("https://example.org/a", "https://example.org/p", Literal("words", str(XSD.string))),
        ("https://example.org/a", "https://example.org/p", Literal("words", language="EN")),
    ],
)
def test_a_graph_that_rdflib_may_see_otherwise_is_left_to_pyshacl(triple: Triple) -> None:
    assert not GATE.passes([triple])
    assert GATE.passes([(*triple[:2], "https://example.org/b")]) == (not triple[1].endswith("subClassOf"))
