"""Commands that are killed: every file is as before or as after, and the next run completes the work."""

import random
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import CASES, Count
from interrupted import QUICKLY, SCENARIOS, Runner, Scenario, check_whole, edition_files, new_runner, prepare

QUICK, ALL = 2, 30  # kills of each command; there are eleven


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with new_runner() as runner:
        yield runner


def kill(scenario: Scenario, runner: Runner, folder: Path, kills: int) -> None:
    """Kill a command so many times, by turns at a random step and at a random moment."""
    prepared = prepare(scenario, runner, folder)
    whole = prepared.run(folder / "whole")
    seed = secrets.randbelow(2**32)  # pytest shows it where the test fails
    chance = random.Random(seed)  # noqa: S311 - nothing secret hangs on it
    for number in range(kills):
        root = folder / f"killed-{number}"
        if number % 2:
            prepared.run(root, step=chance.randint(1, int(whole["steps"])))
        else:
            prepared.run(root, seconds=chance.uniform(0, whole["seconds"]))
        check_whole(root, prepared.before, prepared.after)
        prepared.complete(root)
        shutil.rmtree(root)


@pytest.mark.parametrize("name", QUICKLY)
def test_a_killed_command_leaves_whole_files_and_the_next_run_completes(
    name: str, runner: Runner, tmp_path: Path, record_property: Count
) -> None:
    record_property("kills", QUICK)
    kill(SCENARIOS[name], runner, tmp_path, QUICK)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_it_does_so_wherever_it_is_killed(
    name: str, runner: Runner, tmp_path: Path, record_property: Count
) -> None:
    record_property("kills", ALL)
    kill(SCENARIOS[name], runner, tmp_path, ALL)


# What runs leave for each other in build/ is written whole; if it is damaged all the same, it is made anew.

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "half": lambda data: data[: len(data) // 2],
    "another kind": lambda data: b"[]",
    "other contents": lambda data: re.sub(rb"[0-9]", b"7", data),
    "no text": lambda data: bytes(range(256)),
    "deep": lambda data: b"[" * 100_000,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_is_made_anew(damage: str, runner: Runner, tmp_path: Path) -> None:
    root, nothing = tmp_path / "edition", tmp_path / "nothing"
    shutil.copytree(CASES / "quillhaven", root)
    commands = ("encode", "validate", "export")
    said = {command: runner(root, command, nothing) for command in commands}
    files = edition_files(root)
    kept = sorted(path for path in (root / "build").glob("*") if path.is_file())
    assert [path.name for path in kept] == ["encode.json", "validation.json"]
    whole = {path: path.read_bytes() for path in kept}
    for path in kept:
        path.write_bytes(DAMAGES[damage](whole[path]))
    for command in commands:
        answer = runner(root, command, nothing)
        assert (answer["code"], answer["said"]) == (said[command]["code"], said[command]["said"])
    assert edition_files(root) == files
    if damage != "other contents":  # there, versions and numbers may be those of nobody
        assert {path: path.read_bytes() for path in kept} == whole
