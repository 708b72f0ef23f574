"""What happened when and where, who did it to whom, and who says so, on articles of our own."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from incidents import found_in, only

from kg.extract.parsing import Parser

TYPED = [
    ("Warplanes bombed a depot in Mosul on Friday.", "airstrike"),
    ("The air force carried out two strikes near Mosul on Friday.", "airstrike"),
    ("Militants fired 17 rockets at a base near Mosul on Friday.", "shelling"),
    ("Mortar shells hit a market in Aleppo on Friday.", "shelling"),
    ("A car bomb exploded in Mosul on Friday.", "bombing"),
    ("A suicide bomber blew himself up in Mosul on Friday.", "suicide_bombing"),
    ("A suicide attack hit a checkpoint in Mosul on Friday.", "suicide_bombing"),
    ("Clashes broke out between soldiers and gunmen in Mosul on Friday.", "armed_clash"),
    ("Gunmen ambushed a patrol near Kirkuk on Friday.", "armed_clash"),
    ("The army launched an operation in the Hamrin Mountains on Friday.", "operation"),
    ("Police arrested seven suspects in Kirkuk on Friday.", "arrest"),
    ("Gunmen assassinated a village chief near Kirkuk on Friday.", "assassination"),
    ("Gunmen kidnapped two farmers near Kirkuk on Friday.", "abduction"),
    ("The group beheaded three captives in Raqqa on Friday.", "execution"),
    ("A chlorine attack hit Douma on Friday.", "chemical_attack"),
    ("The army recaptured the town of Tal Afar on Friday.", "territory_change"),
    ("Kurdish forces withdrew from Kirkuk on Friday.", "territory_change"),
]


@pytest.mark.parametrize(("text", "kind"), TYPED)
def test_an_incident_has_its_type_day_and_place(text: str, kind: str, parser: Parser) -> None:
    incident = only(text, parser)
    assert (incident.type, incident.date) == (kind, "2018-11-09")
    assert incident.places
    assert incident.date_text is not None
    assert incident.date_text.text == "on Friday"


@pytest.mark.parametrize(
    "text",
    [
        "The army plans to attack Mosul.",
        "The group threatened to bomb the embassy in Baghdad.",
        "If militants attack Kirkuk, the army will respond.",
        "There were fears of attacks in Baghdad.",
        "The group continues to launch sporadic attacks in Iraq.",
        "The army could retake Raqqa.",
        "The rebels failed to seize the town of Azaz.",
        "Attack helicopters stood ready near Mosul.",
        "No group has claimed responsibility for the attack.",
        "The number of attacks in Baghdad rose.",
    ],
)
def test_what_is_planned_feared_or_a_habit_is_no_incident(text: str, parser: Parser) -> None:
    assert found_in(text, parser).incidents == ()


def test_who_did_it_who_helped_and_who_was_hit(parser: Parser) -> None:
    incident = only(
        "On Oct. 30, Iraqi security forces, supported by the coalition, conducted two strikes against IS targets "
        "near Kirkuk.",
        parser,
    )
    assert [one.id for one in incident.perpetrators] == ["iraqi-security-forces"]
    assert [one.id for one in incident.supporters] == ["global-coalition"]
    assert [one.id for one in incident.targets] == ["islamic-state"]
    assert incident.date == "2018-10-30"


def test_both_sides_of_a_clash_are_doers_and_targets(parser: Parser) -> None:
    incident = only("Clashes between the Peshmerga and ISIS fighters erupted near Kirkuk on Friday.", parser)
    assert {one.id for one in incident.perpetrators} == {one.id for one in incident.targets}
    assert "islamic-state" in {one.id for one in incident.targets}


def test_places_go_from_the_most_specific_to_the_broadest(parser: Parser) -> None:
    incident = only("A car bomb exploded in Qaim, Anbar province, in western Iraq on Friday.", parser)
    assert [one.text for one in incident.places] == ["Qaim", "Anbar province", "western Iraq"]


def test_a_place_that_the_gazetteer_lacks_keeps_its_name(parser: Parser) -> None:
    incident = only("Two strikes hit the village of Tel Zarbuk near Mosul on Friday.", parser)
    assert [one.text for one in incident.places] == ["Tel Zarbuk", "Mosul"]
    assert incident.places[0].lat is None


def test_who_speaks_in_a_place_says_nothing_of_where_it_happened(parser: Parser) -> None:
    incident = only("A car bomb exploded in Mosul on Friday, a police officer in Baghdad said.", parser)
    assert [one.text for one in incident.places] == ["Mosul"]


def test_an_incident_told_twice_is_one(parser: Parser) -> None:
    found = found_in(
        "A car bomb exploded at a checkpoint in Qaim on Friday, killing 11 people. The attack also wounded 16, "
        "a doctor said. Officials believe that the bombing was the work of a sleeper cell.",
        parser,
    )
    assert len(found.incidents) == 1
    assert {(c.effect, c.low) for c in found.claims if c.kind == "casualties"} == {("killed", 11), ("injured", 16)}


def test_other_days_and_places_are_other_incidents(parser: Parser) -> None:
    found = found_in(
        "A car bomb exploded in Qaim on Friday, killing 11 people. Two car bombs had exploded in Mosul on Tuesday. "
        "Meanwhile, gunmen attacked a checkpoint near Kirkuk.",
        parser,
    )
    assert [(one.places[0].text, one.date) for one in found.incidents] == [
        ("Qaim", "2018-11-09"),
        ("Mosul", "2018-11-06"),
        ("Kirkuk", "2018-11-09"),
    ]


def test_every_line_of_a_strike_list_is_an_incident(parser: Parser) -> None:
    found = found_in(
        "On Nov. 10, coalition military forces conducted four strikes against ISIL terrorists in Syria and Iraq.\n"
        "Syria\n"
        "• Near Raqqa, two strikes engaged an ISIL tactical unit and destroyed a vehicle.\n"
        "Iraq\n"
        "• Near Mosul, one strike destroyed an ISIL-held building.\n"
        "• Near Sinjar, one strike destroyed three tunnel entrances.\n",
        parser,
    )
    listed = [one for one in found.incidents if one.rule == "noun:strike list"]
    assert [(one.places[0].text, one.places[-1].text) for one in listed] == [
        ("Raqqa", "Syria"),
        ("Mosul", "Iraq"),
        ("Sinjar", "Iraq"),
    ]
    assert {one.date for one in listed} == {"2018-11-10"}
    assert {one.perpetrators[0].id for one in listed} == {"global-coalition"}
    assert {one.targets[0].id for one in listed} == {"islamic-state"}
    assert ("tunnel entrances destroyed", 3) in {(c.what, c.low) for c in found.claims if c.kind == "count"}


def test_without_a_day_of_publication_no_day_is_guessed(parser: Parser) -> None:
    assert only("A car bomb exploded in Mosul on Friday.", parser, None).date is None
    assert only("A car bomb exploded in Mosul in March 2016.", parser, None).date == "2016-03"


def test_an_undated_announcement_dates_what_it_announces(parser: Parser) -> None:
    incident = only("The army said on Thursday that its warplanes bombed a depot near Mosul.", parser)
    assert incident.date == "2018-11-08"


def test_the_day_of_saying_is_not_the_day_of_what_happened(parser: Parser) -> None:
    incident = only("A car bomb exploded in Mosul on Tuesday, the army said on Thursday.", parser)
    assert incident.date == "2018-11-06"


def test_a_figure_belongs_to_whom_the_sentence_cites_for_it(parser: Parser) -> None:
    found = found_in(
        "An air strike on the town of Azaz on Friday killed 20 people, the Syrian Observatory for Human Rights said. "
        "Local doctors put the death toll at 26.",
        parser,
    )
    claims = [(c.low, c.claimants[0].name) for c in found.claims if c.kind == "casualties"]
    assert claims == [(20, "Syrian Observatory for Human Rights"), (26, "Local doctors")]
    assert {c.incident for c in found.claims} == {"i1"}


def test_a_figure_that_nobody_is_cited_for_is_the_articles_own(parser: Parser) -> None:
    found = found_in("A car bomb exploded in Mosul on Friday, killing two.", parser)
    (claim,) = [c for c in found.claims if c.kind == "casualties"]
    assert (claim.statement, claim.claimants) == (None, ())


def test_a_toll_that_a_group_updates_is_its_own(parser: Parser) -> None:
    text = (
        "An air strike killed 12 people in Idlib on Friday, the Syrian Observatory for Human Rights said. The group "
        "revised its earlier toll of nine for the strike, saying three had died later."
    )
    claims = [c for c in found_in(text, parser).claims if c.kind == "casualties"]
    assert [(c.low, c.claimants[0].id) for c in claims] == [(12, "sohr"), (9, "sohr"), (3, "sohr")]


def test_who_claims_an_attack_and_who_is_blamed_for_one(parser: Parser) -> None:
    claimed = found_in(
        "A car bomb exploded in Mosul on Friday. The Islamic State group claimed responsibility for the attack.", parser
    )
    (claim,) = [c for c in claimed.claims if c.kind == "responsibility"]
    assert claim.agent is not None
    assert claim.agent.id == "islamic-state"
    assert [one.id for one in claimed.incidents[0].perpetrators] == ["islamic-state"]
    unclaimed = found_in("A car bomb exploded in Mosul on Friday. No group claimed responsibility for it.", parser)
    assert [c for c in unclaimed.claims if c.kind == "responsibility"] == []


def test_munitions_and_what_they_destroyed_are_counted(parser: Parser) -> None:
    found = found_in("Militants fired 17 rockets at a base near Mosul on Friday and destroyed three vehicles.", parser)
    counts = {(c.what, c.low, c.high) for c in found.claims if c.kind == "count"}
    assert counts == {("rockets", 17, 17), ("vehicles destroyed", 3, 3)}


def test_a_headline_adds_no_incident_of_its_own(parser: Parser) -> None:
    title = "Car bomb kills 11 in Qaim"
    found = found_in(
        f"{title}\n\nA car bomb exploded in Qaim on Friday, killing at least 11 people.", parser, title=title
    )
    assert len(found.incidents) == 1
    assert [(c.low, c.high) for c in found.claims if c.kind == "casualties"] == [(11, None)]


def test_the_toll_of_a_war_belongs_to_no_incident(parser: Parser) -> None:
    found = found_in(
        "A car bomb exploded in Homs on Friday. More than 280000 people have been killed since the war began.", parser
    )
    (claim,) = [c for c in found.claims if c.kind == "casualties"]
    assert (claim.low, claim.incident) == (280_001, None)


def test_a_claim_printed_twice_names_the_first(parser: Parser) -> None:
    paragraph = "On Friday, a car bomb exploded in Qaim, killing 11 people near the central market."
    found = found_in(f"{paragraph}\nThe weather stayed dry in the whole of the west that day.\n{paragraph}\n", parser)
    first, second = [c for c in found.claims if c.kind == "casualties"]
    assert (first.repeat_of, second.repeat_of) == (None, first.id)
    assert first.evidence.start < second.evidence.start


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            "killed 5 the people on Friday in Mosul , . “ ” strike strikes ISIS and no casualties attack said that by "
            "including dozens of – al - village fired rockets claimed responsibility İ \u202e 🙂 near Near two".split()
        ),
        max_size=40,
    )
)
def test_no_text_breaks_the_contract(parser: Parser, words: list[str]) -> None:
    found_in(" ".join(words), parser)


def test_two_headings_may_tell_what_the_body_gives_no_place(parser: Parser) -> None:
    text = (
        "Strikes in Syria\n\nOn Friday, coalition forces conducted eight strikes.\n\nStrikes in Iraq\n\n"
        "There were no reported strikes on Saturday."
    )
    (incident,) = found_in(text, parser, title="Strikes continue in Syria and Iraq").incidents
    assert (incident.type, incident.date) == ("airstrike", "2018-11-09")


def test_what_others_did_at_the_same_time_and_place_is_another_incident(parser: Parser) -> None:
    found = found_in(
        "Russian jets carried out 12 strikes near Idlib on Friday. Turkish drones struck positions near Idlib on "
        "Friday. The coalition conducted three strikes near Idlib on Friday.",
        parser,
    )
    assert [[one.id for one in incident.perpetrators] for incident in found.incidents] == [
        ["government-of-russia"],
        ["turkey-government"],
        ["global-coalition"],
    ]


def test_two_quarters_of_a_city_are_two_incidents(parser: Parser) -> None:
    found = found_in(
        "Air strikes hit the Marjeh district of Aleppo on Friday, killing 12 people. Another 15 were killed in a "
        "strike on a market in the Ferdous neighbourhood of Aleppo.",
        parser,
    )
    assert [one.places[0].text for one in found.incidents] == ["Marjeh district", "Ferdous neighbourhood"]


def test_a_dated_line_of_a_strike_list_has_its_own_day(parser: Parser) -> None:
    found = found_in(
        "On Nov. 10, coalition military forces conducted eight strikes against ISIS targets in Syria:\n"
        "Near Abu Kamal, seven strikes destroyed two ISIS vehicles.\n"
        "On Nov. 9, near Shadaddi, one strike destroyed an ISIS headquarters.\n",
        parser,
    )
    listed = [(one.places[0].text, one.date) for one in found.incidents if one.rule == "noun:strike list"]
    assert listed == [("Abu Kamal", "2018-11-10"), ("Shadaddi", "2018-11-09")]


@pytest.mark.parametrize(
    ("text", "kind", "date"),
    [
        ("Opposition shelling on districts of Aleppo on Friday killed nine civilians.", "shelling", "2018-11-09"),
        (
            "Su-34 bombers wiped out a depot in Saraqeb on Friday.",
            "airstrike",
            "2018-11-09",
        ),
        (
            "Two bombers attacked a police station in Saraqeb on Friday.",
            "suicide_bombing",
            "2018-11-09",
        ),
        (
            "Warplanes attacked Saraqeb with barrel bombs laced with chlorine on Friday.",
            "chemical_attack",
            "2018-11-09",
        ),
        ("An air force pilot was killed near Homs in an ambush on Friday.", "armed_clash", "2018-11-09"),
        ("Troops attacked posts near the gas plant in Homs on Friday.", "other", "2018-11-09"),
        ("A bomber detonated his vest at a checkpoint in Homs on Friday.", "suicide_bombing", "2018-11-09"),
        ("Russia was accused of dropping bombs on Idlib on Friday.", "airstrike", "2018-11-09"),
        ("The rebels captured Sanaa the previous September.", "territory_change", None),
    ],
)
def test_the_words_around_it_tell_what_an_incident_was(text: str, kind: str, date: str | None, parser: Parser) -> None:
    incident = only(text, parser)
    assert (incident.type, incident.date) == (kind, date)


@pytest.mark.parametrize(
    "text",
    [
        "The ministers struck a deal on Aleppo on Friday.",
        "The talks took place in Homs on Friday.",
        "Fighting intensified in Homs.",
        "Jets regularly bomb Idlib.",
        "Engineers defused two landmines in Homs on Friday.",
        "The army seized explosive devices left behind by militants near Homs on Friday.",
    ],
)
def test_what_only_sounds_like_an_incident_is_none(text: str, parser: Parser) -> None:
    assert found_in(text, parser).incidents == ()


def test_a_lead_sums_up_what_follows_spot_by_spot(parser: Parser) -> None:
    found = found_in(
        "Air strikes killed at least 21 civilians in Idlib province on Friday, a monitor said. One strike hit a market "
        "in Saraqeb, killing 12 people. Another strike struck a school in Maarat al-Numan, killing nine.",
        parser,
    )
    whole, *parts = found.incidents
    assert [one.places[0].text for one in parts] == ["Saraqeb", "Maarat al-Numan"]
    assert [one.date for one in parts] == ["2018-11-09"] * 2
    assert whole.summary_of == tuple(one.id for one in parts)
    tolls = {claim.incident: claim.low for claim in found.claims if claim.effect == "killed"}
    assert tolls == {whole.id: 21, parts[0].id: 12, parts[1].id: 9}


def test_what_happened_meanwhile_is_another_incident(parser: Parser) -> None:
    found = found_in(
        "A car bomb exploded in Aleppo on Friday, killing five people. A bomb meanwhile exploded in the city on "
        "Friday, killing three.",
        parser,
    )
    assert len(found.incidents) == 2


def test_what_was_foiled_was_tried_at_a_place(parser: Parser) -> None:
    incident = only("The army repelled militants who tried to infiltrate Kafr Nabl on Friday.", parser)
    assert [one.text for one in incident.places] == ["Kafr Nabl"]


def test_a_day_right_behind_a_name_is_no_part_of_it(parser: Parser) -> None:
    incident = only("Kurdish fighters captured Sarrinqal Monday.", parser)
    assert ([one.text for one in incident.places], incident.date) == (["Sarrinqal"], "2018-11-05")


def test_days_are_counted_as_nothing_else(parser: Parser) -> None:
    found = found_in("On 9 November, the army destroyed two tanks near Homs.", parser)
    assert [(one.low, one.what) for one in found.claims if one.kind == "count"] == [(2, "tanks destroyed")]


BEHIND = [
    "ISIS claimed the attack.",
    "The attack was claimed by ISIS.",
    "ISIS was behind the attack, police said.",
    "The bombing is thought to be the work of ISIS.",
    "Officials pointed the finger at ISIS.",
    "The attack is believed to have been carried out by ISIS militants.",
]


@pytest.mark.parametrize("words", BEHIND)
def test_who_is_said_to_be_behind_an_attack_did_it(words: str, parser: Parser) -> None:
    incident = only(f"A car bomb killed five people in Mosul on Friday. {words}", parser)
    assert [one.id for one in incident.perpetrators] == ["islamic-state"]


def test_who_claims_an_attack_does_not_vouch_for_its_toll(parser: Parser) -> None:
    text = "ISIS also claimed an attack near Mosul on Friday that killed 17 people."
    figures = [one for one in found_in(text, parser).claims if one.kind == "casualties"]
    assert [(one.low, one.claimants) for one in figures] == [(17, ())]


PARTIES = [
    ("US-led air strikes killed 20 people in Raqqa on Friday.", ["global-coalition"], ["civilians"]),
    ("Saudi-led warplanes bombed a market in Sanaa on Friday.", ["saudi-led-coalition"], ["civilians"]),
    ("The army repelled an ISIS attack on Palmyra on Friday.", ["islamic-state"], ["syrian-arab-army"]),
    ("Kurdish fighters fended off an assault by ISIS on Kobani on Friday.", ["islamic-state"], ["sdf"]),
    ("A bomber from the Nusra Front blew himself up in Aleppo on Friday.", ["al-nusra"], []),
    ("Russia said its warplanes had destroyed a depot near Idlib on Friday.", ["government-of-russia"], []),
    (
        "Iraqi forces killed three ISIS suicide bombers in Hawija on Friday.",
        ["iraqi-security-forces"],
        ["islamic-state"],
    ),
]


@pytest.mark.parametrize(("text", "doers", "hit"), PARTIES)
def test_doers_and_targets_are_not_taken_for_each_other(
    text: str, doers: list[str], hit: list[str], parser: Parser
) -> None:
    incident = only(text, parser)
    assert ([one.id for one in incident.perpetrators], [one.id for one in incident.targets]) == (doers, hit)


def test_what_the_news_goes_on_with_happened_that_day_unless_it_has_its_own(parser: Parser) -> None:
    text = (
        "Air strikes on a village near Idlib killed 12 people on Friday. Abdel Rahman said new air strikes hit "
        "Kafr Takharim. On Tuesday a warplane damaged a hospital near the village of Abdeen."
    )
    assert [one.date for one in found_in(text, parser).incidents] == ["2018-11-09", "2018-11-09", "2018-11-06"]


def test_news_without_a_day_is_of_its_month_but_background_is_not(parser: Parser) -> None:
    assert only("Gunmen shot dead a farmer near Kirkuk.", parser).date == "2018-11"
    assert only("Gunmen had shot dead a farmer near Kirkuk.", parser).date is None
    assert only("Gunmen shot dead a farmer near Kirkuk.", parser, "2018-11-01").date is None


def test_explosions_heard_during_strikes_are_these_strikes(parser: Parser) -> None:
    text = "The monitor said 19 explosions were heard during the air strikes in Shaddadi on Friday."
    assert only(text, parser).type == "airstrike"


def test_where_something_is_said_is_not_where_it_happened(parser: Parser) -> None:
    text = "The minister told reporters in Baghdad that an air strike killed three people near Mosul on Friday."
    assert [one.name for one in only(text, parser).places] == ["Mosul"]


def test_a_target_is_concluded_only_where_the_article_knows_one_foe(parser: Parser) -> None:
    sure = "Islamic State held the town for years. Iraqi forces retook Hawija on Friday, and ISIS fled."
    assert [one.id for one in only(sure, parser).targets] == ["islamic-state"]
    unsure = "Islamic State and the Nusra Front held towns. The army retook Palmyra on Friday, and ISIS fled."
    assert only(unsure, parser).targets == ()


@pytest.mark.parametrize(
    "words",
    [
        "It was not clear whether the strikes were carried out by Russian warplanes.",
        "According to the Syrian Observatory for Human Rights heavy bombardment went on.",
    ],
)
def test_who_may_have_done_it_or_speaks_of_it_is_no_doer(words: str, parser: Parser) -> None:
    incident = found_in(f"Air strikes killed five people in Idlib on Friday. {words}", parser).incidents[0]
    assert incident.perpetrators == ()


def test_what_an_event_came_so_long_after_is_another_event(parser: Parser) -> None:
    text = "The YPG retook the village of Qassiab on Friday two days after it was seized by ISIS."
    assert [one.date for one in found_in(text, parser).incidents] == ["2018-11-09", "2018-11-07"]
    text = "Hours after the buses had left the town, a bomb exploded in Aleppo on Friday."
    assert only(text, parser).date == "2018-11-09"


def test_a_headline_inside_the_text_names_no_place(parser: Parser) -> None:
    text = "18 Civilians Killed in Barrel Bomb Attack on Rural Aleppo. The attack hit the village of Bureij on Friday."
    names = [place.name for one in found_in(text, parser).incidents for place in one.places]
    assert "Barrel Bomb Attack" not in names


def test_a_figure_is_no_surer_than_who_vouches_for_it(parser: Parser) -> None:
    def confidence(text: str) -> float:
        (claim,) = [one for one in found_in(text, parser).claims if one.kind == "casualties"]
        return claim.confidence

    alone = confidence("An air strike killed five civilians in Idlib on Friday.")
    unheard = confidence("An air strike killed five civilians in Idlib on Friday which one said was a mistake.")
    assert alone >= 0.9 > unheard


@pytest.mark.parametrize(
    ("text", "kind", "date"),
    [
        ("Turkey launched Operation Claw-Lock in the Metina area on Friday.", "operation", "2018-11-09"),
        ("Tornados destroyed a sniper position in western Mosul on Friday.", "airstrike", "2018-11-09"),
        ("During the month of March, Iraqi forces carried out a raid in Hawija.", "operation", "2018-03"),
        ("The army retook Ramadi, the city that fell to ISIS in May.", "territory_change", "2018-05"),
    ],
)
def test_names_of_operations_aircraft_and_months_are_understood(
    text: str, kind: str, date: str, parser: Parser
) -> None:
    incidents = found_in(text, parser).incidents
    assert (incidents[-1].type, incidents[-1].date) == (kind, date)


def test_what_somebody_blames_is_the_attack_told_before(parser: Parser) -> None:
    text = "A blast hit a hospital in Gaza City on Friday, killing 50 people. Hamas blamed an Israeli air strike."
    incident = only(text, parser)
    assert [one.id for one in incident.perpetrators] == ["government-of-israel"]


def test_elsewhere_the_news_need_not_be_of_the_same_day(parser: Parser) -> None:
    text = (
        "Iraqi forces recaptured Ramadi on Friday. Coalition aircraft carried out nine strikes near Hit on Thursday. "
        "In Baghdad, a bomb went off near a market, killing four people."
    )
    assert [one.date for one in found_in(text, parser).incidents] == ["2018-11-09", "2018-11-08", "2018-11"]


def test_a_raid_by_helicopter_is_one_of_men_who_land(parser: Parser) -> None:
    text = "Troops carried out a helicopter raid in Hawija on Friday, which set off an explosion."
    assert only(text, parser).type == "operation"


def test_who_was_displaced_before_was_killed(parser: Parser) -> None:
    text = "A car bomb killed at least 20 displaced people near Deir ez-Zor on Friday."
    figures = [one for one in found_in(text, parser).claims if one.kind == "casualties"]
    assert [(one.effect, one.low) for one in figures] == [("killed", 20)]


def test_the_country_of_a_strike_is_its_doer_not_its_place(parser: Parser) -> None:
    text = "Officials in Baghdad and Mosul said a US drone strike killed two men near Mosul on Friday."
    assert [place.name for place in only(text, parser).places] == ["Mosul"]


APART = [
    "Rockets hit a market in Aleppo on Friday, killing five civilians. Shelling also hit Idlib, killing two people.",
    "Shells hit Aleppo on Friday, killing five civilians. "
    "Three more civilians were killed on Friday in a rocket attack.",
    "Air strikes hit a hospital in Aleppo on Friday, killing five people. A warplane struck a school, killing three.",
]


@pytest.mark.parametrize("text", APART)
def test_what_is_told_of_more_or_of_elsewhere_is_another_incident(text: str, parser: Parser) -> None:
    assert len(found_in(text, parser).incidents) == 2


def test_what_a_strike_answers_is_not_its_doers(parser: Parser) -> None:
    text = "On Friday Israel struck targets near Quneitra in response to rocket fire that hit the Golan Heights."
    strike, fire = found_in(text, parser).incidents
    assert (strike.type, [one.id for one in strike.perpetrators]) == ("airstrike", ["government-of-israel"])
    assert (fire.type, fire.perpetrators) == ("shelling", ())


def test_a_launched_operation_is_a_new_one(parser: Parser) -> None:
    text = (
        "Nine militants were killed in clashes near Mosul on Friday. The army launched the Dawn operation last August."
    )
    assert [one.type for one in found_in(text, parser).incidents] == ["armed_clash", "operation"]


def test_militias_of_another_country_keep_their_name(parser: Parser) -> None:
    text = "Afghan militias executed five men in Aleppo on Friday."
    assert [one.name for one in only(text, parser).perpetrators] == ["Afghan militias"]


def test_each_of_a_row_of_names_is_a_place(parser: Parser) -> None:
    text = "Shells hit the Nuzha and Akrama neighbourhoods of Homs on Friday."
    assert {"Nuzha", "Akrama neighbourhoods"} <= {one.name for one in only(text, parser).places}


def test_a_place_without_its_comma_is_no_subject_of_what_follows(parser: Parser) -> None:
    text = (
        "Terrorists fired rocket shells on al-Khaldiyeh neighborhood killing three civilians and injuring seven others."
    )
    (incident,) = found_in(text, parser).incidents
    assert (incident.type, incident.places[0].name) == ("shelling", "al-Khaldiyeh neighborhood")


def test_who_acts_with_the_support_of_another_is_helped_by_it(parser: Parser) -> None:
    incident = only(
        "On October 30, Iraqi Security Forces and a commando unit with coalition support conducted several strikes in "
        "Diyala province, killing four militants.",
        parser,
    )
    assert [one.id for one in incident.supporters] == ["global-coalition"]


def test_a_day_is_not_counted_from_what_somebody_did_not_comment_on(parser: Parser) -> None:
    found = found_in(
        "On October 20, the army raided a hideout near Hawija. "
        "The ministry did not comment on a car bomb that exploded in Baghdad on Thursday, killing four. "
        "On the next day, soldiers killed six gunmen near Daquq.",
        parser,
    )
    assert [one.date for one in found.incidents] == ["2018-10-20", "2018-11-08", "2018-10-21"]


def test_a_lead_that_says_in_how_many_days_sums_up_no_more_than_these(parser: Parser) -> None:
    found = found_in(
        "Coalition air strikes in northern Iraq killed 40 ISIS members in a two-day span. "
        "On November 3, the coalition conducted strikes near Hawija, killing 25. "
        "On November 4, coalition strikes near Daquq killed 15. "
        "On November 9, coalition jets bombed a cave near Makhmour.",
        parser,
    )
    lead, first, second, _ = found.incidents
    assert lead.summary_of == (first.id, second.id)
    assert lead.date == "2018-11-03/2018-11-04"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            "Peshmerga have been based on Mount Qarachogh since the October events, when Kurdish forces withdrew from "
            "the Nineveh Plains.",
            ["Nineveh Plains"],
        ),
        ("In Aleppo province, a mother died when shells hit the town of Azaz on Friday.", ["Azaz", "Aleppo province"]),
        ("Men walked in Manbij after the SDF took control of it in Aleppo province.", ["Manbij", "Aleppo province"]),
        ("Air strikes in northern Iraq killed 30 on Friday, many in the Hamrin Mountains.", ["northern Iraq"]),
    ],
)
def test_an_event_of_a_clause_has_the_places_of_that_clause(text: str, places: list[str], parser: Parser) -> None:
    assert [one.text for one in only(text, parser).places] == places


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Iraqi forces took over Kirkuk and other disputed territories in Oct. 2017.", True),
        ("Russian forces took over Donetsk and other disputed territories in Oct. 2017.", False),
    ],
)
def test_a_name_of_everyday_words_counts_in_articles_on_its_country(text: str, *, named: bool, parser: Parser) -> None:
    assert ("disputed-territories" in {one.id for one in only(text, parser).places}) is named


def test_who_is_cited_for_a_blame_claims_it(parser: Parser) -> None:
    found = found_in("A car bomb killed two in Mosul on Friday. Residents blamed the coalition for the attack.", parser)
    (blame,) = [one for one in found.claims if one.kind == "responsibility"]
    assert [one.name for one in blame.claimants] == ["Residents"]
    assert blame.statement is not None and blame.agent is not None and blame.agent.id == "global-coalition"


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("Asayish forces detained a man suspected of planting bombs in Kirkuk on Friday.", "arrest", "Kirkuk"),
        ("Police arrested a woman accused of recruiting for IS in Erbil on Friday.", "arrest", "Erbil"),
        ("A drone strike killed two men riding a motorcycle near Idlib on Friday.", "airstrike", "Idlib"),
        (
            "Two missiles from a US Predator slammed into a house in Shabwa on Friday.",
            "airstrike",
            "Shabwah Governorate",
        ),
        ("Helicopters unloaded a dozen barrel bombs over Daraya on Friday.", "airstrike", "Darayya"),
        ("Howitzers opened fire on militia posts near Azaz on Friday.", "shelling", "Azaz"),
        ("A Scud crashed into a block of flats in Raqqa on Friday, killing 20.", "shelling", "Raqqa"),
        ("A roadside device tore through a convoy in Baiji on Friday.", "bombing", "Baiji"),
        ("Masked men sprayed a cafe in Mosul with bullets on Friday, killing 12.", "armed_clash", "Mosul"),
        ("Guards fired on a group of migrants near Azaz on Friday, killing two.", "armed_clash", "Azaz"),
        ("Militants put to death 15 men in Tal Afar on Friday.", "execution", "Tal Afar"),
        ("Army units combed the fields around Baiji on Friday.", "operation", "Baiji"),
        ("Troops searched 14 villages around Baiji on Friday.", "operation", "Baiji"),
        ("IS released chlorine gas near Mosul on Friday, injuring 20 soldiers.", "chemical_attack", "Mosul"),
        ("Militants threw two men from the roof of a bank in Mosul on Friday.", "execution", "Mosul"),
        ("Fighters lined up 16 prisoners in a field near Mosul on Friday and shot them.", "execution", "Mosul"),
        ("Two aid workers were snatched from their car in Mosul on Friday.", "abduction", "Mosul"),
        ("Three shepherds stepped on explosives near Mosul on Friday and died.", "bombing", "Mosul"),
        ("Iraqi forces raised the flag over a government compound in Ramadi on Friday.", "territory_change", "Ramadi"),
    ],
)
def test_an_event_keeps_its_day_and_place_whatever_stands_between(
    text: str, kind: str, place: str, parser: Parser
) -> None:
    incident = only(text, parser)
    assert (incident.type, incident.date, incident.places[0].name) == (kind, "2018-11-09", place)


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("An exchange of fire between the YPG and Turkish soldiers near Azaz on Friday left two dead.", 2),
        ("Yemeni rebels fired a ballistic missile at Riyadh on Friday.", 1),
    ],
)
def test_both_sides_of_an_exchange_and_the_rebels_of_a_country_are_known(
    text: str, parties: int, parser: Parser
) -> None:
    found = only(text, parser).perpetrators
    assert len(found) == parties and all(one.kind != "group" for one in found)


def test_police_are_no_army_and_what_was_being_planned_did_not_happen(parser: Parser) -> None:
    incident = only("The city's police captured four men accused of planning attacks in Basra on Friday.", parser)
    assert incident.type == "arrest"
    assert [one.name for one in incident.perpetrators] == ["Iraqi Police"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Two bombs went off on Friday in markets of Baghdad. The first exploded in Mahmoudiya, killing four. "
            "The second, in Tarmiyah, killed two people.",
            [("bombing", "Baghdad"), ("bombing", "Mahmoudiya"), ("bombing", "Tarmiyah")],
        ),
        (
            "On Friday, Israel bombed the defence ministry and a site in the Syrian capital.",
            [("airstrike", "Damascus")],
        ),
        ("Gunmen killed two men northeast of the Iraqi capital on Friday.", [("armed_clash", "Baghdad")]),
        (
            "Militias raided two houses in Raqqa on Friday. In Al-Mayadeen, residents said raids went on on Friday.",
            [("operation", "Raqqa"), ("operation", "Mayadin")],
        ),
        (
            "Militants wearing suicide vests fought Iraqi troops near Mosul on Friday, killing two.",
            [("armed_clash", "Mosul")],
        ),
        ("Tanks pushed into the eastern edges of Mosul on Friday.", [("territory_change", "Mosul")]),
        ("A vegetable seller was seized on Friday in Mosul by armed men.", [("abduction", "Mosul")]),
        (
            "On Friday 14 men were massacred in the desert, a witness said; in Mosul, clashes left five dead.",
            [("execution", None), ("armed_clash", "Mosul")],
        ),
    ],
)
def test_each_of_several_has_its_own_kind_and_place(
    text: str, found: list[tuple[str, str | None]], parser: Parser
) -> None:
    told = [(one.type, one.places[0].name if one.places else None) for one in found_in(text, parser).incidents]
    assert told == found


def test_what_another_says_happened_overnight_dates_only_that(parser: Parser) -> None:
    text = "Troops shot two men dead in Mosul, a doctor said, and the army said it had arrested 21 people on Thursday."
    shot, arrested = found_in(text, parser).incidents
    assert (shot.date, arrested.date) == ("2018-11", "2018-11-08")


def test_what_happened_at_some_base_did_not_happen_where_the_text_was(parser: Parser) -> None:
    text = "Drones targeted Erbil airport on Friday. Six rockets landed outside an air base the previous week."
    drones, rockets = found_in(text, parser).incidents
    assert drones.places and not rockets.places


def test_who_says_that_it_was_behind_something_is_the_one_who_speaks(parser: Parser) -> None:
    text = (
        "The HPG has yet to comment. A roadside bomb hit a convoy near Mosul on Friday. A little-known group "
        "calling itself Ashab al-Kahf said it was behind the bombing."
    )
    assert [one.name for one in only(text, parser).perpetrators] == ["Ashab al-Kahf"]
