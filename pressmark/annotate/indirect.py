"""Indirect speech: what somebody is reported to have said, without quotation marks."""

from bisect import bisect_right
from collections.abc import Sequence

from pressmark.annotate.clauses import Clause, find_clause
from pressmark.annotate.cues import Verb
from pressmark.annotate.frames import Frame
from pressmark.annotate.phrases import PhraseKind
from pressmark.annotate.speakers import UNKNOWN, Speakers
from pressmark.model import BlockKind, Cue, Quotation, SpeechMode

_PARTS = frozenset({BlockKind.PARAGRAPH, BlockKind.STANDFIRST})


def _is_quoted(frame: Frame, first: int, end: int) -> bool:
    """Whether the tokens are nothing but one quotation, or cut one in two."""
    low = bisect_right(frame.stretches, first, key=lambda stretch: stretch.end)
    for stretch in frame.stretches[low:]:
        if stretch.first >= end:
            break
        if stretch.first <= first and end <= stretch.end + 1:
            return True
        if stretch.first < first < stretch.end or stretch.first < end < stretch.end:
            return True
    return False


def _addressees(frame: Frame, cue: Verb, clause: Clause) -> tuple[str, ...]:
    """The names between the cue and the clause behind it: who is told."""
    if cue.is_according or clause.parts[0][0] < cue.index:
        return ()
    return tuple(
        phrase.mention.record
        for phrase in frame.phrases_in(cue.end, clause.parts[0][0])
        if phrase.mention and phrase.mention.record and phrase.kind is PhraseKind.NAME
    )


def find_indirect(frames: Sequence[Frame], speakers: Speakers) -> tuple[Quotation, ...]:
    """Indirect speech in running text, in order; of clauses inside clauses only the outer one."""
    found = []
    for frame in frames:
        if frame.passage.kind not in _PARTS:
            continue
        taken = 0  # tokens before this index belong to a clause already
        for cue in frame.cues:
            clause = find_clause(frame, cue) if cue.index >= taken else None
            if clause is None or clause.parts[0][0] < taken:
                continue
            if any(_is_quoted(frame, *part) for part in clause.parts):
                continue
            is_heard = cue.lemma in frame.language.receptive
            subject = () if is_heard else clause.subject
            speaker = speakers.resolve(frame.number, subject) if subject else UNKNOWN
            taken = max(clause.parts[-1][1], cue.end)
            found.append(
                Quotation(
                    parts=tuple(frame.span(*part) for part in clause.parts),
                    mode=SpeechMode.INDIRECT,
                    speakers=speaker.records,
                    certainty=round(min(clause.certainty, speaker.certainty if subject else 1.0), 2),
                    rule=clause.rule,
                    cue=Cue(span=frame.span(cue.index, cue.end), lemma=cue.lemma),
                    addressees=_addressees(frame, cue, clause),
                )
            )
    return tuple(found)
