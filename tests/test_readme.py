"""The README keeps its word: settings, commands and the answer to its first question are what the code gives."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from dataclasses import fields
from importlib.resources import as_file, files
from pathlib import Path

import pytest
import typer

from kg.pipeline import build
from kg.settings import Settings, variable
from service.cli import app

README = Path(__file__).resolve().parents[1] / "README.md"


@pytest.fixture(scope="module")
def readme() -> str:
    return README.read_text("utf-8")


def test_the_settings_table_is_the_settings(readme: str) -> None:
    rows = re.findall(r"^\| `(ONRECORD_\w+)` \| `([^`]*)` \| (.+) \|$", readme, flags=re.MULTILINE)
    assert rows == [(variable(f.name), str(f.default), f.metadata["help"]) for f in fields(Settings)]


def test_the_commands_table_names_every_command(readme: str) -> None:
    named = re.findall(r"^\| `onrecord (\w+)", readme, flags=re.MULTILINE)
    assert set(named) == set(typer.main.get_group(app).commands)


def test_the_first_question_has_the_answer_that_stands_there(readme: str, tmp_path: Path) -> None:
    with as_file(files("kg").joinpath("sample")) as sample:
        report = build([sample], store_dir=tmp_path / "store", settings=Settings(workers=1))
    assert report.refused == ()
    (command,) = re.findall(r"<!-- first-query.*?\n```console\n\$ onrecord (.+?)\n```", readme, flags=re.DOTALL)
    words = [*command.split(), "--store", str(tmp_path / "store"), "--format", "csv"]
    ended = subprocess.run(
        [str(Path(sys.executable).with_name("onrecord")), *words],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answer = [row_of(row) for row in csv.DictReader(io.StringIO(ended.stdout))]
    shown = re.findall(r"^\| (2018-10-31 \| .+) \|$", readme, flags=re.MULTILINE)
    assert shown == answer and len(answer) >= 3


def row_of(row: dict[str, str]) -> str:
    """Return a row of the query's answer as the README prints it."""
    return f"{row['date']} | {row['speaker']} | {row['words']} | {row['start']}–{row['end']} | {row['outlet']}"
