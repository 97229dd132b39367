"""Direct speech: which quoted words are speech, whose, and which parts belong together."""

from collections.abc import Sequence
from dataclasses import replace

from pressmark.annotate.attribution import (
    Attribution,
    find_attribution,
    find_circumstances,
    find_inherited,
)
from pressmark.annotate.frames import Frame
from pressmark.annotate.marks import Stretch
from pressmark.annotate.speakers import UNKNOWN, Speakers
from pressmark.model import BlockKind, Cue, Quotation, QuotedWords, Span, SpeechMode, WordsKind

_FEW_WORDS = 4  # quoted words without a cue, up to this many, are no speech
_LONGEST_CUE = 25  # tokens between two parts of one interrupted quotation
# Words behind which a name or title stands in quotation marks.
_NAMING = frozenset(["named", "titled", "entitled", "nicknamed", "headlined", "captioned"])
# In these parts of an article quoted words are labels and titles rather than speech.
_WITHOUT_SPEECH = frozenset({BlockKind.FURNITURE, BlockKind.CREDIT})


def _quoted_words(frame: Frame, stretch: Stretch, found: Attribution | None) -> QuotedWords | None:
    """The stretch as quoted words that nobody says, if it looks so."""
    inner = frame.tokens[stretch.first : stretch.end]
    words = [token for token in inner if token.is_word]
    # A stop inside the marks counts where the words have a cue or a sentence of their own.
    begins = (
        stretch.first == frame.sentence_of(stretch.first)[0] or frame.tokens[stretch.first - 1].text in ",:"
    )
    ends_sentence = (begins or found is not None) and len(inner) > 2 and inner[-2].text in ".!?"
    kind, certainty, rule = WordsKind.SO_CALLED, 0.6, "scare-quotes"
    if frame.passage.kind in _WITHOUT_SPEECH:
        kind, certainty, rule = WordsKind.MENTIONED, 0.9, "quoted-label"
    elif _is_named_so(frame, stretch) and len(words) <= 2 * _FEW_WORDS:
        kind, certainty, rule = WordsKind.MENTIONED, 0.8, "quoted-title"
    elif ends_sentence or not words:
        return None
    elif 0 < len(words) <= _FEW_WORDS + 2 and all(token.is_capitalised for token in words):
        kind, rule = WordsKind.MENTIONED, "quoted-title"
    elif len(words) > _FEW_WORDS:
        return None
    return QuotedWords(span=frame.span(stretch.first, stretch.end), kind=kind, certainty=certainty, rule=rule)


def _is_named_so(frame: Frame, stretch: Stretch) -> bool:
    """Whether a word before the marks says that they hold a name or title ("a boat named “Odile”")."""
    return stretch.first > 0 and frame.tokens[stretch.first - 1].text.lower() in _NAMING


def _is_title(frame: Frame, stretch: Stretch, found: Attribution | None) -> bool:
    """Whether a stretch is a name or the title of a work in a sentence that happens to have a cue."""
    inner = frame.tokens[stretch.first + 1 : stretch.end - 1]
    words = [token for token in inner if token.is_word]
    if _is_named_so(frame, stretch):
        return len(words) <= 2 * _FEW_WORDS
    if found is None or found.cue is None:
        return False
    introduced = found.cue.end == stretch.first or frame.tokens[stretch.first - 1].text in ",:"
    return (
        0 < len(words) <= _FEW_WORDS + 2
        and not introduced
        and inner[-1].is_word
        and all(token.is_capitalised for token in words)
    )


def _is_term(frame: Frame, stretch: Stretch, found: Attribution) -> bool:
    """Whether a stretch is a term with its article before it ("which they call a “route out”")."""
    before = frame.tokens[stretch.first - 1].text.lower() if stretch.first else ""
    labels = found.cue is not None and found.cue.lemma in frame.language.labelling
    return labels and before in ("a", "an", "the")


def _goes_on(frame: Frame, stretch: Stretch, previous: Stretch | None, found: Attribution | None) -> bool:
    """Whether a stretch continues the speech of the one before it.

    It does when it takes up an open quotation of the paragraph before; when it begins a
    sentence behind speech in its own paragraph and has no cue; and when one cue stands
    between both (“We sail,” she said, “at noon.”).
    """
    if previous is None:
        return False
    if stretch.continues:
        return previous.passage == stretch.passage - 1 and not previous.closed
    if previous.passage != stretch.passage:
        return False
    if found is None or found.cue is None:
        return found is None and frame.sentence_of(stretch.first)[0] == stretch.first
    gap = stretch.first - previous.end
    cue_between = previous.end <= found.cue.index < stretch.first
    same_sentence = frame.sentence_of(stretch.first)[0] < previous.end
    return (
        cue_between
        and same_sentence
        and gap <= _LONGEST_CUE
        and frame.tokens[stretch.first - 1].text in ",:;—–-"
    )


def find_quotations(
    frames: Sequence[Frame], speakers: Speakers
) -> tuple[tuple[Quotation, ...], tuple[QuotedWords, ...]]:
    """Direct speech with its speakers, and the quoted words that are no speech, each in order.

    Stretches are one quotation of several parts where a cue interrupts them, where speech
    goes on behind its cue in the same paragraph, and where it runs over paragraphs.
    """
    quotations: list[Quotation] = []
    unspoken: list[QuotedWords] = []
    previous: Stretch | None = None  # the last stretch that was speech
    for frame in frames:
        if frame.passage.kind is BlockKind.PULL_QUOTE:
            continue
        for at, stretch in enumerate(frame.stretches):
            found = find_attribution(frames, frame, at)
            goes_on = _goes_on(frame, stretch, previous, found)
            if not goes_on and (
                found is None
                or not found.subject
                or frame.passage.kind in _WITHOUT_SPEECH
                or _is_title(frame, stretch, found)
                or _is_term(frame, stretch, found)
            ):
                words = _quoted_words(frame, stretch, found)
                if words:
                    unspoken.append(words)
                    continue
            previous = stretch
            span = frame.span(stretch.first, stretch.end)
            if goes_on:
                quotations[-1] = replace(quotations[-1], parts=(*quotations[-1].parts, span))
                continue
            source = found or find_inherited(frames, frame, at)
            quotations.append(_quotation(frame, span, source, speakers))
    return tuple(quotations), tuple(unspoken)


def _quotation(frame: Frame, span: Span, found: Attribution | None, speakers: Speakers) -> Quotation:
    """One quotation with its first part, and what its attribution says of it."""
    speaker, cue, medium = UNKNOWN, None, None
    addressees: tuple[str, ...] = ()
    if found:
        speaker = speakers.resolve(found.passage, found.subject)
        if found.inherited and speaker.records:
            speaker = replace(speaker, certainty=min(speaker.certainty, 0.55), rule="same-speaker")
        if found.cue and found.passage == frame.number:
            cue = Cue(span=frame.span(found.cue.index, found.cue.end), lemma=found.cue.lemma)
            addressees, medium = find_circumstances(frame, found, speaker.records)
    return Quotation(
        parts=(span,),
        mode=SpeechMode.DIRECT,
        speakers=speaker.records,
        certainty=min(0.95, speaker.certainty),
        rule=speaker.rule,
        cue=cue,
        addressees=addressees,
        medium=medium,
    )
