"""Incidents as the graph of inferences describes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.inference.reports import Report
from kg.mapping.frame import integer
from kg.mapping.iris import INFERENCE, mint_incident
from kg.mapping.quads import Literal, Quad, Triple
from kg.mapping.vocabulary import ITYPE, ONR, RDF, SEM, XSD

_TYPE, _INCIDENT, _REPORT_OF, _REPORT_COUNT = (
    str(RDF.type),
    str(ONR.Incident),
    str(ONR.reportOf),
    str(ONR.reportCount),
)
_EVENT_TYPE, _PLACE = str(SEM.eventType), str(SEM.hasPlace)
_EARLIEST, _LATEST, _DATE = str(ONR.earliest), str(ONR.latest), str(XSD.date)


def incident_quads(reports: Sequence[Report], *, base: str) -> Iterator[Quad]:
    """Yield the description of the incident that these reports are of; the oldest comes first and gives its IRI."""
    iri = mint_incident(reports[0].iri, base=base)
    return (Quad(*triple, base + INFERENCE) for triple in dict.fromkeys(_triples(iri, reports)))


def _triples(iri: str, reports: Sequence[Report]) -> Iterator[Triple]:
    for report in reports:
        yield report.iri, _REPORT_OF, iri
    first = reports[0]
    yield iri, _TYPE, _INCIDENT
    yield iri, _REPORT_COUNT, integer(len(reports))
    yield iri, _EVENT_TYPE, str(ITYPE[first.type])
    for site in first.places:
        yield iri, _PLACE, site.iri
    for predicate, day in ((_EARLIEST, first.earliest), (_LATEST, first.latest)):
        if day is not None:
            yield iri, predicate, Literal(day, _DATE)
