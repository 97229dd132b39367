"""The map of the places: a dot for each, the larger the more mentions, with links and names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from pressmark.site.pictures import frame as frames
from pressmark.site.pictures import labels, svg
from pressmark.site.pictures.frame import Frame, Weighted
from pressmark.site.pictures.labels import Box, Dot
from pressmark.site.pictures.world import land

_LARGEST: Final = 15.0  # radius of a dot, in units
_SMALLEST: Final = 3.0
_CROWD: Final = 150  # places; where there are more, the dots are smaller
_INSET: Final = 150  # width of the small map of the world
_GAP: Final = 8
MOST: Final = 1000  # places that are drawn
_REGION: Final = 150.0  # degrees of longitude; what is narrower is shown on a small map of the world
_MESH: Final = (1, 2, 5, 10, 15, 30)  # degrees between the lines
_LINES: Final = 9  # at most, of the same direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place with coordinates, in decimal degrees."""

    name: str
    longitude: float
    latitude: float
    mentions: int
    title: str  # shown when pointed at
    href: str  # empty where there is no page to link to


@dataclass(frozen=True, slots=True)
class Plan:
    """What a map shows: the places with most mentions first, inside the frame and outside it."""

    frame: Frame
    inside: tuple[Spot, ...]
    outside: tuple[Spot, ...]

    @property
    def has_inset(self) -> bool:
        """Whether a small map says where in the world this is; places outside the frame are on it."""
        return bool(self.outside) or self.frame.east - self.frame.west < _REGION


def ranked(spots: Iterable[Spot]) -> list[Spot]:
    """Places by their mentions, the most mentioned first."""
    return sorted(spots, key=lambda spot: (-spot.mentions, spot.name, spot.href))


def planned(ordered: Sequence[Spot]) -> Plan:
    """The map of some places in the order of `ranked`. Raises ValueError if there is none."""
    if not ordered:
        raise ValueError("a map needs a place")
    # A place that nobody mentions counts a little, so that it is on the map, too.
    points = [Weighted(spot.longitude, spot.latitude, max(spot.mentions, 0.25)) for spot in ordered]
    frame = frames.around(points, svg.WIDTH)
    inside = [spot for spot in ordered if frame.holds(spot.longitude, spot.latitude)]
    outside = [spot for spot in ordered if not frame.holds(spot.longitude, spot.latitude)]
    return Plan(frame, tuple(inside), tuple(outside))


def drawn(plan: Plan, wording: svg.Wording) -> str:
    """The map as SVG."""
    frame = plan.frame
    most = max([spot.mentions for spot in (*plan.inside, *plan.outside)], default=0)
    largest = _LARGEST if len(plan.inside) <= _CROWD else _LARGEST / 2
    dots = []
    for spot in plan.inside:
        x, y = frame.place(spot.longitude, spot.latitude)
        # The area goes with the mentions.
        radius = largest * sqrt(spot.mentions / most) if most else 0.0
        dots.append(Dot(x, y, max(radius, _SMALLEST), spot.name))
    corner = _corner(dots, frame) if plan.has_inset else None
    named = labels.placed(dots, frame.width, frame.height, [corner] if corner else [])
    marks = [
        svg.titled(
            spot.title,
            _dot(dot, spot) + (labels.text(named[index]) if index in named else ""),
            spot.href,
            in_tab_order=index in named,
        )
        for index, (spot, dot) in enumerate(zip(plan.inside, dots, strict=True))
    ]
    # Those with a name lie above those without.
    order = sorted(range(len(marks)), key=lambda index: index in named)
    return svg.picture(
        wording,
        frame.height,
        (
            svg.element("rect", class_="pm-sea", width=frame.width, height=frame.height),
            _ground(frame),
            _mesh(frame),
            *(marks[index] for index in order),
            _inset(plan, corner) if corner else "",
        ),
    )


def _dot(dot: Dot, spot: Spot) -> str:
    kind = "pm-dot" if spot.mentions else "pm-dot pm-none"
    return svg.element("circle", class_=kind, cx=dot.x, cy=dot.y, r=dot.radius)


def _ground(frame: Frame) -> str:
    path = land(frame)
    return svg.element("path", class_="pm-land", d=path) if path else ""


def _mesh(frame: Frame) -> str:
    """Meridians and parallels, at whole degrees."""
    step = next((step for step in _MESH if (frame.east - frame.west) / step <= _LINES), _MESH[-1])
    path = ""
    for degree in range(int(frame.west // step + 1) * step, int(frame.east) + 1, step):
        x, _ = frame.place(degree, frame.north)
        path += f"M{svg.number(x)} 0V{svg.number(frame.height)}"
    for degree in range(int(frame.south // step + 1) * step, int(frame.north) + 1, step):
        _, y = frame.place(frame.west, degree)
        path += f"M0 {svg.number(y)}H{svg.number(frame.width)}"
    return svg.element("path", class_="pm-mesh", d=path) if path else ""


def _corner(dots: Sequence[Dot], frame: Frame) -> Box:
    """The corner in which the small map covers least: the dots count by their area."""
    width, height = _INSET + _GAP, frames.world(_INSET).height + _GAP
    corners: list[Box] = [
        (left, top, left + width, top + height)
        for left in (0.0, frame.width - width)
        for top in (frame.height - height, 0.0)
    ]

    def covered(box: Box) -> float:
        left, top, right, bottom = box
        return sum(
            dot.radius**2
            for dot in dots
            if left < dot.x + dot.radius and dot.x - dot.radius < right
            if top < dot.y + dot.radius and dot.y - dot.radius < bottom
        )

    return min(corners, key=covered)


def _inset(plan: Plan, corner: Box) -> str:
    """A small map of the world with the frame, and the places outside it."""
    world = frames.world(_INSET)
    # The gap is on the inner sides: the small map shares its outer edges with the large one.
    x = corner[0] + (_GAP if corner[0] else 0)
    y = corner[1] + (_GAP if corner[1] else 0)
    window = []
    for turn in (0, -360):
        west, east = max(plan.frame.west + turn, -180.0), min(plan.frame.east + turn, 180.0)
        if west < east:
            left, right = ((edge + 180) / 360 * world.width for edge in (west, east))
            top, bottom = (
                (world.north - edge) * world.scale for edge in (plan.frame.north, plan.frame.south)
            )
            top, bottom = max(top, 0.0), min(bottom, world.height)
            window.append(
                svg.element(
                    "rect", class_="pm-window", x=left, y=top, width=right - left, height=max(bottom - top, 1)
                )
            )
    dots = []
    for spot in plan.outside:
        across, down = world.place(spot.longitude, spot.latitude)
        dot = svg.element("circle", class_="pm-dot", cx=across, cy=min(down, world.height), r=2.5)
        dots.append(svg.titled(spot.title, dot, spot.href, in_tab_order=False))
    content = (
        svg.element("rect", class_="pm-sea pm-edge", width=world.width, height=world.height),
        _ground(world),
        *window,
        *dots,
    )
    return svg.element(
        "g", "".join(content), class_="pm-inset", transform=f"translate({svg.number(x)} {svg.number(y)})"
    )
