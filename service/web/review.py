"""The page of reviewers: queues of what the machine is least sure of, and what people have decided.

It is read without a token, and without scripts. With both, its script sends decisions to the routes of
`service.reviewing`; what it needs for that stands in the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from kg.record import Effect, IncidentType
from kg.review.clusters import Cluster, page_clusters
from kg.review.decisions import Decision, Kind, State
from kg.review.fields import FIELDS, Field
from kg.review.graph import decision_iri
from kg.review.ledger import Ledger
from kg.review.rows import Filter, Row, page_rows
from kg.review.values import shown_value
from kg.store.graphs import GraphStore
from service.catalogue import Catalogue, load_catalogue
from service.errors import RequestError
from service.web.facts import iri, local_name, text, values
from service.web.narrowing import Narrowing
from service.web.site import Page, Site

PAGE = 20
"""Rows on a page of a queue."""

QUEUES = ("claims", "statements", "clusters", "reports", "links", "decisions")
STATES = (*get_args(State), "all")
_CHOICES = {"queue": QUEUES, "state": STATES}
CHOICES = {"effect": get_args(Effect), "type": get_args(IncidentType)}
"""The values of fields that have a closed list of them."""

_KINDS: Mapping[str, Kind] = {"claims": "claim", "statements": "statement", "reports": "incident", "links": "link"}
_FIELD_OF = {"day": "said-on", "about": "incident"}
"""The fields that correct what a row calls otherwise."""
_NAMING = ("about", "contested", "others")
_CALLED = """
SELECT ?thing ?words ?who WHERE {{
  {{ {things} ?thing a schema:Claim ; schema:text ?words . OPTIONAL {{ ?thing onr:claimant/rdfs:label ?who }} }} UNION
  {{ {things} ?thing a onr:IncidentReport ; onr:evidence/oa:hasSelector/oa:exact ?words }}
}}
"""
_HEADLINES = """
SELECT ?identifier ?headline WHERE {{
  {identifiers} ?article dcterms:identifier ?identifier ; schema:headline ?headline
}}
"""
_AHEAD = ("speaker", "claimant", "for")
_ELSEWHERE = (*_AHEAD, "outlet")


@dataclass(frozen=True, slots=True)
class Wanted(Narrowing):
    """What of the queues is asked for."""

    queue: str = "claims"
    state: str = "open"
    below: str = ""
    article: str = ""
    text: str = ""

    choices = _CHOICES

    def filter(self) -> Filter:
        """Return which rows are asked for. Raises RequestError when the confidence is no number."""
        if self.below and not self.below.replace(".", "", 1).isdecimal():
            raise RequestError(f"below={self.below!r}: expected a number from 0 to 1")
        states = frozenset(one for one in get_args(State) if self.state in (one, "all"))
        below = float(self.below) if self.below else None
        return Filter(states=states, below=below, article=self.article or None, text=self.text or None)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it is shown."""

    iri: str
    decision: Decision
    in_force: bool
    corrections: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as it is shown: who says it, what else it says, what its correction begins with, what was decided."""

    row: Row
    who: tuple[str, ...]
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    fields: dict[str, str]
    decided: tuple[Decided, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A page of a queue: rows, or clusters with their rows, or decisions."""

    total: int
    rows: tuple[Shown, ...] = ()
    clusters: tuple[tuple[Cluster, tuple[Shown, ...]], ...] = ()
    decisions: tuple[Decided, ...] = ()
    fields: tuple[Field, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def read_review(site: Site, wanted: Wanted, *, page: int) -> ReviewPage:
    """Return a page of a queue."""
    ledger, start = Ledger.read(site.store, base=site.settings.base), PAGE * (page - 1)
    if wanted.queue == "decisions":
        decisions = ledger.decisions()[::-1]
        return ReviewPage(len(decisions), decisions=_decided(ledger, decisions[start : start + PAGE]))
    if wanted.queue == "clusters":
        clusters, total = page_clusters(site.store, ledger, settled=wanted.state != "open", start=start, size=PAGE)
        shown = tuple((one, tuple(_shown(ledger, row) for row in one.reports)) for one in clusters)
        reports = [row for one in clusters for row in one.reports]
        names = _names_on(site.store, reports, load_catalogue())
        return ReviewPage(total, clusters=shown, fields=_fields_of("incident"), names=names)
    kind = _KINDS[wanted.queue]
    rows, total = page_rows(site.store, ledger, kind, wanted.filter(), start=start, size=PAGE)
    shown_rows, names = tuple(_shown(ledger, one) for one in rows), _names_on(site.store, rows, load_catalogue())
    return ReviewPage(total, rows=shown_rows, fields=_fields_of(kind), names=names)


def add_review(app: FastAPI, site: Site) -> None:
    """Add the page."""

    @app.get("/review", include_in_schema=False)
    async def review(request: Request, page: Page = 1) -> Response:
        wanted = Wanted.read(request.query_params)
        if (known := await site.known(request)) is not None:
            return known
        found = await run_in_threadpool(read_review, site, wanted, page=page)
        return site.page(
            request, "web/review.html", section="review", found=found, wanted=wanted, queues=QUEUES, states=STATES,
            choices=CHOICES, page=page, more=found.total > page * PAGE, writable=site.settings.writable,
        )  # fmt: skip


def _fields_of(kind: Kind) -> tuple[Field, ...]:
    return tuple(field for (of, _), field in FIELDS.items() if of == kind)


def _names_on(store: GraphStore, rows: Sequence[Row], texts: Catalogue) -> dict[str, str]:
    """Return what claims, reports and articles that rows name are called: their words, or their headline."""
    named = {value for row in rows for name in _NAMING for value in row.fields.get(name, "").split("; ") if value}
    found: dict[str, tuple[str, set[str]]] = {}
    if named:
        for thing, words, who in store.texts(_CALLED.format(things=values("thing", map(iri, sorted(named))))):
            found.setdefault(thing, (words, set()))[1].add(who)
    names = {
        thing: ", ".join((texts("review.words", words=" ".join(words.split())), *sorted(filter(None, people))))
        for thing, (words, people) in found.items()
    }
    articles = sorted({row.article for row in rows if row.article})
    if articles:
        names |= dict(store.texts(_HEADLINES.format(identifiers=values("identifier", map(text, articles)))))
    return names


def _shown(ledger: Ledger, row: Row) -> Shown:
    known = {name for kind, name in FIELDS if kind == row.kind}
    named = {_FIELD_OF.get(name, name): value for name, value in row.fields.items()}
    return Shown(
        row=row,
        who=tuple(row.fields[name] for name in _AHEAD if name in row.fields),
        facts=tuple((name, tuple(value.split("; "))) for name, value in row.fields.items() if name not in _ELSEWHERE),
        fields={name: local_name(value) if name == "item" else value for name, value in named.items() if name in known},
        decided=_decided(ledger, row.decisions),
    )


def _decided(ledger: Ledger, decisions: tuple[Decision, ...] | list[Decision]) -> tuple[Decided, ...]:
    return tuple(
        Decided(
            iri=decision_iri(one, base=ledger.base),
            decision=one,
            in_force=ledger.in_force(one),
            corrections=tuple(
                (correction.field, _named(one, correction.former), _named(one, correction.values))
                for correction in one.corrections
            ),
        )
        for one in decisions
    )


def _named(decision: Decision, values: tuple[str, ...]) -> str:
    names = {one.iri: one.name for one in decision.things}
    return ", ".join(names.get(value) or shown_value(value) for value in values)
