"""Which reports are taken for one incident: blocks, reasons, groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.inference.incidents.blocking import asked, filed, meet
from kg.inference.incidents.clustering import Decisions, clusters
from kg.inference.incidents.comparing import compare
from kg.inference.incidents.tables import families, weight_of_type, weights
from kg.inference.reports import Figure, Part, Report, Site
from kg.record import IncidentType

NORTH, SOUTH, LAND = "place/north", "place/south", "place/land"
KESH = Site("place/kesh", "Kesh", 35.0, 43.0, "town", (NORTH, LAND), known=True)
ARAN = Site("place/aran", "Aran", 35.1, 43.1, "town", (NORTH, LAND), known=True)
MIRA = Site("place/mira", "Mira", 31.0, 44.0, "town", (SOUTH, LAND), known=True)
PROVINCE = Site(NORTH, "North Province", 35.3, 43.3, "province", (LAND,), known=True)
COUNTRY = Site(LAND, "Land", 34.0, 44.0, "country", (), known=True)
NORTHERN = Site("place/northern", "Northern Land", precision="province", within=(LAND,), known=True, loose=True)
MILL = Site("place/0f", "Old Mill")
RED, ARMY = Part("actor/red", "Red Brigade", side="red"), Part("actor/army", "Army")
NOTHING = Decisions()
GUARD = Part("actor/guard", "Guard", ("actor/army",))


def a_report(iri: str = "report/a", *, day: str | None = "2020-10-09", **more: Any) -> Report:
    """Return a report of an airstrike on Kesh, of an article of its own, published the day after."""
    known = {
        "article": f"article/{iri}", "revision": f"revision/{iri}", "type": "airstrike", "published": "2020-10-10",
        "earliest": day, "latest": day, "edtf": day, "date_words": ("on Friday",), "places": (KESH,),
    }  # fmt: skip
    return Report(**{"iri": iri, **known, **more})


def named(one: Report, other: Report) -> dict[str, int]:
    return {reason.name: reason.weight for reason in compare(one, other).reasons}


# Blocks


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, True),
        ({"day": "2020-10-11"}, True),
        ({"day": "2020-10-12"}, False),
        ({"day": "2019-10-09"}, False),
        ({"places": (ARAN,)}, True),
        ({"places": (PROVINCE,)}, True),
        ({"places": (COUNTRY,)}, True),
        ({"places": (MIRA,)}, False),
        ({"places": (MILL,)}, False),
        ({"places": (NORTHERN,)}, True),
        ({"places": ()}, True),
        ({"places": (), "day": None}, False),
        ({"places": (MILL, KESH)}, True),
        ({"type": "operation"}, True),
        ({"type": "arrest"}, False),
        ({"day": None}, True),
        ({"day": None, "published": "2020-10-20"}, False),
        ({"day": None, "published": None}, False),
        ({"earliest": "2020-10-01", "latest": "2020-10-31", "edtf": "2020-10"}, True),
        ({"earliest": "2020-11-01", "latest": "2020-11-30", "edtf": "2020-11"}, False),
        ({"day": "2020-10-03", "date_words": ("the next day",)}, True),
    ],
)
def test_reports_meet_when_time_place_and_kind_are_near(more: dict[str, Any], found: bool) -> None:
    assert meet(a_report(), a_report("report/b", **more)) is found


reports = st.builds(
    lambda first, days, published, places, kind, words: a_report(
        day=None if days is None else str(first),
        **(
            {}
            if days is None
            else {"latest": str(date.fromordinal(min(first.toordinal() + days, date.max.toordinal())))}
        ),
        published=published,
        places=tuple(places),
        type=kind,
        date_words=words,
    ),
    st.dates(date(2020, 9, 20), date(2020, 10, 20)) | st.dates(),
    st.sampled_from([None, 0, 1, 5, 20, 100]),
    st.none() | st.dates(date(2020, 9, 20), date(2020, 10, 20)).map(str),
    st.lists(st.sampled_from([KESH, ARAN, MIRA, PROVINCE, NORTHERN, COUNTRY, MILL]), max_size=2, unique=True),
    st.sampled_from(["airstrike", "bombing", "arrest", "other", "of a kind that the table does not have"]),
    st.sampled_from([(), ("the next day",)]),
)


@given(one=reports, other=reports)
def test_who_finds_another_is_found_by_it_and_says_the_same_of_it(one: Report, other: Report) -> None:
    other = replace(other, iri="report/b", article="article/b")
    assert meet(one, other) == meet(other, one)
    if meet(one, other):
        assert any(not blocks.isdisjoint(filed(other)) for blocks in asked(one).values())
    assert meet(one, one) or not filed(one)
    assert compare(one, other) == compare(other, one)


def test_every_type_has_families_and_every_weight_is_of_a_reason() -> None:
    assert all(families(one) for one in get_args(IncidentType))
    assert set(families("other")) == {family for one in get_args(IncidentType) for family in families(one)}
    assert weights()["prior"] < 0


# Reasons


def test_each_reason_says_what_was_found_and_weighs_what_the_table_says() -> None:
    killed = Figure("claim/1", effect="killed", low=12, high=12)
    one = a_report(perpetrators=(RED,), figures=(killed,), weapons=("drone",))
    found = compare(one, replace(one, iri="report/b", article="article/b"))
    assert [str(reason) for reason in found.reasons] == [
        f"{name} ({weights().get(name, weight_of_type('airstrike')) / 100:+.1f}): {words}"
        for name, words in {
            "prior": "most reports near each other in time and place are of different events",
            "same-day": "both are of 2020-10-09",
            "same-town": "both name Kesh",
            "same-type": "both are of the type airstrike",
            "same-perpetrators": "both name Red Brigade",
            "same-figure-high": "both give 12 killed",
            "same-weapon": "both name the drone",
        }.items()
    ]
    assert found.weight == sum(reason.weight for reason in found.reasons) > 0
    assert 0.5 < found.score <= 1


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({}, {"day": "2020-10-10"}, "next-day"),
        ({"published": "2020-10-12"}, {"day": "2020-10-11"}, "two-days"),
        ({}, {"day": None}, "undated"),
        ({"day": None}, {"day": None}, "undated-both"),
        ({}, {"latest": "2020-10-11", "edtf": "2020-10-09/2020-10-11"}, "overlapping-days"),
        (
            {},
            {"earliest": "2020-10-01", "latest": "2020-10-31", "edtf": "2020-10", "published": "2020-11-01"},
            "months-overlap",
        ),
        ({}, {"day": "2020-10-03", "date_words": ("the next day",)}, "unsure-days"),
        ({}, {"places": (ARAN,)}, "nearby"),
        ({}, {"places": (MIRA,)}, "far"),
        ({}, {"places": (PROVINCE,)}, "contained-place"),
        ({}, {"places": ()}, "unplaced"),
        ({}, {"day": "2020-10-10", "date_words": ()}, "unsure-day"),
        ({}, {"places": (NORTHERN,)}, "loose-place"),
        ({"places": (MILL,)}, {"places": (replace(MILL, iri="place/1e", name="Al-Old Mil"),)}, "same-name"),
        ({"places": (MILL,)}, {"places": (replace(MILL, iri="place/1e"),)}, "same-site"),
        ({"places": (MILL, KESH)}, {"places": (replace(MILL, iri="place/1e", name="Palace"), KESH)}, "different-sites"),
        ({"places": (PROVINCE,)}, {"places": (PROVINCE,)}, "same-broad-place"),
        ({}, {"type": "operation"}, "other-type"),
        ({"perpetrators": (GUARD,)}, {"perpetrators": (ARMY,)}, "same-perpetrators-side"),
        ({"perpetrators": (RED,)}, {"perpetrators": (ARMY,)}, "different-perpetrators"),
        ({"targets": (RED,)}, {"targets": (RED, ARMY)}, "same-targets"),
    ],
)  # fmt: skip
def test_what_two_reports_say_is_named(ours: dict[str, Any], theirs: dict[str, Any], expected: str) -> None:
    assert expected in named(a_report(**ours), a_report("report/b", **theirs))


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ((12, 12), (12, 12), "same-figure-high"),
        ((4, 4), (4, 4), "same-figure"),
        ((1, 1), (1, 1), "same-figure-low"),
        ((12, None), (15, 15), "same-figures-overlap"),
        ((4, 4), (15, 15), "different-figures"),
        ((12, 12), (15, 15), None),
    ],
)
def test_figures_are_compared_as_ranges(
    ours: tuple[int, int | None], theirs: tuple[int, int | None], expected: str | None
) -> None:
    one, other = (
        a_report(iri, figures=(Figure("claim/1", effect="killed", low=low, high=high),))
        for iri, (low, high) in (("report/a", ours), ("report/b", theirs))
    )
    assert {name for name in named(one, other) if "figure" in name} == ({expected} if expected else set())


def test_another_day_with_another_toll_is_another_event() -> None:
    first = a_report(figures=(Figure("claim/1", effect="killed", low=12, high=12),))
    later = a_report("report/b", day="2020-10-10", figures=(Figure("claim/2", effect="killed", low=15, high=15),))
    assert "other-day-other-toll" in named(first, later)
    assert "other-day-other-toll" not in named(first, replace(later, earliest=first.earliest, latest=first.latest))


def test_a_town_and_its_province_of_the_same_name_are_read_either_way() -> None:
    city = Site("place/north-city", "North", 35.9, 43.9, "town", (NORTH, LAND), known=True)
    city = replace(city, name="Norvik")
    both = a_report(places=(city, replace(PROVINCE, name="Norvik Province")))
    assert "contained-place" in named(both, a_report("report/b"))
    assert "same-town" in named(both, a_report("report/b", places=(city,)))


# Groups


def grouped(weights_of: dict[str, int], several: list[Report], decisions: Decisions = NOTHING) -> list[str]:
    """Return the groups as strings of letters; pairs without a weight are far apart."""

    def weigh(one: Report, other: Report) -> int:
        return weights_of.get("".join(sorted(one.iri[-1] + other.iri[-1])), -600)

    found = clusters(several, weigh, decisions)
    return ["".join(report.iri[-1] for report in group) for group in found]


A, B, C, D = (a_report(f"report/{letter}", published=f"2020-10-1{at}") for at, letter in enumerate("abcd"))


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ({"ab": 100}, ["ab", "c", "d"]),
        ({"ab": 100, "bc": 100, "ac": 50}, ["abc", "d"]),
        ({"ab": 300, "bc": 100, "ac": -200}, ["ab", "c", "d"]),  # no chain from a over b to c
        ({"ab": 100, "bc": 300, "ac": -200}, ["a", "bc", "d"]),
        ({"ab": 100, "bc": 100, "ac": -300}, ["ab", "c", "d"]),  # of equals, the oldest
        ({"ab": 200, "cd": 200, "bc": 50, "ac": 50, "ad": 50, "bd": -100}, ["abcd"]),
    ],
)
def test_groups_join_when_all_their_reports_fit_on_average(pairs: dict[str, int], expected: list[str]) -> None:
    for order in permutations([A, B, C, D]):
        assert grouped(pairs, list(order)) == expected


def test_two_reports_of_one_article_and_a_sum_and_its_part_are_kept_apart() -> None:
    twin = replace(B, article=A.article)
    assert grouped({"ab": 500, "ac": 100, "bc": 100}, [A, twin, C]) == ["ac", "b"]
    total = replace(B, summarises=("report/z",))
    assert grouped({"ab": 500}, [A, total]) == ["a", "b"]
    assert grouped({"ab": 500}, [replace(A, summarises=("report/y",)), total]) == ["ab"]


def pair(letters: str) -> frozenset[frozenset[str]]:
    return frozenset({frozenset(f"report/{letter}" for letter in letters)})


def test_the_word_of_a_person_goes_before_all_else() -> None:
    assert grouped({}, [A, B, C], Decisions(same=pair("ac"))) == ["ac", "b"]
    assert grouped({}, [A, replace(B, article=A.article)], Decisions(same=pair("ab"))) == ["ab"]
    assert grouped({"ab": 500}, [A, B], Decisions(different=pair("ab"))) == ["a", "b"]
    assert grouped({"ab": 500, "bc": 400, "ac": 300}, [A, B, C], Decisions(different=pair("ac"))) == ["ab", "c"]
    assert grouped({}, [A, B, C], Decisions(pair("ab") | pair("bc"), pair("ac"))) == ["ab", "c"]


def test_who_left_a_place_and_who_took_it_tell_of_one_change() -> None:
    left = a_report(type="territory_change", words="withdrew from Kesh", perpetrators=(RED,))
    taken = a_report("report/b", type="territory_change", words="capture of Kesh", perpetrators=(ARMY,))
    assert named(left, taken)["left-and-taken"] > 0
    assert "different-perpetrators" not in named(left, taken)
    assert named(left, replace(taken, perpetrators=(RED,)))["left-and-taken-by-one"] < 0
    assert named(left, replace(taken, targets=(RED,)))["same-targets"] > 0
    assert "different-targets" not in named(left, replace(taken, targets=(GUARD,)))
    assert "different-perpetrators" in named(replace(left, words="seized Kesh"), taken)


def test_no_article_tells_of_a_day_after_its_own() -> None:
    early, late = a_report(published="2020-10-09"), a_report("report/b", day="2020-10-10")
    assert named(early, late)["published-before"] < 0
    assert "next-day" in named(replace(early, published="2020-10-10"), late)
    misdated = replace(early, published="2020-10-08")
    assert "next-day" in named(misdated, late), "an article that lies before its own day has a wrong date"


def test_a_month_ends_for_an_article_on_the_day_of_the_article() -> None:
    month: dict[str, Any] = {"earliest": "2020-10-01", "latest": "2020-10-31", "edtf": "2020-10"}
    early = a_report(published="2020-10-04", **month)
    assert not meet(early, a_report("report/b", day="2020-10-09"))
    assert "overlapping-days" in named(early, a_report("report/b", day="2020-10-03"))
    assert "overlapping-days" in named(early, replace(early, iri="report/b", article="article/b"))


def test_a_type_that_is_a_kind_of_another_fits_it() -> None:
    bombing, suicide = a_report(type="bombing"), a_report("report/b", type="suicide_bombing")
    assert named(bombing, suicide)["kind-of-type"] > 0
    assert "other-type" in named(a_report(type="shelling"), suicide)


def test_towns_are_compared_where_both_reports_name_some() -> None:
    plain = Site("place/plain", "Plain", 35.0, 43.0, "district", (NORTH, LAND), known=True)
    one, other = a_report(places=(KESH, plain)), a_report("report/b", places=(ARAN, plain))
    assert "same-area" not in named(one, other)
    assert "same-area" in named(replace(one, places=(plain,)), other)


def test_that_both_give_dozens_says_less_than_that_both_give_a_number() -> None:
    dozens = Figure("claim/1", effect="killed", low=24, text="dozens of men")
    one = a_report(figures=(dozens,))
    assert "same-figures-overlap" in named(one, a_report("report/b", figures=(replace(dozens, claim="claim/2"),)))
    counted = replace(dozens, text="at least 24 men")
    assert "same-figure-high" in named(a_report(figures=(counted,)), a_report("report/b", figures=(counted,)))
