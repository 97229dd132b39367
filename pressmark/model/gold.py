"""The gold: what careful people found in a text, against which the mark-up is measured."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pressmark.model.annotations import MentionForm
from pressmark.model.document import Span
from pressmark.model.register import EntityKind


class GoldMode(StrEnum):
    """What the marked words are."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    PULL_QUOTE = "pullquote"
    MENTIONED = "mentioned"  # words in quotation marks that are no speech


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldMention:
    """A row of a table: a name or a description of a record."""

    span: Span
    kind: EntityKind
    record: str
    form: MentionForm


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldQuotation:
    """A row of a table: one stretch of speech, its quotation marks included."""

    id: str
    span: Span
    mode: GoldMode
    speakers: tuple[str, ...]  # record ids; empty where the text names nobody
    addressees: tuple[str, ...]
    medium: str | None
    part_of: str | None  # id of the stretch that this one continues
    repeats: str | None  # of a pull quote: id of the stretch that it repeats


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDate:
    """A date expression, and the days it can mean (both included)."""

    span: Span
    earliest: date
    latest: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """The three tables of one article, each in the order of the text."""

    mentions: tuple[GoldMention, ...]
    quotations: tuple[GoldQuotation, ...]
    dates: tuple[GoldDate, ...]


class GoldLayer(StrEnum):
    """What was looked for in a text. What was not looked for cannot be measured."""

    NAMES = "names"
    LINKS = "links"
    SPEECH = "speech"
    DATES = "dates"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldName:
    """A name to be found. `spans` are those that count as right, the preferred one first.

    An optional name counts neither way: finding it is no merit and missing it no fault.
    """

    spans: tuple[Span, ...]
    kind: EntityKind
    kinds: frozenset[EntityKind]  # those that count as right, `kind` among them
    record: str | None = None
    optional: bool = False


class SpeakerForm(StrEnum):
    """How the sentence refers to the speaker."""

    NAME = "name"
    PRONOUN = "pronoun"
    DESCRIPTION = "description"
    IMPLICIT = "implicit"  # not at all


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSpeaker:
    """A speaker. `names` are those that count as right; of one without a name, the `descriptions` do."""

    names: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    record: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSpeech:
    """Words that somebody is reported to have said. Optional ones count neither way."""

    span: Span
    speakers: tuple[GoldSpeaker, ...] = ()
    form: SpeakerForm = SpeakerForm.IMPLICIT
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """What is to be found in one text, and which layers of it were looked for.

    `marked` are the stretches in quotation marks that are speech, without the marks; None
    where they follow from `speech`. `speech` is all reported speech, indirect too: a clause
    of indirect speech that holds words in quotation marks stands there once, as a whole.
    """

    id: str
    text: str
    layers: frozenset[GoldLayer]
    names: tuple[GoldName, ...] = ()
    speech: tuple[GoldSpeech, ...] = ()
    marked: tuple[GoldSpeech, ...] | None = None
    dates: tuple[GoldDate, ...] = ()
    licence: str = ""
