"""How many of whom suffered what, on sentences of our own."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kg.extract.casualties import CasualtyFinder, Figure
from kg.extract.document import Document
from kg.extract.grammar import Grammar
from kg.extract.mentions import Mentions
from kg.extract.parsing import Parser
from kg.extract.parties import PartyFinder
from kg.gazetteer import Gazetteer
from kg.reading.article import Article
from kg.record import Span


def figures(text: str, parser: Parser, sources: Sequence[Span] = ()) -> list[Figure]:
    document = Document(Article(id="t", text=text), parser)
    mentions = Mentions(document, Gazetteer.load())
    finder = CasualtyFinder(document, mentions, PartyFinder(document, mentions), Grammar(document), sources)
    found = [figure for sentence in document.sentences for figure in finder.read(sentence, frozenset())]
    for figure in found:
        assert text[figure.evidence.start : figure.evidence.end] == figure.evidence.text
    return found


def rows(text: str, parser: Parser) -> list[tuple[str, int | None, int | None, str]]:
    return [(one.effect, one.low, one.high, one.evidence.text) for one in figures(text, parser)]


TOLD = [
    (
        "The toll is likely to rise because dozens of people are missing.",
        [("missing", 24, None, "dozens of people")],
    ),
    ("The blast killed four guards.", [("killed", 4, 4, "four guards")]),
    ("A masked sniper shot dead a guard who stood at the gate.", [("killed", 1, 1, "a guard")]),
    ("The fire hurt five pupils, all of them of one family.", [("injured", 5, 5, "five pupils")]),
    ("The remains of 17 people were found in a well.", [("killed", 17, 17, "17 people")]),
    ("Six of them had been recaptured by noon.", [("captured", 6, 6, "Six of them")]),
    ("Raiders kidnapped nine herders and later freed two of them.", [("captured", 9, 9, "nine herders")]),
    (
        "Raiders kidnapped nine herders, three of whom were released at dawn.",
        [("captured", 9, 9, "nine herders")],
    ),
    ("Raiders kidnapped nine herders but let two of them go.", [("captured", 9, 9, "nine herders")]),
    ("Raiders kidnapped nine herders. Two of them escaped at night.", [("captured", 9, 9, "nine herders")]),
    ("Some 80 people escaped to the hills.", [("displaced", 80, 80, "Some 80 people")]),
    (
        "Raiders kidnapped three shepherds near the well and later beheaded them.",
        [("killed", 3, 3, "three shepherds"), ("captured", 3, 3, "three shepherds")],
    ),
    ("The dead were five, not six, the mayor said.", [("killed", 5, 5, "were five")]),
    (
        "We have lost four heroes and nine others are receiving treatment.",
        [("killed", 4, 4, "four heroes"), ("injured", 9, 9, "nine others")],
    ),
    (
        "The army hit a car with rocket fire that left a technician dead and two of her colleagues wounded.",
        [("killed", 1, 1, "a technician"), ("injured", 2, 2, "two of her colleagues")],
    ),
    ("They killed him, his brother and two of his cousins.", [("killed", 2, 2, "two of his cousins")]),
    ("They shot him, and two guards were arrested.", [("captured", 2, 2, "two guards")]),
    ("The field clinic treated six villagers hit by shrapnel.", [("injured", 6, 6, "six villagers")]),
    ("Seven nurses were treated at a hospital.", [("injured", 7, 7, "Seven nurses")]),
    ("The rescuers recovered the body of one man.", [("killed", 1, 1, "one man")]),
    ("Drivers took a second, who had lost an arm, to the town.", [("injured", 1, 1, "a second, who had")]),
    ("A jet hit a boat carrying six men, killing everyone aboard.", [("killed", 6, 6, "six men")]),
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
    (
        "Militants took nine soldiers hostage and executed five of them near Mosul on Friday.",
        [("captured", 9, 9, "nine soldiers"), ("killed", 5, 5, "five of them")],
    ),
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
    (
        "Officials put the dead at 17 and the wounded at 60.",
        [("killed", 17, 17, "the dead at 17"), ("injured", 60, 60, "the wounded at 60")],
    ),
    ("The siege has cost more than 300 lives.", [("killed", 301, None, "more than 300 lives")]),
    ("The militia lost 19 men in the ambush.", [("killed", 19, 19, "19 men")]),
    ("The militia lost four of its fighters.", [("killed", 4, 4, "four of its fighters")]),
    (
        "Gunmen shot dead a judge and his driver.",
        [("killed", 1, 1, "a judge"), ("killed", 1, 1, "his driver")],
    ),
    (
        "The shell killed a couple and their two sons.",
        [("killed", 2, 2, "a couple"), ("killed", 2, 2, "two sons")],
    ),
    (
        "A mine killed the mayor and two of his guards.",
        [("killed", 1, 1, "the mayor"), ("killed", 2, 2, "two of his guards")],
    ),
    (
        "The blast hit a bus, killing the driver and wounding six passengers.",
        [("killed", 1, 1, "the driver"), ("injured", 6, 6, "six passengers")],
    ),
    ("Gunmen shot dead the provincial governor.", [("killed", 1, 1, "the provincial governor")]),
    ("A sniper killed a 9-year-old girl.", [("killed", 1, 1, "a 9-year-old girl")]),
    ("The fire took the life of a guard's mother.", [("killed", 1, 1, "a guard's mother")]),
    ("The crash caused injuries to three guards.", [("injured", 3, 3, "three guards")]),
    ("Gunmen opened fire on a money changer, wounding him.", [("injured", 1, 1, "a money changer")]),
    (
        "The mine killed a shepherd and wounded another.",
        [("killed", 1, 1, "a shepherd"), ("injured", 1, 1, "wounded another")],
    ),
    ("The shelling killed a family of five.", [("killed", 5, 5, "killed a family of five")]),
    ("Of those killed, 70 were villagers.", [("killed", 70, 70, "70")]),
    ("The dead included two nurses.", [("killed", 2, 2, "two nurses")]),
    ("There were 51 civilian deaths.", [("killed", 51, 51, "51 civilian deaths")]),
    ("Police arrested two men suspected of theft.", [("captured", 2, 2, "two men")]),
    ("Eleven families have left the village.", [("displaced", 11, 11, "Eleven families")]),
    ("Nine men were shot in the head.", [("killed", 9, 9, "Nine men")]),
    ("Two men were shot in the leg.", [("injured", 2, 2, "Two men")]),
    ("Medics treated 60 people for burns.", [("injured", 60, 60, "60 people")]),
    ("The toll could rise at the hospital, where 40 wounded lay.", [("injured", 40, 40, "40 wounded")]),
    ("The army was able to kill six fighters.", [("killed", 6, 6, "six fighters")]),
    (
        "The toll from the raid on a crowded market in the western countryside of the city has risen to 69.",
        [
            (
                "killed",
                69,
                69,
                "The toll from the raid on a crowded market in the western countryside of the city has risen to 69",
            )
        ],
    ),
    ("That brought to nine the number of guards killed.", [("killed", 9, 9, "brought to nine")]),
    ("Two of the three guards were killed.", [("killed", 2, 2, "Two of the three guards were killed")]),
    ("Militants lined up 17 shepherds and shot them dead.", [("killed", 17, 17, "17 shepherds")]),
    (
        "Ten guards were killed in the blast and the gun battle along with eight militants.",
        [("killed", 10, 10, "Ten guards"), ("killed", 8, 8, "eight militants")],
    ),
    ("At least 35 of the slain were found in a mine.", [("killed", 35, None, "At least 35 of the slain")]),
    ("Some 400 villagers are still missing.", [("missing", 400, 400, "Some 400 villagers")]),
    (
        "The raid left 35 villagers including 22 children dead.",
        [("killed", 35, 35, "35 villagers"), ("killed", 22, 22, "22 children")],
    ),
    (
        "Two guards were killed and nine other injured.",
        [("killed", 2, 2, "Two guards"), ("injured", 9, 9, "nine other injured")],
    ),
    (
        "A guard was killed and his companion arrested.",
        [("killed", 1, 1, "A guard"), ("captured", 1, 1, "his companion")],
    ),
    ("The raid killed a 20yearold man.", [("killed", 1, 1, "a 20yearold man")]),
    (
        "Three guards were killed and a fourth was arrested.",
        [("killed", 3, 3, "Three guards"), ("captured", 1, 1, "a fourth was arrested")],
    ),
    (
        "Two guards were killed and a third is missing.",
        [("killed", 2, 2, "Two guards"), ("missing", 1, 1, "a third is")],
    ),
    ("Two guards were killed; a third were women.", [("killed", 2, 2, "Two guards")]),
    ("The group said it had put to death nine captives.", [("killed", 9, 9, "nine captives")]),
    ("The jihadists claimed to have slain 14 “infidels” there.", [("killed", 14, 14, "14 “infidels”")]),
    (
        "Gunmen broke into a shop, killing the owner and taking his two brothers with them.",
        [("killed", 1, 1, "the owner"), ("captured", 2, 2, "two brothers")],
    ),
    ("Militants took three teachers to an unknown place.", [("captured", 3, 3, "three teachers")]),
    ("Gunmen murdered Omar Haddad along with his driver.", [("killed", 1, 1, "his driver")]),
    ("Omar Haddad was shot dead together with two guards.", [("killed", 2, 2, "two guards")]),
    ("Gunmen shot Omar Haddad near his house, killing him.", [("killed", 1, 1, "him")]),
    ("Gunmen shot a doctor near his house, killing him.", [("killed", 1, 1, "a doctor")]),
    ("Gunmen shot at Omar Haddad, while his sister was wounded.", [("injured", 1, 1, "his sister")]),
    ("A bomb hit the car of Omar Haddad, a clerk of the town, who died of his wounds.", [("killed", 1, 1, "a clerk")]),
    (
        "The strike killed a teacher and the owner of a bakery.",
        [("killed", 1, 1, "a teacher"), ("killed", 1, 1, "the owner")],
    ),
    (
        "The raid destroyed a depot and wounded, according to the army, 12 fighters.",
        [("injured", 12, 12, "12 fighters")],
    ),
    (
        "Rebels ambushed a convoy, killing what are thought to be at least 20 soldiers.",
        [("killed", 20, None, "at least 20 soldiers")],
    ),
    (
        "Troops found four gunmen in a cave and, according to their commander, shot all of them dead.",
        [("killed", 4, 4, "four gunmen")],
    ),
    (
        "The raid killed six al-Qaeda in the Arabian Peninsula fighters.",
        [("killed", 6, 6, "six al-Qaeda in the Arabian Peninsula fighters")],
    ),
    (
        "The dead numbered 12 and the wounded came to 31.",
        [("killed", 12, 12, "The dead numbered 12"), ("injured", 31, 31, "the wounded came to 31")],
    ),
    ("Three brothers, aged 4, 7 and 9, were killed.", [("killed", 3, 3, "Three brothers")]),
    (
        "A guard and his son, both of them Yazidis, were killed.",
        [("killed", 1, 1, "A guard"), ("killed", 1, 1, "his son")],
    ),
    ("Gunmen fired at two guards. Both of them were wounded.", [("injured", 2, 2, "Both of them")]),
    (
        "The blast injured seven people, one of them a nurse.",
        [("injured", 7, 7, "seven people"), ("injured", 1, 1, "one of them a nurse")],
    ),
    (
        "A bomb killed eight people. One of those killed in the attack was a teacher.",
        [("killed", 8, 8, "eight people")],
    ),
    ("The police recorded five killings in March.", [("killed", 5, 5, "five killings")]),
    ("Shelling has driven 4,000 families from their homes.", [("displaced", 4000, 4000, "4,000 families")]),
    ("A bullet hit one of them in the leg.", [("injured", 1, 1, "one of them")]),
    ("Six guards were treated for nausea and dizziness.", [("injured", 6, 6, "Six guards")]),
    ("The group took around 250 hostages.", [("captured", 250, 250, "around 250 hostages")]),
    (
        "Some 40 villagers were killed and over a thousand driven from their homes.",
        [("killed", 40, 40, "Some 40 villagers"), ("displaced", 1001, None, "over a thousand driven")],
    ),
    (
        "The army told of the death of one guard, raising its losses in the war to 82.",
        [("killed", 1, 1, "one guard"), ("killed", 82, 82, "its losses in the war to 82")],
    ),
    ("Three of the wounded succumbed to their injuries.", [("killed", 3, 3, "Three of the wounded")]),
    (
        "Those killed were “a senior mayor, his driver, and a guard”.",
        [("killed", 1, 1, "a senior mayor"), ("killed", 1, 1, "his driver"), ("killed", 1, 1, "a guard")],
    ),
    ("Several U.S. and French soldiers were wounded.", [("injured", 3, None, "Several U.S. and French soldiers")]),
    (
        "The paper told of the death of two guards and the injury of another.",
        [("killed", 2, 2, "two guards"), ("injured", 1, 1, "injury of another")],
    ),
    ("The monitor counted 54 villagers among the dead.", [("killed", 54, 54, "54 villagers")]),
    ("One of its most famous members died.", [("killed", 1, 1, "One of its most famous members")]),
    ("One of the bodies of the group arrested a baker and executed him.", [("killed", 1, 1, "a baker")]),
    ("Medics pulled 12 bodies from the rubble.", [("killed", 12, 12, "12 bodies")]),
    (
        "The paper counted 66 guards killed along with 19 were kidnapped.",
        [("killed", 66, 66, "66 guards"), ("captured", 19, 19, "19 were kidnapped")],
    ),
    (
        "The strikes left 38 villagers dead and dozens more wounded.",
        [("killed", 38, 38, "38 villagers"), ("injured", 24, None, "dozens more wounded")],
    ),
    ("Around 41 rebels were rounded up and executed.", [("killed", 41, 41, "Around 41 rebels")]),
    ("Militants abducted 12 workers and beheaded them.", [("killed", 12, 12, "12 workers")]),
    (
        "Police arrested six men and killed two others.",
        [("captured", 6, 6, "six men"), ("killed", 2, 2, "two others")],
    ),
    (
        "Two men were arrested and another was killed.",
        [("captured", 2, 2, "Two men"), ("killed", 1, 1, "another was killed")],
    ),
    ("The video shows the beheadings of at least 18 men.", [("killed", 18, None, "at least 18 men")]),
    ("Fifty guards were killed and another 30 trapped in the tunnels.", [("killed", 50, 50, "Fifty guards")]),
    ("The raid killed “dozens” of villagers.", [("killed", 24, None, "“dozens” of villagers")]),
    ("The raid killed six Red Crescent [SARC] volunteers.", [("killed", 6, 6, "six Red Crescent [SARC] volunteers")]),
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
        "Three ministers left the government.",
        "At least 30 inmates escaped from the jail.",
        "Two gunmen fled on foot.",
        "Four guards escaped unharmed.",
        "Crews removed the remains of the plane.",
        "The army lost the village to the rebels.",
        "The province suffered 942 civilian casualties.",
        "The army was not able to kill six fighters.",
        "The raid killed or wounded 32 villagers.",
        "Troops executed the families of five rebels.",
        "A merchant had died of a heart attack.",
        "The president and his wife visited the wounded.",
        "Fighters shot a man in front of dozens of residents.",
        "The ministry has not acknowledged any deaths from its strikes.",
        "Residents fled and took their four children with them.",
        "The teams count whom the camp takes in, and 14 families were there.",
        "The army denied that any of its planes had been hit.",
        "The raid destroyed 12 rebel positions and 30 personnel vehicles.",
        "The report mentioned no fatalities among the troops.",
        "The army did not report casualties.",
        "Four people are receiving treatment for cholera.",
        "The doctors treated two children with cancer.",
        "The driver was not hurt.",
        "Two were evacuated to a military hospital.",
        "Two government bodies looked after the dead.",
        "The warning prevented the death of ten guards.",
        "Witnesses saw dozens of trucks and cars and bodies there.",
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
        ("The shells did not cause casualties.", {"killed", "injured"}),
        ("There were no army or Syrian Civil Defence (SCD) casualties.", {"killed", "injured"}),
        ("Two trainers were near the gate but were not hurt.", {"injured"}),
        ("No soldiers were injured.", {"injured"}),
        ("Nobody was killed.", {"killed"}),
        ("No lives were lost in the fire.", {"killed"}),
        ("The movement denied that any of its fighters had been wounded.", {"injured"}),
        ("The ministry denied any casualties among its troops.", {"killed", "injured"}),
    ],
)
def test_nobody_is_a_figure_of_zero(text: str, effects: set[str], parser: Parser) -> None:
    found = rows(text, parser)
    assert {effect for effect, *_ in found} == effects
    assert {(low, high) for _, low, high, _ in found} == {(0, 0)}


def test_the_figure_is_of_what_the_figure_before_it_told(parser: Parser) -> None:
    text = "The governor said 130 people were injured. The ministry put the figure at 137. The army has 12 posts there."
    assert [(one.effect, one.low) for one in figures(text, parser)] == [("injured", 130), ("injured", 137)]
    text = "The mayor put the death toll at 32; a doctor gave a figure of 45."
    assert [(one.effect, one.low) for one in figures(text, parser)] == [("killed", 32), ("killed", 45)]
    text = "The mayor said 34 guards were hurt but later revised the number to more than 40."
    assert [(one.effect, one.low) for one in figures(text, parser)] == [("injured", 34), ("injured", 41)]
    text = "Ten people were wounded. The governor put their number at 12. It has 300 tents; he put their number at 350."
    assert [(one.effect, one.low) for one in figures(text, parser)] == [("injured", 10), ("injured", 12)]


def test_no_fewer_than_some_are_not_nobody(parser: Parser) -> None:
    assert [one.low for one in figures("No fewer than 15 farmers were killed by gunmen.", parser)] == [15]


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


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The raid killed four civilians (two children, a woman and a man).", [2, 1, 1]),
        ("The raid killed five villagers – two women and three men – on Monday.", [2, 3]),
        ("The raid killed 11 people: six in the camp and five at the gate.", [6, 5]),
        ("The raid wounded two guards, one Bangladeshi and one Pakistani.", [1, 1]),
        ("The raid wounded nine others, three critically.", [3]),
        ("Of the 94 dead, 31 were children.", [31]),
        ("The raids left 19 people dead: four guards, and 15 pupils.", [4, 15]),
        ("The number of dead has reached 236, as follows: 82 rebels and 154 civilians.", [82, 154]),
        ("The toll rises to (139), they are: 56 civilians, 48 rebels, and 35 soldiers.", [56, 48, 35]),
        ("The raid killed two guards, a driver and a nurse.", []),
        ("Four children were among the 21 dead.", []),
    ],
)
def test_what_tells_a_figure_apart_is_part_of_it(text: str, parts: list[int], parser: Parser) -> None:
    assert [one.low for one in figures(text, parser) if one.part_of is not None] == parts


def test_who_died_among_the_wounded_is_dead(parser: Parser) -> None:
    found = figures("The blast left 177 injured, among them 20 people who died on Monday.", parser)
    assert [(one.effect, one.low) for one in found] == [("injured", 177), ("killed", 20)]


@pytest.mark.parametrize(
    ("text", "source", "low"),
    [
        ("A bomb killed ten people, a doctor and a local official said.", "a doctor and a local official", [10]),
        ("The paper said, quoting an unnamed commander, that 20 men were killed.", "an unnamed commander", [20]),
        ("Two men were killed, a nurse said.", None, [2]),
    ],
)
def test_who_is_named_as_a_source_is_no_victim(text: str, source: str | None, low: list[int], parser: Parser) -> None:
    start = text.index(source) if source is not None else 0
    sources = [Span(start, start + len(source), source)] if source is not None else []
    assert [one.low for one in figures(text, parser, sources)] == low


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("More than 280000 people have been killed since the conflict broke out.", 280_001),
        ("The air raids have killed around 6,400 people.", 6400),
    ],
)
def test_the_toll_of_a_whole_war_is_marked(text: str, low: int, parser: Parser) -> None:
    (figure,) = figures(text, parser)
    assert (figure.low, figure.of_war) == (low, True)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("The strike killed 12 ISIS militants.", "Islamic State"),
        ("The strike killed 12 schoolchildren.", "civilians"),
        ("The strike killed 12 policemen.", "security forces"),
        ("The strike killed 12 people.", "unspecified"),
        ("The strike killed two service members.", "security forces"),
        ("The strike caused 12 civilian deaths.", "civilians"),
        ("The Taliban lost 20 fighters.", "Taliban"),
        ("The strike wounded two council members.", "civilians"),
        ("Hezbollah shelled the town, killing 23 militants.", "militants"),
        ("Hezbollah left the town, killing three of its fighters.", "Hezbollah"),
    ],
)
def test_victims_have_a_group(text: str, group: str, parser: Parser) -> None:
    (figure,) = figures(text, parser)
    assert figure.group is not None
    assert figure.group.name == group


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("The strike killed 12 policemen and wounded nine others.", "security forces"),
        ("The strike killed 12 policemen and wounded nine.", "security forces"),
        ("Two policemen were killed and a third was wounded.", "security forces"),
        ("The strike killed 12 policemen. Nine others were wounded.", "security forces"),
        ("The strike killed 12 policemen. It put the number of farmers wounded at nine.", "civilians"),
        ("The strike killed 12 policemen. Of the wounded, nine were farmers.", "civilians"),
        ("The strike killed 12 policemen, two of whom were officers.", "security forces"),
        ("The strike killed 12 people and wounded nine others.", "unspecified"),
        ("The death toll among soldiers rose to 12.", "security forces"),
    ],
)
def test_who_are_only_counted_are_of_the_group_told_of_before(text: str, group: str, parser: Parser) -> None:
    last = figures(text, parser)[-1]
    assert last.group is not None
    assert last.group.name == group


def test_a_toll_is_not_of_those_whose_attacks_took_it(parser: Parser) -> None:
    assert [one.group for one in figures("The toll from terrorist attacks has risen to 13.", parser)] == [None]
