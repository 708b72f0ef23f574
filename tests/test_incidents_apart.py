"""What makes two incidents of a text, or one: days of saying, rows of names, sums and what began."""

from __future__ import annotations

import pytest
from incidents import found_in, only

from kg.extract.parsing import Parser
from kg.record import Incident

FRIDAY, SATURDAY = "2018-11-09", "2018-11-10"


def told(text: str, parser: Parser) -> list[tuple[str, str | None, str]]:
    """Return type, date and most specific place of the incidents of a text."""
    return [_row(one) for one in found_in(text, parser).incidents]


def _row(one: Incident) -> tuple[str, str | None, str]:
    return one.type, one.date, one.places[0].name if one.places else ""


def test_what_was_said_before_an_incident_tells_of_another(parser: Parser) -> None:
    bomb, strike = told(
        "A car bomb killed nine people in Kirkuk on Saturday, police said. "
        "On Friday the army said it had struck a weapons depot in Hawija.",
        parser,
    )
    assert bomb[:2] == ("bombing", SATURDAY)
    assert strike == ("airstrike", FRIDAY, "Hawija")


def test_what_is_said_afterwards_tells_of_the_same(parser: Parser) -> None:
    incident = only(
        "A bomb killed nine people in Kirkuk on Friday. Police said on Saturday that the bomb was hidden in a taxi.",
        parser,
    )
    assert incident.date == FRIDAY


def test_a_month_gone_by_is_not_that_of_the_news(parser: Parser) -> None:
    text = (
        "Coalition planes bombed two houses in Mosul, killing five, residents said. "
        "In October, 20 civilians were killed in coalition strikes on Mosul."
    )
    assert [day for _, day, _ in told(text, parser)] == ["2018-11", "2018-10"]


def test_a_raid_that_its_own_sentence_calls_the_attack_is_new(parser: Parser) -> None:
    text = (
        "Mortar rounds hit the Kashkoul, Dweila and Tabbaleh neighbourhoods of Damascus on Friday, killing nine. "
        "Rebels fired three mortar rounds on the Dweila neighbourhood and the attack killed four people. "
        "One person died when a mortar round hit the Kashkoul neighbourhood."
    )
    places = [place for _, _, place in told(text, parser)]
    assert len(places) == 3
    assert ["Dweila" in place for place in places[1:]] == [True, False]


def test_one_event_stands_beside_the_sum_of_many(parser: Parser) -> None:
    text = (
        "Air strikes have killed 300 people in Idlib since April, the monitor said. "
        "An air strike also hit Idlib on Friday, killing four people."
    )
    assert [day for _, day, _ in told(text, parser)] == ["2018-04/2018-11-11", FRIDAY]


def test_the_first_of_what_a_lead_sums_up_may_name_no_place(parser: Parser) -> None:
    text = (
        "At least 30 people were killed in air strikes by Syrian planes in Idlib on Friday. "
        "A Syrian warplane hit a marketplace, killing 20 people. "
        "Elsewhere, a Russian plane bombed a school in Sarmin, killing ten."
    )
    found = found_in(text, parser)
    assert [one.type for one in found.incidents] == ["airstrike"] * 3
    assert found.incidents[0].summary_of == (found.incidents[1].id, found.incidents[2].id)
    assert [c.low for c in found.claims if c.incident == found.incidents[1].id and c.kind == "casualties"] == [20]


def test_without_a_second_part_the_detail_is_that_of_the_lead(parser: Parser) -> None:
    text = (
        "At least 30 people were killed in air strikes by Syrian planes in Idlib on Friday. "
        "A Syrian warplane hit a marketplace, a doctor said."
    )
    assert only(text, parser).date == FRIDAY


def test_separate_strikes_in_one_sentence_are_two_incidents(parser: Parser) -> None:
    text = (
        "Coalition strikes killed ten militants near Mosul on Friday, "
        "in addition to separate strikes by the Iraqi air force near Tal Afar."
    )
    assert [place for _, _, place in told(text, parser)] == ["Mosul", "Tal Afar"]


@pytest.mark.parametrize(
    "doubt", ["It was not clear whether it was hit by an air strike or a shell.", "Loud explosions were then heard."]
)
def test_what_is_not_known_of_an_attack_is_none_beside_it(doubt: str, parser: Parser) -> None:
    only(f"An Israeli attack on a camp near Quneitra killed three soldiers on Friday. {doubt}", parser)


@pytest.mark.parametrize(("what", "number"), [("start of the second phase", 1), ("end", 0)])
def test_who_announces_the_start_of_an_operation_begins_it(what: str, number: int, parser: Parser) -> None:
    text = f"On Friday the Syrian Democratic Forces announced the {what} of the operation in Hajin."
    incidents = found_in(text, parser).incidents
    assert len(incidents) == number
    assert [one.date for one in incidents] == [FRIDAY] * number
    assert [a.id for one in incidents for a in one.perpetrators] == ["sdf"] * number


def test_what_lies_beside_a_place_is_not_in_it(parser: Parser) -> None:
    text = (
        "Russian jets carried out air strikes on western Aleppo over the past two days. "
        "Six civilians were killed in air strikes on the town of Atareb west of Aleppo on Saturday. "
        "Regime jets bombed the Wadi Barada valley northwest of Damascus on Saturday."
    )
    assert len(told(text, parser)) == 3


def test_where_aircraft_took_off_is_not_where_they_struck(parser: Parser) -> None:
    incident = only("The jets took off from Incirlik and struck Islamic State positions near Manbij on Friday.", parser)
    assert [one.name for one in incident.places] == ["Manbij"]


def test_raids_by_planes_are_from_the_air(parser: Parser) -> None:
    assert only("Nine people were killed in raids by Syrian planes on Friday in Idlib.", parser).type == "airstrike"
    assert only("Nine people were killed in raids by gunmen on Friday in Idlib.", parser).type != "airstrike"


def test_two_directions_of_a_country_are_one_place(parser: Parser) -> None:
    incident = only("Coalition raids hit the Islamic State in north and east Syria on Friday.", parser)
    assert [one.id for one in incident.places] == ["northeast-syria"]


@pytest.mark.parametrize(
    ("who", "doer"),
    [
        ("Al-Qaeda's Syrian affiliate al-Nusra Front", "al-nusra"),
        ("Al-Nusra Front, Al-Qaeda's Syrian affiliate,", "al-nusra"),
        ("Al-Qaeda's Syrian affiliate", "al-qaeda"),
    ],
)
def test_whose_affiliate_a_group_is_did_not_do_it(who: str, doer: str, parser: Parser) -> None:
    incident = only(f"The governor said that {who} attacked an army post near the city of Idlib on Friday.", parser)
    assert [one.id for one in incident.perpetrators] == [doer]


@pytest.mark.parametrize(
    ("said", "blamed"),
    [
        ("Activists said government forces were responsible for", ["syrian-armed-forces"]),
        ("The army denied that government forces were responsible for", []),
        ("The United Nations investigated suggestions that opposition forces were responsible for", []),
    ],
)
def test_who_is_only_said_not_to_be_behind_it_is_not_blamed(said: str, blamed: list[str], parser: Parser) -> None:
    incident = only(f"{said} the attack on the Syrian town of Saraqib on Friday.", parser)
    assert [one.id for one in incident.perpetrators] == blamed


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Militants killed a captured pilot in Jayrud on Friday.", "execution"),
        ("The gunmen shot dead three of the hostages in Mosul on Friday.", "execution"),
        ("An air strike killed 20 detainees in Dhamar on Friday.", "airstrike"),
        ("Two hostages were killed in a gun battle in Mosul on Friday.", "armed_clash"),
    ],
)
def test_to_kill_whom_one_holds_is_an_execution(text: str, kind: str, parser: Parser) -> None:
    assert only(text, parser).type == kind


@pytest.mark.parametrize(
    ("text", "doers"),
    [
        ("The army said on Saturday it had brought Bayji back under government control.", ["iraqi-army"]),
        ("Palmyra came under Islamic State control on Saturday.", ["islamic-state"]),
        ("Bayji fell under the control of the Islamic State on Saturday.", ["islamic-state"]),
    ],
)
def test_what_comes_under_control_changes_hands(text: str, doers: list[str], parser: Parser) -> None:
    incident = only(text, parser)
    assert (incident.type, incident.date) == ("territory_change", SATURDAY)
    assert [one.id for one in incident.perpetrators] == doers


@pytest.mark.parametrize(
    "text",
    [
        "Firefighters brought the blaze in Mosul under control on Saturday.",
        "The situation in Kirkuk came under control on Saturday.",
        "The army wants to bring Bayji under its control.",
    ],
)
def test_what_is_got_under_control_need_be_no_territory(text: str, parser: Parser) -> None:
    assert found_in(text, parser).incidents == ()


def test_who_breaks_a_siege_did_so(parser: Parser) -> None:
    incident = only("Syrian rebels broke the siege of eastern Aleppo on Saturday.", parser)
    assert [one.id for one in incident.perpetrators] == ["syrian-opposition"]


@pytest.mark.parametrize(
    ("head", "day"), [("November 11 2018", "2018-11-09"), ("Sunday 11 November 2018", "2018-11-09")]
)
def test_an_article_filed_a_year_later_is_of_the_day_at_its_head(head: str, day: str, parser: Parser) -> None:
    text = f"{head} Bomb kills nine in Kirkuk. A bomb killed nine people in Kirkuk on Friday, police said."
    assert only(text, parser, published="2019-11-11").date == day


def test_last_monday_is_not_yesterday(parser: Parser) -> None:
    text = "Gunmen killed nine people in Kirkuk last Saturday."
    assert only(text, parser).date == "2018-11-03"
    assert only(text, parser, published="2018-11-14").date == SATURDAY


def test_a_dateline_within_a_page_is_no_place(parser: Parser) -> None:
    incident = only(
        "Bomb in Kirkuk - Reports MOSCOW (Sputnik) Nine people died when a bomb exploded in Kirkuk on Friday.", parser
    )
    assert [one.name for one in incident.places] == ["Kirkuk"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Gunmen hurled Molotov cocktails at the office of a party in Basra on Friday.", "armed_clash"),
        ("Protesters set the headquarters of the party in Nasiriyah on fire on Friday.", "other"),
        ("Militants set ablaze several houses in Hawija on Friday.", "other"),
        ("Soldiers fired on protesters in Baghdad on Friday, killing four.", "armed_clash"),
        ("Turkish artillery fired on militants near Afrin on Friday.", "shelling"),
    ],
)
def test_arson_and_fire_at_people_are_incidents(text: str, kind: str, parser: Parser) -> None:
    incident = only(text, parser)
    assert (incident.type, incident.date) == (kind, FRIDAY)


@pytest.mark.parametrize(
    "text",
    [
        "The men were plotting the assassination of the governor of Kirkuk.",
        "The men are accused of planning the kidnapping of two journalists in Baghdad.",
        "Syria has been hit by violent unrest since March 2011.",
        "Afrin was struck by an earthquake on Friday.",
    ],
)
def test_plots_and_crises_are_no_incidents(text: str, parser: Parser) -> None:
    assert found_in(text, parser).incidents == ()


def test_what_happened_in_another_incident_is_apart_and_of_that_day(parser: Parser) -> None:
    text = (
        "A roadside bomb killed a soldier in Mosul on Friday. "
        "In another incident, gunmen killed a police officer in Kirkuk."
    )
    assert [day for _, day, _ in told(text, parser)] == [FRIDAY, FRIDAY]


def test_a_shell_fell_where_it_fell_not_where_its_gunners_are(parser: Parser) -> None:
    incident = only(
        "Four people were injured by a mortar round fired by gunmen positioned in Daraya, "
        "which fell in the town of Muadamiya on Friday.",
        parser,
    )
    assert incident.places[0].text == "Muadamiya"


def test_who_dies_after_a_drone_was_shot_down_elsewhere_did_not_die_of_it(parser: Parser) -> None:
    text = (
        "The army shot down a drone near Palmyra on Friday. "
        "Army units killed 15 militants in the Hweija neighbourhood of Deir Ezzor."
    )
    found = told(text, parser)
    assert len(found) == 2
    assert found[0][2] == "Palmyra"


def test_a_town_that_somebody_had_taken_is_no_capture(parser: Parser) -> None:
    text = "Nine people were killed on Friday when gunmen attacked a town in northern Syria captured by Kurdish forces."
    assert [kind for kind, _, _ in told(text, parser)] == ["armed_clash"]


def test_one_of_the_shells_is_told_apart_from_all(parser: Parser) -> None:
    text = (
        "Militants fired rocket shells at several neighbourhoods of Aleppo on Friday. "
        "Three of the shells fell in the Sulaimaniyeh neighbourhood, killing three children. "
        "Two other shells hit the Bab al-Faraj neighbourhood, injuring two people."
    )
    assert len(told(text, parser)) == 3


def test_a_headline_gives_an_incident_no_places_of_others(parser: Parser) -> None:
    found = found_in(
        "A car bomb killed nine people in the city of Kirkuk on Friday. "
        "Gunmen killed two policemen in Mosul on Saturday.",
        parser,
        title="Nine killed in attacks in Kirkuk, Mosul",
    )
    assert [[one.name for one in i.places] for i in found.incidents] == [["Kirkuk"], ["Mosul"]]


def test_the_city_of_a_name_is_no_province(parser: Parser) -> None:
    incident = only("Rebels in Idlib province said on Saturday that air strikes hit Idlib city on Friday.", parser)
    assert incident.places[0].id == "idlib"


@pytest.mark.parametrize(
    ("text", "border"),
    [
        ("Nine soldiers were killed near the Turkish border on Friday.", "Turkish border"),
        ("Clashes erupted along the Syrian-Lebanese border on Friday.", "Syrian-Lebanese border"),
        ("Jets struck trucks close to the Iraqi frontier on Friday.", "Iraqi frontier"),
    ],
)
def test_a_border_is_where_something_was(text: str, border: str, parser: Parser) -> None:
    assert [one.text for one in only(text, parser).places] == [border]


def test_a_border_that_somebody_crossed_is_not_where_something_was(parser: Parser) -> None:
    text = "Guards shot dead two men who had crossed the Turkish border on Friday."
    assert [one.places for one in found_in(text, parser).incidents] == [()]


def test_what_an_attack_includes_is_part_of_it(parser: Parser) -> None:
    text = "A Russian warplane hit the city of Idlib with four air strikes including two cluster bombs on Friday."
    assert only(text, parser).type == "airstrike"


def test_gas_from_a_helicopter_is_a_chemical_attack_and_a_gas_plant_is_none(parser: Parser) -> None:
    assert only("A helicopter dropped a toxic gas barrel over Aleppo on Friday.", parser).type == "chemical_attack"
    assert only("A helicopter dropped barrel bombs on a gas plant near Homs on Friday.", parser).type == "airstrike"


def test_who_was_killed_without_were_did_not_kill(parser: Parser) -> None:
    text = "70 ISIS militants killed and many injured in Russian air strikes on a camp in Sukhnah on Friday."
    incident = only(text, parser)
    assert [one.id for one in incident.perpetrators] == ["government-of-russia"]
    assert [one.id for one in incident.targets] == ["islamic-state"]


def test_rounds_of_attacks_are_no_ammunition(parser: Parser) -> None:
    assert only("Troops launched fresh rounds of attacks on Aleppo on Friday, killing 12.", parser).type == "other"


@pytest.mark.parametrize(
    "text",
    [
        "The coalition is conducting air strikes in Syria and Iraq against the group.",
        "The news brought the toll for soldiers killed in the Syrian conflict to 18.",
    ],
)
def test_what_goes_on_and_the_dead_of_a_war_are_no_incidents(text: str, parser: Parser) -> None:
    assert found_in(text, parser).incidents == ()


def test_where_aid_went_is_not_where_a_helicopter_fell(parser: Parser) -> None:
    incident = only(
        "A Russian helicopter was shot down in Idlib province on Friday after delivering aid to Aleppo.", parser
    )
    assert [one.id for one in incident.places] == ["idlib-governorate"]


def test_a_heading_that_runs_into_its_sentence_tells_it_once(parser: Parser) -> None:
    incident = only(
        "Three injured in a rocket attack on the Bab Touma neighborhood in Damascus Three people were injured "
        "on Friday when gunmen fired a rocket on the Bab Touma neighborhood in Damascus.",
        parser,
    )
    assert incident.date == FRIDAY


def test_where_something_like_it_was_is_not_where_it_was(parser: Parser) -> None:
    incident = only(
        "A gas attack killed 20 people in the town of Khan Sheikhoun on Friday. "
        "The attack was a crime similar to the one the government committed in Ghouta in 2013.",
        parser,
    )
    assert (incident.date, len(incident.places)) == (FRIDAY, 1)


def test_where_the_dead_came_from_is_not_where_they_died(parser: Parser) -> None:
    incident = only("More than 60 fighters from Tunisia were killed in an air strike near Mayadin on Friday.", parser)
    assert [one.name for one in incident.places] == ["Mayadin"]


def test_who_dealt_a_blow_drove_them_out(parser: Parser) -> None:
    incident = only(
        "The air strikes came after Islamic State dealt a significant blow to Syrian government forces "
        "driving them out of Raqqa province.",
        parser,
    )
    assert [one.id for one in incident.perpetrators] == ["islamic-state"]


def test_who_bombs_an_area_is_not_bombed(parser: Parser) -> None:
    incident = only("The bombardment of the area by Syrian warplanes killed nine people in Douma on Friday.", parser)
    assert [one.id for one in incident.targets] == ["civilians"]


def test_strikes_whose_dead_nobody_acknowledges_are_none_in_particular(parser: Parser) -> None:
    text = "Russia has not acknowledged any civilian deaths from its strikes since it intervened in Syria in 2015."
    assert found_in(text, parser).incidents == ()


def test_a_month_is_closer_than_its_year(parser: Parser) -> None:
    text = "The city of Hama saw a massacre in 1982. In February 1982 the Brotherhood ambushed soldiers in Hama."
    assert only(text, parser).date == "1982-02"


def test_one_high_toll_is_of_one_incident(parser: Parser) -> None:
    incident = only(
        "At least 23 civilians were killed in US air strikes in eastern Syria on Friday. "
        "The monitor said 23 civilians were killed on Friday by air strikes on a village on the Euphrates.",
        parser,
    )
    assert incident.date == FRIDAY


def test_a_quarter_is_in_its_city(parser: Parser) -> None:
    incident = only(
        "At least 92 civilians were killed by Russian air strikes on the city of Aleppo on Friday. "
        "Warplanes targeted the districts of Bustan al-Qasr and Salihiya.",
        parser,
    )
    assert incident.places[0].text.startswith("Bustan al-Qasr") or incident.places[0].name == "Bustan al-Qasr"


@pytest.mark.parametrize(
    "text",
    [
        "The opposition was focusing its efforts on capturing Tal Jamu.",
        "The group has claimed previous bombings in the mainly Kurdish city of Qamishli.",
    ],
)
def test_aims_and_what_was_done_before_are_no_incidents(text: str, parser: Parser) -> None:
    assert found_in(text, parser).incidents == ()


def test_the_joint_operation_is_what_was_told_before(parser: Parser) -> None:
    text = (
        "At least 23 militants were killed by Turkish artillery fire and US air strikes near Azaz on Friday. "
        "As many as 33 targets were hit in the joint operation, the army said."
    )
    assert only(text, parser).date == FRIDAY


def test_who_left_a_town_before_others_took_it_did_not_take_it(parser: Parser) -> None:
    text = (
        "The liberation of the city of Idlib on Friday was followed by shelling of Sarmin. "
        "Before government forces left Idlib they executed 15 detainees there, the Syrian network said."
    )
    (taken,) = (one for one in found_in(text, parser).incidents if one.type == "territory_change")
    assert taken.perpetrators == ()
    assert [one.id for one in taken.targets] == ["syrian-armed-forces"]


def test_the_dead_are_those_of_the_attack_that_they_are_told_with(parser: Parser) -> None:
    record = found_in(
        "A car bomb killed five people in Raqqa on Nov. 4, and gunmen attacked a market in Hasakah on Nov. 7, "
        "killing ten.",
        parser,
    )
    place_of = {one.id: one.places[0].name for one in record.incidents}
    dead = {(place_of[claim.incident], claim.low) for claim in record.claims if claim.effect == "killed"}
    assert dead == {("Raqqa", 5), ("Al-Hasakah", 10)}
