"""What a customization of TEI says: elements, their content and attributes, classes, data types.

These are the records that an ODD is read into, and that the schemas, the vocabulary of
the checks and the encoding guide are made from.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Characters:
    """Characters as content; `datatype` says which, or is empty for any."""

    datatype: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An element, or any one of a class of elements, as often as `least` and `most` (None: no limit) say."""

    name: str
    is_class: bool
    least: int = 1
    most: int | None = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Parts one after the other, or one of them, as often as `least` and `most` (None: no limit) say."""

    parts: tuple["Content", ...]
    is_choice: bool
    least: int = 1
    most: int | None = 1


# What an element holds; an element that holds nothing has an empty group.
Content = Characters | Reference | Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a closed list, and what it means."""

    name: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A type of XML Schema, narrowed by a regular expression if there is one."""

    type: str
    expression: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Datatype:
    """What an attribute may hold: anything that one of the patterns matches, or one of the values.

    `name` is empty for a list that only one attribute has. `phrase` says in a few words
    what is allowed.
    """

    name: str = ""
    phrase: str = ""
    patterns: tuple[Pattern, ...] = ()
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute as one element or class has it. `many`: several, separated by white space."""

    name: str
    description: str
    datatype: Datatype
    required: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A rule of Schematron: what `context` matches must pass the test, or, if `is_report`, must not."""

    name: str
    context: str
    test: str
    message: str
    is_report: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element of the edition. `attributes` are all it may have, those of its classes too.

    In descriptions, as in those of attributes and chapters, names of elements and attributes
    stand between backticks; examples are XML without a namespace declaration.
    """

    name: str
    gloss: str
    description: str
    classes: tuple[str, ...]
    content: Content
    attributes: Mapping[str, Attribute]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A part of the ODD: elements that belong together."""

    name: str
    title: str
    prose: tuple[str, ...]
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """The customization. `members` holds the elements of each class of the model, in the order of the ODD."""

    start: str
    chapters: tuple[Chapter, ...]
    elements: Mapping[str, Element]
    members: Mapping[str, tuple[str, ...]]
    attribute_classes: Mapping[str, Mapping[str, Attribute]]
    datatypes: Mapping[str, Datatype]
    constraints: tuple[Constraint, ...]

    def children(self, content: Content) -> Iterator[str]:
        """The names of the elements that may stand in a content, some of them more than once."""
        if isinstance(content, Group):
            for part in content.parts:
                yield from self.children(part)
        elif isinstance(content, Reference):
            yield from self.members[content.name] if content.is_class else (content.name,)

    def holds_text(self, content: Content) -> bool:
        """Whether characters other than white space may stand in a content."""
        if isinstance(content, Group):
            return any(map(self.holds_text, content.parts))
        return isinstance(content, Characters)
