"""The pages for those who have the token, in a real browser: review by keyboard, sending of articles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from conftest import open_store, put_record
from playwright.sync_api import Browser, Page, expect
from records import BASE, MIRROR, hand_record
from web import AXE, HTML, build_frontend, hostile_record, serving

from kg.linking.links import Link, link_quads
from kg.mapping.quads import nquads
from kg.settings import Settings
from kg.store.graphs import Change
from service.app import create_app

TOKEN = "a-token-of-tests"
expect.set_options(timeout=30_000)  # the first decision starts the writer, on a machine that may be busy


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    build_frontend()
    directory: Path = tmp_path_factory.mktemp("working") / "store"
    again = replace(hand_record(), id="kesh-2", url="https://mirror.example/again", outlet=MIRROR, via=None)
    for record in (hand_record(), again, hostile_record()):
        put_record(directory, record)
    link = Link(
        f"{BASE}actor/red-brigade", "http://www.wikidata.org/entity/Q7", 0.7, ("its name",), False, "2024-05-06"
    )
    with open_store(directory, write=True) as graphs:
        graphs.commit([Change(add=nquads(link_quads([link], base=BASE)))])
    settings = Settings(store=directory, base=BASE, writable=True, write_token=TOKEN, workers=1)
    with open_store(directory) as graphs, serving(create_app(settings, graphs)) as at:
        yield at


def begin(page: Page, address: str, path: str, token: str = TOKEN) -> None:
    page.goto(address + path)
    page.get_by_label("Your name").fill("Ada Byron")
    page.get_by_label("Token", exact=True).fill(token)
    page.get_by_role("button", name="Begin").click()


def test_a_reviewer_decides_by_keyboard_and_it_is_kept_as_provenance(page: Page, address: str) -> None:
    begin(page, address, "/review?queue=claims&text=three+civilians")
    row = page.locator(".row").first
    expect(row).to_be_focused()
    assert "Northern Alliance" in row.inner_text()
    page.keyboard.press("c")
    page.get_by_label("highest figure").fill("4")
    page.keyboard.press("Enter")
    expect(row.locator(".decision")).to_contain_text("corrected by Ada Byron")
    row.focus()
    page.keyboard.press("u")
    expect(row.locator(".decision")).to_have_count(2)
    claim = row.get_attribute("data-row") or ""
    assert "high" not in httpx2.get(f"{address}/claims/{claim.rpartition('/')[2]}").json()
    page.goto(f"{address}/review?queue=decisions")
    first = page.locator(".decision").filter(has_text="highest figure: nothing → 4")
    assert "put out of force" in first.inner_text()
    first.get_by_role("link").click()
    assert "prov:wasAssociatedWith" in page.locator("main").inner_text()
    assert page.evaluate("() => [localStorage.length, document.cookie]") == [0, ""]


def test_keys_move_between_rows_and_decide_on_the_one_in_focus(page: Page, address: str) -> None:
    begin(page, address, "/review?queue=statements")
    rows = page.locator(".row")
    expect(rows.first).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    rows.nth(1).get_by_label("Why").fill("as the article has it")
    rows.nth(1).focus()
    page.keyboard.press("a")
    expect(rows.nth(1).locator(".decision")).to_contain_text("accepted by Ada Byron")
    expect(rows.nth(2)).to_be_focused()
    page.keyboard.press("r")
    expect(rows.nth(2).locator(".decision.rejected")).to_have_count(1)
    kept = httpx2.get(f"{address}/review/decisions").json()
    assert {(one["verdict"], one.get("note", "")) for one in kept[-2:]} == {
        ("accepted", "as the article has it"),
        ("rejected", ""),
    }


def test_a_report_is_split_off_its_cluster(page: Page, address: str) -> None:
    begin(page, address, "/review?queue=clusters")
    cluster = page.locator(".cluster").filter(has_text="Rockets").first
    expect(cluster.locator(".member")).to_have_count(2)
    cluster.locator("summary").click()
    assert "score" in cluster.locator("details").inner_text()
    report, other = (one.get_attribute("data-row") for one in cluster.locator(".member").all())
    cluster.locator(".member").first.focus()
    page.keyboard.press("r")
    expect(cluster.locator(".member").first.locator(".decision")).to_contain_text("corrected by Ada Byron")
    query = f"ASK {{ <{report}> onr:reportOf ?one . <{other}> onr:reportOf ?one }}"
    assert httpx2.get(f"{address}/sparql", params={"query": query}).json()["boolean"] is False


def test_a_cluster_and_a_link_are_accepted_whole(page: Page, address: str) -> None:
    begin(page, address, "/review?queue=clusters")
    cluster = page.locator(".cluster").first
    cluster.locator(":scope > .actions").get_by_role("button", name="Accept").click()
    expect(cluster.locator(":scope > .decisions .decision")).to_contain_text("by Ada Byron")
    page.goto(f"{address}/review?queue=links")
    page.locator(".row").filter(has_text="Red Brigade").focus()
    page.keyboard.press("a")
    expect(page.locator(".decision")).to_contain_text("accepted by Ada Byron")
    same = f"ASK {{ <{BASE}actor/red-brigade> owl:sameAs <http://www.wikidata.org/entity/Q7> }}"
    assert httpx2.get(f"{address}/sparql", params={"query": same}).json()["boolean"] is True


def test_a_wrong_token_decides_nothing_and_is_asked_for_again(browser: Browser, address: str) -> None:
    page = browser.new_page()  # the console tells of the 401
    begin(page, address, "/review?queue=statements", token="another")
    before = httpx2.get(f"{address}/review/decisions").json()
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_have_text("The token is not right: the decision was not taken.")
    expect(page.get_by_label("Token", exact=True)).to_be_visible()
    assert httpx2.get(f"{address}/review/decisions").json() == before
    page.close()


def test_what_cannot_be_is_told_in_the_words_of_the_service(browser: Browser, address: str) -> None:
    page = browser.new_page()  # the console tells of the 400
    begin(page, address, "/review?queue=claims&text=Four+people")
    page.keyboard.press("c")
    page.get_by_label("lowest figure").fill("many")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("expected a whole number")
    page.close()


def test_pages_with_a_token_shut_nobody_out_and_show_hostile_text_as_text(browser: Browser, address: str) -> None:
    page = browser.new_context(bypass_csp=True).new_page()
    begin(page, address, "/review?queue=claims&article=hostile")
    page.keyboard.press("c")
    for path in ("", "/review?queue=clusters", "/review?queue=links"):
        if path:
            page.goto(address + path)
        page.add_script_tag(path=AXE)
        violations = page.evaluate("() => axe.run()")["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []
    page.goto(f"{address}/review?queue=claims&article=hostile&state=all")
    text = page.locator("main").inner_text()
    assert "window.hurt=1" in text and "\u202e" not in text and page.evaluate("() => window.hurt") is None
    page.context.close()


def test_the_queue_is_read_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{address}/review?queue=claims&state=all")
    assert page.locator(".row").count() > 3 and page.locator(".actions").count() == 0
    assert page.locator("html").evaluate("node => node.scrollWidth") <= 360
    page.get_by_role("link", name="Statements").click()
    page.get_by_label("Any words").fill("two villages")
    page.get_by_role("button", name="Show").click()
    assert page.locator(".row").count() == 2
    context.close()


def test_a_wrong_wish_for_a_queue_is_refused(address: str) -> None:
    for given in ("queue=colours", "state=lost", "below=much", "page=0"):
        answer = httpx2.get(f"{address}/review?{given}", headers=HTML)
        assert answer.status_code == 400 and given.partition("=")[0] in answer.text


def test_a_batch_is_sent_with_its_progress_and_what_is_refused_says_why(page: Page, address: str) -> None:
    page.goto(f"{address}/add")
    page.get_by_label("Token", exact=True).fill(TOKEN)
    page.get_by_role("button", name="Begin").click()
    story = "KESH - The ministry said on Monday that three soldiers were killed in Kirkuk."
    lines = [json.dumps({"id": "sent-1", "title": "Three killed", "text": story}), "{", json.dumps({"text": ""})]
    files = [("batch.jsonl", "\n".join(lines)), ("one.txt", story.replace("three", "thirty"))]
    page.get_by_label("Files").set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in files]
    )
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_have_text("All done · stored 2 · refused 2", timeout=90_000)
    rows = page.locator(".outcomes tbody tr")
    assert [row.locator("td").first.inner_text() for row in rows.all()] == [
        "batch.jsonl:1", "batch.jsonl:2", "batch.jsonl:3", "one.txt",
    ]  # fmt: skip
    assert "not JSON" in rows.nth(1).inner_text() and "has no text" in rows.nth(2).inner_text()
    rows.first.get_by_role("link").click()
    assert page.locator("h1").inner_text() == "Three killed"


def test_sending_with_a_wrong_token_changes_nothing(browser: Browser, address: str) -> None:
    page = browser.new_page()  # the console tells of the 401
    before = httpx2.get(f"{address}/health").json()
    page.goto(f"{address}/add")
    page.get_by_label("Token", exact=True).fill("another")
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Files").set_input_files(
        [{"name": "batch.jsonl", "mimeType": "text/plain", "buffer": b'{"text": "x"}'}]
    )
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("Broken off: expected the header")
    expect(page.get_by_label("Token", exact=True)).to_be_visible()
    assert httpx2.get(f"{address}/health").json() == before
    page.close()
