"""Noun phrases that can be the subject of a verb of saying.

A phrase is a name, a pronoun, or a noun for somebody who speaks ("a senior official",
"the minister"). A phrase after a preposition, in the possessive or in apposition only
qualifies another one: in "the registrar of the Court, Ada Byron, a Quillhaven woman,
said" one name is the subject. Such phrases are marked `oblique`.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from pressmark.annotate.language import Language
from pressmark.model import Mention, MentionForm, Passage, Token

POSSESSIVES = ("’s", "'s")
_WORDS_BEFORE_HEAD = 6
_CONJUNCTIONS = frozenset(["after", "as", "before", "since", "until"])


class PhraseKind(Enum):
    NAME = "name"
    PRONOUN = "pronoun"
    NOUN = "noun"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase at tokens[first:end] of its passage."""

    first: int
    end: int
    kind: PhraseKind
    oblique: bool
    mention: Mention | None = None


def _start_of_noun_phrase(tokens: Sequence[Token], head: int, language: Language) -> int | None:
    """Where the phrase with its noun at `head` begins: at its determiner or possessor.

    A plural noun may stand without either ("officials"); None for a bare singular noun.
    """
    lowest = max(0, head - _WORDS_BEFORE_HEAD)
    start = head
    while start > lowest:
        before = tokens[start - 1]
        word = before.text.lower()
        if before.text in POSSESSIVES and start >= 2:
            start -= 2
            while start > lowest and tokens[start - 1].is_capitalised and tokens[start - 1].is_word:
                start -= 1
            return start
        if word in language.definite or word in language.indefinite:
            return start - 1
        is_modifier = before.is_word or before.text == "-"
        if (
            not is_modifier
            or word in language.prepositions
            or word in language.openers
            or word in language.cues
        ):
            break
        start -= 1
    return start if tokens[head].text.lower() in language.plural_sources else None


def _is_oblique(tokens: Sequence[Token], first: int, end: int, language: Language) -> bool:
    if end < len(tokens) and tokens[end].text in POSSESSIVES:
        return True
    # "the Fenn spokesman": the name only says which spokesman.
    if end < len(tokens) and tokens[end].text in language.sources:
        return True
    before = first - 1
    while before >= max(0, first - _WORDS_BEFORE_HEAD) and (
        tokens[before].text.lower() in language.definite
        or (
            tokens[before].is_capitalised
            and before > 0
            and tokens[before].text.lower() not in language.prepositions
        )
    ):
        before -= 1
    if before < 0:
        return False
    # "On Monday Ada Byron said": the preposition governs the day, not the name.
    if any(token.text.lower() in language.calendar for token in tokens[before + 1 : first]):
        return False
    word = tokens[before].text
    # "Minister of Tides Ada Byron": her title, and no preposition to her; "As Byron said": no more so.
    is_title = before > 0 and before < first - 1 and tokens[before - 1].text.lower() in language.titles
    if word == "As" or (is_title and word in ("of", "for")):
        return False
    # "after engineers warned": the word joins a clause of which the noun is the subject.
    if word.lower() in _CONJUNCTIONS and end < len(tokens) and tokens[end].text in language.cues:
        return False
    return (
        word.lower() in language.prepositions
        or word in POSSESSIVES
        or (word in "-/(" and before == first - 1)
    )


def _names(tokens: Sequence[Token], mentions: Iterable[Mention], language: Language) -> list[Phrase]:
    starts = [token.start for token in tokens]
    phrases = []
    for mention in mentions:
        first, end = bisect_left(starts, mention.span.start), bisect_left(starts, mention.span.end)
        kind = PhraseKind.NAME if mention.form is MentionForm.NAME else PhraseKind.NOUN
        phrases.append(Phrase(first, end, kind, _is_oblique(tokens, first, end, language), mention))
    return phrases


def _is_absorbed(tokens: Sequence[Token], first: int, end: int, names: Sequence[Phrase]) -> bool:
    """Whether a noun stands inside, directly before or in apposition behind a name."""
    for name in names:
        if name.first < end and first < name.end and name.kind is PhraseKind.NOUN:
            return True  # a description that the registers know
        if name.first <= end - 1 < name.end or name.first == end:
            return True
        if name.end + 1 == first and tokens[name.end].text == ",":
            return True
    return False


def find_phrases(passage: Passage, mentions: Iterable[Mention], language: Language) -> tuple[Phrase, ...]:
    """The noun phrases of a passage, in order. `mentions` are those that lie in it."""
    tokens = passage.tokens
    names = _names(tokens, mentions, language)
    phrases = list(names)
    by_first = [name.first for name in names]
    openings = {first for first, _ in passage.sentences}
    for index, token in enumerate(tokens):
        word = token.text.lower()
        if word in language.pronouns:
            phrases.append(Phrase(index, index + 1, PhraseKind.PRONOUN, False))
            continue
        if not (token.text[0].islower() or index in openings):
            continue
        speaks = word in language.sources or _stands_before_cue(tokens, index, language)
        first = _start_of_noun_phrase(tokens, index, language) if speaks else None
        if first is None:
            continue
        at = bisect_left(by_first, first)
        near = names[max(0, at - 1) : bisect_left(by_first, index + 2)]
        followed = index + 1 < len(tokens) and tokens[index + 1].text.lower() in language.sources
        if not followed and not _is_absorbed(tokens, first, index + 1, near):
            oblique = _is_oblique(tokens, first, index + 1, language)
            phrases.append(Phrase(first, index + 1, PhraseKind.NOUN, oblique))
    return tuple(sorted(phrases, key=lambda phrase: (phrase.first, phrase.end)))


def _stands_before_cue(tokens: Sequence[Token], index: int, language: Language) -> bool:
    """Whether any noun stands right before a verb of saying ("the actress recalled")."""
    word = tokens[index].text.lower()
    behind = index + 1
    while behind < len(tokens) and tokens[behind].text.endswith("ly"):
        behind += 1
    if not word.isalpha() or behind >= len(tokens) or tokens[behind].text not in language.cues:
        return False
    closed = (language.prepositions, language.openers, language.be, language.modals, language.cues)
    return len(word) > 2 and not word.endswith("ly") and not any(word in words for words in closed)
