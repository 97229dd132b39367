"""The names of TEI: namespaces, Clark names, and the elements that stand for our kinds of things."""

from functools import lru_cache
from typing import Final

from lxml import etree

from pressmark.model import EntityKind

TEI_NS: Final = "http://www.tei-c.org/ns/1.0"
XML_NS: Final = "http://www.w3.org/XML/1998/namespace"

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


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and processing instructions."""
    return _local_name(element.tag)  # type: ignore[arg-type] # in a tree it is a str or a function


@lru_cache(maxsize=1_000)  # the few names of TEI
def _local_name(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def in_tei(element: etree._Element) -> bool:
    """Whether an element is in the TEI namespace (comments and processing instructions are not)."""
    return isinstance(element.tag, str) and element.tag.startswith(f"{{{TEI_NS}}}")
