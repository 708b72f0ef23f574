"""The rows that there are to review, with what a reviewer needs to see: words, who, where, how sure, how it stands.

What to look at first comes first: what is contested or only proposed, then what the machine is least sure of.

1. The keys of all rows of a kind are read and put into order: how sure, whether doubtful, how they stand.
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

_KEYS: Mapping[Kind, str] = {
    "statement": "?row a onr:Statement OPTIONAL { ?row onr:confidence ?confidence }",
    "claim": "?row a schema:Claim OPTIONAL { ?row onr:confidence ?confidence }",
    "incident": "?row a onr:IncidentReport OPTIONAL { ?row onr:confidence ?confidence }",
    "link": "?row a onr:Link ; onr:score ?confidence .",
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

_ARTICLE = """
  ?evidence oa:hasSource/prov:specializationOf ?work ; oa:hasSelector/oa:exact ?exact .
  ?work dcterms:identifier ?article .
  OPTIONAL { ?evidence oa:hasSelector/oa:prefix ?before }
  OPTIONAL { ?evidence oa:hasSelector/oa:suffix ?after }
  OPTIONAL { ?work schema:url ?url }
  OPTIONAL { ?work schema:datePublished ?published }
  OPTIONAL { ?work schema:publisher/rdfs:label ?outlet }
"""

_QUERIES: Mapping[Kind, str] = {
    "statement": f"""
SELECT ?row ?words ?speaker ?for ?mode ?day ?confidence ?rule ?article ?url ?published ?outlet ?before ?after WHERE {{
  ?row a onr:Statement ; schema:text ?words ; onr:evidence ?evidence ; prov:wasAttributedTo/rdfs:label ?speaker .
  OPTIONAL {{ ?row onr:onBehalfOf/rdfs:label ?for }}
  OPTIONAL {{ ?row onr:mode ?mode }}
  OPTIONAL {{ ?row onr:saidOn ?day }}
  OPTIONAL {{ ?row onr:confidence ?confidence }}
  OPTIONAL {{ ?row onr:rule ?rule }}
  {_ARTICLE}
}}""",
    "claim": f"""
SELECT ?row ?words ?claimant ?kind ?effect ?group ?agent ?what ?low ?high ?about ?contested ?confidence ?rule
       ?article ?url ?published ?outlet ?before ?after WHERE {{
  ?row a schema:Claim ; schema:text ?words ; onr:evidence ?evidence .
  OPTIONAL {{ ?row onr:claimant/rdfs:label ?claimant }}
  OPTIONAL {{ ?row a ?kind FILTER(?kind != schema:Claim) }}
  OPTIONAL {{ ?row onr:effect ?effect }}
  OPTIONAL {{ ?row onr:group/rdfs:label ?group }}
  OPTIONAL {{ ?row onr:agent/rdfs:label ?agent }}
  OPTIONAL {{ ?row onr:what ?what }}
  OPTIONAL {{ ?row schema:minValue ?low }}
  OPTIONAL {{ ?row schema:maxValue ?high }}
  OPTIONAL {{ ?row schema:about ?about }}
  OPTIONAL {{ ?row onr:contradicts|^onr:contradicts ?contested }}
  OPTIONAL {{ ?row onr:confidence ?confidence }}
  OPTIONAL {{ ?row onr:rule ?rule }}
  {_ARTICLE}
}}""",
    "incident": f"""
SELECT ?row ?words ?type ?date ?place ?perpetrator ?supporter ?target ?incident ?others ?confidence
       ?rule ?article ?url ?published ?outlet ?before ?after WHERE {{
  ?row a onr:IncidentReport ; sem:eventType ?type ; onr:evidence ?evidence .
  ?evidence oa:hasSelector/oa:exact ?words .
  OPTIONAL {{ ?row onr:edtf ?date }}
  OPTIONAL {{ ?row sem:hasPlace/rdfs:label ?place }}
  OPTIONAL {{ ?row sem:hasActor ?did . ?did sem:roleType val:perpetrator ; rdf:value/rdfs:label ?perpetrator }}
  OPTIONAL {{ ?row sem:hasActor ?helped . ?helped sem:roleType val:supporter ; rdf:value/rdfs:label ?supporter }}
  OPTIONAL {{ ?row sem:hasActor ?hit . ?hit sem:roleType val:target ; rdf:value/rdfs:label ?target }}
  OPTIONAL {{ ?row onr:reportOf ?incident OPTIONAL {{ ?others onr:reportOf ?incident FILTER(?others != ?row) }} }}
  OPTIONAL {{ ?row onr:confidence ?confidence }}
  OPTIONAL {{ ?row onr:rule ?rule }}
  {_ARTICLE}
}}""",
    "link": """
SELECT ?row ?words ?item ?name ?confidence ?reason ?confirmed WHERE {
  ?row a onr:Link ; onr:linkedEntity ?entity ; onr:linkTarget ?item ; onr:score ?confidence .
  ?entity rdfs:label ?words .
  OPTIONAL { ?item rdfs:label ?name }
  OPTIONAL { ?row onr:reason ?reason }
  OPTIONAL { ?entity owl:sameAs ?item BIND(true AS ?confirmed) }
}""",
}

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


def list_rows(store: GraphStore, ledger: Ledger, kind: Kind, wanted: Filter) -> list[Row]:
    """Return all rows of a kind that are wanted, those to look at first first."""
    return page_rows(store, ledger, kind, wanted)[0]


def page_rows(
    store: GraphStore, ledger: Ledger, kind: Kind, wanted: Filter, *, start: int = 0, size: int | None = None
) -> tuple[list[Row], int]:
    """Return some of the rows that are wanted, in the order of `list_rows`, and how many there are in all."""
    keys = sorted(filter(wanted.takes, _keys(store, ledger, kind, wanted)), key=lambda one: one.order)
    end = None if size is None else start + size
    if wanted.text is None:
        return read_rows(store, ledger, kind, keys[start:end]), len(keys)
    rows = [one for one in read_rows(store, ledger, kind, keys) if wanted.reads(one)]
    return rows[start:end], len(rows)


def read_rows(store: GraphStore, ledger: Ledger, kind: Kind, keys: Sequence[Key]) -> list[Row]:
    """Return the rows of these keys, in their order."""
    here = [one.iri for one in keys if not one.gone]
    chosen = f"VALUES ?row {{ {' '.join(f'<{one}>' for one in here)} }}" if len(here) <= _ALL_AT_ONCE else ""
    found = {one.iri: one for one in _rows(store, ledger, kind, chosen=chosen)} if here else {}
    found |= {one.iri: _gone(ledger, kind, one.iri) for one in keys if one.gone}
    return [found[one.iri] for one in keys if one.iri in found]


def find_row(store: GraphStore, ledger: Ledger, kind: Kind, iri: str, *, graph: str | None = None) -> Row | None:
    """Return one row of the view, or of a named graph, None where it is not."""
    return next(_rows(store, ledger, kind, iri=iri, graph=graph), None)


def _keys(store: GraphStore, ledger: Ledger, kind: Kind, wanted: Filter) -> Iterator[Key]:
    article = wanted.article
    where = "" if article is None else _OF_ARTICLE.format(article=rdflib.Literal(article).n3())
    query = f"SELECT DISTINCT ?row WHERE {{ {_DOUBTFUL[kind]} }}" if kind in _DOUBTFUL else ""
    doubtful = {row[0].value for row in store.select(query) if row[0]} if query else set()
    for row, confidence in store.select(f"SELECT DISTINCT ?row ?confidence WHERE {{ {_KEYS[kind]} {where} }}"):
        if row is not None:
            sure = None if confidence is None else float(confidence.value)
            yield Key(row.value, sure, row.value in doubtful, _state(ledger, row.value))
    if article is None:
        for target in sorted(ledger.targets()):
            if ledger.on(target)[-1].kind == kind and ledger.standing(target).state == "rejected":
                yield Key(target, None, False, "rejected", gone=True)


def _state(ledger: Ledger, iri: str) -> State:
    return ledger.standing(iri).state if iri in ledger.targets() else "open"


def _gone(ledger: Ledger, kind: Kind, iri: str) -> Row:
    """Return a row that is in the view no more, as the decisions on it have it."""
    decisions = ledger.on(iri)
    about = next((one.about for one in reversed(decisions) if one.about), "")
    return Row(kind, iri, "rejected", about, None, False, decisions=tuple(decisions))


def _rows(
    store: GraphStore, ledger: Ledger, kind: Kind, *, iri: str | None = None, graph: str | None = None, chosen: str = ""
) -> Iterator[Row]:
    answer = store.query(
        _QUERIES[kind].replace("WHERE {", f"WHERE {{ {chosen}", 1),
        default_graphs=(graph,) if graph else (),
        iris={"row": iri} if iri is not None else None,
    )
    grouped: dict[str, list[dict[str, Term]]] = defaultdict(list)
    for terms in answer.rows():
        row = {name: term for name, term in zip(answer.variables, terms, strict=True) if term is not None}
        grouped[row["row"].value].append(row)
    for found, rows in grouped.items():
        yield _row(kind, found, rows, ledger)


def _row(kind: Kind, iri: str, rows: Iterable[Mapping[str, Term]], ledger: Ledger) -> Row:
    values: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        for name, term in row.items():
            values[name][_plain(name, term)] = None
    one = {name: min(several) for name, several in values.items() if name in _SINGLE}
    fields = {name: "; ".join(sorted(several)) for name, several in values.items() if name not in (*_SINGLE, *_HIDDEN)}
    state = ledger.standing(iri).state
    return Row(
        kind=kind,
        iri=iri,
        state=state,
        words=one["words"],
        confidence=float(one["confidence"]) if "confidence" in one else None,
        doubtful=bool(
            values.get("contested") or values.get("others") or (kind == "link" and "confirmed" not in values)
        ),
        article=one.get("article"),
        url=one.get("url"),
        published=one.get("published"),
        rule=one.get("rule"),
        before=one.get("before", ""),
        after=one.get("after", ""),
        fields=fields,
        decisions=tuple(ledger.on(iri)),
    )


_HIDDEN = ("row", "confirmed")


def _plain(name: str, term: Term) -> str:
    """Return a value as it is shown: what is not a link to follow by the last part of its IRI."""
    if term.kind != "iri" or name in ("row", "url", *_LINKS):
        return term.value
    return term.value.replace("#", "/").rpartition("/")[2]
