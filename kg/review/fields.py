"""What can be corrected: the fields of statements, claims, incident reports and links, each with its values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kg.mapping.vocabulary import ONR, PROV, SDO, SEM
from kg.review.decisions import DIFFERENT, SAME, Kind

Values = Literal["actor", "place", "report", "item", "effect", "type", "number", "day", "date"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: the property that holds it, what its values are, how many it takes, whether it may be empty."""

    kind: Kind
    name: str
    predicate: str
    values: Values
    help: str
    many: bool = False
    optional: bool = False


_ALL = (
    Field("statement", "speaker", str(PROV.wasAttributedTo), "actor", "who said it", many=True),
    Field("statement", "for", str(ONR.onBehalfOf), "actor", "for whom it was said", many=True, optional=True),
    Field("statement", "said-on", str(ONR.saidOn), "day", "the day on which it was said", optional=True),
    Field("claim", "claimant", str(ONR.claimant), "actor", "who claims it", many=True),
    Field("claim", "effect", str(ONR.effect), "effect", "what happened to the people counted"),
    Field("claim", "group", str(ONR.group), "actor", "the people counted", optional=True),
    Field("claim", "agent", str(ONR.agent), "actor", "who is held responsible", optional=True),
    Field("claim", "low", str(SDO.minValue), "number", "the lowest figure", optional=True),
    Field("claim", "high", str(SDO.maxValue), "number", "the highest figure", optional=True),
    Field("claim", "incident", str(SDO.about), "report", "the incident report it is about", optional=True),
    Field("incident", "type", str(SEM.eventType), "type", "what kind of incident it was"),
    Field("incident", "date", str(ONR.edtf), "date", "when it was, in the Extended Date/Time Format", optional=True),
    Field("incident", "place", str(SEM.hasPlace), "place", "where it was", many=True, optional=True),
    Field("incident", "perpetrator", str(SEM.hasActor), "actor", "who did it", many=True, optional=True),
    Field("incident", "supporter", str(SEM.hasActor), "actor", "who helped", many=True, optional=True),
    Field("incident", "target", str(SEM.hasActor), "actor", "who was hit", many=True, optional=True),
    Field("incident", SAME, str(ONR.sameIncidentAs), "report", "reports of the same incident", many=True),
    Field("incident", DIFFERENT, str(ONR.otherIncidentThan), "report", "reports of other incidents", many=True),
    Field("link", "item", str(ONR.linkTarget), "item", "the item of Wikidata that it is"),
)

FIELDS: dict[tuple[Kind, str], Field] = {(one.kind, one.name): one for one in _ALL}
"""The fields by kind of row and name."""
