"""The lists of articles and of actors: a page of what the parameters of the address leave."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Generic, TypeVar, get_args

from kg.mapping.vocabulary import ONR, OWL, VAL
from kg.record import ActorKind
from service.web.accounts import Accounts, Article
from service.web.facts import Ask, iri, local_name, read_facts, rows, values
from service.web.narrowing import Narrowing, day, lowered

Item = TypeVar("Item")

PAGE = 25
"""Items on a page of a list."""

KINDS = tuple(one for one in get_args(ActorKind) if one != "unnamed")

_NAMES = "rdfs:label|skos:altLabel"
_LISTED_ARTICLES = """
SELECT ?article (MIN(?day) AS ?published) WHERE {{ {found} OPTIONAL {{ ?article schema:datePublished ?day }} }}
GROUP BY ?article ORDER BY DESC(?published) ?article LIMIT {limit} OFFSET {offset}
"""
_LISTED_ACTORS = """
SELECT ?actor (COUNT(?statement) AS ?number) WHERE {{
  {{ SELECT DISTINCT ?actor WHERE {{ {found} }} }}
  OPTIONAL {{ ?statement prov:wasAttributedTo|onr:onBehalfOf ?actor }}
}} GROUP BY ?actor ORDER BY DESC(?number) ?actor LIMIT {limit} OFFSET {offset}
"""
_COUNTED = "SELECT (COUNT(DISTINCT ?{noun}) AS ?number) WHERE {{ {found} }}"
_SAID = """
SELECT ?article (COUNT(DISTINCT ?statement) AS ?number) WHERE {{
  {articles} ?revision prov:specializationOf ?article .
  ?statement (prov:wasQuotedFrom|prov:wasDerivedFrom) ?revision ; a onr:Statement .
}} GROUP BY ?article
"""
_ARTICLE_PATTERNS = {
    "q": "?article schema:headline ?headline FILTER(CONTAINS(LCASE(STR(?headline)), ?q))",
    "outlet": (
        f"FILTER EXISTS {{ ?article schema:publisher/({_NAMES}) ?called "
        "FILTER(CONTAINS(LCASE(STR(?called)), ?outlet)) }"
    ),
    "from": "?article schema:datePublished ?first FILTER(?first >= ?from)",
    "to": "?article schema:datePublished ?last FILTER(?last <= ?to)",
}
_ARTICLE_TERMS = {"q": lowered, "outlet": lowered, "from": day, "to": day}
_ACTOR_CHOICES = {"kind": KINDS}
_ACTOR_PATTERNS = {
    "name": f"FILTER EXISTS {{ ?actor {_NAMES} ?called FILTER(CONTAINS(LCASE(STR(?called)), ?name)) }}",
    "kind": "?actor onr:actorKind ?kind .",
}
_ACTOR_TERMS = {"name": lowered, "kind": lambda one: iri(str(VAL[one]))}


@dataclass(frozen=True, slots=True)
class ArticleFilters(Narrowing):
    """What the list of articles is narrowed to."""

    q: str = ""
    outlet: str = ""
    since: str = ""
    until: str = ""

    patterns = _ARTICLE_PATTERNS
    terms = _ARTICLE_TERMS

    def found(self) -> str:
        """Return the part of a query that finds the articles."""
        return f"?article a schema:NewsArticle ; dcterms:identifier ?identifier . {self.clause()}"


@dataclass(frozen=True, slots=True)
class ActorFilters(Narrowing):
    """What the list of actors is narrowed to."""

    name: str = ""
    kind: str = ""

    choices = _ACTOR_CHOICES
    patterns = _ACTOR_PATTERNS
    terms = _ACTOR_TERMS

    def found(self) -> str:
        """Return the part of a query that finds the actors."""
        return f"?actor onr:actorKind ?known FILTER(?known != val:unnamed) {self.clause()}"


@dataclass(frozen=True, slots=True)
class ListedActor:
    """An actor in the list, with how many statements are by it or for it."""

    iri: str
    name: str
    kind: str
    side: str | None
    wikidata: str | None
    statements: int


@dataclass(frozen=True, slots=True)
class Listed(Generic[Item]):
    """A page of a list, and how many items there are in all."""

    items: tuple[Item, ...]
    total: int
    more: bool


async def read_articles(ask: Ask, filters: ArticleFilters, *, page: int = 1) -> Listed[tuple[Article, int]]:
    """Return a page of the articles, the latest first, each with the number of its statements."""
    found, total = await _page(ask, "article", _LISTED_ARTICLES, filters.found(), page)
    shown = [row["article"] for row in found[:PAGE]]
    bound = values("article", map(iri, shown))
    ways = ("BIND(?article AS ?s)", "?article schema:publisher|schema:isBasedOn|schema:isBasedOn/schema:publisher ?s")
    facts, said = await asyncio.gather(
        read_facts(ask, [f"{bound} {way}" for way in ways]), rows(ask, _SAID.format(articles=bound))
    )
    accounts, numbers = Accounts(facts), {row["article"]: int(row["number"]) for row in said if "article" in row}
    items = tuple((accounts.article(one), numbers.get(one, 0)) for one in shown)
    return Listed(items, total, len(found) > PAGE)


async def read_actors(ask: Ask, filters: ActorFilters, *, page: int = 1) -> Listed[ListedActor]:
    """Return a page of the actors that have a name, those first whom articles let speak most often."""
    found, total = await _page(ask, "actor", _LISTED_ACTORS, filters.found(), page)
    facts = await read_facts(
        ask, [f"{values('actor', (iri(row['actor']) for row in found[:PAGE]))} BIND(?actor AS ?s)"]
    )
    items = tuple(
        ListedActor(
            iri=(one := row["actor"]),
            name=facts.name(one),
            kind=local_name(facts.one(one, ONR.actorKind) or ""),
            side=facts.one(one, ONR.side),
            wikidata=facts.one(one, OWL.sameAs),
            statements=int(row["number"]),
        )
        for row in found[:PAGE]
    )
    return Listed(items, total, len(found) > PAGE)


async def _page(ask: Ask, noun: str, listed: str, found: str, page: int) -> tuple[list[dict[str, str]], int]:
    """Return the rows of a page, and one more, and how many there are in all."""
    listing, counted = await asyncio.gather(
        rows(ask, listed.format(found=found, limit=PAGE + 1, offset=PAGE * (page - 1))),
        rows(ask, _COUNTED.format(noun=noun, found=found)),
    )
    return [row for row in listing if noun in row], int(counted[0]["number"])
