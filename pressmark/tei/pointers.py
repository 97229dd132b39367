"""Pointers to records in a TEI file: who points to a record, and how to point elsewhere."""

from collections.abc import Callable, Iterator
from typing import Final

from lxml import etree

from pressmark.tei.edit.changes import Set, element_path
from pressmark.tei.merge.pieces import MACHINE
from pressmark.tei.names import XML_ID

# The attributes that point to records, each to one or several.
RECORD_POINTERS: Final = ("ref", "who", "toWhom", "source")
# What the machine says of a mark that it made.
_OF_MACHINE: Final = ("resp", "cert", "ana")


def pointing(root: etree._Element, pointer: str) -> Iterator[etree._Element]:
    """The elements that point to a record, in the header and in the text, in document order."""
    for element in root.iter():
        if any(pointer in (element.get(name) or "").split() for name in RECORD_POINTERS):
            yield element


def repointed(
    root: etree._Element,
    old: str,
    new: str,
    chosen: Callable[[etree._Element], bool] = lambda _: True,
    *,
    checked: bool = False,
) -> list[Set]:
    """The changes by which the chosen elements point to another record. Nobody is pointed to twice.

    With `checked`, a person looked at each of them: what the machine said of its certainty goes.
    """
    without = dict.fromkeys(_OF_MACHINE) if checked else {}
    return [
        Set(
            target=element_path(element),
            attributes=_attributes(element, old, new) | (without if element.get("resp") == MACHINE else {}),
        )
        for element in pointing(root, old)
        if chosen(element)
    ]


def anchor_of(element: etree._Element) -> str:
    """The xml:id of an element; empty if it has none."""
    return str(element.get(XML_ID, ""))


def _attributes(element: etree._Element, old: str, new: str) -> dict[str, str | None]:
    changed: dict[str, str | None] = {}
    for name in RECORD_POINTERS:
        pointers = (element.get(name) or "").split()
        if old in pointers:
            changed[name] = " ".join(dict.fromkeys(new if each == old else each for each in pointers))
    return changed
