"""What can be changed in a TEI file without touching the rest of its bytes.

A target is an element's `xml:id`, or, if it holds a slash, a path from the root:
`teiHeader/revisionDesc/change[last()]`. Elements that are not of TEI stand in it by their Clark
names. Spans are of the source text of the file as it was before any of the changes, half-open,
in code points.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from lxml import etree

from pressmark.model import Span
from pressmark.tei.names import tei

_GLIMPSE: Final = 40
_STEP: Final = re.compile(r"(\{[^}]*\}|)(\w[^/]*)")

# An inner part of a name: what it covers, and its element ("forename").
NamePart = tuple[Span, str]


class Side(Enum):
    """Where inserted words go if tags stand at the same place of the text."""

    BEFORE = auto()  # to the character before them
    AFTER = auto()  # to the character after them
    OUTSIDE = auto()  # between the two, inside as few elements as can be


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrap:
    """An element around words. Around equal words it stands where the build would put it.

    Attributes are written in the order given, as a file names them ("xml:id") or as lxml does.
    """

    span: Span
    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[NamePart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwrap:
    """The element goes; its words and the marks inside stay. The inner parts of a name go with it."""

    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """Attributes (None deletes one), another element name, other inner parts of a name.

    What has the wanted value already keeps its bytes. None for `tag` and `parts` leaves them.
    """

    target: str
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    tag: str | None = None
    parts: tuple[NamePart, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """An empty element before the character at `offset`: in its block, as far outside as can be."""

    offset: int
    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """The element goes with all it holds: in `<text>` one that holds no words, elsewhere any."""

    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reword:
    """Other words of the source text: fewer, more, none. Tags stay.

    Words for words stand where the first of the old ones stood; inserted ones (the span is
    empty) on the given side of the tags at that place.
    """

    span: Span
    words: str
    side: Side = Side.BEFORE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replace:
    """An element of the header or of a register in place of another, laid out as deep as that one was."""

    target: str
    element: etree._Element


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InsertAfter:
    """A new element of the header or of a register on the line after another one."""

    target: str
    element: etree._Element


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InsertBefore:
    """A new element of the header or of a register on the line before another one."""

    target: str
    element: etree._Element


ElementChange = Unwrap | Set | Remove | Replace | InsertAfter | InsertBefore
Change = ElementChange | Wrap | Empty | Reword


def element_path(element: etree._Element) -> str:
    """The path to an element from the root, as a target."""
    path = str(element.getroottree().getelementpath(element))
    return _STEP.sub(lambda step: f"{step[1] or '{}'}{step[2]}", path).replace(tei(""), "")


class EditError(ValueError):
    """A change that cannot be made: which one (None if it is not known), and why.

    `text` is the source text of the file, so that the message can quote it.
    """

    def __init__(self, change: Change | None, reason: str, text: str = "") -> None:
        super().__init__(f"{_described(change, text)}: {reason}" if change else reason)
        self.change = change
        self.reason = reason


def _described(change: Change, text: str) -> str:
    match change:
        case Wrap():
            return f"<{change.tag}> around {_quoted(change.span, text)}"
        case Empty():
            return f"<{change.tag}/> before {_quoted(Span(change.offset, change.offset + _GLIMPSE), text)}"
        case Reword() if change.span:
            return f"other words for {_quoted(change.span, text)}"
        case Reword():
            return f"new words at {change.span.start}"
        case Unwrap():
            return f"taking the tags of {change.target} away"
        case Set():
            return f"a change to {change.target}"
        case Remove():
            return f"deleting {change.target}"
        case Replace():
            return f"another element for {change.target}"
        case InsertAfter():
            return f"a new element after {change.target}"
        case InsertBefore():
            return f"a new element before {change.target}"


def _quoted(span: Span, text: str) -> str:
    words = " ".join(span.of(text).split())
    return f"“{words[:_GLIMPSE]}…”" if len(words) > _GLIMPSE else f"“{words}”"
