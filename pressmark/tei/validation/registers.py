"""The registers together: records that are the same twice, and records that no article mentions."""

from collections.abc import Iterator, Sequence

from lxml import etree

from pressmark.ids import fold, parse_pointer
from pressmark.model import Record
from pressmark.tei.identifiers import number_of
from pressmark.tei.names import tei
from pressmark.tei.records import Entry, RegisterFile
from pressmark.tei.text import squeezed_text
from pressmark.tei.tree import Remark, start_tag
from pressmark.tei.validation.pointers import RECORD_POINTERS


def repeated_records(files: Sequence[RegisterFile]) -> Iterator[tuple[RegisterFile, Remark]]:
    """Records with the identifier of another, and records that only their id tells from another."""
    identified: dict[tuple[str, str], str] = {}
    named: dict[tuple[str, str], Entry] = {}
    for file in files:
        for entry in file.entries:
            record = entry.record
            for element, known in zip(_identifiers(entry), record.identifiers, strict=False):
                other = identified.setdefault((known.scheme, number_of(known.scheme, known.url)), record.id)
                if other != record.id:
                    yield file, Remark(
                        rule="same-identifier", at=element, words=known.url,
                        message=f"is also the identifier of {other}",
                        hint=f"correct one of the two, or merge {other} and {record.id}",
                    )  # fmt: skip
            namesake = named.setdefault((record.kind, fold(record.name)), entry).record
            if namesake is not record and namesake.id != record.id and not _told_apart(namesake, record):
                yield file, Remark(
                    rule="same-name", at=entry.element, words=record.name,
                    message=f"is also the name of {namesake.id}, and nothing tells the two apart",
                    hint='write <note type="description">…</note> into both, or merge them',
                )  # fmt: skip


def _identifiers(entry: Entry) -> list[etree._Element]:
    """The elements of the identifiers that the record has."""
    urls = {known.url for known in entry.record.identifiers}
    return [element for element in entry.element.iterfind(tei("idno")) if squeezed_text(element) in urls]


def _told_apart(one: Record, other: Record) -> bool:
    """Whether each of two records of one name says which one it is."""
    descriptions = {fold(one.description), fold(other.description)}
    return len(descriptions) == 2 and "" not in descriptions


def mentioned_records(root: etree._Element) -> set[str]:
    """The ids of the records that an article points to."""
    text = root.find(tei("text"))
    pointers = () if text is None else text.xpath("|".join(f".//@{name}" for name in RECORD_POINTERS))
    parsed = (parse_pointer(pointer) for value in set(map(str, pointers)) for pointer in value.split())
    return {record_id for _, record_id in filter(None, parsed)}


def unmentioned_records(file: RegisterFile, mentioned: set[str]) -> Iterator[Remark]:
    """The records of a register that no article points to."""
    for entry in file.entries:
        if entry.record.id not in mentioned:
            yield Remark(
                rule="unmentioned", at=entry.element, words=entry.record.name or start_tag(entry.element),
                message=f"no article mentions {entry.record.id}",
                hint="keep it for articles to come, or delete it if it was never cited",
            )  # fmt: skip
