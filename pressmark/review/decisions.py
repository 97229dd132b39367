"""What an editor decides about the marks of an article, and the changes to its file that follow.

Each decision is about marks by their anchors; the parts of an interrupted quotation are
decided together. A mark that somebody decided about has `@resp` of that editor, and no
certainty and no rule of the machine any more.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pressmark.ids import AnchorKind, make_anchor, make_pointer
from pressmark.model import EntityKind, Person, Record, Span
from pressmark.review.forms import SHAPES, TELLING, Form, form_of, named
from pressmark.tei.edit import Change, NamePart, Set, Unwrap, Wrap
from pressmark.tei.edit_tokens import in_order
from pressmark.tei.merge_pieces import MACHINE, Piece, Pieces

STATUSES: Final = ("draft", "checked", "approved")
# The attributes by which marks point to each other.
_LINKS: Final = ("next", "prev", "corresp")
_OPENING: Final = "“‘„«‹\"'"
_CLOSING: Final = "”’“»›\"'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """The marks are right as they are."""

    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """The words are not to be marked so."""

    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Other records: of a name or description the one it names, of speech the speakers; none if unknown."""

    anchors: tuple[str, ...]
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recast:
    """The words are something else than they are marked as."""

    anchors: tuple[str, ...]
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """The days that a date can mean: ISO 8601, as exact as known, both included, equal for a single one."""

    anchors: tuple[str, ...]
    earliest: str
    latest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The mark belongs around other words: half-open, in code points of the source text."""

    anchors: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Add:
    """Words that are to be marked. Records as in `Point`, days as in `Date`."""

    span: Span
    form: Form
    records: tuple[str, ...] = ()
    earliest: str = ""
    latest: str = ""

    @property
    def anchors(self) -> tuple[str, ...]:
        return ()


Decision = Accept | Reject | Point | Recast | Date | Move | Add


class DecisionError(ValueError):
    """A decision that cannot be carried out; the message says why, to the editor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An article before an editor: its pieces, who decides, the records, the next free anchors."""

    pieces: Pieces
    editor: str  # the value of @resp
    records: Mapping[str, Record]
    next_anchor: Callable[[AnchorKind], int]


def changes_of(decision: Decision, proof: Proof) -> list[Change]:
    """The changes to the file. Raises DecisionError."""
    for anchor in decision.anchors:
        piece = proof.pieces.by_anchor.get(anchor)
        if piece is None:
            raise DecisionError(f"the text has no mark {anchor} any more")
        if form_of(piece) is None:
            raise DecisionError(f"{anchor}, a <{piece.tag}>, is no mark to decide about")
    chosen = [proof.pieces.by_anchor[anchor] for anchor in chained(proof.pieces, decision.anchors)]
    match decision:
        case Accept():
            return [Set(target=piece.anchor, attributes=_signed(proof)) for piece in chosen]
        case Reject():
            return [*(Unwrap(target=piece.anchor) for piece in chosen), *_unlinked(proof.pieces, chosen)]
        case Point():
            return [_pointed(piece, decision.records, proof) for piece in chosen]
        case Recast():
            return _recast(chosen, decision.form, proof)
        case Date():
            return [_dated(piece, decision, proof) for piece in chosen]
        case Move():
            return _moved(proof.pieces.by_anchor[decision.anchors[0]], decision.span, proof)
        case Add():
            return [_added(decision, proof)]


def chains(pieces: Pieces) -> dict[str, tuple[str, ...]]:
    """For each part of an interrupted quotation the anchors of all its parts, in the order of the text."""
    groups: dict[str, set[str]] = {}
    for piece in pieces.marks:
        for name in ("next", "prev"):
            other = piece.attributes.get(name, "").removeprefix("#")
            if other in pieces.by_anchor and piece.anchor in pieces.by_anchor:
                joined = groups.get(piece.anchor, {piece.anchor}) | groups.get(other, {other})
                groups.update(dict.fromkeys(joined, joined))
    return {
        anchor: tuple(sorted(group, key=lambda each: pieces.by_anchor[each].span))
        for anchor, group in groups.items()
    }


def chained(pieces: Pieces, anchors: Iterable[str]) -> tuple[str, ...]:
    """Anchors, each with those of the other parts of the same quotation, each once."""
    known = chains(pieces)
    return tuple(dict.fromkeys(part for anchor in anchors for part in known.get(anchor, (anchor,))))


def _signed(proof: Proof) -> dict[str, str | None]:
    return {"resp": proof.editor, "cert": None, "ana": None}


def _unlinked(pieces: Pieces, gone: Sequence[Piece]) -> Iterator[Set]:
    """The changes by which nothing points to marks that are taken away."""
    pointers = {f"#{piece.anchor}" for piece in gone}
    for piece in pieces:
        if piece in gone or not piece.anchor:
            continue
        changed: dict[str, str | None] = {}
        for name in _LINKS:
            old = piece.attributes.get(name, "").split()
            if pointers & set(old):
                changed[name] = " ".join(each for each in old if each not in pointers) or None
        # Without a pointer there is nothing left that the machine would answer for.
        alone = "corresp" in changed and not changed["corresp"] and piece.attributes.get("resp") == MACHINE
        if changed:
            yield Set(target=piece.anchor, attributes=changed | ({"resp": None} if alone else {}))


def _pointers(records: Iterable[str], proof: Proof) -> str | None:
    unknown = [each for each in records if each not in proof.records]
    if unknown:
        raise DecisionError(f"there is no record {unknown[0]!r}")
    return " ".join(make_pointer(proof.records[each].kind, each) for each in records) or None


def _pointed(piece: Piece, records: tuple[str, ...], proof: Proof) -> Set:
    """A name or description points to one record and is of its kind."""
    pointers, form = _pointers(records, proof), form_of(piece)
    shape = SHAPES[form] if form else None
    if shape is None or (shape.entity is None and shape.anchors is not AnchorKind.QUOTATION):
        raise DecisionError(f"a {shape.label if shape else piece.tag} has no record")
    if shape.anchors is AnchorKind.QUOTATION:
        return Set(target=piece.anchor, attributes={"who": pointers} | _signed(proof))
    if len(records) != 1:
        raise DecisionError("a name has one record")
    kind = proof.records[records[0]].kind
    if kind is shape.entity:
        return Set(target=piece.anchor, attributes={"ref": pointers} | _signed(proof))
    return _retold(piece, named(kind, described=piece.tag == "rs"), {"ref": pointers}, proof)


def _retold(piece: Piece, form: Form, more: Mapping[str, str | None], proof: Proof) -> Set:
    """The change to another form with the same kind of anchor. The parts of a personal name go."""
    shape = SHAPES[form]
    telling = {name: shape.attributes.get(name) for name in TELLING if name in piece.attributes}
    return Set(
        target=piece.anchor,
        tag=shape.tag,
        attributes={**telling, **shape.attributes, **more, **_signed(proof)},
        parts=() if piece.parts and form is not Form.PERSON else None,
    )


def _recast(chosen: Sequence[Piece], form: Form, proof: Proof) -> list[Change]:
    shape = SHAPES[form]
    if any(AnchorKind(piece.anchor[0]) is not shape.anchors for piece in chosen):
        return _replaced(chosen, form, proof)
    changes: list[Change] = []
    for piece in chosen:
        record = proof.records.get(piece.attributes.get("ref", "").rpartition(":")[2])
        other = shape.entity is not None and record is not None and record.kind is not shape.entity
        changes.append(_retold(piece, form, {"ref": None} if other else {}, proof))
    return changes


def _replaced(chosen: Sequence[Piece], form: Form, proof: Proof) -> list[Change]:
    """Marks of another kind, with new anchors in place of the old: an anchor keeps its kind."""
    shape = SHAPES[form]
    number = proof.next_anchor(shape.anchors)
    changes: list[Change] = [Unwrap(target=piece.anchor) for piece in chosen]
    changes += _unlinked(proof.pieces, chosen)
    for index, piece in enumerate(chosen):
        anchor = make_anchor(shape.anchors, number + index)
        attributes = in_order({**shape.attributes, "xml:id": anchor, "resp": proof.editor})
        changes.append(Wrap(span=piece.span, tag=shape.tag, attributes=attributes))
    return changes


def _days(earliest: str, latest: str) -> dict[str, str | None]:
    if not earliest and not latest:
        raise DecisionError("a date needs a day, a month or a year")
    if earliest == latest:
        return {"when": earliest, "notBefore": None, "notAfter": None}
    return {"when": None, "notBefore": earliest or None, "notAfter": latest or None}


def _dated(piece: Piece, decision: Date, proof: Proof) -> Set:
    if form_of(piece) is not Form.DATE:
        raise DecisionError(f"{piece.anchor} is no date")
    days = _days(decision.earliest, decision.latest)
    return Set(target=piece.anchor, attributes=days | _signed(proof))


def _moved(piece: Piece, span: Span, proof: Proof) -> list[Change]:
    attributes = {name: value for name, value in piece.attributes.items() if name not in ("cert", "ana")}
    wrap = Wrap(
        span=_trimmed(span, proof.pieces.text),
        tag=piece.tag,
        attributes=in_order({**attributes, "xml:id": piece.anchor, "resp": proof.editor}),
        parts=tuple(part for part in piece.parts if span.covers(part[0])),
    )
    return [Unwrap(target=piece.anchor), wrap]


def _added(decision: Add, proof: Proof) -> Wrap:
    shape, text = SHAPES[decision.form], proof.pieces.text
    span = _trimmed(decision.span, text)
    if decision.form is Form.DIRECT:
        span = with_quotation_marks(span, text)
    for piece in proof.pieces.marks:
        if piece.span == span and piece.anchor and AnchorKind(piece.anchor[0]) is shape.anchors:
            raise DecisionError(f"these words are marked already, as {piece.anchor}: change that mark")
    attributes: dict[str, str | None] = dict(shape.attributes)
    parts: tuple[NamePart, ...] = ()
    if shape.entity:
        if len(decision.records) > 1:
            raise DecisionError("a name has one record")
        attributes["ref"] = _pointers(decision.records, proof)
        for record_id in decision.records:
            record = proof.records[record_id]
            if record.kind is not shape.entity:
                return _added(replace(decision, form=named(record.kind, described=shape.tag == "rs")), proof)
            parts = _name_parts(record, span, text) if decision.form is Form.PERSON else ()
    elif shape.anchors is AnchorKind.QUOTATION:
        attributes["who"] = _pointers(decision.records, proof)
    elif decision.form is Form.DATE:
        attributes |= _days(decision.earliest, decision.latest)
    anchor = make_anchor(shape.anchors, proof.next_anchor(shape.anchors))
    kept = {name: value for name, value in attributes.items() if value is not None}
    return Wrap(
        span=span,
        tag=shape.tag,
        attributes=in_order({**kept, "xml:id": anchor, "resp": proof.editor}),
        parts=parts,
    )


def _trimmed(span: Span, text: str) -> Span:
    """The words of a selection, without the white space around them. Raises DecisionError without words."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    end = span.end - (len(words) - len(words.rstrip()))
    if start >= end:
        raise DecisionError("no words are selected")
    return Span(start, end)


def with_quotation_marks(span: Span, text: str) -> Span:
    """Words with the quotation marks around them, if they stand between such."""
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    if before and after and before in _OPENING and after in _CLOSING:
        return Span(span.start - 1, span.end + 1)
    return span


def _name_parts(record: Record, span: Span, text: str) -> tuple[NamePart, ...]:
    """Forename and surname of a person, where they stand in the words."""
    if not isinstance(record, Person) or record.kind is not EntityKind.PERSON:
        return ()
    words = span.of(text)
    parts: list[NamePart] = []
    for tag, name in (("forename", record.forename), ("surname", record.surname)):
        at = words.find(name) if name else -1
        if at >= 0:
            part = Span(span.start + at, span.start + at + len(name))
            if not any(part.overlaps(other) for other, _ in parts):
                parts.append((part, tag))
    return tuple(sorted(parts, key=lambda part: part[0]))
