"""The lists of pinned requirements: whole, with digests, as asked for, and installed by them alone."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import PROJECT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from requirement_lists import Pin, read_pins

ARCHIVE = PROJECT / "pressmark" / "data" / "archive"
SETTINGS: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
LISTS = {
    "requirements.txt": PROJECT / "requirements.txt",
    "requirements-dev.txt": PROJECT / "requirements-dev.txt",
    "requirements-schema.txt": PROJECT / "requirements-schema.txt",
    "requirements-spacy.txt": PROJECT / "requirements-spacy.txt",
    "a new edition's requirements.txt": ARCHIVE / "requirements.txt.in",
    "a new edition's requirements-dev.txt": ARCHIVE / "requirements-dev.txt.in",
}
EXTRAS, GROUPS = SETTINGS["project"]["optional-dependencies"], SETTINGS["dependency-groups"]
ASKED = {
    "requirements.txt": [
        *SETTINGS["project"]["dependencies"], *EXTRAS["citations"], *EXTRAS["search"], *GROUPS["site"],
    ],
    "requirements-dev.txt": [*filter(lambda each: isinstance(each, str), GROUPS["dev"]), *GROUPS["edition"]],
    "requirements-schema.txt": GROUPS["schema"],
    "requirements-spacy.txt": [*EXTRAS["spacy"], *GROUPS["spacy"]],
    "a new edition's requirements-dev.txt": GROUPS["edition"],
}  # fmt: skip
RENEW = "run make requirements"


@pytest.mark.parametrize("name", LISTS)
def test_every_requirement_is_one_version_with_its_digests(name: str) -> None:
    pins = read_pins(LISTS[name])
    assert pins
    for pin in pins:
        assert pin.version
        assert pin.hashes, f"{pin.requirement} has no digest: {RENEW}"
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", each) for each in pin.hashes), pin.requirement


@pytest.mark.parametrize("name", LISTS)
def test_a_list_names_no_place_to_get_packages_from(name: str) -> None:
    text = LISTS[name].read_text(encoding="utf-8")
    assert not re.search(r"://|^\s*-[^-]|^\s*--(?!hash=)", text, re.MULTILINE)


@pytest.mark.parametrize("name", ASKED)
def test_a_list_holds_what_is_asked_for(name: str) -> None:
    pins = {pin.name: pin for pin in read_pins(LISTS[name])}
    for asked in map(Requirement, ASKED[name]):
        pin = pins.get(canonicalize_name(asked.name))
        assert pin, f"{asked} is not in the list: {RENEW}"
        assert asked.specifier.contains(pin.version), f"{asked} is pinned to {pin.version}: {RENEW}"


@pytest.mark.parametrize("name", [name for name in LISTS if "schema" not in name])
def test_a_list_holds_what_its_packages_ask_for_in_turn(name: str) -> None:
    """As far as they are installed here, and for this platform."""
    pins = {pin.name: pin for pin in read_pins(LISTS[name])}
    seen = 0
    for pin in pins.values():
        try:
            distribution = importlib.metadata.distribution(pin.name)
        except importlib.metadata.PackageNotFoundError:
            continue
        seen += distribution.version == pin.version
        for needed in map(Requirement, distribution.requires or ()):
            if distribution.version == pin.version and (
                not needed.marker or needed.marker.evaluate({"extra": ""})
            ):
                assert canonicalize_name(needed.name) in pins, f"{pin.requirement} needs {needed}: {RENEW}"
    assert seen or "spacy" in name


def test_what_is_in_two_lists_is_the_same_in_both() -> None:
    seen: dict[tuple[str, str], Pin] = {}
    for path in LISTS.values():
        for pin in read_pins(path):
            first = seen.setdefault((pin.name, str(pin.requirement.marker)), pin)
            assert (first.version, first.hashes) == (pin.version, pin.hashes), f"{path.name}: {RENEW}"


@pytest.mark.parametrize(
    "path",
    [
        PROJECT / ".ci" / "run",
        PROJECT / "Makefile",
        ARCHIVE / "Makefile.in",
        PROJECT / "source" / "validation.md",
    ],
)
def test_lists_are_installed_by_their_digests_alone(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    installed = [line for line in lines if re.search(r"-r requirements(-\w+)?\.txt", line)]
    assert installed
    assert [line for line in installed if "--require-hashes" not in line] == [
        # This one names the tool itself, which is a folder or an address.
        line for line in installed if "requirements-pressmark.txt" in line
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "makefile", [PROJECT / "Makefile", ARCHIVE / "Makefile.in"], ids=["here", "new edition"]
)
def test_a_package_that_is_not_the_one_pinned_is_refused(makefile: Path, tmp_path: Path) -> None:
    """A package of our own, served from a folder, in the place of one that was pinned."""
    (tmp_path / "quillpaper.py").write_text("")
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "quillpaper"\nversion = "1"\n'
    )
    (tmp_path / "requirements-pressmark.txt").write_text("-e .\n")
    (tmp_path / "requirements.txt").write_text(f"quillpaper==1 --hash=sha256:{'0' * 64}\n")
    shutil.copy(makefile, tmp_path / "Makefile")
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path / "wheels")}
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "wheels", "."],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    done = subprocess.run(
        ["make", ".venv/.site"],
        cwd=tmp_path, env=os.environ | offline, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert not (tmp_path / ".venv" / ".site").exists()
