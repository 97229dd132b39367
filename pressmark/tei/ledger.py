"""The ledger: every anchor and every record ever published, and what stands for those that are gone.

One file of plain text for each article, one for each register: UTF-8, a header line with the
names of the columns, then one line for each anchor, its values separated by tabs, sorted by kind
and number. A line holds no offset into the text, so that a correction changes only the lines of
the words that it touched.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from typing import Final

from pressmark.config import Edition
from pressmark.errors import PressmarkError
from pressmark.files import Limit, find_conflict, read_if_there
from pressmark.ids import AnchorKind, is_record_id, is_siglum, parse_anchor
from pressmark.model import EntityKind, Finding

# In place of an anchor, in the line on an article that was withdrawn: `text` is its title, `at` says
# where and when it appeared.
ARTICLE: Final = "article"
# In place of an anchor, in the line on the text that the file was last written with.
TEXT: Final = "text"

GLIMPSE: Final = 60
SPACE: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_HEADER_ANCHOR: Final = re.compile(r"header:[A-Za-z]+(?:/[A-Za-z]+)*")


class State(StrEnum):
    """Whether an anchor can be cited as it is."""

    LIVE = "live"
    RETIRED = "retired"


class Kind(StrEnum):
    """What an anchor stands for, in the order of the lines."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LINE = "line"
    SENTENCE = "sentence"
    QUOTATION = "quotation"
    MENTION = "mention"
    WORDS = "words"
    DATE = "date"
    PERSON = EntityKind.PERSON
    PLACE = EntityKind.PLACE
    ORGANISATION = EntityKind.ORGANISATION
    ARTICLE = "article"  # the article as a whole, once it was withdrawn
    HEADER = "header"  # a part of the header, by which edits of it are told; not to be cited
    TEXT = "text"  # the text of the seed, by which words typed into the file are told; not to be cited


_KINDS: Final = {
    AnchorKind.HEADING: Kind.HEADING,
    AnchorKind.PARAGRAPH: Kind.PARAGRAPH,
    AnchorKind.LINE: Kind.LINE,
    AnchorKind.SENTENCE: Kind.SENTENCE,
    AnchorKind.QUOTATION: Kind.QUOTATION,
    AnchorKind.MENTION: Kind.MENTION,
    AnchorKind.WORDS: Kind.WORDS,
    AnchorKind.DATE: Kind.DATE,
}
_LETTERS: Final = {kind: letter for letter, kind in _KINDS.items()}
# Lines on the file, which stand for nothing that can be cited.
ON_FILE: Final = frozenset({Kind.HEADER, Kind.TEXT})
_RECORDS: Final = frozenset({Kind.PERSON, Kind.PLACE, Kind.ORGANISATION})
_STATE_NAMES: Final = {state.value: state for state in State}
_KIND_NAMES: Final = {kind.value: kind for kind in Kind}
_ORDER: Final = {kind: position for position, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a ledger; the fields are the columns, in their order.

    `successor` is what stands for a retired anchor: an anchor of the same article,
    `siglum#anchor`, a siglum, or the id of a record; empty where nothing does. `reason` says why
    it was retired. `machine` is a digest of the mark as the machine wrote it, empty where a
    person made the mark. `words` is a digest of the words, white space squeezed. `at` is the
    anchor of the block that holds them, and, where the block holds them more than once, which of
    how many they are: `p13 2/3`; `p13 *` says all. A retired anchor has it only if a person took
    the mark away: the machine proposes no mark of that kind for those words again. `mark` is the
    start tag of a mark or block that a person made or changed, without its xml:id: what is needed to
    make it again. `text` is how the words begin, for people.

    The line on a part of the header has in `words` the digest of what stands there if a person
    changed it. The line on the text has in `machine` a digest of the seed's text as the file was
    last written with it, in `words` one that leaves out white space, and in `text` what people did
    to the file besides its marks: "2 corrections, approved".
    """

    anchor: str
    kind: Kind
    since: date  # of first publication
    state: State = State.LIVE
    successor: str = ""
    reason: str = ""
    machine: str = ""
    words: str = ""
    at: str = ""
    mark: str = ""
    text: str = ""

    @property
    def is_live(self) -> bool:
        return self.state is State.LIVE


COLUMNS: Final = tuple(field.name for field in fields(Entry))
# Ledgers that an earlier version wrote have no column for marks.
_FORMER_COLUMNS: Final = tuple(name for name in COLUMNS if name != "mark")


class Ledger(Mapping[str, Entry]):
    """The entries of one article or of one register, by anchor, in the order of the lines. Never changes."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries = {entry.anchor: entry for entry in sorted(entries, key=_line_order)}

    def __getitem__(self, anchor: str) -> Entry:
        return self._entries[anchor]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"Ledger({list(self._entries.values())!r})"

    def live(self) -> Iterator[Entry]:
        """The entries that can be cited as they are."""
        return (entry for entry in self._entries.values() if entry.is_live and entry.kind not in ON_FILE)

    def by_hand(self) -> Iterator[Entry]:
        """The entries of what a person made or changed: marks, blocks, parts of the header, the file."""
        for entry in self._entries.values():
            if entry.kind is Kind.TEXT:
                if entry.text:
                    yield entry
            elif entry.kind is Kind.HEADER:
                if entry.words:
                    yield entry
            elif entry.is_live and entry.kind in _LETTERS and not entry.machine:
                yield entry

    def highest(self, kind: AnchorKind) -> int:
        """The highest number that was ever given to an anchor of a kind; 0 if none was."""
        anchors = filter(None, map(parse_anchor, self._entries))
        return max((number for each, number in anchors if each is kind), default=0)

    def with_entries(self, entries: Iterable[Entry]) -> "Ledger":
        """The ledger with entries added; one of the same anchor is replaced."""
        return Ledger((self._entries | {entry.anchor: entry for entry in entries}).values())

    def retired(self, anchor: str, successor: str, reason: str) -> "Ledger":
        """The ledger with one entry retired. Raises KeyError if it has none of that anchor."""
        entry = self._entries[anchor]
        return self.with_entries(
            [replace(entry, state=State.RETIRED, successor=successor, reason=squeezed(reason))]
        )

    def resolve(self, anchor: str) -> str | None:
        """What stands for an anchor today, following successors as far as this ledger goes.

        The anchor itself if it is live; None if it was retired without successor. A successor in
        another ledger is returned as it is written. Raises KeyError for an anchor that this
        ledger does not have, ValueError if the successors go in a circle.
        """
        seen = [anchor]
        entry = self._entries[anchor]
        while not entry.is_live:
            if not entry.successor:
                return None
            if entry.successor in seen:
                raise ValueError(f"the successors go in a circle: {', '.join([*seen, entry.successor])}")
            seen.append(entry.successor)
            if entry.successor not in self._entries:
                return entry.successor
            entry = self._entries[entry.successor]
        return entry.anchor


def kind_of(anchor: str) -> Kind | None:
    """What an anchor of an article stands for; None if `anchor` is none."""
    parsed = parse_anchor(anchor)
    return None if parsed is None else _KINDS[parsed[0]]


def letter_of(kind: Kind) -> AnchorKind:
    """The kind of anchor that stands for a thing in a text. Raises KeyError for what is none."""
    return _LETTERS[kind]


def squeezed(words: str) -> str:
    """Words as a column can hold them: every run of white space or control characters is one space."""
    return SPACE.sub(" ", words).strip()


def fingerprint(words: str) -> str:
    """A short digest of words, white space squeezed; empty if there are none."""
    plain = squeezed(words)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:10] if plain else ""


def text_entry(text: str, since: date, done: str = "") -> Entry:
    """The line on the text of a seed; `done` says what people did to the file besides its marks."""
    return Entry(
        anchor=TEXT,
        kind=Kind.TEXT,
        since=since,
        machine=exact_digest(text),
        words=fingerprint(without_space(text)),
        text=done,
    )


def exact_digest(text: str) -> str:
    """A short digest of a text, white space and all."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def without_space(text: str) -> str:
    """A text without its white space."""
    return "".join(text.split())


def glimpse(words: str) -> str:
    """How words begin, for people: the first 60 code points."""
    return squeezed(words)[:GLIMPSE].rstrip()


def render_ledger(ledger: Ledger) -> str:
    """The text of a ledger's file. The column for marks is that of articles, whose last line is on the text.

    So a file that was cut off at the end of a line can be told.
    """
    columns = COLUMNS if TEXT in ledger else _FORMER_COLUMNS
    values = attrgetter(*columns)
    lines = ["\t".join(columns)]
    lines += ["\t".join(squeezed(str(value)) for value in values(entry)) for entry in ledger.values()]
    return "\n".join(lines) + "\n"


def parse_ledger(text: str, path: str) -> tuple[Ledger, tuple[Finding, ...]]:
    """The ledger that a file's text holds, and its faults; lines that are at fault are left out.

    `path` is for messages only.
    """
    if conflict := find_conflict(text, path):
        return Ledger(), (conflict,)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    columns = tuple(lines[0].split("\t"))
    if columns not in (COLUMNS, _FORMER_COLUMNS):
        message = "the first line does not name the columns of a ledger"
        return Ledger(), (_fault(path, 1, message, "restore the file from version control"),)
    entries: dict[str, Entry] = {}
    numbers: dict[str, int] = {}
    findings: list[Finding] = []
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        entry = _parse_line(line, columns)
        if isinstance(entry, str):
            findings.append(_fault(path, number, entry, "restore the line from version control"))
        elif entry.anchor in entries:
            message = f"{entry.anchor} is also in line {numbers[entry.anchor]}"
            findings.append(_fault(path, number, message, "keep the line that is right, delete the other"))
        else:
            entries[entry.anchor], numbers[entry.anchor] = entry, number
    ledger = Ledger(entries.values())
    if not text.endswith("\n") or (columns == COLUMNS and TEXT not in ledger):
        message = "is cut off: lines are missing at its end"
        findings.append(_fault(path, len(lines), message, "restore the file from version control"))
    findings += [_fault(path, numbers[anchor], message, hint) for anchor, message, hint in _circles(ledger)]
    return ledger, tuple(sorted(findings, key=lambda finding: finding.line or 0))


def _parse_line(line: str, columns: tuple[str, ...]) -> Entry | str:
    """The entry of a line, or what is wrong with it."""
    values = line.split("\t")
    if len(values) != len(columns):
        return f"has {len(values)} columns, not {len(columns)}"
    rest = dict(zip(columns, values, strict=True))
    anchor, kind_name, first, state_name = (rest.pop(name) for name in ("anchor", "kind", "since", "state"))
    kind, state = _KIND_NAMES.get(kind_name), _STATE_NAMES.get(state_name)
    if kind is None:
        return f"{kind_name!r} is no kind of anchor"
    if state is None:
        return f"the state is {state_name!r}, not live or retired"
    if not _names(kind, anchor):
        return f"{anchor!r} is no anchor of kind {kind}"
    if state is State.LIVE and (rest["successor"] or rest["reason"]):
        return f"{anchor} is live and has a successor or a reason"
    if not _is_successor(rest["successor"]):
        return f"the successor {rest['successor']!r} is no anchor, siglum or record"
    try:
        since = date.fromisoformat(first)
    except ValueError:
        return f"the date is {first!r}, not one such as 2031-05-06"
    return Entry(anchor=anchor, kind=kind, since=since, state=state, **rest)


def _names(kind: Kind, anchor: str) -> bool:
    if kind is Kind.HEADER:
        return bool(_HEADER_ANCHOR.fullmatch(anchor))
    if kind in (Kind.ARTICLE, Kind.TEXT):
        return anchor == kind.value
    return is_record_id(anchor) if kind in _RECORDS else kind_of(anchor) is kind


def _is_successor(text: str) -> bool:
    siglum, hash_sign, anchor = text.partition("#")
    if hash_sign:
        return is_siglum(siglum) and parse_anchor(anchor) is not None
    return not text or is_siglum(text) or is_record_id(text)


def _circles(ledger: Ledger) -> Iterator[tuple[str, str, str]]:
    for anchor, entry in ledger.items():
        if not entry.successor:
            continue
        try:
            ledger.resolve(anchor)
        except ValueError as error:
            yield anchor, str(error), "name as successor what stands there today"


def _fault(path: str, line: int, message: str, hint: str) -> Finding:
    return Finding(path=path, line=line, rule="ledger", message=message, hint=hint)


def _line_order(entry: Entry) -> tuple[int, int, str]:
    parsed = parse_anchor(entry.anchor) if entry.kind not in _RECORDS else None
    return _ORDER[entry.kind], parsed[1] if parsed else 0, entry.anchor


def read_article_ledger(edition: Edition, siglum: str) -> tuple[Ledger, tuple[Finding, ...]]:
    """The ledger of an article and its faults; empty if there is none."""
    return _read(edition.article_ledger(siglum))


def read_record_ledger(edition: Edition, kind: EntityKind) -> tuple[Ledger, tuple[Finding, ...]]:
    """The ledger of a register and its faults; empty if there is none."""
    return _read(edition.record_ledger(kind))


def _read(path: Path) -> tuple[Ledger, tuple[Finding, ...]]:
    try:
        data = read_if_there(path, Limit.LEDGER)
        if data is None:
            return Ledger(), ()
        text = data.decode("utf-8")
    except PressmarkError as error:
        return Ledger(), (error.finding,)
    except UnicodeDecodeError:
        return Ledger(), (_fault(str(path), 1, "is not UTF-8", "restore the file from version control"),)
    return parse_ledger(text, str(path))


def sound(ledger: tuple[Ledger, tuple[Finding, ...]]) -> Ledger:
    """A ledger without faults. Raises PressmarkError with the first fault: a damaged memory is none."""
    if ledger[1]:
        raise PressmarkError(ledger[1][0])
    return ledger[0]
