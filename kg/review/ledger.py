"""All decisions of a store, and the changes that they, or new ones, make to it.

1. The graph of decisions has each decision on a target with those that it put out of force.
2. For each article with decisions in force, the overlay of its current graph is worked out from the graph as the
   machine made it; for a link, from the link.
3. All are changes to be committed in one transaction with what gave rise to them: a new decision, or a build.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from kg.mapping.iris import DECISIONS
from kg.mapping.quads import Triple, nquads, read_triples, triples_in
from kg.mapping.vocabulary import OWL, SKOS
from kg.review.decisions import DIFFERENT, SAME, Decision, Standing, standing
from kg.review.graph import decision_iri, decision_quads, overlay_graphs, overlay_quads, read_decisions
from kg.review.view import Overlay, article_overlay
from kg.revisions import contents_in
from kg.store.graphs import Change, GraphStore

_SAME, _CLOSE = str(OWL.sameAs), str(SKOS.closeMatch)

_OF_GRAPH = "SELECT ?s ?p ?o ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }"

_OF_NODE = "SELECT DISTINCT ?node ?p ?o WHERE { GRAPH ?graph { ?node ?p ?o } }"

_HOMES = """
SELECT DISTINCT ?graph ?article ?row WHERE {
  GRAPH ?graph { ?row a ?kind . ?revision a onr:ArticleRevision ; prov:specializationOf ?article }
}
"""


class Ledger:
    """The decisions on each target."""

    def __init__(self, decisions: Iterable[Decision], *, base: str) -> None:
        self.base = base
        self._on: dict[str, dict[str, Decision]] = defaultdict(dict)
        for one in decisions:
            self._on[one.target][one.id] = one

    @classmethod
    def read(cls, store: GraphStore, *, base: str) -> Ledger:
        """Read the decisions of a store."""
        graph = base + DECISIONS
        triples = read_triples(store.select_lines(_OF_GRAPH, 3, graph=graph)) if store.has_graph(graph) else ()
        return cls(read_decisions(triples, base=base), base=base)

    def __contains__(self, decision: Decision) -> bool:
        return decision.id in self._on.get(decision.target, {})

    def decisions(self) -> list[Decision]:
        """Return all decisions, by time."""
        return sorted((one for on in self._on.values() for one in on.values()), key=lambda one: one.order)

    def on(self, target: str) -> list[Decision]:
        """Return the decisions on a target, by time."""
        return sorted(self._on.get(target, {}).values(), key=lambda one: one.order)

    def standing(self, target: str) -> Standing:
        """Return what holds of a target; of two reports, what was said of the pair last, from whichever side."""
        found = standing(self.on(target))
        words = {other: self._last_word.get(frozenset({target, other})) for other in found.same | found.different}
        found.same, found.different = (
            frozenset(other for other, word in words.items() if word == (field, target)) for field in (SAME, DIFFERENT)
        )
        return found

    def targets(self) -> frozenset[str]:
        """Return everything that was decided on."""
        return frozenset(self._on)

    def overlay(self, article: str, triples: Iterable[Triple]) -> Overlay:
        """Return what the decisions change in the view of an article with these triples in its graph."""
        known = list(triples)
        standings = {row: self.standing(row) for row in self._rows(known)}
        return article_overlay(known, standings, article=article, base=self.base)

    def change_of_article(self, store: GraphStore, article: str, triples: Iterable[Triple]) -> Change:
        """Return the change that brings the view of an article in line with its graph, which has these triples."""
        known = list(triples)
        return self._overlaid(store, article, self.overlay(article, known), self._rows(known))

    def change_of_build(self, store: GraphStore, article: str, graph: str, quads: str) -> Change:
        """Return the change that goes with a new graph of an article, which is among these canonical N-Quads."""
        stale = any(store.has_graph(one) for one in overlay_graphs(article, base=self.base))
        if not stale and (not self._on or self._on.keys().isdisjoint(contents_in(quads))):
            return Change()
        return self.change_of_article(store, article, triples_in(quads, graph))

    def changes_with(self, store: GraphStore, new: Iterable[Decision]) -> tuple[Ledger, list[Change]]:
        """Return the ledger with new decisions, and the changes that write these and what they change in the view."""
        later = Ledger([*self.decisions(), *new], base=self.base)
        touched = sorted({one.target for one in later.decisions() if one not in self})
        old = {quad for target in touched for quad in decision_quads(self.on(target), base=self.base)}
        coming = {quad for target in touched for quad in decision_quads(later.on(target), base=self.base)}
        changes = [Change(remove=nquads(old - coming), add=nquads(coming))]
        said = self._last_word.items() ^ later._last_word.items()
        rows = {*touched, *(row for pair, _ in said for row in pair)}
        homes = dict(home for row in sorted(rows) for home in homes_of(store, row))
        changes += [later.change_of_article(store, article, graph_triples(store, homes[article])) for article in homes]
        changes += [later._change_of_link(store, target) for target in touched if later.on(target)[0].ends]
        return later, changes

    def views(self, store: GraphStore, targets: Iterable[str]) -> Iterator[list[Triple]]:
        """Yield what the view has of each article that holds one of these targets, and of the decisions on them."""
        wanted = set(targets)
        homes = dict(home for target in sorted(wanted) for home in homes_of(store, target))
        for article, graph in sorted(homes.items()):
            triples = graph_triples(store, graph)
            overlay, rows = self.overlay(article, triples), self._rows(triples)
            wanted -= rows
            yield [*(set(triples) - overlay.withheld), *overlay.put, *self._written(rows)]
        yield self._written(wanted)

    def pairs(self) -> tuple[frozenset[frozenset[str]], frozenset[frozenset[str]]]:
        """Return the pairs of reports that are of one incident by decision, and those that are not."""
        same = frozenset(pair for pair, said in self._last_word.items() if said[0] == SAME)
        return same, frozenset(self._last_word.keys() - same)

    def orphans(self, store: GraphStore) -> list[Decision]:
        """Return the decisions whose target is in no graph in force: they are kept, and hold again if it comes back."""
        return [one for one in self.decisions() if not _is_there(store, one)]

    @cached_property
    def _last_word(self) -> dict[frozenset[str], tuple[str, str]]:
        """What was said last of each pair of reports, and in a decision on which of them."""
        found: dict[frozenset[str], tuple[str, str]] = {}
        for one in self.decisions():
            if one.verdict == "reopened":
                found = {pair: said for pair, said in found.items() if said[1] != one.target}
            for correction in one.corrections:
                if correction.field in (SAME, DIFFERENT):
                    pairs = (frozenset({one.target, value}) for value in correction.values)
                    found.update(dict.fromkeys(pairs, (correction.field, one.target)))
        return found

    def _rows(self, triples: Iterable[Triple]) -> set[str]:
        """Return what has been decided on of what these triples describe."""
        return self._on.keys() & {subject for subject, _, _ in triples}

    def _written(self, targets: Iterable[str]) -> list[Triple]:
        """Return the decisions on these targets, as they are written."""
        return [quad[:3] for target in sorted(targets) for quad in decision_quads(self.on(target), base=self.base)]

    def _change_of_link(self, store: GraphStore, link: str) -> Change:
        on = self.on(link)
        entity, item = on[0].ends or ("", "")
        found = self.standing(link)
        proposed, same = (entity, _CLOSE, item), (entity, _SAME, item)
        if found.state == "accepted":
            overlay = Overlay(frozenset({proposed}), frozenset({same}))
        elif found.state == "open":
            overlay = Overlay()
        else:
            node = read_triples(store.select_lines(_OF_NODE, 3, node=link))
            others = found.corrections["item"].values if found.state == "corrected" else ()
            put = frozenset((entity, _SAME, other) for other in others)
            overlay = Overlay(frozenset({proposed, same, *node}) - put, put)
        return self._overlaid(store, link, overlay, {link})

    def _overlaid(self, store: GraphStore, scope: str, overlay: Overlay, rows: Iterable[str]) -> Change:
        old = tuple(graph for graph in overlay_graphs(scope, base=self.base) if store.has_graph(graph))
        in_force = {decision_iri(one, base=self.base) for row in rows for one in self.on(row) if self.in_force(one)}
        return Change(drop=old, add=nquads(overlay_quads(scope, overlay, in_force, base=self.base)))

    def in_force(self, decision: Decision) -> bool:
        """Return whether no later decision put this one out of force."""
        return all(decision.id not in others for others in self.standing(decision.target).supersedes.values())


def homes_of(store: GraphStore, row: str) -> list[tuple[str, str]]:
    """Return the article of a row with the graph in force that has the row; a row is in one article only."""
    rows = store.select(_HOMES, row=row)
    return [
        (article.value, graph.value) for graph, article, _ in rows if graph and article and store.in_force(graph.value)
    ]


def graph_triples(store: GraphStore, graph: str) -> list[Triple]:
    """Return the triples of a named graph."""
    return read_triples(store.select_lines(_OF_GRAPH, 3, graph=graph))


def _is_there(store: GraphStore, decision: Decision) -> bool:
    if decision.ends is None:
        return bool(homes_of(store, decision.target))
    return bool(store.select("SELECT ?kind ?entity WHERE { ?entity a ?kind } LIMIT 1", entity=decision.ends[0]))
