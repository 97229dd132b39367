"""The life of a record after its first publication: merged into another, split in two.

Both change many files, each of them whole or not at all, in an order in which a run that was
cut off leaves no pointer to nothing, and the same command run again completes it.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pressmark.config import REGISTER_FILES, Edition
from pressmark.errors import PressmarkError
from pressmark.ids import is_siglum, make_pointer
from pressmark.model import EntityKind, Organisation, Person, PersonRole, Place, Record
from pressmark.registers import nearest_ids
from pressmark.stages.clock import today
from pressmark.stages.ledgers import (
    Ledgers,
    record_entry,
    sound_record_ledger,
    write_record_ledger,
)
from pressmark.stages.records import RegisterFiles, added_to, load_registers, new_record, write_registers
from pressmark.stages.repointing import Repointing, pointers_in, pointing_files
from pressmark.tei.edit import EditError
from pressmark.tei.ledger import State
from pressmark.tei.parse import parse_file
from pressmark.tei.pointers import anchor_of, pointing
from pressmark.tei.record_merge import Difference, merge_in_register

# The marks of `articles` and `mentions` by siglum; None stands for all of an article.
_Chosen = dict[str, frozenset[str] | None]


class MergeConflictError(ValueError):
    """Two records that cannot be one, because they contradict each other."""

    def __init__(self, keep_id: str, gone_id: str, differences: tuple[Difference, ...]) -> None:
        listed = "; ".join(str(each) for each in differences if each.contradicts)
        super().__init__(f"{keep_id} and {gone_id} contradict each other: {listed}")
        self.differences = differences


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReport:
    """What a merge did: the record that stays, how many elements point to it now, in which files.

    `differences` are what the record that went said otherwise, or said alone, and was left behind.
    """

    record: Record
    pointers: int
    written: tuple[Path, ...]
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitReport:
    """What a split did: the new record, how many elements point to it now, in which files."""

    record: Record
    pointers: int
    written: tuple[Path, ...]


def merge_records(
    edition: Edition,
    keep_id: str,
    gone_id: str,
    *,
    force: bool = False,
    editor: str = "",
    day: date | None = None,
) -> MergeReport:
    """Make two records one: `keep_id` stays, everything that points to `gone_id` points to it.

    All articles change that pointed to the other, approved ones too, because no pointer may lead
    to nothing; each says so in its revisionDesc, as done by `editor` (a pointer, or empty).
    First the articles are written, then the ledger of the register, then the register: until
    then both records are there, and afterwards the ledger knows what stands for the one that
    went. Raises ValueError if the two cannot be merged, MergeConflictError (one of these) if
    they contradict each other and `force` is not given, PressmarkError if a file is at fault.
    """
    day = day or today()
    registers = _sound_registers(edition)
    keep, gone = _pair(registers, keep_id, gone_id, edition)
    kind = keep.kind
    data = registers.files[kind]
    differences: tuple[Difference, ...] = ()
    if gone is not None:
        path = str(edition.registers / REGISTER_FILES[kind])
        merged = merge_in_register(data, path, kind, keep_id, gone_id)
        data, differences = merged.data, merged.differences
        if any(each.contradicts for each in differences) and not force:
            raise MergeConflictError(keep_id, gone_id, differences)
    # Marks that stood for a source without a name are not found again by a name of the record.
    decided = gone is None or (isinstance(gone, Person) and gone.role is not PersonRole.NAMED)
    repointing = Repointing(
        old=make_pointer(kind, gone_id),
        new=make_pointer(kind, keep_id),
        note=f"{gone_id} merged into {keep_id}.",
        day=day,
        editor=editor,
        decided=decided,
    )
    changes = [repointing.applied(path, edition) for path in pointing_files(edition, repointing.old)]
    ledger = sound_record_ledger(edition, kind)
    if gone_id not in ledger and gone is not None:
        ledger = ledger.with_entries([record_entry(gone, day)])
    kept = ledger.get(keep_id) or record_entry(keep, day)
    ledger = ledger.with_entries([replace(kept, state=State.LIVE, successor="", reason="")])
    if ledger[gone_id].is_live or ledger[gone_id].successor != keep_id:
        ledger = ledger.retired(gone_id, keep_id, f"merged into {keep_id} on {day.isoformat()}")
    written = [path for change in changes for path in change.write(edition)]
    if write_record_ledger(edition, kind, ledger):
        written.append(edition.record_ledger(kind))
    if data != registers.files[kind]:
        after = replace(registers, files={**registers.files, kind: data})
        write_registers(registers, after, edition)
        written.append(edition.registers / REGISTER_FILES[kind])
    record = load_registers(edition).register.by_id()[keep_id]
    return MergeReport(
        record=record,
        pointers=sum(change.pointers for change in changes),
        written=tuple(written),
        differences=differences,
    )


def follow_merges(edition: Edition, sigla: Iterable[str], day: date) -> list[Path]:
    """Lead what points to a record that is no more to the one that stands for it; the files written.

    A merge of two branches can leave such pointers: one side merged the record, the other marked
    its name in an article that the first did not touch. What cannot be read is left alone: the
    run that follows says so. Raises OSError.
    """
    heirs = dict(_heirs(edition))
    written: list[Path] = []
    for path in map(edition.article_path, filter(is_siglum, sigla) if heirs else ()):
        for pointer in sorted(heirs.keys() & {each.decode() for each in pointers_in(path)}):
            gone, stands = pointer.partition(":")[2], heirs[pointer].partition(":")[2]
            note = f"{gone} merged into {stands}."
            with suppress(PressmarkError, EditError):
                change = Repointing(old=pointer, new=heirs[pointer], note=note, day=day).applied(
                    path, edition
                )
                written += change.write(edition)
    return written


def _heirs(edition: Edition) -> Iterator[tuple[str, str]]:
    """The pointers to records that were merged, each with the one to the record that stands for it."""
    ledgers, known = Ledgers(edition), load_registers(edition).register.by_id()
    for kind in EntityKind:
        for record_id, entry in ledgers.records(kind).items():
            if entry.is_live or not entry.successor or record_id in known:
                continue
            with suppress(ValueError):  # a circle, which the check of the anchors reports
                heir = known.get(ledgers.follow(record_id)[-1])
                if heir is not None and heir.kind is kind:
                    yield make_pointer(kind, record_id), make_pointer(kind, heir.id)


def split_record(
    edition: Edition,
    record_id: str,
    new_id: str,
    *,
    name: str = "",
    articles: Collection[str] = (),
    mentions: Collection[str] = (),
    day: date | None = None,
) -> SplitReport:
    """Take some of a record's mentions and speech for another record, which is made if it is not there.

    `articles` are sigla, all of whose pointers to the record move; `mentions` are names of
    anchors (`siglum#m4`, `siglum#q2`). The new record has the old one's name unless `name` is
    given, and nothing else: what is known of which of the two is for a person to say. Which
    marks mean which of the two is a person's decision from now on, of those that stay, too.
    First the register is written, then its ledger, then the articles: all pointers lead
    somewhere at any time. Raises ValueError if that cannot be done, PressmarkError if a file
    is at fault.
    """
    day = day or today()
    if not articles and not mentions:
        raise ValueError("say which mentions are the new record's: name articles or anchors")
    registers = _sound_registers(edition)
    record = _existing(registers, record_id)
    new = _split_off(registers, record, new_id, name)
    repointing = Repointing(
        old=make_pointer(record.kind, record_id),
        new=make_pointer(record.kind, new_id),
        note=f"{new_id} split off from {record_id}.",
        day=day,
        decided=True,
    )
    chosen = _chosen(edition, articles, mentions, repointing)
    changes = [
        repointing.applied(path, edition, chosen.get(path.stem, frozenset()))
        for path in pointing_files(edition, repointing.old)
    ]
    ledger = sound_record_ledger(edition, record.kind)
    entries = [record_entry(each, day) for each in (record, new) if each.id not in ledger]
    written = []
    if new_id not in registers.register.by_id():
        write_registers(registers, added_to(registers, [new], edition), edition)
        written.append(edition.registers / REGISTER_FILES[record.kind])
    if write_record_ledger(edition, record.kind, ledger.with_entries(entries)):
        written.append(edition.record_ledger(record.kind))
    written += [path for change in changes for path in change.write(edition)]
    return SplitReport(
        record=new, pointers=sum(change.pointers for change in changes), written=tuple(written)
    )


def _sound_registers(edition: Edition) -> RegisterFiles:
    registers = load_registers(edition)
    if registers.findings:
        raise PressmarkError(registers.findings[0])
    return registers


def _existing(registers: RegisterFiles, record_id: str) -> Record:
    record = registers.register.by_id().get(record_id)
    if record is None:
        near = ", ".join(nearest_ids(registers.register, record_id))
        raise ValueError(f"no record has the id {record_id!r}" + (f"; did you mean {near}?" if near else ""))
    return record


def _pair(
    registers: RegisterFiles, keep_id: str, gone_id: str, edition: Edition
) -> tuple[Record, Record | None]:
    """The records to merge; None for one that went already, in a merge that was cut off or by hand."""
    if keep_id == gone_id:
        raise ValueError("a record cannot be merged into itself")
    keep = _existing(registers, keep_id)
    gone = registers.register.by_id().get(gone_id)
    if gone is None:
        entry = Ledgers(edition).records(keep.kind).get(gone_id)
        if entry is None:
            _existing(registers, gone_id)
        elif not entry.is_live and entry.successor not in ("", keep_id):
            raise ValueError(f"{gone_id} was merged into {entry.successor} already")
    elif gone.kind is not keep.kind:
        raise ValueError(f"{keep_id} is a record of kind {keep.kind}, {gone_id} one of kind {gone.kind}")
    return keep, gone


def _split_off(registers: RegisterFiles, record: Record, new_id: str, name: str) -> Record:
    """The record to split off; the one that is there, if the split was cut off."""
    there = registers.register.by_id().get(new_id)
    if there is not None:
        if there.kind is not record.kind or new_id == record.id:
            raise ValueError(f"the id {new_id!r} is taken by {there.name!r}")
        return there
    new = new_record(registers.register, record.kind, name or record.name, record_id=new_id)
    if isinstance(new, Person) and isinstance(record, Person):
        if not name:
            new = replace(new, forename=record.forename, surname=record.surname)
        return replace(new, role=record.role)
    if isinstance(new, Place | Organisation) and isinstance(record, Place | Organisation):
        return replace(new, type=record.type)
    return new


def _chosen(
    edition: Edition, articles: Iterable[str], mentions: Iterable[str], repointing: Repointing
) -> _Chosen:
    """Which marks are to point elsewhere. Raises ValueError for one that does not point to the record.

    One that points to the new record already is left alone: so a split that was cut off can go on.
    """
    chosen: _Chosen = {}
    for siglum in articles:
        if not is_siglum(siglum) or not edition.article_path(siglum).is_file():
            raise ValueError(f"there is no article {siglum!r}")
        chosen[siglum] = None
    for mention in mentions:
        siglum, _, anchor = mention.partition("#")
        path = edition.article_path(siglum)
        if not anchor or not is_siglum(siglum) or not path.is_file():
            raise ValueError(f"{mention!r} is no mention: write SIGLUM#ANCHOR")
        root = parse_file(path)
        if anchor not in {
            anchor_of(each) for at in (repointing.old, repointing.new) for each in pointing(root, at)
        }:
            raise ValueError(f"{mention} does not point to {repointing.old}")
        so_far = chosen.setdefault(siglum, frozenset())
        chosen[siglum] = None if so_far is None else so_far | {anchor}
    return chosen
