"""Save a picture of each page of the sample: `make screenshots` runs this, the README shows three of them."""

from __future__ import annotations

import sys
import tempfile
from importlib.resources import as_file, files
from pathlib import Path

from playwright.sync_api import Page
from web import build_frontend, chromium, serving

from kg.mapping.vocabulary import PREFIXES
from kg.pipeline import build
from kg.settings import Settings
from kg.store.graphs import GraphStore
from service.app import create_app

_DISPUTED = """
SELECT ?incident (COUNT(?relation) AS ?number) WHERE {
  ?incident a onr:Incident . ?relation onr:incident ?incident ; rdf:predicate onr:contradicts
} GROUP BY ?incident ORDER BY DESC(?number) LIMIT 1
"""
_ARTICLE = "SELECT ?article WHERE { ?article a schema:NewsArticle ; schema:headline ?line } ORDER BY ?line LIMIT 1"
_CLAIM = (
    "SELECT ?claim WHERE { ?s onr:expresses ?claim ; onr:onBehalfOf ?o . ?claim onr:effect ?e } ORDER BY ?claim LIMIT 1"
)
_TRIED = "2018-08-29-sample-gazette.txt"
_TALL = 1250


def main(folder: Path) -> None:
    """Build the sample, serve it, and save the pictures into a folder."""
    build_frontend()
    with tempfile.TemporaryDirectory() as scratch, as_file(files("kg").joinpath("sample")) as sample:
        settings = Settings(store=Path(scratch) / "store", show_texts=True)
        build([sample], store_dir=settings.store, settings=settings)
        with (
            GraphStore.open(settings.store, write=False, prefixes=PREFIXES, base=settings.base) as graphs,
            serving(create_app(settings, graphs)) as address,
            chromium() as browser,
        ):
            for name, path in _pages(graphs, settings.base).items():
                for suffix, width, scheme in (("", 1280, "light"), ("-phone-dark", 390, "dark")):
                    if suffix and name != "incident":
                        continue
                    context = browser.new_context(
                        viewport={"width": width, "height": _TALL},
                        color_scheme=scheme,  # type: ignore[arg-type]
                    )
                    page = context.new_page()
                    page.goto(address + path)
                    page.wait_for_load_state("networkidle")
                    if name in _USED:
                        _USED[name](page)
                    page.wait_for_timeout(800)  # maps move their points apart
                    height = min(_TALL, int(page.evaluate("() => document.documentElement.scrollHeight")))
                    page.screenshot(
                        path=folder / f"{name}{suffix}.png",
                        clip={"x": 0, "y": 0, "width": width, "height": height},
                        full_page=True,
                    )
                    context.close()


def _ask(page: Page) -> None:
    page.locator("#yasgui .yasqe_queryButton").click()
    page.wait_for_selector("#yasgui table tbody tr")


def _try(page: Page) -> None:
    heads, _, text = files("kg").joinpath("sample", _TRIED).read_text("utf-8").partition("\n\n")
    known = dict(line.split(": ", 1) for line in heads.splitlines())
    for name in ("title", "outlet", "published"):
        page.locator(f"[name={name}]").fill(known[name])
    page.locator("[name=text]").fill(text)
    page.locator("form.try button").click()
    page.wait_for_selector(".marked mark")


_USED = {"query": _ask, "try": _try}
"""What is done on a page before its picture is taken."""


def _pages(graphs: GraphStore, base: str) -> dict[str, str]:
    def first(query: str) -> str:
        term = graphs.select(query)[0][0]
        assert term is not None
        return "/about/" + term.value.removeprefix(base)

    return {
        "start": "/",
        "incidents": "/incidents",
        "incident": first(_DISPUTED),
        "article": first(_ARTICLE),
        "actor": "/about/actor/global-coalition",
        "claim": first(_CLAIM),
        "query": "/sparql",
        "try": "/try",
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
