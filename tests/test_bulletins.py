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


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("Warplanes believed to be Russian struck a market in Ariha on Monday.", "Government of Russia"),
        ("Jets thought to be Israeli bombed a depot near Homs on Monday.", "Government of Israel"),
    ],
)
def test_who_something_is_believed_to_belong_to_did_it(text: str, doer: str, parser: Parser) -> None:
    incident = only(text, parser, TUESDAY)
    assert (incident.type, doers(incident)) == ("airstrike", {doer})


@pytest.mark.parametrize(
    "text",
    [
        "Officials believed to know the plan said on Monday that talks in Homs had begun.",
        "Many believed the army to be ready when talks in Homs began on Monday.",
    ],
)
def test_what_somebody_is_believed_to_know_is_no_incident(text: str, parser: Parser) -> None:
    assert told(text, parser) == []


@pytest.mark.parametrize(
    "text",
    [
        "One man was killed and five others were injured on Monday when gunmen shelled a suburb of Aleppo.",
        "Airstrikes and shelling reportedly hit ten schools in Idlib on Monday, killing three teachers.",
        "Nine people were killed in shelling and heavy air strikes on Idlib on Monday.",
        "The army took the village of Arak on Monday after eliminating dozens of terrorists.",
        "A car bomb killed 12 people in Baghdad on Monday, the deadliest attack there since the invasion of 2003.",
    ],
)
def test_what_one_sentence_tells_of_one_event_is_one_incident(text: str, parser: Parser) -> None:
    assert only(text, parser, TUESDAY).date == "2015-11-09"


def test_two_places_hit_by_two_means_are_two_incidents(parser: Parser) -> None:
    text = "Air strikes on Daraya and shelling of Zamalka killed nine people on Monday."
    assert [(kind, place) for kind, _, place in told(text, parser)] == [
        ("airstrike", "Darayya"),
        ("shelling", "Zamalka"),
    ]


def test_who_blows_himself_up_during_a_raid_did_not_carry_out_the_raid(parser: Parser) -> None:
    text = "The leader of Islamic State blew himself up during a raid by US soldiers near Atmeh on Monday."
    kinds = {one.type: doers(one) for one in found_in(text, parser, TUESDAY).incidents}
    assert kinds["suicide_bombing"] == {"Islamic State"}
    assert "Islamic State" not in kinds["operation"]


def test_clashes_between_two_sides_that_continued_happened_but_a_trend_did_not(parser: Parser) -> None:
    text = "Fierce clashes between the SDF and Islamic State continued in Kobani throughout Monday night."
    assert only(text, parser, TUESDAY).type == "armed_clash"
    assert told("The clashes in the region have continued for years.", parser) == []


def test_the_items_of_a_roundup_have_no_day_of_another_place(parser: Parser) -> None:
    text = (
        "Army jets destroyed three vehicles of ISIS in the Jib al-Jarrah area yesterday, a source said.\n\n"
        "In Daraa, an army unit killed four terrorists in an ambush."
    )
    assert [one[1] for one in told(text, parser)] == ["2015-11-09", "2015-11"]


def test_places_with_a_day_each_changed_hands_one_by_one(parser: Parser) -> None:
    text = "The army retook Palmyra on November 2 and Arak on November 6."
    assert told(text, parser) == [
        ("territory_change", "2015-11-02", "Palmyra"),
        ("territory_change", "2015-11-06", "Ar\u0101k"),
    ]


def test_a_month_of_that_year_is_of_the_year_named_before(parser: Parser) -> None:
    text = "The war in Libya began in February 2011. Rebels captured Tripoli in August that year."
    assert [one[:2] for one in told(text, parser)] == [("territory_change", "2011-08")]


def test_the_same_road_lies_between_both_towns(parser: Parser) -> None:
    text = (
        "Militants ambushed a patrol on the road between Hawija and Riyadh on Monday. "
        "On Tuesday, they kidnapped a driver on the same road."
    )
    first, second = found_in(text, parser, TUESDAY).incidents
    assert [one.name for one in second.places] == [one.name for one in first.places] == ["Hawija", "Riyadh"]


def test_a_blow_without_a_place_fell_where_the_text_is_at(parser: Parser) -> None:
    text = "Rebels moved from the town of Saraqib late on Monday. Government artillery struck the road behind them."
    assert ("shelling", "Saraqib") in [(kind, place) for kind, _, place in told(text, parser)]


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        (
            "Suicide bombers in two armoured cars killed 23 people in a suburb of Mosul on Monday.",
            "suicide_bombing",
            "Mosul",
        ),
        ("Warplanes put the airport of Aleppo out of service on Monday.", "airstrike", "Aleppo"),
        ("The army took control over Tal Zahr al-Wahesh on Monday.", "territory_change", "Tal Zahr al-Wahesh"),
        ("On Monday ISIS massacred inhabitants of Palmyra.", "execution", "Palmyra"),
    ],
)
def test_what_and_where_are_read_where_the_parser_errs_or_the_name_is_long(
    text: str, kind: str, place: str, parser: Parser
) -> None:
    assert told(text, parser) == [(kind, "2015-11-09", place)]


def test_the_past_of_a_suburb_is_not_the_day_of_what_happened_in_it(parser: Parser) -> None:
    text = "A car bomb killed nine people in a suburb of Mosul that the army said it had retaken in January."
    assert told(text, parser) == [("bombing", "2015-11", "Mosul")]


def test_what_the_attackers_did_is_the_attack_of_the_lead(parser: Parser) -> None:
    text = "Suicide bombers killed 23 people in a suburb of Mosul. The attackers struck a market in Gogjali on Monday."
    assert [one[:2] for one in told(text, parser)] == [("suicide_bombing", "2015-11-09")]


@pytest.mark.parametrize(
    "text",
    [
        "The SDF said it would resume its assault on Baghouz on Sunday.",
        "The army plans to expand its offensive in Idlib next week.",
    ],
)
def test_an_attack_that_somebody_will_go_on_with_is_none_yet(text: str, parser: Parser) -> None:
    assert told(text, parser) == []


def test_what_many_attacks_provoked_is_told_apart_from_them(parser: Parser) -> None:
    text = (
        "The US military launched airstrikes on two sites in eastern Syria early on Monday, in retaliation for a slew "
        "of drone and missile attacks. At least 12 attacks on US troops in Iraq had been counted since Oct. 17. "
        'The Pentagon said the "precision strikes" hit facilities near Boukamal.'
    )
    rows = [one for one in found_in(text, parser, TUESDAY).incidents if one.type == "airstrike"]
    assert [(one.date, one.places[0].text) for one in rows] == [("2015-11-09", "Boukamal")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The army entered Nasib on Monday, killing ten terrorists and destroying their hideouts.", 1),
        ("Gunmen attacked a post near Daquq on Monday. Three vehicles were set on fire.", 1),
        ("Militants captured the town of Hit on Monday and the village of Jubba the day before.", 2),
        ("Shelling of Douma has killed 20 people since the start of the month, a monitor said.", 1),
    ],
)
def test_as_many_incidents_are_found_as_are_told(text: str, number: int, parser: Parser) -> None:
    assert len(told(text, parser)) == number


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        (
            "A Tornado patrol, operating near Tal Afar, used a Brimstone missile to destroy a truck.",
            "airstrike",
            "Tal Afar",
        ),
        ("A machine-gun position near Sinjar was attacked with a Paveway IV bomb.", "airstrike", "Sinjar"),
        ("One Hellfire missile killed two terrorists near Mosul on Monday.", "airstrike", "Mosul"),
        ("Damascus came under fire on Monday: a mortar shell landed near Maysat square.", "shelling", "Maysat square"),
        ("A gunman killed nine men in Sousse on Monday before being shot dead by police.", "armed_clash", "Sousse"),
        ("The coalition intercepted a booby-trapped drone over Marib on Monday.", "airstrike", "Marib"),
    ],
)
def test_what_bulletins_of_forces_tell_has_one_kind_and_place(text: str, kind: str, place: str, parser: Parser) -> None:
    assert [(one[0], one[2]) for one in told(text, parser)] == [(kind, place)]


@pytest.mark.parametrize(
    "text",
    [
        "The army used its weight to destroy any hope of talks in Aleppo on Monday.",
        "The hospital had been attacked before, in 2014.",
    ],
)
def test_what_is_said_beside_the_news_is_no_incident(text: str, parser: Parser) -> None:
    assert told(text, parser) == []


def test_the_entries_of_a_live_blog_tell_in_the_present(parser: Parser) -> None:
    text = "Live updates\n\n18:50 GMT \u2013 Two rockets land in the Green Zone in Baghdad.\n\nNobody was hurt."
    assert only(text, parser, TUESDAY).places[0].text.endswith("Green Zone")
    assert told("Rockets often land in the Green Zone in Baghdad.", parser) == []


def test_a_day_without_a_year_is_of_the_year_that_opens_its_sentence(parser: Parser) -> None:
    assert told("In 2013, jets bombed a school in Sarmin on January 1.", parser)[0][:2] == ("airstrike", "2013-01-01")


def test_some_of_the_rockets_are_those_told_of_before(parser: Parser) -> None:
    text = "Iranian forces fired 20 rockets at the Golan Heights on Monday. Four of the rockets were intercepted."
    assert len(told(text, parser)) == 1


def test_the_day_since_which_an_operation_goes_on_begins_its_sum(parser: Parser) -> None:
    text = "At least 20 civilians have been killed in rocket attacks on Mardin since the operation began on Oct. 9."
    assert told(text, parser)[0][:2] == ("shelling", "2015-10-09/2015-11-10")


def test_a_road_to_a_country_is_not_in_it(parser: Parser) -> None:
    text = "Government forces retook Khirbet Ghazaleh on Monday, securing the highway to Jordan."
    incident = only(text, parser, TUESDAY)
    assert "Jordan" not in {one.name for one in incident.places}


@pytest.mark.parametrize(
    ("text", "kind", "date", "place"),
    [
        ("Fighters who seized Mosul pushed on Monday into Tikrit.", "territory_change", "2015-11-09", "Tikrit"),
        ("Blasts shook Khartoum on Monday as fighting went on.", "bombing", "2015-11-09", "Khartoum"),
        ("The SDF took Mansoura from the jihadists on Monday.", "territory_change", "2015-11-09", "Mansoura"),
        ("Houthi forces brought down an MQ-9 over Marib on Monday.", "other", "2015-11-09", "Marib"),
        ("IS threw a man off a building in Mosul on Monday.", "execution", "2015-11-09", "Mosul"),
        (
            "ISIS is accused of slaughtering cadets at Camp Speicher in June 2014.",
            "execution",
            "2014-06",
            "Camp Speicher",
        ),
        (
            "Troops used a launcher to fire rockets at Maarrat al-Nasan village on Monday.",
            "shelling",
            "2015-11-09",
            None,
        ),
        (
            "Air defences on Monday intercepted a missile that Houthi men had fired at Jizan.",
            "shelling",
            "2015-11-09",
            "Jizan",
        ),
    ],
)
def test_what_happened_is_found_in_the_words_of_wires(
    text: str, kind: str, date: str, place: str | None, parser: Parser
) -> None:
    rows = told(text, parser)
    assert (kind, date) in [one[:2] for one in rows]
    assert place is None or place in [one[2] for one in rows]


@pytest.mark.parametrize(
    "text",
    [
        "ISIS may have rigged a truck which blew up in Mosul on Monday.",
        "The goalkeeper threw the ball off the pitch in Mosul on Monday.",
        "The minister took Monday off in Mansoura.",
        "The team was shaken in Khartoum on Monday.",
        "He was not accused of slaughtering cadets at Camp Speicher.",
    ],
)
def test_what_is_guessed_or_meant_otherwise_is_no_incident(text: str, parser: Parser) -> None:
    assert told(text, parser) == []


def test_a_toll_that_climbed_on_a_day_does_not_date_the_attack(parser: Parser) -> None:
    text = "The death toll from an air raid in Ariha climbed to 46 on Monday. The raid took place on Sunday."
    assert [one[1] for one in told(text, parser)] == ["2015-11-08"]


def test_the_city_is_not_one_that_somebody_fled_towards(parser: Parser) -> None:
    text = (
        "The army wrested Palmyra from Islamic State on Monday. IS retreated towards Deir Ezzor. "
        "The group had seized the city in May."
    )
    assert ("territory_change", "2015-05", "Palmyra") in told(text, parser)


def test_a_base_of_a_country_is_not_in_it(parser: Parser) -> None:
    text = "A drone attack hit a US base near the border of Jordan on Monday, and militants attacked US troops."
    assert all(place != "United States of America" for _, _, place in told(text, parser))
