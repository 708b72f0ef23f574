"""The record: what one article says, before it is a graph.

Every extractor fills this and the mapping to RDF reads nothing else. `record_schema` publishes it as
JSON Schema, `load_record` and `dump_record` move it in and out of JSON, `check_record` holds it to its
contract.

Spans count Unicode code points of `Record.text`, 0-based, end exclusive, and
`record.text[span.start:span.end] == span.text` always.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from pydantic import TypeAdapter
from pydantic import ValidationError as PydanticError

from kg.errors import RecordError

ActorKind = Literal["person", "organisation", "armed_group", "government", "coalition", "outlet", "unnamed", "group"]
SourceType = Literal[
    "official", "military", "police", "medical", "witness", "activist", "media", "document", "group", "unspecified"
]
Mode = Literal["direct", "indirect", "mixed"]
Medium = Literal["statement", "tweet", "interview", "briefing", "report", "message", "unknown"]
Certainty = Literal["certain", "probable", "possible"]
Precision = Literal["exact", "town", "district", "province", "country"]
IncidentType = Literal[
    "airstrike",
    "shelling",
    "bombing",
    "suicide_bombing",
    "armed_clash",
    "operation",
    "arrest",
    "assassination",
    "abduction",
    "execution",
    "chemical_attack",
    "territory_change",
    "other",
]
ClaimKind = Literal["casualties", "occurrence", "responsibility", "denial", "count", "damage", "other"]
Effect = Literal["killed", "injured", "captured", "missing", "displaced"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the article's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, organisation, group or outlet as one article refers to it.

    `id` is a gazetteer id where the gazetteer knows the actor, else a slug of the name that is only
    unique within the article. `mention` is where the article names it for the role it has here.
    An unnamed source has `named` false, its own words as `name`, and a `source_type`.
    """

    id: str
    name: str
    kind: ActorKind
    wikidata: str | None = None
    aliases: tuple[str, ...] = ()
    named: bool = True
    source_type: SourceType | None = None
    mention: Span | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place as one article refers to it; `text` keeps the raw name. Coordinates are WGS84 degrees."""

    id: str
    name: str
    kind: Literal["place"] = "place"
    wikidata: str | None = None
    aliases: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    precision: Precision | None = None
    text: str = ""
    mention: Span | None = None


@dataclass(frozen=True, slots=True)
class Identification:
    """That the words of a mention mean the gazetteer's actor or place with the id `entity`: how sure, and why."""

    entity: str
    kind: Literal["actor", "place"]
    mention: Span
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wider:
    """What an actor is part of or a place lies in: an id and a name of the gazetteer."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Background:
    """What the gazetteer knows of an actor or place of the record: its side, and what it is part of, narrow to wide."""

    entity: str
    kind: Literal["actor", "place"]
    side: str | None = None
    wider: tuple[Wider, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One utterance by a source.

    Where source and cue stand inside the words ("two men, he said, were killed"), `content` is the longer part and
    `rest` the other.
    Where the article prints a paragraph twice, the second place is a row of its own whose `repeat_of` names
    the first: in the graph they are one statement with two pieces of evidence.
    """

    id: str
    content: Span
    speaker: Actor
    rest: Span | None = None
    cue: Span | None = None
    source: Span | None = None
    affiliation: Actor | None = None
    role: str | None = None
    rank: str | None = None
    joint_speakers: tuple[Actor, ...] = ()
    mode: Mode = "indirect"
    medium: Medium = "unknown"
    said_on: str | None = None
    denies: bool = False
    certainty: Certainty = "certain"
    relays: str | None = None
    repeat_of: str | None = None
    rule: str | None = None
    confidence: float = 0.5

    @property
    def parts(self) -> tuple[Span, ...]:
        """What was said: one stretch of the text, or the two that source and cue cut it into."""
        return (self.content,) if self.rest is None else (self.content, self.rest)


@dataclass(frozen=True, slots=True)
class Incident:
    """The article's account of one event. `date` is EDTF; `places` go from most specific to broadest."""

    id: str
    type: IncidentType
    trigger: Span
    date: str | None = None
    date_text: Span | None = None
    places: tuple[Place, ...] = ()
    perpetrators: tuple[Actor, ...] = ()
    supporters: tuple[Actor, ...] = ()
    targets: tuple[Actor, ...] = ()
    weapons: tuple[str, ...] = ()
    summary_of: tuple[str, ...] = ()
    rule: str | None = None
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Claim:
    """A proposition about an incident.

    `statement` is None when the article says it in its own voice. `low` and `high` are inclusive
    counts, None where open. `part_of` names the claim whose figure includes this one, `repeat_of` the claim
    that a repeated paragraph prints again.
    """

    id: str
    kind: ClaimKind
    evidence: Span
    incident: str | None = None
    statement: str | None = None
    claimants: tuple[Actor, ...] = ()
    effect: Effect | None = None
    group: Actor | None = None
    agent: Actor | None = None
    what: str | None = None
    low: int | None = None
    high: int | None = None
    approximation: str | None = None
    part_of: str | None = None
    repeat_of: str | None = None
    rule: str | None = None
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Record:
    """One article and what it says. `published` is an ISO date; `language` a BCP 47 tag."""

    id: str
    text: str
    sha256: str
    source_file: str | None = None
    url: str | None = None
    title: str | None = None
    outlet: Actor | None = None
    via: Actor | None = None
    published: str | None = None
    dateline: str | None = None
    byline: str | None = None
    language: str = "en"
    statements: tuple[Statement, ...] = field(default=())
    incidents: tuple[Incident, ...] = field(default=())
    claims: tuple[Claim, ...] = field(default=())
    identifications: tuple[Identification, ...] = field(default=())
    backgrounds: tuple[Background, ...] = field(default=())


_ADAPTER: TypeAdapter[Record] = TypeAdapter(Record)


def record_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one record."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_ADAPTER.json_schema()}


def dump_record(record: Record) -> dict[str, Any]:
    """Return the record as JSON-ready values."""
    return cast(dict[str, Any], _ADAPTER.dump_python(record, mode="json"))


def dump_record_line(record: Record) -> str:
    """Return the record as one line of JSON."""
    return _ADAPTER.dump_json(record).decode()


def load_record(line: str | bytes) -> Record:
    """Parse and check one record from JSON.

    Raises RecordError naming the field that is missing, of the wrong type, or breaks the contract.
    """
    try:
        record = _ADAPTER.validate_json(line)
    except PydanticError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "record"
        raise RecordError(f"record field {where}: {first['msg']}") from error
    check_record(record)
    return record


def spans(record: Record) -> Iterator[tuple[str, Span]]:
    """Yield every span of the record with a path that names it."""
    for statement in record.statements:
        yield f"{statement.id}.content", statement.content
        for name, span in (("rest", statement.rest), ("cue", statement.cue), ("source", statement.source)):
            if span is not None:
                yield f"{statement.id}.{name}", span
        for actor in (statement.speaker, statement.affiliation, *statement.joint_speakers):
            if actor is not None and actor.mention is not None:
                yield f"{statement.id}.{actor.id}.mention", actor.mention
    for incident in record.incidents:
        yield f"{incident.id}.trigger", incident.trigger
        if incident.date_text is not None:
            yield f"{incident.id}.date_text", incident.date_text
        parties: tuple[Actor | Place, ...] = (
            *incident.places,
            *incident.perpetrators,
            *incident.supporters,
            *incident.targets,
        )
        for party in parties:
            if party.mention is not None:
                yield f"{incident.id}.{party.id}.mention", party.mention
    for claim in record.claims:
        yield f"{claim.id}.evidence", claim.evidence
        for actor in (*claim.claimants, claim.group, claim.agent):
            if actor is not None and actor.mention is not None:
                yield f"{claim.id}.{actor.id}.mention", actor.mention
    for one in record.identifications:
        yield f"{one.entity}.mention", one.mention


def check_record(record: Record) -> None:
    """Raise RecordError when a span differs from the text, an id stands twice or points nowhere."""
    for path, span in spans(record):
        if not 0 <= span.start < span.end <= len(record.text):
            raise RecordError(
                f"record {record.id!r}, {path}: span {span.start}-{span.end} lies outside the text "
                f"of {len(record.text)} characters"
            )
        if record.text[span.start : span.end] != span.text:
            raise RecordError(
                f"record {record.id!r}, {path}: the text at {span.start}-{span.end} is "
                f"{record.text[span.start : span.end]!r}, expected {span.text!r}"
            )
    statements = _unique_ids(record, "statement", [s.id for s in record.statements])
    incidents = _unique_ids(record, "incident", [i.id for i in record.incidents])
    claims = _unique_ids(record, "claim", [c.id for c in record.claims])
    for statement in record.statements:
        _check_reference(record, f"{statement.id}.relays", statement.relays, statements)
        _check_reference(record, f"{statement.id}.repeat_of", statement.repeat_of, statements)
    for incident in record.incidents:
        for part in incident.summary_of:
            _check_reference(record, f"{incident.id}.summary_of", part, incidents)
    for claim in record.claims:
        _check_reference(record, f"{claim.id}.incident", claim.incident, incidents)
        _check_reference(record, f"{claim.id}.statement", claim.statement, statements)
        _check_reference(record, f"{claim.id}.part_of", claim.part_of, claims)
        _check_reference(record, f"{claim.id}.repeat_of", claim.repeat_of, claims)
        if claim.low is not None and claim.high is not None and claim.low > claim.high:
            raise RecordError(f"record {record.id!r}, {claim.id}: low {claim.low} is above high {claim.high}")


def _unique_ids(record: Record, what: str, ids: list[str]) -> frozenset[str]:
    twice = sorted(one for one, times in Counter(ids).items() if times > 1)
    if twice:
        raise RecordError(f"record {record.id!r}: {what} id {twice[0]!r} stands twice, expected unique ids")
    return frozenset(ids)


def _check_reference(record: Record, path: str, target: str | None, known: frozenset[str]) -> None:
    if target is not None and target not in known:
        raise RecordError(f"record {record.id!r}, {path}: nothing has the id {target!r}")
