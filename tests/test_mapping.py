from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node
from records import ALLIANCE, BASE, BRIGADE, DAUD, KNOWN, TEXT, annotated_records, hand_record, large_record, span

from kg.errors import RecordError
from kg.mapping import (
    Run,
    article_iri,
    article_quads,
    graph_iri,
    graph_of,
    nquads,
    provenance_quads,
    revision_iri,
)
from kg.mapping.vocabulary import (
    DCTERMS,
    EDTF,
    FOAF,
    GEO,
    ITYPE,
    OA,
    ONR,
    ORG,
    PROV,
    SDO,
    SEM,
    SKOS,
    STYPE,
    VAL,
    WD,
    WGS,
)
from kg.record import Actor, Claim, Incident, Place, Record, Statement

RUN = Run(version="0.1.0", model="m", settings=(("language", "en"),), data=(("gazetteer", "7"),))
ARTICLE = URIRef(article_iri(hand_record(), base=BASE))
REVISION = URIRef(revision_iri(hand_record(), base=BASE))


def graph_from(record: Record) -> Graph:
    return graph_of(article_quads(record, base=BASE, known=KNOWN))


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_from(hand_record())


def iri(path: str) -> URIRef:
    return URIRef(BASE + path)


def words_of(graph: Graph, node: Node, link: URIRef = ONR.evidence) -> set[tuple[int, int, str]]:
    """Return the evidence of a node as (start, end, words)."""
    found = set()
    for evidence in graph.objects(node, link):
        selectors = list(graph.objects(evidence, OA.hasSelector))
        [(start, end)] = [
            (int(str(graph.value(one, OA.start))), int(str(graph.value(one, OA.end))))
            for one in selectors
            if graph.value(one, OA.start) is not None
        ]
        [words] = [str(words) for one in selectors for words in graph.objects(one, OA.exact)]
        found.add((start, end, words))
    return found


def saying(graph: Graph, kind: URIRef, words: str) -> URIRef:
    [found] = [node for node in graph.subjects(SDO.text, Literal(words, lang="en")) if (node, RDF.type, kind) in graph]
    assert isinstance(found, URIRef)
    return found


def spot(words: str, after: int = 0) -> tuple[int, int, str]:
    found = span(words, after=after)
    return found.start, found.end, found.text


def test_the_same_record_gives_the_same_graph_byte_for_byte() -> None:
    one, other = (nquads(article_quads(hand_record(), base=BASE, known=KNOWN)) for _ in range(2))
    assert one == other


def test_the_order_of_rows_in_a_record_does_not_matter() -> None:
    record = hand_record()
    turned = replace(
        record,
        statements=record.statements[::-1],
        incidents=record.incidents[::-1],
        claims=record.claims[::-1],
    )
    assert nquads(article_quads(turned, base=BASE, known=KNOWN)) == nquads(
        article_quads(record, base=BASE, known=KNOWN)
    )


def test_the_ids_within_a_record_do_not_reach_the_graph() -> None:
    record = hand_record()
    renamed = replace(
        record,
        statements=tuple(
            replace(
                one,
                id=f"x{one.id}",
                relays=one.relays and f"x{one.relays}",
                repeat_of=one.repeat_of and f"x{one.repeat_of}",
            )
            for one in record.statements
        ),
        claims=tuple(replace(one, statement=one.statement and f"x{one.statement}") for one in record.claims),
    )
    assert nquads(article_quads(renamed, base=BASE, known=KNOWN)) == nquads(
        article_quads(record, base=BASE, known=KNOWN)
    )


def test_no_two_quads_are_the_same_and_none_has_a_blank_node() -> None:
    quads = article_quads(large_record(), base=BASE, known=KNOWN)
    assert len(quads) == len(set(quads)) > 2000
    assert not any("_:" in one.subject or one.object == "" for one in quads)


def test_everything_of_an_article_lies_in_the_graph_of_its_revision() -> None:
    record = hand_record()
    assert {one.graph for one in article_quads(record, base=BASE)} == {graph_iri(record, base=BASE)}
    assert graph_iri(record, base=BASE) == str(REVISION).replace("/revision/", "/graph/")


def test_every_iri_of_the_data_is_under_the_base() -> None:
    other = "http://localhost:8000/data#"
    quads = article_quads(hand_record(), base=other, known=KNOWN)
    assert all(one.subject.startswith(other) and one.graph.startswith(other) for one in quads)


def test_the_article_is_described(graph: Graph) -> None:
    assert set(graph.predicate_objects(ARTICLE)) >= {
        (RDF.type, SDO.NewsArticle),
        (RDF.type, PROV.Entity),
        (DCTERMS.identifier, Literal("kesh-1")),
        (SDO.headline, Literal("Rockets hit Kesh, three killed, says alliance", lang="en")),
        (SDO.url, URIRef("https://mirror.example/kesh?a=1%7C2")),
        (SDO.datePublished, Literal("2020-10-09", datatype=XSD.date)),
        (SDO.inLanguage, Literal("en")),
        (SDO.dateline, Literal("KESH")),
        (ONR.byline, Literal("A. Writer")),
    }
    assert set(graph.predicate_objects(REVISION)) >= {
        (RDF.type, ONR.ArticleRevision),
        (PROV.specializationOf, ARTICLE),
        (ONR.sha256, Literal(hand_record().sha256)),
        (ONR.characters, Literal(len(TEXT))),
    }


def test_a_reprint_is_published_by_who_reprints_it_and_based_on_the_original(graph: Graph) -> None:
    mirror = graph.value(ARTICLE, SDO.publisher)
    assert graph.value(mirror, RDFS.label) == Literal("Morning Mirror")
    original = graph.value(ARTICLE, SDO.isBasedOn)
    assert original == graph.value(ARTICLE, PROV.hadPrimarySource)
    assert graph.value(original, SDO.publisher) == iri("actor/harbour-gazette")
    assert (iri("actor/harbour-gazette"), RDF.type, SDO.NewsMediaOrganization) in graph


def test_two_reprints_of_one_article_are_based_on_the_same_original() -> None:
    record = hand_record()
    other = replace(record, id="other", url="https://echo.example/1", via=Actor("echo", "Echo", "outlet"))
    originals = {graph_from(one).value(URIRef(article_iri(one, base=BASE)), SDO.isBasedOn) for one in (record, other)}
    assert len(originals) == 1


def test_an_article_of_an_outlet_itself_is_based_on_nothing() -> None:
    graph = graph_from(replace(hand_record(), via=None))
    assert graph.value(ARTICLE, SDO.publisher) == iri("actor/harbour-gazette")
    assert (None, SDO.isBasedOn, None) not in graph


def test_a_statement_has_speaker_words_and_place_in_the_text(graph: Graph) -> None:
    words = "“We counted 17 rockets, and at least three civilians were killed,”"
    said = saying(graph, ONR.Statement, words)
    assert (said, RDF.type, SDO.Quotation) in graph
    assert graph.value(said, PROV.wasQuotedFrom) == REVISION
    assert (said, PROV.wasDerivedFrom, None) not in graph
    assert graph.value(said, ONR.mode) == VAL.direct
    assert graph.value(said, ONR.onBehalfOf) == iri("actor/northern-alliance")
    assert graph.value(said, ONR.cue) == Literal("said", lang="en")
    assert words_of(graph, said) == {spot(words)}
    assert words_of(graph, said, ONR.cueEvidence) == {spot("said")}
    assert words_of(graph, said, ONR.sourceEvidence) == {spot("Col. Amina Daud, spokeswoman of the Northern Alliance")}


def test_indirect_and_mixed_speech_is_derived_not_quoted(graph: Graph) -> None:
    for words in ("it had fired at Kesh", "a colleague had reported “up to nine dead”"):
        said = saying(graph, ONR.Statement, words)
        assert graph.value(said, PROV.wasDerivedFrom) == REVISION
        assert (said, RDF.type, SDO.Quotation) not in graph
        assert (said, PROV.wasQuotedFrom, None) not in graph


def test_words_that_stand_in_no_quotation_marks_are_direct_and_no_quotation() -> None:
    record = hand_record()
    bare = [replace(one, mode="direct") for one in record.statements if "“" not in one.content.text]
    assert bare
    said = graph_from(replace(record, statements=tuple(replace(one, relays=None) for one in bare), claims=()))
    assert set(said.objects(None, ONR.mode)) == {VAL.direct}
    assert (None, RDF.type, SDO.Quotation) not in said
    assert (None, PROV.wasQuotedFrom, None) not in said


def test_words_printed_twice_are_one_statement_with_two_pieces_of_evidence(graph: Graph) -> None:
    words = "Rockets fell on the market of Kesh on Friday"
    first = spot(words)
    assert words_of(graph, saying(graph, ONR.Statement, words)) == {first, spot(words, after=first[1])}


def test_a_repeat_of_a_repeat_is_evidence_of_the_first() -> None:
    record = hand_record()
    first, again = record.statements[:2]
    third = Statement("s1rr", span("Rockets"), ALLIANCE, repeat_of="s1r")
    graph = graph_from(replace(record, statements=(third, again, first), claims=()))
    [said] = graph.subjects(RDF.type, ONR.Statement)
    assert len(words_of(graph, said)) == 3


def test_statements_that_repeat_each_other_are_refused() -> None:
    one = Statement("s1", span("Rockets"), ALLIANCE, repeat_of="s2")
    other = Statement("s2", span("Rockets"), ALLIANCE, repeat_of="s1")
    with pytest.raises(RecordError, match=r"repeat_of.*expected a first one"):
        graph_from(replace(hand_record(), statements=(one, other), claims=(), incidents=()))


def test_a_spokesperson_holds_a_post_as_of_the_article(graph: Graph) -> None:
    said = saying(graph, ONR.Statement, "“We counted 17 rockets, and at least three civilians were killed,”")
    attribution = graph.value(said, PROV.qualifiedAttribution)
    speaker = graph.value(said, PROV.wasAttributedTo)
    post = graph.value(attribution, ONR.membership)
    assert graph.value(attribution, PROV.agent) == speaker == graph.value(post, ORG.member)
    assert graph.value(post, ORG.organization) == iri("actor/northern-alliance")
    assert graph.value(graph.value(post, ORG.role), RDFS.label) == Literal("spokeswoman")
    assert graph.value(post, ONR.rank) == graph.value(attribution, ONR.rank) == Literal("Col.")
    assert graph.value(post, ORG.memberDuring) == iri("time/2020-10-09")
    assert (speaker, RDF.type, FOAF.Person) in graph


def test_a_role_without_an_organisation_makes_no_post(graph: Graph) -> None:
    said = saying(graph, ONR.Statement, "between 2 and 5 October the brigade had seized two villages")
    attribution = graph.value(said, PROV.qualifiedAttribution)
    assert graph.value(attribution, PROV.hadRole) is not None
    assert (attribution, ONR.membership, None) not in graph


def test_joint_speakers_are_all_speakers(graph: Graph) -> None:
    said = saying(graph, ONR.Statement, "between 2 and 5 October the brigade had seized two villages")
    names = {str(graph.value(one, RDFS.label)) for one in graph.objects(said, PROV.wasAttributedTo)}
    assert names == {"Amina Daud", "Omar Lune"}


def test_a_relayed_statement_has_its_chain_and_the_root_of_it(graph: Graph) -> None:
    outer = saying(graph, ONR.Statement, "a colleague had reported “up to nine dead”")
    inner = saying(graph, ONR.Statement, "“up to nine dead”")
    assert graph.value(outer, ONR.relays) == graph.value(outer, PROV.hadPrimarySource) == inner
    assert (inner, PROV.hadPrimarySource, None) not in graph


def test_the_primary_source_is_the_root_however_long_the_chain_and_a_ring_ends() -> None:
    rows = [
        Statement(f"s{n}", span(words), ALLIANCE, relays=f"s{n + 1}" if n < 3 else None)
        for n, words in enumerate(("announced", "civilians", "medical", "villages"))
    ]
    record = replace(hand_record(), statements=tuple(rows), claims=(), incidents=())
    graph = graph_from(record)
    root = saying(graph, ONR.Statement, "villages")
    assert set(graph.objects(None, PROV.hadPrimarySource)) >= {root}
    assert set(graph.subjects(PROV.hadPrimarySource, root)) == {
        saying(graph, ONR.Statement, one) for one in ("announced", "civilians", "medical")
    }
    ring = replace(record, statements=(*rows[:3], replace(rows[3], relays="s0")))
    assert len(list(graph_from(ring).subject_objects(ONR.relays))) == 4


def test_a_denial_is_marked_and_what_is_not_denied_is_not(graph: Graph) -> None:
    assert list(graph.subject_objects(ONR.denies)) == [
        (saying(graph, ONR.Statement, "it had fired at Kesh"), Literal(True))
    ]


def test_the_day_of_a_statement_is_a_date_and_a_month_is_edtf(graph: Graph) -> None:
    first = saying(graph, ONR.Statement, "Rockets fell on the market of Kesh on Friday")
    denial = saying(graph, ONR.Statement, "it had fired at Kesh")
    assert graph.value(first, ONR.saidOn) == Literal("2020-10-09", datatype=XSD.date)
    assert graph.value(denial, ONR.saidOn) is None
    assert graph.value(denial, ONR.edtf) == Literal("2020-10", datatype=EDTF.EDTF)


def test_a_claim_has_its_figures_claimant_incident_and_words(graph: Graph) -> None:
    claim = saying(graph, SDO.Claim, "at least three civilians")
    assert set(graph.predicate_objects(claim)) >= {
        (RDF.type, ONR.CasualtyClaim),
        (ONR.effect, VAL.killed),
        (SDO.minValue, Literal(3)),
        (ONR.approximation, Literal("at least", lang="en")),
        (ONR.claimant, iri("actor/northern-alliance")),
    }
    assert graph.value(claim, SDO.maxValue) is None
    said = saying(graph, ONR.Statement, "“We counted 17 rockets, and at least three civilians were killed,”")
    assert list(graph.subjects(ONR.expresses, claim)) == [said]
    report = graph.value(claim, SDO.about)
    assert graph.value(report, SEM.eventType) == ITYPE.shelling
    assert words_of(graph, claim) == {spot("at least three civilians")}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("17 rockets", ONR.CountClaim),
        ("The Red Brigade fired them", ONR.ResponsibilityClaim),
        ("denied that it had fired", ONR.Denial),
        ("hit Kesh", ONR.DamageClaim),
        ("with drones in the air", None),
    ],
)
def test_a_claim_is_of_its_kind(graph: Graph, words: str, kind: URIRef | None) -> None:
    types = set(graph.objects(saying(graph, SDO.Claim, words), RDF.type))
    assert types == {SDO.Claim} | ({kind} if kind else set())


def test_who_is_blamed_and_what_is_counted_stand_on_the_claim(graph: Graph) -> None:
    assert graph.value(saying(graph, SDO.Claim, "The Red Brigade fired them"), ONR.agent) == iri("actor/red-brigade")
    assert graph.value(saying(graph, SDO.Claim, "17 rockets"), ONR.what) == Literal("rockets", lang="en")
    part = saying(graph, SDO.Claim, "Four people")
    assert graph.value(part, DCTERMS.isPartOf) == saying(graph, SDO.Claim, "up to nine dead")


def test_a_claim_in_the_articles_own_voice_is_expressed_by_its_text_and_claimed_by_the_outlet(graph: Graph) -> None:
    claim = saying(graph, SDO.Claim, "Four people")
    assert list(graph.subjects(ONR.expresses, claim)) == [REVISION]
    assert list(graph.objects(claim, ONR.claimant)) == [iri("actor/harbour-gazette")]


def test_a_claim_of_an_unknown_outlet_has_no_claimant_but_is_expressed() -> None:
    record = replace(hand_record(), outlet=None, via=None)
    graph = graph_from(record)
    claim = saying(graph, SDO.Claim, "Four people")
    assert list(graph.subjects(ONR.expresses, claim)) == [REVISION]
    assert list(graph.objects(claim, ONR.claimant)) == []


def test_a_claim_without_claimants_is_claimed_by_the_speakers_of_its_statement(graph: Graph) -> None:
    claim = saying(graph, SDO.Claim, "with drones in the air")
    names = {str(graph.value(one, RDFS.label)) for one in graph.objects(claim, ONR.claimant)}
    assert names == {"Amina Daud", "Omar Lune"}


def test_a_claim_printed_twice_is_one_claim_with_two_pieces_of_evidence() -> None:
    record = hand_record()
    again = Claim("c1r", "occurrence", span("Rockets hit Kesh"), statement="s1r", repeat_of="c1")
    graph = graph_from(replace(record, claims=(again, record.claims[0])))
    [claim] = graph.subjects(RDF.type, SDO.Claim)
    assert len(words_of(graph, claim)) == 2


def test_a_report_has_its_type_days_places_and_participants(graph: Graph) -> None:
    [report] = graph.subjects(SEM.eventType, ITYPE.shelling)
    assert graph.value(report, ONR.earliest) == graph.value(report, ONR.latest)
    assert graph.value(report, ONR.earliest) == Literal("2020-10-09", datatype=XSD.date)
    assert graph.value(report, PROV.wasDerivedFrom) == REVISION
    assert {str(graph.value(one, RDFS.label)) for one in graph.objects(report, SEM.hasPlace)} == {
        "Kesh",
        "market of Kesh",
    }
    parts = {
        (graph.value(one, SEM.roleType), str(graph.value(graph.value(one, RDF.value), RDFS.label)))
        for one in graph.objects(report, SEM.hasActor)
    }
    assert parts == {
        (VAL.perpetrator, "Red Brigade"),
        (VAL.supporter, "Northern Alliance"),
        (VAL.target, "civilians"),
    }
    assert words_of(graph, report) == {spot("Rockets fell")}
    assert words_of(graph, report, ONR.timeEvidence) == {spot("on Friday")}
    assert words_of(graph, report, ONR.placeEvidence) == {spot("Kesh", after=span("Rockets fell").start)}


def test_a_span_of_days_is_kept_as_edtf_and_as_its_first_and_last_day(graph: Graph) -> None:
    [report] = graph.subjects(SEM.eventType, ITYPE.territory_change)
    assert graph.value(report, ONR.edtf) == Literal("2020-10-02/2020-10-05", datatype=EDTF.EDTF)
    assert graph.value(report, ONR.earliest) == Literal("2020-10-02", datatype=XSD.date)
    assert graph.value(report, ONR.latest) == Literal("2020-10-05", datatype=XSD.date)
    when = graph.value(report, SEM.hasTime)
    assert when == iri("time/2020-10-02--2020-10-05")
    assert graph.value(when, SEM.hasLatestEndTimeStamp) == Literal("2020-10-05", datatype=XSD.date)


def test_an_undated_report_has_no_days() -> None:
    record = replace(hand_record(), statements=(), claims=(), incidents=(Incident("i1", "other", span("Rockets")),))
    graph = graph_from(record)
    assert not {ONR.earliest, ONR.latest, ONR.edtf, SEM.hasTime} & set(graph.predicates())


def test_figures_responsibility_and_denial_are_on_claims_and_statements_only(graph: Graph) -> None:
    for link in (SDO.minValue, SDO.maxValue, ONR.effect, ONR.agent, ONR.group, ONR.what, ONR.approximation):
        assert all((one, RDF.type, SDO.Claim) in graph for one in graph.subjects(link, None))
    assert all((one, RDF.type, ONR.Statement) in graph for one in graph.subjects(ONR.denies, None))


def test_a_place_keeps_its_raw_name_beside_coordinates(graph: Graph) -> None:
    kesh = iri("place/kesh")
    assert set(graph.predicate_objects(kesh)) >= {
        (RDFS.label, Literal("Kesh")),
        (SKOS.altLabel, Literal("Kish")),
        (ONR.rawName, Literal("Kesh", lang="en")),
        (ONR.precision, VAL.town),
        (WGS.lat, Literal("35.25", datatype=XSD.decimal)),
        (WGS.long, Literal("43.5", datatype=XSD.decimal)),
        (OWL.sameAs, WD.Q64),
    }
    assert graph.value(graph.value(kesh, GEO.hasGeometry), GEO.asWKT) == Literal(
        "POINT(43.5 35.25)", datatype=GEO.wktLiteral
    )


def test_a_place_that_the_gazetteer_does_not_know_is_the_articles_own(graph: Graph) -> None:
    [market] = graph.subjects(RDFS.label, Literal("market of Kesh"))
    other = graph_from(replace(hand_record(), id="other", url=None))
    assert list(other.subjects(RDFS.label, Literal("market of Kesh"))) != [market]
    assert (market, WGS.lat, None) not in graph


def test_a_known_place_lies_in_all_that_contain_it_by_name(graph: Graph) -> None:
    wider = set(graph.objects(iri("place/kesh"), GEO.sfWithin))
    assert wider == {iri("place/dovra-province"), iri("place/utopia")}
    assert {str(graph.value(one, RDFS.label)) for one in wider} == {"Dovra Province", "Utopia"}
    assert (iri("actor/northern-council"), RDFS.label, Literal("Northern Council")) in graph


def test_a_known_actor_has_one_readable_iri_with_aliases_and_its_wikidata_item(graph: Graph) -> None:
    alliance = iri("actor/northern-alliance")
    assert set(graph.predicate_objects(alliance)) == {
        (RDF.type, ONR.Actor),
        (RDF.type, ORG.OrganizationalCollaboration),
        (ONR.actorKind, VAL.coalition),
        (RDFS.label, Literal("Northern Alliance")),
        (SKOS.altLabel, Literal("NA")),
        (OWL.sameAs, WD.Q42),
        (ONR.side, Literal("north")),
        (ORG.subOrganizationOf, iri("actor/northern-council")),
    }


def test_a_named_actor_that_the_gazetteer_does_not_know_is_the_same_in_two_articles(graph: Graph) -> None:
    record = hand_record()
    shouting = Actor("a-daud", "AMINA  DAUD", "person")
    other = graph_from(
        replace(record, id="other", url=None, statements=(Statement("s", span("Rockets"), shouting),), claims=())
    )
    assert set(other.subjects(RDF.type, FOAF.Person)) == set(graph.subjects(RDFS.label, Literal("Amina Daud")))


def test_an_unnamed_source_is_the_articles_own_with_its_words_and_type(graph: Graph) -> None:
    [medic] = graph.subjects(RDFS.label, Literal("A medical source"))
    assert set(graph.objects(medic, RDF.type)) == {ONR.Actor, ONR.UnnamedSource}
    assert graph.value(medic, ONR.sourceType) == STYPE.medical
    assert (medic, OWL.sameAs, None) not in graph
    other = graph_from(replace(hand_record(), id="other", url=None))
    assert list(other.subjects(RDFS.label, Literal("A medical source"))) != [medic]


def test_a_group_that_is_only_acted_upon_is_no_source(graph: Graph) -> None:
    [civilians] = graph.subjects(RDFS.label, Literal("civilians"))
    assert set(graph.objects(civilians, RDF.type)) == {ONR.Actor, FOAF.Group}


def test_evidence_is_named_by_its_characters_and_quotes_a_little_around_them(graph: Graph) -> None:
    start, end, words = spot("17 rockets")
    evidence = URIRef(f"{REVISION}#char={start},{end}")
    assert graph.value(evidence, OA.hasSource) == REVISION
    assert (saying(graph, SDO.Claim, "17 rockets"), ONR.evidence, evidence) in graph
    quote = URIRef(f"{REVISION}#quote={start},{end}")
    assert graph.value(quote, OA.exact) == Literal(words)
    assert graph.value(quote, OA.prefix) == Literal(TEXT[start - 32 : start])
    assert graph.value(quote, OA.suffix) == Literal(TEXT[end : end + 32])


def test_every_quote_is_what_stands_at_its_position(graph: Graph) -> None:
    checked = 0
    for evidence in graph.subjects(RDF.type, ONR.Evidence):
        fragment = str(evidence).rpartition("#char=")[2]
        start, end = map(int, fragment.split(","))
        quote = URIRef(str(evidence).replace("#char=", "#quote="))
        assert graph.value(quote, OA.exact) == Literal(TEXT[start:end])
        checked += 1
    assert checked > 20


def test_the_whole_text_is_not_in_the_graph(graph: Graph) -> None:
    triples = [triple for triple in graph if triple[1] != ONR.signature]  # of which no word can be read
    longest = max(len(str(value)) for _, _, value in triples if isinstance(value, Literal))
    assert longest < 120 < len(TEXT)


def test_a_correction_elsewhere_in_an_article_keeps_the_iris_of_what_it_says() -> None:
    record = hand_record()
    moved = "Corrected.\n" + record.text

    def shift(row: Statement) -> Statement:
        content = span(row.content.text, moved, after=row.content.start)
        return replace(row, content=content, cue=None, source=None)

    later = replace(record, text=moved, sha256="1" * 64, incidents=(), claims=(),
                    statements=tuple(shift(row) for row in record.statements))  # fmt: skip
    assert set(graph_from(later).subjects(RDF.type, ONR.Statement)) == set(
        graph_from(record).subjects(RDF.type, ONR.Statement)
    )
    assert graph_iri(later, base=BASE) != graph_iri(record, base=BASE)
    assert article_iri(later, base=BASE) == article_iri(record, base=BASE)


def test_the_same_words_by_two_speakers_or_twice_by_one_are_statements_of_their_own() -> None:
    spots = [span("Kesh"), span("Kesh", after=20), span("Kesh", after=30)]
    rows = tuple(
        Statement(f"s{n}", where, speaker)
        for n, (where, speaker) in enumerate(zip(spots, (DAUD, DAUD, BRIGADE), strict=True))
    )
    graph = graph_from(replace(hand_record(), statements=rows, incidents=(), claims=()))
    assert len(set(graph.subjects(RDF.type, ONR.Statement))) == 3


def test_words_are_tagged_with_the_articles_language_when_it_is_one() -> None:
    for language, tag in (("en-GB", "en-gb"), ("ar", "ar"), ("not a language!", None)):
        graph = graph_from(replace(hand_record(), language=language))
        assert {words.language for words in graph.objects(None, SDO.headline)} == {tag}  # type: ignore[union-attr]


def test_the_provenance_of_a_graph_says_by_which_run_and_from_which_text_it_was_made() -> None:
    record = hand_record()
    quads = provenance_quads(record, base=BASE, run=RUN)
    assert {one.graph for one in quads} == {f"{BASE}graph/provenance"}
    graph = graph_of(quads)
    name = URIRef(graph_iri(record, base=BASE))
    run = graph.value(name, PROV.wasGeneratedBy)
    assert graph.value(name, PROV.wasDerivedFrom) == REVISION
    plan = graph.value(graph.value(run, PROV.qualifiedAssociation), PROV.hadPlan)
    assert {
        (str(graph.value(one, SDO.name)), str(graph.value(one, SDO.value))) for one in graph.objects(plan, ONR.setting)
    } == {("version", "0.1.0"), ("model", "m"), ("setting-language", "en"), ("data-gazetteer", "7")}
    software = graph.value(run, PROV.wasAssociatedWith)
    assert graph.value(software, SDO.softwareVersion) == Literal("0.1.0")


def test_a_run_is_named_by_its_plan_and_not_by_its_time() -> None:
    record = hand_record()
    early, late = (replace(RUN, started=f"2020-10-{day}T08:00:00Z") for day in (10, 11))
    one, other = (set(provenance_quads(record, base=BASE, run=run)) for run in (early, late))
    assert {quad.predicate for quad in one ^ other} == {str(PROV.generatedAtTime)}
    assert not any(quad.predicate == str(PROV.generatedAtTime) for quad in provenance_quads(record, base=BASE, run=RUN))
    changed = replace(RUN, data=(("gazetteer", "8"),))
    runs = {
        quad.subject
        for run in (RUN, changed)
        for quad in provenance_quads(record, base=BASE, run=run)
        if quad.object == str(PROV.Activity)
    }
    assert len(runs) == 2


def test_hostile_metadata_cannot_break_the_quads() -> None:
    nasty = 'a" . <x> <y> <z> .\n\\u0000'
    place = Place(nasty, nasty, text=nasty, wikidata="Q1> <b")
    record = replace(
        hand_record(),
        id=nasty,
        url=f"https://a.example/{nasty}",
        title=nasty,
        byline=nasty,
        published=nasty,
        language=nasty,
        outlet=Actor(nasty, nasty, "outlet", wikidata=nasty),
        via=None,
        statements=(),
        claims=(),
        incidents=(Incident("i1", "other", span("Rockets"), date=nasty, places=(place,)),),
    )
    quads = article_quads(record, base=BASE, known=frozenset({nasty}))
    lines = nquads(quads).splitlines()
    assert len(lines) == len(set(quads))
    assert all(line.startswith(f"<{BASE}") and line.endswith(f"<{graph_iri(record, base=BASE)}> .") for line in lines)


def test_the_annotated_articles_map_the_same_twice_and_quote_their_texts(shared: Path) -> None:
    for record in annotated_records(shared):
        quads = article_quads(record, base=BASE)
        assert nquads(quads) == nquads(article_quads(record, base=BASE))
        graph = graph_of(quads)
        originals = [one for one in record.statements if one.repeat_of is None]
        assert len(set(graph.subjects(RDF.type, ONR.Statement))) == len(originals)
        assert len(set(graph.subjects(RDF.type, SDO.Claim))) == len(record.claims)


def test_a_long_article_is_mapped_in_a_few_milliseconds() -> None:
    record = large_record()
    times = []
    for _ in range(5):
        began = time.perf_counter()
        article_quads(record, base=BASE, known=KNOWN)
        times.append(time.perf_counter() - began)
    assert min(times) < 0.05
