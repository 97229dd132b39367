"""What the publishing half knows of an article: frozen records, read from its TEI.

All words are those that readers are shown: where an editor has corrected the text, the
corrected ones, with square brackets around what was supplied. Positions are offsets into
`Passage.text`, which holds these words, in code points, half-open. An anchor is the
`xml:id` of the element; it is empty where the element has none.

What an article has many of is a named tuple, which is made, saved and loaded in half the time.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from itertools import combinations
from typing import Any, Final, NamedTuple

from pressmark.model import BlockKind, EntityKind, Fact, MentionForm

_SPACE: Final = re.compile(r"\s")


class TextSentence(NamedTuple):
    """The beginning of a sentence. It has no end of its own."""

    anchor: str


class TextMention(NamedTuple):
    """A name or description, where it stands. `records` are ids; empty where it is ambiguous."""

    anchor: str
    kind: EntityKind
    records: tuple[str, ...]
    words: str
    passage: int  # index into `Article.passages`
    start: int
    end: int
    form: MentionForm = MentionForm.NAME
    certainty: str = ""  # of machine marks "0.95"; editors write "high", "medium", "low"
    rule: str = ""


class Speech(StrEnum):
    """How words are given as somebody's."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    UNDECIDED = "undecided"  # it is not certain that they were spoken


class TextSpeech(NamedTuple):
    """One stretch of speech, its quotation marks included. Record ids throughout."""

    anchor: str
    mode: Speech
    speakers: tuple[str, ...]
    words: str
    passage: int
    start: int
    end: int
    addressees: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    following: str = ""  # anchor of the part that continues it
    preceding: str = ""
    inside: str = ""  # anchor of the speech that this stretch is part of
    certainty: str = ""
    rule: str = ""


class TextDate(NamedTuple):
    """A date expression and the days it can mean: ISO 8601, as exact as known; equal for a single day."""

    anchor: str
    earliest: str
    latest: str
    words: str
    passage: int
    start: int
    end: int
    certainty: str = ""
    rule: str = ""


class WordsUse(StrEnum):
    """Words set apart from the running text that are nobody's speech."""

    MENTIONED = "mentioned"
    SO_CALLED = "so-called"
    QUOTED = "quoted"  # from a written source
    EMPHASISED = "emphasised"
    FOREIGN = "foreign"  # of another language than the words around them


class TextWords(NamedTuple):
    """Words set apart. `language`, BCP 47, is that of foreign ones."""

    use: WordsUse
    anchor: str = ""
    language: str = ""
    certainty: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class TextBreak:
    """A line break inside a passage."""  # no named tuple: an empty one counts as false


class TextTarget(NamedTuple):
    """Where an anchor leads whose element stands in words that a correction replaces."""

    anchor: str


class CorrectionKind(StrEnum):
    """What an editor has done to the words of the source, or said of them."""

    CORRECTED = "corrected"
    SUPPLIED = "supplied"  # words that the source lacks
    GAP = "gap"  # the source lacks words, and nobody knows them
    NOTED = "noted"  # odd, but so in the source


class TextCorrection(NamedTuple):
    """A place where an editor corrects the source. `number` counts them in an article, from 1."""

    kind: CorrectionKind
    number: int
    words: str
    passage: int
    start: int
    end: int
    place: str  # the nearest anchor: of the sentence, else of the passage
    source: str = ""  # of what was corrected: the words of the source
    responsible: tuple[str, ...] = ()  # names
    certainty: str = ""
    reason: str = ""
    extent: str = ""  # of a gap, in words: "2 lines"


class TextNote(NamedTuple):
    """What an editor remarks at a place of the text. `number` counts the notes of an article, from 1."""

    number: int
    words: str
    passage: int
    start: int  # of the words that follow it, in code points
    place: str  # the nearest anchor: of the sentence, else of the passage
    responsible: tuple[str, ...] = ()  # names


class FormerAnchor(NamedTuple):
    """An anchor that was retired and can still be cited.

    `successor` is what stands for it today, as ledgers write it: an anchor of the same article,
    `siglum#anchor`, a siglum, the id of a record; empty where nothing does.
    """

    anchor: str
    successor: str
    reason: str


Mark = TextMention | TextSpeech | TextDate | TextWords | TextCorrection
# The content of a passage in order: words, marks that open, `None` where the innermost open
# mark closes, and what has no words: sentence starts, targets, line breaks, notes, former anchors.
Token = str | Mark | TextSentence | TextTarget | TextBreak | TextNote | FormerAnchor | None


class Received(NamedTuple):
    """A stretch of the source as it was received, and whether the edition shows it."""

    words: str
    shown: bool


class Passage(NamedTuple):
    """One block of the article."""

    kind: BlockKind
    anchor: str
    text: str
    tokens: tuple[Token, ...] = ()
    division: int = 0  # 0 outside every section, else the number of the section
    run_in: bool = False  # no line break between it and the next passage
    repeats: str = ""  # of a pull quote: the anchor of the quotation it repeats
    # What the source has in its place, where that is not `text`.
    received: tuple[Received, ...] = ()


class Utterance(NamedTuple):
    """A quotation with all its parts, as the indices list it."""

    parts: tuple[TextSpeech, ...]
    words: str  # of all parts; of direct speech without the outer quotation marks
    paragraph: str  # anchor of the passage that holds the first part
    pull_quote: str = ""  # anchor of the pull quote that repeats it
    # The words of reported speech that are given verbatim, as quotations of the same speakers.
    verbatim: tuple["Utterance", ...] = ()

    @property
    def anchor(self) -> str:
        return self.parts[0].anchor

    @property
    def mode(self) -> Speech:
        return self.parts[0].mode

    @property
    def speakers(self) -> tuple[str, ...]:
        return self.parts[0].speakers

    def records(self) -> Iterator[str]:
        """Every record the quotation refers to, with repetitions."""
        for part in self.parts:
            yield from (*part.speakers, *part.addressees, *part.media)
        for words in self.verbatim:
            yield from words.records()


@dataclass(frozen=True, slots=True, kw_only=True)
class Principle:
    """One editorial principle as the header states it: the element's name and its paragraphs."""

    name: str  # "correction", "quotation"
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What was done to the TEI of an article."""

    words: str
    who: tuple[str, ...] = ()  # names
    by_person: bool = False
    when: str = ""  # ISO 8601


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the TEI header says of the article."""

    title: str
    language: str = "en"
    authors: tuple[Fact[str], ...] = ()
    outlet: Fact[str] | None = None
    published: Fact[str] | None = None  # ISO 8601, as exact as known
    url: str = ""
    rights: str = ""
    licence: str = ""
    licence_url: str = ""
    status: str = ""  # "draft", "checked", "approved"
    people: Mapping[str, str] = field(default_factory=dict)  # xml:id of a person responsible -> name
    programs: Mapping[str, str] = field(default_factory=dict)  # the same for programs
    changes: tuple[Change, ...] = ()
    principles: tuple[Principle, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)  # rule -> what it goes by


@dataclass(frozen=True, slots=True, kw_only=True)
class Makers:
    """How many of an article's marks (names, speech, dates, words set apart) are whose."""

    people: int = 0
    programs: int = 0
    unknown: int = 0  # nobody who stands in the header says to have made them

    @property
    def total(self) -> int:
        return self.people + self.programs + self.unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article, as published."""

    siglum: str
    header: Header
    passages: tuple[Passage, ...]
    mentions: tuple[TextMention, ...] = ()
    utterances: tuple[Utterance, ...] = ()
    dates: tuple[TextDate, ...] = ()
    sentences: tuple[str, ...] = ()  # anchors
    words: tuple[TextWords, ...] = ()
    former: tuple[FormerAnchor, ...] = ()
    corrections: tuple[TextCorrection, ...] = ()
    notes: tuple[TextNote, ...] = ()
    makers: Makers = Makers()

    def __reduce__(self) -> tuple[Callable[..., "Article"], tuple[object, ...]]:
        """For pickle: its records column by column, which are saved in a fifth of the time of the rows."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        for name in _ROWS:
            named[name] = tuple(zip(*named[name], strict=True))
        return _restored, tuple(named.values())

    def line(self, passage: int) -> tuple[str, int]:
        """The text a passage is printed with, and where in it the passage begins.

        That is more than the passage only where a dateline runs into its paragraph.
        """
        text = self.passages[passage].text
        before = self.passages[passage - 1] if passage else None
        if self.passages[passage].run_in and passage + 1 < len(self.passages):
            return text + self.passages[passage + 1].text, 0
        return (before.text + text, len(before.text)) if before and before.run_in else (text, 0)

    def context(self, start: int, end: int, passage: int, width: int = 60) -> tuple[str, str]:
        """The words before and after a stretch of a passage: whole words, at most `width` code points."""
        text, offset = self.line(passage)
        start, end = start + offset, end + offset
        left, right = text[max(0, start - width) : start], text[end : end + width]
        if start > width:
            left = left[_first_space(left) :]
        if end + width < len(text):
            right = right[: len(right) - _first_space(right[::-1])]
        return left, right

    def every_utterance(self) -> Iterator[Utterance]:
        """The quotations, each followed by the verbatim words inside it."""
        for utterance in self.utterances:
            yield utterance
            yield from utterance.verbatim

    def without_tokens(self) -> "Article":
        """The article with the words of its passages but not their mark-up: all that lists of it need."""
        return replace(self, passages=tuple(passage._replace(tokens=()) for passage in self.passages))

    def paragraph_of(self, mention: TextMention | TextSpeech | TextDate) -> str:
        """The anchor of the passage that holds it."""
        return self.passages[mention.passage].anchor

    def anchors(self) -> Iterator[tuple[str, str]]:
        """Every anchor of the article, with the words it is known by."""
        yield from ((passage.anchor, passage.text) for passage in self.passages if passage.anchor)
        yield from ((anchor, "") for anchor in self.sentences)
        for utterance in self.every_utterance():
            yield from ((part.anchor, part.words) for part in utterance.parts if part.anchor)
        yield from ((mention.anchor, mention.words) for mention in self.mentions if mention.anchor)
        yield from ((date.anchor, date.words) for date in self.dates if date.anchor)
        yield from ((words.anchor, "") for words in self.words)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The pairs of records that are mentioned in one passage, once for each passage; ids in order."""
        together: dict[int, set[str]] = {}
        for mention in self.mentions:
            together.setdefault(mention.passage, set()).update(mention.records)
        for records in together.values():
            yield from combinations(sorted(records), 2)

    def records(self) -> Iterator[str]:
        """Every record the article refers to, with repetitions."""
        for mention in self.mentions:
            yield from mention.records
        for utterance in self.utterances:
            yield from utterance.records()


# What the fields of an article that are records are rows of.
_ROWS: Final[Mapping[str, Callable[[Iterable[Any]], object]]] = {
    "passages": Passage._make,
    "mentions": TextMention._make,
    "utterances": Utterance._make,
    "dates": TextDate._make,
    "words": TextWords._make,
}


def _restored(*values: Any) -> Article:
    """The article that `Article.__reduce__` has taken apart."""
    named: dict[str, Any] = dict(zip((field.name for field in fields(Article)), values, strict=True))
    for name, row in _ROWS.items():
        named[name] = tuple(map(row, zip(*named[name], strict=True)))
    return Article(**named)


def _first_space(text: str) -> int:
    """Where the first white space of `text` is; 0 if it has none."""
    found = _SPACE.search(text)
    return found.start() if found else 0
