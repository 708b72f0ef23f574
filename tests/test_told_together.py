"""Several incidents of one paragraph, told apart: shares of strikes, a second bomber, what is pointed back to.

All texts are ours.
"""

from __future__ import annotations

import pytest
from incidents import found_in, only

from kg.extract.parsing import Parser

PUBLISHED = "2016-08-20"
FRIDAY = "2016-08-19"


def places_of(text: str, parser: Parser) -> list[str]:
    """Return the most specific place of each incident of a text, "" where it has none."""
    found = found_in(text, parser, PUBLISHED)
    return [one.places[0].name if one.places else "" for one in found.incidents]


SHARES = [
    (
        "Aircraft carried out six air strikes in Syria on Friday. Four were near the border town of Kobani and two "
        "near Aleppo.",
        ["Syria", "Kobani", "Aleppo"],
    ),
    ("The strikes on Friday included two near Raqqa, and one near Hasakah.", ["Raqqa", "Al-Hasakah"]),
    (
        "Of the 10 strikes in Iraq on Friday, five took place near Mosul, three near Tal Afar and one each near Baiji "
        "and Sinjar.",
        ["Iraq", "Mosul", "Tal Afar", "Baiji", "Sinjar"],
    ),
    ("The regime carried out 13 raids on the city of Raqqa and 11 on the town of Tabqa.", ["Raqqa", "Al-Tabqa"]),
]


@pytest.mark.parametrize(("text", "wanted"), SHARES)
def test_a_number_without_a_noun_tells_how_many_of_the_strikes_were_where(
    text: str, wanted: list[str], parser: Parser
) -> None:
    assert places_of(text, parser) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "The monitor said 21 civilians had been killed in raids on Friday, 15 in Manbij and six in Tal Rifaat.",
        "In all 11 shelling attacks were counted on Friday: seven attacks in Idlib province, three in Latakia province "
        "and one in Aleppo province.",
        "Rebels fired 12 rockets on Friday. Two residents were in Damascus, they said.",
    ],
)
def test_numbers_of_victims_and_sums_by_province_are_no_shares(text: str, parser: Parser) -> None:
    triggers = [one.trigger.text for one in found_in(text, parser, PUBLISHED).incidents]
    assert not any(" in " in one for one in triggers)


def test_a_second_bomber_is_another_incident_at_the_same_place(parser: Parser) -> None:
    text = (
        "A suicide bomber blew himself up at a cafe in Baghdad on Thursday evening, killing 17 people. A second bomber "
        "struck minutes later outside a mosque nearby, killing five. In Mosul, a bomb killed two teachers on Thursday. "
        "Islamic State claimed the cafe bombing in a statement."
    )
    found = found_in(text, parser, PUBLISHED)
    assert places_of(text, parser) == ["Baghdad", "Baghdad", "Mosul"]
    assert [one.name for incident in found.incidents for one in incident.perpetrators] == ["Islamic State"]
    assert [one.id for one in found.incidents if one.perpetrators] == [found.incidents[0].id]


def test_the_attack_on_a_kind_of_place_is_the_one_there(parser: Parser) -> None:
    text = (
        "A car bomb exploded near a hospital in Hilla on Monday, killing three people. Another bomb exploded at a bus "
        "station in Karbala, killing two. The hospital attack was claimed by Islamic State."
    )
    hilla, karbala = found_in(text, parser, PUBLISHED).incidents
    assert ([one.name for one in hilla.perpetrators], karbala.perpetrators) == (["Islamic State"], ())


@pytest.mark.parametrize(
    "whom",
    ["Abu Anas al-Furati, a facilitator", "Abu Bakr al-Iraqi", "two senior leaders", "11 militants", "the suspect"],
)
def test_the_capture_of_persons_is_an_arrest_and_part_of_the_raid_that_led_to_it(whom: str, parser: Parser) -> None:
    assert only(f"The SDF announced the capture of {whom} on Friday.", parser, PUBLISHED).type == "arrest"
    text = f"On Friday, coalition forces conducted a raid near Hajin, resulting in the capture of {whom}."
    assert only(text, parser, PUBLISHED).type == "operation"


@pytest.mark.parametrize("what", ["the town of Hajin", "Hajin", "Tal Afar airport", "Jebel Turkman"])
def test_the_capture_of_a_place_is_none(what: str, parser: Parser) -> None:
    capture = only(f"The SDF announced the capture of {what} on Friday.", parser, PUBLISHED)
    assert (capture.type, bool(capture.places)) == ("territory_change", True)


def test_who_took_a_place_after_clashes_fought_in_them(parser: Parser) -> None:
    text = "Army units took control of several buildings in Harasta after clashes with Jaish al-Islam on Friday."
    taken, clash = found_in(text, parser, PUBLISHED).incidents
    assert [one.name for one in taken.targets] == ["Jaysh al-Islam"]
    assert {one.name for one in clash.perpetrators} == {"Syrian Arab Army", "Jaysh al-Islam"}


def test_the_group_that_took_its_quarters_name_from_a_province_did_not_move_there(parser: Parser) -> None:
    text = "Rocket shells fell on Friday on the Aleppo neighbourhoods of al-Hamdaniyah and Salah al-Din."
    assert "Saladin Governorate" not in {one.name for one in only(text, parser, PUBLISHED).places}
    strikes = only("Air strikes hit the towns of Saraqeb and Idlib on Friday.", parser, PUBLISHED)
    assert "Idlib" in {one.name for one in strikes.places}


def test_bombers_by_their_type_are_aircraft_and_no_men(parser: Parser) -> None:
    raid = only("A Su-24M bomber destroyed an ammunition depot near Salma on Friday.", parser, PUBLISHED)
    assert (raid.type, raid.perpetrators) == ("airstrike", ())
    raid = only("Russian Su-34 bombers struck a training camp near Salma on Friday.", parser, PUBLISHED)
    assert [one.name for one in raid.perpetrators] == ["Government of Russia"]


def test_the_air_force_that_announces_sorties_flew_the_strikes_told_behind_them(parser: Parser) -> None:
    text = (
        "Aircraft carried out 24 sorties and struck facilities of Islamic State over the past 24 hours, Russian "
        "Defence Ministry spokesman Igor Konashenkov said. On Thursday, an air strike near Akhtarin destroyed a depot."
    )
    strikes = found_in(text, parser, PUBLISHED).incidents
    assert [[one.name for one in strike.perpetrators] for strike in strikes] == [["Russian Armed Forces"]] * 2


@pytest.mark.parametrize(
    ("when", "day"),
    [("Two days earlier", "2016-08-13"), ("Three days later", "2016-08-18"), ("Two days after that", "2016-08-17")],
)
def test_a_distance_without_comma_dates_what_follows(when: str, day: str, parser: Parser) -> None:
    text = f"On Monday, jets hit Homs. {when} missiles were fired at the T4 base, killing three soldiers."
    assert [one.date for one in found_in(text, parser, PUBLISHED).incidents] == ["2016-08-15", day]


def test_gunmen_disguised_as_policemen_are_no_policemen(parser: Parser) -> None:
    killing = only("Gunmen disguised as policemen shot dead a police officer in Kirkuk on Friday.", parser, PUBLISHED)
    assert (killing.perpetrators, [one.name for one in killing.targets]) == ((), ["security forces"])


@pytest.mark.parametrize("men", ["Armed men", "Gunmen", "A cell", "Two men", "Insurgents", "A group of fighters"])
@pytest.mark.parametrize(
    "tie",
    [
        "belonging to ISIS",
        "who belong to ISIS",
        "believed to belong to ISIS",
        "associated with ISIS",
        "suspected of belonging to ISIS",
        "working for ISIS",
    ],
)
def test_men_are_of_the_group_to_which_something_ties_them(men: str, tie: str, parser: Parser) -> None:
    taken = only(f"{men} {tie} kidnapped four farmers in Balkana on Friday.", parser, PUBLISHED)
    assert [one.name for one in taken.perpetrators] == ["Islamic State"]


def test_who_is_suspected_of_helping_a_group_is_not_of_it(parser: Parser) -> None:
    taken = only(
        "Police in Kirkuk arrested two men suspected of informing on the Peshmerga on Friday.", parser, PUBLISHED
    )
    assert "Peshmerga" not in {one.name for one in taken.targets}


@pytest.mark.parametrize(
    "jets", ["Coalition jets", "Coalition warplanes", "Coalition aircraft", "Coalition helicopters"]
)
def test_coalition_jets_are_those_of_the_coalition_that_was_named(jets: str, parser: Parser) -> None:
    text = f"The Saudi-led coalition said it stopped a drone on Friday. {jets} bombed a workshop in Sanaa on Friday."
    raid = found_in(text, parser, PUBLISHED).incidents[-1]
    assert [one.name for one in raid.perpetrators] == ["Saudi-led coalition"]


def test_what_happened_in_the_encounter_was_told_before(parser: Parser) -> None:
    text = (
        "Boko Haram fighters stormed the village of Kareto on Friday. The army said that 19 insurgents had been killed "
        "in the encounter."
    )
    assert len(found_in(text, parser, PUBLISHED).incidents) == 1


def test_a_campaign_of_which_strikes_are_part_is_no_incident_of_its_own(parser: Parser) -> None:
    text = "A strike hit a camp near Sarmada on Friday. It was part of a campaign that began in 2014."
    assert [one.date for one in found_in(text, parser, PUBLISHED).incidents] == [FRIDAY]


def test_the_toll_of_a_campaign_is_not_that_of_a_clash(parser: Parser) -> None:
    text = (
        "One soldier was killed in clashes near Rajo on Friday. The Syrian Observatory for Human Rights put the number "
        "of civilians killed at 149."
    )
    found = found_in(text, parser, PUBLISHED)
    assert [(one.low, one.incident is not None) for one in found.claims if one.kind == "casualties"] == [
        (1, True),
        (149, False),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("Forces announced on Friday that they had arrested a financier in Kirkuk.", "arrest", FRIDAY),
        ("A strike on March 17 in Mosul may have caused the building to collapse.", "airstrike", "2016-03-17"),
        ("Two hospitals in Idlib were put out of service by raids on Friday.", "airstrike", FRIDAY),
        (
            "The SDF carried out a security campaign in Diban on Friday in which 20 people were held.",
            "operation",
            FRIDAY,
        ),
        ("Iraqi troops have since launched a joint sweep south of Kirkuk.", "operation", "2016-08"),
    ],
)
def test_news_is_dated_and_of_its_kind(text: str, kind: str, day: str, parser: Parser) -> None:
    told = only(text, parser, PUBLISHED)
    assert (told.type, told.date) == (kind, day)


def test_a_number_of_the_men_shelled_is_a_figure_of_which_nothing_is_known(parser: Parser) -> None:
    text = "Army units shelled the hideouts of terrorists in Mourek on Friday, killing a number of them."
    found = found_in(text, parser, PUBLISHED)
    (killed,) = (one for one in found.claims if one.kind == "casualties")
    assert (killed.low, killed.high, killed.approximation) == (None, None, "a number")
    assert "civilians" not in {one.name for one in found.incidents[0].targets}


@pytest.mark.parametrize("noun", ["neighbourhoods", "districts", "villages", "suburbs", "settlements"])
@pytest.mark.parametrize(
    "names", [["Sakhour", "Shaar", "Jabal Badro"], ["Karm al-Jabal", "Zorbah", "Umm Jaloud", "Tallet Khanzir"]]
)
@pytest.mark.parametrize(
    "text",
    [
        "Shells hit the {noun} of {names} in Aleppo on Friday.",
        "The {noun} of {names} were shelled on Friday.",
        "Troops captured the {noun} of {names} on Friday.",
        "Clashes took place in the {noun} of {names} on Friday.",
    ],
)
def test_villages_that_no_list_knows_are_places_where_a_row_names_them(
    text: str, noun: str, names: list[str], parser: Parser
) -> None:
    said = f"{', '.join(names[:-1])} and {names[-1]}"
    told = only(text.format(noun=noun, names=said), parser, PUBLISHED)
    assert set(names) <= {one.text for one in told.places}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A Syrian warplane crashed near Hilla on Friday after a technical fault.", "other"),
        ("A military helicopter crashed in Hilla on Friday, killing two pilots.", "other"),
        ("Rebels shot 40 rockets at Hilla on Friday.", "shelling"),
        ("A clinic in Hilla closed after being hit by Russian warplanes on Friday.", "airstrike"),
        ("Locations targeted by Russian jets on Friday include the town of Hilla.", "airstrike"),
    ],
)
def test_what_befell_a_town_is_told_in_many_ways(text: str, kind: str, parser: Parser) -> None:
    told = only(text, parser, PUBLISHED)
    assert (told.type, told.date, told.places[0].name) == (kind, FRIDAY, "Hillah")


AFTER = [
    "a bomb killed 11 people in Hilla",
    "a car bomb at a market in Hilla claimed the lives of 11 people",
    "a bombing that killed 11 in Hilla",
    "the killing of two officers in Hilla",
]


@pytest.mark.parametrize(
    "before", [*AFTER, "a bombing that killed 11 in Hilla", "the killing of two officers in Hilla"]
)
@pytest.mark.parametrize(("when", "day"), [("a day after", "2016-08-17"), ("two days after", "2016-08-16")])
def test_an_attack_is_apart_from_the_one_it_came_after(before: str, when: str, day: str, parser: Parser) -> None:
    text = f"Two soldiers were killed in an attack in Tarmiya on Thursday, {when} {before}."
    attack, earlier = found_in(text, parser, PUBLISHED).incidents
    assert (attack.date, attack.places[0].name) == ("2016-08-18", "Tarmiyah")
    assert (earlier.date, [one.name for one in earlier.places]) == (day, ["Hillah"])


def test_the_day_of_a_truce_dates_no_attack(parser: Parser) -> None:
    text = "A bomb killed 11 people in Hilla on Friday. The attack came despite a truce agreed last week."
    assert only(text, parser, PUBLISHED).date == FRIDAY


@pytest.mark.parametrize(
    "where",
    [
        "in northern Qarqania",
        "in downtown Qarqania",
        "in rural Qarqania",
        "inside Qarqania",
        "at the entrance to Qarqania",
        "on a road leading to Qarqania",
        "on the way to Qarqania",
        "not far from Qarqania",
        "close to Qarqania",
        "on the road between Qarqania and Zorbah",
    ],
)
def test_a_town_that_no_list_knows_is_found_by_the_words_that_lead_to_it(where: str, parser: Parser) -> None:
    told = only(f"Gunmen ambushed an army patrol {where} on Friday, killing two soldiers.", parser, PUBLISHED)
    assert told.places[0].name == "Qarqania"


def test_what_came_before_a_recapture_is_another_incident(parser: Parser) -> None:
    text = "Afghan forces regained control of Khanabad on Friday, a day after it was overrun by the Taliban."
    assert [(one.type, one.date) for one in found_in(text, parser, PUBLISHED).incidents] == [
        ("territory_change", FRIDAY),
        ("territory_change", "2016-08-18"),
    ]


def test_both_whose_warplanes_are_named_together_flew_them(parser: Parser) -> None:
    told = only("Russian and regime warplanes bombed a market in Saraqeb on Friday.", parser, PUBLISHED)
    assert {one.name for one in told.perpetrators} == {"Government of Russia", "Government of Syria"}


def test_the_army_of_an_article_on_gaza_is_israels(parser: Parser) -> None:
    told = only("The army shelled Rafah in the Gaza Strip on Friday.", parser, PUBLISHED)
    assert [one.name for one in told.perpetrators] == ["Israel Defense Forces"]


@pytest.mark.parametrize("phrase", ["burned alive", "burned to death", "burnt alive"])
def test_who_was_burned_alive_died(phrase: str, parser: Parser) -> None:
    found = found_in(f"Seven people were {phrase} in Zorbah on Friday.", parser, PUBLISHED)
    assert [(one.effect, one.low) for one in found.claims if one.kind == "casualties"] == [("killed", 7)]


def test_who_was_taken_for_treatment_was_injured(parser: Parser) -> None:
    text = (
        "A bomb hit a convoy near Arbinda on Friday; five soldiers died and nine were taken to hospital for treatment."
    )
    found = found_in(text, parser, PUBLISHED)
    figures = [(one.effect, one.low) for one in found.claims if one.kind == "casualties"]
    assert figures == [("killed", 5), ("injured", 9)]
