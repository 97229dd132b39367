"""Worklists: what an editor could look at next."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Worklist(StrEnum):
    """The worklists, in the order in which they are shown."""

    UNCHECKED = "unchecked"
    NO_RECORD = "no-record"
    NO_SPEAKER = "no-speaker"
    LOW_CERTAINTY = "low-certainty"
    DRAFT = "draft"
    BARE = "bare-record"
    ONE_LETTER = "one-letter"
    SINGLETON = "singleton"
    PROPOSAL = "proposal"


WORKLISTS: Mapping[Worklist, str] = {
    Worklist.UNCHECKED: "articles that nobody has gone through",
    Worklist.NO_RECORD: "names that lead to no record",
    Worklist.NO_SPEAKER: "quotations without a speaker",
    Worklist.LOW_CERTAINTY: "marks of which the machine is not sure",
    Worklist.DRAFT: "draft records",
    Worklist.BARE: "records without description or identifier",
    Worklist.ONE_LETTER: "records whose names are one letter apart",
    Worklist.SINGLETON: "records that are mentioned once or not at all",
    Worklist.PROPOSAL: "changes that a run would make in approved articles",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One thing to look at: a place in an article, or a record, and what to do about it.

    `siglum` and `anchor` are empty for work on a record; `anchor` also for work on a whole
    article. `records` are ids, the one in question first. `certainty` is the machine's, 0 to 1:
    of an article, that of its least certain mark; of a draft, that of the surest name that leads
    to it; None where there is none.
    """

    kind: Worklist
    words: str
    action: str
    siglum: str = ""
    anchor: str = ""
    records: tuple[str, ...] = ()
    certainty: float | None = None
