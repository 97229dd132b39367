"""One authority record, read from its element, with its faults."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from lxml import etree

from pressmark.ids import is_record_id, slug
from pressmark.model import (
    EntityKind,
    Identifier,
    NameUse,
    Organisation,
    Person,
    PersonRole,
    Place,
    Record,
    Variant,
)
from pressmark.tei.identifiers import AUTHORITIES, identifier_fault
from pressmark.tei.names import NAME_ELEMENTS, RECORD_ELEMENTS, XML_ID, local_name, tei
from pressmark.tei.text import squeezed_text
from pressmark.tei.tree import Remark, start_tag, written
from pressmark.tei.vocabulary import is_date

_KIND_OF_ELEMENT: Final = {name: kind for kind, names in RECORD_ELEMENTS.items() for name in names}
_NUMBER: Final = r"([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
_COORDINATES: Final = re.compile(rf"{_NUMBER}(?:\s+|\s*,\s*){_NUMBER}")

_Report = Callable[[Remark], None]


def read_record(element: etree._Element) -> tuple[Record | None, list[Remark]]:
    """The record that an element holds, None if it has no usable id, and every fault of it."""
    remarks: list[Remark] = []
    report = remarks.append
    record_id = element.get(XML_ID, "")
    if not is_record_id(record_id):
        report(
            Remark(
                rule="bad-id", at=element, part="xml:id",
                words=written(element, "xml:id") if record_id else start_tag(element),
                message="is no id of a record" if record_id else "has no xml:id",
                hint=f'write lower-case words and hyphens: xml:id="{_id_for(element)}"',
            )
        )  # fmt: skip
        return None, remarks
    kind = _KIND_OF_ELEMENT[local_name(element)]
    preferred, variants = _names(element, kind, report)
    drafts = [note for note in element.iterfind(tei("note")) if note.get("type") == "draft"]
    common: dict[str, Any] = {
        "id": record_id,
        "name": "" if preferred is None else squeezed_text(preferred),
        "variants": variants,
        "description": _note(element, "description"),
        "identifiers": tuple(_identifiers(element, report)),
        "draft": bool(drafts),
        "source": drafts[0].get("n", "") if drafts else "",
    }
    record: Record
    if kind is EntityKind.PERSON:
        record = Person(
            **common,
            forename=_part(preferred, "forename"),
            surname=_part(preferred, "surname"),
            occupation=_part(element, "occupation"),
            born=_date(element, "birth", report),
            died=_date(element, "death", report),
            role=_role(element, report),
        )
    elif kind is EntityKind.PLACE:
        latitude, longitude = _coordinates(element, report)
        record = Place(**common, type=element.get("type", ""), latitude=latitude, longitude=longitude)
    else:
        record = Organisation(**common, type=element.get("type", ""))
    return record, remarks


def _id_for(element: etree._Element) -> str:
    """An id that the record could have, made from its first name."""
    for child in element:
        if local_name(child) in NAME_ELEMENTS.values():
            return slug(squeezed_text(child)) or "surname-forename"
    return "surname-forename"


def _names(
    element: etree._Element, kind: EntityKind, report: _Report
) -> tuple[etree._Element | None, tuple[Variant, ...]]:
    """The element of the preferred name, and the variants."""
    tag = NAME_ELEMENTS[kind]
    preferred: etree._Element | None = None
    variants = []
    for name in element.iterfind(tei(tag)):
        use, words = name.get("type", ""), squeezed_text(name)
        if not words:
            report(
                Remark(
                    rule="nameless", at=name, words=start_tag(name), message="is empty",
                    hint="write the name, or delete the element",
                )
            )  # fmt: skip
        elif use == "preferred" and preferred is None:
            preferred = name
        elif use == "preferred":
            report(
                Remark(
                    rule="preferred-name", at=name, words=words, message="a second preferred name",
                    hint='make it a variant: type="variant"',
                )
            )  # fmt: skip
        elif use in set(NameUse):
            variants.append(Variant(name=words, use=NameUse(use)))
        else:
            report(
                Remark(
                    rule="name-type", at=name, part="type",
                    words=written(name, "type") if use else words,
                    message="does not say how this name relates to its record",
                    hint=f"write type= and one of: {', '.join(('preferred', *NameUse))}",
                )
            )  # fmt: skip
    if preferred is None:
        report(
            Remark(
                rule="nameless", at=element, words=start_tag(element), message="has no preferred name",
                hint=f'write <{tag} type="preferred">…</{tag}>',
            )
        )  # fmt: skip
    return preferred, tuple(variants)


def _note(element: etree._Element, kind: str) -> str:
    notes = (squeezed_text(note) for note in element.iterfind(tei("note")) if note.get("type") == kind)
    return next(notes, "")


def _part(element: etree._Element | None, name: str) -> str:
    """The words of the first child of that name; empty if there is none."""
    part = None if element is None else element.find(tei(name))
    return "" if part is None else squeezed_text(part)


def _identifiers(element: etree._Element, report: _Report) -> Iterator[Identifier]:
    for number in element.iterfind(tei("idno")):
        scheme, url = number.get("type", ""), squeezed_text(number)
        if scheme not in AUTHORITIES:
            report(
                Remark(
                    rule="idno-type", at=number, part="type",
                    words=written(number, "type") if scheme else start_tag(number),
                    message="names no authority that the edition knows",
                    hint=f"write type= and one of: {', '.join(AUTHORITIES)}",
                )
            )  # fmt: skip
        elif fault := identifier_fault(scheme, url):
            report(
                Remark(
                    rule="idno-url", at=number, words=url or start_tag(number), message=fault,
                    hint=f"write the full URL, such as {AUTHORITIES[scheme].example}, or delete the element",
                )
            )  # fmt: skip
        else:
            yield Identifier(scheme=scheme, url=url)


def _date(element: etree._Element, name: str, report: _Report) -> str:
    """The date of a birth or a death, as exact as it is known; empty where it is not."""
    found = element.find(tei(name))
    when = "" if found is None else found.get("when", "")
    if found is None or (when and is_date(when)):
        return when
    report(
        Remark(
            rule="date", at=found, part="when", words=written(found, "when") if when else start_tag(found),
            message="is no date as ISO 8601 writes it" if when else "says no date",
            hint='write when="1988-03-21", "1988-03" or "1988"',
        )
    )  # fmt: skip
    return ""


def _role(element: etree._Element, report: _Report) -> PersonRole:
    """A role goes with its element: a `<personGrp>` is collective, a `<person>` is not."""
    is_group = local_name(element) == "personGrp"
    allowed = (PersonRole.COLLECTIVE,) if is_group else (PersonRole.NAMED, PersonRole.UNNAMED)
    role = element.get("role", allowed[0])
    if role in allowed:
        return PersonRole(role)
    roles = " or ".join(f'role="{each}"' for each in allowed)
    report(
        Remark(
            rule="role", at=element, part="role", words=written(element, "role"),
            message=f"a <{local_name(element)}> cannot have this role",
            hint=f"write {roles}, or delete it",
        )
    )  # fmt: skip
    return allowed[0]


def _coordinates(element: etree._Element, report: _Report) -> tuple[float | None, float | None]:
    """Latitude and longitude in decimal degrees; None where there are none."""
    geo = element.find(f"{tei('location')}/{tei('geo')}")
    if geo is None:
        return None, None
    match = _COORDINATES.fullmatch(squeezed_text(geo))
    if match:
        latitude, longitude = float(match[1]), float(match[2])
        if -90 <= latitude <= 90 and -180 <= longitude <= 180:
            return latitude, longitude
    report(
        Remark(
            rule="coordinates", at=geo, words=squeezed_text(geo) or start_tag(geo),
            message="is no latitude and longitude in decimal degrees", hint="write them so: 51.5 -0.12",
        )
    )  # fmt: skip
    return None, None
