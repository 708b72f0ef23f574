"""What may have been meant by an IRI that nothing has: another kind of thing with the same id, a near name."""

from __future__ import annotations

import difflib
import re
import threading

from kg.store.graphs import GraphStore

_HASH = re.compile(r"[0-9a-f]{24}")
_KINDS = ("article", "revision", "statement", "claim", "report", "incident", "actor", "source", "place", "decision")
_NAMED = {
    "actor": "SELECT DISTINCT ?one WHERE { ?one onr:actorKind ?kind FILTER(?kind != val:unnamed) }",
    "place": "SELECT DISTINCT ?one WHERE { ?one a sem:Place }",
}
_THERE = "SELECT ?type ?node WHERE { ?node a ?type } LIMIT 1"


class Hints:
    """Hints at what is in the graph, whose readable ids are read once for each state of it."""

    def __init__(self, store: GraphStore, *, base: str) -> None:
        self._store = store
        self._base = base
        self._reading = threading.Lock()
        self._read: tuple[str, dict[str, list[str]]] = ("", {})

    def on(self, iri: str) -> str:
        """Return a sentence about an IRI that nothing has."""
        near = self._near(iri.removeprefix(self._base)) if iri.startswith(self._base) else []
        if near:
            return f"did you mean {' or '.join(near)}?"
        return "/search?q= finds words, /actors?name= an actor, /reconcile a name"

    def _near(self, path: str) -> list[str]:
        kind, _, identity = path.partition("/")
        if _HASH.fullmatch(identity):
            others = (f"{other}/{identity}" for other in _KINDS if other != kind)
            return [one for one in others if self._store.select(_THERE, node=self._base + one)]
        return difflib.get_close_matches(path, self._names(kind), n=3, cutoff=0.6) if kind in _NAMED else []

    def _names(self, kind: str) -> list[str]:
        state = self._store.state()
        with self._reading:
            if self._read[0] != state:
                self._read = state, {}
            names = self._read[1]
            if kind not in names:
                found = (row[0].value for row in self._store.select(_NAMED[kind]) if row[0] is not None)
                names[kind] = [iri.removeprefix(self._base) for iri in found if not _HASH.search(iri)]
            return names[kind]
