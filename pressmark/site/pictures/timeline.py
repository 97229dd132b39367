"""The timeline: above the line the articles, below it the dates their texts speak of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pressmark.site.pictures import svg
from pressmark.site.pictures.calendar import AXIS_HEIGHT, Calendar, Stretch, axis, calendar, core

_STACK: Final = 8  # marks of one part of the calendar that stand one on another; more become a bar
_BLOCK: Final = 12.0  # height of a mark, in units
_HEADING: Final = 34.0
_LANES: Final = 8  # of long stretches
_LANE: Final = 11.0
_WIDEST: Final = 26.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event in words."""

    when: str
    where: str  # the title of the article
    title: str  # shown when pointed at
    href: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something with a date: an article, or a date or a quotation in one.

    An edition has many, of which few are shown one by one: only these are put into words.
    """

    days: Stretch
    tell: Callable[[], Told]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Events of one kind. `counted` says what many of them in one part of the calendar are called."""

    name: str
    events: Sequence[Event]
    counted: Callable[[str, int], str]  # when, how many
    href: str  # where all of them are listed
    kind: str  # a class of the style sheet


def span(articles: Sequence[Event], dates: Sequence[Event]) -> Calendar | None:
    """The calendar of all articles and of most dates; None if there is nothing with a date."""
    days = [event.days.first for event in articles]
    days += core(event.days.first for event in dates)
    return calendar(days) if days else None


def outside(made: Calendar, events: Sequence[Event]) -> int:
    """How many events lie wholly before or after the calendar."""
    return sum(
        made.index(event.days.last) < 0 or made.index(event.days.first) >= len(made) for event in events
    )


def drawn(made: Calendar, above: Row, below: Row, wording: svg.Wording, name: Callable[[str], str]) -> str:
    """The timeline as SVG."""
    published, dates = _columns(made, above.events), _columns(made, below.events)
    lanes = _lanes(made, below.events)
    line = _HEADING + _height(published)
    dates_top = line + AXIS_HEIGHT + (_HEADING if dates or lanes else 0.0)
    lanes_top = dates_top + _height(dates) + 4
    return svg.picture(
        wording,
        lanes_top + len(lanes) * _LANE,
        (
            _heading(above.name, 0),
            _heading(below.name, line + AXIS_HEIGHT) if dates or lanes else "",
            axis(made, line, name),
            *_marks(made, above, published, line, -1, name),
            *_marks(made, below, dates, dates_top, 1, name),
            *_stretches(made, below, lanes, lanes_top),
        ),
    )


def _height(columns: dict[int, list[Event]]) -> float:
    """The height of a row: that of its highest stack, or of bars."""
    return min(max((len(events) for events in columns.values()), default=0), _STACK) * _BLOCK


def _heading(text: str, top: float) -> str:
    return svg.element("text", svg.words(text), class_="pm-heading", x=0, y=top, dy=".9em")


def _columns(made: Calendar, events: Sequence[Event]) -> dict[int, list[Event]]:
    """The events that lie within one part of the calendar, by that part."""
    found: dict[int, list[Event]] = {}
    for event in events:
        index = made.index(event.days.first)
        if index == made.index(event.days.last) and 0 <= index < len(made):
            found.setdefault(index, []).append(event)
    return dict(sorted(found.items()))


def _marks(
    made: Calendar,
    row: Row,
    columns: dict[int, list[Event]],
    base: float,
    way: int,
    name: Callable[[str], str],
) -> list[str]:
    """A mark for each event, or a bar for each part of the calendar; `way` is -1 for upwards."""
    most = max((len(events) for events in columns.values()), default=0)
    few = sum(map(len, columns.values())) <= svg.PASSABLE
    width = min(made.part_width * 0.8, _WIDEST)
    marks = []
    for index, events in columns.items():
        x = (index + 0.5) * made.part_width - width / 2
        if most <= _STACK:
            for place, event in enumerate(events):
                told = event.tell()
                top = base - (place + 1) * _BLOCK if way < 0 else base + place * _BLOCK
                block = svg.element(
                    "rect", class_=row.kind, x=x, y=top + 1, width=width, height=_BLOCK - 2, rx=2
                )
                marks.append(svg.titled(told.title, block, told.href, in_tab_order=few))
            continue
        high = max(_STACK * _BLOCK * len(events) / most, 2.0)
        bar = svg.element(
            "rect", class_=row.kind, x=x, y=base - high if way < 0 else base, width=width, height=high, rx=1
        )
        marks.append(_told(row, events, name(made.iso(index)), bar))
    return marks


Lane = list[tuple[int, int, list[Event]]]  # first and last part of the calendar, events of the same days


def _lanes(made: Calendar, events: Sequence[Event]) -> list[Lane]:
    """Events longer than a part of the calendar: those of the same days together, none over another.

    Where there are too many to show, those most spoken of are shown.
    """
    together: dict[Stretch, list[Event]] = {}
    for event in events:
        first, last = made.index(event.days.first), made.index(event.days.last)
        if first != last and last >= 0 and first < len(made):
            together.setdefault(event.days, []).append(event)
    lanes: list[Lane] = []
    for days, found in sorted(together.items(), key=lambda item: (-len(item[1]), item[0])):
        first, last = max(made.index(days.first), 0), min(made.index(days.last), len(made) - 1)
        lane = next((lane for lane in lanes if all(last < a or b < first for a, b, _ in lane)), None)
        if lane is not None:
            lane.append((first, last, found))
        elif len(lanes) < _LANES:
            lanes.append([(first, last, found)])
    return lanes


def _stretches(made: Calendar, row: Row, lanes: Sequence[Lane], top: float) -> list[str]:
    bars = []
    for number, lane in enumerate(lanes):
        for first, last, events in sorted(lane, key=lambda item: item[0]):
            x, width = first * made.part_width, (last - first + 1) * made.part_width
            bar = svg.element(
                "rect",
                class_=f"{row.kind} pm-stretch",
                x=x,
                y=top + number * _LANE,
                width=width - 1,
                height=7,
                rx=3.5,
            )
            bars.append(_told(row, events, events[0].tell().when, bar))
    return bars


def _told(row: Row, events: Sequence[Event], when: str, shape: str) -> str:
    """A shape that stands for one event or for several; several are listed elsewhere."""
    if len(events) == 1:
        told = events[0].tell()
        return svg.titled(told.title, shape, told.href)
    return svg.titled(row.counted(when, len(events)), shape, row.href)
