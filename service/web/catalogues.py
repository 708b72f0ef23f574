"""The lists of articles and of actors: a page of what the parameters of the address leave."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, get_args

from kg.mapping.vocabulary import ONR, OWL, VAL
from kg.record import ActorKind
from service.web.accounts import Accounts, Article
from service.web.facts import OF_ACTORS, Ask, iri, local_name, read_facts, read_triples, rows, values
from service.web.figures import Figures
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
_ACTORS = "SELECT DISTINCT ?actor WHERE {{ {found} }}"
_SPEAKING = """
SELECT ?actor (COUNT(DISTINCT ?statement) AS ?number) WHERE {
  ?statement a onr:Statement ; prov:wasAttributedTo|onr:onBehalfOf ?actor
} GROUP BY ?actor
"""
_COUNTED = "SELECT (COUNT(DISTINCT ?article) AS ?number) WHERE {{ {found} }}"
_SAID = """
SELECT ?article (COUNT(DISTINCT ?statement) AS ?number) WHERE {{
  {articles} ?revision prov:specializationOf ?article .
  ?statement (prov:wasQuotedFrom|prov:wasDerivedFrom) ?revision ; a onr:Statement .
}} GROUP BY ?article
"""
_NAMED = f"SELECT DISTINCT ?thing WHERE {{ ?thing {_NAMES} ?called FILTER(CONTAINS(LCASE(STR(?called)), $value)) }}"
_ARTICLE_PATTERNS = {
    "q": "?article schema:headline ?headline FILTER(CONTAINS(LCASE(STR(?headline)), $value))",
    "outlet": f"{{ SELECT DISTINCT ?article WHERE {{ {{ {_NAMED} }} ?article schema:publisher ?thing }} }}",
    "from": "?article schema:datePublished ?first FILTER(?first >= $value)",
    "to": "?article schema:datePublished ?last FILTER(?last <= $value)",
}
_ARTICLE_TERMS = {"q": lowered, "outlet": lowered, "from": day, "to": day}
_ACTOR_CHOICES = {"kind": KINDS}
_ACTOR_PATTERNS = {
    "name": f"{{ SELECT DISTINCT (?thing AS ?actor) WHERE {{ {{ {_NAMED} }} }} }}",
    "kind": "?actor onr:actorKind $value .",
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
        return f"{self.clause()} ?article a schema:NewsArticle ; dcterms:identifier ?identifier ."


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
        return f"{self.clause()} ?actor onr:actorKind ?known FILTER(?known != val:unnamed)"


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


async def read_articles(
    ask: Ask, filters: ArticleFilters, *, page: int = 1, figures: Figures | None = None
) -> Listed[tuple[Article, int]]:
    """Return a page of the articles, the latest first, each with the number of its statements.

    With the figures of the graph, it is a page of all articles.
    """
    start = PAGE * (page - 1)
    query = figures.articles.query(start, PAGE + 1) if figures else None
    if figures and query:
        listed, total = [row["item"] for row in await rows(ask, query)], figures.counts["articles"]
    else:
        found = filters.found()
        given, counted = await asyncio.gather(
            rows(ask, _LISTED_ARTICLES.format(found=found, limit=PAGE + 1, offset=start)),
            rows(ask, _COUNTED.format(found=found)),
        )
        listed, total = [row["article"] for row in given if "article" in row], int(counted[0]["number"])
    shown = listed[:PAGE]
    bound = values("article", map(iri, shown))
    ways = ("BIND(?article AS ?s)", "?article schema:publisher|schema:isBasedOn|schema:isBasedOn/schema:publisher ?s")
    facts, said = await asyncio.gather(
        read_facts(ask, [f"{bound} {way}" for way in ways]), rows(ask, _SAID.format(articles=bound))
    )
    accounts, numbers = Accounts(facts), {row["article"]: int(row["number"]) for row in said if "article" in row}
    items = tuple((accounts.article(one), numbers.get(one, 0)) for one in shown)
    return Listed(items, total, len(listed) > PAGE)


async def read_speaking(ask: Ask) -> dict[str, int]:
    """Return how many statements are by each actor or for it."""
    return {row["actor"]: int(row["number"]) for row in await rows(ask, _SPEAKING) if "actor" in row}


async def read_order(ask: Ask, filters: ActorFilters, speaking: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Return the actors that filters leave, those first whom articles let speak most often, with how often."""
    found = await rows(ask, _ACTORS.format(found=filters.found()))
    counted = ((row["actor"], speaking.get(row["actor"], 0)) for row in found if "actor" in row)
    return tuple(sorted(counted, key=lambda one: (-one[1], one[0])))


async def read_actors(ask: Ask, order: Sequence[tuple[str, int]], *, page: int = 1) -> Listed[ListedActor]:
    """Return a page of the actors that have a name, in their order."""
    start = PAGE * (page - 1)
    shown = order[start : start + PAGE]
    facts = await read_triples(ask, [actor for actor, _ in shown], properties=OF_ACTORS)
    items = tuple(
        ListedActor(
            iri=one,
            name=facts.name(one),
            kind=local_name(facts.one(one, ONR.actorKind) or ""),
            side=facts.one(one, ONR.side),
            wikidata=facts.one(one, OWL.sameAs),
            statements=number,
        )
        for one, number in shown
    )
    return Listed(items, len(order), len(order) > start + PAGE)
