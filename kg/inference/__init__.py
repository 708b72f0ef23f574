"""What is inferred from many articles: which reports are of one incident, and what claims say about each other.

The stage follows the graph, not the build: it looks at what is in the store, so that it can be run at any time, gives
the same whatever the order in which articles came, and goes on where it was stopped.

1. Whoever stores or drops graphs of articles commits `unsettle` with it: the graphs whose reports are to be compared
   are marked `onr:UnsettledGraph`. Incidents that have a report in a graph that goes are taken back whole, with all
   that was found about them, and the graphs of their other reports are marked, too. (Who settles new graphs before
   anybody can see them need not mark them.)
2. `settle` takes marked graphs, some at a time, until there are none: it finds the incidents of their reports, and of
   those that these are tied to, and what the claims about them say about each other (`kg.inference.claims`). What has
   changed comes in the place of what was inferred before, with the marks, in one transaction. `take_in` does so for
   articles that come, in the load that stores them: what they say is known by what they bring.
3. Where the store was settled by other rules than those given, `settle` marks all graphs first. Where only the code or
   the gazetteer have changed since, it does not: `kg.inference.updating` does.
4. Many processes may share the work (`kg.cluster.linking`): once the reports of all marked graphs are filed under their
   blocks (`blocks`), each can find for some of the graphs, in a copy of the store, what `settle` would change
   (`changes`); all of it together is what settling all would give, and is put in at once (`take`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import NamedTuple

from kg.gazetteer import Gazetteer
from kg.inference.claims import (
    ClaimReader,
    Reprints,
    Rules,
    adopted,
    adoption,
    found_before,
    renewal,
    up_to_date,
)
from kg.inference.incidents import (
    BlockIndex,
    Neighbours,
    Weights,
    block_triples,
    filed,
    find_incidents,
    plan_triples,
    triples_of_incident,
)
from kg.inference.memberships import Memberships, members
from kg.inference.reading import ReportReader
from kg.inference.reports import Report
from kg.inference.things import Things, constructed, iri_chunks, pairs, parts
from kg.mapping.described import Contents, Described, contents_of, described_in, unpack
from kg.mapping.iris import CLAIMS, INFERENCE, STATEMENTS, mint_incident
from kg.mapping.quads import Quad, nquads, statements
from kg.mapping.vocabulary import ONR, RDF
from kg.store.graphs import Change, GraphStore, difference, in_graph

__all__ = [
    "Coming",
    "Inference",
    "Rules",
    "Settled",
    "adopted",
    "settle",
    "stale",
    "unsettle",
    "unsettle_all",
    "up_to_date",
]

_TOGETHER = 4_000
"""Graphs settled in one transaction."""

_LEARNED = 300
"""Articles whose descriptions are in memory at once."""

_KEPT, _PAIRS = 100_000, 20
"""Reports that are kept in memory (some 10 KiB each), and compared pairs for each of them, before all is read anew."""

_TYPE, _UNSETTLED = str(RDF.type), str(ONR.UnsettledGraph)

_MARKED_BY_DAY = """
SELECT ?graph WHERE {
  ?graph a onr:UnsettledGraph
  OPTIONAL { GRAPH ?graph { ?article schema:datePublished ?day } }
} GROUP BY ?graph ORDER BY MIN(?day) ?graph
"""

_MARKED = f"SELECT ?graph WHERE {{ ?graph a onr:UnsettledGraph }} ORDER BY ?graph LIMIT {_TOGETHER}"

_IN_FORCE = (
    "SELECT ?graph WHERE { ?graph a onr:ArticleGraph FILTER NOT EXISTS { ?graph prov:invalidatedAtTime ?ceased } }"
)

_ARTICLES = """
SELECT ?article ?graph WHERE {
  VALUES ?graph { %s }
  GRAPH ?graph { ?revision a onr:ArticleRevision ; prov:specializationOf ?article }
}
"""

_TIED = """
SELECT DISTINCT ?other ?graph WHERE {
  VALUES ?article { %s }
  GRAPH ?graph { ?relation prov:wasDerivedFrom ?article , ?other }
}
"""

_GRAPHS = """
SELECT DISTINCT ?article ?graph WHERE {
  VALUES ?article { %s }
  GRAPH ?graph { ?revision a onr:ArticleRevision ; prov:specializationOf ?article }
}
"""

_REPORTS = """
SELECT ?report ?graph WHERE { VALUES ?graph { %s } GRAPH ?graph { ?report a onr:IncidentReport } }
"""

_INCIDENTS = """
SELECT DISTINCT ?incident ?graph WHERE { GRAPH ?graph { ?report a onr:IncidentReport } ?report onr:reportOf ?incident }
"""

_WITHOUT_REPORT = """
SELECT DISTINCT ?report WHERE {
  ?report onr:reportOf ?incident
  FILTER NOT EXISTS { ?report a onr:IncidentReport }
}
"""

_WITHOUT_INCIDENT = """
SELECT DISTINCT ?incident WHERE {
  GRAPH <%s> { ?found onr:incident ?incident }
  FILTER NOT EXISTS { ?report onr:reportOf ?incident ; a onr:IncidentReport }
}
"""

_INFERRED = """
CONSTRUCT { ?s ?p ?o } WHERE { SELECT DISTINCT ?s ?p ?o WHERE {
  VALUES ?report { %s }
  GRAPH <{graph}> {
    { ?report onr:reportOf ?incident . ?incident ?p ?o . BIND(?incident AS ?s) }
    UNION
    { ?report onr:reportOf ?o . ?s dcterms:isReplacedBy ?o . BIND(dcterms:isReplacedBy AS ?p) }
    UNION
    { ?report ?p ?o . BIND(?report AS ?s) }
    UNION
    { ?s rdf:subject ?report ; ?p ?o }
  }
} }
"""


class Coming(NamedTuple):
    """The graph of an article, its quads (N-Quads) and what it describes, packed (`kg.mapping.described`); the last two
    are empty where it is stored."""

    graph: str
    quads: str = ""
    described: bytes = b""


@dataclass(frozen=True, slots=True)
class Settled:
    """Incidents that are new, have other reports than before or a report that was read anew, by IRI, each with its
    reports, the oldest first; and those that are no more.

    `found` is what changed in what is found about them, and about the statements of the articles, unless these were
    taken in: then it may be too much to be kept.
    """

    incidents: Mapping[str, tuple[Report, ...]]
    gone: frozenset[str] = field(default=frozenset())
    found: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What follows from some graphs, and of which incidents reports are then.

    What is to be changed for it is found as it is asked for: `inferred` of the incidents, `claims` about them.
    """

    settled: Settled
    inferred: Iterator[Change]
    claims: Iterator[Change]
    memberships: Mapping[str, str | None]


def unsettle(store: GraphStore, *, base: str, new: Iterable[str] = (), old: Iterable[str] = ()) -> Change:
    """Return the change to commit together with graphs of articles that come (`new`) and that go (`old`)."""
    going = set(old)
    fallen = {row[0].value for graph in sorted(going) for row in store.select(_INCIDENTS, graph=graph) if row[0]}
    fellows = members(store, fallen)
    articles = _articles(store, going)
    rows = (store.texts(_TIED % values, graph=base + STATEMENTS) for values in iri_chunks(articles))
    tied = {other for several in rows for other, _ in several}
    again = {graph for _, graph in (*fellows, *pairs(store, _GRAPHS, tied)) if graph not in going}
    marks = {*new, *filter(store.in_force, again)}
    found = found_before(store, fallen, articles, base=base)
    inferred = in_graph(_inferred(store, {report for report, _ in fellows}, base), base + INFERENCE)
    return Change(remove=inferred + found, add=_marks(marks, base))


def unsettle_all(store: GraphStore, *, rules: Rules) -> tuple[Change, Change]:
    """Return the changes after which everything is settled anew, by these rules."""
    return adoption(store, rules), Change(add=_marks(_iris(store, _IN_FORCE), rules.base))


def stale(store: GraphStore, *, base: str) -> Change:
    """Return the change that takes out what is inferred of reports and incidents that are not there any more.

    There is none unless others than this program have written the graph.
    """
    reports = _iris(store, _WITHOUT_REPORT)
    incidents = _iris(store, _WITHOUT_INCIDENT % (base + CLAIMS))
    inferred = in_graph(_inferred(store, reports, base), base + INFERENCE)
    return Change(remove=inferred + found_before(store, incidents, [], base=base))


def settle(store: GraphStore, *, rules: Rules) -> Iterator[Settled]:
    """Settle what is marked, some graphs at a time, each time in one transaction; yield what came of it."""
    return Inference(store, rules).settle()


class Inference:
    """The inference of a store that is open for writing, with what it has read in memory, so that it reads it once.

    Nobody else may change what articles say meanwhile.
    """

    def __init__(self, store: GraphStore, rules: Rules) -> None:
        self.store = store
        self.rules = rules
        self._begin()

    def _begin(self) -> None:
        base = self.rules.base
        self._things = Things(self.store, base=base)
        self._reports = ReportReader(self._things, Gazetteer.load())
        self._claims = ClaimReader(self._things)
        self._reprints = Reprints(self.store, self._things, self.rules.affiliations)
        self._index, self._weights = BlockIndex(self.store, base=base), Weights()
        self._memberships = Memberships(self.store)
        self._new: dict[str, Contents] = {}

    def take_in(self, articles: Iterable[Coming], *, marked: bool = False) -> None:
        """Store articles that are not stored, and settle them and those that are; the state reached is not published.

        All of them were in the last `unsettle`, which marked them or not.
        """
        self._adopt()
        self._things.forget_shared()
        graphs: list[str] = []
        self._settle(graphs, coming=self._learned(articles, graphs), marked=marked, keep=False, publish=False)

    def _learned(self, articles: Iterable[Coming], graphs: list[str]) -> Iterator[Change]:
        """Yield what stores articles; read the reports of those that are new, and note the graphs of all."""
        for some in parts(articles, _LEARNED):
            for one in some:
                if one.quads:
                    yield Change(add=one.quads)
            self._learn([one for one in some if one.quads])
            graphs += [one.graph for one in some]

    def _learn(self, articles: Iterable[Coming]) -> None:
        """Read the reports of articles out of what these say: it need not be read from the store."""
        new = {one.graph: self._described(one) for one in articles}
        for known in new.values():
            self._things.learn(known)
        learned = {graph: contents_of(known) for graph, known in new.items()}
        reports = {report for one in learned.values() for report in one.reports}
        self._new |= learned
        self._memberships.note(dict.fromkeys(reports))
        self._reprints.learn({one.article: one.statements for one in learned.values()})
        self._reports.read(reports)
        self._claims.read(reports)
        self._things.forget()

    def _described(self, article: Coming) -> Described:
        if article.described:
            return unpack(article.described)
        return described_in(article.quads, article.graph, base=self.rules.base)

    def unsettle(self, *, new: Iterable[str] = (), old: Iterable[str] = (), mark: bool = True) -> Change:
        """Return the change to commit together with graphs of articles that come (`new`) and that go (`old`).

        Those that come need no mark when they are taken in before the state is published.
        """
        going = list(old)
        if going:
            self._begin()
        return unsettle(self.store, base=self.rules.base, new=new if mark else (), old=going)

    def settle(self, *, publish: bool = True) -> Iterator[Settled]:
        """Settle what is marked, some graphs at a time, each time in one transaction; yield what came of it.

        Each state reached is published, unless the caller does that.
        """
        self._adopt()
        self._things.forget_shared()
        while some := _iris(self.store, _MARKED):
            yield self._settle(some, marked=True, keep=True, publish=publish)

    def marked(self) -> list[str]:
        """Return the graphs that are to be settled, by the days of their articles."""
        self._adopt()
        return [graph for (graph,) in self.store.texts(_MARKED_BY_DAY)]

    def blocks(self, graphs: Iterable[str]) -> str:
        """Return as N-Quads the blocks under which the reports of graphs are found."""
        _, learned, others = self._contents(graphs)
        reports = self._reports.read(learned | others)
        self._things.forget()
        return nquads(
            Quad(*triple, self.rules.base + INFERENCE)
            for report in reports
            for triple in block_triples(report, filed(report))
        )

    def changes(self, graphs: Sequence[str]) -> tuple[Change, ...]:
        """Return what settling some graphs would change, but for their marks, where the reports of all that are marked
        are filed under their blocks."""
        found = self._found(graphs)
        return *found.inferred, *found.claims

    def take(self, graphs: Sequence[str], *, going: Iterable[str], coming: Iterable[str]) -> None:
        """Settle some graphs by what was found elsewhere, as N-Quads: all that goes, then all that comes.

        The state reached is not published.
        """
        for one in going:  # a part at a time: what goes is held in memory
            self.store.commit([Change(remove=one)], publish=False)
        self.store.add(coming)
        for some in parts(graphs, _TOGETHER):
            self.store.commit([Change(remove=_marks(some, self.rules.base))], publish=False)
        self._begin()

    def _adopt(self) -> None:
        """Mark all to be settled by these rules, where the store was settled by others."""
        if not adopted(self.store, self.rules):
            self.store.commit(unsettle_all(self.store, rules=self.rules), publish=False)

    def _settle(
        self, graphs: Sequence[str], *, coming: Iterable[Change] = (), marked: bool, keep: bool, publish: bool
    ) -> Settled:
        """Settle some graphs, which may be known only when all that comes with them has been taken."""
        settled = Settled({})

        def changes() -> Iterator[Change]:
            nonlocal settled
            yield from coming
            settled = yield from self.following(graphs, keep=keep)
            if marked:  # marks go last: where not all can be done at once, it is begun anew
                yield Change(remove=_marks(graphs, self.rules.base))

        try:
            self.store.renew(changes(), publish=publish)
        except BaseException:
            self._begin()  # what is in memory may be ahead of the store
            raise
        self._reprints.forget_coming()
        self._things.forget_coming()
        self._things.forget()
        if max(len(self._index), len(self._weights) // _PAIRS) > _KEPT:
            self._begin()
        return settled

    def following(self, graphs: Sequence[str], *, keep: bool) -> Generator[Change, None, Settled]:
        """Yield the changes that put what follows from graphs in the place of what was inferred before, and return what
        came of it, with what changed if that is to be kept."""
        found = self._found(graphs)
        yield from found.inferred
        kept = []
        for change in found.claims:
            if keep:
                kept.append(change)
            yield change
        self._memberships.note(found.memberships)
        return replace(found.settled, found=tuple(kept))

    def _found(self, graphs: Sequence[str]) -> _Found:
        """Find what follows from graphs, and what that changes."""
        store, rules, base = self.store, self.rules, self.rules.base
        articles, learned, others = self._contents(graphs)
        seeds = self._memberships.with_fellows(learned | others)
        self._reports.forget(others)
        self._claims.forget(others)
        self._read(seeds)
        reports = self._reports.read(seeds)
        for iri in seeds:
            self._index.file(iri, ())
        for report in reports:
            self._index.file(report.iri, filed(report))
        neighbours = Neighbours(store, self._reports, self._index, self._weights)
        found = find_incidents(reports, neighbours)
        before = self._memberships.of({*seeds, *(report.iri for one in found for report in one)})
        changed = _changed(found, before, seeds, base)
        touched = {*seeds, *(report.iri for one in changed.values() for report in one)}
        gone = {before[iri] for iri in touched & before.keys()} - changed.keys()
        members_of = {iri: [report.iri for report in one] for iri, one in changed.items()}
        self._claims.read(seeds)
        claims = renewal(
            store,
            members_of | dict.fromkeys(gone, ()),
            articles=articles,
            rules=rules,
            reader=self._claims,
            reprints=self._reprints,
        )
        inferred = (
            statements(triple for one in some for triple in triples_of_incident(one, neighbours, base=base))
            for some in parts(changed.values())
        )
        renewed = difference(
            base + INFERENCE,
            _inferred(store, touched & before.keys(), base),
            chain(inferred, [statements(plan_triples(base=base))]),
        )
        now = {report: iri for iri, several in members_of.items() for report in several}
        return _Found(Settled(changed, frozenset(gone)), renewed, claims, dict.fromkeys(touched) | now)

    def _read(self, reports: Iterable[str]) -> None:
        """Read reports and the claims about them, some at a time, and forget what they were made of."""
        for some in parts(sorted(reports)):
            self._reports.read(some)
            self._claims.read(some)
            self._things.forget()

    def _contents(self, graphs: Iterable[str]) -> tuple[list[str], set[str], set[str]]:
        """Return the articles of graphs, sorted, and the reports in them: those learned, and those to be read."""
        new = {graph: self._new.pop(graph) for graph in graphs if graph in self._new}
        others = [graph for graph in graphs if graph not in new]
        articles = {one.article for one in new.values()} | set(_articles(self.store, others))
        learned = {report for one in new.values() for report in one.reports}
        return sorted(articles), learned, {report for report, _ in pairs(self.store, _REPORTS, others)}


def _changed(
    found: Iterable[tuple[Report, ...]], before: Mapping[str, str], seeds: Set[str], base: str
) -> dict[str, tuple[Report, ...]]:
    """Return, by their IRIs, the incidents that have other reports than before, or reports that are read anew."""
    members: dict[str, set[str]] = defaultdict(set)
    for report, incident in before.items():
        members[incident].add(report)
    changed = {}
    for reports in found:
        iri, iris = mint_incident(reports[0].iri, base=base), {report.iri for report in reports}
        if not iris.isdisjoint(seeds) or members.get(iri) != iris:
            changed[iri] = reports
    return changed


def _articles(store: GraphStore, graphs: Iterable[str]) -> list[str]:
    return sorted({article for article, _ in pairs(store, _ARTICLES, graphs)})


def _iris(store: GraphStore, query: str) -> list[str]:
    return sorted(row[0].value for row in store.select(query) if row[0] is not None)


def _marks(graphs: Iterable[str], base: str) -> str:
    return nquads(Quad(graph, _TYPE, _UNSETTLED, base + INFERENCE) for graph in graphs)


def _inferred(store: GraphStore, reports: Iterable[str], base: str) -> set[str]:
    """Return, as lines of N-Triples begin, what has been inferred about these reports and their incidents."""
    return constructed(store, _INFERRED, reports, graph=base + INFERENCE)
