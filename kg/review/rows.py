"""The rows that there are to review, with what a reviewer needs to see: words, who, where, how sure, how it stands.

What to look at first comes first: what is contested or only proposed, then what the machine is least sure of.

1. The keys of rows of a kind are put into order: how sure, whether doubtful, how they stand. For a page of a queue only
   those are read that come before its end; for one that is narrowed, all.
2. What else there is to see is read for the rows of a page; for all of them only when a text is looked for in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import rdflib

from kg.review.decisions import Decision, Kind, State
from kg.review.ledger import Ledger
from kg.store.graphs import GraphStore, Term

_TYPES: Mapping[Kind, str] = {
    "statement": "?row a onr:Statement .",
    "claim": "?row a schema:Claim .",
    "incident": "?row a onr:IncidentReport .",
    "link": "?row a onr:Link ; onr:score ?score .",
}
_SURE: Mapping[Kind, str] = {
    "statement": "onr:confidence", "claim": "onr:confidence", "incident": "onr:confidence", "link": "onr:score",
}  # fmt: skip
_KEYS: Mapping[Kind, str] = {
    kind: f"{pattern} OPTIONAL {{ ?row {_SURE[kind]} ?confidence }}" for kind, pattern in _TYPES.items()
}
_DOUBTFUL: Mapping[Kind, str] = {
    "claim": "?row onr:contradicts|^onr:contradicts ?other",
    "incident": "?incident onr:reportCount ?count FILTER(?count > 1) ?row onr:reportOf ?incident",
    "link": "?row onr:linkedEntity ?entity ; onr:linkTarget ?item FILTER NOT EXISTS { ?entity owl:sameAs ?item }",
}
"""What makes rows doubtful, read apart: asked of every row, it takes many times as long."""
_OF_ARTICLE = """
  ?row onr:evidence/oa:hasSource/prov:specializationOf ?work .
  ?work dcterms:identifier|schema:url ?known FILTER(STR(?known) = {article})
"""
_ALL_AT_ONCE = 500
"""More rows than these are read as all that there are."""

_PLACED = {
    "article": "?row onr:evidence/oa:hasSource/prov:specializationOf/dcterms:identifier ?value",
    "url": "?row onr:evidence/oa:hasSource/prov:specializationOf/schema:url ?value",
    "published": "?row onr:evidence/oa:hasSource/prov:specializationOf/schema:datePublished ?value",
    "outlet": "?row onr:evidence/oa:hasSource/prov:specializationOf/schema:publisher/rdfs:label ?value",
    "before": "?row onr:evidence/oa:hasSelector/oa:prefix ?value",
    "after": "?row onr:evidence/oa:hasSelector/oa:suffix ?value",
}
_RATED = {"confidence": "?row onr:confidence ?value", "rule": "?row onr:rule ?value"}


def _role(name: str) -> str:
    return f"?row sem:hasActor ?part . ?part sem:roleType val:{name} ; rdf:value/rdfs:label ?value"


_FIELDS: Mapping[Kind, Mapping[str, str]] = {
    "statement": {
        "words": "?row a onr:Statement ; schema:text ?value",
        "speaker": "?row a onr:Statement ; prov:wasAttributedTo/rdfs:label ?value",
        "for": "?row a onr:Statement ; onr:onBehalfOf/rdfs:label ?value",
        "mode": "?row onr:mode ?value",
        "day": "?row onr:saidOn ?value",
        **_RATED,
        **_PLACED,
    },
    "claim": {
        "words": "?row a schema:Claim ; schema:text ?value",
        "claimant": "?row onr:claimant/rdfs:label ?value",
        "kind": "?row a schema:Claim , ?value FILTER(?value != schema:Claim)",
        "effect": "?row onr:effect ?value",
        "group": "?row onr:group/rdfs:label ?value",
        "agent": "?row onr:agent/rdfs:label ?value",
        "what": "?row onr:what ?value",
        "low": "?row schema:minValue ?value",
        "high": "?row schema:maxValue ?value",
        "about": "?row schema:about ?value",
        "contested": "?row onr:contradicts|^onr:contradicts ?value",
        **_RATED,
        **_PLACED,
    },
    "incident": {
        "words": "?row a onr:IncidentReport ; onr:evidence/oa:hasSelector/oa:exact ?value",
        "type": "?row a onr:IncidentReport ; sem:eventType ?value",
        "date": "?row a onr:IncidentReport ; onr:edtf ?value",
        "place": "?row a onr:IncidentReport ; sem:hasPlace/rdfs:label ?value",
        **{name: _role(name) for name in ("perpetrator", "supporter", "target")},
        "incident": "?row onr:reportOf ?value",
        "others": "?row onr:reportOf ?incident . ?value onr:reportOf ?incident FILTER(?value != ?row)",
        **_RATED,
        **_PLACED,
    },
    "link": {
        "words": "?row a onr:Link ; onr:linkedEntity/rdfs:label ?value",
        "item": "?row onr:linkTarget ?value",
        "name": "?row onr:linkTarget/rdfs:label ?value",
        "confidence": "?row onr:score ?value ; onr:linkTarget ?item",
        "reason": "?row onr:reason ?value ; onr:linkTarget ?item",
        "confirmed": "?row onr:linkedEntity ?value ; onr:linkTarget ?item . ?value owl:sameAs ?item",
    },
}
"""What is shown of a row, each by its own way: read in one pattern, the values of one field multiply all others'."""

_SINGLE = ("words", "before", "after", "article", "url", "published", "confidence", "rule")
_LINKS = ("about", "incident", "others", "contested", "item")


@dataclass(frozen=True, slots=True)
class Row:
    """A row to review. `fields` are what else it says, several values separated by semicolons; `before` and `after` are
    what stands around its words in the article.

    It is `doubtful` when another claim contests it, when it is only proposed, or when its incident has other reports.
    """

    kind: Kind
    iri: str
    state: State
    words: str
    confidence: float | None
    doubtful: bool
    article: str | None = None
    url: str | None = None
    published: str | None = None
    rule: str | None = None
    before: str = ""
    after: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()

    @property
    def quoted(self) -> str:
        """The words on one line, in quotation marks."""
        words = " ".join(self.words.split())
        return words if words[:1] in "“\"‘'«" else f"“{words}”"

    @property
    def about(self) -> str:
        """The row in one line, as a decision keeps it."""
        who = self.fields.get("speaker") or self.fields.get("claimant")
        facts = [f"{name} {value}" for name, value in self.fields.items() if name in _TOLD]
        where = f" ({', '.join(part for part in (self.article, self.published) if part)})" if self.article else ""
        return f"{who + ': ' if who else ''}{self.quoted}{''.join(f', {fact}' for fact in facts)}{where}"


_TOLD = ("effect", "group", "agent", "low", "high", "type", "date", "place", "item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which rows to give: in these states, below a confidence, of an article, with a text in words or fields."""

    states: frozenset[State] = frozenset({"open"})
    below: float | None = None
    article: str | None = None
    text: str | None = None
    doubtful: bool = False

    @property
    def plain(self) -> bool:
        """Whether it only says how rows stand."""
        return self.below is None and self.article is None and self.text is None and not self.doubtful

    def takes(self, key: Key) -> bool:
        """Return whether a row is wanted, as far as its key tells."""
        return (
            key.state in self.states
            and (self.below is None or (key.confidence is not None and key.confidence < self.below))
            and (key.doubtful or not self.doubtful)
        )

    def reads(self, row: Row) -> bool:
        """Return whether a row has the text in its words or fields."""
        return self.text is None or self.text.lower() in " ".join((row.words, *row.fields.values())).lower()


@dataclass(frozen=True, slots=True)
class Key:
    """What says whether a row comes, and where; one that decisions took out of the view is `gone`."""

    iri: str
    confidence: float | None
    doubtful: bool
    state: State
    gone: bool = False

    @property
    def order(self) -> tuple[bool, float, str]:
        """What sorts rows: those to look at first first."""
        return not self.doubtful, 2 if self.confidence is None else self.confidence, self.iri


def page_rows(
    store: GraphStore, ledger: Ledger, kind: Kind, wanted: Filter, *, start: int = 0, size: int | None = None
) -> tuple[list[Row], int]:
    """Return some of the rows that are wanted, those to look at first first, and how many there are in all."""
    end = None if size is None else start + size
    if end is not None and wanted.plain:
        ahead, total = _keys_ahead(store, ledger, kind, wanted, end)
        return read_rows(store, ledger, kind, ahead[start:end]), total
    keys = sorted(filter(wanted.takes, _keys(store, ledger, kind, wanted)), key=lambda one: one.order)
    if wanted.text is None:
        return read_rows(store, ledger, kind, keys[start:end]), len(keys)
    rows = [one for one in read_rows(store, ledger, kind, keys) if wanted.reads(one)]
    return rows[start:end], len(rows)


def read_rows(store: GraphStore, ledger: Ledger, kind: Kind, keys: Sequence[Key]) -> list[Row]:
    """Return the rows of these keys, in their order."""
    here = [one.iri for one in keys if not one.gone]
    chosen = here if len(here) <= _ALL_AT_ONCE else None
    found = {one.iri: one for one in _rows(store, ledger, kind, chosen=chosen)} if here else {}
    found |= {one.iri: _gone(ledger, kind, one.iri) for one in keys if one.gone}
    return [found[one.iri] for one in keys if one.iri in found]


def find_row(store: GraphStore, ledger: Ledger, kind: Kind, iri: str, *, graph: str | None = None) -> Row | None:
    """Return one row of the view, or of a named graph, None where it is not."""
    return next(_rows(store, ledger, kind, chosen=[iri], graph=graph), None)


def _keys(store: GraphStore, ledger: Ledger, kind: Kind, wanted: Filter) -> Iterator[Key]:
    article = wanted.article
    where = "" if article is None else _OF_ARTICLE.format(article=rdflib.Literal(article).n3())
    doubtful = _doubtful(store, kind)
    for row, confidence in store.select(f"SELECT DISTINCT ?row ?confidence WHERE {{ {_KEYS[kind]} {where} }}"):
        if row is not None:
            sure = None if confidence is None else float(confidence.value)
            yield Key(row.value, sure, row.value in doubtful, _state(ledger, row.value))
    if article is None:
        yield from _gone_keys(ledger, kind)


def _keys_ahead(store: GraphStore, ledger: Ledger, kind: Kind, wanted: Filter, end: int) -> tuple[list[Key], int]:
    """Return so many of the keys that are wanted, in their order, and how many there are in all.

    Rows are read as far as they are needed: the doubtful ones, then, confidence by confidence, the others.
    """
    doubtful, decided = _doubtful(store, kind), sorted(ledger.targets())
    standing = {one: _state(ledger, one) for one in _chosen(store, f"{_bound(decided)} {_TYPES[kind]}")}
    others = [key for key in _gone_keys(ledger, kind) if wanted.takes(key)]
    total = len(others) + sum(state in wanted.states for state in standing.values())
    if "open" in wanted.states:
        ((number,),) = store.texts(f"SELECT (COUNT(DISTINCT ?row) AS ?number) WHERE {{ {_TYPES[kind]} }}")
        total += int(number) - len(standing)
    found: dict[str, Key] = {}
    for several in _by_need(store, kind, doubtful, None if "open" in wanted.states else standing):
        keys = (Key(one, sure, one in doubtful, standing.get(one, "open")) for one, sure in several.items())
        found |= {one.iri: one for one in sorted(keys, key=lambda one: one.order) if wanted.takes(one)}
        if len(found) >= end:
            return list(found.values())[:end], total
    return sorted((*found.values(), *others), key=lambda one: one.order)[:end], total


def _by_need(
    store: GraphStore, kind: Kind, doubtful: Iterable[str], only: Iterable[str] | None
) -> Iterator[dict[str, float | None]]:
    """Yield rows with their confidence, some after others in their order: only these, or all of a kind."""
    if only is not None:
        yield _sureness(store, kind, only)
        return
    first = _sureness(store, kind, doubtful)
    yield first
    values = store.select(f"SELECT DISTINCT ?value WHERE {{ ?row {_SURE[kind]} ?value }}")
    for value in sorted((row[0] for row in values if row[0]), key=lambda one: float(one.value)):
        rows = _chosen(store, f'?row {_SURE[kind]} "{value.value}"^^<{value.datatype}> . {_TYPES[kind]}')
        yield {one: float(value.value) for one in rows if one not in first}
    unsure = _chosen(store, f"{_TYPES[kind]} FILTER NOT EXISTS {{ ?row {_SURE[kind]} ?value }}")
    yield {one: None for one in unsure if one not in first}


def _sureness(store: GraphStore, kind: Kind, rows: Iterable[str]) -> dict[str, float | None]:
    known = sorted(rows)
    pairs = store.select(f"SELECT ?row ?value WHERE {{ {_bound(known)} ?row {_SURE[kind]} ?value }}") if known else []
    found = {row.value: float(value.value) for row, value in pairs if row and value}
    return {one: found.get(one) for one in known}


def _chosen(store: GraphStore, pattern: str) -> list[str]:
    return [row[0].value for row in store.select(f"SELECT DISTINCT ?row WHERE {{ {pattern} }}") if row[0]]


def _doubtful(store: GraphStore, kind: Kind) -> set[str]:
    return set(_chosen(store, _DOUBTFUL[kind])) if kind in _DOUBTFUL else set()


def _gone_keys(ledger: Ledger, kind: Kind) -> Iterator[Key]:
    """Yield the keys of rows that are in the view no more, as they were rejected."""
    for target in sorted(ledger.targets()):
        if ledger.on(target)[-1].kind == kind and ledger.standing(target).state == "rejected":
            yield Key(target, None, False, "rejected", gone=True)


def _bound(iris: Sequence[str]) -> str:
    return f"VALUES ?row {{ {' '.join(f'<{one}>' for one in iris)} }}"


def _state(ledger: Ledger, iri: str) -> State:
    return ledger.standing(iri).state if iri in ledger.targets() else "open"


def _gone(ledger: Ledger, kind: Kind, iri: str) -> Row:
    """Return a row that is in the view no more, as the decisions on it have it."""
    decisions = ledger.on(iri)
    about = next((one.about for one in reversed(decisions) if one.about), "")
    return Row(kind, iri, "rejected", about, None, False, decisions=tuple(decisions))


def _rows(
    store: GraphStore, ledger: Ledger, kind: Kind, *, chosen: Sequence[str] | None, graph: str | None = None
) -> Iterator[Row]:
    """Yield the rows that are chosen, or all of a kind."""
    bound = "" if chosen is None else _bound(chosen)
    parts = " UNION ".join(f'{{ {bound} {way} BIND("{name}" AS ?name) }}' for name, way in _FIELDS[kind].items())
    answer = store.query(
        f"SELECT DISTINCT ?row ?name ?value WHERE {{ {parts} }}", default_graphs=(graph,) if graph else ()
    )
    grouped: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row, name, value in answer.rows():
        if row is not None and name is not None and value is not None:
            grouped[row.value][name.value].add(_plain(name.value, value))
    for found, values in grouped.items():
        if "words" in values:
            yield _row(kind, found, values, ledger)


def _row(kind: Kind, iri: str, values: Mapping[str, set[str]], ledger: Ledger) -> Row:
    one = {name: min(values[name]) for name in _SINGLE if name in values}
    shown = [name for name in _FIELDS[kind] if name in values and name not in (*_SINGLE, "confirmed")]
    fields = {name: "; ".join(sorted(values[name])) for name in shown}
    return Row(
        kind=kind,
        iri=iri,
        state=ledger.standing(iri).state,
        words=one["words"],
        confidence=float(one["confidence"]) if "confidence" in one else None,
        doubtful=bool({"contested", "others"} & values.keys() or (kind == "link" and "confirmed" not in values)),
        article=one.get("article"),
        url=one.get("url"),
        published=one.get("published"),
        rule=one.get("rule"),
        before=one.get("before", ""),
        after=one.get("after", ""),
        fields=fields,
        decisions=tuple(ledger.on(iri)),
    )


def _plain(name: str, term: Term) -> str:
    """Return a value as it is shown: what is not a link to follow by the last part of its IRI."""
    if term.kind != "iri" or name in ("url", *_LINKS):
        return term.value
    return term.value.replace("#", "/").rpartition("/")[2]
