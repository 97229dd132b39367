"""What the edition's TEI may hold, as the checks ask for it: drawn from the ODD, and from nothing else."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pressmark.ids import AnchorKind
from pressmark.tei.schema.customization import Attribute, Datatype, Pattern
from pressmark.tei.schema.odd import load_odd

_ODD: Final = load_odd()
_DATE: Final = re.compile(r"-?(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
# Attributes of these data types are names and pointers, which have rules of their own.
_NAMES_AND_POINTERS: Final = ("data.anchor.", "data.id", "data.pointer.")
_ANCHORS: Final = {
    "data.anchor.heading": AnchorKind.HEADING,
    "data.anchor.block": AnchorKind.PARAGRAPH,  # but a heading's in a standfirst
    "data.anchor.paragraph": AnchorKind.PARAGRAPH,
    "data.anchor.line": AnchorKind.LINE,
    "data.anchor.sentence": AnchorKind.SENTENCE,
    "data.anchor.quotation": AnchorKind.QUOTATION,
    "data.anchor.mention": AnchorKind.MENTION,
    "data.anchor.words": AnchorKind.WORDS,
    "data.anchor.date": AnchorKind.DATE,
}

# Every element, with the names of all attributes it may have ("xml:id" among them).
ELEMENTS: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(element.attributes) for name, element in _ODD.elements.items()
}

# Every element, with the names of the elements that may be its children.
CHILDREN: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(_ODD.children(element.content)) for name, element in _ODD.elements.items()
}

# The elements that may hold other characters than white space.
TEXT: Final[frozenset[str]] = frozenset(
    name for name, element in _ODD.elements.items() if _ODD.holds_text(element.content)
)

# The attributes besides "xml:id" that an element cannot do without, wherever it stands.
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    name: required
    for name, element in _ODD.elements.items()
    if (required := tuple(a.name for a in element.attributes.values() if a.required and a.name != "xml:id"))
}

# The kind of anchor that an element has; inside `<text>`, all of these need one.
ANCHORED: Final[Mapping[str, AnchorKind]] = {
    name: _ANCHORS[kind]
    for name, element in _ODD.elements.items()
    if (kind := element.attributes["xml:id"].datatype.name) in _ANCHORS
}


def is_date(text: str) -> bool:
    """Whether `text` is a year, a month or a day as ISO 8601 writes them."""
    match = _DATE.fullmatch(text)
    if not match:
        return False
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What an attribute may hold: a test, and a description for those who fail it.

    `choices` are the values of a closed list, in its order; empty where there are others.
    """

    accept: Callable[[str], bool]
    description: str
    choices: tuple[str, ...] = ()


# What else must be true of a value than that it matches its expression.
_TYPES: Final[Mapping[str, Callable[[str], bool]]] = {
    "date": is_date,
    "gYearMonth": is_date,
    "gYear": is_date,
    "language": lambda text: bool(_LANGUAGE.fullmatch(text)),
    "nonNegativeInteger": lambda text: text.isascii() and text.isdecimal(),
}


def _accepts(pattern: Pattern) -> Callable[[str], bool]:
    # In a schema, white space is four characters.
    meant = (pattern.expression or ".*").replace(r"\S", r"[^ \t\r\n]").replace(r"\s", r"[ \t\r\n]")
    expression = re.compile(meant, re.DOTALL)
    is_of_type = _TYPES.get(pattern.type)
    return lambda text: bool(expression.fullmatch(text)) and (is_of_type is None or is_of_type(text))


def _values(datatype: Datatype) -> Values:
    choices = tuple(value.name for value in datatype.values)
    tests = (frozenset(choices).__contains__, *map(_accepts, datatype.patterns))
    return Values(
        accept=lambda text: any(test(text) for test in tests),
        description=datatype.phrase,
        choices=() if datatype.patterns else choices,
    )


def _is_free(attribute: Attribute) -> bool:
    """Whether an attribute may hold anything, as far as a look at its value alone can tell."""
    datatype = attribute.datatype
    narrow = datatype.values or any(p.expression or p.type in _TYPES for p in datatype.patterns)
    return not narrow or datatype.name.startswith(_NAMES_AND_POINTERS)


def _restricted() -> Iterator[tuple[str, Values]]:
    """The values of every attribute of every element, and under "@name" those that are the same wherever."""
    made: dict[Datatype, Values] = {}
    everywhere: dict[str, set[Datatype]] = {}
    for element in _ODD.elements.values():
        for attribute in element.attributes.values():
            everywhere.setdefault(attribute.name, set()).add(attribute.datatype)
            if not _is_free(attribute):
                values = made.setdefault(attribute.datatype, _values(attribute.datatype))
                yield f"{element.name}@{attribute.name}", values
    for name, datatypes in everywhere.items():
        if len(datatypes) == 1 and (same := made.get(next(iter(datatypes)))):
            yield f"@{name}", same


# For an attribute of an element ("said@direct"), and for one that means the same in all ("@cert").
VALUES: Final[Mapping[str, Values]] = dict(_restricted())
