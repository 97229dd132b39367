"""The catalogue of faults: each is one small change to a file of this edition.

It must be found by its rule, at its place, with a cure that, when followed, makes the
edition valid again. See tests/cases/faults/README.md for what a case says.
"""

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pressmark.config import Edition, load_edition
from pressmark.faults import FAULTS, Group
from pressmark.model import Finding
from pressmark.stages.validate import edition_files, validate

PROJECT = Path(__file__).parent.parent
CASES = sorted((Path(__file__).parent / "cases" / "faults").glob("*.toml"))
# A case says less than this; the rest must be the same for all.
KEYS = {"file", "rule", "at", "says", "writes", "also", "change", "cure"}


@pytest.fixture
def copy(tmp_path: Path) -> Edition:
    """A copy of this project's edition: its settings, seeds and TEI."""
    for name in ("seeds", "tei"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    shutil.copy(PROJECT / "edition.toml", tmp_path)
    return load_edition(tmp_path)


def faults(edition: Edition) -> list[Finding]:
    """All findings in an edition but notes."""
    report = validate(edition_files(edition), edition, fresh=True)
    return [finding for finding in report.findings if finding.fails]


def edit(path: Path, change: dict[str, str]) -> None:
    """Replace the first place where some words stand."""
    text = path.read_bytes().decode("utf-8")
    assert change["find"] in text, f"{change['find']!r} is not in {path.name}"
    path.write_text(text.replace(change["find"], change["replace"], 1), encoding="utf-8", newline="")


def words_at(path: Path, finding: Finding) -> str:
    """What stands at the line and column of a finding, to the end of the line."""
    lines = path.read_text(encoding="utf-8").split("\n")
    assert finding.line
    return lines[finding.line - 1][(finding.column or 1) - 1 :]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_fault_is_found_and_its_cure_cures(path: Path, copy: Edition) -> None:
    case: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(case) <= KEYS
    file = copy.root / "tei" / case["file"]

    edit(file, case["change"])
    found = faults(copy)
    named = [finding for finding in found if finding.rule == case["rule"] and Path(finding.path) == file]
    assert named, found
    assert {finding.rule for finding in found} <= {case["rule"], *case.get("also", ())}, found
    there = [finding for finding in named if words_at(file, finding).startswith(case.get("at", ""))]
    assert there, named
    finding = there[0]
    assert case.get("says", "") in f"{finding.words}: {finding.message}: {finding.hint}", finding

    edit(file, case["cure"])
    if writes := case.get("writes"):
        assert writes in finding.hint, finding
        assert writes.rstrip(">") in file.read_text(encoding="utf-8")
    assert faults(copy) == []


def test_the_edition_as_it_stands_has_no_fault(copy: Edition) -> None:
    assert faults(copy) == []


def test_every_rule_of_a_tei_file_has_a_fault_in_the_catalogue() -> None:
    shown = {tomllib.loads(path.read_text(encoding="utf-8"))["rule"] for path in CASES}
    groups = set(Group) - {Group.FILE, Group.LEDGER, Group.MERGE, Group.SEED, Group.RUN}
    # A note is no fault; an article without a text, or a register without its list, is no small change.
    beside = {"draft-mention", "unmentioned", "no-text", "register-list", "text-lost"}
    assert {fault.id for fault in FAULTS.values() if fault.group in groups} - beside <= shown
    assert len(CASES) >= 70
