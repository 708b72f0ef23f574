"""What a worker of the cluster keeps for all that it is given: a process that has loaded a model, or the gazetteer."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Generator, Iterable
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker

from kg.errors import ClusterError
from kg.workers import Failure, Workshop


class Keeper(WorkerPlugin):
    """Keeps work made at a worker, in a process that forks as many others as the worker has threads.

    So what crashes or hangs at one input costs that input, as in any build.
    """

    def __init__(self, name: str, make: Callable[[], Callable[[Any], Any]]) -> None:
        """`make` makes the work, and is picklable."""
        self.name = name
        self._make = make

    def setup(self, worker: Worker) -> None:
        """Get ready; the work is made with the first input."""
        self._processes = worker.state.nthreads
        self._turn = threading.Lock()
        self._workshop: Workshop[Any, Any] | None = None

    def teardown(self, worker: Worker) -> None:
        """End the process that keeps the work."""
        if self._workshop is not None:
            self._workshop.close()

    def work_through(self, inputs: Iterable[Any], *, seconds: float) -> Generator[tuple[Any, Any | Failure]]:
        """Yield inputs, which may take so many seconds each, with what was made of them; one caller after the other.

        Raises what making the work raises.
        """
        with self._turn:
            if self._workshop is None:
                if multiprocessing.current_process().daemon:
                    raise ClusterError(
                        "a Dask worker may not start processes: expected one that is started with --no-nanny or with "
                        "DASK_DISTRIBUTED__WORKER__DAEMON=False in its environment"
                    )
                self._workshop = Workshop(self._make)
            yield from self._workshop.work_through(inputs, workers=self._processes, seconds=seconds)


def keeper_here(name: str) -> Keeper:
    """Return the keeper of this name at the worker that runs this."""
    keeper = get_worker().plugins[name]
    assert isinstance(keeper, Keeper)
    return keeper
