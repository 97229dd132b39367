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
    """One fault: where it is, what is wrong and what to do about it.

    `str()` gives its one line, `file:line:column: rule: words: what is wrong: what to do`,
    without the parts that there are not. The rule of a warning or a note says that it is one.
    """

    path: str
    rule: str
    message: str
    hint: str
    line: int | None = None  # 1-based
    column: int | None = None  # 1-based, in code points
    words: str = ""  # the words in question, as they stand in the file
    severity: Severity = Severity.ERROR

    @property
    def place(self) -> str:
        """The file, with line and column as far as they are known."""
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part)

    @property
    def label(self) -> str:
        """The rule, with the severity unless it is an error."""
        return self.rule if self.severity is Severity.ERROR else f"{self.rule} ({self.severity})"

    @property
    def says(self) -> str:
        """The words in question, what is wrong and what to do."""
        return ": ".join(part for part in (self.words, self.message, self.hint) if part)

    @property
    def fails(self) -> bool:
        """Whether a run that finds this ends with an exit code other than 0."""
        return self.severity is not Severity.NOTE

    @property
    def order(self) -> tuple[str, int, int, str]:
        """What findings are sorted by: file, line, column, and then anything that stays the same."""
        return self.path, self.line or 0, self.column or 0, f"{self.label}: {self.says}"

    def __str__(self) -> str:
        return f"{self.place}: {self.label}: {self.says}"
