"""The fields of the pages' forms, read as decisions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pressmark.model import EntityKind, Record, Span
from pressmark.review.decisions import Accept, Add, Date, Decision, Move, Point, Recast, Reject
from pressmark.review.forms import SHAPES, Form
from pressmark.review.guard import Fields
from pressmark.review.search import Catalogue, Found
from pressmark.tei.merge.pieces import Pieces
from pressmark.tei.vocabulary import is_date

_MAX_LENGTH: Final = 2000
_OFFSET: Final = re.compile(r"[0-9]{1,9}")  # in code points


class Action(NamedTuple):
    """What can be done about marks, as an editor is told what she wanted and what was done."""

    wish: str
    done: str


ACTIONS: Final[Mapping[str, Action]] = {
    "accept": Action("accept", "accepted"),
    "reject": Action("take the mark away", "took the mark away from"),
    "nobody": Action("set no speaker", "set no speaker for"),
    "point": Action("change the record", "changed the record of"),
    "recast": Action("change the kind", "changed the kind of"),
    "date": Action("change the days", "changed the days of"),
    "move": Action("move the mark", "moved the mark of"),
    "add": Action("mark words", "marked"),
}
# What the fields of the forms that are about an article say, in the order in which they are told.
_TOLD: Final = {
    "at": "marks", "words": "words", "form": "as", "record": "record", "query": "record, as typed",
    "earliest": "from", "latest": "to", "status": "status", "name": "name of a new record",
    "kind": "its kind", "description": "its description", "id": "its id",
}  # fmt: skip


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
    """The value of a field, without white space around it; empty if it is not there.

    Raises FieldError if the field is there more than once: nobody can tell which is meant.
    """
    values = fields.get(name) or [""]
    if len(values) > 1:
        raise FieldError(f"the form has the field {name} {len(values)} times; send it again from its page")
    value = values[0].strip()
    if len(value) > _MAX_LENGTH:
        raise FieldError(f"the field {name} is longer than {_MAX_LENGTH} characters")
    return value


def several(fields: Fields, name: str) -> tuple[str, ...]:
    """The values of a field, each once."""
    return tuple(dict.fromkeys(value.strip() for value in fields.get(name, []) if value.strip()))


def wish_of(fields: Fields) -> tuple[tuple[str, str], ...]:
    """What an editor wanted, in words, whether or not it can be done: what the fields are called, and say."""
    action = " ".join(fields.get("do", []))
    shapes = {str(form): shape.label for form, shape in SHAPES.items()}
    told = [("to do", ACTIONS[action].wish)] if action in ACTIONS else []
    for name, label in _TOLD.items():
        if name == "words" and action not in ("add", "move"):
            continue  # what is selected goes with every form
        value = ", ".join(several(fields, name))
        told += [(label, shapes.get(value, value) if name == "form" else value)] if value else []
    return tuple((label, value[:_MAX_LENGTH]) for label, value in told)


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
    chosen, typed = chosen_record(fields, records, catalogue), one(fields, "query")
    if chosen:
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


def chosen_record(
    fields: Fields, records: Mapping[str, Record], catalogue: Catalogue, prefix: str = ""
) -> str:
    """The record that is chosen from a list; empty if none is. `prefix` is that of the fields' names.

    Raises FieldError if there is no such record, or if something is typed that does not mean it.
    """
    chosen, typed = one(fields, f"{prefix}record"), one(fields, f"{prefix}query")
    if chosen and chosen not in records:
        raise FieldError(f"there is no record “{chosen}”")
    if chosen and typed not in ("", chosen) and not catalogue.means(typed, chosen):
        name = records[chosen].name
        raise FieldError(f"“{typed}” is typed and “{name}” is chosen: choose again what you mean")
    return chosen


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
    if start or end:
        if not (_OFFSET.fullmatch(start) and _OFFSET.fullmatch(end)):
            raise FieldError("select words in the text, or type them as they stand there")
        span = Span(int(start), int(end))
        if not span.start < span.end <= len(pieces.text):
            raise FieldError("no words are selected")
        # A page shows line ends and borders of paragraphs in its own way.
        if typed and "".join(typed.split()) != "".join(span.of(pieces.text).split()):
            raise FieldError(f"“{typed}” is not what is selected: select the words again")
        return span
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
    if chosen:
        places = [place for place in places if str(place.start) == chosen]
    if not places:
        raise FieldError(f"“{typed}” does not stand at that place")
    return places[0]


def _place(place: Span, pieces: Pieces) -> Choice:
    text = pieces.text
    before, after = text[max(0, place.start - 40) : place.start], text[place.end : place.end + 40]
    return Choice(value=str(place.start), words=place.of(text), more=f"…{before}[{place.of(text)}]{after}…")
