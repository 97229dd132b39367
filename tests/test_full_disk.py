"""Commands on a full disk: one line says which file, no half file is left, and the next run goes on."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Count
from interrupted import QUICKLY, SCENARIOS, Prepared, Runner, check_whole, edition_files, new_runner, prepare

QUICK = 3  # points at which the disk of each command is full; every one in the slow test


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with new_runner() as runner:
        yield runner


def check_full(prepared: Prepared, root: Path, full: int) -> None:
    """Run a command on a disk that is full from some step on."""
    answer = prepared.run(root, full=full)
    said = [line for line in answer["said"].splitlines() if "the disk is full" in line]
    assert "Traceback" not in answer["said"]
    others = check_whole(root, prepared.before, prepared.after)
    # A ledger that waits for its article to be settled is the next run's to finish.
    assert all(name.endswith(".tsv.next") for name in others), others
    assert not [*(root / "build").glob(".*")]
    if said:
        assert (answer["code"], len(said)) == (1, 1), answer
        assert str(root) not in said[0]
    else:  # what could not be written is only there to save time
        assert answer["code"] == 0, answer
    prepared.complete(root)
    shutil.rmtree(root)


@pytest.mark.parametrize("name", QUICKLY)
def test_a_full_disk_is_said_and_the_next_run_goes_on(
    name: str, runner: Runner, tmp_path: Path, record_property: Count
) -> None:
    record_property("full disks", QUICK)
    prepared = prepare(SCENARIOS[name], runner, tmp_path)
    steps = int(prepared.run(tmp_path / "whole", full=10**6)["steps"])
    for number in range(QUICK):
        full = 1 + number * (steps - 1) // (QUICK - 1)
        check_full(prepared, tmp_path / f"full-{full}", full)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_it_is_so_wherever_the_disk_is_full(
    name: str, runner: Runner, tmp_path: Path, record_property: Count
) -> None:
    prepared = prepare(SCENARIOS[name], runner, tmp_path)
    steps = int(prepared.run(tmp_path / "whole", full=10**6)["steps"])
    record_property("full disks", steps)
    for full in range(1, steps + 1):
        check_full(prepared, tmp_path / f"full-{full}", full)


# A real disk, which is small. SQLite, which exports write with, is not seen by what fails above.

SIZE = 16 << 20
FREE = [0, *(4096 << step for step in range(10))]  # bytes that are left; the last are enough


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount on this system")
    if mounted.returncode:
        pytest.skip(f"no small disk can be made: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def tree(root: Path) -> dict[str, bytes]:
    """All files in a folder but an edition's lock."""
    paths = (path for path in root.rglob("*") if path.is_file() and path.name != ".pressmark.lock")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", ["encode", "export", "init made --title Made --tool https://example.org/pressmark"]
)
def test_on_a_small_disk_all_is_written_or_nothing(
    command: str, disk: Path, runner: Runner, tmp_path: Path
) -> None:
    prepared = prepare(SCENARIOS["encode-again"], runner, tmp_path)
    fire, codes = prepared.fire, []
    done = tmp_path / "done-there"
    shutil.copytree(prepared.start, done)
    assert runner(done, command, fire)["code"] == 0
    for free in FREE:
        root = disk / "edition"
        shutil.copytree(prepared.start, root)
        before = tree(root)
        filler = disk / "filler"
        filler.write_bytes(b"x" * (shutil.disk_usage(disk).free - free))
        answer = runner(root, command, fire)
        codes.append(answer["code"])
        assert answer["said"].count("the disk is full") == answer["code"], answer
        assert "Traceback" not in answer["said"]
        if command == "encode":
            check_whole(root, prepared.before, prepared.after)
        elif answer["code"]:
            assert tree(root) == before
        filler.unlink()
        assert runner(root, command, fire)["code"] in (0, 2 if command.startswith("init") else 0)
        assert edition_files(root) == edition_files(done)
        shutil.rmtree(root)
    assert codes == sorted(codes, reverse=True)
    assert {*codes} == {0, 1}
