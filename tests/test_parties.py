"""Whom a phrase means that does something or is hit: pronouns, roles and general words, on our own sentences."""

from __future__ import annotations

import pytest
from test_incidents import found_in

from kg.extract.parsing import Parser
from kg.record import Incident


def last(text: str, parser: Parser) -> Incident:
    return found_in(text, parser).incidents[-1]


DOERS = [
    ("The coalition said it had carried out 19 strikes near Raqqa on Monday.", {"global-coalition"}),
    ("Hezbollah said it shelled a post near Arsal on Friday.", {"hezbollah"}),
    ('"We struck a depot near Mosul on Friday," the Turkish military said.', {"turkish-armed-forces"}),
    ("Turkish jets crossed the border. They bombed a depot near Mosul on Friday.", {"turkey-government"}),
    (
        "The U.S. military was in the area. A bomb went off near Mosul on Friday, police said.",
        set(),
    ),
    ("The Houthis hold the city. The rebels shelled a market in Taiz on Friday.", {"houthis"}),
    ("Gunmen attacked a checkpoint near Kirkuk on Friday.", set()),
    ("Forces loyal to President Bashar al-Assad shelled Douma in Syria on Friday.", {"syrian-arab-army"}),
    ("Turkish jets conducted a series of strikes near Mosul on Friday.", {"turkey-government"}),
    ("French and Turkish jets bombed a depot near Mosul on Friday.", {"french-government", "turkey-government"}),
    (
        "Heroes of the Popular Mobilization Forces attacked a post near Mosul on Friday.",
        {"popular-mobilization-forces"},
    ),
    (
        "Baghdad Operations Command said that four thieves were arrested in Mosul on Friday.",
        {"baghdad-operations-command"},
    ),
    ("An Islamic State infiltration attempt near Mosul was repelled by the Peshmerga on Friday.", {"islamic-state"}),
    (
        "The Peshmerga fought Islamic State. On Friday, the terror group killed ten of the Peshmerga in Kirkuk.",
        {"islamic-state"},
    ),
    (
        "ISIS attacked Tel Abyad. A spokesman for the YPG said that the group attacked the town on Friday.",
        {"islamic-state"},
    ),
    (
        "Al-Shabaab, al Qaeda's branch in Somalia, is strong. The militants abducted two guards in Jilib on Friday.",
        {"al-shabaab"},
    ),
    ("Jaysh al-Islam holds Douma in Syria. Terrorist groups fired shells at Damascus on Friday.", set()),
    ("ISIS holds Wardak. A helicopter was shot down by an insurgent in Kabul on Friday.", set()),
    ("Eight people were killed in government shelling of Douma in Syria on Friday.", {"government-of-syria"}),
    ("Six people were killed by government barrel bombs in Douma in Syria on Friday.", {"government-of-syria"}),
    ("F-16 aircraft of the Iraqi Air Force carried out a strike in Hamrin on Friday.", {"iraqi-air-force"}),
    ("The warplanes of the Turkish occupation bombed a village near Afrin on Friday.", {"turkey-government"}),
    ("ISIS holds the town. A man was arrested by the group's police in Manbij on Friday.", {"islamic-state"}),
    ("The SDF is in Manbij. U.S.-backed forces captured Raqqa in Syria on Friday.", {"sdf"}),
    (
        "Islamic State was beaten. Moderate groups attacked its positions in Dabiq in Syria on Friday.",
        {"syrian-opposition"},
    ),
    (
        "Fighters of Ahrar al-Sham and the al-Nusra Front stormed a base in Idlib on Friday.",
        {"ahrar-al-sham", "al-nusra"},
    ),
    (
        "A shell fired by terrorists of Jaysh al-Islam landed on a school in Douma in Syria on Friday.",
        {"jaysh-al-islam"},
    ),
    ("A mine, said to have been laid by Islamic State, exploded near Hit on Friday, killing two.", {"islamic-state"}),
    ("Raids by jets thought to be Russian killed six people in Sarmin in Syria on Friday.", {"government-of-russia"}),
    ("Rockets fired from a Houthi-held hill killed six people in Taiz on Friday.", {"houthis"}),
    ("Two Saudi-led coalition airstrikes on a mill near Zabid on Friday killed nine.", {"saudi-led-coalition"}),
    ("Islamic State holds Hit. Gunmen of the group kidnapped nine herders near Haditha on Friday.", {"islamic-state"}),
    ("Commandos of the SDF raided a farm near Hajin in Syria on Friday.", {"sdf"}),
    (
        "The Turkish army and its mercenaries shelled a village near Kobani in Syria on Friday.",
        {"turkish-armed-forces", "Turkish-backed-mercenaries"},
    ),
    (
        "The mercenaries of the Turkish occupation shelled a village near Kobani in Syria on Friday.",
        {"Turkish-backed-mercenaries"},
    ),
    ("Turkish-backed mercenaries shelled a village near Kobani in Syria on Friday.", {"Turkish-backed-mercenaries"}),
    ("A drone belonging to the Turkish army struck a car near Sinjar on Friday.", {"turkish-armed-forces"}),
    ("In Sinjar, a drone of the Turkish army struck a car on Friday.", {"turkish-armed-forces"}),
    ("Tanks of the Syrian army shelled a village near Idlib on Friday.", {"syrian-arab-army"}),
    ("Islamic State lost Hajin in Syria in March 2018 at the hands of the SDF.", {"sdf"}),
    ("Islamic State said one of its members detonated a car bomb near Mosul on Friday.", {"islamic-state"}),
    ("A relief column drove to the town and was hit by a roadside bomb near Mosul on Friday.", set()),
    ("The Peshmerga were on patrol when their vehicle hit a roadside bomb near Makhmour on Friday.", set()),
    ("A bomb went off in Mosul on Friday. Villagers blame militants of Islamic State.", {"islamic-state"}),
    ("A bomb went off in Mosul on Friday. First findings point to Islamic State, police said.", {"islamic-state"}),
    ("A bomb went off in Mosul on Friday. The mayor said it bore the fingerprints of the PKK.", {"pkk"}),
    ("A bomb went off in Mosul on Friday. All signs point to a long investigation.", set()),
    ("Men believed to belong to Islamic State attacked a checkpoint near Hit on Friday.", {"islamic-state"}),
    ("A coalition of militias attacked a base near Erbil on Friday.", set()),
    (
        "A source in the Rapid Response Division said a force raided a village near Mosul on Friday.",
        {"emergency-response-division"},
    ),
    (
        "Islamic State claimed that a suicide bomber blew up a checkpoint in Mosul on Friday, killing 20 soldiers.",
        {"islamic-state"},
    ),
    ("Police said that a suicide bomber blew up a checkpoint in Mosul on Friday, killing 20 soldiers.", set()),
    (
        "Iraqi soldiers repelled an attack on their lines near Haditha on Friday, killing 12 Islamic State fighters.",
        {"islamic-state"},
    ),
    (
        "The Russian Defense Ministry said Su-24 bombers had hit a column of Islamic State in Homs on Friday.",
        {"russian-armed-forces"},
    ),
    (
        "An army unit destroyed a hideout in Daraa in Syria on Friday. Another unit hit a convoy near Hama on Friday.",
        {"syrian-arab-army"},
    ),
    (
        "Al-Nusra took credit for two bombings in Idlib on Friday, and for the capture of a checkpoint at Saraqib.",
        {"al-nusra"},
    ),
    (
        "Clashes near Marib on Friday left 16 Houthi rebels and seven Yemeni soldiers dead.",
        {"houthis", "yemen-army"},
    ),
    (
        "The blast prompted Ankara to take action against Syria with air strikes near Homs on Friday.",
        {"turkey-government"},
    ),
    ("The siege forced the rebels to withdraw from Darayya in Syria on Friday.", {"syrian-opposition"}),
    (
        "Twelve people died in Russian and Assad regime airstrikes on Douma on Friday.",
        {"government-of-russia", "government-of-syria"},
    ),
    ("Zabadani was seized by rebels from government forces in Syria on Friday.", {"syrian-opposition"}),
    ("Syrian rebel forces stormed a barracks near Daraa on Friday.", {"syrian-opposition"}),
    (
        "ISIS lost ground. The US helped the SDF, a mostly Kurdish alliance which took Shaddadi in Syria on Friday.",
        {"sdf"},
    ),
    ("The armys capture of Yabrud in Syria on Friday cut a supply line.", {"syrian-arab-army"}),
    (
        "ISIS tried to reach Kobani in Syria on Friday but the YPG repelled several attacks.",
        {"islamic-state"},
    ),
    (
        "ISIS answered with mortars. The Kurds said Turkish jets hit Afrin in Syria with six strikes on Friday.",
        {"turkey-government"},
    ),
    ("In October the Syrian army announced an operation to recapture the whole city of Saraqib.", {"syrian-arab-army"}),
    ("Nine militants were killed near Mosul as Iraqi soldiers advanced on Friday.", {"iraqi-army"}),
    ("Nine civilians were killed near Mosul as Iraqi soldiers advanced on Friday.", set()),
    (
        "Nine people died in regime and Russian airstrikes on Sarmin in Syria on Friday.",
        {"government-of-syria", "government-of-russia"},
    ),
    ("Jaish al-Islam is strong. In Aleppo terrorists fired a rocket on a school on Friday, a reporter said.", set()),
    ("Raids by the regime's air force killed three in Sarmin in Syria on Friday.", {"syrian-air-force"}),
    ("The regimes air force bombed Sarmin in Syria on Friday.", {"syrian-air-force"}),
]


@pytest.mark.parametrize(("text", "doers"), DOERS)
def test_who_did_it_may_be_named_before(text: str, doers: set[str], parser: Parser) -> None:
    assert {one.id for one in last(text, parser).perpetrators} == doers


TARGETS = [
    ("The SDF captured the Tabqa airfield from Islamic State on Sunday.", {"islamic-state"}),
    ("Iraqi forces retook the Islamic State-held town of Hawija on Friday.", {"islamic-state"}),
    ("Kurdish fighters drove Islamic State militants out of the town of Sinjar on Friday.", {"islamic-state"}),
    ("The army shelled a farmhouse near Baqim on Friday.", {"civilians"}),
    ("Islamic State was driven out of Sinjar in December 2015.", {"islamic-state"}),
    ("The army fired a missile on a gathering of mercenaries in Marib in Yemen on Friday.", {"mercenaries"}),
    ("The SDF said a drone hit one of its vehicles near Manbij on Friday.", {"sdf"}),
    ("The SDF accused Turkey of bombing their positions near Manbij on Friday.", {"sdf"}),
    ("A relief force drove to the town and was hit by a roadside bomb near Mosul on Friday.", {"security-forces"}),
    (
        "Iraqi commandos fought house to house with Islamic State militants in Mosul on Friday.",
        {"isof", "islamic-state"},
    ),
    (
        "Three soldiers were killed in an Israeli air strike near Homs on Friday, Syria's defense ministry said.",
        {"syrian-armed-forces"},
    ),
    ("Three soldiers were killed in an Israeli air strike near Homs on Friday, residents said.", {"security-forces"}),
    ("A car bomb tore through a crowded market in Mosul on Friday.", {"civilians"}),
    ("A suicide bomber rammed his car into a police station in Mosul on Friday.", {"security-forces"}),
    ("The town was hit in an air strike by the coalition on a school near Raqqa on Friday.", {"civilians"}),
    (
        "Rebels attacked army positions near Hama on Friday, sparking clashes in which 22 rebels died.",
        {"syrian-arab-army"},
    ),
    (
        "Islamic State militants captured the government-held town of Palmyra in Syria on Friday.",
        {"government-of-syria"},
    ),
    ("Gunmen shot dead a brigadier and his driver in Mosul on Friday.", {"security-forces"}),
    ("Gunmen shot dead a teacher and his driver in Mosul on Friday.", {"civilians"}),
    ("A sniper killed the provincial police commander near Mosul on Friday.", {"security-forces"}),
    ("Troops stormed a protest camp in Mosul on Friday.", {"civilians"}),
    ("A strike near Mosul on Friday destroyed two ISIL-held tanks.", {"islamic-state"}),
    ("A bomb under a policeman's car killed him in Mosul on Friday.", {"security-forces"}),
    ("Police arrested two men suspected of spying on the Peshmerga in Mosul on Friday.", set()),
    (
        "Islamic State executed nine farmers in Mosul on Friday on charges of working for the Iraqi army.",
        {"civilians"},
    ),
    (
        "Gunmen of the 45th Brigade were hit. A force attacked men of the 71st Division near Mosul on Friday.",
        {"iraqi-army"},
    ),
    (
        "The Houthis hold the hills. The Saudi-led coalition bombed a depot near Marib on Friday.",
        {"houthis"},
    ),
    (
        "The PKK and Hamas were mentioned. Turkish jets bombed a cave near Mosul on Friday.",
        set(),
    ),
    ("Shells hit Dahiyet al-Assad near Damascus in Syria on Friday.", set()),
    ("Russian jets struck four Ukrainian command posts near Kharkiv on Friday.", {"ukrainian-armed-forces"}),
    ("A bomb went off near a patrol of the Iraqi army in Khanaqin on Friday.", {"iraqi-army"}),
    ("Homes in Homs were subject to shelling on Friday.", {"civilians"}),
    ("A sniper in Mosul shot dead a policeman who was on guard on Friday.", {"security-forces"}),
    ("Two suicide bombers drove a truck into a post manned by soldiers near Hit on Friday.", {"security-forces"}),
    ("The Al-Jubur tribe rose. Islamic State executed dozens of its members in Hit on Friday.", {"civilians"}),
    ("The army fired 12 shells on Tafas on Friday, which caused damage to the homes of locals.", {"civilians"}),
    ("The strongholds of ISIS near Tabqa came under the bombardment of Syrian aircraft on Friday.", {"islamic-state"}),
    ("ISIS killed 20 members of the Albu Nimr tribe near Hit on Friday.", {"civilians"}),
    ("Two members of the civil defence were wounded by a shell near Idlib on Friday.", {"civilians"}),
    ("Iraqi forces captured Rawa, which had been held by Islamic State, in Iraq on Friday.", {"islamic-state"}),
    ("The army entered Tadef in Syria, a town held by terrorist forces, on Friday.", set()),
    ("Syrian rebels pushed into a government-held district of Hama on Friday.", {"government-of-syria"}),
    ("Syrian rebels launched an assault on the regime-held town of Nubl on Friday.", {"government-of-syria"}),
    (
        "ISIS tried to reach Kobani in Syria on Friday but the YPG repelled several attacks.",
        {"ypg"},
    ),
    ("A chlorine attack on Sarmin in Syria on Friday drew protests.", {"civilians"}),
    (
        "The regime had lost ground. Syrian rebels captured three hamlets near Latakia on Friday.",
        {"government-of-syria"},
    ),
    (
        "Islamic State and the regime had lost ground. Syrian rebels captured three hamlets near Latakia on Friday.",
        set(),
    ),
    ("Mines planted by ISIS have killed and wounded dozens of villagers in Manbij in Syria this month.", {"civilians"}),
    (
        "The PKK and ISIS were near. The army launched an offensive in Afrin in Syria on Friday to drive the YPG out.",
        {"ypg"},
    ),
    (
        "The PKK and the YPG were near. The army began an operation on Friday to retake Bosra in Syria from ISIS.",
        {"islamic-state"},
    ),
    (
        "The PKK and the YPG were near. A campaign aimed at expelling ISIS from Bosra in Syria began on Friday.",
        {"islamic-state"},
    ),
    ("ISIS is strong. The YPG captured Sluk in Syria from the group on Friday.", {"islamic-state"}),
    (
        "Syrian soldiers attacked Islamic State and Nusra Front militants near Arsal on Friday.",
        {"islamic-state", "al-nusra"},
    ),
]


@pytest.mark.parametrize(("text", "targets"), TARGETS)
def test_who_was_hit(text: str, targets: set[str], parser: Parser) -> None:
    assert {one.id for one in last(text, parser).targets} == targets


CLASHES = [
    "Clashes broke out between rebels and regime fighters in Daraa in Syria on Friday.",
    "Twelve Syrian rebels were killed in clashes with Islamic State near Azaz on Friday.",
    "Battles flared in Daraa in Syria on Friday between regime and opposition fighters.",
    "Heavy fighting broke out during the day between soldiers and rebels in Harasta in Syria on Friday.",
    "Islamic State stormed Sukhna in Syria on Friday, sparking battles with Syrian troops.",
    "At least 30 rebel and regime forces have been killed in clashes in Daraa in Syria since Friday.",
    "Rebels were in Adra in Syria. Six regime soldiers were killed in clashes in Adra on Friday.",
    "ISIS holds part of Tadmur in Syria. The group is fighting against Syrian troops in Tadmur since Friday.",
    "Rebels had entered Adra. The army hit back on Friday, sparking fighting in Adra in Syria.",
]


@pytest.mark.parametrize("text", CLASHES)
def test_both_sides_of_a_clash_are_named_apart(text: str, parser: Parser) -> None:
    incident = last(text, parser)
    assert len(incident.perpetrators) == len(incident.targets) == 2


HOWEVER_TOLD = [
    "{s} were able to capture the village of Sinjar on Friday.",
    "{s} succeeded in capturing the village of Sinjar on Friday.",
    "{s} are reported to have captured the village of Sinjar on Friday.",
    "{s} were seen storming a house near Sinjar on Friday.",
    "{s} admitted shelling a market in Sinjar on Friday.",
    "{s} broke the truce on Friday through shelling a market in Sinjar.",
    "{s} broke the truce on Friday by shelling a market in Sinjar.",
    "On Friday {s} shelled a market in Sinjar, killing four people.",
]


@pytest.mark.parametrize("text", HOWEVER_TOLD)
def test_who_did_it_is_found_however_it_is_told(text: str, parser: Parser) -> None:
    told = text.format(s="Islamic State militants" if text.startswith("{s}") else "militants from Islamic State")
    assert [one.id for one in last(told, parser).perpetrators] == ["islamic-state"]


@pytest.mark.parametrize(
    ("text", "doers", "targets"),
    [
        ("The Iran-backed militia Kataib Hezbollah attacked a base near Mosul.", {"kataib-hezbollah"}, set()),
        ("A village near Idlib was bombed by jets believed to be Russian on Friday.", {"government-of-russia"}, set()),
        ("Russian Su-22s attacked a village near Idlib on Friday.", {"government-of-russia"}, set()),
        ("Mortar shells landed on a school in Mosul on Friday.", set(), {"civilians"}),
        ("Rockets fell on a crowded market in Mosul on Friday.", set(), {"civilians"}),
        ("A bomber blew himself up among shoppers in Mosul on Friday, killing six.", set(), {"civilians"}),
        ("A tribal leader was shot dead near Mosul on Friday.", set(), {"civilians"}),
        ("Gunmen opened fire on a minibus near Mosul on Friday.", set(), {"civilians"}),
        ("Gunmen opened fire on a wedding party near Mosul on Friday.", set(), {"civilians"}),
        ("Gunmen attacked a nightclub in Mosul on Friday.", set(), {"civilians"}),
        ("Gunmen attacked a medical centre in Mosul on Friday.", set(), {"civilians"}),
        ("Gunmen attacked an air base near Mosul on Friday.", set(), {"security-forces"}),
        ("Gunmen attacked a fuel depot near Mosul on Friday.", set(), {"infrastructure"}),
    ],
)
def test_who_is_behind_a_name_and_what_shells_land_on(
    text: str, doers: set[str], targets: set[str], parser: Parser
) -> None:
    incident = last(text, parser)
    assert {one.id for one in incident.perpetrators} >= doers
    assert {one.id for one in incident.targets} >= targets


def test_an_offensive_launched_by_fighters_has_its_own_place(parser: Parser) -> None:
    text = (
        "The raids were provoked by an assault by fighters led by al-Nusra launched against regime-held hills in "
        "neighbouring Homs province on 2 November."
    )
    incident = last(text, parser)
    assert [one.name for one in incident.places] == ["Homs Governorate"]
    assert [one.id for one in incident.targets] == ["government-of-syria"]


def test_what_is_cut_off_besides_is_not_where_a_town_was_taken(parser: Parser) -> None:
    text = "Troops took the town of Hajin in Syria on Friday and managed to cut off the Susah road."
    assert last(text, parser).places[0].name == "Hajin"


def test_an_army_does_not_kill_its_own(parser: Parser) -> None:
    found = found_in("The army attacked the Islam Brigade near Duma in Syria, killing one of its commanders.", parser)
    groups = [claim.group.id for claim in found.claims if claim.kind == "casualties" and claim.group is not None]
    assert groups == ["militants"]


def test_who_a_press_office_calls_ours_is_the_group(parser: Parser) -> None:
    incident = last('The SDF Media Center said: "On Friday, our forces raided a post near Afrin in Syria."', parser)
    assert [one.id for one in incident.perpetrators] == ["sdf"]


def test_jihadists_are_not_those_who_fight_them(parser: Parser) -> None:
    incident = last(
        "Islamic State holds the town. The SDF, led by the YPG, took the base near Raqqa from the jihadists on Friday.",
        parser,
    )
    assert [one.id for one in incident.targets] == ["islamic-state"]


def test_its_forces_are_those_of_the_one_that_acted_in_the_sentence_before(parser: Parser) -> None:
    incident = last("The Houthis attacked Marib on Friday. Their forces took control of two villages.", parser)
    assert [one.id for one in incident.perpetrators] == ["houthis"]


def test_who_is_included_among_the_insurgents_acted_too(parser: Parser) -> None:
    text = "ISIS lost a town. Insurgents including the Nusra Front captured Jisr al-Shughour in Syria in May."
    assert "islamic-state" not in {one.id for one in last(text, parser).perpetrators}
    assert "al-nusra" in {one.id for one in last(text, parser).perpetrators}


def test_the_government_is_that_of_where_it_happened(parser: Parser) -> None:
    text = (
        "The US said its jets hit a column, after what Washington called an attack. Russia told of pro-government "
        "militiamen who attacked a base near Salhiyah in Deir Ezzor on Friday."
    )
    assert [one.id for one in last(text, parser).perpetrators] == ["syrian-armed-forces"]
