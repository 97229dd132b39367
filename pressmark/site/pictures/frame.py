"""The part of the world that a map shows, and where on the picture a place is."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import cos, radians
from typing import Final

_MARGIN: Final = 0.08  # of the height and width that the places take, on each side
_LEAST: Final = 8.0  # degrees of longitude and latitude
_CORE: Final = 0.85  # of the mentions: what a map may close in upon
_CLOSER: Final = 1 / 3  # of the area: how much smaller it must be then
_LOWEST, _HIGHEST = 0.42, 0.72  # height of a map for its width
_SOUTH, _NORTH = -57.0, 84.0  # the world without Antarctica
_MERCY: Final = 0.35  # the least cosine: a map of the pole has some width

Box = tuple[float, float, float, float]  # west, south, east, north


@dataclass(frozen=True, slots=True)
class Weighted:
    """A point of the earth in decimal degrees, and how much it counts."""

    longitude: float
    latitude: float
    weight: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A box of longitudes and latitudes in decimal degrees. `east` is more than `west`, and so may pass 180.

    The projection is the equirectangular one, true to scale where `parallel` is.
    """

    west: float
    south: float
    east: float
    north: float
    width: float  # of the picture

    @property
    def parallel(self) -> float:
        """The cosine of the latitude in the middle."""
        return max(_MERCY, cos(radians((self.south + self.north) / 2)))

    @property
    def scale(self) -> float:
        """Units of the picture in a degree of latitude."""
        return self.width / ((self.east - self.west) * self.parallel)

    @property
    def height(self) -> float:
        return (self.north - self.south) * self.scale

    def unrolled(self, longitude: float) -> float:
        """The longitude, turned by whole circles to lie east of the western edge."""
        return self.west + (longitude - self.west) % 360

    def holds(self, longitude: float, latitude: float) -> bool:
        return self.south <= latitude <= self.north and self.unrolled(longitude) <= self.east

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point is on the picture: right of its left edge, below its upper edge."""
        x = (self.unrolled(longitude) - self.west) * self.width / (self.east - self.west)
        return x, (self.north - latitude) * self.scale


def world(width: float) -> Frame:
    """All of the world but Antarctica."""
    return Frame(-180.0, _SOUTH, 180.0, _NORTH, width)


def around(points: Sequence[Weighted], width: float) -> Frame:
    """A frame of all points with a margin; of most of them, where the rest lie far off.

    There must be a point. What lies outside the frame is for the small map of the world.
    """
    near_first = _near_first(points)
    boxes = list(accumulate(((x, y, x, y) for x, y, _ in near_first), _joined))
    whole = _fitted(boxes[-1], width)
    spare = (1 - _CORE) * sum(point.weight for point in points)
    # The farthest go, one by one, until the map is much closer or too many would be missing.
    for index in range(len(boxes) - 1, 0, -1):
        spare -= near_first[index][2]
        if spare < 0:
            break
        core = _fitted(boxes[index - 1], width)
        if _area(core) < _CLOSER * _area(whole):
            return core
    return whole


def _near_first(points: Sequence[Weighted]) -> list[tuple[float, float, float]]:
    """Longitude, latitude and weight of each point, the nearest to the middle first.

    Longitudes begin east of the widest gap and may pass 180. The middle is the weighted
    median, which a few far points do not move.
    """
    around = sorted({point.longitude % 360 for point in points})
    _, west = max((b - a, b % 360) for a, b in pairwise([*around, around[0] + 360]))
    west = (west + 180) % 360 - 180
    unrolled = [(west + (point.longitude - west) % 360, point.latitude, point.weight) for point in points]
    x = _median([(x, weight) for x, _, weight in unrolled])
    y = _median([(y, weight) for _, y, weight in unrolled])
    narrowing = cos(radians(y))
    return sorted(unrolled, key=lambda point: (max(abs(point[0] - x) * narrowing, abs(point[1] - y)), point))


def _median(values: list[tuple[float, float]]) -> float:
    """The weighted median of values, each with its weight."""
    half = sum(weight for _, weight in values) / 2
    ordered = sorted(values)
    sums = accumulate(weight for _, weight in ordered)
    return next(value for (value, _), reached in zip(ordered, sums, strict=True) if reached >= half)


def _area(frame: Frame) -> float:
    return (frame.east - frame.west) * (frame.north - frame.south)


def _joined(box: Box, other: Box) -> Box:
    """The box around two."""
    return min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3])


def _fitted(box: Box, width: float) -> Frame:
    """The box with its margin, grown to a shape that suits a page, within the world."""
    west, south, east, north = box
    wide = max((east - west) * (1 + 2 * _MARGIN), _LEAST)
    high = max((north - south) * (1 + 2 * _MARGIN), _LEAST)
    middle = (south + north) / 2
    parallel = max(_MERCY, cos(radians(middle)))
    high = max(high, wide * parallel * _LOWEST)
    wide = max(wide, high / parallel / _HIGHEST)
    if wide >= 300 or high >= _NORTH - _SOUTH:
        # What is nearly the world is the world, down to the southernmost place.
        return Frame(-180.0, min(_SOUTH, south - 3), 180.0, _NORTH, width)
    low = max(-90.0, min(middle - high / 2, 90.0 - high))
    left = (west + east - wide) / 2
    return Frame(left, low, left + wide, low + high, width)
