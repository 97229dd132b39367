"""Elements and attributes: only those of this edition, where they may stand, with what they may hold."""

from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from pressmark.tei.names import TEI_NS, XML_ID, XML_NS, in_tei, local_name, shown_name, tei
from pressmark.tei.positions import TAIL, TEXT
from pressmark.tei.text import EDITORIAL
from pressmark.tei.tree import Remark, start_tag
from pressmark.tei.validation.checks import Scope, Subject, check
from pressmark.tei.validation.dates import DATES
from pressmark.tei.validation.nearest import Known
from pressmark.tei.validation.pointers import LOCAL_POINTERS, RECORD_POINTERS
from pressmark.tei.vocabulary import CHILDREN, ELEMENTS, REQUIRED, VALUES
from pressmark.tei.vocabulary import TEXT as TEXT_HOLDERS

# Rules of their own look at the values of these.
_LOOKED_AT: Final = frozenset(
    {*DATES, *LOCAL_POINTERS, *RECORD_POINTERS, "cert", "xml:id", "xml:lang", "xml:space", "language@ident"}
)
# Of a record, whose reader looks at them.
_READ: Final = frozenset(
    {
        "idno@type",
        "persName@type",
        "placeName@type",
        "orgName@type",
        "person@role",
        "personGrp@role",
        "birth@when",
        "death@when",
    }
)
# The elements that an editor would most likely put something into, the likeliest first.
_USUAL: Final = ("p", "said", "persName", "head", "bibl", "body", "note")


_MACHINE: Final = "#pressmark"


class _Meant:
    """What unknown names of one file may have meant: so many are looked up in each file, and no more."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    def element(self, name: str) -> str | None:
        return self._among("", ELEMENTS, name)

    def attribute(self, element: str, name: str) -> str | None:
        return self._among(element, ELEMENTS[element], name)

    def _among(self, key: str, words: Iterable[str], name: str) -> str | None:
        known = self._known.get(key) or self._known.setdefault(key, Known(words))
        return known.nearest(name)


@check("namespace", "element", "attribute", "missing-attribute", "value", scope=Scope.REFUSED)
def check_elements(subject: Subject) -> Iterator[Remark]:
    """Every element is known, and every attribute of it, with a value that it may have."""
    meant_words = _Meant()
    for element in subject.tree.root.iter():
        name = local_name(element)
        if not in_tei(element):
            shown = shown_name(element)
            known = f'write <{shown} xmlns="{TEI_NS}">'
            yield Remark(
                rule="namespace", at=element, words=f"<{shown}>", message="is not in the namespace of TEI",
                hint=known if shown in ELEMENTS else "use an element of this edition, or none",
            )  # fmt: skip
        elif name not in ELEMENTS:
            meant = meant_words.element(name)
            hint = f"did you mean <{meant}>?" if meant else "use an element of this edition, or none"
            yield Remark(
                rule="element",
                at=element,
                words=f"<{name}>",
                message="is no element of this edition",
                hint=hint,
            )
        else:
            yield from _attributes(element, name, meant_words)


def _attributes(element: etree._Element, name: str, meant_words: _Meant) -> Iterator[Remark]:
    allowed = ELEMENTS[name]
    present = []
    for key, value in element.items():
        attribute = str(key)
        if attribute[0] == "{":
            attribute = attribute.replace(f"{{{XML_NS}}}", "xml:", 1).rpartition("}")[2]
        present.append(attribute)
        if attribute not in allowed:
            meant = meant_words.attribute(name, attribute)
            hint = f"did you mean @{meant}?" if meant else "delete it"
            yield Remark(
                rule="attribute", at=element, part=attribute, words=f'{attribute}="{value}"',
                message=f"<{name}> has no attribute of this name", hint=hint,
            )  # fmt: skip
        elif attribute not in _LOOKED_AT and f"{name}@{attribute}" not in _LOOKED_AT:
            yield from _value(element, name, attribute, str(value))
    for attribute in REQUIRED.get(name, ()):
        if attribute not in present and attribute != "xml:space" and not _is_read(element, name, attribute):
            yield _missing(element, name, attribute)


def _is_read(element: etree._Element, name: str, attribute: str) -> bool:
    """Whether an attribute is one of a record, and so looked at with it."""
    return f"{name}@{attribute}" in _READ and next(element.iterancestors(tei("standOff")), None) is not None


def _value(element: etree._Element, name: str, attribute: str, value: str) -> Iterator[Remark]:
    values = VALUES.get(f"{name}@{attribute}") or VALUES.get(f"@{attribute}")
    if values is None or values.accept(value) or _is_read(element, name, attribute):
        return
    meant = Known(values.choices).nearest(value) if values.choices else None
    hint = f'did you mean {attribute}="{meant}"?' if meant else f"write {values.description}"
    yield Remark(
        rule="value", at=element, part=attribute, words=f'{attribute}="{value}"',
        message=f"<{name}> cannot have this value", hint=hint,
    )  # fmt: skip


def _missing(element: etree._Element, name: str, attribute: str) -> Remark:
    values = VALUES.get(f"{name}@{attribute}") or VALUES.get(f"@{attribute}")
    hint = f'write {attribute}="…"' + (f": {values.description}" if values else "")
    return Remark(
        rule="missing-attribute",
        at=element,
        words=start_tag(element),
        message=f"has no @{attribute}",
        hint=hint,
    )


@check("misplaced", "stray-text", scope=Scope.REFUSED)
def check_places(subject: Subject) -> Iterator[Remark]:
    """Every element stands where it may, and words where words may stand."""
    for element in subject.tree.root.iter():
        name = local_name(element)
        children = CHILDREN.get(name)
        if children is None:
            continue  # reported as unknown
        if name not in TEXT_HOLDERS:
            yield from _stray_text(element, name, children)
        for child in element:
            if (child_name := local_name(child)) not in children and child_name in CHILDREN:
                yield Remark(
                    rule="misplaced", at=child, words=start_tag(child),
                    message=f"may not stand in <{name}>", hint=_elsewhere(child_name),
                )  # fmt: skip


def _stray_text(element: etree._Element, name: str, children: frozenset[str]) -> Iterator[Remark]:
    holder = next((each for each in _USUAL if each in children and each in TEXT_HOLDERS), None)
    hint = f"put them into a <{holder}>, or delete them" if holder else "delete them"
    at, part, words = element, TEXT, element.text
    for child in (*element, None):
        if words and not words.isspace():
            yield Remark(
                rule="stray-text", at=at, part=part, words=words,
                message=f"these words stand directly in <{name}>, which holds none", hint=hint,
            )  # fmt: skip
        if child is not None:
            at, part, words = child, TAIL, child.tail


def _elsewhere(name: str) -> str:
    """Where an element may stand, the usual places first."""
    homes = [parent for parent, children in CHILDREN.items() if name in children]
    homes.sort(key=lambda parent: _USUAL.index(parent) if parent in _USUAL else len(_USUAL))
    named = " or ".join(f"<{parent}>" for parent in homes[:3])
    return f"it may stand in {named}; move it there, or take its tags away" if named else "take its tags away"


# What is marked with these are words; without any there is nothing to mark.
_MARKS: Final = (
    "said", "q", "soCalled", "mentioned", "persName", "placeName", "orgName", "rs", "date",
    "roleName", "forename", "surname",
)  # fmt: skip


@check("value", scope=Scope.EVERY_FILE)
def check_certainties(subject: Subject) -> Iterator[Remark]:
    """Every certainty is one."""
    sound: set[str] = set()
    for element, value in subject.tree.having.get("cert", ()):
        if value not in sound:
            remarks = list(_value(element, local_name(element), "cert", value))
            yield from remarks
            if not remarks:
                sound.add(value)


@check("editorial-note")
def check_notes(subject: Subject) -> Iterator[Remark]:
    """A note in the text is an editor's, who is named."""
    editors = [
        name
        for element in subject.tree.elements.get("respStmt", ())
        if (name := element.get(XML_ID)) and f"#{name}" != _MACHINE
    ]
    who = f"#{editors[0]}" if len(editors) == 1 else "#…"
    for element in subject.tree.named.get("note", ()):
        if element.get("type") != EDITORIAL:
            yield Remark(
                rule="editorial-note", at=element, words=start_tag(element),
                message="is no note of an editor, and its words are not those of the source",
                hint=f'write type="{EDITORIAL}" resp="{who}", or delete it',
            )  # fmt: skip
        elif element.get("resp", _MACHINE) == _MACHINE:
            yield Remark(
                rule="editorial-note", at=element, words=start_tag(element),
                message="does not say which editor wrote it",
                hint=f'write resp="{who}" with the xml:id of a <respStmt> in the header',
            )  # fmt: skip
        elif not _has_words(element):
            yield Remark(
                rule="editorial-note", at=element, words=start_tag(element), message="has no words",
                hint="write what you remark, or delete it",
            )  # fmt: skip


@check("empty-mark")
def check_empty_marks(subject: Subject) -> Iterator[Remark]:
    """A name, a quotation or a date holds words, or a gap where they were."""
    for name in _MARKS:
        for element in subject.tree.named.get(name, ()):
            if not _has_words(element) and element.find(f".//{tei('gap')}") is None:
                yield Remark(
                    rule="empty-mark", at=element, words=start_tag(element), message="marks no words",
                    hint="put its words inside it, or delete it",
                )  # fmt: skip


def _has_words(element: etree._Element) -> bool:
    """Whether anything but white space stands inside an element."""
    return bool((element.text or "").strip()) or any(
        (child.tail or "").strip() or (in_tei(child) and _has_words(child)) for child in element
    )
