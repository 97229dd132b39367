"""The coasts of the world, from Natural Earth."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from pressmark.site.pictures.frame import Frame

_STEPS: Final = 20  # of the grid that the file is written on, in a degree
_SMALLEST: Final = 3  # square units: land that is not worth its bytes
_BIT: Final = 1.2  # units: points closer than this to the last one are left out

Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Land:
    """A ring of points, longitude and latitude in decimal degrees, and the box it lies in."""

    points: tuple[tuple[float, float], ...]
    west: float
    south: float
    east: float
    north: float


@lru_cache(maxsize=1)
def coasts() -> tuple[Land, ...]:
    """Every ring of the file, the largest first."""
    text = files(__package__).joinpath("data", "world.txt").read_text(encoding="ascii")
    found = []
    for line in text.splitlines():
        if not line.startswith("#"):
            points = tuple(decoded(line))
            xs, ys = [x for x, _ in points], [y for _, y in points]
            found.append(Land(points, min(xs), min(ys), max(xs), max(ys)))
    return tuple(found)


def decoded(line: str) -> Iterator[tuple[float, float]]:
    """The points of an Encoded Polyline, in degrees."""
    values: list[int] = []
    value = shift = 0
    for letter in line:
        code = ord(letter) - 63
        value |= (code & 0x1F) << shift
        shift += 5
        if code < 0x20:
            values.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    x = y = 0
    for dx, dy in zip(values[::2], values[1::2], strict=True):
        x, y = x + dx, y + dy
        yield x / _STEPS, y / _STEPS


@lru_cache(maxsize=64)
def land(frame: Frame) -> str:
    """The land in a frame as the data of an SVG path, in units of the picture; lakes are rings within it."""
    parts = []
    per_longitude, per_latitude = frame.scale * frame.parallel, frame.scale
    for ring in coasts():
        if (ring.east - ring.west) * per_longitude * (ring.north - ring.south) * per_latitude < _SMALLEST:
            continue
        for turn in (-360.0, 0.0, 360.0):
            if ring.west + turn >= frame.east or ring.east + turn <= frame.west:
                continue
            if ring.south >= frame.north or ring.north <= frame.south:
                continue
            points = [
                ((x + turn - frame.west) * per_longitude, (frame.north - y) * per_latitude)
                for x, y in ring.points
            ]
            parts.append(_path(_clipped(points, frame.width, frame.height)))
    return "".join(parts)


def _clipped(points: Points, width: float, height: float) -> Points:
    """The part of a polygon inside a box, edge by edge (Sutherland and Hodgman)."""
    for axis, edge, sign in ((0, 0.0, 1), (0, width, -1), (1, 0.0, 1), (1, height, -1)):
        if all(sign * (point[axis] - edge) >= 0 for point in points):
            continue
        kept: Points = []
        for index, end in enumerate(points):
            start = points[index - 1]
            inside, was_inside = sign * (end[axis] - edge) >= 0, sign * (start[axis] - edge) >= 0
            if inside != was_inside:
                share = (edge - start[axis]) / (end[axis] - start[axis])
                kept.append((start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
            if inside:
                kept.append(end)
        points = kept
    return points


def _path(points: Points) -> str:
    """A closed path on a grid of whole units, each point as its difference from the last."""
    grid: list[tuple[int, int]] = []
    last_x = last_y = -9.0
    for x, y in points:
        if abs(x - last_x) >= _BIT or abs(y - last_y) >= _BIT:
            grid.append((round(x), round(y)))
            last_x, last_y = x, y
    if len(grid) < 3:
        return ""
    (x, y), *rest = grid
    moves = [f"M{x} {y}l"]
    for u, v in rest:
        # A minus sign separates as well as a space does.
        moves.append(f"{u - x}{v - y}" if v < y else f"{u - x} {v - y}")
        x, y = u, v
    return " ".join(moves).replace("l ", "l").replace(" -", "-") + "z"
