"""The plans under which things are inferred: each a set of rules with a version, described in the graph."""

from __future__ import annotations

from collections.abc import Iterable

from kg.inference.claims.figures import RuleSet
from kg.mapping.frame import Triples
from kg.mapping.iris import mint_known
from kg.mapping.quads import Literal
from kg.mapping.vocabulary import PROV, RDF, RDFS, SDO

VERSION = "1"
"""The version of the rules for relations and origins; it changes with what they find."""

_TYPE, _PLAN, _LABEL, _COMMENT = str(RDF.type), str(PROV.Plan), str(RDFS.label), str(RDFS.comment)
_SOFTWARE_VERSION = str(SDO.softwareVersion)


def claims_plan(*, base: str) -> str:
    """Return the IRI of the plan for relations and origins."""
    return mint_known(base, "plan", f"claims-{VERSION}")


def rule_set_plan(rule_set: RuleSet, *, base: str) -> str:
    """Return the IRI of the plan for the tallies of a rule set."""
    return mint_known(base, "plan", f"figures-{rule_set.name}-{rule_set.version}")


def grade_plan(scheme: str, version: str, *, base: str) -> str:
    """Return the IRI of the plan for the grades of a scheme."""
    return mint_known(base, "plan", f"grade-{scheme}-{version}")


def plan_triples(iri: str, label: str, version: str, descriptions: Iterable[str]) -> Triples:
    """Yield the description of a plan."""
    yield iri, _TYPE, _PLAN
    yield iri, _LABEL, Literal(label)
    yield iri, _SOFTWARE_VERSION, Literal(version)
    for description in descriptions:
        yield iri, _COMMENT, Literal(description)
