"""The page of an actor: what it says, who speaks for it, how its claims stand to others', who quotes it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from kg.errors import NotFoundError
from kg.mapping.vocabulary import ONR, ORG, OWL, RDFS, SKOS
from service.web.accounts import Accounts, Party, Statement, ways_to_statements
from service.web.facts import Ask, iri, local_name, read_facts, rows, values
from service.web.incidents import Item, read_items

PAGE = 25
"""Statements on a page of an actor."""

_ACTOR = "BIND(?actor AS ?s)", "?actor org:subOrganizationOf ?s"
_SAID = """
SELECT DISTINCT ?statement ?day WHERE {{
  {actor} ?statement a onr:Statement ; prov:wasAttributedTo|onr:onBehalfOf ?actor ;
                     onr:evidence/oa:hasSource/prov:specializationOf ?article .
  OPTIONAL {{ ?article schema:datePublished ?day }}
}} ORDER BY DESC(?day) ?statement LIMIT {limit} OFFSET {offset}
"""
_RELATIONS = """
SELECT ?kind (COUNT(DISTINCT ?claim) AS ?number) WHERE {{
  {actor} ?claim onr:claimant ?actor . VALUES ?kind {{ onr:corroborates onr:contradicts }}
  ?claim ?kind ?other . ?other onr:claimant ?somebody FILTER(?somebody != ?actor)
}} GROUP BY ?kind
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
class ActorPage:
    """What the page of an actor shows."""

    iri: str
    name: str
    also: tuple[str, ...]
    kind: str | None
    side: str | None
    part_of: tuple[Party, ...]
    wikidata: str | None
    relations: dict[str, int]
    posts: tuple[Post, ...]
    outlets: tuple[tuple[Party, int], ...]
    incidents: tuple[Item, ...]
    statements: tuple[Statement, ...]
    more: bool


async def read_actor(ask: Ask, actor: str, *, page: int = 1) -> ActorPage:
    """Return an actor with a page of its statements. Raises NotFoundError when it is none."""
    bound = values("actor", [iri(actor)])
    facts, (listed, relations, posts, outlets, roles) = await asyncio.gather(
        read_facts(ask, [f"{bound} {way}" for way in _ACTOR]),
        asyncio.gather(
            rows(ask, _SAID.format(actor=bound, limit=PAGE + 1, offset=PAGE * (page - 1))),
            *(rows(ask, query.format(actor=bound)) for query in (_RELATIONS, _SPOKESPEOPLE, _OUTLETS, _ROLES)),
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
        relations={local_name(row["kind"]): int(row["number"]) for row in relations if "kind" in row},
        posts=tuple(map(_post, (row for row in posts if "who" in row))),
        outlets=tuple(
            (Party(row["outlet"], row["name"], True), int(row["number"])) for row in outlets if "outlet" in row
        ),
        incidents=tuple(incidents),
        statements=tuple(accounts.statement(one) for one in said[:PAGE]),
        more=len(said) > PAGE,
    )


def _post(row: dict[str, str]) -> Post:
    post = ", ".join(row[name] for name in ("rank", "role") if name in row)
    return Post(Party(row["who"], row["name"], True), post, row.get("first"), row.get("last"))
