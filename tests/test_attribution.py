"""Who is cited for which words, on sentences of our own."""

from __future__ import annotations

import pytest

from kg.extract.attribution import Attribution, find_attributions
from kg.extract.document import Document
from kg.extract.mentions import Mentions
from kg.extract.parsing import Parser
from kg.gazetteer import Gazetteer
from kg.reading.article import Article
from kg.record import Span


def attributions(text: str, parser: Parser, title: str | None = None) -> tuple[Attribution, ...]:
    document = Document(Article(id="t", text=text, title=title), parser)
    found = find_attributions(document, Mentions(document, Gazetteer.load()))
    for one in found:
        for span in (one.content, one.cue, one.source):
            assert span is None or text[span.start : span.end] == span.text
    return found


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "The defence ministry said on Sunday that two bridges were destroyed near the river.",
            "The defence ministry",
            "said",
            "two bridges were destroyed near the river",
        ),
        (
            "Two bridges were destroyed near the river, the defence ministry said on Sunday.",
            "the defence ministry",
            "said",
            "Two bridges were destroyed near the river",
        ),
        (
            "Two bridges were destroyed near the river the statement said.",
            "the statement",
            "said",
            "Two bridges were destroyed near the river",
        ),
        (
            "“We lost two bridges overnight,” said Col. Adnan Salman, a spokesman for the brigade.",
            "Col. Adnan Salman, a spokesman for the brigade",
            "said",
            "“We lost two bridges overnight,”",
        ),
        (
            "According to a local official, at least nine people died when the market burned.",
            "a local official",
            "According to",
            "at least nine people died when the market burned",
        ),
        (
            "At least nine people died when the market burned, according to two doctors at the hospital.",
            "two doctors at the hospital",
            "according to",
            "At least nine people died when the market burned",
        ),
        (
            "Residents blamed the army for the fire that destroyed the market.",
            "Residents",
            "blamed",
            "the army for the fire that destroyed the market",
        ),
        (
            "Rescue workers put the death toll at 27.",
            "Rescue workers",
            "put",
            "the death toll at 27",
        ),
        (
            "The army denied any involvement in the raid.",
            "The army",
            "denied",
            "any involvement in the raid",
        ),
        (
            "The governor vowed to rebuild the bridge within a year.",
            "The governor",
            "vowed",
            "to rebuild the bridge within a year",
        ),
        (
            "The toll was confirmed by two doctors at the hospital.",
            "two doctors at the hospital",
            "confirmed",
            "The toll",
        ),
        (
            "Two bridges were destroyed in the city, said Governor Adnan Salman.",
            "Governor Adnan Salman",
            "said",
            "Two bridges were destroyed in the city",
        ),
        (
            "A villager told the newspaper that the soldiers had left before dawn.",
            "A villager",
            "told",
            "the soldiers had left before dawn",
        ),
    ],
)
def test_one_sentence_gives_source_cue_and_content(
    text: str, source: str, cue: str, content: str, parser: Parser
) -> None:
    (one,) = attributions(text, parser)
    assert (one.source and one.source.text, one.cue and one.cue.text, one.content.text) == (source, cue, content)


@pytest.mark.parametrize(
    "text",
    [
        "The spokesman declined to comment on the raid.",
        "The ministry did not say how many soldiers had died.",
        "No group has claimed responsibility for the explosion.",
        "No group has said that it fired the rockets.",
        "None of the officers said that a drone had been lost.",
        "Nobody has told the families where the bodies are.",
        "The ministry would not say how many soldiers had died there.",
        "The blast claimed the lives of nine villagers.",
        "Nine villagers died in the explosion near the market.",
        "The loss of the bridge is adding to the misery of the villagers.",
    ],
)
def test_what_nobody_said_gives_no_statement(text: str, parser: Parser) -> None:
    assert attributions(text, parser) == ()


def test_a_participle_adds_a_second_statement_of_the_same_source(parser: Parser) -> None:
    text = "Two trucks were hit on the highway, the general said, adding that nobody was hurt in the strike."
    first, second = attributions(text, parser)
    assert first.content.text == "Two trucks were hit on the highway"
    assert second.content.text == "nobody was hurt in the strike"
    assert first.source is not None and second.source is not None
    assert first.source.text == second.source.text == "the general"


def test_a_chain_of_sources_gives_one_statement_each(parser: Parser) -> None:
    text = "The agency reported that a police officer said the gunmen fled towards the border."
    outer, inner = attributions(text, parser)
    assert inner.content.text == "the gunmen fled towards the border"
    assert outer.content.start < inner.content.start and outer.content.end >= inner.content.end


def test_a_quotation_of_several_sentences_is_one_content(parser: Parser) -> None:
    text = "“The road is open. The bridge is not. We will repair it,” the engineer said."
    (one,) = attributions(text, parser)
    assert one.content.text == "“The road is open. The bridge is not. We will repair it,”"
    assert one.mode == "direct"


def test_a_quoted_paragraph_without_cue_carries_the_source_over(parser: Parser) -> None:
    text = "The engineer said the road was open.\n\n“The bridge is not open yet and it will take weeks to repair.”\n"
    _, carried = attributions(text, parser)
    assert (carried.rule, carried.source, carried.cue, carried.mode) == ("carried-over", None, None, "direct")


@pytest.mark.parametrize(
    ("title", "source", "content"),
    [
        ("Nine killed in fire at northern market: officials", "officials", "Nine killed in fire at northern market"),
        ("Nine killed in fire at northern market, monitor says", "monitor", "Nine killed in fire at northern market"),
    ],
)
def test_headlines_cite_by_their_form(title: str, source: str, content: str, parser: Parser) -> None:
    text = f"{title}\n\nA fire burned down a market in the north of the country on Monday.\n"
    (one,) = attributions(text, parser, title)
    assert one.source is not None
    assert (one.rule, one.source.text, one.content.text) == ("headline", source, content)


def test_furniture_and_captions_say_nothing(parser: Parser) -> None:
    text = (
        "A fire burned down a market in the north on Monday.\n\n"
        "Read More: Minister says market will be rebuilt\n\n"
        "Comments\n\nThe editor said comments must be polite.\n"
    )
    assert attributions(text, parser) == ()


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "The governor called the raid a crime against the town.",
            "The governor",
            "called",
            "the raid a crime against the town",
        ),
        (
            "A reporter asked whether the bridge would be rebuilt.",
            "A reporter",
            "asked",
            "whether the bridge would be rebuilt",
        ),
        (
            "The governor rejected as “baseless” claims that the bridge was mined.",
            "The governor",
            "rejected",
            "claims that the bridge was mined",
        ),
        (
            "The army vowed on state television to “punish every attacker of the town”.",
            "The army",
            "vowed",
            "to “punish every attacker of the town”",
        ),
        (
            "One villager was reported to have said the soldiers had left before dawn.",
            "One villager",
            "said",
            "the soldiers had left before dawn",
        ),
        (
            "Two bridges were destroyed west of Raqqa local media reported.",
            "local media",
            "reported",
            "Two bridges were destroyed west of Raqqa",
        ),
        (
            "Two bridges were destroyed near the market the head of the monitoring group Adnan Salman told Reuters.",
            "the head of the monitoring group Adnan Salman",
            "told",
            "Two bridges were destroyed near the market",
        ),
        (
            "The army said the bridge was hit at noon, while the governor was visiting the town.",
            "The army",
            "said",
            "the bridge was hit at noon",
        ),
        (
            "The governor said that according to his office, the bridge was hit at noon.",
            "The governor",
            "said",
            "according to his office, the bridge was hit at noon",
        ),
        (
            "Per the source, the bridge was hit at noon on Sunday.",
            "the source",
            "Per",
            "the bridge was hit at noon on Sunday",
        ),
        (
            "The office warned of a new war should the talks fail.",
            "The office",
            "warned",
            "a new war should the talks fail",
        ),
        (
            "The army said on Monday its troops had left the bridge.",
            "The army",
            "said",
            "its troops had left the bridge",
        ),
        (
            "The rebels claimed to have blown up the bridge.",
            "The rebels",
            "claimed",
            "to have blown up the bridge",
        ),
        (
            "The governor has always denied using prisoners as guards.",
            "The governor",
            "denied",
            "using prisoners as guards",
        ),
        (
            "Witnesses described seeing ten men near the bridge.",
            "Witnesses",
            "described",
            "seeing ten men near the bridge",
        ),
        (
            "A group calling itself “Lions of the Bridge” claimed responsibility for the fire in an online statement.",
            "A group calling itself “Lions of the Bridge”",
            "claimed",
            "responsibility for the fire",
        ),
        (
            "President Adnan Salman, addressing a crowd in the town, reiterated the demand for a new bridge.",
            "President Adnan Salman",
            "reiterated",
            "the demand for a new bridge",
        ),
        (
            "Residents told the local service of the radio they had heard a blast.",
            "Residents",
            "told",
            "they had heard a blast",
        ),
        (
            "Iraq says it will continue to chase the smugglers, which it considers a threat, wherever they go.",
            "Iraq",
            "says",
            "it will continue to chase the smugglers, which it considers a threat, wherever they go",
        ),
        (
            "The police said the bridge was mined - a claim rejected by the army.",
            "The police",
            "said",
            "the bridge was mined",
        ),
        (
            "The fire, which the governor says killed two men, burned for hours.",
            "the governor",
            "says",
            "killed two men",
        ),
        (
            "Investigators found no evidence of a bomb at the bridge.",
            "Investigators",
            "found",
            "no evidence of a bomb at the bridge",
        ),
        (
            "“The bridge is gone,” Brig. Gen. (retd) Adnan Salman told the paper.",
            "Adnan Salman",
            "told",
            "“The bridge is gone,”",
        ),
        (
            "A medic told the paper that officials had inflated the number of victims, which were fewer than ten.",
            "A medic",
            "told",
            "officials had inflated the number of victims, which were fewer than ten",
        ),
        (
            "A medic told the paper that officials had inflated the toll, which is read out each night.",
            "A medic",
            "told",
            "officials had inflated the toll",
        ),
    ],
)
def test_rarer_constructions_give_source_cue_and_content(
    text: str, source: str, cue: str, content: str, parser: Parser
) -> None:
    found = attributions(text, parser)
    one = max(found, key=lambda one: len(one.content.text))
    assert (one.source and one.source.text, one.cue and one.cue.text, one.content.text) == (source, cue, content)


@pytest.mark.parametrize(
    ("text", "content", "rest"),
    [
        ("Two men, the mayor said, were killed near the bridge.", "were killed near the bridge", "Two men"),
        (
            "“We lost the bridge last night,” said Col. Adnan Salman, the commander, “and the road.”",
            "“We lost the bridge last night,”",
            "“and the road.”",
        ),
        ("However, the mayor said, nobody was hurt.", "nobody was hurt", None),
        ("The bridge was empty, the mayor said, wiping his face.", "The bridge was empty", None),
    ],
)
def test_what_a_tag_cuts_in_two_is_kept_in_both_parts(
    text: str, content: str, rest: str | None, parser: Parser
) -> None:
    (one,) = attributions(text, parser)
    assert (one.content.text, one.rest and one.rest.text) == (content, rest)


def test_whom_a_reporter_cites_says_the_same_words(parser: Parser) -> None:
    text = "The bridge was destroyed at noon, the agency reported, citing a police officer."
    found = attributions(text, parser)
    assert {one.rule for one in found} == {"verb-after", "cited"}
    assert {one.content.text for one in found} == {"The bridge was destroyed at noon"}
    assert next(one.source.text for one in found if one.rule == "cited" and one.source) == "a police officer"


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        (
            "The report notes that the bridge was mined and concludes that the army did it.",
            {"the bridge was mined", "the army did it"},
        ),
        (
            "The leader said the raids “will not change the course of the war” and threatened to respond soon.",
            {"the raids “will not change the course of the war”", "to respond soon"},
        ),
        (
            "One of them said that dozens had fled; the other put the figure at nine.",
            {"dozens had fled", "the figure at nine"},
        ),
        (
            "Mustafa Salman a guard at the bridge confirmed the loss saying that nine men were missing.",
            {"the loss", "nine men were missing"},
        ),
        (
            "The mayor urged the army to leave and accused the governor of neglect.",
            {"the army to leave", "the governor of neglect"},
        ),
        (
            "Two men died, the agency reported, and the governor called it a crime.",
            {"Two men died", "it a crime"},
        ),
    ],
)
def test_a_second_verb_begins_a_statement_of_its_own(text: str, contents: set[str], parser: Parser) -> None:
    assert {one.content.text for one in attributions(text, parser)} == contents


@pytest.mark.parametrize(
    "text",
    [
        "The army neither confirmed nor denied the raid on the bridge.",
        "No one claimed responsibility for the raid on the bridge.",
        "The fire burned down the market, claiming the lives of nine men.",
        "A guard asked to remain anonymous near the bridge.",
        "The ministry is considering strikes to keep the army from the bridge.",
        "Neither the army nor the governor blamed the rebels for the fire.",
        "According to the plan, the bridge will be rebuilt in May.",
    ],
)
def test_what_was_not_said_is_no_statement(text: str, parser: Parser) -> None:
    assert attributions(text, parser) == ()


def test_a_colon_gives_the_next_paragraph_to_who_was_named_before_it(parser: Parser) -> None:
    text = (
        "The governor visited the town. His statement said:\n\n“The bridge was destroyed at noon. We will rebuild it.”"
    )
    (one,) = attributions(text, parser)
    assert (one.rule, one.source and one.source.text) == ("lead", "His statement")
    assert one.content.text == "“The bridge was destroyed at noon. We will rebuild it.”"


def test_a_label_speaks_but_a_topic_does_not(parser: Parser) -> None:
    text = (
        "Colonel Adnan Salman: “The bridge was destroyed at noon.”\n\nLocation: the old bridge in the east of the town."
    )
    (one,) = attributions(text, parser)
    assert (one.rule, one.source and one.source.text) == ("label", "Colonel Adnan Salman")


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        (
            "They sought refuge in the nearby village of Tokhar Amnesty International said.",
            "Amnesty International",
            "They sought refuge in the nearby village of Tokhar",
        ),
        (
            "A mosque was destroyed by raids in the centre of the country local civil defense sources said Friday.",
            "local civil defense sources",
            "A mosque was destroyed by raids in the centre of the country",
        ),
        (
            "All hospitals in the enclave are closed and inaccessible to the population the WHO said in a report.",
            "the WHO",
            "All hospitals in the enclave are closed and inaccessible to the population",
        ),
    ],
)
def test_a_tag_is_read_where_commas_are_lost(text: str, source: str, content: str, parser: Parser) -> None:
    (one,) = attributions(text, parser)
    assert one.source is not None
    assert (one.source.text, one.content.text) == (source, content)


def test_a_quotation_that_nothing_closes_ends_where_somebody_is_cited(parser: Parser) -> None:
    text = (
        'Reports say a depot exploded. "At least 40 people were killed after rocket fire the Observatory claimed on '
        "Thursday. The group added that the depot was operated by volunteers. A doctor said that homes were hit."
    )
    contents = [one.content.text for one in attributions(text, parser)]
    assert contents[-2:] == ["the depot was operated by volunteers", "homes were hit"]


def test_a_source_ends_before_the_day_on_which_it_spoke(parser: Parser) -> None:
    (one,) = attributions("A blast killed six people in Damascus according to preliminary reports on Sunday.", parser)
    assert one.source is not None
    assert one.source.text == "preliminary reports"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Shells hit a bakery and killed four people, the British-based Syrian Observatory for Human Rights and "
            "hospital workers said.",
            [
                (
                    "the British-based Syrian Observatory for Human Rights and hospital workers",
                    "Shells hit a bakery and killed four people",
                )
            ],
        ),
        (
            "Shells struck two suburbs on Friday killing four people state media and residents said a day after rebels "
            "fired at the airport.",
            [("state media and residents", "Shells struck two suburbs on Friday killing four people")],
        ),
        (
            'Speaking to the channel by phone, the officer said, "a bomb hidden in a cart went off near the gate."',
            [("the officer", '"a bomb hidden in a cart went off near the gate."')],
        ),
        (
            "The group claimed on Friday that its men blew up two trucks, although the army said only one was damaged.",
            [("The group", "its men blew up two trucks"), ("the army", "only one was damaged")],
        ),
        (
            "Officials say a campaign that the army opened in May has failed, and it did nothing to stop the killing, "
            "which has taken 900 lives this year, according to a count by AFP.",
            [
                ("Officials", "a campaign that the army opened in May has failed"),
                ("a count by AFP", "has taken 900 lives this year"),
            ],
        ),
        (
            "Ankara says the militia is part of the PKK, a charge the militia denies.",
            [
                ("Ankara", "the militia is part of the PKK"),
                ("the militia", "the militia is part of the PKK"),
            ],
        ),
        (
            'The agency blamed "terrorists", a term it uses for all rebels, for the blast.',
            [("The agency", '"terrorists"')],
        ),
        (
            "Basra Operations Command declared in a statement the arrest of three wanted men in the old city.",
            [("Basra Operations Command", "the arrest of three wanted men in the old city")],
        ),
        (
            "At least two officers told the paper that the bridge had fallen.",
            [("At least two officers", "the bridge had fallen")],
        ),
        (
            "More may die, warned Dr. Adnan Salman of the main hospital, where 40 wounded had been taken.",
            [("Dr. Adnan Salman of the main hospital", "More may die")],
        ),
        (
            "The fire was an accident, a spokesman said, although the governor, quoting an engineer, spoke of a bomb.",
            [("a spokesman", "The fire was an accident")],
        ),
        (
            "According to Airwars, a monitor that counts the dead of air raids, at least 40 people probably died.",
            [("Airwars, a monitor that counts the dead of air raids", "at least 40 people probably died")],
        ),
        (
            "What happened there was a crime, in the words of the governor.",
            [("the governor", "What happened there was a crime")],
        ),
        ("The attack was claimed by the Islamic State.", [("the Islamic State", "The attack")]),
        ("The incident was reported by at least eight sources.", []),
        (
            "The militia has lost at least 75 men in Qusayr, a source close to it said.",
            [("a source close to it", "The militia has lost at least 75 men in Qusayr")],
        ),
        (
            "Two days of attacks have killed at least 70 fighters of a local force in eastern Syria, the Britain-based "
            "monitor said.",
            [
                (
                    "the Britain-based monitor",
                    "Two days of attacks have killed at least 70 fighters of a local force in eastern Syria",
                )
            ],
        ),
        (
            "Six herders were taken this spring, as per numbers the radio obtained from the Basra police.",
            [("numbers the radio obtained from the Basra police", "Six herders were taken this spring")],
        ),
        ("As per tradition, the road was closed.", []),
        (
            "The UN condemns the raid on the mill, in which, according to first reports, three men were killed.",
            [("The UN", "the raid on the mill"), ("first reports", "three men were killed")],
        ),
        (
            "The guard continued that a mine, laid on the path, had gone off.",
            [("The guard", "a mine, laid on the path, had gone off")],
        ),
        ("The guards continued their walk on the day that the mill burned.", []),
        (
            "Police hold two men. The two confessed to hiding the car and to having shot a farmer.",
            [("The two", "hiding the car and to having shot a farmer")],
        ),
        (
            "The mayor said six more were hurt and were thought to have been taken to the port.",
            [("The mayor", "six more were hurt and were thought to have been taken to the port")],
        ),
        (
            "Guards sank a boat near the port, there were no victims, the vice admiral specified.",
            [("the vice admiral", "Guards sank a boat near the port, there were no victims")],
        ),
        (
            '"Ten shells were fired. According to the Syrian side, there were eight of them," he said.',
            [
                ("he", '"Ten shells were fired. According to the Syrian side, there were eight of them,"'),
                ("the Syrian side", "there were eight of them"),
            ],
        ),
        (
            '"According to first reports, two farmers were shot," he said.',
            [("he", '"According to first reports, two farmers were shot,"')],
        ),
        (
            '"We ran. The guards told us that the mill was empty," he said.',
            [("he", '"We ran. The guards told us that the mill was empty,"'), ("The guards", "the mill was empty")],
        ),
        ('"They told us that the mill was empty," he said.', [("he", '"They told us that the mill was empty,"')]),
        ("By the ministry's own count, nine men died.", [("the ministry", "nine men died")]),
        ("Nine men died, by the mayor's reckoning.", [("the mayor", "Nine men died")]),
        ("By Monday's count, nine men had died.", []),
        ("Three men were shot, as confirmed to AFP by a nurse.", [("a nurse", "Three men were shot")]),
        (
            "The army puts the toll at nine. The farmers put it at ten.",
            [("The army", "the toll at nine"), ("The farmers", "it at ten")],
        ),
        (
            "He spoke of a raid during which, the council says, four men were held.",
            [("He", "a raid"), ("the council", "four men were held")],
        ),
        (
            '"According to our maps, the road is closed," he said.',
            [("he", '"According to our maps, the road is closed,"')],
        ),
        ("The army moved in, where it found the bodies of four men, one of them wearing a belt.", []),
        ("The assault would begin soon, with the militia expected to take part.", []),
        ("The figures reported have to be read with care.", []),
        ("The coalition is assessing a report that civilians were hit.", []),
    ],
)
def test_what_is_said_ends_where_others_speak(text: str, found: list[tuple[str, str]], parser: Parser) -> None:
    cited = [(one.source.text, one.content.text) for one in attributions(text, parser) if one.source is not None]
    assert cited[: len(found)] == found
    assert len(cited) == len(found) or "quoting" in text


def test_who_quotes_another_passes_on_that_he_said_it(parser: Parser) -> None:
    text = "The station quoted a rescue worker as saying that a second raid hit the ambulance."
    outer, inner = attributions(text, parser)
    assert (outer.source, inner.source) == (
        Span(0, 11, "The station"),
        Span(19, 34, "a rescue worker"),
    )
    assert outer.content.text == "a rescue worker as saying that a second raid hit the ambulance"
    assert inner.content.text == "a second raid hit the ambulance"


@pytest.mark.parametrize("commas", [True, False])
def test_the_way_by_which_a_source_was_reached_says_nothing(commas: bool, parser: Parser) -> None:
    text = "Residents, reached via WhatsApp, said the town was empty."
    found = attributions(text if commas else text.replace(",", ""), parser)
    assert all(one.source is not None and "Residents" in one.source.text for one in found)
    assert found or not commas
