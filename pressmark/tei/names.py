"""The names of TEI: namespaces, Clark names, and the elements that stand for our kinds of things."""

from functools import lru_cache
from typing import Final

from lxml import etree

from pressmark.model import EntityKind

TEI_NS: Final = "http://www.tei-c.org/ns/1.0"
XML_NS: Final = "http://www.w3.org/XML/1998/namespace"

_TEI: Final = f"{{{TEI_NS}}}"

XML_ID: Final = f"{{{XML_NS}}}id"
XML_LANG: Final = f"{{{XML_NS}}}lang"
XML_SPACE: Final = f"{{{XML_NS}}}space"

# The id, in the header of an article, of the speaker of speech whose speaker nobody knows.
UNKNOWN_SPEAKER: Final = "unknown"

# The element that marks a name of each kind, in articles and in registers.
NAME_ELEMENTS: Final = {
    EntityKind.PERSON: "persName",
    EntityKind.PLACE: "placeName",
    EntityKind.ORGANISATION: "orgName",
}
# The list that holds the records of each kind, and the elements that may be records in it.
LIST_ELEMENTS: Final = {
    EntityKind.PERSON: "listPerson",
    EntityKind.PLACE: "listPlace",
    EntityKind.ORGANISATION: "listOrg",
}
RECORD_ELEMENTS: Final = {
    EntityKind.PERSON: ("person", "personGrp"),
    EntityKind.PLACE: ("place",),
    EntityKind.ORGANISATION: ("org",),
}


def tei(name: str) -> str:
    """The Clark name of a TEI element: `tei("persName")` is `{http://…}persName`."""
    return f"{{{TEI_NS}}}{name}"


# The Clark names of all elements that may be records.
RECORD_TAGS: Final = tuple(tei(name) for names in RECORD_ELEMENTS.values() for name in names)


def local_name(element: etree._Element) -> str:
    """The name of a TEI element without its namespace; that of any other element with it.

    So nobody takes `<x:persName>` for a name. `shown_name` is for messages.
    """
    return _local_name(str(element.tag))


@lru_cache(maxsize=1_000)  # the few names of TEI
def _local_name(tag: str) -> str:
    return tag.removeprefix(_TEI) if tag.startswith("{") else f"{{}}{tag}"


def shown_name(element: etree._Element) -> str:
    """The name of an element as its file writes it: `persName`, or `x:persName` from elsewhere."""
    name = str(element.tag).rpartition("}")[2]
    return name if in_tei(element) or not element.prefix else f"{element.prefix}:{name}"


def in_tei(element: etree._Element) -> bool:
    """Whether an element is in the TEI namespace."""
    return str(element.tag).startswith(_TEI)
