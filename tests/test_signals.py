"""Ctrl-C and SIGTERM: they wait for the end of a step, and end a build so that the same command goes on from there."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from kg.reading import count_articles
from kg.signals import Terminated, termination_raised, uninterrupted
from service import terminal

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = 110
TEXT = (
    "At least {number} guards were killed when a bomb went off at the market of Orlu on Monday, police said.\n\n"
    "“We counted {number} bodies,” said Col. Amina Daud, a spokeswoman for the army."
)


@pytest.mark.usefixtures("heeded")
def test_what_must_not_be_interrupted_is_not_and_then_the_signal_does_what_it_does() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), uninterrupted():
        signal.raise_signal(signal.SIGINT)
        done.append("step")
    assert done == ["step"]


def test_a_kill_is_raised_as_ctrl_c_is_while_asked_for_and_no_longer() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Terminated), termination_raised():
        signal.raise_signal(signal.SIGTERM)
        time.sleep(1)
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_kill_in_a_step_that_must_not_be_interrupted_is_raised_after_it() -> None:
    done = []
    with pytest.raises(Terminated), termination_raised(), uninterrupted():
        signal.raise_signal(signal.SIGTERM)
        done.append("step")
    assert done == ["step"]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    for number in range(ARTICLES):
        published = date(2012, 1, 2) + timedelta(days=14 * number)
        known = {"title": "Bomb in Orlu", "outlet": "Orlu Gazette", "published": published.isoformat()}
        with path.open("a") as file:
            file.write(json.dumps({"id": f"a{number}", "text": TEXT.format(number=number + 2), **known}) + "\n")
    return path


@pytest.mark.usefixtures("heeded")
@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_ended_build_is_completed_by_the_same_command(
    how: signal.Signals, code: int, articles: Path, tmp_path: Path
) -> None:
    onrecord = str(Path(sys.executable).with_name("onrecord"))
    command = [onrecord, "build", str(articles), "--store", str(tmp_path / "store")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as first:
        records = tmp_path / "store" / "records"
        assert eventually(lambda: len(list(records.glob("*/*.gz"))) >= 20)
        helpers = children_of(first.pid)
        assert len(helpers) > 1
        first.send_signal(how)
        said = first.communicate(timeout=120)[1]
    assert first.returncode == code
    assert "interrupted: what was done is kept; the same command goes on from there" in said
    assert eventually(lambda: not any(Path("/proc", str(one)).exists() for one in helpers)), "a process is left behind"
    stored = len(list(records.glob("*/*.gz")))
    assert 20 <= stored < ARTICLES
    again = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=ROOT, timeout=300)
    assert f"{ARTICLES - stored} articles stored, 0 revised, 0 replaced, {stored} unchanged" in again.stderr


def children_of(process: int) -> list[int]:
    """Return the processes that a process has started, and those that these have."""
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found += [child, *children_of(child)]
    return found


def eventually(condition: Callable[[], bool]) -> bool:
    for _ in range(1200):
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_progress_shows_the_rate_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(terminal, "ERR", Console(file=shown, force_terminal=True, width=120))
    with terminal.progress_bar(40) as show:
        for done in (1, 10, 20):
            show(done, f"{done} stored")
            time.sleep(0.3)
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.getvalue())
    assert re.search(r"20/40 20 stored \d+\.\d/s 0:00:\d\d left 0:00:\d\d", plain), plain


def test_articles_are_counted_without_being_read(articles: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "one.txt").write_text("One.")
    (folder / "two.html").write_text("<p>Two.")
    (folder / "metadata.jsonl").write_text("{}\n{}\n")
    assert count_articles([articles, folder]) == ARTICLES + 2
    (folder / "table.csv").write_text("id,text\n")
    assert count_articles([articles, folder]) is None
    assert count_articles([Path("-")]) is None
    assert count_articles([tmp_path / "missing.txt"]) == 1
