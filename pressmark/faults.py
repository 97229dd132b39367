"""The catalogue of faults: every rule that a finding can name, with its long form and two examples.

The catalogue is a text file (`data/faults.toml`), so that a rule is explained in one place
for the command line, for the machine formats and for the tests, which run its examples.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from pressmark.model import Severity

_CATALOGUE: Final = Path(__file__).parent / "data" / "faults.toml"


class Group(StrEnum):
    """What a fault is about. The order is that in which the groups are listed."""

    FILE = "file"
    VOCABULARY = "vocabulary"
    ANCHORS = "anchors"
    POINTERS = "pointers"
    QUOTATIONS = "quotations"
    NAMES = "names"
    DATES = "dates"
    REGISTERS = "registers"
    HEADER = "header"
    TEXT = "text"
    LEDGER = "ledger"  # what was published, and whether it is still there
    MERGE = "merge"  # a new run on an article that a person has worked on
    SEED = "seed"
    RUN = "run"  # settings, recognisers, measuring: what is no fault of an article or a register


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One rule. `fails` and `passes` are what to compare; empty where no few words can show it."""

    id: str
    purpose: str  # one line: what the rule demands
    severity: Severity
    group: Group
    explanation: str  # why it matters, how it comes about, how to mend it
    fails: str = ""
    passes: str = ""


class _Catalogue(Mapping[str, Fault]):
    """Read when it is first asked, because a run without a fault needs none of it."""

    def __getitem__(self, rule: str) -> Fault:
        return _read()[rule]

    def __iter__(self) -> Iterator[str]:
        return iter(_read())

    def __len__(self) -> int:
        return len(_read())


@cache
def _read() -> dict[str, Fault]:
    table: dict[str, dict[str, Any]] = tomllib.loads(_CATALOGUE.read_text(encoding="utf-8"))
    return {rule: _fault(rule, entry) for rule, entry in table.items()}


def _fault(rule: str, entry: dict[str, Any]) -> Fault:
    words = {key: str(value).strip("\n") for key, value in entry.items()}
    severity, group = Severity(words.pop("severity")), Group(words.pop("group"))
    return Fault(id=rule, severity=severity, group=group, **words)


# Every rule by its id, group by group.
FAULTS: Final[Mapping[str, Fault]] = _Catalogue()
