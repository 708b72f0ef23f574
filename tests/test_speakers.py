"""Who a cited phrase is: persons, bodies, documents, unnamed sources, and what points back to them."""

from __future__ import annotations

import pytest

from kg.extract import Extractor
from kg.reading.article import Article
from kg.record import Statement
from kg.settings import Settings


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(Settings())


def statements(text: str, extractor: Extractor, published: str | None = "2016-07-05") -> tuple[Statement, ...]:
    return extractor.extract(Article(id="t", text=text, published=published)).statements


def test_a_person_brings_rank_role_and_organisation(extractor: Extractor) -> None:
    text = "Col. Adnan Salman, a spokesman for the Peshmerga, said in a tweet that two villages were retaken."
    (one,) = statements(text, extractor)
    assert (one.speaker.name, one.speaker.kind, one.rank) == ("Adnan Salman", "person", "Col.")
    assert one.role == "spokesman for the Peshmerga"
    assert one.affiliation is not None and one.affiliation.id == "peshmerga"
    assert one.medium == "tweet"


def test_last_names_pronouns_and_roles_point_to_the_person_named_before(extractor: Extractor) -> None:
    text = (
        "Col. Adnan Salman, a spokesman for the Peshmerga, said two villages were retaken. "
        "Salman said the road was open. He added that nobody was hurt. The spokesman said more troops would come."
    )
    found = statements(text, extractor)
    assert [one.speaker.name for one in found] == ["Adnan Salman"] * 4


def test_two_people_of_one_last_name_stay_two(extractor: Extractor) -> None:
    text = (
        "Gen. Sami Haddad said the town was quiet. Governor Leila Haddad said the school was open. "
        "Sami Haddad said the soldiers would stay."
    )
    assert [one.speaker.name for one in statements(text, extractor)] == ["Sami Haddad", "Leila Haddad", "Sami Haddad"]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Ankara said the depot was destroyed.", "turkey-government"),
        ("The Turkish defence ministry said the depot was destroyed.", "turkey-ministry-of-defence"),
        ("The US-led coalition said the depot was destroyed.", "global-coalition"),
        ("The UK-based Syrian Observatory for Human Rights said the depot was destroyed.", "sohr"),
        ("The UK-based Observatory for Human Rights said the depot was destroyed.", "sohr"),
        ("The Iraq Body Count project said the depot was destroyed.", "iraq-body-count"),
        ("Monitoring group Airwars, which tracks the war, said the depot was destroyed.", "airwars"),
        ("A UN report said the depot was destroyed.", "united-nations"),
    ],
)
def test_bodies_are_known_by_their_names(text: str, actor: str, extractor: Extractor) -> None:
    (one,) = statements(text, extractor)
    assert one.speaker.id == actor


def test_a_definite_noun_points_to_the_body_named_before(extractor: Extractor) -> None:
    text = "The Syrian Observatory for Human Rights said five people died. The monitor said two were children."
    assert [one.speaker.id for one in statements(text, extractor)] == ["sohr", "sohr"]


def test_a_statement_speaks_for_who_issued_it(extractor: Extractor) -> None:
    text = (
        "The KRSC announced that the attack failed. "
        "“The attackers fled to the hills after an hour,” the statement read."
    )
    assert [one.speaker.id for one in statements(text, extractor)] == ["krsc", "krsc"]


def test_unnamed_sources_keep_their_words_and_have_a_type(extractor: Extractor) -> None:
    (one,) = statements("Two doctors at the hospital said nine people had died.", extractor)
    assert (one.speaker.named, one.speaker.name, one.speaker.source_type) == (
        False,
        "Two doctors at the hospital",
        "medical",
    )


def test_joint_sources_are_all_kept(extractor: Extractor) -> None:
    (one,) = statements("Local residents and two doctors told the paper that women were among the dead.", extractor)
    assert one.speaker.source_type == "witness"
    assert [actor.source_type for actor in one.joint_speakers] == ["medical"]


def test_the_one_who_is_quoted_speaks_and_the_one_who_quotes_passes_it_on(extractor: Extractor) -> None:
    text = "Gen. Sami Haddad visited the base. The agency quoted Haddad as saying that no planes were lost."
    outer, inner = statements(text, extractor)
    assert (inner.content.text, inner.speaker.name) == ("no planes were lost", "Sami Haddad")
    assert (outer.source and outer.source.text, outer.relays) == ("The agency", inner.id)


def test_a_chain_says_which_statement_it_passes_on(extractor: Extractor) -> None:
    outer, inner = statements("The agency reported that a police officer said the gunmen fled.", extractor)
    assert (outer.relays, inner.relays) == (inner.id, None)


def test_a_repeated_paragraph_is_a_row_that_names_the_first(extractor: Extractor) -> None:
    paragraph = "The governor said on Monday that the bridge over the river was open to traffic again."
    text = f"{paragraph}\n\nThe bridge had been closed for three weeks after the flood.\n\n{paragraph}\n"
    first, again = statements(text, extractor)
    assert (first.repeat_of, again.repeat_of) == (None, first.id)
    assert again.content.text == first.content.text and again.content.start > first.content.start


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The Islamic State group left the town, the Syrian Observatory for Human Rights said. "
            "The Britain-based group said two roads were open.",
            ["Syrian Observatory for Human Rights", "Syrian Observatory for Human Rights"],
        ),
        (
            "Two roads were closed, a monitoring group said. The Syrian Observatory for Human Rights said snow fell.",
            ["Syrian Observatory for Human Rights", "Syrian Observatory for Human Rights"],
        ),
        (
            "The Syrian Coalition said the road was closed. The Coalition said snow had fallen.",
            ["National Coalition for Syrian Revolutionary and Opposition Forces"] * 2,
        ),
        (
            "Lt. Gen. Adnan Salman said the road was closed. According to the general, snow had fallen.",
            ["Adnan Salman"] * 2,
        ),
        (
            "UN Secretary-General Amina Daud condemned the raid. The Secretary-General urged both sides to talk.",
            ["Amina Daud"] * 2,
        ),
        ("One resident, who asked to be identified only as Umm Salman, said the road was closed.", ["Umm Salman"]),
        ("Residents left at noon. Activists posted a video which they said showed the road.", ["Activists"]),
        ("“The road was closed,” his brother Adnan, 32, said.", ["Adnan"]),
    ],
)
def test_what_points_to_somebody_finds_who_is_meant(text: str, names: list[str], extractor: Extractor) -> None:
    assert [one.speaker.name for one in statements(text, extractor)] == names


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Prince Adnan, whose country backs those who want to topple Assad,", "Adnan"),
        ("Mr. Salman, a follower of cleric Moqtada al-Sadr,", "Salman"),
        ("A spokesman for Mr. Abadi, Saad Salman,", "Saad Salman"),
        (
            "A spokesman for Iraqi Prime Minister Haider al-Abadi",
            "A spokesman for Iraqi Prime Minister Haider al-Abadi",
        ),
        ("Russia, a key ally of Syria's Bashar al-Assad,", "Government of Russia"),
        ("Head of the clinic Dr. Adnan Salman", "Adnan Salman"),
        ("Opposition figure George Sabra", "George Sabra"),
        ("General Adnan “Eddie” Salman, commander of the brigade,", "Adnan “Eddie” Salman"),
        ("Archbishop Adnan Salman", "Adnan Salman"),
    ],
)
def test_who_speaks_is_not_whom_the_phrase_only_mentions(source: str, name: str, extractor: Extractor) -> None:
    (one,) = statements(f"{source} said the road was open.", extractor)
    assert one.speaker.name == name


def test_a_person_is_meant_by_a_noun_that_the_article_has_not_used_of_others(extractor: Extractor) -> None:
    text = "Lina Azar, head of the delegation, said nobody came. The diplomat said the talks were over."
    assert [one.speaker.name for one in statements(text, extractor)] == ["Lina Azar"] * 2
    other = f"An observer met a diplomat. {text.replace('the talks were over', 'he had seen it')}"
    assert [one.speaker.name for one in statements(other, extractor)][-1] == "The diplomat"


def test_the_chief_of_others_is_not_the_chief_named_before(extractor: Extractor) -> None:
    text = "Arab League chief Adnan Salman said nobody came. The chief of a UN team said the site was open."
    assert [one.speaker.name for one in statements(text, extractor)][-1] != "Adnan Salman"


def test_he_is_whose_name_stands_between_commas_behind_a_role(extractor: Extractor) -> None:
    text = (
        "Lina Azar, a doctor, said the road was open. The governor, Adnan Salman, was not sure. "
        "He said nobody had come."
    )
    assert [one.speaker.name for one in statements(text, extractor)][-1] == "Adnan Salman"


def test_the_monitor_is_one_that_monitors(extractor: Extractor) -> None:
    text = (
        "The Syrian Observatory for Human Rights said nine men died. The White Helmets rescue group said ten had died. "
        "The Britain-based monitor said the strike hit a market."
    )
    assert [one.speaker.id for one in statements(text, extractor)] == ["sohr", "syria-civil-defence", "sohr"]


def test_the_commander_is_no_politician_named_before(extractor: Extractor) -> None:
    text = "Prime Minister Adnan Salman said the town would not fall. A raid was foiled, said the frontline commander."
    assert [one.speaker.name for one in statements(text, extractor)][-1] == "the frontline commander"


def test_he_is_whom_the_sentence_before_tells_of(extractor: Extractor) -> None:
    named = (
        "State media said nobody was hurt. It brought an outcry from relief director Adnan Salman. “A crime,” he said."
    )
    assert [one.speaker.name for one in statements(named, extractor)][-1] == "Adnan Salman"
    told = "A witness near the gate described the blast. “I saw a man run past,” he said."
    assert [one.speaker.name for one in statements(told, extractor)][-1] == "A witness near the gate"


def test_the_statement_is_not_a_video_published_before(extractor: Extractor) -> None:
    text = (
        "The Amaq news agency released a video of the fire. The defence ministry said its soldiers held the dam. "
        "At least 20 men were killed, said the statement."
    )
    assert [one.speaker.id for one in statements(text, extractor)][-1] != "amaq"


def test_he_is_the_member_who_spoke_last_without_a_name(extractor: Extractor) -> None:
    text = (
        "Col. Adnan Salman said it was over. A member of the council said the court had sat for two days. "
        "He said nobody knew of it."
    )
    assert [one.speaker.name for one in statements(text, extractor)][-1] == "A member of the council"


def test_he_is_whom_a_role_explains(extractor: Extractor) -> None:
    text = (
        "Guards held Abu Adnan, a local commander, near the river. He told them that he had been sent from the south."
    )
    assert [one.speaker.name for one in statements(text, extractor)] == ["Abu Adnan"]


def test_a_name_begins_behind_that_of_a_body(extractor: Extractor) -> None:
    (one,) = statements(
        "Secretary of the Northern Salvation Coalition Nazir al-Hakim said the road was open.", extractor
    )
    assert one.speaker.name == "Nazir al-Hakim"


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        (
            "A bomb exploded in Mosul on Monday, the Interior Ministry said. The ministry added that three were hurt.",
            ["iraq-moi"] * 2,
        ),
        (
            "A bomb exploded in Mosul on Monday. In Moscow, the Foreign Ministry said that it was a provocation.",
            ["russia-ministry-of-foreign-affairs"],
        ),
        (
            "Turkey's defence ministry said jets had crossed into Iraq. The defence ministry said none was lost.",
            ["turkey-ministry-of-defence"] * 2,
        ),
    ],
)
def test_a_ministry_is_that_of_the_country_spoken_of(text: str, bodies: list[str], extractor: Extractor) -> None:
    assert [one.speaker.id for one in statements(text, extractor)] == bodies


def test_a_nationality_is_no_name_and_one_name_that_is_explained_is(extractor: Extractor) -> None:
    text = (
        "Maj. Gen. Adnan Salman said it was over. Russian Salman stated that the road was open. "
        "Manal, a teacher living in the town, said she had heard it. She told reporters that nobody came."
    )
    names = [one.speaker.name for one in statements(text, extractor)]
    assert names == ["Adnan Salman", "Adnan Salman", "Manal", "Manal"]


def test_the_statement_is_of_the_ministry_that_spoke_last(extractor: Extractor) -> None:
    text = (
        "The Syrian Observatory for Human Rights said nine men died. The ministry said that it was false. "
        "The bombers flew at night, the statement said."
    )
    first, second, third = (one.speaker.name for one in statements(text, extractor))
    assert third == second != first


def test_an_outlet_speaks_whatever_kind_of_outlet_it_is_called(extractor: Extractor) -> None:
    text = "Hezbollah-run Al-Manar television said the army had taken the hill."
    (one,) = statements(text, extractor)
    assert one.speaker.name == "Al-Manar"


def test_a_last_name_before_the_title_of_another_names_nobody(extractor: Extractor) -> None:
    text = "Our correspondent met al-Baghdadi Sheikh Nuri al-Ubaydi. Al-Ubaydi said two men died."
    (one,) = statements(text, extractor)
    assert one.speaker.name == "Nuri al-Ubaydi"


def test_the_second_source_is_not_the_first(extractor: Extractor) -> None:
    text = "The first source said three soldiers died. The second source said the bandits had fled."
    assert [one.speaker.name for one in statements(text, extractor)] == ["The first source", "The second source"]


@pytest.mark.parametrize("whose", ["Its", "Their", "The group's"])
def test_the_spokesman_of_the_body_that_spoke_last_speaks_for_it(whose: str, extractor: Extractor) -> None:
    text = f"Al-Shabab said it had attacked the hotel. {whose} spokesman, Adnan Salman, said it would not negotiate."
    _, one = statements(text, extractor)
    assert (one.speaker.name, one.affiliation and one.affiliation.id) == ("Adnan Salman", "al-shabaab")


def test_the_office_of_a_president_is_not_called_by_his_name(extractor: Extractor) -> None:
    (one,) = statements("The office of President Adnan Salman announced that the jets had returned.", extractor)
    assert one.affiliation is None


def test_it_is_the_body_that_its_sentence_began_with(extractor: Extractor) -> None:
    text = "The KRSC said five men died. The coalition gave a different account: it said that seven had."
    assert [one.speaker.id for one in statements(text, extractor)] == ["krsc", "global-coalition"]


def test_a_press_release_is_of_the_body_whose_man_spoke_last(extractor: Extractor) -> None:
    text = (
        "The KRSC said five men died. Col. Adnan Salman, a spokesman for the coalition, said the area was calm. "
        "Fifteen posts were destroyed, according to a press release."
    )
    assert [one.speaker.id for one in statements(text, extractor)] == ["krsc", "adnan-salman", "global-coalition"]


@pytest.mark.parametrize(
    "source",
    [
        "Syrian activists",
        "Turkish media",
        "An Iraqi doctor",
        "Afghan villagers",
        "A doctor at Aleppo's Al-Quds hospital",
    ],
)
def test_activists_media_and_witnesses_speak_for_no_government(source: str, extractor: Extractor) -> None:
    (one,) = statements(f"{source} said two people had died.", extractor)
    assert (one.speaker.name, one.affiliation) == (source, None)


def test_where_a_body_has_its_seat_is_not_for_whom_its_head_speaks(extractor: Extractor) -> None:
    (one,) = statements("Rami Abdul-Rahman, who heads the London-based Observatory, said 12 had died.", extractor)
    assert one.affiliation is not None and one.affiliation.id == "sohr"


def test_the_official_who_spoke_on_condition_is_the_one_before(extractor: Extractor) -> None:
    text = "A senior Iraqi security official said the plane had left. "
    text += "The official, speaking on condition of anonymity, said it came from Lebanon."
    assert {one.speaker.name for one in statements(text, extractor)} == {"A senior Iraqi security official"}


def test_a_name_that_is_explained_as_a_group_is_no_person(extractor: Extractor) -> None:
    (one,) = statements("Lashkar-e-Noor, a militant group based in the valley, said it was behind it.", extractor)
    assert (one.speaker.name, one.speaker.kind) == ("Lashkar-e-Noor", "organisation")


def test_an_office_of_something_else_is_not_the_one_named_before(extractor: Extractor) -> None:
    text = "The UN Office for the Coordination of Humanitarian Affairs said two had died. "
    text += "The local health office confirmed that two had died."
    assert statements(text, extractor)[1].speaker.name == "The local health office"


def test_its_director_is_of_what_the_sentence_is_about(extractor: Extractor) -> None:
    text = "The Red Cross said two had died. A hospital received 50 bodies, its director, Dr. Adnan Salman, said."
    assert [one.affiliation and one.affiliation.id for one in statements(text, extractor)] == [None, None]


def test_the_official_is_the_last_one_who_spoke(extractor: Extractor) -> None:
    text = "Interior ministry official Adnan Salman said two had died. A senior official in Hama said the road was "
    text += "shut. It was not clear when it would open, the official added."
    assert [one.speaker.name for one in statements(text, extractor)][1:] == ["A senior official in Hama"] * 2


def test_no_army_is_the_war_monitor(extractor: Extractor) -> None:
    text = "Six civilians died in shelling by Syrian army forces, the Britain-based war monitor said."
    (one,) = statements(text, extractor)
    assert one.speaker.name == "the Britain-based war monitor"


def test_a_ministry_is_not_of_the_country_whose_planes_are_told_of(extractor: Extractor) -> None:
    text = "Afghan special forces, backed by U.S. air strikes, killed 27 men in Nangarhar, the Defence Ministry said."
    (one,) = statements(text, extractor)
    assert one.speaker.id == "afghanistan-ministry-of-defence"


def test_a_press_secretary_is_no_press(extractor: Extractor) -> None:
    (one,) = statements("The Pentagon's press secretary, Adnan Salman, said two men had died.", extractor)
    assert one.affiliation is not None and one.affiliation.id == "us-dod"


@pytest.mark.parametrize(
    ("source", "affiliation", "role"),
    [
        (
            "British Army Maj. Gen. Adnan Salman, the SDF's deputy commander for supplies",
            "Syrian Democratic Forces",
            "SDF's deputy commander for supplies",
        ),
        ("Colonel Adnan Salman of the Anbar Operations Command", "Anbar Operations Command", None),
        ("General Adnan Salman, who commands the 14th Rifle Brigade", "14th Rifle Brigade", "commander of the"),
        ("Syrian MP Adnan Salman", "Government of Syria", "Syrian MP"),
        ("Saudi ambassador to the UN Adnan Salman", "Government of Saudi Arabia", "Saudi ambassador to the UN"),
        ("Adnan Salman, the UN special representative for Iraq,", "United Nations", "UN special representative"),
        ("Airwars' research chief, Adnan Salman, who told journalists of it,", "Airwars", "Airwars' research chief"),
        ("Commander of Kirkuk Operations Major General Maan al-Salman", None, "Commander of Kirkuk Operations"),
        ("Deputy Foreign and Expatriates Minister Adnan Salman", None, "Deputy Foreign and Expatriates Minister"),
    ],
)
def test_for_whom_and_as_what_somebody_speaks_is_told_around_the_name(
    source: str, affiliation: str | None, role: str | None, extractor: Extractor
) -> None:
    (one,) = statements(f"{source} said the road was open.", extractor)
    assert one.speaker.name in ("Adnan Salman", "Maan al-Salman")
    assert (one.affiliation.name if one.affiliation else None) == affiliation
    assert (one.role or "").startswith(role or "") and bool(one.role) == bool(role)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (  # accents come and go
            "YPG spokesman Adnan Selmanî said the road was open. Selmani said nobody was hurt.",
            ["Adnan Selmanî", "Adnan Selmanî"],
        ),
        (
            "Prime Minister Dr. Adnan Salman condemned the blasts. These acts will not stop us, the Premier said.",
            ["Adnan Salman", "Adnan Salman"],
        ),
        (
            "Iran's Foreign Minister Mohammad Javad Zarif said the talks were over. Iran's top diplomat tweeted that "
            "he was tired.",
            ["Mohammad Javad Zarif", "Mohammad Javad Zarif"],
        ),
        (  # whom a tag cites is not whom the sentence tells of
            "Sheikh Adnan Salman said his men would stay. Governor Leila Haddad had so ordered, he said.",
            ["Adnan Salman", "Adnan Salman"],
        ),
        (
            "Hospital director Adnan Salman said the ward was full. The UN director called for help.",
            ["Adnan Salman", "The UN director"],
        ),
        (
            "The US Treasury Department said it froze the funds. In its notice, Treasury said he had paid for arms.",
            ["United States Department of the Treasury"] * 2,
        ),
        (
            "Governor Adnan Salman closed the road, according to his website.",
            ["Adnan Salman"],
        ),
        (
            "Sheikh Adnan Salman left. A letter from Salman said that the valley was mined.",
            ["Adnan Salman"],
        ),
        ("Prime Minister Adnan Salman's office said that he was well.", ["Office of Adnan Salman"]),
        (
            "Governor Adnan Salman said that he was well. His office told Rudaw that he would stay.",
            ["Adnan Salman", "Office of Adnan Salman"],
        ),
        (
            "Gen. Adnan Salman said that he was well. Samir left after a statement from the envoy Martin Griffiths in "
            "which he said that the talks were off.",
            ["Adnan Salman", "Martin Griffiths"],
        ),
        (
            "Gen. Adnan Salman, commander of U.S. Central Command, said that it was over. The command said that it was "
            "glad.",
            ["Adnan Salman", "United States Central Command"],
        ),
        (
            "Analyst Adnan Salman said that cells were forming. “They test us,” the late expert told AFP.",
            ["Adnan Salman", "Adnan Salman"],
        ),
        (
            "The Prime Minister and Commander-in-Chief of the Armed Forces, Adnan Salman, stressed that he would stay.",
            ["Adnan Salman"],
        ),
        ("EU policy chief Adnan Salman, whose office brokered the deal, said that it held.", ["Adnan Salman"]),
        (  # Salam is a village, too
            "Asayish spokesperson Salam Abdulkhaliq said that it was over. Abdulkhaliq told AFP that he was glad.",
            ["Salam Abdulkhaliq", "Salam Abdulkhaliq"],
        ),
        (
            "The city's chief public prosecutor's office said that 33 were sought. It added that the raids went on.",
            ["The city's chief public prosecutor's office"] * 2,
        ),
        (
            "The Afghanistan Independent Human Rights Commission said that it grieved.",
            ["Afghanistan Independent Human Rights Commission"],
        ),
        (  # Ahmadi is a town in Kuwait, too
            "In Kandahar, spokesman Baheer Ahmadi said that two had died. Ahmadi and Ahmadi's aide left. The Ministry "
            "of Defence said that it knew.",
            ["Baheer Ahmadi", "Ministry of Defence (Afghanistan)"],
        ),
        ("Deputy Prime Minister and Foreign Minister Adnan Salman said that he was well.", ["Adnan Salman"]),
        (
            "The Kurdish Red Crescent said so many had died. Human Rights Watch's Adnan Salman said the council knew. "
            "The watchdog said it was grave.",
            ["Kurdish Red Crescent", "Adnan Salman", "Human Rights Watch"],
        ),
        ("The fight took 129 lives, according to an Airwars toll.", ["Airwars"]),
        (
            "The directorate of health in Aleppo province said it was shut. The directorate of education in Idlib "
            "province said that schools were shut.",
            ["The directorate of health in Aleppo province", "The directorate of education in Idlib province"],
        ),
        (
            "UK defence secretary Adnan Salman's department said that no jets were sent.",
            ["Ministry of Defence (United Kingdom)"],
        ),
        (
            "Al-Manar said nine men died. The TV channel reported that two of them were officers.",
            ["Al-Manar", "Al-Manar"],
        ),
        (
            "Adnan Salman, an MP from the PUK, said that nobody slept. The Kurdish lawmaker wrote that he had left.",
            ["Adnan Salman", "Adnan Salman"],
        ),
        (
            "Turkish jets hit two camps in Iraq near Sinjar. The General Staff said nine men died near Duhok in Iraq.",
            ["Turkish Armed Forces"],
        ),
    ],
)
def test_whom_the_text_points_to_speaks(text: str, names: list[str], extractor: Extractor) -> None:
    assert [one.speaker.name for one in statements(text, extractor)] == names


def test_who_issues_a_joint_statement_speaks_jointly(extractor: Extractor) -> None:
    text = "A joint statement by the foreign ministers of Turkey, Iran and Iraq said the border would be shut."
    (one,) = statements(text, extractor)
    assert {one.speaker.id, *(body.id for body in one.joint_speakers)} == {
        "turkey-government",
        "government-of-iran",
        "government-of-iraq",
    }


def test_a_minister_and_his_counterpart_speak_jointly(extractor: Extractor) -> None:
    text = "UK Foreign Secretary Adnan Salman and his German counterpart Heiko Maas both condemned the strikes."
    (one,) = statements(text, extractor)
    assert [one.speaker.name, *(person.name for person in one.joint_speakers)] == ["Adnan Salman", "Heiko Maas"]


def test_several_persons_with_their_offices_speak_jointly(extractor: Extractor) -> None:
    text = "Chief Executive Adnan Salman, Governor Leila Haddad and former president Samir Nasser condemned the attack."
    (one,) = statements(text, extractor)
    assert [one.speaker.name, *(person.name for person in one.joint_speakers)] == [
        "Adnan Salman",
        "Leila Haddad",
        "Samir Nasser",
    ]


def test_those_who_are_listed_speak_jointly(extractor: Extractor) -> None:
    (one,) = statements("Egypt, Bahrain, the UAE and Kuwait condemned the attack on the port.", extractor)
    assert len({one.speaker.id, *(body.id for body in one.joint_speakers)}) == 4


@pytest.mark.parametrize(
    ("text", "affiliation"),
    [
        ("The Syrian Observatory for Human Rights saw it. The organisation's director said it was a raid.", "sohr"),
        (
            "In Kabul, Defense Ministry spokesman Adnan Salman denied that the base was lost.",
            "afghanistan-ministry-of-defence",
        ),
        ("In Baghdad, a source in the Ministry of Interior said that all was well.", "iraq-moi"),
        (
            "Two bridges fell near Homs in Syria. The Israeli army was silent. Defence Minister Adnan Salman said that "
            "he knew.",
            "israel-ministry-of-defence",
        ),
        ("In Kabul, Presidential spokesman Adnan Salman said that all was well.", "afghanistan-presidency"),
        (
            "The UK's Ministry of Defence said it knew. A Ministry of Defence spokesman said that no jets were out.",
            "uk-mod",
        ),
        ("One US official contacted by Rudaw said the road was mined.", "us-government"),
        ("The US-led coalition hit a mill. A coalition spokesman in Baghdad said it had to.", "global-coalition"),
        ("Rami Haddad, director of the Britain-based Syrian Observatory for Human Rights, said it was a raid.", "sohr"),
        ("A government spokesman in Damascus said that the road was open.", "government-of-syria"),
    ],
)
def test_whose_spokesman_is_told_elsewhere(text: str, affiliation: str, extractor: Extractor) -> None:
    one = statements(text, extractor)[-1]
    assert one.affiliation is not None and one.affiliation.id == affiliation


def test_a_ministry_of_no_named_country_is_that_of_the_outlet(extractor: Extractor) -> None:
    text = "Guards from Jordan shot two men near Daraa in Syria. Foreign Minister Adnan Salman said that he was sorry."
    article = Article(id="t", text=text, outlet="The Jordan Times")
    (one,) = extractor.extract(article).statements
    assert one.affiliation is not None and one.affiliation.name == "Ministry of Foreign Affairs (Jordan)"


@pytest.mark.parametrize(
    "source",
    [
        "Col. Rami Haddad, a military spokesman in Baghdad,",
        "A rebel commander in Syria",
        "Rami Haddad, an expert at the valley school who taught officers during the Iraq war,",
        "Rami Haddad, the envoy of the fund for Iraq,",
    ],
)
def test_where_somebody_is_or_is_sent_is_not_for_whom_he_speaks(source: str, extractor: Extractor) -> None:
    (one,) = statements(f"{source} said that the road was cut.", extractor)
    assert one.affiliation is None


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The White Helmets rescue group said that the mill was empty.", "Syria Civil Defence"),
        (
            "Islamic State fled the town. The Iraqi army said it was quiet. The group claimed the attack on Monday.",
            "Islamic State",
        ),
        (
            "Two nurses of MSF died in Kunduz, a guard said. The charity said that its clinic had been marked.",
            "Médecins Sans Frontières",
        ),
        (
            "The General Command of the YPG released a statement on the raid, a guide said. The statement reads: “We "
            "took two hills.”",
            "People's Protection Units",
        ),
        (
            "Two men died in a month, according to figures compiled by UNAMI.",
            "United Nations Assistance Mission for Iraq",
        ),
        ("Two men died, according to figures AFP obtained from the Kurdish Red Crescent.", "Kurdish Red Crescent"),
        ("Two men died, according to data obtained by AFP from UNAMI.", "United Nations Assistance Mission for Iraq"),
        (
            "Capt. Rami Haddad said it was over. A farmer said that it was not. Captain Haddad has another story. "
            '"They left," he told AFP.',
            "Rami Haddad",
        ),
        (
            "The head of the council, Adnan Afrin, said it was over. Afrin said that the hills were taken.",
            "Adnan Afrin",
        ),
        ("A senior farmer said it was over. The source said that the hills were taken.", "A senior farmer"),
        ("A resident of Damascus spoke to Al Jazeera. The government denied that it shot.", "Government of Syria"),
        (
            "Salim Haddad, an SDF commander, said it was over. It said that the hills were taken.",
            "Syrian Democratic Forces",
        ),
    ],
)
def test_nouns_for_bodies_mean_one_that_can_be_called_so(text: str, speaker: str, extractor: Extractor) -> None:
    assert statements(text, extractor)[-1].speaker.name == speaker
