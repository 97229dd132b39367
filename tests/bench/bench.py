"""How long encoding and building take: `make bench`. A table, and no verdict, since machines differ."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ENCODE_TARGET = 0.1  # seconds for one article, after start-up
BUILD_TARGET = 5.0  # seconds for the whole site, files warm


def median_time(work: Callable[[], object], runs: int) -> float:
    """Seconds that the work takes: the median of several runs, after one that does not count."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def program(*arguments: str) -> None:
    """Run a module of Python in a new process. Raises CalledProcessError if it fails."""
    subprocess.run([sys.executable, "-m", *arguments], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)


def row(what: str, seconds: float, target: float | None = None) -> None:
    ratio = f"{target:>9.3f} s{seconds / target:>10.0%}" if target else ""
    print(f"{what:<56}{seconds:>9.3f} s{ratio}")  # noqa: T201 (the table is the purpose)


def measure_encoding() -> None:
    """Seed to bytes of TEI, with what stands in tei/, for each seed of the edition."""
    from pressmark.config import load_edition
    from pressmark.stages import load_registers, seed_files
    from pressmark.stages.article import Task, encode_article
    from pressmark.stages.collect import as_seeds

    edition = load_edition(PROJECT)
    register = load_registers(edition).register
    for seed in as_seeds(seed_files(edition.seeds)):
        target = edition.article_path(seed.siglum)
        task = Task(seed=seed, target=target, standing=target.read_bytes() if target.is_file() else None)
        outcome = encode_article(task, register, edition)
        if outcome.data is None:
            sys.exit("\n".join(str(finding) for finding in outcome.findings))
        seconds = median_time(partial(encode_article, task, register, edition), runs=30)
        row(f"encoding {seed.path.name}", seconds, ENCODE_TARGET)


def measure_programs() -> None:
    """Whole programs, each in a new process, so that start-up counts."""
    row("start-up: pressmark --help", median_time(lambda: program("pressmark", "--help"), runs=5))
    row("nothing new: pressmark encode", median_time(lambda: program("pressmark", "encode"), runs=5))
    with tempfile.TemporaryDirectory() as folder:
        build = ("sphinx", "-q", "-c", ".", "-d", f"{folder}/doctrees", "source", f"{folder}/html")
        row("building the whole site", median_time(lambda: program(*build, "-E", "-a"), runs=3), BUILD_TARGET)
        row("building it again, nothing changed", median_time(lambda: program(*build), runs=3))


if __name__ == "__main__":
    print(f"{'':<56}{'median':>11}{'target':>11}{'of it':>10}")  # noqa: T201
    measure_encoding()
    measure_programs()
