"""Times: an EDTF date as a node that reports and memberships share."""

from __future__ import annotations

from kg.mapping.edtf import find_days
from kg.mapping.frame import Triples
from kg.mapping.iris import mint_known
from kg.mapping.quads import Literal
from kg.mapping.vocabulary import EDTF, ONR, RDF, SEM, XSD

_TYPE, _TIME_SPAN, _EDTF_OF, _EDTF = str(RDF.type), str(ONR.TimeSpan), str(ONR.edtf), str(EDTF.EDTF)
_BEGIN, _END, _DATE = str(SEM.hasEarliestBeginTimeStamp), str(SEM.hasLatestEndTimeStamp), str(XSD.date)


def time_iri(edtf: str, base: str) -> str:
    """Return the IRI of the time that an EDTF string names; `--` stands for the slash of an interval."""
    return mint_known(base, "time", edtf.replace("/", "--"))


def time_triples(edtf: str, base: str) -> Triples:
    """Yield the time that an EDTF string names."""
    iri = time_iri(edtf, base)
    yield iri, _TYPE, _TIME_SPAN
    yield iri, _EDTF_OF, edtf_literal(edtf)
    yield from day_triples(iri, edtf, _BEGIN, _END)


def day_triples(subject: str, edtf: str, earliest: str, latest: str) -> Triples:
    """Yield the first and the last day of an EDTF date by the two given properties, where they are known."""
    days = find_days(edtf)
    if days is not None:
        if days.earliest is not None:
            yield subject, earliest, Literal(days.earliest, _DATE)
        if days.latest is not None:
            yield subject, latest, Literal(days.latest, _DATE)


def edtf_literal(edtf: str) -> Literal:
    """Return a date as the EDTF literal that keeps how exact it is."""
    return Literal(edtf, _EDTF)
