"""The pages in a real browser: what they show, what works without scripts, how they fit, whom they shut out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import httpx2
import pytest
from conftest import open_store, put_record
from playwright.sync_api import Browser, Page
from records import BASE, hand_record
from web import AXE, HOSTILE, HTML, build_frontend, hostile_record, serving

from kg.mapping.quads import Literal, Quad, nquads
from kg.mapping.vocabulary import RDFS
from kg.settings import Settings
from kg.store.graphs import Change
from service.app import create_app

_INCIDENT = """
SELECT DISTINCT ?i WHERE {
  ?c schema:about/onr:reportOf ?i ; onr:effect val:killed ; onr:claimant/rdfs:label ?n FILTER(%s)
}"""
THINGS = {
    "incident": _INCIDENT % '?n = "Northern Alliance"',
    "hostile incident": _INCIDENT % 'STRSTARTS(?n, "Speaker")',
    "article": 'SELECT ?a WHERE { ?a schema:headline ?h FILTER(STRSTARTS(?h, "Rockets")) }',
    "hostile article": 'SELECT ?a WHERE { ?a schema:headline ?h FILTER(STRSTARTS(?h, "Title")) }',
    "actor": 'SELECT ?a WHERE { ?a rdfs:label "Northern Alliance" ; onr:actorKind ?k }',
    "hostile actor": 'SELECT ?a WHERE { ?a rdfs:label ?n ; onr:actorKind ?k FILTER(STRSTARTS(?n, "Speaker")) }',
    "claim": 'SELECT ?c WHERE { ?c onr:effect val:killed ; onr:claimant/rdfs:label "Northern Alliance" }',
    "hostile claim": """SELECT ?c WHERE {
      ?c onr:effect val:killed ; onr:claimant/rdfs:label ?n FILTER(STRSTARTS(?n, "Speaker"))
    }""",
}


WD, PROP = "http://www.wikidata.org/entity/", "http://www.wikidata.org/prop/"
FACTS = (
    Quad(f"{WD}Q42", "https://schema.org/description", Literal("alliance of the north"), f"{BASE}graph/wikidata"),
    Quad(f"{WD}Q42", f"{PROP}direct/P31", f"{WD}Q43", f"{BASE}graph/wikidata"),
    Quad(f"{WD}Q43", str(RDFS.label), Literal(HOSTILE), f"{BASE}graph/wikidata"),
    Quad(f"{WD}Q42", f"{PROP}P39", f"{WD}statement/1", f"{BASE}graph/wikidata"),
    Quad(f"{WD}statement/1", f"{PROP}statement/P39", f"{WD}Q44", f"{BASE}graph/wikidata"),
    Quad(f"{WD}statement/1", f"{PROP}qualifier/P580", Literal("2003-01-01"), f"{BASE}graph/wikidata"),
    Quad(f"{WD}statement/1", f"{PROP}qualifier/P582", Literal("2011-01-01"), f"{BASE}graph/wikidata"),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("web") / "store"
    put_record(directory, hand_record())
    put_record(directory, hostile_record())
    with open_store(directory, write=True) as graphs:
        graphs.commit([Change(add=nquads(FACTS))])
    return directory


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[str]:
    build_frontend()
    settings = Settings(store=store, base=BASE, show_texts=True)
    with open_store(store) as graphs, serving(create_app(settings, graphs)) as at:
        yield at


@pytest.fixture(scope="module")
def paths(store: Path) -> dict[str, str]:
    """Return the paths of the pages, by what they are about."""
    found = {"start": "/", "incidents": "/incidents", "query": "/sparql", "interface": "/docs", "try": "/try"}
    found |= {
        "add": "/add",
        "articles": "/articles",
        "actors": "/actors",
        "review": "/review",
        "decisions": "/review?queue=decisions",
    }
    with open_store(store) as graphs:
        for name, query in THINGS.items():
            ((term, *_), *_) = graphs.select(query)
            assert term is not None, name
            found[name] = "/about/" + term.value.removeprefix(BASE)
    return found


def test_an_incident_shows_each_claimant_with_a_bar_on_one_scale(
    page: Page, address: str, paths: dict[str, str]
) -> None:
    page.goto(address + paths["incident"])
    killed = page.locator("section.question", has_text="How many were killed?")
    rows = killed.locator("tbody tr")
    assert rows.count() == 2
    assert "at least 3" in rows.filter(has_text="Northern Alliance").inner_text()
    assert rows.filter(has_text="Northern Alliance").locator("path.open").count() == 1
    assert "1 to 9" in rows.filter(has_text="a colleague").inner_text()
    low, high = (float(rows.locator("rect.range").get_attribute(one) or 0) for one in ("x", "width"))
    assert low > 14 and low + high <= 306


def test_an_incident_is_read_without_scripts_and_on_a_narrow_screen(
    browser: Browser, address: str, paths: dict[str, str]
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address + paths["incident"])
    assert "at least 3" in page.locator("main").inner_text()
    page.locator("section.question").first.screenshot()
    assert page.locator("html").evaluate("node => node.scrollWidth") <= 360
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_shuts_anybody_out(browser: Browser, address: str, paths: dict[str, str], scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    found = {}
    for name, path in paths.items():
        if scheme == "dark" and name not in ("incident", "incidents", "article", "query"):
            continue  # they have the same colours
        if name.startswith("hostile"):
            continue  # they have the same markup
        page.goto(address + path)
        page.add_script_tag(path=AXE)
        result = page.evaluate("() => axe.run()")
        found[name] = [(one["id"], one["nodes"][0]["html"]) for one in result["violations"]]
        assert len(result["passes"]) > 10
    context.close()
    assert {name: one for name, one in found.items() if one} == {}, json.dumps(found, indent=1)


def test_hostile_text_is_shown_and_does_nothing(page: Page, address: str, paths: dict[str, str]) -> None:
    for name in (
        "hostile incident",
        "hostile article",
        "hostile actor",
        "hostile claim",
        "incidents",
        "start",
        "review",
    ):
        page.goto(address + paths[name])
        text = page.locator("main").inner_text()
        assert "window.hurt=1" in text or not name.startswith("hostile"), name
        assert "\u202e" not in text and "\x07" not in text
        assert page.evaluate("() => window.hurt") is None
        assert page.locator("main img[onerror], main script:not([src])").count() == 0


def test_hostile_text_in_a_search_stays_text(page: Page, address: str) -> None:
    page.goto(f"{address}/incidents?{urlencode({'q': HOSTILE, 'place': HOSTILE})}")
    assert page.locator("input[name=q]").input_value().startswith("<script>")
    assert page.evaluate("() => window.hurt") is None
    assert page.locator("ol.list li").count() == 0


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("type=shelling", {"Shelling"}),
        ("type=territory_change", {"Territory change"}),
        ("place=KESH", {"Shelling"}),
        ("actor=red+brigade", {"Shelling"}),
        ("from=2020-10-06", {"Shelling", "Abduction"}),
        ("to=2020-10-06", {"Territory change"}),
        ("grade=confirmed&type=arrest", set()),
        ("contested=1", {"Shelling"}),
        ("q=drones", {"Territory change"}),
    ],
)
def test_a_filter_in_the_address_leaves_what_it_names(address: str, given: str, expected: set[str]) -> None:
    page = httpx2.get(f"{address}/incidents?{given}", headers=HTML).text
    assert {kind.lower() for kind in re.findall(r"<strong>([A-Z][a-z ]+)</strong> ·", page)} == {
        one.lower() for one in expected
    }


def test_a_filter_that_cannot_be_is_refused_with_what_was_expected(address: str) -> None:
    for given in ("type=flood", "grade=5", "from=yesterday", "page=0"):
        answer = httpx2.get(f"{address}/incidents?{given}", headers=HTML)
        assert answer.status_code == 400 and given.partition("=")[0] in answer.text


def test_the_form_filters_without_scripts_and_the_list_is_there_without_them(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/incidents")
    assert page.locator("ol.list li").count() >= 3
    page.select_option("select[name=type]", "shelling")
    page.get_by_role("button", name="Show").click()
    assert "type=shelling" in page.url
    assert set(page.locator("ol.list strong").all_inner_texts()) == {"Shelling"}
    assert not page.locator("#map").is_visible()
    context.close()


def test_the_map_draws_the_places_and_leads_to_their_incidents(page: Page, address: str) -> None:
    page.goto(f"{address}/incidents?type=shelling")
    page.wait_for_selector("#map[data-drawn]")
    page.locator("#map .leaflet-marker-icon:not(.country)").first.click(force=True)
    page.get_by_role("link", name=re.compile("shelling, Kesh")).first.click()
    assert page.locator("h1").inner_text().startswith("Shelling")


def test_the_map_names_countries_where_it_is_near_enough(page: Page, address: str) -> None:
    page.goto(f"{address}/incidents")
    page.wait_for_selector("#map[data-drawn]")
    assert "Iraq" in page.locator("#map .country").all_inner_texts()
    for _ in range(12):
        if "far" in str(page.locator("#map").get_attribute("class")):
            break
        page.locator(".leaflet-control-zoom-out").click()
        page.wait_for_timeout(400)  # while the map moves it takes no clicks
    assert not page.locator("#map .country").first.is_visible()


def test_an_incident_is_printed_on_white_in_a_table_without_what_only_a_screen_can_do(
    browser: Browser, address: str, paths: dict[str, str]
) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 640, "height": 900})
    page = context.new_page()
    page.goto(address + paths["incident"])
    page.emulate_media(media="print")
    paper, ink = (page.evaluate(f"getComputedStyle(document.body).{one}") for one in ("backgroundColor", "color"))
    assert (paper, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    assert page.locator("table.compare").first.evaluate("one => getComputedStyle(one).display") == "table"
    assert [
        one for one in (".top nav", ".trace", ".data", "button") if page.locator(one).locator("visible=true").count()
    ] == []
    assert page.locator(".printed").inner_text().startswith(BASE)
    assert page.pdf(format="A4").startswith(b"%PDF")
    context.close()


def test_dragging_over_the_timeline_takes_the_months_between(page: Page, address: str, store: Path) -> None:
    page.goto(f"{address}/incidents")
    svg = page.locator("svg[data-brush]")
    if svg.count() == 0:  # all incidents of the sample are of one month
        assert page.locator("ol.list li").count() > 0
        return
    box = svg.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 3, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 5, box["y"] + 20)
    page.mouse.up()
    page.wait_for_url("**/incidents?from=*")


def test_an_article_shows_its_marks_and_what_they_stand_for(page: Page, address: str, paths: dict[str, str]) -> None:
    page.goto(address + paths["article"])
    mark = page.locator(".marked mark.figure").first
    mark.focus()
    assert "killed" in page.locator(".record").inner_text() or "rockets" in page.locator(".record").inner_text()
    page.get_by_label("figures").uncheck()
    assert mark.evaluate("node => getComputedStyle(node).backgroundColor") == "rgba(0, 0, 0, 0)"


def test_a_claim_leads_down_to_the_outlet_and_can_be_cited(page: Page, address: str, paths: dict[str, str]) -> None:
    page.goto(address + paths["claim"])
    assert "Morning Mirror reported on 9 October 2020 that" in page.locator(".sentence").inner_text()
    assert page.locator("svg.chain rect").count() >= 4
    assert "characters" in page.locator(".cite").inner_text()
    bib = httpx2.get(address + paths["claim"].replace("/about/", "/cite/") + ".bib")
    assert bib.text.startswith("@article{") and "journal = {Morning Mirror}" in bib.text
    (item,) = httpx2.get(address + paths["claim"].replace("/about/", "/cite/") + ".json").json()
    assert item["container-title"] == "Morning Mirror" and item["issued"] == {"date-parts": [[2020, 10, 9]]}


def test_an_actor_shows_who_speaks_for_it_and_who_quotes_it(page: Page, address: str, paths: dict[str, str]) -> None:
    page.goto(address + paths["actor"])
    text = page.locator("main").inner_text()
    assert "Amina Daud" in text and "Col., spokeswoman" in text and "Harbour Gazette" in text
    page.get_by_role("link", name="All incidents with this name").click()
    assert "actor=Northern+Alliance" in page.url
    page.goto(f"{address}/about/actor/red-brigade")
    relations = page.locator("section", has=page.get_by_role("heading", name="How its claims stand")).inner_text()
    assert "contradicted by somebody else" in relations and "Amina Daud" in relations


def test_what_was_fetched_from_wikidata_stands_on_the_page_of_an_actor(page: Page, address: str) -> None:
    page.goto(f"{address}/about/actor/northern-alliance")
    facts = page.locator("section", has=page.get_by_role("heading", name="What Wikidata says")).inner_text()
    assert "alliance of the north" in facts and "window.hurt=1" in facts and "2003–2011" in facts
    assert page.evaluate("() => window.hurt") is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("/articles?q=ROCKETS+hit", {"Rockets hit Kesh, three killed, says alliance"}),
        ("/articles?outlet=mirror&to=2020-12-31", {"Rockets hit Kesh, three killed, says alliance"}),
        ("/articles?q=flood", set()),
        ("/actors?name=alliance", {"Northern Alliance"}),
        ("/actors?kind=outlet&name=harbour", {"Harbour Gazette"}),
        ("/actors?name=kesh&kind=person", set()),
    ],
)
def test_the_lists_of_articles_and_actors_are_narrowed_in_their_address(
    address: str, given: str, expected: set[str]
) -> None:
    page = httpx2.get(address + given, headers=HTML)
    assert set(re.findall(r'<li><a href="/about/[^"]+"><bdi>(.*?)</bdi>', page.text)) == expected
    data = httpx2.get(address + given.partition("?")[0])
    assert data.headers["content-type"].startswith("application/json") and data.json()["total"] > len(expected)


def test_articles_and_actors_are_found_from_the_head_of_every_page(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{address}/try")
    page.get_by_role("link", name="Articles").click()
    page.get_by_label("Words of the headline").fill("rockets hit")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Rockets hit Kesh").click()
    page.get_by_role("link", name="Actors").click()
    page.get_by_label("Kind").select_option("person")
    page.get_by_role("button", name="Show").click()
    assert page.locator("ol.list li").first.inner_text().startswith("Amina Daud")
    assert page.locator("html").evaluate("node => node.scrollWidth") <= 360
    context.close()


def test_programs_get_data_at_the_same_addresses(address: str, paths: dict[str, str]) -> None:
    for name in ("incident", "article", "actor", "claim"):
        answer = httpx2.get(address + paths[name], headers={"Accept": "text/turtle"})
        assert answer.headers["content-type"].startswith("text/turtle")
        page = httpx2.get(address + paths[name], headers=HTML)
        assert page.headers["content-type"].startswith("text/html")
        again = httpx2.get(address + paths[name], headers={**HTML, "If-None-Match": page.headers["etag"]})
        assert again.status_code == 304
        assert len(page.content) < 300_000


def test_the_editor_runs_a_query_and_an_example(browser: Browser, address: str) -> None:
    page = browser.new_page()  # YASGUI's table has inline handlers, which the policy blocks and the console tells of
    page.goto(f"{address}/sparql")
    page.locator("#yasgui .yasqe_queryButton").click()
    page.wait_for_selector("#yasgui .dataTable tbody tr")
    assert "Northern Alliance" in page.locator("#yasgui .dataTable").inner_text()
    order = (".tableControls", ".dataTable", ".dt-info", ".examples")
    boxes = (page.locator(one).first.bounding_box() for one in order)
    ends = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
    assert [0 <= below[0] - above[1] < 150 for above, below in pairwise(ends)] == [True] * 3
    assert ends[1][0] - ends[0][1] < 30
    page.get_by_role("link", name="The articles of the graph").click()
    page.wait_for_function("() => document.querySelector('#yasgui .dataTable')?.innerText.includes('Harbour')")
    page.close()


def test_results_are_shown_as_a_map_and_as_a_chart_and_downloaded(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/sparql")
    query = (
        "SELECT ?name ?lat ?long (COUNT(?r) AS ?reports) WHERE { ?r sem:hasPlace ?p . "
        "?p rdfs:label ?name ; wgs:lat ?lat ; wgs:long ?long } GROUP BY ?name ?lat ?long"
    )
    page.evaluate("query => document.querySelector('#yasgui .CodeMirror').CodeMirror.setValue(query)", query)
    page.wait_for_function(
        "() => document.querySelector('#yasgui .CodeMirror').CodeMirror.getValue().includes('PREFIX wgs:')"
    )
    assert page.locator("#yasgui .parseErrorIcon").count() == 0
    page.locator("#yasgui .yasqe_queryButton").click()
    page.wait_for_selector("#yasgui .dataTable tbody tr")
    for name, ending, holds in (("Map", "geojson", b'"coordinates":[43.5,35.25]'), ("Chart", "png", b"PNG")):
        page.locator("#yasgui .yasr_btnGroup").get_by_text(name, exact=True).click()
        page.wait_for_selector(f"#yasgui .result-{name.lower()}[data-drawn='1']")
        with page.expect_download() as coming:
            page.locator("#yasgui .yasr_downloadIcon").click()
        assert coming.value.suggested_filename.endswith(f".{ending}")
        assert holds in Path(coming.value.path()).read_bytes()
    page.close()


def test_a_query_runs_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/sparql")
    page.get_by_role("button", name="Run").click()
    assert "Northern Alliance" in page.locator("main table").inner_text()
    context.close()


def test_a_pasted_text_is_extracted_and_not_stored(page: Page, address: str) -> None:
    before = httpx2.get(f"{address}/health").json()
    page.goto(f"{address}/try")
    page.get_by_label("Text").fill(
        "KESH - The ministry said on Monday that three soldiers were killed in Kirkuk. <script>window.hurt=1</script>"
    )
    page.get_by_role("button", name="Extract").click(timeout=60_000)
    page.wait_for_selector(".marked", timeout=60_000)
    assert page.locator(".marked mark.figure").first.inner_text() == "three soldiers"
    assert "rule" in page.locator("pre").inner_text()
    assert page.evaluate("() => window.hurt") is None
    assert httpx2.get(f"{address}/health").json() == before
    refused = httpx2.post(f"{address}/try", data={"text": "x" * 20_001}, headers=HTML)
    assert refused.status_code == 413 and "20,000" in refused.text
