"""Exports: the graph in the forms that others' tools read, each with its licence and where it comes from inside.

`catalogue` names them all. `reading` asks the graph for rows, `tables` are CSV and Parquet, `geojson` a map, `claims`
schema.org's Claim, `ftm` entities of FollowTheMoney, `nanopubs` nanopublications, `crate` the description of a dump.
All are written as they are read, so that no export needs memory for the whole.
"""

from kg.exports.catalogue import EXPORTS, Export, find_export
from kg.exports.dump import Dump

__all__ = ["EXPORTS", "Dump", "Export", "find_export"]
