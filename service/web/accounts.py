"""What articles have somebody say: claims with their claimants, statements with their words, as pages show them.

Claims come with all that surrounds them (`ways_to_claims`); `Accounts` reads them from the facts.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.mapping.vocabulary import OA, ONR, PROV, RDF, RDFS, SDO
from service.web.facts import Facts, local_name

_SOURCE = "onr:evidence/oa:hasSource"
_ARTICLE = f"{_SOURCE}/prov:specializationOf"
_TO_EVIDENCE = (
    "onr:evidence",
    "onr:evidence/oa:hasSelector",
    _SOURCE,
    _ARTICLE,
    f"{_ARTICLE}/schema:publisher",
    f"{_ARTICLE}/schema:isBasedOn",
    f"{_ARTICLE}/schema:isBasedOn/schema:publisher",
)
_FROM_CLAIM = "|".join(("onr:claimant", "onr:group", "onr:agent", "onr:origin", *_TO_EVIDENCE))
_FROM_STATEMENT = "|".join(
    (
        "prov:wasAttributedTo",
        "onr:onBehalfOf",
        "prov:qualifiedAttribution",
        "prov:qualifiedAttribution/prov:hadRole",
        "onr:relays",
        *_TO_EVIDENCE,
    )
)


def ways_to_claims() -> tuple[str, ...]:
    """Return the ways from claims (`?claim`) to all that belongs to them."""
    return (
        "BIND(?claim AS ?s)",
        f"?claim {_FROM_CLAIM} ?s",
        "?s onr:expresses ?claim ; a onr:Statement",
        f"?statement onr:expresses ?claim ; a onr:Statement ; {_FROM_STATEMENT} ?s",
    )


def ways_to_statements() -> tuple[str, ...]:
    """Return the ways from statements (`?statement`) to all that belongs to them, the article with it."""
    return "BIND(?statement AS ?s)", f"?statement {_FROM_STATEMENT} ?s"


@dataclass(frozen=True, slots=True)
class Party:
    """Who is spoken of: an actor, an unnamed source, an outlet."""

    iri: str
    name: str
    named: bool


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words in an article, with those around them."""

    words: str
    before: str
    after: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """The article that something stands in."""

    iri: str
    headline: str | None
    outlet: str | None
    published: str | None
    taken_from: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody's utterance: its words in their place, who spoke in which post, and for whom."""

    iri: str
    speakers: tuple[Party, ...]
    on_behalf_of: tuple[Party, ...]
    post: str
    mode: str | None
    medium: str | None
    cue: str | None
    said_on: str | None
    denies: bool
    quotes: tuple[Quoted, ...]
    relays: str | None
    article: Article | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: who makes it, what it says, in which words, and where."""

    iri: str
    kind: str
    effect: str | None
    what: str | None
    group: Party | None
    agent: Party | None
    low: int | None
    high: int | None
    words: str
    claimants: tuple[Party, ...]
    statement: Statement | None
    quotes: tuple[Quoted, ...]
    article: Article | None
    origins: tuple[Party, ...]

    @property
    def has_figure(self) -> bool:
        """Whether it says how many."""
        return self.low is not None or self.high is not None

    @property
    def passage(self) -> Quoted | None:
        """The words of the claim within those of its statement, or within what stands around them in the article."""
        inner = self.quotes[0] if self.quotes else None
        if inner is None or self.statement is None:
            return inner
        for outer in self.statement.quotes:
            if outer.start <= inner.start and inner.end <= outer.end:
                start, end = inner.start - outer.start, inner.end - outer.start
                return Quoted(inner.words, outer.words[:start], outer.words[end:], inner.start, inner.end)
        return inner

    @property
    def whose(self) -> tuple[str, ...]:
        """The IRIs by which the claims of one claimant are brought together."""
        return tuple(sorted(one.iri for one in self.claimants))


class Accounts:
    """Reads claims and statements from facts."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def claim(self, iri: str) -> Claim:
        """Return a claim."""
        facts = self._facts
        kinds = [local_name(one) for one in facts.all(iri, RDF.type)]
        said = [one for one in facts.subjects(ONR.expresses, iri) if str(ONR.Statement) in facts.all(one, RDF.type)]
        effect = facts.one(iri, ONR.effect)
        return Claim(
            iri=iri,
            kind=kinds[0] if kinds else "Claim",
            effect=local_name(effect) if effect else None,
            what=facts.one(iri, ONR.what),
            group=self.party(facts.one(iri, ONR.group)),
            agent=self.party(facts.one(iri, ONR.agent)),
            low=facts.number(iri, SDO.minValue),
            high=facts.number(iri, SDO.maxValue),
            words=facts.one(iri, SDO.text) or "",
            claimants=self._parties(iri, ONR.claimant),
            statement=self.statement(said[0]) if said else None,
            quotes=self._quotes(iri),
            article=self._article(iri),
            origins=tuple(Party(one, facts.name(one), True) for one in facts.all(iri, ONR.origin)),
        )

    def statement(self, iri: str) -> Statement:
        """Return a statement."""
        facts = self._facts
        post = facts.one(iri, PROV.qualifiedAttribution) or ""
        rank, role = facts.one(post, ONR.rank), facts.one(post, PROV.hadRole)
        mode, medium, relayed = (facts.one(iri, one) for one in (ONR.mode, ONR.medium, ONR.relays))
        return Statement(
            iri=iri,
            speakers=self._parties(iri, PROV.wasAttributedTo),
            on_behalf_of=self._parties(iri, ONR.onBehalfOf),
            post=", ".join(part for part in (rank, facts.name(role) if role else None) if part),
            mode=local_name(mode) if mode else None,
            medium=local_name(medium) if medium else None,
            cue=facts.one(iri, ONR.cue),
            said_on=facts.one(iri, ONR.saidOn),
            denies=facts.one(iri, ONR.denies) == "true",
            quotes=self._quotes(iri),
            relays=relayed,
            article=self._article(iri),
        )

    def party(self, iri: str | None) -> Party | None:
        """Return an actor."""
        if iri is None:
            return None
        named = str(ONR.UnnamedSource) not in self._facts.all(iri, RDF.type)
        return Party(iri, self._facts.name(iri), named)

    def _parties(self, iri: str, predicate: str) -> tuple[Party, ...]:
        return tuple(party for one in self._facts.all(iri, predicate) if (party := self.party(one)) is not None)

    def _quotes(self, iri: str) -> tuple[Quoted, ...]:
        quotes = []
        for evidence in self._facts.all(iri, ONR.evidence):
            known: dict[str, str] = {}
            for selector in self._facts.all(evidence, OA.hasSelector):
                for name in (OA.start, OA.end, OA.exact, OA.prefix, OA.suffix):
                    if (value := self._facts.one(selector, name)) is not None:
                        known[local_name(str(name))] = value
            if "exact" in known and "start" in known:
                quotes.append(
                    Quoted(
                        known["exact"],
                        known.get("prefix", ""),
                        known.get("suffix", ""),
                        int(known["start"]),
                        int(known.get("end", known["start"])),
                    )
                )
        return tuple(sorted(quotes, key=lambda one: one.start))

    def _article(self, iri: str) -> Article | None:
        facts = self._facts
        evidence = facts.one(iri, ONR.evidence)
        revision = facts.one(evidence, OA.hasSource) if evidence else None
        article = facts.one(revision, PROV.specializationOf) if revision else None
        return None if article is None else self.article(article)

    def article(self, iri: str) -> Article:
        """Return an article."""
        facts = self._facts
        publisher, original = facts.one(iri, SDO.publisher), facts.one(iri, SDO.isBasedOn)
        source = facts.one(original, SDO.publisher) if original else None
        return Article(
            iri=iri,
            headline=facts.one(iri, SDO.headline),
            outlet=facts.one(publisher, RDFS.label) if publisher else None,
            published=facts.one(iri, SDO.datePublished),
            taken_from=facts.one(source, RDFS.label) if source else None,
        )
