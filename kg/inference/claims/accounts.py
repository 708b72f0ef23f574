"""Accounts: what one source gives, in one article, as the number of one thing: a figure, or several that add up.

"Five leaders and more than 30 other militants" are two claims of one source: neither contradicts the other, and it is
their sum that another source's figure is compared with; "nine children and 14 others" add up to people. Figures that
can be one and the same ("at least 11", "11") tell one number twice. A figure that is said to be part of another is an
account of its own, compared with parts of the same noun only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce

from kg.inference.claims.affiliations import Affiliations
from kg.inference.claims.figures import Range, RuleSet, loosest
from kg.inference.claims.groups import Comparison, Group, compared, group_of
from kg.inference.claims.origins import Origins
from kg.inference.claims.stored import StoredClaim
from kg.inference.claims.tables import table
from kg.inference.claims.wording import last_noun, singular, told_as_rest

_NEARBY = 80
"""Characters within which a figure and its rest stand ("five leaders and more than 30 others")."""
_MORE = "more"
"""The noun of figures that come on top of something that stands further off ("three more people")."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Topic:
    """What is counted: an effect on a group, or things (`noun`); a part has the noun that tells it from other parts."""

    effect: str
    group: Group
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """The claims of one article that go back to the same origins and are on one topic, with their ranges."""

    topic: Topic
    article: str
    day: str
    origins: frozenset[str]
    claims: tuple[StoredClaim, ...]
    ranges: tuple[Range, ...]

    @property
    def total(self) -> Range:
        """The range of all figures together."""
        return reduce(Range.__add__, self.ranges)

    @property
    def first(self) -> StoredClaim:
        """The claim to speak of: that with the biggest figure."""
        place = max(range(len(self.claims)), key=lambda at: (self.ranges[at].low, -at))
        return self.claims[place]

    @property
    def content(self) -> tuple[object, ...]:
        """What makes two accounts tell the same: topic, origins and bounds."""
        return self.topic, tuple(sorted(self.origins)), tuple(sorted((one.low, one.high or -1) for one in self.ranges))


def find_accounts(
    claims: Iterable[StoredClaim], origins: Origins, affiliations: Affiliations, rule_sets: Sequence[RuleSet]
) -> tuple[Account, ...]:
    """Return the accounts that the figures of an incident make, the earliest first."""
    counted = [one for one in claims if one.effect or one.what]
    if not counted:
        return ()
    ordered = sorted((one for one in counted if loosest(one, rule_sets)), key=lambda one: (one.start, one.iri))
    gathered: dict[tuple[Topic, str, frozenset[str]], list[StoredClaim]] = defaultdict(list)
    for claim in ordered:
        keys = origins.of_claim[claim.iri]
        topic = topic_of(claim, affiliations)
        if told_as_rest(claim):
            topic = _joined(topic, gathered, claim, keys)
            if not any(0 < claim.start - one.start <= _NEARBY for one in ordered if one.article == claim.article):
                topic = replace(topic, noun=_MORE)
        gathered[topic, claim.article.iri, keys].append(claim)
    accounts = [_account(*key, found, rule_sets) for key, found in gathered.items()]
    return tuple(sorted(accounts, key=lambda one: (one.day, one.article, one.first.start, one.first.iri)))


def _joined(
    topic: Topic,
    gathered: dict[tuple[Topic, str, frozenset[str]], list[StoredClaim]],
    rest: StoredClaim,
    keys: frozenset[str],
) -> Topic:
    """Return the topic of a rest, after moving to it what it is the rest of: the figure just before it."""
    for (earlier, article, origins), several in list(gathered.items()):
        near = several[-1]
        if (article, origins) != (rest.article.iri, keys) or not 0 < rest.start - near.start <= _NEARBY:
            continue
        comparison = compared_topics(earlier, topic)
        if comparison is None or earlier.noun:
            continue
        whole = topic if comparison == "narrower" else earlier
        several.pop()
        if not several:
            del gathered[earlier, article, origins]
        gathered[whole, article, origins].append(near)
        return whole
    return topic


def topic_of(claim: StoredClaim, affiliations: Affiliations) -> Topic:
    """Return what a claim counts."""
    if claim.effect is not None:
        noun = last_noun(claim.evidence) if claim.part_of is not None else ""
        return Topic(claim.effect, group_of(claim.group, claim.evidence, affiliations), noun)
    key = " ".join(thing_words(claim.what or ""))
    return Topic("count", Group(key, (key,)))


def compared_topics(one: Topic, other: Topic) -> Comparison | None:
    """Return how what two topics count stands to each other, None when it is different people or things.

    Things are the same when one name for them is the other with more words: "Katyusha rockets", "rockets".
    """
    if one.effect != other.effect or one.noun != other.noun:
        return None
    if one.effect != "count":
        return compared(one.group, other.group)
    words, others = one.group.key.split(), other.group.key.split()
    if not words or not others or words[-1] != others[-1]:
        return None
    return "same" if set(words) <= set(others) or set(words) >= set(others) else None


def thing_words(what: str) -> tuple[str, ...]:
    """Return the words for a counted thing in their usual form: "Katyusha rockets fired" is a katyusha rocket."""
    words = [word.lower() for word in _WORD.findall(what)]
    joined = _usual(" ".join(words))
    words = joined.split()
    while len(words) > 1 and words[-1].endswith("ed"):
        words.pop()
    return tuple(_usual(" ".join([*words[:-1], singular(words[-1])])).split()) if words else ()


def _account(
    topic: Topic, article: str, origins: frozenset[str], claims: list[StoredClaim], rule_sets: Sequence[RuleSet]
) -> Account:
    """Make an account of claims; of figures that can be one and the same, the narrowest stands for all."""
    kept: list[tuple[StoredClaim, Range]] = []
    read = [(claim, found) for claim in claims if (found := loosest(claim, rule_sets)) is not None]
    for claim, found in sorted(read, key=lambda one: (_width(one[1]), one[0].start, one[0].iri)):
        if told_as_rest(claim) or all(found.gap(other) for _, other in kept):
            kept.append((claim, found))
    kept.sort(key=lambda one: (one[0].start, one[0].iri))
    day = claims[0].day or "9999"
    return Account(topic, article, day, origins, tuple(one for one, _ in kept), tuple(one for _, one in kept))


def _width(one: Range) -> float:
    return float("inf") if one.high is None else one.high - one.low


def _usual(words: str) -> str:
    for name, usual in _things().items():
        words = re.sub(rf"\b{name}\b", usual, words)
    return words


@cache
def _things() -> dict[str, str]:
    """Return the usual name of each thing, the longer names first."""
    return dict(sorted(table("things.csv"), key=lambda row: -len(row[0])))
