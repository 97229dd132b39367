"""Text and TEI: one walk over the characters of a text, the source read back, and what XML can hold.

Some characters of a corrected text are the source's alone, some the editor's alone. The
source is what `<sic>` holds and what stands outside corrections and editors' notes; a reader is
shown what `<corr>` and `<supplied>` hold in place of it, and notes beside it. Everybody who counts
characters goes through `walk`, or asks `is_added`, so that all count the same.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import Final, NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

from lxml import etree

from pressmark.tei.names import local_name, tei

_ADDED: Final = frozenset({"corr", "supplied"})
_NOTE: Final = "note"
EDITORIAL: Final = "editorial"  # the @type of a note of an editor
_CHOICE: Final = tei("choice")
_CORR: Final = tei("corr")
_READINGS: Final = frozenset({tei("sic"), _CORR})
_FORBIDDEN: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STRING: Final = etree.XPath("string()")

_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


def is_added(name: str, kind: str | None) -> bool:
    """Whether the source does not have the characters of an element of TEI of this name and @type."""
    return name in _ADDED or (name == _NOTE and kind == EDITORIAL)


def is_editorial_note(element: etree._Element) -> bool:
    """Whether an element is what an editor remarks on the text."""
    return local_name(element) == _NOTE and element.get("type") == EDITORIAL


class Action(Enum):
    """What happens at one step of a walk."""

    OPEN = auto()
    CLOSE = auto()
    CHARACTERS = auto()


class Step(NamedTuple):
    """One step of a walk through a text."""

    action: Action
    element: etree._Element  # that opens or closes, or that the characters follow
    offset: int  # how many characters of the source stand before it, in code points
    in_source: bool  # whether characters here are the source's
    shown: (
        bool  # whether characters here are shown as text: not those that a correction replaces, and no note's
    )
    words: str = ""  # the characters


def walk(root: etree._Element) -> Iterator[Step]:
    """Every element and every character inside `root`, in the order of the document, `root` itself included.

    Of several `<corr>` in one
    `<choice>` the first is shown.
    """
    offset = absent = replaced = 0
    # Of each open `<choice>`, the `<corr>` that is shown in place of its other readings.
    shown_readings: list[etree._Element | None] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        added_here = is_added(local_name(element), element.get("type"))
        replaced_here = is_editorial_note(element) or (
            tag in _READINGS and is_replaced(element, _reading_beside(element, shown_readings))
        )
        if event == "start":
            absent += added_here
            replaced += replaced_here
            yield Step(Action.OPEN, element, offset, not absent, not replaced)
            if tag == _CHOICE:
                shown_readings.append(shown_reading(element))
            words = element.text
        else:
            if tag == _CHOICE:
                shown_readings.pop()
            yield Step(Action.CLOSE, element, offset, not absent, not replaced)
            absent -= added_here
            replaced -= replaced_here
            words = None if element is root else element.tail
        if words:
            yield Step(Action.CHARACTERS, element, offset, not absent, not replaced, words)
            offset += 0 if absent else len(words)


def shown_reading(element: etree._Element) -> etree._Element | None:
    """What is shown in place of the other readings of a `<choice>`; None where nothing is."""
    return element.find(_CORR) if element.tag == _CHOICE else None


def is_replaced(element: etree._Element, reading: etree._Element | None) -> bool:
    """Whether this reading of the `<choice>` that an element stands in is shown in its place."""
    return reading is not None and element is not reading and element.tag in _READINGS


def _reading_beside(
    element: etree._Element, shown_readings: list[etree._Element | None]
) -> etree._Element | None:
    """What is shown of the `<choice>` that an element stands in, if the walk came through that."""
    parent = element.getparent()
    in_choice = bool(shown_readings) and parent is not None and parent.tag == _CHOICE
    return shown_readings[-1] if in_choice else None


def source_text(root: etree._Element) -> str:
    """The seed's text, character for character: what `<text>` holds of it, in order.

    A carriage return comes back because it is written as `&#13;`. Empty if the file has
    no `<text>`.
    """
    text = root.find(tei("text"))
    return "" if text is None else source_words(text)


def source_words(element: etree._Element) -> str:
    """The characters of the source inside an element, in order."""
    return "".join(step.words for step in walk(element) if step.in_source)


def plain_text(element: etree._Element) -> str:
    """All characters inside an element, in order, without those of comments, which a whole tree has."""
    return str(_STRING(element)) if len(element) else element.text or ""


def squeezed_text(element: etree._Element) -> str:
    """The characters inside an element, white space squeezed: for elements whose layout means nothing."""
    return " ".join(plain_text(element).split())


def storable(words: str) -> str:
    """Words for the header or a register: white space squeezed, what XML forbids replaced by U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", " ".join(words.split()))


def uri(url: str) -> str:
    """A web address as TEI may point to it, percent-encoded where it must be; empty if it is none."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    address = quote(host, safe="", errors="replace") + (f":{port}" if port is not None else "")
    path, query, fragment = (
        quote(_STRAY_PERCENT.sub("%25", part), safe="%/:@!$&'()*+,;=?", errors="replace")
        for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, address, path.replace("?", "%3F"), query, fragment))
