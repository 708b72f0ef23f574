"""Measure `onrecord validate` against plain pySHACL and pyrudof, on the same shapes and data, and compare the verdicts.

1. Take a store, or build one of the articles named (without any, of the sample articles).
2. In turn, once each: hold every article's graph to the shapes as the command does, then the whole graph at once, with
   pySHACL and with pyrudof, reading it included.
3. Leave out or change a triple here and there in articles' graphs, and name what the three do not agree on.

The build, timed where there is one, is what the first should cost a small part of.
"""

from __future__ import annotations

import io
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from random import Random

import pyrudof
import pyshacl
from rdflib import SH, Graph
from rich.table import Table

from benchmarks.measuring import OUT, Cost, options
from kg.audit import check_store
from kg.mapping.quads import Literal, Triple, graph_of, read_triples, statements
from kg.mapping.vocabulary import PREFIXES
from kg.pipeline import build
from kg.revisions import article_graphs, run_triples, triples_of
from kg.settings import Settings
from kg.store.formats import GraphFormat
from kg.store.graphs import GraphStore
from kg.store.texts import TextStore
from kg.validation import check_triples, read_shapes
from kg.workers import worker_count

Finding = tuple[str, str]
"""The focus node of a result and the name of the constraint that it breaks."""


def measure_validation(store: Path, *, workers: int, pyshacl_too: bool, built: Cost | None) -> Table:
    """Return a table of what the three cost on the whole graph of a store."""
    shapes = read_shapes().serialize(format="turtle")
    ours, reference, rust = Cost(), Cost(), Cost()
    with GraphStore.open(store, prefixes=PREFIXES, base=Settings().base) as graphs:
        whole = io.BytesIO()
        graphs.export(whole, GraphFormat.ntriples)
        text = whole.getvalue().decode()
        with ours.measured():
            report = check_store(graphs, TextStore(store), workers=workers)
    with rust.measured():
        rust_findings = _pyrudof(text, shapes)
    table = Table("", "conforms", "s", "s of processor", title=f"{text.count(chr(10)):,} triples, {workers} processes")
    if built is not None:
        table.add_row("build", "", *_costs(built))
    table.add_row("onrecord validate", str(report.conforms), *_costs(ours))
    table.add_row("pyrudof, whole graph", str(not rust_findings), *_costs(rust))
    if pyshacl_too:
        with reference.measured():
            conforms = not _pyshacl(Graph().parse(data=text, format="nt"), read_shapes())
        table.add_row("pySHACL, whole graph", str(conforms), *_costs(reference))
    return table


def compare_verdicts(store: Path, *, graphs: int, seed: int = 7) -> Table:
    """Return a table of what the three find in so many graphs that break a shape or do not, by constraint."""
    shapes, random = read_shapes(), Random(seed)
    turtle = shapes.serialize(format="turtle")
    agreed, only_pyshacl, only_pyrudof = Counter[str](), Counter[str](), Counter[str]()
    verdicts = differing = 0
    for triples in _altered(store, graphs, random):
        mine = check_triples(triples)
        theirs, rust = (
            _pyshacl(graph_of(triples), shapes),
            _pyrudof("".join(f"{one} .\n" for one in statements(triples)), turtle),
        )
        agreed.update(name for _, name in theirs & rust)
        only_pyshacl.update(name for _, name in theirs - rust)
        only_pyrudof.update(name for _, name in rust - theirs)
        verdicts += 1
        differing += mine.conforms != (not theirs)
    title = f"{verdicts} altered graphs: onrecord and pySHACL differ on {differing}; findings of the other two"
    table = Table("constraint", "both", "only pySHACL", "only pyrudof", title=title)
    for name in sorted(agreed | only_pyshacl | only_pyrudof):
        table.add_row(name, *(str(one[name]) for one in (agreed, only_pyshacl, only_pyrudof)))
    return table


def _altered(store: Path, number: int, random: Random) -> Iterator[list[Triple]]:
    """Yield graphs of articles with one to three triples left out or given another value."""
    with GraphStore.open(store, prefixes=PREFIXES, base=Settings().base) as opened:
        names, runs = list(article_graphs(opened)), read_triples(run_triples(opened))
        for _ in range(number):
            triples = [*read_triples(triples_of(opened, random.choice(names))), *runs]
            for _ in range(random.randint(1, 3)):
                subject, predicate, _ = triples.pop(random.randrange(len(triples)))
                if random.random() < 0.5:
                    triples.append((subject, predicate, Literal("x") if random.random() < 0.5 else subject))
            yield list(dict.fromkeys(triples))


def _pyshacl(graph: Graph, shapes: Graph) -> set[Finding]:
    """Return what pySHACL finds, warnings left out."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, allow_warnings=True, inplace=True)
    assert isinstance(report, Graph)
    return {
        (str(report.value(one, SH.focusNode)), _name(report.value(one, SH.sourceConstraintComponent)))
        for one in report.subjects(SH.resultSeverity, SH.Violation)
    }


def _pyrudof(triples: str, shapes: str) -> set[Finding]:
    """Return what pyrudof finds, warnings left out."""
    rudof = pyrudof.Rudof(pyrudof.RudofConfig())
    rudof.read_shacl(shapes, pyrudof.ShaclFormat.Turtle)
    rudof.read_data(triples, pyrudof.RDFFormat.NTriples)
    report = rudof.validate_shacl()
    return {
        (str(one.focus_node).strip("<>"), _name(one.constraint_component))
        for one in report.violations
        if str(one.severity).endswith("Violation")
    }


def _name(component: object) -> str:
    """Return the last part of the IRI of a constraint component, which both name as SHACL does."""
    return str(component).strip("<>").rpartition("#")[2].rpartition(":")[2]


def _costs(cost: Cost) -> tuple[str, str]:
    return f"{cost.clock:,.1f}", f"{cost.processors:,.1f}"


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = options("validation", __doc__)
    parser.add_argument("--store", type=Path, help="a store that is built already, in their place")
    parser.add_argument("--workers", type=int, default=0, help="processes (0: one a core)")
    parser.add_argument("--altered", type=int, default=60, help="graphs to compare verdicts on (60)")
    parser.add_argument("--without-pyshacl", action="store_true", help="leave out pySHACL on the whole graph")
    chosen = parser.parse_args(arguments)
    workers = worker_count(chosen.workers)
    with tempfile.TemporaryDirectory() as folder:
        store, built = chosen.store, None
        if store is None:
            store, built = Path(folder) / "store", Cost()
            paths = chosen.paths or [Path(str(files("kg") / "sample"))]
            with built.measured():
                build(paths, store_dir=store, settings=Settings(workers=workers))
        OUT.print(measure_validation(store, workers=workers, pyshacl_too=not chosen.without_pyshacl, built=built))
        OUT.print(compare_verdicts(store, graphs=chosen.altered))
