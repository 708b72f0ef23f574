"""The page of an actor: what it says, who speaks for it, how its claims stand to others', who quotes it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kg.errors import NotFoundError
from kg.mapping.vocabulary import ONR, ORG, OWL, RDFS, SKOS
from kg.queries import bind, find_query
from service.web.accounts import Accounts, Party, Statement, ways_to_statements
from service.web.facts import OF_ACTORS, Ask, iri, local_name, read_facts, read_triples, rows, values
from service.web.incidents import Item, read_items

PAGE = 25
"""Statements on a page of an actor."""

_OUTLETS, _OTHERS = 50, 20
"""Outlets, and others who agree or disagree, that are named."""

_NAMES = ("label", "also called")
_ACTOR = "BIND(?actor AS ?s)", "?actor org:subOrganizationOf ?s"
_CITED = """
SELECT ?article ?day ?outlet ?name ?number WHERE {{
  {{ SELECT ?revision (COUNT(DISTINCT ?statement) AS ?number) WHERE {{
    {actor} ?statement prov:wasAttributedTo|onr:onBehalfOf ?actor ; prov:wasQuotedFrom|prov:wasDerivedFrom ?revision
  }} GROUP BY ?revision }}
  ?revision prov:specializationOf ?article .
  OPTIONAL {{ ?article schema:datePublished ?day }}
  OPTIONAL {{ ?article schema:publisher ?outlet . ?outlet rdfs:label ?name }}
}}
"""
_SAID = """
SELECT ?statement ?article WHERE {{
  {{ SELECT DISTINCT ?statement ?article WHERE {{
    {articles} ?revision prov:specializationOf ?article . ?statement prov:wasQuotedFrom|prov:wasDerivedFrom ?revision
  }} }}
  FILTER EXISTS {{ ?statement prov:wasAttributedTo|onr:onBehalfOf {actor} }}
}}
"""
_BESIDE = """
SELECT DISTINCT ?kind ?claim ?somebody WHERE {{
  {actor} ?claim onr:claimant ?actor . VALUES ?kind {{ onr:corroborates onr:contradicts }}
  {{ ?claim ?kind ?other }} UNION {{ ?other ?kind ?claim }}
  ?other onr:claimant ?somebody FILTER(?somebody != ?actor)
}}
"""
_SPOKESPEOPLE = """
SELECT ?who ?name ?rank ?role (MIN(?day) AS ?first) (MAX(?day) AS ?last) WHERE {{
  {{ SELECT DISTINCT ?who ?rank ?role ?revision WHERE {{
    {actor} ?attribution onr:onBehalfOf ?actor ; prov:agent ?who .
    ?statement prov:qualifiedAttribution ?attribution ; prov:wasQuotedFrom|prov:wasDerivedFrom ?revision .
    OPTIONAL {{ ?attribution onr:rank ?rank }}
    OPTIONAL {{ ?attribution prov:hadRole/rdfs:label ?role }}
  }} }}
  ?who rdfs:label ?name . ?revision prov:specializationOf ?article .
  OPTIONAL {{ ?article schema:datePublished ?day }}
}} GROUP BY ?who ?name ?rank ?role ORDER BY ?first ?name LIMIT 100
"""
_ROLES = """
SELECT DISTINCT ?incident ?day WHERE {{
  {actor} ?participation a sem:Role ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#value> ?actor .
  ?report sem:hasActor ?participation ; onr:reportOf ?incident .
  OPTIONAL {{ ?incident onr:earliest ?day }}
}} ORDER BY DESC(?day) ?incident LIMIT 10
"""


@dataclass(frozen=True, slots=True)
class Spokesperson:
    """Somebody who spoke for the actor, in which posts, and from when to when articles have it so."""

    who: Party
    posts: tuple[tuple[str, str | None, str | None], ...]


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
    spokespeople: tuple[Spokesperson, ...]
    outlets: tuple[tuple[Party, int], ...]
    incidents: tuple[Item, ...]
    statements: tuple[Statement, ...]
    more: bool


async def read_actor(ask: Ask, actor: str, *, page: int = 1) -> ActorPage:
    """Return an actor with a page of its statements. Raises NotFoundError when it is none."""
    bound = values("actor", [iri(actor)])
    facts, (cited, beside, posts, roles, known) = await asyncio.gather(
        read_facts(ask, [f"{bound} {way}" for way in _ACTOR], properties=OF_ACTORS),
        asyncio.gather(
            *(rows(ask, query.format(actor=bound)) for query in (_CITED, _BESIDE, _SPOKESPEOPLE, _ROLES)),
            rows(ask, bind(find_query("wikidata-facts"), {"entity": actor})),
        ),
    )
    if facts.one(actor, RDFS.label) is None:
        raise NotFoundError(f"{actor!r}: there is no such actor")
    articles = _by_day(cited)
    said = await _said(ask, actor, articles, PAGE * (page - 1))
    bound_said = values("statement", map(iri, said[:PAGE]))
    words, incidents, relations = await asyncio.gather(
        read_facts(ask, [f"{bound_said} {way}" for way in ways_to_statements()]),
        read_items(ask, [row["incident"] for row in roles]),
        _relations(ask, beside),
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
        relations=relations,
        spokespeople=_spokespeople(posts),
        outlets=_outlets(cited),
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


def _by_day(cited: Sequence[dict[str, str]]) -> list[tuple[str, int]]:
    """Return the articles with the number of the actor's statements in each, the latest first."""
    days = {row["article"]: (row.get("day", ""), int(row["number"])) for row in cited if "article" in row}
    listed = sorted(days.items())
    return [(one, number) for one, (_, number) in sorted(listed, key=lambda pair: pair[1][0], reverse=True)]


async def _said(ask: Ask, actor: str, articles: Sequence[tuple[str, int]], start: int) -> list[str]:
    """Return the statements of a page, and one more, as the articles that have them follow each other."""
    passed = 0
    chosen: list[tuple[str, int]] = []
    for article, number in articles:
        if passed + number > start and sum(one for _, one in chosen) <= start + PAGE:
            chosen.append((article, number))
        elif not chosen:
            passed += number
    if not chosen:
        return []
    bound = values("article", (iri(article) for article, _ in chosen))
    found = await rows(ask, _SAID.format(articles=bound, actor=iri(actor)))
    place = {article: number for number, (article, _) in enumerate(chosen)}
    listed = sorted((place[row["article"]], row["statement"]) for row in found)
    return [statement for _, statement in listed[start - passed : start - passed + PAGE + 1]]


def _outlets(cited: Sequence[dict[str, str]]) -> tuple[tuple[Party, int], ...]:
    """Return the outlets that quote the actor, those first that do so most often, with how often."""
    numbers: Counter[tuple[str, str]] = Counter()
    for row in cited:
        if "outlet" in row:
            numbers[row["name"], row["outlet"]] += int(row["number"])
    listed = sorted(numbers.items(), key=lambda one: (-one[1], one[0]))[:_OUTLETS]
    return tuple((Party(outlet, name, True), number) for (name, outlet), number in listed)


async def _relations(ask: Ask, beside: Sequence[dict[str, str]]) -> tuple[Relation, ...]:
    """Return how many claims of the actor others agree with, and contradict, and who they are."""
    claims: dict[str, set[str]] = {}
    shared: dict[str, Counter[str]] = {}
    for row in beside:
        claims.setdefault(row["kind"], set()).add(row["claim"])
        shared.setdefault(row["kind"], Counter())[row["somebody"]] += 1
    others = {
        kind: sorted(found.items(), key=lambda one: (-one[1], one[0]))[:_OTHERS] for kind, found in shared.items()
    }
    parties = sorted({one for found in others.values() for one, _ in found})
    accounts = Accounts(await read_triples(ask, parties))
    return tuple(
        Relation(
            local_name(kind),
            len(claims[kind]),
            tuple((party, number) for one, number in others[kind] if (party := accounts.party(one))),
        )
        for kind in sorted(claims)
    )


def _spokespeople(rows: Sequence[dict[str, str]]) -> tuple[Spokesperson, ...]:
    """Return who spoke for the actor, in the order in which they began to; their posts without what is said twice."""
    people: dict[str, tuple[Party, dict[str, tuple[str, str | None, str | None]]]] = {}
    for row in rows:
        if "who" in row:
            post = ", ".join(row[name] for name in ("rank", "role") if name in row)
            _, posts = people.setdefault(row["who"], (Party(row["who"], row["name"], True), {}))
            posts.setdefault(post, (post, row.get("first"), row.get("last")))
    return tuple(Spokesperson(who, tuple(posts.values())) for who, posts in people.values())
