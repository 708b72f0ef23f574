"""Armed groups that no list knows, by their names and acronyms, and acronyms that mean another in one article.

All texts are ours.
"""

from __future__ import annotations

import pytest
from incidents import found_in, only

from kg.extract.acronyms import read_acronyms
from kg.extract.document import Document
from kg.extract.parsing import Parser
from kg.reading.article import Article

CALLED = [
    ("ELN guerrillas blew up a pipeline in Arauca on Friday.", "ELN"),
    ("Suspected ADF rebels killed 15 villagers in Mukondi on Friday.", "ADF"),
    ("The village of Mukondi was attacked by ADF fighters on Friday.", "ADF"),
    ("The CODECO militia killed 20 villagers in Djugu on Friday.", "CODECO"),
    ("Arakan Army fighters captured a base near Kyauktaw on Friday.", "Arakan Army"),
    ("Lord's Resistance Army rebels abducted 20 people in Obo on Friday.", "Lord's Resistance Army"),
]


@pytest.mark.parametrize(("text", "name"), CALLED)
def test_fighters_are_those_of_the_name_before_them(text: str, name: str, parser: Parser) -> None:
    (doer,) = only(text, parser).perpetrators
    assert (doer.name, doer.kind) == (name, "armed_group")


EXPLAINED = [
    (
        "The Allied Democratic Forces (ADF) attacked the village of Mukondi on Friday. On Saturday the ADF killed six "
        "people in Mamove.",
        "allied-democratic-forces",
    ),
    (
        "The National Liberation Army (ELN) bombed a police academy in Bogota on Friday. The ELN attacked a pipeline "
        "in Arauca on Saturday.",
        "national-liberation-army",
    ),
    (
        "The Syrian Democratic Forces (FDS) shelled the town of Shaddadi on Friday. The FDS shelled a village near "
        "Markada on Saturday.",
        "sdf",
    ),
]


@pytest.mark.parametrize(("text", "ident"), EXPLAINED)
def test_an_acronym_in_brackets_stands_for_the_name_before_it(text: str, ident: str, parser: Parser) -> None:
    found = found_in(text, parser)
    assert [[a.id for a in one.perpetrators] for one in found.incidents] == [[ident], [ident]]


def test_an_acronym_stands_for_the_name_in_brackets_behind_it(parser: Parser) -> None:
    text = "The ADF (Allied Democratic Forces) attacked the village of Mukondi on Friday."
    assert [one.id for one in only(text, parser).perpetrators] == ["allied-democratic-forces"]


@pytest.mark.parametrize(
    ("text", "ident"),
    [
        ("PMF militiamen attacked a village near Hawija in Iraq on Friday.", "popular-mobilization-forces"),
        ("M23 rebels attacked the town of Bunagana on Friday.", "m23"),
        ("Iraqi Security Forces (ISF) fighters attacked a village near Hawija on Friday.", "iraqi-security-forces"),
    ],
)
def test_listed_groups_keep_their_acronyms(text: str, ident: str, parser: Parser) -> None:
    assert ident in [one.id for one in only(text, parser).perpetrators]


def test_an_army_keeps_its_acronym_where_nobody_calls_rebels_so(parser: Parser) -> None:
    text = "ADF jets bombed Islamic State positions near Mosul on Friday."
    assert [one.name for one in only(text, parser).perpetrators] == ["Australian Defence Force"]


def test_capitals_throughout_hold_no_acronyms(parser: Parser) -> None:
    text = "SIX REBELS AND TWO SOLDIERS OF THE NATIONAL LIBERATION ARMY (ELN) DIED. THE MAOIST GUERRILLAS FLED."
    read = read_acronyms(Document(Article(id="t", text=text, published=None), parser))
    assert (read.spelled, read.of_fighters) == ({}, frozenset())
