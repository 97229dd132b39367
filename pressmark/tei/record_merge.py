"""Two records of a register made one: what is taken over, what contradicts, what is left behind.

Works on the bytes of the register's file: only the lines of the two records change.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

from lxml import etree

from pressmark.model import EntityKind, NameUse, PersonRole
from pressmark.tei.edit import edit
from pressmark.tei.edit.changes import Change, InsertAfter, Remove, Set, element_path
from pressmark.tei.names import NAME_ELEMENTS, RECORD_ELEMENTS, TEI_NS, XML_ID, local_name, tei
from pressmark.tei.parse import parse
from pressmark.tei.text import squeezed_text

# Where two different values mean that the records are of two different things.
_TELLING: Final = frozenset({"idno", "birth", "death"})
# The order of a record's parts. TEI wants the identifiers of an organisation before its notes.
_PARTS: Final = ("birth", "death", "occupation", "location", "note", "idno")
_PARTS_OF_ORGANISATION: Final = ("idno", "note")


@dataclass(frozen=True, slots=True)
class Difference:
    """What two records say differently of one thing: "WIKIDATA", "birth", "description", "type"."""

    what: str
    kept: str
    gone: str
    contradicts: bool = False  # they cannot both be true of one person, place or organisation

    def __str__(self) -> str:
        return f"{self.what}: {self.kept or 'nothing'} and {self.gone}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedRegister:
    """The file of a register in which two records became one, and what they had said differently."""

    data: bytes
    differences: tuple[Difference, ...]


def merge_in_register(data: bytes, path: str, kind: EntityKind, keep_id: str, gone_id: str) -> MergedRegister:
    """Let one record of a register take over another's names, identifiers and notes, and the other go.

    What the kept record says already is never replaced. The result is a draft only if both
    were. Raises KeyError if one of them is not there, PressmarkError if the file cannot be
    read, EditError if it cannot be changed in place.
    """
    root = parse(data, path, whole=True)
    elements = {
        str(element.get(XML_ID)): element
        for element in root.iter(*(tei(name) for name in RECORD_ELEMENTS[kind]))
    }
    keep, gone = elements[keep_id], elements[gone_id]
    merger = _Merger(keep, gone, NAME_ELEMENTS[kind])
    changes = [*merger.changes(), Remove(target=element_path(gone))]
    return MergedRegister(data=edit(data, changes), differences=tuple(merger.differences))


class _Merger:
    """Compares two records part by part.

    What a source without a name was called ("an official"), and what is known of it, is not said
    of somebody with a name: it may fit many, and is left behind.
    """

    def __init__(self, keep: etree._Element, gone: etree._Element, name: str) -> None:
        self._keep, self._gone, self._name = keep, gone, name
        self._alike = _role(keep) is _role(gone)
        self._order = _PARTS_OF_ORGANISATION if local_name(keep) == "org" else _PARTS
        self.differences: list[Difference] = []

    def changes(self) -> Iterator[Change]:
        """What is to be done to the kept record."""
        yield from self._type()
        for part in self._names():
            yield self._inserted(part)
        for part in sorted(self._parts(), key=self._rank):
            yield self._inserted(part)
        drafts = [note for note in self._notes(self._keep) if note.get("type") == "draft"]
        if drafts and not any(note.get("type") == "draft" for note in self._notes(self._gone)):
            yield from (Remove(target=element_path(note)) for note in drafts)

    def _type(self) -> Iterator[Change]:
        kept, gone = self._keep.get("type", ""), self._gone.get("type", "")
        if gone and not kept:
            yield Set(target=element_path(self._keep), attributes={"type": gone})
        elif gone != kept:
            self.differences.append(Difference("type", kept, gone))

    def _names(self) -> Iterator[etree._Element]:
        """The names that the kept record lacks."""
        known = {squeezed_text(name) for name in self._keep.iterfind(tei(self._name))}
        for name in self._gone.iterfind(tei(self._name)):
            words = squeezed_text(name)
            if not words or words in known:
                continue
            known.add(words)
            if not self._alike:
                self.differences.append(Difference("name", "", words))
                continue
            use = name.get("type", "")
            variant = etree.Element(tei(self._name), nsmap={None: TEI_NS})
            variant.set("type", use if use in set(NameUse) else NameUse.VARIANT)
            variant.text = words
            yield variant

    def _parts(self) -> Iterator[etree._Element]:
        """What else the kept record lacks."""
        own = {_key(part): part for part in self._others(self._keep)}
        for part in self._others(self._gone):
            what = part.get("type") or local_name(part)
            if not self._alike:
                self.differences.append(Difference(what, "", _content(part)))
                continue
            kept = own.setdefault(_key(part), part)
            if kept is part:
                yield deepcopy(part)
            elif _content(kept) != _content(part):
                telling = local_name(part) in _TELLING and not _less_exact(kept, part)
                self.differences.append(Difference(what, _content(kept), _content(part), telling))

    def _others(self, record: etree._Element) -> Iterator[etree._Element]:
        for part in record.iterchildren(etree.Element):
            if local_name(part) != self._name and part.get("type") != "draft":
                yield part

    def _notes(self, record: etree._Element) -> list[etree._Element]:
        return record.findall(tei("note"))

    def _rank(self, part: etree._Element) -> int:
        name = local_name(part)
        if name == self._name:
            return -1
        return self._order.index(name) if name in self._order else len(self._order)

    def _inserted(self, part: etree._Element) -> InsertAfter:
        """The change that puts a part behind those of the kept record that come before it."""
        earlier = [
            child
            for child in self._keep.iterchildren(etree.Element)
            if self._rank(child) <= self._rank(part) and child.get("type") != "draft"
        ]
        return InsertAfter(target=element_path(earlier[-1]), element=part)


def _key(part: etree._Element) -> tuple[str, str]:
    return local_name(part), str(part.get("type", ""))


def _content(part: etree._Element) -> str:
    return str(part.get("when", "")) or squeezed_text(part)


def _less_exact(one: etree._Element, other: etree._Element) -> bool:
    """Whether one of two dates is the other, less exact: "1988" and "1988-03"."""
    dates = sorted((str(one.get("when", "")), str(other.get("when", ""))), key=len)
    return bool(dates[0]) and dates[1].startswith(f"{dates[0]}-")


def _role(record: etree._Element) -> PersonRole:
    if local_name(record) == "personGrp":
        return PersonRole.COLLECTIVE
    unnamed = record.get("role") == PersonRole.UNNAMED
    return PersonRole.UNNAMED if unnamed else PersonRole.NAMED
