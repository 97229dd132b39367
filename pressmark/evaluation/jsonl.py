"""Gold in JSON, one text a line, as other people's data sets come.

Each line has `id`, `text`, `layers` ("entities", "quotes"), `entities` (start, end, type,
optional, alt, alt_spans), `quotes` and, at will, `marked` (start, end, optional, speaker,
speaker_alt, speaker_text, speaker_form, speaker_src) and `licence`. Offsets are code points,
half-open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pressmark.errors import PressmarkError
from pressmark.evaluation.words import readings, trimmed
from pressmark.files import parse_json
from pressmark.model import (
    EntityKind,
    Finding,
    GoldDocument,
    GoldLayer,
    GoldName,
    GoldSpeaker,
    GoldSpeech,
    Span,
    SpeakerForm,
)

_KINDS: Final = {"person": EntityKind.PERSON, "place": EntityKind.PLACE, "org": EntityKind.ORGANISATION}
_LAYERS: Final = {"entities": GoldLayer.NAMES, "quotes": GoldLayer.SPEECH}
_FORMS: Final = {
    "name": SpeakerForm.NAME,
    "pronoun": SpeakerForm.PRONOUN,
    "nominal": SpeakerForm.DESCRIPTION,
    "implicit": SpeakerForm.IMPLICIT,
}
# Where the name of a speaker comes from. With any other source it is only what the sentence says.
_RESOLVED: Final = frozenset({"gold-coref", "gold-surface", "hand", "silver-dcoref"})

Object = Mapping[str, Any]


def read_jsonl(data: bytes, path: Path) -> tuple[GoldDocument, ...]:
    """The texts of a file. `path` is for messages.

    Raises PressmarkError, with file and line, where a line is no JSON or not of the form above.
    """
    documents: dict[str, GoldDocument] = {}
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            document = _document(parse_json(line))
            if document.id in documents:
                raise _FormError(f"the id {document.id!r} stands twice")
        except _FormError as error:
            raise _fault(path, number, str(error)) from error
        except ValueError as error:  # JSON, UTF-8
            raise _fault(path, number, f"is no JSON in UTF-8: {error}") from error
        documents[document.id] = document
    if not documents:
        raise _fault(path, None, "holds no text")
    return tuple(documents.values())


class _FormError(Exception):
    """JSON, but not of the form described."""


def _fault(path: Path, line: int | None, message: str) -> PressmarkError:
    hint = "correct the file, or take it out of the folder"
    return PressmarkError(Finding(path=str(path), line=line, rule="gold", message=message, hint=hint))


@dataclass(frozen=True, slots=True)
class _Reader:
    """One JSON object: its values by key, of the type they must have, or _FormError."""

    values: Object
    where: str

    def string(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key)
        value = default if value is None else value
        if not isinstance(value, str):
            raise _FormError(f"{self.where} has no {key!r} in words")
        value.encode()  # raises ValueError: half a surrogate pair is no character
        return value

    def items(self, key: str) -> Iterator["_Reader"]:
        for number, item in enumerate(self._list(key), start=1):
            if not isinstance(item, dict):
                raise _FormError(f"{key} {number} is no object")
            yield _Reader(item, f"{key} {number}")

    def strings(self, key: str) -> tuple[str, ...]:
        values = self._list(key)
        if not all(isinstance(value, str) for value in values):
            raise _FormError(f"{self.where} has a {key!r} that is no list of words")
        return tuple(values)

    def span(self, length: int) -> Span:
        return self._span([self.values.get("start"), self.values.get("end")], length)

    def spans(self, key: str, length: int) -> tuple[Span, ...]:
        return tuple(self._span(value, length) for value in self._list(key))

    def kind(self, value: str) -> EntityKind:
        if value not in _KINDS:
            raise _FormError(f"{self.where} is a {value!r}, not one of {', '.join(_KINDS)}")
        return _KINDS[value]

    def _list(self, key: str) -> list[Any]:
        value = self.values.get(key) or []
        if not isinstance(value, list):
            raise _FormError(f"{self.where} has a {key!r} that is no list")
        return value

    def _span(self, value: object, length: int) -> Span:
        match value:
            case [int(start), int(end)] if 0 <= start < end <= length:
                return Span(start, end)
        raise _FormError(f"{self.where} reaches from and to {value!r}, not within the {length} characters")


def _document(values: object) -> GoldDocument:
    if not isinstance(values, dict):
        raise _FormError("is no JSON object")
    reader = _Reader(values, "the text")
    text = reader.string("text")
    unknown = set(reader.strings("layers")) - set(_LAYERS)
    if unknown:
        raise _FormError(f"has an unknown layer {min(unknown)!r}; known are {', '.join(_LAYERS)}")
    marked = None
    if "marked" in values:
        marked = tuple(_speech(item, text, trim=True) for item in reader.items("marked"))
    return GoldDocument(
        id=reader.string("id"),
        text=text,
        layers=frozenset(_LAYERS[name] for name in reader.strings("layers")),
        names=tuple(_name(item, text) for item in reader.items("entities")),
        speech=tuple(_speech(item, text) for item in reader.items("quotes")),
        marked=marked,
        licence=reader.string("licence", ""),
    )


def _name(item: _Reader, text: str) -> GoldName:
    span, kind = item.span(len(text)), item.kind(item.string("type"))
    return GoldName(
        spans=(span, *item.spans("alt_spans", len(text))),
        kind=kind,
        kinds=readings(span.of(text), {kind, *map(item.kind, item.strings("alt"))}),
        optional=bool(item.values.get("optional")),
    )


def _speech(item: _Reader, text: str, *, trim: bool = False) -> GoldSpeech:
    span = item.span(len(text))
    name, words = item.string("speaker", ""), item.string("speaker_text", "")
    form = _FORMS.get(item.string("speaker_form", ""), SpeakerForm.DESCRIPTION)
    source = item.string("speaker_src", "")
    # What a person wrote for a description is itself a description.
    described = form is SpeakerForm.DESCRIPTION and source == "hand"
    speaker: GoldSpeaker | None = None
    if form is SpeakerForm.NAME:
        names = (name, *item.strings("speaker_alt"), words)
        speaker = GoldSpeaker(names=tuple(filter(None, names)))
    elif source in _RESOLVED and not described:
        speaker = GoldSpeaker(names=tuple(filter(None, (name, *item.strings("speaker_alt")))))
    elif form is not SpeakerForm.PRONOUN:
        speaker = GoldSpeaker(descriptions=(words or name,))
    return GoldSpeech(
        span=trimmed(text, span) if trim else span,
        speakers=(speaker,) if speaker and (name or words) else (),
        form=form,
        optional=bool(item.values.get("optional")),
    )
