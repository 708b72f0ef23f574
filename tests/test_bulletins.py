"""Incidents in the manners of bulletins and reports: strike lists, casualty reports, roundups of a day."""

from __future__ import annotations

import pytest
from incidents import found_in, only

from kg.extract.parsing import Parser
from kg.record import Incident

TUESDAY = "2015-11-10"


def told(text: str, parser: Parser, published: str | None = TUESDAY) -> list[tuple[str, str | None, str | None]]:
    """Return type, date and finest place of the incidents of a text."""
    rows = found_in(text, parser, published).incidents
    return [(one.type, one.date, one.places[0].name if one.places else None) for one in rows]


def doers(incident: Incident) -> set[str]:
    return {one.name for one in incident.perpetrators}


@pytest.mark.parametrize(
    "lead",
    [
        "Coalition forces continued to attack ISIL in Syria, officials of the US-led coalition reported today.\n\n"
        "Officials gave details of the latest strikes, which took place between 8 a.m. yesterday and 8 a.m. today.",
        "On Nov. 9, US-led coalition forces conducted three strikes in Syria.",
        "US-led coalition forces fought ISIL yesterday in Syria, officials said.",
    ],
)
def test_a_strike_list_has_the_day_and_the_doer_of_what_stands_above_it(lead: str, parser: Parser) -> None:
    lines = "- Near Al Hawl, two strikes struck a tactical unit.\n- Near Mar'a, one strike destroyed a mortar system."
    text = f"{lead}\n\nAttack, fighter and remotely piloted aircraft conducted three strikes in Syria:\n{lines}"
    listed = [one for one in found_in(text, parser, TUESDAY).incidents if one.trigger.text.startswith("Near")]
    assert [one.places[0].text for one in listed] == ["Al Hawl", "Mar'a"]
    assert {one.date for one in listed} <= {"2015-11-09", "2015-11-09/2015-11-10"}
    assert all(doers(one) == {"Global Coalition to Defeat ISIS"} for one in listed)


def test_fighter_aircraft_are_neither_fighters_nor_attacks(parser: Parser) -> None:
    text = "Bomber, fighter, ground-attack and remotely piloted aircraft conducted 12 airstrikes in Iraq on Monday."
    assert doers(only(text, parser, TUESDAY)) == set()


def test_each_entry_of_a_casualty_report_has_its_day_and_place(parser: Parser) -> None:
    text = (
        "The Coalition released its monthly report on Monday. Two reports were assessed to be credible:\n\n"
        "1. June 6, 2015, near Tal Afar, Iraq. During a strike on ISIS fighters, two civilians were killed.\n\n"
        "2. July 9, 2015, near Manbij, Syria. During a strike on a depot, one civilian was killed.\n\n"
        "The task force said that it takes all reports seriously."
    )
    assert [one for one in told(text, parser) if one[1] and len(one[1]) == 10] == [
        ("airstrike", "2015-06-06", "Tal Afar"),
        ("airstrike", "2015-07-09", "Manbij"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Rebels of the Southern Front retook Nasib on Monday.", "territory_change"),
        ("The army liberated the town centre of Nasib on Monday.", "territory_change"),
        ("Armed groups (known as factions) recaptured Saraqib on Monday.", "territory_change"),
        ("Russian jets wiped out a depot near Nasib on Monday.", "airstrike"),
        ("Coalition aircraft took out a tank near Nasib on Monday.", "airstrike"),
        ("A fighter carried out a martyrdom operation in Nasib on Monday.", "suicide_bombing"),
    ],
)
def test_words_of_the_genre_tell_incidents(text: str, kind: str, parser: Parser) -> None:
    incident = only(text, parser, TUESDAY)
    assert (incident.type, incident.date) == (kind, "2015-11-09")


@pytest.mark.parametrize(
    "text",
    [
        "The minister took out a loan in Damascus on Monday.",
        "The team knocked out Al Wahda in Damascus on Monday.",
        "The city centre of Nasib was quiet on Monday.",
    ],
)
def test_the_same_words_tell_none_of_other_things(text: str, parser: Parser) -> None:
    assert told(text, parser) == []


def test_what_befell_a_site_told_of_before_is_the_strike_that_the_lead_tells(parser: Parser) -> None:
    text = (
        "Dozens were killed in an air strike on a prison in Dhamar, the Red Cross said on Monday. "
        "Some 170 men were held at the site when it was hit by seven missiles early on Sunday."
    )
    assert told(text, parser) == [("airstrike", "2015-11-08", "Dham\u0101r")]


def test_what_befell_another_site_is_an_incident_of_its_own(parser: Parser) -> None:
    text = (
        "Dozens were killed in an air strike on a prison in Dhamar on Sunday. "
        "On Monday a school in Taiz was hit by seven missiles."
    )
    assert [one[1] for one in told(text, parser)] == ["2015-11-08", "2015-11-09"]
