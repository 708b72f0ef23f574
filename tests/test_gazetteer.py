"""The gazetteer: its data are sound, and names are found as articles write them."""

import csv
import re
import time
from importlib.resources import files
from pathlib import Path

import pytest

from kg.gazetteer import ActorEntry, Gazetteer, PlaceEntry, data_version, load_sides
from kg.gazetteer import entries as data
from kg.gazetteer.names import Case, key, skeleton, skeletons, spelling_of, token_keys, written_as
from kg.record import Span

WORDS = re.compile(r"\w+(?:['’]\w+)?|[^\w\s]")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def rows(name: str) -> list[dict[str, str]]:
    lines = files("kg.gazetteer").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines[1:]))


def found(gazetteer: Gazetteer, text: str) -> list[tuple[str, str]]:
    tokens = WORDS.findall(text)
    return [(" ".join(tokens[one.start : one.end]), one.entry.id) for one in gazetteer.scan(tokens)]


@pytest.mark.parametrize("name", data.FILES)
def test_each_data_file_says_what_it_holds_and_is_sorted_and_complete(name: str) -> None:
    lines = files("kg.gazetteer").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert any(origin in lines[0] for origin in ("compiled for this project", "from GeoNames", "names come from"))
    entries = rows(name)
    assert entries
    first = next(iter(entries[0]))
    keys = [tuple(entry.values()) if first == "person" else entry[first] for entry in entries]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    assert all(None not in entry and None not in entry.values() for entry in entries)


def test_skeletons_made_at_once_are_those_made_one_by_one() -> None:
    names = [key(row["label"]) for row in rows("villages.csv")[::50]]
    assert skeletons(names) == [skeleton(name) for name in names]
    assert skeletons(["almakhmoor", "makhmur", "", "aa", "dohah"]) == ["makhmur", "makhmur", "", "a", "duha"]


def test_ids_are_unique_across_all_files(gazetteer: Gazetteer) -> None:
    actors = [entry.id for entry in data.load_actors()]
    places = [*(entry.id for entry in data.load_places()), *(row["id"] for row in rows("villages.csv"))]
    assert len(set(actors)) == len(actors) > 1000
    assert len(set(places)) == len(places) > 30_000
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one) for one in (*actors, *places))


def test_every_wikidata_id_is_well_formed_has_evidence_and_stands_once() -> None:
    entries = [entry for entry in (*data.load_actors(), *data.load_places()) if entry.wikidata is not None]
    assert len(entries) > 250
    for entry in entries:
        assert re.fullmatch(r"Q[1-9]\d*", entry.wikidata or ""), entry.id
        assert (entry.wikidata or "") in entry.evidence or len(entry.evidence) > 20, entry.id
    ids = [entry.wikidata for entry in entries]
    assert len(set(ids)) == len(ids)


def test_no_wikidata_id_differs_from_the_verified_table(shared: Path, gazetteer: Gazetteer) -> None:
    with (shared / "wikidata" / "gazetteer.csv").open(encoding="utf-8") as file:
        table = {row["id_slug"]: row for row in csv.DictReader(file)}
    known: dict[str, ActorEntry | PlaceEntry] = {one.id: one for one in (*gazetteer.actors(), *gazetteer.places())}
    checked = 0
    for name, row in table.items():
        if name in known:
            verified = row["qid"] if row["qid_confidence"] == "verified" else None
            assert known[name].wikidata == (verified or None), name
            checked += 1
    assert checked > 400


def test_parents_organisations_and_countries_point_to_entries_without_cycles(gazetteer: Gazetteer) -> None:
    for actor in gazetteer.actors():
        assert actor.parent is None or gazetteer.actor(actor.parent) is not None, (actor.id, actor.parent)
        assert actor.country is None or gazetteer.place(actor.country) is not None, (actor.id, actor.country)
        seen: list[str] = []
        parent = actor.parent
        while parent is not None:
            assert parent not in seen, actor.id
            seen.append(parent)
            parent = getattr(gazetteer.actor(parent), "parent", None)
        for held in actor.tenures:
            assert not held.organisation or gazetteer.actor(held.organisation) is not None, (actor.id, held)
            assert re.fullmatch(r"(\d{4}(-\d{2})?)?", held.start) and re.fullmatch(r"(\d{4}(-\d{2})?)?", held.end)
            assert not (held.start and held.end) or held.start <= held.end, actor.id
    for place in gazetteer.places():
        assert place.parent is None or gazetteer.place(place.parent) is not None, (place.id, place.parent)
        chain = gazetteer.within(place)
        assert len({one.id for one in chain}) == len(chain) < 6, place.id
        assert place.lat is None or (-90 <= place.lat <= 90 and -180 <= (place.lon or 0) <= 180)


def test_every_side_is_listed_and_every_listed_side_is_somebody_s(gazetteer: Gazetteer) -> None:
    assert {one.side for one in gazetteer.actors() if one.side} == set(load_sides())


def test_page_titles_are_as_addresses_have_them_and_stand_once(gazetteer: Gazetteer) -> None:
    titles = [one.wikipedia for one in (*gazetteer.actors(), *gazetteer.places()) if one.wikipedia]
    assert len(titles) > 25
    assert len(set(titles)) == len(titles)
    for title in titles:
        assert re.fullmatch(r"[^\W_a-z][^\s#<>\[\]|{}]*", title), title
        assert not title.endswith(("_", ".")) and title.count("(") == title.count(")"), title


def test_ids_elsewhere_stand_once(gazetteer: Gazetteer) -> None:
    for ids in (
        [one.geonames for one in gazetteer.places() if one.geonames],
        [one.domain for one in gazetteer.actors() if one.domain],
    ):
        assert len(set(ids)) == len(ids) > 100
    assert all(one.geonames.isdecimal() for one in gazetteer.places() if one.geonames)


def test_times_of_existence_are_years_or_months_in_order(gazetteer: Gazetteer) -> None:
    for one in gazetteer.actors():
        assert re.fullmatch(r"(\d{4}(-\d{2})?)?", one.valid_from) and re.fullmatch(r"(\d{4}(-\d{2})?)?", one.valid_to)
        assert not (one.valid_from and one.valid_to) or one.valid_from <= one.valid_to, one.id


def test_the_notes_for_editors_name_every_file() -> None:
    text = files("kg.gazetteer").joinpath("data", "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(\w+\.csv)`", text)) == set(data.FILES)


def test_every_tenure_belongs_to_a_person() -> None:
    people = {row["id"] for row in rows("people.csv")}
    assert {row["person"] for row in rows("tenures.csv")} <= people


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Daesh", "islamic-state"),
        ("Da'esh", "islamic-state"),
        ("Da’esh", "islamic-state"),
        ("ISIL", "islamic-state"),
        ("Isis", "islamic-state"),
        ("IS", "islamic-state"),
        ("so-called Islamic State", "islamic-state"),
        ("the Islamic State", "islamic-state"),
        ("is", None),
        ("us", None),
        ("U.S. Central Command", "centcom"),
        ("USled coalition", "global-coalition"),
        ("US-led coalition", "global-coalition"),
        ("the U.S.-led coalition", "global-coalition"),
        ("Peoples Protection Units", "ypg"),
        ("People’s Protection Units", "ypg"),
        ("Hay’at Tahrir al-Sham", "hts"),
        ("Hayat Tahrir al Sham", "hts"),
        ("al Qaeda", "al-qaeda"),
        ("Al-Qaida", "al-qaeda"),
        ("Turkish defence ministry", "turkey-ministry-of-defence"),
        ("Turkey's Defense Ministry", "turkey-ministry-of-defence"),
        ("Ministry of Defense of Turkey", "turkey-ministry-of-defence"),
        ("Iraq's Ministry of Interior", "iraq-moi"),
        ("Russian Defense Ministry", "russia-ministry-of-defence"),
        ("Jordanian air force", "rjaf"),
        ("Ankara", "turkey-government"),
        ("Baghdad", "government-of-iraq"),
        ("Damascus", "government-of-syria"),
        ("Iran", "government-of-iran"),
        ("the Pentagon", "us-dod"),
        ("Kremlin", "government-of-russia"),
        ("Syrian state news agency", "sana"),
        ("Chris of Nowhere", None),
    ],
)
def test_an_actor_is_found_by_names_in_use(gazetteer: Gazetteer, name: str, expected: str | None) -> None:
    entry = gazetteer.find_actor(name)
    assert (entry.id if entry else None) == expected


def test_a_name_that_several_share_goes_to_the_one_the_article_is_about(gazetteer: Gazetteer) -> None:
    assert gazetteer.find_actor("the coalition") is gazetteer.actor("global-coalition")
    seen = gazetteer.find_actor("the coalition", seen={"saudi-led-coalition", "houthis"})
    assert seen is gazetteer.actor("saudi-led-coalition")
    assert gazetteer.find_actor("MoD", countries={"iraq"}) is not None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Rudaw", "rudaw"),
        ("https://www.rudaw.net/english/123", "rudaw"),
        ("news.sky.com", "sky-news"),
        ("K24", "kurdistan-24"),
        ("Washington", None),
        ("", None),
    ],
)
def test_an_outlet_is_found_by_name_or_address(gazetteer: Gazetteer, name: str, expected: str | None) -> None:
    entry = gazetteer.find_outlet(name)
    assert (entry.id if entry else None) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kirkuk", "kirkuk"),
        ("Kirkuk province", "kirkuk-governorate"),
        ("Kirkuk Governorate", "kirkuk-governorate"),
        ("the city of Kirkuk", "kirkuk"),
        ("province of Kirkuk", "kirkuk-governorate"),
        ("Salahuddin Province", "saladin-governorate"),
        ("Salah ad-Din", "saladin-governorate"),
        ("Dayr Az Zawr", "deir-ez-zor"),
        ("Deir Ezzor", "deir-ez-zor"),
        ("Ar Raqqah", "raqqa"),
        ("al-Qaim", "al-qaim"),
        ("Qaim", "al-qaim"),
        ("Al Qa’im", "al-qaim"),
        ("Makhmour Mountains", "qarachogh-mountain"),
        ("Mosul's Old City", "mosul-old-city"),
        ("Sana’a", "sanaa"),
        ("Hodeidah", "hodeidah"),
        ("Qalaat al-Nowhere", None),
        ("", None),
    ],
)
def test_a_place_is_found_by_the_names_that_articles_use(gazetteer: Gazetteer, name: str, expected: str | None) -> None:
    entry = gazetteer.find_place(name)
    assert (entry.id if entry else None) == expected


@pytest.mark.parametrize("spelling", ["Makhmoor", "Makhmour", "Makhmur", "Makhmuur"])
def test_another_transliteration_finds_the_same_place(gazetteer: Gazetteer, spelling: str) -> None:
    assert gazetteer.find_place(spelling) is gazetteer.place("makhmur")


def test_of_places_of_one_name_the_one_near_the_context_is_taken(gazetteer: Gazetteer) -> None:
    anywhere = gazetteer.place_candidates("Riyadh")
    assert anywhere[0].id == "riyadh"
    near = gazetteer.find_place("Riyadh", near={"kirkuk-governorate"})
    assert near is not None and near.id == "al-riyadh-kirkuk"


def test_a_place_with_several_spellings_of_a_name_is_one_candidate(gazetteer: Gazetteer) -> None:
    assert [one.id for one in gazetteer.place_candidates("Hawija")] == ["hawija"]


def test_villages_are_a_second_tier(gazetteer: Gazetteer) -> None:
    row = next(row for row in rows("villages.csv") if row["country"] == "syria" and " " in row["label"])
    village = gazetteer.find_place(row["label"], near={"syria"})
    assert village is not None and village.country == "syria"
    assert gazetteer.place(row["id"]) == data.read_place(row)
    assert row["id"] not in {one.id for one in gazetteer.places()}


def test_a_place_knows_what_it_lies_in(gazetteer: Gazetteer) -> None:
    makhmur = gazetteer.place("makhmur")
    assert makhmur is not None
    assert [one.id for one in gazetteer.within(makhmur)] == [
        "makhmur-district",
        "erbil-governorate",
        "kurdistan-region",
        "iraq",
    ]
    country = gazetteer.country_of(makhmur)
    assert country is not None and country.id == "iraq"


def test_scan_finds_names_in_text_whose_punctuation_was_lost(gazetteer: Gazetteer) -> None:
    text = "USled coalition jets hit Daeshheld villages in Kirkuk province , Turkeys official Anadolu Agency said"
    assert found(gazetteer, text) == [
        ("USled coalition jets", "global-coalition"),
        ("Daeshheld", "islamic-state"),
        ("Kirkuk province", "kirkuk-governorate"),
        ("Turkeys", "turkey"),
        ("Anadolu Agency", "anadolu"),
    ]
    assert found(gazetteer, "Saudi Arabias king met Islamic States foes in Deir Ezzors old town") == [
        ("Saudi Arabias", "saudi-arabia"),
        ("Islamic States", "islamic-state"),
        ("Deir Ezzors", "deir-ez-zor"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is here and US troops are there", [("US troops", "us-armed-forces")]),
        ("IS said it is behind the attack", [("IS", "islamic-state")]),
        ("Hit by a bomb, the town of Hit burned", []),
        ("officials in Deir ez-Zor", [("Deir ez - Zor", "deir-ez-zor")]),
        ("Iraq's army and al-Nusra Front", [("Iraq's army", "iraqi-army"), ("al - Nusra Front", "al-nusra")]),
        (
            "the Turkish defence ministry and the coalition",
            [("Turkish defence ministry", "turkey-ministry-of-defence"), ("the coalition", "global-coalition")],
        ),
        ("A man of Amman", [("Amman", "amman")]),
        ("Mohammed Shia’ Al-Sudani", [("Mohammed Shia ’ Al - Sudani", "mohammed-shia-al-sudani")]),
        ("Foreign policy and the National Guard", []),
        ("Fars province and the Fars news agency", [("Fars province", "fars-province"), ("Fars news agency", "fars")]),
    ],
)
def test_scan_holds_to_case_and_takes_the_longest_name(
    gazetteer: Gazetteer, text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(gazetteer, text) == expected


@pytest.mark.parametrize(
    ("text", "seen", "countries", "expected"),
    [
        ("the coalition said", set(), set(), "global-coalition"),
        ("the coalition said", {"saudi-led-coalition"}, set(), "saudi-led-coalition"),
        ("Kurdish forces advanced", set(), {"iraq", "kurdistan-region"}, "peshmerga"),
        ("Kurdish forces advanced", set(), {"syria"}, "sdf"),
    ],
)
def test_scan_reads_a_shared_name_in_its_context(
    gazetteer: Gazetteer, text: str, seen: set[str], countries: set[str], expected: str
) -> None:
    match = gazetteer.scan(text.split(), seen=seen, countries=countries)[0]
    assert match.entry.id == expected
    assert match.alternatives


def test_in_a_line_of_capitals_an_acronym_that_is_a_word_proves_nothing(gazetteer: Gazetteer) -> None:
    assert found(gazetteer, "WHO IS BEHIND THE KIRKUK ATTACK") == [("KIRKUK", "kirkuk")]


def test_a_country_or_capital_in_text_is_flagged_as_what_it_may_stand_for(gazetteer: Gazetteer) -> None:
    tokens = WORDS.findall("Ankara said Russia denied it in Kirkuk")
    metonyms = [one.metonym.id if one.metonym else None for one in gazetteer.scan(tokens)]
    assert metonyms == ["turkey-government", "government-of-russia", None]


def test_an_office_is_resolved_to_its_organisation_and_its_holder_by_date(gazetteer: Gazetteer) -> None:
    office = gazetteer.find_office("Iraqi Prime Minister", on="2018-11-11")
    assert office is not None
    assert (office.role, office.organisation.id) == ("Prime Minister", "government-of-iraq")
    assert office.holder is gazetteer.actor("adil-abdul-mahdi")
    undated = gazetteer.find_office("Defence Minister", country="syria")
    assert undated is not None and undated.organisation.id == "syria-ministry-of-defence" and undated.holder is None
    assert gazetteer.find_office("Lord Mayor") is None


def test_a_role_depends_on_the_date(gazetteer: Gazetteer) -> None:
    barzani = gazetteer.actor("masrour-barzani")
    assert barzani is not None
    early, late = gazetteer.tenure(barzani, "2018-11-04"), gazetteer.tenure(barzani, "2021-01-01")
    assert early is not None and early.organisation == "krsc"
    assert late is not None and late.organisation == "krg"


def test_no_entry_has_a_name_twice() -> None:
    entries = (*data.load_actors(), *data.load_places())
    assert [one.id for one in entries if len({one.label, *one.aliases}) <= len(one.aliases)] == []


@pytest.mark.parametrize(
    ("actor", "force"),
    [("iraqi-cts", "armed"), ("iraqi-federal-police", "police"), ("peshmerga", "armed"), ("islamic-state", None)],
)
def test_the_forces_of_states_are_told_from_others(gazetteer: Gazetteer, actor: str, force: str | None) -> None:
    entry = gazetteer.actor(actor)
    assert entry is not None
    assert gazetteer.force_of(entry) == force


def test_an_institution_without_a_country_is_read_in_the_article_s_country(gazetteer: Gazetteer) -> None:
    assert gazetteer.institution("the defence ministry", "iraq") is gazetteer.actor("iraq-mod")
    assert gazetteer.institution("the interior ministry", "egypt") is gazetteer.actor("egypt-ministry-of-interior")
    assert gazetteer.institution("the weather ministry", "egypt") is None


def test_adjectives_name_their_country(gazetteer: Gazetteer) -> None:
    for word, country in (("Iraqi", "iraq"), ("Iraqis", "iraq"), ("Dutch", "netherlands"), ("Iraq's", "iraq")):
        assert gazetteer.country_of_adjective(word) is gazetteer.place(country)
    assert gazetteer.country_of_adjective("green") is None


def test_an_entry_becomes_a_reference_of_the_record(gazetteer: Gazetteer) -> None:
    mention = Span(3, 7, "ISIS")
    entry, place = gazetteer.actor("islamic-state"), gazetteer.place("khanukah-mountain")
    assert entry is not None and place is not None
    actor = entry.reference(mention)
    assert (actor.id, actor.name, actor.kind, actor.wikidata, actor.mention) == (
        "islamic-state",
        "Islamic State",
        "armed_group",
        "Q2429253",
        mention,
    )
    assert place.reference("Khanukah Mountain").text == "Khanukah Mountain"
    assert place.reference(mention=mention).text == "ISIS"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("US-led coalition", "USled coalition"),
        ("Da'esh", "Daesh"),
        ("Hürriyet", "Hurriyet"),
        ("Deir ez-Zor", "Deir al-Zor"),
        ("al-Nusra", "Al Nusra"),
        ("Abd al-Mahdi", "Abdal Mahdi"),
        ("Ţūz Khūrmātū", "Tuz Khurmatu"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_token_keys_skip_hyphens_and_stop_at_other_punctuation() -> None:
    assert list(token_keys(["al", "-", "Qaim", ",", "Iraq"], 0)) == [(1, "al"), (3, "alqaim")]


@pytest.mark.parametrize(
    ("alias", "words", "accepted"),
    [
        ("IS", ["IS"], True),
        ("IS", ["is"], False),
        ("IS", ["Is"], False),
        ("US", ["U.S."], True),
        ("ISIS", ["Isis"], True),
        ("the coalition", ["the", "coalition"], True),
        ("Islamic State", ["islamic", "state"], False),
        ("Islamic State", ["Islamic", "state"], False),
        ("Islamic State", ["Islamic", "State", "'s"], True),
        ("Amman", ["A", "man"], False),
        ("US-led coalition", ["US", "-", "led", "coalition"], True),
        ("داعش", ["داعش"], True),
    ],
)
def test_a_mention_must_be_written_as_its_alias_asks(alias: str, words: list[str], accepted: bool) -> None:
    assert written_as(spelling_of(alias), tuple(words)) is accepted


def test_the_case_of_an_alias_comes_from_how_the_data_write_it() -> None:
    assert [spelling_of(one).case for one in ("ISF", "regime forces", "Badr")] == [
        Case.CAPITALS,
        Case.ANY,
        Case.INITIAL,
    ]


def test_a_skeleton_keeps_different_names_apart() -> None:
    assert skeleton(key("Mosul")) != skeleton(key("Makhmur"))


def test_the_data_version_names_the_data() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", data_version())
    assert data_version() == data_version()


def test_loading_tier_one_is_quick() -> None:
    start = time.process_time()
    Gazetteer(data.load_actors(), data.load_places())
    assert time.process_time() - start < 1.5


def test_a_name_alone_is_the_city_s_rather_than_its_province_s(gazetteer: Gazetteer) -> None:
    near = ["tikrit"]
    assert gazetteer.find_place("Kirkuk", near=near).type == "city"
    assert gazetteer.find_place("Kirkuk province", near=near).type == "province"
    assert gazetteer.find_place("Saladin").type == "province"


def test_a_name_is_not_cut_before_a_hyphen(gazetteer: Gazetteer) -> None:
    assert gazetteer.scan(["Umm", "al", "-", "Kayf"]) == []
    assert [one.entry.label for one in gazetteer.scan(["Deir", "al", "-", "Zor"])] == ["Deir ez-Zor"]
