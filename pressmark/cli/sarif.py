"""Findings in the Static Analysis Results Interchange Format (SARIF), version 2.1.0, of OASIS."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pressmark
from pressmark.faults import FAULTS, Fault
from pressmark.model import Finding

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_sarif(findings: Sequence[Finding]) -> str:
    """One run: the rules that there are, and a result for each finding."""
    indices = {rule: index for index, rule in enumerate(FAULTS)}
    run = {
        "tool": {
            "driver": {
                "name": "Pressmark",
                "version": pressmark.__version__,
                "rules": [_rule(fault) for fault in FAULTS.values()],
            }
        },
        # It has been executed, whatever it found.
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, indices) for finding in findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _rule(fault: Fault) -> dict[str, Any]:
    # Severities and levels have the same names.
    return {
        "id": fault.id,
        "shortDescription": {"text": fault.purpose},
        "fullDescription": {"text": fault.explanation},
        "help": {"text": _help(fault)},
        "defaultConfiguration": {"level": fault.severity.value},
        "properties": {"tags": [fault.group.value]},
    }


def _help(fault: Fault) -> str:
    examples = (("Fails:", fault.fails), ("Passes:", fault.passes))
    return "\n\n".join(
        [fault.explanation, *(f"{label}\n\n{example}" for label, example in examples if example)]
    )


def _result(finding: Finding, indices: dict[str, int]) -> dict[str, Any]:
    region = {
        key: value
        for key, value in (("startLine", finding.line), ("startColumn", finding.column))
        if value and finding.line
    }
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.path)}}
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": finding.severity.value,
        "message": {"text": finding.says},
        "locations": [{"physicalLocation": {**place, **({"region": region} if region else {})}}],
    }
    if finding.rule in indices:
        result["ruleIndex"] = indices[finding.rule]
    return result


def _uri(path: str) -> str:
    """A path as a reference that is relative if the path is; whatever bytes it has."""
    if Path(path).is_absolute():
        return Path(path).as_uri()
    return quote(os.fsencode(Path(path).as_posix()))
