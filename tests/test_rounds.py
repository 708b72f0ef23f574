"""When what waits is stored: soon at first, then in rounds that grow with the store, and after a while of a feed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kg.inference import Rules
from kg.review.ledger import Ledger
from kg.rounds import Rounds
from kg.settings import Settings
from kg.store.graphs import GraphStore


@pytest.mark.parametrize(
    ("waiting", "held", "at_work", "all_read", "seconds", "due"),
    [
        (49, 0, 100, False, 0, False),
        (50, 0, 100, False, 0, True),
        (149, 50, 100, False, 0, False),
        (150, 50, 100, False, 0, True),
        (149_999, 50_000, 100, False, 0, False),
        (150_000, 50_000, 100, False, 0, True),
        (1, 50_000, 3, False, 299, False),
        (1, 50_000, 3, False, 301, True),
        (1, 50_000, 100, False, 301, False),  # more comes than can be analysed: it is a build
        (16, 100, 10, True, 0, True),
        (16, 100, 17, True, 0, False),  # what is still being analysed would take a round of its own
        (61, 992, 10, True, 0, False),
        (62, 992, 10, True, 0, True),
    ],
)
def test_a_round_is_due_when_it_is_worth_its_merging_or_has_been_waited_for(
    tmp_path: Path, waiting: int, held: int, at_work: int, all_read: bool, seconds: float, due: bool
) -> None:
    graphs, base = GraphStore.in_memory(), Settings().base
    rounds = Rounds(tmp_path, graphs, Rules.of(Settings()), Ledger([], base=base), found_at="")
    rounds.backlog = range(waiting)  # type: ignore[assignment] # only its length counts
    rounds._held, rounds._published_at = held, time.monotonic() - seconds
    assert rounds.are_due(at_work=at_work, all_read=all_read) == due


def test_no_time_ends_a_round_where_all_is_inferred_in_the_end(tmp_path: Path) -> None:
    graphs, base = GraphStore.in_memory(), Settings().base
    rounds = Rounds(
        tmp_path, graphs, Rules.of(Settings()), Ledger([], base=base), found_at="", at_end=lambda inference: ""
    )
    rounds.backlog = range(100)  # type: ignore[assignment] # only its length counts
    rounds._held, rounds._published_at = 50_000, time.monotonic() - 3_000
    assert not rounds.are_due(at_work=1, all_read=False)
