"""Authority records as TEI elements, and the files that hold them."""

import re
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Final

from lxml import etree
from lxml.builder import ElementMaker

from pressmark.config import REGISTER_FILES, Edition
from pressmark.errors import PressmarkError
from pressmark.ids import places_of
from pressmark.model import EntityKind, Finding, Organisation, Person, PersonRole, Place, Record
from pressmark.tei.association import associate
from pressmark.tei.edit import edit
from pressmark.tei.edit.changes import InsertAfter, InsertBefore, Remove, Replace, element_path
from pressmark.tei.layout import lay_out
from pressmark.tei.names import (
    LIST_ELEMENTS,
    NAME_ELEMENTS,
    RECORD_TAGS,
    TEI_NS,
    XML_ID,
    XML_LANG,
    tei,
)
from pressmark.tei.parse import parse
from pressmark.tei.text import storable, uri
from pressmark.tei.write import serialise

E: Final = ElementMaker(namespace=TEI_NS, nsmap={None: TEI_NS})

_TITLES: Final = {
    EntityKind.PERSON: "Register of people",
    EntityKind.PLACE: "Register of places",
    EntityKind.ORGANISATION: "Register of organisations",
}
_DRAFT_NOTE: Final = "Proposed by Pressmark. Delete this line to confirm the record."


def record_element(record: Record, prefix: str = "") -> etree._Element:
    """The element of a record, not laid out. `prefix` is put before its id.

    Raises ValueError if a person's forename or surname is no part of the name.
    """
    name = NAME_ELEMENTS[record.kind]
    element = etree.Element(tei(_element_name(record)), nsmap={None: TEI_NS})
    element.set(XML_ID, prefix + record.id)
    if isinstance(record, Person) and record.role is not PersonRole.NAMED:
        element.set("role", record.role)
    if isinstance(record, Place | Organisation) and record.type:
        element.set("type", "-".join(record.type.split()))
    preferred = _personal_name(record) if isinstance(record, Person) else E(name, storable(record.name))
    preferred.set("type", "preferred")
    element.append(preferred)
    element.extend([E(name, storable(variant.name), type=variant.use) for variant in record.variants])
    element.extend(_particulars(record))
    identifiers = [E.idno(storable(known.url), type=known.scheme) for known in record.identifiers]
    notes = [E.note(storable(record.description), type="description")] if record.description else []
    # TEI wants the identifiers of an organisation before its notes, and takes those of a place only after.
    element.extend([*identifiers, *notes] if isinstance(record, Organisation) else [*notes, *identifiers])
    if record.draft:
        draft = E.note(_DRAFT_NOTE, type="draft")
        if record.source:
            draft.set("n", record.source)
        element.append(draft)
    return element


def list_element(kind: EntityKind, records: Iterable[Record], prefix: str = "") -> etree._Element:
    """The list of records of one kind, not laid out. `prefix` is put before their ids."""
    return E(LIST_ELEMENTS[kind], *(record_element(record, prefix) for record in records))


def register_bytes(kind: EntityKind, records: Iterable[Record], edition: Edition) -> bytes:
    """A new file for the register of one kind. Raises ValueError without records: TEI has no empty list."""
    of_kind = list(records)
    if not of_kind:
        raise ValueError("a register holds at least one record")
    terms = E.p("No licence is stated.")
    if licence := uri(edition.licence_url):
        terms = E.licence("The register is published under this licence.", target=licence)
    root = E.TEI(
        E.teiHeader(
            E.fileDesc(
                E.titleStmt(E.title(_TITLES[kind])),
                E.publicationStmt(
                    E.publisher(storable(edition.publisher or edition.title)),
                    E.availability(terms, status="free"),
                ),
                E.sourceDesc(E.p("Written for this edition.")),
            )
        ),
        E.standOff(list_element(kind, of_kind)),
    )
    root.set(XML_LANG, edition.language)
    lay_out(root)
    associate(root)
    return serialise(root)


def add_records(data: bytes, kind: EntityKind, records: Iterable[Record]) -> bytes:
    """A register's bytes with new records where their ids belong; every other byte stays.

    Raises PressmarkError if the file holds no list of that kind.
    """
    new = [record_element(record) for record in sorted(records, key=attrgetter("id"))]
    if not new:
        return data
    listed = parse(data, REGISTER_FILES[kind]).find(f"{tei('standOff')}/{tei(LIST_ELEMENTS[kind])}")
    if listed is None:
        raise PressmarkError(
            Finding(
                path=REGISTER_FILES[kind],
                rule="register-list",
                message=f"has no <{LIST_ELEMENTS[kind]}> to put a record into",
                hint=f"write <standOff><{LIST_ELEMENTS[kind]}></{LIST_ELEMENTS[kind]}></standOff>",
            )
        )
    if not any(True for _ in listed.iterchildren(etree.Element)):
        filled = etree.Element(listed.tag, dict(listed.attrib), nsmap={None: TEI_NS})
        filled.extend(new)
        return edit(data, [Replace(target=element_path(listed), element=filled)])
    standing = [*listed.iterchildren(etree.Element)]
    places = places_of(map(_id_of, new), map(_id_of, standing))
    return edit(
        data,
        [
            InsertAfter(target=element_path(standing[place - 1]), element=element)
            if place
            else InsertBefore(target=element_path(standing[0]), element=element)
            for place, element in zip(places, new, strict=True)
        ],
    )


def _id_of(record: etree._Element) -> str:
    return str(record.get(XML_ID, ""))


def confirm_in(data: bytes, path: str, record_id: str) -> bytes:
    """A register's bytes without the notes that mark a record as a draft; every other byte stays.

    Raises PressmarkError if the file cannot be read.
    """
    notes = (
        note
        for record in parse(data, path).iter(*RECORD_TAGS)
        if record.get(XML_ID) == record_id
        for note in record.iterfind(tei("note"))
        if note.get("type") == "draft"
    )
    return edit(data, [Remove(target=element_path(note)) for note in notes])


def _element_name(record: Record) -> str:
    if isinstance(record, Person):
        return "personGrp" if record.role is PersonRole.COLLECTIVE else "person"
    return "place" if isinstance(record, Place) else "org"


def _particulars(record: Record) -> Iterator[etree._Element]:
    """What only a person or only a place has."""
    if isinstance(record, Person):
        if record.born:
            yield E.birth(when=record.born)
        if record.died:
            yield E.death(when=record.died)
        if record.occupation:
            yield E.occupation(storable(record.occupation))
    elif isinstance(record, Place) and record.latitude is not None and record.longitude is not None:
        yield E.location(E.geo(f"{record.latitude!r} {record.longitude!r}"))


def _personal_name(person: Person) -> etree._Element:
    """The preferred name, with forename and surname marked where they stand in it."""
    name = storable(person.name)
    element = E.persName()
    last: etree._Element | None = None
    position = 0
    for start, tag, words in _name_parts(person, name):
        _append_text(element, last, name[position:start])
        last = etree.SubElement(element, tei(tag))
        last.text = words
        position = start + len(words)
    _append_text(element, last, name[position:])
    return element


def _append_text(element: etree._Element, last: etree._Element | None, text: str) -> None:
    if last is None:
        element.text = text
    else:
        last.tail = text


def _name_parts(person: Person, name: str) -> list[tuple[int, str, str]]:
    """Where the surname and the forename stand in a name: (start, element, words), in order."""
    forename, surname = storable(person.forename), storable(person.surname)
    for family in reversed(_occurrences(surname, name)):
        for given in _occurrences(forename, name):
            if given + len(forename) <= family or family + len(surname) <= given:
                parts = [(given, "forename", forename), (family, "surname", surname)]
                return sorted(part for part in parts if part[2])
    raise ValueError(f"{person.id}: forename and surname must be parts of the name {person.name!r}")


def _occurrences(words: str, name: str) -> list[int]:
    """Where words stand in a name: as whole words if anywhere so. Nothing stands at the start."""
    if not words:
        return [0]
    whole = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", name)]
    return whole or [match.start() for match in re.finditer(re.escape(words), name)]
