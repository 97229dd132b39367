"""Reads the gold: what a careful person found in an article, as offsets into its text.

The files and their columns are described in `tests/gold/README.md`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from pressmark.config import Edition
from pressmark.model import EntityKind, MentionForm, Span

FOLDER = Path(__file__).parent / "gold"
SIGLA = sorted(path.name.split(".")[0] for path in FOLDER.glob("*.mentions.tsv"))

_MENTION_COLUMNS = ("line", "nth", "words", "kind", "record", "form")
_QUOTATION_COLUMNS = (
    "id", "line", "nth", "words", "mode", "speakers", "addressee", "medium", "part-of", "repeats",
)  # fmt: skip
_DATE_COLUMNS = ("line", "nth", "words", "earliest", "latest")
_NOTHING = "-"
_GAP = " … "  # stands for the words left out between the first and the last


class InventedEdition(Edition):
    """The invented articles and their registers, which stand beside their gold."""

    @property
    def seeds(self) -> Path:
        return self.root

    @property
    def registers(self) -> Path:
        return self.root / "registers"


INVENTED = InventedEdition(root=FOLDER)
REAL = Edition(root=Path(__file__).parents[1])


def edition_of(siglum: str) -> Edition:
    """The edition that holds an article's seed and the registers that its gold points to."""
    return INVENTED if (INVENTED.seeds / f"{siglum}.txt").exists() else REAL


def seed_path(siglum: str) -> Path:
    """Where an article's seed is."""
    return edition_of(siglum).seeds / f"{siglum}.txt"


class GoldError(ValueError):
    """A gold file does not fit the seed or its own format; says which file and line."""


class GoldMode(StrEnum):
    """What the marked words are."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    PULL_QUOTE = "pullquote"
    MENTIONED = "mentioned"  # words in quotation marks that are no speech


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldMention:
    """A name or a description of a record. The span is in code points, half-open."""

    span: Span
    kind: EntityKind
    record: str
    form: MentionForm


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldQuotation:
    """One stretch of speech, its quotation marks included. The span is in code points, half-open."""

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
    """A date expression, and the days it can mean (both included). Code points, half-open."""

    span: Span
    earliest: date
    latest: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """All of the gold of one article, each tuple in the order of the text."""

    mentions: tuple[GoldMention, ...]
    quotations: tuple[GoldQuotation, ...]
    dates: tuple[GoldDate, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a gold file: its values by column, and where it stands."""

    place: str
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        value = self.values[column]
        if value == _NOTHING:
            raise GoldError(f"{self.place}: column {column!r} may not be empty")
        return value

    def optional(self, column: str) -> str | None:
        value = self.values[column]
        return None if value == _NOTHING else value

    def several(self, column: str) -> tuple[str, ...]:
        return tuple((self.optional(column) or "").split())

    def number(self, column: str) -> int:
        if not re.fullmatch(r"[1-9][0-9]*", self[column]):
            raise GoldError(f"{self.place}: column {column!r} is {self[column]!r}, not a number from 1")
        return int(self[column])


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[_Row]:
    """The rows of a gold file, without its header and its comments."""
    header: tuple[str, ...] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        place = f"{path.name}:{number}"
        if not line or line.startswith("#"):
            continue
        cells = tuple(line.split("\t"))
        if header is None:
            header = cells
            if header != columns:
                raise GoldError(f"{place}: the columns are {', '.join(header)}, not {', '.join(columns)}")
        elif len(cells) != len(columns) or not all(cells):
            raise GoldError(f"{place}: wants {len(columns)} filled columns (write {_NOTHING!r} for nothing)")
        else:
            yield _Row(place, dict(zip(columns, cells, strict=True)))


def _occurrences(words: str, text: str) -> list[int]:
    """Where `words` stand in `text` as whole words: "Russia" does not stand in "Russian"."""
    return [match.start() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


def _span(row: _Row, text: str) -> Span:
    """The span that a row's line, nth and words point to. Raises GoldError where they point nowhere."""
    lines = text.split("\n")
    number, nth, words = row.number("line"), row.number("nth"), row["words"]
    if number > len(lines):
        raise GoldError(f"{row.place}: the seed has only {len(lines)} lines, not {number}")
    line = lines[number - 1]
    offset = sum(len(before) + 1 for before in lines[: number - 1])
    first, _, last = words.partition(_GAP)
    starts = _occurrences(first, line)
    if nth > len(starts):
        raise GoldError(
            f"{row.place}: line {number} of the seed has {first!r} {len(starts)} times, not {nth}"
        )
    start = starts[nth - 1]
    if not last:
        return Span(offset + start, offset + start + len(first))
    ends = [end for end in _occurrences(last, line) if end >= start + len(first)]
    if len(ends) != 1:
        raise GoldError(
            f"{row.place}: line {number} of the seed has {last!r} {len(ends)} times after {first!r}, not once"
        )
    return Span(offset + start, offset + ends[0] + len(last))


def _day(row: _Row, column: str) -> date:
    try:
        return date.fromisoformat(row[column])
    except ValueError as error:
        raise GoldError(f"{row.place}: column {column!r} is {row[column]!r}, not a day") from error


def _mention(row: _Row, text: str) -> GoldMention:
    try:
        kind, form = EntityKind(row["kind"]), MentionForm(row["form"])
    except ValueError as error:
        raise GoldError(f"{row.place}: {error}") from error
    return GoldMention(span=_span(row, text), kind=kind, record=row["record"], form=form)


def _quotation(row: _Row, text: str) -> GoldQuotation:
    try:
        mode = GoldMode(row["mode"])
    except ValueError as error:
        raise GoldError(f"{row.place}: {error}") from error
    return GoldQuotation(
        id=row["id"],
        span=_span(row, text),
        mode=mode,
        speakers=row.several("speakers"),
        addressees=row.several("addressee"),
        medium=row.optional("medium"),
        part_of=row.optional("part-of"),
        repeats=row.optional("repeats"),
    )


def _date(row: _Row, text: str) -> GoldDate:
    earliest, latest = _day(row, "earliest"), _day(row, "latest")
    if latest < earliest:
        raise GoldError(f"{row.place}: ends on {latest}, before it begins on {earliest}")
    return GoldDate(span=_span(row, text), earliest=earliest, latest=latest)


def _check_order(path: Path, rows: Sequence[GoldMention | GoldQuotation | GoldDate]) -> None:
    """Rows stand in the order of the text, the outer of two nested ones first, and none twice."""
    keys = [(row.span.start, -row.span.end) for row in rows]
    for earlier, later in pairwise(keys):
        if later <= earlier:
            raise GoldError(f"{path.name}: the row at offset {later[0]} is out of order or stands twice")


def _check_links(path: Path, quotations: tuple[GoldQuotation, ...]) -> None:
    """Links between stretches lead to an earlier one by the same speakers."""
    known: dict[str, GoldQuotation] = {}
    for quotation in quotations:
        if quotation.id in known:
            raise GoldError(f"{path.name}: {quotation.id!r} stands twice")
        for target in (quotation.part_of, quotation.repeats):
            if target is not None and (target not in known or known[target].speakers != quotation.speakers):
                raise GoldError(
                    f"{path.name}: {quotation.id!r} points to {target!r}, no earlier words of its speaker"
                )
        known[quotation.id] = quotation


def load_gold(siglum: str, text: str, folder: Path = FOLDER) -> Gold:
    """The gold of an article, whose seed reads `text`.

    Raises GoldError where a row does not fit the text or the format.
    """
    paths = [folder / f"{siglum}.{layer}.tsv" for layer in ("mentions", "quotations", "dates")]
    mentions = tuple(_mention(row, text) for row in _rows(paths[0], _MENTION_COLUMNS))
    quotations = tuple(_quotation(row, text) for row in _rows(paths[1], _QUOTATION_COLUMNS))
    dates = tuple(_date(row, text) for row in _rows(paths[2], _DATE_COLUMNS))
    _check_order(paths[0], mentions)
    _check_order(paths[1], quotations)
    _check_order(paths[2], dates)
    _check_links(paths[1], quotations)
    return Gold(mentions=mentions, quotations=quotations, dates=dates)
