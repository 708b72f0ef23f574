"""Independent origins: however often a dispatch or statement is reprinted, rewritten or passed on, it counts once.

1. A claim goes back to who makes the statement at the root of its chain (A said that B said: B); a person or unnamed
   official speaks for an organisation, and an organisation for the widest one that it is part of.
2. Without a statement it goes back to the outlet. An article that says whose text it prints, or whose text stands for
   half or more in an earlier article of another outlet, goes back to that one's.
3. An article that cites somebody about an incident adds no origin of its own by what it says in its own voice, unless
   it gives another number than those it cites, or says itself who did it.
4. Unnamed sources are never the same actor. They are one origin where two articles quote sources of one type within
   three days in the same words, or by the same name with the same figure.

Each origin says in sentences what makes it one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kg.inference.claims.affiliations import Affiliations
from kg.inference.claims.groups import compared, group_of
from kg.inference.claims.stored import Article, Party, StoredClaim, StoredIncident
from kg.inference.claims.wording import alike
from kg.signature import contained

COPIED = 0.5
"""The share of a text from which on it is a copy of another outlet's."""
DAYS_APART = 3


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin within an incident: its key, the parties that speak for it, and what makes it one."""

    key: str
    parties: tuple[Party, ...]
    reasons: tuple[str, ...]

    @property
    def label(self) -> str:
        """The name to call it by: that of the first party, which is the widest."""
        return self.parties[0].label if self.parties else "an article without an outlet"


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins of an incident, by key, and those of each claim and report."""

    all: Mapping[str, Origin]
    of_claim: Mapping[str, frozenset[str]]

    def independent(self, one: str, other: str) -> bool:
        """Return whether two claims have no origin in common."""
        return not self.of_claim[one] & self.of_claim[other]


def find_origins(incident: StoredIncident, affiliations: Affiliations) -> Origins:
    """Return the origins of all that is claimed about an incident.

    An incident about which nothing is claimed goes back to the articles that report it.
    """
    finder = _Finder(incident, affiliations)
    finder.trace()
    return Origins(finder.origins(), finder.of_claim)


@dataclass(slots=True)
class _Draft:
    parties: dict[str, Party] = field(default_factory=dict)
    claims: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    reasons: dict[str, None] = field(default_factory=dict)


class _Finder:
    def __init__(self, incident: StoredIncident, affiliations: Affiliations) -> None:
        self.incident = incident
        self.affiliations = affiliations
        self.drafts: dict[str, _Draft] = defaultdict(_Draft)
        self.of_claim: dict[str, frozenset[str]] = {}
        self.copies = copied_articles({one.article.iri: one.article for one in incident.reports}.values())

    def trace(self) -> None:
        """Find the origins of each claim, those that cite somebody first: the article's own voice leans on them."""
        cited = [claim for claim in self.incident.claims if not is_own_voice(claim)]
        own = [claim for claim in self.incident.claims if is_own_voice(claim)]
        unnamed = _same_unnamed([claim for claim in cited if _unnamed(claim)])
        for claim in cited:
            self._attribute(claim, self._cited_keys(claim, unnamed))
        by_article: dict[str, list[StoredClaim]] = defaultdict(list)
        for claim in cited:
            by_article[claim.article.iri].append(claim)
        for claim in own:
            retold = self._retold(claim, by_article[claim.article.iri])
            self._attribute(claim, self._retold_keys(claim, retold) if retold else self._outlet_keys(claim.article))
        if not self.incident.claims:
            for report in self.incident.reports:
                self.drafts[next(iter(self._outlet_keys(report.article)))].articles.add(report.article.iri)

    def origins(self) -> dict[str, Origin]:
        """Return the origins, by key."""
        return {key: self._origin(key, draft) for key, draft in sorted(self.drafts.items())}

    def _origin(self, key: str, draft: _Draft) -> Origin:
        chains = {iri: self.affiliations.chain(one, None) for iri, one in draft.parties.items()}
        parties = sorted(draft.parties.values(), key=lambda one: (len(chains[one.iri]), one.label, one.iri))
        label = parties[0].label if parties else "an article without an outlet"
        claims, articles = len(draft.claims), len(draft.articles)
        counted = f"{claims} claim{'s' if claims > 1 else ''} in {articles} article{'s' if articles > 1 else ''}"
        whole = f"{counted} go{'' if claims > 1 else 'es'} back to {label}" if claims else f"{label} reports it"
        belonging = [f"{one.label} is part of it" for one in parties[1:] if one.label != label and one.named]
        return Origin(key, tuple(parties), (whole, *dict.fromkeys(belonging), *sorted(draft.reasons)))

    def _attribute(self, claim: StoredClaim, keys: Iterable[str]) -> None:
        found = frozenset(keys)
        self.of_claim[claim.iri] = found
        for key in found:
            self.drafts[key].claims.add(claim.iri)
            self.drafts[key].articles.add(claim.article.iri)

    def _cited_keys(self, claim: StoredClaim, unnamed: Mapping[str, tuple[str, str]]) -> Iterator[str]:
        for party in sources(claim):
            key, reason = unnamed.get(party.iri) or (self.affiliations.chain(party, claim.day)[-1], "")
            if reason:
                self.drafts[key].reasons[reason] = None
            else:
                self.drafts[key].parties.setdefault(party.iri, party)
            yield key

    def _outlet_keys(self, article: Article) -> Iterator[str]:
        original, reason = self.copies[article.iri]
        outlet = original.agency or original.publisher
        key = self.affiliations.chain(outlet, None)[-1] if outlet is not None else original.iri
        if outlet is not None:
            self.drafts[key].parties.setdefault(outlet.iri, outlet)
        if reason:
            self.drafts[key].reasons[reason] = None
        yield key

    def _retold_keys(self, claim: StoredClaim, retold: Sequence[StoredClaim]) -> frozenset[str]:
        keys = frozenset(key for one in retold for key in self.of_claim[one.iri])
        name = claim.article.publisher.label if claim.article.publisher else "an article"
        for key in keys:
            self.drafts[key].reasons[f"{name} says it in its own voice and cites this origin for it"] = None
        return keys

    def _retold(self, own: StoredClaim, cited: Sequence[StoredClaim]) -> list[StoredClaim]:
        """Return what the article cites somebody for and says in its own voice as well.

        Where it cites several about an incident, it retells those who say the like; a number that nobody whom it cites
        for one on the same people gives is its own.
        """
        told = [one for one in cited if one.kind != "denial"]
        like = [one for one in told if self._is_like(own, one)]
        if own.has_figure and like:
            return [one for one in like if _meets(own, one)]
        return like or (told if own.kind != "responsibility" else [])

    def _is_like(self, own: StoredClaim, cited: StoredClaim) -> bool:
        """Return whether two claims are of one kind, and on the same people or things."""
        if (own.kind, own.effect, own.what or "") != (cited.kind, cited.effect, cited.what or ""):
            return False
        groups = [group_of(one.group, one.evidence, self.affiliations) for one in (own, cited)]
        return compared(*groups) is not None and (not own.has_figure or cited.has_figure)


def is_own_voice(claim: StoredClaim) -> bool:
    """Return whether the article says it without citing anybody."""
    outlets = {one.iri for one in (claim.article.publisher, claim.article.agency) if one is not None}
    return claim.statement is None and all(one.iri in outlets for one in claim.claimants)


def sources(claim: StoredClaim) -> tuple[Party, ...]:
    """Return whose word a claim is: for a person or an unnamed official, the organisation spoken for."""
    root = claim.source or claim.statement
    if root is None or not root.speakers:
        return claim.claimants
    person_or_unnamed = [one for one in root.speakers if not one.named or one.kind == "person"]
    return root.behalf if root.behalf and len(person_or_unnamed) == len(root.speakers) else root.speakers


def copied_articles(articles: Iterable[Article]) -> dict[str, tuple[Article, str]]:
    """Return for each article the one whose text it prints, itself where it is its own, and the reason.

    Articles that name their agency come first, then the earlier ones: a copy is the copy of those.
    """
    ordered = sorted(articles, key=lambda one: (one.original is None, one.published or "9999", one.iri))
    found: dict[str, tuple[Article, str]] = {}
    by_band: dict[tuple[int, ...], list[Article]] = defaultdict(list)
    for article in ordered:
        name = article.publisher.label if article.publisher else "an article"
        if article.original is not None:
            agency = article.agency.label if article.agency else "another outlet"
            found[article.iri] = (article, f"{name} prints a text of {agency}" if agency != name else "")
        else:
            earlier, share = _copied_from(article, by_band)
            if earlier is None:
                found[article.iri] = (article, "")
            else:
                whose = earlier.agency or earlier.publisher
                reason = (
                    f"about {share:.0%} of the text of {name} stands in that of {whose.label if whose else 'another'}"
                )
                found[article.iri] = (found[earlier.iri][0], reason)
        if article.signature and len(ordered) > 1:
            for band in article.signature.bands():
                by_band[band].append(article)
    return found


def _copied_from(article: Article, by_band: Mapping[tuple[int, ...], list[Article]]) -> tuple[Article | None, float]:
    if article.signature is None or not by_band:
        return None, 0.0
    near = {one.iri: one for band in article.signature.bands() for one in by_band.get(band, ())}
    best: tuple[Article | None, float] = (None, 0.0)
    for one in near.values():
        share = contained(article.signature, one.signature) if one.signature else 0.0
        if one.publisher != article.publisher and share >= COPIED and share > best[1]:
            best = (one, share)
    return best


def _unnamed(claim: StoredClaim) -> list[Party]:
    return [one for one in sources(claim) if not one.named]


def _same_unnamed(claims: Sequence[StoredClaim]) -> dict[str, tuple[str, str]]:
    """Return for unnamed sources the key of the origin that they are, with the reason: that of the first like them."""
    found: dict[str, tuple[str, str]] = {}
    firsts: list[tuple[Party, StoredClaim]] = []
    for claim in sorted(claims, key=lambda one: (one.day or "9999", one.article.iri, one.start, one.iri)):
        for party in _unnamed(claim):
            if party.iri in found:
                continue
            for first, earlier in firsts:
                reason = _why_same(party, claim, first, earlier)
                if reason:
                    found[party.iri] = (found.get(first.iri, (first.iri, ""))[0], reason)
                    break
            else:
                found[party.iri] = (party.iri, "")
            firsts.append((party, claim))
    return found


def _why_same(party: Party, claim: StoredClaim, first: Party, earlier: StoredClaim) -> str:
    if claim.article.iri == earlier.article.iri or not days_near(claim.day, earlier.day):
        return ""
    if not same_type(party, first):
        return ""
    names = " and ".join(
        one.article.publisher.label if one.article.publisher else "an article" for one in (earlier, claim)
    )
    words, others = (one.statement.words if one.statement else "" for one in (claim, earlier))
    if words and others and alike(words, others):
        return f"{names} give the same words of an unnamed source"
    same_name = " ".join(party.label.casefold().split()) == " ".join(first.label.casefold().split())
    if same_name and claim.has_figure and _figure(claim) == _figure(earlier):
        return f"{names} give the same figure of “{first.label}”"
    return ""


def same_type(one: Party, other: Party) -> bool:
    """Return whether two unnamed sources may be one by their types (a medical source is no police source)."""
    types = {one.source_type, other.source_type}
    return len(types) == 1 or bool(types & {None, "unspecified"})


def _figure(claim: StoredClaim) -> tuple[object, ...]:
    return claim.kind, claim.effect, claim.low, claim.high, claim.approximation


def days_near(one: str | None, other: str | None) -> bool:
    """Return whether two days (ISO) are known and at most three days apart."""
    if one is None or other is None:
        return False
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= DAYS_APART


def _meets(one: StoredClaim, other: StoredClaim) -> bool:
    highs = (one.high, other.high)
    lows = (one.low or 0, other.low or 0)
    return (highs[0] is None or highs[0] >= lows[1]) and (highs[1] is None or highs[1] >= lows[0])
