"""Names beside dots, so that no name covers another or a dot.

Names are set twice: in the letters of a narrow screen, which are larger in units of the picture
and so leave room for few names, and then, between these, in the letters of a wide one.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from pressmark.site.pictures.svg import NARROW_TEXT, WIDE_TEXT, element, words

LONGEST: Final = 28  # letters of a name; what is cut is in the title
_TRIED: Final = 160  # dots that a name is tried for
_IN_THE_WAY: Final = 80  # dots that no name may cover; the lesser ones in a crowd it may
_LETTER: Final = 0.56  # of the size of the letters: a wide average, so that names rather have too much room
_LINE: Final = 1.1
_CELL: Final = 48.0

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Dot:
    """What a name stands beside: its middle, its radius, its name."""

    x: float
    y: float
    radius: float
    name: str


class Side(Enum):
    """Where a name stands, seen from its dot: steps to the right, steps down. The best ones come first."""

    RIGHT = (1, 0)
    LEFT = (-1, 0)
    ABOVE = (0, -1)
    BELOW = (0, 1)
    UPPER_RIGHT = (1, -1)
    LOWER_RIGHT = (1, 1)
    UPPER_LEFT = (-1, -1)
    LOWER_LEFT = (-1, 1)


@dataclass(frozen=True, slots=True)
class Label:
    """A name that has found room, and its point nearest to the dot.

    `narrow` says that there is room for it on a narrow screen, too.
    """

    text: str
    x: float
    y: float
    side: Side
    narrow: bool


def cut(name: str, letters: int = LONGEST) -> str:
    """A name on one line, cut to so many letters."""
    line = " ".join(name.split())
    return line if len(line) <= letters else line[: letters - 1].rstrip() + "…"


def text_width(text: str, size: float) -> float:
    """About how long a line is, in letters of a size; Chinese and Japanese letters are twice as wide."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return (len(text) - wide) * size * _LETTER + wide * size


def placed(
    dots: Sequence[Dot], width: float, height: float, kept_free: Sequence[Box] = ()
) -> dict[int, Label]:
    """The names that have room inside the picture, by the index of their dots; the first dots come first."""
    obstacles = [(box, -1) for box in kept_free]
    for index, dot in enumerate(dots[:_IN_THE_WAY]):
        x, y, radius = dot.x, dot.y, dot.radius
        obstacles.append(((x - radius, y - radius, x + radius, y + radius), index))
    found: dict[int, Label] = {}
    for narrow, size in ((True, NARROW_TEXT), (False, WIDE_TEXT)):
        taken = _Grid()
        for box, owner in obstacles:
            taken.add(box, owner)
        for index, label in found.items():
            taken.add(covered(dots[index], label.text, label.side, WIDE_TEXT), index)
        for index, dot in enumerate(dots[:_TRIED]):
            text = cut(dot.name)
            if index in found or not text:
                continue
            for side in Side:
                box = covered(dot, text, side, size)
                inside = box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
                if inside and not taken.meets(box, index):
                    taken.add(box, index)
                    x, y = _anchor(dot, side)
                    found[index] = Label(text, x, y, side, narrow)
                    break
    return found


def _anchor(dot: Dot, side: Side) -> tuple[float, float]:
    """The point of a name that lies nearest to its dot."""
    across, down = side.value
    # At a corner the name begins within the box around the dot.
    gap = dot.radius + 3 if not (across and down) else dot.radius * 0.5 + 2
    return dot.x + across * gap, dot.y + down * gap


def covered(dot: Dot, text: str, side: Side, size: float) -> Box:
    """What a name covers. In the letters of a wide screen it lies within that of a narrow one."""
    x, y = _anchor(dot, side)
    across, down = side.value
    long, high = text_width(text, size), size * _LINE
    left, top = x + (across - 1) * long / 2, y + (down - 1) * high / 2
    return left, top, left + long, top + high


def text(label: Label) -> str:
    """The name as an element."""
    across, down = label.side.value
    return element(
        "text",
        words(label.text),
        class_="pm-label" if label.narrow else "pm-label pm-wide",
        x=label.x,
        y=label.y,
        dy={-1: "-.25em", 0: ".35em", 1: ".85em"}[down],
        text_anchor={-1: "end", 0: "middle", 1: "start"}[across],
    )


class _Grid:
    """Boxes by the cells they touch, so that a box is compared with its neighbours only."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[Box, int]]] = {}

    def add(self, box: Box, owner: int) -> None:
        for cell in _cells(box):
            self._cells.setdefault(cell, []).append((box, owner))

    def meets(self, box: Box, owner: int) -> bool:
        """Whether a box overlaps one of another owner."""
        left, top, right, bottom = box
        return any(
            left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
            for cell in _cells(box)
            for other, owned in self._cells.get(cell, ())
            if owned != owner
        )


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (int(edge // _CELL) for edge in box)
    return ((column, row) for column in range(left, right + 1) for row in range(top, bottom + 1))
