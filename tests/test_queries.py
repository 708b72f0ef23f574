"""The shipped queries: each answers its question on hand-made records, and on the shipped sample."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import pytest
from conftest import commit_settled, put_records
from records import ALLIANCE, BASE, BRIGADE, CIVILIANS, MEDIC, MIRROR, hand_record, span

from kg.analysis import Analysed, Analysis
from kg.errors import QueryError, UnknownQueryError
from kg.mapping.vocabulary import PREFIXES
from kg.queries import bind, find_query, load_queries, read_query
from kg.reading import read_articles
from kg.reading.article import Article, text_hash
from kg.record import Actor, Claim, Incident, Place, Record, Statement
from kg.settings import Settings
from kg.store.graphs import Change, GraphStore, Term

NAMES = {
    "actors-with-wikidata",
    "article-changes",
    "articles",
    "casualties-by-claimant",
    "claims-by-actor",
    "claims-by-side",
    "contested-incidents",
    "decisions",
    "disagreements",
    "figure-to-span",
    "figures-by-origins",
    "figures-by-outlet",
    "incident-grades",
    "incidents",
    "incidents-near-place",
    "incidents-told-by-several",
    "incidents-within-place",
    "link-proposals",
    "low-best-high",
    "outlet-coverage",
    "same-incident",
    "single-origin-claims",
    "spokespeople",
    "statements-of-article",
    "unnamed-against-named",
    "what-each-side-says",
    "who-claimed-what",
    "wikidata-facts",
}
ASKED_ELSEWHERE = {"article-changes", "decisions", "link-proposals", "wikidata-facts"}
POST = Actor("southern-post", "Southern Post", "outlet")
KESH = Place("kesh", "Kesh", lat=35.25, lon=43.5, precision="town", text="Kesh")
DALA = Place("dala", "Dala", lat=35.5, lon=43.5, precision="town", text="Dala")
DAY = "2020-10-09"
SAMPLE = Path(str(files("kg") / "sample"))

LONG = """The Red Brigade said that one civilian had died when rockets fell on Kesh on 9 October.

The Northern Alliance said that at least three civilians had been killed and that 17 rockets had fallen.

A medical source put it at up to nine dead. “We fired fewer than 17 rockets,” an officer of the Red Brigade said.

On 8 October raiders killed two guards at Dala, the Northern Alliance said.
"""
SHORT = """The Red Brigade said that one civilian had died when rockets fell on Kesh on 9 October.
"""


def southern_post() -> Record:
    """Return an article on the same rockets in which three sides give three figures."""
    officer = Actor("brigade-officer", "an officer of the Red Brigade", "unnamed", named=False, source_type="military")
    rockets = Incident("i1", "shelling", span("rockets fell", LONG), date=DAY, places=(KESH,), perpetrators=(BRIGADE,))
    raid = Incident("i2", "armed_clash", span("raiders killed", LONG), date="2020-10-08", places=(DALA,))
    statements = (
        Statement("s1", span("one civilian had died when rockets fell on Kesh on 9 October", LONG), BRIGADE),
        Statement("s2", span("at least three civilians had been killed", LONG), ALLIANCE),
        Statement("s3", span("up to nine dead", LONG), MEDIC),
        Statement("s4", span("“We fired fewer than 17 rockets,”", LONG), officer, affiliation=BRIGADE, mode="direct"),
        Statement("s5", span("On 8 October raiders killed two guards at Dala", LONG), ALLIANCE),
    )
    guards = Actor("guards", "guards", "group", named=False)
    claims = (
        Claim(
            "c1", "casualties", span("one civilian", LONG), "i1", "s1", effect="killed", group=CIVILIANS, low=1, high=1,
        ),
        Claim(
            "c2", "casualties", span("at least three civilians", LONG), "i1", "s2", effect="killed", group=CIVILIANS,
            low=3, approximation="at least",
        ),
        Claim("c3", "casualties", span("up to nine dead", LONG), "i1", "s3", effect="killed", low=1, high=9),
        Claim("c4", "count", span("17 rockets", LONG), "i1", "s2", what="rockets", low=17, high=17),
        Claim("c5", "count", span("fewer than 17 rockets", LONG), "i1", "s4", what="rockets", high=16),
        Claim("c6", "casualties", span("two guards", LONG), "i2", "s5", effect="killed", group=guards, low=2, high=2),
    )  # fmt: skip
    return Record(
        id="post-1", text=LONG, sha256=text_hash(LONG), title="Three figures for Kesh", outlet=POST,
        published="2020-10-10", statements=statements, incidents=(rockets, raid), claims=claims,
    )  # fmt: skip


def reprint() -> Record:
    """Return a reprint that has kept only what one side says."""
    first = southern_post()
    return replace(
        first,
        id="mirror-2",
        text=SHORT,
        sha256=text_hash(SHORT),
        via=MIRROR,
        published="2020-10-11",
        statements=first.statements[:1],
        incidents=first.incidents[:1],
        claims=first.claims[:1],
    )


@pytest.fixture(scope="module")
def graphs() -> GraphStore:
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    put_records(store, hand_record(), southern_post(), reprint())
    return store


def ask(graphs: GraphStore, query: str, /, *columns: str, **values: str) -> list[str]:
    """Return these columns of a shipped query's rows as "a | b | -"; IRIs by their last part."""
    answer = graphs.query(bind(find_query(query), values))
    places = [answer.variables.index(column) for column in columns]
    return [" | ".join(_short(row[place]) for place in places) for row in answer.rows()]


def _short(term: Term | None) -> str:
    if term is None:
        return "-"
    return term.value.replace("#", "/").rsplit("/", 1)[-1] if term.kind == "iri" else term.value


def test_the_catalogue_holds_these_queries_each_with_its_documentation() -> None:
    queries = load_queries()
    assert {query.name for query in queries} == NAMES
    for query in queries:
        assert query.title and len(query.description) > 40, query.name
        assert all(parameter.help and parameter.default for parameter in query.parameters), query.name


@pytest.mark.parametrize("name", sorted(NAMES - ASKED_ELSEWHERE))  # of revisions, reviews and links, with these there
def test_each_query_runs_and_finds_something(graphs: GraphStore, name: str) -> None:
    there = {
        "claims-by-actor": {"actor": "actor/red-brigade"},
        "incidents-near-place": {"place": "place/kesh"},
        "incidents-within-place": {"place": "place/utopia"},
    }
    assert list(graphs.query(bind(find_query(name), there.get(name, {}))).rows())


def test_what_each_side_says_gives_the_words_and_where_they_stand(graphs: GraphStore) -> None:
    days = {"from": DAY, "to": DAY}
    rows = ask(graphs, "what-each-side-says", "outlet", "speaker", "for", "mode", "words", place="kesh", **days)
    assert [row for row in rows if row.startswith("Southern Post")] == [
        "Southern Post | Red Brigade | - | indirect | one civilian had died when rockets fell on Kesh on 9 October",
        "Southern Post | Northern Alliance | - | indirect | at least three civilians had been killed",
        "Southern Post | A medical source | - | indirect | up to nine dead",
        "Southern Post | an officer of the Red Brigade | Red Brigade | direct | “We fired fewer than 17 rockets,”",
    ]
    texts = {"Southern Post": LONG, "Morning Mirror": None}
    for row in ask(graphs, "what-each-side-says", "outlet", "start", "end", "words", place="kesh"):
        outlet, start, end, words = row.split(" | ")
        assert int(end) - int(start) == len(words)
        assert texts[outlet] is None or LONG[int(start) : int(end)] == words


def test_a_place_or_a_day_that_does_not_fit_gives_no_rows(graphs: GraphStore) -> None:
    assert ask(graphs, "what-each-side-says", "words", place="Nowhere") == []
    assert ask(graphs, "who-claimed-what", "words", **{"from": "2020-10-10"}) == []
    assert ask(graphs, "who-claimed-what", "group", place="dala") == ["guards"]


def test_who_claimed_what_has_the_figure_as_a_range_and_the_exact_words(graphs: GraphStore) -> None:
    columns = ("outlet", "claimant", "for", "kind", "effect", "group", "low", "high", "words")
    rows = ask(graphs, "who-claimed-what", *columns, place="Kesh")
    assert {
        "Southern Post | Northern Alliance | - | CasualtyClaim | killed | civilians | 3 | - | at least three civilians",
        "Southern Post | an officer of the Red Brigade | Red Brigade | CountClaim | - | rockets | - | 16 "
        "| fewer than 17 rockets",
        "Morning Mirror | Harbour Gazette | - | CasualtyClaim | injured | - | 4 | 4 | Four people",
        "Morning Mirror | Amina Daud | Northern Alliance | CountClaim | - | rockets | 17 | 17 | 17 rockets",
    } <= set(rows)


def test_claims_by_an_actor_include_those_of_its_spokespeople(graphs: GraphStore) -> None:
    actor = "actor/northern-alliance"
    rows = ask(graphs, "claims-by-actor", "speaker", "for", "claimed", actor=actor)
    assert {"Amina Daud | Northern Alliance | 17 rockets", "Northern Alliance | - | two guards"} <= set(rows)
    assert not [row for row in rows if row.startswith("Red Brigade")]
    assert ask(graphs, "claims-by-actor", "claimed", actor=actor, to="2020-10-01") == []


def test_disagreements_give_the_gap_between_two_sides(graphs: GraphStore) -> None:
    rows = ask(graphs, "disagreements", "about", "one", "words", "other", "others", "gap")
    assert {
        "killed | Red Brigade | one civilian | Northern Alliance | at least three civilians | 2",
        "rockets | an officer of the Red Brigade | fewer than 17 rockets | Northern Alliance | 17 rockets | 1",
        "ResponsibilityClaim | Red Brigade | denied that it had fired | Amina Daud | The Red Brigade fired them | -",
    } <= set(rows)
    assert not [row for row in rows if row.split(" | ")[1] == row.split(" | ")[3]]
    assert not [row for row in rows if row.split(" | ")[2] == "up to nine dead"], "1 to 9 excludes neither 1 nor 3"


def test_disagreements_say_why(graphs: GraphStore) -> None:
    rows = ask(graphs, "disagreements", "words", "others", "independent", "why")
    assert (
        "fewer than 17 rockets | 17 rockets | true | “17 rockets” (17) and “fewer than 17 rockets” (0 to 16) miss each "
        "other by 1"
    ) in rows
    assert ask(graphs, "disagreements", "words", to="2020-10-08") == []


def test_contested_incidents_come_with_both_sides(graphs: GraphStore) -> None:
    denied = "Red Brigade denies (“denied that it had fired”) what “The Red Brigade fired them” says"
    assert {
        f"2020-10-09 | shelling | Red Brigade | Denial | denied that it had fired | {denied}",
        f"2020-10-09 | shelling | Amina Daud | ResponsibilityClaim | The Red Brigade fired them | {denied}",
    } <= set(ask(graphs, "contested-incidents", "date", "incident", "claimant", "claim", "words", "why"))
    assert ask(graphs, "contested-incidents", "date", **{"from": "2020-10-10"}) == []


def test_each_incident_has_a_grade_with_reasons_and_the_numbers_behind_it(graphs: GraphStore) -> None:
    columns = ("date", "incident", "grade", "why", "reports", "origins")
    rows = ask(graphs, "incident-grades", *columns)
    assert "2020-10-08 | armed_clash | weak | Northern Alliance alone reports it | 1 | 1" in rows
    contested = ask(graphs, "incident-grades", *columns, grade="val:contested")
    assert [row.split(" | ")[:3] for row in contested] == [["2020-10-09", "shelling", "contested"]]
    assert contested[0].endswith(" | 3 | 3")
    counted = ask(graphs, "incident-grades", *columns, scheme="plan/grade-ibc-1")
    assert [row.split(" | ")[1:3] for row in counted] == [["shelling", "two_sources"]]


def test_figures_come_with_the_origins_that_support_them(graphs: GraphStore) -> None:
    columns = ("effect", "victims", "low", "high", "words", "number", "origins")
    rows = ask(graphs, "figures-by-origins", *columns)
    assert "killed | guards | 2 | 2 | two guards | 1 | Northern Alliance" in rows
    (row,) = ask(graphs, "figures-by-origins", *columns, least="2")
    figure, _, origins = row.rpartition(" | ")
    assert figure == "injured | - | 4 | 4 | Four people | 2"
    assert set(origins.split("; ")) == {"a colleague", "Northern Alliance"}
    assert ask(graphs, "figures-by-origins", "words", effect="val:captured") == []


def test_low_best_and_high_are_given_by_rule_set(graphs: GraphStore) -> None:
    columns = ("incident", "victims", "ruleSet", "low", "best", "high", "origins")
    rows = ask(graphs, "low-best-high", *columns, rules="plan/figures-acled-1", effect="val:killed")
    assert "armed_clash | guards | ACLED | 2 | 2 | 2 | 1" in rows
    assert "shelling | civilians | ACLED | 1 | 1 | - | 2" in rows, "at least three has no upper bound"
    both = {row.split(" | ")[2] for row in ask(graphs, "low-best-high", *columns)}
    assert both == {"ACLED", "On Record's default"}


def test_unnamed_sources_stand_beside_named_ones(graphs: GraphStore) -> None:
    rows = ask(graphs, "unnamed-against-named", "about", "unnamed", "type", "words", "named", "against")
    assert {
        "killed | A medical source | medical | up to nine dead | Red Brigade | one civilian",
        "CountClaim | an officer of the Red Brigade | military | fewer than 17 rockets | Northern Alliance "
        "| 17 rockets",
    } <= set(rows)
    unnamed = {"A medical source", "an officer of the Red Brigade", "a colleague"}
    assert not unnamed & {row.split(" | ")[4] for row in rows}


def test_outlet_coverage_says_who_left_a_statement_out(graphs: GraphStore) -> None:
    rows = ask(graphs, "outlet-coverage", "words", "printed", name="Red Brigade")
    (printed,) = [row.partition(" | ")[2] for row in rows if row.startswith("one civilian had died")]
    assert set(printed.split(", ")) == {"Morning Mirror", "Southern Post"}
    alliance = ask(graphs, "outlet-coverage", "words", "printed", "leftOut", name="alliance")
    assert "at least three civilians had been killed | Southern Post | Morning Mirror" in alliance
    alone = ask(graphs, "outlet-coverage", "leftOut", name="alliance", days="0")
    assert alone and not any(one.strip("-") for one in alone)


def test_casualties_are_added_up_by_claimant_place_and_month_without_reprints(graphs: GraphStore) -> None:
    columns = ("month", "place", "claimant", "victims", "low", "best", "high", "incidents")
    assert {
        "2020-10 | Kesh | Red Brigade | civilians | 1 | 1 | 1 | 1",
        "2020-10 | Kesh | Northern Alliance | civilians | 3 | 3 | - | 1",
        "2020-10 | Dala | Northern Alliance | guards | 2 | 2 | 2 | 1",
    } <= set(ask(graphs, "casualties-by-claimant", *columns))
    known = "actor/red-brigade"
    assert ask(graphs, "casualties-by-claimant", "claimant", group=known) == []
    assert ask(graphs, "casualties-by-claimant", "claimant", effect="val:displaced") == []


def test_a_figure_leads_to_its_characters(graphs: GraphStore) -> None:
    start = LONG.index("two guards")
    columns = ("low", "high", "speaker", "outlet", "sha256", "start", "end", "exact")
    assert ask(graphs, "figure-to-span", *columns, words="two guards") == [
        f"2 | 2 | Northern Alliance | Southern Post | {text_hash(LONG)} | {start} | {start + 10} | two guards"
    ]
    (before,) = ask(graphs, "figure-to-span", "before", words="two guards")
    (after,) = ask(graphs, "figure-to-span", "after", words="two guards")
    assert LONG[:start].endswith(before) and LONG[start + 10 :].startswith(after) and before and after


def test_actors_with_wikidata_are_counted(graphs: GraphStore) -> None:
    rows = ask(graphs, "actors-with-wikidata", "label", "wikidata", "kind", "statements", "reports")
    assert rows == ["Northern Alliance | Q42 | coalition | 5 | 1"]


def test_incidents_near_a_place_come_with_their_distance(graphs: GraphStore) -> None:
    rows = ask(graphs, "incidents-near-place", "distance", "near", "incident", place="place/kesh", km="40")
    assert {"28 | Dala | armed_clash", "0 | Kesh | shelling"} == set(rows)
    assert set(ask(graphs, "incidents-near-place", "near", place="place/kesh", km="20")) == {"Kesh"}


@pytest.mark.parametrize(("dlat", "dlon"), [(0.3, 0.0), (0.0, 0.4), (0.25, 0.3), (-0.4, 0.1), (0.5, -0.5)])
def test_the_distance_is_that_of_the_sphere(dlat: float, dlon: float) -> None:
    far = Place("far", "Far", lat=35.25 + dlat, lon=43.5 + dlon, precision="town", text="Kesh")
    first = southern_post()
    record = replace(first, incidents=(replace(first.incidents[0], places=(KESH, far)),), claims=())
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    put_records(store, record)
    lat1, lat2 = radians(35.25), radians(35.25 + dlat)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(dlon) / 2) ** 2
    expected = 2 * 6371.0088 * asin(sqrt(half))
    rows = ask(store, "incidents-near-place", "near", "distance", place="place/kesh", km="100")
    assert {"Kesh | 0", f"Far | {round(expected)}"} == set(rows)


def test_the_statements_of_an_article_come_in_reading_order(graphs: GraphStore) -> None:
    rows = ask(graphs, "statements-of-article", "speaker", article="post-1")
    assert rows == [
        "Red Brigade",
        "Northern Alliance",
        "A medical source",
        "an officer of the Red Brigade",
        "Northern Alliance",
    ]
    starts = [int(row) for row in ask(graphs, "statements-of-article", "start", article="post-1")]
    assert starts == sorted(starts)


def test_single_origin_claims_are_those_nobody_else_makes(graphs: GraphStore) -> None:
    rows = ask(graphs, "single-origin-claims", "incident", "about", "origin", "words")
    assert "armed_clash | killed | Northern Alliance | two guards" in rows
    assert not [row for row in rows if row.startswith("shelling | killed")], "four sources in three articles"


def test_spokespeople_come_with_role_and_day(graphs: GraphStore) -> None:
    rows = ask(graphs, "spokespeople", "organisation", "person", "rank", "role", "asOf")
    assert "Northern Alliance | Amina Daud | Col. | spokeswoman | 2020-10-09" in rows


def test_articles_are_listed_with_where_they_were_taken_from(graphs: GraphStore) -> None:
    rows = ask(graphs, "articles", "published", "outlet", "takenFrom", "statements", "claims", "id")
    assert rows[1:] == [
        "2020-10-10 | Southern Post | - | 5 | 6 | post-1",
        "2020-10-11 | Morning Mirror | Southern Post | 1 | 1 | mirror-2",
    ]
    assert rows[0].startswith("2020-10-09 | Morning Mirror | Harbour Gazette | ")


@pytest.mark.parametrize(
    ("values", "message"),
    [({"where": "Kesh"}, "expected from, place, to"), ({"from": "yesterday"}, "expected a date like")],
)
def test_a_wrong_parameter_is_named(values: dict[str, str], message: str) -> None:
    with pytest.raises(UnknownQueryError, match=message):
        bind(find_query("who-claimed-what"), values)


def test_an_unknown_query_is_answered_with_near_names() -> None:
    with pytest.raises(UnknownQueryError, match="who-claimed-what"):
        find_query("who-claims-what")


def test_a_query_without_its_header_is_refused() -> None:
    with pytest.raises(QueryError, match="title"):
        read_query("bare", "SELECT * WHERE { ?s ?p ?o }")


@pytest.fixture(scope="module")
def sample() -> dict[str, Analysed]:
    """Return the shipped sample reports, analysed as `onrecord build` does."""
    settings = Settings(base=BASE)
    analysis = Analysis(settings)
    read = list(read_articles([SAMPLE], settings=settings))
    found = [analysis(one) for one in read if isinstance(one, Article)]
    assert len(found) == len(read) and all(isinstance(one, Analysed) for one in found), found
    return {one.record.id: one for one in found if isinstance(one, Analysed)}


@pytest.fixture(scope="module")
def sampled(sample: dict[str, Analysed]) -> GraphStore:
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    changes = [Change(add=one.quads) for one in sample.values()]
    commit_settled(store, changes, new=[one.graph for one in sample.values()])
    return store


def test_the_sample_is_five_to_eight_reports_that_say_what_they_are(sample: dict[str, Analysed]) -> None:
    assert 5 <= len(sample) <= 8
    for one in sample.values():
        assert "This is a sample report, written for On Record from public facts." in one.record.text
        assert one.record.outlet is not None and "(fictional" in one.record.outlet.name
        assert one.record.url is not None and one.record.url.startswith("https://example.org/")


def test_no_sentence_of_the_sample_is_anyone_else_s(sample: dict[str, Analysed], shared: Path) -> None:
    theirs = set()
    for path in sorted((shared / "articles").glob("*.txt")):
        theirs |= _runs(path.read_text(encoding="utf-8"))
    for one in sample.values():
        assert not _runs(one.record.text) & theirs, one.record.id


def _runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w-]+", text.casefold())
    return set(zip(*(words[start:] for start in range(length)), strict=False))


def test_the_sample_answers_the_first_question_of_the_readme(sampled: GraphStore, sample: dict[str, Analysed]) -> None:
    days = {"from": "2018-10-31", "to": "2018-10-31"}
    rows = ask(sampled, "what-each-side-says", "outlet", "speaker", "for", "words", place="Makhmour", **days)
    coalition = "Global Coalition to Defeat ISIS"
    task_force = "Special Operations Joint Task Force – Operation Inherent Resolve"
    for speaker, words in (
        (f"{coalition} | -", "killed about 20 IS fighters"),
        (f"{coalition} | -", "opened with airstrikes"),
        (f"Patrick B. Roberson | {task_force}", "“disrupts ISIS networks”"),
    ):
        assert [row for row in rows if row.startswith(f"Sample Wire (fictional outlet) | {speaker}") and words in row]
    assert [row for row in rows if row.startswith(f"Sample Kurdish Gazette (fictional outlet) | {coalition}")]
    texts = [one.record.text for one in sample.values()]
    for row in ask(sampled, "what-each-side-says", "start", "end", "words", place="Makhmour", **days):
        start, end, words = row.split(" | ")
        assert any(text[int(start) : int(end)] == words for text in texts)


@pytest.mark.parametrize(
    ("query", "columns", "values", "expected"),
    [
        (
            "disagreements", "date one words other others gap", {},
            {"2019-11-08 | A security source | fewer than 17 rockets | Iraqi Armed Forces | 17 rockets | 1"},
        ),
        (
            "incident-grades", "date incident grade why reports origins", {"grade": "val:confirmed"},
            {
                "2018-10-31 | operation | confirmed | Global Coalition to Defeat ISIS itself says that it carried it "
                "out | 4 | 2",
            },
        ),
        (
            "figures-by-origins", "victims low high words number", {},
            {"Islamic State | 24 | - | dozens of Islamic State (IS) fighters | 1"},
        ),
        (
            "low-best-high", "date victims ruleSet low best high origins", {"effect": "val:killed"},
            {
                "2018-10-01 | Islamic State | ACLED | 12 | 12 | - | 1",
                "2018-10-01 | Islamic State | On Record's default | 24 | 24 | - | 1",
            },
        ),
        (
            "unnamed-against-named", "date about unnamed words named against", {},
            {"2019-11-08 | CountClaim | A security source | fewer than 17 rockets | Iraqi Armed Forces | 17 rockets"},
        ),
        (
            "who-claimed-what", "date outlet claimant effect low high words", {"place": "Qaim"},
            {
                "2018-08-29 | Sample Kurdish Gazette (fictional outlet) | Sample Kurdish Gazette (fictional outlet) "
                "| killed | 11 | 11 | 11 people",
            },
        ),
        (
            "claims-by-actor", "said speaker low high claimed outlet", {},
            {
                "2018-11-11 | Global Coalition to Defeat ISIS | 31 | - | over 30 other militants "
                "| Sample Wire (fictional outlet)",
                "2018-11-11 | Global Coalition to Defeat ISIS | 20 | 20 | about 20 IS fighters "
                "| Sample Wire (fictional outlet)",
            },
        ),
        (
            "figure-to-span", "low high speaker outlet", {"words": "over 30 other militants"},
            {"31 | - | Global Coalition to Defeat ISIS | Sample Wire (fictional outlet)"},
        ),
        (
            "casualties-by-claimant", "month place claimant victims low best high", {"effect": "val:injured"},
            {"2019-11 | Qayyarah Airfield West | Iraqi Armed Forces | unspecified | 0 | 0 | 0"},
        ),
        (
            "incidents-near-place", "near date incident", {"place": "place/makhmur", "km": "5"},
            {"Makhmur | 2018-11-10 | airstrike"},
        ),
        (
            "incidents-told-by-several", "type earliest places toldBy reports score", {"outlets": "4"},
            {
                "operation | 2018-10-31 | Qarachogh Mountain | Sample Kurdish Gazette (fictional outlet), "
                "Sample News Shelf (fictional outlet), Sample Press Digest (fictional outlet), "
                "Sample Wire (fictional outlet) | 4 | 0.89",
            },
        ),
        (
            "figures-by-outlet", "date counted outlet claimant low high words", {"place": "Qayyarah"},
            {
                "2019-11-08 | Katyusha rockets | Sample Wire (fictional outlet) | Iraqi Armed Forces | 17 | 17 "
                "| 17 Katyusha rockets",
                "2019-11-08 | rockets | Sample Incident Monitor (fictional organisation) | Iraqi Armed Forces "
                "| 17 | 17 | 17 rockets",
            },
        ),
        (
            "actors-with-wikidata", "label wikidata", {},
            {"Islamic State | Q2429253", "United Nations | Q1065"},
        ),
        (
            "spokespeople", "organisation person rank", {},
            {
                "Special Operations Joint Task Force – Operation Inherent Resolve | Patrick B. Roberson | Maj. Gen.",
                "Sample Incident Monitor | Ada Example | -",
            },
        ),
        (
            "statements-of-article", "speaker mode words", {"article": "sample-2019-11-12-monitor"},
            {
                "Ada Example | direct | “We write down who gave each of them, when, and in which words.",
                "Ada Example | direct | “A figure without its source is of no use to anyone.”",
            },
        ),
        (
            "outlet-coverage", "words printed leftOut", {"name": "Coalition to Defeat"},
            {
                "The strikes killed “five senior Daesh leaders” and over 30 other militants "
                "| Sample Wire (fictional outlet) "
                "| Sample Kurdish Gazette (fictional outlet), Sample News Shelf (fictional outlet), "
                "Sample Press Digest (fictional outlet)",
            },
        ),
        (
            "single-origin-claims", "incident about origin words", {},
            {"airstrike | killed | Security Media Cell | large number of terrorists"},
        ),
        (
            "articles", "published outlet takenFrom id", {},
            {
                "2018-11-12 | Sample News Shelf (fictional outlet) | Sample Wire (fictional outlet) "
                "| sample-2018-11-12-reprint",
                "- | Sample Bulletin (fictional outlet) | - | sample-undated-bulletin",
            },
        ),
        ("incidents", "type earliest places", {}, {"shelling | 2019-11-08 | Qayyarah Airfield West"}),
        (
            "incidents-within-place", "date incident places", {"place": "place/nineveh-governorate"},
            {"2019-11-08 | shelling | Qayyarah Airfield West"},
        ),
        (
            "claims-by-side", "side kind", {},
            {"us-led-coalition | CasualtyClaim", "kurdistan-region | CasualtyClaim", "iraq-federal | CountClaim"},
        ),
    ],
)  # fmt: skip
def test_the_sample_answers(
    sampled: GraphStore, query: str, columns: str, values: dict[str, str], expected: set[str]
) -> None:
    found = {_sorted_lists(row) for row in ask(sampled, query, *columns.split(), **values)}
    assert {_sorted_lists(row) for row in expected} <= found


def test_the_sample_says_why_reports_are_of_one_incident(sampled: GraphStore) -> None:
    rows = ask(sampled, "same-incident", "outlet", "words", "otherOutlet", "otherWords", "rules", "reasons")
    rockets = next(row for row in rows if "Katyusha" in row)
    assert rockets.startswith(
        "Sample Wire (fictional outlet) | 17 Katyusha rockets | Sample Incident Monitor (fictional organisation) "
        "| rocket attack | 1 | "
    )
    for reason in ("same-day (+2.0): both are of 2019-11-08", "same-site (+3.0): both name Qayyarah Airfield West"):
        assert reason in rockets
    assert len(rows) >= 8


def _sorted_lists(row: str) -> str:
    """Put names that a query joins into one field in alphabetical order: SPARQL leaves their order open."""
    return " | ".join(", ".join(sorted(field.split(", "))) for field in row.split(" | "))
