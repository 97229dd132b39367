"""The checks of TEI files: what each is given, and the list of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from pressmark.model import Record
from pressmark.tei.tree import Remark, Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A file under validation, and what its pointers can lead to."""

    tree: Tree
    siglum: str  # the name of the file, without its extension
    records: Mapping[str, Record]  # by the ids that pointers use


class Scope(Enum):
    """The files that a check is for."""

    ARTICLE = auto()
    REGISTER = auto()
    EVERY_FILE = auto()
    REFUSED = auto()  # every file that the schema refuses: what makes it do so


Check = Callable[[Subject], Iterator[Remark]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredCheck:
    """A check, the rules (ids of `pressmark.faults`) that it looks after, and its files."""

    rules: tuple[str, ...]
    scope: Scope
    run: Check


CHECKS: Final[list[RegisteredCheck]] = []


def check(*rules: str, scope: Scope = Scope.ARTICLE) -> Callable[[Check], Check]:
    """Put a check on the list. It may make remarks under no other rules than these."""

    def register(function: Check) -> Check:
        CHECKS.append(RegisteredCheck(rules=rules, scope=scope, run=function))
        return function

    return register


def remarks_on(subject: Subject, *scopes: Scope) -> Iterator[Remark]:
    """What the checks of these scopes have to say about a file, check by check."""
    for each in CHECKS:
        if each.scope in scopes:
            yield from each.run(subject)
