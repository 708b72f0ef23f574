"""What is an incident and what is none, what is one told twice, and where its day, place and parties come from."""

from __future__ import annotations

import pytest
from incidents import found_in, only

from kg.extract.parsing import Parser
from kg.record import Incident, Place

NO_INCIDENT = [
    "Rebels fighting to topple the government still hold the hills around Idlib.",
    "The town of Kilis has repeatedly been struck by rocket fire from across the border.",
    "The attacks on villages near Kirkuk continue.",
    "The assault on Mosul could begin within days.",
    "The operation in Hodeidah was halted to allow for talks.",
    "The ministry denied targeting civilians in Aleppo.",
    "The attackers withdrew to the Hamrin Mountains on Friday.",
    "A looming offensive on Idlib has worried aid groups.",
    "Soldiers defused one suicide car bomb in Ramadi on Friday, and inspectors entered the town of Douma.",
]


@pytest.mark.parametrize("text", NO_INCIDENT)
def test_habits_plans_and_denials_are_no_incidents(text: str, parser: Parser) -> None:
    assert found_in(text, parser).incidents == ()


TYPED = [
    ("Jets fired several missiles at a market in Ariha on Friday.", "airstrike"),
    ("Russian bombs destroyed a theatre in Mariupol on Friday.", "airstrike"),
    ("Coalition air or artillery strikes on Mosul on Friday killed nine people.", "airstrike"),
    ("Iraqi F-16s struck a tunnel near Rawa on Friday.", "airstrike"),
    ("Planes attacked Saraqeb with chemical bombs on Friday.", "chemical_attack"),
    ("Helicopters dropped chlorine cylinders on Saraqeb on Friday.", "chemical_attack"),
    ("Two strikes near Mosul on Friday destroyed a car bomb.", "airstrike"),
    ("Police fired live ammunition at demonstrators in Basra on Friday.", "armed_clash"),
    ("Militants attacked a post near Kirkuk with machine guns on Friday.", "armed_clash"),
    ("A border guard was wounded by a sniper near Kirkuk on Friday.", "armed_clash"),
    ("Gunmen slit the throats of nine farmers in the village of Koshobe on Friday.", "execution"),
    ("Iraqi troops entered the town of Rawa on Friday.", "territory_change"),
    ("Kurdish fighters pushed into the town of Tal Abyad on Friday.", "territory_change"),
    ("Assailants stabbed a reporter in Kirkuk on Friday.", "armed_clash"),
    ("A wanted man was caught in Tal Afar on Friday.", "arrest"),
    ("Three men were arrested in an ambush near Rutba on Friday.", "arrest"),
    ("US forces conducted a raid in Raqqa on Friday, capturing two men.", "operation"),
    ("Explosive-laden drones struck Erbil airport on Friday.", "airstrike"),
    ("Barrel bombs rained down on Daraya on Friday.", "airstrike"),
    ("A truck bomb devastated a junction in Mogadishu on Friday.", "bombing"),
    ("Artillery fire and air operations destroyed a tank near Azaz on Friday.", "airstrike"),
    ("Officials announced the killing of five militants in an airstrike near Kirkuk on Friday.", "airstrike"),
    ("The army attacked Nayrab on Friday with support from Turkish artillery.", "other"),
]


@pytest.mark.parametrize(("text", "kind"), TYPED)
def test_the_words_around_an_event_give_its_kind_once(text: str, kind: str, parser: Parser) -> None:
    assert only(text, parser).type == kind


TOLD_TWICE = [
    "Thirteen policemen were killed in an attack in Kirkuk province, officials said on Friday. Militants stormed a "
    "checkpoint in the village of Satiha on Thursday night, killing ten of them.",
    "An air strike killed 33 Turkish soldiers in Idlib province. The troops were killed in an attack by Syrian "
    "government forces near the town of Balyun.",
    "At least 55 people have been killed in attacks on a clinic in the city of Hodeidah. Residents said the coalition "
    "carried out air strikes near the gate of al-Noor hospital on Thursday.",
    "A missile hit a station in Kramatorsk on Friday, killing 52 people in an attack on a crowd of families.",
    "A suicide bomber hit a mosque in Kabul on Friday. It was the deadliest attack in the city since March.",
    "Jihadist attacks killed 13 fighters in Homs province on Wednesday. Clashes broke out when militants stormed "
    "positions near the town of Sukhna.",
    "A car bomb went off in the Zahra district of Homs on Friday, followed by a suicide bombing.",
    "Russia launched 80 drones and 12 missiles at Kyiv on Friday.",
]


@pytest.mark.parametrize("text", TOLD_TWICE)
def test_a_lead_and_its_detail_are_one_incident(text: str, parser: Parser) -> None:
    assert len(found_in(text, parser).incidents) == 1


APART = [
    # told of another time
    ("A chemical attack in Douma has killed 70 people. In August 2013 rockets with sarin hit Douma.", 2),
    ("Islamic State was driven from Raqqa on Friday. The group seized Raqqa in January 2014.", 2),
    ("Hezbollah fired rockets at Haifa a day after an assault on Ashkelon.", 2),
    # the toll of a month, and an attack of one day in it
    ("In October 411 Iraqis were killed in Baghdad. On 30 October a car bomb hit Baghdad and killed 19.", 2),
    # what the next sentence sets apart
    ("Militants ambushed a convoy east of Tikrit on Saturday. Earlier on the same day an officer was shot dead by a "
     "sniper in the Hamrin area.", 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), APART)
def test_events_of_other_times_are_kept_apart(text: str, number: int, parser: Parser) -> None:
    assert len(found_in(text, parser).incidents) == number


DATED = [
    ("The army said on Saturday that a strike in Beirut the previous day killed 16 people.", "2018-11-09"),
    ("A soldier died on Friday after a bomb blew up near Kidal.", "2018-11-09"),
    ("The toll of Thursday's suicide attack on a mosque in Kabul rose to 101 on Saturday.", "2018-11-08"),
    ("Shelling hit Taiz on Friday despite a truce that took effect on 1 November.", "2018-11-09"),
    ("Tanks stand where the truce was declared in August; shells hit Taiz on Friday.", "2018-11-09"),
    ("A raid on Ariha on Tuesday last week killed nine people.", "2018-10-30"),
    ("Shells hit Afrin on Nov. 25.", "2017-11-25"),
    ("Syrian warplanes carried out raids near Ariha.", "2018-11"),
]


@pytest.mark.parametrize(("text", "day"), DATED)
def test_a_day_belongs_to_the_event_that_it_dates(text: str, day: str, parser: Parser) -> None:
    assert only(text, parser).date == day


def test_what_is_under_way_does_not_take_the_day_of_what_happened(parser: Parser) -> None:
    found = found_in("Troops retook Bashiqa on Friday as they pressed their offensive on Mosul.", parser).incidents
    assert [one.date for one in found if one.type == "territory_change"] == ["2018-11-09"]
    assert all(one.date != "2018-11-09" for one in found if one.type == "operation")


def test_a_long_time_does_not_date_what_is_told_of_one_day(parser: Parser) -> None:
    text = "Warplanes struck the town of Ariha. Thousands have fled the fighting since September."
    (raid,) = (one for one in found_in(text, parser).incidents if one.type == "airstrike")
    assert raid.date == "2018-11"


def test_the_month_of_a_lost_comma_is_read(parser: Parser) -> None:
    text = "Last updated at Nov 092018 BEIRUT At least 15 people were killed on Thursday in raids on Douma."
    assert only(text, parser, "2018-11-30").date == "2018-11-08"


PLACED = [
    ("A strike hit a village near the group's bastion Raqqa on Friday.", "Raqqa"),
    ("At least 17 people were injured in the air strike on Heneyda on Friday.", "Heneyda"),
    ("An airstrike hit the Jabaliya refugee camp in Gaza on Friday.", "Jabaliya refugee camp"),
    ("Gunmen killed 22 farmers working near Maiduguri on Friday.", "Maiduguri"),
    ("Militants positioned in Binnish fired four shells on the town of Foua on Friday.", "Foua"),
    ("The bombs killed nine people in Kunduz on Friday, officials in Kabul were told.", "Kunduz"),
    ("The militia shot down a drone over Ain Zara on Friday.", "Ain Zara"),
    ("Gunmen killed nine men in Nigeria's Borno state on Friday.", "Borno state"),
    ("BEIRUT At least nine people were killed in raids on Douma on Friday.", "Douma"),
]


@pytest.mark.parametrize(("text", "place"), PLACED)
def test_the_place_is_where_it_happened(text: str, place: str, parser: Parser) -> None:
    assert places(only(text, parser))[0] == place


def test_the_same_district_is_the_one_named_before(parser: Parser) -> None:
    text = (
        "Gunmen ambushed a van in the Khost district late on Tuesday. "
        "Ten policemen were killed in an attack in the same district on Monday."
    )
    assert [places(one)[0] for one in found_in(text, parser).incidents] == ["Khost district"] * 2


def test_a_town_that_holds_another_place_is_ranked_above_it(parser: Parser) -> None:
    incident = only("Shells hit the towns of Foua and Kefraya in Idlib on Friday.", parser)
    assert places(incident)[-1] == "Idlib"


def test_the_day_before_was_not_at_the_place_of_today(parser: Parser) -> None:
    text = "Militants attacked a checkpoint near Makhmour on Friday. On Monday a car bomb killed five soldiers."
    assert [places(one) for one in found_in(text, parser).incidents if one.date == "2018-11-05"] == [[]]


def test_a_listed_place_that_nobody_knows_is_the_place_of_its_strikes(parser: Parser) -> None:
    text = (
        "On Nov. 9, coalition forces conducted three strikes against ISIS in Iraq.\n\n"
        "* Near Mar'a Tahta, two strikes destroyed an ISIS tunnel.\n"
        "* Near Sultan Abdallah, one strike destroyed an ISIS vehicle.\n"
    )
    listed = [one for one in found_in(text, parser).incidents if one.trigger.text.startswith("Near")]
    assert [places(one)[0] for one in listed] == ["Mar'a Tahta", "Sultan Abdallah"]


DONE_BY = [
    # a force that tells of blows to its enemy tells of its own
    ("The Turkish defence ministry said five PKK members were neutralised in northern Iraq on Friday.",
     ["Turkish Armed Forces"]),
    ("The Saudi-led coalition said 218 Houthi fighters were killed in air strikes near Marib on Friday.",
     ["Saudi-led coalition"]),
    ("The Iraqi Counter Terrorism Service said seven ISIS militants were killed in an operation near Rutba on Friday.",
     ["Iraqi Counter Terrorism Service"]),
    ("The Turkish defence ministry said nine civilians were killed in Azaz on Friday in a car bombing.", []),
    ("The Observatory said five Islamic State fighters were killed in air strikes near Raqqa on Friday.", []),
    # whose an attack is
    ("Thirteen people died in a Houthi drone attack on a petrol station in Marib on Friday.", ["Houthis"]),
    ("The paramilitary Rapid Support Forces attacked the Zamzam camp in Darfur on Friday.", ["Rapid Support Forces"]),
    ("The Houthi militia and the Lebanese Hezbollah group fired rockets at Haifa on Friday.", ["Houthis", "Hezbollah"]),
    ("Russian bombs destroyed a theatre in Mariupol on Friday.", ["Government of Russia"]),
    # who stops a missile did not fire it
    ("Peshmerga forces foiled an infiltration attempt by Islamic State near Gwer on Friday.", ["Islamic State"]),
    ("A missile launched by the Houthis was intercepted over Marib by coalition forces on Friday.", ["Houthis"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), DONE_BY)
def test_an_incident_is_done_by_whom_the_text_says(text: str, names: list[str], parser: Parser) -> None:
    assert [one.name for one in only(text, parser).perpetrators] == names


def test_who_foils_an_attempt_is_its_target(parser: Parser) -> None:
    text = "Peshmerga forces foiled an infiltration attempt by Islamic State near Gwer on Friday."
    assert [one.name for one in only(text, parser).targets] == ["Peshmerga"]


def test_what_was_destroyed_in_passing_is_of_the_incident_before(parser: Parser) -> None:
    text = "The army took control of the village of Rasafa on Friday. 12 vehicles were destroyed, the ministry said."
    assert only(text, parser).type == "territory_change"


def test_the_place_of_the_news_is_not_that_of_what_was_long_before(parser: Parser) -> None:
    text = "Missiles hit a factory in the town of Pokrovsk on Friday. Russia launched its invasion in February 2014."
    (invasion,) = (one for one in found_in(text, parser).incidents if one.date == "2014-02")
    assert places(invasion) == []


def test_what_was_done_time_and_again_of_late_is_no_incident(parser: Parser) -> None:
    text = "Boko Haram has carried out a series of deadly assaults in Borno in recent years."
    assert found_in(text, parser).incidents == ()


def test_gunmen_are_nobody_that_was_named_before(parser: Parser) -> None:
    text = "Islamic State claimed a bombing in Quetta on Thursday. Gunmen ambushed a van near Bannu on Friday."
    (ambush,) = (one for one in found_in(text, parser).incidents if one.date == "2018-11-09")
    assert ambush.perpetrators == ()


def test_the_government_fights_rebels_too_where_these_are_named(parser: Parser) -> None:
    text = "Syrian government forces retook the town of Latamneh on Friday. Rebels and Islamic State are near."
    assert "Islamic State" not in [one.name for one in only(text, parser).targets]


def test_what_destroyed_a_drone_does_not_count_as_an_attack(parser: Parser) -> None:
    text = "Saudi air defences intercepted and destroyed a drone near Abha on Friday, officials said on Saturday."
    assert all(one.trigger.text != "destroyed a drone" for one in found_in(text, parser).incidents)


def places(incident: Incident) -> list[str]:
    return [named(one) for one in incident.places]


def named(place: Place) -> str:
    return place.text or place.name


@pytest.mark.parametrize(
    ("teller", "names"),
    [
        ("the Peshmerga", []),  # of a region: it has no aircraft and tells of strikes that others flew
        ("the Iraqi military", ["Iraqi Armed Forces"]),
        ("the US-led coalition", ["Global Coalition to Defeat ISIS"]),
    ],
)
def test_strikes_that_are_announced_are_those_of_forces_that_fly(teller: str, names: list[str], parser: Parser) -> None:
    text = f"Seven ISIS militants were killed in airstrikes near Rutba on Friday, {teller} said."
    assert [one.name for one in only(text, parser).perpetrators] == names


def test_who_raids_by_habit_has_not_flown_the_strikes_that_are_news(parser: Parser) -> None:
    text = (
        "At least seven ISIS militants were killed in airstrikes in Rutba on Friday, an official said.\n\n"
        "Tribal forces have carried out sporadic raids with coalition warplanes to find ISIS around Rutba."
    )
    assert only(text, parser).perpetrators == ()
