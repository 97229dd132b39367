"""Attribution: the cue and the subject to which a stretch of direct speech belongs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pressmark.annotate.cues import Verb, is_adverb, subject_after, subject_before
from pressmark.annotate.frames import REACH, Frame
from pressmark.annotate.marks import Stretch
from pressmark.annotate.phrases import Phrase, PhraseKind
from pressmark.model import EntityKind

_NEAR = 2  # tokens between words woven into a sentence and the subject of a cue behind them


@dataclass(frozen=True, slots=True)
class Attribution:
    """The cue of a stretch of speech, its subject, and the zone of tokens that was searched.

    `passage` is the one in which they stand. There is no cue where a name is signed under the
    words, nor where the speaker is inherited from the speech before.
    """

    passage: int
    cue: Verb | None
    subject: tuple[Phrase, ...]
    zone: tuple[int, int]
    inherited: bool = False


def _zones(frame: Frame, at: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where the cue of the stretch at `at` may stand: the tokens before and behind it in its sentence."""
    stretch, tokens = frame.stretches[at], frame.tokens
    sentence_first, _ = frame.sentence_of(stretch.first)
    _, sentence_end = frame.sentence_of(stretch.end - 1)
    left = max(sentence_first, frame.stretches[at - 1].end if at else 0, stretch.first - REACH)
    limit = frame.stretches[at + 1].first if at + 1 < len(frame.stretches) else len(tokens)
    if sentence_end == stretch.end < len(tokens) and tokens[stretch.end - 2].text in "?!…—–-":
        # “Will it sail?” Ada Byron asked. A new sentence by its form only.
        sentence_end = frame.sentence_of(stretch.end)[1]
    return (left, stretch.first), (stretch.end, min(limit, sentence_end, stretch.end + REACH))


def _only_adverbs(frame: Frame, first: int, end: int) -> bool:
    return all(not token.is_word or is_adverb(token) for token in frame.tokens[first:end])


def _attribute_before(frame: Frame, first: int, end: int) -> Attribution | None:
    """The last cue in tokens[first:end] that has a subject there."""
    cues = frame.cues_in(first, end)
    plain = [cue for cue in cues if not cue.is_according] or cues
    for cue in reversed(plain):
        if cue.is_according:
            phrases = frame.phrases_in(cue.end, end)
            subject = subject_after(frame.tokens, phrases, cue.end, end, frame.language)
        else:
            phrases = frame.phrases_in(first, cue.index)
            subject = subject_before(frame.tokens, phrases, first, cue.index, frame.language)
        if not subject and first - 1 in frame.inside and _only_adverbs(frame, first, cue.index):
            # “We sail,” said Ada Byron, “at noon.”
            phrases = frame.phrases_in(cue.end, end)
            subject = subject_after(frame.tokens, phrases, cue.end, end, frame.language)
        if subject:
            return Attribution(frame.number, cue, subject, (first, end))
    return None


def _attribute_behind(frame: Frame, first: int, end: int) -> Attribution | None:
    """The first cue in tokens[first:end]; its subject may follow it or stand before it."""
    cues = frame.cues_in(first, end)
    plain = [cue for cue in cues if not cue.is_according] or cues
    for cue in plain[:1]:
        subject: tuple[Phrase, ...] = ()
        if cue.is_according or _only_adverbs(frame, first, cue.index):
            phrases = frame.phrases_in(cue.end, end)
            subject = subject_after(frame.tokens, phrases, cue.end, end, frame.language)
        if not subject and not cue.is_according:
            phrases = frame.phrases_in(first, cue.index)
            subject = subject_before(frame.tokens, phrases, first, cue.index, frame.language)
        return Attribution(frame.number, cue, subject, (first, end))
    return None


def _leads_in(frame: Frame, stretch: Stretch) -> bool:
    """Whether a comma, a colon or a cue stands right before the stretch."""
    before = stretch.first - 1
    return before >= 0 and (
        frame.tokens[before].text in ",:"
        or any(cue.end == stretch.first for cue in frame.cues_in(before, before + 1))
    )


def find_attribution(frames: Sequence[Frame], frame: Frame, at: int) -> Attribution | None:
    """The attribution of the stretch `frame.stretches[at]`, or None where nothing introduces it.

    Speech that begins a sentence has its cue behind it; words woven into a sentence have it
    before them, unless they end in a comma that hands over to a cue.
    """
    stretch = frame.stretches[at]
    left, right = _zones(frame, at)
    if signed := _signature(frame, *right):
        return signed
    before = _attribute_before(frame, *left)
    behind = _attribute_behind(frame, *right)
    begins = left[0] == stretch.first
    hands_over = frame.tokens[stretch.end - 2].text == ","
    if behind is not None and not (begins or hands_over) and _is_far(behind, stretch):
        behind = None
    if before is None or begins:
        return behind or before or _colon_before(frames, frame, stretch)
    takes_over = hands_over and behind is not None and bool(behind.subject)
    return behind if takes_over and not _leads_in(frame, stretch) else before


def _is_far(behind: Attribution, stretch: Stretch) -> bool:
    """Whether other words than a subject stand between words woven into a sentence and a cue."""
    first = min((phrase.first for phrase in behind.subject), default=stretch.end)
    return behind.cue is not None and min(first, behind.cue.index) > stretch.end + _NEAR


def _signature(frame: Frame, first: int, end: int) -> Attribution | None:
    """A name behind a dash right after the words: “We sail at noon.” — Ada Byron."""
    dash = first
    while dash < len(frame.tokens) and frame.tokens[dash].text in "–—-―":
        dash += 1
    if dash == first:
        return None
    named = [phrase for phrase in frame.phrases_in(dash, len(frame.tokens)) if phrase.first == dash]
    ends = bool(named) and (named[0].end == len(frame.tokens) or frame.tokens[named[0].end].text in ",.(")
    return (
        Attribution(frame.number, None, (named[0],), (first, end))
        if ends and not frame.cues_in(dash, end)
        else None
    )


def find_inherited(frames: Sequence[Frame], frame: Frame, at: int) -> Attribution | None:
    """Who spoke last before a stretch without a cue, in its paragraph or at the end of the one before."""
    first = frame.stretches[at].first
    zones = [(frame, max(0, first - REACH), first)]
    if frame.number:
        previous = frames[frame.number - 1]
        zones.append((previous, max(0, len(previous.tokens) - REACH), len(previous.tokens)))
    for searched, low, high in zones:
        for cue in reversed(searched.cues_in(low, high)):
            sentence_first, sentence_end = searched.sentence_of(cue.index)
            found = _attribute_before(searched, sentence_first, cue.end)
            found = found or _attribute_behind(searched, cue.index, sentence_end)
            if found and found.subject:
                return replace(found, cue=None, zone=(0, 0), inherited=True)
    return None


def _colon_before(frames: Sequence[Frame], frame: Frame, stretch: Stretch) -> Attribution | None:
    """The cue of the passage before, if it ends in a colon: “She said:” and a new line."""
    if stretch.first > 0 or frame.number == 0:
        return None
    previous = frames[frame.number - 1]
    if not previous.tokens or previous.tokens[-1].text != ":":
        return None
    return _attribute_before(previous, *previous.passage.sentences[-1])


def find_circumstances(
    frame: Frame, found: Attribution, speakers: Sequence[str]
) -> tuple[tuple[str, ...], str | None]:
    """The addressees and the medium, as record ids, as far as names behind the cue say them.

    "told the Courier": who is told. "said on Radio Quay", "said, according to Tidewire": where.
    """
    if found.cue is None:
        return (), None
    addressees: list[str] = []
    medium = None
    for phrase in frame.phrases_in(found.cue.end, found.zone[1]):
        mention = phrase.mention
        if mention is None or not mention.record or mention.record in speakers:
            continue
        gap = [token.text.lower() for token in frame.tokens[found.cue.end : phrase.first]]
        words = [word for word in gap if word != "the"]
        is_told = found.cue.lemma in frame.language.addressing and not words
        if (is_told or words == ["to"]) and phrase.kind is PhraseKind.NAME:
            addressees.append(mention.record)
        elif mention.kind is EntityKind.ORGANISATION and words and medium is None:
            reported = words[-2:] == ["according", "to"] or words[-1] in ("on", "via")
            medium = mention.record if reported else None
    return tuple(addressees), medium
