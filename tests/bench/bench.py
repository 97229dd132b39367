"""How long encoding, validating and building take: `make bench`. A table, and no verdict: machines differ."""

import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ENCODE_TARGET = 0.1  # seconds for one article, after start-up
BUILD_TARGET = 5.0  # seconds for the whole site, files warm
VALIDATE_TARGET = 0.01  # seconds for one article of 10 KB, after start-up
VALIDATE_MANY_TARGET = 15.0  # seconds for 1,000 of them, on one core
MANY = 1_000
LONG = (20_000, 80_000, 320_000, 4_800_000)  # characters of one article; the last has almost 5 MB


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
    say(what, f"{seconds:>9.3f} s{ratio}")


def say(what: str, figures: str) -> None:
    print(f"{what:<60}{figures}")  # noqa: T201 (the table is the purpose)


def measure_encoding() -> None:
    """Seed to bytes of TEI, with what stands in tei/, for each seed of the edition."""
    from pressmark.config import load_edition
    from pressmark.stages import load_registers, seed_files
    from pressmark.stages.article import Task, encode_article
    from pressmark.stages.collect import as_seeds
    from pressmark.tei.ledger import read_article_ledger

    edition = load_edition(PROJECT)
    register = load_registers(edition).register
    for seed in as_seeds(seed_files(edition.seeds)):
        target = edition.article_path(seed.siglum)
        standing = target.read_bytes() if target.is_file() else None
        ledger, _ = read_article_ledger(edition, seed.siglum)
        task = Task(seed=seed, target=target, standing=standing, ledger=ledger, today=date(2031, 5, 6))
        outcome = encode_article(task, register, edition)
        if outcome.data is None:
            sys.exit("\n".join(str(finding) for finding in outcome.findings))
        seconds = median_time(partial(encode_article, task, register, edition), runs=30)
        row(f"encoding {seed.path.name}", seconds, ENCODE_TARGET)


def measure_annotating() -> None:
    """Finding, on the invented articles of the gold: how fast, how it grows, how much memory it keeps."""
    from pressmark.annotate import annotate
    from pressmark.model import Register
    from pressmark.seeds import parse_seed, read_seed

    paths = sorted((PROJECT / "tests" / "gold").glob("*.txt"))
    articles = [read_seed(path, max_bytes=1_000_000) for path in paths]
    words = sum(len(article.text.split()) for article in articles)

    def annotate_all() -> None:
        for article in articles:
            annotate(article, Register())

    seconds = median_time(annotate_all, runs=5)
    speed = words / 1000 / seconds
    say(f"articles of 1,000 words in a second ({words:,} words)", f"{speed:>9.1f}{50:>11}{speed / 50:>10.0%}")

    text = "\n\n".join(article.text for article in articles)[:10_000]
    once = 0.0
    for times in (1, 10, 100):
        long = parse_seed((text + "\n\n").encode() * times, PROJECT / "long.txt")
        seconds = median_time(partial(annotate, long, Register()), runs=1)
        once = once or seconds
        row(f"one text of {len(long.text):,} characters ({seconds / once:.0f} times the shortest)", seconds)

    before = None
    for count in range(1, 10_001):
        annotate(articles[count % len(articles)], Register())
        if count in (1_000, 10_000):
            used = resident_megabytes()
            grown = "" if before is None else f" ({used - before:+.1f} MB since)"
            say(f"memory after {count:,} articles", f"{used:>9.1f} MB{grown}")
            before = used


def measure_long() -> None:
    """One article of many sizes, in paragraphs and in one line: encoded first, again, and after changes."""
    from pressmark.config import Edition
    from pressmark.model import Register
    from pressmark.stages.article import Task, encode_article
    from pressmark.stages.collect import Seed
    from pressmark.tei.ledger import parse_ledger

    paths = sorted((PROJECT / "tests" / "gold").glob("*.txt"))
    gold = "\n\n".join(path.read_text(encoding="utf-8") for path in paths) + "\n\n"
    for size in LONG:
        for shape in ("in paragraphs", "in one line"):
            words = (gold * (size // len(gold) + 1))[:size]
            text = words if shape == "in paragraphs" else f"The title\n\n{' '.join(words.split())}"
            with tempfile.TemporaryDirectory() as folder:
                seed = Path(folder, "long.txt")
                seed.write_text(text, encoding="utf-8")
                task = Task(
                    seed=Seed(path=seed, siglum="long"),
                    target=Path(folder, "long.xml"),
                    standing=None,
                    today=date(2031, 5, 6),
                )
                edition = Edition(root=Path(folder), seconds=0)
                encode = partial(encode_article, register=Register(), edition=edition)
                start = time.process_time()
                first = encode(task)
                row(f"{size:,} characters {shape}, first", time.process_time() - start)
                if first.data is None:
                    sys.exit("\n".join(str(finding) for finding in first.findings))
                again = replace(task, standing=first.data, ledger=parse_ledger(first.ledger, "")[0])
                names = list(re.finditer(rb"<persName[^>]*>([^<]+)</persName>", first.data))
                freed = names[len(names) // 2]
                without = first.data[: freed.start()] + freed[1] + first.data[freed.end() :]
                changed = text[: size // 2] + text[size // 2 :].replace(" the ", " those ", 1)
                for what, each, source in (
                    ("again", again, text),
                    ("without a name", replace(again, standing=without), text),
                    ("another word", again, changed),
                ):
                    seed.write_text(source, encoding="utf-8")
                    start = time.process_time()
                    encode(each)
                    row(f"{size:,} characters {shape}, {what}", time.process_time() - start)


def resident_megabytes() -> float:
    """The largest memory that this process has had, in MB."""
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest / (1024 * 1024 if sys.platform == "darwin" else 1024)


def measure_validating() -> None:
    """The named checks and the schema: one invented article of about 10 KB, and 1,000 with their seeds."""
    from pressmark import stages
    from pressmark.config import load_edition
    from pressmark.tei.validation import validate_article

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "quillhaven")
        shutil.copytree(PROJECT / "tests" / "cases" / "quillhaven", root)
        edition = load_edition(root)
        shutil.rmtree(edition.seeds)
        edition.seeds.mkdir()
        gold = (PROJECT / "tests" / "gold" / "derby.txt").read_text(encoding="utf-8")
        seed = gold[: gold.index("\n\n", 1_300)].encode()  # whole paragraphs
        (edition.seeds / "derby.txt").write_bytes(seed)
        stages.encode_edition(edition)
        path = edition.article_path("derby")
        article = path.read_bytes()
        register = stages.load_registers(edition).register
        seconds = median_time(partial(validate_article, article, str(path), register), runs=50)
        row(f"validating one article of {len(article) / 1000:.1f} KB", seconds, VALIDATE_TARGET)

        for number in range(1, MANY):
            (edition.seeds / f"derby-{number}.txt").write_bytes(seed)
            name = f'<idno type="siglum">derby-{number}</idno>'.encode()
            data = article.replace(b'<idno type="siglum">derby</idno>', name)
            edition.article_path(f"derby-{number}").write_bytes(data)
        for jobs in (1, -1):
            workers = "on one core" if jobs == 1 else "with -j -1"
            work = partial(stages.validate, stages.edition_files(edition), edition, jobs=jobs, fresh=True)
            seconds = median_time(work, runs=1)
            row(f"validating {MANY:,} of them, seeds too, {workers}", seconds, VALIDATE_MANY_TARGET)
        work = partial(stages.validate, stages.edition_files(edition), edition)
        row(f"validating {MANY:,} of them, nothing changed", median_time(work, runs=1))


def measure_programs() -> None:
    """Whole programs, each in a new process, so that start-up counts."""
    row("start-up: pressmark --help", median_time(lambda: program("pressmark", "--help"), runs=5))
    with tempfile.TemporaryDirectory() as folder:
        article = str(next((PROJECT / "tests" / "gold").glob("harbour-dues.txt")))
        encode = ("pressmark", "encode", article, "--output", folder)
        row("one article: pressmark encode --output", median_time(lambda: program(*encode), runs=5), 0.5)
    row("nothing new: pressmark encode", median_time(lambda: program("pressmark", "encode"), runs=5))
    row("nothing new: pressmark validate", median_time(lambda: program("pressmark", "validate"), runs=5))
    with tempfile.TemporaryDirectory() as folder:
        build = ("sphinx", "-q", "-c", ".", "-d", f"{folder}/doctrees", "source", f"{folder}/html")
        row("building the whole site", median_time(lambda: program(*build, "-E", "-a"), runs=3), BUILD_TARGET)
        row("building it again, nothing changed", median_time(lambda: program(*build), runs=3))


if __name__ == "__main__":
    say("", f"{'median':>11}{'target':>11}{'of it':>10}")
    measure_encoding()
    measure_validating()
    measure_programs()
    measure_annotating()
    measure_long()
