"""Reads the claims about reports of incidents from a store, each report's once, all that the rules ask for.

Which reports an incident has is given, not read: it may be about to change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import cast

from kg.inference.claims.asking import local, parties_of, read_articles, read_parties, read_utterances
from kg.inference.claims.stored import Article, Party, StoredClaim, StoredIncident, StoredReport, Utterance
from kg.inference.things import Properties, Things, first, gathered
from kg.mapping.claims import KINDS
from kg.mapping.vocabulary import DCTERMS, OA, ONR, PROV, RDF, SDO, SEM, VAL
from kg.record import ClaimKind, Effect

_ABOUT, _TYPE, _VALUE, _CLAIMANT = str(SDO.about), str(RDF.type), str(RDF.value), str(ONR.claimant)
_GROUP, _AGENT, _EVIDENCE, _PREFIX = str(ONR.group), str(ONR.agent), str(ONR.evidence), str(OA.prefix)
_EXPRESSES, _STATEMENT, _SOURCE = str(ONR.expresses), str(ONR.Statement), str(PROV.hadPrimarySource)
_REVISION, _ARTICLE = str(PROV.wasDerivedFrom), str(PROV.specializationOf)
_ACTOR, _ROLE, _PERPETRATOR = str(SEM.hasActor), str(SEM.roleType), str(VAL.perpetrator)
_MIN, _MAX = str(SDO.minValue), str(SDO.maxValue)
_KIND_OF = {iri: kind for kind, iri in KINDS.items()}

Told = tuple[StoredReport, tuple[StoredClaim, ...]]
"""A report with the claims about it, sorted by IRI."""


class ClaimReader:
    """Reads reports with their claims, each once: they are kept until they are forgotten."""

    def __init__(self, things: Things) -> None:
        self.things = things
        self._kept: dict[str, Told | None] = {}

    def incidents(self, members: Mapping[str, Collection[str]]) -> tuple[StoredIncident, ...]:
        """Return the incidents with these IRIs, whose reports these are, and all claims about them."""
        self.read({report for reports in members.values() for report in reports})
        return tuple(self._incident(iri, sorted(set(members[iri]))) for iri in sorted(members))

    def read(self, reports: Iterable[str]) -> None:
        """Read these reports, unless they are known, with all claims about them."""
        missing = {iri for iri in reports if iri not in self._kept}
        if missing:
            self._kept.update(_Reading(self.things, missing).told())

    def forget(self, reports: Iterable[str]) -> None:
        """Read these reports anew when they are next asked for."""
        for iri in reports:
            self._kept.pop(iri, None)

    def _incident(self, iri: str, reports: Iterable[str]) -> StoredIncident:
        told = [one for one in map(self._kept.__getitem__, reports) if one is not None]
        claims = sorted((claim for _, claims in told for claim in claims), key=lambda one: one.iri)
        return StoredIncident(iri, tuple(report for report, _ in told), tuple(claims))


class _Reading:
    """What is read together: level by level, from the reports to who speaks."""

    def __init__(self, things: Things, reports: set[str]) -> None:
        self.reports = things.of(reports)
        revisions = things.of(gathered(self.reports, reports, _REVISION))
        self.article_of = {
            report: article
            for report, known in self.reports.items()
            for revision in known.get(_REVISION, ())[:1]
            for article in revisions[revision].get(_ARTICLE, ())[:1]
        }
        revision_of = {
            article: revisions[self.reports[report][_REVISION][0]] for report, article in self.article_of.items()
        }
        self.articles: dict[str, Article] = read_articles(things, revision_of, revision_of)
        self.about = things.pointing(_ABOUT, reports)
        self.claims = things.of(claim for several in self.about.values() for claim in several)
        self.parts = things.of(gathered(self.reports, reports, _ACTOR))
        self.expressed = _expressed(things, self.claims)
        said = {iri for pair in self.expressed.values() for iri in pair if iri}
        actors = gathered(self.claims, self.claims, _CLAIMANT, _GROUP, _AGENT) | gathered(
            self.parts, self.parts, _VALUE
        )
        self.parties: dict[str, Party] = read_parties(things, actors)
        self.utterances: dict[str, Utterance] = read_utterances(things, said)
        self.stands = _stands(things, self.claims)

    def told(self) -> dict[str, Told | None]:
        """Return the reports with their claims, None for those that are not there."""
        return {report: self._told(report) for report in self.reports}

    def _told(self, report: str) -> Told | None:
        article = self.articles.get(self.article_of.get(report, ""))
        if article is None:
            return None
        perpetrators = self._perpetrators(self.reports[report])
        claims = tuple(self._claim(iri, self.claims[iri], report, article, perpetrators) for iri in self.about[report])
        return StoredReport(report, article), claims

    def _perpetrators(self, report: Properties) -> tuple[Party, ...]:
        parts = [self.parts[part] for part in report.get(_ACTOR, ())]
        accused = {one for part in parts if _PERPETRATOR in part.get(_ROLE, ()) for one in part.get(_VALUE, ())}
        return parties_of(accused, self.parties)

    def _claim(
        self, iri: str, known: Properties, report: str, article: Article, perpetrators: tuple[Party, ...]
    ) -> StoredClaim:
        kinds = [_KIND_OF[one] for one in known.get(_TYPE, ()) if one in _KIND_OF]
        effect, low, high = first(known, ONR.effect), first(known, _MIN), first(known, _MAX)
        said, source = self.expressed.get(iri, ("", ""))
        start, before = self.stands.get(iri, (0, ""))
        statement = self.utterances.get(said)
        return StoredClaim(
            iri=iri,
            kind=cast(ClaimKind, kinds[0] if kinds else "other"),
            report=report,
            article=article,
            evidence=first(known, SDO.text) or "",
            before=before,
            start=start,
            statement=statement,
            source=self.utterances.get(source) or statement,
            claimants=parties_of(known.get(_CLAIMANT, ()), self.parties),
            perpetrators=perpetrators,
            effect=cast(Effect, local(effect)) if effect else None,
            group=self.parties.get(first(known, _GROUP) or ""),
            agent=self.parties.get(first(known, _AGENT) or ""),
            what=first(known, ONR.what),
            low=int(low) if low is not None else None,
            high=int(high) if high is not None else None,
            approximation=first(known, ONR.approximation),
            part_of=first(known, DCTERMS.isPartOf),
        )


def _expressed(things: Things, claims: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return for claims the statement that expresses each, and the one at the root of its chain, or nothing."""
    expressing = things.pointing(_EXPRESSES, claims)
    statements = things.of(iri for several in expressing.values() for iri in several)
    said = {
        claim: [
            (iri, source)
            for iri in several
            if _STATEMENT in statements[iri].get(_TYPE, ())
            for source in statements[iri].get(_SOURCE, ("",))
        ]
        for claim, several in expressing.items()
    }
    return {claim: max(pairs) for claim, pairs in said.items() if pairs}


def _stands(things: Things, claims: Mapping[str, Properties]) -> dict[str, tuple[int, str]]:
    """Return for each claim where its words first stand, and of figures what stands before them."""
    earliest: dict[str, tuple[int, str]] = {}
    for claim, known in claims.items():
        for evidence in known.get(_EVIDENCE, ()):
            revision, _, where = evidence.rpartition("#char=")
            found = (int(where.partition(",")[0]), f"{revision}#quote={where}")
            earliest[claim] = min(found, earliest.get(claim, found))
    figures = {quote for claim, (_, quote) in earliest.items() if not claims[claim].keys().isdisjoint((_MIN, _MAX))}
    quotes = things.of(figures)
    return {
        claim: (start, (first(quotes[quote], _PREFIX) or "") if quote in figures else "")
        for claim, (start, quote) in earliest.items()
    }
