"""Commands that read articles and store nothing: extract, evaluate."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg.analysis import Refused
from kg.record import Record, dump_record, dump_record_line
from service.commands.options import Paths, TextOrJson, Workers, examples, settings_of
from service.terminal import counted, fail, progress_line, warn

app = typer.Typer()


class RecordFormat(StrEnum):
    """How `extract` prints records."""

    jsonl = "jsonl"
    yaml = "yaml"
    html = "html"


class Scheme(StrEnum):
    """Whose guide `extract` follows in what a statement is."""

    ours = "ours"
    polnear = "polnear"


class Split(StrEnum):
    """Which of the annotated articles `evaluate` takes."""

    all = "all"
    development = "development"
    held_out = "held-out"


@app.command(
    epilog=examples(
        "onrecord extract articles/ > records.jsonl",
        "cat report.txt | onrecord extract - --format yaml",
        "onrecord extract report.txt --explain",
        "onrecord extract articles/ --format html > marked.html",
    )
)
def extract(
    paths: Paths,
    form: Annotated[
        RecordFormat,
        typer.Option("--format", help="A record a line, a YAML document each, or a page with marked texts."),
    ] = RecordFormat.jsonl,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print for people which rule made each row, how sure, from which words.")
    ] = False,
    scheme: Annotated[
        Scheme,
        typer.Option("--scheme", help="polnear: statements as PolNeAR has them, with attitudes, and nothing else."),
    ] = Scheme.ours,
    workers: Workers = None,
) -> None:
    """Print one record for each article: its statements, incidents and claims."""
    from kg import evaluation, pipeline  # only who extracts needs them
    from service.explanation import explanation  # likewise
    from service.marking import marked_page

    if explain and form is not RecordFormat.jsonl:
        raise typer.BadParameter(f"--explain prints text, expected no --format {form.value} beside it")
    settings = settings_of(workers=workers, attitudes=True if scheme is Scheme.polnear else None)
    outcomes = pipeline.extract(paths, settings=settings, stdin=sys.stdin.buffer)
    refused: list[Refused] = []
    records = _without_refused(outcomes, refused)
    if scheme is Scheme.polnear:
        records = map(evaluation.in_polnear_manner, records)
    if explain:
        printed: Iterable[str] = map(explanation, records)
    elif form is RecordFormat.html:
        printed = marked_page(records)
    else:
        printed = (_record_text(record, form) for record in records)
    for text in printed:
        sys.stdout.write(text)
        sys.stdout.flush()
    if refused:
        fail(f"{counted(len(refused), 'input')} refused")
        raise typer.Exit(1)


def _without_refused(outcomes: Iterable[Record | Refused], refused: list[Refused]) -> Iterator[Record]:
    """Yield the records; warn of what was refused and add it to the list."""
    for outcome in outcomes:
        if isinstance(outcome, Record):
            yield outcome
        else:
            refused.append(outcome)
            warn("refused", f"{outcome.source}: {outcome.reason}")


def _record_text(record: Record, form: RecordFormat) -> str:
    if form is RecordFormat.jsonl:
        return dump_record_line(record) + "\n"
    import yaml  # only here

    text: str = yaml.safe_dump(dump_record(record), allow_unicode=True, sort_keys=False, explicit_start=True, width=120)
    return text


@app.command(
    epilog=examples(
        "onrecord evaluate gold/ articles/",
        "onrecord evaluate gold.jsonl articles.jsonl --split development --errors 5",
    )
)
def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(metavar="GOLD", exists=True, help="Annotations: a folder of <id>.json files, or a .jsonl file."),
    ],
    articles: Annotated[
        list[Path],
        typer.Argument(metavar="ARTICLES…", help="Files and folders that hold the annotated articles."),
    ],
    errors: Annotated[int, typer.Option("--errors", min=0, help="Mistakes of each kind to show.")] = 0,
    split: Annotated[Split, typer.Option("--split", help="Which of the annotated articles to take.")] = Split.all,
    form: Annotated[TextOrJson, typer.Option("--format", help="For a person or a program.")] = TextOrJson.text,
    workers: Workers = None,
) -> None:
    """Extract annotated articles and print how much of it is right.

    An annotation is a JSON object an article, with any of these keys:

    - statements: content (exact words), speaker (the names that are right),
    source (exact words that name it, or null)

    - incidents: type, date (EDTF), places, perpetrators, targets (lists),
    trigger (exact words); readings that are right as well stand in
    type_alt, date_alt, perpetrator_alt

    - casualties: effect, low, high (null where open), text (exact words),
    claimants (for each the names that are right; "article" is its own voice)

    A row with optional: true counts neither for nor against. In a .jsonl file
    an object has an id and the sha256 of the text (NFC), exact words may be
    \\[start, end] in code points, and split may say development or held-out.
    Mistakes in held-out articles are counted, never shown.

    Precision, recall and F1 are over rows (micro-average). The second table
    says whether confidence means what it says: of the rows above 0.9 at least
    nine in ten should be right.
    """
    from kg import evaluation  # only who measures needs it

    kept, notes = evaluation.read_gold(gold, split=None if split is Split.all else split.value)
    for note in notes:
        warn("note", note)
    with progress_line() as show:
        report = evaluation.evaluate(
            kept,
            articles,
            settings=settings_of(workers=workers),
            progress=lambda done: show(f"{done} of {counted(len(kept), 'article')}"),
        )
    if form is TextOrJson.json:
        typer.echo(json.dumps(report.values(errors=errors), ensure_ascii=False, indent=2))
    else:
        typer.echo(report.text(errors=errors), nl=False)
    for note in report.notes:
        warn("missing", note)
    if report.extracted < len(kept):
        fail(f"{counted(len(kept) - report.extracted, 'annotated article')} without a record")
        raise typer.Exit(1)
