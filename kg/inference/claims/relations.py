"""How the claims about an incident stand to each other: one corroborates, contradicts or qualifies another.

1. Figures are compared by accounts (`kg.inference.claims.accounts`): what one source gives in one article.
   * Equal figures, or ranges that meet, corroborate each other.
   * Ranges that miss each other contradict each other, by so many. One source does not contradict itself: its later
     figure qualifies its earlier one, as an update; so does a figure of anybody that is told as risen, or in place of
     an earlier one.
   * Figures that add up to another one in the same article are parts of it.
   * A figure for part of the people ("three children") qualifies one for all of them; if it is the bigger one, the two
     contradict each other.
2. Who did it: claims that name the same or allied actors corroborate each other, others contradict each other.
3. A denial contradicts what holds the denier responsible: those who say so, else those who tell of the incident where
   their article names the denier as perpetrator. Where it denies that anything happened, it contradicts whoever tells
   that it did.
4. Accounts that repeat an earlier one (same origins, same figures) are tied to that one, and only the first ones are
   compared across articles, so that reprints do not multiply; within an article all are compared. Where there are very
   many first ones, all are compared with the earliest of them.

Nothing is resolved: both sides of a contradiction stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Literal, TypeVar

from kg.inference.claims.accounts import Account, compared_topics, find_accounts
from kg.inference.claims.affiliations import Affiliations, allied, related
from kg.inference.claims.figures import RuleSet
from kg.inference.claims.origins import Origins, is_own_voice, sources
from kg.inference.claims.stored import Party, StoredClaim, StoredIncident
from kg.inference.claims.wording import (
    quoted,
    told_as_rest,
    told_as_superseded,
    told_as_untrue,
    told_as_update,
    told_of_one,
)

_MANY, _TIMES = 500, 20
"""From how many on, and how many times the other, a figure is of another scale."""

_MOST_PARTS = 12
"""Accounts of an article among which sums are looked for."""
_EARLIEST = 25
"""Accounts of an incident, the earliest, that all others are compared with."""
_WITHIN = ("same", "narrower")

_Compared = TypeVar("_Compared")

RelationKind = Literal["corroborates", "contradicts", "qualifies"]


@dataclass(frozen=True, slots=True)
class Relation:
    """One claim (`one`) corroborates, contradicts or qualifies another; `rule` names the rule that says so.

    `gap` is how far two figures miss each other. Corroboration and contradiction hold both ways.
    """

    kind: RelationKind
    one: str
    other: str
    rule: str
    reasons: tuple[str, ...]
    independent: bool
    gap: int | None = None


def find_relations(
    incident: StoredIncident, origins: Origins, affiliations: Affiliations, rule_sets: Sequence[RuleSet]
) -> tuple[Relation, ...]:
    """Return the relations among the claims of an incident, each pair of claims once for each kind."""
    finder = _Finder(origins, affiliations)
    counted = [claim for claim in incident.claims if claim.has_figure]
    accounts = find_accounts(counted, origins, affiliations, rule_sets)
    found = (
        *finder.parts(incident.claims),
        *finder.figures(accounts),
        *finder.occurrences(_of_kind(incident, "occurrence")),
        *finder.responsibility(_of_kind(incident, "responsibility")),
        *finder.denials(_of_kind(incident, "denial"), incident.claims),
    )
    unique: dict[tuple[str, frozenset[str]], Relation] = {}
    for relation in found:
        unique.setdefault((relation.kind, frozenset((relation.one, relation.other))), relation)
    return tuple(sorted(unique.values(), key=lambda one: (one.kind, one.one, one.other)))


def _of_kind(incident: StoredIncident, kind: str) -> list[StoredClaim]:
    found = [claim for claim in incident.claims if claim.kind == kind]
    return sorted(found, key=lambda one: (one.day or "9999", one.article.iri, one.start, one.iri))


class _Finder:
    def __init__(self, origins: Origins, affiliations: Affiliations) -> None:
        self.origins = origins
        self.affiliations = affiliations

    def parts(self, claims: Iterable[StoredClaim]) -> Iterator[Relation]:
        """Yield for each figure that is said to be part of another that it qualifies it."""
        by_iri = {claim.iri: claim for claim in claims}
        for claim in by_iri.values():
            whole = by_iri.get(claim.part_of or "")
            if whole is None or whole.effect != claim.effect:
                continue
            if whole.high is not None and (claim.low or 0) > whole.high:
                continue
            reason = f"“{claim.evidence}” is part of “{whole.evidence}” in the same article"
            yield Relation("qualifies", claim.iri, whole.iri, "stated-part", (reason,), independent=False)

    def figures(self, accounts: Sequence[Account]) -> Iterator[Relation]:
        """Yield the relations of accounts: the repeated ones, those of an article, those of the first ones across."""
        firsts: dict[tuple[object, ...], Account] = {}
        by_article: dict[str, list[Account]] = defaultdict(list)
        for account in accounts:
            first = firsts.setdefault(account.content, account)
            if first is not account:
                yield from self._repeated(first, account)
            by_article[account.article].append(account)
        for several in by_article.values():
            apart = yield from self._added_up(several)
            for one, other in combinations(several, 2):
                if not (id(one) in apart and id(other) in apart):
                    yield from self._compared(one, other)
        for one, other in _with_earliest(list(firsts.values())):
            if one.article != other.article:
                yield from self._compared(one, other)

    def _added_up(self, accounts: Sequence[Account]) -> Generator[Relation, None, set[int]]:
        """Yield that figures which add up to another one of the article qualify it; return all accounts of sums."""
        found: set[int] = set()
        exact = [one for one in accounts if one.total.low == one.total.high and not one.topic.noun]
        for whole in exact[:_MOST_PARTS]:
            fitting = [
                one
                for one in exact[:_MOST_PARTS]
                if one is not whole
                and 0 < one.total.low < whole.total.low
                and compared_topics(one.topic, whole.topic) in _WITHIN
            ]
            for parts in chain(combinations(fitting, 2), combinations(fitting, 3)):
                if sum(one.total.low for one in parts) == whole.total.low:
                    found.update(id(one) for one in (whole, *parts))
                    names = " and ".join(f"“{one.first.evidence}”" for one in parts)
                    reason = f"{names} add up to “{whole.first.evidence}” in the same article"
                    for one in parts:
                        yield self._relation("qualifies", one.first, whole.first, "part-of-sum", reason)
                    break
        return found

    def _repeated(self, first: Account, again: Account) -> Iterator[Relation]:
        for one, other in zip(_by_range(first), _by_range(again), strict=True):
            reason = f"“{other.evidence}” repeats “{one.evidence}” of the same origin"
            yield self._relation("corroborates", one, other, "repeated-figure", reason)

    def _compared(self, one: Account, other: Account) -> Iterator[Relation]:
        """Yield how two accounts, the earlier one first, stand to each other."""
        comparison = compared_topics(one.topic, other.topic)
        if comparison is None:
            return
        equal = [
            (claim, another)
            for claim, range_ in zip(one.claims, one.ranges, strict=True)
            for another, other_range in zip(other.claims, other.ranges, strict=True)
            if range_ == other_range
        ]
        for claim, another in equal:
            reason = f"“{claim.evidence}” and “{another.evidence}” give the same number"
            yield self._relation("corroborates", claim, another, "equal-figures", reason)
        if equal:
            return
        if comparison == "same":
            yield from self._of_same_people(one, other)
        elif comparison == "narrower":
            yield from self._of_part(one, other)
        else:
            yield from self._of_part(other, one)

    def _of_same_people(self, one: Account, other: Account) -> Iterator[Relation]:
        if len(one.claims) > 1 or len(other.claims) > 1:
            yield from self._of_sums(one, other)
            return
        gap = one.total.gap(other.total)
        if gap and (told_of_one(one.first) or told_of_one(other.first) or _of_another_scale(one, other)):
            return
        if not gap:
            reason = f"“{one.first.evidence}” ({one.total}) and “{other.first.evidence}” ({other.total}) can both hold"
            yield self._relation("corroborates", one.first, other.first, "ranges-meet", reason)
        else:
            yield from self._disjoint(one, other, gap)

    def _of_sums(self, one: Account, other: Account) -> Iterator[Relation]:
        """Yield a contradiction where one figure alone is above the other's whole, or the other is above the sum."""
        if one.origins & other.origins or told_of_one(one.first) or told_of_one(other.first):
            return
        if len(one.claims) > 1 and len(other.claims) > 1:
            gap = one.total.gap(other.total)
        else:
            several, single = (one, other) if len(one.claims) > 1 else (other, one)
            most, least = single.total.high, single.total.low
            above = max(range_.low for range_ in several.ranges)
            highest = several.total.high
            gap = max(above - most if most is not None else 0, least - highest if highest is not None else 0, 0)
        if gap and not _of_another_scale(one, other):
            sums = " and ".join(" + ".join(f"“{claim.evidence}”" for claim in part.claims) for part in (one, other))
            yield self._relation("contradicts", one.first, other.first, "sums-disjoint", f"{sums} miss each other", gap)

    def _of_part(self, part: Account, whole: Account) -> Iterator[Relation]:
        most = whole.total.high
        gap = max(0, part.total.low - most) if most is not None else 0
        if not gap:
            reason = f"“{part.first.evidence}” counts part of the people that “{whole.first.evidence}” counts"
            yield self._relation("qualifies", part.first, whole.first, "part-of-people", reason)
        elif part.article != whole.article and not (
            part.origins & whole.origins
            or told_as_update(part.first)
            or told_of_one(whole.first)
            or told_as_rest(whole.first)
            or _of_another_scale(part, whole)
        ):
            reason = f"“{part.first.evidence}” counts part of the people that “{whole.first.evidence}” counts, yet more"
            yield self._relation("contradicts", part.first, whole.first, "part-above-whole", reason, gap)

    def _disjoint(self, one: Account, other: Account, gap: int) -> Iterator[Relation]:
        superseded = told_as_superseded(one.first) != told_as_superseded(other.first)
        if (
            told_as_superseded(other.first)
            if superseded
            else (other.day, told_as_update(other.first))
            < (
                one.day,
                told_as_update(one.first),
            )
        ):
            one, other = other, one
        risen = other.total.low > one.total.low and told_as_update(other.first)
        if one.origins & other.origins:
            if one.day != other.day:
                given = [f"“{account.first.evidence}” on {account.day}" for account in (one, other)]
                reason = f"the same origin gave {' and '.join(given)}"
                yield self._relation("qualifies", other.first, one.first, "later-figure", reason, gap)
        elif risen or superseded:
            told = "as an earlier number" if superseded else "as the number to which it has risen"
            which = (one if superseded else other).first.evidence
            reason = f"“{one.first.evidence}”, later “{other.first.evidence}”: “{which}” is told {told}"
            yield self._relation("qualifies", other.first, one.first, "updated-figure", reason, gap)
        else:
            given = [f"“{account.first.evidence}” ({account.total})" for account in (one, other)]
            reason = f"{' and '.join(given)} miss each other by {gap}"
            yield self._relation("contradicts", one.first, other.first, "figures-disjoint", reason, gap)

    def occurrences(self, claims: Sequence[StoredClaim]) -> Iterator[Relation]:
        """Yield that who tells of an incident corroborates the first of the same origin, else the very first.

        Those that cite somebody come before those in which an article tells of it itself: they say whose word it is.
        """
        firsts: dict[frozenset[str], StoredClaim] = {}
        for claim in sorted(claims, key=is_own_voice):
            keys = self.origins.of_claim[claim.iri]
            first = firsts.get(keys) or next(iter(firsts.values()), None)
            if first is not None and (first.article != claim.article or keys not in firsts):
                reason = f"“{quoted(first)}” and “{quoted(claim)}” tell of the same incident"
                yield self._relation("corroborates", first, claim, "same-incident", reason)
            firsts.setdefault(keys, claim)

    def responsibility(self, claims: Sequence[StoredClaim]) -> Iterator[Relation]:
        """Yield how those who say who did it agree: by source and article, each with all actors that it names."""
        named: dict[tuple[str, frozenset[str]], list[StoredClaim]] = defaultdict(list)
        for claim in claims:
            if claim.agent is not None:
                named[claim.article.iri, self.origins.of_claim[claim.iri]].append(claim)
        firsts: dict[tuple[object, ...], list[StoredClaim]] = {}
        for (_, keys), several in named.items():
            same = (keys, frozenset(claim.agent.iri for claim in several if claim.agent))
            first = firsts.setdefault(same, several)
            if first is not several:
                reason = f"“{several[0].evidence}” repeats “{first[0].evidence}” of the same origin"
                yield self._relation("corroborates", first[0], several[0], "repeated-responsibility", reason)
        for ours, theirs in _with_earliest(list(firsts.values())):
            yield from self._who_did_it(ours, theirs)

    def _who_did_it(self, ours: Sequence[StoredClaim], theirs: Sequence[StoredClaim]) -> Iterator[Relation]:
        for one in ours:
            for other in theirs:
                if one.agent and other.agent and allied(one.agent, other.agent, self.affiliations, one.day):
                    names = dict.fromkeys((one.agent.label, other.agent.label))
                    reason = f"both name {' and '.join(names)}{', who act as one' if len(names) > 1 else ''}"
                    yield self._relation("corroborates", one, other, "same-responsibility", reason)
                    return
        one, other = ours[0], theirs[0]
        if self.origins.independent(one.iri, other.iri):
            agents = [claim.agent.label for claim in (one, other) if claim.agent]
            reason = f"one names {agents[0]}, the other {agents[-1]}"
            yield self._relation("contradicts", one, other, "competing-responsibility", reason)

    def denials(self, denials: Sequence[StoredClaim], claims: Iterable[StoredClaim]) -> Iterator[Relation]:
        """Yield what each denial contradicts: of claims of one origin, the first that tells the like."""
        ordered = sorted(claims, key=lambda one: (one.day or "9999", one.article.iri, one.start, one.iri))
        for denial in denials:
            seen: set[tuple[object, ...]] = set()
            deniers = sources(denial)
            found = [(claim, self._denied(denial, deniers, claim)) for claim in ordered]
            blamed = any(rule == "denied-responsibility" and claim.kind == "responsibility" for claim, rule in found)
            for claim, rule in found:
                if blamed and rule == "denied-responsibility" and claim.kind != "responsibility":
                    continue
                key = (claim.kind, self.origins.of_claim[claim.iri], claim.article.iri == denial.article.iri)
                if rule is None or key in seen or not self.origins.independent(denial.iri, claim.iri):
                    continue
                seen.add(key)
                names = " and ".join(one.label for one in deniers) or "an article"
                reason = f"{names} denies (“{quoted(denial)}”) what “{quoted(claim)}” says"
                yield self._relation("contradicts", denial, claim, rule, reason)

    def _denied(self, denial: StoredClaim, deniers: Sequence[Party], claim: StoredClaim) -> str | None:
        """Return by which rule a denial contradicts a claim, None when it does not."""
        if claim.kind not in ("occurrence", "responsibility") or claim.iri == denial.iri:
            return None
        accused = (claim.agent,) if claim.agent is not None else claim.perpetrators
        own = any(related(one, party, self.affiliations, denial.day) for one in deniers for party in accused)
        if own and (claim.kind == "responsibility" or not told_as_untrue(denial)):
            return "denied-responsibility"
        if claim.kind == "responsibility":
            named = denial.agent is not None and claim.agent is not None
            ours = named and related(denial.agent, claim.agent, self.affiliations)  # type: ignore[arg-type]
            return "denied-responsibility" if ours else None
        return "denied-occurrence" if told_as_untrue(denial) else None

    def _relation(
        self, kind: RelationKind, one: StoredClaim, other: StoredClaim, rule: str, reason: str, gap: int | None = None
    ) -> Relation:
        return Relation(kind, one.iri, other.iri, rule, (reason,), self.origins.independent(one.iri, other.iri), gap)


def _with_earliest(ordered: Sequence[_Compared]) -> Iterator[tuple[_Compared, _Compared]]:
    """Yield each pair of which one is among the first: all pairs, unless there are very many."""
    for at, one in enumerate(ordered[:_EARLIEST]):
        yield from ((one, other) for other in ordered[at + 1 :])


def _of_another_scale(one: Account, other: Account) -> bool:
    """Return whether figures are so far apart that one must be of more than the incident, such as of the war."""
    less, more = sorted((one.total.low, other.total.low))
    return more >= _MANY and more >= _TIMES * max(less, 1)


def _by_range(account: Account) -> list[StoredClaim]:
    paired = sorted(zip(account.ranges, account.claims, strict=True), key=lambda one: (one[0].low, one[0].high or -1))
    return [claim for _, claim in paired]
