"""What every export says of itself: of which state of which store it is, who made it, under which licence."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

from kg.settings import Settings
from kg.store.graphs import GraphStore


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump of one state of a store."""

    graphs: GraphStore
    base: str
    licence: str
    state: str
    software: str

    @classmethod
    def of(cls, graphs: GraphStore, settings: Settings) -> Dump:
        """Return a dump of what a store holds now."""
        software = f"On Record {version('onrecord')}"
        return cls(graphs, settings.base, settings.data_license, graphs.state(), software)

    @property
    def note(self) -> str:
        """Where the data comes from, in one line."""
        return f"{self.software}, state {self.state} of {self.base}; claims are reported, not asserted"
