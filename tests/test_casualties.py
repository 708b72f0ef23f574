"""How many of whom suffered what, on sentences of our own."""

from __future__ import annotations

import pytest

from kg.extract.casualties import CasualtyFinder, Figure
from kg.extract.document import Document
from kg.extract.grammar import Grammar
from kg.extract.mentions import Mentions
from kg.extract.parsing import Parser
from kg.extract.parties import PartyFinder
from kg.gazetteer import Gazetteer
from kg.reading.article import Article


def figures(text: str, parser: Parser) -> list[Figure]:
    document = Document(Article(id="t", text=text), parser)
    mentions = Mentions(document, Gazetteer.load())
    finder = CasualtyFinder(document, mentions, PartyFinder(document, mentions), Grammar(document))
    found = [figure for sentence in document.sentences for figure in finder.read(sentence, frozenset())]
    for figure in found:
        assert text[figure.evidence.start : figure.evidence.end] == figure.evidence.text
    return found


def rows(text: str, parser: Parser) -> list[tuple[str, int | None, int | None, str]]:
    return [(one.effect, one.low, one.high, one.evidence.text) for one in figures(text, parser)]


TOLD = [
    ("The blast killed four guards.", [("killed", 4, 4, "four guards")]),
    ("Fifteen children were among the dead.", [("killed", 15, 15, "Fifteen children")]),
    ("Among the wounded were six guards.", [("injured", 6, 6, "six guards")]),
    ("The blast killed dozens this week in the town.", [("killed", 24, None, "killed dozens")]),
    ("The blast at the camp killed 47 the opposing side reported.", [("killed", 47, 47, "killed 47")]),
    (
        "It is more likely than not that 45 villagers were unintentionally killed.",
        [("killed", 45, 45, "45 villagers")],
    ),
    (
        "The number of victims has reached 236 people.",
        [("killed", 236, 236, "The number of victims has reached 236 people")],
    ),
    ("At least 13 guards were killed near the gate.", [("killed", 13, None, "At least 13 guards")]),
    ("More than 30 guards died in the fire.", [("killed", 31, None, "More than 30 guards")]),
    (
        "A bomb went off at the market, killing 11 and injuring 16.",
        [("killed", 11, 11, "killing 11"), ("injured", 16, 16, "injuring 16")],
    ),
    (
        "The strike resulted in the death of five commanders and more than 30 other fighters.",
        [("killed", 5, 5, "five commanders"), ("killed", 31, None, "more than 30 other fighters")],
    ),
    ("The attack claimed the lives of two nurses.", [("killed", 2, 2, "two nurses")]),
    ("The explosion left five people dead.", [("killed", 5, 5, "five people")]),
    (
        "The raid left at least three dead and 20 wounded.",
        [("killed", 3, None, "at least three dead"), ("injured", 20, 20, "20 wounded")],
    ),
    ("The mayor put the death toll at 16.", [("killed", 16, 16, "the death toll at 16")]),
    ("The death toll rose to 12 on Monday.", [("killed", 12, 12, "The death toll rose to 12")]),
    (
        "Doctors gave a toll of 31 killed and 74 wounded.",
        [("killed", 31, 31, "toll of 31"), ("injured", 74, 74, "74 wounded")],
    ),
    ("Fifteen of the wounded were flown out.", [("injured", 15, 15, "Fifteen of the wounded")]),
    (
        "Sixteen people were killed and 12 others wounded.",
        [("killed", 16, 16, "Sixteen people"), ("injured", 12, 12, "12 others")],
    ),
    ("The shelling wounded dozens.", [("injured", 24, None, "wounded dozens")]),
    ("The fighting forced 13000 residents to flee the town.", [("displaced", 13_000, 13_000, "13000 residents")]),
    ("Hundreds of families fled the village.", [("displaced", 200, None, "Hundreds of families")]),
    ("The gunmen took an estimated 900 villagers hostage.", [("captured", 900, 900, "an estimated 900 villagers")]),
    ("Police arrested seven suspects in the city.", [("captured", 7, 7, "seven suspects")]),
    ("A number of people suffered suffocation after the attack.", [("injured", None, None, "A number of people")]),
    ("Twelve civilians lost their lives in the raid.", [("killed", 12, 12, "Twelve civilians")]),
    ("Three soldiers sustained injuries.", [("injured", 3, 3, "Three soldiers")]),
    ("Seven Peshmerga were killed.", [("killed", 7, 7, "Seven Peshmerga")]),
    ("Between 11 and 15 civilians were reported killed.", [("killed", 11, 15, "Between 11 and 15 civilians")]),
    ("The jets destroyed a depot and 40 militants.", [("killed", 40, 40, "40 militants")]),
    (
        "The number of civilians killed in May was 926.",
        [("killed", 926, 926, "The number of civilians killed in May was 926")],
    ),
    ("The blast left four soldiers and one dog wounded.", [("injured", 4, 4, "four soldiers")]),
    (
        "A policeman, a nurse and a driver died.",
        [("killed", 1, 1, "A policeman"), ("killed", 1, 1, "a nurse"), ("killed", 1, 1, "a driver")],
    ),
    ("A motorcycle bomber killed at least 16 people.", [("killed", 16, None, "at least 16 people")]),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_a_sentence_tells_how_many_suffered_what(
    text: str, expected: list[tuple[str, int | None, int | None, str]], parser: Parser
) -> None:
    assert rows(text, parser) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The rockets could kill thousands of people.",
        "The army plans to arrest 40 officers.",
        "If the dam breaks, 500 villagers would die.",
        "The convoy of 30 vehicles was destroyed.",
        "The offensive lasted three days.",
        "There were no immediate reports of casualties.",
        "The ministry did not say how many people were killed.",
        "The toll may rise because many of the wounded are in a bad state.",
        "One of the wounded was a cameraman.",
        "The raid killed Omar Saleh, a leader of the group.",
        "The body of Omar Saleh, 45, was found.",
    ],
)
def test_what_did_not_befall_anybody_gives_no_figure(text: str, parser: Parser) -> None:
    assert rows(text, parser) == []


@pytest.mark.parametrize(
    ("text", "effects"),
    [
        ("The rockets caused no casualties.", {"killed", "injured"}),
        ("The attack ended without any casualties.", {"killed", "injured"}),
        ("The fire did not cause any injuries.", {"injured"}),
        ("No soldiers were injured.", {"injured"}),
        ("Nobody was killed.", {"killed"}),
    ],
)
def test_nobody_is_a_figure_of_zero(text: str, effects: set[str], parser: Parser) -> None:
    found = rows(text, parser)
    assert {effect for effect, *_ in found} == effects
    assert {(low, high) for _, low, high, _ in found} == {(0, 0)}


def test_a_subgroup_is_part_of_the_figure_before_it(parser: Parser) -> None:
    whole, part = figures("At least 56 civilians including 11 children were killed in the strikes.", parser)
    assert (whole.low, part.low) == (56, 11)
    assert (whole.part_of, part.part_of) == (None, whole.key)


def test_persons_with_a_verb_of_their_own_are_no_subgroup(parser: Parser) -> None:
    found = figures("Seven civilians were killed among them a child and nine others were injured.", parser)
    assert [(one.effect, one.low, one.part_of is not None) for one in found] == [
        ("killed", 7, False),
        ("killed", 1, True),
        ("injured", 9, False),
    ]


def test_the_toll_of_a_whole_war_is_marked(parser: Parser) -> None:
    (figure,) = figures("More than 280000 people have been killed since the conflict broke out.", parser)
    assert (figure.low, figure.of_war) == (280_001, True)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("The strike killed 12 ISIS militants.", "Islamic State"),
        ("The strike killed 12 schoolchildren.", "civilians"),
        ("The strike killed 12 policemen.", "security forces"),
        ("The strike killed 12 people.", "unspecified"),
    ],
)
def test_victims_have_a_group(text: str, group: str, parser: Parser) -> None:
    (figure,) = figures(text, parser)
    assert figure.group is not None
    assert figure.group.name == group
