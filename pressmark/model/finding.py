"""Findings: what is wrong with a file, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error stops one file, a warning does not, a note fails no run."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault: where it is, what is wrong and what to do about it."""

    path: str
    rule: str
    message: str
    hint: str
    line: int | None = None  # 1-based
    column: int | None = None  # 1-based, in code points
    words: str = ""  # the words in question, as they stand in the file
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        return f"{place}: {self.severity}: {self.message}; {self.hint} [{self.rule}]"
