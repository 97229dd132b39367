"""Where the nodes of a small network stand: near those they are tied to, the same every time."""

from collections.abc import Mapping, Sequence
from math import atan2, cos, hypot, pi, sin
from typing import Final

_ROUNDS: Final = 80
_CLOSER: Final = 0.5  # how much shorter the strongest tie is than the weakest

Pair = tuple[int, int]  # indices of two nodes, the smaller first
Point = tuple[float, float]


def strongest(weights: Mapping[Pair, int], most: int) -> list[Pair]:
    """The strongest ties, at most so many; those first that hold a part of the network together.

    Among equals the first indices win. More than `most` are kept only where the network
    would fall apart without them.
    """
    ordered = sorted(weights, key=lambda pair: (-weights[pair], pair))
    part: dict[int, int] = {}
    binding: list[Pair] = []
    others: list[Pair] = []
    for a, b in ordered:
        root_a, root_b = _root(part, a), _root(part, b)
        (binding if root_a != root_b else others).append((a, b))
        part[root_a] = root_b
    return sorted(binding + others[: max(0, most - len(binding))])


def _root(part: dict[int, int], node: int) -> int:
    while part.setdefault(node, node) != node:
        node = part[node]
    return node


def positions(number: int, weights: Mapping[Pair, int]) -> list[Point]:
    """Points for so many nodes in the unit square, by stress majorization (Gansner, Koren and North).

    The distance of two nodes comes near the length of the shortest way between them; ways
    over strong ties are shorter. The longer axis lies across.
    """
    if number < 2:
        return [(0.5, 0.5)] * number
    goal = _distances(number, weights)
    points = [(cos(2 * pi * i / number), sin(2 * pi * i / number)) for i in range(number)]
    for _ in range(_ROUNDS):
        for i in range(number):
            points[i] = _drawn_to(i, points, goal[i])
    return _fitted(_turned(points))


def _distances(number: int, weights: Mapping[Pair, int]) -> list[list[float]]:
    """The length of the shortest way between any two nodes (Floyd and Warshall)."""
    far = float("inf")
    goal = [[0.0 if i == j else far for j in range(number)] for i in range(number)]
    most = max(weights.values(), default=1)
    for (a, b), weight in weights.items():
        goal[a][b] = goal[b][a] = 1 - _CLOSER * weight / most
    for k, i in ((k, i) for k in range(number) for i in range(number)):
        through = goal[i][k]
        if through < far:
            goal[i] = [min(way, through + onward) for way, onward in zip(goal[i], goal[k], strict=True)]
    # Parts of the network that nothing ties together stand a little apart.
    apart = 0.5 + max((way for row in goal for way in row if way < far), default=1.0)
    return [[apart if way == far else way for way in row] for row in goal]


def _drawn_to(node: int, points: Sequence[Point], goal: Sequence[float]) -> Point:
    """Where a node would stand best while all others stay."""
    x, y = points[node]
    total = sum_x = sum_y = 0.0
    for other, (u, v) in enumerate(points):
        if other == node:
            continue
        way = goal[other]
        weight = 1 / (way * way)
        stretch = way / max(hypot(x - u, y - v), 1e-6)
        total += weight
        sum_x += weight * (u + stretch * (x - u))
        sum_y += weight * (v + stretch * (y - v))
    return sum_x / total, sum_y / total


def _turned(points: Sequence[Point]) -> list[Point]:
    """The points with their longer axis across."""
    middle_x = sum(x for x, _ in points) / len(points)
    middle_y = sum(y for _, y in points) / len(points)
    moved = [(x - middle_x, y - middle_y) for x, y in points]
    xx, yy, xy = sum(x * x for x, _ in moved), sum(y * y for _, y in moved), sum(x * y for x, y in moved)
    angle = -atan2(2 * xy, xx - yy) / 2
    return [(x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)) for x, y in moved]


def _fitted(points: Sequence[Point]) -> list[Point]:
    """The points stretched over the unit square."""
    columns = []
    for axis in (0, 1):
        values = [point[axis] for point in points]
        low, high = min(values), max(values)
        # What lies on a line is not pulled apart.
        columns.append([(value - low) / (high - low) if high - low > 1e-6 else 0.5 for value in values])
    return list(zip(*columns, strict=True))
