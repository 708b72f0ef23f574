"""Which reports are of which incident, as a store has it.

What was asked for, and what was settled since, is kept: only the inference changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.inference.things import pairs
from kg.store.graphs import GraphStore

_INCIDENTS = "SELECT ?report ?incident WHERE { VALUES ?report { %s } ?report onr:reportOf ?incident }"

_MEMBERS = """
SELECT DISTINCT ?report ?graph WHERE {
  VALUES ?incident { %s }
  ?report onr:reportOf ?incident .
  GRAPH ?graph { ?report a onr:IncidentReport }
}
"""


def members(store: GraphStore, incidents: Iterable[str]) -> list[tuple[str, str]]:
    """Return the reports of these incidents, each with its graph."""
    return pairs(store, _MEMBERS, incidents)


class Memberships:
    """The incidents of reports, each read once."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._known: dict[str, str | None] = {}

    def of(self, reports: Iterable[str]) -> dict[str, str]:
        """Return the incidents of those reports that are of one."""
        wanted = set(reports)
        missing = [iri for iri in wanted if iri not in self._known]
        if missing:
            self._known |= dict.fromkeys(missing) | dict(pairs(self._store, _INCIDENTS, missing))
        return {iri: incident for iri in wanted if (incident := self._known[iri]) is not None}

    def with_fellows(self, reports: set[str]) -> set[str]:
        """Return reports with all others of their incidents: what is inferred of an incident is taken back whole."""
        incidents = set(self.of(reports).values())
        return reports | {report for report, _ in members(self._store, incidents)}

    def note(self, incidents: Mapping[str, str | None]) -> None:
        """Take in of which incidents reports are now; None where of none."""
        self._known |= incidents
