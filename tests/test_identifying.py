"""Whom the names of an article mean: which place of a name, how sure, and for which reasons."""

from __future__ import annotations

from dataclasses import replace

import pytest
from records import span

from kg.analysis import Extraction
from kg.gazetteer import Gazetteer
from kg.linking.identifying import identified
from kg.mapping import article_quads
from kg.mapping.vocabulary import ONR
from kg.reading.article import Article, text_hash
from kg.record import Actor, Identification, Incident, Place, Record, Statement, check_record
from kg.settings import Settings

DAY = "2018-11-04"


def record(text: str, *names: tuple[str, str], published: str | None = DAY) -> Record:
    """Return a record of a text in which names, given as (id, words), were taken for entries of the gazetteer."""
    gazetteer = Gazetteer.load()
    actors: list[Actor] = []
    places: list[Place] = []
    for entity, words in names:
        mention = span(words, text)
        actor, place = gazetteer.actor(entity), gazetteer.place(entity)
        if actor is not None:
            actors.append(actor.reference(mention))
        elif place is not None:
            places.append(place.reference(words, mention))
    incident = Incident("i1", "other", span(text.split()[0], text), places=tuple(places), perpetrators=tuple(actors))
    return Record("r", text, text_hash(text), published=published, incidents=(incident,))


def one(text: str, entity: str, words: str, *others: tuple[str, str], published: str | None = DAY) -> Identification:
    """Return the identification of words that were taken for an entry."""
    found = identified(record(text, (entity, words), *others, published=published), Gazetteer.load())
    check_record(found)
    (kept,) = [one for one in found.identifications if one.mention == span(words, text)]
    return kept


def place_of(text: str, entity: str, words: str) -> str:
    """Return the place that is left for words that were taken for a place."""
    (place,) = identified(record(text, (entity, words)), Gazetteer.load()).incidents[0].places
    return place.id


# Which place of a name


@pytest.mark.parametrize(
    ("text", "entity", "words", "expected"),
    [
        ("Shells fell in the province of Kirkuk.", "kirkuk", "Kirkuk", "kirkuk-governorate"),
        ("Shells fell in Kirkuk province.", "kirkuk", "Kirkuk", "kirkuk-governorate"),
        ("Shells fell in Kirkuk Governorate.", "kirkuk", "Kirkuk", "kirkuk-governorate"),
        ("Shells fell in the city of Kirkuk.", "kirkuk-governorate", "Kirkuk", "kirkuk"),
        ("Shells fell in Kirkuk city.", "kirkuk-governorate", "Kirkuk", "kirkuk"),
        ("Shells fell in Kirkuk city.", "kirkuk-governorate", "Kirkuk city", "kirkuk"),
        ("Shells fell in Kirkuk, Diyala and Nineveh provinces.", "kirkuk", "Kirkuk", "kirkuk-governorate"),
        ("Shells fell in Idlib and Hama provinces.", "idlib", "Idlib", "idlib-governorate"),
        ("Shells fell in the Makhmour district.", "makhmur", "Makhmour", "makhmur-district"),
        ("Shells fell in Kirkuk.", "kirkuk", "Kirkuk", "kirkuk"),
        ("Shells fell in Kirkuk.", "kirkuk-governorate", "Kirkuk", "kirkuk-governorate"),
        ("Shells fell in Kirkuk. Provinces suffer.", "kirkuk", "Kirkuk", "kirkuk"),
        ("In the province, Kirkuk was hit.", "kirkuk", "Kirkuk", "kirkuk"),
        ("Shells fell in Makhmour city.", "makhmur", "Makhmour", "makhmur"),
        ("Shells fell in the province of Makhmour.", "makhmur", "Makhmour", "makhmur"),
    ],
)
def test_the_word_beside_a_name_says_which_place_is_meant(text: str, entity: str, words: str, expected: str) -> None:
    assert place_of(text, entity, words) == expected


def test_a_settled_place_keeps_the_words_of_the_article_and_gets_its_own_precision() -> None:
    text = "Shells fell in the province of Kirkuk."
    (place,) = identified(record(text, ("kirkuk", "Kirkuk")), Gazetteer.load()).incidents[0].places
    assert (place.text, place.mention, place.precision) == ("Kirkuk", span("Kirkuk", text), "province")


def test_the_type_beside_a_name_is_a_reason() -> None:
    sure = one("Shells fell in Kirkuk province.", "kirkuk-governorate", "Kirkuk")
    unsure = one("Shells fell in Kirkuk.", "kirkuk-governorate", "Kirkuk")
    assert "the article says 'province' beside it" in sure.reasons
    assert sure.score > unsure.score
    assert "'Kirkuk' is its name, and that of Kirkuk" in unsure.reasons


def test_saladin_is_a_province_whatever_its_spelling() -> None:
    for words in ("Salahuddin", "Salah al-Din", "Saladin"):
        found = one(f"Raids went on in {words} province.", "saladin-governorate", words)
        assert found.entity == "saladin-governorate" and found.score >= 0.9


def test_what_lies_around_a_place_speaks_for_it() -> None:
    text = "Troops in Riyadh, south of Kirkuk in Kirkuk province, found arms near Hawija."
    near = one(text, "al-riyadh-kirkuk", "Riyadh")
    far = one(text, "riyadh", "Riyadh")
    assert near.score > far.score
    assert any("in which it lies" in reason for reason in near.reasons)
    assert any("km away" in reason for reason in near.reasons)


# Three Barzanis and other people


BOTH = "Sirwan Barzani of the Peshmerga met Masrour Barzani. Later Barzani spoke."


def test_a_last_name_is_the_one_whom_the_article_names_in_full() -> None:
    text = "Sirwan Barzani commands the Peshmerga there. Barzani said they hold."
    mention = span("Barzani", text, after=30)
    reference = replace(record(text).incidents[0])
    entry = Gazetteer.load().actor("sirwan-barzani")
    assert entry is not None
    speaker = entry.reference(mention)
    statement = Statement("s1", span("they hold", text), speaker, source=mention)
    found = identified(replace(record(text), incidents=(reference,), statements=(statement,)), Gazetteer.load())
    (kept,) = found.identifications
    assert kept.score >= 0.9
    assert "the article names 'Sirwan Barzani' (characters 0–14)" in kept.reasons
    assert f"Commander in Peshmerga on {DAY}, which the article names" in kept.reasons
    assert any("Masoud Barzani" in reason for reason in kept.reasons)


def test_a_namesake_in_the_article_takes_off() -> None:
    text = BOTH
    after = text.index("Later")
    entry = Gazetteer.load().actor("sirwan-barzani")
    assert entry is not None
    mention = span("Barzani", text, after=after)
    statement = Statement("s1", span("spoke", text), entry.reference(mention), source=mention)
    found = identified(replace(record(text), statements=(statement,)), Gazetteer.load())
    (kept,) = found.identifications
    assert "the article names Masrour Barzani, too" in kept.reasons
    alone = one("Sirwan Barzani of the Peshmerga spoke.", "sirwan-barzani", "Sirwan Barzani")
    assert kept.score < 0.85 < alone.score


def test_an_office_counts_on_the_day_of_publication_only() -> None:
    text = "Masrour Barzani of the KRSC spoke."
    held = one(text, "masrour-barzani", "Masrour Barzani")
    later = one(text, "masrour-barzani", "Masrour Barzani", published="2023-01-01")
    undated = one(text, "masrour-barzani", "Masrour Barzani", published=None)
    assert any(reason.startswith("Chancellor in Kurdistan Region Security Council") for reason in held.reasons)
    assert any(reason.startswith("Prime Minister in Kurdistan Regional Government") for reason in later.reasons)
    assert len(undated.reasons) == 1


# Bodies


def test_the_coalition_is_the_one_that_the_article_names() -> None:
    text = "The US-led coalition struck Mosul. Later the coalition said it had hit a depot."
    found = one(text, "global-coalition", "the coalition")
    assert "'the coalition' is its name, and a name of Saudi-led coalition" in found.reasons
    assert any(reason.startswith("the article names 'US-led coalition'") for reason in found.reasons)
    alone = one("In Mosul the coalition said it had hit a depot.", "global-coalition", "the coalition")
    other = one("The Saudi-led coalition struck Sanaa; the coalition said so.", "global-coalition", "the coalition")
    assert found.score > alone.score > other.score


@pytest.mark.parametrize(
    ("text", "entity", "words", "reason"),
    [
        ("ISIS held the town. The group fled.", "islamic-state", "The group", "points to it"),
        ("Iraq's Ministry of Defence spoke. The ministry denied it.", "iraq-mod", "The ministry", "points to it"),
        ("Fighters of ISIS militants' cells fled.", "islamic-state", "Fighters of ISIS", "hold its name 'ISIS'"),
        ("Baghdad denied it.", "government-of-iraq", "Baghdad", "is its name"),
        ("The U.S.-led coalition’s jets flew.", "global-coalition", "U.S.-led coalition’s", "nobody else's"),
    ],
)
def test_words_that_are_no_name_say_how_they_lead_to_it(text: str, entity: str, words: str, reason: str) -> None:
    found = one(text, entity, words)
    assert any(reason in one for one in found.reasons), found.reasons


def test_words_that_only_point_are_less_sure_than_a_name() -> None:
    text = "ISIS held the town. The group fled."
    assert one(text, "islamic-state", "ISIS").score > one(text, "islamic-state", "The group").score
    assert one("The group fled.", "islamic-state", "The group").score < 0.5


def test_who_was_not_there_yet_is_less_sure() -> None:
    text = "Hayat Tahrir al-Sham took the hill."
    there = one(text, "hts", "Hayat Tahrir al-Sham", published="2019-05-01")
    early = one(text, "hts", "Hayat Tahrir al-Sham", published="2012-05-01")
    assert early.score < there.score
    assert any("it exists since 2017" in reason for reason in early.reasons)


# What there is to say


def test_what_the_gazetteer_does_not_know_has_nothing_to_weigh() -> None:
    text = "The Grey Falcons took a hill near Kirkuk, a medic said."
    falcons = Actor("grey-falcons", "Grey Falcons", "armed_group", mention=span("Grey Falcons", text))
    medic = Actor("medic", "a medic", "unnamed", named=False, mention=span("a medic", text))
    incident = Incident("i1", "other", span("took", text), perpetrators=(falcons,), targets=(medic,))
    given = Record("r", text, text_hash(text), incidents=(incident,))
    found = identified(given, Gazetteer.load())
    assert found == given


def test_each_way_of_naming_stands_once_and_the_same_record_gives_the_same() -> None:
    text = "ISIS fought ISIS. Daesh fled. DAESH lost."
    given = record(text, ("islamic-state", "ISIS"), ("islamic-state", "Daesh"), ("islamic-state", "DAESH"))
    again = replace(given, incidents=(*given.incidents, replace(given.incidents[0], id="i2")))
    found = identified(again, Gazetteer.load())
    assert [one.mention.text for one in found.identifications] == ["ISIS", "Daesh"]
    assert identified(found, Gazetteer.load()) == found


def test_identifications_reach_the_graph_with_score_reasons_and_characters() -> None:
    text = "The US-led coalition struck. Later the coalition spoke in Kirkuk province."
    found = identified(record(text, ("global-coalition", "the coalition"), ("kirkuk", "Kirkuk")), Gazetteer.load())
    known = frozenset({"global-coalition", "kirkuk-governorate"})
    quads = article_quads(found, base="https://e.example/id/", known=known)
    meant = {quad.object for quad in quads if quad.predicate == str(ONR.identifies)}
    assert meant == {"https://e.example/id/actor/global-coalition", "https://e.example/id/place/kirkuk-governorate"}
    assert len({quad.subject for quad in quads if quad.predicate == str(ONR.score)}) == 2
    assert len([quad for quad in quads if quad.predicate == str(ONR.reason)]) >= 4


def test_sides_parents_and_what_contains_a_place_come_with_the_record() -> None:
    text = "The Peshmerga fought ISIS near Makhmour."
    found = identified(
        record(text, ("peshmerga", "Peshmerga"), ("islamic-state", "ISIS"), ("makhmur", "Makhmour")), Gazetteer.load()
    )
    known = {one.entity: one for one in found.backgrounds}
    assert list(known) == ["islamic-state", "peshmerga", "makhmur"]
    assert (known["islamic-state"].side, known["islamic-state"].wider) == ("islamic-state", ())
    assert known["peshmerga"].side == "kurdistan-region"
    assert [one.id for one in known["peshmerga"].wider] == ["ministry-of-peshmerga", "krg"]
    assert [one.name for one in known["makhmur"].wider][-2:] == ["Kurdistan Region", "Iraq"]


ARTICLE = """\
Peshmerga and coalition strike Islamic State in Kirkuk

ERBIL - Sirwan Barzani, a commander of the Peshmerga, said on Sunday that his forces and the US-led coalition had killed
nine Islamic State militants in the province of Kirkuk.

“The group has lost its hideouts,” Barzani said. The coalition said that it had carried out four airstrikes.

The Iraqi defence ministry said that two soldiers were wounded. The ministry gave no details.
"""


def test_an_article_is_extracted_with_its_identifications() -> None:
    article = Article(id="a", text=ARTICLE, published=DAY, source_file="a.txt")
    found = Extraction(Settings())(article)
    assert isinstance(found, Record)
    meant = {" ".join(one.mention.text.split()): one.entity for one in found.identifications}
    assert meant["Barzani"] == "sirwan-barzani"
    assert meant["Kirkuk"] == "kirkuk-governorate"
    assert {meant[one] for one in meant if "coalition" in one.lower()} == {"global-coalition"}
    assert all(one.reasons and 0 < one.score < 1 for one in found.identifications)
