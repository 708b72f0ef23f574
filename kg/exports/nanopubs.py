"""Nanopublications (https://nanopub.net/guidelines/working_draft/): one for each claim, in TriG, with a trusty IRI.

The assertion is the claim and what it is about; the provenance says who made it, in which words, from which revision of
which article; the publication info who extracted it and under which licence. The IRI holds a hash of all of this
(https://trustyuri.net), so that whoever has it can check that nothing was changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import IO, Any

from rdflib import DCTERMS, XSD, Literal, Namespace, URIRef
from rdflib.term import Node

from kg.exports.dump import Dump
from kg.exports.reading import CLAIMS, Row, rows
from kg.mapping.vocabulary import ITYPE, ONR, PREFIXES, PROV, RDF, RDFS, SDO, SEM, VAL

NP = Namespace("http://www.nanopub.org/nschema#")
_HOLE = " "  # stands for the hash while it is worked out, as the specification has it

_Quad = tuple[URIRef, URIRef, URIRef, Node]  # graph first, as the library sorts them


def write_nanopubs(dump: Dump, output: IO[bytes]) -> None:
    """Write a nanopublication for each claim. Raises ImportError without the package `nanopub` (extra `exports`)."""
    from nanopub.trustyuri.rdf.RdfHasher import make_hash  # only who wants these needs it

    prefixes = {**PREFIXES, "np": str(NP), "dcterms": str(DCTERMS)}
    output.write("".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(prefixes.items())).encode())
    for claim, several in groupby(rows(dump, CLAIMS), key=lambda row: row["claim"]):
        quads = list(dict.fromkeys(_quads(claim, list(several), dump)))
        code = make_hash(list(quads))
        output.write(_written(quads, code).encode())


def _quads(claim: str, found: list[Row], dump: Dump) -> Iterator[_Quad]:
    this = f"{dump.base}np/{_HOLE}"
    head, assertion, provenance, info = (
        URIRef(f"{this}#{one}") for one in ("Head", "assertion", "provenance", "pubinfo")
    )
    np, iri = URIRef(this), URIRef(claim)
    yield head, np, RDF.type, NP.Nanopublication
    yield head, np, NP.hasAssertion, assertion
    yield head, np, NP.hasProvenance, provenance
    yield head, np, NP.hasPublicationInfo, info
    for predicate, value in _assertion(found):
        yield assertion, iri, predicate, value
    if "incident" in found[0]:
        incident = URIRef(found[0]["incident"])
        yield assertion, iri, SDO.about, incident
        yield assertion, incident, SEM.eventType, ITYPE[found[0]["type"]]
    for one in found:
        revision, article = URIRef(one["revision"]), URIRef(one["article"])
        yield provenance, assertion, PROV.wasDerivedFrom, URIRef(f"{one['revision']}#char={one['start']},{one['end']}")
        yield provenance, assertion, PROV.wasDerivedFrom, revision
        yield provenance, revision, PROV.specializationOf, article
        for name, predicate in (("headline", SDO.headline), ("url", SDO.url), ("outlet", SDO.publisher)):
            if name in one:
                yield provenance, article, predicate, URIRef(one[name]) if name == "url" else Literal(one[name])
        for name in ("speaker", "claimant"):
            for person in one.get(name, "").split("; "):
                if person:
                    yield provenance, assertion, ONR.claimant, Literal(person)
    software = URIRef(f"{dump.base}software/{dump.software.lower().replace(' ', '-')}")
    yield info, np, PROV.wasAttributedTo, software
    yield info, software, RDFS.label, Literal(dump.software)
    yield info, np, DCTERMS.license, URIRef(dump.licence)
    yield info, np, DCTERMS.source, Literal(dump.note)


def _assertion(found: list[Row]) -> Iterator[tuple[URIRef, Node]]:
    first = found[0]
    yield RDF.type, SDO.Claim
    for one in found:
        if "kind" in one:
            yield RDF.type, ONR[one["kind"]]
    yield SDO.text, Literal(first["words"])
    if "effect" in first:
        yield ONR.effect, VAL[first["effect"]]
    for name, predicate in (("low", SDO.minValue), ("high", SDO.maxValue)):
        if name in first:
            yield predicate, Literal(first[name], datatype=XSD.integer)
    for name, predicate in (("approximation", ONR.approximation), ("what", ONR.what)):
        if name in first:
            yield predicate, Literal(first[name])


def _written(quads: list[_Quad], code: str) -> str:
    """Return the quads in TriG, with the hash in its place."""
    parts = []
    for graph, several in groupby(quads, key=lambda quad: quad[0]):
        lines = "".join(f"  {_term(s, code)} {_term(p, code)} {_term(o, code)} .\n" for _, s, p, o in several)
        parts.append(f"{_term(graph, code)} {{\n{lines}}}\n")
    return "\n" + "".join(parts)


def _term(term: Any, code: str) -> str:
    if isinstance(term, URIRef):
        return f"<{str(term).replace(_HOLE, code)}>"
    written: str = term.n3()
    return written
