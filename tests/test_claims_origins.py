"""Independent origins: what counts once, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from claims import (
    ALLIANCE,
    ARMY,
    BRIGADE,
    MEDIC,
    MINISTRY,
    MIRROR,
    MONITOR,
    POST,
    SPOKESWOMAN,
    WIRE,
    Hierarchy,
    article,
    claim,
    exactly,
    labels,
    origins,
    party,
)

from kg.inference.claims.stored import Party, StoredClaim, Utterance
from kg.signature import sign

TEXT = " ".join(f"word{number} of the dispatch" for number in range(120))


def test_one_source_in_two_articles_is_one_origin_and_two_sources_in_one_article_are_two() -> None:
    found = origins(
        claim("ten", ALLIANCE, **exactly(10)),
        claim("ten", ALLIANCE, of=article(WIRE), **exactly(10)),
        claim("four", BRIGADE, **exactly(4)),
    )
    assert labels(found) == ["Northern Alliance", "Red Brigade"]
    assert found.all[ALLIANCE.iri].reasons == ("2 claims in 2 articles go back to Northern Alliance",)


def test_an_organisation_is_one_origin_with_those_that_it_is_part_of_and_with_who_speaks_for_it() -> None:
    found = origins(
        claim("ten", ARMY, **exactly(10)),
        claim("ten", SPOKESWOMAN, behalf=MINISTRY, of=article(WIRE), **exactly(10)),
    )
    assert labels(found) == ["Ministry of Kesh"]
    assert "Army of Kesh is part of it" in found.all[MINISTRY.iri].reasons


def test_a_person_who_speaks_for_nobody_is_an_origin() -> None:
    assert labels(origins(claim("ten", SPOKESWOMAN, **exactly(10)))) == ["Amina Daud"]


def test_a_claim_that_is_passed_on_goes_back_to_the_root_of_the_chain() -> None:
    relayed = claim("nine", MONITOR, **exactly(9))
    root = Utterance("root", "nine dead", (MEDIC,))
    assert labels(origins(replace(relayed, source=root))) == ["a medic"]


def test_a_joint_statement_has_all_its_speakers_for_origins() -> None:
    joint = claim("ten", ALLIANCE, **exactly(10))
    said = Utterance("joint", "ten", (ALLIANCE, MONITOR))
    found = origins(replace(joint, statement=said, source=None), claim("ten", MONITOR, of=article(WIRE), **exactly(10)))
    assert labels(found) == ["Northern Alliance", "River Monitor"]
    assert found.of_claim[joint.iri] == {ALLIANCE.iri, MONITOR.iri}


def test_a_reprint_goes_back_to_the_agency_that_it_names() -> None:
    reprint = article(POST, original="article/wire", agency=WIRE)
    found = origins(
        claim("ten", None, of=reprint, **exactly(10)),
        claim("ten", None, of=article(WIRE), **exactly(10)),
        claim("ten", None, of=article(MIRROR), **exactly(10)),
    )
    assert labels(found) == ["Morning Mirror", "Upland Wire"]
    assert "Southern Post prints a text of Upland Wire" in found.all[WIRE.iri].reasons


def test_a_copy_without_a_credit_goes_back_to_the_earlier_article() -> None:
    first = article(WIRE, "2020-10-09", signature=sign(TEXT))
    copy = article(POST, "2020-10-10", signature=sign(TEXT[: len(TEXT) // 2] + " and a line of our own at the end"))
    other = article(MIRROR, "2020-10-10", signature=sign(TEXT.replace("dispatch", "report").replace("word", "item")))
    found = origins(*(claim("ten", None, of=one, **exactly(10)) for one in (copy, other, first)))
    assert labels(found) == ["Morning Mirror", "Upland Wire"]
    (reason,) = [one for one in found.all[WIRE.iri].reasons if "stands in" in one]
    assert reason.startswith("about ") and reason.endswith(
        "% of the text of Southern Post stands in that of Upland Wire"
    )


def test_two_articles_of_one_outlet_are_one_origin_without_being_copies() -> None:
    text = sign(TEXT)
    found = origins(
        *(claim("ten", None, of=article(POST, day, signature=text), **exactly(10)) for day in ("2020-10-09", None))
    )
    assert labels(found) == ["Southern Post"] and len(next(iter(found.all.values())).reasons) == 1


def test_an_article_that_cites_somebody_adds_no_origin_by_telling_it_itself() -> None:
    found = origins(
        claim("ten dead", None, **exactly(10)),
        claim("ten", ALLIANCE, **exactly(10)),
        claim("four", BRIGADE, **exactly(4)),
        claim("rockets fell", None, kind="occurrence"),
    )
    assert labels(found) == ["Northern Alliance", "Red Brigade"]
    assert "Southern Post says it in its own voice and cites this origin for it" in found.all[ALLIANCE.iri].reasons


def test_a_number_that_nobody_cited_gives_is_the_outlets_own() -> None:
    found = origins(claim("six dead", None, **exactly(6)), claim("ten", ALLIANCE, **exactly(10)))
    assert labels(found) == ["Northern Alliance", "Southern Post"]


def test_an_article_that_says_itself_who_did_it_is_an_origin() -> None:
    blame = claim("blamed", None, kind="responsibility", agent=BRIGADE)
    assert labels(origins(blame, claim("ten", ALLIANCE, **exactly(10)))) == ["Northern Alliance", "Southern Post"]


def medic(number: int) -> Party:
    return Party(f"source/{number}", "a medic", "unnamed", named=False, source_type="medical")


def unnamed(number: int, day: str | None, words: str, low: int = 9) -> StoredClaim:
    outlet = (POST, WIRE, MIRROR)[number]
    return claim(f"{low}", medic(number), of=article(outlet, day), words=words, **exactly(low))


@pytest.mark.parametrize(
    ("other", "number"),
    [
        (unnamed(1, "2020-10-11", "up to nine people had died of their wounds"), 1),
        (unnamed(1, "2020-10-11", "another number altogether was given"), 1),
        (unnamed(1, "2020-10-11", "another number altogether was given", 12), 2),
        (unnamed(1, "2020-10-13", "up to nine people had died of their wounds"), 2),
        (unnamed(1, None, "up to nine people had died of their wounds"), 2),
    ],
    ids=["same words", "same name and figure", "same name alone", "days apart", "no day"],
)
def test_unnamed_sources_are_one_origin_by_their_words_or_their_figure_within_three_days(
    other: StoredClaim, number: int
) -> None:
    first = unnamed(0, "2020-10-09", "Up to nine people had died of their wounds, the medic said")
    found = origins(first, other)
    assert len(found.all) == number
    assert found.independent(first.iri, other.iri) == (number == 2)


def test_unnamed_sources_of_two_types_are_two_origins_however_alike_their_words() -> None:
    officer = Party("source/8", "a police officer", "unnamed", named=False, source_type="police")
    words = "nine people had died of their wounds"
    told = claim("9", officer, of=article(WIRE, "2020-10-10"), words=words, **exactly(9))
    assert len(origins(unnamed(0, "2020-10-09", words), told).all) == 2


@pytest.mark.parametrize(
    ("words", "number"),
    [("up to 9 people had died of their wounds", 1), ("up to twelve people had died of their wounds", 2)],
)
def test_words_with_other_numbers_are_other_words(words: str, number: int) -> None:
    first = unnamed(0, "2020-10-09", "up to nine people had died of their wounds")
    assert len(origins(first, unnamed(1, "2020-10-10", words, 9 if number == 1 else 12)).all) == number


def test_unnamed_sources_of_one_article_stay_two() -> None:
    first, second = unnamed(0, "2020-10-09", "nine"), unnamed(0, "2020-10-09", "nine")
    again = replace(second, iri="again", statement=Utterance("u", "nine", (medic(7),)))
    assert len(origins(first, again).all) == 2


def test_an_unnamed_official_speaks_for_the_organisation() -> None:
    assert labels(origins(claim("ten", MEDIC, behalf=MINISTRY, **exactly(10)))) == ["Ministry of Kesh"]


def test_an_incident_about_which_nothing_is_claimed_goes_back_to_the_articles() -> None:
    found = origins(articles=(article(POST), article(None)))
    assert labels(found) == ["Southern Post", "an article without an outlet"]


def test_the_widest_party_gives_an_origin_its_name() -> None:
    battalion = party("First Battalion")
    world = Hierarchy(parents={battalion.iri: ARMY.iri, ARMY.iri: MINISTRY.iri})
    found = origins(
        claim("ten", battalion, **exactly(10)), claim("ten", ARMY, of=article(WIRE), **exactly(10)), world=world
    )
    assert labels(found) == ["Army of Kesh"]
