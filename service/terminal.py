"""What a person sees on a terminal: tables of query results, the chain of a claim, progress and warnings.

Progress and warnings go to standard error, so that standard output holds results only.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Column, Table
from rich.text import Text
from rich.tree import Tree

from kg.queries import ShippedQuery
from kg.store.graphs import Answer, Term
from kg.trace import ArticleStep, ClaimStep, Party, Quote, StatementStep, Trace

_PROSE = 40
"""Columns that a long text takes in a table."""

_SQUEEZE = 1.5
"""How many times wider than the terminal a table may like to be before its rows are shown one by one."""

_UNBROKEN = 100_000
"""Columns of an output that is no terminal: each fact stands on one line, for grep."""

_HASH = re.compile(r"(?<=/)([0-9a-f]{10})[0-9a-f]{14}$")

OUT = Console()
ERR = Console(stderr=True)


def warn(kind: str, message: str) -> None:
    """Print a line to standard error, with the kind of warning before it."""
    ERR.print(Text.assemble((kind, "yellow"), " ", message), soft_wrap=True)


def fail(message: str) -> None:
    """Print why the command ends."""
    ERR.print(Text.assemble(("onrecord:", "red"), " ", message), soft_wrap=True)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it needs one."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun[-1] == "y" and noun[-2] not in "aeou" else f"{number:,} {noun}s"


@contextlib.contextmanager
def progress_line() -> Iterator[Callable[[str], None]]:
    """Show a line on standard error that the function given keeps up to date; nothing when it is no terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as progress:
        task = progress.add_task("reading")
        yield lambda description: progress.update(task, description=description)


@contextlib.contextmanager
def progress_bar(total: int | None) -> Iterator[Callable[[int, str], None]]:
    """Show on standard error how much is done, how fast, and how long it will take; nothing when it is no terminal.

    The function given is told how many are done, with some words. Where the total is None there is no time left.
    """
    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
        _RateColumn(),
        TimeElapsedColumn(),
        TextColumn("left", style="dim"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as progress:
        task = progress.add_task("reading", total=total)
        yield lambda done, words: progress.update(task, completed=done, description=words)


class _RateColumn(ProgressColumn):
    """How many are done in a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f}/s", style="progress.data.speed")


class Shortener:
    """Shortens IRIs for display: relative to the base, else as prefixed names."""

    def __init__(self, base: str, prefixes: Mapping[str, str]) -> None:
        self._base = base
        self._namespaces = sorted(((iri, prefix) for prefix, iri in prefixes.items()), reverse=True)

    def __call__(self, iri: str) -> str:
        if iri.startswith(self._base):
            return iri.removeprefix(self._base)
        for namespace, prefix in self._namespaces:
            if iri.startswith(namespace):
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return iri


def print_answer(answer: Answer, shortened: Shortener) -> None:
    """Print the result of a SELECT, as a table where it fits and else row by row, that of an ASK as a word."""
    if answer.kind == "boolean":
        OUT.print("yes" if answer.truth else "no")
        return
    rows = [[_cell(term, shortened) for term in row] for row in answer.rows()]
    if _natural_width(answer.variables, rows) > _SQUEEZE * OUT.width:
        for number, row in enumerate(rows, 1):
            OUT.rule(Text(str(number), style="dim"), align="left")
            OUT.print(_record(answer.variables, row))
    else:
        table = Table(*(Column(name, overflow="fold") for name in answer.variables), header_style="bold")
        for row in rows:
            table.add_row(*row)
        OUT.print(table)
    OUT.print(Text(counted(len(rows), "row"), style="dim"))


def _natural_width(names: tuple[str, ...], rows: list[list[Text]]) -> int:
    """Return how wide a table would like to be when no column is wider than a line of prose."""
    columns = zip(*([Text(name) for name in names], *rows), strict=True)
    return sum(min(_PROSE, max(cell.cell_len for cell in column)) + 3 for column in columns)


def _record(names: tuple[str, ...], row: list[Text]) -> Table:
    grid = Table.grid(Column(style="bold", no_wrap=True), Column(overflow="fold"), padding=(0, 2, 0, 0))
    for name, cell in zip(names, row, strict=True):
        if cell:
            grid.add_row(Text(name), cell)
    return grid


def _cell(term: Term | None, shortened: Shortener) -> Text:
    if term is None:
        return Text("")
    return Text(_cut(shortened(term.value)), style="cyan") if term.kind == "iri" else Text(term.value)


def _cut(iri: str) -> str:
    """Return an IRI with the hash at its end cut to what `onrecord trace` needs to find it."""
    return _HASH.sub(r"\1…", iri)


def print_catalogue(queries: tuple[ShippedQuery, ...]) -> None:
    """Print the shipped queries with their parameters."""
    table = Table("name", "answers", "parameters and defaults", header_style="bold", show_lines=True)
    for query in queries:
        parameters = "\n".join(f"{one.name} ({one.kind}) = {one.default}: {one.help}" for one in query.parameters)
        table.add_row(Text(query.name, style="cyan"), Text(f"{query.title}\n{query.description}"), Text(parameters))
    OUT.print(table)


def print_trace(one: Trace, shortened: Shortener) -> None:
    """Print a chain from the claim down to the outlet."""
    tree = Tree(_claim(one.claim, shortened) if one.claim else _statement(one.statements[0], shortened))
    if one.claim is not None:
        _add_quotes(tree, one.claim.evidence)
        branches = [(tree, step) for step in one.statements]
        if not branches:
            tree.add(Text("← in the article's own voice: no source is cited for it"))
    else:
        _add_speakers(tree, one.statements[0])
        branches = [(tree, step) for step in (one.statements[0].relays,) if step is not None]
    for branch, statement in branches:
        _add_statement(branch, statement, shortened)
    _add_article(tree, one.article, shortened)
    _add_standing(tree, one, shortened)
    for decision in one.decisions:
        note = f": {decision.note}" if decision.note else ""
        text = f"reviewed: {decision.verdict} by {decision.by} on {decision.at[:10]}{note}"
        tree.add(Text.assemble((text, "yellow"), "  ", (shortened(decision.row), "cyan")))
    if one.ceased is not None:
        tree.add(Text(f"no longer said: the article was found changed on {one.ceased[:10]}", style="yellow"))
    OUT.print(tree, width=None if OUT.is_terminal else _UNBROKEN)


def _add_standing(tree: Tree, one: Trace, shortened: Shortener) -> None:
    """Add what is inferred: on whose word a claim rests, how it stands to others, how its incident is graded."""
    for origin in one.origins:
        branch = tree.add(Text.assemble(("Origin ", "bold"), origin.name))
        for reason in origin.reasons:
            branch.add(Text(reason, style="dim"))
    for relation in one.relations:
        apart = "" if relation.independent else ", of the same origin"
        style = "red" if relation.kind == "contradicts" else "green"
        head = ((f"{relation.kind} ", style), f"“{relation.words}”", f" ({', '.join(relation.claimants)}{apart})  ")
        tree.add(Text.assemble(*head, (shortened(relation.other), "cyan"))).add(Text(relation.reason, style="dim"))
    if one.incident is not None:
        counts = f"  {counted(one.incident.reports, 'report')}, {counted(one.incident.origins, 'independent origin')}"
        branch = tree.add(Text.assemble(("Incident ", "bold"), (shortened(one.incident.iri), "cyan"), counts))
        for grade in one.incident.grades:
            name = grade.grade.replace("_", " ")
            branch.add(Text.assemble(f"{grade.scheme}: ", (name, "bold"), f" ({'; '.join(grade.reasons)})"))


def _claim(claim: ClaimStep, shortened: Shortener) -> Text:
    head = Text.assemble(("Claim ", "bold"), (shortened(claim.iri), "cyan"), f"  “{claim.words}”")
    figures = f"{'open' if claim.low is None else claim.low} to {'open' if claim.high is None else claim.high}"
    facts = (
        ", ".join(claim.kinds),
        claim.effect,
        f"of {claim.group.name}" if claim.group else None,
        f"by {claim.agent.name}" if claim.agent else None,
        figures if claim.low is not None or claim.high is not None else None,
        claim.what,
    )
    head.append("\n" + " · ".join(fact for fact in facts if fact))
    if claim.about is not None:
        days = claim.earliest if claim.earliest == claim.latest else f"{claim.earliest} to {claim.latest}"
        where = ", ".join(claim.places)
        event = (claim.incident_type, f"on {days}" if claim.earliest else None, f"at {where}" if where else None)
        head.append(f"\nabout the {' '.join(part for part in event if part)} ({shortened(claim.about)})")
    return head


def _statement(step: StatementStep, shortened: Shortener) -> Text:
    kind = " ".join(part for part in (step.mode, "denial" if step.denies else "statement") if part)
    head = Text.assemble(("← Statement ", "bold"), (shortened(step.iri), "cyan"), f"  ({kind}", "")
    facts = (step.medium if step.medium != "unknown" else None, step.said_on, f"cue “{step.cue}”" if step.cue else None)
    head.append("".join(f", {fact}" for fact in facts if fact) + ")")
    return head.append(f"\n“{step.words}”")


def _add_statement(tree: Tree, step: StatementStep, shortened: Shortener) -> None:
    branch = tree.add(_statement(step, shortened))
    _add_speakers(branch, step)
    if step.relays is not None:
        branch.add(Text("which passes on", style="italic"))
        _add_statement(branch, step.relays, shortened)


def _add_speakers(tree: Tree, step: StatementStep) -> None:
    _add_quotes(tree, step.evidence)
    for speaker in step.speakers:
        post = ", ".join(part for part in (step.rank, step.role) if part)
        line = Text.assemble(("← Speaker ", "bold"), _named(speaker), f", {post}" if post else "")
        if step.on_behalf_of:
            line.append(" for ").append_text(_names(step.on_behalf_of))
        tree.add(line)
    for quote in step.source:
        tree.add(_quote(quote, "named as"))


def _add_article(tree: Tree, article: ArticleStep, shortened: Shortener) -> None:
    line = Text.assemble(("← Article ", "bold"), (shortened(article.iri), "cyan"), f"  {article.title or ''}")
    facts = (article.published, article.url, f"text SHA-256 {article.sha256}")
    branch = tree.add(line.append("\n" + " · ".join(fact for fact in facts if fact)))
    if article.publishers:
        outlet = Text.assemble(("← Outlet ", "bold"), _names(article.publishers))
        if article.original_publishers:
            outlet.append(", reprinting ").append_text(_names(article.original_publishers))
        branch.add(outlet)


def _add_quotes(tree: Tree, quotes: tuple[Quote, ...]) -> None:
    for quote in quotes:
        tree.add(_quote(quote, "at"))


def _quote(quote: Quote, word: str) -> Text:
    where = f"text[{quote.start}:{quote.end}]"
    if quote.verified is None:
        return Text.assemble(f"{word} {where}: “{quote.words}” ", ("not verified: the text is not stored", "yellow"))
    if not quote.verified:
        return Text.assemble(f"{word} {where}: “{quote.words}” ", ("WRONG: the text differs there", "bold red"))
    return Text.assemble(f"{word} {where}: “{quote.words}” ", (f"verified: {where} equals the quote", "green"))


def _names(parties: tuple[Party, ...]) -> Text:
    return Text(", ").join(_named(party) for party in parties)


def _named(party: Party) -> Text:
    name = Text(party.name, style="bold magenta")
    return name.append(" (unnamed source)", style="italic") if party.kind == "unnamed" else name
