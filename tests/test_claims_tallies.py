"""Low, best and high, the rule sets they are read by, and what a rule set must be."""

from __future__ import annotations

from pathlib import Path

import pytest
from claims import (
    ALLIANCE,
    BRIGADE,
    CIVILIANS,
    MIRROR,
    MONITOR,
    POST,
    RULE_SETS,
    WIRE,
    WORLD,
    article,
    at_least,
    claim,
    exactly,
    incident,
)

from kg.errors import RuleError
from kg.inference.claims.figures import Range, load_rule_set, load_rule_sets, read_rule_set
from kg.inference.claims.origins import find_origins
from kg.inference.claims.stored import StoredClaim
from kg.inference.claims.tallies import Tally, find_tallies

GOOD = 'title = "T"\ndescription = "D"\nversion = "2"\nbest = "lowest"\n[words]\n"A  Dozen" = 11\n'


def tallies(*claims: StoredClaim) -> tuple[Tally, ...]:
    about = incident(*claims)
    return find_tallies(about, find_origins(about, WORLD), WORLD, RULE_SETS)


def numbers(*claims: StoredClaim, rules: str = "default") -> list[tuple[str, str, int, int, int | None, int]]:
    """Return effect, group, low, best, high and the number of origins of each tally under a rule set."""
    found = [one for one in tallies(*claims) if one.rule_set == rules]
    return [(one.effect, one.group, one.low, one.best, one.high, len(one.origins)) for one in found]


def test_low_is_the_lowest_high_the_highest_and_best_what_most_origins_give() -> None:
    claims = (
        claim("ten", ALLIANCE, **exactly(10)),
        claim("ten", MONITOR, of=article(WIRE), **exactly(10)),
        claim("four", BRIGADE, **exactly(4)),
        claim("twelve", None, of=article(MIRROR), **exactly(12)),
    )
    assert numbers(*claims) == [("killed", "people", 4, 10, 12, 4)]
    assert numbers(*claims, rules="acled") == [("killed", "people", 4, 4, 12, 4)]


def test_reprints_do_not_make_a_number_the_best() -> None:
    reprints = [claim("ten", ALLIANCE, of=article(outlet), **exactly(10)) for outlet in (POST, WIRE, MIRROR)]
    others = [claim("four", BRIGADE, **exactly(4)), claim("4", MONITOR, of=article(WIRE), **exactly(4))]
    assert numbers(*reprints, *others) == [("killed", "people", 4, 4, 10, 3)]


def test_an_open_end_leaves_the_highest_open_and_a_bound_is_the_value_that_the_words_name() -> None:
    assert numbers(claim("at least 13", ALLIANCE, **at_least(13)), claim("four", BRIGADE, **exactly(4))) == [
        ("killed", "people", 4, 4, None, 2)
    ]
    assert numbers(claim("fewer than 17", ALLIANCE, high=16)) == [("killed", "people", 0, 16, 16, 1)]


def test_vague_words_are_read_by_the_rule_set() -> None:
    dozens = claim("dozens", ALLIANCE, low=24, approximation="dozens")
    assert numbers(dozens) == [("killed", "people", 24, 24, None, 1)]
    assert numbers(dozens, rules="acled") == [("killed", "people", 12, 12, None, 1)]
    at_least_dozens = claim("at least several dozen people", ALLIANCE, low=36, approximation="at least")
    assert numbers(at_least_dozens, rules="acled") == [("killed", "people", 12, 12, None, 1)]
    many = claim("many", ALLIANCE, approximation="many")
    assert numbers(many) == []
    assert numbers(many, rules="acled") == [("killed", "people", 3, 3, None, 1)]


def test_an_exact_figure_is_read_alike_by_all() -> None:
    figure = claim("over 30 people in several raids", ALLIANCE, low=31, approximation="over")
    assert numbers(figure) == numbers(figure, rules="acled") == [("killed", "people", 31, 31, None, 1)]


def test_a_source_has_one_say_its_latest() -> None:
    first = claim("ten", ALLIANCE, **exactly(10))
    later = claim("twelve", ALLIANCE, of=article(WIRE, "2020-10-12"), **exactly(12))
    assert numbers(later, first) == [("killed", "people", 12, 12, 12, 1)]


def test_figures_of_one_account_add_up_and_parts_do_not_count() -> None:
    leaders = claim("five leaders", ALLIANCE, **exactly(5), group=BRIGADE)
    others = claim("30 others", ALLIANCE, **exactly(30), group=BRIGADE, start=20)
    part = claim("a woman", ALLIANCE, **exactly(1), part_of=others.iri)
    more = claim("three more", ALLIANCE, **exactly(3), group=BRIGADE)
    assert numbers(leaders, others, part, more) == [("killed", BRIGADE.iri, 35, 35, 35, 1)]


def test_each_effect_and_group_has_a_tally_with_the_claims_it_rests_on() -> None:
    claims = (
        claim("ten", ALLIANCE, **exactly(10)),
        claim("two civilians", ALLIANCE, **exactly(2), group=CIVILIANS),
        claim("four wounded", ALLIANCE, **exactly(4), effect="injured"),
    )
    found = [one for one in tallies(*claims) if one.rule_set == "default"]
    assert [(one.effect, one.group, one.claims) for one in found] == [
        ("injured", "people", (claims[2].iri,)),
        ("killed", "civilian", (claims[1].iri,)),
        ("killed", "people", (claims[0].iri,)),
    ]
    assert found[1].party == CIVILIANS


def test_ranges_add_and_say_what_they_are() -> None:
    assert Range(5, 5) + Range(31) == Range(36)
    assert [str(one) for one in (Range(5, 5), Range(5, 8), Range(31))] == ["5", "5 to 8", "31 or more"]
    assert (Range(5, 8).gap(Range(10)), Range(10).gap(Range(5, 8)), Range(5).gap(Range(9, 9))) == (2, 2, 0)


def test_the_shipped_rule_sets_are_these() -> None:
    assert [one.name for one in load_rule_sets()] == ["acled", "default"]
    acled = load_rule_sets()[0]
    assert (acled.best, acled.words["dozens"], acled.words["tens"], acled.words["hundreds"]) == ("lowest", 12, 10, 100)


def test_an_own_rule_set_is_named_by_its_file_and_its_words_are_compared_in_lower_case(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")
    found = load_rule_set(path)
    assert (found.name, found.best, dict(found.words)) == ("mine", "lowest", {"a dozen": 11})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title = ", "is not TOML"),
        (GOOD.replace('title = "T"', ""), "title = None, expected a text"),
        (GOOD.replace('"2"', "2"), "version = 2, expected a text"),
        (GOOD.replace('"lowest"', '"middle"'), "best = 'middle', expected one of most-origins, lowest"),
        (GOOD.replace("11", "-1"), "words.A  Dozen = -1, expected a whole number, zero or more"),
    ],
)
def test_a_rule_set_that_is_not_one_says_what_is_wrong(text: str, expected: str) -> None:
    with pytest.raises(RuleError, match="rule set 'mine'") as error:
        read_rule_set("mine", text)
    assert expected in str(error.value)


def test_a_rule_set_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="cannot be read"):
        load_rule_set(tmp_path / "nowhere.toml")
