"""Low, best and high of what is claimed about an incident, for each effect and group, under a rule set.

1. Each origin has one say: its latest account, and of the same day the one that cites it, then the narrowest.
2. Low is the lowest lower bound of any origin, high the highest upper one, and open where one is open.
3. Each origin's value is the bound nearest to its words (at least 13: 13; up to 40: 40). Best is the value that most
   origins give, the lowest of several (`most-origins`), or the lowest of all (`lowest`), as the rule set says.

A figure that is said to be part of another does not count: it is in that one. Nor does one that is told on top of
others ("three more people"): what the others are is not known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kg.inference.claims.accounts import Account, Topic, find_accounts
from kg.inference.claims.affiliations import Affiliations
from kg.inference.claims.figures import Range, RuleSet
from kg.inference.claims.origins import Origins, is_own_voice
from kg.inference.claims.stored import Party, StoredClaim, StoredIncident


@dataclass(frozen=True, slots=True)
class Tally:
    """What the origins of an incident give for one effect and group; `high` is None where it is open."""

    rule_set: str
    effect: str
    group: str
    party: Party | None
    low: int
    best: int
    high: int | None
    origins: tuple[str, ...]
    claims: tuple[str, ...]


def find_tallies(
    incident: StoredIncident, origins: Origins, affiliations: Affiliations, rule_sets: Sequence[RuleSet]
) -> tuple[Tally, ...]:
    """Return the tallies of an incident under each rule set, sorted by rule set, effect and group."""
    counted = [claim for claim in incident.claims if claim.effect is not None and claim.part_of is None]
    tallies = []
    for rule_set in rule_sets:
        accounts = find_accounts(counted, origins, affiliations, [rule_set])
        by_topic: dict[Topic, list[Account]] = defaultdict(list)
        for account in accounts:
            if account.topic.noun:
                continue
            by_topic[account.topic].append(account)
        tallies += [_tally(rule_set, topic, several) for topic, several in by_topic.items()]
    return tuple(sorted(tallies, key=lambda one: (one.rule_set, one.effect, one.group)))


def _tally(rule_set: RuleSet, topic: Topic, accounts: Sequence[Account]) -> Tally:
    says: dict[str, Account] = {}
    for account in sorted(accounts, key=_weight):
        for key in account.origins:
            says[key] = account
    ranges = [(key, _total(account, rule_set)) for key, account in sorted(says.items())]
    highs = [one.high for _, one in ranges if one.high is not None]
    values = Counter(_value(says[key], rule_set) for key, _ in ranges)
    most = max(values.values()) if rule_set.best == "most-origins" else 0
    claims = sorted({claim.iri for account in says.values() for claim in account.claims})
    parties = [claim.group for account in accounts for claim in account.claims if claim.group is not None]
    return Tally(
        rule_set=rule_set.name,
        effect=topic.effect,
        group=topic.group.key,
        party=min(parties, key=lambda one: one.iri) if parties else None,
        low=min(one.low for _, one in ranges),
        best=min(value for value, times in values.items() if times >= most),
        high=max(highs) if len(highs) == len(ranges) else None,
        origins=tuple(key for key, _ in ranges),
        claims=tuple(claims),
    )


def _weight(account: Account) -> tuple[str, bool, bool, str]:
    """Return what orders the accounts of an origin: the last one has its say."""
    day = "" if account.day == "9999" else account.day
    cites = not all(is_own_voice(claim) for claim in account.claims)
    return day, cites, account.total.high is not None, account.first.iri


def _total(account: Account, rule_set: RuleSet) -> Range:
    total: Range | None = None
    for claim in account.claims:
        read = rule_set.reading(claim)
        if read is not None:
            total = read if total is None else total + read
    return total or account.total


def _value(account: Account, rule_set: RuleSet) -> int:
    return sum(_nearest(claim, rule_set) for claim in account.claims)


def _nearest(claim: StoredClaim, rule_set: RuleSet) -> int:
    """Return the bound that a claim's words name."""
    read = rule_set.reading(claim)
    if read is None:
        return 0
    return read.high if claim.low is None and read.high is not None else read.low
