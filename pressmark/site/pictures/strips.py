"""Quotations per speaker over time: a strip for each speaker, all on one calendar."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pressmark.site.pictures import svg
from pressmark.site.pictures.calendar import AXIS_HEIGHT, Calendar, axis
from pressmark.site.pictures.labels import cut
from pressmark.site.pictures.timeline import Event

MOST: Final = 12  # speakers
_NAME: Final = 28.0  # height of a line of letters, in units
_BAR: Final = 24.0
_ROW: Final = _NAME + _BAR + 8
_LETTERS: Final = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A speaker and what was quoted, each an event; `title` is shown beside the strip: name and number."""

    title: str
    href: str
    events: Sequence[Event]
    counted: Callable[[str, int], str]  # when, how many


def drawn(made: Calendar, strips: Sequence[Strip], wording: svg.Wording, name: Callable[[str], str]) -> str:
    """The strips as SVG, one under another. A bar links to the first quotation it counts."""
    counts = [by_part(made, strip) for strip in strips]
    alone = len(made) == 1
    most = max((len(events) for found in counts for events in found.values()), default=1)
    few = sum(map(len, counts)) <= svg.PASSABLE
    rows = []
    for number, (strip, found) in enumerate(zip(strips, counts, strict=True)):
        top = number * _ROW
        label = svg.element(
            "text",
            svg.words(cut(strip.title, _LETTERS)),
            class_="pm-label",
            x=0,
            y=top + _NAME / 2,
            dy=".35em",
        )
        rows.append(svg.titled(strip.title, label, strip.href))
        base = top + _NAME + _BAR
        if not alone:
            rows.append(svg.element("path", class_="pm-axis pm-base", d=f"M0 {svg.number(base)}H{svg.WIDTH}"))
        for index, events in found.items():
            share = len(events) / most
            # On a calendar of one part, bars lie: their length tells the number.
            width = svg.WIDTH * share if alone else max(made.part_width - 1, 1.5)
            high = _BAR / 2 if alone else max(_BAR * share, 2.0)
            x = 0.0 if alone else index * made.part_width
            y = top + _NAME if alone else base - high
            bar = svg.element("rect", class_="pm-bar", x=x, y=y, width=width, height=high, rx=1)
            told = events[0].tell()
            title = told.title if len(events) == 1 else strip.counted(name(made.iso(index)), len(events))
            rows.append(svg.titled(title, bar, told.href, in_tab_order=few))
    foot = len(strips) * _ROW
    return svg.picture(
        wording, foot + (0 if alone else AXIS_HEIGHT), (*rows, "" if alone else axis(made, foot, name))
    )


def by_part(made: Calendar, strip: Strip) -> dict[int, list[Event]]:
    """The events of a strip by the part of the calendar they lie in, in order."""
    found: dict[int, list[Event]] = {}
    for event in strip.events:
        found.setdefault(made.index(event.days.first), []).append(event)
    return dict(sorted(found.items()))
