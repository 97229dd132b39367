"""Commands that are killed: every file is as before or as after, and the next run completes the work."""

import json
import os
import random
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import CASES

from pressmark.config import load_edition
from pressmark.tei.parse import parse

QUICK, ALL = 2, 30  # kills of each command; there are seven

FIRE = "Fire on the Ropewalk\n\nA fire broke out in Quillhaven. “Nobody was hurt,” said Ada Fenn.\n"


@dataclass(frozen=True)
class Scenario:
    """A command that is killed, what was done before it, and what completes it after.

    In the arguments, FIRE stands for an article that lies outside the edition. `seeds` are
    texts that are put into seeds/ after the preparation.
    """

    command: str
    before: tuple[str, ...] = ()
    seeds: dict[str, str] = field(default_factory=dict)
    completed_by: tuple[str, ...] = ()


SCENARIOS = {
    "encode": Scenario("encode", completed_by=("encode",)),
    "encode-again": Scenario(
        "encode",
        before=("encode",),
        seeds={"quay-repairs.txt": "Quay Repairs\n\nThe repairs begin on Tuesday, said Ottoline Fenn.\n"},
        completed_by=("encode",),
    ),
    # Said again, the command finds the article there or completes it; encoding does the rest.
    "new": Scenario(
        "new FIRE --siglum fire --title Fire", before=("encode",),
        completed_by=("new FIRE --siglum fire --title Fire", "encode"),
    ),
    "update": Scenario(
        "new FIRE --update fire", before=("encode", "new FIRE --siglum fire --title Fire"),
        completed_by=("new FIRE --update fire", "encode"),
    ),
    "register-add": Scenario(
        "register add person Byron,Ada", before=("encode",),
        completed_by=("register add person Byron,Ada",),
    ),
    "register-merge": Scenario(
        "register merge brindle-tamsin fenn-ottoline --force", before=("encode",),
        completed_by=("register merge brindle-tamsin fenn-ottoline --force",),
    ),
    "withdraw": Scenario(
        "withdraw quay-repairs --why Wrong", before=("encode",),
        completed_by=("withdraw quay-repairs --why Wrong",),
    ),
}  # fmt: skip


class Runner:
    """Runs commands in processes that can be killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, folder: Path, command: str, fire: Path, **kill: float) -> dict[str, float]:
        arguments = [str(fire) if word == "FIRE" else word for word in command.split()]
        order = {"folder": str(folder), "arguments": arguments, **kill}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, float] = json.loads(self._process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    command = [sys.executable, str(Path(__file__).with_name("killed_runs.py"))]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1936000000"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield Runner(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def edition_files(root: Path) -> dict[str, bytes]:
    """The files of an edition, without what was built and without its lock."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.relative_to(root).parts[0] not in ("build", ".pressmark.lock")
    }


def check(root: Path, before: dict[str, bytes], after: dict[str, bytes]) -> None:
    """Every file is as it was or as it will be; nothing else is there but what the next run deletes."""
    found = edition_files(root)
    for name in before.keys() | after.keys():
        assert found.get(name) in (before.get(name), after.get(name)), name
    others = found.keys() - before.keys() - after.keys()
    assert all(Path(name).name.startswith(".") for name in others), others
    for path in (root / "tei").rglob("*.xml"):
        parse(path.read_bytes(), str(path))


def kill(scenario: Scenario, runner: Runner, folder: Path, kills: int) -> None:
    """Kill a command so many times, by turns at a random step and at a random moment."""
    start, done = folder / "start", folder / "done"
    fire = folder / "fire.txt"
    fire.write_text(FIRE, encoding="utf-8")
    shutil.copytree(CASES / "quillhaven", start)
    for command in scenario.before:
        assert runner(start, command, fire)["code"] == 0, command
    for name, text in scenario.seeds.items():
        (load_edition(start).seeds / name).write_text(text, encoding="utf-8")
    if "--update" in scenario.command:
        fire.write_text(FIRE.replace("Nobody was", "Two cats were"), encoding="utf-8")
    before = edition_files(start)
    shutil.copytree(start, done)
    whole = runner(done, scenario.command, fire)
    assert whole["code"] == 0
    midway = edition_files(done)
    for command in scenario.completed_by:
        runner(done, command, fire)
    after = edition_files(done)
    assert before != midway
    assert after == midway, "the command left work to do"
    seed = secrets.randbelow(2**32)  # pytest shows it where the test fails
    chance = random.Random(seed)  # noqa: S311 - nothing secret hangs on it
    for number in range(kills):
        root = folder / f"killed-{number}"
        shutil.copytree(start, root)
        if number % 2:
            runner(root, scenario.command, fire, step=chance.randint(1, int(whole["steps"])))
        else:
            runner(root, scenario.command, fire, seconds=chance.uniform(0, whole["seconds"]))
        check(root, before, after)
        for command in scenario.completed_by:
            runner(root, command, fire)
        assert edition_files(root) == after
        shutil.rmtree(root)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_killed_command_leaves_whole_files_and_the_next_run_completes(
    name: str, runner: Runner, tmp_path: Path
) -> None:
    kill(SCENARIOS[name], runner, tmp_path, QUICK)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_it_does_so_wherever_it_is_killed(name: str, runner: Runner, tmp_path: Path) -> None:
    kill(SCENARIOS[name], runner, tmp_path, ALL)
