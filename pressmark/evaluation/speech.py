"""Measuring speech: which words are speech, and who speaks them."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pressmark.evaluation.found import FoundSpeaker, FoundSpeech
from pressmark.evaluation.stretches import stretches
from pressmark.evaluation.words import same_speaker, similar_words, trimmed, words_in
from pressmark.model import (
    GoldDocument,
    GoldSpeaker,
    GoldSpeech,
    Measure,
    Span,
    SpeakerForm,
    Tallies,
    Tally,
    answer,
)

# Of the words of the longer of two stretches, so many have to be shared.
_SAME = 0.8
# What shares so many with optional speech counts neither way.
_NEAR_OPTIONAL = 0.4
# Of the shorter of a quotation and a stretch in quotation marks.
_FEWEST_SHARED = 0.5

_OF_FORM = {
    SpeakerForm.NAME: Measure.SPEAKER_NAMED,
    SpeakerForm.PRONOUN: Measure.SPEAKER_PRONOUN,
    SpeakerForm.IMPLICIT: Measure.SPEAKER_IMPLICIT,
    SpeakerForm.DESCRIPTION: Measure.SPEAKER_DESCRIBED,
}

Speech = TypeVar("Speech", GoldSpeech, FoundSpeech)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechVerdict:
    """Speech that was found, and the gold's that it is. Idle speech counts neither way."""

    found: FoundSpeech
    wanted: GoldSpeech | None
    idle: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechMatching:
    """The verdicts on all speech found, and what was not found."""

    verdicts: tuple[SpeechVerdict, ...]
    missed: tuple[GoldSpeech, ...]


def match_reported(document: GoldDocument, found: Sequence[FoundSpeech]) -> SpeechMatching:
    """Pair all reported speech."""
    return _match(document.text, document.speech, found)


def match_marked(document: GoldDocument, found: Sequence[FoundSpeech]) -> SpeechMatching:
    """Pair what stands in quotation marks only, line by line."""
    text, marks = document.text, stretches(document.text)
    wanted = document.marked
    if wanted is None:
        wanted = tuple(_in_marks(text, document.speech, marks))
    unusual = {speech.span for speech in wanted if not any(stretch.covers(speech.span) for stretch in marks)}
    return _match(text, wanted, list(_in_marks(text, found, sorted({*marks, *unusual}))))


def _in_marks(text: str, speeches: Sequence[Speech], marks: Sequence[Span]) -> Iterator[Speech]:
    """The parts of speeches that stand in quotation marks; each part once, not optional if any is not."""
    parts: dict[Span, Speech] = {}
    words_of = {mark: words_in(text, mark) for mark in marks}
    for speech in speeches:
        words = words_in(text, speech.span)
        for mark in marks:
            if not mark.overlaps(speech.span):
                continue
            shared = Span(max(mark.start, speech.span.start), min(mark.end, speech.span.end))
            enough = _FEWEST_SHARED * min(len(words_of[mark]), len(words))
            count = len(words_in(text, shared))
            if not count or count < enough:
                continue
            for line in re.finditer(r"[^\n]+", text[shared.start : shared.end]):
                part = trimmed(text, Span(shared.start + line.start(), shared.start + line.end()))
                if part and (part not in parts or (_is_optional(parts[part]) and not _is_optional(speech))):
                    parts[part] = replace(speech, span=part)
    return iter(parts.values())


def _is_optional(speech: GoldSpeech | FoundSpeech) -> bool:
    return isinstance(speech, GoldSpeech) and speech.optional


def _match(text: str, wanted: Sequence[GoldSpeech], found: Sequence[FoundSpeech]) -> SpeechMatching:
    """Pair one to one what shares enough words, the best pairs first."""
    wanted_words = [words_in(text, speech.span) for speech in wanted]
    found_words = [words_in(text, speech.span) for speech in found]
    candidates = sorted(
        (-len(own & other) / max(len(own), len(other)), wanted[number].optional, number, index)
        for number, own in enumerate(wanted_words)
        for index, other in enumerate(found_words)
        if own & other
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    near_optional: set[int] = set()
    for share, optional, number, index in candidates:
        if -share >= _SAME and index not in partner and number not in taken:
            partner[index] = number
            taken.add(number)
        if optional and -share >= _NEAR_OPTIONAL:
            near_optional.add(index)
    verdicts = []
    for index, speech in enumerate(found):
        own_gold = wanted[partner[index]] if index in partner else None
        idle = own_gold.optional if own_gold else index in near_optional
        verdicts.append(SpeechVerdict(found=speech, wanted=own_gold, idle=idle))
    missed = (speech for number, speech in enumerate(wanted) if number not in taken and not speech.optional)
    return SpeechMatching(verdicts=tuple(verdicts), missed=tuple(missed))


def tally_speech(matching: SpeechMatching) -> Tally:
    """Which words are speech, whoever speaks."""
    counted = [verdict for verdict in matching.verdicts if not verdict.idle]
    right = sum(verdict.wanted is not None for verdict in counted)
    return Tally(right=right, spurious=len(counted) - right, missed=len(matching.missed))


def tally_attributed(matching: SpeechMatching, known: Collection[str]) -> Tally:
    """Speech with its speaker: both have to be right. Speech that is given no speaker is only missed."""
    right = spurious = missed = 0
    for verdict in matching.verdicts:
        if verdict.idle or (verdict.wanted and _is_undecided(verdict.wanted)):
            continue
        wanted = verdict.wanted.speakers if verdict.wanted else ()
        good = verdict.wanted is not None and bool(wanted) and is_right_speaker(verdict, known)
        right += good
        spurious += bool(verdict.found.speakers) and not good
        missed += bool(wanted) and not good
    missed += sum(bool(speech.speakers) for speech in matching.missed)
    return Tally(right=right, spurious=spurious, missed=missed)


def _is_undecided(speech: GoldSpeech) -> bool:
    """Whether the gold has a pronoun and does not say whom it stands for."""
    return speech.form is SpeakerForm.PRONOUN and not speech.speakers


def tally_speakers(matching: SpeechMatching, known: Collection[str]) -> Tallies:
    """Of the speech that was found, whether its speaker is right: overall, and by how it is referred to."""
    tallies: dict[Measure, Tally] = {}
    for verdict in matching.verdicts:
        if verdict.idle or verdict.wanted is None or not verdict.wanted.speakers:
            continue
        good = is_right_speaker(verdict, known)
        named = any(speaker.names for speaker in verdict.wanted.speakers)
        measure = _OF_FORM[verdict.wanted.form] if named else Measure.SPEAKER_NAMELESS
        for each in (measure, Measure.SPEAKER):
            tallies[each] = tallies.get(each, Tally()) + answer(good)
    return tallies


def is_right_speaker(verdict: SpeechVerdict, known: Collection[str]) -> bool:
    """Whether all speakers of the gold are among as many of those given.

    A speaker with a name whose record is among the `known` ones has to be that record. Any
    other is compared by name, and one without a name by its description.
    """
    wanted = verdict.wanted.speakers if verdict.wanted else ()
    given = verdict.found.speakers[: len(wanted)]
    for speaker in wanted:
        if not any(_is(each, speaker, known) for each in given):
            return False
    return bool(wanted)


def _is(given: FoundSpeaker, wanted: GoldSpeaker, known: Collection[str]) -> bool:
    if given.record == wanted.record:
        return True
    if not wanted.names:
        return any(similar_words(given.name, words) for words in wanted.descriptions)
    return wanted.record not in known and any(same_speaker(given.name, name) for name in wanted.names)
