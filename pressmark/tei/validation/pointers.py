"""Pointers: every one leads to something, of the right kind, in this file or in the registers."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lxml import etree

from pressmark.ids import make_pointer, parse_pointer
from pressmark.model import EntityKind, Record
from pressmark.tei.names import NAME_ELEMENTS, RECORD_ELEMENTS, UNKNOWN_SPEAKER, XML_ID, local_name
from pressmark.tei.tree import Remark, Tree, written
from pressmark.tei.validation.checks import Scope, Subject, check
from pressmark.tei.validation.nearest import Known

_QUOTATIONS: Final = ("said", "q")
# The attributes that point into the same file, and the elements that they may point to.
LOCAL_POINTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "next": _QUOTATIONS,
    "prev": _QUOTATIONS,
    "corresp": _QUOTATIONS,
    "ana": ("category",),
    "resp": ("respStmt",),
}
_BACK: Final = {"next": "prev", "prev": "next"}
# The attributes that point to records, which stand in the registers or in the same file.
RECORD_POINTERS: Final = ("ref", "who", "toWhom", "source")
_RECORDS: Final = tuple(name for names in RECORD_ELEMENTS.values() for name in names)
_KINDS: Final = {name: kind for kind, name in NAME_ELEMENTS.items()}
_UNKNOWN: Final = (
    f'<particDesc><listPerson><person xml:id="{UNKNOWN_SPEAKER}" role="unnamed"><persName type="preferred">'
    "unknown speaker</persName></person></listPerson></particDesc>"
)
_SIGN: Final = (
    'name yourself in edition.toml ([editors.ada] with a name, for resp="#ed-ada") and run pressmark '
    "encode, or add a <respStmt> with this xml:id"
)
_FORM: Final = 'write its kind, a colon and its id, such as "person:byron-ada"'


@check("pointer", "pointer-target", scope=Scope.EVERY_FILE)
def check_local_pointers(subject: Subject) -> Iterator[Remark]:
    """Pointers within the file lead to an element of the right kind."""
    having = subject.tree.having
    for attribute, targets in LOCAL_POINTERS.items():
        yield from _Local(subject.tree, attribute, targets).remarks(having.get(attribute, ()))
    changes = [
        (element, value) for element, value in having.get("who", ()) if local_name(element) == "change"
    ]
    yield from _Local(subject.tree, "who", ("respStmt",)).remarks(changes)


class _Local:
    """What an attribute may point to in a file, and what is wrong where it does not."""

    def __init__(self, tree: Tree, attribute: str, targets: tuple[str, ...]) -> None:
        self._tree = tree
        self._attribute = attribute
        self._targets = targets
        self._sound: set[str] = set()  # values that were looked at already
        self._back: dict[str, str] | None = None
        self._known: Known | None = None

    def remarks(self, pointing: Iterable[tuple[etree._Element, str]]) -> Iterator[Remark]:
        for element, value in pointing:
            if value not in self._sound:
                remarks = list(self._remarks(element, value))
                yield from remarks
                if not remarks:
                    self._sound.add(value)

    def _remarks(self, element: etree._Element, value: str) -> Iterator[Remark]:
        for pointer in value.split() or [""]:
            target = self._tree.ids.get(pointer[1:]) if pointer.startswith("#") else None
            if target is not None and local_name(target) in self._targets:
                continue
            expected = " or ".join(f"<{name}>" for name in self._targets)
            if target is None:
                message = f"leads to nothing in this file: it must be # and the xml:id of a {expected}"
            else:
                message = f"leads to a <{local_name(target)}>, not to a {expected}"
            meant = self._meant(element, pointer)
            yield Remark(
                rule="pointer" if target is None else "pointer-target", at=element, part=self._attribute,
                words=written(element, self._attribute), message=message,
                hint=_SIGN if pointer.startswith("#ed-") and target is None
                else f'write {self._attribute}="#{meant}"' if meant
                else f"point to the right one, or delete @{self._attribute}",
            )  # fmt: skip

    def _meant(self, element: etree._Element, pointer: str) -> str | None:
        """The target that was probably meant: one that points back, the only one, or the most similar."""
        if back := _BACK.get(self._attribute):
            if self._back is None:
                pointing = self._tree.having.get(back, ())
                self._back = {value: other.get(XML_ID, "") for other, value in pointing}
            return self._back.get(f"#{element.get(XML_ID)}")
        if self._attribute == "corresp":  # the number of a quotation says nothing about which one was meant
            return pointer if pointer in self._tree.ids else None
        if self._known is None:
            elements = (each for name in self._targets for each in self._tree.elements.get(name, ()))
            self._known = Known(filter(None, (each.get(XML_ID) for each in elements)))
        return self._known.only or self._known.nearest(pointer.removeprefix("#"))


@check("unknown-record", "pointer", "pointer-target", "pointer-form", "pointer-kind")
def check_record_pointers(subject: Subject) -> Iterator[Remark]:
    """Pointers to records lead to one, of the kind that they and their element say."""
    records = _Records(subject)
    for attribute in RECORD_POINTERS:
        for element, value in subject.tree.having.get(attribute, ()):
            if attribute == "who" and local_name(element) == "change":
                continue
            for pointer in value.split():
                yield from records.remarks(element, attribute, pointer)
            if not value.strip() and attribute != "who":  # speech without a speaker has its own rule
                yield Remark(
                    rule="pointer-form", at=element, part=attribute, words=written(element, attribute),
                    message="points to nothing", hint=f"{_FORM}, or delete @{attribute}",
                )  # fmt: skip


class _Records:
    """What pointers can lead to, and what is wrong with those that do not."""

    def __init__(self, subject: Subject) -> None:
        self._ids = subject.tree.ids
        self._records = subject.records
        self._known: Known | None = None
        self._found: dict[str, Record | None] = {}  # by the pointers that lead to them

    def remarks(self, element: etree._Element, attribute: str, pointer: str) -> Iterator[Remark]:
        if pointer not in self._found:
            parsed = parse_pointer(pointer)
            record = self._records.get(parsed[1]) if parsed else None
            self._found[pointer] = record if parsed and record and record.kind is parsed[0] else None
        if record := self._found[pointer]:
            if attribute == "ref":
                yield from _of_another_kind(element, record)
        elif pointer.startswith("#"):
            yield from self._local(element, attribute, pointer)
        else:
            yield self._wrong(element, attribute, pointer)

    def _local(self, element: etree._Element, attribute: str, pointer: str) -> Iterator[Remark]:
        """Only to the speaker whom nobody knows is there a pointer into the file."""
        target = self._ids.get(pointer[1:])
        is_unknown = attribute == "who" and pointer == f"#{UNKNOWN_SPEAKER}"
        if target is None and is_unknown:
            yield Remark(
                rule="pointer", at=element, part=attribute, words=written(element, attribute),
                message="the header does not have this speaker",
                hint=f"write {_UNKNOWN} into <profileDesc>, behind <langUsage>",
            )  # fmt: skip
        elif target is not None and local_name(target) not in _RECORDS:
            yield Remark(
                rule="pointer-target", at=element, part=attribute, words=written(element, attribute),
                message=f"leads to a <{local_name(target)}>, which is no record", hint=_FORM,
            )  # fmt: skip
        elif not is_unknown:
            yield self._wrong(element, attribute, pointer)

    def _wrong(self, element: etree._Element, attribute: str, pointer: str) -> Remark:
        given = pointer.rpartition(":")[2].removeprefix("#")
        record = self._records.get(given)
        if record is not None:
            return Remark(
                rule="pointer-form", at=element, part=attribute, words=written(element, attribute),
                message=f"is not how to point to {record.name}, a record of kind {record.kind}",
                hint=f'write {attribute}="{_replaced(element, attribute, pointer, _point(record, given))}"',
            )  # fmt: skip
        if self._known is None:
            self._known = Known(self._records)
        meant = self._known.nearest(given)
        hint = "add the record to its register, or delete the pointer"
        if meant:
            hint = f"did you mean {_point(self._records[meant], meant)} ({self._records[meant].name})?"
        elif not parse_pointer(pointer):
            hint = _FORM
        known_form = parse_pointer(pointer) is not None
        return Remark(
            rule="unknown-record" if known_form else "pointer-form", at=element, part=attribute,
            words=written(element, attribute),
            message=f"{given} is no record" if known_form else "is no pointer to a record", hint=hint,
        )  # fmt: skip


def _point(record: Record, name: str) -> str:
    return make_pointer(record.kind, name)


def _replaced(element: etree._Element, attribute: str, pointer: str, right: str) -> str:
    """The value of an attribute with one of its pointers put right."""
    return " ".join(right if each == pointer else each for each in (element.get(attribute) or "").split())


def _of_another_kind(element: etree._Element, record: Record) -> Iterator[Remark]:
    name = local_name(element)
    expected = _expected_kind(element, name)
    if expected and record.kind is not expected:
        right = f'<rs type="{record.kind}">' if name == "rs" else f"<{NAME_ELEMENTS[record.kind]}>"
        yield Remark(
            rule="pointer-kind", at=element, part="ref", words=written(element, "ref"),
            message=f"<{name}> marks {record.name}, a record of kind {record.kind}",
            hint=f"mark it as {right}, or point to another record",
        )  # fmt: skip


def _expected_kind(element: etree._Element, name: str) -> EntityKind | None:
    """What kind of record an element speaks of; None where any may be meant."""
    described = element.get("type")
    if name == "rs" and described in set(EntityKind):
        return EntityKind(described)
    return _KINDS.get(name)
