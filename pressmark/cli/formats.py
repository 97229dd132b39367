"""Findings as programs read them: JSON, annotations of GitHub Actions, SARIF.

Each format is a function from findings, in the order in which they are to be shown and with the
paths that they are to be shown with, to the text that goes to standard output.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Final

import pressmark
from pressmark.cli.sarif import as_sarif
from pressmark.model import Finding, Severity

_VERSION: Final = 1
_GITHUB_COMMANDS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}


def as_json(findings: Sequence[Finding]) -> str:
    """One object: how many findings there are of each severity, and each of them with all its fields."""
    counts = Counter(finding.severity for finding in findings)
    report = {
        "version": _VERSION,
        "tool": pressmark.__version__,
        **{f"{severity}s": counts[severity] for severity in Severity},
        "findings": [asdict(finding) for finding in findings],
    }
    return json.dumps(report, indent=1) + "\n"


def as_github(findings: Sequence[Finding]) -> str:
    """Workflow commands, one a line: GitHub Actions shows them beside the lines of the files."""
    return "".join(f"{_command(finding)}\n" for finding in findings)


def _command(finding: Finding) -> str:
    properties = {
        "file": finding.path,
        "line": finding.line,
        "col": finding.column,
        "title": finding.rule,
    }
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value)
    return f"::{_GITHUB_COMMANDS[finding.severity]} {written}::{_data(finding.says)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


# How findings can be asked for, besides as text.
FORMATS: Final[dict[str, Callable[[Sequence[Finding]], str]]] = {
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}
