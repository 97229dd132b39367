"""The rules: every one is in the catalogue, explained, and shown by examples that are run."""

import ast
import re
from pathlib import Path

import pytest
from rule_examples import findings, subject

from pressmark.config import Edition
from pressmark.faults import FAULTS, Fault, Group
from pressmark.tei.validation.checks import CHECKS, Scope

PACKAGE = Path(__file__).parent.parent / "pressmark"
RULE = r"[a-z]+(-[a-z]+)*"
# These rules need a file system, a seed or a whole edition: no few words can show them.
SHOWN_ELSEWHERE = {
    "unreadable", "file", "too-large", "unmentioned", "no-text", "text-changed", "white-space",
    "text-lost", "siglum-taken", "no-seed", "stray-file", "empty", "binary", "encoding", "control-character",
    "no-article", "long-line", "recogniser", "gold", "floor", "internal", "out-of-time", "locked", "link",
    "ledger", "no-ledger", "anchor-unknown", "anchor-gone", "anchor-kind", "anchor-words", "anchor-retired",
    "successor", "withdrawn", "space-restored", "file-missing", "decision-lost", "not-merged", "unreconciled",
    "pending", "contradiction", "not-united",
}  # fmt: skip
# Functions that make a finding, and which of their arguments is the rule.
MAKERS = {"_fault": 1, "_Doubt": 1, "_nested": 1, "_note": 1, "fault": 0}
EXAMPLES = [fault for fault in FAULTS.values() if fault.fails]


@pytest.mark.parametrize("fault", EXAMPLES, ids=lambda fault: fault.id)
def test_what_fails_breaks_this_rule_and_no_other(fault: Fault, quillhaven: Edition) -> None:
    found = findings(fault, fault.fails, quillhaven)
    assert {(finding.rule, finding.severity) for finding in found} == {(fault.id, fault.severity)}, found


@pytest.mark.parametrize("fault", EXAMPLES, ids=lambda fault: fault.id)
def test_what_passes_breaks_no_rule(fault: Fault, quillhaven: Edition) -> None:
    assert findings(fault, fault.passes, quillhaven) == []


@pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: fault.id)
def test_a_rule_is_explained(fault: Fault) -> None:
    assert re.fullmatch(RULE, fault.id)
    assert re.fullmatch(r"[A-Z].{10,100}\.", fault.purpose), fault.purpose
    assert len(fault.explanation.split()) >= 15
    assert fault.explanation.endswith((".", ".)"))
    assert bool(fault.fails) == bool(fault.passes) == (fault.id not in SHOWN_ELSEWHERE)


def test_the_catalogue_is_in_the_order_of_the_groups() -> None:
    groups = [fault.group for fault in FAULTS.values()]
    assert groups == sorted(groups, key=list(Group).index)
    assert set(groups) == set(Group)


def named_rules() -> dict[str, Path]:
    """Every rule that the code gives to a finding or a remark, and a module that does."""
    rules: dict[str, Path] = {}
    for path in PACKAGE.rglob("*.py"):
        module = ast.parse(path.read_bytes())
        constants = {
            name.id: node.value
            for node in module.body
            if isinstance(node, ast.Assign)
            for name in node.targets
            if isinstance(name, ast.Name)
        }
        makes = path.parent.name in ("seeds", "validation", "merge") or path.stem == "anchor_check"
        for node in ast.walk(module):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            named = [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
            if name in ("Finding", "Remark") and named:
                rules |= {text: path for value in named for text in words_in(value)}
            elif name in MAKERS and makes and len(node.args) > MAKERS[name]:
                given = node.args[MAKERS[name]]
                named_by = constants.get(given.id, given) if isinstance(given, ast.Name) else given
                rules |= dict.fromkeys(words_in(named_by), path)
    return rules


def words_in(node: ast.expr) -> list[str]:
    words = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
    return [each for each in words if isinstance(each, str) and re.fullmatch(RULE, each)]


def test_every_rule_that_the_code_names_is_in_the_catalogue() -> None:
    unknown = {rule: path.name for rule, path in named_rules().items() if rule not in FAULTS}
    assert not unknown


def test_every_rule_of_the_catalogue_is_named_in_the_code() -> None:
    assert set(FAULTS) <= set(named_rules())


@pytest.mark.parametrize("fault", EXAMPLES, ids=lambda fault: fault.id)
def test_a_check_speaks_of_the_rules_that_it_is_listed_for(fault: Fault, quillhaven: Edition) -> None:
    article = subject(fault, fault.fails, quillhaven)
    for check in CHECKS:
        assert set(check.rules) <= set(FAULTS)
        if article and check.scope is not Scope.REGISTER:
            assert {remark.rule for remark in check.run(article)} <= set(check.rules)
