"""What the gazetteer knows of a record's actors and places beside their names: sides, and what they are part of."""

from __future__ import annotations

from collections.abc import Iterator

from kg.gazetteer import ActorEntry, Gazetteer
from kg.mapping.actors import actors
from kg.record import Background, Record, Wider


def backgrounds(record: Record, gazetteer: Gazetteer) -> tuple[Background, ...]:
    """Return the background of every entry that a record names, each once: actors, then places, by id."""
    named = {actor.id for actor in actors(record) if actor.named and actor.kind != "unnamed"}
    places = {place.id for incident in record.incidents for place in incident.places}
    return (*_of_actors(sorted(named), gazetteer), *_of_places(sorted(places), gazetteer))


def _of_actors(ids: list[str], gazetteer: Gazetteer) -> Iterator[Background]:
    for entry in filter(None, map(gazetteer.actor, ids)):
        wider = tuple(Wider(one.id, one.label) for one in _parents(entry, gazetteer))
        if entry.side or wider:
            yield Background(entry.id, "actor", entry.side, wider)


def _of_places(ids: list[str], gazetteer: Gazetteer) -> Iterator[Background]:
    for entry in filter(None, map(gazetteer.place, ids)):
        wider = tuple(Wider(one.id, one.label) for one in gazetteer.within(entry))
        if wider:
            yield Background(entry.id, "place", wider=wider)


def _parents(entry: ActorEntry, gazetteer: Gazetteer) -> Iterator[ActorEntry]:
    """Yield the organisation that an actor belongs to, the one that this belongs to, and so on."""
    parent = gazetteer.actor(entry.parent) if entry.parent else None
    while parent is not None:
        yield parent
        parent = gazetteer.actor(parent.parent) if parent.parent else None
