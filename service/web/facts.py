"""What the graph says of some things, read at once: a page asks for nodes, and then walks among what came.

A query finds the nodes (`?s`), each way to them a part of a UNION; all their triples come in one answer, so that no
number of values of one property multiplies those of another.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import rdflib

from kg.mapping.vocabulary import DCTERMS, OA, ONR, ORG, OWL, PROV, RDF, RDFS, SDO, SEM, SKOS
from kg.store.graphs import Answer
from service.errors import RequestError

Ask: TypeAlias = Callable[[str], Awaitable[Answer]]
"""Answers a SELECT query; the service's engine does."""

READ = (
    RDF.type, RDFS.label, RDF.value, RDF.subject, RDF.predicate, RDF.object,
    ONR.agent, ONR.byline, ONR.claimant, ONR.cue, ONR.denies, ONR.earliest, ONR.effect, ONR.evidence, ONR.expresses,
    ONR.gap, ONR.grade, ONR.group, ONR.independent, ONR.latest, ONR.medium, ONR.mode, ONR.onBehalfOf, ONR.origin,
    ONR.originCount, ONR.rank, ONR.reason, ONR.relays, ONR.reportCount, ONR.reportOf, ONR.ruleSet, ONR.saidOn,
    ONR.sha256, ONR.what,
    OA.end, OA.exact, OA.hasSelector, OA.hasSource, OA.prefix, OA.start, OA.suffix,
    PROV.hadRole, PROV.qualifiedAttribution, PROV.specializationOf, PROV.wasAttributedTo, PROV.wasDerivedFrom,
    SDO.datePublished, SDO.headline, SDO.isBasedOn, SDO.maxValue, SDO.minValue, SDO.publisher, SDO.text, SDO.url,
    SEM.eventType, SEM.hasActor, SEM.hasPlace, SEM.roleType, DCTERMS.identifier,
)  # fmt: skip
"""The properties that pages read of claims, statements, incidents and articles."""

CLASSES = (
    ONR.CasualtyClaim, ONR.ClaimRelation, ONR.CountClaim, ONR.DamageClaim, ONR.Denial, ONR.Incident,
    ONR.OccurrenceClaim, ONR.Origin, ONR.ResponsibilityClaim, ONR.Statement, ONR.UnnamedSource, SDO.NewsArticle,
)  # fmt: skip
"""The classes that pages tell things by; most of what things are of, they do not."""

OF_ACTORS = (RDFS.label, SKOS.altLabel, ONR.actorKind, ONR.side, ORG.subOrganizationOf, OWL.sameAs)
"""The properties that pages read of actors."""

_NOT_IN_IRI = re.compile(r'[<>"{}|^`\\\x00-\x20]')


@dataclass(frozen=True, slots=True)
class Facts:
    """Triples by subject and predicate, both ways."""

    _outward: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    _inward: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, subject: str, predicate: str, value: str) -> None:
        """Add a triple."""
        self._outward[subject][predicate].append(value)
        self._inward[predicate, value].append(subject)

    def __contains__(self, iri: str) -> bool:
        return iri in self._outward

    def all(self, iri: str, *predicates: str) -> list[str]:
        """Return the values of these properties, sorted."""
        node = self._outward.get(iri, {})
        return sorted({value for one in predicates for value in node.get(str(one), ())})

    def one(self, iri: str, *predicates: str) -> str | None:
        """Return the first value of the first of these properties that has one."""
        return next((found[0] for one in predicates if (found := self.all(iri, one))), None)

    def number(self, iri: str, predicate: str) -> int | None:
        """Return a whole number."""
        value = self.one(iri, predicate)
        return None if value is None else int(value)

    def subjects(self, predicate: str, value: str) -> list[str]:
        """Return what has this value, sorted."""
        return sorted(set(self._inward.get((str(predicate), value), ())))

    def are(self, kind: str) -> list[str]:
        """Return the things of a class."""
        return self.subjects(str(RDF.type), str(kind))

    def name(self, iri: str) -> str:
        """Return the label of a thing, else the end of its IRI."""
        return self.one(iri, str(RDFS.label)) or local_name(iri)


async def read_facts(ask: Ask, ways: Sequence[str], *, properties: Sequence[rdflib.URIRef] = READ) -> Facts:
    """Return the triples with these properties of the nodes `?s` of each way."""
    parts = " UNION ".join(f"{{ {way} }}" for way in ways)
    nodes = [row["s"] for row in await rows(ask, f"SELECT DISTINCT ?s WHERE {{ {parts} }}") if "s" in row]
    return await read_triples(ask, nodes, properties=properties)


async def read_triples(ask: Ask, nodes: Sequence[str], *, properties: Sequence[rdflib.URIRef] = READ) -> Facts:
    """Return the triples with these properties of some nodes.

    In one query with the ways to the nodes, their triples would be found by a scan of all triples.
    """
    facts = Facts()
    if nodes:
        wanted, classes = (", ".join(one.n3() for one in several) for several in (properties, CLASSES))
        answer = await ask(
            f"SELECT ?s ?p ?o WHERE {{ {values('s', map(iri, nodes))} ?s ?p ?o "
            f"FILTER(?p IN ({wanted}) && (?p != rdf:type || ?o IN ({classes}))) }}"
        )
        for subject, predicate, value in answer.rows():
            if subject is not None and predicate is not None and value is not None:
                facts.add(subject.value, predicate.value, value.value)
    return facts


async def rows(ask: Ask, query: str) -> list[dict[str, str]]:
    """Return the rows of a SELECT query, each with what it binds."""
    answer = await ask(query)
    names = answer.variables
    return [
        {name: term.value for name, term in zip(names, row, strict=True) if term is not None} for row in answer.rows()
    ]


def values(name: str, terms: Iterable[str]) -> str:
    """Return the clause that gives a variable these terms."""
    return f"VALUES ?{name} {{ {' '.join(terms)} }}"


def iri(text: str) -> str:
    """Return an IRI as a term. Raises RequestError when it is none."""
    if ":" not in text or _NOT_IN_IRI.search(text):
        raise RequestError(f"{text!r}: expected an IRI")
    return f"<{text}>"


def text(value: str) -> str:
    """Return a string as a term."""
    return rdflib.Literal(value).n3()


def local_name(iri: str) -> str:
    """Return the part of an IRI after its last # or /."""
    return iri.rpartition("#")[2].rpartition("/")[2]
