"""Groups compared reports into incidents, without chaining unlike ones: average linkage under constraints.

1. Reports that a person said to be of one incident start as one group; all others start alone.
2. The two groups whose reports fit best on average, over all pairs, are joined; so on, as long as the average speaks
   for it. A report that fits one member of a group and none of the others does not join it.
3. Never joined are groups with two reports that cannot be of one incident: of one article, which tells them apart;
   one that sums others up and one that does not; by the word of a person, which also keeps apart what other words of
   persons would join.

Of equal averages the pair with the oldest reports goes first, so that the order of the input does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import combinations

from kg.inference.reports import Report

Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of reports of which a person said that they are of one incident, or that they are not."""

    same: frozenset[Pair] = field(default=frozenset())
    different: frozenset[Pair] = field(default=frozenset())

    def may_be_one(self, one: Report, other: Report) -> bool:
        """Return whether nothing forbids that two reports are of one incident."""
        if self.same or self.different:
            pair = frozenset({one.iri, other.iri})
            if pair in self.same or pair in self.different:
                return pair in self.same
        return one.article != other.article and bool(one.summarises) == bool(other.summarises)


def clusters(
    reports: Iterable[Report], weigh: Callable[[Report, Report], int], decisions: Decisions
) -> list[tuple[Report, ...]]:
    """Return the incidents as tuples of reports, each and all in the order of age; `weigh` says what fits."""
    groups = _Groups(sorted(reports, key=lambda report: report.order), weigh, decisions)
    groups.join_by_decision()
    groups.join_by_weight()
    return groups.members()


class _Groups:
    """Reports by their number, in groups that have the number of their oldest; and how well groups fit."""

    def __init__(self, ordered: Sequence[Report], weigh: Callable[[Report, Report], int], decisions: Decisions) -> None:
        self._ordered = ordered
        self._decisions = decisions
        self._groups = {at: [at] for at in range(len(ordered))}
        self._sums = {  # of the weights of all pairs, and their number; groups that may not be joined have none
            (first, second): (weigh(ordered[first], ordered[second]), 1)
            for first, second in combinations(self._groups, 2)
            if decisions.may_be_one(ordered[first], ordered[second])
        }

    def members(self) -> list[tuple[Report, ...]]:
        return [tuple(self._ordered[at] for at in sorted(group)) for _, group in sorted(self._groups.items())]

    def join_by_decision(self) -> None:
        place = {report.iri: at for at, report in enumerate(self._ordered)}
        pairs = sorted(sorted(place[iri] for iri in pair if iri in place) for pair in self._decisions.same)
        for first, second in (pair for pair in pairs if len(pair) == 2):
            one, other = sorted(
                next(at for at, group in self._groups.items() if end in group) for end in (first, second)
            )
            if one != other and not self._kept_apart(one, other):
                self._join(one, other)

    def _kept_apart(self, first: int, second: int) -> bool:
        ours, theirs = ({self._ordered[at].iri for at in self._groups[group]} for group in (first, second))
        return any(pair & ours and pair & theirs for pair in self._decisions.different)

    def join_by_weight(self) -> None:
        heap = [(-average, pair) for pair in self._sums if (average := self._average(pair)) >= 0]
        heapify(heap)
        while heap:
            average, pair = heappop(heap)
            if pair not in self._sums or self._average(pair) != -average:
                continue  # one of the two groups has changed since
            for changed in self._join(*pair):
                if (average := self._average(changed)) >= 0:
                    heappush(heap, (-average, changed))

    def _average(self, pair: tuple[int, int]) -> float:
        weight, number = self._sums[pair]
        return weight / number

    def _join(self, first: int, second: int) -> list[tuple[int, int]]:
        """Let the second group join the first; return the pairs that the first may still be joined in."""
        self._groups[first] += self._groups.pop(second)
        self._sums.pop((first, second), None)
        possible = []
        for other in self._groups:
            ours, theirs = _pair(first, other), _pair(second, other)
            one, two = self._sums.pop(ours, None), self._sums.pop(theirs, None)
            if one is not None and two is not None:
                self._sums[ours] = (one[0] + two[0], one[1] + two[1])
                possible.append(ours)
        return possible


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
