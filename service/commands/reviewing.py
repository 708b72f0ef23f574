"""Commands by which people look at what the machine found, and decide: review."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, get_args

import typer

from kg.review.decisions import Kind, State, Verdict
from service import terminal
from service.commands.options import StoreOption, TextOrJson, examples, opened, settings_of, shortener
from service.terminal import counted, warn

app = typer.Typer()
review = typer.Typer(no_args_is_help=True)
app.add_typer(
    review,
    name="review",
    help="Look at what the machine found: accept, reject, correct. Every decision is kept, with who and why.",
    epilog=examples(
        "onrecord review claims list --below 0.8",
        "onrecord review claims correct 5b0cf0cd --low 12 --high 12 --by 'Ada Byron' --note 'the text says twelve'",
        "onrecord review statements reject 1f00 --by 'Ada Byron'",
        "onrecord review incidents correct 77a0 --same 90b1 --by 'Ada Byron'",
        "onrecord review export > decisions.jsonl",
    ),
)

Rows = Annotated[
    list[str],
    typer.Argument(
        metavar="ROW…",
        help="By IRI, or the beginning of an id; incident/… stands for its reports, actor/isis=Q2429253 for a link.",
    ),
]
By = Annotated[str | None, typer.Option("--by", help="Your name, kept with the decision (setting ONRECORD_REVIEWER).")]
Note = Annotated[str, typer.Option("--note", help="Why.")]
Form = Annotated[TextOrJson, typer.Option("--format", help="For a person or a program.")]
Words = list[str] | None

StateOrAll = StrEnum("StateOrAll", [*get_args(State), "all"])  # type: ignore[misc]

_VERDICTS: tuple[tuple[str, Verdict, str], ...] = (
    ("accept", "accepted", "are right as they stand"),
    ("reject", "rejected", "are wrong: they leave the default graph, with what rests on them"),
    ("reopen", "reopened", "are to be looked at again: what was decided on them is taken back"),
)


def _group(kind: Kind) -> typer.Typer:
    """Return what there is for every kind of row: list, accept, reject, reopen."""
    group = typer.Typer(no_args_is_help=True)
    review.add_typer(group, name=f"{kind}s", help=f"List {kind}s, accept, reject and correct them.")

    @group.command(
        "list", help=f"List {kind}s: contested and proposed ones first, then by confidence, the lowest first."
    )
    def show(
        state: Annotated[list[StateOrAll] | None, typer.Option("--state", help="How they stand; repeatable.")] = None,
        below: Annotated[float | None, typer.Option("--below", help="Only those with less confidence.")] = None,
        article: Annotated[
            str | None, typer.Option("--article", help="Only those of an article, by id or URL.")
        ] = None,
        text: Annotated[
            str | None, typer.Option("--text", help="Only those with this in their words or names.")
        ] = None,
        doubtful: Annotated[bool, typer.Option("--doubtful", help="Only contested ones and proposals.")] = False,
        limit: Annotated[int, typer.Option("--limit", min=0, help="How many to show; 0 shows all.")] = 20,
        store: StoreOption = None,
        form: Form = TextOrJson.text,
    ) -> None:
        from kg.review.rows import Filter  # only who reviews needs it

        wanted = [str(one) for one in state] if state else ["open"]
        states = frozenset(one for one in get_args(State) if one in wanted or "all" in wanted)
        chosen = Filter(states=states, below=below, article=article, text=text, doubtful=doubtful)
        _list(kind, chosen, limit, store, form)

    for name, verdict, meaning in _VERDICTS:
        _add_verdict(group, kind, name, verdict, f"Say that {kind}s {meaning}.")
    return group


def _add_verdict(group: typer.Typer, kind: Kind, name: str, verdict: Verdict, meaning: str) -> None:
    @group.command(name, help=meaning)
    def decide(rows: Rows, by: By = None, note: Note = "", store: StoreOption = None) -> None:
        _decide(kind, rows, verdict, by, note, store, {})


statements, claims, incidents, links = _group("statement"), _group("claim"), _group("incident"), _group("link")


@statements.command("correct")
def correct_statement(
    rows: Rows,
    speaker: Annotated[
        Words, typer.Option("--speaker", help="Who said it: IRI, id, name, KIND:NAME; repeatable.")
    ] = None,
    behalf: Annotated[Words, typer.Option("--for", help="For whom it was said, or none; repeatable.")] = None,
    said_on: Annotated[str | None, typer.Option("--said-on", help="The day on which it was said, or none.")] = None,
    by: By = None,
    note: Note = "",
    store: StoreOption = None,
) -> None:
    """Say who made a statement, for whom, when."""
    _decide("statement", rows, "corrected", by, note, store, {"speaker": speaker, "for": behalf, "said-on": said_on})


@claims.command("correct")
def correct_claim(
    rows: Rows,
    low: Annotated[str | None, typer.Option("--low", help="The lowest figure, or open.")] = None,
    high: Annotated[str | None, typer.Option("--high", help="The highest figure, or open.")] = None,
    effect: Annotated[
        str | None, typer.Option("--effect", help="killed, injured, captured, missing, displaced.")
    ] = None,
    group: Annotated[str | None, typer.Option("--group", help="The people counted: IRI, id, name, or none.")] = None,
    agent: Annotated[
        str | None, typer.Option("--agent", help="Who is held responsible: IRI, id, name, or none.")
    ] = None,
    claimant: Annotated[Words, typer.Option("--claimant", help="Who claims it; repeatable.")] = None,
    incident: Annotated[
        str | None, typer.Option("--incident", help="The incident report it is about, or none.")
    ] = None,
    by: By = None,
    note: Note = "",
    store: StoreOption = None,
) -> None:
    """Say what a claim really says: figures, effect, group, agent, claimant, incident."""
    given = {"low": low, "high": high, "effect": effect, "group": group, "agent": agent, "incident": incident}
    _decide("claim", rows, "corrected", by, note, store, {**given, "claimant": claimant})


@incidents.command("correct")
def correct_incident(
    rows: Rows,
    kind: Annotated[str | None, typer.Option("--type", help="The type of incident: airstrike, shelling, …")] = None,
    date: Annotated[
        str | None, typer.Option("--date", help="When: 2018-10-31, 2018-10, 2018-10-30/2018-11-02.")
    ] = None,
    place: Annotated[Words, typer.Option("--place", help="Where: IRI, id, name, or none; repeatable.")] = None,
    perpetrator: Annotated[Words, typer.Option("--perpetrator", help="Who did it, or none; repeatable.")] = None,
    supporter: Annotated[Words, typer.Option("--supporter", help="Who helped, or none; repeatable.")] = None,
    target: Annotated[Words, typer.Option("--target", help="Who was hit, or none; repeatable.")] = None,
    same: Annotated[Words, typer.Option("--same", help="Reports of the same incident; repeatable.")] = None,
    different: Annotated[Words, typer.Option("--different", help="Reports of other incidents; repeatable.")] = None,
    by: By = None,
    note: Note = "",
    store: StoreOption = None,
) -> None:
    """Say what, when and where a reported incident was, who took part, which reports are of the same."""
    given = {"type": kind, "date": date, "place": place, "perpetrator": perpetrator, "supporter": supporter}
    pairs = {"target": target, "same": same, "different": different}
    _decide("incident", rows, "corrected", by, note, store, {**given, **pairs})


@links.command("correct")
def correct_link(
    rows: Rows,
    item: Annotated[
        str, typer.Option("--item", help="The item of Wikidata that the actor or place is, like Q2429253.")
    ],
    by: By = None,
    note: Note = "",
    store: StoreOption = None,
) -> None:
    """Say which other item an actor or a place is."""
    _decide("link", rows, "corrected", by, note, store, {"item": item})


@review.command("decisions")
def show_decisions(
    orphaned: Annotated[bool, typer.Option("--orphaned", help="Only those whose row is no longer there.")] = False,
    store: StoreOption = None,
    form: Form = TextOrJson.text,
) -> None:
    """List all decisions, the earliest first, and which of them later ones put out of force."""
    from kg.review.exchange import dump_decision  # only who reviews needs them
    from kg.review.ledger import Ledger
    from service.reviews import decision_text

    settings = settings_of(store=store)
    with opened(settings) as graphs:
        ledger = Ledger.read(graphs, base=settings.base)
        decisions = ledger.orphans(graphs) if orphaned else ledger.decisions()
    if form is TextOrJson.json:
        typer.echo("".join(dump_decision(one) + "\n" for one in decisions), nl=False)
        return
    for one in decisions:
        text = decision_text(one, shortener(settings), in_force=ledger.in_force(one))
        terminal.OUT.print(text, end="", soft_wrap=True)
    terminal.OUT.print(counted(len(decisions), "decision"), style="dim")


@review.command("export")
def export(store: StoreOption = None) -> None:
    """Print all decisions as JSON lines, to be imported into another store, or kept."""
    show_decisions(store=store, form=TextOrJson.json)


@review.command("import")
def import_(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="JSON lines that `export` printed; - reads standard input.")
    ],
    store: StoreOption = None,
) -> None:
    """Take in decisions; those that are there already change nothing. A wrong line: nothing is written."""
    from kg.inference import Rules  # only who reviews needs them
    from kg.review.deciding import take_in
    from kg.review.exchange import load_decisions

    settings = settings_of(store=store)
    text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    decisions = list(load_decisions(text.splitlines(), base=settings.base))
    new, orphans = take_in(
        settings.place, decisions, base=settings.base, rules=Rules.of(settings), keep=settings.generations
    )
    for one in orphans:
        warn("orphaned", f"{one.target} is not in the store: {one.about}")
    _say(
        f"{counted(len(new), 'decision')} taken in, {len(decisions) - len(new)} known already, {len(orphans)} orphaned"
    )


def _list(kind: Kind, wanted: object, limit: int, store: str | None, form: TextOrJson) -> None:
    from kg.review.ledger import Ledger
    from kg.review.rows import Filter, page_rows
    from service.reviews import row_text

    assert isinstance(wanted, Filter)
    settings = settings_of(store=store)
    with opened(settings) as graphs:
        ledger = Ledger.read(graphs, base=settings.base)
        shown, total = page_rows(graphs, ledger, kind, wanted, size=limit or None)
    if form is TextOrJson.json:
        typer.echo(json.dumps([asdict(one) for one in shown], ensure_ascii=False, indent=2))
        return
    for row in shown:
        terminal.OUT.print(row_text(row, shortener(settings)), end="", soft_wrap=True)
    more = f", {total - len(shown)} more (--limit 0 shows all)" if len(shown) < total else ""
    terminal.OUT.print(f"{counted(len(shown), kind)}{more}", style="dim")


def _decide(
    kind: Kind,
    rows: Sequence[str],
    verdict: Verdict,
    by: str | None,
    note: str,
    store: str | None,
    fields: Mapping[str, str | list[str] | None],
) -> None:
    """Take the decision and print what was kept."""
    from kg.inference import Rules
    from kg.review.deciding import Wish, decide
    from service.reviews import decision_text

    settings = settings_of(store=store, reviewer=by)
    given = {name: [value] if isinstance(value, str) else value for name, value in fields.items() if value}
    at = datetime.now(UTC).isoformat()
    wish = Wish(kind=kind, rows=rows, verdict=verdict, by=settings.reviewer, at=at, note=note, fields=given)
    for one in decide(settings.place, wish, base=settings.base, rules=Rules.of(settings), keep=settings.generations):
        terminal.OUT.print(decision_text(one, shortener(settings)), end="", soft_wrap=True)


def _say(line: str) -> None:
    terminal.ERR.print(line, highlight=False, soft_wrap=True)
