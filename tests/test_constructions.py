"""Deeds are read however they are told: each construction of the genre with each verb and noun, on sentences of ours.

A rule for one verb that does not hold for its like, or a construction that loses who did it, where or when, shows here.
"""

from __future__ import annotations

import pytest
from incidents import found_in

from kg.extract.claims import Found
from kg.extract.parsing import Parser
from kg.record import Incident

PUBLISHED, FRIDAY = "2016-08-20", "2016-08-19"

DEEDS = [
    ("shelled", "shell", "shelling", "shelled", "the market of Saraqeb"),
    ("bombed", "bomb", "bombing", "bombed", "the market of Saraqeb"),
    ("attacked", "attack", "attacking", "attacked", "a checkpoint near Saraqeb"),
    ("targeted", "target", "targeting", "targeted", "a convoy in Saraqeb"),
    ("stormed", "storm", "storming", "stormed", "a police station in Saraqeb"),
    ("raided", "raid", "raiding", "raided", "a house in Saraqeb"),
    ("captured", "capture", "capturing", "captured", "the village of Saraqeb"),
    ("seized", "seize", "seizing", "seized", "the village of Saraqeb"),
    ("arrested", "arrest", "arresting", "arrested", "three activists in Saraqeb"),
    ("kidnapped", "kidnap", "kidnapping", "kidnapped", "three doctors in Saraqeb"),
    ("executed", "execute", "executing", "executed", "three prisoners in Saraqeb"),
    ("struck", "strike", "striking", "struck", "a hospital in Saraqeb"),
    ("blew up", "blow up", "blowing up", "blown up", "a bridge in Saraqeb"),
    ("shot dead", "shoot dead", "shooting dead", "shot dead", "two farmers in Saraqeb"),
    ("detained", "detain", "detaining", "detained", "three activists in Saraqeb"),
    ("pounded", "pound", "pounding", "pounded", "the town of Saraqeb"),
    ("ambushed", "ambush", "ambushing", "ambushed", "a patrol near Saraqeb"),
]
"""Deeds: past, infinitive, gerund and participle, and what is hit."""

TOLD_OF_DEEDS = [
    "{who} {past} {what} on Friday.",
    "{what} {were} {done} by {who} on Friday.",
    "{who} broke the truce on Friday by {doing} {what}.",
    "{who} broke the truce on Friday through {doing} {what}.",
    "{who} advanced on Friday, {doing} {what}.",
    "{who} managed to {do} {what} on Friday.",
    "{who} were able to {do} {what} on Friday.",
    "{who} succeeded in {doing} {what} on Friday.",
    "{who} began {doing} {what} on Friday.",
    "Activists accused {who} of {doing} {what} on Friday.",
    "Activists said that {who} had {done} {what} on Friday.",
    "According to activists, {who} {past} {what} on Friday.",
    "It was on Friday that {who} {past} {what}.",
    "{who} entered from the east and {past} {what} on Friday.",
    "{who} who had arrived from Homs {past} {what} on Friday.",
    "On Friday, {who} {past} {what}, a monitor said.",
    "“{who} {past} {what} on Friday,” the monitor said.",
    "Four people were hurt on Friday as {who} {past} {what}.",
    "{who}, backed by militias, {past} {what} on Friday.",
    "{who} responded on Friday by {doing} {what}.",
    "{who} are reported to have {done} {what} on Friday.",
    "{who} reportedly {past} {what} on Friday.",
    "{who} admitted {doing} {what} on Friday.",
    "The monitor blamed {who} for {doing} {what} on Friday.",
    "{who} were seen {doing} {what} on Friday.",
]

NOUNS = (
    "air strike|air raid|mortar attack|artillery bombardment|rocket attack|drone strike|car bombing|suicide attack|"
    "bomb attack|explosion|ambush|gun battle|attack|assault|raid|missile strike|massacre|kidnapping|barrel bomb attack|"
    "grenade attack|sniper attack|blast|arrest campaign|shooting|chemical attack|landmine explosion|house raid|"
    "stabbing|assassination|offensive"
).split("|")

TOLD_OF_NOUNS = [
    "A {noun} hit the town of Saraqeb on Friday.",
    "A {noun} took place in Saraqeb on Friday.",
    "A {noun} was reported in Saraqeb on Friday.",
    "A {noun} was carried out in Saraqeb on Friday.",
    "There was a {noun} in Saraqeb on Friday.",
    "Saraqeb saw a {noun} on Friday.",
    "The town of Saraqeb was rocked by a {noun} on Friday.",
    "Following a {noun} in Saraqeb on Friday, schools were closed.",
    "Residents of Saraqeb reported a {noun} on Friday.",
    "A {noun} targeted a convoy in Saraqeb on Friday.",
]

TOLD_WITH_FIGURES = [
    "A {noun} in Saraqeb killed five people on Friday.",
    "Five people were killed in a {noun} in Saraqeb on Friday.",
    "A {noun} in Saraqeb on Friday left five people dead.",
    "Friday's {noun} in Saraqeb killed five people.",
    "Five people, including a child, were killed when a {noun} hit Saraqeb on Friday.",
    "Rescuers in Saraqeb said a {noun} had killed five people on Friday.",
    "The monitor said five people had been killed in a {noun} in Saraqeb on Friday.",
]

BLAMABLE = ("car bombing", "attack", "air strike", "shelling", "ambush", "explosion")

BLAMED = [
    "Police blamed {who} for a {noun} in Saraqeb on Friday.",
    "Police blamed a {noun} in Saraqeb on Friday on {who}.",
    "{who} have been blamed for a {noun} in Saraqeb on Friday.",
    "{who} were accused of a {noun} in Saraqeb on Friday.",
    "Police accused {who} of carrying out a {noun} in Saraqeb on Friday.",
    "Police held {who} responsible for a {noun} in Saraqeb on Friday.",
    "The ministry attributed a {noun} in Saraqeb on Friday to {who}.",
    "A {noun} in Saraqeb on Friday was blamed on {who}.",
    "A {noun} in Saraqeb on Friday killed three people. Police blamed {who}.",
    "A {noun} in Saraqeb on Friday killed three people. Officials said {who} were behind it.",
    "{who} claimed responsibility for a {noun} in Saraqeb on Friday.",
    "{who} claimed a {noun} in Saraqeb on Friday.",
    "A {noun} in Saraqeb on Friday was claimed by {who}.",
    "{who} took credit for a {noun} in Saraqeb on Friday.",
    "{who} admitted carrying out a {noun} in Saraqeb on Friday.",
    "A {noun} in Saraqeb on Friday killed three people. {who} claimed responsibility.",
    "A {noun} in Saraqeb on Friday killed three people. The attack was claimed by {who}.",
]

DENIED = [
    "{who} denied responsibility for a {noun} in Saraqeb on Friday.",
    "{who} denied carrying out a {noun} in Saraqeb on Friday.",
    "{who} denied that they had carried out a {noun} in Saraqeb on Friday.",
    "{who} denied any involvement in a {noun} in Saraqeb on Friday.",
    "{who} denied being behind a {noun} in Saraqeb on Friday.",
    "A {noun} in Saraqeb on Friday killed three people. {who} denied responsibility.",
    "A {noun} in Saraqeb on Friday killed three people. {who} denied any involvement.",
    "A {noun} in Saraqeb on Friday killed three people. {who} denied they were behind the attack.",
]


def sentence(told: str, noun: str) -> str:
    text = told.format(noun=noun)
    text = text[0].upper() + text[1:]
    return text.replace(f"A {noun}", f"An {noun}").replace(f" a {noun}", f" an {noun}") if noun[0] in "aeiou" else text


def of_saraqeb(incidents: tuple[Incident, ...]) -> Incident | None:
    """Return the one incident of a text if it is of that town and day."""
    if len(incidents) != 1 or incidents[0].date != FRIDAY:
        return None
    return incidents[0] if "Saraqib" in {one.name for one in incidents[0].places} else None


@pytest.mark.parametrize("told", TOLD_OF_DEEDS)
def test_a_deed_is_read_with_who_did_it_whatever_the_verb(told: str, parser: Parser) -> None:
    lost = []
    for past, do, doing, done, what in DEEDS:
        were = "was" if what[0] in "at" and not what.startswith(("two", "three")) else "were"
        text = told.format(
            who="Islamic State militants", past=past, do=do, doing=doing, done=done, what=what, were=were
        )
        found = of_saraqeb(found_in(text[0].upper() + text[1:], parser, PUBLISHED).incidents)
        if found is None or [one.id for one in found.perpetrators] != ["islamic-state"]:
            lost.append(do)
    assert lost == []


@pytest.mark.parametrize("told", TOLD_OF_NOUNS)
def test_an_event_is_read_whatever_its_noun(told: str, parser: Parser) -> None:
    texts = {noun: sentence(told, noun) for noun in NOUNS}
    assert [noun for noun, text in texts.items() if not of_saraqeb(found_in(text, parser, PUBLISHED).incidents)] == []


@pytest.mark.parametrize("told", TOLD_WITH_FIGURES)
def test_a_figure_is_of_its_event_whatever_the_noun(told: str, parser: Parser) -> None:
    lost = []
    for noun in NOUNS:
        found = found_in(sentence(told, noun), parser, PUBLISHED)
        incident = of_saraqeb(found.incidents)
        figures = [(one.effect, one.low, one.high) for one in found.claims if incident and one.incident == incident.id]
        if ("killed", 5, 5) not in figures:
            lost.append(noun)
    assert lost == []


def of_each(told: str, who: str, parser: Parser) -> list[tuple[str, Found, Incident | None]]:
    """Return what is found where a sentence tells of each noun that somebody may be blamed for."""
    texts = ((noun, sentence(told.replace("{who}", who), noun)) for noun in BLAMABLE)
    found = ((noun, found_in(text, parser, PUBLISHED)) for noun, text in texts)
    return [(noun, one, of_saraqeb(one.incidents)) for noun, one in found]


@pytest.mark.parametrize("told", BLAMED)
def test_who_is_behind_it_is_claimed_whatever_it_was(told: str, parser: Parser) -> None:
    for noun, found, incident in of_each(told, "Islamic State militants", parser):
        behind = [one.agent.id for one in found.claims if one.kind == "responsibility" and one.agent is not None]
        doers = [one.id for one in incident.perpetrators] if incident is not None else []
        assert (noun, behind, doers) == (noun, ["islamic-state"], ["islamic-state"])


@pytest.mark.parametrize("told", DENIED)
def test_who_denies_it_is_heard_and_not_taken_for_who_did_it(told: str, parser: Parser) -> None:
    for noun, found, incident in of_each(told, "The Nusra Front", parser):
        deniers = [one.id for claim in found.claims if claim.kind == "denial" for one in claim.claimants]
        assert incident is not None
        assert (noun, deniers, incident.perpetrators) == (noun, ["al-nusra"], ())


def test_who_is_blamed_for_something_else_is_not_blamed_for_what_was_told_before(parser: Parser) -> None:
    told = "A car bombing in Saraqeb on Friday killed three people. Residents blamed {who} for {what}."
    for what, blamed in (("a shortage of bread", []), ("the attack", ["islamic-state"]), ("it", ["islamic-state"])):
        found = found_in(told.format(who="Islamic State", what=what), parser, PUBLISHED)
        assert [one.agent.id for one in found.claims if one.kind == "responsibility" and one.agent] == blamed


PLACES = [
    ("in Saraqeb", "Saraqib"),
    ("near Saraqeb", "Saraqib"),
    ("close to Saraqeb", "Saraqib"),
    ("south of Saraqeb", "Saraqib"),
    ("on the outskirts of Saraqeb", "Saraqib"),
    ("in the Saraqeb area", "Saraqib"),
    ("some 30 kilometres from Saraqeb", "Saraqib"),
    ("in the village of Saraqeb in Idlib province", "Saraqib"),
    ("in the Idlib town of Saraqeb", "Saraqib"),
    ("in the rebel-held town of Saraqeb", "Saraqib"),
    ("in Idlib province", "Idlib Governorate"),
    ("in the Damascus suburb of Douma", "Douma"),
    ("in Douma, a suburb of Damascus", "Douma"),
    ("in the Sadr City district of Baghdad", "Sadr City"),
    ("in Baghdad's Sadr City", "Sadr City"),
    ("in the Baghdad neighbourhood of Karrada", "Karrada"),
    ("in the northern Iraqi city of Mosul", "Mosul"),
    ("in western Mosul", "West Mosul"),
    ("in Nineveh province", "Nineveh Governorate"),
    ("in Khan Younis, in southern Gaza", "Khan Yunis"),
    ("in the Yemeni port city of Hodeidah", "Al Hudaydah"),
    ("in Afghanistan's Helmand province", "Helmand Province"),
]


@pytest.mark.parametrize(("where", "name"), PLACES)
def test_the_most_specific_place_is_named_first_however_it_is_told(where: str, name: str, parser: Parser) -> None:
    told = (
        "Gunmen attacked a house {where} on Friday.",
        "A car bomb exploded {where} on Friday, killing three people.",
        "An air strike {where} killed three people on Friday.",
        "On Friday, clashes broke out {where} between rebels and the army.",
    )
    found = [found_in(text.format(where=where), parser, PUBLISHED).incidents for text in told]
    assert [[one.places[0].name for one in incidents if one.places] for incidents in found] == [[name]] * len(told)


@pytest.mark.parametrize("whom", ["officials close to Aleppo", "sources close to Damascus"])
def test_who_is_close_to_a_government_is_not_there(whom: str, parser: Parser) -> None:
    incidents = found_in(f"A car bomb killed three {whom} on Friday.", parser, PUBLISHED).incidents
    assert [one.name for incident in incidents for one in incident.places] == []
