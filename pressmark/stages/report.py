"""What a run has done, for whoever tells the user."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pressmark.model import Finding, Record

# Called after each article with how many are done and how many there are in this round.
Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something about a file that the user should know and that is no fault."""

    path: Path
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodeReport:
    """What became of each article of a run, and what was written (or would be, in a check)."""

    total: int  # articles looked at
    encoded: int = 0  # of these, how many were encoded in this run
    unchanged: int = 0  # nothing they depend on has changed
    left: tuple[Note, ...] = ()  # approved, and so left as they are
    failed: int = 0  # their seed, their TEI or the registers stopped them
    written: tuple[Path, ...] = ()  # files of TEI whose bytes changed
    noted: tuple[Path, ...] = ()  # ledgers whose lines changed
    pending: tuple[Finding, ...] = ()  # what would be changed in approved files
    drafts: tuple[Record, ...] = ()  # records added to the registers
    notes: tuple[Note, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationReport:
    """How many files were looked at, and every fault in them."""

    files: int
    unchanged: int = 0  # of these, articles about which the last run is believed
    findings: tuple[Finding, ...] = ()


def internal(path: Path, error: Exception, what: str) -> Finding:
    """The finding about an error of the program itself; `what` could not be done with the file."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return Finding(
        path=str(path),
        rule="internal",
        message=f"could not be {what}: {type(error).__name__} at {place}: {' '.join(str(error).split())}",
        hint="report this as a fault of Pressmark, with the file",
    )
