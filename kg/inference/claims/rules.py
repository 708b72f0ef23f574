"""The rules that inference goes by: those that are shipped, with the operator's own rule set and ratings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kg.gazetteer import Gazetteer, data_version
from kg.inference.claims.affiliations import Affiliations, GazetteerAffiliations
from kg.inference.claims.figures import RuleSet, load_rule_set, load_rule_sets
from kg.inference.claims.grading import load_grade_rules
from kg.inference.claims.plans import VERSION, claims_plan, grade_plan, plan_triples, rule_set_plan
from kg.inference.claims.ratings import Rating, load_ratings, ratings_quads
from kg.mapping.frame import Triples
from kg.mapping.iris import CLAIMS, RATINGS, RULES, STATEMENTS
from kg.mapping.quads import Literal, Quad, nquads
from kg.mapping.vocabulary import DCTERMS, ONR, RDF, SDO
from kg.settings import Settings
from kg.store.graphs import Change, GraphStore
from kg.versions import code_version

_TYPE, _INFERENCE_GRAPH, _RULE_SET = str(RDF.type), str(ONR.InferenceGraph), str(ONR.ruleSet)
_IDENTIFIER, _VERSION = str(DCTERMS.identifier), str(SDO.softwareVersion)

_ADOPTED = """
SELECT ?fingerprint ?made_with ?graph WHERE {
  ?graph a onr:InferenceGraph ; dcterms:identifier ?fingerprint ; schema:softwareVersion ?made_with
}
"""


@dataclass(frozen=True)
class Rules:
    """What inference goes by: rule sets for figures, the operator's ratings, and who belongs to whom."""

    base: str
    rule_sets: tuple[RuleSet, ...]
    ratings: tuple[Rating, ...] = ()
    known: Affiliations | None = None

    @classmethod
    def load(cls, base: str, *, own: Path | None = None, ratings: Path | None = None) -> Rules:
        """Return the shipped rules with the operator's own rule set and ratings. Raises RuleError."""
        shipped = load_rule_sets()
        added = (load_rule_set(own),) if own is not None else ()
        names = {one.name for one in added}
        return cls(
            base=base,
            rule_sets=(*(one for one in shipped if one.name not in names), *added),
            ratings=load_ratings(ratings) if ratings is not None else (),
        )

    @classmethod
    def of(cls, settings: Settings) -> Rules:
        """Return the rules that settings ask for. Raises RuleError."""
        own, ratings = (Path(one) if one else None for one in (settings.rules, settings.ratings))
        return cls.load(settings.base, own=own, ratings=ratings)

    @cached_property
    def affiliations(self) -> Affiliations:
        """Who belongs to whom: as given, else as the gazetteer says."""
        return self.known or GazetteerAffiliations(self.base, Gazetteer.load())

    @cached_property
    def fingerprint(self) -> str:
        """A hash of these rules and ratings."""
        parts = (VERSION, repr(self.rule_sets), repr(self.ratings), repr(load_grade_rules()))
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    @property
    def made_with(self) -> str:
        """A hash of what else decides what is inferred: the code and the gazetteer."""
        return hashlib.sha256(f"{code_version('kg.inference')} {data_version()}".encode()).hexdigest()

    def quads(self) -> tuple[Quad, ...]:
        """Return the description of the plans, and of the graphs made by them, in the graph of rules."""
        return tuple(Quad(*triple, self.base + RULES) for triple in self._triples())

    def ratings_quads(self) -> tuple[Quad, ...]:
        """Return the operator's ratings, in their graph."""
        return ratings_quads(self.ratings, base=self.base)

    def _triples(self) -> Triples:
        plans = dict(self._plans())
        made = {CLAIMS: tuple(plans), STATEMENTS: (claims_plan(base=self.base),)}
        for graph, used in made.items():
            yield self.base + graph, _TYPE, _INFERENCE_GRAPH
            for plan in used:
                yield self.base + graph, _RULE_SET, plan
        yield self.base + CLAIMS, _IDENTIFIER, Literal(self.fingerprint)
        yield self.base + CLAIMS, _VERSION, Literal(self.made_with)
        for description in plans.values():
            yield from description

    def _plans(self) -> Iterator[tuple[str, list[tuple[str, str, str | Literal]]]]:
        claims = claims_plan(base=self.base)
        yield claims, list(plan_triples(claims, "Relations and origins of claims", VERSION, ()))
        for one in self.rule_sets:
            plan = rule_set_plan(one, base=self.base)
            yield plan, list(plan_triples(plan, one.title, one.version, (one.description,)))
        schemes: dict[str, list[tuple[str, str, str | Literal]]] = {}
        for rule in load_grade_rules():
            plan = grade_plan(rule.scheme, rule.version, base=self.base)
            label = f"Grades after {rule.title.rpartition(' after ')[2]}"
            described = plan_triples(plan, label, rule.version, (f"{rule.title}: {rule.description}",))
            schemes.setdefault(plan, []).extend(described)
        yield from schemes.items()


def adopted(store: GraphStore, rules: Rules) -> bool:
    """Return whether what is inferred in a store is inferred by these rules and ratings."""
    return [row[0] for row in store.texts(_ADOPTED, graph=rules.base + CLAIMS)] == [rules.fingerprint]


def up_to_date(store: GraphStore, rules: Rules) -> bool:
    """Return whether all of it is inferred by these rules, and by this code with this gazetteer."""
    rows = store.texts(_ADOPTED, graph=rules.base + CLAIMS)
    return [row[:2] for row in rows] == [[rules.fingerprint, rules.made_with]]


def adoption(store: GraphStore, rules: Rules) -> Change:
    """Return the change that makes the rules and ratings of a store these; all must be settled anew after it."""
    graphs = (rules.base + name for name in (RULES, RATINGS))
    drop = tuple(graph for graph in graphs if store.has_graph(graph))
    return Change(drop=drop, add=nquads((*rules.quads(), *rules.ratings_quads())))
