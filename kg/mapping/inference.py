"""What follows from one record alone: every report has its incident, alone in it until another joins."""

from __future__ import annotations

from collections.abc import Iterator, Set

from kg.mapping.frame import Frame
from kg.mapping.incidents import what_when_where
from kg.mapping.iris import INFERENCE, mint_incident
from kg.mapping.quads import Quad, Triple
from kg.mapping.vocabulary import ONR, RDF
from kg.record import Record

_TYPE, _INCIDENT, _REPORT_OF = str(RDF.type), str(ONR.Incident), str(ONR.reportOf)


def inference_quads(record: Record, *, base: str, known: Set[str] = frozenset()) -> tuple[Quad, ...]:
    """Return one incident per report of the record, in the graph of inferences."""
    frame = Frame.of(record, base=base, known=frozenset(known))
    return tuple(Quad(*triple, base + INFERENCE) for triple in dict.fromkeys(_incidents(frame)))


def _incidents(frame: Frame) -> Iterator[Triple]:
    for incident in frame.record.incidents:
        report = frame.reports[incident.id]
        iri = mint_incident(report, base=frame.base)
        yield report, _REPORT_OF, iri
        yield iri, _TYPE, _INCIDENT
        yield from what_when_where(iri, incident, frame)
