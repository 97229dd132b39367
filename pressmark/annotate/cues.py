"""Cues: the words that introduce speech, and their subjects."""

from collections.abc import Sequence
from dataclasses import dataclass

from pressmark.annotate.language import Language
from pressmark.annotate.phrases import POSSESSIVES, Phrase, PhraseKind
from pressmark.model import Passage, Token

_ACCORDING = "according"
_CLOSING_MARKS = frozenset('”"’»“')
# Other forms of verbs of saying ("reports", "claim", "state") are as often nouns.
_PAST_ENDINGS = ("ed", "aid", "old", "ote", "oke", "wore", "aught", "elt", "new", "ays", "ells")
_WORDS_IN_PHRASE = 5
_LONGEST_GAP = 8  # tokens between a cue and the subject behind it ("said the mayor of the town, …")


@dataclass(frozen=True, slots=True)
class Verb:
    """A cue at tokens[index:end] of its passage; "according to" is one, too."""

    index: int
    end: int
    lemma: str

    @property
    def is_according(self) -> bool:
        return self.lemma == _ACCORDING


def is_adverb(token: Token) -> bool:
    """Whether a word may stand between a subject and its verb ("she later openly said")."""
    return token.text.endswith("ly") or token.text in (
        "also",
        "then",
        "once",
        "again",
        "later",
        "have",
        "has",
        "had",
    )


def _is_verb(tokens: Sequence[Token], index: int, ends: frozenset[int], language: Language) -> bool:
    """Whether the form at `index` is a verb in the active voice, and neither noun nor participle.

    `ends` are the indices behind the noun phrases of the passage.
    """
    text = tokens[index].text
    at = index - 1
    while at > 0 and is_adverb(tokens[at]):
        at -= 1
    if at < 0:
        return False
    before = tokens[at].text.lower()
    if before == "-" or (before in language.be and not text.endswith("ing")):
        return False
    if text.endswith(_PAST_ENDINGS):
        return before not in language.definite and before not in language.indefinite
    follows_subject = at + 1 in ends or before in language.pronouns or before in language.modals
    # "…, the mayor, says": the comma of an apposition.
    follows_subject = follows_subject or (before == "," and text.endswith("s") and at > 0)
    return follows_subject or (
        text.endswith("ing") and (before in ("as", "by", ",") or before in language.be)
    )


def find_cues(
    passage: Passage, inside: frozenset[int], phrases: Sequence[Phrase], language: Language
) -> tuple[Verb, ...]:
    """The cues of a passage, in order. `inside` are the indices of tokens between quotation marks."""
    tokens = passage.tokens
    ends = frozenset(phrase.end for phrase in phrases)
    cues = []
    for index, token in enumerate(tokens):
        if index in inside or not (token.text[0].islower() or token.text == "According"):
            continue
        word = token.text.lower()
        if word == _ACCORDING and index + 1 < len(tokens) and tokens[index + 1].text == "to":
            cues.append(Verb(index, index + 2, _ACCORDING))
        elif word in language.cues:
            mark = index - 2 if index and tokens[index - 1].text == "," else index - 1
            after_quotation = mark in inside and tokens[mark].text in _CLOSING_MARKS
            if after_quotation or _is_verb(tokens, index, ends, language):
                cues.append(Verb(index, index + 1, language.cues[word]))
    return tuple(cues)


def _are_joined(tokens: Sequence[Token], one: Phrase, other: Phrase) -> bool:
    """Whether only "and" stands between two names."""
    names = one.kind is PhraseKind.NAME and other.kind is PhraseKind.NAME
    return names and [token.text for token in tokens[one.end : other.first]] == ["and"]


def _noun_stands_before(tokens: Sequence[Token], at: int, phrase: Phrase, language: Language) -> bool:
    """Whether a noun that neither is `phrase` nor explains it ends right before `at`.

    "When Ada Byron sailed, the local press reported": she is not the one who reported.
    """
    for index in range(at - 1, max(-1, at - 1 - _WORDS_IN_PHRASE), -1):
        word = tokens[index].text.lower()
        if not tokens[index].is_word or word in language.prepositions or word in language.cues:
            return False
        if word in language.definite or word in language.indefinite:
            is_apposition = phrase.end == index - 1 and tokens[index - 1].text == ","
            follows = tokens[index - 1].text.lower() if index else ""
            return follows not in language.prepositions and not is_apposition
    return False


def subject_before(
    tokens: Sequence[Token], phrases: Sequence[Phrase], first: int, cue: int, language: Language
) -> tuple[Phrase, ...]:
    """The subject of the cue at `cue` among `phrases`, which lie in tokens[first:cue]; may be empty.

    It is the nearest phrase that is nobody's complement. A verb behind "and" shares the subject
    of the verb before it, which is the first such phrase of the clause.
    """
    usable = []
    for index, phrase in enumerate(phrases):
        second = index > 0 and phrase.end == cue and _are_joined(tokens, phrases[index - 1], phrase)
        if second or not phrase.oblique:
            usable.append(index)
    if not usable:
        return ()
    chosen = usable[-1]
    at = cue
    while at > first and (is_adverb(tokens[at - 1]) or tokens[at - 1].text == ","):
        at -= 1
    if phrases[chosen].end < at and _noun_stands_before(tokens, at, phrases[chosen], language):
        return ()
    if at > first and tokens[at - 1].text in ("and", "but"):
        opener = max((i for i in range(first, cue) if tokens[i].text in language.clause_openers), default=-1)
        chosen = next((index for index in usable if phrases[index].first > opener), usable[0])
    group = [phrases[chosen]]
    while chosen > 0 and _are_joined(tokens, phrases[chosen - 1], group[0]):
        chosen -= 1
        group.insert(0, phrases[chosen])
    return tuple(group)


def subject_after(
    tokens: Sequence[Token], phrases: Sequence[Phrase], cue_end: int, end: int, language: Language
) -> tuple[Phrase, ...]:
    """The subject right behind a cue ("said the mayor, Ada Byron"); empty where there is none.

    `phrases` lie in tokens[cue_end:end].
    """
    barriers = (language.prepositions | language.clause_openers) - {"of"}
    for index, phrase in enumerate(phrases):
        gap = tokens[cue_end : phrase.first]
        if len(gap) > _LONGEST_GAP:
            return ()
        if any(token.text.lower() in barriers or not (token.is_word or token.text in "-’s") for token in gap):
            return ()
        if phrase.end < end and tokens[phrase.end].text in POSSESSIVES:
            continue
        rest = phrases[index + 1 :]
        explained = phrase.kind is PhraseKind.NOUN and rest and rest[0].kind is PhraseKind.NAME
        if explained and [token.text for token in tokens[phrase.end : rest[0].first]] == [","]:
            return (rest[0],)
        group = [phrase]
        for following in rest:
            if not _are_joined(tokens, group[-1], following):
                break
            group.append(following)
        return tuple(group)
    return ()
