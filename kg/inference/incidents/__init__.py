"""Which reports are of one incident."""

from kg.inference.incidents.triples import incident_quads

__all__ = ["incident_quads"]
