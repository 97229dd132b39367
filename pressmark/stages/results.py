"""What the last validation found, in `build/validation.json`: for the next one, and for the site.

The file is a convenience: a lost, damaged or outdated one costs time and nothing else.
"""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import pressmark
from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import Limit, parse_json, read_file
from pressmark.model import Finding
from pressmark.stages.cache import finding_rows, findings_of, tool_digest
from pressmark.tei.write import write_file

_VERSION: Final = 1
# What decides the findings about an article.
_VALIDATING: Final = ("*.py", "data/*", "model/*", "seeds/**/*", "tei/**/*", "stages/validate.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was found in an article, and digests of all that decided it.

    `furniture` counts the blocks set aside as web furniture, `corrections` the places where an
    editor's reading stands beside that of the source.
    """

    digest: str  # of the file: SHA-256 of its bytes
    inputs: str  # of the tool, the registers, the seed and its sidecar
    findings: tuple[Finding, ...] = ()
    seed: str = ""  # name of the seed that the text was compared with, if there is one
    mentioned: tuple[str, ...] = ()  # ids of the records that the article points to
    furniture: int = 0
    corrections: int = 0


def validating_digest(edition: Edition) -> str:
    """A digest of the code that validates and of the settings."""
    return tool_digest(edition, _VALIDATING)


def load_results(edition: Edition) -> dict[str, Result]:
    """The results of the last run by path, relative to `tei/`; empty if there are none to be read."""
    try:
        stored = parse_json(read_file(edition.validation, Limit.CACHE))
        if stored["version"] != _VERSION:
            return {}
        return {name: _result(values, edition.root) for name, values in stored["files"].items()}
    except (PressmarkError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def save_results(edition: Edition, results: Mapping[str, Result]) -> None:
    """Write the results, whole or not at all. Where nothing may be written, nothing is."""
    files = {name: _values(results[name], edition.root) for name in sorted(results)}
    stored = {"version": _VERSION, "tool": pressmark.__version__, "files": files}
    with contextlib.suppress(OSError, PressmarkError):
        write_file(edition.validation, (json.dumps(stored, indent=1) + "\n").encode())


def _result(values: dict[str, Any], root: Path) -> Result:
    findings = findings_of(values["findings"], root)
    return Result(**{**values, "findings": findings, "mentioned": tuple(map(str, values["mentioned"]))})


def _values(result: Result, root: Path) -> dict[str, Any]:
    return {**asdict(result), "findings": finding_rows(result.findings, root)}
