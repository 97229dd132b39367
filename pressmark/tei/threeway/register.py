"""A register and its ledger, three times: one of each.

Records are united name by name and field by field. One that a side merged into another takes
along what the other side did to it meanwhile. Records of one id that both sides added are one
record if they have a name in common; if not, theirs gets another id.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from pressmark.ids import fold, make_record_id
from pressmark.model import EntityKind
from pressmark.tei.edit.changes import EditError
from pressmark.tei.edit.tokens import with_attribute
from pressmark.tei.ledger import Entry, Ledger
from pressmark.tei.names import NAME_ELEMENTS, XML_ID, local_name, tei
from pressmark.tei.record_merge import merge_in_register
from pressmark.tei.text import squeezed_text
from pressmark.tei.threeway.elements import RECORDS, ElementMerger
from pressmark.tei.threeway.ledger import join_ledgers
from pressmark.tei.threeway.source import Source, Splice
from pressmark.tei.threeway.versions import Contradiction, Three, each_once


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterVersion:
    """One version of a register. Either part may be unknown; `data` is empty for a file that is not there."""

    data: bytes | None = None
    ledger: Ledger | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedRegister:
    """One register made of two versions. A part that was unknown is None.

    `contradictions` are those of the file, `in_ledger` those of the ledger.
    """

    data: bytes | None
    ledger: Ledger | None
    contradictions: tuple[Contradiction, ...] = ()
    in_ledger: tuple[Contradiction, ...] = ()


def join_registers(versions: Three[RegisterVersion], kind: EntityKind, path: str) -> JoinedRegister:
    """Unite what was done to a register on two branches. Raises PressmarkError for what cannot be read."""
    found: list[Contradiction] = []
    files: Three[Source] | None = None
    if versions.ours.data and versions.theirs.data and versions.base.data is not None:
        # Two registers that were begun on two branches have nothing before them but what both wrote.
        base = versions.base.data or _without_records(versions.ours.data, path)
        files = Three(base, versions.ours.data, versions.theirs.data).map(lambda each: Source(each, path))
        renamed = _namesakes(files, kind, found)
        files = Three(files.base, files.ours, _renamed_records(files.theirs, renamed, path))
        versions = Three(versions.base, versions.ours, _renamed_lines(versions.theirs, renamed))
    ledgers = versions.map(lambda version: version.ledger)
    ledger: Ledger | None = None
    in_ledger: tuple[Contradiction, ...] = ()
    if all(each is not None for each in ledgers):
        lines = join_ledgers(ledgers.map(lambda each: each or Ledger()))
        ledger, in_ledger = lines.result, lines.contradictions
    data: bytes | None = None
    if files is not None:
        data = _joined_file(files, kind, path, ledgers, found)
        if ledger is not None:
            there = _ids(data, path)
            ledger = ledger.with_entries(_agreeing(ledger, ledgers, there))
    return JoinedRegister(data=data, ledger=ledger, contradictions=each_once(found), in_ledger=in_ledger)


def _ids(data: bytes, path: str) -> set[str]:
    return {str(each) for each in Source(data, path).root.xpath("//@xml:id")}


def _without_records(data: bytes, path: str) -> bytes:
    """A register without its records."""
    source = Source(data, path)
    records = [each for each in source.root.iter(*map(tei, RECORDS)) if each.getparent() is not None]
    outermost = [each for each in records if each.getparent() not in records]
    extents = [source.extents[each] for each in outermost]
    return source.spliced(Splice(extent.start, extent.end, "") for extent in extents)


def _joined_file(
    files: Three[Source],
    kind: EntityKind,
    path: str,
    ledgers: Three[Ledger | None],
    found: list[Contradiction],
) -> bytes:
    if files.theirs.data == files.base.data:
        return files.ours.data
    if files.ours.data == files.base.data:
        return files.theirs.data
    merger = _Records(files, ledgers)
    merger.merge(files.map(lambda source: source.root))
    found += merger.found
    data = files.ours.spliced(merger.splices)
    for keep, gone in merger.merges:
        there = _ids(data, path)
        if keep not in there or gone not in there:
            found.append(Contradiction(f"{gone} and {keep}", f"without {keep}", f"without {gone}"))
            continue
        try:
            merged = merge_in_register(data, path, kind, keep, gone)
        except (EditError, KeyError):
            found.append(Contradiction(gone, f"merged into {keep}", "changed"))
            continue
        data = merged.data
        found += [Contradiction(f"{keep}, {each.what}", each.kept, each.gone) for each in merged.differences
                  if each.contradicts]  # fmt: skip
    return data


class _Records(ElementMerger):
    """Unites registers. `merges` are records that one side merged and the other changed: kept and gone."""

    def __init__(self, files: Three[Source], ledgers: Three[Ledger | None]) -> None:
        super().__init__(files)
        self._ledgers = ledgers
        self.merges: list[tuple[str, str]] = []

    def _one_left(self, nodes: Three[etree._Element | None], where: str) -> bool:
        changed = nodes.ours if nodes.ours is not None else nodes.theirs
        if changed is None or local_name(changed) not in RECORDS:
            return super()._one_left(nodes, where)
        gone = str(changed.get(XML_ID, ""))
        ledger = self._ledgers.ours if nodes.ours is None else self._ledgers.theirs
        entry = ledger.get(gone) if ledger is not None else None
        if entry is None or entry.is_live or not entry.successor:
            said = ["gone" if each is None else "changed" for each in (nodes.ours, nodes.theirs)]
            self.found.append(Contradiction(gone, *said))
        else:
            place = 0 if nodes.ours is None else len(self.merges)  # what ours merged comes first
            self.merges.insert(place, (entry.successor, gone))
        return True


def _namesakes(files: Three[Source], kind: EntityKind, found: list[Contradiction]) -> dict[str, str]:
    """Other ids for new records of theirs that have the id of one of ours and no name in common with it."""
    records = files.map(_by_id)
    taken = {*records.base, *records.ours, *records.theirs}
    renamed: dict[str, str] = {}
    for record_id, theirs in records.theirs.items():
        ours = records.ours.get(record_id)
        if ours is None or record_id in records.base or _names(ours, kind) & _names(theirs, kind):
            continue
        renamed[record_id] = make_record_id(record_id, taken)
        taken.add(renamed[record_id])
        said = f"{_first_name(theirs, kind)}, now {renamed[record_id]}"
        found.append(Contradiction(record_id, _first_name(ours, kind), said))
    return renamed


def _renamed_records(source: Source, renamed: Mapping[str, str], path: str) -> Source:
    splices = []
    for record_id, element in _by_id(source).items():
        if record_id in renamed:
            extent = source.extents[element]
            tag = with_attribute(source.start_tag(element), "xml:id", renamed[record_id])
            splices.append(Splice(extent.start, extent.inner_start, tag))
    return Source(source.spliced(splices), path) if splices else source


def _renamed_lines(version: RegisterVersion, renamed: Mapping[str, str]) -> RegisterVersion:
    if version.ledger is None or not renamed:
        return version
    lines = (
        replace(entry, anchor=renamed.get(entry.anchor, entry.anchor)) for entry in version.ledger.values()
    )
    return replace(version, ledger=Ledger(lines))


def _by_id(source: Source) -> dict[str, etree._Element]:
    return {str(each.get(XML_ID, "")): each for each in source.root.iter(*map(tei, RECORDS))}


def _names(record: etree._Element, kind: EntityKind) -> set[str]:
    return {fold(squeezed_text(name)) for name in record.iterfind(tei(NAME_ELEMENTS[kind]))}


def _first_name(record: etree._Element, kind: EntityKind) -> str:
    name = record.find(tei(NAME_ELEMENTS[kind]))
    return "" if name is None else squeezed_text(name)


def _agreeing(ledger: Ledger, ledgers: Three[Ledger | None], there: set[str]) -> Iterator[Entry]:
    """The lines on records that are there though one side retired them."""
    for record_id in there:
        entry = ledger.get(record_id)
        if entry is not None and not entry.is_live:
            lines = [each.get(record_id) for each in (ledgers.ours, ledgers.theirs) if each is not None]
            live = next((line for line in lines if line is not None and line.is_live), None)
            if live is not None:
                yield replace(live, since=entry.since)
