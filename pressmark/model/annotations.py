"""What is found in a text, stand-off: spans of it, and what they are."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pressmark.model.document import BlockKind, Span
from pressmark.model.finding import Finding
from pressmark.model.register import EntityKind, Record


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, an abbreviation with its stops, or a single mark of punctuation."""

    text: str
    start: int
    end: int

    @property
    def is_capitalised(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One block of an article as the annotators see it: its tokens and its sentences.

    A sentence is a half-open range of indices into `tokens`; sentences cover all tokens.
    """

    kind: BlockKind
    span: Span
    tokens: tuple[Token, ...]
    sentences: tuple[tuple[int, int], ...]


class MentionForm(StrEnum):
    """Whether a mention is a name ("Brindle") or a description ("the minister")."""

    NAME = "name"
    DESCRIPTION = "description"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A person, place or organisation, where the text speaks of it.

    `record` is a record's id, in the register or among the proposals of the same
    `Annotations`; None where the mention is ambiguous. `role`, `forename` and
    `surname` lie inside `span` where the parts of a personal name are plain.
    """

    span: Span
    kind: EntityKind
    record: str | None
    certainty: float  # 0 to 1
    rule: str  # the rule that found it
    form: MentionForm = MentionForm.NAME
    role: Span | None = None
    forename: Span | None = None
    surname: Span | None = None


class SpeechMode(StrEnum):
    DIRECT = "direct"
    INDIRECT = "indirect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """The words that introduce speech: "said", "according to"."""

    span: Span
    lemma: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """What somebody is reported to have said.

    `parts` are in the order of the text; there are several when a cue interrupts
    the speech. The parts of direct speech include their quotation marks.
    """

    parts: tuple[Span, ...]
    mode: SpeechMode
    speakers: tuple[str, ...]  # record ids; empty where the speaker is unknown
    certainty: float
    rule: str
    cue: Cue | None = None
    addressees: tuple[str, ...] = ()
    medium: str | None = None  # record id: "according to Tidewire", "on Radio Quay"


@dataclass(frozen=True, slots=True, kw_only=True)
class PullQuote:
    """A pull quote, its quotation marks included if it has any.

    It repeats `Annotations.quotations[repeats]`, or None where no original is found.
    """

    span: Span
    repeats: int | None
    attribution: Span | None = None


class WordsKind(StrEnum):
    """Words in quotation marks that nobody is reported to have said."""

    MENTIONED = "mentioned"  # words as words, labels, buttons
    SO_CALLED = "soCalled"  # words the writer keeps at a distance


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedWords:
    span: Span
    kind: WordsKind
    certainty: float
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateExpression:
    """A date in the words of the text, and the days it can mean (both included)."""

    span: Span
    earliest: date
    latest: date
    certainty: float
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """Everything found in one document, stand-off. Each tuple is in the order of the text."""

    sentences: tuple[Span, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    pull_quotes: tuple[PullQuote, ...] = ()
    quoted_words: tuple[QuotedWords, ...] = ()
    dates: tuple[DateExpression, ...] = ()
    proposals: tuple[Record, ...] = ()  # draft records for names no register knows
    findings: tuple[Finding, ...] = ()
