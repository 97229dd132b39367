"""Who is mentioned with whom: people and organisations as dots, tied where they share paragraphs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from pressmark.model import EntityKind
from pressmark.site.pictures import labels, svg
from pressmark.site.pictures.labels import Dot
from pressmark.site.pictures.layout import positions, strongest

_MOST: Final = 26  # nodes that are drawn
_TIES: Final = 2  # ties for each node, about
_HEIGHT: Final = 460.0
_MARGIN_X: Final = 95.0
_MARGIN_Y: Final = 30.0
_LARGEST: Final = 15.0
_SMALLEST: Final = 4.5
_THICKEST: Final = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A record in the network."""

    name: str
    kind: EntityKind
    mentions: int
    title: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Nodes and ties: by the indices of two nodes, the smaller first, the paragraphs that name both."""

    nodes: tuple[Node, ...]
    weights: Mapping[tuple[int, int], int]


def reduced(network: Network) -> Network:
    """The part that is drawn: the nodes with the strongest ties, and the strongest ties between them."""
    strength: Counter[int] = Counter()
    for (a, b), weight in network.weights.items():
        strength[a] += weight
        strength[b] += weight
    ranked = sorted(
        strength, key=lambda i: (-strength[i], -network.nodes[i].mentions, network.nodes[i].href)
    )[:_MOST]
    place = {old: new for new, old in enumerate(ranked)}
    weights = {
        (min(place[a], place[b]), max(place[a], place[b])): weight
        for (a, b), weight in network.weights.items()
        if a in place and b in place
    }
    kept = strongest(weights, _TIES * len(ranked))
    return Network(
        nodes=tuple(network.nodes[i] for i in ranked), weights={pair: weights[pair] for pair in kept}
    )


def drawn(network: Network, wording: svg.Wording, ties: Sequence[str]) -> str:
    """The network as SVG. `ties` are the titles of the ties, in the order of `weights`."""
    across, down = svg.WIDTH - 2 * _MARGIN_X, _HEIGHT - 2 * _MARGIN_Y
    points = [
        (_MARGIN_X + x * across, _MARGIN_Y + y * down)
        for x, y in positions(len(network.nodes), network.weights)
    ]
    most = max((node.mentions for node in network.nodes), default=1) or 1
    dots = [
        Dot(x, y, max(_LARGEST * sqrt(node.mentions / most), _SMALLEST), node.name)
        for node, (x, y) in zip(network.nodes, points, strict=True)
    ]
    named = labels.placed(dots, svg.WIDTH, _HEIGHT)
    return svg.picture(
        wording,
        _HEIGHT,
        (
            *(_tie(network, points, pair, title) for pair, title in zip(network.weights, ties, strict=True)),
            *(
                svg.titled(
                    node.title,
                    _shape(node, dot) + (labels.text(named[index]) if index in named else ""),
                    node.href,
                )
                for index, (node, dot) in enumerate(zip(network.nodes, dots, strict=True))
            ),
        ),
    )


def _tie(network: Network, points: Sequence[tuple[float, float]], pair: tuple[int, int], title: str) -> str:
    (x, y), (u, v) = points[pair[0]], points[pair[1]]
    thick = _THICKEST * network.weights[pair] / max(network.weights.values())
    path = f"M{svg.number(x)} {svg.number(y)}L{svg.number(u)} {svg.number(v)}"
    line = svg.element("path", class_="pm-tie", d=path, stroke_width=max(thick, 0.8))
    return svg.titled(title, line)


def _shape(node: Node, dot: Dot) -> str:
    """A circle for a person, a square for an organisation."""
    kind = f"pm-node pm-{node.kind}"
    if node.kind is EntityKind.PERSON:
        return svg.element("circle", class_=kind, cx=dot.x, cy=dot.y, r=dot.radius)
    side = dot.radius * 1.8
    return svg.element(
        "rect", class_=kind, x=dot.x - side / 2, y=dot.y - side / 2, width=side, height=side, rx=1
    )
