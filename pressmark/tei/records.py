"""The registers, read from their files, with every fault of every record."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree

from pressmark.config import REGISTER_FILES, Edition
from pressmark.errors import PressmarkError
from pressmark.model import EntityKind, Finding, Organisation, Person, Place, Record, Register, Severity
from pressmark.tei.names import LIST_ELEMENTS, RECORD_ELEMENTS, tei
from pressmark.tei.parse import parse
from pressmark.tei.record_elements import add_records, register_bytes
from pressmark.tei.record_reader import read_record

__all__ = [
    "FiledRecord",
    "add_records",
    "filed_records",
    "read_register",
    "records_in",
    "register_bytes",
    "register_findings",
]

_RECORDS: Final = tuple(tei(name) for names in RECORD_ELEMENTS.values() for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledRecord:
    """A record and where it stands."""

    record: Record
    path: str
    line: int | None


def read_register(edition: Edition) -> Register:
    """All records of an edition; a missing file holds none.

    Raises PressmarkError for the first fault that `register_findings` reports as an error.
    """
    filed, findings = filed_records(edition)
    for finding in findings:
        if finding.severity is Severity.ERROR:
            raise PressmarkError(finding)
    records = [entry.record for entry in filed]
    return Register(
        people=tuple(record for record in records if isinstance(record, Person)),
        places=tuple(record for record in records if isinstance(record, Place)),
        organisations=tuple(record for record in records if isinstance(record, Organisation)),
    )


def register_findings(edition: Edition) -> list[Finding]:
    """Every fault of every register of an edition, file by file, in the order of the lines."""
    return filed_records(edition)[1]


def records_in(root: etree._Element, path: str) -> tuple[list[FiledRecord], list[Finding]]:
    """The records in the `<standOff>` of a file, and their faults. A record with a bad id is left out."""
    filed: list[FiledRecord] = []
    findings: list[Finding] = []
    for stand_off in root.iterfind(tei("standOff")):
        for element in stand_off.iter(*_RECORDS):
            record, faults = read_record(element, path)
            findings += faults
            if record is not None:
                filed.append(FiledRecord(record=record, path=path, line=element.sourceline))
    return filed, findings


def filed_records(edition: Edition) -> tuple[list[FiledRecord], list[Finding]]:
    """Every record of an edition that can be read, in the order of the files, and every fault."""
    filed: list[FiledRecord] = []
    findings: list[Finding] = []
    first: dict[str, FiledRecord] = {}
    for kind, name in REGISTER_FILES.items():
        path = edition.registers / name
        try:
            root = parse(path.read_bytes(), str(path))
        except FileNotFoundError:
            continue
        except OSError as error:
            findings.append(_unreadable(path, error))
            continue
        except PressmarkError as error:
            findings.append(error.finding)
            continue
        entries, faults = records_in(root, str(path))
        faults += _misfiled(entries, kind)
        faults += _repeated(entries, first)
        if root.find(f"{tei('standOff')}/{tei(LIST_ELEMENTS[kind])}") is None:
            faults.append(_listless(path, kind))
        filed += entries
        findings += sorted(faults, key=lambda finding: finding.line or 0)
    return filed, findings


def _repeated(entries: list[FiledRecord], first: dict[str, FiledRecord]) -> Iterator[Finding]:
    """A finding for each record whose id another has; `first` collects who had an id first."""
    for entry in entries:
        other = first.setdefault(entry.record.id, entry)
        if other is not entry:
            place = (
                f"line {other.line}" if other.path == entry.path else f"{Path(other.path).name}:{other.line}"
            )
            yield Finding(
                path=entry.path,
                line=entry.line,
                rule="duplicate-id",
                message=f"the id {entry.record.id!r} is also that of the record at {place}",
                hint="give one of the two another id, or merge the records",
            )


def _misfiled(entries: list[FiledRecord], kind: EntityKind) -> Iterator[Finding]:
    for entry in entries:
        if entry.record.kind is not kind:
            yield Finding(
                path=entry.path,
                line=entry.line,
                rule="misfiled",
                message=f"{entry.record.id} is a {entry.record.kind} in the register of another kind",
                hint=f"move it to {REGISTER_FILES[entry.record.kind]}",
            )


def _listless(path: Path, kind: EntityKind) -> Finding:
    return Finding(
        path=str(path),
        rule="register-list",
        message=f"has no <{LIST_ELEMENTS[kind]}> in a <standOff>",
        hint=f"write <standOff><{LIST_ELEMENTS[kind]}>…</{LIST_ELEMENTS[kind]}></standOff>",
    )


def _unreadable(path: Path, error: OSError) -> Finding:
    return Finding(
        path=str(path),
        rule="unreadable",
        message=f"cannot be read ({error.strerror})",
        hint="make the file readable",
    )
