"""What pages read once for a state of the graph: the figures of the whole, the days of long lists."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from records import BASE, hand_record

from kg import inference, mapping
from kg.mapping import vocabulary
from kg.mapping.vocabulary import PREFIXES
from kg.settings import Settings
from kg.store.graphs import Answer, Change, GraphStore
from service.web import facts
from service.web.actor import read_actor
from service.web.catalogues import ActorFilters, ArticleFilters, read_articles, read_order, read_speaking
from service.web.facts import CLASSES, OF_ACTORS, READ
from service.web.figures import Calendar, Once, read_figures
from service.web.incidents import Filters, read_found, read_latest

DAYS = (("2021-03-04", 2), ("2020-10-09", 3), ("2019-01-01", 1))
RUN = mapping.Run(version="0.0.0", model="none")


@pytest.fixture(scope="module")
def ask() -> Callable[[str], Awaitable[Answer]]:
    """Return what answers queries on ten articles, published on five days, about the same incident."""
    store = GraphStore.in_memory(prefixes=PREFIXES, base=BASE)
    record = hand_record()
    for number in range(10):
        one = replace(record, id=f"one-{number}", url=None, published=f"2020-10-{10 + number // 2}")
        quads = (*mapping.article_quads(one, base=BASE), *mapping.provenance_quads(one, base=BASE, run=RUN))
        store.commit([Change(add=mapping.nquads(quads))])
    for _ in inference.settle(store, rules=inference.Rules.of(Settings(base=BASE))):
        pass

    async def asked(query: str) -> Answer:
        return store.query(query)

    return asked


@pytest.mark.parametrize("start", range(6))
def test_a_calendar_looks_only_at_the_days_of_a_page(start: int) -> None:
    calendar = Calendar("?item schema:datePublished ?day", DAYS)
    query = calendar.query(start, 1)
    assert query is not None
    day = [day for day, number in DAYS for _ in range(number)][start]
    assert query.count(f'"{day}"') == 2
    assert f"OFFSET {(0, 1, 0, 1, 2, 0)[start]}" in query
    assert calendar.query(start, 7 - start) is None


def test_pages_by_the_calendar_are_those_of_the_whole_list(ask: Callable[[str], Awaitable[Answer]]) -> None:
    async def listed() -> None:
        figures = await read_figures(ask, BASE)
        assert figures.counts["articles"] == 10
        assert figures.period == ("2020-10-10", "2020-10-14")
        assert figures.articles.items == 10
        whole = await read_articles(ask, ArticleFilters())
        by_day = await read_articles(ask, ArticleFilters(), figures=replace(figures, articles=Calendar("", ())))
        assert whole == by_day
        found = await read_found(ask, Filters())
        assert found.total == figures.counts["incidents"]
        assert await read_latest(ask, figures, 0, found.total) == list(found.incidents)
        assert found.months() == figures.incidents.months()

    asyncio.run(listed())


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"q": "NORTHERN alli"}, True),
        ({"q": "three civilians"}, True),
        ({"place": "kesh"}, True),
        ({"actor": "red brigade"}, True),
        ({"contested": "1", "type": "shelling"}, True),
        ({"q": "nobody says this"}, False),
        ({"place": "nowhere"}, False),
        ({"place": '" } ?s ?p ?o { "'}, False),
        ({"actor": "red brigade", "place": "nowhere"}, False),
    ],
)
def test_filters_find_the_incidents_by_what_they_name(
    ask: Callable[[str], Awaitable[Answer]], given: dict[str, str], left: bool
) -> None:
    assert bool(asyncio.run(read_found(ask, Filters.read(given))).total) is left


def test_statements_of_an_actor_are_counted_and_paged_as_statements(ask: Callable[[str], Awaitable[Answer]]) -> None:
    """Origins and attributions name actors by the same properties, and are no statements."""

    async def counted() -> None:
        order = await read_order(ask, ActorFilters(name="northern alliance"), await read_speaking(ask))
        ((actor, number),) = order
        pages = [await read_actor(ask, actor, page=page) for page in (1, 2, 3)]
        said = [one.iri for page in pages for one in page.statements]
        assert len(said) == len(set(said)) == number
        assert [page.more for page in pages] == [number > 25, number > 50, False]
        days = [one.article.published for page in pages for one in page.statements if one.article]
        assert days == sorted(days, key=str, reverse=True)
        assert sum(times for _, times in pages[0].outlets) == number

    asyncio.run(counted())


def test_a_figure_is_read_once_for_a_state_and_anew_for_the_next() -> None:
    read: list[str] = []

    async def reading() -> list[str]:
        read.append("read")
        await asyncio.sleep(0)
        return list(read)

    async def asked() -> None:
        once = Once()
        several = await asyncio.gather(*(once.of("1", "figures", reading) for _ in range(3)))
        assert several == [["read"]] * 3
        assert await once.of("2", "figures", reading) == ["read", "read"]
        for number in range(20):
            await once.of("2", number, reading)
        assert len(read) == 22
        await once.of("2", "figures", reading)
        assert len(read) == 23

    asyncio.run(asked())


def test_pages_read_no_property_that_is_not_fetched() -> None:
    fetched = {str(one) for one in (*READ, *OF_ACTORS, *CLASSES)}
    term = re.compile(r"\b(ONR|RDF|RDFS|OA|PROV|SDO|SEM|DCTERMS|ORG|OWL|SKOS)\.(\w+)")
    named = {
        (path.name, str(getattr(vocabulary, prefix)[name]))
        for path in Path(facts.__file__).parent.glob("*.py")
        for prefix, name in term.findall(path.read_text("utf-8"))
    }
    assert len(named) > 60
    assert sorted(one for one in named if one[1] not in fetched) == []
