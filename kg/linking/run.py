"""Link a store to Wikidata: read its entities, ask the endpoint, put what it says in a graph of its own.

1. Read the entities of the store, and what people decided on links.
2. Ask in batches; what was asked within the days allowed is taken from the answers kept on disk.
3. When every question has its answer, put the links and what they rest on in the place of those of the last run, in one
   transaction. When one has not, the store stays as it is, and the answers that came are kept for the next run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from kg.gazetteer import Gazetteer, data_version
from kg.linking.entities import Entity, read_entities
from kg.linking.finding import Answered, Decisions, Found, find_links
from kg.linking.graph import graph_quads
from kg.linking.links import mint_link
from kg.linking.scoring import RULES
from kg.mapping.iris import WIKIDATA
from kg.mapping.provenance import Run
from kg.mapping.quads import nquads
from kg.mapping.vocabulary import PREFIXES
from kg.remote import Endpoint, fetch_results
from kg.review.ledger import Ledger
from kg.store.answers import AnswerStore, Kept
from kg.store.generations import KEPT
from kg.store.graphs import Change, GraphStore, read_results
from kg.store.place import Place, folder_of

_OLD = "SELECT ?s ?p ?o ?g ?old WHERE { GRAPH ?g { ?old ?p ?o } BIND(?old AS ?s) }"


@dataclass(frozen=True, slots=True)
class Question:
    """A query that goes, or in a dry run would go, to the endpoint; `kept` when its answer is on disk already."""

    query: str
    kept: bool


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What a run did: entities looked at, links by kind, questions put, notes for a person."""

    entities: int
    confirmed: int
    proposed: int
    questions: tuple[Question, ...]
    notes: tuple[str, ...]

    @property
    def asked(self) -> int:
        """The questions that the endpoint was, or in a dry run would be, asked."""
        return sum(not one.kept for one in self.questions)


def link(
    place: Place,
    *,
    base: str,
    endpoint: Endpoint,
    cache_days: float,
    clock: Callable[[], datetime],
    dry_run: bool = False,
    keep: int = KEPT,
    progress: Callable[[int], None] = lambda questions: None,
) -> LinkReport:
    """Link a store. `clock` tells the time, `progress` is called with the number of questions so far.

    A dry run asks nothing and writes nothing: it tells what would be asked with the answers kept so far.
    Raises QueryError when the endpoint cannot be reached or fails, StoreError and its kind for the store.
    """
    with GraphStore.open(place, prefixes=PREFIXES, base=base) as store:
        entities = read_entities(store, Gazetteer.load(), base=base)
        decisions = _decisions(Ledger.read(store, base=base))
    asking = _Asking(endpoint, AnswerStore(folder_of(place)), clock, cache_days, dry_run=dry_run, progress=progress)
    found = find_links(entities, ask=asking, base=base, decisions=decisions)
    if not dry_run:
        _put(place, found, base=base, endpoint=endpoint, asked=asking.newest, keep=keep)
        asking.forget_old()
    return _report(entities, found, asking)


class _Asking:
    """Asks the endpoint, or takes its answer from disk."""

    def __init__(
        self,
        endpoint: Endpoint,
        answers: AnswerStore,
        clock: Callable[[], datetime],
        cache_days: float,
        *,
        dry_run: bool,
        progress: Callable[[int], None],
    ) -> None:
        self.questions: list[Question] = []
        self.newest = ""
        self._endpoint = endpoint
        self._answers = answers
        self._clock = clock
        self._since = clock() - timedelta(days=cache_days)
        self._dry_run = dry_run
        self._progress = progress

    def __call__(self, query: str) -> Answered:
        kept = self._answers.get(self._endpoint.url, query, since=self._since)
        self.questions.append(Question(query, kept is not None))
        if kept is None:
            if self._dry_run:
                return Answered((), "")
            kept = Kept(fetch_results(self._endpoint, query), self._clock().replace(microsecond=0))
            self._answers.put(self._endpoint.url, query, kept)
        self._progress(len(self.questions))
        asked = kept.asked.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.newest = max(self.newest, asked)
        return Answered(tuple(read_results(kept.data).rows()), asked)

    def forget_old(self) -> None:
        """Remove answers that are too old to be used again."""
        self._answers.prune(before=self._since)


def _put(place: Place, found: Found, *, base: str, endpoint: Endpoint, asked: str, keep: int) -> None:
    """Put the links in the place of those of the last run."""
    run = Run(
        version=version("onrecord"),
        settings=(("endpoint", endpoint.url),),
        data=(("gazetteer", data_version()), ("link-rules", RULES)),
    )
    quads = nquads(graph_quads(found, base=base, run=run, endpoint=endpoint.url, asked=asked))
    with GraphStore.open(place, write=True, made_by="link", keep=keep, prefixes=PREFIXES, base=base) as store:
        graph = base + WIKIDATA
        store.commit([Change(drop=(graph,), remove=store.select_lines(_OLD, 4, old=graph), add=quads)])


def _decisions(ledger: Ledger) -> Decisions:
    """Return what people decided on links; a corrected link is rejected, and the link to the other item accepted."""
    accepted: dict[str, tuple[str, str]] = {}
    rejected: set[str] = set()
    for link in sorted(ledger.targets()):
        ends, found = ledger.on(link)[-1].ends, ledger.standing(link)
        if ends is not None and found.state == "accepted":
            accepted[link] = ends
        elif ends is not None and found.state != "open":
            rejected.add(link)
            others = found.corrections["item"].values if found.state == "corrected" else ()
            accepted.update({mint_link(ledger.base, ends[0], item): (ends[0], item) for item in others})
    return Decisions(accepted, frozenset(rejected))


def _report(entities: list[Entity], found: Found, asking: _Asking) -> LinkReport:
    confirmed = sum(one.confirmed for one in found.links)
    proposed = len(found.links) - confirmed
    return LinkReport(len(entities), confirmed, proposed, tuple(asking.questions), found.notes)
