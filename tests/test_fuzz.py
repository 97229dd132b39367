"""Damaged files of every kind, through every command: one line says what is wrong, and all else goes on.

An input is a number, which the message of a failure names with the folder that it left behind:
`pytest tests/test_fuzz.py --inputs 1234-1235` runs it again. `make test-all` runs 200 of them,
`make test-nightly` 2,000.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import CASES, PROJECT, Count
from fuzz_inputs import ARRIVED, OTHER, TARGETS, Input, arrive, make_edition, make_input

from pressmark.tei.ledger import parse_ledger
from pressmark.tei.parse import parse

QUICK = 12  # inputs; the others are slow
MEMORY = 500_000_000  # bytes
SECRET = "the key is under the doormat"  # noqa: S105 - that it is one is what the tests look for

# A finding that is no note.
FAILING = re.compile(
    r"^[^\n]*?: (?P<rule>[a-z]+(-[a-z]+)*)(?: \((?P<severity>warning|note)\))?: .+: .+$", re.MULTILINE
)
# How Sphinx itself says that it cannot go on, with a line of ours.
SPHINX_ENDS = re.compile(
    r"Traceback\n=+\n\s+File [^\n]+\n[^\n]+\n\s*sphinx\.errors\.(Config|Sphinx)Error: .*", re.DOTALL
)
LEFT_BEHIND = re.compile(r"\..+\.[a-z0-9_]{8}\.tmp|\..+\.next|\.exports-.+|\.pressmark\.holder")


@dataclass(frozen=True)
class Run:
    """What became of a command."""

    command: str
    code: int
    out: str
    err: str
    seconds: float
    memory: int
    waits: bool


class Runner:
    """Runs commands in processes with bounds."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, folder: Path, command: str) -> Run:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"folder": str(folder), "command": command}) + "\n")
        self._process.stdin.flush()
        return Run(command=command, **json.loads(self._process.stdout.readline()))


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    command = [sys.executable, str(Path(__file__).with_name("fuzz_runs.py"))]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1936000000", "NO_COLOR": "1"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield Runner(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=60) == 0


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory, runner: Runner) -> Path:
    """An edition in which every kind of file stands, with all that commands have left for the next run."""
    root = tmp_path_factory.mktemp("fuzz") / "start"
    make_edition(root, CASES, PROJECT / "conf.py")
    for command in ("encode", "validate", "export"):
        done = runner(root, command)
        assert done.code == 0, done
    assert not [file for target in TARGETS.values() for file in target.files if not (root / file).is_file()]
    arrive(root)
    return root


def faults(run: Run, each: Input, root: Path) -> Iterator[str]:
    """What is wrong with how a command ended."""
    said = SPHINX_ENDS.sub("", run.out + run.err)
    if run.waits:
        yield "it waits for ever"
    elif run.code not in (0, 1, 2):
        yield f"it ended with {run.code} after {run.seconds:.1f} s of CPU"
    if "Traceback" in said or ": internal: " in said or "Exception" in said:
        yield "it has an error of its own"
    if run.memory > MEMORY:
        yield f"it took {run.memory / 1e6:.0f} MB"
    if SECRET in said:
        yield "it shows what lies outside of the edition"
    failing = [match for match in FAILING.finditer(run.err) if match["severity"] != "note"]
    if run.code == 0 and failing and run.command != "review":
        yield f"it ends with 0 beside the finding {failing[0][0]}"
    if run.code == 1 and not run.err.strip() and run.command != "encode --check":
        yield "it ends with 1 and says nothing"
    yield from (f"it left {path.name} behind" for path in root.rglob("*") if LEFT_BEHIND.fullmatch(path.name))


def half_files(before: dict[Path, bytes], root: Path) -> Iterator[str]:
    """What was written and is no whole file."""
    for path, data in contents(root).items():
        if before.get(path) == data:
            continue
        try:
            if path.suffix == ".xml" and path.parts[0] == "tei":
                parse(data, str(path))
            elif path.suffix == ".tsv" and path.parts[0] == "tei":
                assert data.endswith(b"\n")
                assert not parse_ledger(data.decode("utf-8"), str(path))[1]
            elif path.suffix == ".json":
                json.loads(data)
        except Exception as error:
            yield f"{path} is no whole file: {error}"


def contents(root: Path) -> dict[Path, bytes]:
    """The ordinary files of an edition by their paths in it, but for those that a builder of pages makes."""
    found = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in ("html", "doctrees", ".doctrees")]
        for path in (Path(folder, name) for name in names):
            if path.is_file() and not path.is_symlink() and path.stat().st_size < 10_000_000:
                found[path.relative_to(root)] = path.read_bytes()
    return found


def others(run: Run, each: Input, root: Path) -> Iterator[str]:
    """What a fault of one article has done to the others."""
    for path in (root / "build" / "html").rglob("*"):
        if path.is_file() and path.stat().st_size < 10_000_000 and SECRET.encode() in path.read_bytes():
            yield f"it publishes what lies outside of the edition, in {path.name}"
    if each.shared or run.code == 2 or each.damage == "a folder elsewhere":
        return
    if run.command == "encode" and not (root / "tei" / "articles" / f"{ARRIVED}.xml").is_file():
        yield "another article was not encoded"
    if run.command == "export" and not holds(root / "build" / "exports" / "articles.csv", OTHER):
        yield "another article was not exported"
    page = root / "build" / "html" / "articles" / f"{OTHER}.html"
    stops = each.file == "source/index.md" or each.damage in ("a pipe", "a link to a device")
    if run.command == "sphinx" and not (each.kind == "source" and stops) and not page.is_file():
        yield "the page of another article was not built"


def holds(path: Path, words: str) -> bool:
    return path.is_file() and words in path.read_text(encoding="utf-8")


def check(number: int, start: Path, folder: Path, runner: Runner) -> None:
    """Run one input; the folder is deleted unless something is wrong."""
    root, outside = folder / f"edition-{number}", folder / f"outside-{number}"
    shutil.copytree(start, root)
    outside.mkdir()
    (outside / "secret.txt").write_text(SECRET, encoding="utf-8")
    each = make_input(number, root, outside)
    before = contents(root)
    elsewhere = contents(outside)
    found: list[str] = []
    for command in each.commands:
        run = runner(root, command)
        wrong = [*faults(run, each, root), *half_files(before, root), *others(run, each, root)]
        if contents(outside) != elsewhere:
            wrong.append("it writes outside of the edition")
        found += [f"{command}: {fault}\n{run.out}{run.err}" for fault in wrong]
    if found:
        pytest.fail(f"{each}\nleft in {root}\n" + "\n".join(found), pytrace=False)
    shutil.rmtree(root)
    shutil.rmtree(outside)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "number" in metafunc.fixturenames:
        first, _, end = metafunc.config.getoption("inputs").partition("-")
        numbers = range(int(first), int(end))
        metafunc.parametrize(
            "number",
            [pytest.param(each, marks=[pytest.mark.slow] if each >= QUICK else []) for each in numbers],
        )


def test_a_damaged_file_is_said_and_harms_nothing_else(
    number: int,
    start: Path,
    tmp_path: Path,
    runner: Runner,
    record_property: Count,
) -> None:
    record_property("damaged files", 1)
    check(number, start, tmp_path, runner)
