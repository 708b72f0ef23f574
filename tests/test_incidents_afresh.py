"""Incidents in wordings met in texts that no rule was written for: each sentence is ours, for a kind of wording."""

from __future__ import annotations

import pytest
from incidents import found_in, only

from kg.extract.parsing import Parser

NO_INCIDENT = [
    "The mayor died of a heart attack in Tikrit on Friday.",
    "Prisoners in Roumieh began a hunger strike on Friday.",
    "Families fled the fighting around Tal Afar on Friday.",
    "Months of American airstrikes have done little to stop the group in Anbar.",
    "The gunmen withdrew toward the Hamrin mountains on Friday.",
    "Police announced the seizure of 12 mortar shells in Rashad on Friday.",
    "Since the operation began on October 8, the army has lost ten men.",
]


@pytest.mark.parametrize("text", NO_INCIDENT)
def test_what_only_sounds_like_an_incident_is_none(text: str, parser: Parser) -> None:
    assert found_in(text, parser).incidents == ()


TYPED = [
    ("Warplanes targeted the town of Saraqeb with six missiles on Friday.", "airstrike"),
    ("Tu-95 bombers fired cruise missiles at depots in Raqqa on Friday.", "airstrike"),
    ("Air force and artillery strikes killed 60 fighters in Latamneh on Friday.", "airstrike"),
    ("The ministry released footage of a drone destroying a launcher in Nihm on Friday.", "airstrike"),
    ("The group launched a drone at an oil depot in Yanbu on Friday.", "airstrike"),
    ("Eleven men accused of spying were shot in a square in Raqqa on Friday.", "execution"),
    ("Nine farmers were shot in the back of the head in Raqqa on Friday.", "execution"),
    ("Islamic State drowned three men in a canal near Hawija on Friday.", "execution"),
    ("Iraqi troops broke into the town of Hit on Friday.", "territory_change"),
    ("A sticky device under a car went off in Kirkuk on Friday.", "bombing"),
    ("The last fighters left the town of Zabadani on Friday.", "territory_change"),
    ("The army tightened its grip around rebels in Arbin on Friday.", "operation"),
    ("In a separate operation, a man wanted for murder was caught in Dohuk on Friday.", "arrest"),
    ("In another operation on Friday, soldiers arrested four suspects in Falluja.", "arrest"),
    ("Fighters attacked a checkpoint in Hajin on Friday.", "armed_clash"),
    ("30 fighters attacked the base in Hajin on Friday.", "armed_clash"),
    ("An attack by Islamic State on a village near Baquba on Friday killed four people.", "armed_clash"),
    ("Israel attacked a depot near Homs on Friday.", "other"),
    ("Islamic State cells killed two members of the police in Hawija on Friday.", "armed_clash"),
    ("Afghan special forces, backed by U.S. air strikes, killed 27 militants in Nangarhar on Friday.", "other"),
    ("Gunmen riding motorcycles killed 14 people in an attack on a village in Mali on Friday, it said.", "armed_clash"),
    ("On Friday, strikes on the port city of Hodeida killed 28 people, according to medics.", "airstrike"),
]


@pytest.mark.parametrize(("text", "kind"), TYPED)
def test_such_wordings_have_their_kind(text: str, kind: str, parser: Parser) -> None:
    incident = only(text, parser)
    assert (incident.type, incident.date) == (kind, "2018-11-09")
    assert incident.places


def test_captives_told_of_by_a_pronoun_are_executed(parser: Parser) -> None:
    text = "Two men taken in Gara were found dead. They were executed in Gara on Friday, the minister said."
    assert only(text, parser).type == "execution"


def test_local_sources_tell_of_what_happened_where_they_are(parser: Parser) -> None:
    text = "Police in Hilla said they had arrested five suspects on Friday."
    assert [place.name for place in only(text, parser).places] == ["Hillah"]


def test_where_somebody_speaks_is_not_where_it_happened(parser: Parser) -> None:
    text = "Speaking at the barracks in Ankara, near the market, the minister said that jets had hit Qandil on Friday."
    assert "Ankara" not in [place.name for place in only(text, parser).places]


def test_the_day_that_names_one_event_is_not_that_of_another(parser: Parser) -> None:
    text = "Police have arrested a member of a cell in Kirkuk behind the May 3 bombing in Mosul that killed three men."
    dates = {one.type: one.date for one in found_in(text, parser).incidents}
    assert dates["bombing"] == "2018-05-03"
    assert dates["arrest"] != "2018-05-03"


def test_a_day_before_a_clause_of_another_time_is_that_of_what_follows(parser: Parser) -> None:
    text = "In January, after the army had taken Qayyarah, the militants seized Hawija."
    dates = {place.name: one.date for one in found_in(text, parser).incidents for place in one.places}
    assert dates["Hawija"] == "2018-01"


def test_a_day_of_the_month_before_is_not_that_of_the_news(parser: Parser) -> None:
    text = "A strike wounded two medics in Idlib on Friday. Another strike killed a nurse in Hama. "
    text += "On 15 October, air raids destroyed a clinic in Khan Shaykhun."
    assert [one.date for one in found_in(text, parser).incidents][-1] == "2018-10-15"


def test_the_day_at_the_end_of_a_clause_is_not_that_of_saying(parser: Parser) -> None:
    text = "The coalition conducted 24 strikes near Mosul yesterday, officials said here today."
    assert only(text, parser).date_text is not None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Jets pounded Khan Yunis on Friday, killing 24 people, as envoys met in Cairo.", ["Khan Yunis"]),
        ("A rocket fired from Gaza on Friday hit a house in Sderot.", ["Sderot"]),
        ("The men opened fire on a post in Hawija on Friday before fleeing towards the Hamrin mountains.", ["Hawija"]),
        ("Gunmen killed two guards in Rashad on Friday and then fled to the Makhoul mountains.", ["Rashad"]),
        ("Twelve missiles struck Mosul, near the unfinished US consulate, on Friday.", ["Mosul"]),
        ("Militants attacked a post at the Tishrin farm in Raqqa on Friday.", ["Tishrin farm", "Raqqa"]),
        ("A bomber rammed a convoy in Indian-controlled Kashmir on Friday, killing 40 people.", ["Kashmir"]),
        ("A raid killed ten people in the northern province of Aleppo on Friday.", ["Aleppo Governorate"]),
        ("In Geneva, the envoy condemned the air strike on the hospital in Idlib on Friday.", ["Idlib"]),
        ("A bomb hit a hall in Suruc on Friday, where students had met before a trip to Kobani.", ["Suruç"]),
        ("The group said its attack on Mosul on Friday was in retaliation for the war in Somalia.", ["Mosul"]),
        (
            "In Baghdad, 11 people were killed and 30 others injured by a bomb in the Karrada district on Friday.",
            ["Karrada", "Baghdad"],
        ),
        (
            "Gunmen killed an election official in the Zayouna district of Baghdad on Friday.",
            ["Zayouna district", "Baghdad"],
        ),
    ],
)
def test_an_incident_has_its_own_places(text: str, places: list[str], parser: Parser) -> None:
    assert [place.name for place in only(text, parser).places] == places


def test_what_was_passed_over_in_silence_is_not_where_the_fire_was_that_was_told_of(parser: Parser) -> None:
    text = "A raid on Idlib killed 38 people on Friday. State media made no mention of the raid "
    text += "but reported that rocket fire on Hama had killed seven civilians."
    places = {one.trigger.text: {place.name for place in one.places} for one in found_in(text, parser).incidents}
    assert places["raid"] == {"Idlib"}
    assert places["rocket fire"] == {"Hama"}


def test_whom_a_group_says_it_killed_when_it_claims_an_attack_it_killed_there(parser: Parser) -> None:
    text = "On Friday, militants killed two policemen at a checkpoint in Shuhail. "
    text += "Islamic State claimed responsibility, saying that four policemen had been killed."
    incident = only(text, parser)
    assert [(place.name, incident.date) for place in incident.places] == [("Shuhail", "2018-11-09")]


def test_so_many_fighters_are_no_planes(parser: Parser) -> None:
    assert only("12 fighters were killed in an ambush in Hama on Friday.", parser).weapons == ()


def test_the_place_that_one_clause_describes_is_that_of_the_other_too(parser: Parser) -> None:
    text = "In Sinjar, which fell on October 3, hundreds of men were killed by militants."
    found = found_in(text, parser)
    assert all("Sinjar" in [place.name for place in one.places] for one in found.incidents)


def test_a_missile_among_air_strikes_came_from_the_air(parser: Parser) -> None:
    text = "Israeli jets bombed Khan Yunis on Friday. A man died when a missile flattened a home in Deir al-Balah."
    assert {one.type for one in found_in(text, parser).incidents} == {"airstrike"}


def test_the_fall_of_a_town_that_marks_something_happened(parser: Parser) -> None:
    incident = only("The fall of Ramadi to the Islamic State on Friday marks a setback for the army.", parser)
    assert (incident.type, incident.date) == ("territory_change", "2018-11-09")


def test_the_dead_of_a_month_and_of_a_province_are_statistics(parser: Parser) -> None:
    text = "A total of 1,431 people were killed in Iraq in October 2018, the mission said. "
    text += (
        "In Diyala 121 persons were killed. Twenty people died on 12 October when shells fell on a mosque in Falluja."
    )
    assert [(one.type, one.date) for one in found_in(text, parser).incidents] == [("shelling", "2018-10-12")]


def test_an_operation_that_is_only_mentioned_is_no_incident(parser: Parser) -> None:
    text = "The figures leave out the operations in Anbar. Soldiers rested near Ramadi during the operation in Anbar."
    assert found_in(text, parser).incidents == ()


def test_the_launch_of_a_phase_of_an_operation_is_one(parser: Parser) -> None:
    text = 'Iraqi forces launched the second phase of the "Heroes" operation on Friday south of Kirkuk.'
    incident = only(text, parser)
    assert incident.date == "2018-11-09"
    assert [one.id for one in incident.perpetrators] == ["iraqi-security-forces"]


@pytest.mark.parametrize(
    "text",
    [
        "The bloodshed came a day after a car bomb outside a mosque in Baquba killed 30 worshippers.",
        "A clinic in Baquba reopened a day after a car bomb killed 30 people in the town.",
    ],
)
def test_what_a_bomb_did_before_is_a_bombing(text: str, parser: Parser) -> None:
    news = "A suicide bomber blew himself up in Mosul on Friday, killing 21 people. "
    found = found_in(news + text, parser).incidents
    assert [(one.type, one.date) for one in found][1] == ("bombing", "2018-11-08")


def test_the_day_of_what_was_done_before_is_not_that_of_what_followed(parser: Parser) -> None:
    text = "Troops entered the town of Arbin after recapturing Hammuriyah on Wednesday."
    dates = [one.date for one in found_in(text, parser).incidents if "Hammuriyah" not in {p.text for p in one.places}]
    assert dates != ["2018-11-07"]


def test_the_name_of_an_operation_is_that_of_the_one_just_told(parser: Parser) -> None:
    text = (
        "Turkey launched an air operation in northern Iraq on Friday. Operation Claw-Sword was carried out in Qandil."
    )
    assert only(text, parser).type == "airstrike"


def test_the_district_is_the_place_that_was_spoken_of(parser: Parser) -> None:
    text = "Khanaqin, home to many peoples, is disputed. Peshmerga forces left the district in October 2017."
    assert [place.name for place in only(text, parser).places] == ["Khanaqin"]


def test_a_quarter_of_a_year_is_a_span(parser: Parser) -> None:
    incident = only(
        "The group carried out 55 attacks in Diyala in the first quarter of 2017, killing 21 people.", parser
    )
    assert incident.date == "2017-01/2017-03"


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("Iraqi forces battling jihadists in west Mosul took a bridge on Friday.", "territory_change", "West Mosul"),
        ("Fighters shot civilians who tried to flee from Tal Afar on Friday.", "armed_clash", "Tal Afar"),
        ("A suicide car bomb stopped a column in Ramadi on Friday and left four policemen dead.", None, "Ramadi"),
        ("A rocket fired by jihadists on Al-Wadihi, south of Aleppo, on Friday killed a boy.", "shelling", "Al-Wadihi"),
        ("Two mortar bombs fell in Damascus on Friday.", "shelling", "Damascus"),
        ("Armed men in Latakia lined up some 40 men and shot them on Friday.", "execution", "Latakia"),
    ],
)
def test_kind_and_place_are_read_from_what_stands_around(
    text: str, kind: str | None, place: str, parser: Parser
) -> None:
    incident = only(text, parser)
    assert kind in (incident.type, None)
    assert place in [one.name for one in incident.places]


@pytest.mark.parametrize(
    "text",
    [
        "Israeli planes hit posts near Homs on Friday. Most of the missiles were shot down, the army said.",
        "Israeli planes hit Damascus on Friday. Residents of Damascus heard loud explosions until dawn.",
        "Jets hit two markets in Idlib on Friday. The attacks came a day after envoys suspended talks in Geneva.",
        "Militants stormed a village near Kirkuk on Friday. They attacked from the Qarachogh mountain.",
    ],
)
def test_what_goes_on_about_an_attack_is_no_other_one(text: str, parser: Parser) -> None:
    assert only(text, parser).date == "2018-11-09"


def test_the_year_of_a_record_dates_nothing(parser: Parser) -> None:
    text = "Gunmen fired 20 rockets at Kirkuk on Friday. It was the heaviest barrage on Kirkuk since the 1991 war."
    assert {one.date for one in found_in(text, parser).incidents} == {"2018-11-09"}


def test_what_somebody_says_an_attack_did_is_that_attack(parser: Parser) -> None:
    text = (
        "Moadamiya was the site of an alleged chemical attack that Washington says killed 1,400 people on 21 October."
    )
    assert [one.type for one in found_in(text, parser).incidents] == ["chemical_attack"]


def test_the_airport_is_that_of_the_town_told_of(parser: Parser) -> None:
    text = "In Aden, warplanes bombed the palace on Friday. On Thursday, local forces had retaken the airport."
    assert all("Aden" in [place.name for place in one.places] for one in found_in(text, parser).incidents)


def test_areas_that_were_lost_are_liberated_by_a_pronoun(parser: Parser) -> None:
    text = "The group took over large areas of Diyala in 2014 before the army liberated them in January 2015."
    assert [one.date for one in found_in(text, parser).incidents] == ["2014", "2015-01"]


def test_a_day_by_which_a_quarter_is_called_dates_nothing(parser: Parser) -> None:
    incident = only("A shell landed on a house in the 7 July neighbourhood of Hodeidah on Friday.", parser)
    assert incident.date == "2018-11-09"


def test_smuggling_that_was_foiled_is_no_clash(parser: Parser) -> None:
    assert found_in("Guards in Erbil foiled an attempt to smuggle weapons on Friday.", parser).incidents == ()


def test_raids_of_who_raids_from_the_air_are_air_strikes(parser: Parser) -> None:
    assert only("The coalition responded with raids on Saada on Friday.", parser).type == "airstrike"
    storming = "Troops began storming the city of Fallujah on Friday with the support of the air force."
    assert only(storming, parser).type == "armed_clash"


def test_what_was_taken_before_it_was_taken_back_has_its_place_and_its_dead(parser: Parser) -> None:
    text = "Troops regained control of Adra on Friday, nine months after militants captured the town and killed scores."
    lost = found_in(text, parser).incidents[1]
    assert (lost.type, lost.date) == ("territory_change", "2018-02")
    assert "Adra" in [place.text for place in lost.places]


def test_the_day_of_what_a_record_is_counted_from_is_its_own(parser: Parser) -> None:
    text = "A car bomb killed two people in Tal Afar on Friday, the first attack since the town was retaken in August "
    text += "2017. Militants burned 45 people to death in Hit on Thursday."
    found = {(one.type, one.date) for one in found_in(text, parser).incidents}
    assert found == {("bombing", "2018-11-09"), ("territory_change", "2017-08"), ("execution", "2018-11-08")}


def test_where_a_city_is_not_taken_is_no_place_of_the_taking(parser: Parser) -> None:
    text = "The army retook the old city of Homs on Friday, leaving only the Waer district in rebel hands."
    assert "Al-Waer" not in {place.name for place in only(text, parser).places}


def test_what_is_shot_down_is_no_weapon(parser: Parser) -> None:
    assert only("Rebels shot down a government helicopter near Saraqeb on Friday.", parser).weapons == ()


def test_at_whose_request_it_was_is_no_target(parser: Parser) -> None:
    text = "The coalition struck ISIS fighters in Mosul on Friday at the request of the Iraqi security forces."
    assert [actor.id for actor in only(text, parser).targets] == ["islamic-state"]


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("The Iraqi army said its units had killed 63 militants near Badush on Friday.", "iraqi-army"),
        (
            "Gen. Adnan Salman of the Federal Police said his men had killed three militants in Badush on Friday.",
            "iraqi-federal-police",
        ),
        ("US-led coalition warplanes bombed Islamic State fighters near Kobani on Friday.", "global-coalition"),
    ],
)
def test_whose_men_and_planes_it_were(text: str, doer: str, parser: Parser) -> None:
    assert [actor.id for actor in only(text, parser).perpetrators] == [doer]


def test_the_toll_of_a_bombing_tells_of_the_bombing(parser: Parser) -> None:
    incident = only("The death toll from a car bombing in Kirkuk on Friday has risen to 31, police said.", parser)
    assert (incident.type, incident.date) == ("bombing", "2018-11-09")


def test_the_operation_that_somebody_commands_is_no_incident(parser: Parser) -> None:
    text = "Adnan Salman, the commander of the operation in Mosul, said troops retook Badush on Friday."
    assert only(text, parser).type == "territory_change"


def test_some_killed_and_some_arrested_is_an_operation(parser: Parser) -> None:
    text = "Five militants were killed and three arrested in a joint operation near Hawija on Friday. "
    text += "The operation lasted for four hours."
    assert only(text, parser).type == "operation"


def test_hours_later_is_another_attack(parser: Parser) -> None:
    text = "A suicide bomber killed 30 people in Suruc on Friday. "
    text += "Hours later a car bomb exploded at a checkpoint south of Kobani, killing two guards."
    assert [one.type for one in found_in(text, parser).incidents] == ["suicide_bombing", "bombing"]


def test_that_attack_is_the_one_told_last(parser: Parser) -> None:
    text = "A drone strike by the US military killed nine people in Kabul on Friday. The strike came two days after a "
    text += "suicide bomber killed 13 soldiers at the airport. ISIS-K claimed responsibility for that attack."
    doers = {one.type: [actor.id for actor in one.perpetrators] for one in found_in(text, parser).incidents}
    assert doers == {"airstrike": ["us-armed-forces"], "suicide_bombing": ["isis-khorasan"]}


def test_quarters_of_a_city_are_apart(parser: Parser) -> None:
    text = "A roadside bomb killed four in the Shaab district of Baghdad on Friday. "
    text += "A bomb killed two in the Karrada district of Baghdad on Friday."
    assert len(found_in(text, parser).incidents) == 2


def test_the_strike_on_what_was_shelled_is_the_shelling(parser: Parser) -> None:
    text = "Troops shelled a school in Beit Hanoun on Friday, killing 15 people. The director of a hospital said the "
    text += "wounded had been brought in. A spokesman confirmed the strike."
    assert only(text, parser).type == "shelling"


def test_the_number_killed_since_a_month_is_no_incident(parser: Parser) -> None:
    text = "The observatory put the number killed since March at over 1,650."
    assert found_in(text, parser).incidents == ()


def test_the_blast_of_a_town_named_before_was_there(parser: Parser) -> None:
    text = (
        "A suicide bomber killed 35 people in the town of Huwaydir on Friday. Gunmen shot dead a leader of a militia "
    )
    text += "in Abu Ghraib on Friday. Islamic State claimed responsibility for the Huwaydir blast."
    doers = {one.type: [actor.id for actor in one.perpetrators] for one in found_in(text, parser).incidents}
    assert doers["suicide_bombing"] == ["islamic-state"]
    assert "islamic-state" not in doers["armed_clash"]


def test_what_was_done_with_gases_is_a_chemical_attack(parser: Parser) -> None:
    assert only("Warplanes targeted Khan Sheikhoun with gases on Friday.", parser).type == "chemical_attack"


def test_two_separate_raids_are_apart_from_each_other_only(parser: Parser) -> None:
    text = "Seven people were killed when a hospital in Maarat al-Numan was hit in two separate raids on Friday."
    assert {one.name for one in only(text, parser).places} == {"Maarat al-Numan"}


@pytest.mark.parametrize(
    ("said", "doers"),
    [
        ("A minister said Russian forces were responsible.", ["russian-armed-forces"]),
        ("A minister said Russian forces were responsible for the security of the town.", []),
    ],
)
def test_who_is_said_to_be_responsible_did_it(said: str, doers: list[str], parser: Parser) -> None:
    incident = only(f"A missile hit a market in Idlib on Friday, killing nine. {said}", parser)
    assert [actor.id for actor in incident.perpetrators] == doers


def test_what_somebody_did_before_does_not_date_the_attack_after_which_he_told_it(parser: Parser) -> None:
    text = (
        "A suicide bomber killed 40 people in Hawija on Friday. In a video released after the bombing, a man claimed "
    )
    text += "he had joined the group a year ago."
    assert only(text, parser).date == "2018-11-09"


def test_a_strike_that_somebody_says_killed_has_happened(parser: Parser) -> None:
    text = (
        "A rights group called on the coalition to look into a strike that it said killed 16 people in Raqqa on Friday."
    )
    assert only(text, parser).type == "airstrike"


def test_what_one_did_is_not_done_by_the_many_to_whom_it_was_done(parser: Parser) -> None:
    text = "Hundreds of villagers were abducted by Islamic State when it overran Sinjar in August 2014."
    doers = {one.type: [actor.id for actor in one.perpetrators] for one in found_in(text, parser).incidents}
    assert doers == {"abduction": ["islamic-state"], "territory_change": ["islamic-state"]}
