"""Days on a line: the stretch of time that a picture shows, and the equal parts it is counted in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from pressmark.site.pictures.labels import text_width
from pressmark.site.pictures.svg import NARROW_TEXT, WIDE_TEXT, WIDTH, element, number, words

_MOST: Final = 62  # parts of a calendar
_CORE: Final = 0.9  # of the days: what a line of time is drawn for at least
_SHORTER: Final = 1 / 3  # of the length: how much shorter it must become for that
_GAP: Final = 14.0  # units between two labels


class Unit(StrEnum):
    """What a calendar counts in."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


_YEARS: Final = {Unit.YEAR: 1, Unit.DECADE: 10, Unit.CENTURY: 100}
# How many parts there may be from one label to the next.
_STEPS: Final = {
    Unit.DAY: (1, 2, 5, 10, 20),
    Unit.MONTH: (1, 2, 3, 6, 12, 24),
    Unit.YEAR: (1, 2, 5, 10, 20),
    Unit.DECADE: (1, 2, 5, 10, 20),
    Unit.CENTURY: (1, 2, 5, 10, 20),
}


class Stretch(NamedTuple):
    """Days from the first to the last, both included."""

    first: date
    last: date


def stretch(earliest: str, latest: str) -> Stretch | None:
    """The days between two dates in ISO 8601, which may be years or months; None if they are none."""
    try:
        first, last = _days(earliest).first, _days(latest).last
    except ValueError:
        return None
    return Stretch(first, last) if first <= last else None


@lru_cache(maxsize=16_384)
def _days(iso: str) -> Stretch:
    """The days of a year, a month or a day. Raises ValueError for anything else."""
    parts = [int(part) for part in iso.split("-")] if iso.replace("-", "").isascii() else []
    if len(iso) == len("2031") and len(parts) == 1:
        return Stretch(date(parts[0], 1, 1), date(parts[0], 12, 31))
    if len(iso) == len("2031-05") and len(parts) == 2:
        first = date(parts[0], parts[1], 1)
        beyond = (first + timedelta(days=31)).replace(day=1) if first < date(9999, 12, 1) else None
        return Stretch(first, beyond - timedelta(days=1) if beyond else date.max)
    day = date.fromisoformat(iso)
    return Stretch(day, day)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The parts of a stretch of time, numbered in their unit from a far beginning."""

    unit: Unit
    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1

    @property
    def part_width(self) -> float:
        """Units of the picture for one part."""
        return WIDTH / len(self)

    def index(self, day: date) -> int:
        """Which part a day lies in; below 0 or beyond the length if it lies outside."""
        return _part(day, self.unit) - self.first

    def iso(self, index: int) -> str:
        """A part as a date in ISO 8601; "2030/2039" of decades and centuries."""
        part = self.first + index
        if self.unit is Unit.DAY:
            return date.fromordinal(part).isoformat()
        if self.unit is Unit.MONTH:
            return f"{part // 12:04}-{part % 12 + 1:02}"
        years = _YEARS[self.unit]
        return f"{part:04}" if years == 1 else f"{part * years:04}/{part * years + years - 1:04}"


def _part(day: date, unit: Unit) -> int:
    if unit is Unit.DAY:
        return day.toordinal()
    if unit is Unit.MONTH:
        return day.year * 12 + day.month - 1
    return day.year // _YEARS[unit]


def calendar(days: Sequence[date]) -> Calendar:
    """The calendar from the first to the last of some days, in the smallest parts that are not too many."""
    first, last = min(days), max(days)
    for unit in Unit:
        made = Calendar(unit, _part(first, unit), _part(last, unit))
        if len(made) <= _MOST:
            return made
    return made


def core(days: Iterable[date]) -> list[date]:
    """The days without those far off: at most a tenth is left out, and only for a much shorter line."""
    ordered = sorted(days)
    first, last = 0, len(ordered) - 1
    kept = (first, last)
    for _ in range(int(len(ordered) * (1 - _CORE))):
        # The day goes that is farther from its neighbour.
        if ordered[first + 1] - ordered[first] > ordered[last] - ordered[last - 1]:
            first += 1
        else:
            last -= 1
        if _length(ordered, first, last) < _SHORTER * _length(ordered, *kept):
            kept = (first, last)
    return ordered[kept[0] : kept[1] + 1]


def _length(ordered: Sequence[date], first: int, last: int) -> int:
    return (ordered[last] - ordered[first]).days + 1


def axis(made: Calendar, top: float, name: Callable[[str], str]) -> str:
    """A line with marks and labels under it. `name` puts a part, as `Calendar.iso` gives it, into words."""
    names = [name(made.iso(index)) for index in range(len(made))]
    longest = max(text_width(text, NARROW_TEXT) for text in names) + _GAP
    steps = _STEPS[made.unit]
    step = next((step for step in steps if step * made.part_width >= longest), steps[-1])
    shown = [index for index in range(len(made)) if (made.first + index) % step == 0] or [0]
    line = element("path", class_="pm-axis", d=f"M0 {number(top)}H{WIDTH}")
    marks = []
    for index in shown:
        x = index * made.part_width
        room = WIDTH - x
        if text_width(names[index], WIDE_TEXT) > room:
            continue
        kind = "pm-tick" if text_width(names[index], NARROW_TEXT) <= room else "pm-tick pm-wide"
        marks.append(element("path", class_="pm-axis", d=f"M{number(x + 0.5)} {number(top)}v6"))
        marks.append(element("text", words(names[index]), class_=kind, x=x, y=top + 8, dy=".8em"))
    return line + "".join(marks)


AXIS_HEIGHT: Final = 42.0  # units, the labels of a narrow screen included
