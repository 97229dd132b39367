"""What words can be marked as: the forms an editor chooses from, and the TEI that stands for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from pressmark.ids import AnchorKind
from pressmark.model import EntityKind
from pressmark.tei.merge_pieces import Piece
from pressmark.tei.names import NAME_ELEMENTS


class Form(StrEnum):
    """What words can be marked as. The values are those of the fields in the pages."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    A_PERSON = "a-person"
    A_PLACE = "a-place"
    AN_ORGANISATION = "an-organisation"
    DIRECT = "direct"
    INDIRECT = "indirect"
    PERHAPS = "perhaps"
    SO_CALLED = "so-called"
    MENTIONED = "mentioned"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a form is written: element and attributes, the kind of its anchor, what its words are called."""

    tag: str
    anchors: AnchorKind
    label: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    entity: EntityKind | None = None  # of names and descriptions


def _name(kind: EntityKind) -> Shape:
    label = f"name of {'an' if kind is EntityKind.ORGANISATION else 'a'} {kind}"
    return Shape(tag=NAME_ELEMENTS[kind], anchors=AnchorKind.MENTION, label=label, entity=kind)


def _description(kind: EntityKind) -> Shape:
    label = f"description of {'an' if kind is EntityKind.ORGANISATION else 'a'} {kind}"
    return Shape(tag="rs", anchors=AnchorKind.MENTION, label=label, attributes={"type": kind}, entity=kind)


SHAPES: Final[Mapping[Form, Shape]] = {
    Form.PERSON: _name(EntityKind.PERSON),
    Form.PLACE: _name(EntityKind.PLACE),
    Form.ORGANISATION: _name(EntityKind.ORGANISATION),
    Form.A_PERSON: _description(EntityKind.PERSON),
    Form.A_PLACE: _description(EntityKind.PLACE),
    Form.AN_ORGANISATION: _description(EntityKind.ORGANISATION),
    Form.DIRECT: Shape(
        tag="said", anchors=AnchorKind.QUOTATION, label="direct speech", attributes={"direct": "true"}
    ),
    Form.INDIRECT: Shape(
        tag="said", anchors=AnchorKind.QUOTATION, label="indirect speech", attributes={"direct": "false"}
    ),
    Form.PERHAPS: Shape(tag="q", anchors=AnchorKind.QUOTATION, label="perhaps speech"),
    Form.SO_CALLED: Shape(
        tag="soCalled", anchors=AnchorKind.WORDS, label="words the writer keeps at a distance"
    ),
    Form.MENTIONED: Shape(tag="mentioned", anchors=AnchorKind.WORDS, label="words as words"),
    Form.DATE: Shape(tag="date", anchors=AnchorKind.DATE, label="date"),
}
# All attributes that tell one form from another of the same element.
TELLING: Final = frozenset(name for shape in SHAPES.values() for name in shape.attributes)


def form_of(piece: Piece) -> Form | None:
    """The form of a mark; None if an editor cannot choose it here."""
    for form, shape in SHAPES.items():
        if shape.tag == piece.tag and shape.attributes.items() <= piece.attributes.items():
            return form
    return None


def named(kind: EntityKind, *, described: bool) -> Form:
    """The form of a name, or of a description, of an entity of some kind."""
    for form, shape in SHAPES.items():
        if shape.entity is kind and (shape.tag == "rs") is described:
            return form
    raise ValueError(f"nothing is called {kind!r}")
