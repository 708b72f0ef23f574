"""Find links: the items that entities are for certain, and those that they may be.

1. Titles of Wikipedia pages are looked up; an item with that page is the entity, unless its classes say otherwise.
2. Names and catalogue ids of the entities that have no item yet are looked up.
3. What is said of all these items is fetched, and the names of the things it refers to.
4. Confirmed are: an item that the gazetteer names with evidence, one found by its page, one accepted in review.
   Of the others, the best fits are proposed.

Here only questions are made and answers read; who asks them is given from outside.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.linking import wikidata
from kg.linking.entities import Entity
from kg.linking.items import Item, Row, add_offices, read_facts, read_labels
from kg.linking.links import Link, mint_link
from kg.linking.scoring import Fit, best_fits, kind_conflict, shares_name
from kg.mapping.vocabulary import WDT

PROPOSED = 5
"""How many items are proposed for an entity at most."""

LEAST = 0.5
"""The score below which an item is not proposed."""

_CONSIDERED = 12
_SHORTEST_NAME = 4
_NAME = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Answered:
    """The rows that an endpoint gave to a query, and when (ISO 8601, UTC)."""

    rows: tuple[Row, ...]
    asked: str


Ask = Callable[[str], Answered]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided on links, by the links' IRIs; accepted ones with entity and item."""

    accepted: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    rejected: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """What a run found: links, the items they lead to, the names of what those refer to, notes for a person."""

    links: tuple[Link, ...]
    items: tuple[Item, ...]
    labels: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...] = ()


def find_links(entities: Sequence[Entity], *, ask: Ask, base: str, decisions: Decisions) -> Found:
    """Find the links of entities by asking Wikidata's endpoint. What `ask` raises is passed on."""
    return _Search(entities, ask, base, decisions).found()


class _Search:
    """One run: what has been asked and answered so far."""

    def __init__(self, entities: Sequence[Entity], ask: Ask, base: str, decisions: Decisions) -> None:
        self._entities = entities
        self._ask = ask
        self._base = base
        self._decisions = decisions
        self._accepted = dict(decisions.accepted.values())
        self._newest = ""
        self._asked: dict[str, str] = {}
        self._notes: list[str] = []
        self._items: dict[str, Item] = {}
        self._labels: dict[str, tuple[str, ...]] = {}
        self._classes: dict[str, tuple[str, ...]] = {}

    def found(self) -> Found:
        paged = self._pages()
        settled = {one.iri for one in self._entities if one.item or one.iri in paged or one.iri in self._accepted}
        candidates = self._candidates([one for one in self._entities if one.iri not in settled])
        self._fetch(paged, candidates)
        links = [link for one in self._entities for link in self._links(one, paged, candidates)]
        links = self._without_shared(links)
        items = [self._items[iri] for iri in sorted({link.target for link in links}) if iri in self._items]
        named = {iri for item in items for iri in _referred(item)}
        labels = {iri: names for iri, names in sorted(self._labels.items()) if iri in named}
        return Found(tuple(links), tuple(items), labels, tuple(self._notes))

    # -- asking ---------------------------------------------------------------------------------------------------

    def _rows(self, queries: Iterable[str]) -> Iterator[Row]:
        for query in queries:
            yield from self._answered(query).rows

    def _answered(self, query: str) -> Answered:
        answered = self._ask(query)
        self._newest = max(self._newest, answered.asked)
        if len(answered.rows) >= wikidata.ROWS:
            self._notes.append(f"an answer was cut at {wikidata.ROWS} rows: some candidates are missing")
        return answered

    def _pages(self) -> dict[str, str]:
        """Return the item of each entity that is found by the title of its page."""
        titled = {one.iri: wikidata.page_iri(one.page) for one in self._entities if one.page}
        rows = self._rows(wikidata.page_queries(one.page for one in self._entities if one.page))
        items = {page: item for page, item in _bound(rows, 2) if wikidata.is_item(item)}
        return {iri: items[page] for iri, page in titled.items() if page in items}

    def _candidates(self, entities: Sequence[Entity]) -> dict[str, list[str]]:
        """Return the items that may be an entity, by the entity's IRI, those with the most pages first."""
        asked = {one.iri: _asked_names(one) for one in entities}
        of_name: dict[str, dict[str, int]] = defaultdict(dict)
        names = (name for some in asked.values() for name in some)
        for name, item, count in _bound(self._rows(wikidata.name_queries(names)), 2):
            if wikidata.is_item(item):
                of_name[name][item] = int(count) if count.isdecimal() else 0
        of_id: dict[tuple[str, str], list[str]] = defaultdict(list)
        ids = (pair for one in entities for pair in one.ids)
        for prop, value, item in _bound(self._rows(wikidata.id_queries(ids)), 3):
            if wikidata.is_item(item):
                of_id[prop, value].append(item)
        found: dict[str, list[str]] = {}
        for one in entities:
            same_id = [item for pair in one.ids for item in sorted(of_id.get(pair, ()))]
            pages = {item: count for name in asked[one.iri] for item, count in of_name.get(name, {}).items()}
            named = [item for item, _ in sorted(pages.items(), key=lambda pair: (-pair[1], _number(pair[0])))]
            kept = list(dict.fromkeys((*same_id, *named[:_CONSIDERED])))
            if kept:
                found[one.iri] = kept
        return found

    def _fetch(self, paged: Mapping[str, str], candidates: Mapping[str, list[str]]) -> None:
        given = {one.item for one in self._entities if one.item}
        wanted = given | set(paged.values()) | set(self._accepted.values())
        wanted.update(item for some in candidates.values() for item in some)
        for query in wikidata.fact_queries(wanted):
            answered = self._answered(query)
            items = read_facts(answered.rows)
            self._items.update(items)
            self._asked.update(dict.fromkeys(items, answered.asked))
        people = self._items_of_people(paged, candidates)
        add_offices(self._items, self._rows(wikidata.office_queries(people)))
        referred = {iri for item in self._items.values() for iri in _referred(item)}
        self._labels = read_labels(self._rows(wikidata.label_queries(referred)))
        classes = {iri for item in self._items.values() for iri in item.values(WDT.P31)}
        self._classes = read_labels(self._rows(wikidata.class_queries(classes)))

    def _items_of_people(self, paged: Mapping[str, str], candidates: Mapping[str, list[str]]) -> set[str]:
        found: set[str] = set()
        for one in self._entities:
            if one.kind == "person":
                sure = (one.item, paged.get(one.iri), self._accepted.get(one.iri))
                found.update(item for item in sure if item)
                found.update(candidates.get(one.iri, ()))
        return found

    # -- judging --------------------------------------------------------------------------------------------------

    def _links(self, entity: Entity, paged: Mapping[str, str], candidates: Mapping[str, list[str]]) -> Iterator[Link]:
        accepted = self._accepted.get(entity.iri)
        if accepted is not None:
            yield self._link(entity, accepted, 1.0, "accepted in review")
        elif entity.item is not None:
            yield from self._given(entity, entity.item, paged.get(entity.iri))
        elif entity.iri in paged and not self._is_rejected(entity, paged[entity.iri]):
            yield from self._of_page(entity, paged[entity.iri])
        else:
            open_items = [i for i in candidates.get(entity.iri, ()) if not self._is_rejected(entity, i)]
            yield from self._proposals(entity, [self._items[i] for i in open_items if i in self._items])

    def _given(self, entity: Entity, target: str, paged: str | None) -> Iterator[Link]:
        """Yield the link that the gazetteer gives; where Wikidata does not bear it out, say so."""
        if self._is_rejected(entity, target):
            return
        item = self._items.get(target)
        if item is None:
            self._notes.append(f"{entity.label}: the endpoint knows nothing of {target}, which the gazetteer gives")
        elif item.moved_to is not None:
            self._notes.append(f"{entity.label}: {target} was merged into {item.moved_to}")
        elif not shares_name(entity, item):
            self._notes.append(f"{entity.label}: Wikidata calls {target} {item.label!r}, no name of ours")
        if paged is not None and paged != target:
            self._notes.append(f"{entity.label}: its page is about {paged}, the gazetteer gives {target}")
        yield self._link(entity, target, 1.0, f"the gazetteer gives it with evidence: {entity.evidence}")

    def _of_page(self, entity: Entity, target: str) -> Iterator[Link]:
        item = self._items.get(target)
        conflict = kind_conflict(entity, item, classes=self._classes) if item is not None else None
        if conflict is not None:
            self._notes.append(f"{entity.label}: not the item of its page {entity.page!r}: {conflict}")
            return
        yield self._link(entity, target, 1.0, f"the page {entity.page!r} of the English Wikipedia is about it")

    def _proposals(self, entity: Entity, items: Sequence[Item]) -> Iterator[Link]:
        fits = best_fits(entity, items, self._labels, classes=self._classes)
        for fit in [one for one in fits if one.score >= LEAST][:PROPOSED]:
            asked = self._asked[fit.item.iri]
            yield Link(entity.iri, fit.item.iri, fit.score, _reasons(fit), confirmed=False, asked=asked)

    def _link(self, entity: Entity, target: str, score: float, reason: str) -> Link:
        asked = self._asked.get(target, self._newest)
        return Link(entity.iri, target, score, (reason,), confirmed=True, asked=asked)

    def _is_rejected(self, entity: Entity, target: str) -> bool:
        return mint_link(self._base, entity.iri, target) in self._decisions.rejected

    def _without_shared(self, links: Sequence[Link]) -> list[Link]:
        """Leave out proposals of items that are confirmed to be another entity, and say where two are confirmed."""
        owners: dict[str, list[str]] = defaultdict(list)
        for link in links:
            if link.confirmed:
                owners[link.target].append(link.entity)
        for target, entities in sorted(owners.items()):
            if len(entities) > 1:
                self._notes.append(f"{target} is the item of several: {', '.join(entities)}")
        return [link for link in links if link.confirmed or link.target not in owners]


def _reasons(fit: Fit) -> tuple[str, ...]:
    described = (f"Wikidata describes it as {fit.item.description!r}",) if fit.item.description else ()
    return (*fit.reasons, *described)


def _referred(item: Item) -> Iterator[str]:
    """Yield the items that the facts of an item refer to."""
    for prop, kind in wikidata.FACTS.items():
        if kind == "item":
            yield from item.values(prop)
    yield from (held.office for held in item.offices)


def _asked_names(entity: Entity) -> list[str]:
    """Return the names by which Wikidata may know an entity: no acronym of three letters, no name in small letters."""
    names = (" ".join(name.split()) for name in entity.names)
    return [
        name
        for name in dict.fromkeys(names)
        if len(name) >= _SHORTEST_NAME and not name.islower() and _NAME.search(name) and "\\" not in name
    ]


def _bound(rows: Iterable[Row], width: int) -> Iterator[list[str]]:
    """Yield the values of rows whose first columns are bound; the others are empty where they are not."""
    for row in rows:
        if all(term is not None for term in row[:width]):
            yield ["" if term is None else term.value for term in row]


def _number(item: str) -> int:
    return int(item.rpartition("Q")[2])
