"""Anchors for an article that is encoded for the first time, numbered in the order of the document."""

from collections import defaultdict
from collections.abc import Iterable

from pressmark.ids import AnchorKind, make_anchor
from pressmark.model import Span

# What an anchor is wanted for: a kind of thing and where it stands. A sentence stands from its
# start to that of the next one in the same block, or to the end of the block.
Place = tuple[AnchorKind, Span]


def number_anchors(wanted: Iterable[Place]) -> dict[Place, str]:
    """An anchor for every place that is wanted, those of each kind numbered from 1."""
    anchors: dict[Place, str] = {}
    highest: dict[AnchorKind, int] = defaultdict(int)
    for place in sorted(set(wanted), key=lambda place: (place[1].start, -place[1].end, place[0])):
        kind = place[0]
        highest[kind] += 1
        anchors[place] = make_anchor(kind, highest[kind])
    return anchors
