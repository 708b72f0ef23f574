"""The pages in a real browser: what they show, what works without scripts, how they fit, whom they shut out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import open_store, put_record
from playwright.sync_api import Browser, Page
from records import BASE, hand_record
from web import AXE, chromium, hostile_record, serving

from kg.settings import Settings
from service.app import create_app

INCIDENT = """
SELECT DISTINCT ?i WHERE {
  ?c schema:about/onr:reportOf ?i ; onr:effect val:killed ; onr:claimant/rdfs:label ?n FILTER(%s)
}"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("web") / "store"
    put_record(directory, hand_record())
    put_record(directory, hostile_record())
    return directory


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[str]:
    with open_store(store) as graphs, serving(create_app(Settings(store=store, base=BASE), graphs)) as at:
        yield at


@pytest.fixture(scope="module")
def paths(store: Path) -> dict[str, str]:
    """Return the paths of the pages, by what they are about."""
    with open_store(store) as graphs:
        found = {
            name: graphs.select(INCIDENT % condition)[0][0]
            for name, condition in (
                ("incident", '?n = "Northern Alliance"'),
                ("hostile incident", 'STRSTARTS(?n, "Speaker")'),
            )
        }
    return {name: "/about/" + term.value.removeprefix(BASE) for name, term in found.items() if term}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page; whatever goes wrong in it fails the test."""
    context = browser.new_context()
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert problems == []


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
        page.goto(address + path)
        page.add_script_tag(path=AXE)
        result = page.evaluate("() => axe.run()")
        found[name] = [(one["id"], one["nodes"][0]["html"]) for one in result["violations"]]
        assert len(result["passes"]) > 10
    context.close()
    assert {name: one for name, one in found.items() if one} == {}, json.dumps(found, indent=1)


def test_hostile_text_is_shown_and_does_nothing(page: Page, address: str, paths: dict[str, str]) -> None:
    page.goto(address + paths["hostile incident"])
    text = page.locator("main").inner_text()
    assert "<script>window.hurt=1</script>" in text and "onerror=window.hurt=1" in text
    assert "\u202e" not in text and "\x07" not in text
    assert page.evaluate("() => window.hurt") is None
    assert page.locator("main img, main script").count() == 0
