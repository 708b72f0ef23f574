"""Read the shapes as they are published."""

from __future__ import annotations

from importlib.resources import files

from rdflib import Graph


def read_shapes() -> Graph:
    """Return all shapes as one graph."""
    graph = Graph()
    for name in sorted(one.name for one in files("shapes").iterdir() if one.name.endswith(".ttl")):
        graph.parse(data=files("shapes").joinpath(name).read_text("utf-8"), format="turtle")
    return graph
