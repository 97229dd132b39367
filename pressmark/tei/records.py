"""The registers, read from their files, with every fault of every record."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from pressmark.config import REGISTER_FILES, Edition
from pressmark.errors import PressmarkError
from pressmark.files import read_file
from pressmark.findings import folded
from pressmark.model import EntityKind, Finding, Organisation, Person, Place, Record, Register, Severity
from pressmark.tei.names import LIST_ELEMENTS, RECORD_TAGS, tei
from pressmark.tei.parse import MAX_BYTES, parse
from pressmark.tei.record_elements import add_records, confirm_in, register_bytes
from pressmark.tei.record_reader import read_record
from pressmark.tei.tree import Remark, as_findings, start_tag, written

__all__ = [
    "Entry",
    "FiledRecord",
    "RegisterFile",
    "add_records",
    "confirm_in",
    "filed_records",
    "read_register",
    "readable_register",
    "records_in",
    "register_bytes",
    "register_files",
    "register_findings",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record and its element."""

    record: Record
    element: etree._Element


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFile:
    """A register as it stands in its file, and what is wrong with its records."""

    kind: EntityKind
    path: Path
    data: bytes
    root: etree._Element
    entries: tuple[Entry, ...]  # those that can be read
    remarks: tuple[Remark, ...]

    def findings(self, more: Iterable[Remark] = ()) -> list[Finding]:
        """What is wrong with the records, and more about the same file, in its order."""
        remarks = (*self.remarks, *more)
        return sorted(folded(as_findings(remarks, self.root, self.data, str(self.path))), key=in_order)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledRecord:
    """A record and where it stands."""

    record: Record
    path: str
    line: int | None


def in_order(finding: Finding) -> tuple[int, int]:
    """What the findings of one file are sorted by."""
    return finding.line or 0, finding.column or 0


def read_register(edition: Edition) -> Register:
    """All records of an edition; a missing file holds none.

    Raises PressmarkError for the first fault that `register_findings` reports as an error.
    """
    register, faults = readable_register(edition)
    if faults:
        raise PressmarkError(faults[0])
    return register


def readable_register(edition: Edition) -> tuple[Register, list[Finding]]:
    """The records of an edition that can be read, of two with one id the first, and the faults of all.

    What is at fault in a record is left out of it. Raises PressmarkError for a file that cannot be read.
    """
    files, unreadable = register_files(edition)
    if unreadable:
        raise PressmarkError(unreadable[0])
    records: dict[str, Record] = {}
    for file in files:
        for entry in file.entries:
            records.setdefault(entry.record.id, entry.record)
    findings = [each for file in files for each in file.findings() if each.severity is Severity.ERROR]
    register = Register(
        people=tuple(record for record in records.values() if isinstance(record, Person)),
        places=tuple(record for record in records.values() if isinstance(record, Place)),
        organisations=tuple(record for record in records.values() if isinstance(record, Organisation)),
    )
    return register, findings


def register_findings(edition: Edition) -> list[Finding]:
    """Every fault of every record of an edition, file by file, in the order of the lines."""
    return filed_records(edition)[1]


def filed_records(edition: Edition) -> tuple[list[FiledRecord], list[Finding]]:
    """Every record of an edition that can be read, in the order of the files, and every fault."""
    files, findings = register_files(edition)
    filed = []
    for file in files:
        for entry in file.entries:
            line = entry.element.sourceline
            filed.append(FiledRecord(record=entry.record, path=str(file.path), line=line))
        findings += file.findings()
    return filed, findings


def register_files(edition: Edition) -> tuple[list[RegisterFile], list[Finding]]:
    """The registers of an edition that there are, and a finding for each that cannot be read."""
    files: list[RegisterFile] = []
    findings: list[Finding] = []
    first: dict[str, tuple[Path, Entry]] = {}
    for kind, name in REGISTER_FILES.items():
        path = edition.registers / name
        if not os.path.lexists(path):  # a link that leads nowhere is no missing file
            continue
        try:
            data = read_file(path, MAX_BYTES)
            root = parse(data, str(path))
        except PressmarkError as error:
            findings.append(error.finding)
            continue
        entries, remarks = records_in(root)
        remarks += _misfiled(entries, kind)
        remarks += _repeated(entries, path, first)
        if root.find(f"{tei('standOff')}/{tei(LIST_ELEMENTS[kind])}") is None:
            remarks.append(_listless(root, kind))
        files.append(
            RegisterFile(
                kind=kind, path=path, data=data, root=root, entries=tuple(entries), remarks=tuple(remarks)
            )
        )
    return files, findings


def records_in(root: etree._Element) -> tuple[list[Entry], list[Remark]]:
    """The records in the `<standOff>` of a file, and their faults. A record with a bad id is left out."""
    entries: list[Entry] = []
    remarks: list[Remark] = []
    for stand_off in root.iterfind(tei("standOff")):
        for element in stand_off.iter(*RECORD_TAGS):
            record, faults = read_record(element)
            remarks += faults
            if record is not None:
                entries.append(Entry(record=record, element=element))
    return entries, remarks


def _repeated(entries: Iterable[Entry], path: Path, first: dict[str, tuple[Path, Entry]]) -> Iterator[Remark]:
    """A remark on each record whose id another has; `first` collects who had an id first."""
    for entry in entries:
        place, other = first.setdefault(entry.record.id, (path, entry))
        if other is not entry:
            line = other.element.sourceline
            yield Remark(
                rule="duplicate-id", at=entry.element, part="xml:id", words=written(entry.element, "xml:id"),
                message=f"is also the id of the record in {place.name}, line {line}",
                hint="give one of the two another id, or merge the records",
            )  # fmt: skip


def _misfiled(entries: Iterable[Entry], kind: EntityKind) -> Iterator[Remark]:
    for entry in entries:
        if entry.record.kind is not kind:
            yield Remark(
                rule="misfiled", at=entry.element, words=start_tag(entry.element),
                message=f"is a record of kind {entry.record.kind} in the register of another kind",
                hint=f"move it to {REGISTER_FILES[entry.record.kind]}",
            )  # fmt: skip


def _listless(root: etree._Element, kind: EntityKind) -> Remark:
    name = LIST_ELEMENTS[kind]
    return Remark(
        rule="register-list", at=root, words=start_tag(root), message=f"has no <{name}> in a <standOff>",
        hint=f"write <standOff><{name}>…</{name}></standOff>",
    )  # fmt: skip
