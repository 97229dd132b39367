"""The gold of an article as three tables that a person can read and correct.

`<siglum>.mentions.tsv`, `.quotations.tsv` and `.dates.tsv` point to words of the seed by
line; here the rows become offsets into its text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from pressmark.errors import PressmarkError
from pressmark.files import Limit, read_file
from pressmark.model import (
    EntityKind,
    Finding,
    Gold,
    GoldDate,
    GoldMention,
    GoldMode,
    GoldQuotation,
    MentionForm,
    Span,
)

TABLES = ("mentions", "quotations", "dates")
_COLUMNS = {
    "mentions": ("line", "nth", "words", "kind", "record", "form"),
    "quotations": (
        "id", "line", "nth", "words", "mode", "speakers", "addressee", "medium", "part-of", "repeats",
    ),
    "dates": ("line", "nth", "words", "earliest", "latest"),
}  # fmt: skip
_NOTHING = "-"
_GAP = " … "  # stands for the words left out between the first and the last

Choice = TypeVar("Choice", bound=StrEnum)
Entry = TypeVar("Entry", GoldMention, GoldQuotation, GoldDate)


def table_paths(folder: Path, siglum: str) -> tuple[Path, ...]:
    """The files that hold the gold of an article."""
    return tuple(folder / f"{siglum}.{table}.tsv" for table in TABLES)


def load_gold(siglum: str, text: str, folder: Path) -> Gold:
    """The gold of an article, whose seed reads `text`.

    Raises PressmarkError, with file and line, where a row does not fit the text or the format.
    """
    mentions, quotations, dates = table_paths(folder, siglum)
    gold = Gold(
        mentions=_entries(mentions, "mentions", text, _mention),
        quotations=_entries(quotations, "quotations", text, _quotation),
        dates=_entries(dates, "dates", text, _date),
    )
    _check_links(quotations, gold.quotations)
    return gold


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a table: its values by column, and where it stands."""

    path: Path
    line: int
    values: dict[str, str]

    def fault(self, message: str, hint: str) -> PressmarkError:
        return _fault(self.path, self.line, message, hint)

    def optional(self, column: str) -> str | None:
        value = self.values[column]
        return None if value == _NOTHING else value

    def __getitem__(self, column: str) -> str:
        value = self.optional(column)
        if value is None:
            raise self.fault(f"column {column!r} may not be empty", "fill it in")
        return value

    def several(self, column: str) -> tuple[str, ...]:
        return tuple((self.optional(column) or "").split())

    def number(self, column: str) -> int:
        if not re.fullmatch(r"[1-9][0-9]*", self[column]):
            raise self.fault(f"column {column!r} is {self[column]!r}, not a number from 1", "count again")
        return int(self[column])

    def choice(self, column: str, choices: type[Choice]) -> Choice:
        try:
            return choices(self[column])
        except ValueError as error:
            known = ", ".join(choices)
            raise self.fault(f"column {column!r} is {self[column]!r}", f"use one of {known}") from error

    def day(self, column: str) -> date:
        try:
            return date.fromisoformat(self[column])
        except ValueError as error:
            message = f"column {column!r} is {self[column]!r}, not a day"
            raise self.fault(message, "write it like 2031-05-07") from error


def _fault(path: Path, line: int | None, message: str, hint: str) -> PressmarkError:
    return PressmarkError(Finding(path=str(path), line=line, rule="gold", message=message, hint=hint))


def _entries(path: Path, table: str, text: str, read: Callable[[_Row, str], Entry]) -> tuple[Entry, ...]:
    rows = list(_rows(path, _COLUMNS[table]))
    entries = tuple(read(row, text) for row in rows)
    _check_order(rows, entries)
    return entries


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[_Row]:
    """The rows of a table, without its header and its comments."""
    header: tuple[str, ...] | None = None
    for number, line in enumerate(_lines(path), start=1):
        if not line or line.startswith("#"):
            continue
        cells = tuple(line.split("\t"))
        if header is None:
            header = cells
            if header != columns:
                message = f"the columns are {', '.join(header)}, not {', '.join(columns)}"
                raise _fault(path, number, message, "correct the first row")
        elif len(cells) != len(columns) or not all(cells):
            message = f"wants {len(columns)} filled columns, parted by tabs"
            raise _fault(path, number, message, f"write {_NOTHING!r} for nothing")
        else:
            yield _Row(path, number, dict(zip(columns, cells, strict=True)))


def _lines(path: Path) -> list[str]:
    try:
        return read_file(path, Limit.TABLE).decode("utf-8").replace("\r\n", "\n").split("\n")
    except PressmarkError as error:
        hint = f"{error.finding.hint}; each article has {len(TABLES)} tables, if only with a first row"
        raise PressmarkError(replace(error.finding, rule="gold", hint=hint)) from error
    except UnicodeDecodeError as error:
        raise _fault(path, None, "is not in UTF-8", "save it as UTF-8") from error


def _occurrences(words: str, text: str) -> list[int]:
    """Where `words` stand in `text` as whole words: "Russia" does not stand in "Russian"."""
    return [match.start() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


def _span(row: _Row, text: str) -> Span:
    """The span that a row's line, nth and words point to."""
    lines = text.split("\n")
    number, nth, words = row.number("line"), row.number("nth"), row["words"]
    if number > len(lines):
        raise row.fault(f"the seed has only {len(lines)} lines, not {number}", "correct the line")
    line = lines[number - 1]
    offset = sum(len(before) + 1 for before in lines[: number - 1])
    first, _, last = words.partition(_GAP)
    starts = _occurrences(first, line)
    if nth > len(starts):
        message = f"line {number} of the seed has {first!r} {len(starts)} times, not {nth}"
        raise row.fault(message, "correct line, nth or words")
    start = starts[nth - 1]
    if not last:
        return Span(offset + start, offset + start + len(first))
    ends = [end for end in _occurrences(last, line) if end >= start + len(first)]
    if len(ends) != 1:
        message = f"line {number} of the seed has {last!r} {len(ends)} times after {first!r}, not once"
        raise row.fault(message, "write more of the last words")
    return Span(offset + start, offset + ends[0] + len(last))


def _mention(row: _Row, text: str) -> GoldMention:
    kind, form = row.choice("kind", EntityKind), row.choice("form", MentionForm)
    return GoldMention(span=_span(row, text), kind=kind, record=row["record"], form=form)


def _quotation(row: _Row, text: str) -> GoldQuotation:
    return GoldQuotation(
        id=row["id"],
        span=_span(row, text),
        mode=row.choice("mode", GoldMode),
        speakers=row.several("speakers"),
        addressees=row.several("addressee"),
        medium=row.optional("medium"),
        part_of=row.optional("part-of"),
        repeats=row.optional("repeats"),
    )


def _date(row: _Row, text: str) -> GoldDate:
    earliest, latest = row.day("earliest"), row.day("latest")
    if latest < earliest:
        raise row.fault(f"ends on {latest}, before it begins on {earliest}", "correct one of the two")
    return GoldDate(span=_span(row, text), earliest=earliest, latest=latest)


def _check_order(rows: Sequence[_Row], entries: Sequence[Entry]) -> None:
    """Rows stand in the order of the text, the outer of two nested ones first, and none twice."""
    keys = [(entry.span.start, -entry.span.end) for entry in entries]
    for row, (earlier, later) in zip(rows[1:], pairwise(keys), strict=False):
        if later <= earlier:
            message = f"the row of {row['words']!r} is out of order or stands twice"
            raise row.fault(message, "put the rows into the order of the text")


def _check_links(path: Path, quotations: tuple[GoldQuotation, ...]) -> None:
    """Links between stretches lead to an earlier one by the same speakers."""
    known: dict[str, GoldQuotation] = {}
    for quotation in quotations:
        if quotation.id in known:
            raise _fault(path, None, f"the id {quotation.id!r} stands twice", "give one of them another id")
        for target in (quotation.part_of, quotation.repeats):
            if target is not None and (target not in known or known[target].speakers != quotation.speakers):
                message = f"{quotation.id!r} points to {target!r}, no earlier words of its speaker"
                raise _fault(path, None, message, "correct part-of, repeats or speakers")
        known[quotation.id] = quotation
