"""The page of an actor: what it says, who speaks for it, how its claims stand to others', who quotes it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from kg.errors import NotFoundError
from kg.mapping.vocabulary import ONR, ORG, OWL, RDFS, SKOS
from kg.queries import bind, find_query
from service.web.accounts import Accounts, Party, Statement, ways_to_statements
from service.web.facts import Ask, iri, local_name, read_facts, rows, values
from service.web.incidents import Item, read_items

PAGE = 25
"""Statements on a page of an actor."""

_NAMES = ("label", "also called")
_ACTOR = "BIND(?actor AS ?s)", "?actor org:subOrganizationOf ?s"
_SAID = """
SELECT DISTINCT ?statement ?day WHERE {{
  {actor} ?statement a onr:Statement ; prov:wasAttributedTo|onr:onBehalfOf ?actor ;
                     onr:evidence/oa:hasSource/prov:specializationOf ?article .
  OPTIONAL {{ ?article schema:datePublished ?day }}
}} ORDER BY DESC(?day) ?statement LIMIT {limit} OFFSET {offset}
"""
_BESIDE = """
  {actor} ?claim onr:claimant ?actor . VALUES ?kind {{ onr:corroborates onr:contradicts }}
  {{ ?claim ?kind ?other }} UNION {{ ?other ?kind ?claim }}
  ?other onr:claimant ?somebody FILTER(?somebody != ?actor)
"""
_RELATIONS = f"SELECT ?kind (COUNT(DISTINCT ?claim) AS ?number) WHERE {{{{ {_BESIDE} }}}} GROUP BY ?kind"
_OTHERS = f"""
SELECT ?kind ?somebody ?name (COUNT(DISTINCT ?claim) AS ?number) WHERE {{{{ {_BESIDE} ?somebody rdfs:label ?name }}}}
GROUP BY ?kind ?somebody ?name ORDER BY DESC(?number) ?name LIMIT 20
"""
_SPOKESPEOPLE = """
SELECT ?who ?name ?rank ?role (MIN(?day) AS ?first) (MAX(?day) AS ?last) WHERE {{
  {actor} ?attribution onr:onBehalfOf ?actor ; prov:agent ?who . ?who rdfs:label ?name .
  ?statement prov:qualifiedAttribution ?attribution ; onr:evidence/oa:hasSource/prov:specializationOf ?article .
  OPTIONAL {{ ?attribution onr:rank ?rank }}
  OPTIONAL {{ ?attribution prov:hadRole/rdfs:label ?role }}
  OPTIONAL {{ ?article schema:datePublished ?day }}
}} GROUP BY ?who ?name ?rank ?role ORDER BY ?first ?name LIMIT 100
"""
_OUTLETS = """
SELECT ?outlet ?name (COUNT(DISTINCT ?statement) AS ?number) WHERE {{
  {actor} ?statement a onr:Statement ; prov:wasAttributedTo|onr:onBehalfOf ?actor ;
                     onr:evidence/oa:hasSource/prov:specializationOf/schema:publisher ?outlet .
  ?outlet rdfs:label ?name .
}} GROUP BY ?outlet ?name ORDER BY DESC(?number) ?name LIMIT 50
"""
_ROLES = """
SELECT DISTINCT ?incident ?day WHERE {{
  {actor} ?participation a sem:Role ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#value> ?actor .
  ?report sem:hasActor ?participation ; onr:reportOf ?incident .
  OPTIONAL {{ ?incident onr:earliest ?day }}
}} ORDER BY DESC(?day) ?incident LIMIT 10
"""


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody who spoke for the actor, in which post, and from when to when articles have it so."""

    who: Party
    post: str
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that Wikidata says of the actor, with its values; those of offices have their years."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """How many claims of the actor agree with those of others, or are contradicted by them, and whose these are."""

    kind: str
    number: int
    others: tuple[tuple[Party, int], ...]


@dataclass(frozen=True, slots=True)
class ActorPage:
    """What the page of an actor shows."""

    iri: str
    name: str
    also: tuple[str, ...]
    kind: str | None
    side: str | None
    part_of: tuple[Party, ...]
    wikidata: str | None
    facts: tuple[Fact, ...]
    relations: tuple[Relation, ...]
    posts: tuple[Post, ...]
    outlets: tuple[tuple[Party, int], ...]
    incidents: tuple[Item, ...]
    statements: tuple[Statement, ...]
    more: bool


async def read_actor(ask: Ask, actor: str, *, page: int = 1) -> ActorPage:
    """Return an actor with a page of its statements. Raises NotFoundError when it is none."""
    bound = values("actor", [iri(actor)])
    facts, (listed, relations, others, posts, outlets, roles, known) = await asyncio.gather(
        read_facts(ask, [f"{bound} {way}" for way in _ACTOR]),
        asyncio.gather(
            rows(ask, _SAID.format(actor=bound, limit=PAGE + 1, offset=PAGE * (page - 1))),
            *(rows(ask, query.format(actor=bound)) for query in (_RELATIONS, _OTHERS, _SPOKESPEOPLE, _OUTLETS, _ROLES)),
            rows(ask, bind(find_query("wikidata-facts"), {"entity": actor})),
        ),
    )
    if facts.one(actor, RDFS.label) is None:
        raise NotFoundError(f"{actor!r}: there is no such actor")
    said = [row["statement"] for row in listed]
    bound_said = values("statement", map(iri, said[:PAGE]))
    words, incidents = await asyncio.gather(
        read_facts(ask, [f"{bound_said} {way}" for way in ways_to_statements()]),
        read_items(ask, [row["incident"] for row in roles]),
    )
    accounts, kind = Accounts(words), facts.one(actor, ONR.actorKind)
    return ActorPage(
        iri=actor,
        name=facts.name(actor),
        also=tuple(one for one in facts.all(actor, SKOS.altLabel) if one != facts.name(actor)),
        kind=local_name(kind) if kind else None,
        side=facts.one(actor, ONR.side),
        part_of=tuple(Party(one, facts.name(one), True) for one in facts.all(actor, ORG.subOrganizationOf)),
        wikidata=facts.one(actor, OWL.sameAs),
        facts=_facts(known),
        relations=tuple(_relation(row, others) for row in relations if "kind" in row),
        posts=tuple(map(_post, (row for row in posts if "who" in row))),
        outlets=tuple(
            (Party(row["outlet"], row["name"], True), int(row["number"])) for row in outlets if "outlet" in row
        ),
        incidents=tuple(incidents),
        statements=tuple(accounts.statement(one) for one in said[:PAGE]),
        more=len(said) > PAGE,
    )


def _facts(rows: Sequence[dict[str, str]]) -> tuple[Fact, ...]:
    """Return what the rows of the query say: values of one kind together, other languages and spellings left out."""
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        if "fact" in row and "value" in row and row["fact"] not in _NAMES:
            years = "–".join(row[name][:4] if name in row else "" for name in ("from", "to"))
            value = f"{row['value']} ({years})" if len(years) > 1 else row["value"]
            found.setdefault(row["fact"], {})[value] = None
    return tuple(Fact(name, tuple(several)) for name, several in found.items())


def _relation(row: dict[str, str], others: Sequence[dict[str, str]]) -> Relation:
    parties = tuple(
        (Party(one["somebody"], one["name"], True), int(one["number"]))
        for one in others
        if one.get("kind") == row["kind"]
    )
    return Relation(local_name(row["kind"]), int(row["number"]), parties)


def _post(row: dict[str, str]) -> Post:
    post = ", ".join(row[name] for name in ("rank", "role") if name in row)
    return Post(Party(row["who"], row["name"], True), post, row.get("first"), row.get("last"))
