"""The rows that there are to review, with what a reviewer needs to see: words, who, where, how sure, how it stands.

What to look at first comes first: what is contested or only proposed, then what the machine is least sure of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.review.decisions import Decision, Kind, State
from kg.review.ledger import Ledger
from kg.store.graphs import GraphStore, Term

_ARTICLE = """
  ?evidence oa:hasSource/prov:specializationOf ?work ; oa:hasSelector/oa:exact ?exact .
  ?work dcterms:identifier ?article .
  OPTIONAL { ?work schema:url ?url }
  OPTIONAL { ?work schema:datePublished ?published }
  OPTIONAL { ?work schema:publisher/rdfs:label ?outlet }
"""

_QUERIES: Mapping[Kind, str] = {
    "statement": f"""
SELECT ?row ?words ?speaker ?for ?mode ?day ?confidence ?rule ?article ?url ?published ?outlet WHERE {{
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
       ?article ?url ?published ?outlet WHERE {{
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
SELECT ?row ?words ?type ?date ?place ?incident ?others ?confidence ?rule ?article ?url ?published ?outlet WHERE {{
  ?row a onr:IncidentReport ; sem:eventType ?type ; onr:evidence ?evidence .
  ?evidence oa:hasSelector/oa:exact ?words .
  OPTIONAL {{ ?row onr:edtf ?date }}
  OPTIONAL {{ ?row sem:hasPlace/rdfs:label ?place }}
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

_SINGLE = ("words", "article", "url", "published", "confidence", "rule")
_LINKS = ("about", "incident", "others", "contested", "item")


@dataclass(frozen=True, slots=True)
class Row:
    """A row to review. `fields` are what else it says, several values separated by semicolons.

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

    def takes(self, row: Row) -> bool:
        """Return whether a row is wanted."""
        text = " ".join((row.words, *row.fields.values())).lower()
        return (
            row.state in self.states
            and (self.below is None or (row.confidence is not None and row.confidence < self.below))
            and (self.article is None or self.article in (row.article, row.url))
            and (self.text is None or self.text.lower() in text)
            and (row.doubtful or not self.doubtful)
        )


def list_rows(store: GraphStore, ledger: Ledger, kind: Kind, wanted: Filter) -> list[Row]:
    """Return the rows of a kind that are wanted, those to look at first first."""
    rows = [*_in_view(store, ledger, kind), *_rejected(ledger, kind)]
    return sorted(filter(wanted.takes, rows), key=_first)


def find_row(store: GraphStore, ledger: Ledger, kind: Kind, iri: str, *, graph: str | None = None) -> Row | None:
    """Return one row of the view, or of a named graph, None where it is not."""
    return next(_rows(store, ledger, kind, iri, graph), None)


def _first(row: Row) -> tuple[bool, float, str]:
    return not row.doubtful, 2 if row.confidence is None else row.confidence, row.iri


def _in_view(store: GraphStore, ledger: Ledger, kind: Kind) -> Iterator[Row]:
    return _rows(store, ledger, kind, None, None)


def _rejected(ledger: Ledger, kind: Kind) -> Iterator[Row]:
    """Yield rows that are in the view no more, as the decisions on them have them."""
    for target in sorted(ledger.targets()):
        decisions = ledger.on(target)
        if decisions[-1].kind == kind and ledger.standing(target).state == "rejected":
            about = next((one.about for one in reversed(decisions) if one.about), "")
            yield Row(kind, target, "rejected", about, None, False, decisions=tuple(decisions))


def _rows(store: GraphStore, ledger: Ledger, kind: Kind, iri: str | None, graph: str | None) -> Iterator[Row]:
    answer = store.query(
        _QUERIES[kind], default_graphs=(graph,) if graph else (), iris={"row": iri} if iri is not None else None
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
        fields=fields,
        decisions=tuple(ledger.on(iri)),
    )


_HIDDEN = ("row", "confirmed")


def _plain(name: str, term: Term) -> str:
    """Return a value as it is shown: what is not a link to follow by the last part of its IRI."""
    if term.kind != "iri" or name in ("row", "url", *_LINKS):
        return term.value
    return term.value.replace("#", "/").rpartition("/")[2]
