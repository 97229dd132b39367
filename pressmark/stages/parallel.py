"""Encoding many articles: a map, in this process or spread over others by joblib."""

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pressmark.config import FILE_NAME, Edition
from pressmark.errors import PressmarkError
from pressmark.model import Finding, Register
from pressmark.stages.article import Outcome, Task, encode_article
from pressmark.stages.report import Progress, silent

# Articles that travel together to a worker: the register travels with each batch.
_BATCH = 16
# Batches for each worker between two reports of progress.
_BATCHES_AHEAD = 2


def run(
    tasks: Sequence[Task],
    register: Register,
    edition: Edition,
    *,
    standalone: bool = False,
    progress: Progress = silent,
) -> Iterator[Outcome]:
    """Encode the articles, in their order. Raises PressmarkError if the settings name no usable workers."""
    outcomes = (
        (encode_article(task, register, edition, standalone=standalone) for task in tasks)
        if edition.jobs == 1 or len(tasks) <= _BATCH
        else _spread(tasks, register, edition, standalone)
    )
    for number, outcome in enumerate(outcomes, start=1):
        progress(number, len(tasks))
        yield outcome


def _spread(
    tasks: Sequence[Task], register: Register, edition: Edition, standalone: bool
) -> Iterator[Outcome]:
    from joblib import Parallel, delayed, effective_n_jobs  # type: ignore[import-untyped] # slow to import

    batches = [tasks[start : start + _BATCH] for start in range(0, len(tasks), _BATCH)]
    encode = delayed(_encode_batch)
    try:
        with Parallel(n_jobs=edition.jobs, backend=edition.backend) as pool:
            workers = effective_n_jobs(edition.jobs)
            with _deaf_to_interrupts():
                pool(delayed(int)() for _ in range(workers))
            wave = workers * _BATCHES_AHEAD
            for start in range(0, len(batches), wave):
                for outcomes in pool(
                    encode(batch, register, edition, standalone) for batch in batches[start : start + wave]
                ):
                    yield from outcomes
    except Exception as error:  # of the workers: `encode_article` itself raises nothing
        raise PressmarkError(_unusable(edition, error)) from error


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


def _encode_batch(
    tasks: Sequence[Task], register: Register, edition: Edition, standalone: bool
) -> list[Outcome]:
    return [encode_article(task, register, edition, standalone=standalone) for task in tasks]


def _unusable(edition: Edition, error: Exception) -> Finding:
    return Finding(
        path=str(edition.root / FILE_NAME),
        rule="settings",
        message=(
            f"run.backend {edition.backend!r} with run.jobs {edition.jobs} does not work: "
            f"{type(error).__name__}: {error}"
        ),
        hint='set run.backend to "loky" and run.jobs to 1',
    )
