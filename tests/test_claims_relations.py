"""How claims stand to each other: figures, parts, updates, responsibility, denials."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from claims import (
    ALLIANCE,
    ARMY,
    BRIGADE,
    CIVILIANS,
    MEDIC,
    MINISTRY,
    MIRROR,
    MONITOR,
    POST,
    SPOKESWOMAN,
    WIRE,
    article,
    at_least,
    claim,
    exactly,
    related,
    relations,
)

from kg.inference.claims.stored import StoredClaim

ELSEWHERE = article(WIRE)


def test_figures_of_two_sources_that_miss_each_other_contradict_with_their_gap() -> None:
    (found,) = relations(claim("one", BRIGADE, **exactly(1)), claim("three", ALLIANCE, **exactly(3)))
    assert (found.kind, found.rule, found.gap, found.independent) == ("contradicts", "figures-disjoint", 2, True)
    assert found.reasons == ("“one” (1) and “three” (3) miss each other by 2",)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (exactly(4), exactly(4), "corroborates: a / b (equal-figures)"),
        (exactly(4), {"low": 4}, "corroborates: a / b (ranges-meet)"),
        ({"low": 31}, {"low": 1, "high": 40}, "corroborates: a / b (ranges-meet)"),
        ({"high": 16}, exactly(17), "contradicts: a / b (figures-disjoint)"),
        ({"low": 5, "high": 8}, exactly(9), "contradicts: a / b (figures-disjoint)"),
        ({"low": 5, "high": 8}, {"low": 8, "high": 12}, "corroborates: a / b (ranges-meet)"),
        (exactly(0), {"low": 1}, "contradicts: a / b (figures-disjoint)"),
    ],
)
def test_ranges_are_compared_as_intervals(one: dict[str, int], other: dict[str, int], expected: str) -> None:
    assert related(claim("a", BRIGADE, **one), claim("b", ALLIANCE, of=ELSEWHERE, **other)) == [expected]


@pytest.mark.parametrize(
    ("told", "number", "other", "kind"),
    [
        ("about", 20, 24, "corroborates"),
        ("nearly", 20, 17, "corroborates"),
        ("about", 20, 25, "contradicts"),
        ("", 20, 21, "contradicts"),
        ("about", 3, 4, "corroborates"),
    ],
)
def test_about_leaves_a_fifth_open_and_at_least_one(told: str, number: int, other: int, kind: str) -> None:
    approximate = claim("a", BRIGADE, **exactly(number), approximation=told or None)
    (found,) = relations(approximate, claim("b", ALLIANCE, of=ELSEWHERE, **exactly(other)))
    assert found.kind == kind


def test_vague_words_are_read_as_loosely_as_any_rule_set_reads_them() -> None:
    dozens = claim("dozens", BRIGADE, low=24, approximation="dozens")
    (met,) = relations(dozens, claim("fifteen", ALLIANCE, of=ELSEWHERE, **exactly(15)))
    (missed,) = relations(dozens, claim("eleven", ALLIANCE, of=ELSEWHERE, **exactly(11)))
    assert (met.kind, missed.kind, missed.gap) == ("corroborates", "contradicts", 1)


def test_a_large_number_is_no_figure_to_compare() -> None:
    large = claim("a large number", BRIGADE, approximation="a large number")
    assert related(large, claim("two", ALLIANCE, **exactly(2))) == []


def test_another_effect_another_group_or_another_thing_is_not_compared() -> None:
    dead = claim("two killed", BRIGADE, **exactly(2))
    assert related(dead, claim("nine wounded", ALLIANCE, **exactly(9), effect="injured")) == []
    soldiers = claim("two soldiers", ALLIANCE, **exactly(2), group=ARMY)
    assert related(soldiers, claim("nine fighters", MONITOR, **exactly(9), group=BRIGADE)) == []
    rockets = claim("17 rockets", ALLIANCE, kind="count", what="rockets", **exactly(17))
    assert related(rockets, claim("2 drones", BRIGADE, kind="count", what="drones", **exactly(2))) == []


def test_counts_are_compared_by_what_they_count() -> None:
    rockets = claim("17 rockets", ALLIANCE, kind="count", what="Katyusha rockets fired", **exactly(17))
    fewer = claim("fewer than 17 missiles", BRIGADE, kind="count", what="missiles", high=16)
    assert related(rockets, fewer) == ["contradicts: 17 rockets / fewer than 17 missiles (figures-disjoint)"]
    assert related(rockets, replace(fewer, what="mortar rockets")) == []
    raids = claim("five air raids", ALLIANCE, kind="count", what="air raids", **exactly(5))
    strikes = claim("5 strikes", BRIGADE, kind="count", what="airstrikes", **exactly(5))
    assert related(raids, strikes) == ["corroborates: five air raids / 5 strikes (equal-figures)"]


def test_a_part_of_the_people_qualifies_the_figure_for_all() -> None:
    part = claim("five civilians", BRIGADE, **exactly(5), group=CIVILIANS)
    whole = claim("20 people", ALLIANCE, of=ELSEWHERE, **exactly(20))
    assert related(part, whole) == ["qualifies: five civilians / 20 people (part-of-people)"]


def test_a_part_that_is_bigger_than_another_sources_whole_contradicts_it() -> None:
    part = claim("25 civilians", BRIGADE, **exactly(25), group=CIVILIANS)
    whole = claim("20 people", ALLIANCE, of=ELSEWHERE, **exactly(20))
    (found,) = relations(part, whole)
    assert (found.kind, found.rule, found.gap) == ("contradicts", "part-above-whole", 5)


def test_the_noun_tells_the_children_from_the_civilians() -> None:
    children = claim("nine children", BRIGADE, **exactly(9), group=CIVILIANS)
    civilians = claim("23 civilians", ALLIANCE, of=ELSEWHERE, **exactly(23), group=CIVILIANS)
    assert related(children, civilians) == ["qualifies: nine children / 23 civilians (part-of-people)"]


def test_a_figure_that_is_said_to_be_part_of_another_qualifies_it_and_meets_parts_of_its_noun_only() -> None:
    whole = claim("12 people", BRIGADE, **exactly(12))
    part = claim("three children", BRIGADE, **exactly(3), part_of=whole.iri)
    other = claim("12 dead", ALLIANCE, of=ELSEWHERE, **exactly(12))
    other_part = claim("five children", ALLIANCE, of=ELSEWHERE, **exactly(5), part_of=other.iri)
    assert related(whole, part, other, other_part) == [
        "contradicts: three children / five children (figures-disjoint)",
        "corroborates: 12 people / 12 dead (equal-figures)",
        "qualifies: three children / 12 people (stated-part)",
        "qualifies: five children / 12 dead (stated-part)",
    ]


def test_one_source_does_not_contradict_itself_in_one_article() -> None:
    leaders = claim("five leaders", ALLIANCE, **exactly(5), group=BRIGADE)
    others = claim("more than 30 other militants", ALLIANCE, low=31, group=BRIGADE, approximation="more than")
    assert related(leaders, others) == []


def test_figures_that_add_up_are_compared_by_their_sum() -> None:
    leaders = claim("five leaders", ALLIANCE, **exactly(5), group=BRIGADE, start=10)
    others = claim("30 other militants", ALLIANCE, **exactly(30), group=BRIGADE, start=30)
    assert related(leaders, others, claim("36 dead", MONITOR, of=ELSEWHERE, **exactly(36), group=BRIGADE)) == [
        "contradicts: 30 other militants / 36 dead (sums-disjoint)"
    ]
    assert related(leaders, others, claim("33 dead", MONITOR, of=ELSEWHERE, **exactly(33), group=BRIGADE)) == []
    assert related(leaders, others, claim("20 dead", MONITOR, of=ELSEWHERE, **exactly(20), group=BRIGADE)) == [
        "contradicts: 30 other militants / 20 dead (sums-disjoint)"
    ]


def test_a_rest_adds_up_with_what_it_is_the_rest_of_to_all_people() -> None:
    children = claim("nine children", BRIGADE, **exactly(9), group=CIVILIANS, start=10)
    others = claim("14 others", BRIGADE, **exactly(14), start=30)
    assert related(children, others, claim("23 people", ALLIANCE, of=ELSEWHERE, **exactly(23))) == []
    assert related(children, others, claim("30 people", ALLIANCE, of=ELSEWHERE, **exactly(30))) == [
        "contradicts: 14 others / 30 people (sums-disjoint)"
    ]


def test_figures_that_add_up_to_the_articles_own_total_are_parts_of_it() -> None:
    total = claim("ten people", None, **exactly(10))
    found = related(total, claim("three people", ALLIANCE, **exactly(3)), claim("seven people", BRIGADE, **exactly(7)))
    assert found == [
        "qualifies: seven people / ten people (part-of-sum)",
        "qualifies: three people / ten people (part-of-sum)",
    ]


def test_one_person_whom_an_article_shows_is_no_toll() -> None:
    eight = claim("eight people", ALLIANCE, **exactly(8))
    assert related(claim("a man", MONITOR, **exactly(1), group=None), replace(eight, evidence="eight men")) == []
    assert related(claim("a father", MONITOR, **exactly(1)), eight) == [
        "qualifies: a father / eight people (part-of-people)"
    ]


def test_the_toll_of_a_war_is_not_that_of_an_incident() -> None:
    assert related(claim("20 people", MONITOR, **exactly(20)), claim("more than 1,200", ALLIANCE, low=1201)) == []


def test_a_later_figure_of_the_same_source_is_an_update() -> None:
    first = claim("ten dead", ARMY, **exactly(10))
    later = claim("twelve dead", MINISTRY, of=article(WIRE, "2020-10-10"), **exactly(12))
    (found,) = relations(first, later)
    assert (found.kind, found.rule, found.independent) == ("qualifies", "later-figure", False)
    assert found.one == later.iri and found.other == first.iri
    assert relations(first, replace(later, article=ELSEWHERE)) == ()


@pytest.mark.parametrize(
    ("before", "kind"),
    [("the death toll rose to ", "qualifies"), ("the number has risen to ", "qualifies"), ("killed ", "contradicts")],
)
def test_a_figure_that_is_told_as_risen_is_an_update_whoever_gives_it(before: str, kind: str) -> None:
    first = claim("ten", ALLIANCE, **exactly(10))
    later = claim("twelve", MONITOR, of=article(WIRE, "2020-10-10"), **exactly(12), before=before)
    (found,) = relations(first, later)
    assert found.kind == kind


def test_a_figure_that_is_told_as_an_earlier_one_is_qualified_by_what_takes_its_place() -> None:
    early = claim("34 people", MONITOR, **exactly(34), before="had initially given a toll of ")
    (found,) = relations(claim("at least 53", None, **at_least(53)), early)
    assert (found.kind, found.rule, found.other) == ("qualifies", "updated-figure", early.iri)


def test_reprints_of_a_figure_hang_on_the_first_and_only_that_one_is_compared_across_articles() -> None:
    first = claim("ten", ALLIANCE, **exactly(10))
    again = [claim("ten", ALLIANCE, of=article(outlet, "2020-10-10"), **exactly(10)) for outlet in (WIRE, MIRROR)]
    other = claim("four", BRIGADE, of=article(WIRE, "2020-10-11"), **exactly(4))
    found = relations(first, *again, other)
    assert [one.rule for one in found] == ["figures-disjoint", "repeated-figure", "repeated-figure"]
    assert {one.one for one in found} == {first.iri} and not any(one.independent for one in found[1:])


def test_claims_of_responsibility_that_name_others_compete() -> None:
    by_brigade = claim("blamed the brigade", ALLIANCE, kind="responsibility", agent=BRIGADE)
    by_army = claim("blamed the army", MONITOR, kind="responsibility", agent=ARMY, of=ELSEWHERE)
    by_ministry = claim("blamed the ministry", SPOKESWOMAN, kind="responsibility", agent=MINISTRY, of=ELSEWHERE)
    assert related(by_brigade, by_army) == [
        "contradicts: blamed the brigade / blamed the army (competing-responsibility)"
    ]
    assert related(by_army, by_ministry) == [
        "corroborates: blamed the army / blamed the ministry (same-responsibility)"
    ]


def test_who_names_two_agrees_with_who_names_one_of_them() -> None:
    both = [claim(f"blamed {agent.label}", ALLIANCE, kind="responsibility", agent=agent) for agent in (BRIGADE, ARMY)]
    one = claim("blamed the army", MONITOR, kind="responsibility", agent=ARMY, of=ELSEWHERE)
    assert [found.kind for found in relations(*both, one)] == ["corroborates"]


def denial(words: str, **known: object) -> StoredClaim:
    return claim("denied", BRIGADE, kind="denial", words=words, of=ELSEWHERE, **known)


def test_a_denial_contradicts_who_holds_the_denier_responsible() -> None:
    blame = claim("The brigade fired", ALLIANCE, kind="responsibility", agent=BRIGADE)
    told = claim("rockets fell", MONITOR, kind="occurrence", perpetrators=(BRIGADE,))
    unblamed = claim("shells fell", MEDIC, kind="occurrence")
    assert related(denial("it had fired at Kesh"), blame, told, unblamed)[0] == (
        "contradicts: denied / The brigade fired (denied-responsibility)"
    )
    assert not [one for one in related(denial("it had fired at Kesh"), blame, told) if "rockets fell" in one]
    assert related(denial("it had fired at Kesh"), told, unblamed)[0] == (
        "contradicts: denied / rockets fell (denied-responsibility)"
    )
    assert not [one for one in related(denial("it had fired at Kesh"), unblamed) if one.startswith("contradicts")]


def test_a_denial_that_anything_happened_contradicts_who_tells_of_it() -> None:
    told = claim("rockets fell", MONITOR, kind="occurrence")
    assert related(denial("there was any attack"), told) == ["contradicts: denied / rockets fell (denied-occurrence)"]
    assert related(denial("there was any attack"), claim("rockets fell", BRIGADE, kind="occurrence")) == []


def test_who_tells_of_an_incident_corroborates_the_first_of_its_origin_and_origins_the_very_first() -> None:
    first = claim("rockets fell", ALLIANCE, kind="occurrence")
    again = claim("rockets hit", ALLIANCE, kind="occurrence", of=article(WIRE, "2020-10-10"))
    others = [claim(f"told {n}", MONITOR, kind="occurrence", of=article(MIRROR, f"2020-10-1{n}")) for n in (1, 2)]
    found = relations(first, again, *others)
    assert [(one.one, one.other, one.independent) for one in found] == [
        (others[0].iri, others[1].iri, False),
        (first.iri, others[0].iri, True),
        (first.iri, again.iri, False),
    ]


def test_the_order_of_claims_changes_nothing() -> None:
    claims = [
        replace(one, start=10 * place)
        for place, one in enumerate(
            (
                claim("ten", ALLIANCE, **exactly(10)),
                claim("four", BRIGADE, of=ELSEWHERE, **exactly(4)),
                claim("at least six", MONITOR, of=article(MIRROR, "2020-10-12"), **at_least(6)),
                claim("two", None, of=article(POST, None), **exactly(2)),
            ),
            start=1,
        )
    ]
    assert len({relations(*order) for order in permutations(claims)}) == 1
    assert len(relations(*claims)) == 6


def test_of_a_single_word_the_whole_statement_is_quoted() -> None:
    (found,) = relations(
        claim("rockets", BRIGADE, kind="denial", words="it had fired the rockets", of=ELSEWHERE),
        claim("blamed the brigade", ALLIANCE, kind="responsibility", agent=BRIGADE),
    )
    assert found.reasons == ("Red Brigade denies (“it had fired the rockets”) what “blamed the brigade” says",)
