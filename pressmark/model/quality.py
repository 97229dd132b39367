"""How good the mark-up is: what is measured, and what came out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """What is measured. The values are the names in `quality.json`."""

    PERSONS = "names-person"
    PLACES = "names-place"
    ORGANISATIONS = "names-organisation"
    NAMES = "names"
    NAMES_PER_DOCUMENT = "names-per-document"
    LINKS = "links"
    MARKED = "marked-speech"
    MARKED_SPEAKER = "marked-speech-and-speaker"
    SPEAKER = "speaker"
    SPEAKER_NAMED = "speaker-named"
    SPEAKER_PRONOUN = "speaker-pronoun"
    SPEAKER_IMPLICIT = "speaker-implicit"
    SPEAKER_DESCRIBED = "speaker-described"
    SPEAKER_NAMELESS = "speaker-nameless"
    REPORTED = "reported-speech"
    REPORTED_SPEAKER = "reported-speech-and-speaker"
    DATE_WORDS = "date-words"
    DATES = "dates"


LABELS: Mapping[Measure, str] = {
    Measure.PERSONS: "names of persons",
    Measure.PLACES: "names of places",
    Measure.ORGANISATIONS: "names of organisations",
    Measure.NAMES: "all names",
    Measure.NAMES_PER_DOCUMENT: "different names in an article",
    Measure.LINKS: "names that lead to the right record",
    Measure.MARKED: "words in quotation marks that are speech",
    Measure.MARKED_SPEAKER: "… with the right speaker",
    Measure.SPEAKER: "speaker of what was found",
    Measure.SPEAKER_NAMED: "… named in the sentence",
    Measure.SPEAKER_PRONOUN: "… a pronoun there",
    Measure.SPEAKER_IMPLICIT: "… not there at all",
    Measure.SPEAKER_DESCRIBED: "… described there, named elsewhere",
    Measure.SPEAKER_NAMELESS: "… described there, named nowhere",
    Measure.REPORTED: "all reported speech",
    Measure.REPORTED_SPEAKER: "… with the right speaker",
    Measure.DATE_WORDS: "words that are a date",
    Measure.DATES: "… with the right days",
}


class Marking(StrEnum):
    """The kinds of mark that carry a certainty."""

    NAME = "names"
    SPEECH = "speech"
    DATE = "dates"


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found and right, found and wrong, and not found.

    For a question that wants one answer, a wrong one counts in both, and F1 is the share
    of right answers.
    """

    right: int = 0
    spurious: int = 0
    missed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.spurious + other.spurious, self.missed + other.missed)

    @property
    def total(self) -> int:
        return self.right + self.spurious + self.missed

    @property
    def precision(self) -> float:
        """The share of what was found that is right, in per cent; 0 where nothing was found."""
        return _percent(self.right, self.right + self.spurious)

    @property
    def recall(self) -> float:
        """The share of what was to be found that was, in per cent; 0 where there was nothing."""
        return _percent(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, in per cent."""
        return _percent(2 * self.right, 2 * self.right + self.spurious + self.missed)


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def answer(right: bool) -> Tally:
    """The tally of one question that wants one answer."""
    return Tally(right=1) if right else Tally(spurious=1, missed=1)


@dataclass(frozen=True, slots=True)
class Bin:
    """Marks of about the same certainty: how many, the sum of their certainties, how many are right.

    Certainties are in hundredths, as the TEI writes them.
    """

    marks: int = 0
    hundredths: int = 0
    right: int = 0

    def __add__(self, other: "Bin") -> "Bin":
        return Bin(self.marks + other.marks, self.hundredths + other.hundredths, self.right + other.right)

    @property
    def certainty(self) -> float:
        """The mean certainty, in per cent."""
        return self.hundredths / self.marks if self.marks else 0.0

    @property
    def share(self) -> float:
        """The share that is right, in per cent."""
        return _percent(self.right, self.marks)


Tallies = Mapping[Measure, Tally]
Reliability = Mapping[Marking, Mapping[str, Bin]]  # by what the bin is called: "0.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What was measured on one text, or on several together."""

    tallies: Tallies
    reliability: Reliability


def summed(parts: Iterable[Quality]) -> Quality:
    """The quality of all parts together: what was counted is added up."""
    tallies: dict[Measure, Tally] = {}
    reliability: dict[Marking, dict[str, Bin]] = {}
    for part in parts:
        for measure, tally in part.tallies.items():
            tallies[measure] = tallies.get(measure, Tally()) + tally
        for marking, bins in part.reliability.items():
            known = reliability.setdefault(marking, {})
            for name, each in bins.items():
                known[name] = known.get(name, Bin()) + each
    return Quality(tallies=tallies, reliability=reliability)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """What a set of texts is: its name, a digest (SHA-256) of all that was read, its licences."""

    name: str
    digest: str
    licences: tuple[str, ...]
    documents: int
    words: int
    condition: str  # what the tool knew: "no registers", "the registers of the articles", …
