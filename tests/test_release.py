"""A release: made twice the same, whole, and a tool that works where nothing of the repository is."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from bill_of_materials import VERSION, bill_of_materials
from conftest import PROJECT
from cyclonedx.validation.json import JsonStrictValidator
from requirement_lists import read_pins

import pressmark

NAME = f"pressmark-{pressmark.__version__}"
WHEN = datetime(2026, 1, 2, tzinfo=UTC)
# Writes down which files of the repository a Python opens, but for those that are installed in it.
WATCH = """
import sys

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        path = arguments[0]
        if path.startswith({project!r}) and not path.startswith({installed!r}):
            with open({log!r}, "a") as log:
                print(path, file=log)

sys.addaudithook(watch)
"""


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bill_of_materials(PROJECT, pressmark.__version__, WHEN))
    return found


def test_the_bill_of_materials_is_valid_and_the_same_each_time() -> None:
    text = bill_of_materials(PROJECT, pressmark.__version__, WHEN)
    assert JsonStrictValidator(VERSION).validate_str(text) is None
    assert bill_of_materials(PROJECT, pressmark.__version__, WHEN) == text


def test_it_names_every_package_with_version_digests_and_licence(bill: dict[str, Any]) -> None:
    named = {
        (each["name"], each["version"]): {
            f"sha256:{digest['content']}"
            for files in each["externalReferences"]
            for digest in files["hashes"]
        }
        for each in bill["components"]
    }
    pins = read_pins(PROJECT / "requirements.txt")
    assert named == {(pin.name, pin.version): set(pin.hashes) for pin in pins}
    assert all(each["licenses"] for each in bill["components"])


def test_it_says_what_needs_what(bill: dict[str, Any]) -> None:
    needs = {each["ref"].partition("==")[0]: each.get("dependsOn", []) for each in bill["dependencies"]}
    direct = {ref.partition("==")[0] for ref in needs["pressmark"]}
    assert {"lxml", "sphinx", "pagefind-bin", "pypandoc-binary"} <= direct
    assert any(ref.startswith("docutils==") for ref in needs["sphinx"])
    reached, new = {"pressmark"}, ["pressmark"]
    while new:
        found = {ref.partition("==")[0] for ref in needs[new.pop()]} - reached
        reached |= found
        new += found
    assert needs.keys() - reached <= {"setuptools"}, "nothing needs these"


def test_it_names_what_the_package_has_from_elsewhere(bill: dict[str, Any]) -> None:
    about = bill["metadata"]["component"]
    assert (about["name"], about["version"]) == ("pressmark", pressmark.__version__)
    parts = {part["name"]: part for part in about["components"]}
    assert parts["citing/data/*.csl"]["licenses"] == [{"license": {"id": "CC-BY-SA-3.0"}}]
    assert "Natural Earth" in parts["site/pictures/data/world.txt"]["copyright"]


class Release(NamedTuple):
    folder: Path
    wheel: set[str]  # names of files
    sdist: set[str]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("release")
    make_release(folder)
    with zipfile.ZipFile(folder / f"{NAME}-py3-none-any.whl") as wheel:
        in_wheel = set(wheel.namelist())
    with tarfile.open(folder / f"{NAME}.tar.gz") as sdist:
        in_sdist = {each.name.removeprefix(f"{NAME}/") for each in sdist if each.isfile()}
    return Release(folder, in_wheel, in_sdist)


def make_release(folder: Path) -> None:
    run(PROJECT, sys.executable, "tools/release.py", "--as-is", "--output", str(folder))


def run(folder: Path, *command: str, **environment: str) -> str:
    """What a program prints; the test fails with what it says where it ends with anything but 0."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PRESSMARK"))}
    done = subprocess.run(
        command, cwd=folder, env=own | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def package_files() -> set[str]:
    files = (path for path in (PROJECT / "pressmark").rglob("*") if path.is_file())
    return {path.relative_to(PROJECT).as_posix() for path in files if "__pycache__" not in path.parts}


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package_and_the_licences(release: Release) -> None:
    about = {name for name in release.wheel if name.startswith(f"{NAME}.dist-info/")}
    assert release.wheel - about == package_files()
    told = {name.partition("/licenses/")[2] for name in about if "/licenses/" in name}
    assert told == {
        "LICENSE",
        *(name for name in package_files() if re.search(r"/(LICENSES/|REUSE\.)", name)),
    }


@pytest.mark.slow
def test_the_sdist_holds_what_building_needs_and_nothing_of_a_workplace(release: Release) -> None:
    others = {name for name in release.sdist if not name.startswith(("pressmark/", "pressmark.egg-info/"))}
    assert release.sdist - others >= package_files()
    assert {name for name in release.sdist if name.startswith("pressmark/")} == package_files()
    wanted = {"LICENSE", "README.md", "CHANGELOG.md", "MANIFEST.in", "pyproject.toml", "requirements.txt"}
    assert others == {*wanted, "PKG-INFO", "setup.cfg"}


@pytest.mark.slow
def test_a_release_is_the_same_each_time(release: Release, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "letter.txt").write_text("Dear editor,")
    make_release(tmp_path / "again")
    assert (tmp_path / "again" / "letter.txt").is_file()
    sums = (release.folder / "SHA256SUMS").read_text()
    assert sums == (tmp_path / "again" / "SHA256SUMS").read_text()
    assert {line.partition("  ")[2] for line in sums.splitlines()} == {
        f"{NAME}-py3-none-any.whl",
        f"{NAME}.cdx.json",
        f"{NAME}.tar.gz",
    }


@pytest.mark.slow
def test_the_installed_tool_needs_nothing_of_the_repository(release: Release, tmp_path: Path) -> None:
    """In an environment of its own, which sees the packages that are installed here, but not this one."""
    python = str(tmp_path / "venv" / "bin" / "python")
    run(tmp_path, sys.executable, "-m", "venv", "--without-pip", "venv")
    wheel = str(release.folder / f"{NAME}-py3-none-any.whl")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    run(tmp_path, *pip, "--no-index", "--no-deps", wheel)
    packages = Path(
        run(tmp_path, python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    )
    installed, log = sysconfig.get_path("purelib"), tmp_path / "opened.txt"
    (packages / "others.pth").write_text(installed + "\n")
    watch = WATCH.format(project=f"{PROJECT}/", installed=sys.prefix, log=str(log))
    (packages / "sitecustomize.py").write_text(watch)
    assert run(tmp_path, python, "-c", "import pressmark; print(pressmark.__file__)").strip() == str(
        packages / "pressmark" / "__init__.py"
    )

    tool = str(tmp_path / "venv" / "bin" / "pressmark")
    assert pressmark.__version__ in run(tmp_path, tool, "--version")
    run(tmp_path, tool, "init", "courier", "--title", "The Courier")
    edition = tmp_path / "courier"
    (edition / "seeds" / "fire.txt").write_text(
        "Fire on the Ropewalk\n\nA fire broke out in Quillhaven. “Nobody was hurt,” said Ada Fenn.\n",
        encoding="utf-8",
    )
    # The edition brings a copy of the package, which a Python started in its folder would take.
    safe = {"PYTHONSAFEPATH": "1"}
    for command in (["encode"], ["validate"], ["anchors", "check"], ["export"]):
        run(edition, tool, *command, **safe)
    run(edition, python, "-m", "sphinx", "-q", "-W", "-c", ".", "source", "build/html", **safe)
    page = (edition / "build" / "html" / "articles" / "fire.html").read_text(encoding="utf-8")
    assert "Nobody was hurt" in page
    assert "Fenn" in (edition / "build" / "exports" / "people.csv").read_text(encoding="utf-8")
    assert not log.exists() or not log.read_text(), f"opened: {log.read_text()}"


@pytest.mark.slow
def test_the_watch_sees_what_is_read_from_the_repository(tmp_path: Path) -> None:
    log = tmp_path / "opened.txt"
    (tmp_path / "sitecustomize.py").write_text(
        WATCH.format(project=f"{PROJECT}/", installed="/nowhere", log=str(log))
    )
    read = f"open({str(PROJECT / 'LICENSE')!r}).close()"
    run(tmp_path, sys.executable, "-c", read, PYTHONPATH=str(tmp_path))
    assert log.read_text() == f"{PROJECT / 'LICENSE'}\n"


def test_what_is_not_committed_is_not_released(tmp_path: Path) -> None:
    """On a repository of its own, as this one may have changes or none."""
    run(tmp_path, "git", "init", "--quiet")
    (tmp_path / "tools").mkdir()
    for name in ("release.py", "bill_of_materials.py", "requirement_lists.py"):
        (tmp_path / "tools" / name).write_bytes((PROJECT / "tools" / name).read_bytes())
    done = subprocess.run(
        [sys.executable, "tools/release.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("not committed yet")
    assert not (tmp_path / "build").exists()


def test_the_version_is_the_one_of_the_changes() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert settings["dynamic"] == ["version"]
    assert f"## {pressmark.__version__} " in (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
