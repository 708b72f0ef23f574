"""The page of an incident: who claims what, side by side.

1. Find the claims about the incident, a page of them, and read all that surrounds them.
2. Bring together claims that answer one question (how many were killed, who did it), a row for each claimant.
3. Say beside each which others it contradicts or agrees with, and below how independent and how good it all is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.errors import NotFoundError
from kg.inference.claims.wording import last_noun
from kg.mapping.vocabulary import ONR, PROV, RDF, SEM
from service.web.accounts import Accounts, Article, Claim, Party, Statement, ways_to_claims
from service.web.facts import Ask, Facts, iri, local_name, read_facts, rows, values
from service.web.scales import Bar, Scale

PAGE = 100
"""Claims on a page of an incident."""

_CLAIMS = """
SELECT ?claim (MIN(?date) AS ?day) (MIN(?start) AS ?first) WHERE {{
  {incident} ?report onr:reportOf ?incident . ?claim schema:about ?report ; a schema:Claim ; onr:evidence ?evidence .
  ?evidence oa:hasSource/prov:specializationOf ?article ; oa:hasSelector/oa:start ?start .
  OPTIONAL {{ ?article schema:datePublished ?date }}
}} GROUP BY ?claim ORDER BY ?day ?first ?claim LIMIT {limit} OFFSET {offset}
"""
_TO_ARTICLE = "prov:wasDerivedFrom/prov:specializationOf"
_FROM_REPORT = "|".join(
    (
        "sem:hasActor",
        "sem:hasActor/rdf:value",
        "prov:wasDerivedFrom",
        _TO_ARTICLE,
        f"{_TO_ARTICLE}/schema:publisher",
        f"{_TO_ARTICLE}/schema:isBasedOn",
        f"{_TO_ARTICLE}/schema:isBasedOn/schema:publisher",
    )
)
_WAYS_FROM_INCIDENT = (
    "BIND(?incident AS ?s)",
    "?incident sem:hasPlace|onr:grade ?s",
    "?s onr:reportOf ?incident",
    f"?report onr:reportOf ?incident ; {_FROM_REPORT} ?s",
    "?s onr:incident ?incident ; a ?class FILTER(?class = onr:Origin || ?class = onr:ClaimRelation)",
)
_ORDER = ("CasualtyClaim", "CountClaim", "DamageClaim", "ResponsibilityClaim", "Denial", "OccurrenceClaim")
_SIDE_BY_SIDE = {"ResponsibilityClaim": "responsibility", "Denial": "responsibility", "OccurrenceClaim": "occurrence"}


@dataclass(frozen=True, slots=True)
class Relation:
    """How one claim stands to another, and why."""

    iri: str
    kind: str
    one: str
    other: str
    reasons: tuple[str, ...]
    independent: bool
    gap: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A claim in a comparison: its bar, whom it contradicts (relation and claim of each), with how many it agrees."""

    claim: Claim
    bar: Bar | None
    against: tuple[tuple[Relation, Claim], ...]
    agreeing: int


@dataclass(frozen=True, slots=True)
class Claimant:
    """One row of a comparison: a claimant with their claims."""

    parties: tuple[Party, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What several claims answer: `topic` and, for figures, of what; with figures there is a scale."""

    topic: str
    of: str
    claimants: tuple[Claimant, ...]
    scale: Scale | None
    contradictions: tuple[tuple[Relation, Claim, Claim], ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of the incident, by which rules, and why."""

    value: str
    rules: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """All that the page of an incident shows."""

    iri: str
    type: str
    places: tuple[str, ...]
    earliest: str | None
    latest: str | None
    roles: tuple[tuple[str, Party], ...]
    grades: tuple[Grade, ...]
    origin_count: int | None
    origins: tuple[tuple[str, tuple[str, ...]], ...]
    articles: tuple[Article, ...]
    questions: tuple[Question, ...]
    statements: tuple[Statement, ...]
    claims: int
    more: bool

    @property
    def contradictions(self) -> int:
        """How many pairs of its claims contradict each other."""
        return sum(len(one.contradictions) for one in self.questions)


async def read_incident(ask: Ask, incident: str, *, page: int = 1) -> Incident:
    """Return an incident with a page of its claims. Raises NotFoundError when it is none."""
    bound = values("incident", [iri(incident)])
    listed = await rows(ask, _CLAIMS.format(incident=bound, limit=PAGE + 1, offset=PAGE * (page - 1)))
    claims = [row["claim"] for row in listed]
    ways = [f"{bound} {way}" for way in _WAYS_FROM_INCIDENT]
    if claims:
        ways += [f"{values('claim', map(iri, claims[:PAGE]))} {way}" for way in ways_to_claims()]
    facts = await read_facts(ask, ways)
    if str(ONR.Incident) not in facts.all(incident, RDF.type):
        raise NotFoundError(f"{incident!r}: there is no such incident, or it has become part of another")
    return _Assembly(facts, incident).incident(claims[:PAGE], more=len(claims) > PAGE)


class _Assembly:
    def __init__(self, facts: Facts, incident: str) -> None:
        self._facts = facts
        self._incident = incident
        self._accounts = Accounts(facts)

    def incident(self, iris: Sequence[str], *, more: bool) -> Incident:
        facts, incident = self._facts, self._incident
        claims = [self._accounts.claim(one) for one in iris]
        reports = facts.subjects(ONR.reportOf, incident)
        revisions = {one for report in reports for one in facts.all(report, PROV.wasDerivedFrom)}
        articles = {one for revision in revisions for one in facts.all(revision, PROV.specializationOf)}
        count = facts.one(incident, ONR.originCount)
        said = {one.statement.iri: one.statement for one in claims if one.statement is not None}
        return Incident(
            iri=incident,
            type=local_name(facts.one(incident, SEM.eventType) or "other"),
            places=tuple(facts.name(one) for one in facts.all(incident, SEM.hasPlace)),
            earliest=facts.one(incident, ONR.earliest),
            latest=facts.one(incident, ONR.latest),
            roles=tuple(self._roles(reports)),
            grades=tuple(self._grades()),
            origin_count=None if count is None else int(count),
            origins=tuple(
                (facts.name(one), tuple(facts.all(one, ONR.reason)))
                for one in sorted(facts.are(ONR.Origin), key=facts.name)
            ),
            articles=tuple(sorted((self._accounts.article(one) for one in articles), key=_by_date)),
            questions=tuple(self._questions(claims)),
            statements=tuple(said.values()),
            claims=len(claims),
            more=more,
        )

    def _roles(self, reports: Iterable[str]) -> list[tuple[str, Party]]:
        found: dict[tuple[str, str], tuple[str, Party]] = {}
        for report in reports:
            for participation in self._facts.all(report, SEM.hasActor):
                role = local_name(self._facts.one(participation, SEM.roleType) or "")
                party = self._accounts.party(self._facts.one(participation, RDF.value))
                if party is not None:
                    found[role, party.name] = (role, party)
        return [found[key] for key in sorted(found)]

    def _grades(self) -> list[Grade]:
        facts = self._facts
        grades = []
        for one in facts.all(self._incident, ONR.grade):
            rules = local_name(facts.one(one, ONR.ruleSet) or "").split("-")
            reasons = tuple(facts.all(one, ONR.reason))
            grades.append(Grade(local_name(facts.one(one, RDF.value) or ""), "-".join(rules[1:-1]), reasons))
        return grades

    def _questions(self, claims: Sequence[Claim]) -> list[Question]:
        by_iri = {one.iri: one for one in claims}
        relations = [one for one in self._relations() if one.one in by_iri and one.other in by_iri]
        asked: dict[tuple[int, str, str], list[Claim]] = {}
        for claim in claims:
            topic = claim.effect or _SIDE_BY_SIDE.get(claim.kind) or claim.kind
            of = last_noun(claim.what or "") if claim.kind == "CountClaim" else ""
            rank = _ORDER.index(claim.kind) if claim.kind in _ORDER else len(_ORDER)
            if _SIDE_BY_SIDE.get(claim.kind) == "responsibility":
                rank = _ORDER.index("ResponsibilityClaim")
            asked.setdefault((rank, topic, of), []).append(claim)
        return [
            self._question(topic, of, answers, relations, by_iri)
            for (_, topic, of), answers in sorted(asked.items(), key=lambda one: (one[0][0], -len(one[1]), one[0][1:]))
        ]

    def _question(
        self, topic: str, of: str, claims: Sequence[Claim], relations: Sequence[Relation], known: dict[str, Claim]
    ) -> Question:
        figures = [(one.low, one.high) for one in claims if one.has_figure]
        scale = Scale.of(figures) if figures else None
        claimants: dict[tuple[str, ...], list[Row]] = {}
        for claim in claims:
            against: dict[tuple[str, ...], tuple[Relation, Claim]] = {}
            for relation in relations:
                if relation.kind == "contradicts" and claim.iri in (relation.one, relation.other):
                    other = relation.other if claim.iri == relation.one else relation.one
                    against.setdefault(known[other].whose, (relation, known[other]))
            agreeing = sum(one.kind == "corroborates" and claim.iri in (one.one, one.other) for one in relations)
            bar = scale.bar(claim.low, claim.high) if scale and claim.has_figure else None
            claimants.setdefault(claim.whose, []).append(Row(claim, bar, tuple(against.values()), agreeing))
        here = {claim.iri for claim in claims}
        contradictions = tuple(
            (one, known[one.one], known[one.other])
            for one in relations
            if one.kind == "contradicts" and one.one in here
        )
        grouped = tuple(Claimant(found[0].claim.claimants, tuple(found)) for found in claimants.values())
        named = min((one.what for one in claims if of and one.what), key=len, default="")
        return Question(topic, named, grouped, scale, contradictions)

    def _relations(self) -> list[Relation]:
        facts = self._facts
        return [
            Relation(
                iri=one,
                kind=local_name(facts.one(one, RDF.predicate) or ""),
                one=facts.one(one, RDF.subject) or "",
                other=facts.one(one, RDF.object) or "",
                reasons=tuple(facts.all(one, ONR.reason)),
                independent=facts.one(one, ONR.independent) == "true",
                gap=facts.number(one, ONR.gap),
            )
            for one in facts.are(ONR.ClaimRelation)
        ]


def _by_date(article: Article) -> tuple[str, str]:
    return article.published or "", article.outlet or ""
