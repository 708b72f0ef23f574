"""Actors, people, outlets and places of the genre as data, and the lookup of names in it."""

from kg.gazetteer.entries import ActorEntry, Institution, Office, PlaceEntry, Tenure, data_version, load_sides
from kg.gazetteer.lookup import Gazetteer
from kg.gazetteer.match import Match
from kg.gazetteer.states import OfficeHolder

__all__ = [
    "ActorEntry",
    "Gazetteer",
    "Institution",
    "Match",
    "Office",
    "OfficeHolder",
    "PlaceEntry",
    "Tenure",
    "data_version",
    "load_sides",
]
