"""Decisions as quads and back: each an activity that used what it decides on, with reviewer, time, verdict and note.

All decisions stand in one graph. Beside them stand, for links, the two ends, and for corrections, what their values
are: a graph that does not know a thing can still name it. What they change in the view stands in two graphs for each
article or link: one of triples that are put, one of triples that are withheld.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.mapping.actors import described_actor, described_place
from kg.mapping.frame import Triples, integer
from kg.mapping.iris import CORRECTIONS, DECISIONS, WITHHELD, mint
from kg.mapping.quads import Literal, Quad, Term, Triple
from kg.mapping.times import edtf_literal
from kg.mapping.vocabulary import ONR, PROV, RDF, RDFS, SDO, SEM, VAL, WGS, XSD
from kg.record import Actor, Place
from kg.review.decisions import Correction, Decision, Kind, Thing, standing
from kg.review.fields import FIELDS, Field
from kg.review.view import Overlay

_TYPE, _LABEL, _DATE_TIME = str(RDF.type), str(RDFS.label), str(XSD.dateTime)
_DECISION, _CORRECTION, _AGENT = str(ONR.Decision), str(ONR.Correction), str(PROV.Agent)
_USED, _VERDICT, _BY, _AT = str(PROV.used), str(ONR.verdict), str(PROV.wasAssociatedWith), str(PROV.endedAtTime)
_NOTE, _ABOUT, _SUPERSEDES, _CORRECTS = str(ONR.note), str(SDO.description), str(ONR.supersedes), str(ONR.correction)
_PROPERTY, _NEW, _FORMER = str(ONR.correctedProperty), str(ONR.correctedValue), str(ONR.formerValue)
_ENTITY, _ITEM, _PLACE, _KIND = str(ONR.linkedEntity), str(ONR.linkTarget), str(SEM.Place), str(ONR.actorKind)
_CORRECTION_GRAPH, _WITHHELD_GRAPH = str(ONR.CorrectionGraph), str(ONR.WithheldGraph)
_GENERATED_BY, _LAT, _LONG, _PRECISION = str(PROV.wasGeneratedBy), str(WGS.lat), str(WGS.long), str(ONR.precision)
_KINDS: dict[str, Kind] = {"statement": "statement", "claim": "claim", "report": "incident", "link": "link"}


def decision_iri(decision: Decision, *, base: str) -> str:
    """Return the IRI of a decision."""
    return f"{base}decision/{decision.id}"


def kind_of(target: str, *, base: str) -> Kind | None:
    """Return which kind of row an IRI names, None when it names none that is reviewed."""
    return _KINDS.get(target.removeprefix(base).partition("/")[0]) if target.startswith(base) else None


def term_of(field: Field, value: str) -> Term:
    """Return a value of a field as the graph has it."""
    if field.values == "number":
        return integer(int(value))
    if field.values == "date":
        return edtf_literal(value)
    return Literal(value, str(XSD.date)) if field.values == "day" else value


def decision_quads(decisions: Iterable[Decision], *, base: str) -> Iterator[Quad]:
    """Yield all decisions on one target."""
    graph = base + DECISIONS
    several = sorted(decisions, key=lambda one: one.order)
    supersedes = standing(several).supersedes
    for one in several:
        triples = _decision(one, supersedes[one.id], base)
        yield from (Quad(*triple, graph) for triple in triples)


def overlay_graphs(scope: str, *, base: str) -> tuple[str, str]:
    """Return the names of the graphs of what is put and of what is withheld for an article or a link."""
    key = scope.rpartition("/")[2]
    return f"{base}{CORRECTIONS}{key}", f"{base}{WITHHELD}{key}"


def overlay_quads(scope: str, overlay: Overlay, decisions: Iterable[str], *, base: str) -> Iterator[Quad]:
    """Yield what decisions (their IRIs) change in the view of an article or a link."""
    if not (overlay.put or overlay.withheld):
        return
    put, withheld = overlay_graphs(scope, base=base)
    made_by = sorted(decisions)
    for name, kind in ((put, _CORRECTION_GRAPH), (withheld, _WITHHELD_GRAPH)):
        yield Quad(name, _TYPE, kind, put)
        yield from (Quad(name, _GENERATED_BY, decision, put) for decision in made_by)
    yield from (Quad(*triple, put) for triple in overlay.put)
    yield from (Quad(*triple, withheld) for triple in overlay.withheld)


def read_decisions(triples: Iterable[Triple], *, base: str) -> list[Decision]:
    """Return the decisions that a graph of decisions holds, by time."""
    values: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in triples:
        values[subject][predicate].append(value)
    decisions = [iri for iri, known in values.items() if _DECISION in known[_TYPE]]
    return sorted((_read(values[iri], values, base) for iri in decisions), key=lambda one: one.order)


def _decision(decision: Decision, supersedes: Iterable[str], base: str) -> Triples:
    iri, reviewer = decision_iri(decision, base=base), mint(base, "reviewer", decision.by)
    yield iri, _TYPE, _DECISION
    yield iri, _USED, decision.target
    yield iri, _VERDICT, str(VAL[decision.verdict])
    yield iri, _BY, reviewer
    yield reviewer, _TYPE, _AGENT
    yield reviewer, _LABEL, Literal(decision.by)
    yield iri, _AT, Literal(decision.at, _DATE_TIME)
    for predicate, words in ((_NOTE, decision.note), (_ABOUT, decision.about)):
        if words:
            yield iri, predicate, Literal(words)
    for other in supersedes:
        yield iri, _SUPERSEDES, f"{base}decision/{other}"
    for correction in decision.corrections:
        yield from _correction(iri, decision.kind, correction)
    for thing in decision.things:
        yield from _described(thing)
    if decision.ends is not None:
        yield decision.target, _ENTITY, decision.ends[0]
        yield decision.target, _ITEM, decision.ends[1]


def _correction(decision: str, kind: Kind, correction: Correction) -> Triples:
    iri, field = f"{decision}#{correction.field}", FIELDS[kind, correction.field]
    yield decision, _CORRECTS, iri
    yield iri, _TYPE, _CORRECTION
    yield iri, _PROPERTY, field.predicate
    for value in correction.values:
        yield iri, _NEW, term_of(field, value)
    for value in correction.former:
        yield iri, _FORMER, term_of(field, value)


def _described(thing: Thing) -> Triples:
    """Yield what is said of a thing that a correction names."""
    if thing.kind == "place":
        place = Place("", thing.name, lat=thing.lat, lon=thing.lon, precision=thing.precision)
        yield from described_place(thing.iri, place)
    else:
        yield from described_actor(thing.iri, Actor("", thing.name, thing.kind))


_Values = Mapping[str, Mapping[str, list[Term]]]


def _read(known: Mapping[str, list[Term]], values: _Values, base: str) -> Decision:
    target = _text(known[_USED][0])
    kind = kind_of(target, base=base)
    assert kind is not None, "a decision is written with the IRI of a row"
    corrections = [_read_correction(iri, values) for iri in sorted(map(_text, known[_CORRECTS]))]
    named = sorted({value for one in corrections for value in one.values if _LABEL in values[value]})
    ends = values[target]
    return Decision(
        kind=kind,
        target=target,
        verdict=_local(known[_VERDICT][0]),
        by=_label(known, values),
        at=_text(known[_AT][0]),
        note=_one(known, _NOTE) or "",
        about=_one(known, _ABOUT) or "",
        corrections=tuple(corrections),
        things=tuple(_read_thing(iri, values[iri]) for iri in named),
        ends=(_text(ends[_ENTITY][0]), _text(ends[_ITEM][0])) if kind == "link" else None,
    )


def _read_correction(iri: str, values: _Values) -> Correction:
    known = values[iri]
    new, former = (tuple(sorted(map(_text, known[predicate]))) for predicate in (_NEW, _FORMER))
    return Correction(iri.rpartition("#")[2], new, former)


def _read_thing(iri: str, known: Mapping[str, list[Term]]) -> Thing:
    lat, lon = _one(known, _LAT), _one(known, _LONG)
    kind: Any = "place" if _PLACE in known[_TYPE] else _local(known[_KIND][0])
    precision = _local(known[_PRECISION][0]) if known[_PRECISION] else None
    return Thing(
        iri, _one(known, _LABEL) or "", kind, float(lat) if lat else None, float(lon) if lon else None, precision
    )


def _one(known: Mapping[str, list[Term]], predicate: str) -> str | None:
    return min(map(_text, known[predicate]), default=None)


def _label(known: Mapping[str, list[Term]], values: _Values) -> str:
    return _one(values[_text(known[_BY][0])], _LABEL) or ""


def _text(term: Term) -> str:
    return term.text if isinstance(term, Literal) else term


def _local(term: Term) -> Any:
    return _text(term).rpartition("#")[2]
