"""Worker processes: order, crashes, hangs and starts that fail."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from kg.errors import ExtractionError, SettingsError
from kg.workers import Failure, crew, work_through, worker_count


def make_doubler() -> Callable[[str], str]:
    return double


def double(text: str) -> str:
    """Double a text; some texts take long, hang, or end the process."""
    if text == "exit":
        os._exit(7)
    if text == "raise":
        raise ZeroDivisionError(text)
    if text.startswith("sleep"):
        time.sleep(float(text.split()[1]))
    return text + text


def make_telling() -> Callable[[str], str]:
    return tell


def tell(folder: str) -> str:
    """Note in a folder who is at work and in which process what it works with was made, then hang."""
    (Path(folder) / f"{os.getpid()}.{os.getppid()}").touch()
    time.sleep(600)
    return folder


HANGING = """
import sys
from kg.workers import work_through
from tests.test_workers import make_telling
if __name__ == "__main__":
    list(work_through([sys.argv[1]] * 8, make_telling, workers=2, seconds=600))
"""


def fail_to_make(kind: type[Exception]) -> Callable[[str], str]:
    raise kind("there is no such model")


def test_what_is_read_ahead_is_little_at_first_more_with_each_result_and_has_a_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crew, "_WINDOW", 4)
    monkeypatch.setattr(crew, "_WIDEST", 30)
    read, ahead = 0, []

    def inputs() -> Iterator[str]:
        nonlocal read
        for number in range(200):
            read += 1
            yield str(number)

    for taken, (given, result) in enumerate(work_through(inputs(), make_doubler, workers=1, seconds=60)):
        assert (given, result) == (str(taken), 2 * str(taken))
        ahead.append(read - taken - 1)
    assert ahead[0] < 15
    assert max(ahead) == 29
    assert ahead[-1] == 0


@pytest.mark.parametrize("workers", [1, 3])
def test_results_come_in_the_order_of_the_inputs(workers: int) -> None:
    inputs = [f"sleep {0.2 if number == 0 else 0}" for number in range(20)]
    found = list(work_through(inputs, make_doubler, workers=workers, seconds=10))
    assert found == [(one, one + one) for one in inputs]


def test_a_crash_costs_only_the_input_that_caused_it(capfd: pytest.CaptureFixture[str]) -> None:
    inputs = ["a", "exit", "b", "raise", *(f"c{number}" for number in range(30))]
    found = dict(work_through(inputs, make_doubler, workers=2, seconds=10))
    assert found["exit"] == Failure("the worker process that analysed it ended with exit code 7")
    assert found["raise"] == Failure("the worker process that analysed it ended with exit code 1")
    assert all(found[one] == one + one for one in inputs if one not in ("exit", "raise"))
    assert "ZeroDivisionError" in capfd.readouterr().err  # a bug is seen, not swallowed


def test_a_hang_is_ended_and_costs_only_its_input() -> None:
    started = time.monotonic()
    found = dict(work_through(["a", "sleep 60", "b"], make_doubler, workers=2, seconds=0.5))
    assert isinstance(found["sleep 60"], Failure)
    assert "longer than 0.5 seconds" in found["sleep 60"].reason
    assert (found["a"], found["b"]) == ("aa", "bb")
    assert time.monotonic() - started < 20


def test_the_time_of_an_input_does_not_count_while_it_waits_for_its_turn() -> None:
    inputs = [f"sleep 0.3 {number}" for number in range(8)]
    found = dict(work_through(inputs, make_doubler, workers=1, seconds=1.5))
    assert found == {one: one + one for one in inputs}


@pytest.mark.parametrize("killer", ["sleep 60", "exit"])
def test_what_waited_at_a_worker_that_went_down_is_done_by_another(killer: str) -> None:
    inputs = [killer, *(f"a{number}" for number in range(5)), killer, *(f"b{number}" for number in range(30))]
    found = list(work_through(inputs, make_doubler, workers=1, seconds=1))
    assert [one for one, _ in found] == inputs
    for one, result in found:
        assert isinstance(result, Failure) if one == killer else result == one + one


def test_large_inputs_and_results_pass_while_nobody_takes_the_results() -> None:
    inputs = [str(number % 10) * 3_000_000 for number in range(12)]
    for number, (one, result) in enumerate(work_through(inputs, make_doubler, workers=2, seconds=10)):
        if number == 0:
            time.sleep(1)  # as does who writes a batch to disk
        assert (one, result) == (inputs[number], inputs[number] * 2)


def test_workers_work_on_while_the_results_are_used() -> None:
    inputs = [f"sleep 0.1 {number}" for number in range(10)]
    for number, _ in enumerate(work_through(inputs, make_doubler, workers=1, seconds=10)):
        if number == 0:
            time.sleep(2)
            started = time.monotonic()
    assert time.monotonic() - started < 0.5


def make_marking() -> Callable[[Path], Path]:
    return mark


def mark(path: Path) -> Path:
    path.touch()
    return path


def test_workers_are_given_more_while_the_results_are_used(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(60)]
    results = work_through(paths, make_marking, workers=1, seconds=60)
    first, _ = next(results)
    assert eventually(lambda: len(list(tmp_path.iterdir())) == len(paths)), "none of the others has been taken"
    assert [first, *(path for path, _ in results)] == paths


@pytest.mark.parametrize("workers", [1, 2])
def test_work_that_cannot_be_made_is_the_error_it_was(workers: int) -> None:
    with pytest.raises(SettingsError, match="no such model"):
        list(work_through(["a"], partial(fail_to_make, SettingsError), workers=workers, seconds=10))


def test_workers_that_die_at_the_start_are_an_error_and_no_endless_loop() -> None:
    with pytest.raises(ExtractionError, match="could not start"):
        list(work_through(["a"], partial(fail_to_make, ZeroDivisionError), workers=2, seconds=10))


def test_no_work_starts_no_process() -> None:
    assert list(work_through([], partial(fail_to_make, SettingsError), workers=2, seconds=10)) == []


def test_zero_workers_means_one_a_core() -> None:
    assert worker_count(0) == os.cpu_count()
    assert worker_count(3) == 3


@pytest.mark.usefixtures("heeded")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_no_process_outlives_the_one_that_started_it(how: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "hanging.py"
    script.write_text(HANGING)
    told = tmp_path / "told"
    told.mkdir()
    root = str(Path(__file__).resolve().parents[1])
    with subprocess.Popen(
        [sys.executable, str(script), str(told)], env={**os.environ, "PYTHONPATH": root}, stderr=subprocess.DEVNULL
    ) as process:
        assert eventually(lambda: len(list(told.iterdir())) == 2)
        process.send_signal(how)
    found = [one.name.split(".") for one in told.iterdir()]
    assert len({parent for _, parent in found}) == 1, "both were forked from the process that made the work"
    assert eventually(lambda: not any(Path("/proc", one).exists() for pair in found for one in pair))


def eventually(condition: Callable[[], bool]) -> bool:
    for _ in range(300):
        if condition():
            return True
        time.sleep(0.1)
    return False
