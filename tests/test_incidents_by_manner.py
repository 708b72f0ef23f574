"""Incidents by the manner in which they are told: each sentence is ours, in the wording of some kind of outlet."""

from __future__ import annotations

import pytest
from incidents import found_in

from kg.extract.parsing import Parser

THURSDAY, FRIDAY, SATURDAY = "2018-11-08", "2018-11-09", "2018-11-10"

NO_INCIDENT = [
    "In Arabic usage the word “martyred” means that soldiers were killed in Hajin.",
    "Ankara uses the term neutralised to say that militants were killed, captured or gave up in Zap.",
    "Guards at a hotel in Basra said the attackers drove out of the garage on Friday.",
    "The army imposed its control over the situation in Basra on Friday.",
    "Residents denied that any house had been raided in Qaim on Friday.",
    "A passenger plane crashed into a hill near Sahab on Friday.",
    "The vest was detonated by the bomb squad in Garma on Friday.",
    "It pointed out that the explosive belt was detonated by experts in Garma on Friday.",
    "Farmers say 40 mines have killed 31 people across Syria since the start of the year.",
    "Nine shepherds were abducted in Anbar in the first three months of this year.",
    "Rescuers reached the yard an hour after the fall of the last of them.",
    "He spoke of a gang which had left the Tanf zone for Homs.",
    "The number of civilians who were killed in Idlib since Friday rose to 12.",
    "The group has intensified its attacks in the desert of Anbar, the ministry said on Friday.",
    "Government forces have continued to shell the town of Harasta.",
    "In September 2015 Moscow began an intervention that has helped its ally regain territory.",
    "The plane flew on Friday near Hama, where rebels are battling the army.",
    "The two are to set up a safe zone in Harasta as part of a broader deal struck in May.",
    "They cross the border to the areas of Sinjar where anti-IS operations are taking place.",
]


@pytest.mark.parametrize("text", NO_INCIDENT)
def test_terms_sums_and_trends_tell_no_incident(text: str, parser: Parser) -> None:
    assert found_in(text, parser).incidents == ()


# text; type, date, first place and perpetrators of each incident
TOLD = [
    (
        "Two explosive-laden drones crashed into a fuel depot in Mukalla on Friday.",
        [("airstrike", FRIDAY, "Mukalla", [])],
    ),
    (
        "A raid took place in Hit on Friday. Two of the men blew themselves up after they were surrounded.",
        [("operation", FRIDAY, "Hit", [])],
    ),
    (
        "Guards repelled an attack on a pipeline near Kirkuk on Friday, killing nine IS militants.",
        [("armed_clash", FRIDAY, "Kirkuk", ["islamic-state"])],
    ),
    (
        "Soldiers beat back IS fighters near Kirkuk on Friday. The coalition carried out two air strikes to help them.",
        [("armed_clash", FRIDAY, "Kirkuk", ["security-forces"]), ("airstrike", "2018-11", None, ["global-coalition"])],
    ),
    (
        "IS planted a bomb on a road in Tarmiya on Friday that exploded under a truck, wounding two drivers.",
        [("bombing", FRIDAY, "Tarmiyah", ["islamic-state"])],
    ),
    (
        "Rebels fired rockets on Nubl on Friday. The army responded with artillery fire.",
        [
            ("shelling", FRIDAY, "Nubl", ["syrian-opposition"]),
            ("shelling", FRIDAY, "Nubl", ["syrian-arab-army"]),
        ],
    ),
    (  # the answer has the place of what it answers, with which a broader one is compared
        "Rebels fired rockets on Nubl on Friday. The army responded with artillery fire. Shells hit northern Syria.",
        [
            ("shelling", FRIDAY, "Nubl", ["syrian-opposition"]),
            ("shelling", FRIDAY, "Nubl", ["syrian-arab-army"]),
            ("shelling", None, "Northern Syria", []),
        ],
    ),
    (
        "IS men shot at the post on Tuesday evening near Hit, the mayor told us.",
        [("armed_clash", "2018-11-06", "Hit", ["islamic-state"])],
    ),
    (
        "A bomb exploded in Khalis on Friday, wounding a guard. A second device went off in Buhriz an hour later.",
        [("bombing", FRIDAY, "Khāliş", []), ("bombing", FRIDAY, "Buhriz", [])],
    ),
    (
        "Militants attacked an outpost in Sharqat on Friday, and clashes broke out between the two sides.",
        [("armed_clash", FRIDAY, "Al-Shirqat", [])],
    ),
    (
        "A man who fired at a patrol was killed in Baiji on Friday.",
        [("other", FRIDAY, "Baiji", [])],
    ),
    (
        "Shells hit a market in Douma on Friday, five doctors said at a briefing in Geneva.",
        [("shelling", FRIDAY, "Douma", [])],
    ),
    (
        "The fighters came down from Mount Qarachogh and opened fire on a village near Makhmour on Friday.",
        [("armed_clash", FRIDAY, "Makhmur", [])],
    ),
    (
        "Turkey has carried out several operations in northern Syria: Euphrates Shield (2016), Olive Branch (2018).",
        [
            ("operation", "2016", "Northern Syria", ["turkey-government"]),
            ("operation", "2018", "Northern Syria", ["turkey-government"]),
        ],
    ),
    (
        "Troops retook Bashir in May as part of an offensive for Tuz, which began on 30 April.",
        [
            ("territory_change", "2018-05", "Bashir", ["security-forces"]),
            ("operation", "2018-04-30", "Tuz Khurmatu", []),
        ],
    ),
    (
        "Helicopters dropped barrel bombs on Kafr Nabl and Jarjanaz in Syria on Friday.",
        [("airstrike", FRIDAY, "Jarjanaz", ["government-of-syria"])],
    ),
    (
        "The bombing by the militants [outlawed in Russia] hit a checkpoint in Palmyra on Friday.",
        [("bombing", FRIDAY, "Palmyra", [])],
    ),
    (
        "Gunmen opened fire at 0930 GMT on Friday in Mansour, Baghdad.",
        [("armed_clash", FRIDAY, "Mansour", [])],
    ),
    (
        "The Russian bombing killed nine in Zabadi on Friday. The deadliest of the strikes hit a mosque in Zardana.",
        [
            ("airstrike", FRIDAY, "Zabadi", ["government-of-russia"]),
            ("airstrike", FRIDAY, "Zardana", ["government-of-russia"]),
        ],
    ),
    (
        "Turkish jets bombed a base of the group near Amadiya on Friday, an attack that they said killed four guards.",
        [("airstrike", FRIDAY, "Amadiya", ["turkey-government"])],
    ),
    (
        "Gunmen shot and killed a baker outside his house in Mosul on Friday.",
        [("assassination", FRIDAY, "Mosul", [])],
    ),
    (
        "A judge was shot dead in Basra on Friday, and the shots were fired from a roof.",
        [("assassination", FRIDAY, "Basra", [])],
    ),
    (
        "Allied forces captured its last holdout, the village of Baghouz, in March 2016.",
        [("territory_change", "2016-03", "Al-Baghuz Fawqani", ["security-forces"])],
    ),
    (
        "Two shepherds were taken away by IS militants near Daquq on Friday.",
        [("abduction", FRIDAY, "Daquq", ["islamic-state"])],
    ),
    (
        "Engineers cleared the village of homemade bombs, one of which wounded two guards in Rashad on Friday.",
        [("bombing", FRIDAY, "Rashad", [])],
    ),
    (
        "The command announced on Friday the arrest of six men in a raid by a force of the army in Udhaim.",
        [("arrest", FRIDAY, "Al-Udhaim", ["iraqi-army"])],
    ),
    (
        "A car bomb went off at a gate in Ramadi on Friday. The guards opened fire on a second car and it blew up.",
        [("bombing", FRIDAY, "Ramadi", [])],
    ),
    (
        "Five shepherds died when a mine hit their truck in central Syria. A mine exploded on Friday in Hama province, "
        "killing five, an agency said.",
        [("bombing", FRIDAY, "Hama Governorate", [])],
    ),
    (
        "The men massacred their prisoners in April, following the fall of the town of Hit in March.",
        [("execution", "2018-04", "Hit", []), ("territory_change", "2018-03", "Hit", [])],
    ),
    (
        "Militants used rocket launchers against Kinsabba, while mortar fire was opened on Salma on Friday.",
        [("shelling", FRIDAY, "Kinsabba", []), ("shelling", FRIDAY, "Salma", [])],
    ),
    (
        "He took part in the July ambush of an army convoy near Rutba, in which nine soldiers were killed.",
        [("armed_clash", "2018-07", "Rutba", [])],
    ),
    (
        "Gunmen opened fire on a bus near Arab Hassan on Friday, wounding a driver.",
        [("armed_clash", FRIDAY, "Arab Hassan", [])],
    ),
    (
        "The army says two bombers drove up to a post near Tadmur on Friday and one of them detonated his explosives.",
        [("suicide_bombing", FRIDAY, "Tadmur", [])],
    ),
    (
        "US-led coalition airstrikes on a plant near Hit that killed 17 workers on Friday were unlawful, a group said.",
        [("airstrike", FRIDAY, "Hit", ["global-coalition"])],
    ),
    (
        "Guards still hold the town of Sinjar, with clashes ongoing on Friday, a watchdog said.",
        [("armed_clash", FRIDAY, "Sinjar", [])],
    ),
    (
        "Two men hurt in a rocket attack in Hama Two men were hurt on Friday as gunmen fired rockets on Suran village.",
        [("shelling", FRIDAY, "Şūrān", [])],
    ),
    (
        "Jets bombed Idlib on Friday, killing nine. Another six people, among them two men who sold fruit, were killed "
        "in raids on Saraqib.",
        [("airstrike", FRIDAY, "Idlib", []), ("airstrike", FRIDAY, "Saraqib", [])],
    ),
    (
        "Air raids have taken place in Harasta, a watchdog reported.",
        [("airstrike", None, "Harasta", [])],
    ),
    (
        "Air strikes were reported on the outskirts of Harasta on Friday.",
        [("airstrike", FRIDAY, "Harasta", [])],
    ),
    (
        "Gunfights are raging in Harasta, residents said.",
        [("armed_clash", None, "Harasta", [])],
    ),
    (
        "Warplanes continued to bomb the town of Harasta on Friday.",
        [("airstrike", FRIDAY, "Harasta", [])],
    ),
    (
        "Jets intensified their raids on Harasta on Friday, leaving many dead.",
        [("airstrike", FRIDAY, "Harasta", [])],
    ),
    (
        "Raiders attempted to enter Harasta on Friday but were driven back.",
        [("armed_clash", FRIDAY, "Harasta", [])],
    ),
    (
        "A car bomb killed nine people in Homs on Friday. In Damascus meanwhile two died when mortar fire struck a "
        "school. On Thursday mortar rounds landed near an embassy.",
        [("bombing", FRIDAY, "Homs", []), ("shelling", FRIDAY, "Damascus", []), ("shelling", THURSDAY, None, [])],
    ),
    (
        "Air strikes killed ten people in Rastan on Friday. That follows earlier strikes on Harasta. Thursdays "
        "bombardment killed a baby.",
        [("airstrike", FRIDAY, "Al-Rastan", []), ("airstrike", THURSDAY, "Harasta", [])],
    ),
    (
        "The ministry carried out more than 50 raids on Friday targeting jihadists near Rawa which troops recaptured "
        "from the group in March.",
        [("operation", FRIDAY, "Rawa", []), ("territory_change", "2018-03", "Rawa", ["security-forces"])],
    ),
    (
        "Four people died in air strikes in Syria on Friday. Two of them were killed in an air strike which hit the "
        "Sarqa district. Troops were attacking Harasta as well, a doctor said.",
        [("airstrike", FRIDAY, "Sarqa district", []), ("other", FRIDAY, "Harasta", ["security-forces"])],
    ),
    (
        "Air raids hit Harasta and towns around it, such as Arbin, where an attack on a bus took place on 19 October.",
        [("airstrike", None, "Harasta", []), ("other", "2018-10-19", "Harasta", [])],
    ),
    (
        "A gas attack killed nine in Harasta on Friday. The Harasta strike prompted France to hit back with missile "
        "strikes on a base in Homs on Saturday.",
        [("chemical_attack", FRIDAY, "Harasta", []), ("shelling", SATURDAY, "Homs", ["french-government"])],
    ),
    (
        "A gas attack killed nine in Harasta on Friday. While doctors look into the alleged chemical attack on the "
        "town the council is due to meet on Sunday.",
        [("chemical_attack", FRIDAY, "Harasta", [])],
    ),
    (
        "A gas attack killed nine in Harasta on Friday. Tests were confirmed on Saturday by doctors who said that "
        "chlorine had been used.",
        [("chemical_attack", FRIDAY, "Harasta", [])],
    ),
    (
        "Air raids killed nine people in Harasta on Friday. Over 900 have been killed in the assault on the town since "
        "it was launched on October 20.",
        [("airstrike", FRIDAY, "Harasta", []), ("armed_clash", "2018-10-20/2018-11-11", "Harasta", [])],
    ),
    (
        "A car bomb killed nine people in Sinjar on Friday. A similar attack in Rawa on Saturday wounded two.",
        [("bombing", FRIDAY, "Sinjar", []), ("bombing", SATURDAY, "Rawa", [])],
    ),
    (
        "Air strikes destroyed a mill in Hama on Friday, activists said. Nine people were killed by an air strike that "
        "hit the Sarmin district.",
        [("airstrike", FRIDAY, "Hama", []), ("airstrike", "2018-11", "Sarmin", [])],
    ),
]


@pytest.mark.parametrize(("text", "wanted"), TOLD, ids=[text[:40] for text, _ in TOLD])
def test_each_is_told_once_with_its_day_place_and_doer(
    text: str, wanted: list[tuple[str, str, str | None, list[str]]], parser: Parser
) -> None:
    told = found_in(text, parser).incidents
    found = [
        (one.type, one.date, one.places[0].name if one.places else None, [doer.id for doer in one.perpetrators])
        for one in told
    ]
    assert found == wanted


def test_a_year_before_all_words_names_no_operation(parser: Parser) -> None:
    told = found_in(
        "(2016) Turkish operations and others (2018) were carried out in Syria on Friday.", parser
    ).incidents
    assert {one.type for one in told} == {"operation"}


def test_the_sum_since_a_day_is_not_of_the_attack_told_before(parser: Parser) -> None:
    text = "IS attacked a base in Kolajo on Friday, killing two. Since May, nine guards have been killed in Diyala."
    told = found_in(text, parser).incidents
    assert [one.places[0].name for one in told if one.date == FRIDAY] == ["Gulah Jaw"]
    assert all(len(one.places) == 1 for one in told)


def test_a_heading_that_is_a_day_dates_what_stands_below(parser: Parser) -> None:
    text = (
        "Thursday 8 November\n\nTwo jets struck a tunnel near Qaim.\n\nFriday 9 November\n\n"
        "A drone destroyed a truck bomb near Rawa, whose driver fled.\n"
    )
    assert [(one.date, one.places[0].name) for one in found_in(text, parser).incidents] == [
        ("2018-11-08", "Al-Qa'im"),
        (FRIDAY, "Rawa"),
    ]
