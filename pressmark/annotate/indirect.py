"""Indirect speech: clauses that report what somebody said, without quotation marks."""

from bisect import bisect_right
from collections.abc import Sequence

from pressmark.annotate.cues import Verb, subject_after, subject_before
from pressmark.annotate.frames import Frame
from pressmark.annotate.phrases import PhraseKind
from pressmark.annotate.speakers import UNKNOWN, Speakers
from pressmark.model import BlockKind, Cue, Quotation, Span, SpeechMode

_PARTS = frozenset({BlockKind.PARAGRAPH, BlockKind.STANDFIRST})
# After these a clause follows without "that" so often that it is taken for one.
_WITHOUT_THAT = frozenset(["say", "claim", "insist", "argue", "believe", "think", "hope", "maintain"])
_CLOSING = frozenset(".!?;")
_REACH = 80  # tokens that a subject may be away from its cue
_LONGEST_ADDRESSEE = 7  # tokens between "told" and "that"


def _clause_after(frame: Frame, cue: Verb, end: int) -> tuple[int, float, str] | None:
    """Where the clause of a verb of saying begins, with certainty and rule; None if it has none."""
    tokens = frame.tokens
    for index in range(cue.end, min(end, cue.end + _LONGEST_ADDRESSEE + 1)):
        word = tokens[index].text
        if word == "that" and index + 1 < end:
            return index + 1, 0.9, "that-clause"
        if not tokens[index].is_word and word != ",":
            break
        if word.lower() in frame.language.clause_openers:
            break
    following = tokens[cue.end] if cue.end < end else None
    if following is None or not following.is_word or cue.lemma not in _WITHOUT_THAT:
        return None
    if following.text.lower() in frame.language.prepositions | frame.language.clause_openers | {"so", "and"}:
        return None
    return cue.end, 0.7, "bare-clause"


def _clause_end(frame: Frame, first: int, end: int) -> int:
    """The end of the clause: the sentence without its closing stop, unless a quotation holds it."""
    while end > first and end - 1 not in frame.inside and frame.tokens[end - 1].text in _CLOSING:
        end -= 1
    return end


def _is_quoted(frame: Frame, first: int, end: int) -> bool:
    """Whether the clause is nothing but one quotation, or cuts one in two."""
    low = bisect_right(frame.stretches, first, key=lambda stretch: stretch.end)
    for stretch in frame.stretches[low:]:
        if stretch.first >= end:
            break
        if stretch.first <= first and end <= stretch.end + 1:
            return True
        if stretch.first < end < stretch.end:
            return True
    return False


def find_indirect(frames: Sequence[Frame], speakers: Speakers) -> tuple[Quotation, ...]:
    """Indirect speech in running text, in order; of clauses inside clauses only the outer one."""
    found = []
    for frame in frames:
        if frame.passage.kind not in _PARTS:
            continue
        taken = 0  # tokens before this index belong to a clause already
        for cue in frame.cues:
            if cue.index < taken:
                continue
            clause = _find_clause(frame, cue)
            if clause is None:
                continue
            first, end, certainty, rule = clause
            if first >= end or _is_quoted(frame, first, end):
                continue
            sentence_first, sentence_end = frame.sentence_of(cue.index)
            tokens = frame.tokens
            if cue.is_according:
                phrases = frame.phrases_in(cue.end, min(sentence_end, cue.end + _REACH))
                subject = subject_after(tokens, phrases, cue.end, sentence_end, frame.language)
            else:
                low = max(sentence_first, cue.index - _REACH)
                phrases = frame.phrases_in(low, cue.index)
                subject = subject_before(tokens, phrases, low, cue.index, frame.language)
            if not subject and not _has_noun_subject(frame, cue):
                continue
            addressees = () if cue.is_according else tuple(
                phrase.mention.record
                for phrase in frame.phrases_in(cue.end, first)
                if phrase.mention and phrase.mention.record and phrase.kind is PhraseKind.NAME
            )  # fmt: skip
            speaker = speakers.resolve(frame.number, subject) if subject else UNKNOWN
            taken = end
            found.append(
                Quotation(
                    parts=(Span(tokens[first].start, tokens[end - 1].end),),
                    mode=SpeechMode.INDIRECT,
                    speakers=speaker.records,
                    certainty=round(min(certainty, speaker.certainty if subject else certainty), 2),
                    rule=rule,
                    cue=Cue(span=Span(tokens[cue.index].start, tokens[cue.end - 1].end), lemma=cue.lemma),
                    addressees=addressees,
                )
            )
    return tuple(found)


def _has_noun_subject(frame: Frame, cue: Verb) -> bool:
    """Whether a word that is no name may be the subject ("the press reported that")."""
    before = frame.tokens[cue.index - 1] if cue.index else None
    return before is not None and before.is_word and before.text.lower() not in frame.language.prepositions


def _find_clause(frame: Frame, cue: Verb) -> tuple[int, int, float, str] | None:
    """The clause that a cue reports, as (first, end, certainty, rule)."""
    sentence_first, sentence_end = frame.sentence_of(cue.index)
    if not cue.is_according:
        if cue.lemma not in frame.language.clause_cues:
            return None
        start = _clause_after(frame, cue, sentence_end)
        if start is None:
            return None
        first, certainty, rule = start
        return first, _clause_end(frame, first, sentence_end), certainty, rule
    if any(not other.is_according for other in frame.cues_in(sentence_first, cue.index)):
        return None  # "she said, according to the Courier" names the medium of what she said
    tokens = frame.tokens
    comma = next((i for i in range(cue.end, sentence_end) if tokens[i].text == ","), None)
    if cue.index == sentence_first:
        if comma is None:
            return None
        while (later := _next_comma(frame, comma, sentence_end)) and later - comma <= 4:
            comma = later
        return comma + 1, _clause_end(frame, comma + 1, sentence_end), 0.8, "according-to"
    end = cue.index
    while end > sentence_first and not tokens[end - 1].is_word and end - 1 not in frame.inside:
        end -= 1
    return sentence_first, end, 0.8, "according-to"


def _next_comma(frame: Frame, comma: int, end: int) -> int | None:
    """The comma that ends an apposition ("According to Ada Byron, a surgeon, …"), if one begins here."""
    tokens = frame.tokens
    if comma + 1 >= end or tokens[comma + 1].text.lower() not in frame.language.indefinite | {"the", "who"}:
        return None
    return next((i for i in range(comma + 1, end) if tokens[i].text == ","), None)
