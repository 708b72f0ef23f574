"""The pages in a language that is written from right to left: nothing overflows, charts keep their direction."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import open_store, put_record
from playwright.sync_api import Browser
from records import BASE, hand_record
from web import AXE, build_frontend, serving

from kg.settings import Settings
from service import catalogue
from service.app import create_app

LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابتثجحخدذرزسشصضطظعغفقكلمنه", strict=True))
"""Arabic letters in the place of Latin ones: no language, but as long as one, and written from right to left."""
TEXTS = Path(catalogue.__file__).parent / "texts" / "en.toml"


def turned(texts: Any) -> Any:
    """Return the texts of a catalogue in Arabic letters, their places for values as they are."""
    if isinstance(texts, dict):
        return {key: turned(value) for key, value in texts.items()}
    parts = re.split(r"(\{[^}]*\}|%\w+%)", str(texts))
    return "".join(
        part if number % 2 else "".join(LETTERS.get(one, one) for one in part.lower())
        for number, part in enumerate(parts)
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    texts = turned(tomllib.loads(TEXTS.read_text("utf-8"))) | {"language": "ar", "direction": "rtl"}
    directory = tmp_path_factory.mktemp("web") / "store"
    put_record(directory, hand_record())
    build_frontend()
    settings = Settings(store=directory, base=BASE, show_texts=True, writable=True, write_token="key")
    with pytest.MonkeyPatch.context() as patch, open_store(directory) as graphs:
        catalogue.load_catalogue.cache_clear()
        patch.setattr(catalogue.tomllib, "loads", lambda _: texts)
        with serving(create_app(settings, graphs)) as at:
            yield at
    catalogue.load_catalogue.cache_clear()


@pytest.fixture(scope="module")
def paths(address: str, browser: Browser) -> list[str]:
    page = browser.new_page()
    page.goto(f"{address}/incidents")
    incident = str(page.locator("ol.list a").first.get_attribute("href"))
    page.goto(address + incident)
    links = [str(one.get_attribute("href")) for one in page.locator("main a").all()]
    page.close()
    things = [next(one for one in links if f"/about/{kind}/" in one) for kind in ("article", "actor", "claim")]
    return ["/", "/incidents", "/articles", "/actors", "/review", "/add", "/try", "/sparql", incident, *things]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pages_fit_and_shut_nobody_out(
    browser: Browser, address: str, paths: list[str], width: int, scheme: Any
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    for path in paths:
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("async () => (await axe.run()).violations.map((one) => one.id)")
        assert found == [], path
    context.close()


def test_the_page_is_mirrored_and_its_charts_are_not(browser: Browser, address: str, paths: list[str]) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address + paths[8])
    heading, brand = page.locator("h1").bounding_box(), page.locator(".brand").bounding_box()
    assert heading and brand and brand["x"] + brand["width"] > 1100
    table = page.locator("table.compare.figures").first
    who, words = table.locator("th[scope=rowgroup]").first, table.locator("td.words").first
    (one, other) = who.bounding_box(), words.bounding_box()
    assert one and other and one["x"] > other["x"]
    places = [tick.bounding_box() for tick in table.locator(".ticks text").all()]
    assert [place["x"] for place in places if place] == sorted(place["x"] for place in places if place)
    page.goto(address + paths[-1])
    box, text = page.locator(".chain rect").first.bounding_box(), page.locator(".chain .kind").first.bounding_box()
    assert box and text and box["x"] <= text["x"] and text["x"] + text["width"] <= box["x"] + box["width"]
    page.close()
