"""What the last validation found in each article: `build/validation.json`, as the pages show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import Limit, parse_json, read_file
from pressmark.model import Finding, Severity
from pressmark.site.addresses import article_page

_VERSION: Final = 1
_TEXT_RULES: Final = frozenset({"text-changed", "white-space"})


class State(IntEnum):
    """What is known of an article's file, the worst first."""

    UNREADABLE = 0
    ERRORS = 1
    WARNINGS = 2
    UNCHECKED = 3
    VALID = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What validation found in a file. `digest` is the SHA-256 of the bytes that were checked."""

    digest: str
    findings: tuple[Finding, ...] = ()
    seed: str = ""  # the name of the seed that the text was compared with, if there was one

    @property
    def state(self) -> State:
        severities = {finding.severity for finding in self.findings}
        if Severity.ERROR in severities:
            return State.ERRORS
        return State.WARNINGS if Severity.WARNING in severities else State.VALID

    @property
    def keeps_text(self) -> bool | None:
        """Whether the text is the seed's; None if there was no seed to compare it with."""
        return not any(finding.rule in _TEXT_RULES for finding in self.findings) if self.seed else None


def load_checks(edition: Edition) -> dict[str, Checked]:
    """What was found, by page name. Empty if there is no such file, or none that can be read."""
    try:
        stored = parse_json(read_file(edition.validation, Limit.CACHE))
        if stored["version"] != _VERSION:
            return {}
        return {article_page(_siglum(name)): _checked(found) for name, found in stored["files"].items()}
    except (PressmarkError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _siglum(name: str) -> str:
    """The siglum of `articles/<siglum>.xml`."""
    return name.rpartition("/")[2].rpartition(".")[0]


def _checked(found: Mapping[str, Any]) -> Checked:
    rows = [{**row, "severity": Severity(row["severity"])} for row in found["findings"]]
    return Checked(
        digest=str(found["digest"]),
        findings=tuple(Finding(**{"path": "", **row}) for row in rows),
        seed=str(found.get("seed", "")),
    )
