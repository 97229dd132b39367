"""The project's own gold as what is to be found: records become the names they are known by."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pressmark.evaluation.words import readings, trimmed
from pressmark.model import (
    Gold,
    GoldDocument,
    GoldLayer,
    GoldMention,
    GoldMode,
    GoldName,
    GoldQuotation,
    GoldSpeaker,
    GoldSpeech,
    MentionForm,
    Person,
    PersonRole,
    Record,
    Register,
    Span,
    SpeakerForm,
)

_SENTENCE_END = re.compile(r"[.!?…]+[\"”’»]*(?=\s|$)")


def gold_document(gold: Gold, siglum: str, text: str, register: Register) -> GoldDocument:
    """What is to be found in an article. `register` holds the records that its gold points to.

    Pull quotes are left out: they repeat what stands in the text already.
    """
    records = register.by_id()
    indirect = [quotation for quotation in gold.quotations if quotation.mode is GoldMode.INDIRECT]
    direct = [quotation for quotation in gold.quotations if quotation.mode is GoldMode.DIRECT]
    alone = [each for each in direct if not any(outer.span.covers(each.span) for outer in indirect)]

    def speech(quotation: GoldQuotation, span: Span) -> GoldSpeech:
        return GoldSpeech(
            span=span,
            speakers=tuple(_speaker(records, each) for each in quotation.speakers),
            form=_form(text, quotation, gold.mentions),
        )

    return GoldDocument(
        id=siglum,
        text=text,
        layers=frozenset(GoldLayer),
        names=tuple(_names(gold.mentions, text)),
        speech=tuple(speech(each, each.span) for each in (*indirect, *alone)),
        marked=tuple(speech(each, trimmed(text, each.span)) for each in direct),
        dates=gold.dates,
    )


def _names(mentions: Sequence[GoldMention], text: str) -> Iterator[GoldName]:
    for mention in mentions:
        if mention.form is MentionForm.NAME:
            kinds = readings(mention.span.of(text), {mention.kind})
            yield GoldName(spans=(mention.span,), kind=mention.kind, kinds=kinds, record=mention.record)


def _speaker(records: Mapping[str, Record], record_id: str) -> GoldSpeaker:
    record = records.get(record_id)
    if record is None:
        return GoldSpeaker(descriptions=(record_id,), record=record_id)
    if isinstance(record, Person) and record.role is not PersonRole.NAMED:
        return GoldSpeaker(descriptions=tuple(record.names()), record=record_id)
    return GoldSpeaker(names=tuple(record.names()), record=record_id)


def _form(text: str, quotation: GoldQuotation, mentions: Sequence[GoldMention]) -> SpeakerForm:
    """How the sentence around a stretch refers to its speakers, to judge by the marked mentions in it."""
    before, behind = _around(text, quotation.span)
    forms = {
        mention.form
        for mention in mentions
        if mention.record in quotation.speakers
        and (before.covers(mention.span) or behind.covers(mention.span))
    }
    if MentionForm.NAME in forms:
        return SpeakerForm.NAME
    if MentionForm.DESCRIPTION in forms:
        return SpeakerForm.DESCRIPTION
    has_words = re.search(r"\w", before.of(text) + behind.of(text))
    return SpeakerForm.PRONOUN if has_words else SpeakerForm.IMPLICIT


def _around(text: str, span: Span) -> tuple[Span, Span]:
    """What stands before and behind a stretch in its own sentence."""
    line_start = text.rfind("\n", 0, span.start) + 1
    line_end = text.find("\n", span.end)
    line_end = len(text) if line_end < 0 else line_end
    start = line_start
    for ending in _SENTENCE_END.finditer(text, line_start, span.start):
        start = ending.end()
    closed = re.search(r"[.!?…]+[\"”’»]*$", span.of(text)) and re.match(
        r"\s*(?:[^\w\s]*[A-Z]|$)", text[span.end : line_end]
    )
    ending_behind = _SENTENCE_END.search(text, span.end, line_end)
    end = span.end if closed else ending_behind.end() if ending_behind else line_end
    return Span(start, span.start), Span(span.end, max(end, span.end))
