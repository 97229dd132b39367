"""All measures of one text: the gold on one side, what the tool found on the other."""

from collections.abc import Iterable, Sequence

from pressmark.evaluation.found import found_names, found_speech, hundredths
from pressmark.evaluation.names import match_names, tally_different_names, tally_links, tally_names
from pressmark.evaluation.speech import (
    SpeechVerdict,
    is_right_speaker,
    match_marked,
    match_reported,
    tally_attributed,
    tally_speakers,
    tally_speech,
)
from pressmark.model import (
    Annotations,
    Bin,
    DateExpression,
    GoldDate,
    GoldDocument,
    GoldLayer,
    Marking,
    Measure,
    Quality,
    Register,
    Tally,
)

# Marks count to the nearest of these certainties.
_BINS = (50, 60, 70, 80, 90, 95, 100)

Judged = tuple[int, bool]  # certainty in hundredths, and whether the mark is right


def measure(document: GoldDocument, annotations: Annotations, register: Register) -> Quality:
    """How good the annotations of a text are, as far as its layers reach.

    `register` is what the tool knew. Where it holds the record that the gold names, the
    record has to be right; elsewhere names are compared.
    """
    known = frozenset(record.id for record in register)
    tallies: dict[Measure, Tally] = {}
    judged: dict[Marking, list[Judged]] = {}
    if GoldLayer.NAMES in document.layers:
        names = found_names(document.text, annotations)
        matching = match_names(document.text, document.names, names)
        tallies |= tally_names(matching)
        tallies[Measure.NAMES_PER_DOCUMENT] = tally_different_names(document.text, document.names, names)
        if GoldLayer.LINKS in document.layers and known:
            tallies[Measure.LINKS] = tally_links(matching, known)
        judged[Marking.NAME] = [
            (verdict.found.certainty, verdict.wanted is not None)
            for verdict in matching.verdicts
            if not verdict.idle
        ]
    if GoldLayer.SPEECH in document.layers:
        found = found_speech(annotations, register)
        marked, reported = match_marked(document, found), match_reported(document, found)
        tallies[Measure.MARKED] = tally_speech(marked)
        tallies[Measure.MARKED_SPEAKER] = tally_attributed(marked, known)
        tallies |= tally_speakers(marked, known)
        tallies[Measure.REPORTED] = tally_speech(reported)
        tallies[Measure.REPORTED_SPEAKER] = tally_attributed(reported, known)
        judged[Marking.SPEECH] = [
            (verdict.found.certainty, _is_right(verdict, known))
            for verdict in reported.verdicts
            if not verdict.idle
        ]
    if GoldLayer.DATES in document.layers:
        tallies[Measure.DATE_WORDS], tallies[Measure.DATES] = _tally_dates(document.dates, annotations.dates)
        right = {(each.span, each.earliest, each.latest) for each in document.dates}
        judged[Marking.DATE] = [
            (hundredths(each.certainty), (each.span, each.earliest, each.latest) in right)
            for each in annotations.dates
        ]
    reliability = {marking: _binned(marks) for marking, marks in judged.items()}
    return Quality(tallies=tallies, reliability=reliability)


def _is_right(verdict: SpeechVerdict, known: frozenset[str]) -> bool:
    """Whether a mark is right in all it says; of speech without a speaker, that it is speech."""
    if verdict.wanted is None:
        return False
    if not verdict.wanted.speakers or not verdict.found.speakers:
        return True
    return is_right_speaker(verdict, known)


def _tally_dates(wanted: Sequence[GoldDate], found: Sequence[DateExpression]) -> tuple[Tally, Tally]:
    """The words alone, and the words with the days they mean."""
    words = _overlap({each.span for each in wanted}, {each.span for each in found})
    days = _overlap(
        {(each.span, each.earliest, each.latest) for each in wanted},
        {(each.span, each.earliest, each.latest) for each in found},
    )
    return words, days


def _overlap(wanted: set[object], found: set[object]) -> Tally:
    right = len(wanted & found)
    return Tally(right=right, spurious=len(found) - right, missed=len(wanted) - right)


def _binned(marks: Iterable[Judged]) -> dict[str, Bin]:
    bins: dict[str, Bin] = {}
    for certainty, right in marks:
        name = f"{min(_BINS, key=lambda each: abs(each - certainty)) / 100:.2f}"
        bins[name] = bins.get(name, Bin()) + Bin(marks=1, hundredths=certainty, right=int(right))
    return bins
