"""Measure what it costs to settle an article's reports, beside 1,000, 10,000 and 100,000 incidents.

1. The reports of some articles (the sample's, unless others are given) are read as the inference reads them, and
   copied: moved to other towns of their country and to other days, in words of other letters, so that the incidents lie
   as densely at every size, some dozen a day, and only their number grows. Copies of a month are of whole months.
2. A store is filled with the copies as they are when settled, each with its blocks and its incident, and all else that
   is read of them where they are near, in time, what comes in.
3. More copies come in, among the others in time and place, and are settled as `onrecord build` settles them. What that
   takes, divided by their number, is what is given: it should not grow with the store.
"""

from __future__ import annotations

import tempfile
import time
from calendar import monthrange
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path

from rich.table import Table

from benchmarks.measuring import OUT, options
from benchmarks.shifted import other_letters
from kg import inference
from kg.gazetteer import Gazetteer, PlaceEntry
from kg.inference.incidents import BlockIndex, Neighbours, Weights, find_incidents, incident_triples
from kg.inference.incidents.blocking import filed
from kg.inference.incidents.triples import block_triples
from kg.inference.reading import ReportReader
from kg.inference.reports import Part, Report, Site
from kg.inference.things import Things
from kg.mapping.frame import Triples, decimal, integer
from kg.mapping.iris import INFERENCE
from kg.mapping.quads import Literal, Quad, nquads
from kg.mapping.vocabulary import ITYPE, OA, ONR, PREFIXES, PROV, RDF, RDFS, SDO, SEM, VAL, WGS, XSD
from kg.pipeline import build
from kg.settings import Settings
from kg.store.graphs import Change, GraphStore

SIZES = (1_000, 10_000, 100_000)
_COME = 2
"""Copies of the articles that come in and are measured."""
_NEAR = 8
"""Copies before and after one that comes in, in each place, that are described as far as they may be read."""
_A_MONTH = len("2018-10")
_DAYS = 11
"""Days by which one copy is moved from the next, when all places have been used."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Copies of reports by number: 0 is the original."""

    originals: tuple[Report, ...]
    places: int = 8

    def __getitem__(self, number: int) -> tuple[Report, ...]:
        """Return a copy: other articles, in other towns, on other days."""
        step, days = number % self.places, number // self.places * _DAYS
        return tuple(self._copy(one, number, step, days) for one in self.originals)

    def _copy(self, report: Report, number: int, step: int, days: int) -> Report:
        end, letters = f"-{number}", other_letters(number) if number else {}
        earliest, latest = _dates(report, days)
        return replace(
            report,
            iri=report.iri + end,
            article=report.article + end,
            revision=report.revision + end,
            published=_moved(report.published, days),
            earliest=earliest,
            latest=latest,
            edtf=_edtf(report, earliest, latest),
            words=report.words.translate(letters),
            context=report.context.translate(letters),
            place_words=tuple(words.translate(letters) for words in report.place_words),
            places=tuple(_moved_place(site, step) for site in report.places),
            figures=tuple(
                replace(one, claim=one.claim + end, text=one.text.translate(letters)) for one in report.figures
            ),
            summarises=tuple(one + end for one in report.summarises),
        )


def _moved(day: str | None, days: int) -> str | None:
    return None if day is None else date.fromordinal(date.fromisoformat(day[:10]).toordinal() + days).isoformat()


def _dates(report: Report, days: int) -> tuple[str | None, str | None]:
    """Return the first and the last day so many days later: of a month those of the month that its middle comes to."""
    if report.earliest is None or report.edtf is None or len(report.edtf) != _A_MONTH:
        return _moved(report.earliest, days), _moved(report.latest, days)
    middle = date.fromisoformat(_moved(report.earliest, days + 14) or "")
    last = monthrange(middle.year, middle.month)[1]
    return middle.replace(day=1).isoformat(), middle.replace(day=last).isoformat()


def _edtf(report: Report, first: str | None, last: str | None) -> str | None:
    if report.edtf is None or first is None:
        return None
    if len(report.edtf) == _A_MONTH:
        return first[:_A_MONTH]
    return first if first == last else f"{first}/{last}"


def _moved_place(site: Site, step: int) -> Site:
    """Return the town so many steps further in the gazetteer's list of its country; provinces and countries stay."""
    if site.is_broad or step == 0:
        return site
    folder, _, _ = site.iri.rpartition("/")
    towns = _towns((site.country or "").rpartition("/")[2])
    entry = towns[(sum(map(ord, site.iri)) + 37 * step) % len(towns)]
    within = tuple(f"{folder}/{one.id}" for one in Gazetteer.load().within(entry))
    return replace(
        site, iri=f"{folder}/{entry.id}", name=entry.label, lat=entry.lat, lon=entry.lon, within=within, known=True
    )


@cache
def _towns(country: str) -> list[PlaceEntry]:
    places = Gazetteer.load().places()
    return [one for one in places if one.country == country and one.type in ("town", "city") and one.lat]


def read_reports(paths: Sequence[Path], folder: Path) -> tuple[Report, ...]:
    """Return the reports of articles as the inference reads them from a store."""
    build(paths, store_dir=folder, settings=Settings())
    with GraphStore.open(folder, prefixes=PREFIXES, base=Settings().base) as store:
        rows = store.select("SELECT ?report WHERE { ?report a onr:IncidentReport }")
        reader = ReportReader(Things(store, base=Settings().base), Gazetteer.load())
        return tuple(reader.read(row[0].value for row in rows if row[0]))


def graph_of(article: str) -> str:
    """Return the name of the graph of an article."""
    return article.replace("/article/", "/graph/")


def report_quads(report: Report) -> Iterator[Quad]:
    """Yield what the inference reads of a report, in the graph of its article."""
    graph = graph_of(report.article)
    yield from (Quad(*triple, graph) for triple in _triples(report) if triple[2] is not None)  # type: ignore[arg-type]


def _triples(report: Report) -> Iterator[tuple[str, str, str | Literal | None]]:
    def day(text: str | None) -> Literal | None:
        return None if text is None else Literal(text, str(XSD.date))

    yield report.iri, str(RDF.type), str(ONR.IncidentReport)
    yield report.iri, str(SEM.eventType), str(ITYPE[report.type])
    yield report.iri, str(PROV.wasDerivedFrom), report.revision
    yield report.revision, str(PROV.specializationOf), report.article
    yield report.article, str(RDF.type), str(SDO.NewsArticle)
    yield report.article, str(SDO.datePublished), day(report.published)
    yield report.article, str(SDO.publisher), report.outlet
    yield report.iri, str(ONR.earliest), day(report.earliest)
    yield report.iri, str(ONR.latest), day(report.latest)
    yield report.iri, str(ONR.edtf), None if report.edtf is None else Literal(report.edtf)
    before, _, after = report.context.partition(report.words)
    yield from _quote(report, "evidence", str(ONR.evidence), report.words, before, after)
    for number, words in enumerate(report.date_words):
        yield from _quote(report, f"time{number}", str(ONR.timeEvidence), words)
    for number, words in enumerate(report.place_words):
        yield from _quote(report, f"place{number}", str(ONR.placeEvidence), words)
    for site in report.places:
        yield report.iri, str(SEM.hasPlace), site.iri
        yield site.iri, str(RDFS.label), Literal(site.name)
        if site.lat is not None and site.lon is not None:
            yield site.iri, str(WGS.lat), decimal(site.lat)
            yield site.iri, str(WGS.long), decimal(site.lon)
        if site.precision is not None:
            yield site.iri, str(ONR.precision), str(VAL[site.precision])
    parts = {"perpetrator": report.perpetrators, "supporter": report.supporters, "target": report.targets}
    for role, actors in parts.items():
        for actor in actors:
            yield from _part(report, role, actor)
    for figure in report.figures:
        yield figure.claim, str(SDO.about), report.iri
        yield figure.claim, str(SDO.text), Literal(figure.text)
        yield figure.claim, str(ONR.effect), None if figure.effect is None else str(VAL[figure.effect])
        yield figure.claim, str(ONR.what), None if figure.what is None else Literal(figure.what)
        yield figure.claim, str(SDO.minValue), None if figure.low is None else integer(figure.low)
        yield figure.claim, str(SDO.maxValue), None if figure.high is None else integer(figure.high)
    yield from ((report.iri, str(ONR.weapon), Literal(weapon)) for weapon in report.weapons)
    yield from ((report.iri, str(ONR.summarises), part) for part in report.summarises)


def _quote(
    report: Report, name: str, predicate: str, words: str, before: str = "", after: str = ""
) -> Iterator[tuple[str, str, str | Literal]]:
    evidence = f"{report.iri}/{name}"
    yield report.iri, predicate, evidence
    yield evidence, str(OA.hasSelector), f"{evidence}/quote"
    yield f"{evidence}/quote", str(OA.exact), Literal(words)
    yield f"{evidence}/quote", str(OA.prefix), Literal(before)
    yield f"{evidence}/quote", str(OA.suffix), Literal(after)


def _part(report: Report, role: str, actor: Part) -> Iterator[tuple[str, str, str | Literal]]:
    part = f"{report.iri}/{role}/{actor.iri.rpartition('/')[2]}"
    yield report.iri, str(SEM.hasActor), part
    yield part, str(SEM.roleType), str(VAL[role])
    yield part, str(RDF.value), actor.iri
    yield actor.iri, str(RDFS.label), Literal(actor.name)


def settled_quads(copies: Copies, numbers: Iterable[int], near: Container[int], *, base: str) -> Iterator[Quad]:
    """Yield copies with the incidents of each by itself, and the blocks under which its reports are found.

    Of those that are not `near` what comes in nothing else is said: they are not read when it is settled.
    """
    groups = {step: _groups(copies, step, base=base) for step in range(copies.places)}
    for number in numbers:
        reports = copies[number]
        for report in reports:
            if number in near:
                yield from report_quads(report)
            yield from _inferred(block_triples(report, filed(report)), base)
        for group in groups[number % copies.places]:
            yield from _inferred(incident_triples([reports[at] for at in group], base=base), base)


def _inferred(triples: Triples, base: str) -> Iterator[Quad]:
    return (Quad(*triple, base + INFERENCE) for triple in triples)


def _groups(copies: Copies, number: int, *, base: str) -> list[list[int]]:
    """Return which reports of a copy, by their places in it, are of one incident."""
    reports = copies[number]
    with GraphStore.in_memory(prefixes=PREFIXES, base=base) as empty:
        index = BlockIndex(empty, base=base)
        for report in reports:
            index.file(report.iri, filed(report))
        reader = ReportReader(Things(empty, base=base), Gazetteer.load())
        reader.keep(reports)
        found = find_incidents(reports, Neighbours(empty, reader, index, Weights()))
    return [[reports.index(report) for report in incident] for incident in found]


def measure(copies: Copies, size: int, folder: Path) -> tuple[float, int]:
    """Return the seconds of the processor that it took to settle what comes into a store, and how many reports came."""
    base = Settings().base
    rules = inference.Rules.load(base)
    there = max(1, size // len(copies.originals))
    numbers = [number * there // _COME for number in range(_COME)]
    near = {one + step for one in numbers for step in range(-_NEAR * copies.places, _NEAR * copies.places + 1)}
    quads = settled_quads(copies, range(there), near, base=base)
    with GraphStore.open(folder / "store", write=True, prefixes=PREFIXES, base=base) as store:
        while some := list(islice(quads, 500_000)):
            store.commit([Change(add=nquads(some))], publish=False)
        list(inference.settle(store, rules=rules))
        coming = [_among(copies, number) for number in numbers]
        graphs = sorted({graph_of(report.article) for some in coming for report in some})
        text = nquads(quad for some in coming for report in some for quad in report_quads(report))
        store.commit([Change(add=text), inference.unsettle(store, base=base, new=graphs)], publish=False)
        started = time.thread_time()
        list(inference.settle(store, rules=rules))
        return time.thread_time() - started, sum(map(len, coming))


def _among(copies: Copies, number: int) -> tuple[Report, ...]:
    """Return articles that tell what a copy tells, by other outlets a day later."""
    return tuple(
        replace(
            one,
            iri=f"{one.iri}-again",
            article=f"{one.article}-again",
            revision=f"{one.revision}-again",
            published=_moved(one.published, 1),
            figures=tuple(replace(figure, claim=f"{figure.claim}-again") for figure in one.figures),
            summarises=tuple(f"{part}-again" for part in one.summarises),
        )
        for one in copies[number]
    )


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = options("incidents", __doc__)
    parser.add_argument("--sizes", nargs="*", type=int, default=SIZES, help="incidents in the store")
    chosen = parser.parse_args(arguments)
    paths = chosen.paths or [Path(str(files("kg") / "sample"))]
    with tempfile.TemporaryDirectory() as name:
        copies = Copies(read_reports(paths, Path(name) / "articles"))
        table = Table("reports in the store", "settled", "s of processor", "ms a report")
        for size in chosen.sizes:
            folder = Path(name) / str(size)
            folder.mkdir()
            seconds, number = measure(copies, size, folder)
            table.add_row(f"{size:,}", str(number), f"{seconds:.2f}", f"{1000 * seconds / number:.1f}")
        OUT.print(table)
