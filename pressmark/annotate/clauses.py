"""Clauses that a verb of saying reports, without quotation marks.

A clause follows its verb ("she said that it would sail", "she told them it would sail",
"she asked whether it would sail"), or the verb stands behind or inside the clause ("It would
sail, she said, at noon"), or "according to" somebody takes the verb's place.
"""

from dataclasses import dataclass

from pressmark.annotate.cues import Verb, subject_after, subject_before
from pressmark.annotate.frames import REACH, Frame
from pressmark.annotate.phrases import Phrase, PhraseKind

_CLOSING = frozenset(".!?;")
_LONGEST_ADDRESSEE = 7  # tokens between "told" and "that"
_LONGEST_TAIL = 6  # tokens behind the verb of a clause reported before it ("…, she said on Monday.")
_SHORTEST = 2  # tokens of a clause
_QUESTION_WORDS = frozenset(["whether", "if", "what", "when", "where", "who", "why", "how", "which"])
_NO_CLAUSE = frozenset(
    ["so", "and", "nothing", "something", "anything", "yes", "no", "simply", "then", "thanks"]
)
_TIMES = frozenset(["morning", "afternoon", "evening", "week", "month", "year", "time"])
_OBJECTS = frozenset(["me", "us", "him", "her", "them", "you", "it"])


@dataclass(frozen=True, slots=True)
class Clause:
    """A reported clause: its parts as ranges of token indices, and the subject of its cue."""

    parts: tuple[tuple[int, int], ...]
    subject: tuple[Phrase, ...]
    certainty: float
    rule: str


def _trim(frame: Frame, first: int, end: int) -> tuple[int, int]:
    """The range without punctuation at its ends, unless quotation marks hold it."""
    tokens = frame.tokens
    while (
        end > first
        and end - 1 not in frame.inside
        and not tokens[end - 1].is_word
        and tokens[end - 1].text != ")"
    ):
        end -= 1
    while (
        first < end and first not in frame.inside and not tokens[first].is_word and tokens[first].text != "("
    ):
        first += 1
    return first, end


def _make(
    frame: Frame, parts: list[tuple[int, int]], subject: tuple[Phrase, ...], certainty: float, rule: str
) -> Clause | None:
    trimmed = tuple(part for part in (_trim(frame, *each) for each in parts) if part[1] - part[0] >= 1)
    length = sum(end - first for first, end in trimmed)
    return Clause(trimmed, subject, certainty, rule) if length >= _SHORTEST else None


def _subject(frame: Frame, cue: Verb, sentence_first: int) -> tuple[Phrase, ...]:
    low = max(sentence_first, cue.index - REACH)
    return subject_before(frame.tokens, frame.phrases_in(low, cue.index), low, cue.index, frame.language)


def _next_comma(frame: Frame, first: int, end: int) -> int | None:
    """The index of the next comma outside quotation marks, or of one that ends a quotation."""
    for index in range(first, min(end, first + REACH)):
        if frame.tokens[index].text == ",":
            ends_quotation = index + 1 in frame.inside and index + 2 not in frame.inside
            within = index in frame.inside and index + 1 in frame.inside and index + 2 <= end
            if ends_quotation or not within:
                return index
    return None


def _behind(frame: Frame, cue: Verb, end: int) -> tuple[int, float, str] | None:
    """Where the clause that follows a cue begins, with certainty and rule."""
    tokens, language = frame.tokens, frame.language
    asks = cue.lemma in ("ask", "wonder")
    for index in range(cue.end, min(end, cue.end + _LONGEST_ADDRESSEE + 1)):
        word = tokens[index].text.lower()
        if word == "that" and index + 1 < end:
            # "said that was unfair": the word is the clause's own subject.
            stands_alone = tokens[index + 1].text.lower() in language.be | language.modals
            return (index if stands_alone else index + 1), 0.75, "that-clause"
        if asks and word in _QUESTION_WORDS and index + 2 < end:
            return index, 0.6, "question-clause"
        if not tokens[index].is_word and word != ",":
            break
        if word in language.clause_openers:
            break
    first = cue.end
    if cue.lemma == "tell":
        first = _behind_addressee(frame, cue.end, end)
    elif cue.lemma not in language.bare_cues:
        return None
    if first >= end or not tokens[first].is_word:
        return None
    word = tokens[first].text.lower()
    starts_clause = word in language.pronouns or word in language.definite or tokens[first].is_capitalised
    if cue.lemma == "tell":
        return (first, 0.7, "bare-clause") if first > cue.end and starts_clause else None
    starts_clause = starts_clause or word in language.indefinite or word in language.plural_sources
    is_time = word == "this" and first + 1 < end and tokens[first + 1].text.lower() in _TIMES
    if not starts_clause and word[0].isalpha() and not word.endswith("s") and word not in ("there", "nobody"):
        return None
    if is_time or word in _NO_CLAUSE or word in language.prepositions:
        return None
    if any(token.text == ":" for token in tokens[first : first + 3]):
        return None
    return first, 0.7, "bare-clause"


def _behind_addressee(frame: Frame, first: int, end: int) -> int:
    """The index behind the one who is told, at `first`; `first` itself where nobody is."""
    if first < end and frame.tokens[first].text.lower() in _OBJECTS:
        return first + 1
    for phrase in frame.phrases_in(first, min(end, first + _LONGEST_ADDRESSEE)):
        determined = all(
            t.text.lower() in frame.language.definite for t in frame.tokens[first : phrase.first]
        )
        return phrase.end if determined and phrase.kind is not PhraseKind.PRONOUN else first
    is_plural = (
        first + 1 < end and frame.tokens[first].text.endswith("s") and frame.tokens[first].text.islower()
    )
    return first + 1 if is_plural else first


def _following(frame: Frame, cue: Verb) -> Clause | None:
    """A clause behind its cue; it ends with the sentence, or with the relative clause of its cue."""
    sentence_first, sentence_end = frame.sentence_of(cue.index)
    start = _behind(frame, cue, sentence_end)
    if start is None:
        return None
    first, certainty, rule = start
    subject = _subject(frame, cue, sentence_first)
    if not subject and not _has_noun_subject(frame, cue):
        return None
    end = sentence_end
    is_relative = bool(subject) and frame.tokens[subject[-1].first].text.lower() == "who"
    if is_relative and (comma := _next_comma(frame, first, sentence_end)) is not None:
        # A comma inside quotation marks belongs to the clause, with the mark behind it.
        end = comma
        while end < sentence_end and end <= comma + 1 and end in frame.inside:
            end += 1
    return _make(frame, [(first, end)], subject, certainty, rule)


def _has_noun_subject(frame: Frame, cue: Verb) -> bool:
    """Whether a word that is no name may be the subject ("the press reported that")."""
    before = frame.tokens[cue.index - 1] if cue.index else None
    return before is not None and before.is_word and before.text.lower() not in frame.language.prepositions


def _parenthetical(frame: Frame, cue: Verb) -> Clause | None:
    """A clause before its cue, or around it: "It would sail, she said, at noon."."""
    tokens, language = frame.tokens, frame.language
    sentence_first, sentence_end = frame.sentence_of(cue.index)
    subject = _subject(frame, cue, sentence_first)
    start = subject[0].first if subject else _noun_start(frame, cue, sentence_first)
    end = cue.end
    if not subject and start is None:
        inverted = frame.phrases_in(cue.end, min(sentence_end, cue.end + _LONGEST_TAIL))
        subject = subject_after(tokens, inverted, cue.end, sentence_end, language)
        if not subject:
            return None
        start, end = cue.index, subject[-1].end
    if start is None or (subject and tokens[subject[0].first].text.lower() == "who"):
        return None
    comma = start - 1
    while comma > sentence_first and (
        tokens[comma].is_capitalised or tokens[comma].text.lower() in language.definite
    ):
        comma -= 1  # a title or an article before the name
    if comma <= sentence_first or tokens[comma].text != "," or comma in frame.inside:
        return None
    if (
        subject
        and subject[-1].end < cue.index
        and any(token.text in (",", "(") for token in tokens[subject[-1].end : cue.index])
    ):
        return None
    parts = [(sentence_first, comma)]
    rest = _next_comma(frame, end, min(sentence_end, end + _LONGEST_TAIL + 1))
    if rest is not None:
        parts.append((rest + 1, sentence_end))
    elif sentence_end - end > _LONGEST_TAIL + 1:
        return None
    if sentence_first in frame.inside:
        return None  # direct speech before the cue
    return _make(frame, parts, subject, 0.65, "parenthetical")


def _noun_start(frame: Frame, cue: Verb, sentence_first: int) -> int | None:
    """Where a short noun phrase right before a cue begins, if it begins with its determiner."""
    for index in range(cue.index - 1, max(sentence_first, cue.index - 5), -1):
        word = frame.tokens[index].text.lower()
        if word in frame.language.definite or word in frame.language.indefinite:
            return index
        if not frame.tokens[index].is_word:
            return index + 1 if index + 1 == cue.index - 1 and word == "," else None
    return None


def _according(frame: Frame, cue: Verb) -> Clause | None:
    """A clause that is so according to somebody, who is named before, inside or behind it."""
    tokens = frame.tokens
    sentence_first, sentence_end = frame.sentence_of(cue.index)
    if any(
        not other.is_according for other in frame.cues_in(max(sentence_first, cue.index - REACH), cue.index)
    ):
        return None  # "she said, according to the Courier" names the medium of what she said
    phrases = frame.phrases_in(cue.end, min(sentence_end, cue.end + REACH))
    subject = subject_after(tokens, phrases, cue.end, sentence_end, frame.language)
    comma = _next_comma(frame, cue.end, sentence_end)
    while comma is not None and (later := _end_of_apposition(frame, comma, sentence_end)):
        comma = later
    if cue.index <= sentence_first + 1:
        return (
            _make(frame, [(comma + 1, sentence_end)], subject, 0.8, "according-to")
            if comma is not None
            else None
        )
    before = cue.index - 1
    if tokens[before].text == "," and tokens[before - 1].text.lower() in ("and", "but") and comma is not None:
        return _make(frame, [(comma + 1, sentence_end)], subject, 0.7, "according-to")
    parts = [(sentence_first, cue.index)]
    if comma is not None and tokens[before].text == ",":
        parts.append((comma + 1, sentence_end))
    return _make(frame, parts, subject, 0.8, "according-to")


def _end_of_apposition(frame: Frame, comma: int, end: int) -> int | None:
    """The comma behind an apposition ("According to Ada Byron, a surgeon, …"), if one begins here."""
    words = frame.language.indefinite | {"the", "who"}
    if comma + 1 >= end or frame.tokens[comma + 1].text.lower() not in words:
        return None
    later = _next_comma(frame, comma + 1, end)
    return later if later is not None and later - comma <= _LONGEST_ADDRESSEE else None


def find_clause(frame: Frame, cue: Verb) -> Clause | None:
    """The clause that a cue reports, or None."""
    if cue.is_according:
        return _according(frame, cue)
    if cue.lemma not in frame.language.clause_cues:
        return None
    return _following(frame, cue) or _parenthetical(frame, cue)
