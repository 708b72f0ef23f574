"""Items of Wikidata as the endpoint describes them, read from its answers, and their quads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.linking.wikidata import FACTS, LANGUAGES, is_item
from kg.mapping.iris import WIKIDATA, escaped
from kg.mapping.quads import Literal, Quad
from kg.mapping.vocabulary import GEO, OWL, PQ, PS, RDFS, SDO, SKOS, WDT, XSD, P
from kg.store.graphs import Term

Row = tuple[Term | None, ...]

_LABEL, _ALIAS, _SAME, _DESCRIPTION = str(RDFS.label), str(SKOS.altLabel), str(OWL.sameAs), str(SDO.description)
_WIKIBASE_DESCRIPTION = "http://schema.org/description"
_HOLDS, _OFFICE, _START, _END = str(P.P39), str(PS.P39), str(PQ.P580), str(PQ.P582)
_WKT, _DATE_TIME = str(GEO.wktLiteral), str(XSD.dateTime)
_STATEMENT = re.compile(r"http://www\.wikidata\.org/entity/statement/[0-9A-Za-z-]+")
_POINT = re.compile(r"Point\((-?[0-9]+(?:\.[0-9]+)?) (-?[0-9]+(?:\.[0-9]+)?)\)", re.IGNORECASE)
_MOMENT = re.compile(r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


@dataclass(frozen=True, slots=True)
class Held:
    """An office that somebody holds or held: IRIs of the statement and the office, dates as they came."""

    statement: str
    office: str
    start: Literal | None = None
    end: Literal | None = None


@dataclass(slots=True)
class Item:
    """What the endpoint says of an item: its facts by property, and the offices it holds."""

    iri: str
    facts: dict[str, list[str | Literal]] = field(default_factory=lambda: defaultdict(list))
    offices: list[Held] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The item's first label, else its id."""
        return next(iter(self.labels), self.iri.rpartition("/")[2])

    @property
    def labels(self) -> list[str]:
        """The item's labels in the languages read."""
        return self._texts(_LABEL)

    @property
    def aliases(self) -> list[str]:
        """The item's other names in the languages read."""
        return self._texts(_ALIAS)

    @property
    def description(self) -> str | None:
        """A few words on what the item is."""
        return next(iter(self._texts(_DESCRIPTION)), None)

    def values(self, *properties: str) -> list[str]:
        """Return the values of properties, IRIs and texts alike."""
        found = (value for one in properties for value in self.facts.get(str(one), ()))
        return [value.text if isinstance(value, Literal) else value for value in found]

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude."""
        return next((_degrees(one) for one in self.values(WDT.P625)), None)

    @property
    def moved_to(self) -> str | None:
        """The item that this one was merged into."""
        return next(iter(self.values(_SAME)), None)

    def _texts(self, prop: str) -> list[str]:
        return [value.text for value in self.facts.get(prop, ()) if isinstance(value, Literal)]


def read_facts(rows: Iterable[Row]) -> dict[str, Item]:
    """Return items by IRI from rows of ?item ?property ?value.

    A value that is not of the kind that its property has (an unknown value, a point on another planet) is left out.
    """
    items: dict[str, Item] = {}
    for item_term, property_term, value_term in rows:
        item, prop = _iri(item_term), _iri(property_term)
        if item is None or prop is None or value_term is None or not is_item(item):
            continue
        prop = _DESCRIPTION if prop == _WIKIBASE_DESCRIPTION else prop
        value = _value(prop, value_term)
        facts = items.setdefault(item, Item(item)).facts[prop]
        if value is not None and value not in facts:
            facts.append(value)
    for one in items.values():
        for values in one.facts.values():
            values.sort(key=_order)
    return items


def add_offices(items: Mapping[str, Item], rows: Iterable[Row]) -> None:
    """Add the offices of rows of ?item ?statement ?office ?start ?end to their items."""
    for row in rows:
        item, statement, office = (_iri(one) or "" for one in row[:3])
        if item not in items or not is_item(office) or not _STATEMENT.fullmatch(statement):
            continue
        if all(one.statement != statement for one in items[item].offices):
            items[item].offices.append(Held(statement, office, _date(row[3]), _date(row[4])))


def read_labels(rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Return the labels of items by IRI from rows of ?item ?label, each once."""
    labels: dict[str, dict[str, None]] = defaultdict(dict)
    for item, label in rows:
        if item is not None and label is not None and label.kind == "literal":
            labels[item.value][label.value] = None
    return {item: tuple(sorted(found)) for item, found in labels.items()}


def item_quads(item: Item, *, base: str) -> Iterator[Quad]:
    """Yield what is said of an item as quads of the graph of links."""
    graph = base + WIKIDATA
    for prop, values in item.facts.items():
        yield from (Quad(item.iri, prop, value, graph) for value in values)
    for held in item.offices:
        yield Quad(item.iri, _HOLDS, held.statement, graph)
        yield Quad(held.statement, _OFFICE, held.office, graph)
        for prop, day in ((_START, held.start), (_END, held.end)):
            if day is not None:
                yield Quad(held.statement, prop, day, graph)


def label_quads(labels: Mapping[str, tuple[str, ...]], *, base: str) -> Iterator[Quad]:
    """Yield the names of what facts refer to."""
    for iri, names in labels.items():
        yield from (Quad(iri, _LABEL, Literal(name, language="en"), base + WIKIDATA) for name in names[:1])


def _iri(term: Term | None) -> str | None:
    return term.value if term is not None and term.kind == "iri" else None


def _value(prop: str, term: Term) -> str | Literal | None:
    """Return a value of a property if it is of the kind that the property has."""
    if prop in (_LABEL, _ALIAS, _DESCRIPTION):
        return Literal(term.value, language=term.language) if term.language in LANGUAGES else None
    kind = "item" if prop == _SAME else FACTS.get(prop)
    if term.kind == "iri":
        if kind == "address":
            return escaped(term.value) if term.value.startswith(("http://", "https://")) else None
        return term.value if kind == "item" and is_item(term.value) else None
    if kind == "date":
        return _date(term)
    if kind == "point" and term.datatype == _WKT and _degrees(term.value) is not None:
        return Literal(term.value, _WKT)
    return Literal(term.value) if kind == "text" and term.kind == "literal" else None


def _degrees(point: str) -> tuple[float, float] | None:
    """Return latitude and longitude of a point on Earth in well-known text."""
    match = _POINT.fullmatch(point)
    if match is None or abs(float(match[2])) > 90 or abs(float(match[1])) > 180:
        return None
    return float(match[2]), float(match[1])


def _date(term: Term | None) -> Literal | None:
    if term is None or term.datatype != _DATE_TIME or not _MOMENT.fullmatch(term.value):
        return None
    return Literal(term.value, _DATE_TIME)


def _order(value: str | Literal) -> tuple[bool, str, str]:
    """Sort English names before those of all languages."""
    return (False, "", value) if isinstance(value, str) else (value.language == "mul", value.language or "", value.text)
