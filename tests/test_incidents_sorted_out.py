"""What is news and what stands beside it, who did it and who was hit: each sentence is ours."""

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


def tolls(text: str, parser: Parser) -> dict[str | None, list[int | None]]:
    """Return the low figures of a text by the trigger of their incident."""
    found = found_in(text, parser)
    names = {one.id: one.trigger.text for one in found.incidents}
    by_trigger: dict[str | None, list[int | None]] = {}
    for claim in found.claims:
        if claim.kind == "casualties":
            by_trigger.setdefault(names.get(claim.incident or ""), []).append(claim.low)
    return by_trigger


NO_INCIDENT = [
    "In its more than 30-year campaign against Turkey, the group has been responsible for thousands of deaths.",
    "The town of Kobani has been besieged by Islamic State for 40 days.",
    "Moscow has been carrying out air strikes in support of its ally.",
    "Rebels have launched cross-border raids since foreign troops entered Somalia in October 2011.",
    "Sleeper cells have been responsible for several attacks on civilians in Kirkuk and Diyala.",
    'The authorities use the term "neutralise" to say that men were killed or captured.',
]


@pytest.mark.parametrize("text", NO_INCIDENT)
def test_what_goes_on_for_years_is_no_incident(text: str, parser: Parser) -> None:
    assert found_in(text, parser).incidents == ()


def test_a_siege_that_began_on_a_day_is_one(parser: Parser) -> None:
    (siege,) = found_in("The town of Kobani has been besieged by Islamic State since October 2018.", parser).incidents
    assert siege.places[0].name == "Kobani"


def test_a_day_behind_a_verb_with_up_is_its_day_and_one_of_a_comparison_is_not(parser: Parser) -> None:
    assert told("A bomber blew himself up on Monday in Kirkuk, killing two.", parser)[0][1] == "2018-11-05"
    text = "Jets struck Kobani on Friday. In October 210 people were killed, down from 229 in September."
    assert "2018-09" not in {one.date for one in found_in(text, parser).incidents}


def test_sums_join_no_incident(parser: Parser) -> None:
    text = (
        "Government shelling hit the outskirts of Kansafra in Syria on Friday. "
        "The number of villagers killed in attacks by government forces since early June has reached 84."
    )
    assert told(text, parser) == [("shelling", FRIDAY, "Kansafra")]
    text = "The army struck a camp near Jilib in Somalia on Friday. So far this year, it has launched 45 strikes."
    assert [one.date for one in found_in(text, parser).incidents] == [FRIDAY]


def test_which_killed_tells_of_the_event_before_it(parser: Parser) -> None:
    text = (
        "Turkish forces shelled Tel Rifaat in Syria on Friday, injuring a woman. The shelling came in response to "
        "rockets fired on the city of Afrin, which killed three farmers and injured nine others."
    )
    assert sorted(tolls(text, parser).values(), key=len) == [[1], [3, 9]]
    text = (
        "A coalition air strike on a bus in Saada killed 50 people on Friday. The coalition said it had hit those "
        "responsible for a rebel missile attack on Jizan on Thursday, which killed a driver. The Red Cross said a "
        "hospital had received the bodies of 29 children."
    )
    strike, missile = found_in(text, parser).incidents
    assert (strike.type, missile.type, missile.date) == ("airstrike", "shelling", "2018-11-08")
    assert tolls(text, parser) == {strike.trigger.text: [50, 29], missile.trigger.text: [1]}


def test_what_follows_an_event_has_another_day(parser: Parser) -> None:
    text = (
        "On Thursday, coalition jets carried out air strikes on camps in Syria. "
        "The strikes follow a raid on Nov. 2 in the Hamrin Mountains, during which Iraqi forces killed nine militants."
    )
    assert told(text, parser) == [
        ("airstrike", "2018-11-08", "Syria"),
        ("operation", "2018-11-02", "Hamrin Mountains"),
    ]


def test_what_is_said_on_thursday_did_not_happen_on_friday(parser: Parser) -> None:
    text = (
        "Three farmers were killed in mortar attacks on border towns in Turkey, the governor said late Thursday. "
        "On Friday, eight people were killed in Nusaybin when shells hit a street."
    )
    first, second = found_in(text, parser).incidents
    assert (first.date, second.date) == ("2018-11-08", FRIDAY)


def test_what_went_before_an_old_day_is_not_of_this_month(parser: Parser) -> None:
    incident = only("The alliance intervened in Yemen in March 2015 after the Houthis seized the capital.", parser)
    assert incident.date is None


def test_those_killed_when_a_base_fell_belong_to_it(parser: Parser) -> None:
    text = (
        "The Taliban captured two districts in Baghlan on Friday, and dozens of soldiers were killed when they "
        "overran a base in Faryab on Saturday."
    )
    first, second = found_in(text, parser).incidents
    assert (first.date, second.date) == (FRIDAY, SATURDAY)
    assert {one.id for one in second.perpetrators} == {"taliban"}
    assert tolls(text, parser) == {second.trigger.text: [24]}


def test_attacks_of_a_lead_share_its_day(parser: Parser) -> None:
    text = (
        "At least 14 people were killed in separate attacks across Iraq on Friday, police said. "
        "Two car bombs exploded in the Sadr City district of Baghdad, leaving seven people dead. "
        "Gunmen attacked a police checkpoint near Samarra, killing three policemen. "
        "Elsewhere, a roadside bomb struck an army patrol in Jalawla, killing two soldiers."
    )
    assert {one.date for one in found_in(text, parser).incidents} == {FRIDAY}


def test_a_lead_and_its_detail_may_count_one_more(parser: Parser) -> None:
    text = (
        "Twelve people were killed on Friday in regime air raids on a marketplace in north-western Syria. "
        "At least 11 were killed when bombs hit a busy market in the city of Maaret al-Numan, a monitor said."
    )
    assert len(found_in(text, parser).incidents) == 1


def test_an_attack_that_its_sentence_calls_repelled_is_new(parser: Parser) -> None:
    text = (
        "On Friday, the group stoned a man to death in Tabqa. "
        "Meanwhile, its fighters attacked a post near the Tishrin Dam, but the attack was repelled."
    )
    assert [place for _, _, place in told(text, parser)] == ["Al-Tabqa", "Tishreen Dam"]


PLACED = [
    ("Thirty men were wounded in a bomb attack in Pirde on Friday and taken to hospitals in Erbil.", {"erbil"}),
    ("Fighters from Nigeria kidnapped 80 people in Maroua in Cameroon on Friday.", {"nigeria"}),
    ("The army freed two men in Mosul after a gun battle on Friday as gunmen were heading back to Syria.", {"syria"}),
    ("A court in Kirkuk sentenced two men on Friday for a car bomb attack in Baquba in 2016.", {"kirkuk"}),
]


@pytest.mark.parametrize(("text", "elsewhere"), PLACED)
def test_homes_hospitals_goals_and_courts_are_elsewhere(text: str, elsewhere: set[str], parser: Parser) -> None:
    places = {place.id for one in found_in(text, parser).incidents for place in one.places}
    assert places and not places & elsewhere


NAMED = [
    ("An air strike killed ten people in the Red Sea port of Hodeidah in Yemen on Friday.", "Al Hudaydah"),
    ("Jets bombed camps in the Sambisa forest on Friday.", "Sambisa forest"),
    ("Troops carried out an operation on Mount Barsaya in Syria on Friday.", "Mount Barsaya"),
    ("In Libya, forces began an assault on the capital on Friday.", "Tripoli"),
    ("Saudi strikes hit the Yemeni capital on Friday.", "Sanaa"),
]


@pytest.mark.parametrize(("text", "place"), NAMED)
def test_ports_forests_mounts_and_capitals_are_places(text: str, place: str, parser: Parser) -> None:
    assert only(text, parser).places[0].name == place


def test_the_city_is_the_one_that_was_called_so(parser: Parser) -> None:
    text = (
        "Two men were beheaded in the city of Manbij, northeastern Aleppo, on Thursday. "
        "On Friday, coalition jets bombed a prison in the city, killing six militants and three detainees."
    )
    assert told(text, parser)[-1] == ("airstrike", FRIDAY, "Manbij")


TYPED = [
    ("Iraqi forces, with the support of coalition aircraft, launched an operation in Hamrin on Friday.", "operation"),
    ("The Syrian Air Force shelled positions in Raqqa on Friday.", "airstrike"),
    ("Gunmen launched mortar shells and gas canisters into western Aleppo on Friday.", "shelling"),
    ("A Su-24M bomber destroyed a bunker near Latakia on Friday.", "airstrike"),
    ("A bomb planted by gunmen detonated near Kirkuk on Friday.", "bombing"),
    ("Unknown persons set ablaze 150 houses in Tuz Khurmatu on Friday.", "other"),
]


@pytest.mark.parametrize(("text", "kind"), TYPED)
def test_an_incident_has_the_type_that_its_means_give(text: str, kind: str, parser: Parser) -> None:
    assert only(text, parser).type == kind


def test_an_operation_is_told_apart_from_its_first_victim(parser: Parser) -> None:
    incident = only(
        "A Turkish soldier was killed in a YPG attack in Tal Abyad on Friday, the first casualty of the operation.",
        parser,
    )
    assert incident.trigger.text == "YPG attack"


def test_what_was_fired_is_one_with_what_it_hit(parser: Parser) -> None:
    incident = only("Three rockets fired from an area in Syria hit the border city of Kilis on Friday.", parser)
    assert incident.places[0].name == "Kilis"


def test_one_air_force_flew_all_strikes_of_an_article(parser: Parser) -> None:
    text = (
        "Israeli jets bombed a depot in Beirut on Friday. Air strikes on Baalbek killed nine people on Saturday. "
        "A drone attack hit Haifa on Saturday."
    )
    jets, strikes, drone = found_in(text, parser).incidents
    assert [one.id for one in strikes.perpetrators] == [one.id for one in jets.perpetrators] != []
    assert drone.perpetrators == ()
    text = (
        "Syrian army warplanes bombed Douma on Friday. Regime jets bombed Harasta on Friday. "
        "Air strikes on Arbin killed nine people on Saturday."
    )
    assert found_in(text, parser).incidents[-1].perpetrators != ()
    text = (
        "Russian jets bombed Douma on Friday. Syrian warplanes bombed Harasta on Friday. "
        "Air strikes on Arbin killed nine people on Saturday."
    )
    assert found_in(text, parser).incidents[-1].perpetrators == ()


def test_the_first_attack_is_the_one_told_first(parser: Parser) -> None:
    text = (
        "A car bomb killed 25 people in the Karrada district of Baghdad on Friday. "
        "A second bomb exploded in the Shaab district, killing five. Islamic State claimed the first attack."
    )
    first, second = found_in(text, parser).incidents
    assert [one.id for one in first.perpetrators] == ["islamic-state"]
    assert second.perpetrators == ()


def test_who_was_killed_in_which_attack(parser: Parser) -> None:
    text = (
        "Jets struck a base near Baghdad on Friday. The strike followed a rocket attack on a base in Kirkuk in which "
        "a contractor was killed."
    )
    rockets = next(one for one in found_in(text, parser).incidents if one.type == "shelling")
    assert tolls(text, parser) == {rockets.trigger.text: [1]}


def test_fighting_of_a_year_is_a_sum(parser: Parser) -> None:
    text = (
        "Taliban fighters killed 14 soldiers near Mazar-i-Sharif on Friday. The group controls a third of the country, "
        "and fighting has killed 715 civilians in the first three months of the year."
    )
    assert len(found_in(text, parser).incidents) == 1


def test_one_day_is_a_part_of_many_strikes(parser: Parser) -> None:
    text = (
        "The coalition said its warplanes had carried out 57 airstrikes in eastern Syria between Nov. 2 and Nov. 4. "
        "At least 43 people were killed in coalition airstrikes on the village of Abu al-Hasan on Nov. 3."
    )
    assert [one.date for one in found_in(text, parser).incidents] == ["2018-11-02/2018-11-04", "2018-11-03"]


def test_another_day_in_the_sentence_is_not_that_of_the_news_before(parser: Parser) -> None:
    text = (
        "On Nov. 4, commandos retook the town of Hajin in Syria. "
        "They suspended talks last month after Turkish artillery shelled Kurdish positions in northern Syria."
    )
    assert found_in(text, parser).incidents[-1].date != "2018-11-04"
