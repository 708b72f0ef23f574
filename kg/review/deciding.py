"""Take a decision: find what it is about, hold it to the rules, and write it with all that it changes in the view.

1. The target, and the actors, places and reports that a correction names, are found in the store or the gazetteer.
2. The decision and the view of the article after it are held to the shapes. Up to here nothing is written.
3. Decisions, and what they change, are committed in one transaction, and what is inferred from it follows: once the
   call returns, they are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg import inference
from kg.errors import ReviewError
from kg.gazetteer import Gazetteer
from kg.mapping.vocabulary import PREFIXES
from kg.review.decisions import Correction, Decision, Kind, Thing, Verdict
from kg.review.exchange import check_decision
from kg.review.fields import FIELDS, Field
from kg.review.finding import Finder
from kg.review.ledger import Ledger, graph_triples, homes_of
from kg.review.rows import Row, find_row
from kg.review.values import EMPTY, plain_value, read_time
from kg.store.generations import KEPT
from kg.store.graphs import GraphStore
from kg.store.place import Place
from kg.validation import check_triples

_VALUES = "SELECT DISTINCT ?value ?row WHERE {{ ?row <{predicate}> ?value }}"

_PARTS = """
SELECT DISTINCT ?value ?row WHERE {{
  ?row sem:hasActor ?part . ?part sem:roleType val:{role} ; rdf:value ?value
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a reviewer says: rows, by IRI or id, the verdict, who, when, why; the values of fields to correct."""

    kind: Kind
    rows: Sequence[str]
    verdict: Verdict
    by: str
    at: str
    note: str = ""
    fields: Mapping[str, Sequence[str]]


def decide(
    place: Place, wish: Wish, *, base: str, rules: inference.Rules | None = None, keep: int = KEPT
) -> list[Decision]:
    """Take the decisions that a reviewer wishes, one for each row, and return them.

    What follows from them is inferred by the rules, those that are shipped unless others are given.
    Raises ReviewError, or StoreError and its kind; then nothing was written.
    """
    with GraphStore.open(
        place, write=True, made_by=f"review of {wish.kind}s", keep=keep, prefixes=PREFIXES, base=base
    ) as store:
        ledger = Ledger.read(store, base=base)
        decisions = _Deciding(store, ledger, wish).decisions()
        _commit(store, ledger, decisions, rules)
    return decisions


def take_in(
    place: Place,
    decisions: Iterable[Decision],
    *,
    base: str,
    rules: inference.Rules | None = None,
    keep: int = KEPT,
) -> tuple[list[Decision], list[Decision]]:
    """Take in decisions from elsewhere; return those that were new, and those of them whose target is not there.

    Raises ReviewError, or StoreError and its kind; then nothing was written.
    """
    with GraphStore.open(place, write=True, made_by="review import", keep=keep, prefixes=PREFIXES, base=base) as store:
        ledger = Ledger.read(store, base=base)
        new = list({one.id: one for one in decisions if one not in ledger}.values())
        _commit(store, ledger, new, rules)
        return new, Ledger(new, base=base).orphans(store)


def _commit(store: GraphStore, ledger: Ledger, decisions: list[Decision], rules: inference.Rules | None) -> None:
    later, changes = ledger.changes_with(store, decisions)
    _check_shapes(store, later, decisions)
    graphs = _seen_anew(store, ledger, later, decisions)
    unsettled = inference.unsettle(store, base=ledger.base, new=graphs, old=graphs)
    store.commit([unsettled, *changes], publish=not graphs)
    for _ in inference.settle(store, rules=rules or inference.Rules.load(ledger.base)):
        pass


def _seen_anew(store: GraphStore, before: Ledger, after: Ledger, decisions: Iterable[Decision]) -> set[str]:
    """Return the graphs from which other things follow than before: their view has changed, or their pairs."""
    rows = {one.target for one in decisions}
    homes = dict(home for row in rows for home in homes_of(store, row))
    anew = set()
    for article, graph in homes.items():
        triples = graph_triples(store, graph)
        if before.overlay(article, triples) != after.overlay(article, triples):
            anew.add(graph)
    pairs = {row for old, new in zip(before.pairs(), after.pairs(), strict=True) for pair in old ^ new for row in pair}
    return anew | {graph for row in pairs for _, graph in homes_of(store, row)}


def _check_shapes(store: GraphStore, ledger: Ledger, decisions: Iterable[Decision]) -> None:
    """Raise ReviewError when the decisions, or the view of an article after them, break a shape."""
    for triples in ledger.views(store, {one.target for one in decisions}):
        report = check_triples(triples, warnings=False)
        if not report.conforms:
            wrong = next(result for result in report.results if result.severity == "Violation")
            raise ReviewError(f"the graph would not conform to the shapes: {wrong.message} (at {wrong.focus})")


class _Deciding:
    """Makes decisions of what a reviewer says."""

    def __init__(self, store: GraphStore, ledger: Ledger, wish: Wish) -> None:
        self._store = store
        self._ledger = ledger
        self._wish = wish
        self._finder = Finder(store, ledger, Gazetteer.load())

    def decisions(self) -> list[Decision]:
        wish = self._wish
        if not wish.by.strip():
            raise ReviewError("--by: expected your name, which is kept with the decision")
        if not wish.rows:
            raise ReviewError(f"expected the IRI or id of a {wish.kind}")
        if wish.verdict == "corrected" and not wish.fields:
            known = ", ".join(f"--{name}" for kind, name in FIELDS if kind == wish.kind)
            raise ReviewError(f"nothing to correct: expected one of {known}")
        return [decision for text in dict.fromkeys(wish.rows) for decision in self._decisions_on(text)]

    def _decisions_on(self, text: str) -> list[Decision]:
        rows = self._finder.rows(self._wish.kind, text)
        if len(rows) == 1:
            return [self._decision(rows[0], text, self._wish.verdict, self._wish.fields)]
        if self._wish.verdict == "accepted":  # that these reports are of one incident
            return [self._decision(rows[0], text, "corrected", {"same": rows[1:]})]
        raise ReviewError(f"{text!r} has {len(rows)} reports: expected one of them, {', '.join(rows)}")

    def _decision(self, iri: str, text: str, verdict: Verdict, fields: Mapping[str, Sequence[str]]) -> Decision:
        wish, row = self._wish, self._row(iri)
        things: dict[str, Thing] = {}
        corrections = [self._correction(iri, name, values, things) for name, values in sorted(fields.items())]
        decision = Decision(
            kind=wish.kind,
            target=iri,
            verdict=verdict,
            by=wish.by.strip(),
            at=read_time(wish.at),
            note=wish.note.strip(),
            about=row.about if row else self._about_before(iri),
            corrections=tuple(corrections),
            things=tuple(things[one] for one in sorted(things)),
            ends=self._finder.ends(iri, text) if wish.kind == "link" else None,
        )
        check_decision(decision, base=self._ledger.base)
        last = self._ledger.on(iri)
        if last and last[-1].order[0] >= decision.order[0]:
            raise ReviewError(f"a decision on {iri} is of {last[-1].at}, not before {decision.at}: check the clock")
        return decision

    def _row(self, iri: str) -> Row | None:
        """Return the row as it is in the view; one that was rejected, as the machine found it."""
        row = find_row(self._store, self._ledger, self._wish.kind, iri)
        if row is None:
            for _, graph in homes_of(self._store, iri):
                row = find_row(self._store, self._ledger, self._wish.kind, iri, graph=graph)
        return row

    def _about_before(self, iri: str) -> str:
        return next((one.about for one in reversed(self._ledger.on(iri)) if one.about), "")

    def _correction(self, iri: str, name: str, values: Sequence[str], things: dict[str, Thing]) -> Correction:
        field = FIELDS.get((self._wish.kind, name))
        if field is None:
            known = ", ".join(known for kind, known in FIELDS if kind == self._wish.kind)
            raise ReviewError(f"a {self._wish.kind} has no field {name!r}: expected {known}")
        wanted = [value.strip() for value in values if value.strip() not in EMPTY]
        found = {self._value(field, iri, value, things) for value in wanted}
        return Correction(name, tuple(sorted(found)), self._former(field, iri))

    def _value(self, field: Field, iri: str, text: str, things: dict[str, Thing]) -> str:
        plain = plain_value(field, text)
        if plain is not None:
            return plain
        if field.values == "report":
            report = self._finder.row("incident", text)
            if report == iri:
                raise ReviewError(f"{field.name}={text!r}: expected another report than the one that is corrected")
            return report
        value, thing = self._finder.place(text) if field.values == "place" else self._finder.actor(text)
        if thing is not None:
            things[value] = thing
        return value

    def _former(self, field: Field, iri: str) -> tuple[str, ...]:
        """Return the values that a field has in the view."""
        role = field.name in ("perpetrator", "supporter", "target")
        query = _PARTS.format(role=field.name) if role else _VALUES.format(predicate=field.predicate)
        return tuple(sorted(row[0].value for row in self._store.select(query, row=iri) if row[0]))
