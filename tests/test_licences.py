"""What the package has from elsewhere: each file with its licence, each licence with its text."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import PROJECT
from lxml import etree

PACKAGE = PROJECT / "pressmark"
TEXTS = {path.stem: path for path in (PACKAGE / "LICENSES").iterdir()}
STATEMENTS: list[dict[str, Any]] = tomllib.loads((PACKAGE / "REUSE.toml").read_text(encoding="utf-8"))[
    "annotations"
]
SETTINGS: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def licences(expression: str) -> set[str]:
    return set(re.findall(r"[\w.-]+", expression)) - {"AND", "OR", "WITH"}


def fits(pattern: str, name: str) -> bool:
    """Whether a path fits a pattern of REUSE: `*` is anything but a slash, `**` anything."""
    parts = re.split(r"(\*\*|\*)", pattern)
    wild = {"**": ".*", "*": "[^/]*"}
    return re.fullmatch("".join(wild.get(part, re.escape(part)) for part in parts), name) is not None


def statement(name: str) -> dict[str, Any] | None:
    """The last statement that fits a file, which holds."""
    found = [each for each in STATEMENTS if any(fits(pattern, name) for pattern in listed(each["path"]))]
    return found[-1] if found else None


def shipped() -> list[str]:
    files = (path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(path.relative_to(PACKAGE).as_posix() for path in files)


def test_every_file_says_whose_it_is_and_under_which_licence() -> None:
    texts = {f"LICENSES/{path.name}" for path in TEXTS.values()}
    silent = [name for name in shipped() if name not in texts and statement(name) is None]
    assert not silent, "say in pressmark/REUSE.toml whose these are"
    for each in STATEMENTS:
        assert all(listed(each["SPDX-FileCopyrightText"]))
        assert each["SPDX-License-Identifier"]


def test_every_statement_is_about_something() -> None:
    names = shipped()
    for each in STATEMENTS:
        for pattern in listed(each["path"]):
            assert any(fits(pattern, name) for name in names), f"no file fits {pattern}"


def test_every_licence_has_its_text_and_the_package_names_them_all() -> None:
    named = set().union(*(licences(each["SPDX-License-Identifier"]) for each in STATEMENTS))
    assert named == set(TEXTS) == licences(SETTINGS["license"])
    assert all(path.stat().st_size > 500 for path in TEXTS.values())


def test_the_licences_are_among_the_files_that_pip_installs_as_such() -> None:
    files = {path for pattern in SETTINGS["license-files"] for path in PROJECT.glob(pattern)}
    assert files == {PROJECT / "LICENSE", PACKAGE / "REUSE.toml", *TEXTS.values()}


@pytest.mark.parametrize(
    ("name", "holder", "licence"),
    [
        ("citing/data/apa.csl", "Citation Style Language", "CC-BY-SA-3.0"),
        ("annotate/data/lexicon/places.txt", "GeoNames", "CC-BY-4.0"),
        ("annotate/data/lexicon/words.txt", "Kevin Atkinson", "LicenseRef-SCOWL"),
        ("annotate/data/names.crfsuite", "Wikinews", "CC-BY-2.5"),
        ("site/pictures/data/world.txt", "Natural Earth", "LicenseRef-Natural-Earth"),
        ("site/templates/pressmark/icons.html", "Pradyun Gedam", "MIT"),
        ("site/words.py", "Pressmark", "MIT"),
    ],
)
def test_what_comes_from_elsewhere_is_told_from_our_own(name: str, holder: str, licence: str) -> None:
    said = statement(name)
    assert said
    assert holder in " ".join(listed(said["SPDX-FileCopyrightText"]))
    assert licence in licences(said["SPDX-License-Identifier"])


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "citing" / "data").glob("*.csl")), ids=lambda path: path.stem
)
def test_a_citation_style_still_names_its_authors_and_its_licence(path: Path) -> None:
    names = {"csl": "http://purl.org/net/xbiblio/csl"}
    style = etree.parse(path)
    assert style.findtext(".//csl:author/csl:name", namespaces=names)
    rights = style.find(".//csl:info/csl:rights", namespaces=names)
    assert rights is not None
    assert rights.get("license") == "http://creativecommons.org/licenses/by-sa/3.0/"


def test_git_keeps_all_that_is_shipped() -> None:
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "."],
        cwd=PACKAGE, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert shipped() == sorted(done.stdout.splitlines())
