"""The article as received: its text, fixed once and for all, its parts, and what is known of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from pressmark.model.finding import Finding

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text, half-open, in code points. Raises ValueError if it ends before it starts."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"no span from {self.start} to {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words of `text` that the span covers."""
        return text[self.start : self.end]

    def covers(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


class BlockKind(StrEnum):
    """The parts of a newspaper article, as printed."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    CREDIT = "credit"  # who made a photograph or drawing
    DATELINE = "dateline"
    SUBHEAD = "subhead"  # crosshead
    PARAGRAPH = "paragraph"
    PULL_QUOTE = "pullquote"
    ATTRIBUTION = "attribution"  # the line under a pull quote
    FURNITURE = "furniture"  # newsletter boxes, subscription notices
    CONTRIBUTOR = "contributor"  # "With additional reporting by …"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One part of an article. Blocks do not overlap and stand in the order of the text.

    `group` is the same number for blocks that belong together: the lines of one
    newsletter box, or a pull quote and its attribution.
    """

    kind: BlockKind
    span: Span
    group: int


class Confidence(StrEnum):
    """How sure a person is of a fact about the source."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Generic[T]):
    """Something known about an article. What is inferred names its evidence."""

    value: T
    inferred: bool = False
    confidence: Confidence = Confidence.HIGH
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleMeta:
    """What is known about an article; None or empty where nothing is."""

    title: Fact[str]
    outlet: Fact[str] | None = None
    authors: tuple[Fact[str], ...] = ()
    published: Fact[date] | None = None
    url: Fact[str] | None = None
    rights: str = ""
    language: str = "en"  # BCP 47
    accepted: frozenset[str] = frozenset()  # rules whose findings an editor has accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """An article as received: its text fixed once and for all, and its parts.

    `text` is the decoded seed (for a web page: its main text), character for
    character, line ends included. What lies between blocks is white space. Positions
    are positions in this text, which for a web page are not those in its file.
    """

    siglum: str
    path: str  # of the seed, for messages
    encoding: str  # as recognised: "utf-8", "utf-16", "cp1252"
    meta: ArticleMeta
    text: str
    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...] = ()
    page: bool = False  # whether the seed is a web page
    normalised: tuple[str, ...] = ()  # what reading the file has changed or left out, in words

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column (both 1-based) of an offset into the text."""
        before = self.text[:offset]
        return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
