"""The files of the registers: read together, added to, confirmed in."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from operator import attrgetter

from pressmark.config import REGISTER_FILES, Edition
from pressmark.errors import PressmarkError
from pressmark.files import read_file
from pressmark.ids import is_record_id, make_record_id
from pressmark.model import EntityKind, Finding, Organisation, Person, Place, Record, Register
from pressmark.registers import confirmed, nearest_ids, with_records
from pressmark.stages.cache import digest
from pressmark.tei.ledger import read_record_ledger
from pressmark.tei.parse import MAX_BYTES, parse
from pressmark.tei.records import (
    add_records,
    confirm_in,
    read_register,
    records_in,
    register_bytes,
    register_findings,
)
from pressmark.tei.write import write_file

# Faults that leave every record its id and its names, so that articles can be encoded all the same.
# After any other, names would be missing, and articles would lose their marks and anchors.
_HIDES_NO_NAME = frozenset({"duplicate-id", "idno-type", "idno-url", "date", "coordinates"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFiles:
    """The registers of an edition: the records, the bytes of the files that hold them, and their faults."""

    register: Register
    files: dict[EntityKind, bytes]  # only those that exist
    findings: tuple[Finding, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether every name is there, whatever else is wrong."""
        return all(finding.rule in _HIDES_NO_NAME for finding in self.findings)

    @property
    def digest(self) -> str:
        return digest(*(self.files.get(kind, b"") for kind in EntityKind))


def load_registers(edition: Edition) -> RegisterFiles:
    """Read the registers of an edition, as far as they can be read. Of two records with one id, the first."""
    files = {}
    for kind, name in REGISTER_FILES.items():
        # A missing file holds no records; one that cannot be read is among the findings.
        with suppress(PressmarkError):
            files[kind] = read_file(edition.registers / name, MAX_BYTES)
    retired = frozenset(_retired(edition))
    try:
        return RegisterFiles(register=replace(read_register(edition), retired=retired), files=files)
    except PressmarkError:
        records: dict[str, Record] = {}
        for kind, data in files.items():
            for record in _readable_records(data, str(edition.registers / REGISTER_FILES[kind])):
                records.setdefault(record.id, record)
        return RegisterFiles(
            register=with_records(Register(retired=retired), records.values()),
            files=files,
            findings=tuple(register_findings(edition)),
        )


def _retired(edition: Edition) -> Iterator[str]:
    """The ids of the records that are no more, as far as the ledgers can be read."""
    for kind in EntityKind:
        ledger, _ = read_record_ledger(edition, kind)
        yield from (record_id for record_id, entry in ledger.items() if not entry.is_live)


def _readable_records(data: bytes, path: str) -> list[Record]:
    try:
        entries, _ = records_in(parse(data, path))
    except PressmarkError:  # one of the findings
        return []
    return [entry.record for entry in entries if entry.record.name]


def added_to(registers: RegisterFiles, records: Iterable[Record], edition: Edition) -> RegisterFiles:
    """The registers with new records where their ids belong in the files; every other byte stays."""
    new = tuple(records)
    files = dict(registers.files)
    for kind in EntityKind:
        of_kind = sorted((record for record in new if record.kind is kind), key=attrgetter("id"))
        if of_kind and kind in files:
            files[kind] = add_records(files[kind], kind, of_kind)
        elif of_kind:
            files[kind] = register_bytes(kind, of_kind, edition)
    return replace(registers, register=with_records(registers.register, new), files=files)


def write_registers(before: RegisterFiles, after: RegisterFiles, edition: Edition) -> None:
    """Write the files that differ."""
    edition.registers.mkdir(parents=True, exist_ok=True)
    for kind, data in after.files.items():
        if before.files.get(kind) != data:
            write_file(edition.registers / REGISTER_FILES[kind], data)


def new_record(
    register: Register, kind: EntityKind, name: str, *, record_id: str = "", description: str = ""
) -> Record:
    """A record as a person would write it. A personal name may come in filing order ("Byron, Ada").

    Raises ValueError if the name is empty, or the id is malformed or taken. A second record
    of one name needs an id of its own, so that nobody makes it unawares.
    """
    words = " ".join(name.split())
    surname, comma, forename = (part.strip() for part in words.partition(","))
    if kind is not EntityKind.PERSON or not (comma and surname and forename):
        surname = forename = ""
    if not words or not (words + description).isprintable():
        raise ValueError("a record needs a name, on one line and without control characters")
    known = register.by_id()
    reading = f"{forename} {surname}" if surname else words
    namesake = next((each for each in register if each.kind is kind and each.name == reading), None)
    if namesake is not None and not record_id:
        raise ValueError(f"{namesake.id!r} has this name; for another of the same name, choose an id")
    chosen = record_id or make_record_id(words, taken=known, retired=register.retired)
    if not is_record_id(chosen):
        raise ValueError(f"{chosen!r} is no id: lower-case letters, digits and hyphens, a letter first")
    if chosen in known:
        raise ValueError(f"the id {chosen!r} is taken by {known[chosen].name!r}")
    if chosen in register.retired:
        raise ValueError(f"the id {chosen!r} was that of a record that is no more, and is not given again")
    if kind is EntityKind.PERSON:
        return Person(id=chosen, name=reading, forename=forename, surname=surname, description=description)
    if kind is EntityKind.PLACE:
        return Place(id=chosen, name=words, description=description)
    return Organisation(id=chosen, name=words, description=description)


def add_record(registers: RegisterFiles, record: Record, edition: Edition) -> None:
    """Add one record to the register of its kind and write the file."""
    write_registers(registers, added_to(registers, (record,), edition), edition)


def confirm_record(registers: RegisterFiles, record_id: str, edition: Edition) -> Record:
    """Delete the note that marks a record as a draft, and nothing else. The record as it is then.

    Raises ValueError if there is no such record or it is no draft.
    """
    record = registers.register.by_id().get(record_id)
    if record is None:
        near = ", ".join(nearest_ids(registers.register, record_id))
        raise ValueError(f"no record has the id {record_id!r}" + (f"; did you mean {near}?" if near else ""))
    if not record.draft:
        raise ValueError(f"{record_id!r} is no draft")
    path = edition.registers / REGISTER_FILES[record.kind]
    data = confirm_in(registers.files[record.kind], str(path), record_id)
    after = replace(registers, files={**registers.files, record.kind: data})
    write_registers(registers, after, edition)
    return confirmed(record)
