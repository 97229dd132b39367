"""What the tests of interrupted commands share: the commands, and a program that interrupts them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from conftest import CASES

from pressmark.config import load_edition
from pressmark.tei.parse import parse

FIRE = "Fire on the Ropewalk\n\nA fire broke out in Quillhaven. “Nobody was hurt,” said Ada Fenn.\n"
FERRY = "tei/articles/quillhaven-ferry.xml"
# What a command leaves behind that is no work of its own: what was built, and the lock.
NO_WORK = ("build", ".pressmark.lock")


@dataclass(frozen=True)
class Scenario:
    """A command that is interrupted, what was done before it, and what completes it after.

    In the arguments, FIRE stands for an article that lies outside the edition; DECIDE is a
    decision on the review page. After the preparation, `seeds` are texts that are put into
    seeds/, and `edited` is what a person changes in a file of an article: from what into what.
    """

    command: str
    before: tuple[str, ...] = ()
    seeds: dict[str, str] = field(default_factory=dict)
    edited: tuple[str, str] = ("", "")
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
    "review": Scenario(
        "DECIDE quillhaven-ferry m2 byron-ada", before=("encode",),
        completed_by=("DECIDE quillhaven-ferry m2 byron-ada", "encode"),
    ),
    "register-add": Scenario(
        "register add person Byron,Ada", before=("encode",),
        completed_by=("register add person Byron,Ada",),
    ),
    "register-merge": Scenario(
        "register merge brindle-tamsin fenn-ottoline --force", before=("encode",),
        completed_by=("register merge brindle-tamsin fenn-ottoline --force",),
    ),
    "register-split": Scenario(
        "register split brindle-tamsin brindle-anne --articles quillhaven-ferry", before=("encode",),
        completed_by=("register split brindle-tamsin brindle-anne --articles quillhaven-ferry",),
    ),
    "withdraw": Scenario(
        "withdraw quay-repairs --why Wrong", before=("encode",),
        completed_by=("withdraw quay-repairs --why Wrong",),
    ),
    "anchors-accept": Scenario(
        "anchors accept quillhaven-ferry", before=("encode",), edited=('xml:id="m5"', 'xml:id="m9"'),
        completed_by=("anchors accept quillhaven-ferry",),
    ),
    "anchors-retire": Scenario(
        "anchors retire quillhaven-ferry#m5 --for m9 --why Renumbered", before=("encode",),
        edited=('xml:id="m5"', 'xml:id="m9"'),
        completed_by=("anchors retire quillhaven-ferry#m5 --for m9 --why Renumbered",),
    ),
    # The place of `merge-file`: three versions of an article, completed by itself and `encode`.
}  # fmt: skip
# The same by name, for quick tests; what takes long is slow.
QUICKLY = [
    pytest.param(
        name, marks=[pytest.mark.slow] if name in ("encode", "encode-again", "new", "update") else []
    )
    for name in SCENARIOS
]


class Runner:
    """Runs commands in processes that can be interrupted."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, folder: Path, command: str, fire: Path, **how: float) -> dict[str, Any]:
        arguments = [str(fire) if word == "FIRE" else word for word in command.split()]
        order = {"folder": str(folder), "arguments": arguments, **how}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def new_runner() -> Iterator[Runner]:
    command = [sys.executable, str(Path(__file__).with_name("interrupted_runs.py"))]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1936000000"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield Runner(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=60) == 0


@dataclass(frozen=True)
class Prepared:
    """An edition in which a command can be interrupted, and its files before it, after it, and at last."""

    scenario: Scenario
    runner: Runner
    start: Path
    fire: Path
    before: dict[str, bytes]
    midway: dict[str, bytes]
    after: dict[str, bytes]

    def run(self, root: Path, **how: float) -> dict[str, Any]:
        """Run the command in a copy of the edition, which is made."""
        shutil.copytree(self.start, root)
        return self.runner(root, self.scenario.command, self.fire, **how)

    def complete(self, root: Path) -> None:
        """Run what completes the command, and check that it does."""
        for command in self.scenario.completed_by:
            self.runner(root, command, self.fire)
        assert edition_files(root) == self.after


def prepare(scenario: Scenario, runner: Runner, folder: Path) -> Prepared:
    start, done = folder / "start", folder / "done"
    fire = folder / "fire.txt"
    fire.write_text(FIRE, encoding="utf-8")
    shutil.copytree(CASES / "quillhaven", start)
    for command in scenario.before:
        assert runner(start, command, fire)["code"] == 0, command
    for name, text in scenario.seeds.items():
        (load_edition(start).seeds / name).write_text(text, encoding="utf-8")
    if scenario.edited[0]:
        text = (start / FERRY).read_text(encoding="utf-8")
        assert scenario.edited[0] in text
        (start / FERRY).write_text(text.replace(*scenario.edited), encoding="utf-8")
    if "--update" in scenario.command:
        fire.write_text(FIRE.replace("Nobody was", "Two cats were"), encoding="utf-8")
    before = edition_files(start)
    shutil.copytree(start, done)
    answer = runner(done, scenario.command, fire)
    assert answer["code"] == 0, answer["said"]
    midway = edition_files(done)
    for command in scenario.completed_by:
        runner(done, command, fire)
    after = edition_files(done)
    assert before != midway
    assert after == midway, "the command left work to do"
    return Prepared(scenario, runner, start, fire, before, midway, after)


def edition_files(root: Path) -> dict[str, bytes]:
    """The files of an edition, without what was built and without its lock."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.relative_to(root).parts[0] not in NO_WORK
    }


def check_whole(root: Path, before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """Every file is as it was or as it will be; the hidden files that are there besides."""
    found = edition_files(root)
    for name in before.keys() | after.keys():
        assert found.get(name) in (before.get(name), after.get(name)), name
    others = found.keys() - before.keys() - after.keys()
    assert all(Path(name).name.startswith(".") for name in others), others
    for path in (root / "tei").rglob("*.xml"):
        parse(path.read_bytes(), str(path))
    for path in (root / "build").glob("[!.]*.json"):
        json.loads(path.read_bytes())
    return others
