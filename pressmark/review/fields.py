"""The fields of the pages' forms, read as decisions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pressmark.model import EntityKind, Record, Span
from pressmark.review.decisions import Accept, Add, Date, Decision, Move, Point, Recast, Reject
from pressmark.review.forms import SHAPES, Form
from pressmark.review.guard import Fields
from pressmark.review.search import Catalogue, Found
from pressmark.tei.merge_pieces import Pieces
from pressmark.tei.vocabulary import is_date

_MAX_LENGTH: Final = 2000


class FieldError(ValueError):
    """A form that does not say what is needed; the message says what is missing."""


class OpenQuestionError(Exception):
    """A form that leaves a choice: which record is meant, or which place. `field` is what is to be chosen."""

    def __init__(self, field: str, choices: Sequence["Choice"]) -> None:
        super().__init__(f"{field} is to be chosen")
        self.field = field
        self.choices = tuple(choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to an open question: the value of the field, and what it stands for."""

    value: str
    words: str
    more: str = ""


def one(fields: Fields, name: str) -> str:
    """The value of a field, without white space around it; empty if it is not there."""
    value = fields.get(name, [""])[-1].strip()
    if len(value) > _MAX_LENGTH:
        raise FieldError(f"the field {name} is longer than {_MAX_LENGTH} characters")
    return value


def several(fields: Fields, name: str) -> tuple[str, ...]:
    """The values of a field, each once."""
    return tuple(dict.fromkeys(value.strip() for value in fields.get(name, []) if value.strip()))


def decision_of(
    fields: Fields, pieces: Pieces, records: Mapping[str, Record], catalogue: Catalogue
) -> Decision:
    """The decision that a form stands for, about an article as the page showed it.

    Raises FieldError, and OpenQuestionError where something is still to be chosen.
    """
    anchors = several(fields, "at")
    action = one(fields, "do")
    if action != "add" and not anchors:
        raise FieldError("choose a mark first")
    match action:
        case "accept":
            return Accept(anchors=anchors)
        case "reject":
            return Reject(anchors=anchors)
        case "nobody":
            return Point(anchors=anchors, records=())
        case "point":
            found = _records(fields, records, catalogue)
            if not found:
                raise FieldError("say which record it is")
            return Point(anchors=anchors, records=found)
        case "recast":
            return Recast(anchors=anchors, form=_form(fields))
        case "date":
            earliest, latest = _days(fields)
            return Date(anchors=anchors, earliest=earliest, latest=latest)
        case "move":
            return Move(anchors=anchors, span=_span(fields, pieces))
        case "add":
            return _addition(fields, pieces, records, catalogue)
    raise FieldError(f"there is nothing called {action!r} to do")


def _addition(fields: Fields, pieces: Pieces, records: Mapping[str, Record], catalogue: Catalogue) -> Add:
    form, span = _form(fields), _span(fields, pieces)
    if form is Form.DATE:
        earliest, latest = _days(fields)
        return Add(span=span, form=form, earliest=earliest, latest=latest)
    return Add(span=span, form=form, records=_records(fields, records, catalogue, SHAPES[form].entity))


def _form(fields: Fields) -> Form:
    value = one(fields, "form")
    if value not in set(Form):
        raise FieldError("say what the words are")
    return Form(value)


def _records(
    fields: Fields,
    records: Mapping[str, Record],
    catalogue: Catalogue,
    kind: EntityKind | None = None,
) -> tuple[str, ...]:
    """The record that is chosen, or the one that what was typed can mean; none if nothing is."""
    chosen, typed = one(fields, "record"), one(fields, "query")
    if chosen in records:
        return (chosen,)
    if typed in records:
        return (typed,)
    if not typed:
        return ()
    found = catalogue.look_up(typed, kind)
    if not found:
        raise FieldError(f"no record is known as “{typed}”; make a new one")
    if len(found) > 1 or found[0].label != typed:
        raise OpenQuestionError("record", [_choice(each) for each in found])
    return (found[0].record.id,)


def _choice(found: Found) -> Choice:
    record = found.record
    known = f" (as {found.label})" if found.label not in (record.name, record.id) else ""
    more = " · ".join(filter(None, (str(record.kind), record.description)))
    return Choice(value=record.id, words=record.name + known, more=more)


def _days(fields: Fields) -> tuple[str, str]:
    earliest, latest = one(fields, "earliest"), one(fields, "latest") or one(fields, "earliest")
    for day in (earliest, latest):
        if not is_date(day):
            raise FieldError(f"“{day}” is no date: write 2031-05-06, 2031-05 or 2031")
    if latest < earliest:
        raise FieldError(f"{latest} is before {earliest}")
    return earliest, latest


def _span(fields: Fields, pieces: Pieces) -> Span:
    """The words that were selected, or else those that were typed."""
    start, end, typed = one(fields, "start"), one(fields, "end"), one(fields, "words")
    if re.fullmatch(r"[0-9]{1,9}", start) and re.fullmatch(r"[0-9]{1,9}", end):
        if not int(start) < int(end) <= len(pieces.text):
            raise FieldError("no words are selected")
        return Span(int(start), int(end))
    if not typed:
        raise FieldError("select words in the text, or type them as they stand there")
    # White space in the text may be line ends.
    pattern = r"\s+".join(map(re.escape, typed.split()))
    places = [Span(*match.span()) for match in re.finditer(pattern, pieces.text)]
    if not places:
        raise FieldError(f"“{typed}” does not stand in the text")
    chosen = one(fields, "place")
    if len(places) > 1 and not chosen:
        raise OpenQuestionError("place", [_place(place, pieces) for place in places])
    return next((place for place in places if str(place.start) == chosen), places[0])


def _place(place: Span, pieces: Pieces) -> Choice:
    text = pieces.text
    before, after = text[max(0, place.start - 40) : place.start], text[place.end : place.end + 40]
    return Choice(value=str(place.start), words=place.of(text), more=f"…{before}[{place.of(text)}]{after}…")
