"""Mends of the parser's slips: each with a sentence in which the parser of today makes the slip."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kg.extract import mending
from kg.extract.mending import mended
from kg.extract.mending.form import Mend
from kg.extract.parsing import ParsedToken, Parser

MENDED = [
    (
        "shot_dead",
        "Two men on a motorbike shot dead an imam near his mosque.",
        ["men nsubj shot", "shot ROOT shot", "dead oprd shot", "imam dobj shot"],
    ),
    (
        "verb_behind_plural",
        "Two rockets land in the Green Zone in Baghdad.",
        ["rockets nsubj land", "land ROOT land"],
    ),
    (
        "name_before_day",
        "The rebels captured Sarmin Monday.",
        ["Sarmin dobj captured", "Monday npadvmod captured"],
    ),
    (
        "object_behind_day",
        "The group claimed on Tuesday responsibility for an attack on a post near Hajin.",
        ["Tuesday pobj on", "responsibility dobj claimed"],
    ),
    (
        "subject_behind_day",
        "On Friday fighters from Islamic State shelled a village near Mosul, killing four people.",
        ["Friday pobj On", "fighters nsubj shelled", "village dobj shelled"],
    ),
    (
        "clause_on_day",
        "Six people were injured on Friday when warplanes bombed a convoy.",
        ["bombed advcl injured", "warplanes nsubj bombed"],
    ),
    (
        "verb_behind_day",
        "Government warplanes on Friday bombed regime positions near Sinjar.",
        ["warplanes nsubj bombed", "bombed ROOT bombed", "positions dobj bombed"],
    ),
    (
        "participle_of_place",
        "Rebels fired shells on Harasta killing three children.",
        ["Harasta pobj on", "killing advcl fired"],
    ),
    (
        "verb_behind_agent",
        "Rockets fired by the rebels hit two houses in Nubl on Monday.",
        ["Rockets nsubj hit", "fired acl Rockets", "hit ROOT hit", "houses dobj hit"],
    ),
    (
        "believed_to_be",
        "Jets believed to be Russian hit a bakery in Atarib.",
        ["Jets nsubj hit", "believed acl Jets", "hit ROOT hit", "bakery dobj hit"],
    ),
    (
        "outcome_of_verb",
        "The army targeted a gathering of gunmen in Hama on Monday destroying their vehicles.",
        ["destroying advcl targeted"],
    ),
    (
        "verb_of_relative",
        "The town of Rawa, which troops seized in March, was hit.",
        ["which dobj seized", "troops nsubj seized", "seized relcl town"],
    ),
    (
        "verb_behind_tied",
        "Terrorist organizations affiliated to Jabhat al-Nusra targeted with mortar shells the town of Izraa in Daraa.",
        [
            "organizations nsubj targeted",
            "affiliated acl organizations",
            "targeted ROOT targeted",
            "town dobj targeted",
        ],
    ),
    (
        "whom_it_blames",
        "The monitor counted nine dead, blaming the raid on forces loyal to the president.",
        ["raid dobj blaming", "on prep blaming"],
    ),
    (
        "verb_behind_aside",
        "Mr. Salim, reached via WhatsApp, confirmed the deaths.",
        ["Salim nsubj confirmed", "reached acl Salim", "confirmed ROOT confirmed"],
    ),
    (
        "verb_of_noun",
        "US-led coalition warplanes bombed Islamic State fighters near Kobani on Friday.",
        ["warplanes nsubj bombed", "bombed ROOT bombed", "fighters dobj bombed"],
    ),
    (
        "verb_behind_name",
        "A shepherd, Saad Abbas, described to us how the planes came back.",
        ["shepherd nsubj described", "described ROOT described"],
    ),
    (
        "verb_of_head",
        "Rebel strikes on Idlib killed at least nine people.",
        ["strikes nsubj killed", "killed ROOT killed", "people dobj killed"],
    ),
    (
        "verb_of_doer",
        "Shells on a market killed at least 15 people on Friday, including a child, a monitoring group said.",
        ["Shells nsubj killed", "killed ccomp said", "people dobj killed"],
    ),
    (
        "owner_as_subject",
        "In a report, the group said coalition airstrikes on the town were unlawful.",
        ["coalition compound airstrikes", "airstrikes nsubj were"],
    ),
    (
        "airstrikes_as_verb",
        "Twelve people died in Russian and Assad regime airstrikes on Douma on Friday.",
        ["airstrikes pobj in", "regime compound airstrikes"],
    ),
    (
        "passive_as_noun",
        "Afghan forces have regained control of Khanabad, a day after it was overrun by the Taliban, an officer said.",
        ["overrun advcl regained", "it nsubjpass overrun"],
    ),
    (
        "near_as_name",
        "Near Raqqa, one strike destroyed a depot.",
        ["Near prep destroyed", "Raqqa pobj Near", "strike nsubj destroyed"],
    ),
    (
        "shot_from_vehicle",
        "Police said gunmen on a motorbike shot dead three teachers in Kirkuk.",
        ["gunmen nsubj shot", "motorbike pobj on", "shot ccomp said", "teachers dobj shot"],
    ),
    (
        "wounded_too",
        "Ten people were killed and 30 others injured by a bomb in Hilla.",
        ["others nsubjpass injured", "injured conj killed"],
    ),
]


def hangs(tokens: Sequence[ParsedToken]) -> set[str]:
    return {f"{token.text} {token.dep} {tokens[token.head].text}" for token in tokens}


@pytest.mark.parametrize(("mend", "text", "wanted"), MENDED, ids=[mend for mend, _, _ in MENDED])
def test_a_mend_hangs_the_words_where_they_belong(mend: str, text: str, wanted: list[str], parser: Parser) -> None:
    (tokens,) = parser.parse([text])
    asked: list[Mend] = [one.mend for one in mending.MENDS if one.mend.__name__ == mend]
    assert any(asked[0](tokens, place) for place in range(len(tokens)))
    assert not set(wanted) <= hangs(tokens)
    assert set(wanted) <= hangs(mended(tokens))


def test_strikes_that_were_tagged_as_a_verb_are_several(parser: Parser) -> None:
    (tokens,) = parser.parse(["Regime strikes on Idlib wounded 10 people."])
    assert [token.tag for token in (tokens[1], mended(tokens)[1])] == ["VBZ", "NNS"]


def test_each_mend_has_a_sentence_here() -> None:
    assert {one.mend.__name__ for one in mending.MENDS} == {mend for mend, _, _ in MENDED} | {"plural_as_verb"}


def test_each_mend_names_words_or_labels_of_the_tokens_it_is_asked_about() -> None:
    assert all(one.words or one.deps for one in mending.MENDS)


@pytest.mark.parametrize(
    "text",
    [
        "Two gunmen were shot dead by guards in Basra.",
        "The rebels captured Sarmin on Monday, killing three soldiers.",
        "The army said jets believed to be Russian had hit a bakery.",
        "A doctor said the wards were full and called for help.",
    ],
)
def test_what_was_parsed_well_stays_as_it_is(text: str, parser: Parser) -> None:
    (tokens,) = parser.parse([text])
    assert mended(tokens) == tokens


def test_what_a_mend_would_hang_on_itself_stays_as_it_is(parser: Parser) -> None:
    text = (
        "The Syrian Air Force on Saturday carried out sorties against positions of terrorists in Kafr Zita destroying "
        "several vehicles a military source told SANA. In Idlibs countryside airstrikes targeted gatherings of "
        "terrorists in Saraqeb and Abu al Duhour inflicting heavy losses."
    )
    (tokens,) = parser.parse([text])
    airstrikes = next(place for place, token in enumerate(tokens) if token.text == "airstrikes")
    assert mending.airstrikes_as_verb(tokens, airstrikes)
    made = mended(tokens)
    for place in range(len(made)):
        passed = 0
        while made[place].head != place:
            place, passed = made[place].head, passed + 1
            assert passed < len(made)


def test_what_hangs_on_itself_without_being_the_head_ends_the_search() -> None:
    words = [
        ("gunmen", "NNS", "pobj", 0),  # its head was white space
        ("killed", "VBN", "acl", 0),
        ("ten", "CD", "dobj", 1),
    ]
    tokens = [ParsedToken(word, 0, 0, tag, dep, head, place == 0) for place, (word, tag, dep, head) in enumerate(words)]
    assert mended(tokens) == tokens
