"""What the tool found, in the form in which the measures compare it with the gold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pressmark.evaluation.words import core
from pressmark.model import Annotations, EntityKind, MentionForm, Record, Register, Span, SpeechMode


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundName:
    """A name without titles and the like. `certainty` is in hundredths."""

    span: Span
    kind: EntityKind
    record: str | None = None
    certainty: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSpeaker:
    """The record that is said to speak, and its name."""

    record: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSpeech:
    """One stretch of speech. `certainty` is in hundredths."""

    span: Span
    speakers: tuple[FoundSpeaker, ...] = ()
    certainty: int = 100


def found_names(text: str, annotations: Annotations) -> list[FoundName]:
    """The names, descriptions left out. Of names within longer ones, the longest."""
    unique: dict[tuple[Span, EntityKind], FoundName] = {}
    for mention in annotations.mentions:
        if mention.form is not MentionForm.NAME:
            continue
        start = mention.role.end if mention.role else mention.span.start
        span = core(text, Span(start, mention.span.end), mention.kind)
        unique[span, mention.kind] = FoundName(
            span=span, kind=mention.kind, record=mention.record, certainty=hundredths(mention.certainty)
        )
    names = sorted(unique.values(), key=lambda name: (name.span.start, -name.span.end))
    outermost: list[FoundName] = []
    reach = Span(0, 0)  # the longest span that has begun so far and reaches farthest
    for name in names:
        if not (reach.covers(name.span) and len(reach) > len(name.span)):
            outermost.append(name)
        if name.span.end > reach.end:
            reach = name.span
    return outermost


def found_speech(annotations: Annotations, register: Register) -> list[FoundSpeech]:
    """The parts of all quotations; words in quotation marks within reported speech belong to it."""
    records = {record.id: record for record in (*register, *annotations.proposals)}
    indirect = [
        part
        for quotation in annotations.quotations
        if quotation.mode is SpeechMode.INDIRECT
        for part in quotation.parts
    ]
    return [
        FoundSpeech(
            span=part,
            speakers=tuple(_speakers(quotation.speakers, records)),
            certainty=hundredths(quotation.certainty),
        )
        for quotation in annotations.quotations
        for part in quotation.parts
        if quotation.mode is SpeechMode.INDIRECT or not any(outer.covers(part) for outer in indirect)
    ]


def _speakers(ids: Iterable[str], records: Mapping[str, Record]) -> Iterable[FoundSpeaker]:
    for record_id in ids:
        record = records.get(record_id)
        yield FoundSpeaker(record=record_id, name=record.name if record else record_id)


def hundredths(certainty: float) -> int:
    """A certainty as the TEI writes it: two decimals."""
    return round(100 * certainty)
