"""Make `pressmark/site/pictures/data/world.txt`, the coasts that the map of the places is drawn on.

    npm install world-atlas@2.0.2
    python tools/make_world.py node_modules/world-atlas/land-50m.json

The npm package world-atlas (ISC, Michael Bostock) carries the land of Natural Earth 4.1.0, which is
in the public domain, at 1:50 million as TopoJSON. Its rings are simplified here by the method of
Douglas and Peucker and rounded to a grid, small islands are left out, and each ring is written as
one line of Encoded Polyline, so that the same file gives the same bytes.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "pressmark" / "site" / "pictures" / "data" / "world.txt"
STEPS = 20  # of the grid, in a degree
TOLERANCE = 0.04  # degrees
SMALLEST = 0.03  # square degrees: about Malta and Barbados

Point = tuple[float, float]  # degrees east and north

_HEAD = """\
# Coasts of the world: Natural Earth 4.1.0 (https://www.naturalearthdata.com), public domain, 1:50 million,
# from land-50m.json of the npm package world-atlas 2.0.2 (ISC, copyright 2013-2019 Michael Bostock),
# SHA-256 {digest}.
# Made by tools/make_world.py. Each line is a ring of points as Encoded Polyline, the longitude first,
# in steps of 1/{steps} of a degree, east of 180 where it goes on; the last point is joined to the first.
"""


def rings(topology: dict[str, Any]) -> Iterator[list[Point]]:
    """The outer and inner rings of the land."""
    (scale_x, scale_y), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[Point]] = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((west + x * scale_x, south + y * scale_y))
        arcs.append(arc)
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for ring in polygon:
                points: list[Point] = []
                for index in ring:
                    # The complement of an index is the arc the other way round.
                    points += (arcs[index] if index >= 0 else arcs[~index][::-1])[:-1]
                yield unrolled(points)


def unrolled(ring: list[Point]) -> list[Point]:
    """The ring without its leaps from 180 to -180 degrees; one around a pole is led along it."""
    turn = 0
    points = [ring[0]]
    for (before, _), (longitude, latitude) in zip(ring, [*ring[1:], ring[0]], strict=True):
        turn += 360 * ((longitude - before < -180) - (longitude - before > 180))
        points.append((longitude + turn, latitude))
    if turn:
        pole = 90.0 if ring[0][1] > 0 else -90.0
        return [*points, (points[-1][0], pole), (points[0][0], pole)]
    return points[:-1]


def area(ring: list[Point]) -> float:
    """The area inside a ring, in square degrees."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairs)) / 2


def simplified(line: list[Point]) -> list[Point]:
    """The line without points that lie within the tolerance of it."""
    kept = {0, len(line) - 1}
    open_ends = [(0, len(line) - 1)]
    while open_ends:
        first, last = open_ends.pop()
        farthest, distance = first, TOLERANCE
        for index in range(first + 1, last):
            found = _distance(line[index], line[first], line[last])
            if found > distance:
                farthest, distance = index, found
        if farthest != first:
            kept.add(farthest)
            open_ends += [(first, farthest), (farthest, last)]
    return [line[index] for index in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (u, v) = point, start
    dx, dy = end[0] - u, end[1] - v
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((x - u) * dx + (y - v) * dy) / length)) if length else 0.0
    return float(((x - u - along * dx) ** 2 + (y - v - along * dy) ** 2) ** 0.5)


def encoded(points: list[tuple[int, int]]) -> str:
    """The points as Encoded Polyline: differences, zigzag, groups of five bits, letters from "?" on."""
    letters = []
    x = y = 0
    for u, v in points:
        for difference in (u - x, v - y):
            rest = difference << 1 ^ difference >> 63
            while rest >= 0x20:
                letters.append(chr((rest & 0x1F | 0x20) + 63))
                rest >>= 5
            letters.append(chr(rest + 63))
        x, y = u, v
    return "".join(letters)


def on_grid(ring: list[Point]) -> list[tuple[int, int]]:
    """The ring in steps of the grid, each point once in a row."""
    points = [(round(x * STEPS), round(y * STEPS)) for x, y in ring]
    return [point for index, point in enumerate(points) if point != points[index - 1]]


def make_world(atlas: Path) -> str:
    """The text of the file, the largest ring first."""
    data = atlas.read_bytes()
    lines = []
    for ring in sorted(rings(json.loads(data)), key=lambda ring: (-area(ring), ring)):
        if area(ring) >= SMALLEST:
            # A ring has no ends: it is cut at its first point and at the one farthest from it.
            cut = max(
                range(len(ring)), key=lambda i, r=ring: (abs(r[i][0] - r[0][0]) + abs(r[i][1] - r[0][1]), i)
            )
            points = simplified(ring[: cut + 1])[:-1] + simplified([*ring[cut:], ring[0]])[:-1]
            lines.append(encoded(on_grid(points)))
    head = _HEAD.format(digest=hashlib.sha256(data).hexdigest(), steps=STEPS)
    return head + "".join(f"{line}\n" for line in lines if line)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("atlas", type=Path, help="land-50m.json of the npm package world-atlas 2.0.2")
    text = make_world(parser.parse_args().atlas)
    TARGET.write_text(text, encoding="ascii", newline="\n")
    print(f"{TARGET.name}: {text.count(chr(10)) - _HEAD.count(chr(10))} rings, {len(text):,} bytes")
