"""Claims for tests of the inference: made by hand, without a store, of three sides that an own hierarchy relates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from kg.inference.claims.figures import RuleSet, load_rule_sets
from kg.inference.claims.findings import find, findings_triples
from kg.inference.claims.grading import grade
from kg.inference.claims.origins import Origins, find_origins
from kg.inference.claims.ratings import Rating
from kg.inference.claims.relations import Relation, find_relations
from kg.inference.claims.renewal import facts
from kg.inference.claims.rules import Rules
from kg.inference.claims.stored import Article, Party, StoredClaim, StoredIncident, StoredReport, Utterance
from kg.mapping.iris import CLAIMS, segment
from kg.mapping.quads import Quad, read_triples, statements

RULE_SETS: tuple[RuleSet, ...] = load_rule_sets()


@dataclass(frozen=True)
class Hierarchy:
    """Affiliations as a test gives them."""

    parents: Mapping[str, str] = field(default_factory=dict)
    sides: Mapping[str, str] = field(default_factory=dict)

    def chain(self, party: Party, on: str | None) -> tuple[str, ...]:
        found = [party.iri]
        while found[-1] in self.parents:
            found.append(self.parents[found[-1]])
        return tuple(found)

    def side(self, party: Party) -> str | None:
        return self.sides.get(party.iri)


def iri(*parts: str) -> str:
    return "https://example.org/" + "/".join(segment(part) for part in parts)


def party(name: str, kind: str = "organisation", *, named: bool = True) -> Party:
    return Party(iri("actor", name.lower().replace(" ", "-")), name, kind, named)


ALLIANCE = party("Northern Alliance", "coalition")
MINISTRY = party("Ministry of Kesh", "government")
ARMY = party("Army of Kesh")
BRIGADE = party("Red Brigade", "armed_group")
MONITOR = party("River Monitor")
SPOKESWOMAN = party("Amina Daud", "person")
MEDIC = party("a medic", "unnamed", named=False)
POST = party("Southern Post", "outlet")
WIRE = party("Upland Wire", "outlet")
MIRROR = party("Morning Mirror", "outlet")
CIVILIANS = party("civilians", "group", named=False)

WORLD = Hierarchy(
    parents={ARMY.iri: MINISTRY.iri},
    sides={ARMY.iri: "kesh", MINISTRY.iri: "kesh", BRIGADE.iri: "brigade", ALLIANCE.iri: "alliance"},
)


def article(outlet: Party | None, published: str | None = "2020-10-09", **known: Any) -> Article:
    """Return an article, named by its outlet and its day."""
    return Article(
        iri("article", outlet.label if outlet else "none", published or "undated"), outlet, published, **known
    )


def claim(
    evidence: str,
    source: Party | None = None,
    *,
    of: Article | None = None,
    words: str = "",
    behalf: Party | None = None,
    said_on: str | None = None,
    **known: Any,
) -> StoredClaim:
    """Return a claim of a source, or of the article's own voice; a figure of people killed unless told otherwise."""
    where = of or article(POST)
    name = iri("claim", where.iri, evidence, source.label if source else "")
    kind = known.setdefault("kind", "casualties")
    if kind == "casualties":
        known.setdefault("effect", "killed")
    if source is not None:
        behalf_of = (behalf,) if behalf is not None else ()
        known.setdefault("statement", Utterance(f"{name}/said", words or evidence, (source,), behalf_of, said_on))
        known.setdefault("claimants", (source,))
    elif where.publisher is not None:
        known.setdefault("claimants", (where.agency or where.publisher,))
    return StoredClaim(iri=name, report=iri("report", where.iri), article=where, evidence=evidence, **known)


def exactly(number: int) -> dict[str, Any]:
    return {"low": number, "high": number}


def at_least(number: int) -> dict[str, Any]:
    return {"low": number, "approximation": "at least"}


def incident(*claims: StoredClaim, articles: tuple[Article, ...] = ()) -> StoredIncident:
    """Return the incident that claims are about; claims of an article come in the order in which they are given."""
    ordered = [replace(one, start=one.start or 200 * place) for place, one in enumerate(claims)]
    known = {one.article.iri: one.article for one in ordered} | {one.iri: one for one in articles}
    reports = tuple(StoredReport(iri("report", name), known[name]) for name in sorted(known))
    return StoredIncident("https://example.org/incident/1", reports, tuple(sorted(ordered, key=lambda one: one.iri)))


def related(*claims: StoredClaim, world: Hierarchy = WORLD) -> list[str]:
    """Return the relations of claims about an incident, each as "kind: one / other (rule)"."""
    return [shown(one) for one in relations(*claims, world=world)]


def relations(*claims: StoredClaim, world: Hierarchy = WORLD) -> tuple[Relation, ...]:
    about = incident(*claims)
    return find_relations(about, find_origins(about, world), world, RULE_SETS)


def origins(*claims: StoredClaim, articles: tuple[Article, ...] = (), world: Hierarchy = WORLD) -> Origins:
    return find_origins(incident(*claims, articles=articles), world)


def labels(found: Origins) -> list[str]:
    """Return what the origins are called, sorted."""
    return sorted(one.label for one in found.all.values())


def shown(relation: Relation) -> str:
    one, other = (unquote(name.split("/")[-2]) for name in (relation.one, relation.other))
    return f"{relation.kind}: {one} / {other} ({relation.rule})"


def everything_inferred(base: str) -> tuple[Quad, ...]:
    """Return quads in which all that is inferred from claims, and all that the operator may rate, occurs."""
    about = incident(
        claim("ten dead", ALLIANCE, **exactly(10), group=CIVILIANS),
        claim("four dead", BRIGADE, of=article(WIRE), **exactly(4), group=CIVILIANS),
        claim("at least four", MONITOR, of=article(WIRE), **at_least(4), group=CIVILIANS),
        claim("12 people", MONITOR, of=article(MIRROR), **exactly(12)),
        claim("rockets of ours", BRIGADE, kind="responsibility", agent=BRIGADE),
    )
    found = find(about, WORLD, RULE_SETS)
    made = sorted(statements(findings_triples(found, base=base, rule_sets=RULE_SETS)))
    made += grade([*made, *statements(facts(found))], base=base)
    quads = (Quad(*triple, base + CLAIMS) for triple in read_triples("".join(f"{line} .\n" for line in made)))
    rated = (("actor/a", "B"), ("article/1", "2"))
    ratings = tuple(Rating(subject, code, "A. Editor", "2020-11-01", "why") for subject, code in rated)
    rules = Rules(base, RULE_SETS, ratings, known=WORLD)
    return (*quads, *rules.ratings_quads(), *rules.quads())
