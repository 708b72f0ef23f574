from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDF, SH, Graph, Literal, Namespace, URIRef
from rdflib.term import Node
from records import BASE, KNOWN, annotated_records, hand_record, large_record

from kg.mapping import Run, article_quads, graph_of, provenance_quads, read_triples
from kg.mapping.vocabulary import ITYPE, ONR, PROV, SDO, STYPE, VAL
from kg.record import Claim, Record, Span, check_record
from kg.validation import Report, check_triples, read_shapes

EX = Namespace("https://example.org/")
FOLDER = Path(__file__).parent / "shapes"
PAIRS = sorted(FOLDER.glob("*.trig"))
RUN = Run(version="0.1.0", model="en_core_web_sm", settings=(("language", "en"),), data=(("gazetteer", "1"),))


def graphs_of_pair(path: Path) -> tuple[str, Graph, Graph]:
    """Return the expected message of a pair, its valid and its invalid graph, each with what they refer to."""
    message, lines = "", {EX.valid: "", EX.invalid: ""}
    for quad in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TRIG):
        if isinstance(quad.graph_name, pyoxigraph.DefaultGraph):
            message = quad.object.value
        else:
            lines[URIRef(quad.graph_name.value)] += f"{quad.triple} .\n"
    valid, invalid = (Graph().parse(FOLDER / "context.ttl").parse(data=one, format="nt") for one in lines.values())
    return message, valid, invalid


def full_graph(record: Record) -> Graph:
    return graph_of(
        (
            *article_quads(record, base=BASE, known=KNOWN),
            *provenance_quads(record, base=BASE, run=RUN),
        )
    )


def check_graph(graph: Graph) -> Report:
    return check_triples(read_triples(graph.serialize(format="nt")))


def messages(report: Report) -> set[str]:
    return {result.message for result in report.results}


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_the_valid_example_conforms_and_the_invalid_one_fails_by_its_message_alone(path: Path) -> None:
    message, valid, invalid = graphs_of_pair(path)
    assert check_graph(valid) == Report(conforms=True)
    report = check_graph(invalid)
    assert messages(report) == {message}
    assert report.conforms == all(result.severity == "Warning" for result in report.results)


def constraints(shapes: Graph) -> set[Node]:
    """Return what can be broken by itself: property shapes and queries of node shapes, and node shapes that speak."""
    found: set[Node] = set()
    for shape in shapes.subjects(SH.targetClass | SH.targetSubjectsOf, None):
        found |= set(shapes.objects(shape, SH.property | SH.sparql))
        found |= {shape} if (shape, SH.message, None) in shapes else set()
    return found


def test_every_constraint_of_the_shapes_has_a_pair_of_examples() -> None:
    assert len(PAIRS) == len(constraints(read_shapes())) == 142
    assert len({graphs_of_pair(path)[0] for path in PAIRS}) == len(PAIRS)


def test_every_constraint_has_a_message_of_its_own() -> None:
    shapes = read_shapes()
    said = [str(message) for one in constraints(shapes) for message in shapes.objects(one, SH.message)]
    assert len(said) == len(set(said)) == len(constraints(shapes))
    assert all(message.endswith(".") and "  " not in message for message in said)


def test_a_spokesperson_without_organisation_is_a_warning_that_keeps_the_article() -> None:
    record = hand_record()
    alone = replace(record.statements[2], affiliation=None)
    report = check_graph(full_graph(replace(record, statements=(alone,), claims=())))
    [result] = report.results
    assert report.conforms
    assert result.severity == "Warning"
    assert report.text() == (
        "Conforms: 1 finding.\n\nA spokesperson is quoted, but not for which organisation.\n"
        f"  at      {result.focus}\n  weight  warning\n"
    )


def test_every_node_shape_is_named_after_its_class() -> None:
    for shape in read_shapes().subjects(RDF.type, SH.NodeShape):
        assert str(shape).startswith("https://w3id.org/onrecord/shapes#")
        assert str(shape).endswith("Shape")


@pytest.mark.parametrize(
    ("path", "terms"),
    [
        (ONR.actorKind, VAL),
        (ONR.mode, VAL),
        (ONR.medium, VAL),
        (ONR.certainty, VAL),
        (ONR.precision, VAL),
        (ONR.effect, VAL),
        (ONR.verdict, VAL),
        (ONR.sourceType, STYPE),
        (URIRef("http://semanticweb.cs.vu.nl/2009/11/sem/eventType"), ITYPE),
        (URIRef("http://semanticweb.cs.vu.nl/2009/11/sem/roleType"), VAL),
    ],
)
def test_the_lists_that_shapes_allow_are_those_of_the_schemes(path: URIRef, terms: type) -> None:
    shapes = read_shapes()
    listed = [
        set(shapes.items(values))
        for shape in shapes.subjects(SH.path, path)
        for values in shapes.objects(shape, SH["in"])
    ]
    schemes = Graph()
    for name in ("incident-types", "source-types", "values"):
        schemes.parse(Path(__file__).parents[1] / "ontology" / f"{name}.ttl")
    in_scheme = URIRef("http://www.w3.org/2004/02/skos/core#inScheme")
    [allowed] = listed
    [scheme] = {schemes.value(term, in_scheme) for term in allowed}
    assert allowed == set(schemes.subjects(in_scheme, scheme))
    assert all(str(term).startswith(str(terms._NS)) for term in allowed)  # type: ignore[attr-defined]


def test_the_record_that_uses_every_field_conforms() -> None:
    record = hand_record()
    check_record(record)
    assert check_graph(full_graph(record)) == Report(conforms=True)


def test_a_long_article_conforms() -> None:
    assert check_graph(full_graph(large_record())).conforms


def test_an_article_of_which_nothing_is_known_but_its_text_conforms() -> None:
    assert check_graph(full_graph(Record(id="bare", text="Nothing.", sha256="0" * 64))).conforms


def test_the_records_of_the_annotated_articles_conform(shared: Path) -> None:
    records = annotated_records(shared)
    assert len(records) == 10
    for record in records:
        check_record(record)
        report = check_graph(full_graph(record))
        assert report.conforms, report.text()


def test_a_span_that_is_not_as_long_as_its_words_is_found() -> None:
    record = hand_record()
    first = record.claims[1]
    wrong = replace(first, evidence=Span(first.evidence.start, first.evidence.end + 2, first.evidence.text))
    report = check_graph(full_graph(replace(record, claims=(wrong,))))
    [result] = report.results
    assert "not as long as their position" in result.message
    assert result.value is not None
    assert result.value.endswith(f"#char={wrong.evidence.start},{wrong.evidence.end}")


def test_a_claim_with_its_figures_the_wrong_way_round_is_found() -> None:
    record = hand_record()
    wrong = Claim("c1", "casualties", record.claims[1].evidence, incident="i1", low=9, high=2, effect="killed")
    report = check_graph(full_graph(replace(record, claims=(wrong,))))
    assert messages(report) == {"A claim's lowest figure is above its highest."}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"published": "2999-12-31"}, "The date 2999-12-31 is later than tomorrow"),
        ({"published": "yesterday"}, "An article's publication date must be a calendar date"),
        ({"published": "1820-01-01"}, "An article's publication date must be a calendar date"),
        ({"url": "kesh.html"}, "An article's address must be a web address"),
        ({"sha256": "abc"}, "A text must carry the SHA-256"),
    ],
)
def test_bad_metadata_is_refused_in_plain_words(change: dict[str, str], message: str) -> None:
    record = replace(hand_record(), statements=(), claims=(), incidents=(), **change)  # type: ignore[arg-type]
    report = check_graph(full_graph(record))
    assert not report.conforms
    assert any(found.startswith(message) for found in messages(report)), report.text()


@pytest.fixture
def unattributed() -> Report:
    graph = Graph() + full_graph(hand_record())
    graph.add((EX.statement, RDF.type, ONR.Statement))
    graph.add((EX.statement, SDO.minValue, Literal(3)))
    return check_graph(graph)


def test_a_report_reads_as_text(unattributed: Report) -> None:
    text = unattributed.text()
    assert text.startswith("Does not conform: 5 findings.\n")
    assert "A statement has no speaker" in text
    assert "at      https://example.org/statement" in text
    assert "in      prov:wasAttributedTo" in text
    assert Report(conforms=True).text() == "Conforms.\n"


def test_a_report_is_json(unattributed: Report) -> None:
    loaded = json.loads(unattributed.json())
    assert loaded["conforms"] is False
    assert len(loaded["results"]) == len(unattributed.results)
    assert {"message", "focus", "path", "value", "severity"} == set(loaded["results"][0])


def test_a_report_is_a_shacl_report_in_turtle(unattributed: Report) -> None:
    parsed = Graph().parse(data=unattributed.turtle(), format="turtle")
    [report] = parsed.subjects(RDF.type, SH.ValidationReport)
    assert parsed.value(report, SH.conforms) == Literal(False)
    assert (None, SH.resultPath, PROV.wasAttributedTo) in parsed


def test_the_same_graph_gives_the_same_report(unattributed: Report) -> None:
    graph = Graph() + full_graph(hand_record())
    graph.add((EX.statement, RDF.type, ONR.Statement))
    graph.add((EX.statement, SDO.minValue, Literal(3)))
    assert check_graph(graph) == unattributed
