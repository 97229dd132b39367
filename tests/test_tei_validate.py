"""Validation: the faults in tests/cases/tei/faults, and files without any."""

import re
from pathlib import Path

import pytest
from tei_cases import CASES, case_folders, read_case
from tei_schema import jing_faults

from pressmark.config import Edition, load_edition
from pressmark.model import Finding, Register
from pressmark.tei.build import build_article
from pressmark.tei.records import read_register
from pressmark.tei.validate import validate_article, validate_registers
from pressmark.tei.write import serialise

EDITION = load_edition(CASES.parent / "quillhaven")
REGISTER = read_register(EDITION)
PROJECT = Path(__file__).parent.parent
FAULTS = sorted((CASES / "faults").glob("*.txt"))


def read_fault(path: Path) -> tuple[str, list[str]]:
    """The faulty article of a case, and what must be found in it."""
    article = (CASES / "quillhaven-ferry" / "expected.xml").read_text(encoding="utf-8")
    lines = re.findall(r"^(replace|by|finds):(?: +(.*))?$", path.read_text(encoding="utf-8"), re.MULTILINE)
    old = [words for key, words in lines if key == "replace"]
    new = [words for key, words in lines if key == "by"]
    for before, after in zip(old, new, strict=True):
        start = article.find(before.removesuffix("*"))
        assert start >= 0, f"{before!r} is not in the article"
        end = len(article) if before.endswith("*") else start + len(before)
        article = article[:start] + after + article[end:]
    return article, [words for key, words in lines if key == "finds"]


def explain(finding: Finding) -> str:
    return f"{finding.message}; {finding.hint}"


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_fault_is_explained(path: Path) -> None:
    article, expected = read_fault(path)
    found = validate_article(article.encode(), "quillhaven-ferry.xml", REGISTER)
    explained = [explain(finding) for finding in found]
    assert len(explained) == len(expected), explained
    for words in expected:
        pattern = ".*".join(map(re.escape, words.split("*")))
        assert any(re.fullmatch(pattern, line) for line in explained), explained


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_fault_is_located(path: Path) -> None:
    article, _ = read_fault(path)
    found = validate_article(article.encode(), "quillhaven-ferry.xml", REGISTER)
    lines = [finding.line for finding in found]
    assert all(line is not None and 1 <= line <= article.count("\n") + 1 for line in lines)
    assert lines == sorted(lines)


@pytest.mark.parametrize("folder", case_folders(), ids=lambda folder: folder.name)
def test_what_is_built_has_no_fault(folder: Path) -> None:
    data = (folder / "expected.xml").read_bytes()
    assert validate_article(data, f"{folder.name}.xml", REGISTER) == []


@pytest.mark.parametrize("folder", case_folders(), ids=lambda folder: folder.name)
def test_standalone_article_needs_no_register(folder: Path) -> None:
    root = build_article(*read_case(folder), REGISTER, EDITION, standalone=True)
    assert validate_article(serialise(root), f"{folder.name}.xml", Register()) == []


def test_registers_without_fault() -> None:
    assert validate_registers(EDITION) == []


def test_registers_are_checked_for_unknown_elements(quillhaven: Edition) -> None:
    path = quillhaven.registers / "people.xml"
    path.write_text(path.read_text().replace("occupation>", "ocupation>"))
    (finding,) = validate_registers(quillhaven)
    assert explain(finding) == "<ocupation> is no element of this edition; did you mean <occupation>?"
    assert finding.path == str(path)


@pytest.mark.slow
def test_every_file_of_this_edition_is_valid_by_jing() -> None:
    files = sorted((PROJECT / "tei").rglob("*.xml"))
    assert files
    assert jing_faults(files) == []
