"""Every file of the edition in tei/, one test for each file and group of rules."""

import shutil
from functools import cache
from pathlib import Path

import pytest

from pressmark import stages
from pressmark.config import load_edition
from pressmark.faults import FAULTS, Group
from pressmark.model import Finding

PROJECT = Path(__file__).parent.parent
TEI = PROJECT / "tei"
FILES = sorted(path.relative_to(TEI).as_posix() for path in TEI.rglob("*.xml"))


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    """What validation finds in each file of a copy of the edition: the tests leave no results behind."""
    root = tmp_path_factory.mktemp("edition")
    shutil.copy(PROJECT / "edition.toml", root)
    for name in ("seeds", "tei"):
        shutil.copytree(PROJECT / name, root / name)
    edition = load_edition(root)
    report = stages.validate(stages.edition_files(edition), edition)
    assert report.files == len(FILES)
    found: dict[str, list[Finding]] = {name: [] for name in FILES}
    for finding in report.findings:
        name = Path(finding.path).relative_to(root / "tei").as_posix()
        found[name].append(finding)
    return found


@cache
def rules_of(group: Group) -> frozenset[str]:
    return frozenset(fault.id for fault in FAULTS.values() if fault.group is group)


@pytest.mark.parametrize(
    ("name", "group"), [pytest.param(name, group, id=f"{name}-{group}") for name in FILES for group in Group]
)
def test_no_rule_is_broken(name: str, group: Group, findings: dict[str, list[Finding]]) -> None:
    broken = [str(each) for each in findings[name] if each.fails and each.rule in rules_of(group)]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("name", FILES)
def test_every_finding_names_a_known_rule(name: str, findings: dict[str, list[Finding]]) -> None:
    assert {each.rule for each in findings[name]} <= set(FAULTS)
