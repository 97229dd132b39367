"""The same work on many things: a map, in this process or spread over others by joblib."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import FILE_NAME
from pressmark.model import Finding
from pressmark.stages.report import Progress, silent

# Things that travel together to a worker: what the work itself carries travels with each batch.
_BATCH = 16
# Batches for each worker between two reports of progress.
_BATCHES_AHEAD = 2

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """Who does the work: a joblib backend and how many workers it has (-1: one per processor)."""

    backend: str = "loky"
    jobs: int = 1
    path: str = ""  # of the settings that name them, for messages


def workers_of(edition: Edition) -> Workers:
    """The workers that the settings of an edition name."""
    return Workers(backend=edition.backend, jobs=edition.jobs, path=str(edition.root / FILE_NAME))


def spread(
    work: Callable[[Task], Result], tasks: Sequence[Task], workers: Workers, *, progress: Progress = silent
) -> Iterator[Result]:
    """Do the work on each task; the results in the order of the tasks.

    With several workers, `work`, tasks and results are pickled, and `work` must raise nothing.
    Raises PressmarkError if the workers cannot be used.
    """
    alone = workers.jobs == 1 or len(tasks) <= _BATCH
    results = map(work, tasks) if alone else _elsewhere(work, tasks, workers)
    for number, result in enumerate(results, start=1):
        progress(number, len(tasks))
        yield result


def _elsewhere(work: Callable[[Task], Result], tasks: Sequence[Task], workers: Workers) -> Iterator[Result]:
    from joblib import Parallel, delayed, effective_n_jobs  # type: ignore[import-untyped] # slow to import

    batches = [tasks[start : start + _BATCH] for start in range(0, len(tasks), _BATCH)]
    do = delayed(_batch)
    try:
        with Parallel(n_jobs=workers.jobs, backend=workers.backend) as pool:
            number = effective_n_jobs(workers.jobs)
            with _deaf_to_interrupts():
                pool(delayed(int)() for _ in range(number))
            wave = number * _BATCHES_AHEAD
            for start in range(0, len(batches), wave):
                for results in pool(do(work, batch) for batch in batches[start : start + wave]):
                    yield from results
    except Exception as error:  # of the workers: the work itself raises nothing
        raise PressmarkError(_unusable(workers, error)) from error


def _batch(work: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
    return [work(task) for task in tasks]


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes started in here never hear Ctrl-C: this one does, and ends them without their noise."""
    if threading.current_thread() is not threading.main_thread():  # only that may set signals
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _unusable(workers: Workers, error: Exception) -> Finding:
    return Finding(
        path=workers.path,
        rule="settings",
        message=(
            f"run.backend {workers.backend!r} with run.jobs {workers.jobs} does not work: "
            f"{type(error).__name__}: {error}"
        ),
        hint='set run.backend to "loky" and run.jobs to 1',
    )
