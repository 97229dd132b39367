"""What package and site have from elsewhere: each file with its licence, each licence with its text."""

import importlib.metadata
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import PROJECT
from lxml import etree
from site_building import Build, words

from pressmark.site.licences import PARTS, Part, licences_text

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


def origins(name: str) -> set[str]:
    """The packages that bring a file of this name, or the template of one."""
    packages = {part.package for part in PARTS if part.package}
    return {
        package
        for package in packages
        for path in importlib.metadata.files(package) or ()
        if path.name.removesuffix(".jinja").removesuffix("_t") == name
    }


def test_every_file_that_the_site_has_from_others_is_from_one_that_it_names(thirty: Build) -> None:
    made = {
        "pressmark.css", "pressmark.js", "search-page.js",  # by this package
        "pygments.css",  # by Pygments, from its styles
    }  # fmt: skip
    files = [path for path in (thirty.out / "_static").rglob("*") if path.is_file()]
    assert len(files) > len(made)
    unknown = [path.name for path in files if path.name not in made and not origins(path.name)]
    assert not unknown, "say in pressmark/site/licences.py where these come from"


def test_the_site_names_what_it_has_from_others_and_brings_the_licences(thirty: Build) -> None:
    about = thirty.page("about")
    for part in PARTS:
        assert about.xpath("//a[@href=$address][.=$name]", address=part.address, name=part.name), part.name
    assert about.xpath("//a[@href='licences.txt']")
    assert "Natural Earth: the coasts on maps (public domain)" in words(about)
    assert (thirty.out / "licences.txt").read_text(encoding="utf-8") == licences_text()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_licence_stands_in_full_under_the_name_of_what_it_is_for(part: Part) -> None:
    phrases = {
        "MIT": "Permission is hereby granted, free of charge, to any person obtaining a copy",
        "BSD-2-Clause": "Redistributions in binary form must reproduce the above copyright",
        "BSD-3-Clause": "Neither the name of the copyright holder",
        "ISC": "Permission to use, copy, modify, and/or distribute this software",
        "LicenseRef-Natural-Earth": "No permission is needed to use Natural Earth",
    }
    entries = re.split(r"\n-{60,}\n", licences_text())
    entry = next(entry for entry in entries if re.match(rf"{re.escape(part.name)}( [\d.b]+)?: ", entry))
    said = " ".join(entry.split())
    assert part.licence in said
    assert phrases[part.licence] in said
    assert part.holder in said
    assert re.search("Copyright|In the public domain", said)


def test_a_package_says_itself_what_is_said_of_its_licence() -> None:
    for part in PARTS:
        if part.package:
            about = importlib.metadata.metadata(part.package)
            fields = ("License-Expression", "License", "Classifier")
            said = " ".join(line for field in fields for line in about.get_all(field) or ())
            assert part.licence in said or f"{part.licence.partition('-')[0]} License" in said, part.name
