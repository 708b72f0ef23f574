"""The texts of the pages: every key that a template or a module names has one, every value of a closed list too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from jinja2 import Environment

from kg.record import Effect, IncidentType
from service.catalogue import Catalogue, load_catalogue
from service.rendering import Renderer, visible
from service.web.figures import Month
from service.web.incidents import GRADES
from service.web.scales import EDGE, WIDTH, Scale
from service.web.timeline import timeline

ROOT = Path(__file__).resolve().parents[1] / "service"
TEXTS = load_catalogue()
KEYS = TEXTS.keys()


def test_every_key_that_is_named_has_a_text() -> None:
    sources = [*ROOT.rglob("templates/**/*.html"), *ROOT.glob("web/*.py"), ROOT / "rendering.py"]
    named = {key for path in sources for key in re.findall(r'\bt(?:exts)?\("([a-z_]+\.\w+)"', path.read_text("utf-8"))}
    assert len(named) > 80
    assert {key for key in named if not {key, f"{key}.one"} & KEYS} == set()


def test_every_text_is_used() -> None:
    """A key stands whole between quotation marks, or a name is put behind its group: `"mark." ~ kind`."""
    sources = [*ROOT.rglob("templates/**/*.html"), *ROOT.rglob("*.py")]
    code = "\n".join(path.read_text("utf-8") for path in sources)
    groups = set(re.findall(r'"([a-z_.]+)\." ~', code)) | set(re.findall(r'f"([a-z_.]+)\.\{', code))
    groups |= set(re.findall(r'\bt(?:exts)?\.named\("([a-z_]+)"(?: if|,)', code))
    named = set(re.findall(r'"([a-z_]+(?:\.\w+)?)"', code))
    groups |= {"topic"}  # chosen beside another
    keys = {key.removesuffix(".one").removesuffix(".other") for key in KEYS}
    assert {key for key in keys if key not in named and key.rpartition(".")[0] not in groups} == set()


PROPER = {"Turtle", "JSON-LD", "JSON", "CSV", "BibTeX", "CSL-JSON", "PROV-N"}
"""Words that no language has other words for."""


@pytest.mark.parametrize("path", sorted(ROOT.rglob("templates/**/*.html")), ids=lambda path: str(path.stem))
def test_templates_have_no_words_of_their_own(path: Path) -> None:
    tokens = list(Environment().lex(path.read_text("utf-8")))
    page = "".join("\x00" if kind == "variable_begin" else value if kind == "data" else "" for _, kind, value in tokens)
    page = re.sub(r"<(style|pre|code|kbd)\b.*?</\1>", "", page, flags=re.DOTALL)
    attributes = re.findall(r'\b(?:alt|aria-label|label|placeholder|title)="([^"]*)"', page)
    words = re.findall(r"[^\W\d_][\w-]+", " ".join([re.sub(r"<[^>]*>", " ", page), *attributes]))
    assert set(words) - PROPER == set()
    said = [value for _, kind, value in tokens if kind == "string" and re.search(r"\w \w", value)]
    assert said == []


def test_pages_say_their_language_and_its_direction() -> None:
    whole = [path for path in ROOT.rglob("templates/**/*.html") if "<html" in path.read_text("utf-8")]
    assert len(whole) == 3
    for path in whole:
        assert '<html lang="{{ t.language }}" dir="{{ t.direction }}">' in path.read_text("utf-8"), path


@pytest.mark.parametrize(
    ("group", "values"), [("incident_type", get_args(IncidentType)), ("topic", get_args(Effect)), ("grade", GRADES)]
)
def test_every_value_of_a_closed_list_has_a_text(group: str, values: tuple[str, ...]) -> None:
    assert values and {value for value in values if f"{group}.{value}" not in KEYS} == set()


def test_numbers_take_their_plural() -> None:
    assert TEXTS("incident.claims", number=1) == "1 claim"
    assert TEXTS("incident.claims", number=2000) == "2,000 claims"
    forms = {"zero": "0", "two": "2", "few": "few", "many": "many", "other": "other"}
    arabic = Catalogue({"language": "ar", "direction": "rtl", "claims": forms})
    numbers = (0, 1, 2, 3, 10, 11, 99, 100, 103, 111)
    expected = ["0", "other", "2", "few", "few", "many", "many", "other", "few", "many"]
    assert [arabic("claims", number=number) for number in numbers] == expected


def test_what_would_disturb_a_page_is_shown_as_a_mark() -> None:
    assert visible("a\u202eb\x07c\u2066\nd") == "a\ufffdb\ufffdc\ufffd\nd"
    assert visible("مخمور") == "مخمور"


def test_links_stay_on_the_service_or_on_the_web() -> None:
    render = Renderer("/onrecord", "https://example.org/id/")
    assert render.link("https://example.org/id/actor/x y") == "/onrecord/about/actor/x%20y"
    assert render.link("https://www.wikidata.org/entity/Q1") == "https://www.wikidata.org/entity/Q1"
    assert render.link("javascript:alert(1)") is None


def test_figures_share_a_scale_on_which_open_ends_reach_the_edge() -> None:
    scale = Scale.of([(17, 17), (None, 16), (3, None)])
    assert (scale.top, scale.logarithmic, [number for _, number in scale.ticks]) == (20, False, [0, 5, 10, 15, 20])
    exact, at_most, at_least = scale.bar(17, 17), scale.bar(None, 16), scale.bar(3, None)
    assert exact.exact and exact.start == exact.end
    assert at_most.open_low and at_most.start == 0 and at_most.end < exact.start
    assert at_least.open_high and at_least.end == WIDTH
    steep = Scale.of([(2, 5), (900, 1200)])
    assert steep.logarithmic and steep.place(0) == EDGE and steep.place(steep.top) == WIDTH - EDGE


def test_a_timeline_counts_a_few_incidents_long_before_the_others_and_draws_the_others() -> None:
    months = [Month("1982-02", 1), *(Month(f"20{year}-0{month}", 9) for year in (15, 16, 17) for month in (3, 7))]
    drawn = timeline(months)
    assert (drawn.earlier, drawn.until, drawn.columns[0].month, len(drawn.columns)) == (1, "2015-02-28", "2015-03", 29)
    assert [one.name for one in drawn.columns if one.name] == ["2016", "2017"]
    assert sum(one.number for one in drawn.columns) == 54
    even = timeline([Month("1982-02", 20), *months[1:]])
    assert (even.earlier, even.columns[0].month) == (0, "1982-02")
    assert [one.name for one in timeline([Month("2018-10", 1), Month("2018-12", 2)]).columns] == [
        "2018-10", "2018-11", "2018-12",
    ]  # fmt: skip
    assert timeline([]).columns == ()
